/* goods/classify.c - a goods item to component candidates, fast.
 *
 * One pass of the automaton over each folded text finds all terms; the state at the end of the
 * description tells which terms begin there and were cut off; the HS prefixes of one chapter are
 * compared with the item's code. Everything needed on the way lies on the stack, so that only the
 * matches themselves take memory of the caller's arena. It does not decide what a match is worth in
 * bits, and does not use the value: there is no table of normal prices to hold it against. */
#include "goods/classify.h"

#include <stdio.h>
#include <stdlib.h>

/* A heading that was read from words, as the code that the papers do not state. */
static struct goods_hs read_code(unsigned heading)
{
    struct goods_hs hs = {.n = 4, .is_valid = true};
    snprintf(hs.digits, sizeof hs.digits, "%04u", heading % 10000);
    return hs;
}

void classify_init(struct classify *s, const struct goods_catalogue *c,
                   const struct goods_text *text)
{
    s->c = c;
    s->hs = goods_hs_normalise(text->hs);
    s->item = (struct strength_item){.has_code = s->hs.is_valid,
                                     .is_vague = goods_is_vague(text->description),
                                     .net_g = text->net_g,
                                     .quantity = text->quantity};
    if (!s->hs.is_valid && text->heading != 0)
        s->hs = read_code(text->heading);
    s->cut_trust = strength_cut_trust(str_trim(text->description));
    for (size_t i = 0; i < c->components.n; i++)
        s->found[i] = (struct strength_found){0};
}

void classify_term(struct classify *s, const struct goods_use *use, double weight, bool is_model)
{
    struct strength_found *f = &s->found[use->component];
    if (use->is_negative) {
        f->is_negative = true;
        return;
    }
    if (weight < f->term || (weight <= f->term && use->term >= f->term_index))
        return;
    f->term = weight;
    f->term_index = use->term;
    f->is_model = is_model;
}

void classify_code(struct classify *s, const struct goods_prefix *prefix)
{
    struct strength_found *f = &s->found[prefix->component];
    struct str digits = {s->hs.digits, s->hs.n};
    struct str own = prefix->digits;
    if (digits.n >= 4 && own.n >= 4 && str_is(str_slice(digits, 0, 4), str_slice(own, 0, 4)))
        f->is_heading = true;
    double weight = strength_code(digits, own) * prefix->weight;
    if (weight > f->code) { /* prefixes come in the order of their index: the first best stays */
        f->code = weight;
        f->code_index = prefix->index;
    }
}

static int compare_match(const void *a, const void *b)
{
    const struct goods_match *x = a, *y = b;
    if (x->strength > y->strength || x->strength < y->strength)
        return x->strength > y->strength ? -1 : 1;
    return x->component < y->component ? -1 : x->component > y->component;
}

static double strength_of(const struct classify *s, size_t component)
{
    const struct strength_found *f = &s->found[component];
    if (f->term <= 0 && f->code <= 0)
        return 0;
    return strength_combine(&s->c->components.v[component], f, &s->item);
}

enum seine_status classify_finish(const struct classify *s, struct arena *arena,
                                  struct goods_match **ret, size_t *ret_n)
{
    size_t n = 0, most = 0;
    for (size_t i = 0; i < s->c->components.n; i++)
        most += strength_of(s, i) >= GOODS_MIN_STRENGTH;
    struct goods_match *out = arena_array(arena, most ? most : 1, sizeof *out);
    if (!out)
        return SEINE_NOMEM;
    for (uint32_t i = 0; i < s->c->components.n && n < most; i++) {
        const struct strength_found *f = &s->found[i];
        const struct goods_component *part = &s->c->components.v[i];
        double strength = strength_of(s, i);
        if (strength < GOODS_MIN_STRENGTH)
            continue;
        out[n++] = (struct goods_match){
            .component = i,
            .strength = (float)strength,
            .is_model = f->is_model,
            .term = f->term > 0 ? part->terms[f->term_index] : STR_EMPTY,
            .hs = f->code > 0 ? part->hs[f->code_index] : STR_EMPTY,
        };
    }
    qsort(out, n, sizeof *out, compare_match);
    *ret = out;
    *ret_n = n;
    return SEINE_OK;
}

struct scan {
    struct classify *s;
    bool is_model;
};

static void add_uses(struct scan *scan, const struct goods_pattern *p, double weight)
{
    if (scan->is_model)
        weight = strength_model(weight);
    for (uint32_t i = 0; i < p->n_uses; i++)
        classify_term(scan->s, &scan->s->c->uses[p->first_use + i], weight, scan->is_model);
}

static void on_hit(void *context, uint32_t pattern, size_t matched)
{
    struct scan *scan = context;
    const struct goods_pattern *p = &scan->s->c->patterns[pattern];
    (void)matched;
    add_uses(scan, p, p->weight);
}

static void on_tail(void *context, uint32_t pattern, size_t matched)
{
    struct scan *scan = context;
    const struct goods_pattern *p = &scan->s->c->patterns[pattern];
    double weight = strength_cut(p->weight, matched, p->text) * scan->s->cut_trust;
    if (weight > 0)
        add_uses(scan, p, weight);
}

static void scan_text(struct classify *s, struct str text, bool is_model)
{
    char room[GOODS_FOLD_ROOM];
    struct scan scan = {s, is_model};
    if (text.n == 0)
        return;
    struct str folded = {room, goods_fold(text, room, sizeof room)};
    struct str words = str_slice(folded, 0, folded.n - 1);
    const struct automaton *a = &s->c->automaton;
    uint32_t state = automaton_scan(a, 0, words, on_hit, &scan);
    if (!is_model && s->cut_trust > 0)
        automaton_tail(a, state, STRENGTH_CUT_MIN_BYTES, on_tail, &scan);
    automaton_scan(a, state, str_slice(folded, folded.n - 1, folded.n), on_hit, &scan);
}

enum seine_status goods_classify(const struct goods_catalogue *c, const struct goods_text *text,
                                 struct arena *arena, struct goods_match **ret, size_t *ret_n)
{
    struct classify s;
    classify_init(&s, c, text);
    scan_text(&s, text->description, false);
    scan_text(&s, text->brand, true);
    scan_text(&s, text->model, true);
    if (s.hs.is_valid) {
        unsigned chapter = (unsigned)(s.hs.digits[0] - '0') * 10 + (unsigned)(s.hs.digits[1] - '0');
        for (uint32_t i = c->chapter[chapter]; i < c->chapter[chapter + 1]; i++)
            classify_code(&s, &c->prefixes[i]);
    }
    return classify_finish(&s, arena, ret, ret_n);
}
