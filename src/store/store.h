/* store/ - the scan's memory: one SQLite file, or a database of a PostgreSQL server. It keeps list
 * versions, records, actors, cases and their history, decisions. It knows SQL and nothing of HTTP.
 *
 * One struct store per thread. Everything written between store_begin and store_commit is kept
 * together or not at all. There is one writer at a time; readers go on meanwhile. While rows are
 * handed to a callback, others can be read with the same store, and nothing can be begun. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

struct store;

/* Opens or creates; migrates an older schema in one transaction; refuses a newer one with
 * SEINE_UNSUPPORTED. `where` is the name of a file, or postgresql://USER@HOST:PORT/DATABASE (or
 * postgres://, with what libpq takes in such an address): then all stands in the schema "seine" of
 * that database. A locked or full or corrupt file, a server that is not there or does not let one
 * in, are clear errors, without the password. */
enum seine_status store_open(const char *where, struct store **ret,
                             struct seine_error *err) MUST_CHECK;
/* The same, but a store that is not there is SEINE_NOT_FOUND and is not made. */
enum seine_status store_open_existing(const char *where, struct store **ret,
                                      struct seine_error *err) MUST_CHECK;
/* True if something is there that opening would not have to make: a file, or the schema. */
enum seine_status store_is_there(const char *where, bool *ret, struct seine_error *err) MUST_CHECK;
/* `where` without a password, for messages, logs and the audit. */
void store_shown(const char *where, struct buf *out);
const char *store_name(const struct store *s); /* the same of an open store; borrowed */
/* Name and version of the libraries behind it, a line each. */
void store_libraries(struct buf *out);
void store_close(struct store *s);
/* Who does what follows, for the audit (store/audit.h); cut at 199 bytes. Usual: nobody is named.
 */
void store_act_as(struct store *s, struct str by);
/* How long to wait for another writer before SEINE_CONFLICT. */
#define STORE_WAIT_MS 5000 /* usual */
void store_wait(struct store *s, int ms);
int store_schema_version(const struct store *s);
enum seine_status store_begin(struct store *s, struct seine_error *err) MUST_CHECK;
/* The same for who keeps so much that, where nothing was ever kept, it should not be written twice
 * (to the log and to the file): a new file that nobody else has open is then this one's alone, and
 * who opens it before the end is told so. */
enum seine_status store_begin_much(struct store *s, struct seine_error *err) MUST_CHECK;
enum seine_status store_commit(struct store *s, struct seine_error *err) MUST_CHECK;
void store_rollback(struct store *s);

struct store_list {
    struct str key, name, date, format;
    uint64_t hash, n_entities;
};
enum seine_status store_put_list(struct store *s, const struct store_list *l,
                                 struct seine_error *err) MUST_CHECK;

/* Records as canonical NDJSON (trade_write_ndjson). The same id and content twice is one row;
 * the same id with other content is a further version of the document. */
enum seine_status store_put_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                   struct seine_error *err) MUST_CHECK;
/* The same, told whether there was no such row before. */
enum seine_status store_add_record(struct store *s, struct str id, int32_t day, struct str ndjson,
                                   bool *ret_is_new, struct seine_error *err) MUST_CHECK;
/* A number that every record kept or forgotten changes: two stores with one stamp have had the same
 * records in the same order. 0: nothing was ever kept. Within a transaction it is as of now. */
enum seine_status store_stamp(struct store *s, uint64_t *ret, struct seine_error *err) MUST_CHECK;
/* Within a transaction: changes the stamp by something else that was done with the records. */
enum seine_status store_mark(struct store *s, uint64_t what, struct seine_error *err) MUST_CHECK;
/* The same, and notes and counts that a scan has kept all that it found. */
enum seine_status store_mark_scan(struct store *s, struct seine_error *err) MUST_CHECK;
/* The stamp as the last such scan left it: another number whenever there was another. */
enum seine_status store_scanned(struct store *s, uint64_t *ret, struct seine_error *err) MUST_CHECK;
/* How many such scans there were; those before the tenth version of the schema are not counted. */
enum seine_status store_count_scans(struct store *s, uint64_t *ret,
                                    struct seine_error *err) MUST_CHECK;
/* Where what a scan wants to find again beside the store belongs: "NAME.state"; false for a store
 * that is no file. What stands there may be gone or of another day: the stamp tells. */
bool store_state_path(const struct store *s, struct buf *ret);
typedef enum seine_status store_record_fn(void *context, struct str id, struct str ndjson,
                                          struct seine_error *err);
/* All kept records, in the order that is quickest. */
enum seine_status store_each_record(struct store *s, store_record_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;
uint64_t store_count_records(struct store *s);

/* Cases: json is the case object of docs/records.md. consignments are the ids it rests on. */
struct store_case {
    struct str id, kit; /* kit "" for none */
    double score;
    struct str json;
    const struct str *consignments;
    size_t n_consignments;
    const struct str *actors; /* distinct ids of those in it, as of parties */
    size_t n_actors;
    bool is_behind; /* not reported: its history gets the score without the text; only written */
    bool is_stale;  /* the last scan no longer found it (store/stale.h); only read */
};
/* The id under which a case of the same kit is already known: of those with |both| / |smaller| >=
 * 1/2 the one with the greatest |both| / |either|, ties by the older case. SEINE_NOT_FOUND, and err
 * untouched, if there is none. Each id is given out once per store_begin. */
enum seine_status store_known_case_id(struct store *s, struct str kit,
                                      const struct str *consignments, size_t n, struct arena *arena,
                                      struct str *ret, struct seine_error *err) MUST_CHECK;
/* The same, and if there is none `fresh`, or `fresh`-2, -3 ... where another case has that id. */
enum seine_status store_case_id(struct store *s, struct str kit, const struct str *consignments,
                                size_t n, struct str fresh, struct arena *arena, struct str *ret,
                                struct seine_error *err) MUST_CHECK;
/* Writes the case's present state; a change of score or content adds a row to its history. */
enum seine_status store_put_case(struct store *s, const struct store_case *c,
                                 struct seine_error *err) MUST_CHECK;
typedef enum seine_status store_case_fn(void *context, const struct store_case *c,
                                        struct seine_error *err);
enum seine_status store_each_case(struct store *s, store_case_fn *fn, void *context,
                                  struct seine_error *err) MUST_CHECK;

/* Parties seen, one of each key, and decisions about (party, listed entity) pairs. */
struct store_party {
    struct str key; /* canonical text of the mention */
    struct str name, country;
    uint64_t n_records;
    struct str actor; /* as it was last resolved; "" for none */
};
enum seine_status store_put_party(struct store *s, const struct store_party *p,
                                  struct seine_error *err) MUST_CHECK;
/* Around many of these, within a transaction: where a file has no party yet, its indices are made
 * at the end, each at once, as made party by party they would be written over and over. */
enum seine_status store_begin_parties(struct store *s, struct seine_error *err) MUST_CHECK;
enum seine_status store_end_parties(struct store *s, struct seine_error *err) MUST_CHECK;
typedef enum seine_status store_party_fn(void *context, const struct store_party *p,
                                         struct seine_error *err);
/* All kept parties, in the order that is quickest. */
enum seine_status store_each_party(struct store *s, store_party_fn *fn, void *context,
                                   struct seine_error *err) MUST_CHECK;
/* The same one by one, for threads that take turns: SEINE_NOT_FOUND behind the last one, and then
 * from the beginning. The texts live until the next call. Who does not go on to the end stops. */
enum seine_status store_next_party(struct store *s, struct store_party *ret,
                                   struct seine_error *err) MUST_CHECK;
void store_stop_parties(struct store *s);

struct store_decision {
    struct str subject;        /* case id, or party key */
    struct str object;         /* "" for a case, "list-key/entity-id" for a pair */
    struct str verdict;        /* open hold release seized cleared confirmed */
    struct str reason, by, at; /* at: ISO date-time given by the caller */
    uint64_t entity_hash;      /* content of the listed entity when decided; 0 for cases */
};
enum seine_status store_put_decision(struct store *s, const struct store_decision *d,
                                     struct seine_error *err) MUST_CHECK;
/* The latest decision on (subject, object); SEINE_NOT_FOUND if there is none. */
enum seine_status store_get_decision(struct store *s, struct str subject, struct str object,
                                     struct arena *arena, struct store_decision *ret,
                                     struct seine_error *err) MUST_CHECK;

#endif
