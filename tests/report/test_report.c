/* Reports: every format is well formed whatever stands in the records, and says the same. The cases
 * come from a scan of records with texts that each format must escape. */
#include "unit.h"

#include "pipeline/pipeline.h"
#include "report/internal.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[64], records[96], lists[96], kits[96], measures[96];
static struct pipeline *scanned;

#define ODD "<b>&\\\"'; =1+1, \\u0007\\n|公司"
static void write_inputs(void)
{
    struct buf b;
    static const char *const parts[] = {"alpha", "beta", "gamma", "delta"};
    buf_init(&b, MIB);
    for (int i = 0; i < 4; i++) {
        buf_add_f(&b,
                  "{\"id\":\"=R%d" ODD "\",\"mode\":\"air\",\"document\":{\"type\":\"air-waybill\","
                  "\"issued\":\"2026-01-%02d\"},\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\"}],"
                  "\"parties\":[{\"role\":\"shipper\",\"name\":\"Sender%d " ODD "\"},{\"role\":"
                  "\"consignee\",\"name\":\"Korea Tangun Trading Corporation\",\"country\":\"KP\"}",
                  i, 1 + i, i);
        for (int k = 0; k < 4; k++)
            buf_add_f(&b, ",{\"role\":\"notify\",\"name\":\"Told %d %d\"}", i, k);
        buf_add_f(&b,
                  "],\"goods\":[{\"line\":1,\"description\":\"%s widget " ODD
                  "\",\"hs\":\"90142%d\"}]}\n",
                  parts[i], i);
    }
    put_file(records, buf_str(&b));
    buf_reset(&b);
    buf_add_z(&b, "[{\"id\":\"k\",\"name\":\"Kit " ODD "\",\"source\":\"test\",\"components\":[");
    for (int i = 0; i < 4; i++)
        buf_add_f(&b,
                  "%s{\"id\":\"c%d\",\"name\":\"Part " ODD "\",\"hs\":[\"90142%d\"],\"terms\":["
                  "\"%s widget\"],\"essential\":true}",
                  i ? "," : "", i, i, parts[i]);
    buf_add_z(&b, ",{\"id\":\"c4\",\"name\":\"Part " ODD
                  "\",\"hs\":[\"841112\"],\"terms\":[\"never seen\"],\"essential\":true}]}]");
    put_file(kits, buf_str(&b));
    put_file(lists, STR("id,name,type,country,aliases,address,program\nX-1,\"Korea Tangun Trading "
                        "Corporation\",company,KP,,,P\n"
                        "X-2,Some Other Firm,company,IR,,,P\n"));
    put_file(measures, STR("country,direction,hs,measure,source\n"
                           "KP,to,9014,\"no <b>&widgets'; =1+1|公司\",law <1>\n"));
    buf_release(&b);
}

static int setup(void **state)
{
    struct seine_error err = {0};
    const char *inputs[] = {records}, *watchlists[] = {lists}, *kit_files[] = {kits},
               *measure_files[] = {measures};
    struct pipeline_options options = {.inputs = inputs,
                                       .n_inputs = 1,
                                       .watchlists = watchlists,
                                       .n_watchlists = 1,
                                       .kits = kit_files,
                                       .n_kits = 1,
                                       .measures = measure_files,
                                       .n_measures = 1,
                                       .threads = 1,
                                       .top = 20};
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-report-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(records, sizeof records, "%s/r.ndjson", folder);
    snprintf(lists, sizeof lists, "%s/l.csv", folder);
    snprintf(kits, sizeof kits, "%s/k.json", folder);
    snprintf(measures, sizeof measures, "%s/m.csv", folder);
    write_inputs();
    if (pipeline_scan(&options, &scanned, &err) != SEINE_OK) {
        print_error("%s\n", err.message);
        return -1;
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pipeline_free(scanned);
    unlink(records);
    unlink(lists);
    unlink(kits);
    unlink(measures);
    return rmdir(folder);
}

static void write_report(enum report_format format, struct buf *out)
{
    struct report_input in = *pipeline_report(scanned);
    buf_init(out, 64 * MIB);
    report_write(out, format, &in);
    assert_ok(buf_status(out));
    assert_true(out->n > 0);
}

static void there_is_a_case_to_write(void **state)
{
    (void)state;
    assert_true(pipeline_report(scanned)->n_cases > 0);
    assert_int_equal(pipeline_report(scanned)->run.n_records, 4);
    assert_int_equal(pipeline_report(scanned)->run.n_rejects, 0);
}

static void formats_are_parsed_by_name(void **state)
{
    static const char *const names[] = {"table", "ndjson", "json", "csv", "html"};
    enum report_format f = REPORT_HTML;
    (void)state;
    for (size_t i = 0; i < N_OF(names); i++) {
        assert_true(report_format_parse(str_of(names[i]), &f));
        assert_int_equal(f, i);
    }
    assert_false(report_format_parse(STR("xml"), &f));
    assert_false(report_format_parse(STR(""), &f));
}

/* No raw control character but the line's end, and as many lines as cases. */
static void ndjson_is_a_line_a_case(void **state)
{
    struct buf out;
    size_t lines = 0;
    (void)state;
    write_report(REPORT_NDJSON, &out);
    for (size_t i = 0; i < out.n; i++) {
        lines += out.p[i] == '\n';
        assert_true((unsigned char)out.p[i] >= 0x20 || out.p[i] == '\n');
    }
    assert_int_equal(lines, pipeline_report(scanned)->n_cases);
    assert_true(str_starts(buf_str(&out), STR("{\"case\":\"SC-")));
    buf_release(&out);
}

/* As if all mentions were one party: it is told with every name, and with how many there are. */
static void all_names_of_a_party_are_told(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct assemble_input stages = *in.stages;
    struct link_result links = *stages.links;
    const struct assemble_case *c = &in.cases[0];
    struct link_actor *actors = mem_calloc(links.actors.n, sizeof *actors);
    struct seine_error err = {0};
    struct arena arena;
    struct buf out;
    const struct json_value *v = NULL;
    char name[16];
    (void)state;
    assert_non_null(actors);
    memcpy(actors, links.actors.v, links.actors.n * sizeof *actors);
    actors[c->actors[0].actor].first = 0;
    actors[c->actors[0].actor].n = (uint32_t)stages.table->mentions.n;
    links.actors.v = actors;
    stages.links = &links;
    in.stages = &stages;
    in.n_names = NULL; /* they are of the actors as they were */
    buf_init(&out, 64 * MIB);
    arena_init(&arena, 64 * MIB);
    struct json_writer w;
    json_writer_init(&w, &out);
    report_case_json(&w, &in, c, 1, NULL);
    assert_ok(json_parse(buf_str(&out), &arena, &v, &err));
    const struct json_value *party = json_get(v, "actors")->first,
                            *names = json_get(party, "names");
    assert_int_equal(names->n, 4 + 1 + 16);
    assert_true(str_is(json_get(party, "n_names")->text, STR("21")));
    for (int i = 0; i < 16; i++) {
        bool is_told = false;
        snprintf(name, sizeof name, "Told %d %d", i / 4, i % 4);
        for (const struct json_value *n = names->first; n; n = n->next)
            is_told = is_told || str_is(n->text, str_of(name));
        assert_true(is_told);
    }
    assert_true(json_get(v, "n_links") != NULL);
    mem_free(actors);
    arena_release(&arena);
    buf_release(&out);
}

/* By which of its words and numbers, by what its words are taken for if it has no number, or by the
 * papers of another leg if they fit better. */
static void why_goods_fit_is_told(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    const struct trade_table *t = in.stages->table;
    const struct assemble_case *c = &in.cases[0];
    struct buf text;
    size_t told = 0;
    (void)state;
    buf_init(&text, MIB);
    for (size_t i = 0; i < c->n_components; i++)
        for (size_t k = 0; k < c->components[i].n_records; k++) {
            const struct assemble_component *p = &c->components[i];
            const struct table_record *r = &t->records.v[p->records[k]];
            struct assemble_fit fit = p->fits[k];
            struct table_cargo *cargo = &t->cargos.v[t->lines.v[fit.line].cargo];
            assert_in_range(fit.line, r->first_line, r->first_line + r->n_lines - 1);
            assert_true((double)fit.strength <= p->strength);
            buf_reset(&text);
            report_fit_text(&text, &in, p->component, &fit);
            assert_true(str_starts(buf_str(&text), STR("its words are \"")));
            assert_true(
                str_contains(buf_str(&text), STR(" widget\", and its number falls under 90142")));
            uint16_t stated = cargo->stated;
            cargo->stated = 0;
            buf_reset(&text);
            report_fit_text(&text, &in, p->component, &fit);
            cargo->stated = stated;
            assert_true(str_contains(buf_str(&text),
                                     STR("\", and such words are mostly declared under 9014")));
            fit.strength += 0.001F;
            buf_reset(&text);
            report_fit_text(&text, &in, p->component, &fit);
            assert_string_equal(buf_str(&text).p, "the papers of another leg of these goods fit");
            told++;
        }
    assert_true(told > 0);
    buf_reset(&text);
    report_fit_text(&text, &in, MAP_NONE, &c->components[0].fits[0]); /* its own do not at all */
    assert_string_equal(buf_str(&text).p, "the papers of another leg of these goods fit");
    buf_release(&text);
    write_report(REPORT_JSON, &text);
    assert_true(str_contains(buf_str(&text),
                             STR("\"text\":\"its words are \\\"alpha widget\\\", and its number "
                                 "falls under 901420\"}")));
    buf_release(&text);
}

/* It weighs nothing, and the table of reasons shows it all the same; the run names its version. */
static void what_is_banned_is_told(void **state)
{
    struct buf out;
    (void)state;
    write_report(REPORT_TABLE, &out);
    assert_true(
        str_contains(buf_str(&out), STR("\n                measure         no <b>&widgets")));
    buf_release(&out);
    write_report(REPORT_JSON, &out);
    assert_true(str_contains(buf_str(&out), STR(",\"measures\":\"")));
    buf_release(&out);
    write_report(REPORT_HTML, &out);
    assert_true(str_contains(buf_str(&out), STR("Measures against countries: version <code>")));
    assert_true(str_contains(buf_str(&out), STR("no &lt;b&gt;&amp;widgets")));
    assert_true(str_contains(buf_str(&out), STR("<tr><td class=\"n\"></td>"))); /* no bits */
    buf_release(&out);
}

/* Every row has the header's number of fields. */
static void csv_has_equal_rows(void **state)
{
    struct buf out;
    (void)state;
    write_report(REPORT_CSV, &out);
    assert_true(str_starts(buf_str(&out), STR("rank,case,score,probability,kit,kind,around,")));
    assert_true(str_contains(buf_str(&out), STR(",k,kit,")));
    size_t fields = 1, first = 0;
    bool quoted = false;
    for (size_t i = 0; i < out.n; i++) {
        quoted ^= out.p[i] == '"';
        fields += out.p[i] == ',' && !quoted;
        if (out.p[i] == '\n' && !quoted) {
            first = first ? first : fields;
            assert_int_equal(fields, first);
            fields = 1;
        }
    }
    assert_false(quoted);
    assert_true(first > 5);
    buf_release(&out);
}

/* Nothing from the records, lists or kits can steer a terminal. */
static void the_table_holds_no_control_characters(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct list_info list = {.name = STR("L\033[2J\n"), .date = STR("\a2026"), .n_entities = 1};
    struct buf out;
    (void)state;
    in.run.lists = &list;
    in.run.n_lists = 1;
    buf_init(&out, MIB);
    report_write(&out, REPORT_TABLE, &in);
    assert_true(str_contains(buf_str(&out), STR("not seen yet: Part")));
    assert_true(str_contains(buf_str(&out), STR("list L [2J  of  2026: 1 entry\n")));
    for (size_t i = 0; i < out.n; i++)
        assert_true((unsigned char)out.p[i] >= 0x20 || out.p[i] == '\n');
    buf_release(&out);
}

/* What is told of the cases, from the columns' heading to the empty line behind them. */
static struct str told_of_cases(const struct buf *out)
{
    struct str all = buf_str(out);
    const char *from = memmem(all.p, all.n, "\nrank  case", 11);
    const char *to = from ? memmem(from + 1, all.n - (size_t)(from + 1 - all.p), "\n\n", 2) : NULL;
    assert_non_null(to);
    return (struct str){from + 1, (size_t)(to - from)};
}

/* No line is wider than the terminal, whatever gives way. */
static void lines_fit_the_terminal(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct buf out;
    (void)state;
    for (in.width = 60; in.width <= 200; in.width++) {
        struct str rest, line;
        bool more = true;
        buf_init(&out, MIB);
        report_write(&out, REPORT_TABLE, &in);
        rest = told_of_cases(&out);
        while (str_cut(&rest, &more, '\n', &line))
            if (utf8_width(line) > in.width)
                fail_msg("%zu columns in %zu: " STR_FMT, utf8_width(line), in.width, STR_ARG(line));
        buf_release(&out);
    }
}

#define MORE "list more: 2 entries\n"
static const char expected[] =
    "4 consignments, 4 goods items, 21 parties (1 reads like a listed one), 1 record "
    "quarantined, 2 later versions of documents, 1 document withdrawn\n"
    "list one of 2026-01-02: 1 entry\n" MORE MORE MORE MORE MORE MORE MORE MORE MORE MORE MORE
    "and 1 more list\n"
    "\n"
    "rank  case              bits   prob.  what                                parts  docs  "
    "first..last             around\n"
    "   1  SC-ABCDEFGHIJ      0.1    52 %  Kit <b>&\"'; =1+1,   |\345\205\254\345\217\270      "
    "      4/5      4  2026-01-01..2026-01-04  Korea Tangun Trading Co\342\200\246\n"
    "        decided: hold by ann, 2026-01-05: why                                             "
    "          \n"
    "          +3.0  first           first                                                     "
    "          \n"
    "          +1.2  second          second                                                    "
    "          \n"
    "          +1.2  even            even                                                      "
    "          \n"
    "          -2.0  prior           against                                                   "
    "          \n"
    "        not seen yet: Part <b>&\"'; =1+1,   |\345\205\254\345\217\270\n"
    "   2  SC-ABCDEFGHIJ      0.1    52 %  Listed party                                  4     "
    "                     Korea Tangun Trading Co\342\200\246\n"
    "          +3.0  first           first                                                     "
    "          \n"
    "          +1.2  second          second                                                    "
    "          \n"
    "          +1.2  even            even                                                      "
    "          \n"
    "          -2.0  prior           against                                                   "
    "          \n"
    "\n";

/* Word for word: the run, a case of a kit and one of none, what was decided, the limits. */
static void the_table_reads_so(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct list_info all[13] = {{.name = STR("one"), .date = STR("2026-01-02"), .n_entities = 1}};
    struct assemble_case c[2] = {in.cases[0], in.cases[0]};
    struct evidence e[] = {{"weak", 0.5, STR("too weak"), NULL, 0},
                           {"second", 1.25, STR("second"), NULL, 0},
                           {"first", 3, STR("first"), NULL, 0},
                           {"even", 1.25, STR("even"), NULL, 0},
                           {"little", -1.5, STR("little against"), NULL, 0},
                           {"prior", -2, STR("against"), NULL, 0}};
    const struct report_decision decided[2] = {
        {STR("hold"), STR("why"), STR("ann"), STR("2026-01-05")}, {.verdict = STR_EMPTY}};
    struct buf out;
    (void)state;
    for (size_t i = 1; i < N_OF(all); i++)
        all[i] = (struct list_info){.name = STR("more"), .n_entities = 2};
    for (size_t i = 0; i < 2; i++) {
        c[i].evidence = e;
        c[i].n_evidence = N_OF(e);
        c[i].id = STR("SC-ABCDEFGHIJ");
    }
    c[1].kit = MAP_NONE;
    c[1].first_day = DATE_NONE;
    c[1].n_missing = 0;
    in.cases = c;
    in.n_cases = 2;
    in.decided = decided;
    in.run.lists = all;
    in.run.n_lists = N_OF(all);
    in.run.n_rejects = 1;
    in.run.n_versions = 2;
    in.run.n_withdrawn = 1;
    buf_init(&out, MIB);
    report_write(&out, REPORT_TABLE, &in);
    assert_true(out.n > sizeof expected);
    out.p[sizeof expected - 1] = 0;
    assert_string_equal(out.p, expected);
    buf_release(&out);
}

/* Also of a case that is of no kit, and has no parts. */
static void columns_stand_below_their_heading(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct assemble_case c = in.cases[0];
    (void)state;
    in.cases = &c;
    in.n_cases = 1;
    for (int turn = 0; turn < 2; turn++, c.kit = MAP_NONE) {
        struct buf out;
        struct str head, row, rest;
        bool more = true;
        buf_init(&out, MIB);
        report_write(&out, REPORT_TABLE, &in);
        rest = told_of_cases(&out);
        assert_true(str_cut(&rest, &more, '\n', &head) && str_cut(&rest, &more, '\n', &row));
        const char *title = memmem(head.p, head.n, "first..last", 11);
        const char *below = memmem(row.p, row.n, "2026-01-01..2026-01-04  ", 24);
        assert_true(title && below);
        assert_int_equal(utf8_width((struct str){row.p, (size_t)(below - row.p)}), title - head.p);
        buf_release(&out);
    }
}

/* A spreadsheet takes no id for a formula. */
static void ids_in_csv_are_text(void **state)
{
    struct buf out;
    (void)state;
    write_report(REPORT_CSV, &out);
    assert_true(str_contains(buf_str(&out), STR(",\"'=R0")));
    assert_false(str_contains(buf_str(&out), STR(",\"=R0")));
    buf_release(&out);
}

static void equal_input_gives_equal_bytes(void **state)
{
    (void)state;
    for (int f = REPORT_TABLE; f <= REPORT_HTML; f++) {
        struct buf one, two;
        write_report((enum report_format)f, &one);
        write_report((enum report_format)f, &two);
        assert_true(str_is(buf_str(&one), buf_str(&two)));
        assert_false(str_contains(buf_str(&one), str_of(folder))); /* no paths of this machine */
        buf_release(&one);
        buf_release(&two);
    }
}

/* Takes what there is between any two cases. */
static void take(void *context, struct buf *out)
{
    buf_add(context, buf_str(out));
    buf_reset(out);
}

static void what_is_passed_on_between_cases_is_the_same_report(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    (void)state;
    for (int f = REPORT_TABLE; f <= REPORT_HTML; f++) {
        struct buf whole, passed, rest;
        write_report((enum report_format)f, &whole);
        buf_init(&passed, 64 * MIB);
        buf_init(&rest, 64 * MIB);
        in.pass = take;
        in.pass_context = &passed;
        report_write(&rest, (enum report_format)f, &in);
        assert_true(passed.n > 0);
        take(&passed, &rest);
        assert_int_equal(passed.n, whole.n);
        assert_memory_equal(passed.p, whole.p, whole.n);
        buf_release(&whole);
        buf_release(&passed);
        buf_release(&rest);
    }
}

static void a_small_buffer_fails_cleanly(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    (void)state;
    for (int f = REPORT_TABLE; f <= REPORT_HTML; f++) {
        struct buf whole;
        write_report((enum report_format)f, &whole);
        for (size_t room = 1; room < whole.n; room *= 4) {
            struct buf out;
            buf_init(&out, room);
            report_write(&out, (enum report_format)f, &in);
            assert_int_not_equal(buf_status(&out), SEINE_OK);
            buf_release(&out);
        }
        buf_release(&whole);
    }
}

static void names_that_were_counted_before_are_told_alike(void **state)
{
    struct report_input in = *pipeline_report(scanned);
    struct buf kept, anew;
    (void)state;
    assert_non_null(in.n_names);
    write_report(REPORT_NDJSON, &kept);
    buf_release(&kept);
    write_report(REPORT_NDJSON, &kept); /* now they were counted, if not before */
    in.n_names = NULL;
    buf_init(&anew, LIMIT_REPORT);
    report_write(&anew, REPORT_NDJSON, &in);
    assert_true(str_is(buf_str(&kept), buf_str(&anew)));
    buf_release(&anew);
    buf_release(&kept);
}

static void an_actors_listed_mentions_are_those_that_are_its(void **state)
{
    enum { N = 9 };
    static const uint32_t actors[N] = {2, 2, 3, 5, 5, 5, 8, 11, 11};
    struct assemble_watch all[N] = {0};
    (void)state;
    for (uint32_t i = 0; i < N; i++)
        all[i] = (struct assemble_watch){.actor = actors[i], .mention = i};
    for (size_t n = 0; n <= N; n++) {
        struct assemble_input stages = {.watch = n ? all : NULL, .n_watch = n};
        struct report_input in = {.stages = &stages};
        for (uint32_t actor = 0; actor < 13; actor++) {
            size_t plain = 0, first = N, got;
            for (size_t i = n; i-- > 0;)
                if (actors[i] == actor) {
                    plain++;
                    first = i;
                }
            const struct assemble_watch *w = report_listed(&in, actor, &got);
            assert_int_equal(got, plain);
            assert_true(w == (plain ? &all[first] : NULL));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_is_a_case_to_write),
        cmocka_unit_test(formats_are_parsed_by_name),
        cmocka_unit_test(ndjson_is_a_line_a_case),
        cmocka_unit_test(all_names_of_a_party_are_told),
        cmocka_unit_test(why_goods_fit_is_told),
        cmocka_unit_test(what_is_banned_is_told),
        cmocka_unit_test(csv_has_equal_rows),
        cmocka_unit_test(the_table_holds_no_control_characters),
        cmocka_unit_test(lines_fit_the_terminal),
        cmocka_unit_test(columns_stand_below_their_heading),
        cmocka_unit_test(the_table_reads_so),
        cmocka_unit_test(ids_in_csv_are_text),
        cmocka_unit_test(equal_input_gives_equal_bytes),
        cmocka_unit_test(what_is_passed_on_between_cases_is_the_same_report),
        cmocka_unit_test(a_small_buffer_fails_cleanly),
        cmocka_unit_test(names_that_were_counted_before_are_told_alike),
        cmocka_unit_test(an_actors_listed_mentions_are_those_that_are_its),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
