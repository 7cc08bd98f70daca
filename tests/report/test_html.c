/* The page: every tag closed, no text that turns into markup, nothing fetched, the sum of the
 * reasons is the score, routes over the date line whole, the same bytes for any order of records;
 * none and many cases. */
#include "table_of.h"

#include "report/html.h"
#include "report/report.h"

#include <math.h>
#include <stdlib.h>

#define EVIL "</title><script>alert(1)</script>\\\" onload='x' <b>&amp;"

static const char kit_json[] =
    "[{\"id\":\"kite\",\"name\":\"Kite <i>" EVIL "\",\"source\":\"made up\",\"components\":["
    "{\"id\":\"a\",\"name\":\"Alpha <u>part\",\"hs\":[\"901420\"],\"terms\":[\"alpha\"],"
    "\"essential\":true},"
    "{\"id\":\"b\",\"name\":\"Beta part\",\"hs\":[\"841112\"],\"terms\":[\"beta\"],"
    "\"essential\":true}]}]";

struct page {
    struct trade_table table;
    struct geo *geo;
    struct goods_catalogue *catalogue;
    struct check_result checks;
    struct link_result links;
    struct goods_match *matches; /* one of each cargo, with the first part */
    uint32_t *first_match;
    struct assemble_watch watch;
    struct assemble_input stages;
    struct report_input in;
    struct assemble_case *cases;
    struct assemble_component component;
    struct assemble_fit fit;
    struct assemble_missing missing;
    struct assemble_record records[80];
    struct assemble_actor actors[60];
    struct assemble_link link;
    struct evidence evidence[3];
    struct str refs[2];
    uint32_t piece[1];
    struct buf out;
};

static void record(struct buf *b, const char *id, const char *from, const char *to, const char *day)
{
    buf_add_f(b,
              "{\"id\":\"%s\",\"document\":{\"type\":\"air-waybill\",\"number\":\"%s" EVIL
              "\"},\"mode\":\"air\",\"carrier\":\"<s>\",\"legs\":[{\"from\":\"%s\",\"to\":\"%s\","
              "\"departed\":\"%s\"}],\"parties\":[{\"role\":\"shipper\",\"name\":\"S %s " EVIL
              "\",\"country\":\"JP\"},{\"role\":\"consignee\",\"name\":\"C " EVIL
              "\",\"country\":\"US\"},{\"role\":\"forwarder\",\"name\":\"F %s\"}],\"goods\":[{"
              "\"line\":1,\"description\":\"alpha " EVIL "\",\"net_kg\":10,\"value\":100,"
              "\"currency\":\"USD\"}],\"gross_kg\":12,\"freight\":50,\"freight_currency\":\"USD\"}"
              "\n",
              id, id, from, to, day, id, id);
}

static void stages(struct page *p)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    assert_ok(geo_open(&p->geo, &err));
    assert_ok(goods_catalogue_new(&p->catalogue));
    assert_ok(input_open_bytes(STR(kit_json), "kit.json", &in, &err));
    assert_ok(goods_catalogue_read(p->catalogue, in, &err));
    input_free(in);
    assert_ok(goods_catalogue_seal(p->catalogue, &err));
    size_t n = p->table.mentions.n; /* each mention an actor of its own */
    p->links.actor_of = mem_calloc(n + 1, sizeof *p->links.actor_of);
    p->links.members = mem_calloc(n + 1, sizeof *p->links.members);
    p->checks.first = mem_calloc(p->table.records.n + 2, sizeof *p->checks.first);
    size_t n_cargos = p->table.cargos.n;
    p->matches = mem_calloc(n_cargos + 1, sizeof *p->matches);
    p->first_match = mem_calloc(n_cargos + 1, sizeof *p->first_match);
    assert_true(p->links.actor_of && p->links.members && p->checks.first && p->matches &&
                p->first_match);
    for (uint32_t i = 0; i < n_cargos; i++) {
        p->matches[i] = (struct goods_match){.strength = 0.5F, .term = STR("a<p>")};
        p->first_match[i + 1] = i + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        p->links.actor_of[i] = p->links.members[i] = i;
        assert_true(VEC_PUSH(&p->links.actors, ((struct link_actor){i, 1, 1, false})));
    }
    p->watch = (struct assemble_watch){
        0, 0, STR("OFAC-<1>"), STR("list<2>"), STR("Evil <em>name"), STR("NPWMD<3>"), 9, 0.97};
    p->stages = (struct assemble_input){.table = &p->table,
                                        .catalogue = p->catalogue,
                                        .matches = p->matches,
                                        .first_match = p->first_match,
                                        .checks = &p->checks,
                                        .links = &p->links,
                                        .geo = p->geo,
                                        .watch = &p->watch,
                                        .n_watch = n ? 1 : 0};
}

static void make_case(struct page *p, struct assemble_case *c)
{
    size_t n = p->table.records.n, m = p->table.mentions.n;
    for (uint32_t i = 0; i < n && i < N_OF(p->records); i++)
        p->records[i] = (struct assemble_record){i, NULL, 0, i ? "relay" : "piece"};
    for (uint32_t i = 0; i < m && i < N_OF(p->actors); i++) {
        uint32_t roles = p->table.mentions.v[i].roles;
        p->actors[i] = (struct assemble_actor){i, roles & 1u << TRADE_CONSIGNEE   ? "receiver"
                                                  : roles & 1u << TRADE_FORWARDER ? "forwarder"
                                                                                  : "sender"};
    }
    const struct table_record *piece = &p->table.records.v[p->piece[0]];
    p->fit = (struct assemble_fit){piece->first_line, 0.5F};
    p->component = (struct assemble_component){0, p->piece, &p->fit, piece->n_lines > 0, 0.9, 12.5};
    p->missing = (struct assemble_missing){
        .component = 1, .is_essential = true, .probability = 0.25, .seized = MAP_NONE};
    p->refs[0] = table_str(&p->table, p->table.records.v[0].id);
    p->refs[1] = STR("<gone>");
    p->evidence[0] = (struct evidence){"component", 12.5, STR("Alpha <b> & \"co\""), p->refs, 2};
    p->evidence[1] = (struct evidence){"prior", -3.125, STR("one of many"), NULL, 0};
    p->evidence[2] = (struct evidence){"papers", 0, STR("nothing"), NULL, 0};
    p->link = (struct assemble_link){0, 1, false, 3.5, STR("shared-contact"), STR("same <phone>")};
    *c = (struct assemble_case){.id = STR("SC-<TEST>"),
                                .components = &p->component,
                                .n_components = 1,
                                .missing = &p->missing,
                                .n_missing = 1,
                                .records = p->records,
                                .n_records = n < N_OF(p->records) ? n : N_OF(p->records),
                                .actors = p->actors,
                                .n_actors = m < N_OF(p->actors) ? m : N_OF(p->actors),
                                .links = &p->link,
                                .n_links = 1,
                                .evidence = p->evidence,
                                .n_evidence = 3,
                                .score = 9.375,
                                .probability = 0.9985,
                                .first_day = date_day(2026, 1, 5),
                                .last_day = date_day(2026, 3, 1),
                                .paid_usd = 2960,
                                .together_usd = 410};
}

static void page_make(struct page *p, struct str ndjson, size_t n_cases)
{
    memset(p, 0, sizeof *p);
    table_of(&p->table, ndjson);
    stages(p);
    p->cases = mem_calloc(n_cases + 1, sizeof *p->cases);
    assert_non_null(p->cases);
    for (size_t i = 0; i < n_cases; i++)
        make_case(p, &p->cases[i]);
    p->in = (struct report_input){.stages = &p->stages, .cases = p->cases, .n_cases = n_cases};
    p->in.run.version = "0 <test>";
    p->in.run.kits_version = STR("<k>");
    p->in.run.n_records = p->table.records.n;
    buf_init(&p->out, LIMIT_REPORT);
    report_write(&p->out, REPORT_HTML, &p->in);
    assert_ok(buf_status(&p->out));
}

static void page_release(struct page *p)
{
    buf_release(&p->out);
    mem_free(p->cases);
    mem_free(p->links.actor_of);
    mem_free(p->links.members);
    mem_free(p->checks.first);
    mem_free(p->matches);
    mem_free(p->first_match);
    VEC_RELEASE(&p->links.actors);
    goods_catalogue_free(p->catalogue);
    geo_free(p->geo);
    trade_table_release(&p->table);
}

static bool holds(const struct page *p, const char *text)
{
    return str_contains(buf_str(&p->out), str_of(text));
}

/* The name of a tag that begins at `<` or `</`. */
static struct str tag_name(struct str s, size_t at)
{
    size_t from = at + 1 + (s.p[at + 1] == '/'), to = from;
    while (to < s.n && ((s.p[to] >= 'a' && s.p[to] <= 'z') || (s.p[to] >= '0' && s.p[to] <= '9')))
        to++;
    return str_slice(s, from, to);
}

static bool is_void(struct str name)
{
    return str_is(name, STR("meta")) || str_is(name, STR("br"));
}

/* The '>' that ends a tag: attribute values are quoted and hold neither '<' nor '>'. */
static size_t tag_end(struct str s, size_t at)
{
    bool quoted = false;
    for (size_t i = at + 1; i < s.n; i++) {
        if (s.p[i] == '"')
            quoted = !quoted;
        if (s.p[i] == '<')
            fail_msg("'<' inside a tag: %.60s", s.p + at);
        if (s.p[i] == '>' && !quoted)
            return i;
    }
    fail_msg("a tag without end: %.60s", s.p + at);
    return s.n;
}

/* Tags nest and all are closed; only elements that the page is made of. */
static void assert_well_formed(const struct page *p)
{
    static const char known[] =
        " html head meta title style body header footer main nav section article p h1 h2 h3 dl div "
        "dt dd details summary table thead tbody tfoot tr th td ul li b i a br bdi span code "
        "figure "
        "figcaption svg path rect circle text tspan g ";
    struct str s = buf_str(&p->out), open[64];
    size_t depth = 0;
    assert_true(str_starts(s, STR("<!DOCTYPE html>\n")));
    for (size_t at = str_find_byte(s, '<', 1); at != SIZE_MAX; at = str_find_byte(s, '<', at)) {
        struct str name = tag_name(s, at);
        size_t end = tag_end(s, at);
        char spaced[24];
        assert_in_range(name.n, 1, 16);
        int n = snprintf(spaced, sizeof spaced, " " STR_FMT " ", STR_ARG(name));
        if (!str_contains(STR(known), (struct str){spaced, (size_t)n}))
            fail_msg("unknown element %s", spaced);
        if (s.p[at + 1] == '/') {
            if (depth == 0 || !str_is(open[depth - 1], name))
                fail_msg("closes nothing: %.60s", s.p + at);
            depth--;
        } else if (!is_void(name) && s.p[end - 1] != '/') {
            assert_in_range(depth, 0, N_OF(open) - 1);
            open[depth++] = name;
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

static void assert_inert(const struct page *p)
{
    assert_true(holds(p, "default-src 'none'"));
    static const char *const never[] = {"<script", "http://", "https://", "src=",     "url(",
                                        "@import", "<link",   "<iframe",  "onload='", "<img"};
    for (size_t i = 0; i < N_OF(never); i++)
        if (holds(p, never[i]))
            fail_msg("the page holds %s", never[i]);
}

static void three_records(struct buf *b)
{
    buf_init(b, LIMIT_TEXT);
    record(b, "R1", "NRT", "LAX", "2026-01-05");
    record(b, "R2<", "LAX", "SYD", "2026-02-05");
    record(b, "R3", "QQQ", "QQX", "2026-03-01");
}

static void test_no_cases(void **state)
{
    (void)state;
    struct page p;
    page_make(&p, STR_EMPTY, 0);
    assert_well_formed(&p);
    assert_inert(&p);
    assert_true(holds(&p, "No cases among 0 consignments"));
    assert_true(holds(&p, "What this page cannot show"));
    page_release(&p);
}

static void test_names_stay_text(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    assert_well_formed(&p);
    assert_inert(&p);
    assert_true(holds(&p, "&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;"));
    assert_true(holds(&p, "&amp;amp;")); /* an escape in a name stays as written */
    assert_true(holds(&p, "NPWMD&lt;3&gt;"));
    assert_true(holds(&p, "(its words are &quot;a&lt;p&gt;&quot;)"));
    for (size_t i = 0; i < p.table.cargos.n; i++)
        p.matches[i].is_model = true;
    buf_reset(&p.out);
    report_write(&p.out, REPORT_HTML, &p.in);
    assert_true(holds(&p, "(its brand or model is &quot;a&lt;p&gt;&quot;)"));
    page_release(&p);
    buf_release(&b);
}

static void test_bad_bytes_and_direction_marks_are_not_passed_on(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    p.evidence[0].text = STR("a\xff"
                             "b\xe2\x80\xae"
                             "c\x01"
                             "d");
    buf_reset(&p.out);
    report_write(&p.out, REPORT_HTML, &p.in);
    assert_true(utf8_is_valid(buf_str(&p.out)));
    assert_true(holds(&p, "a\xef\xbf\xbd"
                          "b c d"));
    page_release(&p);
    buf_release(&b);
}

static void test_sum_of_reasons_is_the_score(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    assert_true(holds(&p, "+12.500"));
    assert_true(holds(&p, "−3.125"));
    assert_true(holds(&p, "<td class=\"n\">+9.375</td><td></td><td colspan=\"2\">Sum of 3 rows"));
    assert_true(holds(&p, "paid <b>2,960 USD</b>"));
    assert_true(holds(&p, "<b>410 USD</b>"));
    assert_true(holds(&p, "25 % within 30 days"));
    assert_true(holds(&p, "href=\"#c1r1\""));
    assert_true(holds(&p, "id=\"c1r1\""));
    page_release(&p);
    buf_release(&b);
}

/* Who, how loud and for what reason; the prior is no reason of the case, what is not in the case is
 * no link, and bars are to scale. */
static void test_head_of_a_case(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    for (uint32_t i = 0; i < p.table.mentions.n; i++)
        if (p.table.mentions.v[i].roles & 1u << TRADE_CONSIGNEE)
            p.cases[0].anchor = i;
    buf_reset(&p.out);
    report_write(&p.out, REPORT_HTML, &p.in);
    assert_true(holds(&p, "</bdi></b> (United States)"));
    assert_true(holds(&p, ", programme NPWMD&lt;3&gt;, name score 97 %"));
    assert_true(holds(&p, "Strongest for: Alpha &lt;b&gt;"));
    assert_false(holds(&p, "Strongest against"));
    assert_true(holds(&p, "<i class=\"pro\" style=\"width:50%;margin-left:50%\">"));
    assert_true(holds(&p, "<i class=\"con\" style=\"width:12.5%;margin-left:37.5%\">"));
    assert_true(holds(&p, "</a> <code>&lt;gone&gt;</code></td>"));
    page_release(&p);
    buf_release(&b);
}

/* No case is certain, and the page says so in the words of the table. */
static void test_no_case_is_certain(void **state)
{
    struct page p;
    struct buf b;
    (void)state;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    p.cases[0].probability = 1;
    buf_reset(&p.out);
    report_write(&p.out, REPORT_HTML, &p.in);
    assert_true(holds(&p, "probability &gt; 99 %"));
    assert_true(holds(&p, "<td class=\"n\">&gt; 99 %</td>"));
    buf_reset(&p.out);
    report_write(&p.out, REPORT_TABLE, &p.in);
    assert_true(holds(&p, " > 99 %  "));
    page_release(&p);
    buf_release(&b);
}

/* From Tokyo to Los Angeles the line never jumps across the picture. */
static void test_route_over_the_date_line_is_whole(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    three_records(&b);
    page_make(&p, buf_str(&b), 1);
    struct str s = buf_str(&p.out), d = STR("<path class=\"leg k0\" d=\"M");
    size_t at = 0;
    while (at + d.n < s.n && !str_starts(str_slice(s, at, s.n), d))
        at++;
    assert_true(at + d.n < s.n);
    struct str rest = str_slice(s, at + d.n, s.n), point;
    bool more = true;
    double last = -1, farthest = 0;
    rest = str_slice(rest, 0, str_find_byte(rest, '"', 0));
    assert_true(str_find_byte(rest, 'M', 0) == SIZE_MAX); /* one stroke */
    for (size_t n = 0; str_cut(&rest, &more, 'L', &point); n++) {
        double x;
        assert_true(str_to_double(str_slice(point, 0, str_find_byte(point, ' ', 0)), &x));
        if (n > 0)
            farthest = fmax(farthest, fabs(x - last));
        last = x;
    }
    assert_true(last >= 0 && farthest > 0 && farthest < 100);
    page_release(&p);
    buf_release(&b);
}

static void test_order_of_records_does_not_matter(void **state)
{
    (void)state;
    struct page p, q;
    struct buf b, other;
    three_records(&b);
    buf_init(&other, LIMIT_TEXT);
    page_make(&p, buf_str(&b), 3);
    shuffle_lines(buf_str(&b), 5, &other);
    page_make(&q, buf_str(&other), 3);
    assert_true(str_is(buf_str(&p.out), buf_str(&q.out)));
    page_release(&p);
    page_release(&q);
    buf_release(&b);
    buf_release(&other);
}

static void test_many_cases_and_parties(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (int i = 0; i < 40; i++) { /* 81 parties: more than the drawing holds */
        char id[8];
        (void)snprintf(id, sizeof id, "R%02d", i);
        record(&b, id, i % 2 ? "PEK" : "JFK", i % 3 ? "DXB" : "AKL", "2026-02-10");
    }
    page_make(&p, buf_str(&b), 200);
    assert_well_formed(&p);
    assert_true(holds(&p, "200 cases among 40 consignments"));
    assert_true(holds(&p, "id=\"c200\""));
    assert_true(holds(&p, "@media screen{.case{content-visibility:auto"));
    assert_true(holds(&p, " more parties."));
    page_release(&p);
    buf_release(&b);
}

/* 8 forwarders between 11 senders and 11 receivers make 176 lines, for 160 of which there is room:
 * what is left out is told in consignments, each once however many of its lines are missing. */
static void test_lines_without_room_are_told_in_consignments(void **state)
{
    (void)state;
    struct page p;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (int i = 0; i < 80; i++) {
        int hub = i / 10, k = i % 10;
        buf_add_f(&b,
                  "{\"id\":\"R%02d\",\"legs\":[{\"from\":\"PEK\",\"to\":\"DXB\"},{\"from\":\"DXB"
                  "\",\"to\":\"PEK\"}],\"parties\":[{\"role\":\"forwarder\",\"name\":\"F%d\"},{"
                  "\"role\":\"shipper\",\"name\":\"S%d\"},{\"role\":\"seller\",\"name\":\"S%d\"}",
                  i, hub, k, k + 1);
        static const char *const roles[] = {"consignee", "buyer", "end-user", "notify"};
        for (int r = 0; r < 4; r++)
            buf_add_f(&b, ",{\"role\":\"%s\",\"name\":\"C%d\"}", roles[r], (k + r) % 11);
        buf_add_z(&b, "],\"goods\":[{\"line\":1,\"description\":\"bolts\"}]}\n");
    }
    page_make(&p, buf_str(&b), 1);
    assert_well_formed(&p);
    assert_true(holds(&p, "There was no room for some lines of 10 consignments."));
    assert_true(holds(&p, "79 consignments, the first: "));
    assert_false(holds(&p, "158 consignments, the first: ")); /* there and back is one each */
    page_release(&p);
    buf_release(&b);
}

/* Whatever a day holds stands within the picture; a map without room for all places says so. */
static void test_a_full_day_and_a_full_map_are_drawn(void **state)
{
    static const char *const codes[] = {
        "PEK", "JFK", "DXB", "AKL", "CDG", "ICN", "FRA", "LHR", "AMS", "DUS", "DEL", "BOM",
        "SIN", "HKG", "NRT", "SYD", "MEL", "LAX", "SFO", "ORD", "ATL", "MIA", "YYZ", "MEX",
        "GRU", "EZE", "SCL", "LIM", "BOG", "PTY", "JNB", "CPT", "NBO", "ADD", "CAI", "LOS",
        "ACC", "CMN", "ALG", "TUN", "MAD", "BCN", "LIS", "FCO", "MXP", "ZRH", "BRU", "MUC",
        "HAM", "CPH", "ARN", "OSL", "GVA", "WAW", "PRG", "BUD", "OTP", "SOF", "ATH", "KBP",
        "SVO", "LED", "TAS", "ALA", "KUL", "BKK", "CGK", "MNL", "HAN", "SGN"};
    (void)state;
    struct page p;
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (size_t i = 0; i < N_OF(codes); i++) {
        char id[8];
        (void)snprintf(id, sizeof id, "R%02zu", i);
        record(&b, id, codes[i], codes[(i + 1) % N_OF(codes)], "2026-02-10");
    }
    page_make(&p, buf_str(&b), 1);
    assert_well_formed(&p);
    assert_true(holds(&p, "The first 64 places have a mark."));
    struct str s = buf_str(&p.out);
    for (const char *at = s.p; (at = strstr(at, " cx=\"")) != NULL; at += 5)
        assert_true(strtod(at + 5, NULL) <= HTML_WIDTH);
    page_release(&p);
    buf_release(&b);
}

/* Six names and no more are all that there are. */
static void test_and_others_are_others(void **state)
{
    (void)state;
    for (size_t n = 6; n <= 7; n++) {
        struct page p;
        struct buf b;
        char id[8];
        buf_init(&b, LIMIT_TEXT);
        for (size_t i = 0; i < 7; i++) {
            (void)snprintf(id, sizeof id, "R%02zu", i);
            record(&b, id, "PEK", "DXB", "2026-02-10");
        }
        page_make(&p, buf_str(&b), 1);
        struct link_actor *a = &p.links.actors.v[0];
        for (uint32_t m = 0, k = 0; m < p.table.mentions.n && k < n; m++)
            if (p.table.mentions.v[m].roles & 1u << TRADE_SHIPPER)
                p.links.members[a->first + k++] = m;
        a->n = (uint32_t)n;
        p.cases[0].n_actors = 1;
        buf_reset(&p.out);
        report_write(&p.out, REPORT_HTML, &p.in);
        assert_int_equal(holds(&p, " and others"), n > 6);
        page_release(&p);
        buf_release(&b);
    }
}

static void test_case_without_kit_date_or_place(void **state)
{
    (void)state;
    struct page p;
    page_make(&p, STR("{\"id\":\"R1\",\"parties\":[{\"role\":\"consignee\",\"name\":\"X\"}]}\n"),
              1);
    p.cases[0].kit = MAP_NONE;
    p.cases[0].n_components = p.cases[0].n_missing = p.cases[0].n_links = 0;
    p.cases[0].first_day = p.cases[0].last_day = DATE_NONE;
    p.cases[0].paid_usd = p.cases[0].together_usd = NAN;
    buf_reset(&p.out);
    report_write(&p.out, REPORT_HTML, &p.in);
    assert_well_formed(&p);
    assert_true(holds(&p, "1 consignment names a party that reads like a listed one."));
    assert_true(holds(&p, "None of these consignments has a date."));
    assert_true(holds(&p, "The papers name no place of known position."));
    assert_false(holds(&p, "Freight: paid"));
    page_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_cases),
        cmocka_unit_test(test_names_stay_text),
        cmocka_unit_test(test_bad_bytes_and_direction_marks_are_not_passed_on),
        cmocka_unit_test(test_sum_of_reasons_is_the_score),
        cmocka_unit_test(test_head_of_a_case),
        cmocka_unit_test(test_no_case_is_certain),
        cmocka_unit_test(test_route_over_the_date_line_is_whole),
        cmocka_unit_test(test_order_of_records_does_not_matter),
        cmocka_unit_test(test_many_cases_and_parties),
        cmocka_unit_test(test_lines_without_room_are_told_in_consignments),
        cmocka_unit_test(test_a_full_day_and_a_full_map_are_drawn),
        cmocka_unit_test(test_and_others_are_others),
        cmocka_unit_test(test_case_without_kit_date_or_place),
    };
    return RUN(tests);
}
