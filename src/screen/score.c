/* screen/score.c - how far two names speak of one party, in bits.
 *
 *   bits = most * I/(I+half)          what agreement is worth: I = rarity of the agreed words
 *        - losses of the words taken for one another
 *        - clashes: both sides have a word of a kind and they are not the same
 *        - misses: only one side has the word
 *        - order and chain of names
 *
 * The first line saturates, so that no length of agreement hides a contradiction. It knows words
 * only by the losses of word.c. */
#include "screen/name.h"

#include <stdlib.h>

const struct screen_weights SCREEN_WEIGHTS = {
    .most = 10.8,
    .half = 5.5,
    .miss_word_person = 3.3,
    .miss_family = 5.5,
    .miss_patronymic = 1.5,
    .miss_more = 0.45,
    .miss_word_firm = 1.4,
    .miss_generic = 1.4,
    .miss_place = 0.8,
    .miss_number = 1.1,
    .miss_form = 0.2,
    .miss_small = 0.05,
    .miss_character = 7.5,
    .extra = 1.5,
    .clash_word = 9.0,
    .clash_generic = 9.0,
    .clash_place = 7.5,
    .clash_number = 3.0,
    .clash_form = 4.0,
    .clash_patronymic = 9.5,
    .clash_more = 0.7,
    .prior = 1.7,
    .thin_query = 2.0,
    .thin_listed = 0.5,
    .thin_generic = 2.5,
    .thin_lone = 2.6,
    .thin_trade = 1.5,
    .strict = 1.2,
    .rare = 20.0,
    .strict_slips = 0.5,
    .strict_firm = 1.0,
    .rare_firm = 20.0,
    .order = 0.4,
    .order_syllables = 5.0,
    .chain = 6.0,
};

struct tokens {
    const struct screen_word *word[SCREEN_TOKENS]; /* the first reading of each token */
    size_t n;
    bool person;
};

static void tokens_of(const struct screen_side *s, struct tokens *t)
{
    t->n = s->name->n_tokens;
    t->person = s->name->kind == TEXT_PERSON || s->name->kind == TEXT_ANY;
    for (size_t i = 0; i < t->n; i++)
        t->word[i] = NULL;
    for (size_t i = 0; i < s->name->n_units; i++) {
        const struct screen_unit *u = &s->name->units[i];
        if (u->is_first)
            t->word[u->at] = &s->words[u->word];
    }
}

static double info_of(const struct tokens *t, size_t at, size_t span)
{
    double sum = 0;
    for (size_t i = at; i < at + span && i < t->n; i++)
        if (t->word[i])
            sum += (double)t->word[i]->rarity;
    return sum;
}

static bool is_name(const struct screen_word *w)
{
    return w && (w->tag == TEXT_WORD || w->tag == TEXT_GIVEN || w->tag == TEXT_FAMILY ||
                 w->tag == TEXT_PATRONYMIC);
}

static bool is_son_of(const struct screen_word *w)
{
    return w && w->tag == TEXT_PARTICLE &&
           (str_is(w->latin, STR("bin")) || str_is(w->latin, STR("ibn")) ||
            str_is(w->latin, STR("ben")));
}

/* The father or grandfather in "Usama bin Muhammad ibn Awad ibn Ladin", not the last of the chain:
 * papers leave them out at will. */
static bool is_forefather(const struct tokens *t, size_t i)
{
    if (!t->person || i == 0 || !is_son_of(t->word[i - 1]))
        return false;
    for (size_t k = i + 1; k < t->n; k++)
        if (is_name(t->word[k]))
            return true;
    return false;
}

/* What it costs that only one side has token i. */
static double miss_of(const struct tokens *t, size_t i, const struct screen_weights *w)
{
    const struct screen_word *word = t->word[i];
    if (!word)
        return 0;
    double weight = word->rarity < 10 ? 0.5 + (double)word->rarity / 20.0 : 1.0;
    if (word->is_character && t->person && is_name(word))
        return w->miss_character;
    if (is_name(word) && is_forefather(t, i))
        return w->miss_patronymic;
    switch ((enum text_tag)word->tag) {
    case TEXT_PARTICLE:
    case TEXT_HONORIFIC:
        return w->miss_small;
    case TEXT_FORM:
        return w->miss_form;
    case TEXT_GENERIC:
        return w->miss_generic;
    case TEXT_PLACE:
        return w->miss_place;
    case TEXT_NUMBER:
        return w->miss_number;
    case TEXT_PATRONYMIC:
        return w->miss_patronymic;
    case TEXT_INITIAL:
        return w->miss_patronymic;
    case TEXT_FAMILY:
        return t->person ? w->miss_family * weight : w->miss_word_firm * weight;
    default:
        return (t->person ? w->miss_word_person : w->miss_word_firm) * weight;
    }
}

void screen_bounds_init(const struct screen_side *q, const struct screen_weights *weights,
                        struct screen_bounds *ret)
{
    struct tokens t;
    tokens_of(q, &t);
    ret->n = t.n;
    ret->names = 0;
    ret->weights = weights;
    for (size_t i = 0; i < t.n; i++) {
        ret->info[i] = info_of(&t, i, 1);
        ret->miss[i] = miss_of(&t, i, weights) * weights->extra;
        if (is_name(t.word[i]))
            ret->names |= UINT32_C(1) << i;
    }
}

double screen_bound_of(const struct screen_bounds *b, uint32_t matched, double info)
{
    double cost = 0;
    for (size_t i = 0; i < b->n; i++)
        if (!(matched >> i & 1))
            cost += b->miss[i];
    const struct screen_weights *w = b->weights;
    if ((b->names & ~matched) && __builtin_popcount(b->names & matched) < 2)
        cost += w->thin_query;
    return w->most * info / (info + w->half) - cost - w->prior + 0.05;
}

static double span_miss(const struct tokens *t, size_t at, size_t span,
                        const struct screen_weights *w)
{
    double sum = 0;
    for (size_t i = at; i < at + span; i++)
        sum += miss_of(t, i, w);
    return sum;
}

struct ranked {
    double gain;
    uint32_t match;
};

static bool before(const struct ranked *a, const struct ranked *b, const struct screen_match *m)
{
    if (a->gain > b->gain || a->gain < b->gain)
        return a->gain > b->gain;
    const struct screen_match *x = &m[a->match], *y = &m[b->match];
    if (x->q_at != y->q_at)
        return x->q_at < y->q_at;
    if (x->l_at != y->l_at)
        return x->l_at < y->l_at;
    if (x->q_span != y->q_span)
        return x->q_span > y->q_span;
    if (x->l_span != y->l_span)
        return x->l_span > y->l_span;
    return a->match < b->match;
}

static int by_rank(const void *a, const void *b, void *matches)
{
    return before(a, b, matches) ? -1 : before(b, a, matches) ? 1 : 0;
}

static void sort_ranked(struct ranked *r, size_t n, struct screen_match *m)
{
    if (n > 32) {
        qsort_r(r, n, sizeof *r, by_rank, m);
        return;
    }
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k && before(&r[k], &r[k - 1], m); k--) {
            struct ranked swap = r[k];
            r[k] = r[k - 1];
            r[k - 1] = swap;
        }
}

static uint32_t span_bits(size_t at, size_t span)
{
    return ((UINT32_C(1) << span) - 1) << at;
}

struct alignment {
    struct screen_match chosen[SCREEN_TOKENS];
    size_t n;
    uint32_t q_used, l_used;
    double gain;
};

/* What fits beside what was chosen, the best first. Returns whether a word of several tokens was
 * among it. */
static bool choose(const struct ranked *ranked, size_t n, const struct screen_match *m, bool joined,
                   struct alignment *ret)
{
    bool any_joined = false;
    ret->n = 0;
    ret->q_used = ret->l_used = 0;
    ret->gain = 0;
    for (size_t i = 0; i < n && ret->n < SCREEN_TOKENS && ranked[i].gain > 0; i++) {
        const struct screen_match *x = &m[ranked[i].match];
        uint32_t in_q = span_bits(x->q_at, x->q_span), in_l = span_bits(x->l_at, x->l_span);
        bool is_joined = x->q_span > 1 || x->l_span > 1;
        if ((in_q & ret->q_used) || (in_l & ret->l_used) || (is_joined && !joined))
            continue;
        any_joined = any_joined || is_joined;
        ret->q_used |= in_q;
        ret->l_used |= in_l;
        ret->gain += ranked[i].gain;
        ret->chosen[ret->n++] = *x;
    }
    return any_joined;
}

/* One row per pair of places, the cheapest reading; then greedily by what the match saves. A word
 * of several tokens may take what two of them would use better one by one ("ryonghae" for "ryong"
 * of "ryong hae"), so the same is done without such words, and the better of both taken. */
static void align(const struct tokens *q, const struct tokens *l, struct screen_match *m, size_t n,
                  const struct screen_weights *w, struct alignment *ret)
{
    struct ranked ranked[SCREEN_MATCHES];
    struct alignment apart;
    for (size_t i = 0; i < n; i++) {
        double saved =
            span_miss(q, m[i].q_at, m[i].q_span, w) + span_miss(l, m[i].l_at, m[i].l_span, w);
        double info_q = info_of(q, m[i].q_at, m[i].q_span);
        double info_l = info_of(l, m[i].l_at, m[i].l_span);
        double info = info_q < info_l ? info_q : info_l;
        ranked[i].gain =
            saved + 0.5 * info - (double)m[i].loss -
            0.01 * (m[i].q_at > m[i].l_at ? m[i].q_at - m[i].l_at : m[i].l_at - m[i].q_at);
        ranked[i].match = (uint32_t)i;
    }
    sort_ranked(ranked, n, m);
    if (!choose(ranked, n, m, true, ret))
        return;
    choose(ranked, n, m, false, &apart);
    if (apart.gain > ret->gain)
        *ret = apart;
}

enum family { NAMES, PATRONYMICS, GENERICS, PLACES, NUMBERS, FORMS, SMALL, N_FAMILIES };

static enum family family_of(const struct screen_word *w)
{
    switch (w ? (enum text_tag)w->tag : TEXT_PARTICLE) {
    case TEXT_PARTICLE:
    case TEXT_HONORIFIC:
        return SMALL;
    case TEXT_FORM:
        return FORMS;
    case TEXT_GENERIC:
        return GENERICS;
    case TEXT_PLACE:
        return PLACES;
    case TEXT_NUMBER:
        return NUMBERS;
    case TEXT_PATRONYMIC:
        return PATRONYMICS;
    default:
        return NAMES;
    }
}

static double clash_of(enum family f, const struct screen_weights *w)
{
    switch (f) {
    case PATRONYMICS:
        return w->clash_patronymic;
    case GENERICS:
        return w->clash_generic;
    case PLACES:
        return w->clash_place;
    case NUMBERS:
        return w->clash_number;
    case FORMS:
        return w->clash_form;
    case SMALL:
        return 0;
    default:
        return w->clash_word;
    }
}

struct sum {
    double bits;
    double strict; /* factor on what only one side has and on slips */
    struct screen_row *rows;
    size_t n_rows;
};

static void row(struct sum *s, const char *kind, double bits, int q_at, int q_span, int l_at,
                int l_span, float loss)
{
    bits = evidence_round(bits);
    s->bits += bits;
    if (!s->rows || s->n_rows == SCREEN_ROWS)
        return;
    s->rows[s->n_rows++] = (struct screen_row){
        kind, bits, (uint8_t)q_at, (uint8_t)q_span, (uint8_t)l_at, (uint8_t)l_span, loss, 0, 0};
}

static size_t unused_of(const struct tokens *t, uint32_t used, enum family f, uint8_t *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        if (!(used >> i & 1) && family_of(t->word[i]) == f)
            ret[n++] = (uint8_t)i;
    return n;
}

/* Left-over words of one family on both sides contradict each other pair by pair; a name against
 * any other kind of distinctive word contradicts as well. */
static void clashes(struct sum *s, const struct tokens *q, const struct tokens *l,
                    struct alignment *a, const struct screen_weights *w)
{
    static const enum family PAIRS[][2] = {
        {NUMBERS, NUMBERS},   {FORMS, FORMS},       {PATRONYMICS, PATRONYMICS},
        {PLACES, PLACES},     {GENERICS, GENERICS}, {NAMES, NAMES},
        {NAMES, PATRONYMICS}, {PATRONYMICS, NAMES}, {NAMES, GENERICS},
        {GENERICS, NAMES},    {NAMES, PLACES},      {PLACES, NAMES},
        {PLACES, GENERICS},   {GENERICS, PLACES},
    };
    double factor = 1.0;
    for (size_t p = 0; p < sizeof PAIRS / sizeof *PAIRS; p++) {
        enum family f = PAIRS[p][0], g = PAIRS[p][1];
        uint8_t in_q[SCREEN_TOKENS], in_l[SCREEN_TOKENS];
        size_t n = unused_of(q, a->q_used, f, in_q), m = unused_of(l, a->l_used, g, in_l);
        double cost = clash_of(f, w) < clash_of(g, w) ? clash_of(f, w) : clash_of(g, w);
        for (size_t i = 0; i < n && i < m; i++) {
            double least = miss_of(q, in_q[i], w) * w->extra; /* never cheaper than its absence */
            row(s, f == FORMS ? "form-differs" : "word-differs",
                -(cost * factor > least ? cost * factor : least), in_q[i], 1, in_l[i], 1,
                SCREEN_NO_MATCH);
            a->q_used |= UINT32_C(1) << in_q[i];
            a->l_used |= UINT32_C(1) << in_l[i];
            if (f != FORMS && f != NUMBERS)
                factor = w->clash_more;
        }
    }
}

static bool is_weighed(const struct tokens *t, size_t i)
{
    return (is_name(t->word[i]) && !is_forefather(t, i)) ||
           (!t->person && family_of(t->word[i]) == GENERICS);
}

static void misses(struct sum *s, const struct tokens *q, const struct tokens *l,
                   const struct alignment *a, const struct screen_weights *w)
{
    double factor = 1.0;
    for (size_t i = 0; i < l->n; i++)
        if (!(a->l_used >> i & 1)) {
            bool name = is_name(l->word[i]);
            double strict = (is_weighed(l, i) ? s->strict : 1.0) * (name ? factor : 1.0);
            row(s, "word-missing", -miss_of(l, i, w) * strict, 0, 0, (int)i, 1, 0);
            if (name)
                factor = w->miss_more;
        }
    for (size_t i = 0; i < q->n; i++)
        if (!(a->q_used >> i & 1))
            row(s, "word-added",
                -miss_of(q, i, w) * w->extra * (is_weighed(q, i) ? s->strict : 1.0), (int)i, 1, 0,
                0, 0);
}

static bool is_given_syllable(const struct screen_word *w)
{
    return w && w->tag == TEXT_GIVEN && (w->is_character || w->is_spelt_out);
}

/* "金正恩" of "KIM, Jong Un": characters have the family name first, and a list has it last. */
static bool is_turned(const struct tokens *q, const struct tokens *l,
                      const struct screen_match *first)
{
    const struct screen_word *x = q->word[first->q_at], *y = l->word[first->l_at];
    return x && y && first->q_at == 0 && first->l_at + 1U == l->n && x->is_character &&
           x->tag == TEXT_FAMILY && y->tag == TEXT_FAMILY;
}

/* Matches in reading order of the query; their list places should rise. One turn of the whole
 * (family name first or last) is free of charge beyond the first step. */
static void order(struct sum *s, const struct tokens *q, const struct tokens *l,
                  struct alignment *a, const struct screen_weights *w)
{
    double cost = 0;
    for (size_t i = 1; i < a->n; i++)
        for (size_t k = i; k && a->chosen[k].q_at < a->chosen[k - 1].q_at; k--) {
            struct screen_match swap = a->chosen[k];
            a->chosen[k] = a->chosen[k - 1];
            a->chosen[k - 1] = swap;
        }
    for (size_t i = 1; i < a->n; i++) {
        const struct screen_word *x = q->word[a->chosen[i - 1].q_at],
                                 *y = q->word[a->chosen[i].q_at];
        if (a->chosen[i].l_at >= a->chosen[i - 1].l_at || (i == 1 && is_turned(q, l, a->chosen)))
            continue;
        bool syllables = is_given_syllable(x) && is_given_syllable(y) &&
                         a->chosen[i].q_at == a->chosen[i - 1].q_at + 1 &&
                         a->chosen[i - 1].l_at == a->chosen[i].l_at + 1;
        cost += syllables ? w->order_syllables : w->order;
    }
    if (cost > 0)
        row(s, "order", -cost, 0, 0, 0, 0, 0);
}

static int after_bin(const struct tokens *t)
{
    for (size_t i = 2; i < t->n; i++)
        if (is_son_of(t->word[i - 1]))
            return (int)i;
    return -1;
}

/* "Salman bin Muhammad" and "Muhammad bin Salman" are son and father. */
static void chain(struct sum *s, const struct tokens *q, const struct tokens *l,
                  const struct alignment *a, const struct screen_weights *w)
{
    int in_q = after_bin(q), in_l = after_bin(l);
    if (in_q < 2 || in_l < 2)
        return;
    for (size_t i = 0; i < a->n; i++)
        if (a->chosen[i].q_at == in_q && a->chosen[i].l_at == in_l - 2)
            for (size_t k = 0; k < a->n; k++)
                if (a->chosen[k].q_at == in_q - 2 && a->chosen[k].l_at == in_l)
                    row(s, "chain", -w->chain, in_q, 1, in_l - 2, 1, 0);
}

static size_t names_in(const struct tokens *t, uint32_t among)
{
    size_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        n += (among >> i & 1) && is_name(t->word[i]);
    return n;
}

static bool is_weighty(enum family f)
{
    return f != SMALL && f != FORMS && f != PLACES;
}

/* Words left over that are more than particles, places and forms. */
static bool weighty_left(const struct tokens *t, uint32_t used)
{
    for (size_t i = 0; i < t->n; i++)
        if (!(used >> i & 1) && is_weighty(family_of(t->word[i])))
            return true;
    return false;
}

/* A name of one word, but for its trade and form of organisation. */
static bool is_lone(const struct tokens *t, bool with_trade)
{
    size_t names = 0;
    for (size_t i = 0; i < t->n; i++) {
        enum family f = family_of(t->word[i]);
        if (f != NAMES && f != FORMS && f != SMALL && !(with_trade && f == GENERICS))
            return false;
        names += f == NAMES;
    }
    return names == 1;
}

static bool adds_business(const struct tokens *t, uint32_t used)
{
    for (size_t i = 0; i < t->n; i++)
        if (!(used >> i & 1) && family_of(t->word[i]) == GENERICS)
            return true;
    return false;
}

/* A brand of one word does business of one kind; of another kind it is another firm's brand. */
static double lone(const struct tokens *q, const struct tokens *l, const struct alignment *a,
                   const struct screen_weights *w)
{
    bool in_q = adds_business(q, a->q_used), in_l = adds_business(l, a->l_used);
    if (in_q && is_lone(l, false))
        return w->thin_lone;
    if (!q->person && ((in_q && is_lone(l, true)) || (in_l && is_lone(q, true))))
        return w->thin_trade;
    return 0;
}

/* One name in common, and more that are not, is what strangers have. */
static void thin(struct sum *s, const struct tokens *q, const struct tokens *l,
                 const struct alignment *a, const struct screen_weights *w)
{
    if (!names_in(q, a->q_used) && (weighty_left(q, a->q_used) || weighty_left(l, a->l_used)))
        row(s, "no-name-agrees", -w->thin_generic, 0, 0, 0, 0, 0);
    if (names_in(q, ~a->q_used) && names_in(q, a->q_used) < 2)
        row(s, "one-name-only", -w->thin_query, 0, 0, 0, 0, 0);
    else if (lone(q, l, a, w) > 0)
        row(s, "one-name-only", -lone(q, l, a, w), 0, 0, 0, 0, 0);
    else if (names_in(l, ~a->l_used) && names_in(l, a->l_used) < 2)
        row(s, "one-name-only", -w->thin_listed, 0, 0, 0, 0, 0);
}

double screen_loss_factor(size_t n)
{
    return n > 2 ? 2.0 / (double)n : 1.0;
}

/* Strangers often share two common names, and firms a word that sounds well. So what speaks against
 * such a pair weighs more, the less rare the agreed words are. */
static double strictness(const struct tokens *q, double info, const struct screen_weights *w)
{
    size_t n = 0;
    for (size_t i = 0; i < q->n; i++)
        n += is_weighed(q, i);
    double rare = q->person ? w->rare : w->rare_firm;
    if (n < 2 || info >= rare)
        return 1.0;
    return 1.0 + (q->person ? w->strict : w->strict_firm) * (1.0 - info / rare);
}

static void agreements(struct sum *s, const struct tokens *q, const struct tokens *l,
                       const struct alignment *a, const struct screen_weights *w)
{
    double info[SCREEN_TOKENS], total = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct screen_match *m = &a->chosen[i];
        double in_q = info_of(q, m->q_at, m->q_span), in_l = info_of(l, m->l_at, m->l_span);
        info[i] = in_q < in_l ? in_q : in_l;
        total += info[i];
    }
    double worth = w->most / (total + w->half);
    s->strict = strictness(q, total, w);
    double slips = 1.0 + w->strict_slips * (s->strict - 1.0);
    double many = screen_loss_factor(names_in(q, a->q_used)); /* words of trade prove no name */
    for (size_t i = 0; i < a->n; i++) {
        const struct screen_match *m = &a->chosen[i];
        row(s, "name-token", worth * info[i] - many * slips * (double)m->loss, m->q_at, m->q_span,
            m->l_at, m->l_span, m->loss);
        if (s->rows && s->n_rows) {
            s->rows[s->n_rows - 1].q_word = m->q_word;
            s->rows[s->n_rows - 1].l_word = m->l_word;
        }
    }
}

double screen_score(const struct screen_side *q, const struct screen_side *l,
                    struct screen_match *matches, size_t n_matches,
                    const struct screen_weights *weights, struct screen_row *rows, size_t *n_rows)
{
    struct tokens in_q, in_l;
    tokens_of(q, &in_q);
    tokens_of(l, &in_l);
    struct alignment a;
    struct sum s = {0, 1.0, rows, 0};
    align(&in_q, &in_l, matches, n_matches, weights, &a);
    row(&s, "prior", -weights->prior, 0, 0, 0, 0, 0);
    agreements(&s, &in_q, &in_l, &a, weights);
    thin(&s, &in_q, &in_l, &a, weights);
    order(&s, &in_q, &in_l, &a, weights);
    chain(&s, &in_q, &in_l, &a, weights);
    clashes(&s, &in_q, &in_l, &a, weights);
    misses(&s, &in_q, &in_l, &a, weights);
    if (n_rows)
        *n_rows = s.n_rows;
    return evidence_round(s.bits);
}

static size_t matches_at(const struct screen_side *q, const struct screen_side *l, size_t k,
                         bool keyed, bool several, struct screen_match *ret, size_t n)
{
    const struct screen_unit *b = &l->name->units[k];
    for (size_t i = 0; i < q->name->n_units && n < SCREEN_MATCHES; i++) {
        const struct screen_unit *a = &q->name->units[keyed ? q->name->n_units - 1 - i : i];
        const struct screen_word *word = &q->words[a->word];
        if (screen_word_has_keys(word) != keyed || (a->span > 1 && b->span > 1))
            continue;
        const struct screen_word *other = &l->words[b->word];
        float loss =
            screen_crowd_loss(screen_word_loss(word, other, !several), word, other, several);
        if (loss < SCREEN_NO_MATCH)
            ret[n++] =
                (struct screen_match){a->at, a->span, b->at, b->span, loss, a->word, b->word};
    }
    return n;
}

/* In the order in which screen/query.c meets them, so that a cut at SCREEN_MATCHES falls alike. */
size_t screen_matches(const struct screen_side *q, const struct screen_side *l,
                      struct screen_match ret[SCREEN_MATCHES])
{
    size_t n = 0;
    bool several = screen_is_several(q->name, q->words);
    for (size_t k = 0; k < l->name->n_units; k++) {
        n = matches_at(q, l, k, true, several, ret, n);
        n = matches_at(q, l, k, false, several, ret, n);
    }
    return n;
}
