/* report/table.c - cases for a terminal: one line each, and the strongest reasons below it. Widths
 * are columns, not bytes. And the same, one row a case, as CSV. */
#include "report/internal.h"

#include <math.h>

#define REASONS 6

static void colour(struct buf *out, const struct report_input *in, const char *code)
{
    if (in->colour)
        buf_add_f(out, "\033[%sm", code);
}

/* At most `width` columns of s as it is shown, with an ellipsis where it is cut. */
static void add_cut(struct buf *out, struct str s, size_t width)
{
    struct buf shown;
    buf_init(&shown, s.n + 1);
    buf_add_shown(&shown, s);
    s = buf_str(&shown);
    bool cut = utf8_width(s) > width;
    size_t used = 0, room = cut && width > 0 ? width - 1 : width;
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        utf8_next(s, &at);
        struct str one = str_slice(s, from, at);
        size_t w = utf8_width(one);
        if (used + w > room)
            break;
        buf_add(out, one);
        used += w;
    }
    if (cut)
        buf_add_z(out, "…");
    for (used += cut; used < width; used++)
        buf_add_c(out, ' ');
    buf_release(&shown);
}

static void count(struct buf *out, const char *before, uint64_t n, const char *one,
                  const char *many)
{
    buf_add_f(out, "%s%llu %s", before, (unsigned long long)n, n == 1 ? one : many);
}

static void head(struct buf *out, const struct report_input *in)
{
    const struct report_run *r = &in->run;
    count(out, "", r->n_records, "consignment", "consignments");
    count(out, ", ", r->n_lines, "goods item", "goods items");
    if (r->n_read > r->n_lines / 2)
        count(out, " (", r->n_read, "heading read from words)", "headings read from words)");
    count(out, ", ", r->n_parties, "party", "parties");
    count(out, " (", r->n_listed, "reads like a listed one)", "read like a listed one)");
    if (r->n_rejects)
        count(out, ", ", r->n_rejects, "record quarantined", "records quarantined");
    if (r->n_versions)
        count(out, ", ", r->n_versions, "later version of a document",
              "later versions of documents");
    if (r->n_withdrawn)
        count(out, ", ", r->n_withdrawn, "document withdrawn", "documents withdrawn");
    buf_add_z(out, "\n");
    for (size_t i = 0; i < r->n_lists && i < 12; i++) {
        buf_add_z(out, "list ");
        buf_add_shown(out, r->lists[i].name);
        buf_add_z(out, r->lists[i].date.n ? " of " : "");
        buf_add_shown(out, r->lists[i].date);
        buf_add_f(out, ": %zu entr%s\n", r->lists[i].n_entities,
                  r->lists[i].n_entities == 1 ? "y" : "ies");
    }
    if (r->n_lists > 12)
        buf_add_f(out, "and %zu more list%s\n", r->n_lists - 12, r->n_lists == 13 ? "" : "s");
}

static void who(struct buf *out, const struct report_input *in, const struct assemble_case *c)
{
    buf_add(out, report_actor_name(in, c->anchor));
    size_t members = 0;
    for (size_t i = 0; i < c->n_actors; i++)
        members += str_is(str_of(c->actors[i].role),
                          c->side == ASSEMBLE_SINK ? STR("receiver") : STR("sender"));
    if (members > 1 && c->kit != MAP_NONE)
        buf_add_f(out, " and %zu more", members - 1);
}

static void chance(struct buf *out, double p)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_chance(&text, p);
    buf_add_f(out, "%7s  ", text.p);
    buf_release(&text);
}

/* What a case's line has room for; columns at its end give way first. */
struct columns {
    size_t name, around; /* their widths; 0: that one is left out */
    bool has_counts, has_days;
};
enum { WIDTH_HEAD = 38, WIDTH_COUNTS = 15, WIDTH_DAYS = 24, NAME_MAX = 34, NAME_MIN = 20 };

/* width: of the terminal; 0: it goes elsewhere, and nothing gives way. */
static struct columns columns_of(size_t width)
{
    const size_t counts = WIDTH_HEAD + WIDTH_COUNTS, days = counts + WIDTH_DAYS;
    if (width == 0)
        return (struct columns){NAME_MAX, 24, true, true};
    if (width >= days + NAME_MAX + 12)
        return (struct columns){NAME_MAX, width - days - NAME_MAX, true, true};
    bool has_days = width >= days + NAME_MIN, has_counts = width >= counts + NAME_MIN;
    size_t rest = width - (has_days ? days : has_counts ? counts : WIDTH_HEAD);
    return (struct columns){rest < NAME_MAX ? rest : NAME_MAX, 0, has_counts, has_days};
}

static void heading(struct buf *out, const struct columns *k)
{
    buf_add_f(out, "\n%4s  %-13s  %7s  %6s  %-*s", "rank", "case", "bits", "prob.", (int)k->name,
              "what");
    if (k->has_counts)
        buf_add_f(out, "  %5s  %4s", "parts", "docs");
    if (k->has_days)
        buf_add_f(out, "  %-22s", "first..last");
    buf_add_z(out, k->around ? "  around\n" : "\n");
}

static void days(struct buf *out, const struct assemble_case *c)
{
    if (c->first_day == DATE_NONE) {
        buf_add_f(out, "%*s", WIDTH_DAYS, "");
        return;
    }
    buf_add_date(out, c->first_day);
    buf_add_z(out, "..");
    buf_add_date(out, c->last_day);
    buf_add_z(out, "  ");
}

static void case_line(struct buf *out, const struct report_input *in, size_t index,
                      const struct columns *k)
{
    const struct assemble_case *c = &in->cases[index];
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    colour(out, in, "1");
    buf_add_f(out, "%4zu  " STR_FMT "  %7.1f ", index + 1, STR_ARG(c->id), c->score);
    chance(out, c->probability);
    add_cut(out, report_kit_name(in, c), k->name);
    if (k->has_counts && c->kit == MAP_NONE)
        buf_add_f(out, "%9s%4zu  ", "", c->n_records);
    else if (k->has_counts)
        buf_add_f(out, "  %2zu/%-2zu  %4zu  ", c->n_components, report_kit_size(c), c->n_records);
    if (k->has_days)
        days(out, c);
    if (k->around) {
        who(&text, in, c);
        add_cut(out, buf_str(&text), k->around);
    }
    colour(out, in, "0");
    buf_add_c(out, '\n');
    buf_release(&text);
}

static void decision(struct buf *out, const struct report_decision *d, size_t width)
{
    struct buf text;
    if (!d)
        return;
    buf_init(&text, LIMIT_TEXT);
    buf_add_z(out, "        decided: ");
    buf_add(&text, d->verdict);
    buf_add_z(&text, " by ");
    buf_add(&text, d->by);
    buf_add_z(&text, ", ");
    buf_add(&text, d->at);
    buf_add_z(&text, d->reason.n ? ": " : "");
    buf_add(&text, d->reason);
    add_cut(out, buf_str(&text), width - 17);
    buf_add_c(out, '\n');
    buf_release(&text);
}

static void reason_line(struct buf *out, const struct evidence *e, size_t width)
{
    if (report_is_law(e))
        buf_add_f(out, "                %-15s ", e->kind);
    else
        buf_add_f(out, "        %+6.1f  %-15s ", e->bits, e->kind);
    add_cut(out, e->text, width - 32);
}

/* The strongest evidence not yet shown, or SIZE_MAX. */
static size_t strongest(const struct assemble_case *c, const bool shown[128])
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < c->n_evidence && i < 128; i++)
        if (!shown[i] && c->evidence[i].bits > 0.5 &&
            (best == SIZE_MAX || c->evidence[i].bits > c->evidence[best].bits))
            best = i;
    return best;
}

/* All of them, for who waits for one looks for it here; a line ends behind a comma. */
static void missing(struct buf *out, const struct report_input *in, const struct assemble_case *c,
                    size_t width)
{
    static const char title[] = "        not seen yet: ";
    const size_t indent = sizeof title - 1;
    size_t at = indent;
    buf_add_z(out, title);
    for (size_t i = 0; i < c->n_missing; i++) {
        struct str name = goods_component(in->stages->catalogue, c->missing[i].component)->name;
        size_t n = utf8_width(name);
        if (i && at + n + 3 > width) { /* with the comma after it */
            buf_add_f(out, ",\n%*s", (int)indent, "");
            at = indent;
        } else if (i) {
            buf_add_z(out, ", ");
            at += 2;
        }
        buf_add_shown(out, name);
        at += n;
    }
    buf_add_c(out, '\n');
}

/* The strongest reasons for, whatever speaks against by two bits or more, and what is banned. */
static void reasons(struct buf *out, const struct report_input *in, const struct assemble_case *c,
                    size_t width)
{
    bool shown[128] = {false};
    for (int n = 0; n < REASONS; n++) {
        size_t best = strongest(c, shown);
        if (best == SIZE_MAX)
            break;
        shown[best] = true;
        reason_line(out, &c->evidence[best], width);
        buf_add_c(out, '\n');
    }
    for (size_t i = 0; i < c->n_evidence; i++)
        if (c->evidence[i].bits <= -2) {
            colour(out, in, "2");
            reason_line(out, &c->evidence[i], width);
            colour(out, in, "0");
            buf_add_c(out, '\n');
        }
    for (size_t i = 0; i < c->n_evidence; i++) /* they weigh nothing and are not passed over */
        if (report_is_law(&c->evidence[i])) {
            reason_line(out, &c->evidence[i], width);
            buf_add_c(out, '\n');
        }
    if (c->n_missing > 0)
        missing(out, in, c, width);
}

void report_table(struct buf *out, const struct report_input *in)
{
    size_t width = in->width ? in->width : 100;
    head(out, in);
    if (in->n_cases == 0) {
        buf_add_z(out, "\nNo case above the threshold.\n");
        return;
    }
    const struct columns columns = columns_of(in->width);
    heading(out, &columns);
    for (size_t i = 0; i < in->n_cases; i++) {
        case_line(out, in, i, &columns);
        decision(out, report_decided(in, i), width);
        reasons(out, in, &in->cases[i], width);
        report_pass(out, in);
    }
    buf_add_c(out, '\n');
    for (const char *const *l = report_limits; *l; l++)
        buf_add_f(out, "%s\n", *l);
}

static void csv_date(struct buf *out, int32_t day)
{
    buf_add_c(out, ',');
    if (day != DATE_NONE)
        buf_add_date(out, day);
}

void report_csv(struct buf *out, const struct report_input *in)
{
    const struct trade_table *t = in->stages->table;
    struct buf text;
    buf_init(&text, LIMIT_REPORT);
    buf_add_z(
        out,
        "rank,case,score,probability,kit,kind,around,first,last,components,missing,consignments,"
        "decided\n");
    for (size_t i = 0; i < in->n_cases; i++) {
        const struct assemble_case *c = &in->cases[i];
        buf_add_f(out, "%zu," STR_FMT ",%.3f,%.6f,", i + 1, STR_ARG(c->id), c->score,
                  c->probability);
        if (c->kit != MAP_NONE)
            csv_write_field(out, goods_kit(in->stages->catalogue, c->kit)->id);
        buf_add_f(out, ",%s,", c->kind ? c->kind : "");
        csv_write_text(out, report_actor_name(in, c->anchor));
        csv_date(out, c->first_day);
        csv_date(out, c->last_day);
        buf_add_f(out, ",%zu,%zu,", c->n_components, c->n_missing);
        buf_reset(&text);
        for (size_t k = 0; k < c->n_records; k++) {
            buf_add_z(&text, k ? " " : "");
            buf_add(&text, table_str(t, t->records.v[c->records[k].record].id));
        }
        csv_write_text(out, buf_str(&text));
        buf_add_c(out, ',');
        if (report_decided(in, i))
            csv_write_field(out, report_decided(in, i)->verdict);
        buf_add_c(out, '\n');
        report_pass(out, in);
    }
    buf_release(&text);
}
