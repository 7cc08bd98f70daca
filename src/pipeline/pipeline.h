/* pipeline/ - runs the stages in order: read -> table -> screen -> classify -> check -> link ->
 * assemble. The only room that sees all of them. It prints nothing and knows no HTTP and no SQL
 * text (store/ does). */
#ifndef PIPELINE_PIPELINE_H
#define PIPELINE_PIPELINE_H

#include "assemble/assemble.h"
#include "lists/lists.h"
#include "report/report.h"
#include "store/stale.h"

struct pipeline_options {
    const char *const *inputs; /* files, folders, "-" */
    size_t n_inputs;
    const char *const *watchlists;
    size_t n_watchlists;
    const char *const *kits;
    size_t n_kits;
    const char *const *measures; /* tables of goods/measures.h; none: nothing is banned */
    size_t n_measures;
    const char *mapping; /* NULL = none */
    const char *db;      /* NULL = keep nothing */
    const char *by;      /* who scans, for the store's audit; NULL = nobody is named */
    unsigned threads;    /* 0 = all processors */
    double threshold;    /* screening; 0 = default */
    size_t top;
    double below; /* cases this many bits below even odds are left out; 0 = default */
    const struct progress *progress;
    /* Called for every quarantined record, on the calling thread. NULL: counted only. */
    enum seine_status (*reject)(void *context, const struct trade_reject *r,
                                struct seine_error *err);
    void *reject_context;
    /* Called for every unit and kit that was weighed (assemble.h), with what its consignments and
     * kit are called. NULL: nobody asks. */
    void (*weighed)(void *context, const struct assemble_weighed *w, const struct trade_table *t,
                    const struct goods_catalogue *catalogue);
    void *weighed_context;
};

struct pipeline; /* owns everything a finished scan rests on */
enum seine_status pipeline_scan(const struct pipeline_options *options, struct pipeline **ret,
                                struct seine_error *err) MUST_CHECK;
void pipeline_free(struct pipeline *p);
const struct report_input *pipeline_report(const struct pipeline *p);
/* Inputs that could not be read at all (exit code 3 if any): messages, one line each. */
size_t pipeline_unreadable(const struct pipeline *p, const struct seine_error **ret);
const struct list_set *pipeline_lists(const struct pipeline *p);

/* What decisions about a party are kept under: "P-" and the hash of its name and country. */
void pipeline_party_key(struct buf *out, struct str name, struct str country);
/* SEINE_OK if a party of that key is kept, else SEINE_NOT_FOUND. Reads all of them. */
enum seine_status pipeline_has_party(struct store *s, struct str key,
                                     struct seine_error *err) MUST_CHECK;
/* What of a listed entry a decision is kept under: "list-key/id". */
void pipeline_entry_key(struct buf *out, const struct list_set *lists,
                        const struct listed_entity *e);
/* Whether this pair was cleared, and the entry has not changed since. */
enum seine_status pipeline_is_cleared(struct store *s, const struct list_set *lists,
                                      const struct listed_entity *e, struct str name,
                                      struct str country, bool *ret,
                                      struct seine_error *err) MUST_CHECK;

/* A goods item of a record as classifying reads it; borrows its texts. */
struct goods_text pipeline_goods_text(const struct goods_headings *h, const struct trade_goods *g);

/* The kept parties against some entries of the lists: every hit that nobody cleared, parties by
 * name and country, hits of one best first. The scores are those of a scan with all the lists.
 * found runs on the calling thread; its hit is dead when it returns. */
struct pipeline_rescreened {
    struct str name, country; /* of the party */
    uint32_t entity, listed;  /* of the lists, and which of its names */
    double score;
};
struct pipeline_rescreen {
    struct store *store;
    const struct list_set *lists;
    const unsigned char *wanted; /* per entity: not 0 = it is looked for */
    double threshold;
    unsigned threads; /* 0 = all processors */
    enum seine_status (*found)(void *context, const struct pipeline_rescreened *hit,
                               struct seine_error *err);
    void *context;
};
/* *ret_parties: distinct names and countries screened. */
enum seine_status pipeline_rescreen(const struct pipeline_rescreen *what, size_t *ret_parties,
                                    struct seine_error *err) MUST_CHECK;

/* Whether it went on from what the last scan into the store had left (docs/store.md), instead of
 * recalling every kept record. The cases are the same. */
bool pipeline_went_on(const struct pipeline *p);

/* What the scan no longer found of the cases that the store keeps, and what it found again. */
const struct store_settled *pipeline_settled(const struct pipeline *p);

struct pipeline_stage { /* for --verbose and bench/ */
    const char *name;
    double seconds;   /* on the wall */
    double processor; /* seconds, of all threads together */
    uint64_t items;
    uint64_t held, most; /* bytes of memory at its end, and the most until then; 0: not known */
};
const struct pipeline_stage *pipeline_stages(const struct pipeline *p, size_t *ret_n);

#endif
