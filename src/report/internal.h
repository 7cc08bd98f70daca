/* report/internal.h - shared by the files of report/ only. */
#ifndef REPORT_INTERNAL_H
#define REPORT_INTERNAL_H

#include "report/report.h"

void report_table(struct buf *out, const struct report_input *in);
void report_ndjson(struct buf *out, const struct report_input *in);
void report_json(struct buf *out, const struct report_input *in);
void report_csv(struct buf *out, const struct report_input *in);
void report_html(struct buf *out, const struct report_input *in);

struct str report_kit_name(const struct report_input *in, const struct assemble_case *c);
/* What was decided on the case last, NULL: nothing. */
static inline const struct report_decision *report_decided(const struct report_input *in,
                                                           size_t index)
{
    return in->decided && in->decided[index].verdict.n > 0 ? &in->decided[index] : NULL;
}
/* Between two cases. */
static inline void report_pass(struct buf *out, const struct report_input *in)
{
    if (in->pass)
        in->pass(in->pass_context, out);
}
/* What the law says of a case: it has no bits, and is shown all the same. */
bool report_is_law(const struct evidence *e);
/* "consignments name a party ...": of a case without a kit. */
const char *report_alone_text(const struct assemble_case *c, bool many);
/* How many of a case's links are relays; the others are pairs of names. */
size_t report_count_relays(const struct assemble_case *c);
/* Kinds of part that were looked for: seen or missing, a seized one is both. */
size_t report_kit_size(const struct assemble_case *c);
/* Why the goods item that fits a component best does: "its words are "gyroscope", and its number
 * falls under 9014". */
void report_fit_text(struct buf *out, const struct report_input *in, uint32_t component,
                     const struct assemble_fit *fit);
/* The listed mentions of an actor, *ret_n of them; NULL: none. */
const struct assemble_watch *report_listed(const struct report_input *in, uint32_t actor,
                                           size_t *ret_n);
/* The mention of an actor that most records use (ties: the first), and its name. */
uint32_t report_actor_mention(const struct report_input *in, uint32_t actor);
struct str report_actor_name(const struct report_input *in, uint32_t actor);

#endif
