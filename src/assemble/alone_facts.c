/* assemble/alone_facts.c - which records show by themselves what typologies of procurement name:
 * data media and drawings from engineering senders, first samples, dangerous goods that are not
 * declared, like goods after a seizure, carriage beyond reason. It counts nothing and weighs
 * nothing: how rare each is in the data at hand is found by alone.c. */
#include "assemble/alone.h"

#include <string.h>

#define SMALL_G      5000000 /* more than five tonnes is no trial lot */
#define MANY_RECORDS 2000

#define KNOWLEDGE (GOODS_MEDIA | GOODS_DOCUMENTS | GOODS_SOFTWARE)
#define TRIAL     (GOODS_SAMPLE | GOODS_PROTOTYPE)

struct facts {
    const struct as_context *x;
    const uint8_t *kinds; /* per cargo: set of enum goods_kind */
    uint8_t *engineering; /* per actor */
    uint16_t *ret;        /* per record */
};

static bool is_machinery(unsigned chapter)
{
    return chapter == 84 || chapter == 85 || (chapter >= 86 && chapter <= 90) || chapter == 93;
}

static bool is_chemistry(unsigned chapter)
{
    return chapter == 28 || chapter == 29 || chapter == 36 || chapter == 38;
}

/* Do all lines, or any, have goods of that kind? */
static bool lines_are(const struct facts *f, const struct table_record *r, unsigned kind, bool all)
{
    const struct trade_table *t = f->x->in->table;
    size_t n = 0;
    for (uint32_t i = 0; i < r->n_lines; i++)
        n += (f->kinds[t->lines.v[r->first_line + i].cargo] & kind) != 0;
    return all ? n > 0 && n == r->n_lines : n > 0;
}

/* A sender at least half of whose other goods are machines, vehicles or instruments. */
static enum seine_status find_engineering(void *context, unsigned worker, size_t from, size_t to,
                                          struct seine_error *err)
{
    struct facts *f = context;
    const struct as_context *x = f->x;
    const struct trade_table *t = x->in->table;
    (void)worker;
    (void)err;
    for (size_t a = from; a < to; a++) {
        size_t n = 0, machines = 0;
        for (uint32_t i = x->actor_first[ASSEMBLE_SOURCE][a];
             i < x->actor_first[ASSEMBLE_SOURCE][a + 1]; i++) {
            const struct table_record *r = &t->records.v[x->actor_records[ASSEMBLE_SOURCE][i]];
            if (r->n_lines == 0 || lines_are(f, r, KNOWLEDGE, true))
                continue;
            n++;
            machines += is_machinery(as_line_heading(x, r->first_line) / 100);
        }
        f->engineering[a] = machines > 0 && machines * 2 >= n;
    }
    return SEINE_OK;
}

static bool has_failed(const struct check_result *checks, uint32_t record, enum check_kind kind)
{
    for (uint32_t i = checks->first[record]; i < checks->first[record + 1]; i++)
        if (checks->findings.v[i].kind == kind)
            return true;
    return false;
}

static bool is_first_of_pair(const struct as_context *x, uint32_t record)
{
    size_t n_senders, n_receivers;
    const uint32_t *senders = as_actors_of(x, record, ASSEMBLE_SOURCE, &n_senders);
    const uint32_t *receivers = as_actors_of(x, record, ASSEMBLE_SINK, &n_receivers);
    if (n_senders == 0 || n_receivers == 0)
        return false;
    const uint32_t *first = &x->actor_first[ASSEMBLE_SINK][receivers[0]];
    if (first[1] - first[0] > MANY_RECORDS) /* a house that meets strangers every day */
        return false;
    for (uint32_t i = first[0]; i < first[1]; i++) {
        uint32_t r = x->actor_records[ASSEMBLE_SINK][i];
        size_t n;
        const uint32_t *others =
            as_partners_of(x, &x->actor_entries[ASSEMBLE_SINK][i], r, ASSEMBLE_SINK, &n);
        if (r >= record)
            break;
        if (n > 0 && others[0] == senders[0])
            return false;
    }
    return true;
}

static bool is_data(const struct facts *f, uint32_t record)
{
    uint32_t senders[AS_RECORD_ACTORS];
    size_t n = as_record_actors(f->x, record, ASSEMBLE_SOURCE, senders);
    bool from_engineers = false;
    for (size_t i = 0; i < n; i++)
        from_engineers = from_engineers || f->engineering[senders[i]];
    return from_engineers && lines_are(f, &f->x->in->table->records.v[record], KNOWLEDGE, true);
}

static bool is_sample(const struct facts *f, uint32_t record)
{
    const struct trade_table *t = f->x->in->table;
    const struct table_record *r = &t->records.v[record];
    bool is_kind = false;
    for (uint32_t i = 0; i < r->n_lines; i++) {
        const struct table_line *line = &t->lines.v[r->first_line + i];
        unsigned chapter = as_line_heading(f->x, r->first_line + i) / 100;
        is_kind = is_kind || ((f->kinds[line->cargo] & TRIAL) &&
                              (is_machinery(chapter) || is_chemistry(chapter)));
    }
    return is_kind && is_first_of_pair(f->x, record);
}

static bool is_small(const struct trade_table *t, const struct table_record *r)
{
    int64_t g = table_gross_g(t, r);
    return g == TRADE_NONE || g <= SMALL_G;
}

static enum seine_status facts_of(void *context, unsigned worker, size_t from, size_t to,
                                  struct seine_error *err)
{
    struct facts *f = context;
    const struct check_result *checks = f->x->in->checks;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        uint32_t r = (uint32_t)i;
        const struct table_record *record = &f->x->in->table->records.v[i];
        unsigned set = 0;
        if (record->outcome == TRADE_SEIZED)
            set |= AS_WAS_SEIZED;
        if (lines_are(f, record, KNOWLEDGE, false) && is_data(f, r))
            set |= 1u << AS_DATA_MEDIA;
        if (lines_are(f, record, TRIAL, false) && is_sample(f, r))
            set |= 1u << AS_SAMPLE;
        if (has_failed(checks, r, CHECK_DANGEROUS_TEXT) && is_small(f->x->in->table, record) &&
            is_first_of_pair(f->x, r))
            set |= 1u << AS_DANGEROUS;
        if (has_failed(checks, r, CHECK_FREIGHT_HIGH) &&
            has_failed(checks, r, CHECK_FREIGHT_OVER_VALUE))
            set |= 1u << AS_FREIGHT_FAR;
        f->ret[i] = (uint16_t)set;
    }
    return SEINE_OK;
}

/* A component that both can be, more than weakly; else one tariff heading. */
static bool is_like(const struct as_context *x, uint32_t a, uint32_t b)
{
    const struct trade_table *t = x->in->table;
    for (uint32_t i = x->first_cand[a]; i < x->first_cand[a + 1]; i++)
        for (uint32_t k = x->first_cand[b]; k < x->first_cand[b + 1]; k++)
            if (x->cands[i].component == x->cands[k].component &&
                as_level((double)x->cands[i].q) < AS_LEVELS - 1 &&
                as_level((double)x->cands[k].q) < AS_LEVELS - 1)
                return true;
    const struct table_record *l = &t->records.v[a], *r = &t->records.v[b];
    if (l->n_lines == 0 || r->n_lines == 0)
        return false;
    return as_same_heading(as_line_stated(x, l->first_line), as_line_stated(x, r->first_line)) == 1;
}

/* Like goods for or from a party of the seized record. */
static void mark_reorders(struct facts *f, uint32_t seized)
{
    const struct as_context *x = f->x;
    const struct table_record *s = &x->in->table->records.v[seized];
    int64_t day = as_seized_day(s);
    uint32_t next = as_first_from(x, day + 1), end = as_first_from(x, day + AS_REORDER_DAYS + 1);
    for (int side = 0; side < 2; side++) {
        size_t n;
        const uint32_t *actors = as_actors_of(x, seized, (enum assemble_side)side, &n);
        const uint32_t *records = x->actor_records[side];
        for (size_t a = 0; a < n; a++) {
            uint32_t to = x->actor_first[side][actors[a] + 1];
            uint32_t i = as_place_from(records, x->actor_first[side][actors[a]], to, next);
            for (; i < to && records[i] < end; i++)
                if (records[i] != seized && !(f->ret[records[i]] >> AS_REORDER & 1u) &&
                    is_like(x, seized, records[i]))
                    f->ret[records[i]] = (uint16_t)(f->ret[records[i]] | 1u << AS_REORDER);
        }
    }
}

static void rates(struct as_context *x)
{
    size_t n = x->in->table->records.n;
    for (int f = 0; f < AS_N_FACTS; f++) {
        size_t shown = 0;
        for (size_t r = 0; r < n; r++)
            shown += (unsigned)x->facts[r] >> f & 1u;
        x->fact_rate[f] = ((double)shown + 1) / ((double)n + 2);
    }
}

enum seine_status as_facts(struct as_context *x, struct pool *pool, struct seine_error *err)
{
    const struct trade_table *t = x->in->table;
    x->facts = arena_array(x->arena, t->records.n + 1, sizeof *x->facts);
    struct facts f = {x, x->in->checks->goods, mem_calloc(x->in->links->actors.n + 1, 1), x->facts};
    bool ok = f.engineering && f.ret;
    ok = ok &&
         pool_run(pool, x->in->links->actors.n, 1024, find_engineering, &f, err) == SEINE_OK &&
         pool_run(pool, t->records.n, 1024, facts_of, &f, err) == SEINE_OK;
    for (uint32_t r = 0; r < t->records.n && ok; r++)
        if (t->records.v[r].outcome == TRADE_SEIZED && t->records.v[r].day != DATE_NONE)
            mark_reorders(&f, r);
    mem_free(f.engineering);
    if (ok)
        as_passed_facts(x, x->facts);
    ok = ok && as_successor_facts(x, pool, x->facts);
    ok = ok && as_banned_facts(x, pool, x->facts);
    if (ok)
        rates(x);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while assembling");
}
