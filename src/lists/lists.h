/* lists/ - the listed entity, one reader per publisher's format, versions and differences.
 *
 * It knows what the publishers print; it does not know how names are compared. A struct list_set
 * holds any number of lists; every slice in it is owned by the set and lives until
 * list_set_free. Sets are immutable after list_set_seal and may be read by many threads. */
#ifndef LISTS_LISTS_H
#define LISTS_LISTS_H

#include "base/base.h"

struct geo;

enum list_kind { LIST_KIND_UNKNOWN = 0, LIST_PERSON, LIST_COMPANY, LIST_VESSEL, LIST_AIRCRAFT };

enum list_name_kind {
    LIST_NAME_PRIMARY = 0,
    LIST_NAME_ALIAS,
    LIST_NAME_WEAK, /* the publisher's own "weak" or "low quality" a.k.a. */
    LIST_NAME_FORMER,
    LIST_NAME_SCRIPT /* the name in its original script */
};

enum list_id_kind {
    LIST_ID_OTHER = 0,
    LIST_ID_PASSPORT,
    LIST_ID_NATIONAL,
    LIST_ID_TAX,
    LIST_ID_REGISTRATION,
    LIST_ID_IMO,
    LIST_ID_MMSI,
    LIST_ID_CALL_SIGN,
    LIST_ID_TAIL,   /* aircraft registration mark */
    LIST_ID_SERIAL, /* aircraft manufacturer's serial number */
    LIST_ID_LEI,
    LIST_ID_BIC,
    LIST_ID_EMAIL,
    LIST_ID_PHONE,
    LIST_ID_WEBSITE,
    LIST_ID_WALLET
};

struct list_name {
    struct str text; /* as published */
    enum list_name_kind kind;
};

struct list_id {
    enum list_id_kind kind;
    struct str value;
    struct str country; /* alpha-2 or "" */
};

struct list_address {
    struct str text; /* street and whatever has no field of its own */
    struct str city, region, postcode;
    struct str country; /* alpha-2, or "" */
};

/* A published birth (or build) date: year 0 = unknown, month and day 0 = not given; to_year is
 * the end of a range ("between 1958 and 1963"), else equal to year. */
struct list_date {
    int year, month, day, to_year;
};

struct listed_entity {
    struct str id; /* the publisher's own: "OFAC-12345", "KPe.058", ... unique in its list */
    uint32_t list; /* index into list_set.lists */
    enum list_kind kind;
    struct list_name *names; /* primary first; then in the publisher's order */
    size_t n_names;
    struct str *countries; /* alpha-2: nationality, citizenship, address, flag; sorted, distinct */
    size_t n_countries;
    struct str *programs;
    size_t n_programs;
    struct list_id *ids;
    size_t n_ids;
    struct list_address *addresses;
    size_t n_addresses;
    struct list_date *births;
    size_t n_births;
    struct str gender;     /* "male", "female" or "" */
    struct str remarks;    /* as published, cut at LIMIT_NAME */
    struct str listed_on;  /* ISO date or "" */
    uint64_t content_hash; /* of all fields above: tells whether the entry changed */
};

struct list_info {
    struct str name; /* "US OFAC SDN", "UN Security Council", ... */
    struct str key;  /* short: "ofac-sdn", "un", "us-csl", "us-csl:EL", "dprk", or a file's name */
    struct str format;    /* name of the reader that took it */
    struct str publisher; /* "" if not known */
    struct str date;      /* the list's own date, ISO, "" if it carries none */
    struct str source;    /* file or folder it was read from */
    struct str unread;    /* of somebody's own table: columns and values that say nothing here */
    size_t n_entities, n_names;
    uint64_t hash; /* of its entities' content, order-free: the list's version */
};

/* Something in a list file that could not be used, or not in full; reading went on. */
struct list_fault {
    struct str source;
    int64_t line;
    struct str reason;
};

struct list_set {
    struct arena arena;
    VEC(struct list_info) lists;
    VEC(struct listed_entity) entities; /* after seal: by list key, then id; total order */
    VEC(struct list_fault) faults;
    void *image; /* memory mapped from a compiled index that holds all of it; NULL if none */
    size_t image_bytes;
};

void list_set_init(struct list_set *set);
void list_set_release(struct list_set *set);

/* Reads every list found at path: a file, or a folder (all lists below it). Formats are found by
 * content. Companion files of one list (sdn.csv, add.csv, alt.csv, sdn_comments.csv) are joined
 * when they stand in one folder. A file that is no list at all is SEINE_FORMAT if it was named
 * itself, and a fault if it was met in a folder. A folder without any list is SEINE_NOT_FOUND.
 * geo: NULL to open the tables for this call alone, which costs more than a small list does. */
enum seine_status list_set_read(struct list_set *set, const struct geo *geo, const char *path,
                                const struct progress *progress,
                                struct seine_error *err) MUST_CHECK;
/* Sorts into the total order, fills hashes and counts. Call once, after the last read. The same
 * entry (same list key, same id) read twice is kept once: of the list with the later date, else of
 * the one that says more; of lists that share but a file's name both are kept, one as "~2". */
enum seine_status list_set_seal(struct list_set *set, struct seine_error *err) MUST_CHECK;

const char *list_kind_name(enum list_kind kind); /* "person", ..., "unknown" */
bool list_kind_parse(struct str s, enum list_kind *ret);
const char *list_id_kind_name(enum list_id_kind kind);
const char *list_name_kind_name(enum list_name_kind kind);

/* "10 Dec 1948", "circa 1960", "1958 to 1963", "1979-1982", "1971-05-02", "1971-05", "Jan 1965",
 * "00/07/1980" and "13.10.1944" (day first unless that is no date). False if it is none. */
bool list_date_parse(struct str text, struct list_date *ret);

/* "IMO 9187629", "IMO9187629", "passport:A12", or a bare number, whose kind is LIST_ID_OTHER. The
 * value is a part of the text. */
struct list_id list_id_parse(struct str text);

enum list_change { LIST_ADDED, LIST_CHANGED, LIST_REMOVED };
struct list_delta {
    enum list_change change;
    const struct listed_entity *before, *after; /* NULL where there is none; borrowed */
};
/* Entry by entry, matched by list key and id, in the sets' order. *ret is freed with mem_free. */
enum seine_status list_set_diff(const struct list_set *before, const struct list_set *after,
                                struct list_delta **ret, size_t *ret_n) MUST_CHECK;

/* Fetching the publishers' own files (lists/fetch.c). What was fetched lies as
 *
 *     FOLDER/NAME/DATE-HASH/...   every version, by the list's own date and the hash of its entries
 *     FOLDER/NAME/current         the name of the version that counts; list_set_read reads only it
 */
struct list_source {
    const char *name; /* "ofac-sdn", "ofac-cons", "un", "eu", "uk", "us-csl" */
    const char *publisher;
    const char *what;
    const char *format;       /* of the reader that must accept it */
    const char *const *urls;  /* NULL-terminated, HTTPS; plain HTTP only from 127.0.0.1 */
    const char *const *files; /* what each is kept as */
};
const struct list_source *list_sources(size_t *ret_n);
/* Downloads one source. A transfer that broke off goes on where it ended if the publisher's file is
 * still the same; a file that did not change is not sent again. What came must be read by the
 * list's own reader, and must not have lost more than 20 % of its entries against the present
 * version unless force is set (SEINE_CONFLICT), before it replaces anything. *ret_is_new is false
 * when there is nothing newer. Offline is SEINE_IO with a message that says what to do. */
enum seine_status list_fetch(const struct list_source *source, const char *folder, bool force,
                             const struct progress *progress, struct str *ret_path,
                             bool *ret_is_new, struct arena *arena,
                             struct seine_error *err) MUST_CHECK;
/* SEINE_CONFLICT if `after` has lost more than 20 % of the entries of `before`. Both sealed. */
enum seine_status list_version_check(const struct list_set *before, const struct list_set *after,
                                     struct seine_error *err) MUST_CHECK;

#endif
