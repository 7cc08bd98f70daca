/* trade/json_record.c - one consignment from one JSON object.
 *
 * The field tables drive it; keys that are in no table are kept as extras with their path
 * ("goods[0].colour"). Numbers may come as text and texts as numbers; null and "" are missing. It
 * knows nothing of lines, files and encodings. */
#include "trade/reader.h"

#include <stdio.h>
#include <string.h>

struct walk {
    struct json_reader json;
    struct builder *b;
    struct arena *arena;
    struct fault *fault;
    char path[64]; /* of the object that is being read, with a '.' at its end, or "" */
};

typedef enum seine_status member_fn(struct walk *w, struct str key, enum json_type t, void *object,
                                    bool *ret_taken);

static enum seine_status fail(struct walk *w, struct str key, const char *reason)
{
    (void)snprintf(w->fault->field, sizeof w->fault->field, "%s%.*s", w->path,
                   (int)(key.n < 60 ? key.n : 60), key.p);
    if (reason != NULL) {
        (void)snprintf(w->fault->x.reason, sizeof w->fault->x.reason, "%s", reason);
    }
    w->fault->offset = (size_t)(w->json.p - w->json.start);
    return SEINE_RANGE;
}

static enum seine_status fail_json(struct walk *w)
{
    const struct json_reader *r = &w->json;
    if (r->status == SEINE_NOMEM) {
        return SEINE_NOMEM;
    }
    (void)snprintf(w->fault->x.reason, sizeof w->fault->x.reason, "broken JSON: %s",
                   r->reason ? r->reason : "unknown reason");
    w->fault->field[0] = '\0';
    w->fault->offset = r->offset;
    return SEINE_RANGE;
}

/* Raw JSON may stand on several lines in a CSV field; outside of strings, line ends are blanks. */
static void flatten(char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '\n' || p[i] == '\r' || p[i] == '\t') {
            p[i] = ' ';
        }
    }
}

/* The bytes from `from` to the reader's place, without the colon and blanks around the value. */
static enum seine_status raw_value(struct walk *w, const char *from, struct str *ret)
{
    struct str s = {from, (size_t)(w->json.p - from)};
    s = str_trim(s);
    while (s.n > 0 && (s.p[0] == ':' || s.p[0] == ',')) {
        s = str_trim(str_slice(s, 1, s.n));
    }
    char *copy = arena_alloc(w->arena, s.n + 1);
    if (copy == NULL) {
        return SEINE_NOMEM;
    }
    memcpy(copy, s.p, s.n);
    flatten(copy, s.n);
    *ret = (struct str){copy, s.n};
    return SEINE_OK;
}

static enum seine_status take_extra(struct walk *w, struct str key, enum json_type t,
                                    const char *from)
{
    struct str value = w->json.text;
    bool is_json = t != JSON_STRING;
    if (is_json) {
        if (!json_skip_rest(&w->json, t)) {
            return fail_json(w);
        }
        enum seine_status status = raw_value(w, from, &value);
        if (status != SEINE_OK) {
            return status;
        }
    } else {
        value = str_trim(value);
    }
    if (t == JSON_NULL || value.n == 0) {
        return SEINE_OK;
    }
    if (w->path[0] != '\0') {
        char full[192];
        bool ok = true;
        int n =
            snprintf(full, sizeof full, "%s%.*s", w->path, (int)(key.n < 100 ? key.n : 100), key.p);
        key = arena_str(w->arena, (struct str){full, n > 0 ? (size_t)n : 0}, &ok);
        if (!ok) {
            return SEINE_NOMEM;
        }
    }
    return builder_extra(w->b, w->arena, key, value, is_json);
}

static enum seine_status set_member(struct walk *w, const struct field *f, void *object,
                                    enum json_type t, struct str key)
{
    struct str text = str_trim(w->json.text);
    if (t == JSON_NULL || ((t == JSON_STRING || t == JSON_NUMBER) && text.n == 0)) {
        return SEINE_OK;
    }
    if (f->kind == FIELD_FLAG && (t == JSON_TRUE || t == JSON_FALSE)) {
        text = t == JSON_TRUE ? STR("true") : STR("false");
    } else if (t != JSON_STRING && t != JSON_NUMBER) {
        return fail(w, key, "must be a text or a number");
    }
    enum seine_status status = field_set(f, object, text, &w->fault->x);
    return status == SEINE_RANGE ? fail(w, key, NULL) : status;
}

/* Members of an object whose '{' was read. `other` sees the keys that the table does not have. */
static enum seine_status read_object(struct walk *w, const struct field_table *table, void *object,
                                     member_fn *other)
{
    size_t hint = 0;
    for (;;) {
        enum json_type t = json_next(&w->json);
        if (t == JSON_OBJECT_END) {
            return SEINE_OK;
        }
        if (t != JSON_KEY) {
            return fail_json(w);
        }
        struct str key = w->json.text;
        const char *from = w->json.p;
        size_t i = field_find(table, key, hint);
        t = json_next(&w->json);
        if (t == JSON_ERROR || t == JSON_END) {
            return fail_json(w);
        }
        bool taken = i < table->n;
        enum seine_status status = SEINE_OK;
        if (taken) {
            status = set_member(w, &table->fields[i], object, t, key);
            hint = i + 1;
        } else if (other != NULL) {
            status = other(w, key, t, object, &taken);
        }
        if (status == SEINE_OK && !taken) {
            status = take_extra(w, key, t, from);
        }
        if (status != SEINE_OK) {
            return status;
        }
    }
}

/* An object whose first token t was read; null is an empty one. */
static enum seine_status read_part(struct walk *w, struct str key, enum json_type t,
                                   const struct field_table *table, void *object)
{
    if (t == JSON_NULL) {
        return SEINE_OK;
    }
    if (t != JSON_OBJECT) {
        return fail(w, key, "must be an object");
    }
    char kept[sizeof w->path];
    memcpy(kept, w->path, sizeof kept);
    (void)snprintf(w->path, sizeof w->path, "%.*s.", (int)(key.n < 40 ? key.n : 40), key.p);
    enum seine_status status = read_object(w, table, object, NULL);
    if (status == SEINE_OK) {
        memcpy(w->path, kept, sizeof kept);
    }
    return status;
}

static enum seine_status read_id(struct walk *w, enum json_type t)
{
    static const struct field rows[] = {
        {"type", FIELD_TEXT, 0, offsetof(struct trade_id, type)},
        {"value", FIELD_TEXT, 0, offsetof(struct trade_id, value)},
    };
    static const struct field_table table = {rows, 2};
    struct trade_id id = {STR_EMPTY, STR_EMPTY};
    enum seine_status status = SEINE_OK;
    if (t == JSON_OBJECT) {
        status = read_object(w, &table, &id, NULL);
    } else {
        status = set_member(w, &rows[1], &id, t, STR("ids"));
    }
    if (status != SEINE_OK || id.value.n == 0) {
        return status;
    }
    if (w->b->ids.n >= LIMIT_PARTIES) {
        return fail(w, STR("ids"), "has too many entries");
    }
    return VEC_PUSH(&w->b->ids, id) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status party_other(struct walk *w, struct str key, enum json_type t, void *object,
                                     bool *ret_taken)
{
    (void)object;
    *ret_taken = str_is(key, STR("ids"));
    if (!*ret_taken || t == JSON_NULL) {
        return SEINE_OK;
    }
    if (t != JSON_ARRAY) {
        return fail(w, key, "must be a list");
    }
    for (;;) {
        t = json_next(&w->json);
        if (t == JSON_ARRAY_END) {
            return SEINE_OK;
        }
        if (t == JSON_ERROR || t == JSON_END) {
            return fail_json(w);
        }
        enum seine_status status = read_id(w, t);
        if (status != SEINE_OK) {
            return status;
        }
    }
}

static enum seine_status add_party(struct walk *w)
{
    struct trade_party p = party_none;
    p.role = TRADE_N_ROLES;
    VEC_CLEAR(&w->b->ids);
    enum seine_status status = read_object(w, &party_fields, &p, party_other);
    if (status != SEINE_OK) {
        return status;
    }
    if (p.role == TRADE_N_ROLES) {
        return fail(w, STR("role"),
                    "is missing; allowed are shipper, consignee, notify, forwarder, "
                    "declarant, buyer, seller, end-user");
    }
    p.n_ids = w->b->ids.n;
    if (p.n_ids > 0) {
        p.ids = arena_alloc(w->arena, p.n_ids * sizeof *p.ids);
        if (p.ids == NULL) {
            return SEINE_NOMEM;
        }
        memcpy(p.ids, w->b->ids.v, p.n_ids * sizeof *p.ids);
    }
    return VEC_PUSH(&w->b->parties, p) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status add_leg(struct walk *w)
{
    struct trade_leg leg = leg_none;
    enum seine_status status = read_object(w, &leg_fields, &leg, NULL);
    if (status != SEINE_OK) {
        return status;
    }
    return builder_leg(w->b, &leg);
}

static enum seine_status add_goods(struct walk *w)
{
    struct trade_goods g = goods_none;
    enum seine_status status = read_object(w, &goods_fields, &g, NULL);
    if (status != SEINE_OK) {
        return status;
    }
    return builder_goods(w->b, &g);
}

struct list {
    const char *key;
    enum seine_status (*add)(struct walk *w);
    size_t max;
};
static const struct list lists[] = {
    {"legs", add_leg, LIMIT_LEGS},
    {"parties", add_party, LIMIT_PARTIES},
    {"goods", add_goods, LIMIT_GOODS_PER_CONSIGNMENT},
};

/* A list of objects whose first token t was read. */
static enum seine_status read_list(struct walk *w, const struct list *list, enum json_type t)
{
    if (t == JSON_NULL) {
        return SEINE_OK;
    }
    if (t != JSON_ARRAY) {
        return fail(w, str_of(list->key), "must be a list of objects");
    }
    for (size_t n = 0;; n++) {
        w->path[0] = '\0';
        t = json_next(&w->json);
        if (t == JSON_ARRAY_END) {
            return SEINE_OK;
        }
        if (t == JSON_ERROR || t == JSON_END) {
            return fail_json(w);
        }
        if (t != JSON_OBJECT) {
            return fail(w, str_of(list->key), "must be a list of objects");
        }
        if (n >= list->max) {
            return fail(w, str_of(list->key), "has too many entries");
        }
        (void)snprintf(w->path, sizeof w->path, "%s[%zu].", list->key, n);
        enum seine_status status = list->add(w);
        if (status != SEINE_OK) {
            return status;
        }
    }
}

static enum seine_status record_other(struct walk *w, struct str key, enum json_type t,
                                      void *object, bool *ret_taken)
{
    *ret_taken = true;
    if (str_is(key, STR("document"))) {
        return read_part(w, key, t, &document_fields, object);
    }
    if (str_is(key, STR("outcome"))) {
        if (t == JSON_STRING) {
            return set_member(w, &outcome_fields.fields[0], object, t, key);
        }
        return read_part(w, key, t, &outcome_fields, object);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (str_is(key, str_of(lists[i].key))) {
            return read_list(w, &lists[i], t);
        }
    }
    *ret_taken = false;
    return SEINE_OK;
}

static void walk_init(struct walk *w, struct str bytes, struct builder *b, struct arena *arena,
                      struct fault *fault)
{
    *w = (struct walk){.b = b, .arena = arena, .fault = fault};
    json_init(&w->json, bytes, arena);
}

static enum seine_status at_end(struct walk *w)
{
    return json_next(&w->json) == JSON_END ? SEINE_OK : fail_json(w);
}

enum seine_status json_record(struct str bytes, struct builder *b, struct arena *arena,
                              struct trade_consignment *c, struct fault *fault)
{
    struct walk w;
    walk_init(&w, bytes, b, arena, fault);
    enum json_type t = json_next(&w.json);
    if (t != JSON_OBJECT) {
        return t == JSON_ERROR || t == JSON_END ? fail_json(&w)
                                                : fail(&w, STR_EMPTY, "the line is no JSON object");
    }
    enum seine_status status = read_object(&w, &consignment_fields, c, record_other);
    if (status == SEINE_OK) {
        status = at_end(&w);
    }
    if (status == SEINE_OK && c->id.n == 0) {
        return fail(&w, STR("id"), "is missing; every record needs its own key");
    }
    return status;
}

static enum seine_status one_list(const struct list *list, struct str bytes, struct builder *b,
                                  struct arena *arena, struct fault *fault)
{
    struct walk w;
    walk_init(&w, bytes, b, arena, fault);
    enum seine_status status = read_list(&w, list, json_next(&w.json));
    return status == SEINE_OK ? at_end(&w) : status;
}

enum seine_status json_legs(struct str bytes, struct builder *b, struct arena *arena,
                            struct fault *fault)
{
    return one_list(&lists[0], bytes, b, arena, fault);
}

enum seine_status json_parties(struct str bytes, struct builder *b, struct arena *arena,
                               struct fault *fault)
{
    return one_list(&lists[1], bytes, b, arena, fault);
}

enum seine_status json_extras(struct str bytes, struct builder *b, struct arena *arena,
                              struct fault *fault)
{
    static const struct field_table none = {NULL, 0};
    struct walk w;
    walk_init(&w, bytes, b, arena, fault);
    if (json_next(&w.json) != JSON_OBJECT) {
        return fail(&w, STR("extras"), "must be a JSON object");
    }
    enum seine_status status = read_object(&w, &none, NULL, NULL);
    return status == SEINE_OK ? at_end(&w) : status;
}
