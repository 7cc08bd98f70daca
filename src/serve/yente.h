/* serve/yente.h - what the files of the interface compatible with OpenSanctions' yente share: which
 * entries a request is about, parameters with their refusals, one scored entry. */
#ifndef SERVE_YENTE_H
#define SERVE_YENTE_H

#include "serve/ftm.h"
#include "serve/internal.h"

#define YENTE_MAX_LIMIT    500
#define YENTE_MAX_OFFSET   9499
#define YENTE_MAX_QUERIES  100
#define YENTE_MAX_EXCLUDED 50
#define YENTE_LOWEST       0.25 /* no score below it is ever returned */

/* Which entries of the lists a request is about. Lives in the request's arena. */
struct yente_scope {
    const struct list_set *set;
    bool *lists;      /* per list: it is wanted */
    unsigned kinds;   /* a bit per list_kind */
    unsigned topics;  /* 1: sanctions, 2: export control */
    struct str since; /* only lists of this date or later; "" is all */
    const struct str *excluded;
    size_t n_excluded;
};
/* From the path's dataset and the query's parameters. False with the refusal in the reply. */
bool yente_scope_read(struct serve_context *x, const struct request *q, struct reply *r,
                      struct yente_scope *ret);
bool yente_takes(const struct yente_scope *s, const struct listed_entity *e);
/* Whether a list of this key goes by the name: the key itself, "us-csl" for all "us-csl:...", the
 * name that OpenSanctions gives the same list, or "default" for all. */
bool yente_goes_by(struct str key, struct str name);
/* Narrows the scope to the named lists, or takes them out of it. SEINE_NOT_FOUND: one that is
 * wanted is not loaded, so that nobody on it could be found. */
enum seine_status yente_narrow(struct yente_scope *s, const struct str *names, size_t n,
                               bool takes_out, struct arena *arena,
                               struct seine_error *err) MUST_CHECK;
/* A number within bounds, or `otherwise` if the parameter is absent. False with 422 in the reply.
 */
bool yente_number(const struct request *q, const char *name, double least, double most,
                  double otherwise, struct reply *r, double *ret);
/* The same of a whole number from 0 on. */
bool yente_whole(const struct request *q, const char *name, size_t most, size_t otherwise,
                 struct reply *r, size_t *ret);
/* 422 as FastAPI writes it: where "a.b.c" is the place. */
void yente_invalid(struct reply *r, const char *type, const struct str *where, size_t n,
                   const char *message);
/* {"value": n, "relation": "eq"} */
void yente_total(struct json_writer *w, size_t n);

/* The fields that facets count and filters ask for (yente_facets.c). */
enum yente_field {
    YENTE_DATASETS,
    YENTE_SCHEMA,
    YENTE_COUNTRIES,
    YENTE_IDENTIFIERS,
    YENTE_TOPICS,
    YENTE_GENDERS,
    YENTE_ID,
    YENTE_TARGET,
    YENTE_FIELDS
};
bool yente_field_parse(struct str name, enum yente_field *ret); /* also "properties.country" */
bool yente_has(const struct list_set *set, const struct listed_entity *e, enum yente_field field,
               struct str value);
/* Writes "facets": how many of the entities have each value of the fields named (a bit each), most
 * first; "total" is how many values there are, of which the first thousand are told. */
enum seine_status yente_facets(struct serve_context *x, unsigned fields, const uint32_t *entities,
                               size_t n, struct json_writer *w) MUST_CHECK;

serve_handler yente_match, yente_search;

#endif
