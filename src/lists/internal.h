/* lists/internal.h - what the readers share: an entity under construction and the table of formats.
 */
#ifndef LISTS_INTERNAL_H
#define LISTS_INTERNAL_H

#include "geo/geo.h"
#include "lists/lists.h"

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
    bool ok; /* false: memory ran out */
};
void list_builder_init(struct list_builder *b, struct list_set *set, const struct geo *geo,
                       const char *source);
void list_builder_release(struct list_builder *b);
/* Adds a list; what it is read from is the builder's source. */
void list_builder_list(struct list_builder *b, struct str key, struct str name, const char *format,
                       struct str publisher, struct str date);
/* Begins a new entity (throws away an unfinished one). Slices given to the other calls must stay
 * valid until list_builder_finish, unless they are stored with list_builder_keep. */
void list_builder_start(struct list_builder *b, struct str id, enum list_kind kind);
struct str list_builder_keep(struct list_builder *b,
                             struct str s); /* a copy that lives as long as the set */
void list_builder_name(struct list_builder *b, enum list_name_kind kind, struct str name);
void list_builder_country(struct list_builder *b,
                          struct str text); /* a name or code; unknown ones are left out */
void list_builder_program(struct list_builder *b, struct str program);
void list_builder_id(struct list_builder *b, enum list_id_kind kind, struct str value,
                     struct str country);
void list_builder_address(struct list_builder *b, struct list_address a);
void list_builder_birth(struct list_builder *b, struct list_date d);
/* Adds the entity to the set. One without a name is a fault at line. */
enum seine_status list_builder_finish(struct list_builder *b, int64_t line,
                                      struct seine_error *err) MUST_CHECK;
enum seine_status list_builder_fault(struct list_builder *b, int64_t line, const char *reason,
                                     struct seine_error *err) MUST_CHECK;
/* "10 Dec 1948", "circa 1960", "1958 to 1963", "1971-05-02", "Jan 1965". False if it is none. */
bool list_date_parse(struct str text, struct list_date *ret);

/* OFAC's remarks: DOB, passports, IMO numbers, weak names ... into the builder. */
void ofac_remarks(struct list_builder *b, struct str remarks);

/* A publisher's format. `is` sees the first bytes; `read` takes the whole. */
struct list_format {
    const char *name;
    bool (*is)(struct str head, const char *path);
    enum seine_status (*read)(struct list_builder *b, struct input *in, struct seine_error *err);
};
bool is_ofac_sdn(struct str head, const char *path);
enum seine_status read_ofac_sdn(struct list_builder *b, struct input *in,
                                struct seine_error *err) MUST_CHECK;
bool is_ofac_companion(struct str head, const char *path);
bool is_un_xml(struct str head, const char *path);
enum seine_status read_un_xml(struct list_builder *b, struct input *in,
                              struct seine_error *err) MUST_CHECK;
bool is_csl_json(struct str head, const char *path);
enum seine_status read_csl_json(struct list_builder *b, struct input *in,
                                struct seine_error *err) MUST_CHECK;
bool is_table(struct str head, const char *path);
enum seine_status read_table(struct list_builder *b, struct input *in,
                             struct seine_error *err) MUST_CHECK;

#endif
