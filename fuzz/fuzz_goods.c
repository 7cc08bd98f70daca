/* The classifier over any text: description, HS code and model are parted by NUL bytes. The fast
 * way must find exactly what the plain one finds. */
#include "goods/goods.h"

#include <stdlib.h>
#include <string.h>

static const char kits[] =
    "[{\"id\":\"k\",\"components\":["
    "{\"id\":\"a\",\"hs\":[\"901420\",\"90\"],\"terms\":[\"gyroscope\",\"gyroscope sensor\","
    "\"\u9640\u87ba\u4eea\",\"\uc790\uc774\ub85c\",\"\u0433\u0438\u0440\u043e\u0441\u043a\u043e"
    "\u043f\"],\"negative_terms\":[\"toy\"],\"typical_kg\":[0.1,40]},"
    "{\"id\":\"b\",\"hs\":[\"8413\",\"9014\"],\"terms\":[\"vacuum pump\",\"pump\",\"sensor\","
    "\"\u771f\u7a7a\u6cf5\"]}]}]";

static struct goods_catalogue *catalogue(void)
{
    static struct goods_catalogue *c;
    struct input *in = NULL;
    if (c)
        return c;
    if (goods_catalogue_new(&c) || input_open_bytes(str_of(kits), "kits", &in, NULL) ||
        goods_catalogue_read(c, in, NULL) || goods_catalogue_seal(c, NULL))
        abort();
    input_free(in);
    return c;
}

static bool same(const struct goods_match *a, const struct goods_match *b)
{
    return a->component == b->component && memcmp(&a->strength, &b->strength, 4) == 0 &&
           a->is_model == b->is_model && str_is(a->term, b->term) && str_is(a->hs, b->hs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str rest = {(const char *)data, n}, parts[3] = {STR_EMPTY, STR_EMPTY, STR_EMPTY};
    struct goods_match *fast = NULL, *slow = NULL;
    size_t n_fast = 0, n_slow = 0;
    struct arena arena;
    bool more = true;
    for (size_t i = 0; i < 3 && str_cut(&rest, &more, '\0', &parts[i]); i++)
        continue;
    struct goods_text text = {.description = parts[0],
                              .hs = parts[1],
                              .un_number = STR_EMPTY,
                              .brand = STR_EMPTY,
                              .model = parts[2],
                              .net_g = (int64_t)n * 100,
                              .value_usd_cents = (int64_t)n,
                              .quantity = 1};
    arena_init(&arena, 64 * MIB);
    if (goods_classify(catalogue(), &text, &arena, &fast, &n_fast) == SEINE_OK &&
        goods_classify_plain(catalogue(), &text, &arena, &slow, &n_slow) == SEINE_OK) {
        if (n_fast != n_slow)
            abort();
        for (size_t i = 0; i < n_fast; i++)
            if (!same(&fast[i], &slow[i]))
                abort();
    }
    (void)goods_media_or_sample(&text);
    (void)goods_is_vague(text.description);
    arena_release(&arena);
    return 0;
}
