/* base/log.c - progress to a sink; one ready-made sink draws bars on a terminal's stderr. The clock
 * is read here for rates only: nothing that is kept depends on it. */
#include "base/log.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void progress_update(const struct progress *p, const char *stage, uint64_t done, uint64_t total,
                     const char *unit)
{
    if (p && p->update)
        p->update(p->context, stage, done, total, unit);
}

struct terminal_progress {
    pthread_mutex_t lock;
    bool is_on, is_coloured, is_line_open;
    char stage[64];
    double started, shown;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void draw(struct terminal_progress *t, uint64_t done, uint64_t total, const char *unit,
                 double seconds)
{
    char bar[25];
    int filled = total ? (int)(24.0 * (double)done / (double)total) : 0;
    for (int i = 0; i < 24; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[24] = '\0';
    fprintf(stderr, "\r%s%-26s%s [%s] %12llu %s", t->is_coloured ? "\033[1m" : "", t->stage,
            t->is_coloured ? "\033[0m" : "", total ? bar : "........................",
            (unsigned long long)done, unit);
    if (seconds > 0.5)
        fprintf(stderr, "  %.0f/s", (double)done / seconds);
    if (seconds > 1 && total > done && done > 0)
        fprintf(stderr, "  %.0f s left", seconds * (double)(total - done) / (double)done);
    else
        fprintf(stderr, "  %.1f s", seconds);
    fprintf(stderr, "\033[K");
    t->is_line_open = true;
}

static void update(void *context, const char *stage, uint64_t done, uint64_t total,
                   const char *unit)
{
    struct terminal_progress *t = context;
    pthread_mutex_lock(&t->lock);
    double at = now();
    bool is_new = strcmp(t->stage, stage) != 0;
    if (is_new) {
        if (t->is_line_open)
            fputc('\n', stderr);
        snprintf(t->stage, sizeof t->stage, "%s", stage);
        t->started = at;
        t->shown = 0;
    }
    if (is_new || at - t->shown > 0.1 || (total && done >= total)) {
        t->shown = at;
        draw(t, done, total, unit, at - t->started);
    }
    pthread_mutex_unlock(&t->lock);
}

struct terminal_progress *terminal_progress_new(bool quiet, struct progress *ret)
{
    struct terminal_progress *t = mem_calloc(1, sizeof *t);
    const char *no_colour = getenv("NO_COLOR");
    *ret = (struct progress){0};
    if (!t)
        return NULL;
    pthread_mutex_init(&t->lock, NULL);
    t->is_on = !quiet && isatty(STDERR_FILENO);
    t->is_coloured = !(no_colour && no_colour[0]);
    if (t->is_on)
        *ret = (struct progress){update, t};
    return t;
}

void terminal_progress_free(struct terminal_progress *t)
{
    if (!t)
        return;
    if (t->is_line_open)
        fputc('\n', stderr);
    pthread_mutex_destroy(&t->lock);
    mem_free(t);
}
