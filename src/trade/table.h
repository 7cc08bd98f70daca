/* trade/table.h - all consignments of a run in columns, every distinct thing once.
 *
 * trade_table_add interns a record; trade_table_seal puts mentions, cargos, routes and records into
 * a canonical order that depends on their content alone. After that two tables made from the same
 * set of records are equal whatever the order of arrival, files or threads: everything behind this
 * point is deterministic because it walks the table by index.
 *
 *   record ──► n_parties (role, mention) ──► mention: distinct (name, address, ..., ids)
 *          ──► route: distinct legs' codes, carriers and modes
 *          ──► lines ──► cargo: distinct (description, hs, un, brand, model, origin)
 *
 * Same id, same content: counted as a repeat, nothing else. Rows of one id with equal header are
 * goods items of one record; equal rows count once, also those without a line number. Same id with
 * another header, or the same line number with other content, is another version of the document.
 * The record is the version issued last; then the one with the later outcome, then the further
 * outcome, then the greater content hash. Of two contents of one line number the one with the
 * greater hash stays. The others are counted in n_versions. A message that withdraws the document
 * is no version of its content: the record is still the one that it withdraws, and says so. What
 * the record does not say at all is taken from them, and for a house then from its master's record
 * (carrier, route, dates); what else only they named is gone after seal. A manifest is no version
 * of the document that it names: what becomes of manifests stands at the top of table_manifest.c.
 *
 * The table keeps what the stages need: not the extras, the outcome's note and times of day.
 * Parties stand by role, lines by number, then content. In a route '-' separates the codes: within
 * a carrier's name it becomes a blank, and where a leg does not start where the last one ended the
 * gap counts as a leg without carrier and mode. A leg without a mode has the record's. */
#ifndef TRADE_TABLE_H
#define TRADE_TABLE_H

#include "trade/trade.h"

struct table_mention {
    uint32_t name, address, city, postcode, country, phone, email; /* string ids, 0 = missing */
    uint32_t ids;       /* string id of "type=value;type=value", sorted; 0 = none */
    uint32_t n_records; /* how many (record, role) pairs name it */
    uint32_t roles;     /* bit set of enum trade_role it appears in */
};
struct table_cargo {
    uint32_t description, hs, un_number, brand, model, origin;
    uint32_t n_lines;
    uint16_t stated;  /* heading of its code, 8413; 0: none, or nobody has asked (goods/) */
    uint16_t heading; /* that it trades under: the stated one, else what its words tell, or 0 */
};
struct table_route {
    uint32_t code;     /* string id: "PEK-DXB-ASM" */
    uint32_t carriers; /* "CA-EK" */
    uint32_t modes;    /* "air-air" */
    uint32_t n_records;
};
struct table_party {
    uint32_t mention;
    uint32_t role; /* enum trade_role */
};
struct table_line {
    uint32_t cargo;
    int32_t line;                                        /* 0 if not given */
    int64_t quantity_milli, net_g, gross_g, value_cents; /* TRADE_NONE if missing */
    uint32_t unit, currency;
};
enum table_change {
    TABLE_CHANGED_CONSIGNEE = 1,
    TABLE_WITHDRAWN = 2,    /* withdrawn, and not issued again since */
    TABLE_REISSUED = 4,     /* issued again after it had been withdrawn */
    TABLE_MANIFESTED = 8,   /* the waybill and a manifest both say how much it is */
    TABLE_MORE_ABOARD = 16, /* and the manifest names more pieces or mass */
};
struct table_record {
    uint32_t id, number, master, carrier, remarks; /* string ids */
    uint32_t route, vehicle;                       /* vehicle: of the main leg */
    int32_t issued_day, departed_day, arrived_day, outcome_day;
    int32_t day; /* the record's date for all windows: departed, else issued, else arrived, else
                    DATE_NONE */
    uint8_t document, mode, outcome, n_versions; /* n_versions 1 = only one (saturates at 255) */
    uint8_t changes;      /* set of enum table_change: what its versions and manifests tell */
    uint8_t is_part;      /* only manifests tell of it, and of a part of the whole */
    uint16_t departed_on; /* of a departure whose year is not known: month * 100 + day, else 0 */
    uint32_t first_party, n_parties;
    uint32_t first_line, n_lines;
    int64_t pieces, gross_g, volume_cm3, freight_cents;
    uint32_t freight_currency;
    uint32_t source;
    int64_t source_line;
};

struct trade_table {
    struct strtab strings;
    VEC(struct table_mention) mentions;
    VEC(struct table_cargo) cargos;
    VEC(struct table_route) routes;
    VEC(struct table_party) parties;
    VEC(struct table_line) lines;
    VEC(struct table_record) records; /* after seal: by day, then id */
    uint64_t n_repeats;               /* rows seen before with the same content */
    uint64_t n_versions;              /* further versions of documents */
    uint64_t n_withdrawn;             /* records that are withdrawn, or were */
    struct table_index *index;        /* private: look-up while adding */
    bool is_sealed;
};

struct table_scratch { /* room for texts that are put together */
    struct buf text;
    VEC(struct str) pieces;
};
/* Hashes of records that are to be added: trade_plan_make. */
struct trade_plan {
    struct arena arena;
    VEC(uint32_t) hashes;  /* of every string of the records, in the order of adding */
    VEC(struct str) texts; /* what is put together for the purpose */
    struct table_scratch scratch;
};
void trade_plan_init(struct trade_plan *p);
void trade_plan_release(struct trade_plan *p);
/* The plan of n records for this table; it borrows them. It may be made while another thread adds
 * to the table: it reads the seeds alone, which stand from init on. */
enum seine_status trade_plan_make(const struct trade_table *t, const struct trade_consignment *c,
                                  size_t n, struct trade_plan *ret) MUST_CHECK;

/* After a failed add or seal (SEINE_NOMEM, SEINE_LIMIT: more than 2^32 - 2 rows) the table can only
 * be released. Adding to a sealed table is SEINE_CONFLICT. One thread adds; any number may read
 * after seal. n_repeats and n_versions are known after seal. */
enum seine_status trade_table_init(struct trade_table *t) MUST_CHECK;
void trade_table_release(struct trade_table *t);
enum seine_status trade_table_add(struct trade_table *t,
                                  const struct trade_consignment *c) MUST_CHECK;
/* The same for n records at once, which is faster; plan: theirs, or NULL. */
enum seine_status trade_table_add_all(struct trade_table *t, const struct trade_consignment *c,
                                      size_t n, const struct trade_plan *plan) MUST_CHECK;
/* Threads: pool may be NULL. String ids keep their meaning but not an order; compare the strings.
 */
enum seine_status trade_table_seal(struct trade_table *t, struct pool *pool,
                                   struct seine_error *err) MUST_CHECK;

/* A table that is not sealed to a file of this program and back; n_repeats of its rows are not
 * counted again when the table is loaded. Loading replaces a table to which nothing was added;
 * SEINE_FORMAT (not one that was saved) and SEINE_NOMEM leave it. */
void trade_table_save(const struct trade_table *t, uint64_t n_repeats, struct saver *to);
enum seine_status trade_table_load(struct trade_table *t, struct loader *from) MUST_CHECK;
/* The number that a sealed table's mention had while the table grew: the same in a table that was
 * loaded from that one. */
uint32_t table_mention_was(const struct trade_table *t, uint32_t mention);

static inline struct str table_str(const struct trade_table *t, uint32_t id)
{
    return strtab_get(&t->strings, id);
}
/* It names the document that it is a part of. */
static inline bool table_is_house(const struct table_record *r)
{
    return r->master != 0 && r->master != r->number;
}
/* Of a sealed table: somebody took the document back, whether or not it was issued again. */
static inline bool table_was_withdrawn(const struct table_record *r)
{
    return (r->changes & (TABLE_WITHDRAWN | TABLE_REISSUED)) != 0;
}
/* The mention that stands in the role first, or MAP_NONE. */
uint32_t table_mention_of(const struct trade_table *t, const struct table_record *r,
                          enum trade_role role);
/* Index of the record with this id after seal, or MAP_NONE. O(1). */
uint32_t table_find(const struct trade_table *t, struct str id);
/* The record as a consignment again (slices borrowed from the table, arrays in the arena). */
enum seine_status table_consignment(const struct trade_table *t, uint32_t record,
                                    struct arena *arena, struct trade_consignment *ret) MUST_CHECK;
/* The first and the last day of a sealed table's records, DATE_NONE if none has one: how far the
 * data reach. Days far off are taken for slips (2206 for 2026) and passed over: at most one record,
 * or one in a hundred, beyond a silence of more than two years that is also longer than all the
 * time of the other records (but for the hundredth at their other end, where there may be slips
 * too). */
int32_t table_first_day(const struct trade_table *t);
int32_t table_last_day(const struct trade_table *t);
/* Totals over the record's lines, TRADE_NONE when no line has the number; the document's own
 * gross_g wins over the sum of lines. */
int64_t table_gross_g(const struct trade_table *t, const struct table_record *r);

#endif
