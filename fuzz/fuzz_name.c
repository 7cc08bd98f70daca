/* Names: any bytes give tokens with Latin readings inside the limits, the same ones twice. */
#include "text/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct text_name *n)
{
    if (n->n > LIMIT_NAME_TOKENS)
        abort();
    for (size_t i = 0; i < n->n; i++) {
        const struct text_token *t = &n->tokens[i];
        if (t->n_readings < 1 || t->n_readings > TEXT_READINGS || t->tag >= TEXT_N_TAGS ||
            !t->readings[0].n)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct text_name a, b;
    arena_init(&arena, 64 * MIB);
    for (int kind = TEXT_ANY; kind <= TEXT_OBJECT; kind++) {
        struct str name = {(const char *)data, size};
        if (text_name_parse(name, (enum text_kind)kind, &arena, &a) != SEINE_OK ||
            text_name_parse(name, (enum text_kind)kind, &arena, &b) != SEINE_OK)
            abort();
        check(&a);
        if (a.n != b.n || a.kind != b.kind)
            abort();
        for (size_t i = 0; i < a.n; i++)
            if (!str_is(a.tokens[i].readings[0], b.tokens[i].readings[0]))
                abort();
    }
    arena_release(&arena);
    return 0;
}
