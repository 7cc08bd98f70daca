/* lists/csl.c - the US Consolidated Screening List as one JSON document: the compact layout with a
 * fieldKey (short keys, tables of repeated texts), and trade.gov's own (an array `results`). */
#include "lists/internal.h"

#include <string.h>

bool is_csl_json(struct str head, const char *path)
{
    (void)path;
    return head.n && head.p[0] == '{' &&
           (str_contains(head, STR("Consolidated Screening List")) ||
            str_contains(head, STR("\"results\"")));
}

/* "Entity List (EL) - Bureau of Industry and Security" -> "EL". */
static struct str list_code(struct str source)
{
    size_t open = str_find_byte(source, '(', 0);
    size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(source, ')', open);
    return close == SIZE_MAX ? source : str_slice(source, open + 1, close);
}

/* One list of the set per list of the CSL; found again by its code. */
static void choose_list(struct list_builder *b, struct str source, size_t first, struct str date)
{
    struct buf key;
    buf_init(&key, LIMIT_TEXT);
    buf_add_z(&key, "us-csl:");
    buf_add(&key, list_code(source));
    for (size_t i = first; i < b->set->lists.n; i++)
        if (str_is(b->set->lists.v[i].key, buf_str(&key))) {
            b->list = (uint32_t)i;
            buf_release(&key);
            return;
        }
    list_builder_list(b, buf_str(&key), source, "csl-json",
                      STR("US Departments of Commerce, State and the Treasury"), date);
    buf_release(&key);
}

static struct str scalar(const struct json_value *v)
{
    return v && (v->type == JSON_STRING || v->type == JSON_NUMBER) ? v->text : STR_EMPTY;
}

static const struct json_value *item(const struct json_value *array, struct str index)
{
    int64_t at;
    if (!array || array->type != JSON_ARRAY || !str_to_i64(index, &at) || at < 0)
        return NULL;
    const struct json_value *v = array->first;
    while (v && at-- > 0)
        v = v->next;
    return v;
}

static void names(struct list_builder *b, const struct json_value *v)
{
    for (const struct json_value *n = v && v->type == JSON_ARRAY ? v->first : NULL; n; n = n->next)
        list_builder_name(b, LIST_NAME_ALIAS, scalar(n));
    if (v && v->type == JSON_STRING)
        list_builder_name(b, LIST_NAME_ALIAS, v->text);
}

static void countries(struct list_builder *b, const struct json_value *v)
{
    for (const struct json_value *c = v && v->type == JSON_ARRAY ? v->first : NULL; c; c = c->next)
        list_builder_country(b, scalar(c));
}

static void split_programs(struct list_builder *b, struct str all)
{
    bool more = true;
    struct str one;
    while (str_cut(&all, &more, ';', &one))
        list_builder_program(b, one);
}

/* Entries of lists without numbers get their place in the file: "EL-17". */
static struct str entry_id(struct list_builder *b, struct str number, struct str source,
                           struct str name)
{
    struct buf id;
    buf_init(&id, LIMIT_TEXT);
    struct str code = list_code(source);
    if (str_is(code, STR("SDN")) && number.n)
        buf_add_f(&id, "OFAC-" STR_FMT, STR_ARG(number));
    else if (number.n)
        buf_add_f(&id, STR_FMT "-" STR_FMT, STR_ARG(code), STR_ARG(number));
    else
        buf_add_f(&id, STR_FMT "-%08x", STR_ARG(code), (unsigned)(str_hash(name) & 0xffffffffu));
    struct str kept = list_builder_keep(b, buf_str(&id));
    buf_release(&id);
    return kept;
}

static enum seine_status compact_entry(struct list_builder *b, const struct json_value *tables,
                                       const struct json_value *e, size_t first, struct str date,
                                       struct seine_error *err)
{
    struct str source = scalar(item(json_get(tables, "sources"), scalar(json_get(e, "s")))),
               name = json_text(e, "n");
    enum list_kind kind = LIST_KIND_UNKNOWN;
    list_kind_parse(json_text(e, "t"), &kind);
    choose_list(b, source.n ? source : STR("US Consolidated Screening List"), first, date);
    list_builder_start(b, entry_id(b, scalar(json_get(e, "e")), source, name), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, name);
    names(b, json_get(e, "a"));
    countries(b, json_get(e, "c"));
    const struct json_value *programs =
        item(json_get(tables, "programmes"), scalar(json_get(e, "pg")));
    for (const struct json_value *p = programs && programs->type == JSON_ARRAY ? programs->first
                                                                               : NULL;
         p; p = p->next)
        list_builder_program(b, scalar(p));
    if (programs && programs->type == JSON_STRING)
        split_programs(b, programs->text);
    return list_builder_finish(b, 0, err);
}

static enum seine_status full_entry(struct list_builder *b, const struct json_value *e,
                                    size_t first, struct str date, struct seine_error *err)
{
    struct str source = json_text(e, "source"), name = json_text(e, "name");
    enum list_kind kind = LIST_KIND_UNKNOWN;
    struct list_date d;
    list_kind_parse(json_text(e, "type"), &kind);
    choose_list(b, source.n ? source : STR("US Consolidated Screening List"), first, date);
    list_builder_start(b, entry_id(b, scalar(json_get(e, "entity_number")), source, name), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, name);
    names(b, json_get(e, "alt_names"));
    countries(b, json_get(e, "nationalities"));
    countries(b, json_get(e, "citizenships"));
    b->remarks = json_text(e, "remarks");
    const struct json_value *v = json_get(e, "programs");
    for (v = v && v->type == JSON_ARRAY ? v->first : NULL; v; v = v->next)
        list_builder_program(b, scalar(v));
    v = json_get(e, "addresses");
    for (v = v && v->type == JSON_ARRAY ? v->first : NULL; v; v = v->next)
        list_builder_address(b, (struct list_address){json_text(v, "address"), json_text(v, "city"),
                                                      json_text(v, "state"),
                                                      json_text(v, "postal_code"),
                                                      json_text(v, "country")});
    v = json_get(e, "dates_of_birth");
    for (v = v && v->type == JSON_ARRAY ? v->first : NULL; v; v = v->next)
        if (list_date_parse(scalar(v), &d))
            list_builder_birth(b, d);
    v = json_get(e, "ids");
    for (v = v && v->type == JSON_ARRAY ? v->first : NULL; v; v = v->next)
        list_builder_id(b,
                        str_contains(json_text(v, "type"), STR("assport")) ? LIST_ID_PASSPORT
                                                                           : LIST_ID_OTHER,
                        json_text(v, "number"), json_text(v, "country"));
    return list_builder_finish(b, 0, err);
}

enum seine_status read_csl_json(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct buf text;
    struct arena arena;
    const struct json_value *top = NULL;
    size_t first = b->set->lists.n;
    buf_init(&text, LIMIT_LIST_FILE);
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = input_read_all(in, &text, err);
    if (status == SEINE_OK)
        status = json_parse(buf_str(&text), &arena, &top, err);
    const struct json_value *entries = json_get(top, "entries"),
                            *results = json_get(top, "results");
    struct str date = str_slice(json_text(top, "sourceGeneratedAt"), 0, 10);
    for (const struct json_value *e = entries ? entries->first : NULL; e && status == SEINE_OK;
         e = e->next)
        status = compact_entry(b, json_get(top, "tables"), e, first, date, err);
    for (const struct json_value *e = results ? results->first : NULL; e && status == SEINE_OK;
         e = e->next)
        status = full_entry(b, e, first, date, err);
    if (status == SEINE_OK && !entries && !results)
        status = error_set(err, SEINE_FORMAT,
                           "a screening list in JSON has an array `entries` or `results`");
    arena_release(&arena);
    buf_release(&text);
    return status;
}
