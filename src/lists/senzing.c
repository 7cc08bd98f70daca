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

/* "NAME_FIRST", "PRIMARY_NAME_FIRST": attributes may carry a usage type in front. */
static struct str attribute(const struct json_value *o, const char *name)
{
    struct str found = list_scalar(json_get(o, name));
    size_t n = strlen(name);
    for (const struct json_value *v = o->first; v && found.n == 0; v = v->next)
        if (v->key.n > n && v->key.p[v->key.n - n - 1] == '_' &&
            str_is(str_slice(v->key, v->key.n - n, v->key.n), str_of(name)))
            found = list_scalar(v);
    return found;
}

static void join(struct buf *out, const struct json_value *o, const char *const *names)
{
    buf_reset(out);
    for (; *names; names++) {
        struct str part = str_trim(attribute(o, *names));
        if (part.n)
            buf_add_f(out, "%s" STR_FMT, out->n ? " " : "", STR_ARG(part));
    }
}

static void name_of(struct list_builder *b, const struct json_value *o, struct buf *scratch)
{
    static const char *const parts[] = {"NAME_FIRST", "NAME_MIDDLE", "NAME_LAST", "NAME_SUFFIX",
                                        NULL};
    struct str name = attribute(o, "NAME_FULL");
    bool is_primary = str_is_ci(json_text(o, "NAME_TYPE"), STR("PRIMARY"));
    if (name.n == 0)
        name = attribute(o, "NAME_ORG");
    if (name.n == 0) {
        join(scratch, o, parts);
        name = list_builder_keep(b, buf_str(scratch));
    }
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

static void address_of(struct list_builder *b, const struct json_value *o, struct buf *scratch)
{
    static const char *const lines[] = {"ADDR_LINE1", "ADDR_LINE2", "ADDR_LINE3", "ADDR_LINE4",
                                        NULL};
    struct list_address a = {attribute(o, "ADDR_FULL"), attribute(o, "ADDR_CITY"),
                             attribute(o, "ADDR_STATE"), attribute(o, "ADDR_POSTAL_CODE"),
                             attribute(o, "ADDR_COUNTRY")};
    if (a.text.n == 0) {
        join(scratch, o, lines);
        a.text = list_builder_keep(b, buf_str(scratch));
    }
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
                 {"TAX_ID_NUMBER", "TAX_ID_COUNTRY", LIST_ID_TAX},
                 {"IMO_NUMBER", "", LIST_ID_IMO},
                 {"MMSI_NUMBER", "", LIST_ID_MMSI},
                 {"CALL_SIGN", "", LIST_ID_CALL_SIGN},
                 {"LEI_NUMBER", "", LIST_ID_LEI},
                 {"EMAIL_ADDRESS", "", LIST_ID_EMAIL},
                 {"PHONE_NUMBER", "", LIST_ID_PHONE},
                 {"WEBSITE_ADDRESS", "", LIST_ID_WEBSITE}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct str number = attribute(o, kinds[i].number);
        if (number.n)
            list_builder_id(b, kinds[i].kind, number,
                            kinds[i].country[0] ? attribute(o, kinds[i].country) : STR_EMPTY);
    }
}

static void attributes(struct list_builder *b, const struct json_value *o, struct buf *scratch)
{
    static const char *const countries[] = {"NATIONALITY", "CITIZENSHIP", "COUNTRY_OF_ASSOCIATION",
                                            "REGISTRATION_COUNTRY"};
    struct str gender = attribute(o, "GENDER"), type = json_text(o, "RECORD_TYPE"),
               topic = json_text(o, "TOPIC");
    name_of(b, o, scratch);
    birth_of(b, attribute(o, "DATE_OF_BIRTH"));
    address_of(b, o, scratch);
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
    struct buf scratch;
    const size_t *first = context;
    struct str source = json_text(r, "DATA_SOURCE"), id = list_scalar(json_get(r, "RECORD_ID"));
    if (source.n == 0 || id.n == 0)
        return list_builder_fault(b, line, "a record has a DATA_SOURCE and a RECORD_ID", err);
    buf_init(&scratch, LIMIT_NDJSON_LINE);
    list_builder_choose(b, *first, source, source, "senzing", STR_EMPTY, STR_EMPTY);
    list_builder_start(b, id, LIST_KIND_UNKNOWN);
    attributes(b, r, &scratch);
    for (const struct json_value *v = r->first; v; v = v->next)
        for (const struct json_value *o = list_items(v); o; o = o->next)
            if (o->type == JSON_OBJECT)
                attributes(b, o, &scratch);
    enum seine_status status = list_builder_finish(b, line, err);
    buf_release(&scratch);
    return status;
}

enum seine_status read_senzing(struct list_builder *b, struct input *in, struct seine_error *err)
{
    size_t first = b->set->lists.n;
    return list_each_record(b, in, record, &first, err);
}
