/* check/internal.h - shared by the files of check/ only. */
#ifndef CHECK_INTERNAL_H
#define CHECK_INTERNAL_H

#include "check/check.h"

struct check_context {
    const struct trade_table *table;
    const struct geo *geo;
    struct check_result *ret;
    uint8_t *failed[CHECK_N]; /* per record: 0 not applicable, 1 passed, 2 failed */
    double *measure[CHECK_N]; /* per record, NULL where a check has no figure */
    uint32_t *other;          /* CHECK_DOCUMENT_REUSED, CHECK_HOUSE_ABOVE_MASTER: per record */
    double *route_km;         /* per record's route: flown km, NaN unknown */
};

/* Great-circle kilometres along the route and straight; NaN if a place is not known. By route. */
enum seine_status check_routes(struct check_context *x, struct pool *pool,
                               struct seine_error *err) MUST_CHECK; /* freight.c */
enum seine_status check_freight_fit(struct check_context *x,
                                    struct seine_error *err) MUST_CHECK; /* freight.c */
void check_record(struct check_context *x,
                  uint32_t record); /* rules.c: rules that need one record */
enum seine_status check_documents(struct check_context *x,
                                  struct seine_error *err) MUST_CHECK; /* documents.c */
static inline void check_mark(struct check_context *x, enum check_kind kind, uint32_t record,
                              bool failed)
{
    x->failed[kind][record] = failed ? 2 : 1;
}

#endif
