/* The generator: same bytes on any number of threads, valid papers, a truth that fits the rows. */
#include "sim/sim.h"
#include "trade/trade.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *folder(const char *name)
{
    static char path[4][256];
    static int at;
    at = (at + 1) % 4;
    const char *tmp = getenv("TMPDIR");
    snprintf(path[at], sizeof path[at], "%s/seine-sim-%d-%s", tmp ? tmp : "/tmp", (int)getpid(),
             name);
    return path[at];
}

static char kits[2][512];
static const char *kit_paths[2] = {kits[0], kits[1]};

static void options(struct sim_options *o, uint64_t n, const char *out)
{
    const char *root = getenv("SEINE_SOURCE");
    snprintf(kits[0], sizeof kits[0], "%s/data/kits.json", root ? root : ".");
    snprintf(kits[1], sizeof kits[1], "%s/data/kits-decoy.json", root ? root : ".");
    sim_options_default(o);
    o->consignments = n;
    o->schemes = 4;
    o->seed = 11;
    o->out = out;
    o->kits = kit_paths;
    o->n_kits = 2;
    o->threads = 1;
}

static char *slurp(const char *dir, const char *name, size_t *n)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    *n = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(*n + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, *n, f), *n);
    text[*n] = 0;
    fclose(f);
    return text;
}

static void drop(const char *dir)
{
    static const char *const names[] = {
        "consignments.csv",      "consignments.ndjson",   "consignments.csv.zst",
        "consignments-0000.csv", "consignments-0001.csv", "consignments-0002.csv",
        "truth.ndjson",          "world.ndjson",          "parties.csv"};
    char path[512];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

static struct sim_summary write_world(const struct sim_options *o)
{
    struct seine_error err = {0};
    struct sim_summary sum;
    enum seine_status status = sim_write(o, &sum, &err);
    if (status)
        print_error("%s\n", err.message);
    assert_int_equal(status, SEINE_OK);
    return sum;
}

static void same_bytes(const char *a, const char *b, const char *name)
{
    size_t na, nb;
    char *x = slurp(a, name, &na), *y = slurp(b, name, &nb);
    assert_int_equal(na, nb);
    assert_memory_equal(x, y, na);
    free(x);
    free(y);
}

static void same_seed_gives_the_same_bytes_on_any_number_of_threads(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("one"), *b = folder("three");
    options(&o, 12000, a);
    o.parties = true;
    write_world(&o);
    o.out = b;
    o.threads = 3;
    write_world(&o);
    same_bytes(a, b, "consignments.csv");
    same_bytes(a, b, "parties.csv");
    same_bytes(a, b, "truth.ndjson");
    same_bytes(a, b, "world.ndjson");
    drop(a);
    drop(b);
}

/* Each line of parties.csv names a party, and a hand with its difficulty or neither; hands are of
 * the schemes that there are. */
static void parties_say_who_is_behind_them(void **state)
{
    (void)state;
    struct sim_options o;
    const char *dir = folder("parties");
    size_t n, hands = 0, lines = 0;
    options(&o, 6000, dir);
    o.parties = true;
    write_world(&o);
    char *text = slurp(dir, "parties.csv", &n);
    struct str rest = {text, n}, line, field[5];
    bool more = true;
    assert_true(str_cut(&rest, &more, '\n', &line));
    assert_true(str_is(line, STR("id,role,party,hand,difficulty")));
    while (str_cut(&rest, &more, '\n', &line) && line.n > 0) {
        bool fields = true;
        for (int i = 0; i < 5; i++)
            assert_true(str_cut(&line, &fields, ',', &field[i]));
        assert_false(fields);
        assert_int_equal(field[0].n, 8);
        assert_true(field[2].n > 1 && field[2].p[0] == 'P');
        assert_int_equal(field[3].n > 0, field[4].n > 0);
        lines++;
        if (field[3].n == 0)
            continue;
        hands++;
        assert_true(field[3].p[0] == 'S' && field[3].p[5] >= '1' && field[3].p[5] <= '4');
        assert_true(field[4].n == 1 && field[4].p[0] >= '1' && field[4].p[0] <= '5');
    }
    assert_true(hands > 20 && lines > 12000);
    free(text);
    drop(dir);
}

/* Who is not on the paper of a field regime stands behind nobody of it. */
static void parties_are_those_of_the_regime(void **state)
{
    (void)state;
    struct sim_options o;
    const char *all = folder("all"), *some = folder("some");
    size_t n, m, end_users = 0;
    options(&o, 6000, all);
    o.parties = true;
    write_world(&o);
    o.out = some;
    o.fields = SIM_FIELDS_DECLARATION;
    write_world(&o);
    char *text = slurp(all, "parties.csv", &n), *fewer = slurp(some, "parties.csv", &m);
    struct str rest = {text, n}, left = {fewer, m}, line, other;
    bool more = true, more_left = true;
    while (str_cut(&rest, &more, '\n', &line)) {
        if (str_contains(line, STR(",forwarder,")))
            continue;
        assert_true(str_cut(&left, &more_left, '\n', &other));
        assert_true(str_is(line, other));
        end_users += str_contains(line, STR(",end-user,"));
    }
    assert_false(more_left);
    assert_true(end_users > 20);
    free(text);
    free(fewer);
    drop(all);
    drop(some);
}

static void another_seed_gives_another_world(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("s11"), *b = folder("s12");
    size_t na, nb;
    options(&o, 3000, a);
    o.schemes = 1;
    write_world(&o);
    o.out = b;
    o.seed = 12;
    write_world(&o);
    char *x = slurp(a, "consignments.csv", &na), *y = slurp(b, "consignments.csv", &nb);
    assert_true(na != nb || memcmp(x, y, na) != 0);
    free(x);
    free(y);
    drop(a);
    drop(b);
}

static void shards_together_are_the_whole(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("whole"), *b = folder("shards");
    options(&o, 7000, a);
    write_world(&o);
    o.out = b;
    o.shards = 3;
    write_world(&o);
    size_t n, at = 0;
    char *whole = slurp(a, "consignments.csv", &n);
    size_t header = (size_t)(strchr(whole, '\n') - whole) + 1;
    for (int i = 0; i < 3; i++) {
        char name[64];
        size_t m;
        snprintf(name, sizeof name, "consignments-%04d.csv", i);
        char *part = slurp(b, name, &m);
        size_t skip = i == 0 ? 0 : header;
        assert_memory_equal(whole + at, part + skip, m - skip);
        at += m - skip;
        free(part);
    }
    assert_int_equal(at, n);
    free(whole);
    drop(a);
    drop(b);
}

struct totals {
    uint64_t n, rejects, awb, wrong_digit, modes[8], house_air, air, no_name, lines, declarations;
    int32_t first, last;
};

static bool digit_fits(struct str number)
{
    uint64_t serial = 0;
    for (size_t i = 4; i < 11; i++)
        serial = serial * 10 + (uint64_t)(number.p[i] - '0');
    return serial % 7 == (uint64_t)(number.p[11] - '0');
}

static void tally(const struct trade_consignment *c, struct totals *t)
{
    t->n++;
    t->lines += c->n_goods;
    t->modes[c->mode]++;
    t->air += c->mode == TRADE_AIR;
    t->declarations += c->document == TRADE_DOC_IMPORT || c->document == TRADE_DOC_EXPORT;
    t->house_air += c->document == TRADE_DOC_HAWB;
    if (c->document == TRADE_DOC_AWB) {
        assert_int_equal(c->number.n, 12);
        t->awb++;
        t->wrong_digit += !digit_fits(c->number);
    }
    for (size_t i = 0; i < c->n_parties; i++)
        t->no_name += c->parties[i].name.n == 0;
    if (c->n_legs > 0 && c->legs[0].departed.day != DATE_NONE) {
        t->first = c->legs[0].departed.day < t->first ? c->legs[0].departed.day : t->first;
        t->last = c->legs[0].departed.day > t->last ? c->legs[0].departed.day : t->last;
    }
}

static struct totals read_back(const char *dir, const char *name)
{
    char path[512];
    struct totals t = {.first = INT32_MAX, .last = INT32_MIN};
    struct input *in;
    struct trade_reader *r;
    struct trade_batch batch;
    bool more = true;
    snprintf(path, sizeof path, "%s/%s", dir, name);
    assert_int_equal(input_open(path, &in, NULL), SEINE_OK);
    assert_int_equal(trade_reader_open(in, NULL, &r, NULL), SEINE_OK);
    trade_batch_init(&batch);
    while (more) {
        trade_batch_reset(&batch);
        assert_int_equal(trade_reader_next(r, 5000, &batch, &more, NULL), SEINE_OK);
        for (size_t i = 0; i < batch.consignments.n; i++)
            tally(&batch.consignments.v[i], &t);
        if (batch.rejects.n > 0)
            print_error("reject: " STR_FMT " " STR_FMT "\n", STR_ARG(batch.rejects.v[0].field),
                        STR_ARG(batch.rejects.v[0].reason));
        t.rejects += batch.rejects.n;
    }
    trade_batch_release(&batch);
    trade_reader_free(r);
    input_free(in);
    return t;
}

static void every_row_is_read_back(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("read");
    options(&o, 20000, a);
    o.profile.amended = o.profile.declared = 0;
    struct sim_summary sum = write_world(&o);
    struct totals t = read_back(a, "consignments.csv");
    assert_int_equal(t.rejects, 0);
    assert_int_equal(t.n, 20000);
    assert_int_equal(t.lines, sum.rows);
    assert_int_equal(t.no_name, 0);
    drop(a);
}

/* Truth as text: of each scheme its family, and whether it exports. */
static size_t read_directions(const char *out, char families[][32], bool *exports, size_t room)
{
    char path[512], line[65536];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/truth.ndjson", out);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    while (n < room && fgets(line, sizeof line, f)) {
        const char *family = strstr(line, "\"family\":\"");
        assert_non_null(family);
        assert_int_equal(sscanf(family, "\"family\":\"%31[^\"]", families[n]), 1);
        exports[n++] = strstr(line, "\"direction\":\"export\"") != NULL;
    }
    fclose(f);
    return n;
}

static void a_mirrored_world_goes_the_other_way(void **state)
{
    (void)state;
    struct sim_options o;
    char families[2][64][32];
    bool exports[2][64];
    size_t n[2];
    for (int mirrored = 0; mirrored < 2; mirrored++) {
        const char *a = folder("mirrored");
        options(&o, 20000, a);
        o.schemes = 20;
        o.profile.mirrored = mirrored;
        write_world(&o);
        n[mirrored] = read_directions(a, families[mirrored], exports[mirrored], 64);
        drop(a);
    }
    assert_int_equal(n[0], 20);
    assert_int_equal(n[1], 20);
    for (size_t i = 0; i < 20; i++) {
        assert_string_equal(families[0][i], families[1][i]);
        assert_true(exports[0][i] != exports[1][i]);
    }
}

static void ndjson_and_zstd_are_read_back(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("forms");
    options(&o, 4000, a);
    o.profile.amended = o.profile.declared = 0;
    o.schemes = 1;
    o.ndjson = true;
    write_world(&o);
    struct totals t = read_back(a, "consignments.ndjson");
    assert_int_equal(t.rejects, 0);
    assert_int_equal(t.n, 4000);
    drop(a);
    o.ndjson = false;
    o.zst = true;
    write_world(&o);
    t = read_back(a, "consignments.csv.zst");
    assert_int_equal(t.rejects, 0);
    assert_int_equal(t.n, 4000);
    drop(a);
}

/* With every document issued again and every consignment declared there are three papers of each.
 */
static void versions_and_declarations_come_beside_the_document(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("papers");
    options(&o, 3000, a);
    o.schemes = 1;
    o.profile.amended = o.profile.declared = 1;
    write_world(&o);
    struct totals t = read_back(a, "consignments.csv");
    assert_int_equal(t.rejects, 0);
    assert_int_equal(t.n, 9000);
    assert_int_equal(t.declarations, 3000);
    o.fields = SIM_FIELDS_ROUTING; /* customs sees declarations, the carrier does not */
    write_world(&o);
    t = read_back(a, "consignments.csv");
    assert_int_equal(t.n, 6000);
    assert_int_equal(t.declarations, 0);
    drop(a);
}

static uint64_t shared_masters(double loading)
{
    struct sim_options o;
    const char *a = folder("masters");
    options(&o, 30000, a);
    o.schemes = 0;
    o.profile.loading = loading;
    o.profile.amended = o.profile.declared = 0;
    write_world(&o);
    size_t n;
    char *text = slurp(a, "consignments.csv", &n);
    uint64_t shared = 0;
    struct strtab seen, ids;
    assert_int_equal(strtab_init(&seen), SEINE_OK);
    assert_int_equal(strtab_init(&ids), SEINE_OK);
    struct str rest = {text, n}, line;
    bool more = true;
    while (str_cut(&rest, &more, '\n', &line)) {
        struct str field[4];
        bool fields = true;
        size_t known = ids.n;
        uint32_t at, id;
        for (int i = 0; i < 4; i++)
            if (!str_cut(&line, &fields, ',', &field[i]))
                field[i] = STR_EMPTY;
        if (field[3].n == 0)
            continue;
        assert_int_equal(strtab_add(&ids, field[0], &id), SEINE_OK);
        if (ids.n == known)
            continue; /* another line of the same paper */
        known = seen.n;
        assert_int_equal(strtab_add(&seen, field[3], &at), SEINE_OK);
        shared += seen.n == known;
    }
    strtab_release(&seen);
    strtab_release(&ids);
    free(text);
    drop(a);
    return shared;
}

static void houses_are_gathered_under_one_master(void **state)
{
    (void)state;
    uint64_t daily = shared_masters(1), weekly = shared_masters(14);
    assert_true(weekly > daily + 20);
}

static void marginals_are_within_documented_bounds(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("marginals");
    options(&o, 30000, a);
    o.ndjson = true;
    write_world(&o);
    struct totals t = read_back(a, "consignments.ndjson");
    double n = (double)t.n;
    assert_true((double)t.modes[TRADE_AIR] / n > 0.15 && (double)t.modes[TRADE_AIR] / n < 0.55);
    assert_true((double)t.modes[TRADE_SEA] / n > 0.10 && (double)t.modes[TRADE_SEA] / n < 0.60);
    assert_true((double)t.house_air / (double)t.air > 0.45);
    assert_true((double)t.wrong_digit / (double)t.awb < 0.01);
    assert_true(t.first >= date_day(2026, 1, 1) && t.last <= date_day(2026, 12, 31));
    drop(a);
}

/* Every id of the truth is a row, once; ids of innocents are not in it. */
static void the_truth_names_rows_that_exist(void **state)
{
    (void)state;
    struct sim_options o;
    const char *a = folder("truth");
    options(&o, 15000, a);
    o.profile.declared = 0.5;
    struct sim_summary sum = write_world(&o);
    size_t nt, nc;
    char *truth = slurp(a, "truth.ndjson", &nt), *rows = slurp(a, "consignments.csv", &nc);
    struct arena arena;
    arena_init(&arena, 64 * MIB);
    uint64_t schemes = 0, ids = 0;
    struct str rest = {truth, nt}, line;
    bool more = true;
    while (str_cut(&rest, &more, '\n', &line)) {
        if (line.n == 0)
            continue;
        const struct json_value *v;
        assert_int_equal(json_parse(line, &arena, &v, NULL), SEINE_OK);
        schemes++;
        for (const struct json_value *c = json_get(v, "consignments")->first; c; c = c->next) {
            char want[16];
            snprintf(want, sizeof want, "\n" STR_FMT ",", STR_ARG(c->text));
            assert_non_null(strstr(rows, want));
            ids++;
        }
    }
    assert_int_equal(schemes, 4);
    assert_true(ids > sum.scheme_consignments); /* their declarations too */
    assert_true(ids < 2 * sum.scheme_consignments);
    arena_release(&arena);
    free(truth);
    free(rows);
    drop(a);
}

static void too_many_schemes_is_an_error_not_a_crash(void **state)
{
    (void)state;
    struct sim_options o;
    struct seine_error err = {0};
    struct sim_summary sum;
    options(&o, 100, folder("many"));
    o.schemes = 50;
    assert_int_equal(sim_write(&o, &sum, &err), SEINE_RANGE);
    drop(o.out);
}

/* Episodes with more than 64 names tell them all. */
static void all_names_of_an_episode_are_told(void **state)
{
    (void)state;
    struct sim_options o;
    struct arena arena;
    size_t n = 0, most = 0;
    options(&o, 5000, folder("names"));
    write_world(&o);
    char *text = slurp(o.out, "world.ndjson", &n);
    struct str rest = {text, n}, line;
    bool more = true;
    arena_init(&arena, GIB);
    while (str_cut(&rest, &more, '\n', &line)) {
        const struct json_value *v = NULL;
        struct seine_error err = {0};
        arena_reset(&arena);
        if (line.n == 0)
            continue;
        assert_int_equal(json_parse(line, &arena, &v, &err), SEINE_OK);
        const struct json_value *names = json_get(v, "names");
        most = names && names->n > most ? names->n : most;
    }
    assert_true(most > 64);
    arena_release(&arena);
    free(text);
    drop(o.out);
}

/* Records of the year 10000 cannot be read again. */
static void a_world_lies_within_the_calendar(void **state)
{
    static const int32_t days[] = {-719162, 2932896, 2932896 - 365 - 100};
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        struct sim_options o;
        struct seine_error err = {0};
        struct sim_summary sum;
        options(&o, 1000, folder("calendar"));
        o.first_day = days[i];
        o.days = 365;
        assert_int_equal(sim_write(&o, &sum, &err), SEINE_RANGE);
        drop(o.out);
    }
}

static void schemes_without_kits_say_what_to_give(void **state)
{
    (void)state;
    struct sim_options o;
    struct seine_error err = {0};
    struct sim_summary sum;
    options(&o, 5000, folder("nokits"));
    o.n_kits = 0;
    assert_int_equal(sim_write(&o, &sum, &err), SEINE_RANGE);
    assert_non_null(strstr(err.message, "--kits"));
    o.schemes = 0;
    write_world(&o);
    drop(o.out);
}

static void memory_that_runs_out_is_reported(void **state)
{
    (void)state;
    struct sim_options o;
    options(&o, 1000, folder("torture"));
    o.schemes = 1;
    enum seine_status status = SEINE_NOMEM;
    uint64_t n = 1;
    for (; status != SEINE_OK; n += n / 4 + 1) {
        struct seine_error err = {0};
        struct sim_summary sum;
        mem_fail_at(n);
        status = sim_write(&o, &sum, &err);
        mem_fail_at(0);
        assert_int_equal(err.status, status);
    }
    assert_true(n > 1000);
    drop(o.out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_gives_the_same_bytes_on_any_number_of_threads),
        cmocka_unit_test(parties_say_who_is_behind_them),
        cmocka_unit_test(parties_are_those_of_the_regime),
        cmocka_unit_test(another_seed_gives_another_world),
        cmocka_unit_test(shards_together_are_the_whole),
        cmocka_unit_test(every_row_is_read_back),
        cmocka_unit_test(a_mirrored_world_goes_the_other_way),
        cmocka_unit_test(ndjson_and_zstd_are_read_back),
        cmocka_unit_test(versions_and_declarations_come_beside_the_document),
        cmocka_unit_test(houses_are_gathered_under_one_master),
        cmocka_unit_test(marginals_are_within_documented_bounds),
        cmocka_unit_test(the_truth_names_rows_that_exist),
        cmocka_unit_test(too_many_schemes_is_an_error_not_a_crash),
        cmocka_unit_test(all_names_of_an_episode_are_told),
        cmocka_unit_test(a_world_lies_within_the_calendar),
        cmocka_unit_test(schemes_without_kits_say_what_to_give),
        cmocka_unit_test(memory_that_runs_out_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
