/* trade/table_index.h - what a table needs while it grows. Private to trade/. */
#ifndef TRADE_TABLE_INDEX_H
#define TRADE_TABLE_INDEX_H

#include "trade/table.h"

/* Of one (id, header), beside its table_record. */
struct table_header {
    uint32_t hash[2];      /* of the header's content, the same in every process: high half, low */
    int32_t issued_second; /* the latest seen; -1 unknown */
};
static inline uint64_t table_header_hash(const struct table_header *h)
{
    return (uint64_t)h->hash[0] << 32 | h->hash[1];
}

struct table_index {
    struct lookup records; /* by id and header */
    /* By the hashes of all that makes two of them equal: one look-up instead of one per field, as
     * adding is bound by cache misses. */
    struct lookup mentions, cargos, routes;
    VEC(uint64_t) mention_hashes; /* of content, by index */
    VEC(uint64_t) route_hashes;
    VEC(struct table_header) headers; /* of each record */
    VEC(uint32_t) owners;             /* record of each line */
    VEC(struct table_party) parties;  /* of the records being added */
    struct trade_plan plan;           /* for those who add without one */
    uint64_t n_rows;
    struct lookup by_id;   /* after seal: records by their id */
    uint32_t *mention_was; /* after seal: its number before */
};

/* Order-dependent mixing of 64-bit words; equal in every process. */
static inline uint64_t hash_mix(uint64_t h, uint64_t x)
{
    h = (h ^ x) * 0x9E3779B97F4A7C15u;
    return h ^ (h >> 32);
}

/* Where a mention, cargo or route is looked for: by its kind and the hashes of its strings. */
static inline uint32_t table_key_hash(uint64_t kind, const uint32_t *hashes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        kind = hash_mix(kind, hashes[i]);
    return (uint32_t)(kind >> 32);
}
/* And a record: by the hash of its id and that of its header. */
static inline uint32_t table_record_hash(uint32_t id, uint64_t header)
{
    return (uint32_t)(hash_mix(header, id) >> 32);
}

/* The strings of a record in the order in which a plan has their hashes: those of the header; then
 * route, parties and goods, each the hash of what it is as a whole before its strings; behind those
 * of goods the unit and the currency. */
#define TABLE_HEADER_TEXTS  8
#define TABLE_ROUTE_TEXTS   3
#define TABLE_MENTION_TEXTS 8
#define TABLE_CARGO_TEXTS   6
enum table_kind { TABLE_MENTION = 1, TABLE_CARGO, TABLE_ROUTE };
void table_header_texts(const struct trade_consignment *c, struct str ret[TABLE_HEADER_TEXTS]);
void table_mention_texts(const struct trade_party *p, struct str ids,
                         struct str ret[TABLE_MENTION_TEXTS]);
void table_cargo_texts(const struct trade_goods *g, struct str ret[TABLE_CARGO_TEXTS]);
/* Asks for the memory that adding n planned records will read; hashes are those of the first. */
void table_fetch(const struct trade_table *t, const struct trade_consignment *c, size_t n,
                 const uint32_t *hashes);

/* "type=value;type=value", sorted, in s->text (check buf_status of it). */
struct str table_ids_text(struct table_scratch *s, const struct trade_party *p);
enum route_part { ROUTE_CODE, ROUTE_CARRIERS, ROUTE_MODES };
/* Appended to out; nothing if no leg has any. */
void table_route_text(struct buf *out, const struct trade_consignment *c, enum route_part part);
struct str table_main_vehicle(const struct trade_consignment *c);

/* Of a string's bytes, the same in every process; 0 of none. */
static inline uint64_t table_text_hash(struct str s)
{
    return s.n > 0 ? str_hash(s) : 0;
}
/* Of the strings, never of their ids. */
uint64_t table_cargo_hash(const struct trade_table *t, const struct table_cargo *c);

/* Sorts n rows of `size` bytes; room has the same size as rows. Stable. */
typedef int row_order_fn(const void *a, const void *b, const void *context);
void sort_rows(void *rows, void *room, size_t n, size_t size, row_order_fn *order,
               const void *context);

/* Sorting by (major, minor) and, where both are equal, by `tie` on the indexes. The result is the
 * same for any number of threads as long as tie is a total order. pool may be NULL. */
struct sort_key {
    uint64_t major, minor;
    uint32_t index;
};
typedef int sort_tie_fn(const void *context, uint32_t a, uint32_t b);
enum seine_status sort_keys(struct sort_key *keys, size_t n, sort_tie_fn *tie, const void *context,
                            struct pool *pool, struct seine_error *err) MUST_CHECK;

/* The steps of sealing, in order. */
struct seal {
    struct trade_table *t;
    struct pool *pool;
    uint64_t *cargo_hashes;
    uint32_t *line_counts;    /* lines of each record that are left */
    uint32_t *line_conflicts; /* further contents of one line number */
    uint32_t *best;           /* of each string id: the record to keep */
    uint32_t *versions;       /* of each string id */
};
/* Which version of each id counts, and the lines that it has from rows that are none. */
enum seine_status seal_best(struct seal *s, struct seine_error *err) MUST_CHECK;
enum seine_status seal_lines(struct seal *s, struct seine_error *err) MUST_CHECK;
enum seine_status seal_versions(struct seal *s, struct seine_error *err) MUST_CHECK;
static inline bool table_is_manifest(const struct table_record *r)
{
    return r->document == TRADE_DOC_MANIFEST;
}
/* Before versions are joined: the message takes the document back. */
static inline bool table_withdraws(const struct table_record *r)
{
    return (r->changes & TABLE_WITHDRAWN) != 0;
}
/* > 0 if a was issued after b; what does not say when is the oldest. */
int table_compare_issues(const struct trade_table *t, uint32_t a, uint32_t b);
/* > 0 if version a of a document counts rather than version b. */
int table_compare_versions(const struct trade_table *t, uint32_t a, uint32_t b);
/* Versions, manifests, masters. */
enum seine_status seal_joins(struct seal *s, struct seine_error *err) MUST_CHECK;
enum seine_status seal_manifests(struct seal *s, struct seine_error *err) MUST_CHECK;
/* What the record does not say is taken from another. */
static inline void table_fill_id(uint32_t *to, uint32_t from)
{
    *to = *to != 0 ? *to : from;
}
static inline void table_fill_number(int64_t *to, int64_t from)
{
    *to = *to != TRADE_NONE ? *to : from;
}
static inline void table_fill_day(int32_t *to, int32_t from)
{
    *to = *to != DATE_NONE ? *to : from;
}
void table_fill_outcome(struct table_record *r, const struct table_record *from);
void table_fill_parties(struct table_record *r, const struct table_record *from);
/* Carrier and mode; and the route with vehicle and days, of one that names no carrier itself and
 * has the same ends, or none. */
void table_fill_way(const struct trade_table *t, struct table_record *r,
                    const struct table_record *from);
void table_set_day(struct table_record *r);
/* Of two documents with one number the better version; then the one with the smaller id. */
bool table_is_better(const struct trade_table *t, uint32_t a, uint32_t b);
/* Of each number (string id) the record that counts among those that are meant, or MAP_NONE. ret
 * has room for one more than there are strings. */
void table_index_numbers(const struct seal *s, bool (*is_meant)(const struct table_record *),
                         uint32_t *ret);
/* By content; 0 only for equal content. */
int table_compare_cargos(const void *table, uint32_t a, uint32_t b);
enum seine_status seal_distinct(struct seal *s, struct seine_error *err) MUST_CHECK;
enum seine_status seal_records(struct seal *s, struct seine_error *err) MUST_CHECK;

#endif
