/* serve/ftm.h - listed entities and questions in the shape of FollowTheMoney, the data model of
 * OpenSanctions: {"id", "schema", "properties": {"name": ["..."]}}. Only what Seine holds is
 * written; only properties that the model has are read; of others there is a warning. */
#ifndef SERVE_FTM_H
#define SERVE_FTM_H

#include "geo/geo.h"
#include "screen/screen.h"

#define FTM_MAX_NAMES     256 /* of one question; more are refused, as all of them are screened */
#define FTM_MAX_VALUES    256 /* of one property; more are refused where they are compared */
#define FTM_MAX_IDS       256 /* likewise */
#define FTM_MAX_ADDRESSES 32  /* likewise */
#define FTM_MAX_WARNINGS  16

/* A bit per list_kind. */
#define FTM_KIND(kind) (1u << (kind))
#define FTM_ANY        0x1fu

/* The kinds of entries that a question of this schema means; false if there is no such schema.
 * Entries of unknown kind go with all of them. */
bool ftm_schema_kinds(struct str schema, unsigned *ret_kinds);
/* The one schema under which entries of this kind are written. */
const char *ftm_schema_of(enum list_kind kind);
/* "sanction" or "export.control": what the list is that an entry stands on. */
struct str ftm_topic(const struct list_info *list);

/* The members of an entity, without the braces, so that the caller may add more. */
void ftm_write_entity(const struct list_set *set, const struct listed_entity *e,
                      struct json_writer *w);
/* A date of a list as "2026-08-20T00:00:00", null if it has none. */
void ftm_write_time(struct json_writer *w, const char *key, struct str date);
/* The lower-case code of a country: two bytes of a constant. */
struct str ftm_country(struct str alpha2, char room[3]);

struct ftm_property {
    struct str name;
    struct str *values; /* cleaned: trimmed, countries as codes, dates as ISO prefixes */
    size_t n;
};
struct ftm_query {
    struct str id, schema;
    unsigned kinds;
    struct screen_subject subject;
    struct ftm_property *properties;
    size_t n_properties;
    struct str *warnings; /* of properties and values that nothing is taken from */
    size_t n_warnings;    /* the first FTM_MAX_WARNINGS of them are there */
};
/* Reads {"id"?, "schema", "properties"}. Everything lives in the arena. SEINE_RANGE: no such
 * schema, or too many values that are compared, or too long ones. With the member's name in
 * err->source, SEINE_NOT_FOUND: schema or properties are missing; SEINE_FORMAT: something has the
 * wrong shape. */
enum seine_status ftm_query_read(const struct json_value *example, const struct geo *geo,
                                 struct arena *arena, struct ftm_query *ret,
                                 struct seine_error *err) MUST_CHECK;
/* The question as it was understood, as an object. */
void ftm_query_write(const struct ftm_query *q, struct json_writer *w);
/* A member `warnings`, if there are any. */
void ftm_query_write_warnings(const struct ftm_query *q, struct json_writer *w);

#endif
