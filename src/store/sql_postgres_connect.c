/* store/sql_postgres_connect.c - a connection to a PostgreSQL server: made, looked after, and what
 * its failures mean. All that is kept stands in the schema "seine" of the database, whose table
 * "store" tells the version. No message holds a password. */
#include "store/internal.h"
#include "store/sql_postgres.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#define CONNECT_S   10     /* unless the address has connect_timeout */
#define OLDEST      120000 /* as PQserverVersion has it */
#define N_WORDS(of) (sizeof(of) / sizeof *(of))

/* ---- addresses ------------------------------------------------------------------------------ */

static const char *option(const PQconninfoOption *options, const char *name)
{
    for (; options && options->keyword; options++)
        if (strcmp(options->keyword, name) == 0 && options->val && options->val[0])
            return options->val;
    return NULL;
}

void sql_postgres_shown(const char *url, struct buf *out)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    const char *user = option(options, "user"), *host = option(options, "host"),
               *port = option(options, "port"), *name = option(options, "dbname");
    bool is_socket = host && (host[0] == '/' || host[0] == '@');
    buf_add_z(out, "postgresql://");
    if (user) {
        buf_add_shown(out, str_of(user));
        buf_add_c(out, '@');
    }
    if (!is_socket)
        buf_add_shown(out, str_of(host ? host : option(options, "hostaddr")));
    if (port && !is_socket) {
        buf_add_c(out, ':');
        buf_add_shown(out, str_of(port));
    }
    buf_add_c(out, '/');
    buf_add_shown(out, str_of(name));
    if (is_socket) {
        buf_add_z(out, "?host=");
        buf_add_shown(out, str_of(host));
    }
    PQconninfoFree(options);
}

static bool is_address(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

/* ---- failures ------------------------------------------------------------------------------- */

/* By the SQLSTATE, or by its first two characters. */
static enum sql_fault fault_of(const char *state)
{
    static const struct {
        const char *state;
        enum sql_fault fault;
    } rows[] = {
        {"55P03", SQL_BUSY},      {"40001", SQL_BUSY},    {"40P01", SQL_BUSY},
        {"53100", SQL_FULL},      {"53200", SQL_MEMORY},  {"53300", SQL_CROWDED},
        {"23505", SQL_DUPLICATE}, {"42501", SQL_DENIED},  {"25006", SQL_DENIED},
        {"3D000", SQL_ABSENT},    {"57P01", SQL_GONE},    {"57P02", SQL_GONE},
        {"57P03", SQL_GONE},      {"XX001", SQL_DAMAGED}, {"XX002", SQL_DAMAGED},
        {"28", SQL_DENIED},       {"08", SQL_GONE},
    };
    for (size_t i = 0; state && i < N_WORDS(rows); i++)
        if (strncmp(rows[i].state, state, strlen(rows[i].state)) == 0)
            return rows[i].fault;
    return SQL_OTHER;
}

bool postgres_failed(struct postgres *p, const PGresult *result)
{
    const char *why = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    enum sql_fault fault = fault_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    if (PQstatus(p->conn) == CONNECTION_BAD)
        return sql_fault(&p->base, SQL_GONE, "the connection to the server was lost");
    if (!why)
        why = PQerrorMessage(p->conn);
    return sql_fault(&p->base, fault, why);
}

/* libpq tells why a server refuses as "... FATAL:  28P01: why", line by line. */
static bool refused(struct postgres *p)
{
    struct str text = str_of(PQerrorMessage(p->conn)), line;
    bool more = true;
    char state[6] = "", why[400];
    (void)str_cut(&text, &more, '\n', &line);
    for (size_t i = 0; i + 9 < line.n && !state[0]; i++) {
        if (memcmp(line.p + i, ":  ", 3) == 0 && memcmp(line.p + i + 8, ": ", 2) == 0) {
            memcpy(state, line.p + i + 3, 5);
            line = str_slice(line, i + 10, line.n);
        }
    }
    snprintf(why, sizeof why, STR_FMT, STR_ARG(line));
    if (PQconnectionNeedsPassword(p->conn))
        return sql_fault(&p->base, SQL_DENIED,
                         "the server wants a password; give it in ~/.pgpass or PGPASSWORD");
    return sql_fault(&p->base, state[0] ? fault_of(state) : SQL_GONE, why);
}

/* ---- connecting ----------------------------------------------------------------------------- */

static void hear_nothing(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static int64_t clock_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t patience_s(PGconn *conn)
{
    PQconninfoOption *options = PQconninfo(conn);
    int64_t s = 0;
    bool ok = str_to_i64(str_of(option(options, "connect_timeout")), &s);
    PQconninfoFree(options);
    return ok && s > 0 && s < 3600 ? s : CONNECT_S;
}

/* What PQconnectdb does, with one deadline for all, and failures that tell their SQLSTATE. */
static bool wait_for_server(struct postgres *p)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    int64_t patience = patience_s(p->conn), end = clock_ms() + patience * 1000;
    char why[100];
    PQsetErrorVerbosity(p->conn, PQERRORS_VERBOSE);
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
        struct pollfd fd = {.fd = PQsocket(p->conn),
                            .events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT};
        int64_t left = end - clock_ms();
        int n = left > 0 ? poll(&fd, 1, (int)left) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            snprintf(why, sizeof why, "the server does not answer within %lld s",
                     (long long)patience);
            return sql_fault(&p->base, SQL_GONE, why);
        }
        next = PQconnectPoll(p->conn);
    }
    return next == PGRES_POLLING_OK || refused(p);
}

/* What must hold for every statement. A transaction of ours can take as long as a scan; a lost
 * client must not hold the lock for hours; what is committed is on the disk. */
static bool set_session(struct postgres *p)
{
    const char *encoding = PQparameterStatus(p->conn, "server_encoding");
    if (PQserverVersion(p->conn) < OLDEST)
        return sql_fault(&p->base, SQL_REFUSED, "PostgreSQL 12 or newer is needed");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return sql_fault(&p->base, SQL_REFUSED,
                         "the database's encoding is not UTF8; make one with createdb -T template0 "
                         "-E UTF8");
    return postgres_script(
        &p->base, "SET search_path = seine, pg_temp; SET idle_in_transaction_session_timeout = 0;"
                  " SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10;"
                  " SET tcp_keepalives_count = 6; SET cursor_tuple_fraction = 1; SELECT"
                  " set_config('synchronous_commit', 'on', false)"
                  " WHERE current_setting('synchronous_commit') = 'off'");
}

static bool connect_to_server(struct postgres *p)
{
    /* The first ones can be set by the address, the last ones cannot. */
    const char *const names[] = {"fallback_application_name",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "keepalives_count",
                                 "dbname",
                                 "client_encoding",
                                 NULL};
    const char *const values[] = {"seine", "60", "10", "6", p->where, "UTF8", NULL};
    if (!is_address(p->where))
        return sql_fault(&p->base, SQL_REFUSED,
                         "this is no address like postgresql://user@host:5432/database");
    PQfinish(p->conn);
    p->n_deferred = 0;
    p->conn = PQconnectStartParams(names, values, 1);
    if (!p->conn)
        return sql_fault(&p->base, SQL_MEMORY, "out of memory");
    PQsetNoticeProcessor(p->conn, hear_nothing, NULL);
    if (PQstatus(p->conn) == CONNECTION_BAD)
        return refused(p);
    if (!wait_for_server(p))
        return false;
    PQsetErrorVerbosity(p->conn, PQERRORS_DEFAULT);
    p->connection++;
    return set_session(p);
}

bool postgres_may_again(const struct postgres *p)
{
    return PQstatus(p->conn) == CONNECTION_BAD && !p->base.is_within && p->n_cursors == 0;
}

bool postgres_ready(struct postgres *p)
{
    if (PQstatus(p->conn) == CONNECTION_OK)
        return true;
    return postgres_may_again(p)
               ? connect_to_server(p)
               : sql_fault(&p->base, SQL_GONE, "the connection to the server was lost");
}

bool postgres_script(struct sql *db, const char *text)
{
    struct postgres *p = (struct postgres *)db;
    PGresult *r = PQexec(p->conn, text);
    ExecStatusType status = PQresultStatus(r);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!ok)
        postgres_failed(p, r);
    PQclear(r);
    return ok;
}

void postgres_close(struct sql *db)
{
    struct postgres *p = (struct postgres *)db;
    PQfinish(p->conn);
    if (p->where)
        memset(p->where, 0, strlen(p->where)); /* it may hold a password */
    mem_free(p->where);
    sql_release(db);
    mem_free(p);
}

enum seine_status postgres_open(const char *where, bool may_make, struct sql **ret,
                                struct seine_error *err)
{
    struct postgres *p = mem_calloc(1, sizeof *p);
    struct sql_schema found = {0};
    enum seine_status status = SEINE_OK;
    if (!p)
        return error_set(err, SEINE_NOMEM, "out of memory");
    if (!sql_init(&p->base, &sql_postgres, where) || !(p->where = mem_copy_string(where)))
        status = error_set(err, SEINE_NOMEM, "out of memory");
    else if (!connect_to_server(p) || (!may_make && !postgres_schema(&p->base, &found)))
        status = sql_failed(&p->base, err, "cannot open the database");
    else if (!may_make && found.version == 0 && !found.is_foreign)
        status =
            error_set(err, SEINE_NOT_FOUND, "there is no store in %s; seine scan --db %s makes one",
                      p->base.name, p->base.name);
    if (status != SEINE_OK) {
        postgres_close(&p->base);
        return status;
    }
    *ret = &p->base;
    return SEINE_OK;
}

/* ---- the schema ----------------------------------------------------------------------------- */

static bool number(const PGresult *r, int column, int64_t *ret)
{
    return PQntuples(r) == 1 && str_to_i64(str_of(PQgetvalue(r, 0, column)), ret);
}

bool postgres_schema(struct sql *db, struct sql_schema *ret)
{
    struct postgres *p = (struct postgres *)db;
    int64_t n_objects = 0, is_there = 0, application = 0, version = 0;
    PGresult *r = PQexec(p->conn, "SELECT count(*), coalesce(sum((relname = 'store')::int), 0)"
                                  " FROM pg_class WHERE relnamespace = to_regnamespace('seine')");
    bool ok = number(r, 0, &n_objects) && number(r, 1, &is_there);
    if (ok && is_there) {
        PQclear(r);
        r = PQexec(p->conn, "SELECT application, version FROM seine.store");
        if (PQresultStatus(r) == PGRES_TUPLES_OK || PQntuples(r) > 0)
            (void)(number(r, 0, &application) && number(r, 1, &version));
        else
            ok = false;
    }
    if (!ok)
        postgres_failed(p, r);
    PQclear(r);
    ret->version = version > INT32_MAX || version < 0 ? INT32_MAX : (int)version;
    ret->is_foreign = n_objects > 0 && application != STORE_APPLICATION_ID;
    return ok;
}

bool postgres_set_schema(struct sql *db, int version)
{
    struct buf text;
    buf_init(&text, KIB);
    if (version == 0) /* somebody else may have made the schema for a user who may not */
        buf_add_f(
            &text,
            "DO $$ BEGIN IF to_regnamespace('seine') IS NULL THEN CREATE SCHEMA seine;"
            " END IF; END $$;"
            " CREATE TABLE seine.store (application BIGINT NOT NULL, version BIGINT NOT NULL);"
            " INSERT INTO seine.store VALUES (%d, 0)",
            STORE_APPLICATION_ID);
    else
        buf_add_f(&text, "UPDATE seine.store SET version = %d", version);
    bool ok = buf_status(&text) == SEINE_OK ? postgres_script(db, text.p)
                                            : sql_fault(db, SQL_MEMORY, "out of memory");
    buf_release(&text);
    return ok;
}

void sql_postgres_version(struct buf *out)
{
    int version = PQlibVersion();
    buf_add_f(out, "libpq %d.%d\n", version / 10000, version % 10000);
}
