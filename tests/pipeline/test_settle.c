/* What a scan leaves in a store of the cases that it keeps: each that was found stands there as a
 * scan of everything has it, reported or behind the best; what was not found or not looked for is
 * told apart; threads and the order of records do not matter. */
#include "store/opened.h"

#include "pipeline/pipeline.h"

enum { SCHEMES = 5, PARTS = 4, ORDINARY = 900, MOST = 400 };

static char names[6][640];
enum { LISTS, KITS, OTHER_KITS, FIRST, SECOND, SHUFFLED };

static const char kits[] =
    "[{\"id\":\"kite\",\"name\":\"Kite\",\"source\":\"made up\",\"components\":["
    "{\"id\":\"a\",\"name\":\"A\",\"hs\":[\"901420\"],\"terms\":[\"alpha gyroscope\"],"
    "\"essential\":true},"
    "{\"id\":\"b\",\"name\":\"B\",\"hs\":[\"841112\"],\"terms\":[\"beta turbojet\"],"
    "\"essential\":true},"
    "{\"id\":\"c\",\"name\":\"C\",\"hs\":[\"852691\"],\"terms\":[\"gamma antenna\"],"
    "\"essential\":true},"
    "{\"id\":\"d\",\"name\":\"D\",\"hs\":[\"850131\"],\"terms\":[\"delta servo\"],"
    "\"essential\":true}]}]";
static const char other_kits[] =
    "[{\"id\":\"other\",\"name\":\"Other\",\"source\":\"made up\",\"components\":["
    "{\"id\":\"x\",\"name\":\"X\",\"hs\":[\"010121\"],\"terms\":[\"never seen\"],"
    "\"essential\":true}]}]";

static void add_record(struct buf *b, const char *id, const char *from, const char *to, int day,
                       const char *text, const char *hs)
{
    buf_add_f(b,
              "{\"id\":\"%s\",\"mode\":\"air\",\"document\":{\"type\":\"air-waybill\",\"issued\":"
              "\"2026-%02d-%02d\"},\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\"}],\"parties\":[{"
              "\"role\":\"shipper\",\"name\":\"%s\",\"country\":\"CN\"},{\"role\":\"consignee\","
              "\"name\":\"%s\",\"country\":\"AE\"}],\"goods\":[{\"line\":1,\"description\":\"%s\","
              "\"hs\":\"%s\",\"net_kg\":20}]}\n",
              id, 1 + day / 28, 1 + day % 28, from, to, text, hs);
}

static const char *const goods[][2] = {{"alpha gyroscope", "901420"},
                                       {"beta turbojet", "841112"},
                                       {"gamma antenna", "852691"},
                                       {"delta servo", "850131"},
                                       {"cotton gloves", "611610"},
                                       {"steel bolts", "731815"},
                                       {"toys", "950300"},
                                       {"tea", "090240"}};

/* What one hand buys of a kit, part by part from another sender. */
static void add_scheme(struct buf *b, int scheme, int from_part, int to_part)
{
    static const char *const hands[SCHEMES] = {"Sablon Works", "Orbin House", "Qerat Depot",
                                               "Velmi Stores", "Tushar Yard"};
    for (int i = from_part; i < to_part; i++) {
        char id[16], from[40];
        snprintf(id, sizeof id, "S%d-%d", scheme, i);
        snprintf(from, sizeof from, "%c%cko Tovar%d", 'K' + scheme, "aeio"[i], scheme * 17 + i);
        add_record(b, id, from, hands[scheme], 60 + scheme * 20 + i * 9, goods[i][0], goods[i][1]);
    }
}

/* Firms that trade ordinary things, and one time in ten a part: the last of [0, to). */
static void add_ordinary(struct buf *b, int from, int to)
{
    uint64_t random = 5;
    for (int i = 0; i < to; i++) {
        char id[16], sender[32], receiver[32];
        size_t part = random_below(&random, 40), other = PARTS + random_below(&random, 4);
        snprintf(id, sizeof id, "H%05d", i);
        snprintf(sender, sizeof sender, "Hanbok%03zu Export", random_below(&random, 100));
        snprintf(receiver, sizeof receiver, "Qasr%03zu Import", random_below(&random, 100));
        int day = (int)random_below(&random, 300);
        const char *const *what = goods[part < PARTS ? part : other];
        if (i >= from)
            add_record(b, id, sender, receiver, day, what[0], what[1]);
    }
}

/* The same lines from the last to the first. */
static void turn(struct str text, struct buf *out)
{
    size_t end = text.n;
    for (size_t i = text.n; i-- > 0;)
        if (i == 0 || text.p[i - 1] == '\n') {
            buf_add(out, str_slice(text, i, end));
            end = i;
        }
}

static int inputs_made(void **state)
{
    static const char *const ends[] = {"l.csv",    "k.json",   "o.json",
                                       "1.ndjson", "2.ndjson", "3.ndjson"};
    struct buf b, turned;
    if (folder_new(state) != 0)
        return -1;
    for (size_t i = 0; i < N_OF(ends); i++)
        snprintf(names[i], sizeof names[i], "%s/%s", folder, ends[i]);
    buf_init(&b, 16 * MIB);
    buf_init(&turned, 16 * MIB);
    put_file(names[LISTS], STR("id,name,type,country,aliases,address,program\n"
                               "X-1,Some Other Firm,company,IR,,,P\n"));
    put_file(names[KITS], STR(kits));
    put_file(names[OTHER_KITS], STR(other_kits));
    add_ordinary(&b, 0, ORDINARY);
    for (int i = 0; i < SCHEMES; i++)
        add_scheme(&b, i, 0, PARTS - (i > 1));
    put_file(names[FIRST], buf_str(&b));
    buf_reset(&b);
    add_ordinary(&b, ORDINARY, ORDINARY + 60); /* what is rare changes */
    add_scheme(&b, 3, PARTS - 1, PARTS);       /* and one of them is whole now */
    put_file(names[SECOND], buf_str(&b));
    turn(buf_str(&b), &turned);
    put_file(names[SHUFFLED], buf_str(&turned));
    buf_release(&b);
    buf_release(&turned);
    return 0;
}

static void clear(void)
{
    char name[600];
    behind_clear(path);
    snprintf(name, sizeof name, "%s.state", path);
    unlink(name);
}

static int inputs_removed(void **state)
{
    clear();
    for (size_t i = 0; i < N_OF(names); i++)
        unlink(names[i]);
    return folder_remove(state);
}

struct asked {
    const char *db;
    int inputs[2]; /* the second 0: none */
    size_t top;
    unsigned threads;
    int kits;
    double below;
};

static enum seine_status try_scan(const struct asked *a, struct pipeline **ret,
                                  struct seine_error *err)
{
    const char *inputs[] = {names[a->inputs[0]], names[a->inputs[1]]}, *lists[] = {names[LISTS]},
               *kit_files[] = {names[a->kits ? a->kits : KITS]};
    struct pipeline_options options = {.inputs = inputs,
                                       .n_inputs = a->inputs[1] ? 2 : 1,
                                       .watchlists = lists,
                                       .n_watchlists = 1,
                                       .kits = kit_files,
                                       .n_kits = 1,
                                       .db = a->db,
                                       .threads = a->threads ? a->threads : 1,
                                       .top = a->top,
                                       .below = a->below > 0 ? a->below : 60};
    return pipeline_scan(&options, ret, err);
}

static struct pipeline *scan(struct asked a)
{
    struct pipeline *p = NULL;
    struct seine_error err = {0};
    if (try_scan(&a, &p, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    return p;
}

static struct store_settled scanned(struct asked a)
{
    struct pipeline *p = scan(a);
    struct store_settled s = *pipeline_settled(p);
    pipeline_free(p);
    return s;
}

struct held { /* against a scan of everything that reports everything */
    const struct report_input *all;
    bool seen[MOST]; /* by rank */
    size_t n, n_stale;
    struct buf text;
};

static enum seine_status hold(void *context, const struct store_case *c, struct seine_error *err)
{
    struct held *h = context;
    struct arena arena;
    const struct json_value *v = NULL;
    int64_t rank = 0;
    if (c->is_stale) {
        h->n_stale++;
        return SEINE_OK;
    }
    arena_init(&arena, MIB);
    assert_ok(json_parse(c->json, &arena, &v, err));
    assert_true(str_to_i64(json_get(v, "rank")->text, &rank));
    assert_true(rank >= 1 && rank <= (int64_t)h->all->n_cases && !h->seen[rank]);
    h->seen[rank] = true;
    h->n++;
    struct assemble_case found = h->all->cases[rank - 1];
    found.id = c->id;
    struct json_writer w;
    buf_reset(&h->text);
    json_writer_init(&w, &h->text);
    report_case_json(&w, h->all, &found, (size_t)rank, NULL);
    assert_ok(buf_status(&h->text));
    assert_true(str_is(c->json, buf_str(&h->text)));
    assert_true(c->score >= found.score && c->score <= found.score);
    arena_release(&arena);
    return SEINE_OK;
}

/* Every kept case that was found stands there as a scan of these inputs has it, once. */
static void hold_store(struct held *h, int first, int second)
{
    struct seine_error err = {0};
    struct pipeline *p = scan((struct asked){.inputs = {first, second}, .top = MOST - 1});
    struct store *s = opened();
    *h = (struct held){.all = pipeline_report(p)};
    assert_true(h->all->n_cases > 20 && h->all->n_cases < MOST - 1);
    buf_init(&h->text, MIB);
    assert_ok(store_each_case(s, hold, h, &err));
    store_close(s);
    buf_release(&h->text);
    pipeline_free(p);
}

static void what_is_behind_the_best_is_kept_as_if_it_were_reported(void **state)
{
    struct held h;
    (void)state;
    for (size_t top = 1; top <= 3; top++) {
        clear();
        scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 20});
        hold_store(&h, FIRST, 0);
        assert_int_equal(h.n, 20);
        struct pipeline *p = scan((struct asked){.db = path, .inputs = {SECOND}, .top = top});
        assert_int_equal(pipeline_report(p)->n_cases, top);
        struct store_settled s = *pipeline_settled(p);
        pipeline_free(p);
        hold_store(&h, FIRST, SECOND);
        for (size_t rank = 1; rank <= top; rank++)
            assert_true(h.seen[rank]);
        assert_true(h.n > top + 10);
        assert_int_equal(h.n_stale, s.stale);
        assert_int_equal(behind_number(path, "SELECT count(*) FROM case_history WHERE n > 2"), 0);
        assert_true(behind_number(
                        path, "SELECT count(*) FROM case_history WHERE n = 2 AND body = ''") > 10);
        assert_int_equal(
            behind_number(path, "SELECT count(*) FROM case_history WHERE n = 1 AND body = ''"), 0);
    }
}

/* Again without anything new: nothing is written anew. */
static void what_did_not_change_is_not_written_again(void **state)
{
    (void)state;
    scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 20});
    scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 2});
    assert_int_equal(behind_number(path, "SELECT count(*) FROM cases"), 20);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM case_history"), 20);
    assert_int_equal(behind_number(path, "SELECT count(*) FROM stale"), 0);
}

static enum seine_status tell(void *context, const struct store_case *c, struct seine_error *err)
{
    (void)err;
    buf_add_f(context, STR_FMT " %d %.17g " STR_FMT "\n", STR_ARG(c->id), c->is_stale, c->score,
              STR_ARG(c->json));
    return SEINE_OK;
}

static void tell_store(struct buf *out)
{
    struct seine_error err = {0};
    struct store *s = opened();
    buf_init(out, 16 * MIB);
    assert_ok(store_each_case(s, tell, out, &err));
    assert_ok(buf_status(out));
    store_close(s);
}

static void threads_and_order_do_not_matter(void **state)
{
    struct buf first, other;
    (void)state;
    scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 30});
    scanned((struct asked){.db = path, .inputs = {SECOND}, .top = 2});
    tell_store(&first);
    for (unsigned threads = 2; threads <= 3; threads++) {
        clear();
        scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 30, .threads = threads});
        scanned((struct asked){.db = path, .inputs = {SHUFFLED}, .top = 2, .threads = threads});
        tell_store(&other);
        assert_true(first.n > 0 && str_is(buf_str(&first), buf_str(&other)));
        buf_release(&other);
    }
    buf_release(&first);
}

enum before { AS_LEFT, TAKEN_AWAY, BROKEN, CUT_SHORT, OF_ANOTHER_DAY };

/* Does something to what the first scan left beside the store. */
static void meddle(enum before what)
{
    char name[600];
    struct seine_error err = {0};
    snprintf(name, sizeof name, "%s.state", path);
    FILE *f = what == BROKEN ? fopen(name, "r+b") : NULL;
    if (what == TAKEN_AWAY)
        unlink(name);
    if (what == CUT_SHORT)
        assert_int_equal(truncate(name, 4000), 0);
    if (what == OF_ANOTHER_DAY) { /* somebody else added a record, which changes nothing */
        struct store *s = opened();
        assert_ok(store_begin(s, &err));
        assert_ok(store_mark(s, 77, &err));
        assert_ok(store_commit(s, &err));
        store_close(s);
    }
    if (what != BROKEN)
        return;
    assert_non_null(f);
    assert_int_equal(fseek(f, 3000, SEEK_SET), 0);
    assert_int_equal(fwrite("somewhere else", 1, 14, f), 14);
    assert_int_equal(fclose(f), 0);
}

/* What a scan goes on from is believed only if it is what the last one left, and never changes what
 * is found. */
static void going_on_and_beginning_anew_are_the_same(void **state)
{
    struct buf first, other;
    (void)state;
    if (server()) /* nothing is left beside one */
        return;
    put_file(names[LISTS], STR("id,name,type,country,aliases,address,program\n"
                               "X-2,Tushar Yard,company,AE,,,P\nX-3,Orbin House,company,AE,,,P\n"));
    for (enum before what = AS_LEFT; what <= OF_ANOTHER_DAY; what++) {
        clear();
        scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 30});
        meddle(what);
        struct pipeline *p = scan((struct asked){.db = path, .inputs = {SECOND}, .top = 2});
        assert_int_equal(pipeline_went_on(p), what == AS_LEFT);
        pipeline_free(p);
        tell_store(what == AS_LEFT ? &first : &other);
        if (what == AS_LEFT)
            continue;
        assert_true(first.n > 0 && str_is(buf_str(&first), buf_str(&other)));
        buf_release(&other);
        p = scan((struct asked){.db = path, .inputs = {FIRST}, .top = 2});
        assert_true(pipeline_went_on(p)); /* it has left the next one something again */
        pipeline_free(p);
    }
    buf_release(&first);
}

static void what_was_not_looked_for_is_not_judged(void **state)
{
    struct asked again = {.db = path, .inputs = {FIRST}, .top = 1};
    (void)state;
    scanned((struct asked){.db = path, .inputs = {FIRST}, .top = MOST});
    assert_true(behind_number(path, "SELECT count(*) FROM cases WHERE kit = 'kite'") > 20);
    again.below = /* so that half of them are below */
        (double)behind_number(path, "SELECT CAST(-score AS INT) FROM cases ORDER BY score"
                                    " LIMIT 1 OFFSET 20");
    assert_int_equal(scanned(again).stale, 0);
    again.below = 0;
    again.kits = OTHER_KITS;
    assert_int_equal(scanned(again).stale, 0);
    behind_run(path, "UPDATE cases SET kit = '' WHERE kit = 'kite'"); /* what needs no kit is */
    assert_true(scanned(again).lost > 20);
    behind_run(path, "UPDATE cases SET kit = 'kite' WHERE kit = ''");
    again.kits = KITS;
    struct store_settled s = scanned(again);
    assert_true(s.back > 20);
    assert_int_equal(s.stale, 0);
}

/* Memory that ends at any time ends the scan, and the store is as it was. */
static void no_memory_leaves_the_store_as_it_was(void **state)
{
    const struct asked again = {.db = path, .inputs = {SECOND}, .top = 2};
    enum seine_status status = SEINE_NOMEM;
    struct buf before, now;
    (void)state;
    scanned((struct asked){.db = path, .inputs = {FIRST}, .top = 20});
    tell_store(&before);
    for (uint64_t n = 1; status != SEINE_OK && n < 10000000; n += 1 + n / 6) {
        struct seine_error err = {0};
        struct pipeline *p = NULL;
        mem_fail_at(n);
        status = try_scan(&again, &p, &err);
        mem_fail_at(0);
        pipeline_free(p);
        if (status == SEINE_OK)
            break;
        tell_store(&now);
        assert_true(str_is(buf_str(&before), buf_str(&now)));
        buf_release(&now);
    }
    assert_ok(status);
    buf_release(&before);
}

#define SETTLE_TEST(f) cmocka_unit_test_setup_teardown(f, inputs_made, inputs_removed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SETTLE_TEST(what_is_behind_the_best_is_kept_as_if_it_were_reported),
        SETTLE_TEST(what_did_not_change_is_not_written_again),
        SETTLE_TEST(threads_and_order_do_not_matter),
        SETTLE_TEST(going_on_and_beginning_anew_are_the_same),
        SETTLE_TEST(what_was_not_looked_for_is_not_judged),
        SETTLE_TEST(no_memory_leaves_the_store_as_it_was),
    };
    return RUN(tests);
}
