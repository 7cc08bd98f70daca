/* trade/ - the consignment record, its readers and writers, mapping files, the quarantine.
 *
 * The record is the one of docs/records.md. Slices are borrowed from the arena of the reader's
 * batch. Missing numbers are TRADE_NONE, missing dates DATE_NONE, missing text "". It knows
 * nothing of watchlists, kits or cases. */
#ifndef TRADE_TRADE_H
#define TRADE_TRADE_H

#include "base/base.h"

#define TRADE_NONE INT64_MIN
/* The sum of two amounts, either of which may not be said; within what a number holds. */
int64_t trade_sum(int64_t a, int64_t b);

enum trade_mode {
    TRADE_MODE_NONE = 0,
    TRADE_AIR,
    TRADE_SEA,
    TRADE_RAIL,
    TRADE_ROAD,
    TRADE_POST,
    TRADE_COURIER
};
enum trade_document {
    TRADE_DOC_NONE = 0,
    TRADE_DOC_AWB,
    TRADE_DOC_HAWB,
    TRADE_DOC_BL,
    TRADE_DOC_HBL,
    TRADE_DOC_RAIL,
    TRADE_DOC_ROAD,
    TRADE_DOC_POSTAL,
    TRADE_DOC_COURIER,
    TRADE_DOC_EXPORT,
    TRADE_DOC_IMPORT,
    TRADE_DOC_MANIFEST /* what one carriage takes of a consignment; in no sealed table */
};
enum trade_role {
    TRADE_SHIPPER = 0,
    TRADE_CONSIGNEE,
    TRADE_NOTIFY,
    TRADE_FORWARDER,
    TRADE_DECLARANT,
    TRADE_BUYER,
    TRADE_SELLER,
    TRADE_END_USER,
    TRADE_N_ROLES
};
enum trade_outcome {
    TRADE_OUTCOME_NONE = 0,
    TRADE_RELEASED,
    TRADE_INSPECTED_CLEAN,
    TRADE_HELD,
    TRADE_SEIZED
};

struct trade_when {
    int32_t day;    /* DATE_NONE if missing */
    int32_t second; /* of the day, UTC; -1: only the date is known */
};

struct trade_id {
    struct str type, value;
};

struct trade_party {
    enum trade_role role;
    struct str name, address, city, postcode;
    struct str country; /* alpha-2 upper case */
    struct str phone, email;
    struct trade_id *ids;
    size_t n_ids;
};

struct trade_leg {
    struct str from, to; /* UN/LOCODE (5) or IATA (3), upper case */
    struct str carrier, vehicle;
    enum trade_mode mode;
    int32_t month_day; /* of a departure whose year is not said: month * 100 + day, else 0 */
    struct trade_when departed, arrived;
};

struct trade_goods {
    int64_t line; /* TRADE_NONE if not given */
    struct str description, hs, unit, currency, origin, un_number, brand, model;
    int64_t quantity_milli; /* 1/1000 of unit */
    int64_t net_g, gross_g;
    int64_t value_cents; /* 1/100 of currency unit */
};

/* An unknown field, kept and shown. Sorted by key, each key once: several values of one column in
 * the rows of one record are a JSON array. The key "_repaired" names the columns that were not
 * UTF-8 and were read as Windows-1252 or -1251. */
struct trade_extra {
    struct str key, value; /* value: text, or JSON when is_json */
    bool is_json;
};

struct trade_consignment {
    struct str id;
    enum trade_document document;
    struct str number, master;
    struct trade_when issued;
    bool is_withdrawn; /* the message takes the document back */
    enum trade_mode mode;
    struct str carrier;
    struct trade_leg *legs;
    size_t n_legs;
    struct trade_party *parties; /* by role, within a role as in the document */
    size_t n_parties;
    struct trade_goods *goods;
    size_t n_goods;
    int64_t pieces;
    int64_t gross_g;
    int64_t volume_cm3;
    int64_t freight_cents;
    struct str freight_currency;
    struct str remarks;
    enum trade_outcome outcome;
    struct trade_when outcome_at;
    struct str outcome_note;
    struct trade_extra *extras;
    size_t n_extras;
    struct str source; /* file */
    int64_t line;      /* where it starts */
};

/* A record that could not be used: kept whole in the quarantine with its place and reason. */
struct trade_reject {
    struct str source;
    int64_t line, column;
    struct str field;  /* our field name, or "" */
    struct str reason; /* what is wrong and what would be right */
    struct str raw;    /* the bytes, cut at LIMIT_QUARANTINE_RAW */
};

/* What reading produced: batches of records, each with its own arena, handed over whole so that
 * reading and the stages behind it can run on different threads. */
struct trade_batch {
    struct arena arena;
    VEC(struct trade_consignment) consignments;
    VEC(struct trade_reject) rejects;
    uint64_t rows;
    uint64_t bytes; /* taken from the input for this batch */
};
void trade_batch_init(struct trade_batch *b);
void trade_batch_reset(struct trade_batch *b);
void trade_batch_release(struct trade_batch *b);

struct geo;
struct trade_mapping; /* other people's columns: see trade/mapping.h */
/* With a geo, which must outlive the mapping, countries, ports and airports may also stand in words
 * where only one is meant; NULL: codes only. */
enum seine_status trade_mapping_read(const char *path, const struct geo *geo,
                                     struct trade_mapping **ret,
                                     struct seine_error *err) MUST_CHECK;
/* The same from bytes in memory; source is used in messages. */
enum seine_status trade_mapping_parse(struct str bytes, const char *source, const struct geo *geo,
                                      struct trade_mapping **ret,
                                      struct seine_error *err) MUST_CHECK;
void trade_mapping_free(struct trade_mapping *m);
/* Proposes a mapping, to be read with the same geo, for the CSV whose beginning bytes are: text of
 * a mapping file, with a comment for every column. SEINE_FORMAT: there is no header with a row. */
enum seine_status trade_mapping_suggest(struct str bytes, const char *source, const struct geo *geo,
                                        struct buf *out, struct seine_error *err) MUST_CHECK;

struct trade_reader;
/* The format (CSV, NDJSON or one of messages) is found by content. mapping may be NULL. The input
 * stays the caller's. A CSV whose header has no `id` column (after mapping) is SEINE_FORMAT, saying
 * which columns were seen. An empty input is a reader without records. */
enum seine_status trade_reader_open(struct input *in, const struct trade_mapping *mapping,
                                    struct trade_reader **ret, struct seine_error *err) MUST_CHECK;
void trade_reader_free(struct trade_reader *r);
/* Appends up to max_rows rows' records to the batch; *ret_more false at the end. Rows of one id
 * that follow each other are one consignment (also across batches: the last consignment is held
 * back until its id changes); rows of one id elsewhere are joined by trade_table_add. An input that
 * breaks off in the middle (truncated file) is reported as a reject, and what was read stays. */
enum seine_status trade_reader_next(struct trade_reader *r, size_t max_rows,
                                    struct trade_batch *batch, bool *ret_more,
                                    struct seine_error *err) MUST_CHECK;
const char *trade_reader_format(
    const struct trade_reader *r); /* "csv", "ndjson", "cargo-imp", ... */

/* Writers. The CSV header row is written by trade_csv_header. NDJSON is canonical: fixed key
 * order, missing members left out, so equal records give equal bytes. */
void trade_write_ndjson(struct buf *out, const struct trade_consignment *c);
void trade_csv_header(struct buf *out);
void trade_write_csv(struct buf *out, const struct trade_consignment *c);
void trade_write_reject(struct buf *out, const struct trade_reject *r); /* one NDJSON line */

const char *trade_mode_name(enum trade_mode m); /* "" for NONE */
const char *trade_document_name(enum trade_document d);
const char *trade_role_name(enum trade_role r);
const char *trade_outcome_name(enum trade_outcome o);
bool trade_mode_parse(struct str s, enum trade_mode *ret);
bool trade_document_parse(struct str s, enum trade_document *ret);
bool trade_role_parse(struct str s, enum trade_role *ret);
bool trade_outcome_parse(struct str s, enum trade_outcome *ret);

#endif
