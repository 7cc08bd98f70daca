/* cli/cmd_match.c - `seine match`: who on the lists is meant by a name, and why. */
#include "cli/lists.h"
#include "cli/names.h"
#include "cli/output.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

struct match_options {
    struct cli_common common;
    struct cli_texts watchlists;
    const char *country, *input, *output;
    double threshold;
    int64_t limit;
    int kind, format;
};

static const char *const formats[] = {"table", "ndjson", "json", "csv", NULL};
enum { TABLE, NDJSON, JSON, CSV };

struct run {
    const struct match_options *o;
    struct list_set lists;
    struct screen_index *index;
    struct screen_scratch *scratch;
    struct arena arena;
    struct buf out;
    struct cli_output output;
    struct json_writer json;                 /* the array of format json */
    uint64_t n_queries, n_hit, n_odd, n_bad; /* countries that are none; rows */
};

static void hit_json(struct run *r, struct json_writer *w, const struct screen_subject *s,
                     const struct screen_hit *h, const struct screen_result *why)
{
    const struct listed_entity *e = &r->lists.entities.v[h->entity];
    json_object(w);
    json_member(w, "query", s->name);
    json_member_decimal(w, "score", h->score, 4);
    json_member_decimal(w, "bits", h->bits, 3);
    json_member(w, "entity", e->id);
    json_member(w, "list", r->lists.lists.v[e->list].name);
    json_member(w, "name", e->names[0].text);
    json_member(w, "matched_name", e->names[h->name].text);
    json_member(w, "type", str_of(list_kind_name(e->kind)));
    json_key(w, "programs");
    json_array(w);
    for (size_t i = 0; i < e->n_programs; i++)
        json_string(w, e->programs[i]);
    json_array_end(w);
    json_key(w, "countries");
    json_array(w);
    for (size_t i = 0; i < e->n_countries; i++)
        json_string(w, e->countries[i]);
    json_array_end(w);
    cli_evidence_json(w, why);
    json_object_end(w);
}

static void hit_csv(struct run *r, const struct screen_subject *s, const struct screen_hit *h)
{
    const struct listed_entity *e = &r->lists.entities.v[h->entity];
    const struct str fields[] = {s->name, e->id, r->lists.lists.v[e->list].name, e->names[0].text,
                                 e->names[h->name].text};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        csv_write_field(&r->out, fields[i]);
        buf_add_c(&r->out, ',');
    }
    buf_add_f(&r->out, "%s,%.4f\n", list_kind_name(e->kind), h->score);
}

static void shown(struct run *r, const char *before, struct str s, const char *after)
{
    buf_add_z(&r->out, before);
    buf_add_shown(&r->out, s);
    buf_add_z(&r->out, after);
}

static void hit_table(struct run *r, const struct screen_hit *h, const struct screen_result *why)
{
    const struct listed_entity *e = &r->lists.entities.v[h->entity];
    buf_add_f(&r->out, "%6.1f%%  ", h->score * 100);
    buf_add_shown(&r->out, e->names[h->name].text);
    if (h->name != 0)
        shown(r, " (", e->names[0].text, ")");
    buf_add_f(&r->out, "\n         %s", list_kind_name(e->kind));
    shown(r, ", ", r->lists.lists.v[e->list].name, "");
    shown(r, ", ", e->id, "");
    for (size_t i = 0; i < e->n_programs && i < 4; i++)
        shown(r, ", ", e->programs[i], "");
    for (size_t i = 0; i < e->n_countries && i < 4; i++)
        shown(r, i ? " " : "; ", e->countries[i], "");
    buf_add_c(&r->out, '\n');
    cli_evidence_text(&r->out, why, "       ");
}

static enum seine_status one_query(struct run *r, const struct screen_subject *s,
                                   struct seine_error *err)
{
    const struct screen_hit *hits;
    size_t n, total;
    double threshold = r->o->threshold > 0 ? r->o->threshold : SCREEN_THRESHOLD;
    enum seine_status status =
        screen_query(r->index, s, threshold, r->o->limit ? (size_t)r->o->limit : 5, r->scratch,
                     &hits, &n, &total);
    if (status != SEINE_OK)
        return error_set(err, status, "cannot screen a name: %s", status_name(status));
    r->n_queries++;
    r->n_hit += n > 0;
    if (r->o->format == TABLE) {
        buf_add_shown(&r->out, s->name);
        buf_add_f(&r->out, ": %zu at or above %.2f%s\n", total, threshold,
                  n < total ? ", the best:" : "");
    }
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct screen_result why;
        struct json_writer line;
        size_t best;
        arena_reset(&r->arena);
        status = screen_explain(r->index, s, hits[i].entity, &r->arena, &why, &best);
        if (status != SEINE_OK)
            break;
        switch (r->o->format) {
        case TABLE:
            hit_table(r, &hits[i], &why);
            break;
        case NDJSON:
            json_writer_init(&line, &r->out);
            hit_json(r, &line, s, &hits[i], &why);
            buf_add_c(&r->out, '\n');
            break;
        case JSON:
            hit_json(r, &r->json, s, &hits[i], &why);
            break;
        default:
            hit_csv(r, s, &hits[i]);
        }
    }
    if (status != SEINE_OK)
        return error_set(err, status, "cannot explain a hit: %s", status_name(status));
    return cli_output_pass(&r->output, &r->out) ? SEINE_OK : SEINE_IO;
}

static size_t column(const struct csv_row *row, const char *name)
{
    for (size_t i = 0; i < row->n_fields; i++)
        if (str_is_ci(str_trim(row->fields[i]), str_of(name)))
            return i;
    return SIZE_MAX;
}

static struct str cell(const struct csv_row *row, size_t at)
{
    return at < row->n_fields ? str_trim(row->fields[at]) : STR_EMPTY;
}

static bool is_country(struct str s)
{
    return s.n == 2 && isalpha((unsigned char)s.p[0]) && isalpha((unsigned char)s.p[1]);
}

static bool is_text(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n_fields; i++)
        if (memchr(row->fields[i].p, 0, row->fields[i].n))
            return false;
    return true;
}

struct name_columns {
    bool is_table; /* there is a header with `name`; else each line is one name, commas and all */
    size_t name, country, kind;
};

static struct screen_subject subject_of(struct run *r, const struct csv_row *row,
                                        const struct name_columns *at)
{
    bool is_whole = !at->is_table && (row->n_fields > 1 || row->status != SEINE_OK);
    struct screen_subject s = {.name = is_whole ? str_trim(row->raw) : cell(row, at->name),
                               .country = at->is_table ? cell(row, at->country) : STR_EMPTY,
                               .address = STR_EMPTY,
                               .kind = cli_kind(r->o->kind)};
    if (s.country.n > 0 && !is_country(s.country)) {
        r->n_odd++;
        s.country = STR_EMPTY;
    }
    if (s.country.n == 0 && r->o->country)
        s.country = str_of(r->o->country);
    if (at->is_table)
        list_kind_parse(cell(row, at->kind), &s.kind);
    return s;
}

static enum seine_status query_row(struct run *r, const struct csv_row *row,
                                   const struct name_columns *at, struct seine_error *err)
{
    if (!is_text(row)) {
        error_at(err, r->o->input, row->line, 0);
        return error_set(err, SEINE_FORMAT, "is no text: names, one a line, or CSV is expected");
    }
    if (at->is_table && row->status != SEINE_OK) {
        cli_say("%s:%lld: %s", r->o->input, (long long)row->line, row->reason);
        r->n_bad++;
        return SEINE_OK;
    }
    struct screen_subject s = subject_of(r, row, at);
    return s.name.n > 0 ? one_query(r, &s, err) : SEINE_OK;
}

/* Whether the first line of a file of names looks like the header of a table, or a row of one: who
 * screens whole rows of such a file hears that nobody is listed. "KIM, Jong Un" is a name. */
static bool looks_like_table(const struct csv_row *row)
{
    static const struct str word = {"name", 4};
    if (row->n_fields < 2)
        return false;
    if (str_find_byte(row->raw, ';', 0) != SIZE_MAX ||
        str_find_byte(row->raw, '\t', 0) != SIZE_MAX || str_find_byte(row->raw, '|', 0) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < row->n_fields; i++) {
        struct str s = str_trim(row->fields[i]);
        if (s.n >= word.n && (str_is_ci(str_slice(s, 0, word.n), word) ||
                              str_is_ci(str_slice(s, s.n - word.n, s.n), word)))
            return true;
    }
    return false;
}

static enum seine_status read_header(const struct run *r, const struct csv_row *row,
                                     struct name_columns *at, struct seine_error *err)
{
    if (column(row, "name") != SIZE_MAX) {
        *at = (struct name_columns){true, column(row, "name"), column(row, "country"),
                                    column(row, "type")};
        return SEINE_OK;
    }
    if (!looks_like_table(row))
        return SEINE_OK;
    error_at(err, r->o->input, row->line, 0);
    return error_set(err, SEINE_FORMAT,
                     "has columns, but none is called name: call the one with the names so "
                     "(country and type are read too), or give one name a line");
}

/* A file of names: CSV with a column `name` (and `country`, `type`), or one name a line. */
static enum seine_status query_file(struct run *r, struct seine_error *err)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    struct name_columns at = {false, 0, SIZE_MAX, SIZE_MAX};
    enum seine_status status = input_open(r->o->input, &in, err);
    if (status == SEINE_OK)
        status = csv_open(in, 0, &reader, err);
    if (status == SEINE_OK)
        status = csv_next(reader, &row, err);
    if (status == SEINE_OK && row && is_text(row))
        status = read_header(r, row, &at, err);
    if (status == SEINE_OK && at.is_table)
        status = csv_next(reader, &row, err);
    while (status == SEINE_OK && row) {
        status = query_row(r, row, &at, err);
        if (status == SEINE_OK)
            status = csv_next(reader, &row, err);
    }
    csv_free(reader);
    input_free(in);
    return status;
}

static enum seine_status prepare(struct run *r, struct seine_error *err)
{
    enum seine_status status =
        screen_open(r->o->watchlists.v, r->o->watchlists.n, NULL, &r->lists, &r->index, err);
    if (status == SEINE_OK && (status = screen_scratch_new(r->index, &r->scratch)) != SEINE_OK)
        error_set(err, status, "out of memory");
    return status;
}

static enum seine_status query_all(struct run *r, const struct cli_texts *names,
                                   struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    if (r->o->format == JSON) {
        json_writer_init(&r->json, &r->out);
        json_array(&r->json);
    } else if (r->o->format == CSV) {
        buf_add_z(&r->out, "query,entity,list,name,matched_name,type,score\n");
    }
    for (size_t i = 0; i < names->n && status == SEINE_OK; i++) {
        struct screen_subject s = {.name = str_of(names->v[i]),
                                   .country = str_of(r->o->country),
                                   .address = STR_EMPTY,
                                   .kind = cli_kind(r->o->kind)};
        status = one_query(r, &s, err);
    }
    if (status == SEINE_OK && r->o->input)
        status = query_file(r, err);
    if (r->o->format == JSON) {
        json_array_end(&r->json);
        buf_add_c(&r->out, '\n');
    }
    return status;
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
    if (o->country && !is_country(str_of(o->country)))
        return cli_wrong(me, "--country takes two letters (ISO 3166), not '%s'", o->country);
    const char *input = o->input;
    const struct cli_texts read[] = {{&input, 1}, o->watchlists};
    return cli_output_spares(&o->output, 1, read, 2) ? CLI_DONE : CLI_USAGE;
}

/* `match -w lists Kim Jong Un` asks for three names, and of none of them is anybody listed. */
static bool lack_quotes(const struct cli_texts *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (strpbrk(names->v[i], " \t"))
            return false;
    return names->n > 1;
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
    if (r->o->input && !r->o->common.quiet)
        cli_say("%llu name%s, %llu with a hit", (unsigned long long)r->n_queries,
                r->n_queries == 1 ? "" : "s", (unsigned long long)r->n_hit);
    if (r->n_odd && !r->o->common.quiet)
        cli_say("%llu %s not two letters (ISO 3166) and not compared", (unsigned long long)r->n_odd,
                r->n_odd == 1 ? "country was" : "countries were");
    return r->n_bad ? CLI_QUARANTINED : CLI_DONE;
}

/* The output itself says why it failed. */
static int fail(struct run *r, const struct seine_error *err)
{
    bool is_told = !cli_output_close(&r->output, false);
    return is_told ? CLI_UNREADABLE : cli_fail(err);
}

static int run_match(const void *options, const struct cli_texts *arguments)
{
    const struct match_options *o = options;
    struct run r = {.o = o};
    struct seine_error err = {0};
    int wrong = check_usage(o, arguments);
    if (wrong != CLI_DONE)
        return wrong;
    list_set_init(&r.lists);
    arena_init(&r.arena, 256 * MIB);
    buf_init(&r.out, LIMIT_REPORT);
    enum seine_status status = prepare(&r, &err);
    if (status == SEINE_OK)
        status = cli_output_open(&r.output, o->output) ? query_all(&r, arguments, &err) : SEINE_IO;
    int code = status == SEINE_OK ? finish(&r, arguments) : fail(&r, &err);
    screen_scratch_free(r.scratch);
    screen_index_free(r.index);
    list_set_release(&r.lists);
    buf_release(&r.out);
    arena_release(&r.arena);
    return code;
}

#define AT(field) offsetof(struct match_options, field)
static const struct cli_option table[] = {
    {"watchlist", 'w', CLI_TEXTS, AT(watchlists), "PATH",
     "lists to screen against: files or folders", NULL, 0, 0},
    {"threshold", 't', CLI_DECIMAL, AT(threshold), "P", "lowest score to show (0.7)", NULL, 0.01,
     1},
    {"limit", 'n', CLI_NUMBER, AT(limit), "N", "most hits to show for a name (5)", NULL, 1, 100000},
    {"country", 'c', CLI_TEXT, AT(country), "CC", "country of the party, ISO 3166 alpha-2", NULL, 0,
     0},
    {"type", 0, CLI_CHOICE, AT(kind), "TYPE", "what the name is of", cli_kinds, 0, 0},
    {"input", 'i', CLI_TEXT, AT(input), "FILE",
     "screen the names in FILE: one a line, or CSV with a column name (and country, type), between "
     "commas, semicolons or tabs",
     NULL, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to print", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    CLI_COMMON_OPTIONS(struct match_options)};
static const char *const examples[] = {
    "seine match -w data/lists/dprk.csv 'Korea Mining Development Trading Corp'",
    "seine match -w lists/ --input customers.csv --format csv", NULL};
const struct cli_command cmd_match = {
    "match",
    "NAME | --input FILE",
    "find the listed parties that a name may mean",
    "Screens a name, or a file of names, against watchlists and says token by token why each hit "
    "has its score. The bits of"
    " the evidence add up to the score's bits; the score is 1/(1+2^-bits).",
    table,
    sizeof(struct match_options),
    run_match,
    examples};
