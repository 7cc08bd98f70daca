/* goods/plain.c - the classifier as one would write it first: for every component, every term and
 * every prefix, look. It is the oracle against which classify.c is tested and shares with it only
 * the weights and the formula, not the way of finding. Far too slow for use. */
#include "goods/classify.h"

#include <string.h>

static void look_for(struct classify *s, const struct goods_pattern *p, struct str folded,
                     bool is_model)
{
    double weight = 0;
    if (str_contains(folded, p->text)) {
        weight = p->weight;
    } else if (!is_model && s->cut_trust > 0) {
        struct str words = str_slice(folded, 0, folded.n - 1);
        size_t most = p->text.n - 1 < words.n ? p->text.n - 1 : words.n;
        for (size_t n = most; n > 0 && weight <= 0; n--)
            if (memcmp(words.p + words.n - n, p->text.p, n) == 0)
                weight = strength_cut(p->weight, n, p->text) * s->cut_trust;
    }
    if (weight <= 0)
        return;
    for (uint32_t i = 0; i < p->n_uses; i++)
        classify_term(s, &s->c->uses[p->first_use + i], is_model ? strength_model(weight) : weight,
                      is_model);
}

enum seine_status goods_classify_plain(const struct goods_catalogue *c,
                                       const struct goods_text *text, struct arena *arena,
                                       struct goods_match **ret, size_t *ret_n)
{
    struct classify s;
    char room[GOODS_FOLD_ROOM];
    const struct str texts[3] = {text->description, text->brand, text->model};
    classify_init(&s, c, text);
    for (size_t k = 0; k < 3; k++) {
        size_t n = goods_fold(texts[k], room, sizeof room);
        struct str folded = {room, n};
        for (size_t i = 0; i < c->n_patterns; i++)
            look_for(&s, &c->patterns[i], folded, k > 0);
    }
    size_t n_prefixes = c->chapter[100];
    for (size_t i = 0; i < n_prefixes && s.hs.is_valid; i++)
        classify_code(&s, &c->prefixes[i]);
    return classify_finish(&s, arena, ret, ret_n);
}
