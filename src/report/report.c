/* report/report.c - which format is which, and the sentences that every output carries: what
 * records cannot show. */
#include "report/internal.h"

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

struct str report_kit_name(const struct report_input *in, const struct assemble_case *c)
{
    return c->kit == MAP_NONE ? STR("listed party")
                              : goods_kit(in->stages->catalogue, c->kit)->name;
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
