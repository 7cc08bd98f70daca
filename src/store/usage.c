/* store/usage.c - the table of words and the headings that they are declared under. A scan settles
 * all of them anew and most are as before, so what is kept is compared with what is to be. */
#include "store/usage.h"

#include "store/internal.h"

typedef VEC(struct goods_usage) usage_rows;

static const char doing[] = "cannot keep or read what goods are declared as";

static enum seine_status read_rows(struct store *s, usage_rows *rows, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_USAGE);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        int64_t heading = sql_int(q, 1);
        struct goods_usage row = {.words = (uint64_t)sql_int(q, 0), .lines = 1};
        if (heading > 100 && heading < 10000)
            row.heading = (uint16_t)heading;
        if (!VEC_PUSH(rows, row))
            status = error_set(err, SEINE_NOMEM, "%s: out of memory", doing);
    }
    return store_ended(s, q, status, last, err, doing);
}

enum seine_status store_get_usage(struct store *s, struct goods_usage **ret, size_t *ret_n,
                                  struct seine_error *err)
{
    usage_rows rows = {0};
    enum seine_status status = read_rows(s, &rows, err);
    if (status != SEINE_OK) {
        VEC_RELEASE(&rows);
        return status;
    }
    *ret_n = goods_usage_settle(rows.v, rows.n);
    *ret = rows.v;
    return SEINE_OK;
}

static enum seine_status put(struct store *s, const struct goods_usage *row,
                             struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_PUT_USAGE);
    sql_put_int(q, 1, (int64_t)row->words);
    sql_put_int(q, 2, row->heading);
    return store_run(s, q, err, doing);
}

static enum seine_status drop(struct store *s, const struct goods_usage *row,
                              struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_DROP_USAGE);
    sql_put_int(q, 1, (int64_t)row->words);
    return store_run(s, q, err, doing);
}

static enum seine_status count_change(struct store *s, struct seine_error *err)
{
    uint64_t n = 0;
    enum seine_status status = store_get_number(s, STORE_USAGE_CHANGES, &n, err);
    return status == SEINE_OK ? store_put_number(s, STORE_USAGE_CHANGES, n + 1, err) : status;
}

enum seine_status store_put_usage(struct store *s, const struct goods_usage *v, size_t n,
                                  struct seine_error *err)
{
    struct goods_usage *kept = NULL;
    size_t n_kept = 0, at = 0, n_changed = 0;
    enum seine_status status = store_get_usage(s, &kept, &n_kept, err);
    for (size_t i = 0; (i < n || at < n_kept) && status == SEINE_OK;) {
        bool is_gone = at < n_kept && (i == n || kept[at].words < v[i].words);
        bool is_there = !is_gone && at < n_kept && kept[at].words == v[i].words;
        bool is_same = is_there && kept[at].heading == v[i].heading;
        if (is_gone)
            status = drop(s, &kept[at], err);
        else if (!is_same)
            status = put(s, &v[i], err);
        n_changed += !is_same;
        i += !is_gone;
        at += is_gone || is_there;
    }
    mem_free(kept);
    return status == SEINE_OK && n_changed > 0 ? count_change(s, err) : status;
}
