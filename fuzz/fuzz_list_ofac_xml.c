/* The reader of OFAC's XML over any bytes. */
#include "fuzz_lists.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    return fuzz_list(data, n, read_ofac_xml);
}
