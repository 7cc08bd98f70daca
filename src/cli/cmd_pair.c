/* cli/cmd_pair.c - `seine pair`: how alike two names are and why; or a whole file of labelled pairs
 * with the figures of the scorer on it. */
#include "cli/names.h"
#include "cli/output.h"

#include <stddef.h>
#include <string.h>

struct pair_options {
    struct cli_common common;
    const char *csv, *output;
    double threshold;
    int format, algorithm, kind;
};

static const char *const formats[] = {"table", "json", "csv", NULL};
enum { TABLE, JSON, CSV };

static int two_names(const struct pair_options *o, struct str a, struct str b)
{
    struct arena arena;
    struct screen_result r;
    struct buf out;
    arena_init(&arena, 64 * MIB);
    buf_init(&out, LIMIT_TEXT);
    enum seine_status status =
        screen_pair(a, b, cli_kind(o->kind), (enum screen_algorithm)o->algorithm, &arena, &r);
    if (status != SEINE_OK) {
        cli_say("cannot score: %s", status_name(status));
    } else if (o->format == JSON) {
        struct json_writer w;
        json_writer_init(&w, &out);
        json_object(&w);
        json_member(&w, "name1", a);
        json_member(&w, "name2", b);
        json_member(&w, "algorithm", str_of(cli_algorithms[o->algorithm]));
        json_member_decimal(&w, "score", r.score, 4);
        json_member_decimal(&w, "bits", r.bits, 3);
        cli_evidence_json(&w, &r);
        json_object_end(&w);
        buf_add_c(&out, '\n');
    } else if (o->format == CSV) {
        buf_add_z(&out, "name1,name2,score\n");
        csv_write_field(&out, a);
        buf_add_c(&out, ',');
        csv_write_field(&out, b);
        buf_add_f(&out, ",%.4f\n", r.score);
    } else {
        buf_add_f(&out, "%.4f  %s (%+.3f bits, threshold %.2f)\n", r.score,
                  r.score >= SCREEN_THRESHOLD ? "match" : "no match", r.bits, SCREEN_THRESHOLD);
        cli_evidence_text(&out, &r, "  ");
    }
    bool ok = status == SEINE_OK && cli_write(o->output, buf_str(&out));
    buf_release(&out);
    arena_release(&arena);
    return ok ? CLI_DONE : CLI_UNREADABLE;
}

struct labelled {
    struct screen_sample sample;
    uint32_t group, category;
    bool is_labelled;
};

struct file_run {
    const struct pair_options *o;
    size_t name1, name2, kind, label, group, category; /* columns, SIZE_MAX = absent */
    struct strtab words;
    VEC(struct labelled) rows;
    struct arena arena;
    struct buf out;
};

static size_t column(const struct csv_row *row, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < row->n_fields; i++)
            if (str_is_ci(str_trim(row->fields[i]), str_of(*names)))
                return i;
    return SIZE_MAX;
}

static bool header(struct file_run *f, const struct csv_row *row)
{
    static const char *const name1[] = {"name1", NULL}, *const name2[] = {"name2", NULL};
    static const char *const kind[] = {"schema", "type", NULL}, *const label[] = {"is_match",
                                                                                  "match", NULL};
    static const char *const group[] = {"case_group", "group", "source", NULL},
                             *const category[] = {"category", NULL};
    f->name1 = column(row, name1);
    f->name2 = column(row, name2);
    f->kind = column(row, kind);
    f->label = column(row, label);
    f->group = column(row, group);
    f->category = column(row, category);
    for (size_t i = 0; i < row->n_fields; i++) {
        csv_write_field(&f->out, row->fields[i]);
        buf_add_c(&f->out, ',');
    }
    buf_add_z(&f->out, "score\n");
    return f->name1 != SIZE_MAX && f->name2 != SIZE_MAX;
}

static struct str cell(const struct csv_row *row, size_t at)
{
    return at < row->n_fields ? str_trim(row->fields[at]) : STR_EMPTY;
}

static enum list_kind kind_of(struct str schema, enum list_kind otherwise)
{
    static const struct {
        const char *name;
        enum list_kind kind;
    } schemas[] = {{"Person", LIST_PERSON},        {"Company", LIST_COMPANY},
                   {"Organization", LIST_COMPANY}, {"LegalEntity", LIST_COMPANY},
                   {"Vessel", LIST_VESSEL},        {"Airplane", LIST_AIRCRAFT},
                   {"Aircraft", LIST_AIRCRAFT}};
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        if (str_is_ci(schema, str_of(schemas[i].name)))
            return schemas[i].kind;
    return otherwise;
}

static bool parse_label(struct str s, bool *ret)
{
    *ret = str_is_ci(s, STR("true")) || str_is(s, STR("1")) || str_is_ci(s, STR("yes"));
    return *ret || str_is_ci(s, STR("false")) || str_is(s, STR("0")) || str_is_ci(s, STR("no"));
}

static enum seine_status one_row(struct file_run *f, const struct csv_row *row)
{
    struct screen_result r;
    struct labelled l = {0};
    arena_reset(&f->arena);
    enum seine_status status = screen_pair(cell(row, f->name1), cell(row, f->name2),
                                           kind_of(cell(row, f->kind), cli_kind(f->o->kind)),
                                           (enum screen_algorithm)f->o->algorithm, &f->arena, &r);
    if (status != SEINE_OK)
        return status;
    for (size_t i = 0; i < row->n_fields; i++) {
        csv_write_field(&f->out, row->fields[i]);
        buf_add_c(&f->out, ',');
    }
    buf_add_f(&f->out, "%.4f\n", r.score);
    l.sample.score = r.score;
    l.is_labelled = parse_label(cell(row, f->label), &l.sample.is_match);
    status = strtab_add(&f->words, cell(row, f->group), &l.group);
    if (status == SEINE_OK)
        status = strtab_add(&f->words, cell(row, f->category), &l.category);
    return status != SEINE_OK || VEC_PUSH(&f->rows, l) ? status : SEINE_NOMEM;
}

/* The figures over the rows whose group (which = 0) or category (1) is `word`; all rows if 2. */
static bool measure(struct file_run *f, int which, uint32_t word, double threshold,
                    struct screen_measure *ret)
{
    struct screen_sample *samples = mem_alloc((f->rows.n + 1) * sizeof *samples);
    size_t n = 0;
    for (size_t i = 0; samples && i < f->rows.n; i++) {
        const struct labelled *l = &f->rows.v[i];
        if (l->is_labelled && (which == 2 || (which == 0 ? l->group : l->category) == word))
            samples[n++] = l->sample;
    }
    if (samples && n)
        screen_measure(samples, n, threshold, ret);
    mem_free(samples);
    return samples && n;
}

static void figures_line(struct buf *out, const char *what, struct str name,
                         const struct screen_measure *m)
{
    buf_add_f(out, "%-9s %-24.*s %5zu %5zu  %.3f  %.3f  %.3f  %.3f  %.3f\n", what, STR_ARG(name),
              m->n, m->n_match, m->precision, m->recall, m->f1, m->average_precision, m->auc);
}

static void groups(struct file_run *f, struct buf *out, int which, double threshold)
{
    for (uint32_t word = 1; word < f->words.n; word++) {
        struct screen_measure m;
        if (measure(f, which, word, threshold, &m))
            figures_line(out, which == 0 ? "group" : "category", strtab_get(&f->words, word), &m);
    }
}

static void figures(struct file_run *f, struct buf *out)
{
    double threshold = f->o->threshold > 0 ? f->o->threshold : SCREEN_THRESHOLD;
    struct screen_measure m;
    if (!measure(f, 2, 0, threshold, &m)) {
        buf_add_f(out, "%zu pairs, none labelled (column is_match)\n", f->rows.n);
        return;
    }
    buf_add_f(out, "%zu labelled pairs, algorithm %s, threshold %.2f\n", m.n,
              cli_algorithms[f->o->algorithm], threshold);
    buf_add_f(out, "best F1 %.3f at %.3f; %.1f %% of the hits tie at the top score\n\n", m.best_f1,
              m.best_threshold, m.top_tie * 100);
    buf_add_z(out, "threshold  precision  recall     F1\n");
    for (int t = 30; t <= 95; t += 5) {
        struct screen_measure at;
        if (measure(f, 2, 0, t / 100.0, &at))
            buf_add_f(out, "     %.2f      %.3f   %.3f  %.3f\n", t / 100.0, at.precision, at.recall,
                      at.f1);
    }
    buf_add_f(out, "\n%-9s %-24s %5s %5s  %5s  %5s  %5s  %5s  %5s\n", "", "", "pairs", "match",
              "prec.", "rec.", "F1", "AP", "AUC");
    figures_line(out, "all", STR_EMPTY, &m);
    groups(f, out, 0, threshold);
    groups(f, out, 1, threshold);
}

static enum seine_status read_file(struct file_run *f, uint64_t *ret_bad, struct seine_error *err)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    bool is_first = true;
    enum seine_status status = input_open(f->o->csv, &in, err);
    if (status == SEINE_OK)
        status = csv_open(in, 0, &reader, err);
    while (status == SEINE_OK && (status = csv_next(reader, &row, err)) == SEINE_OK && row) {
        if (row->status != SEINE_OK) {
            cli_say("%s:%lld: %s", f->o->csv, (long long)row->line, row->reason);
            ++*ret_bad;
        } else if (is_first && !header(f, row)) {
            status = error_set(err, SEINE_FORMAT,
                               "%s: the header must have the columns name1 and name2", f->o->csv);
        } else if (!is_first && (status = one_row(f, row)) != SEINE_OK) {
            error_set(err, status, "%s:%lld: %s", f->o->csv, (long long)row->line,
                      status_name(status));
        }
        is_first = false;
    }
    if (status == SEINE_OK && is_first)
        status = error_set(err, SEINE_FORMAT, "%s: is empty", f->o->csv);
    csv_free(reader);
    input_free(in);
    return status;
}

static int whole_file(const struct pair_options *o)
{
    struct file_run f = {.o = o};
    struct seine_error err = {0};
    struct buf text;
    uint64_t n_bad = 0;
    const char *csv = o->csv;
    int code = CLI_DONE;
    if (!cli_output_spares(&o->output, 1, &(struct cli_texts){&csv, 1}, 1))
        return CLI_USAGE;
    arena_init(&f.arena, 64 * MIB);
    buf_init(&f.out, LIMIT_REPORT);
    buf_init(&text, LIMIT_TEXT);
    enum seine_status status = strtab_init(&f.words);
    if (status == SEINE_OK)
        status = read_file(&f, &n_bad, &err);
    if (status == SEINE_OK && o->format != CSV)
        figures(&f, &text);
    if (status != SEINE_OK)
        code = err.status == SEINE_OK ? (cli_say("%s", status_name(status)), CLI_UNREADABLE)
                                      : cli_fail(&err);
    else if (!cli_write(o->output, buf_str(o->format == CSV ? &f.out : &text)))
        code = CLI_UNREADABLE;
    else if (n_bad)
        code = CLI_QUARANTINED;
    strtab_release(&f.words);
    VEC_RELEASE(&f.rows);
    arena_release(&f.arena);
    buf_release(&f.out);
    buf_release(&text);
    return code;
}

static int run_pair(const void *options, const struct cli_texts *arguments)
{
    const struct pair_options *o = options;
    if (o->csv && arguments->n == 0)
        return whole_file(o);
    if (o->csv || arguments->n != 2)
        return cli_wrong(cli_find("pair"), "give two names, or --csv FILE");
    for (size_t i = 0; i < 2; i++)
        if (!cli_is_name(str_of(arguments->v[i])))
            return cli_wrong(cli_find("pair"), "'%s' is no name: it has no letter and no digit",
                             arguments->v[i]);
    return two_names(o, str_of(arguments->v[0]), str_of(arguments->v[1]));
}

#define AT(field) offsetof(struct pair_options, field)
static const struct cli_option table[] = {
    {"csv", 0, CLI_TEXT, AT(csv), "FILE",
     "pairs from a CSV with the columns name1, name2 (and schema, is_match, case_group, category)",
     NULL, 0, 0},
    {"algorithm", 'a', CLI_CHOICE, AT(algorithm), "NAME", "which scorer", cli_algorithms, 0, 0},
    {"type", 0, CLI_CHOICE, AT(kind), "TYPE", "what the names are of", cli_kinds, 0, 0},
    {"threshold", 't', CLI_DECIMAL, AT(threshold), "P",
     "threshold for precision, recall and F1 (0.7)", NULL, 0.01, 1},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT",
     "how to print; csv: the input's columns and a column score", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    CLI_COMMON_OPTIONS(struct pair_options)};
static const char *const examples[] = {"seine pair 'Jon Smith' 'John Smith'",
                                       "seine pair --csv pairs.csv --format csv", NULL};
const struct cli_command cmd_pair = {"pair",
                                     "A B | --csv FILE",
                                     "score how alike two names are, and say why",
                                     "Prints a score from 0 to 1 and the evidence, token by token, "
                                     "whose bits add up to it. With --csv, scores a file of pairs;"
                                     " if they are labelled, prints F1 by threshold, precision, "
                                     "recall, average precision and AUC, by group and category.",
                                     table,
                                     sizeof(struct pair_options),
                                     run_pair,
                                     examples};
