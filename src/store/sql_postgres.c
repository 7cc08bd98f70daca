/* store/sql_postgres.c - sql.h over a PostgreSQL server (libpq): transactions and statements.
 *
 * One advisory lock makes one writer at a time, as a file does. Within a transaction, statements
 * without rows are sent in a row, up to DEFERRED of them, before their results are looked at, so
 * that a scan does not wait for the network at each record. Many rows come through a cursor, page
 * by page; outside of a transaction one is begun that ends with the last cursor. Values travel in
 * binary form. */
#include "store/internal.h"
#include "store/sql_postgres.h"

#include <libpq-fe.h>
#include <string.h>

enum { DEFERRED = 512, FIRST_PAGE = 64, LARGEST_PAGE = 8192, PAGE_BYTES = 1 << 20 };
enum { T_BYTEA = 17, T_INT8 = 20, T_TEXT = 25, T_FLOAT8 = 701 }; /* of pg_type */

struct postgres_query {
    struct sql_query base;
    char *text;
    enum sql_use use;
    bool is_select;
    int n_parameters;
    char name[16];             /* as a prepared statement, or of its cursor */
    unsigned connection;       /* in which it was prepared */
    Oid types[SQL_PARAMETERS]; /* as it was prepared; 0: whatever fits */
    PGresult *result;
    int row;
    int page;             /* rows to fetch at once */
    bool has_cursor;      /* it is open */
    bool is_short;        /* of memory: a text of the row could not be given */
    struct arena scratch; /* texts that are written otherwise there */
};

struct parameters {
    const char *values[SQL_PARAMETERS];
    int lengths[SQL_PARAMETERS], formats[SQL_PARAMETERS];
    Oid types[SQL_PARAMETERS];
    unsigned char numbers[SQL_PARAMETERS][8];
};

static struct postgres *connection_of(const struct postgres_query *q)
{
    return (struct postgres *)q->base.db;
}

static bool is_good(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- what was put off ----------------------------------------------------------------------- */

/* Reads the results of all that was sent; the first failure is kept. */
static bool settle(struct postgres *p)
{
    bool ok = true, is_done = p->n_deferred == 0;
    int n_empty = 0; /* one stands between two results */
    if (is_done)
        return true;
    p->n_deferred = 0;
    if (!PQpipelineSync(p->conn))
        return postgres_failed(p, NULL);
    while (!is_done && n_empty < 2) {
        PGresult *r = PQgetResult(p->conn);
        ExecStatusType status = r ? PQresultStatus(r) : PGRES_COMMAND_OK;
        n_empty = r ? 0 : n_empty + 1;
        is_done = status == PGRES_PIPELINE_SYNC;
        if (ok && !is_done && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            ok = postgres_failed(p, r);
        PQclear(r);
    }
    if (ok && !is_done)
        ok = postgres_failed(p, NULL);
    return PQexitPipelineMode(p->conn) || !ok ? ok : postgres_failed(p, NULL);
}

static bool ready(struct postgres *p)
{
    return postgres_ready(p) && settle(p);
}

/* ---- transactions --------------------------------------------------------------------------- */

/* Begins; a connection that turns out to be lost is made anew, once. */
static bool begin_with(struct postgres *p, const char *text)
{
    bool ok = ready(p) && postgres_script(&p->base, text);
    if (!ok && postgres_may_again(p))
        ok = ready(p) && postgres_script(&p->base, text);
    if (!ok && PQtransactionStatus(p->conn) == PQTRANS_INERROR)
        PQclear(PQexec(p->conn, "ROLLBACK"));
    return ok;
}

static bool begin(struct sql *db, enum sql_mode mode)
{
    struct postgres *p = (struct postgres *)db;
    char text[200];
    if (p->n_cursors > 0)
        return sql_fault(db, SQL_REFUSED, "rows are being read");
    if (mode == SQL_READ)
        return begin_with(p, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    snprintf(text, sizeof text,
             "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = %d;"
             " SELECT pg_advisory_xact_lock(%d)",
             db->wait_ms > 0 ? db->wait_ms : 1, STORE_APPLICATION_ID);
    return begin_with(p, text);
}

static bool commit(struct sql *db)
{
    struct postgres *p = (struct postgres *)db;
    if (!settle(p))
        return false;
    PGresult *r = PQexec(p->conn, "COMMIT");
    bool ok = is_good(r) && strcmp(PQcmdStatus(r), "COMMIT") == 0;
    if (!ok && is_good(r)) /* it says ROLLBACK */
        sql_fault(db, SQL_OTHER, "a statement before it failed");
    else if (!ok)
        postgres_failed(p, r);
    if (!ok && db->fault == SQL_GONE) /* before or after it was done? */
        db->fault = SQL_IN_DOUBT;
    PQclear(r);
    return ok;
}

static void rollback(struct sql *db)
{
    struct postgres *p = (struct postgres *)db;
    if (PQstatus(p->conn) != CONNECTION_OK)
        return;
    (void)settle(p);
    PQclear(PQexec(p->conn, "ROLLBACK"));
}

static bool script(struct sql *db, const char *text)
{
    struct postgres *p = (struct postgres *)db;
    return ready(p) && postgres_script(db, text);
}

/* ---- parameters ----------------------------------------------------------------------------- */

static void put_bits(unsigned char *room, uint64_t bits)
{
    for (int i = 0; i < 8; i++)
        room[i] = (unsigned char)(bits >> (56 - 8 * i));
}

static bool encode(struct postgres_query *q, struct parameters *p)
{
    bool ok = true;
    memset(p, 0, sizeof *p);
    for (int i = 0; i < q->n_parameters; i++) {
        const struct sql_value *v = &q->base.values[i];
        struct str bytes = v->s;
        uint64_t bits = (uint64_t)v->i;
        if (v->type == SQL_NULL)
            continue;
        p->formats[i] = 1;
        if (v->type == SQL_TEXT) {
            bytes = postgres_text_to(v->s, &q->scratch, &ok);
            p->types[i] = T_TEXT;
        } else if (v->type == SQL_BYTES) {
            p->types[i] = T_BYTEA;
        } else {
            if (v->type == SQL_REAL)
                memcpy(&bits, &v->d, sizeof bits);
            put_bits(p->numbers[i], bits);
            bytes = (struct str){(const char *)p->numbers[i], 8};
            p->types[i] = v->type == SQL_REAL ? T_FLOAT8 : T_INT8;
        }
        ok = ok && bytes.n <= INT32_MAX;
        p->values[i] = bytes.p;
        p->lengths[i] = (int)bytes.n;
    }
    return ok || sql_fault(q->base.db, SQL_MEMORY, "out of memory");
}

static bool is_prepared(const struct postgres_query *q, const struct parameters *p)
{
    bool ok = q->connection == connection_of(q)->connection;
    for (int i = 0; i < q->n_parameters && ok; i++)
        ok = p->types[i] == q->types[i] || p->types[i] == 0 || q->types[i] == 0;
    return ok;
}

static bool prepare(struct postgres_query *q, const struct parameters *values)
{
    struct postgres *p = connection_of(q);
    if (is_prepared(q, values))
        return true;
    if (!settle(p))
        return false;
    snprintf(q->name, sizeof q->name, "q%u", ++p->n_names);
    PGresult *r = PQprepare(p->conn, q->name, q->text, q->n_parameters, values->types);
    bool ok = is_good(r) || postgres_failed(p, r);
    if (ok) {
        q->connection = p->connection;
        memcpy(q->types, values->types, sizeof q->types);
    }
    PQclear(r);
    return ok;
}

/* ---- running -------------------------------------------------------------------------------- */

/* Takes over a result; false if it is a failure. */
static bool take(struct postgres_query *q, PGresult *r)
{
    if (!is_good(r)) {
        postgres_failed(connection_of(q), r);
        PQclear(r);
        return false;
    }
    PQclear(q->result);
    q->result = r;
    q->row = -1;
    if (!str_to_i64(str_of(PQcmdTuples(r)), &q->base.changed))
        q->base.changed = 0;
    return true;
}

static bool run_now(struct postgres_query *q)
{
    struct postgres *p = connection_of(q);
    struct parameters v;
    if (!ready(p) || !encode(q, &v))
        return false;
    if (q->use == SQL_ONCE)
        return take(q, PQexecParams(p->conn, q->text, q->n_parameters, v.types, v.values, v.lengths,
                                    v.formats, 1));
    return prepare(q, &v) && take(q, PQexecPrepared(p->conn, q->name, q->n_parameters, v.values,
                                                    v.lengths, v.formats, 1));
}

static bool fetch(struct postgres_query *q)
{
    char text[64];
    struct postgres *p = connection_of(q);
    snprintf(text, sizeof text, "FETCH %d FROM %s", q->page, q->name);
    return ready(p) && take(q, PQexecParams(p->conn, text, 0, NULL, NULL, NULL, NULL, 1));
}

/* Ends the transaction that stood for the cursors. */
static void cursor_closed(struct postgres *p)
{
    if (--p->n_cursors > 0 || !p->is_reading)
        return;
    p->is_reading = false;
    if (PQstatus(p->conn) == CONNECTION_OK)
        PQclear(PQexec(p->conn, "COMMIT"));
}

static bool declare(struct postgres_query *q)
{
    struct postgres *p = connection_of(q);
    struct parameters v;
    struct buf text;
    if (!encode(q, &v) || !settle(p))
        return false;
    buf_init(&text, 64 * KIB);
    snprintf(q->name, sizeof q->name, "c%u", ++p->n_names);
    buf_add_f(&text, "DECLARE %s NO SCROLL CURSOR FOR %s", q->name, q->text);
    PGresult *r = buf_status(&text) == SEINE_OK
                      ? PQexecParams(p->conn, text.p, q->n_parameters, v.types, v.values, v.lengths,
                                     v.formats, 1)
                      : NULL;
    bool ok = is_good(r) ||
              (r ? postgres_failed(p, r) : sql_fault(q->base.db, SQL_MEMORY, "out of memory"));
    PQclear(r);
    buf_release(&text);
    return ok;
}

static bool open_cursor(struct postgres_query *q)
{
    struct postgres *p = connection_of(q);
    if (!p->base.is_within && p->n_cursors == 0) {
        if (!begin_with(p, "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"))
            return false;
        p->is_reading = true;
    }
    p->n_cursors++;
    q->page = FIRST_PAGE;
    q->has_cursor = declare(q) && fetch(q);
    if (!q->has_cursor)
        cursor_closed(p);
    return q->has_cursor;
}

/* The next page; about PAGE_BYTES of it, as the rows of this one were. */
static bool next_page(struct postgres_query *q)
{
    uint64_t bytes = 0;
    int n = PQntuples(q->result);
    for (int i = 0; i < n; i++)
        for (int c = 0; c < PQnfields(q->result); c++)
            bytes += (unsigned)PQgetlength(q->result, i, c);
    uint64_t rows = bytes > 0 ? (uint64_t)PAGE_BYTES * (unsigned)n / bytes : LARGEST_PAGE;
    q->page = rows < 1 ? 1 : rows > LARGEST_PAGE ? LARGEST_PAGE : (int)rows;
    return fetch(q);
}

static bool start(struct postgres_query *q)
{
    bool ok = q->use == SQL_MANY ? open_cursor(q) : run_now(q);
    if (!ok && q->is_select && postgres_may_again(connection_of(q))) /* it was lost while idle */
        ok = q->use == SQL_MANY ? open_cursor(q) : run_now(q);
    return ok;
}

static enum sql_step step(struct sql_query *base)
{
    struct postgres_query *q = (struct postgres_query *)base;
    if (q->is_short) {
        sql_fault(base->db, SQL_MEMORY, "out of memory");
        return SQL_FAILED;
    }
    if (q->result)
        arena_reset(&q->scratch);
    else if (!start(q))
        return SQL_FAILED;
    if (++q->row < PQntuples(q->result))
        return SQL_ROW;
    if (!q->has_cursor || PQntuples(q->result) < q->page)
        return SQL_DONE;
    if (!next_page(q))
        return SQL_FAILED;
    return ++q->row < PQntuples(q->result) ? SQL_ROW : SQL_DONE;
}

static bool run(struct sql_query *base)
{
    struct postgres_query *q = (struct postgres_query *)base;
    struct postgres *p = connection_of(q);
    struct parameters v;
    if (!base->db->is_within || q->use == SQL_ONCE)
        return run_now(q);
    if (!postgres_ready(p) || !encode(q, &v) || !prepare(q, &v))
        return false;
    if (p->n_deferred == 0 && !PQenterPipelineMode(p->conn))
        return postgres_failed(p, NULL);
    p->n_deferred++;
    if (!PQsendQueryPrepared(p->conn, q->name, q->n_parameters, v.values, v.lengths, v.formats, 1))
        return postgres_failed(p, NULL);
    return p->n_deferred < DEFERRED || settle(p);
}

static void reset(struct sql_query *base)
{
    struct postgres_query *q = (struct postgres_query *)base;
    struct postgres *p = connection_of(q);
    char text[32];
    PQclear(q->result);
    q->result = NULL;
    q->is_short = false;
    arena_reset(&q->scratch);
    if (!q->has_cursor)
        return;
    q->has_cursor = false;
    snprintf(text, sizeof text, "CLOSE %s", q->name);
    if (settle(p) && PQtransactionStatus(p->conn) == PQTRANS_INTRANS)
        PQclear(PQexec(p->conn, text));
    cursor_closed(p);
}

/* ---- queries -------------------------------------------------------------------------------- */

/* ?1 becomes $1, except within texts. The greatest number is *ret_n. */
static void translate(char *text, int *ret_n)
{
    bool is_quoted = false;
    for (; *text; text++) {
        is_quoted ^= *text == '\'';
        if (*text != '?' || is_quoted)
            continue;
        *text = '$';
        if (text[1] - '0' > *ret_n)
            *ret_n = text[1] - '0';
    }
}

static struct sql_query *query_new(struct sql *db, const char *text, enum sql_use use)
{
    struct postgres_query *q = mem_calloc(1, sizeof *q);
    if (!q || !(q->text = mem_copy_string(text))) {
        mem_free(q);
        return NULL;
    }
    q->base.db = db;
    q->use = use;
    q->is_select = str_starts(str_of(text), STR("SELECT"));
    translate(q->text, &q->n_parameters);
    arena_init(&q->scratch, LIMIT_ARENA);
    return &q->base;
}

static void query_free(struct sql_query *base)
{
    struct postgres_query *q = (struct postgres_query *)base;
    reset(base);
    arena_release(&q->scratch);
    mem_free(q->text);
    mem_free(q);
}

static int64_t big_endian(const unsigned char *p, int n)
{
    uint64_t v = n > 0 && (p[0] & 0x80) ? UINT64_MAX : 0;
    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

static struct sql_value get(struct sql_query *base, int at, enum sql_type as)
{
    struct postgres_query *q = (struct postgres_query *)base;
    struct sql_value v = {.type = as, .s = STR_EMPTY};
    bool ok = true;
    if (PQgetisnull(q->result, q->row, at))
        return (struct sql_value){.type = SQL_NULL, .s = STR_EMPTY};
    const char *p = PQgetvalue(q->result, q->row, at);
    int n = PQgetlength(q->result, q->row, at);
    if (as == SQL_TEXT)
        v.s = postgres_text_from((struct str){p, (size_t)n}, &q->scratch, &ok);
    else if (as == SQL_BYTES)
        v.s = (struct str){p, (size_t)n};
    else
        v.i = big_endian((const unsigned char *)p, n < 8 ? n : 8);
    q->is_short |= !ok;
    if (as == SQL_REAL)
        memcpy(&v.d, &v.i, sizeof v.d);
    if (as == SQL_NULL)
        v.type = SQL_TEXT; /* something is there */
    return v;
}

/* ---- the whole database --------------------------------------------------------------------- */

/* Its files are the server's to look after. */
static bool find_damage(struct sql *db, struct buf *ret)
{
    (void)db;
    (void)ret;
    return true;
}

static bool compact(struct sql *db)
{
    return script(db, "VACUUM record, party, cases, case_record, case_history, decision");
}

static bool schema(struct sql *db, struct sql_schema *ret)
{
    return ready((struct postgres *)db) && postgres_schema(db, ret);
}

const struct sql_backend sql_postgres = {.open = postgres_open,
                                         .close = postgres_close,
                                         .begin = begin,
                                         .commit = commit,
                                         .rollback = rollback,
                                         .query_new = query_new,
                                         .query_free = query_free,
                                         .reset = reset,
                                         .step = step,
                                         .run = run,
                                         .get = get,
                                         .script = script,
                                         .schema = schema,
                                         .set_schema = postgres_set_schema,
                                         .find_damage = find_damage,
                                         .compact = compact,
                                         .migrations = store_migrations_postgres,
                                         .unlock_audit = STORE_UNLOCK_AUDIT_POSTGRES,
                                         .lock_audit = STORE_LOCK_AUDIT_POSTGRES};
