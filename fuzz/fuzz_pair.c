/* Name pairs: two lines give a score in [0,1] that is the sum of its
 * evidence. */
#include "screen/screen.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct str rest = {(const char *)data, size}, a = STR_EMPTY, b = STR_EMPTY;
    bool more = true;
    arena_init(&arena, 256 * MIB);
    if (str_cut(&rest, &more, '\n', &a) && str_cut(&rest, &more, '\n', &b))
        for (int kind = LIST_KIND_UNKNOWN; kind <= LIST_AIRCRAFT; kind++) {
            struct screen_result r;
            arena_reset(&arena);
            if (screen_pair(a, b, (enum list_kind)kind, SCREEN_SEINE, &arena, &r) != SEINE_OK)
                abort();
            if (!(r.score >= 0 && r.score <= 1) ||
                fabs(evidence_sum(r.evidence, r.n_evidence) - r.bits) > 1e-6)
                abort();
            if (screen_pair(a, b, (enum list_kind)kind, SCREEN_OFAC, &arena, &r) != SEINE_OK ||
                !(r.score >= 0 && r.score <= 1.0001))
                abort();
        }
    arena_release(&arena);
    return 0;
}
