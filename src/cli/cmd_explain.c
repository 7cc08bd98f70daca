/* cli/cmd_explain.c - `seine explain`: one kept case as an account for a person. It prints what the
 * case object of docs/records.md holds and judges nothing anew. */
#include "cli/cli.h"
#include "pipeline/cases.h"
#include "report/report.h"
#include "store/look.h"

#include <stddef.h>

struct explain_options {
    struct cli_common common;
    const char *db, *cases;
    bool json;
};

struct paper {
    struct str id, text;
};

struct wanted {
    struct str id;
    struct arena *arena;
    struct str json;
    const struct json_value *at; /* the case; NULL: not found */
    VEC(struct paper) papers;    /* of its pieces, without a kit of all; with --db only */
    struct buf *decided;         /* a line for each decision; with --db only */
    bool is_stale;               /* the last scan into the store no longer found it */
};

static enum seine_status take(void *context, const struct store_case *c,
                              const struct store_decision *last, struct seine_error *err)
{
    struct wanted *w = context;
    bool ok = true;
    (void)last;
    w->json = arena_str(w->arena, c->json, &ok);
    w->is_stale = c->is_stale;
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory");
    enum seine_status status = json_parse(w->json, w->arena, &w->at, err);
    if (status != SEINE_OK)
        error_context(err, "the case is kept, but cannot be read");
    return status;
}

static const struct json_value *items(const struct json_value *v, const char *key)
{
    const struct json_value *list = json_get(v, key);
    return list && (list->type == JSON_ARRAY || list->type == JSON_OBJECT) ? list->first : NULL;
}

static bool has_kit(const struct json_value *c)
{
    const struct json_value *kit = json_get(c, "kit");
    return kit && kit->type != JSON_NULL;
}

/* Whether the account names it. */
static bool is_piece(const struct json_value *c, struct str id)
{
    for (const struct json_value *r = items(c, "consignments"); r && !has_kit(c); r = r->next)
        if (str_is(json_text(r, "id"), id))
            return true;
    for (const struct json_value *p = items(c, "components"); p; p = p->next)
        for (const struct json_value *r = items(p, "consignments"); r; r = r->next)
            if (str_is(r->text, id))
                return true;
    return false;
}

static void add_party(struct buf *out, const struct json_value *record, const char *role)
{
    for (const struct json_value *p = items(record, "parties"); p; p = p->next)
        if (str_is(json_text(p, "role"), str_of(role))) {
            buf_add_shown(out, json_text(p, "name"));
            return;
        }
    buf_add_z(out, "not named");
}

/* "2026-05-07, air, CAN-DXB-SAH, ACME -> OMEGA" */
static void describe(struct buf *out, const struct json_value *record)
{
    const struct json_value *document = json_get(record, "document"), *last = NULL;
    struct str issued = document ? json_text(document, "issued") : STR_EMPTY;
    buf_add_shown(out, issued.n ? str_slice(issued, 0, 10) : STR("no date"));
    buf_add_z(out, ", ");
    buf_add_shown(out, json_text(record, "mode"));
    for (const struct json_value *leg = items(record, "legs"); leg; last = leg, leg = leg->next) {
        buf_add_z(out, last ? "-" : ", ");
        buf_add_shown(out, json_text(leg, "from"));
    }
    buf_add_z(out, last ? "-" : "");
    buf_add_shown(out, last ? json_text(last, "to") : STR_EMPTY);
    buf_add_z(out, ", ");
    add_party(out, record, "shipper");
    buf_add_z(out, " -> ");
    add_party(out, record, "consignee");
    const struct json_value *withdrawn = document ? json_get(document, "withdrawn") : NULL;
    buf_add_z(out, withdrawn && withdrawn->type == JSON_TRUE ? ", withdrawn" : "");
}

static enum seine_status take_paper(void *context, struct str id, struct str ndjson,
                                    struct seine_error *err)
{
    struct wanted *w = context;
    if (!is_piece(w->at, id))
        return SEINE_OK;
    const struct json_value *record = NULL;
    enum seine_status status = json_parse(ndjson, w->arena, &record, err);
    if (status != SEINE_OK) {
        error_context(err, "the kept record " STR_FMT " cannot be read", STR_ARG(id));
        return status;
    }
    bool ok = true;
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    describe(&text, record);
    struct paper paper = {arena_str(w->arena, id, &ok), arena_str(w->arena, buf_str(&text), &ok)};
    buf_release(&text);
    return ok && VEC_PUSH(&w->papers, paper) ? SEINE_OK
                                             : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status take_decision(void *context, const struct store_decision *d,
                                       struct seine_error *err)
{
    struct wanted *w = context;
    const struct str parts[] = {d->at, d->by, d->verdict, d->reason};
    static const char *const before[] = {"  ", "  ", "  ", ": "};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        buf_add_z(w->decided, before[i]);
        buf_add_shown(w->decided, parts[i]);
    }
    buf_add_c(w->decided, '\n');
    return buf_status(w->decided) == SEINE_OK ? SEINE_OK
                                              : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status from_db(const char *path, struct wanted *w, struct seine_error *err)
{
    struct store *s = NULL;
    enum seine_status status = store_open_existing(path, &s, err);
    if (status == SEINE_OK)
        status = store_look_case(s, w->id, take, w, err);
    if (status == SEINE_OK)
        status = store_look_records(s, w->id, take_paper, w, err);
    if (status == SEINE_OK)
        status = store_look_decisions(s, w->id, take_decision, w, err);
    if (s && status != SEINE_OK)
        error_at(err, store_name(s), 0, 0);
    store_close(s);
    return status;
}

static enum seine_status take_written(void *context, struct str text, const struct json_value *c,
                                      struct seine_error *err)
{
    struct wanted *w = context;
    bool ok = true;
    if (w->json.n == 0 && str_is(json_text(c, "case"), w->id)) {
        w->json = arena_str(w->arena, text, &ok);
        ok = ok && json_parse(w->json, w->arena, &w->at, NULL) == SEINE_OK;
    }
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status from_file(const char *path, struct wanted *w, struct seine_error *err)
{
    const struct cases_taker t = {.take = take_written, .context = w};
    enum seine_status status = cases_read(&t, path, err);
    if (status != SEINE_OK || w->at)
        return status;
    error_at(err, path, 0, 0);
    return error_set(err, SEINE_NOT_FOUND, "there is no case '" STR_FMT "'", STR_ARG(w->id));
}

static struct str text(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    return m && (m->type == JSON_STRING || m->type == JSON_NUMBER) ? m->text : STR("-");
}

static void list(struct buf *out, const struct json_value *v, const char *key)
{
    for (const struct json_value *i = items(v, key); i; i = i->next) {
        buf_add_z(out, i == items(v, key) ? "" : ", ");
        buf_add_shown(out, i->text);
    }
}

/* Each spelling once: capitals make no other name. */
static void names(struct buf *out, const struct json_value *v)
{
    const struct json_value *first = items(v, "names");
    for (const struct json_value *i = first; i; i = i->next) {
        const struct json_value *k = first;
        while (k != i && !utf8_is_ci(k->text, i->text))
            k = k->next;
        if (k != i)
            continue;
        buf_add_z(out, i == first ? "" : ", ");
        buf_add_shown(out, i->text);
    }
}

/* 0 where there is none, or one that no number holds. */
static double number(const struct json_value *v, const char *key)
{
    double n = 0;
    return str_to_double(text(v, key), &n) ? n : 0;
}

/* False: there is none. */
static bool write_papers(struct buf *out, const struct wanted *w, struct str id)
{
    bool any = false;
    for (size_t i = 0; i < w->papers.n; i++)
        if (str_is(w->papers.v[i].id, id)) {
            buf_add_z(out, "             ");
            buf_add_shown(out, id);
            buf_add_z(out, ": ");
            buf_add(out, w->papers.v[i].text);
            buf_add_c(out, '\n');
            any = true;
        }
    return any;
}

/* The likeliest counterpart and lane, and the days by which it has come, if it does. */
static void write_way(struct buf *out, const struct json_value *m)
{
    const struct json_value *who = items(m, "counterparts"), *lane = items(m, "lanes");
    if (json_text(m, "seized").n > 0) {
        buf_add_z(out, "           seized with ");
        buf_add_shown(out, text(m, "seized"));
        buf_add_z(out, ", expected to be sent again\n");
    }
    if (json_text(m, "from_day").n > 0) {
        buf_add_z(out, "           between ");
        buf_add_shown(out, text(m, "from_day"));
        buf_add_z(out, " and ");
        buf_add_shown(out, text(m, "to_day"));
        buf_add_z(out, ", most likely until ");
        buf_add_shown(out, text(m, "likely_day"));
        buf_add_c(out, '\n');
    }
    if (who) {
        buf_add_z(out, "           with ");
        names(out, who);
        buf_add_c(out, '\n');
    }
    if (lane) {
        buf_add_z(out, "           by ");
        buf_add_shown(out, text(lane, "from"));
        buf_add_c(out, '-');
        buf_add_shown(out, text(lane, "to"));
        buf_add_c(out, ' ');
        buf_add_shown(out, text(lane, "carrier"));
        buf_add_c(out, '\n');
    }
}

/* What may come in the same way stands together. */
static void write_missing(struct buf *out, const struct json_value *c)
{
    buf_add_z(out,
              "\nNOT SEEN YET (chance to come within 30 days; when, with whom, by which lane)\n");
    struct buf chance, way, next;
    buf_init(&chance, LIMIT_TEXT);
    buf_init(&way, LIMIT_REPORT);
    buf_init(&next, LIMIT_REPORT);
    for (const struct json_value *m = items(c, "expected"); m; m = m->next) {
        buf_reset(&next);
        write_way(&next, m);
        if (!str_is(buf_str(&next), buf_str(&way))) {
            buf_add(out, buf_str(&way));
            buf_reset(&way);
            buf_add(&way, buf_str(&next));
        }
        buf_reset(&chance);
        buf_add_percent(&chance, number(m, "within_30_days"));
        buf_add_f(out, "  %7s  ", chance.p);
        buf_add_shown(out, text(m, "name"));
        buf_add_c(out, '\n');
    }
    buf_add(out, buf_str(&way));
    buf_release(&chance);
    buf_release(&way);
    buf_release(&next);
}

static void write_consignment(struct buf *out, const struct wanted *w, struct str id)
{
    if (write_papers(out, w, id))
        return;
    buf_add_z(out, "             ");
    buf_add_shown(out, id);
    buf_add_c(out, '\n');
}

/* A case without a kit has no pieces: what it rests on are its consignments. */
static void write_consignments(struct buf *out, const struct wanted *w, const struct json_value *c)
{
    buf_add_z(out, "\nCONSIGNMENTS\n");
    for (const struct json_value *r = items(c, "consignments"); r; r = r->next)
        write_consignment(out, w, json_text(r, "id"));
}

/* Which goods item of a consignment fits the part best, and why. Versions before did not tell. */
static void write_fit(struct buf *out, const struct json_value *part, struct str id)
{
    for (const struct json_value *g = items(part, "goods"); g; g = g->next) {
        if (!str_is(json_text(g, "consignment"), id))
            continue;
        buf_add_z(out, "                 ");
        buf_add_shown(out, json_text(g, "description"));
        buf_add_z(out, json_text(g, "description").n && json_text(g, "hs").n ? ", " : "");
        buf_add_shown(out, json_text(g, "hs"));
        buf_add_z(out, " (fits ");
        buf_add_percent(out, number(g, "strength"));
        buf_add_z(out, ": ");
        buf_add_shown(out, json_text(g, "text"));
        buf_add_z(out, ")\n");
    }
}

static void write_goods(struct buf *out, const struct wanted *w, const struct json_value *c)
{
    buf_add_z(
        out, "\nPIECES FOUND (each class: bits; its consignments, with the goods that fit best)\n");
    for (const struct json_value *p = items(c, "components"); p; p = p->next) {
        buf_add_f(out, "  %+8.3f  ", number(p, "bits"));
        buf_add_shown(out, text(p, "name"));
        buf_add_c(out, '\n');
        for (const struct json_value *r = items(p, "consignments"); r; r = r->next) {
            write_consignment(out, w, r->text);
            write_fit(out, p, r->text);
        }
    }
}

#define MENTIONS_SHOWN 6

/* Which ways of naming a party are taken for it, where there are several. */
static void write_mentions(struct buf *out, const struct json_value *actor)
{
    static const char *const fields[] = {"name",    "address", "city",  "postcode",
                                         "country", "phone",   "email", "ids"};
    double n = number(actor, "n_mentions"), shown = 0;
    const struct json_value *m = items(actor, "mentions");
    for (; m && n > 1 && shown < MENTIONS_SHOWN; m = m->next, shown++) {
        const char *between = "      ";
        for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
            if (!json_get(m, fields[f]))
                continue;
            buf_add_z(out, between);
            buf_add_shown(out, text(m, fields[f]));
            between = ", ";
        }
        buf_add_f(out, ": %.0f %s\n", number(m, "papers"),
                  number(m, "papers") > 1 ? "papers" : "paper");
    }
    if (n > shown && shown > 0)
        buf_add_f(out, "      and %.0f further way%s of writing it\n", n - shown,
                  n - shown > 1 ? "s" : "");
}

/* The account of a link begins with both names, which the link's ends mostly are already. */
static struct str without_names(struct str account, struct str from, struct str to)
{
    const struct str parts[] = {from, STR(" / "), to, STR(": ")};
    struct str rest = account;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!str_starts(rest, parts[i]))
            return account;
        rest = str_slice(rest, parts[i].n, rest.n);
    }
    return rest;
}

static void write_parties(struct buf *out, const struct json_value *c)
{
    buf_add_z(out, "\nWHO\n");
    for (const struct json_value *a = items(c, "actors"); a; a = a->next) {
        buf_add_z(out, "  ");
        names(out, a);
        buf_add_z(out, " (");
        list(out, a, "roles");
        buf_add_z(out, ")\n");
        const struct json_value *role = items(a, "roles");
        if (!role || !str_is(role->text, STR("forwarder")))
            write_mentions(out, a);
    }
    buf_add_z(out, "\nWHY NAMES AND CONSIGNMENTS BELONG TOGETHER\n");
    for (const struct json_value *l = items(c, "links"); l; l = l->next) {
        buf_add_f(out, "  %+8.3f  ", number(l, "bits"));
        buf_add_shown(out, text(l, "from"));
        buf_add_z(out, " - ");
        buf_add_shown(out, text(l, "to"));
        buf_add_z(out, ": ");
        buf_add_shown(out, without_names(text(l, "text"), text(l, "from"), text(l, "to")));
        buf_add_c(out, '\n');
    }
}

static bool is_measure(const struct json_value *e)
{
    return str_is(json_text(e, "kind"), STR(ASSEMBLE_MEASURE));
}

/* They have no bits. */
static void write_measures(struct buf *out, const struct json_value *c)
{
    bool has_any = false;
    for (const struct json_value *e = items(c, "evidence"); e; e = e->next) {
        if (!is_measure(e))
            continue;
        buf_add_z(out, has_any
                           ? "  "
                           : "\nWHAT MAY NOT BE TRADED (without bits: it says what may be stopped, "
                             "not what belongs together)\n  ");
        has_any = true;
        buf_add_shown(out, text(e, "text"));
        buf_add_c(out, '\n');
    }
}

/* For (sign 1), then against (sign -1); the sum runs on through both. */
static double write_side(struct buf *out, const struct json_value *c, int sign, double sum)
{
    for (const struct json_value *e = items(c, "evidence"); e; e = e->next) {
        double bits = number(e, "bits");
        if ((bits < 0) != (sign < 0) || is_measure(e))
            continue;
        sum += bits;
        buf_add_f(out, "  %+8.3f  %9.3f  ", bits, sum);
        buf_add_shown(out, text(e, "text"));
        buf_add_c(out, '\n');
    }
    return sum;
}

/* The levels of false discoveries at which it would be taken. */
static void write_chance(struct buf *out, const struct json_value *c)
{
    static const char *const levels[][2] = {{"q_e", " by its e-value"},
                                            {"q_decoy", " against decoy kits"}};
    const struct json_value *bits = json_get(c, "e_bits");
    for (size_t i = 0; i < 2 && bits && bits->type == JSON_NUMBER; i++) {
        const struct json_value *q = json_get(c, levels[i][0]);
        if (!q || q->type != JSON_NUMBER)
            continue;
        double level = number(c, levels[i][0]);
        buf_add_z(out, level < 1 ? "\nTaken at a level of false discoveries of "
                                 : "\nTaken at no level of false discoveries");
        if (level < 1)
            buf_add_percent(out, level);
        buf_add_z(out, levels[i][1]);
    }
}

static void write_account(struct buf *out, const struct wanted *w, const struct json_value *c)
{
    buf_add_z(out, "CASE ");
    buf_add_shown(out, text(c, "case"));
    buf_add_z(out, ", score ");
    buf_add_shown(out, text(c, "score"));
    buf_add_z(out, " bits, probability ");
    buf_add_chance(out, number(c, "probability"));
    write_chance(out, c);
    buf_add_z(out, has_kit(c) ? "\nKit " : "\n");
    if (has_kit(c))
        buf_add_shown(
            out, text(items(c, "kit") ? json_get(c, "kit") : c, items(c, "kit") ? "name" : "kit"));
    else
        buf_add_z(out, report_kind_name(json_text(c, "kind")));
    buf_add_z(out, ", seen from the ");
    buf_add_shown(out, text(c, "side"));
    buf_add_z(out, ", ");
    buf_add_shown(out, text(c, "first"));
    buf_add_z(out, " to ");
    buf_add_shown(out, text(c, "last"));
    buf_add_c(out, '\n');
    if (w->is_stale)
        buf_add_z(out,
                  "\nNO LONGER FOUND by the last scan; what follows is as it was when it was\n");
    if (w->decided->n) {
        buf_add_z(out, "\nDECIDED (the last counts)\n");
        buf_add(out, buf_str(w->decided));
    }
    if (has_kit(c)) {
        write_goods(out, w, c);
        write_missing(out, c);
    } else {
        write_consignments(out, w, c);
    }
    write_measures(out, c);
    write_parties(out, c);
    buf_add_z(out, "\nWHAT SPEAKS FOR IT (bits, running sum)\n");
    double sum = write_side(out, c, 1, 0);
    buf_add_z(out, "\nWHAT SPEAKS AGAINST IT\n");
    (void)write_side(out, c, -1, sum);
    buf_add_z(out, "\nWHAT RECORDS CANNOT SHOW\n");
    for (size_t i = 0; report_limits[i]; i++)
        buf_add_f(out, "  %s\n", report_limits[i]);
}

static enum seine_status explain(const struct explain_options *o, struct wanted *w, struct buf *out,
                                 struct seine_error *err)
{
    enum seine_status status = o->db ? from_db(o->db, w, err) : from_file(o->cases, w, err);
    if (status != SEINE_OK)
        return status;
    if (o->json) {
        buf_add(out, w->json);
        buf_add_c(out, '\n');
    } else {
        write_account(out, w, w->at);
    }
    return SEINE_OK;
}

static int run_explain(const void *options, const struct cli_texts *arguments)
{
    const struct explain_options *o = options;
    struct seine_error err = {0};
    struct arena arena;
    struct buf out, decided;
    if (arguments->n != 1 || !o->db == !o->cases)
        return cli_wrong(cli_find("explain"),
                         "give one case (SC-...) and either --db STORE or --cases FILE");
    arena_init(&arena, LIMIT_REPORT);
    buf_init(&out, LIMIT_REPORT);
    buf_init(&decided, LIMIT_REPORT);
    struct wanted w = {.id = str_of(arguments->v[0]), .arena = &arena, .decided = &decided};
    enum seine_status status = explain(o, &w, &out, &err);
    int code = status != SEINE_OK               ? cli_fail(&err)
               : cli_write(NULL, buf_str(&out)) ? CLI_DONE
                                                : CLI_UNREADABLE;
    VEC_RELEASE(&w.papers);
    buf_release(&decided);
    buf_release(&out);
    arena_release(&arena);
    return code;
}

#define AT(field) offsetof(struct explain_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE, NULL, 0, 0},
    {"cases", 'c', CLI_TEXT, AT(cases), "FILE", "cases as scan --format ndjson or json writes them",
     NULL, 0, 0},
    {"json", 0, CLI_FLAG, AT(json), NULL, "print the case object", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct explain_options)};
static const char *const examples[] = {"seine explain --cases cases.ndjson SC-ABCDEFGHIJ",
                                       "seine explain --db s.db SC-ABCDEFGHIJ", NULL};
const struct cli_command cmd_explain = {
    "explain",
    "CASE",
    "give the full account of one case",
    "Prints one case for a person: what it is, who takes part and why names are taken for one, the "
    "pieces, their consignments and why their goods fit (with --db their papers too, and what was "
    "decided), the evidence in bits with its running sum, what speaks against it, what is missing, "
    "and what records cannot show.",
    table,
    sizeof(struct explain_options),
    run_explain,
    examples};
