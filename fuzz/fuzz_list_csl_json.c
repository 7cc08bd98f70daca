/* The reader of the screening list's JSON over any bytes. */
#include "fuzz_lists.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    return fuzz_list(data, n, read_csl_json);
}
