/* A unit's records sorted by kit in one pass, against asking each record for each kit. */
#include "assemble/pieces.h"

#include "unit.h"

enum { N_RECORDS = 400, N_KITS = 6, MAX_CANDS = 12, ROUNDS = 40 };

/* Kits of 2 to 32 components: more than are looked at, too. */
static void read_kits(struct goods_catalogue **ret)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    struct buf text;
    buf_init(&text, MIB);
    buf_add_z(&text, "[");
    for (int k = 0; k < N_KITS; k++) {
        buf_add_f(&text,
                  "%s{\"id\":\"k%d\",\"name\":\"Kit\",\"source\":\"made up\",\"components\":[",
                  k ? "," : "", k);
        for (int c = 0; c < 4 + 4 * k; c++)
            buf_add_f(&text,
                      "%s{\"id\":\"c%d\",\"name\":\"Part\",\"hs\":[\"901420\"],"
                      "\"terms\":[\"word%d of%d\"],\"essential\":true}",
                      c ? "," : "", c, c, k);
        buf_add_z(&text, "]}");
    }
    buf_add_z(&text, "]");
    assert_ok(buf_status(&text));
    assert_ok(goods_catalogue_new(ret));
    assert_ok(input_open_bytes(buf_str(&text), "kits.json", &in, &err));
    if (goods_catalogue_read(*ret, in, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    assert_ok(goods_catalogue_seal(*ret, &err));
    input_free(in);
    buf_release(&text);
}

static void make_candidates(struct as_context *x, uint64_t *state)
{
    uint32_t n = 0, n_components = (uint32_t)goods_n_components(x->in->catalogue);
    for (uint32_t r = 0; r < N_RECORDS; r++) {
        x->first_cand[r] = n;
        uint32_t component = (uint32_t)(random_next(state) % (2 * n_components));
        for (int i = 0; i < MAX_CANDS && component < n_components; i++) {
            float q = (float)(random_next(state) % 8) / 8;
            x->cands[n++] = (struct as_cand){component, r, q};
            component += 1 + (uint32_t)(random_next(state) % 20);
        }
    }
    x->first_cand[N_RECORDS] = n;
}

static void expect_pieces(const struct as_context *x, const struct as_unit *u,
                          const struct as_pieces *p)
{
    size_t at = 0;
    for (uint32_t kit = 0; kit < N_KITS; kit++) {
        uint32_t telling = 0, all = 0;
        size_t k = p->n_kits ? p->first[at] : 0, end = at < p->n_kits ? p->first[at + 1] : k;
        for (uint32_t i = 0; i < u->n_records; i++)
            for (uint32_t c = x->first_cand[u->records[i]]; c < x->first_cand[u->records[i] + 1];
                 c++) {
                uint32_t class =
                    x->cands[c].component - goods_kit(x->in->catalogue, kit)->first_component;
                if (class >= goods_kit(x->in->catalogue, kit)->n_components ||
                    class >= AS_MAX_CLASSES)
                    continue;
                all |= 1u << class;
                if (as_level((double)x->cands[c].q) < AS_LEVELS - 1)
                    telling |= 1u << class;
            }
        int n_telling = __builtin_popcount(telling),
            n_weak = __builtin_popcount(all) - n_telling; /* by their tariff number alone */
        if (n_telling < 2 && (u->n_records > 60 || 2 * n_telling + n_weak < 4))
            continue;
        assert_true(at < p->n_kits);
        assert_int_equal(p->kits[at++], kit);
        for (uint32_t i = 0; i < u->n_records; i++) {
            uint32_t class, line;
            double q;
            bool fits = as_record_class(x, u->records[i], kit, &class, &q, &line);
            int symbol = fits ? (int)(class * AS_LEVELS + as_level(q)) : -1;
            assert_int_equal(as_record_symbol(x, u->records[i], kit), symbol);
            if (!fits)
                continue;
            assert_true(k < end);
            assert_int_equal(p->v[k].at, i);
            assert_int_equal(p->v[k++].symbol, symbol);
        }
        assert_int_equal(k, end);
    }
    assert_int_equal(at, p->n_kits);
}

static void pieces_are_what_records_say(void **unused)
{
    uint32_t first_cand[N_RECORDS + 1], masks[4 * N_KITS], records[N_RECORDS];
    static struct as_cand cands[N_RECORDS * MAX_CANDS];
    struct table_record rows[N_RECORDS];
    static struct as_brief brief[N_RECORDS + 1];
    struct seine_error err = {0};
    struct trade_table table = {0};
    struct assemble_input in = {.table = &table};
    struct goods_catalogue *catalogue = NULL;
    struct as_context x = {.in = &in, .first_cand = first_cand, .cands = cands};
    struct arena arena;
    uint64_t state = 5;
    (void)unused;
    print_message("# seed 5\n");
    read_kits(&catalogue);
    in.catalogue = catalogue;
    table.records.v = rows;
    table.records.n = N_RECORDS;
    arena_init(&arena, GIB);
    x.arena = &arena;
    x.brief = brief;
    for (int round = 0; round < ROUNDS; round++) {
        struct as_unit u = {.records = records};
        struct as_pieces p;
        make_candidates(&x, &state);
        for (uint32_t r = 0; r < N_RECORDS; r++) {
            brief[r].day = r < 5 ? DATE_NONE : (int32_t)r / 3;
            if (random_next(&state) % ROUNDS < (uint64_t)(round * round) / ROUNDS)
                records[u.n_records++] = r;
        }
        arena_reset(&arena);
        assert_ok(as_fits(&x, &err));
        assert_true(as_pieces_of(&x, &u, masks, &arena, &p));
        assert_int_equal(as_touched_kits(&x, &u, masks), p.n_kits);
        expect_pieces(&x, &u, &p);
        for (uint32_t i = 0; i < u.n_records && p.n_kits > 0; i++) {
            assert_int_equal(p.days[i], brief[records[i]].day);
            assert_int_equal(i < p.dated, p.days[i] == DATE_NONE);
        }
    }
    as_fits_release(&x.fits);
    arena_release(&arena);
    goods_catalogue_free(catalogue);
}

static uint32_t classes_of(const struct as_context *x, uint32_t kit, const uint32_t *records,
                           uint32_t n, size_t worst)
{
    const struct goods_kit *k = goods_kit(x->in->catalogue, kit);
    uint32_t set = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t c = x->first_cand[records[i]]; c < x->first_cand[records[i] + 1]; c++) {
            uint32_t class = x->cands[c].component - k->first_component;
            if (class < k->n_components && class < AS_MAX_CLASSES &&
                as_level((double)x->cands[c].q) <= worst)
                set |= 1u << class;
        }
    return set;
}

enum { N_MEMBERS = 3 };

/* Actors that only share a contact are looked at together for kits to which they both bring
 * something: against asking for each kit what one of them has alone. */
static void who_brings_nothing_is_not_looked_at(void **unused)
{
    static uint32_t first_cand[N_RECORDS + 1], masks[4 * N_KITS], records[N_RECORDS];
    static struct as_cand cands[N_RECORDS * MAX_CANDS];
    static struct as_brief brief[N_RECORDS];
    uint32_t first[N_MEMBERS + 1], members[N_MEMBERS] = {0, 1, 2};
    struct trade_table table = {.records.n = N_RECORDS};
    struct assemble_input in = {.table = &table};
    struct seine_error err = {0};
    struct goods_catalogue *catalogue = NULL;
    struct as_context x = {.in = &in,
                           .first_cand = first_cand,
                           .cands = cands,
                           .brief = brief,
                           .actor_first = {first, first},
                           .actor_records = {records, records}};
    uint64_t state = 17;
    size_t n_left = 0, n_kept = 0;
    (void)unused;
    print_message("# seed 17\n");
    read_kits(&catalogue);
    in.catalogue = catalogue;
    for (int round = 0; round < 20 * ROUNDS; round++) {
        struct as_unit u = {.members = members, .n_members = N_MEMBERS, .records = records};
        make_candidates(&x, &state);
        assert_ok(as_fits(&x, &err));
        for (uint32_t m = 0; m < N_MEMBERS; m++) {
            first[m] = u.n_records;
            for (uint64_t n = random_next(&state) % 8; n > 0; n--)
                records[u.n_records++] = (uint32_t)(random_next(&state) % N_RECORDS);
        }
        first[N_MEMBERS] = u.n_records;
        size_t n = as_touched_kits(&x, &u, masks);
        uint32_t touched[N_KITS];
        memcpy(touched, masks, sizeof touched);
        u.by_contact = true;
        size_t n_own = as_touched_kits(&x, &u, masks);
        for (uint32_t kit = 0; kit < N_KITS; kit++) {
            bool is_ones = false;
            for (uint32_t m = 0; m < N_MEMBERS; m++) {
                bool has_all = true;
                for (size_t worst = AS_LEVELS - 2; worst < AS_LEVELS; worst++)
                    has_all = has_all && classes_of(&x, kit, records, u.n_records, worst) ==
                                             classes_of(&x, kit, records + first[m],
                                                        first[m + 1] - first[m], worst);
                is_ones = is_ones || has_all;
            }
            assert_int_equal(masks[kit], touched[kit] && !is_ones);
        }
        assert_true(n_own <= n);
        n_left += n - n_own;
        n_kept += n_own;
    }
    assert_true(n_left > 50 && n_kept > 50);
    as_fits_release(&x.fits);
    goods_catalogue_free(catalogue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_are_what_records_say),
                                       cmocka_unit_test(who_brings_nothing_is_not_looked_at)};
    return RUN(tests);
}
