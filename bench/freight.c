/* bench/freight.c - what the freight model says carriage should cost. usage: freight FILE
 *
 * Prints "id paid expected" in USD for each record, tab-separated, nan where not known. The model
 * is learnt on the records that state what was paid. */
#include "check/check.h"
#include "records.h"

#include <stdio.h>
#include <string.h>

static enum seine_status run(const struct trade_table *t, struct seine_error *err)
{
    struct geo *geo = NULL;
    struct pool *pool = NULL;
    struct check_result checks;
    enum seine_status status = geo_open(&geo, err);
    if (status == SEINE_OK)
        status = pool_new(2, &pool, err);
    if (status == SEINE_OK)
        status = check_run(t, geo, pool, &checks, err);
    if (status == SEINE_OK) {
        for (size_t i = 0; i < t->records.n; i++) {
            struct str id = table_str(t, t->records.v[i].id);
            printf(STR_FMT "\t%.4f\t%.4f\n", STR_ARG(id), checks.freight[i].paid_usd,
                   checks.freight[i].expected_usd);
        }
        check_result_release(&checks);
    }
    pool_free(pool);
    geo_free(geo);
    return status;
}

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct trade_table t;
    char text[1024];
    if (argc != 2) {
        fputs("usage: freight FILE\n", stderr);
        return 2;
    }
    enum seine_status status = trade_table_init(&t);
    if (status == SEINE_OK)
        status = bench_read_file(argv[1], false, &t, &err);
    if (status == SEINE_OK)
        status = trade_table_seal(&t, NULL, &err);
    if (status == SEINE_OK)
        status = run(&t, &err);
    if (status != SEINE_OK)
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    trade_table_release(&t);
    return status == SEINE_OK ? 0 : 1;
}
