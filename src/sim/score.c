/* sim/score.c - reads truth, world and cases and matches them. It measures nothing (measure.c) and
 * does not know how the cases were made. */
#include "sim/score.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RANKING (4u << 20)
#define MAX_TAGS    40
#define INNOCENT    0x80000000u

const uint32_t score_workloads[SCORE_WORKLOADS] = {1, 5, 20, 100};

enum seine_status score_init(struct score *s)
{
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, LIMIT_ARENA);
    enum seine_status status = strtab_init(&s->ids);
    if (!status)
        status = strtab_init(&s->kinds);
    if (!status)
        status = strtab_init(&s->innocents);
    if (status)
        score_release(s);
    return status;
}

void score_release(struct score *s)
{
    strtab_release(&s->ids);
    strtab_release(&s->kinds);
    strtab_release(&s->innocents);
    VEC_RELEASE(&s->owner);
    VEC_RELEASE(&s->schemes);
    VEC_RELEASE(&s->files);
    arena_release(&s->arena);
}

/* Calls fn with each line of an NDJSON file as a tree that lives in a scratch arena. */
typedef enum seine_status line_fn(struct score *s, const struct json_value *v, void *context);

static const char *why(enum seine_status status)
{
    switch (status) {
    case SEINE_FORMAT:
        return "a member is missing or of the wrong type";
    case SEINE_CONFLICT:
        return "a consignment is named twice, here or above: each is of one scheme, once";
    case SEINE_LIMIT:
        return "a ranking has at most 4,194,304 cases";
    default:
        return "no memory";
    }
}

static enum seine_status lines_of(struct score *s, struct str text, struct arena *scratch,
                                  line_fn *fn, void *context, struct seine_error *err)
{
    struct str line;
    bool more = true;
    for (int64_t n = 1; str_cut(&text, &more, '\n', &line); n++) {
        line = str_trim(line);
        if (line.n == 0)
            continue;
        arena_reset(scratch);
        const struct json_value *v;
        enum seine_status status = json_parse(line, scratch, &v, err);
        if (!status && v->type != JSON_OBJECT)
            status = error_set(err, SEINE_FORMAT, "every line is one JSON object");
        if (!status && (status = fn(s, v, context)) != SEINE_OK)
            error_set(err, status, "%s", why(status));
        if (status) {
            error_at(err, NULL, n, 0);
            return status;
        }
    }
    return SEINE_OK;
}

static enum seine_status each_line(struct score *s, const char *path, line_fn *fn, void *context,
                                   struct seine_error *err)
{
    struct input *in;
    struct buf text;
    struct arena scratch;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    buf_init(&text, LIMIT_CASES_FILE);
    arena_init(&scratch, GIB);
    status = input_read_all(in, &text, err);
    if (!status)
        status = lines_of(s, buf_str(&text), &scratch, fn, context, err);
    if (status)
        error_at(err, path, 0, 0);
    arena_release(&scratch);
    buf_release(&text);
    input_free(in);
    return status;
}

/* SEINE_CONFLICT: it has an owner, and keeps it. */
static enum seine_status own(struct score *s, struct str id, uint32_t owner)
{
    uint32_t at;
    enum seine_status status = strtab_add(&s->ids, id, &at);
    if (status)
        return status;
    while (s->owner.n <= at)
        if (!VEC_PUSH(&s->owner, MAP_NONE))
            return SEINE_NOMEM;
    if (s->owner.v[at] != MAP_NONE)
        return SEINE_CONFLICT;
    s->owner.v[at] = owner;
    return SEINE_OK;
}

static int64_t integer(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    int64_t n;
    return m && m->type == JSON_NUMBER && str_to_i64(m->text, &n) ? n : -1;
}

static bool tag(struct score *s, struct score_scheme *t, const char *dimension, struct str value)
{
    bool ok = true;
    if (value.n == 0 || t->n_tags == MAX_TAGS)
        return true;
    t->tags[t->n_tags++] = (struct score_tag){dimension, arena_str(&s->arena, value, &ok)};
    return ok;
}

static struct str pieces_bin(int64_t n)
{
    return n < 0     ? STR_EMPTY
           : n <= 8  ? STR("1-8")
           : n <= 14 ? STR("9-14")
           : n <= 24 ? STR("15-24")
                     : STR("25+");
}

/* Consignments in the world that go to the cities of the scheme's receivers, in order of size. */
static struct str density_bin(int64_t n)
{
    return n < 0      ? STR_EMPTY
           : n < 250  ? STR("0-249")
           : n < 500  ? STR("250-499")
           : n < 1000 ? STR("500-999")
           : n < 2000 ? STR("1000-1999")
                      : STR("2000+");
}

static bool digit_tag(struct score *s, struct score_scheme *t, const char *dimension, int64_t v)
{
    char digit[2] = {(char)('0' + v % 10), 0};
    return v < 0 || v > 9 || tag(s, t, dimension, str_of(digit));
}

static bool tags_of(struct score *s, struct score_scheme *t, const struct json_value *v)
{
    static const char *const texts[] = {"direction", "kit", "preset", "family"};
    bool ok = tag(s, t, "pieces", pieces_bin(integer(v, "pieces")));
    ok = ok && tag(s, t, "hub density", density_bin(integer(v, "hub_density")));
    for (size_t i = 0; ok && i < sizeof texts / sizeof *texts; i++)
        ok = tag(s, t, texts[i], json_text(v, texts[i]));
    ok = ok && digit_tag(s, t, "difficulty", integer(v, "difficulty")) &&
         digit_tag(s, t, "hands", integer(v, "hops"));
    const struct json_value *tactics = json_get(v, "tactics");
    const struct json_value *x = tactics && tactics->type == JSON_ARRAY ? tactics->first : NULL;
    for (; ok && x; x = x->next)
        ok = x->type != JSON_STRING || tag(s, t, "tactic", x->text);
    return ok;
}

static int32_t day_of(struct str text)
{
    int32_t day = DATE_NONE, second;
    return date_parse(text, &day, &second) ? day : DATE_NONE;
}

static enum seine_status truth_line(struct score *s, const struct json_value *v, void *context)
{
    (void)context;
    struct score_scheme t = {.found_day = DATE_NONE};
    const struct json_value *list = json_get(v, "consignments");
    bool ok = true;
    if (json_text(v, "scheme").n == 0 || !list || list->type != JSON_ARRAY || list->n == 0)
        return SEINE_FORMAT;
    t.id = arena_str(&s->arena, json_text(v, "scheme"), &ok);
    t.tags = arena_array(&s->arena, MAX_TAGS, sizeof *t.tags);
    t.first_day = day_of(json_text(v, "first"));
    t.last_day = day_of(json_text(v, "last"));
    if (!ok || !t.tags || !tags_of(s, &t, v))
        return SEINE_NOMEM;
    for (const struct json_value *c = list->first; c; c = c->next) {
        if (c->type != JSON_STRING)
            return SEINE_FORMAT;
        enum seine_status status = own(s, c->text, (uint32_t)s->schemes.n);
        if (status)
            return status;
        t.n++;
    }
    return VEC_PUSH(&s->schemes, t) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status score_truth(struct score *s, const char *path, struct seine_error *err)
{
    enum seine_status status = each_line(s, path, truth_line, NULL, err);
    if (!status && s->schemes.n == 0)
        status = error_set(err, SEINE_FORMAT, "%s names no scheme", path);
    return status;
}

static enum seine_status world_line(struct score *s, const struct json_value *v, void *context)
{
    (void)context;
    struct str kind = json_text(v, "innocent");
    const struct json_value *list = json_get(v, "consignments");
    uint32_t at = 0;
    if (kind.n == 0 || !list || list->type != JSON_ARRAY)
        return SEINE_OK; /* a company */
    enum seine_status status = strtab_add(&s->innocents, kind, &at);
    for (const struct json_value *c = list->first; c && !status; c = c->next) {
        status = own(s, c->text, INNOCENT + at);
        status = status == SEINE_CONFLICT ? SEINE_OK : status; /* of a scheme, or told before */
    }
    return status;
}

enum seine_status score_world(struct score *s, const char *path, struct seine_error *err)
{
    return each_line(s, path, world_line, NULL, err);
}

struct reading {
    VEC(struct score_case) cases;
    VEC(struct str) ids;  /* of the case at hand */
    VEC(uint32_t) owners; /* the same */
};

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Who owns most of the case's consignments: among schemes, among innocents. */
static void majority(struct reading *r, struct score_case *c)
{
    uint32_t best_innocent = 0;
    if (r->owners.n > 0)
        qsort(r->owners.v, r->owners.n, sizeof *r->owners.v, by_number);
    for (size_t i = 0, k; i < r->owners.n; i = k) {
        for (k = i; k < r->owners.n && r->owners.v[k] == r->owners.v[i]; k++) {
        }
        uint32_t n = (uint32_t)(k - i), who = r->owners.v[i];
        if (who < INNOCENT && n > c->held) {
            c->held = n;
            c->touches = who;
        } else if (who >= INNOCENT && n > best_innocent && n * 2 >= c->n) {
            best_innocent = n;
            c->innocent = who - INNOCENT;
        }
    }
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The owners of a case's consignments; one that is named twice is one. */
static enum seine_status read_owners(const struct score *s, const struct json_value *list,
                                     struct reading *r, struct score_case *c)
{
    VEC_CLEAR(&r->ids);
    VEC_CLEAR(&r->owners);
    for (const struct json_value *m = list->first; m; m = m->next)
        if (!VEC_PUSH(&r->ids, m->type == JSON_STRING ? m->text : json_text(m, "id")))
            return SEINE_NOMEM;
    if (r->ids.n > 0)
        qsort(r->ids.v, r->ids.n, sizeof *r->ids.v, by_text);
    for (size_t i = 0; i < r->ids.n; i++) {
        if (i > 0 && r->ids.v[i].n > 0 && str_is(r->ids.v[i], r->ids.v[i - 1]))
            continue;
        uint32_t at = strtab_find(&s->ids, r->ids.v[i]);
        c->n++;
        if (at != MAP_NONE && at < s->owner.n && s->owner.v[at] != MAP_NONE &&
            !VEC_PUSH(&r->owners, s->owner.v[at]))
            return SEINE_NOMEM;
    }
    return SEINE_OK;
}

static enum seine_status read_bits(struct score *s, const struct json_value *v,
                                   struct score_case *c)
{
    const struct json_value *list = json_get(v, "evidence");
    size_t n = list && list->type == JSON_ARRAY ? list->n : 0;
    if (n == 0)
        return SEINE_OK;
    c->bits = arena_array(&s->arena, n, sizeof *c->bits);
    if (!c->bits)
        return SEINE_NOMEM;
    for (const struct json_value *e = list->first; e; e = e->next) {
        double bits;
        const struct json_value *b = json_get(e, "bits");
        if (!b || b->type != JSON_NUMBER || !str_to_double(b->text, &bits))
            continue;
        enum seine_status status =
            strtab_add(&s->kinds, json_text(e, "kind"), &c->bits[c->n_bits].kind);
        if (status)
            return status;
        c->bits[c->n_bits++].bits = (float)bits;
    }
    return SEINE_OK;
}

static double real(const struct json_value *v, const char *key)
{
    const struct json_value *m = json_get(v, key);
    double d;
    return m && m->type == JSON_NUMBER && str_to_double(m->text, &d) ? d : NAN;
}

static enum seine_status case_line(struct score *s, const struct json_value *v, void *context)
{
    struct reading *r = context;
    const struct json_value *list = json_get(v, "consignments");
    int64_t rank = integer(v, "rank");
    struct score_case c = {.scheme = MAP_NONE, .touches = MAP_NONE, .innocent = MAP_NONE};
    if (!list || list->type != JSON_ARRAY)
        return SEINE_FORMAT;
    if (r->cases.n >= MAX_RANKING)
        return SEINE_LIMIT;
    c.given = (uint32_t)r->cases.n;
    c.rank = rank > 0 && rank < UINT32_MAX ? (uint32_t)rank : (uint32_t)r->cases.n + 1;
    c.score = real(v, "score");
    c.score = isnan(c.score) ? -(double)c.rank : c.score;
    c.probability = real(v, "probability");
    c.q[0] = real(v, "q_e");
    c.q[1] = real(v, "q_decoy");
    enum seine_status status = read_owners(s, list, r, &c);
    if (status)
        return status;
    majority(r, &c);
    status = read_bits(s, v, &c);
    if (!status && !VEC_PUSH(&r->cases, c))
        status = SEINE_NOMEM;
    return status;
}

static int by_rank(const void *a, const void *b)
{
    const struct score_case *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return x->given < y->given ? -1 : x->given > y->given;
}

/* "cases-2026-03-01.ndjson" is the ranking of that day. */
static int32_t day_in_name(const char *path)
{
    size_t n = strlen(path);
    for (size_t i = n; i-- > 0;)
        if (n - i >= 10 && path[i] >= '0' && path[i] <= '9') {
            int32_t day = day_of((struct str){path + i, 10});
            if (day != DATE_NONE)
                return day;
        }
    return DATE_NONE;
}

enum seine_status score_cases(struct score *s, const char *path, struct seine_error *err)
{
    struct reading r = {0};
    enum seine_status status = each_line(s, path, case_line, &r, err);
    struct score_file f = {NULL, r.cases.n, day_in_name(path)};
    if (!status && r.cases.n > 0) {
        qsort(r.cases.v, r.cases.n, sizeof *r.cases.v, by_rank);
        for (size_t i = 0; i < r.cases.n; i++)
            r.cases.v[i].given = (uint32_t)i;
        f.cases = arena_array(&s->arena, r.cases.n, sizeof *f.cases);
        if (f.cases)
            memcpy(f.cases, r.cases.v, r.cases.n * sizeof *f.cases);
    }
    if (!status && ((r.cases.n > 0 && !f.cases) || !VEC_PUSH(&s->files, f)))
        status = error_set(err, SEINE_NOMEM, "no memory for the cases");
    VEC_RELEASE(&r.cases);
    VEC_RELEASE(&r.ids);
    VEC_RELEASE(&r.owners);
    return status;
}

struct order {
    double score;
    uint32_t at, given;
};

static int by_score(const void *a, const void *b)
{
    const struct order *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->given < y->given ? -1 : x->given > y->given;
}

static double score_without(const struct score_case *c, uint32_t kind)
{
    double score = c->score;
    for (uint32_t k = 0; k < c->n_bits; k++)
        if (c->bits[k].kind == kind)
            score -= (double)c->bits[k].bits;
    return score;
}

static void match_case(struct score *s, struct score_case *c, int32_t day)
{
    c->scheme = MAP_NONE;
    if (c->touches == MAP_NONE)
        return;
    struct score_scheme *t = &s->schemes.v[c->touches];
    if (t->touched == 0 || c->rank < t->touched)
        t->touched = c->rank;
    if (c->held * 2 < c->n)
        return;
    if (t->pure == 0 || c->rank < t->pure)
        t->pure = c->rank;
    if (c->held * 2 < t->n)
        return;
    c->scheme = c->touches;
    if (t->rank == 0 || c->rank < t->rank)
        t->rank = c->rank;
    if (c->rank <= 20 && day != DATE_NONE && (t->found_day == DATE_NONE || day < t->found_day))
        t->found_day = day;
}

static enum seine_status match_file(struct score *s, const struct score_file *f, uint32_t without)
{
    struct order *order = mem_calloc(f->n + 1, sizeof *order);
    if (!order)
        return SEINE_NOMEM;
    for (size_t i = 0; i < f->n; i++) {
        order[i] = (struct order){-(double)f->cases[i].given, (uint32_t)i, f->cases[i].given};
        if (without != MAP_NONE)
            order[i].score = score_without(&f->cases[i], without);
    }
    if (f->n > 0)
        qsort(order, f->n, sizeof *order, by_score);
    for (size_t i = 0; i < f->n; i++) {
        f->cases[order[i].at].rank = (uint32_t)i + 1;
        match_case(s, &f->cases[order[i].at], f->day);
    }
    if (f->n > 0)
        qsort(f->cases, f->n, sizeof *f->cases, by_rank);
    mem_free(order);
    return SEINE_OK;
}

enum seine_status score_match(struct score *s, const char *without)
{
    uint32_t kind = without ? strtab_find(&s->kinds, str_of(without)) : MAP_NONE;
    for (size_t i = 0; i < s->schemes.n; i++) {
        s->schemes.v[i].rank = s->schemes.v[i].touched = s->schemes.v[i].pure = 0;
        s->schemes.v[i].found_day = DATE_NONE;
    }
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < s->files.n && !status; i++)
        status = match_file(s, &s->files.v[i], kind);
    return status;
}
