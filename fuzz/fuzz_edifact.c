/* UN/EDIFACT interchanges: no byte passes without a record or a located reject. */
#include "fuzz_messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_messages("", data, size);
}
