/* serve/own_jobs.c - consignments that came in: each body lies in the spool until the one worker
 * has scanned it together with all that is kept. A body that waits is lost with the process; it
 * counts as taken in only when its job is done, and sending it again changes nothing. */
#include "serve/own_internal.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum state { WAITING, READING, SCANNING, DONE, FAILED };
static const char *const state_names[] = {"waiting", "reading", "scanning", "done", "failed"};
enum { TOP = 10000, TEXT_MAX = 400 };

struct job {
    uint64_t number; /* 0: unused */
    enum state state;
    char *path; /* NULL: nothing is read, what is kept is scanned */
    struct buf name, message;
    uint64_t n_records, n_new, n_rejects, n_cases;
    struct {
        int64_t line;
        char reason[TEXT_MAX];
    } rejects[OWN_REJECTS_MAX];
};

struct own_jobs {
    struct own *own;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t changed;
    pthread_t worker;
    bool has_worker, is_closing;
    uint64_t last;
    struct job jobs[OWN_JOBS_MAX];
};

static void forget(struct job *job)
{
    if (job->path)
        unlink(job->path);
    mem_free(job->path);
    buf_release(&job->name);
    buf_release(&job->message);
    memset(job, 0, sizeof *job);
}

static void write_job(struct json_writer *w, const struct job *j)
{
    struct buf id;
    buf_init(&id, 64);
    buf_add_f(&id, "J-%llu", (unsigned long long)j->number);
    json_object(w);
    json_member(w, "job", buf_str(&id));
    buf_release(&id);
    json_member(w, "name", buf_str(&j->name));
    json_member(w, "state", str_of(state_names[j->state]));
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {{"records", j->n_records},
                  {"new", j->n_new},
                  {"rejected", j->n_rejects},
                  {"cases", j->n_cases}};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        json_member_count(w, counts[i].key, counts[i].n);
    }
    json_key(w, "message");
    json_string(w, buf_str(&j->message));
    json_key(w, "rejects");
    json_array(w);
    for (size_t i = 0; i < j->n_rejects && i < OWN_REJECTS_MAX; i++) {
        json_object(w);
        json_member_i64(w, "line", j->rejects[i].line);
        json_key(w, "reason");
        json_string(w, str_of(j->rejects[i].reason));
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

struct run {
    struct own_jobs *jobs;
    struct job *job; /* does not move; only the worker forgets it while it runs */
};

static void tell(void *context, const char *stage, uint64_t done, uint64_t total, const char *unit)
{
    struct run *r = context;
    (void)done, (void)total, (void)unit;
    pthread_mutex_lock(&r->jobs->lock);
    if (strcmp(stage, "reading") != 0 && strcmp(stage, "recalling") != 0)
        r->job->state = SCANNING;
    pthread_mutex_unlock(&r->jobs->lock);
}

static enum seine_status take_reject(void *context, const struct trade_reject *reject,
                                     struct seine_error *err)
{
    struct run *r = context;
    (void)err;
    pthread_mutex_lock(&r->jobs->lock);
    if (r->job->n_rejects < OWN_REJECTS_MAX) {
        char *reason = r->job->rejects[r->job->n_rejects].reason;
        const char *colon = reject->field.n ? ": " : "";
        snprintf(reason, TEXT_MAX, STR_FMT "%s" STR_FMT, STR_ARG(reject->field), colon,
                 STR_ARG(reject->reason));
        r->job->rejects[r->job->n_rejects].line = reject->line;
    }
    r->job->n_rejects++;
    pthread_mutex_unlock(&r->jobs->lock);
    return SEINE_OK;
}

static uint64_t count_records(struct own *o)
{
    struct own_reader *r = own_take(o);
    uint64_t n = store_count_records(r->store);
    own_give(o, r);
    return n;
}

/* What a finished scan says of the job; under the lock. */
static void conclude(struct job *job, const struct pipeline *p, uint64_t n_before, uint64_t n_after,
                     const struct seine_error *err)
{
    const struct seine_error *unreadable = NULL;
    char text[sizeof err->message + 256];
    size_t n_unreadable = p ? pipeline_unreadable(p, &unreadable) : 0;
    job->state = p && !n_unreadable ? DONE : FAILED;
    job->n_records = n_after;
    job->n_new = n_after > n_before ? n_after - n_before : 0; /* others may forget some */
    if (p) {
        job->n_rejects = pipeline_report(p)->run.n_rejects;
        job->n_cases = pipeline_report(p)->n_cases;
    }
    if (n_unreadable)
        buf_add_z(&job->message, unreadable[0].message);
    else if (!p)
        buf_add_z(&job->message, error_text(err, text, sizeof text));
}

static enum seine_status watch_file(struct own *o, const char *path, struct seine_error *err)
{
    struct input *in = NULL;
    struct seine_error unread = {0};
    if (!path || input_open(path, &in, &unread) != SEINE_OK)
        return SEINE_OK; /* the scan will tell */
    enum seine_status status = own_watch_input(o, in, err);
    input_free(in);
    return status;
}

/* Whether records can be read from it at all; if not, the many that are kept need no new scan. */
static enum seine_status check_file(const char *path, struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    enum seine_status status = path ? input_open(path, &in, err) : SEINE_OK;
    if (status == SEINE_OK && in)
        status = trade_reader_open(in, NULL, &reader, err);
    trade_reader_free(reader);
    input_free(in);
    err->source[0] = 0; /* the spool is nobody's business */
    return status;
}

static void run_job(struct own_jobs *j, struct job *job)
{
    struct own *o = j->own;
    struct run run = {j, job};
    struct progress progress = {tell, &run};
    struct seine_error err = {0};
    struct pipeline *p = NULL;
    const char *input = job->path;
    struct pipeline_options options = {.inputs = &input,
                                       .n_inputs = input != NULL,
                                       .watchlists = o->config->watchlists,
                                       .n_watchlists = o->config->n_watchlists,
                                       .kits = o->config->kits,
                                       .n_kits = o->config->n_kits,
                                       .measures = o->config->measures,
                                       .n_measures = o->config->n_measures,
                                       .db = o->config->db,
                                       .threads = o->config->threads,
                                       .top = TOP,
                                       .progress = &progress,
                                       .reject = take_reject,
                                       .reject_context = &run};
    uint64_t n_before = count_records(o);
    enum seine_status status = check_file(job->path, &err);
    if (status == SEINE_OK)
        status = watch_file(o, job->path, &err);
    if (status == SEINE_OK)
        status = pipeline_scan(&options, &p, &err);
    own_views_flush(o); /* what was seen meanwhile */
    uint64_t n_after = count_records(o);
    pthread_mutex_lock(&j->lock);
    conclude(job, status == SEINE_OK ? p : NULL, n_before, n_after, &err);
    if (job->path)
        unlink(job->path);
    own_tell(o); /* before anybody can see that the job is over */
    pthread_mutex_unlock(&j->lock);
    pipeline_free(p);
}

static struct job *oldest(struct own_jobs *j, bool waiting)
{
    struct job *best = NULL;
    for (size_t i = 0; i < OWN_JOBS_MAX; i++) {
        struct job *job = &j->jobs[i];
        bool fits = waiting ? job->state == WAITING : job->state >= DONE;
        if (job->number && fits && (!best || job->number < best->number))
            best = job;
    }
    return best;
}

static void *work(void *context)
{
    struct own_jobs *j = context;
    pthread_mutex_lock(&j->lock);
    while (!j->is_closing) {
        struct job *job = oldest(j, true);
        if (!job) {
            pthread_cond_wait(&j->changed, &j->lock);
            continue;
        }
        job->state = READING;
        pthread_mutex_unlock(&j->lock);
        run_job(j, job);
        pthread_mutex_lock(&j->lock);
    }
    pthread_mutex_unlock(&j->lock);
    return NULL;
}

enum seine_status own_jobs_new(struct own *o, struct own_jobs **ret, struct seine_error *err)
{
    struct own_jobs *j = mem_calloc(1, sizeof *j);
    if (!j)
        return error_set(err, SEINE_NOMEM, "out of memory");
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t); /* after a restart no number is that of another job */
    j->last = (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
    j->own = o;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->changed, NULL);
    j->has_worker = pthread_create(&j->worker, NULL, work, j) == 0;
    if (!j->has_worker) {
        own_jobs_free(j);
        return error_set(err, SEINE_NOMEM, "cannot start a thread");
    }
    *ret = j;
    return SEINE_OK;
}

void own_jobs_free(struct own_jobs *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    j->is_closing = true;
    pthread_cond_broadcast(&j->changed);
    pthread_mutex_unlock(&j->lock);
    if (j->has_worker)
        pthread_join(j->worker, NULL);
    for (size_t i = 0; i < OWN_JOBS_MAX; i++)
        if (j->jobs[i].number)
            forget(&j->jobs[i]);
    pthread_cond_destroy(&j->changed);
    pthread_mutex_destroy(&j->lock);
    mem_free(j);
}

static enum seine_status write_all(int fd, struct str body)
{
    for (size_t at = 0; at < body.n;) {
        ssize_t n = write(fd, body.p + at, body.n - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return SEINE_IO;
        at += (size_t)n;
    }
    return SEINE_OK;
}

/* The body in a file of its own, readable by this user only. */
static enum seine_status spool(struct own *o, struct str body, char **ret, struct seine_error *err)
{
    struct buf path;
    buf_init(&path, LIMIT_TEXT);
    buf_add_f(&path, "%s/seine-consignments-XXXXXX", o->config->spool);
    char *copy = buf_status(&path) == SEINE_OK ? mem_copy_string(path.p) : NULL;
    buf_release(&path);
    if (!copy)
        return error_set(err, SEINE_NOMEM, "out of memory");
    int fd = mkstemp(copy);
    enum seine_status status = fd < 0 ? SEINE_IO : write_all(fd, body);
    if (fd >= 0 && close(fd) != 0)
        status = SEINE_IO;
    if (status != SEINE_OK) {
        error_set(err, status, "cannot keep the consignments in %s: %s", o->config->spool,
                  strerror(errno));
        if (fd >= 0)
            unlink(copy);
        mem_free(copy);
        return status;
    }
    *ret = copy;
    return SEINE_OK;
}

static struct job *free_place(struct own_jobs *j)
{
    for (size_t i = 0; i < OWN_JOBS_MAX; i++)
        if (!j->jobs[i].number)
            return &j->jobs[i];
    struct job *job = oldest(j, false);
    if (job)
        forget(job);
    return job;
}

/* A place with a new number; NULL if there is none. Under the lock. */
static struct job *begin_job(struct own_jobs *j, char *path, struct str name)
{
    struct job *job = free_place(j);
    if (!job)
        return NULL;
    job->number = ++j->last;
    job->state = WAITING;
    job->path = path;
    buf_init(&job->name, LIMIT_NAME);
    buf_init(&job->message, LIMIT_NAME);
    buf_add(&job->name, str_slice(name, 0, name.n < LIMIT_NAME ? name.n : LIMIT_NAME - 1));
    pthread_cond_broadcast(&j->changed);
    return job;
}

enum seine_status own_jobs_again(struct own *o, struct buf *ret_id, struct seine_error *err)
{
    struct own_jobs *j = o->jobs;
    struct job *job = NULL, *any = NULL;
    pthread_mutex_lock(&j->lock);
    for (size_t i = 0; i < OWN_JOBS_MAX && !job; i++) {
        struct job *one = &j->jobs[i];
        bool is_waiting = one->number && one->state == WAITING;
        job = is_waiting && !one->path ? one : NULL;
        any = is_waiting ? one : any;
    }
    if (!job)
        job = begin_job(j, NULL, STR_EMPTY);
    if (!job)
        job = any; /* that scans what is kept, too */
    if (job)
        buf_add_f(ret_id, "J-%llu", (unsigned long long)job->number);
    pthread_mutex_unlock(&j->lock);
    return job ? buf_status(ret_id)
               : error_set(err, SEINE_CONFLICT, "too many files wait; try again later");
}

enum seine_status own_submit(struct own *o, struct str name, struct str body, struct buf *out,
                             struct seine_error *err)
{
    struct own_jobs *j = o->jobs;
    struct json_writer w;
    char *path = NULL;
    if (body.n == 0)
        return error_set(err, SEINE_FORMAT, "there are no consignments in the body");
    if (body.n > OWN_BODY_MAX)
        return error_set(err, SEINE_LIMIT, "the body is longer than %zu bytes", OWN_BODY_MAX);
    enum seine_status status = spool(o, body, &path, err);
    if (status != SEINE_OK)
        return status;
    pthread_mutex_lock(&j->lock);
    struct job *job = begin_job(j, path, name);
    if (job) {
        json_writer_init(&w, out);
        write_job(&w, job);
    }
    pthread_mutex_unlock(&j->lock);
    if (!job) {
        unlink(path);
        mem_free(path);
        return error_set(err, SEINE_CONFLICT, "too many files wait; try again later");
    }
    return buf_status(out);
}

enum seine_status own_job(struct own *o, struct str id, struct buf *out, struct seine_error *err)
{
    struct own_jobs *j = o->jobs;
    int64_t number = 0;
    bool is_found = false;
    if (str_starts(id, STR("J-")) && str_to_i64(str_slice(id, 2, id.n), &number) && number > 0) {
        pthread_mutex_lock(&j->lock);
        for (size_t i = 0; i < OWN_JOBS_MAX && !is_found; i++)
            if (j->jobs[i].number == (uint64_t)number) {
                struct json_writer w;
                is_found = true;
                json_writer_init(&w, out);
                write_job(&w, &j->jobs[i]);
            }
        pthread_mutex_unlock(&j->lock);
    }
    return is_found ? buf_status(out)
                    : error_set(err, SEINE_NOT_FOUND, "there is no job '" STR_FMT "'", STR_ARG(id));
}
