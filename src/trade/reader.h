/* trade/reader.h - the parts of the two readers. Private to trade/. */
#ifndef TRADE_READER_H
#define TRADE_READER_H

#include "trade/mapping.h"

/* The lists of one record while they grow; builder_finish copies them to the batch. */
struct builder {
    VEC(struct trade_leg) legs;
    VEC(struct trade_party) parties;
    VEC(struct trade_goods) goods;
    VEC(struct trade_extra) extras;
    VEC(struct trade_id) ids; /* of the party being read */
};
void builder_clear(struct builder *b);
void builder_release(struct builder *b);
/* Texts of fewer bytes are never too long for one line of NDJSON, whatever has to be escaped. */
#define BUILDER_SURELY_A_LINE (LIMIT_NDJSON_LINE / 16)
#define BUILDER_TOO_LONG      "the record is longer than the limit of 16 MiB as a line of NDJSON"
/* Puts the lists into c: parties by role, extras by key with equal ones once and several values of
 * one key as a JSON array. SEINE_RANGE: BUILDER_TOO_LONG, so that nobody could read it again. */
enum seine_status builder_finish(struct builder *b, struct arena *arena,
                                 struct trade_consignment *c) MUST_CHECK;
/* Adds one; without any value it is left out. */
enum seine_status builder_goods(struct builder *b, const struct trade_goods *g) MUST_CHECK;
enum seine_status builder_leg(struct builder *b, const struct trade_leg *leg) MUST_CHECK;
/* Adds an unknown field. A key that NDJSON uses itself gets "x." before it. */
enum seine_status builder_extra(struct builder *b, struct arena *arena, struct str key,
                                struct str value, bool is_json) MUST_CHECK;

/* Where a value that is bad stands. */
struct fault {
    struct field_context x;
    char field[96]; /* our name of the field */
    size_t offset;  /* in the JSON text */
};

/* One record from one JSON object. The bytes must live as long as the arena. */
enum seine_status json_record(struct str bytes, struct builder *b, struct arena *arena,
                              struct trade_consignment *c, struct fault *fault) MUST_CHECK;
/* The same for the lists that CSV carries as JSON in one column. */
enum seine_status json_legs(struct str bytes, struct builder *b, struct arena *arena,
                            struct fault *fault) MUST_CHECK;
enum seine_status json_parties(struct str bytes, struct builder *b, struct arena *arena,
                               struct fault *fault) MUST_CHECK;
enum seine_status json_extras(struct str bytes, struct builder *b, struct arena *arena,
                              struct fault *fault) MUST_CHECK;

/* What one CSV row says, before it becomes a consignment: every column has its place here. */
struct flat {
    struct trade_consignment c;
    struct trade_party
        parties[TRADE_N_ROLES + 1]; /* by role; the last one is party_*, party_role */
    struct str ids[TRADE_N_ROLES + 1];
    struct trade_goods goods;
    struct str route, leg_carriers, vehicle;
    struct str from, via, to; /* codes, or as a mapped file says them until csv_places_settle */
    struct str from_country, via_country, to_country; /* as stated; no part of the record */
    struct str legs, more_parties, extras;            /* JSON */
    struct trade_when departed, arrived;
    struct str value_in, freight_in; /* currencies they are written with; no part of the record */
};

/* One of our columns, and where its value comes from. */
struct binding {
    const struct field *field;
    size_t add;    /* offset of the field's struct in struct flat */
    size_t column; /* in the row; SIZE_MAX = constant */
    struct str constant;
    char name[48];
    bool is_goods;    /* else it belongs to the record's header */
    bool has_values;  /* the mapping translates values */
    bool is_key;      /* a number by which records are told apart */
    const char *join; /* not NULL: joined to the value that is there already */
    int64_t mass_mg;  /* unit of this column, 0 = the file's */
};

struct csv_columns {
    VEC(struct binding) bindings; /* header first, then goods, each by column */
    size_t n_header;
    VEC(struct str) names; /* of all columns, owned by `arena` */
    size_t n_named;        /* columns up to the last with a name: what rows must have */
    VEC(size_t) unknown;   /* columns that are none of ours */
    size_t mass_column;    /* SIZE_MAX = none */
    size_t id_column;
    uint32_t
        shapes[32]; /* of names, by length: a bit for each first letter; most cells have none */
    struct arena arena;
};
/* Rows in which the heading is looked for: titles may stand above it. */
enum { CSV_HEADING_ROWS = 10 };
/* Whether rows of at most n values may stand above a heading of n_columns: what has more than half
 * as many would be a table, and lost. */
bool csv_may_be_titles(size_t n, size_t n_columns);
/* SEINE_NOT_FOUND: no column gives the record's id. */
enum seine_status csv_columns_init(struct csv_columns *c, const struct str *names, size_t n,
                                   const struct trade_mapping *mapping,
                                   struct seine_error *err) MUST_CHECK;
void csv_columns_release(struct csv_columns *c);
/* Whether the row is a heading of such columns: what stands for the id and more than half of the
 * cells with a value name columns. */
bool csv_is_heading(const struct csv_columns *c, const struct str *fields);
/* Whether the row has numbers without letters, which stand in no heading. */
bool csv_has_numbers(const struct str *fields, size_t n);
/* Our column with this name. False if there is none. */
bool csv_column_find(struct str name, struct binding *ret);
extern const char *const csv_party_prefixes[TRADE_N_ROLES + 1]; /* "shipper" ... "party" */
/* The record's own columns, offsets in struct flat. */
extern const struct field_table csv_header_fields;

/* The consignment that the flat row describes: legs, parties, extras; goods are in b already. */
enum seine_status flat_finish(struct flat *flat, struct builder *b, struct arena *arena,
                              struct trade_consignment *ret, struct fault *fault) MUST_CHECK;

struct csv_source;
/* Turns the places of the open row that stand in words into codes. A name that is not one place
 * alone is kept as an extra under the heading of its column, and so is a stated country that no
 * code has in it. */
enum seine_status csv_places_settle(struct csv_source *s, struct arena *arena) MUST_CHECK;
/* The place that text says, a code or a name with its country, which may also be stated beside it
 * (else ""); NULL if that is not one place alone. */
const struct geo_place *csv_place_said(const struct geo *geo, struct str text, struct str country,
                                       enum trade_mode mode);

/* Lines of a text. A line longer than LIMIT_NDJSON_LINE is returned cut, its rest is skipped. */
struct line_reader {
    struct input *in;
    char *bytes;
    size_t start, end, room;
    bool at_end;
    int64_t line;
    char head[LIMIT_QUARANTINE_RAW]; /* of a line that was too long */
};
struct line {
    struct str text; /* without the line end; borrowed until the next call */
    int64_t number;
    bool is_too_long;
    bool is_unfinished; /* the file ends without a line end */
};
void lines_init(struct line_reader *r, struct input *in);
void lines_release(struct line_reader *r);
enum seine_status lines_next(struct line_reader *r, struct line *ret, bool *ret_more,
                             struct seine_error *err) MUST_CHECK;

/* The formats behind trade_reader. */
struct csv_source {
    struct csv_reader *rows;
    struct csv_columns columns;
    const struct trade_mapping *mapping;
    struct str source;
    struct str batch_source;       /* the same in the batch's arena */
    const struct csv_row *waiting; /* read, but of the next record */
    VEC(struct str) fields;        /* of the row: trimmed, repaired */
    VEC(struct str) held;          /* header values of the open record */
    struct builder builder;
    struct flat flat;
    struct buf repaired;
    int64_t line;   /* where the last row starts */
    size_t n_bytes; /* of the open record's values */
    bool is_open;   /* a record is being put together */
    bool is_done;
};
struct ndjson_source {
    struct line_reader lines;
    struct builder builder;
    struct buf repaired;
    struct str source;
    struct str batch_source; /* the same in the batch's arena */
};
enum seine_status csv_source_open(struct csv_source *s, struct input *in,
                                  const struct trade_mapping *mapping,
                                  struct seine_error *err) MUST_CHECK;
void csv_source_release(struct csv_source *s);
enum seine_status csv_source_next(struct csv_source *s, size_t max_rows, struct trade_batch *batch,
                                  bool *ret_more, struct seine_error *err) MUST_CHECK;
enum seine_status ndjson_source_next(struct ndjson_source *s, size_t max_rows,
                                     struct trade_batch *batch, bool *ret_more,
                                     struct seine_error *err) MUST_CHECK;

struct place {
    struct str source;
    int64_t line, column;
};
/* Puts a reject into the batch; everything is copied. */
enum seine_status batch_reject(struct trade_batch *batch, struct place at, struct str field,
                               struct str reason, struct str raw) MUST_CHECK;

/* 0: plain ASCII; 1: has bytes above 127; 2: has a NUL. One pass, a word at a time. */
int bytes_kind(struct str s);

/* Numbers of containers stand behind this word as the last remark, where the check of their digits
 * reads them, of a record that has them as the extra of this key too. */
#define CONTAINERS_LEAD "containers"
#define CONTAINER_KEY   "container"

/* The key of the extra that tells which fields were not UTF-8 and were read as Windows-1252 or
 * -1251. */
#define REPAIRED_KEY "_repaired"

#endif
