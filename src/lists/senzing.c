/* lists/senzing.c - entities in Senzing's JSON: attributes at the top, in FEATURES, or in lists of
 * any name (NAMES, DATES, ...). Each data source becomes a list. */
#include "lists/internal.h"

#include <string.h>

bool is_senzing(struct list_probe *p)
{
    return p->head.n && (p->head.p[0] == '{' || p->head.p[0] == '[') &&
           str_contains(p->head, STR("\"DATA_SOURCE\"")) &&
           str_contains(p->head, STR("\"RECORD_ID\""));
}

#define MOST_USAGES 64 /* of an object that are looked at */

/* "PRIMARY_NAME_FIRST", "MOBILE_PHONE_NUMBER": attributes may carry a usage type in front, and an
 * object several of a kind by it. The types of those with one of these names, each once. */
struct usages {
    struct str v[MOST_USAGES]; /* with the underscore; "": none */
    size_t n;
};

static void note_usage(struct usages *u, struct str key, const char *name)
{
    struct str end = str_of(name);
    size_t n = key.n - (key.n < end.n ? key.n : end.n);
    if (u->n == MOST_USAGES || !str_is(str_slice(key, n, key.n), end) ||
        (n > 0 && key.p[n - 1] != '_'))
        return;
    for (size_t i = 0; i < u->n; i++)
        if (str_is(u->v[i], str_slice(key, 0, n)))
            return;
    u->v[u->n++] = str_slice(key, 0, n);
}

static void find_usages(const struct json_value *o, const char *const *names, struct usages *ret)
{
    ret->n = 0;
    for (const struct json_value *v = o->first; v; v = v->next)
        for (const char *const *name = names; *name; name++)
            note_usage(ret, v->key, *name);
}

static struct str attribute_of(const struct json_value *o, struct str usage, const char *name)
{
    struct str end = str_of(name);
    for (const struct json_value *v = o->first; v; v = v->next)
        if (v->key.n == usage.n + end.n && str_starts(v->key, usage) &&
            str_is(str_slice(v->key, usage.n, v->key.n), end))
            return list_scalar(v);
    return STR_EMPTY;
}

/* That of no usage type, else of the first. */
static struct str attribute(const struct json_value *o, const char *name)
{
    struct usages u;
    struct str own = list_scalar(json_get(o, name));
    if (own.n > 0)
        return own;
    find_usages(o, (const char *const[]){name, NULL}, &u);
    return u.n > 0 ? attribute_of(o, u.v[0], name) : STR_EMPTY;
}

static struct str join(struct list_builder *b, const struct json_value *o, struct str usage,
                       const char *const *names)
{
    struct buf out;
    buf_init(&out, LIMIT_NDJSON_LINE);
    for (; *names; names++) {
        struct str part = str_trim(attribute_of(o, usage, *names));
        if (part.n)
            buf_add_f(&out, "%s" STR_FMT, out.n ? " " : "", STR_ARG(part));
    }
    b->ok = b->ok && buf_status(&out) == SEINE_OK;
    struct str kept = list_builder_keep(b, buf_str(&out));
    buf_release(&out);
    return kept;
}

static void name_of(struct list_builder *b, const struct json_value *o, struct str usage)
{
    static const char *const parts[] = {"NAME_FIRST", "NAME_MIDDLE", "NAME_LAST", "NAME_SUFFIX",
                                        NULL};
    struct str name = attribute_of(o, usage, "NAME_FULL");
    bool is_primary =
        str_is_ci(json_text(o, "NAME_TYPE"), STR("PRIMARY")) || str_is_ci(usage, STR("PRIMARY_"));
    if (name.n == 0)
        name = attribute_of(o, usage, "NAME_ORG");
    if (name.n == 0)
        name = join(b, o, usage, parts);
    if (is_primary && b->names.n > 0 && !list_says_nothing(str_trim(name))) {
        b->names.v[0].kind = LIST_NAME_ALIAS; /* it only came first */
        list_builder_main_name(b, name);
    } else
        list_builder_name(b, b->names.n ? LIST_NAME_ALIAS : LIST_NAME_PRIMARY, name);
}

/* The year alone of "3/4/1954": nobody can tell day and month apart there. */
static void birth_of(struct list_builder *b, struct str s)
{
    struct list_date d;
    if (!list_date_parse(s, &d))
        return;
    if (str_find_byte(s, '/', 0) != SIZE_MAX && d.day <= 12)
        d.month = d.day = 0;
    list_builder_birth(b, d);
}

static void address_of(struct list_builder *b, const struct json_value *o, struct str usage)
{
    static const char *const lines[] = {"ADDR_LINE1", "ADDR_LINE2", "ADDR_LINE3", "ADDR_LINE4",
                                        NULL};
    struct list_address a = {
        attribute_of(o, usage, "ADDR_FULL"), attribute_of(o, usage, "ADDR_CITY"),
        attribute_of(o, usage, "ADDR_STATE"), attribute_of(o, usage, "ADDR_POSTAL_CODE"),
        attribute_of(o, usage, "ADDR_COUNTRY")};
    if (a.text.n == 0)
        a.text = join(b, o, usage, lines);
    list_builder_address(b, a);
    list_builder_country(b, a.country);
}

static void ids_of(struct list_builder *b, const struct json_value *o)
{
    static const struct {
        const char *number, *country;
        enum list_id_kind kind;
    } kinds[] = {{"PASSPORT_NUMBER", "PASSPORT_COUNTRY", LIST_ID_PASSPORT},
                 {"NATIONAL_ID_NUMBER", "NATIONAL_ID_COUNTRY", LIST_ID_NATIONAL},
                 {"SSN_NUMBER", "", LIST_ID_NATIONAL},
                 {"TAX_ID_NUMBER", "TAX_ID_COUNTRY", LIST_ID_TAX},
                 {"IMO_NUMBER", "", LIST_ID_IMO},
                 {"MMSI_NUMBER", "", LIST_ID_MMSI},
                 {"CALL_SIGN", "", LIST_ID_CALL_SIGN},
                 {"LEI_NUMBER", "", LIST_ID_LEI},
                 {"EMAIL_ADDRESS", "", LIST_ID_EMAIL},
                 {"PHONE_NUMBER", "", LIST_ID_PHONE},
                 {"WEBSITE_ADDRESS", "", LIST_ID_WEBSITE},
                 {"OTHER_ID_NUMBER", "OTHER_ID_COUNTRY", LIST_ID_OTHER}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct usages u;
        find_usages(o, (const char *const[]){kinds[i].number, NULL}, &u);
        for (size_t k = 0; k < u.n; k++) {
            struct str number = attribute_of(o, u.v[k], kinds[i].number);
            if (!str_is(number, b->id))
                list_builder_id(b, kinds[i].kind, number,
                                attribute_of(o, u.v[k], kinds[i].country));
        }
    }
}

static void attributes(struct list_builder *b, const struct json_value *o)
{
    static const char *const names[] = {"NAME_FULL", "NAME_ORG", "NAME_LAST", "NAME_FIRST", NULL};
    static const char *const addresses[] = {"ADDR_FULL", "ADDR_LINE1", "ADDR_CITY", "ADDR_COUNTRY",
                                            NULL};
    struct usages u;
    static const char *const countries[] = {"NATIONALITY", "CITIZENSHIP", "COUNTRY_OF_ASSOCIATION",
                                            "REGISTRATION_COUNTRY"};
    struct str gender = attribute(o, "GENDER"), type = json_text(o, "RECORD_TYPE"),
               topic = json_text(o, "TOPIC");
    find_usages(o, names, &u);
    for (size_t i = 0; i < u.n; i++)
        name_of(b, o, u.v[i]);
    birth_of(b, attribute(o, "DATE_OF_BIRTH"));
    find_usages(o, addresses, &u);
    for (size_t i = 0; i < u.n; i++)
        address_of(b, o, u.v[i]);
    ids_of(b, o);
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        list_builder_country(b, attribute(o, countries[i]));
    if (gender.n)
        b->gender = str_starts_ci(gender, STR("f"))   ? STR("female")
                    : str_starts_ci(gender, STR("m")) ? STR("male")
                                                      : STR_EMPTY;
    if (type.n)
        list_kind_parse(type, &b->kind);
    list_builder_program(b, topic);
}

static enum seine_status record(struct list_builder *b, const struct json_value *r, int64_t line,
                                void *context, struct seine_error *err)
{
    const size_t *first = context;
    struct str source = json_text(r, "DATA_SOURCE"), id = list_scalar(json_get(r, "RECORD_ID"));
    if (source.n == 0 || id.n == 0)
        return list_builder_fault(b, line, "a record has a DATA_SOURCE and a RECORD_ID", err);
    list_builder_choose(b, *first, source, source, "senzing", STR_EMPTY, STR_EMPTY);
    list_builder_start(b, id, LIST_KIND_UNKNOWN);
    attributes(b, r);
    for (const struct json_value *v = r->first; v; v = v->next)
        for (const struct json_value *o = list_items(v); o; o = o->next)
            if (o->type == JSON_OBJECT)
                attributes(b, o);
    return list_builder_finish(b, line, err);
}

enum seine_status read_senzing(struct list_builder *b, struct input *in, struct seine_error *err)
{
    size_t first = b->set->lists.n;
    return list_each_record(b, in, record, &first, err);
}
