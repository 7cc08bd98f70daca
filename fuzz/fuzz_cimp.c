/* Cargo-IMP messages: what is read must be canonical (written, it reads back to the same bytes). */
#include "fuzz_messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_messages("FWB/16\n", data, size);
}
