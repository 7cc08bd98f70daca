/* store/cases.c - cases and their history. A case keeps its id as long as the greater part of the
 * smaller of the two nets is the same, so that a net that grows stays one file for the analyst. */
#include "store/internal.h"

struct known { /* a stored case that shares consignments */
    struct str id;
    int64_t seq;
    size_t shared;
};
typedef VEC(struct known) knowns;

/* One more consignment is shared with the case. */
static bool count_one(knowns *known, struct map *by_seq, struct str id, int64_t seq,
                      struct arena *arena)
{
    uint32_t at = 0;
    bool is_new = false, ok = true;
    if (map_get_or_set(by_seq, (uint64_t)seq, (uint32_t)known->n, &at, &is_new) != SEINE_OK)
        return false;
    if (is_new) {
        struct known one = {arena_str(arena, id, &ok), seq, 0};
        if (!ok || !VEC_PUSH(known, one))
            return false;
    }
    known->v[at].shared++;
    return true;
}

/* Counts, for every known case of the kit, how many of the consignments it rests on. However many
 * there are: what many busy parties share is in hundreds. */
static enum seine_status count_shared(struct store *s, struct str kit,
                                      const struct str *consignments, size_t n, struct arena *arena,
                                      knowns *known, struct seine_error *err)
{
    struct map by_seq;
    enum seine_status status = SEINE_OK;
    map_init(&by_seq);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        struct sql_query *q = store_sql(s, SQL_SIMILAR_CASES);
        enum sql_step last = SQL_DONE;
        sql_put_text(q, 1, consignments[i]);
        sql_put_text(q, 2, kit);
        while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW)
            if (!count_one(known, &by_seq, sql_text(q, 0), sql_int(q, 1), arena))
                status = error_set(err, SEINE_NOMEM, "out of memory");
        status = store_ended(s, q, status, last, err, "cannot look for known cases");
    }
    map_release(&by_seq);
    return status;
}

static enum seine_status case_size(struct store *s, struct str id, size_t *ret,
                                   struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_COUNT_CASE_RECORDS);
    sql_put_text(q, 1, id);
    enum sql_step last = sql_step(q);
    *ret = last == SQL_ROW ? (size_t)sql_int(q, 0) : 0;
    return store_ended(s, q, SEINE_OK, last, err, "cannot look for known cases");
}

/* The known case, not given out yet, that is most alike among those that share at least half of the
 * smaller net; ties go to the older one. Alike is |both| / |either|, so that of a net and a part of
 * it each finds itself again. */
static enum seine_status best_known(struct store *s, const knowns *all, size_t n,
                                    const struct known **ret, struct seine_error *err)
{
    const struct known *best = NULL, *known = all->v;
    double best_alike = 0;
    for (size_t i = 0; i < all->n; i++) {
        size_t size;
        enum seine_status status = case_size(s, known[i].id, &size, err);
        if (status != SEINE_OK)
            return status;
        size_t smaller = size < n ? size : n;
        double alike = (double)known[i].shared / (double)(size + n - known[i].shared);
        bool is_given = s->has_given && strtab_find(&s->given, known[i].id) != MAP_NONE;
        if (is_given || known[i].shared * 2 < smaller ||
            (best && (alike < best_alike || (alike <= best_alike && known[i].seq > best->seq))))
            continue;
        best = &known[i];
        best_alike = alike;
    }
    *ret = best;
    return SEINE_OK;
}

/* The id itself, or with "-2", "-3" ... if another case has it: given out now or known before. */
static enum seine_status unused_id(struct store *s, struct str fresh, struct arena *arena,
                                   struct str *ret, struct seine_error *err)
{
    struct buf id;
    bool ok = true, is_used = true;
    enum seine_status status = SEINE_OK;
    buf_init(&id, LIMIT_TEXT);
    buf_add(&id, fresh);
    for (int n = 2; is_used && status == SEINE_OK && buf_status(&id) == SEINE_OK && n < INT16_MAX;
         n++) {
        size_t size = 0;
        is_used = s->has_given && strtab_find(&s->given, buf_str(&id)) != MAP_NONE;
        if (!is_used)
            status = case_size(s, buf_str(&id), &size, err);
        is_used |= size > 0;
        if (is_used) {
            buf_reset(&id);
            buf_add_f(&id, STR_FMT "-%d", STR_ARG(fresh), n);
        }
    }
    ok = buf_status(&id) == SEINE_OK;
    *ret = ok ? arena_str(arena, buf_str(&id), &ok) : STR_EMPTY;
    buf_release(&id);
    if (status == SEINE_OK && !ok)
        status = error_set(err, SEINE_NOMEM, "out of memory");
    return status;
}

static enum seine_status give(struct store *s, struct str id, struct seine_error *err)
{
    uint32_t ignored;
    return !s->has_given || strtab_add(&s->given, id, &ignored) == SEINE_OK
               ? SEINE_OK
               : error_set(err, SEINE_NOMEM, "out of memory");
}

enum seine_status store_known_case_id(struct store *s, struct str kit,
                                      const struct str *consignments, size_t n, struct arena *arena,
                                      struct str *ret, struct seine_error *err)
{
    knowns known = {0};
    const struct known *best = NULL;
    enum seine_status status = count_shared(s, kit, consignments, n, arena, &known, err);
    if (status == SEINE_OK)
        status = best_known(s, &known, n, &best, err);
    if (status == SEINE_OK)
        status = best ? give(s, best->id, err) : SEINE_NOT_FOUND;
    if (status == SEINE_OK)
        *ret = best->id;
    VEC_RELEASE(&known);
    return status;
}

enum seine_status store_case_id(struct store *s, struct str kit, const struct str *consignments,
                                size_t n, struct str fresh, struct arena *arena, struct str *ret,
                                struct seine_error *err)
{
    struct str id;
    enum seine_status status = store_known_case_id(s, kit, consignments, n, arena, ret, err);
    if (status != SEINE_NOT_FOUND)
        return status;
    status = unused_id(s, fresh, arena, &id, err);
    if (status == SEINE_OK)
        status = give(s, id, err);
    if (status == SEINE_OK)
        *ret = id;
    return status;
}

struct stored { /* of a case now */
    bool is_there, is_same;
    int64_t n_history;
};

static enum seine_status compare(struct store *s, const struct store_case *c, struct stored *ret,
                                 struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_GET_CASE);
    sql_put_text(q, 1, c->id);
    enum sql_step last = sql_step(q);
    ret->is_there = last == SQL_ROW;
    ret->is_same = last == SQL_ROW && str_is(sql_text(q, 0), c->json);
    ret->n_history = last == SQL_ROW ? sql_int(q, 1) : 0;
    return store_ended(s, q, SEINE_OK, last, err, "cannot read a case");
}

static enum seine_status put_row(struct store *s, enum store_sql which, const struct store_case *c,
                                 int64_t n, struct seine_error *err)
{
    struct sql_query *q = store_sql(s, which);
    sql_put_text(q, 1, c->id);
    if (which == SQL_PUT_HISTORY)
        sql_put_int(q, 2, n);
    else
        sql_put_text(q, 2, c->kit);
    sql_put_real(q, 3, c->score);
    sql_put_text(q, 4, which == SQL_PUT_HISTORY && c->is_behind ? STR_EMPTY : c->json);
    return store_run(s, q, err, "cannot keep a case");
}

/* Puts the texts beside the case in the place of those that are there. */
static enum seine_status put_texts(struct store *s, struct str id, enum store_sql drop,
                                   enum store_sql add, const struct str *texts, size_t n,
                                   struct seine_error *err)
{
    struct sql_query *q = store_sql(s, drop);
    sql_put_text(q, 1, id);
    enum seine_status status = store_run(s, q, err, "cannot keep a case");
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        q = store_sql(s, add);
        sql_put_text(q, 1, id);
        sql_put_text(q, 2, texts[i]);
        status = store_run(s, q, err, "cannot keep a case");
    }
    return status;
}

static enum seine_status put_changed(struct store *s, const struct store_case *c,
                                     const struct stored *was, struct seine_error *err)
{
    enum seine_status status = put_row(s, was->is_there ? SQL_SET_CASE : SQL_PUT_CASE, c, 0, err);
    if (status == SEINE_OK)
        status = put_row(s, SQL_PUT_HISTORY, c, was->n_history + 1, err);
    if (status == SEINE_OK)
        status = put_texts(s, c->id, SQL_DROP_CASE_RECORDS, SQL_PUT_CASE_RECORD, c->consignments,
                           c->n_consignments, err);
    if (status == SEINE_OK)
        status = put_texts(s, c->id, SQL_DROP_CASE_ACTORS, SQL_PUT_CASE_ACTOR, c->actors,
                           c->n_actors, err);
    return status;
}

enum seine_status store_put_case(struct store *s, const struct store_case *c,
                                 struct seine_error *err)
{
    bool is_alone = false;
    struct stored was = {0};
    enum seine_status status = store_enter(s, &is_alone, err);
    if (status != SEINE_OK)
        return status;
    status = compare(s, c, &was, err);
    if (status == SEINE_OK && !was.is_same)
        status = put_changed(s, c, &was, err);
    return store_leave(s, is_alone, status, err);
}

struct store_case store_case_at(struct sql_query *q)
{
    return (struct store_case){.id = sql_text(q, 0),
                               .kit = sql_text(q, 1),
                               .score = sql_real(q, 2),
                               .json = sql_text(q, 3),
                               .is_stale = sql_int(q, 4) != 0};
}

enum seine_status store_each_case(struct store *s, store_case_fn *fn, void *context,
                                  struct seine_error *err)
{
    struct sql_query *q = store_sql(s, SQL_EACH_CASE);
    enum seine_status status = SEINE_OK;
    enum sql_step last = SQL_DONE;
    while (status == SEINE_OK && (last = sql_step(q)) == SQL_ROW) {
        struct store_case c = store_case_at(q);
        status = fn(context, &c, err);
    }
    return store_ended(s, q, status, last, err, "cannot read the cases");
}
