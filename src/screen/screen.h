/* screen/ - who on the lists is meant: the score of two names, the index that finds every listed
 * entity at or above a threshold, and the evidence of each score.
 *
 * A score is 1/(1+2^-bits), bits being the sum of its evidence rows (base/evidence.h). Retrieval is
 * exact: screen_query returns what scoring every listed name would. It does not know where a query
 * came from. Everything but building is read-only and may be used by many threads at once, each
 * with its own scratch. */
#ifndef SCREEN_SCREEN_H
#define SCREEN_SCREEN_H

#include "lists/lists.h"
#include "text/text.h"

/* The one default: scores at or above it are hits. */
#define SCREEN_THRESHOLD 0.70

enum screen_algorithm { SCREEN_SEINE = 0, SCREEN_OFAC };
const char *screen_algorithm_name(enum screen_algorithm a);
bool screen_algorithm_parse(struct str s, enum screen_algorithm *ret);

/* Evidence of one name pair or one subject-entity pair. text and refs live in the arena given. */
struct screen_result {
    double score; /* 0..1 */
    double bits;  /* evidence_sum(evidence, n_evidence) */
    struct evidence *evidence;
    size_t n_evidence;
};

/* Names alone. kind is a hint for both. With SCREEN_OFAC there is one row of evidence. */
enum seine_status screen_pair(struct str name, struct str listed, enum list_kind kind,
                              enum screen_algorithm algorithm, struct arena *arena,
                              struct screen_result *ret) MUST_CHECK;

/* What a paper says of a party; none of what is listed is empty. Of several countries, addresses,
 * birth dates and identifiers the one that speaks most for the entity counts. */
struct screen_subject {
    struct str name;
    const struct str *aliases; /* further names of the same party */
    enum list_kind kind;
    const struct str *countries; /* alpha-2 */
    const struct str *addresses; /* free text */
    const struct list_date *births;
    const struct list_id *ids;
    size_t n_aliases, n_countries, n_addresses, n_births, n_ids;
};

/* Subject against one listed entity: the best name, a weak alias with what that costs; then
 * identifiers, birth date, country, address. */
enum seine_status screen_entity(const struct screen_subject *subject,
                                const struct listed_entity *entity, struct arena *arena,
                                struct screen_result *ret, size_t *ret_best_name) MUST_CHECK;

struct screen_index;
/* Over sealed lists; the set must outlive the index. wanted: per entity, 0 leaves its names out;
 * NULL takes all. What an entity scores does not depend on the others. */
enum seine_status screen_index_build(const struct list_set *set, const unsigned char *wanted,
                                     struct screen_index **ret, struct seine_error *err) MUST_CHECK;
void screen_index_free(struct screen_index *x);

/* Reads the lists at `paths` into `set` (which is initialised and empty), seals and indexes them;
 * or, when the one path is a compiled index, maps that. ret may be NULL when no index is wanted. On
 * failure the set may be released as ever. A mapped file must be replaced by renaming another onto
 * it, never written to. */
enum seine_status screen_open(const char *const *paths, size_t n, const struct progress *progress,
                              struct list_set *set, struct screen_index **ret,
                              struct seine_error *err) MUST_CHECK;
/* The index and its set as bytes of a compiled index, into an empty buffer. Any other build of the
 * program refuses them. SEINE_NOMEM; above the buffer's maximum SEINE_LIMIT. */
enum seine_status screen_image_write(const struct screen_index *x, struct buf *out) MUST_CHECK;

struct screen_index_stat {
    size_t n_entities, n_names, n_tokens, n_postings, bytes;
};
struct screen_index_stat screen_index_stat(const struct screen_index *x);

struct screen_scratch; /* one per thread; remembers token neighbourhoods between queries */
enum seine_status screen_scratch_new(const struct screen_index *x,
                                     struct screen_scratch **ret) MUST_CHECK;
void screen_scratch_free(struct screen_scratch *s);

struct screen_hit {
    uint32_t entity; /* index into list_set.entities */
    uint32_t name;   /* index into its names: the best one */
    double score, bits;
};

/* All entities with score >= threshold, best first (ties by entity), at most limit (0 = no
 * limit). No score is 1: from that threshold on those that have the very name, but for case,
 * accents and signs, whatever it scores; all names are looked at for that. *ret_hits is borrowed
 * from the scratch until its next query. *ret_total counts the entities before the limit. */
enum seine_status screen_query(const struct screen_index *x, const struct screen_subject *subject,
                               double threshold, size_t limit, struct screen_scratch *scratch,
                               const struct screen_hit **ret_hits, size_t *ret_n,
                               size_t *ret_total) MUST_CHECK;
/* The same by scoring every listed name: slow, the oracle of the property tests. */
enum seine_status screen_query_plain(const struct screen_index *x,
                                     const struct screen_subject *subject, double threshold,
                                     size_t limit, struct screen_scratch *scratch,
                                     const struct screen_hit **ret_hits, size_t *ret_n,
                                     size_t *ret_total) MUST_CHECK;
/* Why this hit: the evidence of subject against entity, equal to what the query scored. */
enum seine_status screen_explain(const struct screen_index *x, const struct screen_subject *subject,
                                 uint32_t entity, struct arena *arena, struct screen_result *ret,
                                 size_t *ret_best_name) MUST_CHECK;

/* Figures of a scorer on labelled pairs (screen/measure.c). */
struct screen_sample {
    double score;
    bool is_match;
};
struct screen_measure {
    size_t n, n_match;
    double threshold, precision, recall, f1; /* at the threshold asked for */
    double best_f1, best_threshold;
    double average_precision, auc;
    double top_tie; /* share of the samples that tie at the highest score */
};
/* samples is re-ordered. Ties count as one group, so the order of the input does not matter. */
void screen_measure(struct screen_sample *samples, size_t n, double threshold,
                    struct screen_measure *ret);

#endif
