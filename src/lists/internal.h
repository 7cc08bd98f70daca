/* lists/internal.h - what the readers share: an entity under construction, rows and records. */
#ifndef LISTS_INTERNAL_H
#define LISTS_INTERNAL_H

#include "geo/geo.h"
#include "lists/formats.h"

/* What of an entity is more than an entry may have. */
enum list_excess {
    LIST_LONG_NAME,
    LIST_MANY_NAMES,
    LIST_MANY_PROGRAMS,
    LIST_MANY_IDS,
    LIST_MANY_ADDRESSES,
    LIST_MANY_BIRTHS,
    LIST_N_EXCESSES
};

/* Collects one entity; every slice given is copied into the set when the entity is finished. */
struct list_builder {
    struct list_set *set;
    const struct geo *geo;
    uint32_t list;
    const char *source;
    struct str id, gender, listed_on, remarks;
    enum list_kind kind;
    VEC(struct list_name) names;
    VEC(struct str) countries;
    VEC(struct str) programs;
    VEC(struct list_id) ids;
    VEC(struct list_address) addresses;
    VEC(struct list_date) births;
    bool is_excess[LIST_N_EXCESSES]; /* left out; told when the entity is finished */
    struct str id_prefix;            /* of the ids made up for entries that have none: "EL-" */
    struct map ids_seen;             /* hash of an id or of an entry -> how often it came */
    bool ok;                         /* false: memory ran out */
};
void list_builder_init(struct list_builder *b, struct list_set *set, const struct geo *geo,
                       const char *source);
void list_builder_release(struct list_builder *b);
/* Adds a list; what it is read from is the builder's source. */
void list_builder_list(struct list_builder *b, struct str key, struct str name, const char *format,
                       struct str publisher, struct str date);
/* The list of this key among those from `first` on, added if there is none yet: for files that hold
 * several lists. */
void list_builder_choose(struct list_builder *b, size_t first, struct str key, struct str name,
                         const char *format, struct str publisher, struct str date);
/* Begins a new entity (throws away an unfinished one). Slices given to the other calls must stay
 * valid until list_builder_finish, unless they are stored with list_builder_keep. */
void list_builder_start(struct list_builder *b, struct str id, enum list_kind kind);
/* A copy that lives as long as the set; bytes that are no UTF-8 are read as Windows-1252. */
struct str list_builder_keep(struct list_builder *b, struct str s);
/* Whether there is one more of these; once something was left out, nothing more is looked at:
 * entries may have millions of names. */
bool list_builder_has_room(struct list_builder *b, size_t n, enum list_excess what);
/* One that came before is left out; it is no weak one any more if it comes as another. Others that
 * stand in its place, behind "a.k.a." or in another script, are names of their own (names.c). */
void list_builder_name(struct list_builder *b, enum list_name_kind kind, struct str name);
/* The publisher's main name: in front of all, wherever it comes. */
void list_builder_main_name(struct list_builder *b, struct str name);
/* "Jin Tiesan (金铁三)": what stands there in another script is a name of its own as well. For
 * list_builder_finish. */
void list_builder_bracketed(struct list_builder *b);
void list_builder_country(struct list_builder *b,
                          struct str text); /* as list_country; unknown ones are left out */
void list_builder_program(struct list_builder *b, struct str program);
void list_builder_id(struct list_builder *b, enum list_id_kind kind, struct str value,
                     struct str country);
/* One whose city is empty is a whole one: its country, and a town that is all there is else, are
 * taken out of its text. One that came before is left out. */
void list_builder_address(struct list_builder *b, struct list_address a);
/* A whole one with the country stated beside it, which may be that of a passport: it holds only if
 * the address ends with a state or province of it ("Atlanta, Georgia" beside "US"). */
void list_builder_whole_address(struct list_builder *b, struct str whole, struct str beside);
/* When it was listed, ISO: of several days the first, as later ones amend. */
void list_builder_listed(struct list_builder *b, struct str day);
/* One that came before is left out. */
void list_builder_birth(struct list_builder *b, struct list_date d);
/* Adds the entity to the set. One without a name is a fault at line. One without an id gets one
 * made of its name and countries; an id that came before in this file gets "#2", "#3", ... */
enum seine_status list_builder_finish(struct list_builder *b, int64_t line,
                                      struct seine_error *err) MUST_CHECK;
enum seine_status list_builder_fault(struct list_builder *b, int64_t line, const char *reason,
                                     struct seine_error *err) MUST_CHECK;
/* "13/04/2018" -> "2018-04-13", kept; "" if it is no whole date. */
struct str list_iso_date(struct list_builder *b, struct str date);

/* Each part between semicolons, trimmed, to add. */
void list_split(struct list_builder *b, struct str all,
                void (*add)(struct list_builder *, struct str));
void list_add_alias(struct list_builder *b, struct str name);
void list_add_address(struct list_builder *b, struct str whole);
void list_add_birth(struct list_builder *b, struct str date);
/* ASCII, or a byte of any other script's character. */
static inline bool list_is_letter(char c)
{
    return str_is_letter(c) || (unsigned char)c >= 0x80;
}
/* "lists/dprk.csv" -> "dprk": what a list is called that does not say so itself. */
struct str list_stem(const char *path);

/* Rows under a header row (header.c). A column is looked for under several names: "id|uid". */
#define LIST_COLUMNS 48
struct list_table {
    struct csv_reader *reader;
    const struct csv_row *row; /* the present one */
    size_t at[LIST_COLUMNS];   /* SIZE_MAX: the file has no such column */
    size_t n_header;
};
enum seine_status list_table_open(struct list_table *t, struct input *in, char separator,
                                  const char *const *columns, size_t n,
                                  struct seine_error *err) MUST_CHECK;
/* The next row is the header after all: finds the columns in it. */
enum seine_status list_table_header(struct list_table *t, const char *const *columns, size_t n,
                                    struct seine_error *err) MUST_CHECK;
/* The next usable row in t->row, NULL at the end. Rows that cannot be used become faults. */
enum seine_status list_table_next(struct list_table *t, struct list_builder *b,
                                  struct seine_error *err) MUST_CHECK;
void list_table_close(struct list_table *t);
struct str list_table_cell(const struct list_table *t, size_t column); /* trimmed; "" if absent */

/* Rows of one entity that may stand anywhere in the file, brought together (header.c). */
struct list_row {
    struct str key;
    int64_t line;
    const struct str *cells; /* by column */
};
struct list_groups {
    struct arena arena;
    VEC(struct list_row) rows; /* after list_groups_sort: by key, then line */
};
void list_groups_init(struct list_groups *g);
void list_groups_release(struct list_groups *g);
bool list_groups_add(struct list_groups *g, struct str key, int64_t line, const struct str *cells,
                     size_t n); /* copies; false: out of memory */
void list_groups_sort(struct list_groups *g);

/* JSON records (records.c): the objects of a top-level array, or one a line. fn sees each with its
 * line. A line that is no object is a fault; an array that is no JSON is SEINE_FORMAT. */
typedef enum seine_status list_record_fn(struct list_builder *b, const struct json_value *record,
                                         int64_t line, void *context, struct seine_error *err);
enum seine_status list_each_record(struct list_builder *b, struct input *in, list_record_fn *fn,
                                   void *context, struct seine_error *err) MUST_CHECK;
/* Where a record of a parsed document stands; goes on counting from the record before. */
struct list_lines {
    const char *at, *end; /* of the document's bytes */
    int64_t line;         /* 1 at the start */
};
int64_t list_line_of(struct list_lines *lines, const struct json_value *record);
struct str list_scalar(const struct json_value *v); /* a string or number as text, else "" */
const struct json_value *list_items(const struct json_value *array); /* its first child, or NULL */

/* XML records (xml.c): every element called `record` as a tree; elements outside of records are
 * reported with their attributes only. Document types are refused: no entity can be declared. */
struct list_node {
    struct str name;              /* without a namespace prefix */
    struct str text;              /* trimmed */
    const struct str *attributes; /* name, value, name, value, ... */
    size_t n_attributes;          /* pairs */
    struct list_node *parent, *first, *last, *next;
};
struct list_xml {
    const char *const *records; /* NULL-terminated */
    enum seine_status (*record)(struct list_builder *b, const struct list_node *record,
                                int64_t line, struct seine_error *err);
    /* An element that ended outside of any record; may be NULL. */
    void (*other)(struct list_builder *b, const struct list_node *element);
};
/* Whether the text begins as XML does: what is probed for may also be quoted in a README. */
bool list_xml_begins(struct str head);
enum seine_status list_each_element(struct list_builder *b, struct input *in,
                                    const struct list_xml *how, struct seine_error *err) MUST_CHECK;
const struct list_node *list_child(const struct list_node *n, const char *name); /* or NULL */
/* Text of a child, and of a child's child: ("" where there is none). */
struct str list_child_text(const struct list_node *n, const char *name);
struct str list_attribute(const struct list_node *n, const char *name);

/* Starts an entry of the Consolidated Screening List: chooses or adds the list of this source,
 * "Entity List (EL) - ...", and gives the entry its id (csl.c). */
void csl_start(struct list_builder *b, size_t first, struct str source, struct str number,
               struct str kind, const char *format, struct str date);

/* The main name of such an entry. */
void csl_name(struct list_builder *b, struct str name);

/* One file over HTTPS (transfer.c). path gets the whole file or nothing; PATH.part and PATH.tag
 * keep what a broken transfer left and which file it was of. known: a copy of PATH that may still
 * be good, with its KNOWN.tag, or NULL; *ret_is_known tells that it is, and path is a copy of it
 * then. */
enum seine_status list_transfer(const char *url, const char *path, const char *known,
                                const char *name, const struct progress *progress,
                                bool *ret_is_known, struct seine_error *err) MUST_CHECK;
/* The text of a small file (at most 4 KiB), trimmed; "" if there is none. out is reset first. */
struct str list_small_file(const char *path, struct buf *out);
enum seine_status list_write_small_file(const char *path, struct str text,
                                        struct seine_error *err) MUST_CHECK;

#endif
