/* report/report.c - which format is which, and the sentences that every output carries: what
 * records cannot show. */
#include "report/internal.h"

#include <string.h>

const char *const report_limits[] = {
    "Records show consignments, not ownership, payment or intent: a case is a reason to look, not "
    "a finding of guilt.",
    "Hand luggage, e-mail, diplomatic mail and legs that nobody reported are not in these records.",
    "A name that reads like a listed one may belong to somebody else; compare dates of birth, "
    "numbers and addresses.",
    "Bits are weighed log2 odds, fitted on simulated trade; the probability is their logistic and "
    "holds only as far as your trade resembles it.",
    NULL};

bool report_format_parse(struct str s, enum report_format *ret)
{
    static const char *const names[] = {"table", "ndjson", "json", "csv", "html"};
    for (int i = 0; i < 5; i++)
        if (str_is(s, str_of(names[i]))) {
            *ret = (enum report_format)i;
            return true;
        }
    return false;
}

void report_write(struct buf *out, enum report_format format, const struct report_input *in)
{
    switch (format) {
    case REPORT_TABLE:
        report_table(out, in);
        break;
    case REPORT_NDJSON:
        report_ndjson(out, in);
        break;
    case REPORT_JSON:
        report_json(out, in);
        break;
    case REPORT_CSV:
        report_csv(out, in);
        break;
    case REPORT_HTML:
        report_html(out, in);
        break;
    }
}

/* What a case without a kit is called, and what its consignments do. */
static const struct {
    const char *kind, *name, *one, *many;
} alone[] = {
    {"listed-party", "Listed party", "consignment names a party that reads like a listed one",
     "consignments name a party that reads like a listed one"},
    {"data-media", "Data media and drawings", "consignment holds nothing but data or drawings",
     "consignments hold nothing but data or drawings"},
    {"sample", "Samples", "consignment is a first sample", "consignments are first samples"},
    {"undeclared-danger", "Undeclared dangerous goods",
     "consignment is dangerous by its words and not declared so",
     "consignments are dangerous by their words and not declared so"},
    {"re-order", "Re-order after seizure",
     "consignment belongs to goods ordered again after a seizure",
     "consignments belong to goods ordered again after a seizure"},
    {"freight-far", "Freight beyond reason", "consignment costs more to carry than it is worth",
     "consignments cost more to carry than they are worth"},
    {"renamed-goods", "Passed on under other words",
     "consignment is a leg of goods passed on under other words",
     "consignments are legs of goods passed on under other words"},
    {"passed-through", "Passed on at once", "consignment is a leg of goods passed on at once",
     "consignments are legs of goods passed on at once"},
    {"gathered", "Gathered and sent on", "consignment belongs to lots that were sent on as one",
     "consignments belong to lots that were sent on as one"},
    {"successor", "One name after another",
     "consignment belongs to names that followed one another",
     "consignments belong to names that followed one another"},
    {"banned-goods", "Goods under a ban", "consignment holds goods banned with its country",
     "consignments hold goods banned with their country"}};

static size_t alone_of(struct str kind)
{
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (str_is(kind, str_of(alone[i].kind)))
            return i;
    return 0;
}

static size_t alone_at(const struct assemble_case *c)
{
    return c->kind ? alone_of(str_of(c->kind)) : 0;
}

bool report_is_law(const struct evidence *e)
{
    return strcmp(e->kind, ASSEMBLE_MEASURE) == 0;
}

const char *report_kind_name(struct str kind)
{
    return alone[alone_of(kind)].name;
}

struct str report_kit_name(const struct report_input *in, const struct assemble_case *c)
{
    return c->kit == MAP_NONE ? str_of(alone[alone_at(c)].name)
                              : goods_kit(in->stages->catalogue, c->kit)->name;
}

const char *report_alone_text(const struct assemble_case *c, bool many)
{
    return many ? alone[alone_at(c)].many : alone[alone_at(c)].one;
}

size_t report_count_relays(const struct assemble_case *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_links; i++)
        n += c->links[i].is_relay;
    return n;
}

size_t report_kit_size(const struct assemble_case *c)
{
    size_t lost = 0;
    for (size_t i = 0; i < c->n_missing; i++)
        lost += c->missing[i].seized != MAP_NONE;
    return c->n_components + c->n_missing - lost;
}

void report_fit_text(struct buf *out, const struct report_input *in, uint32_t component,
                     const struct assemble_fit *fit)
{
    const struct assemble_input *stages = in->stages;
    uint32_t at = stages->table->lines.v[fit->line].cargo;
    const struct table_cargo *cargo = &stages->table->cargos.v[at];
    uint32_t i = stages->first_match[at], end = stages->first_match[at + 1];
    while (i < end && stages->matches[i].component != component)
        i++;
    const struct goods_match *m = &stages->matches[i];
    if (i == end || m->strength < fit->strength) {
        buf_add_z(out, "the papers of another leg of these goods fit");
        return;
    }
    if (m->term.n) {
        buf_add_z(out, m->is_model ? "its brand or model is \"" : "its words are \"");
        buf_add(out, m->term);
        buf_add_c(out, '"');
    }
    if (m->term.n && m->hs.n)
        buf_add_z(out, ", and ");
    if (m->hs.n && cargo->stated) {
        buf_add_z(out, "its number falls under ");
        buf_add(out, m->hs);
    } else if (m->hs.n) {
        buf_add_f(out, "such words are mostly declared under %04u", (unsigned)cargo->heading);
    }
}

const struct assemble_watch *report_listed(const struct report_input *in, uint32_t actor,
                                           size_t *ret_n)
{
    const struct assemble_watch *all = in->stages->watch;
    size_t from = 0, end = in->stages->n_watch;
    while (from < end) {
        size_t middle = from + (end - from) / 2;
        if (all[middle].actor < actor)
            from = middle + 1;
        else
            end = middle;
    }
    while (end < in->stages->n_watch && all[end].actor == actor)
        end++;
    *ret_n = end - from;
    return end > from ? all + from : NULL;
}

uint32_t report_actor_mention(const struct report_input *in, uint32_t actor)
{
    const struct link_result *links = in->stages->links;
    const struct link_actor *a = &links->actors.v[actor];
    const struct table_mention *mentions = in->stages->table->mentions.v;
    uint32_t best = links->members[a->first];
    for (uint32_t i = 1; i < a->n; i++)
        if (mentions[links->members[a->first + i]].n_records > mentions[best].n_records)
            best = links->members[a->first + i];
    return best;
}

struct str report_actor_name(const struct report_input *in, uint32_t actor)
{
    const struct trade_table *t = in->stages->table;
    struct str name = table_str(t, t->mentions.v[report_actor_mention(in, actor)].name);
    return name.n ? name : STR("(no name)");
}
