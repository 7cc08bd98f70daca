/* sim/pooled.c - figures that worlds add up to: false discoveries, what a day's work of reading
 * finds, and whether stated probabilities hold. */
#include "sim/score.h"

#include <math.h>
#include <string.h>

#define A_DAY 20 /* cases that an office reads */

static const size_t depths[SCORE_DEPTHS] = {20, 50, 100};

static const char *const difficulty_names[SCORE_DIFFICULTIES] = {"1-3", "4", "5"};

static int difficulty_of(const struct score_scheme *t)
{
    for (uint32_t k = 0; k < t->n_tags; k++)
        if (str_is(str_of(t->tags[k].dimension), STR("difficulty")))
            return str_is(t->tags[k].value, STR("5")) ? 2 : str_is(t->tags[k].value, STR("4"));
    return 0;
}

/* From the first to the last day of all schemes. */
static int64_t days_of_all(const struct score *s)
{
    int32_t first = DATE_NONE, last = DATE_NONE;
    for (size_t i = 0; i < s->schemes.n; i++) {
        const struct score_scheme *t = &s->schemes.v[i];
        if (t->first_day == DATE_NONE || t->last_day == DATE_NONE)
            continue;
        first = first == DATE_NONE || t->first_day < first ? t->first_day : first;
        last = last == DATE_NONE || t->last_day > last ? t->last_day : last;
    }
    return first == DATE_NONE ? 1 : last - first + 1;
}

/* Days of reading until the file: since the one before, of the first as long as to the next; of a
 * single one all that the schemes take. */
static int64_t days_before(const struct score *s, size_t file)
{
    int32_t day = s->files.v[file].day, before = DATE_NONE, after = DATE_NONE;
    for (size_t i = 0; i < s->files.n && day != DATE_NONE; i++) {
        int32_t other = s->files.v[i].day;
        if (other == DATE_NONE)
            continue;
        if (other < day && (before == DATE_NONE || other > before))
            before = other;
        if (other > day && (after == DATE_NONE || other < after))
            after = other;
    }
    return before != DATE_NONE ? day - before : after != DATE_NONE ? after - day : days_of_all(s);
}

/* state: 1 read, 2 read before its last piece left. */
static void read_file(const struct score *s, size_t file, uint8_t *state)
{
    const struct score_file *f = &s->files.v[file];
    int64_t room = A_DAY * days_before(s, file);
    for (size_t i = 0; i < f->n && (int64_t)i < room; i++) {
        uint32_t scheme = f->cases[i].scheme;
        if (scheme == MAP_NONE || state[scheme] == 2)
            continue;
        bool in_time = f->day != DATE_NONE && s->schemes.v[scheme].last_day != DATE_NONE &&
                       f->day < s->schemes.v[scheme].last_day;
        state[scheme] = in_time ? 2 : 1;
    }
}

static void count_depths(const struct score *s, const struct score_file *f, uint8_t *seen,
                         struct score_depth *ret)
{
    memset(seen, 0, s->schemes.n);
    for (size_t i = 0; i < f->n && i < depths[SCORE_DEPTHS - 1]; i++) {
        const struct score_case *c = &f->cases[i];
        bool is_new = c->scheme != MAP_NONE && !seen[c->scheme];
        if (is_new)
            seen[c->scheme] = 1;
        for (int d = 0; d < SCORE_DEPTHS; d++) {
            ret[d].found += i < depths[d] && is_new;
            ret[d].innocent += i < depths[d] && !score_is_guilty(c);
        }
    }
}

enum seine_status score_pool(const struct score *s, const struct score_metrics *m,
                             struct score_pooled *ret)
{
    uint8_t *state = mem_calloc(s->schemes.n + 1, 1);
    if (!state)
        return SEINE_NOMEM;
    for (size_t i = 0; i < s->files.n; i++) {
        ret->is_dated |= s->files.n > 1 && s->files.v[i].day != DATE_NONE;
        read_file(s, i, state);
    }
    for (size_t i = 0; i < s->schemes.n; i++) {
        struct score_daily *d = &ret->daily[difficulty_of(&s->schemes.v[i])];
        d->n++;
        d->read += state[i] > 0;
        d->in_time += state[i] > 1;
    }
    if (s->files.n > 0)
        count_depths(s, &s->files.v[s->files.n - 1], state, ret->depths);
    mem_free(state);
    for (int b = 0; b < SCORE_BINS; b++) {
        ret->bins[b].n += m->bins[b].n;
        ret->bins[b].hits += m->bins[b].hits;
        ret->bins[b].sum += m->bins[b].sum;
    }
    return score_count_controls(s, &ret->controls);
}

static double share(uint64_t n, uint64_t of)
{
    return of ? (double)n / (double)of : NAN;
}

void score_pooled_text(const struct score_pooled *p, struct buf *out)
{
    buf_add_f(out, "\n%d cases a day%13s %7s %9s%s\n", A_DAY, "difficulty", "read", "share",
              p->is_dated ? "   in time" : "");
    for (int d = 0; d < SCORE_DIFFICULTIES; d++) {
        if (p->daily[d].n == 0)
            continue;
        buf_add_f(out, "%28s %3llu/%-3llu %9.3f", difficulty_names[d],
                  (unsigned long long)p->daily[d].read, (unsigned long long)p->daily[d].n,
                  share(p->daily[d].read, p->daily[d].n));
        if (p->is_dated)
            buf_add_f(out, " %9llu", (unsigned long long)p->daily[d].in_time);
        buf_add_c(out, '\n');
    }
    buf_add_f(out, "\n%-28s %7s %9s %11s\n", "cases read of each world", "schemes", "innocent",
              "per scheme");
    for (int d = 0; d < SCORE_DEPTHS; d++)
        buf_add_f(out, "%28zu %3llu/%-3llu %9llu %11.1f\n", depths[d],
                  (unsigned long long)p->depths[d].found, (unsigned long long)p->controls.n_schemes,
                  (unsigned long long)p->depths[d].innocent,
                  share(p->depths[d].innocent, p->depths[d].found));
    bool any = false;
    for (int b = 0; b < SCORE_BINS; b++) {
        if (p->bins[b].n == 0)
            continue;
        if (!any)
            buf_add_f(out, "\n%-22s %8s %8s %8s\n", "stated probability", "cases", "mean", "true");
        any = true;
        buf_add_f(out, "%.1f to %.1f             %8llu %8.3f %8.3f\n", b / 10.0, (b + 1) / 10.0,
                  (unsigned long long)p->bins[b].n, p->bins[b].sum / (double)p->bins[b].n,
                  share(p->bins[b].hits, p->bins[b].n));
    }
    score_controls_text(&p->controls, out);
}

void score_pooled_json(const struct score_pooled *p, struct json_writer *j)
{
    json_key(j, "twenty_a_day");
    json_array(j);
    for (int d = 0; d < SCORE_DIFFICULTIES; d++) {
        json_object(j);
        json_member(j, "difficulty", str_of(difficulty_names[d]));
        json_member_count(j, "schemes", p->daily[d].n);
        json_member_count(j, "read", p->daily[d].read);
        json_member_count(j, "in_time", p->daily[d].in_time);
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "depths");
    json_array(j);
    for (int d = 0; d < SCORE_DEPTHS; d++) {
        json_object(j);
        json_member_count(j, "cases", depths[d]);
        json_member_count(j, "schemes", p->depths[d].found);
        json_member_count(j, "innocent", p->depths[d].innocent);
        json_object_end(j);
    }
    json_array_end(j);
    json_key(j, "reliability");
    json_array(j);
    for (int b = 0; b < SCORE_BINS; b++) {
        json_object(j);
        json_member_count(j, "cases", p->bins[b].n);
        json_member_decimal(j, "mean",
                            p->bins[b].n ? p->bins[b].sum / (double)p->bins[b].n : (double)NAN, 6);
        json_member_decimal(j, "true", share(p->bins[b].hits, p->bins[b].n), 6);
        json_object_end(j);
    }
    json_array_end(j);
    score_controls_json(&p->controls, j);
}
