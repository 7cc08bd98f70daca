/* plan/posts.c - inspection posts from a CSV or JSON file or a request. Both kinds of input set the
 * same fields by name, so a column is a member and the checks are written once. */
#include "plan/internal.h"

#include <math.h>
#include <string.h>

#define MAX_CAPACITY 1000000
#define MAX_COVERS   10000

struct draft {
    struct plan_posts *posts;
    const struct geo *geo;
    struct str name;
    VEC(struct str) covers;
    bool is_everywhere;
    double capacity, hours, finds; /* below 0: not said */
    double minutes[PLAN_N_MODES];  /* [TRADE_MODE_NONE]: of all that is not said */
};

void plan_posts_init(struct plan_posts *p)
{
    *p = (struct plan_posts){0};
    arena_init(&p->arena, LIMIT_REPORT);
}

void plan_posts_release(struct plan_posts *p)
{
    VEC_RELEASE(&p->v);
    arena_release(&p->arena);
}

void plan_place_key(const struct geo *geo, struct str code, char ret[8])
{
    const struct geo_place *place = code.n == 3 ? geo_place(geo, code) : NULL;
    size_t n = 0;
    if (place && place->country[0])
        for (; n < 2; n++)
            ret[n] = place->country[n];
    for (size_t i = 0; i < code.n && n < 7; i++) {
        char c = code.p[i];
        if (c != ' ')
            ret[n++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    ret[n] = 0;
}

bool plan_post_covers(const struct plan_post *p, const char *key)
{
    struct str place = str_of(key);
    if (p->is_everywhere)
        return true;
    for (size_t i = 0; i < p->n_covers; i++)
        if (str_is(p->covers[i], place) || (p->covers[i].n == 2 && str_starts(place, p->covers[i])))
            return true;
    return false;
}

int64_t plan_dearest(const struct plan_post *p)
{
    int64_t most = 1;
    for (int m = 0; m < PLAN_N_MODES; m++)
        most = p->cost[m] > most ? p->cost[m] : most;
    return most;
}

static enum seine_status add_cover(struct draft *d, struct str code, struct seine_error *err)
{
    char key[8];
    bool ok = true;
    if (str_is(code, STR("*"))) {
        d->is_everywhere = true;
        return SEINE_OK;
    }
    plan_place_key(d->geo, code, key);
    size_t n = strlen(key);
    char country[3] = {key[0], key[0] ? key[1] : 0, 0};
    if ((n != 2 && n != 5) || !geo_country(d->geo, str_of(country)))
        return error_set(err, SEINE_RANGE,
                         "covers has '%.*s', which is no UN/LOCODE, airport or country code",
                         code.n < 40 ? (int)code.n : 40, code.p);
    struct str kept = arena_str(&d->posts->arena, str_of(key), &ok);
    if (!ok || d->covers.n >= MAX_COVERS || !VEC_PUSH(&d->covers, kept))
        return error_set(err, SEINE_LIMIT, "a post covers too many places");
    return SEINE_OK;
}

static enum seine_status add_covers(struct draft *d, struct str text, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < text.n && status == SEINE_OK;) {
        size_t end = i;
        while (end < text.n && !strchr(" ;,\t\n", text.p[end]))
            end++;
        if (end > i)
            status = add_cover(d, str_slice(text, i, end), err);
        i = end + 1;
    }
    return status;
}

static enum seine_status amount(struct str value, double least, double most, double *ret,
                                const char *what, struct seine_error *err)
{
    double v = 0;
    if (!str_to_double(str_trim(value), &v) || v < least || v > most)
        return error_set(err, SEINE_RANGE, "%s is a number from %g to %g", what, least, most);
    *ret = v;
    return SEINE_OK;
}

/* One field of a post; an empty value says nothing. */
static enum seine_status set(struct draft *d, struct str key, struct str value,
                             struct seine_error *err)
{
    enum trade_mode mode = TRADE_MODE_NONE;
    bool ok = true;
    if (str_trim(value).n == 0)
        return SEINE_OK;
    if (str_is(key, STR("post"))) {
        d->name = arena_str(&d->posts->arena, str_trim(value), &ok);
        return ok ? SEINE_OK : plan_nomem(err);
    }
    if (str_is(key, STR("covers")))
        return add_covers(d, value, err);
    if (str_is(key, STR("capacity")))
        return amount(value, 0, MAX_CAPACITY, &d->capacity, "capacity", err);
    if (str_is(key, STR("hours")))
        return amount(value, 0, MAX_CAPACITY, &d->hours, "hours", err);
    if (str_is(key, STR("finds")))
        return amount(value, 0, 1, &d->finds, "finds", err);
    if (str_is(key, STR("minutes")) ||
        (str_starts(key, STR("minutes_")) && trade_mode_parse(str_slice(key, 8, key.n), &mode) &&
         mode != TRADE_MODE_NONE))
        return amount(value, 1, 100000, &d->minutes[mode], "minutes", err);
    return error_set(err, SEINE_FORMAT,
                     "a post has no field '%.*s'; it has post, covers, capacity, hours, minutes, "
                     "minutes_air (sea, rail, road, post, courier), finds",
                     key.n < 40 ? (int)key.n : 40, key.p);
}

static void begin(struct draft *d)
{
    VEC_CLEAR(&d->covers);
    d->name = STR_EMPTY;
    d->is_everywhere = false;
    d->capacity = d->hours = d->finds = -1;
    for (int m = 0; m < PLAN_N_MODES; m++)
        d->minutes[m] = -1;
}

static enum seine_status check(const struct draft *d, struct seine_error *err)
{
    if (d->name.n == 0)
        return error_set(err, SEINE_FORMAT, "a post has no name (field post)");
    for (size_t i = 0; i < d->posts->v.n; i++)
        if (str_is(d->posts->v.v[i].name, d->name))
            return error_set(err, SEINE_FORMAT, "post '" STR_FMT "' is there twice",
                             STR_ARG(d->name));
    if (d->covers.n == 0 && !d->is_everywhere)
        return error_set(err, SEINE_FORMAT,
                         "post '" STR_FMT "' covers nothing: name places, countries, or *",
                         STR_ARG(d->name));
    if ((d->capacity < 0) == (d->hours < 0))
        return error_set(err, SEINE_FORMAT, "post '" STR_FMT "' needs either capacity or hours",
                         STR_ARG(d->name));
    if (d->hours >= 0 && d->minutes[TRADE_MODE_NONE] < 0)
        return error_set(err, SEINE_FORMAT,
                         "post '" STR_FMT "' has hours, so it needs minutes for one inspection",
                         STR_ARG(d->name));
    if (d->posts->v.n >= PLAN_MAX_POSTS)
        return error_set(err, SEINE_LIMIT, "more than %d posts", PLAN_MAX_POSTS);
    return SEINE_OK;
}

static enum seine_status finish(struct draft *d, double finds, struct seine_error *err)
{
    enum seine_status status = check(d, err);
    if (status != SEINE_OK)
        return status;
    struct plan_post p = {.name = d->name,
                          .n_covers = d->covers.n,
                          .is_everywhere = d->is_everywhere,
                          .is_timed = d->hours >= 0,
                          .finds = d->finds >= 0 ? d->finds : finds};
    p.capacity = (int64_t)floor(p.is_timed ? d->hours * 60 + 1e-9 : d->capacity + 1e-9);
    for (int m = 0; m < PLAN_N_MODES; m++) {
        double minutes = d->minutes[m] >= 1 ? d->minutes[m] : d->minutes[TRADE_MODE_NONE];
        p.cost[m] = p.is_timed ? (int64_t)ceil(minutes - 1e-9) : 1;
    }
    p.covers = arena_array(&d->posts->arena, d->covers.n + 1, sizeof *p.covers);
    if (!p.covers)
        return plan_nomem(err);
    for (size_t i = 0; i < d->covers.n; i++)
        p.covers[i] = d->covers.v[i];
    return VEC_PUSH(&d->posts->v, p) ? SEINE_OK : plan_nomem(err);
}

enum seine_status plan_posts_single(struct plan_posts *p, int64_t capacity, double finds,
                                    struct seine_error *err)
{
    struct plan_post one = {
        .name = STR("all"), .is_everywhere = true, .capacity = capacity, .finds = finds};
    for (int m = 0; m < PLAN_N_MODES; m++)
        one.cost[m] = 1;
    return VEC_PUSH(&p->v, one) ? SEINE_OK : plan_nomem(err);
}

static bool is_text(const struct json_value *v)
{
    return v->type == JSON_STRING || v->type == JSON_NUMBER;
}

static enum seine_status set_list(struct draft *d, const struct json_value *list,
                                  struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (const struct json_value *c = list->first; c && status == SEINE_OK; c = c->next)
        status = c->type == JSON_STRING ? add_covers(d, c->text, err)
                                        : error_set(err, SEINE_FORMAT, "covers is a list of codes");
    return status;
}

static enum seine_status set_minutes(struct draft *d, const struct json_value *by_mode,
                                     struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    for (const struct json_value *c = by_mode->first; c && status == SEINE_OK; c = c->next) {
        char key[64] = "minutes_";
        size_t n = c->key.n < 40 ? c->key.n : 40;
        memcpy(key + 8, c->key.p, n);
        struct str name = str_is(c->key, STR("other")) ? STR("minutes") : (struct str){key, 8 + n};
        status = is_text(c) ? set(d, name, c->text, err)
                            : error_set(err, SEINE_FORMAT, "minutes are numbers");
    }
    return status;
}

/* One member: a text or number, the list of covers, or minutes by mode. */
static enum seine_status set_member(struct draft *d, const struct json_value *m,
                                    struct seine_error *err)
{
    if (m->type == JSON_NULL)
        return SEINE_OK;
    if (m->type == JSON_ARRAY && str_is(m->key, STR("covers")))
        return set_list(d, m, err);
    if (m->type == JSON_OBJECT && str_is(m->key, STR("minutes")))
        return set_minutes(d, m, err);
    return is_text(m) ? set(d, m->key, m->text, err)
                      : error_set(err, SEINE_FORMAT, "'%.*s' of a post is no text or number",
                                  m->key.n < 40 ? (int)m->key.n : 40, m->key.p);
}

enum seine_status plan_posts_json(struct plan_posts *p, const struct json_value *list,
                                  const struct geo *geo, double finds, struct seine_error *err)
{
    struct draft d = {.posts = p, .geo = geo};
    enum seine_status status = SEINE_OK;
    if (!list || list->type != JSON_ARRAY || list->n == 0)
        return error_set(err, SEINE_FORMAT, "posts is a list of objects, at least one");
    for (const struct json_value *o = list->first; o && status == SEINE_OK; o = o->next) {
        if (o->type != JSON_OBJECT) {
            status = error_set(err, SEINE_FORMAT, "a post is an object");
            break;
        }
        begin(&d);
        for (const struct json_value *m = o->first; m && status == SEINE_OK; m = m->next)
            status = set_member(&d, m, err);
        if (status == SEINE_OK)
            status = finish(&d, finds, err);
    }
    VEC_RELEASE(&d.covers);
    return status;
}

struct header {
    struct str *names;
    size_t n;
};

static enum seine_status read_header(struct plan_posts *p, const struct csv_row *row,
                                     struct header *h, struct seine_error *err)
{
    bool ok = true;
    h->names = arena_array(&p->arena, row->n_fields + 1, sizeof *h->names);
    if (!h->names)
        return plan_nomem(err);
    for (h->n = 0; h->n < row->n_fields; h->n++)
        h->names[h->n] = arena_str(&p->arena, str_trim(row->fields[h->n]), &ok);
    return ok ? SEINE_OK : plan_nomem(err);
}

static enum seine_status read_row(struct draft *d, const struct header *h,
                                  const struct csv_row *row, double finds, struct seine_error *err)
{
    enum seine_status status =
        row->status == SEINE_OK ? SEINE_OK : error_set(err, row->status, "%s", row->reason);
    begin(d);
    for (size_t i = 0; i < row->n_fields && i < h->n && status == SEINE_OK; i++)
        status = set(d, h->names[i], row->fields[i], err);
    if (status == SEINE_OK)
        status = finish(d, finds, err);
    if (status != SEINE_OK)
        error_at(err, NULL, row->line, 0);
    return status;
}

static enum seine_status read_csv(struct plan_posts *p, struct input *in, const struct geo *geo,
                                  double finds, struct seine_error *err)
{
    struct draft d = {.posts = p, .geo = geo};
    struct csv_reader *r = NULL;
    const struct csv_row *row = NULL;
    struct header h = {0};
    enum seine_status status = csv_open(in, 0, &r, err);
    while (status == SEINE_OK && (status = csv_next(r, &row, err)) == SEINE_OK && row)
        status = h.names ? read_row(&d, &h, row, finds, err) : read_header(p, row, &h, err);
    csv_free(r);
    VEC_RELEASE(&d.covers);
    if (status == SEINE_OK && p->v.n == 0)
        status = error_set(err, SEINE_FORMAT, "there are no posts");
    return status;
}

static enum seine_status read_json(struct plan_posts *p, struct input *in, const struct geo *geo,
                                   double finds, struct seine_error *err)
{
    struct buf bytes;
    const struct json_value *v = NULL;
    struct arena arena;
    buf_init(&bytes, 64 * MIB);
    arena_init(&arena, LIMIT_REPORT);
    enum seine_status status = input_read_all(in, &bytes, err);
    if (status == SEINE_OK)
        status = json_parse(buf_str(&bytes), &arena, &v, err);
    if (status == SEINE_OK && v->type == JSON_OBJECT)
        v = json_get(v, "posts");
    if (status == SEINE_OK)
        status = plan_posts_json(p, v, geo, finds, err);
    arena_release(&arena);
    buf_release(&bytes);
    return status;
}

enum seine_status plan_posts_input(struct plan_posts *p, struct input *in, const struct geo *geo,
                                   double finds, struct seine_error *err)
{
    struct str first = str_trim(input_peek(in, 256));
    return first.n && (first.p[0] == '[' || first.p[0] == '{') ? read_json(p, in, geo, finds, err)
                                                               : read_csv(p, in, geo, finds, err);
}

enum seine_status plan_posts_read(struct plan_posts *p, const char *path, const struct geo *geo,
                                  double finds, struct seine_error *err)
{
    struct input *in = NULL;
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = plan_posts_input(p, in, geo, finds, err);
    input_free(in);
    if (status != SEINE_OK)
        error_at(err, path, 0, 0);
    return status;
}
