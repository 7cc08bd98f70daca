/* trade/draft.h - one record while a message is read into it. Private to trade/.
 *
 * The readers of messages (Cargo-IMP, Cargo-XML, ONE Record, EDIFACT) set fields by name, in any
 * order, and look at the outcome once: the first value that is bad, with its place, sends the
 * record to the quarantine. All slices given must live as long as the batch's arena. */
#ifndef TRADE_DRAFT_H
#define TRADE_DRAFT_H

#include "trade/reader.h"

struct draft {
    struct builder b;
    struct trade_consignment c;
    struct arena *arena;
    struct str source, batch_source;
    struct field_formats formats;
    struct field_context x;
    struct buf text;    /* free for the reader: a text that is put together */
    struct buf remarks; /* becomes the record's remarks */
    struct str last_remark;
    struct buf containers; /* numbers, each after a blank */
    struct map seen_containers;
    int64_t items_cm3;              /* sum over the goods items */
    bool is_volume_partial;         /* of some of them no volume is said */
    const char *prefix;             /* before the name of a field that is bad: "shipper_" */
    struct str here;                /* the line that is being read, for columns */
    int64_t here_line, here_column; /* where it starts */
    int64_t line, column;           /* of the first fault */
    char field[96];
    enum seine_status status; /* SEINE_RANGE: the record is bad, see x.reason */
};

void draft_init(struct draft *d, const char *source);
void draft_release(struct draft *d);
/* Before the records of a batch. False: no memory. */
bool draft_batch(struct draft *d, struct trade_batch *batch);
/* Throws away what was there. */
void draft_start(struct draft *d);
/* The line that the following values stand in. */
void draft_here(struct draft *d, struct str line, int64_t number);
/* The same for a text that starts within its line. */
void draft_at(struct draft *d, struct str text, int64_t line, int64_t column);

/* Every call below does nothing once the draft has failed. */
void draft_fail(struct draft *d, struct str at, const char *field, const char *reason);
void draft_nomem(struct draft *d, bool ok); /* fails unless ok */
/* Sets the field `key` of the table in the object; empty text is no value. */
void draft_set(struct draft *d, const struct field_table *table, void *object, const char *key,
               struct str text);
/* The same in a unit of mg milligrams. */
void draft_mass(struct draft *d, const struct field_table *table, void *object, const char *key,
                struct str text, int64_t mg);
/* The same in a unit that a message names: KGM, LBR, GRM, TNE, ONZ, STN, LTN, DTN and what
 * mass_unit_mg knows; "" is kilograms. A unit that is unknown is a bad value. */
void draft_mass_in(struct draft *d, const struct field_table *table, void *object, const char *key,
                   struct str text, struct str unit);
/* A volume in the unit: MC CF CC CI, or UN/ECE's MTQ FTQ CMQ INQ DMQ LTR HLT YDQ GLL GLI. Units
 * that are unknown are bad values. TRADE_NONE: none is said. */
int64_t draft_cm3(struct draft *d, struct str unit, struct str text);
/* The same as the record's. */
void draft_volume(struct draft *d, struct str unit, struct str text);
/* Of a goods item, TRADE_NONE if none is said: the sum is the record's if that has none and each
 * item says one. */
void draft_item_volume(struct draft *d, int64_t cm3);
/* Adds the party if it says anything. */
void draft_party(struct draft *d, const struct trade_party *p);
/* The first party of the role, or NULL; good until the next one is added. */
struct trade_party *draft_find(struct draft *d, enum trade_role role);
void draft_id(struct draft *d, struct trade_party *p, const char *type, struct str value);
/* Customs information about a party that was added before: subject SHP CNE NFY AGT; kind T (tax
 * number), CT (telephone), CP (person), RA and KC (security). Others are left. */
void draft_customs(struct draft *d, struct str subject, struct str kind, struct str content);
void draft_leg(struct draft *d, const struct trade_leg *leg);
void draft_goods(struct draft *d, const struct trade_goods *g); /* numbers it if it has no number */
/* A further code of the last goods item: an item with the same text and no masses of its own. */
void draft_hs(struct draft *d, struct str hs);
void draft_extra(struct draft *d, const char *key, struct str value);
/* Joined by "; "; the same again is said once. text is kept. */
void draft_remark(struct draft *d, struct str text);
/* An extra, and once, behind the other remarks ("containers CSQU3054383"), where the check of its
 * number reads it. */
void draft_container(struct draft *d, struct str number);
/* Adds to d->text with a blank between. */
void draft_word(struct draft *d, struct str text);
/* What d->text holds, kept; empties it. */
struct str draft_take(struct draft *d);
/* a + b, kept. */
struct str draft_concat(struct draft *d, struct str a, struct str b);
/* Both with the separator between them if there are both, kept. */
struct str draft_joined(struct draft *d, struct str a, const char *separator, struct str b);
/* Street, post office box and state of an address as one text. */
struct str draft_address(struct draft *d, struct str street, struct str box, struct str state);
/* What the goods are declared for as a whole, after the last of them: the value of the item if it
 * is the only one, with whatever tariff numbers, and has none; else an extra, unless the items'
 * values add up to it. */
void draft_declared_value(struct draft *d, struct str amount, struct str currency);
/* "3480" and "UN3480" are UN3480. */
struct str draft_un_number(struct draft *d, struct str number);
/* An air waybill's eleven digits with the hyphen by which it is called elsewhere. */
struct str draft_waybill_number(struct draft *d, struct str number);
/* The amount in 1/100, or TRADE_NONE; a bad one fails. */
int64_t draft_cents(struct draft *d, const char *field, struct str text);

/* The record, or the reject, goes to the batch. line: where the record starts. SEINE_NOMEM only. */
enum seine_status draft_finish(struct draft *d, struct trade_batch *batch, int64_t line,
                               struct str raw) MUST_CHECK;

/* All bytes of an input that is one message, in the batch's arena. *ret_trouble: why they cannot be
 * used (too long, the file breaks off), else NULL; *ret then holds their beginning. */
enum seine_status message_bytes(struct draft *d, struct input *in, struct str *ret,
                                const char **ret_trouble, struct seine_error *err) MUST_CHECK;

/* Whether it is one of the codes, between which blanks stand. */
bool code_is(struct str code, const char *codes);
/* A day as its format code (UN/EDIFACT 2379) says; the time of day, mostly without a zone, is left.
 * "" is no day. */
void draft_date(struct draft *d, const char *field, struct trade_when *ret, struct str text,
                struct str code);
/* The role of a party (UN/EDIFACT 3035), if it is one that a record has. */
bool message_role(struct str code, enum trade_role *ret);
/* A message function (UN/EDIFACT 1225) that takes documents back: 1 cancellation, 3 deletion, 17
 * cancelled to be reissued, 50 withdrawn. */
bool message_withdraws(struct str function);

/* A format of messages. is() sees the first bytes (at most 64 KiB) without blanks in front. */
struct message_format {
    const char *name;
    bool (*is)(struct str head);
    enum seine_status (*open)(struct input *in, void **ret, struct seine_error *err);
    enum seine_status (*next)(void *state, size_t max_rows, struct trade_batch *batch,
                              bool *ret_more, struct seine_error *err);
    void (*free)(void *state);
};
extern const struct message_format format_cimp, format_cargo_xml, format_one_record, format_edifact,
    format_wco_xml;

#endif
