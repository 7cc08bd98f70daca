/* Texts added to a table in every order: what comes of them must be the same. */
#ifndef TESTS_TRADE_EVERY_ORDER_H
#define TESTS_TRADE_EVERY_ORDER_H

#include "reading.h"

enum { MAX_TEXTS = 4 };

/* The k-th order of n things. */
static inline void permute(size_t n, size_t k, size_t order[MAX_TEXTS])
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t i = n; i > 1; i--) {
        size_t other = k % i, kept = order[i - 1];
        k /= i;
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static inline void dump(const struct trade_table *t, struct buf *out)
{
    for (uint32_t i = 0; i < t->records.n; i++) {
        const struct table_record *r = &t->records.v[i];
        struct arena arena;
        struct trade_consignment c;
        arena_init(&arena, MIB);
        assert_int_equal(table_consignment(t, i, &arena, &c), SEINE_OK);
        trade_write_ndjson(out, &c);
        buf_add_f(out, "versions %u changes %u part %u\n", r->n_versions, r->changes, r->is_part);
        arena_release(&arena);
    }
}

/* The table of the texts, the same in every order; the caller's. */
static inline void seal_all(const char *const *texts, struct trade_table *ret)
{
    struct buf first, again;
    size_t n = 0, orders = 1;
    buf_init(&first, MIB);
    buf_init(&again, MIB);
    while (n < MAX_TEXTS && texts[n] != NULL)
        orders *= ++n;
    for (size_t k = 0; k < orders; k++) {
        size_t order[MAX_TEXTS];
        permute(n, k, order);
        assert_int_equal(trade_table_init(ret), SEINE_OK);
        for (size_t i = 0; i < n; i++)
            read_into(ret, texts[order[i]]);
        assert_int_equal(trade_table_seal(ret, NULL, NULL), SEINE_OK);
        buf_reset(&again);
        dump(ret, k == 0 ? &first : &again);
        if (k > 0)
            assert_string_equal(first.p, again.p);
        if (k + 1 < orders)
            trade_table_release(ret);
    }
    buf_release(&first);
    buf_release(&again);
}

#endif
