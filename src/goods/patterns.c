/* goods/patterns.c - the two indexes of a catalogue: terms by folded text, HS prefixes by chapter.
 *
 * Equal texts of several components or terms become one pattern with several uses; the order of
 * patterns is that of their bytes, as the automaton wants it. Weights are settled here, once, so
 * that both classifiers use the same numbers. */
#include "goods/room.h"

#include "goods/strength.h"

#include <stdlib.h>
#include <string.h>

struct raw { /* one form of one term */
    struct str text;
    struct goods_use use;
};
struct raw_list {
    VEC(struct raw) all;
    struct arena *arena;
    bool ok;
};

static int compare_raw(const void *a, const void *b)
{
    const struct raw *x = a, *y = b;
    int order = str_compare(x->text, y->text);
    if (order)
        return order;
    if (x->use.component != y->use.component)
        return x->use.component < y->use.component ? -1 : 1;
    if (x->use.is_negative != y->use.is_negative)
        return x->use.is_negative ? 1 : -1;
    return x->use.term < y->use.term ? -1 : x->use.term > y->use.term;
}

static bool cjk_at_start(struct str s)
{
    size_t at = 0;
    return s.n && goods_is_cjk(utf8_next(s, &at));
}

bool goods_ends_cjk(struct str s)
{
    size_t at = s.n;
    while (at > 0 && ((unsigned char)s.p[--at] & 0xC0) == 0x80)
        continue;
    return cjk_at_start(str_slice(s, at, s.n));
}

struct str goods_pattern_of(struct str term, char *out, size_t room)
{
    struct str s = {out, goods_fold(term, out, room)};
    struct str core = str_trim(s);
    size_t from = cjk_at_start(core) ? 1 : 0;
    size_t to = goods_ends_cjk(core) ? s.n - 1 : s.n;
    return str_slice(s, from, to);
}

static void add_form(struct raw_list *list, struct str text, struct goods_use use)
{
    struct raw raw = {text, use};
    if (list->ok && text.n > 0)
        list->ok = VEC_PUSH(&list->all, raw);
}

static void add_terms(struct raw_list *list, uint32_t component, const struct str *terms, size_t n,
                      bool is_negative)
{
    char room[GOODS_FOLD_ROOM];
    for (size_t i = 0; i < n && list->ok; i++) {
        struct goods_use use = {component, (uint16_t)i, is_negative};
        struct str forms[1 + GOODS_FORMS];
        forms[0] = arena_str(list->arena, goods_pattern_of(terms[i], room, sizeof room), &list->ok);
        size_t n_forms = 1 + goods_forms(forms[0], forms + 1, list->arena, &list->ok);
        for (size_t k = 0; k < n_forms && list->ok; k++) {
            add_form(list, forms[k], use);
            if (n_forms > 1)
                add_form(list, goods_inverted(forms[k], list->arena, &list->ok), use);
        }
    }
}

static void add_weight(struct goods_catalogue *c, struct goods_pattern *p)
{
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_uses; i++) {
        const struct goods_use *use = &c->uses[p->first_use + i];
        bool is_new = i == 0 || use[-1].component != use->component || use[-1].is_negative;
        n += !use->is_negative && is_new;
    }
    p->weight = strength_term(p->text, n ? n : 1);
}

static bool group(struct goods_catalogue *c, const struct raw_list *list)
{
    c->patterns = arena_array(&c->arena, list->all.n + 1, sizeof *c->patterns);
    c->uses = arena_array(&c->arena, list->all.n + 1, sizeof *c->uses);
    if (!c->patterns || !c->uses)
        return false;
    for (size_t i = 0; i < list->all.n; i++) {
        const struct raw *raw = &list->all.v[i];
        c->uses[i] = raw->use;
        if (i == 0 || !str_is(raw->text, list->all.v[i - 1].text))
            c->patterns[c->n_patterns++] =
                (struct goods_pattern){.text = raw->text, .first_use = (uint32_t)i};
        c->patterns[c->n_patterns - 1].n_uses++;
    }
    for (size_t i = 0; i < c->n_patterns; i++)
        add_weight(c, &c->patterns[i]);
    return true;
}

static enum seine_status build_automaton(struct goods_catalogue *c, struct seine_error *err)
{
    struct str *texts = mem_calloc(c->n_patterns + 1, sizeof *texts);
    if (!texts)
        return error_set(err, SEINE_NOMEM, "no memory for the terms");
    for (size_t i = 0; i < c->n_patterns; i++)
        texts[i] = c->patterns[i].text;
    enum seine_status status = automaton_build(&c->automaton, texts, c->n_patterns, err);
    mem_free(texts);
    return status;
}

enum seine_status goods_patterns_build(struct goods_catalogue *c, struct seine_error *err)
{
    struct raw_list list = {.arena = &c->arena, .ok = true};
    for (uint32_t i = 0; i < c->components.n; i++) {
        const struct goods_component *part = &c->components.v[i];
        add_terms(&list, i, part->terms, part->n_terms, false);
        add_terms(&list, i, part->negative_terms, part->n_negative_terms, true);
    }
    if (list.ok && list.all.n)
        qsort(list.all.v, list.all.n, sizeof *list.all.v, compare_raw);
    bool ok = list.ok && group(c, &list);
    VEC_RELEASE(&list.all);
    if (!ok)
        return error_set(err, SEINE_NOMEM, "no memory for the terms");
    return build_automaton(c, err);
}

static unsigned chapter_of(struct str digits)
{
    return (unsigned)(digits.p[0] - '0') * 10 + (unsigned)(digits.p[1] - '0');
}

static int compare_prefix(const void *a, const void *b)
{
    const struct goods_prefix *x = a, *y = b;
    unsigned cx = chapter_of(x->digits), cy = chapter_of(y->digits);
    if (cx != cy)
        return cx < cy ? -1 : 1;
    if (x->component != y->component)
        return x->component < y->component ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* How many components have this very prefix. */
static size_t n_sharing(const struct goods_prefix *all, size_t from, size_t to, struct str digits)
{
    size_t n = 0;
    uint32_t last = MAP_NONE;
    for (size_t i = from; i < to; i++)
        if (all[i].component != last && str_is(all[i].digits, digits)) {
            n++;
            last = all[i].component;
        }
    return n;
}

enum seine_status goods_prefixes_build(struct goods_catalogue *c, struct seine_error *err)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < c->components.n; i++)
        n += c->components.v[i].n_hs;
    c->prefixes = arena_array(&c->arena, n + 1, sizeof *c->prefixes);
    if (!c->prefixes)
        return error_set(err, SEINE_NOMEM, "no memory for the HS prefixes");
    for (uint32_t i = 0; i < c->components.n; i++)
        for (size_t k = 0; k < c->components.v[i].n_hs; k++)
            c->prefixes[at++] = (struct goods_prefix){c->components.v[i].hs[k], 0, i, (uint16_t)k};
    qsort(c->prefixes, n, sizeof *c->prefixes, compare_prefix);
    for (unsigned chapter = 0, k = 0; chapter <= 100; chapter++) {
        while (k < n && chapter_of(c->prefixes[k].digits) < chapter)
            k++;
        c->chapter[chapter] = k;
    }
    for (size_t i = 0; i < n; i++) {
        struct goods_prefix *p = &c->prefixes[i];
        unsigned chapter = chapter_of(p->digits);
        p->weight = strength_code_shared(
            1, n_sharing(c->prefixes, c->chapter[chapter], c->chapter[chapter + 1], p->digits));
    }
    return SEINE_OK;
}
