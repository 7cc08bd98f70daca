/* serve/own.h - the answers of Seine's own API, as JSON, without HTTP: cases and decisions, names
 * explained, lists, consignments taken in, news. One struct own serves many threads at once; every
 * answer is built into a buffer of the caller's. What a status means to a client: SEINE_NOT_FOUND
 * there is no such thing, SEINE_FORMAT or SEINE_RANGE the request is wrong, SEINE_CONFLICT the
 * store is being written to or too many files wait (try again), SEINE_LIMIT too much, else a fault
 * of the server. */
#ifndef SERVE_OWN_H
#define SERVE_OWN_H

#include "pipeline/pipeline.h"
#include "screen/screen.h"

struct own_config {    /* all borrowed for the life of the struct own */
    const char *db;    /* the store; made if it is not there */
    const char *spool; /* folder for consignments that wait to be read */
    const char *const *watchlists;
    size_t n_watchlists;
    const char *const *kits;
    size_t n_kits;
    const char *const *measures;
    size_t n_measures;
    double watch_least; /* pieces less likely to come are not watched for; 0 = 0.01 */
    unsigned threads;   /* of a scan; 0 = all processors */
    unsigned readers;   /* answers at the same time; 0 = 4 */
    void (*tell)(void *context, uint64_t news); /* called when there is news; may be NULL */
    void *context;
};

/* The watchlists as they stand for one answer. */
struct own_names {
    const struct list_set *set;
    const struct screen_index *index; /* NULL: there are none */
    struct screen_scratch *scratch;   /* of this thread */
    const struct geo *geo;
};

struct own;
enum seine_status own_new(const struct own_config *config, struct own **ret,
                          struct seine_error *err) MUST_CHECK;
void own_free(struct own *o); /* waits for a scan that is running */

#define OWN_PAGE_MAX    500         /* cases of one page */
#define OWN_HITS_MAX    100         /* of one explanation of a name */
#define OWN_REASON_MAX  1000        /* bytes of the reason of a decision */
#define OWN_JOBS_MAX    256         /* kept, the finished too; the oldest finished one goes first */
#define OWN_BODY_MAX    (256 * MIB) /* bytes of consignments in one request */
#define OWN_ANSWER_MAX  (64 * MIB)  /* bytes of one answer */
#define OWN_ASSESS_MAX  500         /* consignments assessed in one request */
#define OWN_REJECTS_MAX 20          /* rejected records that a job tells of */

/* {"total", "offset", "counts": {verdict: n}, "cases": [...]}; status "" is all. */
enum seine_status own_cases(struct own *o, struct str status, uint64_t offset, uint64_t limit,
                            struct buf *out, struct seine_error *err) MUST_CHECK;
/* The case object of docs/records.md with "decision", "decisions", "papers" (the first 4,096 of
 * "papers_total"), "places", "limits".
 * That `by` saw it goes to the store's audit; an audit that cannot be written is an error. */
enum seine_status own_case(struct own *o, struct str id, struct str by, struct buf *out,
                           struct seine_error *err) MUST_CHECK;
/* {"rows": [{"n", "at", "by", "what", "object", "note", "hash"}]}, newest first, those before row
 * `before`; of the last ones (0) also "intact" and "message": whether the chain holds. */
enum seine_status own_audit(struct own *o, uint64_t before, uint64_t limit, struct buf *out,
                            struct seine_error *err) MUST_CHECK;
/* Appends a row to the store's audit; while a scan writes, to the journal (store/views.h). */
enum seine_status own_note(struct own *o, struct str what, struct str by, struct str object,
                           struct str note, struct seine_error *err) MUST_CHECK;
/* {"answers": [{"id", "outcome", "reasons": [{"outcome", "code", "field", "text", "question"}],
 * "known": [{"role", "actor", "by", "records", "cases"}], "goods": [{"line", "kit", "component",
 * "strength"}], "awaited": [watch hits]}], "rejected": [{"line", "field", "reason"}]}: consignments
 * in any format that is read, before loading (pipeline/assess.h), by the measures as they were when
 * the struct own was made. Nothing is kept. */
enum seine_status own_assess(struct own *o, const struct own_names *names, struct str body,
                             struct buf *out, struct seine_error *err) MUST_CHECK;
/* body: {"from", "days", "posts" or "capacity", "finds", "explore", "seed", "expected"}; the answer
 * is the plan of docs/records.md. Nothing is kept but a row of the audit: that `by` asked for it.
 */
enum seine_status own_plan(struct own *o, struct str body, struct str by, struct buf *out,
                           struct seine_error *err) MUST_CHECK;
/* body: {"verdict", "reason"}. Kept with `by` and the time; the answer is the decision. */
enum seine_status own_decide(struct own *o, struct str id, struct str body, struct str by,
                             struct buf *out, struct seine_error *err) MUST_CHECK;
/* {"case", "score", "probability", "evidence", "components", "links"}: why, without the papers. */
enum seine_status own_case_evidence(struct own *o, struct str id, struct str by, struct buf *out,
                                    struct seine_error *err) MUST_CHECK;
/* {"nodes": [{"id", "kind", "label", ..}], "edges": [{"from", "to", "kind", ..}], "cut"}: actors
 * and consignments of one case; of all cases of an actor, with the cases. Goes to the audit too. */
enum seine_status own_case_graph(struct own *o, struct str id, struct str by, struct buf *out,
                                 struct seine_error *err) MUST_CHECK;
enum seine_status own_actor_graph(struct own *o, struct str id, struct str by, struct buf *out,
                                  struct seine_error *err) MUST_CHECK;
/* {"offset", "actors": [{"id", "names", "countries", "mentions", "records", "cases"}]}, those on
 * most records first; text "" is all, else it stands in one of their names. */
enum seine_status own_actors(struct own *o, struct str text, uint64_t offset, uint64_t limit,
                             struct buf *out, struct seine_error *err) MUST_CHECK;
/* {"id", "mentions": [...], "mentions_total", "cases": [...]}; what papers say, way by way. */
enum seine_status own_actor(struct own *o, struct str id, struct buf *out,
                            struct seine_error *err) MUST_CHECK;
/* {"id", "versions": [records], "cases": [...]} */
enum seine_status own_consignment(struct own *o, struct str id, struct buf *out,
                                  struct seine_error *err) MUST_CHECK;
/* {"rules", "total", "offset"}: what open cases wait for, as seine watch has it; of_case "" is all.
 */
enum seine_status own_watch(struct own *o, struct str of_case, uint64_t offset, uint64_t limit,
                            struct buf *out, struct seine_error *err) MUST_CHECK;
/* {"arrivals", "total", "records", "rules"}: which consignments of the body answer to them, the
 * first 10,000 with how. Nothing is kept. */
enum seine_status own_watch_apply(struct own *o, struct str body, struct buf *out,
                                  struct seine_error *err) MUST_CHECK;
/* {"arrivals": [{"n", "notice"}]}: what answered of that which was taken in, newest first. */
enum seine_status own_arrivals(struct own *o, uint64_t before, uint64_t limit, struct buf *out,
                               struct seine_error *err) MUST_CHECK;
/* {"query", "names", "hits": [...]}: the hits as `seine match --format json` has them. */
struct own_query {
    struct str name, country, type; /* country: two letters or a name */
    double threshold;               /* 0 = the default */
    size_t limit;                   /* 0 = 10 */
};
enum seine_status own_explain(const struct own_names *names, const struct own_query *q,
                              struct buf *out, struct seine_error *err) MUST_CHECK;

/* Takes a body of consignments in any format that a scan reads, keeps it and scans on a thread of
 * its own, one job after the other. The answer is the job. */
enum seine_status own_submit(struct own *o, struct str name, struct str body, struct buf *out,
                             struct seine_error *err) MUST_CHECK;
/* One consignment under its id, in any format that is read: kept when this returns; the cases
 * follow with the job. {"id", "state": "kept" or "known", "job"}; known: the same was there. */
enum seine_status own_put(struct own *o, struct str id, struct str body, struct buf *out,
                          struct seine_error *err) MUST_CHECK;
enum seine_status own_job(struct own *o, struct str id, struct buf *out,
                          struct seine_error *err) MUST_CHECK;
/* All of the above by method and address: what a server calls. The path is what stands after
 * /api/v1/, path and query still percent-encoded. Returns the HTTP status; an error's answer is
 * {"detail": "..."}. Endpoints: GET cases?status&offset&limit, GET cases/{id}, POST
 * cases/{id}/decision, GET explain?name&country&type&limit, POST plans, POST consignments?name, GET
 * jobs/{id}, GET events?since, and the others that own_routes.c names. Only explain does without a
 * struct own. */
struct own_request {
    struct str method, path, query, body;
    struct str by; /* who asks: kept with a decision */
    struct own_names names;
};
unsigned own_answer(struct own *o, const struct own_request *r, struct buf *out,
                    const char **ret_type);

/* Grows by one whenever cases or decisions may have changed. */
uint64_t own_news(struct own *o);

#endif
