/* Random consignments for trade's property tests: every field, missing or given, with characters
 * that need quoting. The arena owns everything. */
#ifndef TESTS_TRADE_RECORDS_H
#define TESTS_TRADE_RECORDS_H

#include "reading.h"

#include "trade/field.h"

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    r->state += 0x9E3779B97F4A7C15u;
    uint64_t z = r->state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline uint64_t rng_below(struct rng *r, uint64_t n)
{
    return rng_next(r) % n;
}

static inline struct str random_text(struct rng *r, struct arena *arena)
{
    static const char *const parts[] = {"Acme", "\"q\"",     ",", ";", "-", "=",  "Müller",
                                        "公司", "line\nend", "x", "7", "|", "\t", "{\"a\":1}"};
    struct buf b;
    bool ok = true;
    buf_init(&b, MIB);
    size_t n = 1 + rng_below(r, 3);
    for (size_t i = 0; i < n; i++) {
        buf_add_z(&b, parts[rng_below(r, sizeof parts / sizeof *parts)]);
    }
    struct str s = str_trim(arena_str(arena, buf_str(&b), &ok));
    buf_release(&b);
    assert_true(ok);
    return s;
}

static inline struct str pick(struct rng *r, const char *const *words, size_t n)
{
    return str_of(words[rng_below(r, n)]);
}

static inline void random_field(struct rng *r, const struct field *f, void *object,
                                struct arena *arena)
{
    static const char *const places[] = {"PEK", "CNSHA", "DXB", "ASM", "DEHAM"};
    static const char *const countries[] = {"CN", "KR", "AE", "ER"};
    static const char *const currencies[] = {"USD", "EUR", "CNY"};
    char *at = (char *)object + f->offset;
    switch (f->kind) {
    case FIELD_TEXT:
        *(struct str *)(void *)at = random_text(r, arena);
        break;
    case FIELD_PLACE:
        *(struct str *)(void *)at = pick(r, places, 5);
        break;
    case FIELD_COUNTRY:
        *(struct str *)(void *)at = pick(r, countries, 4);
        break;
    case FIELD_CURRENCY:
        *(struct str *)(void *)at = pick(r, currencies, 3);
        break;
    case FIELD_AMOUNT:
    case FIELD_MONEY:
    case FIELD_MASS:
        *(int64_t *)(void *)at = (int64_t)rng_below(r, (uint64_t)1 << rng_below(r, 50));
        break;
    case FIELD_LINE:
        *(int64_t *)(void *)at = 1 + (int64_t)rng_below(r, 999);
        break;
    case FIELD_WHEN:
        *(struct trade_when *)(void *)at = (struct trade_when){
            (int32_t)rng_below(r, 40000), rng_below(r, 2) ? -1 : (int32_t)rng_below(r, 86400)};
        break;
    case FIELD_MONTH_DAY:
        *(int32_t *)(void *)at = (int32_t)(100 * (1 + rng_below(r, 12)) + 1 + rng_below(r, 28));
        break;
    case FIELD_FLAG:
        *(bool *)(void *)at = rng_below(r, 2) == 1;
        break;
    case FIELD_MODE:
        *(enum trade_mode *)(void *)at = (enum trade_mode)(1 + rng_below(r, 6));
        break;
    case FIELD_DOCUMENT:
        *(enum trade_document *)(void *)at =
            (enum trade_document)(1 + rng_below(r, TRADE_DOC_MANIFEST));
        break;
    case FIELD_ROLE:
        *(enum trade_role *)(void *)at = (enum trade_role)rng_below(r, TRADE_N_ROLES);
        break;
    case FIELD_OUTCOME:
        *(enum trade_outcome *)(void *)at = (enum trade_outcome)(1 + rng_below(r, 4));
        break;
    }
}

/* Each field is given with probability 3/4; at least one is. */
static inline void random_object(struct rng *r, const struct field_table *t, void *object,
                                 struct arena *arena)
{
    bool any = false;
    for (size_t i = 0; i < t->n; i++) {
        bool given = rng_below(r, 4) > 0 || (!any && i + 1 == t->n);
        if (given || t->fields[i].kind == FIELD_ROLE) {
            random_field(r, &t->fields[i], object, arena);
            any |= given && t->fields[i].kind != FIELD_ROLE;
        }
    }
}

static inline void random_legs(struct rng *r, struct arena *arena, struct trade_consignment *c)
{
    bool plain = rng_below(r, 2) == 0;
    c->n_legs = rng_below(r, 4);
    c->legs = arena_array(arena, c->n_legs + 1, sizeof *c->legs);
    for (size_t i = 0; i < c->n_legs; i++) {
        struct trade_leg *l = &c->legs[i];
        *l = leg_none;
        random_object(r, &leg_fields, l, arena);
        if (plain) {
            l->mode = TRADE_MODE_NONE;
            l->vehicle = STR_EMPTY;
            l->from = i ? c->legs[i - 1].to : STR("ICN");
            l->to = STR("DXB");
            l->departed = i ? leg_none.departed : l->departed;
            l->arrived = i + 1 < c->n_legs ? leg_none.arrived : l->arrived;
        }
    }
}

static inline void random_parties(struct rng *r, struct arena *arena, struct trade_consignment *c)
{
    c->n_parties = rng_below(r, 5);
    c->parties = arena_array(arena, c->n_parties + 1, sizeof *c->parties);
    for (size_t i = 0; i < c->n_parties; i++) {
        struct trade_party *p = &c->parties[i];
        *p = party_none;
        random_object(r, &party_fields, p, arena);
        p->n_ids = rng_below(r, 3);
        p->ids = p->n_ids ? arena_array(arena, p->n_ids, sizeof *p->ids) : NULL;
        for (size_t k = 0; k < p->n_ids; k++) {
            p->ids[k].type = rng_below(r, 2) ? STR("duns") : STR_EMPTY;
            p->ids[k].value = random_text(r, arena);
            if (p->ids[k].value.n == 0) {
                p->ids[k].value = STR("0");
            }
        }
    }
    for (size_t i = 1; i < c->n_parties; i++) { /* stable, by role */
        for (size_t k = i; k > 0 && c->parties[k - 1].role > c->parties[k].role; k--) {
            struct trade_party moved = c->parties[k];
            c->parties[k] = c->parties[k - 1];
            c->parties[k - 1] = moved;
        }
    }
}

static inline struct trade_consignment random_record(struct rng *r, struct arena *arena,
                                                     uint64_t number)
{
    struct trade_consignment c = consignment_none;
    struct buf id;
    bool ok = true;
    random_object(r, &consignment_fields, &c, arena);
    random_object(r, &document_fields, &c, arena);
    random_object(r, &outcome_fields, &c, arena);
    buf_init(&id, 64);
    buf_add_f(&id, "r-%05llu", (unsigned long long)number);
    c.id = arena_str(arena, buf_str(&id), &ok);
    buf_release(&id);
    random_legs(r, arena, &c);
    random_parties(r, arena, &c);
    c.n_goods = rng_below(r, 4);
    c.goods = arena_array(arena, c.n_goods + 1, sizeof *c.goods);
    for (size_t i = 0; i < c.n_goods; i++) {
        c.goods[i] = goods_none;
        random_object(r, &goods_fields, &c.goods[i], arena);
    }
    c.n_extras = rng_below(r, 3);
    c.extras = arena_array(arena, c.n_extras + 1, sizeof *c.extras);
    for (size_t i = 0; i < c.n_extras; i++) {
        c.extras[i] = (struct trade_extra){i ? STR("zeta") : STR("colour"), STR("[1,{}]"), true};
        if (rng_below(r, 2)) {
            c.extras[i].value = STR("a \"b\"");
            c.extras[i].is_json = false;
        }
    }
    assert_true(ok);
    return c;
}

#endif
