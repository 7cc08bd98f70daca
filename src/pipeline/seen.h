/* pipeline/seen.h - what screening answered before: a stream names the same parties over and over.
 * A bounded memory of (lists, name, countries, addresses) -> best hit; the newer answer takes the
 * older one's place. The text itself is compared, so a remembered answer is the answer. Any number
 * of threads. */
#ifndef PIPELINE_SEEN_H
#define PIPELINE_SEEN_H

#include "screen/screen.h"

struct seen;
/* n_slots: a power of two. */
enum seine_status seen_new(size_t n_slots, struct seen **ret) MUST_CHECK;
void seen_free(struct seen *s);
/* A number of what the lists hold and of the threshold: answers under another one are not found. */
uint64_t seen_under(const struct list_set *lists, double threshold);
/* false: it was not asked, or is forgotten. ret->entity MAP_NONE: nobody was meant. */
bool seen_get(struct seen *s, uint64_t under, const struct screen_subject *subject,
              struct screen_hit *ret);
/* Without memory nothing is remembered. */
void seen_put(struct seen *s, uint64_t under, const struct screen_subject *subject,
              const struct screen_hit *hit);

#endif
