/* The reader of text with one name a line over any bytes. */
#include "fuzz_lists.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    return fuzz_list(data, n, read_lines);
}
