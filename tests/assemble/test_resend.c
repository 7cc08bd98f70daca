/* A seized piece that came again, against asking every pair of a unit's records. */
#include "assemble_frame.h"

#include <math.h>

enum { REORDER_DAYS = 180 };

/* Hands that receive parts again and again, of which some are seized, soon or late; of some only
 * the tariff number tells what they are. */
static void add(struct buf *b)
{
    static const char *const hands[] = {"Sablon Net Works", "Ubast Tovar", "Koleg Trading",
                                        "Vantor Final Place", "Marvo Linden"};
    uint64_t state = 31;
    background(b, 1200);
    for (int i = 0; i < 170; i++) {
        char id[16], far[32];
        size_t part = random_below(&state, 6), hand = random_below(&state, 5);
        int day = 100 + (int)random_below(&state, 500);
        bool is_seized = random_below(&state, 5) == 0, is_told = random_below(&state, 4) != 0;
        snprintf(id, sizeof id, "IN%d", i);
        snprintf(far, sizeof far, "Zelig Piru%zu", (size_t)random_below(&state, 30));
        struct piece in = {id,
                           far,
                           hands[hand],
                           is_told ? parts[part].text : "parts",
                           parts[part].hs,
                           day,
                           900 + 31 * i,
                           is_seized ? day + (int)random_below(&state, 120) : 0};
        add_piece(b, &in);
    }
}

static int class_of(const struct as_context *x, uint32_t record, uint32_t kit)
{
    int symbol = as_record_symbol(x, record, kit);
    return as_fits_well(symbol) ? symbol / AS_LEVELS : -1;
}

/* Was the one seized, and is the other of its class and came within so many days after that? */
static bool came_again(const struct as_context *x, uint32_t kit, uint32_t lost, uint32_t again)
{
    const struct table_record *l = &x->in->table->records.v[lost];
    const struct table_record *r = &x->in->table->records.v[again];
    int32_t day = l->outcome_day != DATE_NONE ? l->outcome_day : l->day;
    int class = class_of(x, lost, kit);
    return l->outcome == TRADE_SEIZED && class >= 0 && class == class_of(x, again, kit) &&
           r->day > day && r->day <= day + REORDER_DAYS;
}

static void what_came_again_is_what_asking_every_pair_says(void **state)
{
    static struct frame f;
    struct as_context *x = &f.x;
    struct seine_error err = {0};
    size_t n_found = 0, n_none = 0;
    (void)state;
    frame_init(&f, add);
    assert_ok(as_facts(x, f.w.pool, &err));
    for (size_t i = 0; i < x->hypotheses.n; i++) {
        struct as_hypothesis h = x->hypotheses.v[i];
        const struct as_unit *u = &x->units.v[h.unit];
        uint32_t n = 0, first = MAP_NONE, of_first = MAP_NONE;
        for (uint32_t k = h.from; k < u->n_records; k++) {
            uint32_t lost = MAP_NONE;
            for (uint32_t j = h.from; j < k; j++)
                if (came_again(x, h.kit, u->records[j], u->records[k]))
                    lost = u->records[j];
            n += lost != MAP_NONE;
            of_first = first == MAP_NONE ? lost : of_first;
            first = first == MAP_NONE && lost != MAP_NONE ? u->records[k] : first;
        }
        as_resend(x, &h);
        assert_int_equal(h.resent, first);
        assert_int_equal(h.seized, of_first);
        double bits = as_alone_bits(n, u->n_records, x->fact_rate[AS_REORDER]);
        assert_true(fabs(h.resend_bits - (n ? fmax(0, bits) : 0)) < 0.001);
        n_found += n > 0;
        n_none += n == 0;
    }
    assert_true(n_found > 3 && n_none > 3);
    frame_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_came_again_is_what_asking_every_pair_says)};
    return RUN(tests);
}
