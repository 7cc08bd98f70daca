/* cli/cmd_match.c - `seine match`: who on the lists is meant by a name, and why. Names are taken in
 * batches, each screened on all processors, and what is said of them goes out in their order. */
#include "cli/lists.h"
#include "cli/match.h"
#include "cli/output.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct match_options {
    struct cli_common common;
    struct cli_texts watchlists;
    const char *country, *address, *birth, *identifier, *input, *output;
    double threshold;
    int64_t limit, threads;
    int kind, format;
    bool is_all;
};

#define LIMIT_SHOWN   5
#define CHUNK         16 /* names that a worker takes at once */
#define BATCH         4096
#define BATCH_HITS    100000     /* that are waited for at most, so many of a batch's text */
#define BATCH_BYTES   (64 * MIB) /* of its rows */
#define CHUNKS(names) (((names) + CHUNK - 1) / CHUNK)

struct worker {
    struct screen_scratch *screen;
    struct arena arena;
};

struct run {
    const struct match_options *o;
    struct geo *geo;
    struct list_set lists;
    struct screen_index *index;
    struct pool *pool;
    struct worker *workers;         /* one for each thread */
    struct match_asked *asked;      /* BATCH */
    struct buf said[CHUNKS(BATCH)]; /* of each chunk of the batch */
    struct arena arena;             /* of the batch's rows */
    struct screen_subject common;   /* what the options say of every name */
    struct str country, address;    /* of it, empty if not given, as are birth and id */
    struct list_date birth;
    struct list_id id;
    struct match_names names;
    struct match_writer writer;
    struct buf out;
    struct cli_output output;
    bool has_said;                    /* a hit, whose comma is due before the next one */
    uint64_t n_queries, n_hit, n_cut; /* cut: has more hits than are told */
};

static size_t limit_of(const struct match_options *o)
{
    return o->limit ? (size_t)o->limit : LIMIT_SHOWN;
}

/* Screens some names of the batch and says into their chunk's text what was found. */
static enum seine_status screen_some(void *context, unsigned worker, size_t from, size_t to,
                                     struct seine_error *err)
{
    struct run *r = context;
    struct worker *w = &r->workers[worker];
    struct buf *out = &r->said[from / CHUNK];
    enum seine_status status = SEINE_OK;
    buf_reset(out);
    for (size_t i = from; i < to && status == SEINE_OK; i++) {
        struct match_asked *a = &r->asked[i];
        const struct screen_hit *hits;
        status = screen_query(r->index, &a->subject, r->writer.threshold, limit_of(r->o), w->screen,
                              &hits, &a->n_hits, &a->n_all);
        if (status != SEINE_OK)
            return error_set(err, status, "cannot screen a name: %s", status_name(status));
        status = match_write_hits(&r->writer, a, hits, a->n_hits, a->n_all, &w->arena, out);
        if (status != SEINE_OK)
            return error_set(err, status, "cannot explain a hit: %s", status_name(status));
    }
    return SEINE_OK;
}

/* One chunk after the other. */
static enum seine_status pass_on(void *context, unsigned worker, size_t from, size_t to,
                                 struct seine_error *err)
{
    struct run *r = context;
    struct buf *said = &r->said[from / CHUNK];
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        r->n_hit += r->asked[i].n_hits > 0;
        r->n_cut += r->asked[i].n_all > r->asked[i].n_hits;
    }
    r->n_queries += to - from;
    if (said->n > 0 && r->has_said && r->writer.format == MATCH_JSON)
        buf_add_c(&r->out, ',');
    r->has_said = r->has_said || said->n > 0;
    buf_add(&r->out, buf_str(said));
    return cli_output_pass(&r->output, &r->out) ? SEINE_OK : SEINE_IO;
}

static enum seine_status run_batch(struct run *r, size_t n, struct seine_error *err)
{
    return pool_run_ordered(r->pool, n, CHUNK, screen_some, pass_on, r, err);
}

static size_t batch_of(const struct match_options *o)
{
    size_t n = BATCH_HITS / limit_of(o);
    return n < 1 ? 1 : n < BATCH ? n : BATCH;
}

static enum seine_status ask_file(struct run *r, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    bool is_any = true;
    while (status == SEINE_OK && is_any) {
        size_t n = 0, most = batch_of(r->o);
        arena_reset(&r->arena);
        while (status == SEINE_OK && is_any && n < most && r->arena.used < BATCH_BYTES) {
            status = match_names_next(&r->names, &r->arena, &r->asked[n], &is_any, err);
            n += is_any;
        }
        if (status == SEINE_OK)
            status = run_batch(r, n, err);
    }
    return status;
}

static enum seine_status ask_arguments(struct run *r, const struct cli_texts *names,
                                       struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t at = 0; at < names->n && status == SEINE_OK;) {
        size_t n = 0;
        for (size_t most = batch_of(r->o); n < most && at < names->n; n++) {
            r->asked[n] = (struct match_asked){.subject = r->common};
            r->asked[n].subject.name = str_of(names->v[at++]);
        }
        status = run_batch(r, n, err);
    }
    return status;
}

static enum seine_status ask_all(struct run *r, const struct cli_texts *names,
                                 struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (r->o->input)
        status = match_names_open(&r->names, err);
    r->writer.has_keys = r->names.is_table && r->names.columns.at[PARTY_KEY] != SIZE_MAX;
    match_write_head(&r->writer, &r->out);
    if (status == SEINE_OK)
        status = ask_arguments(r, names, err);
    if (status == SEINE_OK && r->o->input)
        status = ask_file(r, err);
    match_write_foot(&r->writer, &r->out);
    return status;
}

static enum seine_status start_workers(struct run *r, struct seine_error *err)
{
    enum seine_status status = pool_new((unsigned)r->o->threads, &r->pool, err);
    if (status != SEINE_OK)
        return status;
    r->workers = mem_calloc(pool_threads(r->pool), sizeof *r->workers);
    r->asked = mem_calloc(BATCH, sizeof *r->asked);
    status = r->workers && r->asked ? SEINE_OK : SEINE_NOMEM;
    for (unsigned i = 0; i < pool_threads(r->pool) && status == SEINE_OK; i++) {
        arena_init(&r->workers[i].arena, LIMIT_REPORT);
        status = screen_scratch_new(r->index, &r->workers[i].screen);
    }
    return status == SEINE_OK ? SEINE_OK : error_set(err, status, "out of memory");
}

static enum seine_status prepare(struct run *r, struct seine_error *err)
{
    const struct match_options *o = r->o;
    enum seine_status status =
        screen_open(o->watchlists.v, o->watchlists.n, NULL, &r->lists, &r->index, err);
    if (status == SEINE_OK)
        status = start_workers(r, err);
    r->names = (struct match_names){
        .path = o->input, .geo = r->geo, .country = r->country, .kind = r->common.kind};
    r->writer =
        (struct match_writer){.format = (enum match_format)o->format,
                              .is_all = o->is_all,
                              .threshold = o->threshold > 0 ? o->threshold : SCREEN_THRESHOLD,
                              .lists = &r->lists,
                              .index = r->index};
    return status;
}

static void release(struct run *r)
{
    for (unsigned i = 0; r->workers && i < pool_threads(r->pool); i++) {
        screen_scratch_free(r->workers[i].screen);
        arena_release(&r->workers[i].arena);
    }
    for (size_t i = 0; i < CHUNKS(BATCH); i++)
        buf_release(&r->said[i]);
    mem_free(r->workers);
    mem_free(r->asked);
    pool_free(r->pool);
    match_names_close(&r->names);
    screen_index_free(r->index);
    list_set_release(&r->lists);
    geo_free(r->geo);
    buf_release(&r->out);
    arena_release(&r->arena);
}

static int check_usage(const struct match_options *o, const struct cli_texts *arguments)
{
    const struct cli_command *me = cli_find("match");
    if (o->watchlists.n == 0)
        return cli_wrong(me, "--watchlist is needed: a list file or a folder of lists");
    if (arguments->n == 0 && !o->input)
        return cli_wrong(me, "give a NAME, or --input FILE");
    for (size_t i = 0; i < arguments->n; i++)
        if (!cli_is_name(str_of(arguments->v[i])))
            return cli_wrong(me, "'%s' is no name: it has no letter and no digit", arguments->v[i]);
    const char *input = o->input;
    const struct cli_texts read[] = {{&input, 1}, o->watchlists};
    return cli_output_spares(&o->output, 1, read, 2) ? CLI_DONE : CLI_USAGE;
}

/* What the options say of every name, into r->common; their texts live in argv. */
static int take_common(struct run *r)
{
    const struct match_options *o = r->o;
    const struct cli_command *me = cli_find("match");
    const struct geo_country *c = o->country ? geo_country(r->geo, str_of(o->country)) : NULL;
    if (o->country && !c)
        return cli_wrong(me, "--country takes two letters (ISO 3166) or a country's name, not '%s'",
                         o->country);
    if (o->birth && !list_date_parse(str_of(o->birth), &r->birth))
        return cli_wrong(me, "--birth takes a date or a year, not '%s'", o->birth);
    r->country = str_of(c ? c->alpha2 : "");
    r->address = str_of(o->address);
    r->id = list_id_parse(str_of(o->identifier));
    r->common = (struct screen_subject){.kind = cli_kind(o->kind),
                                        .countries = &r->country,
                                        .n_countries = r->country.n > 0,
                                        .addresses = &r->address,
                                        .n_addresses = r->address.n > 0,
                                        .births = &r->birth,
                                        .n_births = o->birth != NULL,
                                        .ids = &r->id,
                                        .n_ids = o->identifier != NULL};
    return CLI_DONE;
}

/* `match -w lists Kim Jong Un` asks for three names, and of none of them is anybody listed. */
static bool lack_quotes(const struct cli_texts *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (strpbrk(names->v[i], " \t"))
            return false;
    return names->n > 1;
}

/* `match -w lists customers.csv` asks for a party of that name. */
static void say_files(const struct cli_texts *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (access(names->v[i], R_OK) == 0)
            cli_say("'%s' was screened as a name; the names in a file: --input %s", names->v[i],
                    names->v[i]);
}

static void say_odd(const struct party_odd *odd, const char *one, const char *several,
                    const char *what)
{
    if (odd->n > 0)
        cli_say("%llu %s %s (the first in line %lld)", (unsigned long long)odd->n,
                odd->n == 1 ? one : several, what, (long long)odd->line);
}

static void say_of_file(const struct match_names *m)
{
    static const char ignored[] = "not understood and not compared";
    if (m->unread.n > 0)
        cli_say("columns not read: " STR_FMT, STR_ARG(buf_str(&m->unread)));
    say_odd(&m->nameless, "row has no name and was", "rows have no name and were", "not screened");
    say_odd(&m->countries, "country was", "countries were", ignored);
    say_odd(&m->births, "birth date was", "birth dates were", ignored);
    say_odd(&m->kinds, "type was", "types were", ignored);
}

/* The table says it of each name. */
static void say_cut(const struct run *r)
{
    if (r->n_cut > 0 && r->writer.format != MATCH_TABLE)
        cli_say("%llu name%s more hits than the %zu best that are written (--limit)",
                (unsigned long long)r->n_cut, r->n_cut == 1 ? " has" : "s have", limit_of(r->o));
}

static int finish(struct run *r, const struct cli_texts *names)
{
    (void)cli_output_put(&r->output, &r->out);
    if (!cli_output_close(&r->output, true))
        return CLI_UNREADABLE;
    if (!r->o->common.quiet)
        cli_lists_n_faults(&r->lists, "seine lists names them");
    if (lack_quotes(names) && !r->o->common.quiet)
        cli_say("%zu names were asked for; one of several words stands in quotes", names->n);
    if (!r->o->common.quiet)
        say_files(names);
    if (!r->o->common.quiet)
        say_cut(r);
    if (r->o->input && !r->o->common.quiet) {
        cli_say("%llu name%s, %llu with a hit", (unsigned long long)r->n_queries,
                r->n_queries == 1 ? "" : "s", (unsigned long long)r->n_hit);
        say_of_file(&r->names);
    }
    return r->names.n_bad || r->names.nameless.n ? CLI_QUARANTINED : CLI_DONE;
}

/* The output itself says why it failed. */
static int fail(struct run *r, const struct seine_error *err)
{
    bool is_told = !cli_output_close(&r->output, false);
    return is_told ? CLI_UNREADABLE : cli_fail(err);
}

static int screen(struct run *r, const struct cli_texts *names)
{
    struct seine_error err = {0};
    enum seine_status status = prepare(r, &err);
    if (status == SEINE_OK)
        status = cli_output_open(&r->output, r->o->output) ? ask_all(r, names, &err) : SEINE_IO;
    return status == SEINE_OK ? finish(r, names) : fail(r, &err);
}

static int run_match(const void *options, const struct cli_texts *arguments)
{
    const struct match_options *o = options;
    struct run r = {.o = o};
    struct seine_error err = {0};
    int code = check_usage(o, arguments);
    if (code != CLI_DONE)
        return code;
    list_set_init(&r.lists);
    arena_init(&r.arena, LIMIT_REPORT);
    buf_init(&r.out, LIMIT_REPORT);
    for (size_t i = 0; i < CHUNKS(BATCH); i++)
        buf_init(&r.said[i], LIMIT_REPORT);
    if (geo_open(&r.geo, &err) != SEINE_OK)
        code = cli_fail(&err);
    if (code == CLI_DONE)
        code = take_common(&r);
    if (code == CLI_DONE)
        code = screen(&r, arguments);
    release(&r);
    return code;
}

#define AT(field) offsetof(struct match_options, field)
static const struct cli_option table[] = {
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH",
     "lists to screen against: files or folders", NULL, 0, 0},
    {"threshold", 't', CLI_DECIMAL, AT(threshold), "P", "lowest score to show (0.7)", NULL, 0.01,
     1},
    {"limit", 'n', CLI_NUMBER, AT(limit), "N", "most hits to show for a name (5)", NULL, 1, 100000},
    {"country", 'c', CLI_TEXT, AT(country), "COUNTRY",
     "country of the party, two letters or a name; in a FILE of those who have none", NULL, 0, 0},
    {"type", 0, CLI_CHOICE, AT(kind), "TYPE",
     "what the name is of; in a FILE of those that do not say", cli_kinds, 0, 0},
    {"address", 0, CLI_TEXT, AT(address), "TEXT", "address of NAME", NULL, 0, 0},
    {"birth", 0, CLI_TEXT, AT(birth), "DATE", "when NAME was born: a day or a year", NULL, 0, 0},
    {"identifier", 0, CLI_TEXT, AT(identifier), "ID",
     "a number of NAME, its kind before it where that is known: 'imo 9187629'", NULL, 0, 0},
    {"input", 'i', CLI_TEXT, AT(input), "FILE",
     "screen the names in FILE (- is standard input): one a line, or CSV with a column name (and "
     "id, aliases, type, country, address, also in parts, birth_date, identifiers, phone, email), "
     "between commas, semicolons or tabs",
     NULL, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", match_formats, 0, 0},
    {"all", 0, CLI_FLAG, AT(is_all), NULL,
     "a row for each name screened, also for one without a hit: its entity is empty, in JSON null "
     "(a table has a line for each in any case)",
     NULL, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    {"threads", 0, CLI_NUMBER, AT(threads), "N",
     "worker threads (one per processor); the result does not depend on it", NULL, 1, 256},
    CLI_COMMON_OPTIONS(struct match_options)};
static const char *const examples[] = {
    "seine match -w data/lists/dprk.csv 'Korea Mining Development Trading Corp'",
    "seine match -w lists/ --input customers.csv --all --format csv", NULL};
const struct cli_command cmd_match = {
    "match",
    "NAME | --input FILE",
    "find the listed parties that a name may mean",
    "Screens a name, or a file of names, against watchlists and says token by token why each hit "
    "has its score. The bits of"
    " the evidence add up to the score's bits; the score is 1/(1+2^-bits). Names without a hit "
    "stand in the table, and with --all in the other formats. The columns of a file may be headed "
    "in several languages.",
    table,
    sizeof(struct match_options),
    run_match,
    examples};
