/* lists/csl.c - the US Consolidated Screening List: trade.gov's CSV and JSON (an array `results`),
 * and a compact JSON with a fieldKey (short keys, tables of repeated texts). Each of its lists
 * becomes a list of the set, with the same ids whatever the file it came in. */
#include "lists/facts.h"

#include <string.h>

bool is_csl_json(struct list_probe *p)
{
    return p->head.n && p->head.p[0] == '{' &&
           ((str_contains(p->head, STR("Consolidated Screening List")) &&
             str_contains(p->head, STR("\"fieldKey\""))) ||
            (str_contains(p->head, STR("\"results\"")) &&
             str_contains(p->head, STR("\"source\""))));
}

/* "Entity List (EL) - Bureau of Industry and Security" -> "EL". */
static struct str list_code(struct str source)
{
    size_t open = str_find_byte(source, '(', 0);
    size_t close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(source, ')', open);
    return close == SIZE_MAX ? source : str_slice(source, open + 1, close);
}

void csl_start(struct list_builder *b, size_t first, struct str source, struct str number,
               struct str kind_text, const char *format, struct str date)
{
    struct buf key, id;
    enum list_kind kind = LIST_KIND_UNKNOWN;
    if (source.n == 0)
        source = STR("US Consolidated Screening List");
    struct str code = list_code(source);
    buf_init(&key, LIMIT_CSV_FIELD + KIB);
    buf_init(&id, LIMIT_CSV_ROW);
    buf_add_z(&key, "us-csl:");
    buf_add(&key, code);
    list_builder_choose(b, first, buf_str(&key), source, format,
                        STR("US Departments of Commerce, State and the Treasury"), date);
    if (number.n)
        buf_add_f(&id, STR_FMT "-" STR_FMT, STR_ARG(str_is(code, STR("SDN")) ? STR("OFAC") : code),
                  STR_ARG(number));
    list_kind_parse(kind_text, &kind);
    list_builder_start(b, list_builder_keep(b, buf_str(&id)), kind);
    buf_reset(&key);
    buf_add(&key, code);
    buf_add_c(&key, '-');
    b->id_prefix = list_builder_keep(b, buf_str(&key));
    buf_release(&key);
    buf_release(&id);
}

/* A person's name is turned round at its first comma there, with others behind it or not: "ZAND,
 * Amir; a.k.a. Venti, Orlo" has become "Amir; a.k.a. Venti Orlo ZAND". */
void csl_name(struct list_builder *b, struct str name)
{
    struct buf whole;
    size_t first = str_find_byte(name, ';', 0), from = first, last = name.n;
    for (size_t at = from; at != SIZE_MAX; at = str_find_byte(name, ';', at + 1))
        from = at;
    while (last > 0 && name.p[last - 1] != ' ')
        last--;
    struct str other = str_trim(str_slice(name, from == SIZE_MAX ? name.n : from + 1, last));
    if (!str_starts_ci(other, STR("a.k.a")) || str_find_byte(other, ' ', 0) == SIZE_MAX) {
        list_builder_name(b, LIST_NAME_PRIMARY, name);
        return;
    }
    buf_init(&whole, LIMIT_CSV_FIELD + KIB);
    buf_add_f(&whole, STR_FMT " " STR_FMT STR_FMT, STR_ARG(str_slice(name, 0, first)),
              STR_ARG(str_slice(name, last, name.n)), STR_ARG(str_slice(name, first, last)));
    b->ok = b->ok && buf_status(&whole) == SEINE_OK;
    list_builder_name(b, LIST_NAME_PRIMARY, list_builder_keep(b, buf_str(&whole)));
    buf_release(&whole);
}

/* An array's item of this number; the tables are short, and their items were numbered once. */
static const struct json_value *item(const struct json_value *array, struct str index)
{
    int64_t at;
    if (!array || array->type != JSON_ARRAY || !str_to_i64(index, &at) || at < 0 ||
        (uint64_t)at >= array->n)
        return NULL;
    const struct json_value *v = array->first;
    while (v && at-- > 0)
        v = v->next;
    return v;
}

static void each(struct list_builder *b, const struct json_value *v,
                 void (*add)(struct list_builder *, struct str))
{
    for (const struct json_value *n = list_items(v); n; n = n->next)
        add(b, list_scalar(n));
    if (v && v->type == JSON_STRING)
        list_split(b, v->text, add);
}

struct reading {
    size_t first; /* of this file's lists */
    struct str date;
    const struct json_value *tables;
    struct list_lines lines;
};

static enum seine_status compact_entry(struct list_builder *b, const struct json_value *e,
                                       struct reading *r, struct seine_error *err)
{
    struct str source =
        list_scalar(item(json_get(r->tables, "sources"), list_scalar(json_get(e, "s"))));
    csl_start(b, r->first, source, list_scalar(json_get(e, "e")), json_text(e, "t"), "csl-json",
              r->date);
    csl_name(b, json_text(e, "n"));
    each(b, json_get(e, "a"), list_add_alias);
    each(b, json_get(e, "c"), list_builder_country);
    each(b, item(json_get(r->tables, "programmes"), list_scalar(json_get(e, "pg"))),
         list_builder_program);
    return list_builder_finish(b, list_line_of(&r->lines, e), err);
}

static void identifiers(struct list_builder *b, const struct json_value *ids)
{
    for (const struct json_value *v = list_items(ids); v; v = v->next)
        ofac_fact(b, json_text(v, "type"), list_scalar(json_get(v, "number")),
                  json_text(v, "country"));
}

static enum seine_status full_entry(struct list_builder *b, const struct json_value *e,
                                    struct reading *r, struct seine_error *err)
{
    csl_start(b, r->first, json_text(e, "source"), list_scalar(json_get(e, "entity_number")),
              json_text(e, "type"), "csl-json", r->date);
    csl_name(b, json_text(e, "name"));
    each(b, json_get(e, "alt_names"), list_add_alias);
    each(b, json_get(e, "nationalities"), list_builder_country);
    each(b, json_get(e, "citizenships"), list_builder_country);
    each(b, json_get(e, "programs"), list_builder_program);
    each(b, json_get(e, "dates_of_birth"), list_add_birth);
    b->remarks = json_text(e, "remarks");
    b->listed_on = str_slice(json_text(e, "start_date"), 0, 10);
    list_builder_id(b, LIST_ID_CALL_SIGN, json_text(e, "call_sign"), STR_EMPTY);
    list_builder_country(b, json_text(e, "vessel_flag"));
    for (const struct json_value *v = list_items(json_get(e, "addresses")); v; v = v->next)
        list_builder_address(b, (struct list_address){json_text(v, "address"), json_text(v, "city"),
                                                      json_text(v, "state"),
                                                      json_text(v, "postal_code"),
                                                      json_text(v, "country")});
    identifiers(b, json_get(e, "ids"));
    return list_builder_finish(b, list_line_of(&r->lines, e), err);
}

enum seine_status read_csl_json(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct buf text;
    struct arena arena;
    const struct json_value *top = NULL;
    buf_init(&text, LIMIT_LIST_FILE);
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = input_read_all(in, &text, err);
    if (status == SEINE_OK)
        status = json_parse(buf_str(&text), &arena, &top, err);
    const struct json_value *entries = json_get(top, "entries"),
                            *results = json_get(top, "results");
    struct reading r = {.first = b->set->lists.n,
                        .date = str_slice(json_text(top, "sourceGeneratedAt"), 0, 10),
                        .tables = json_get(top, "tables"),
                        .lines = {text.p, text.p + text.n, 1}};
    for (const struct json_value *e = list_items(entries); e && status == SEINE_OK; e = e->next)
        status = compact_entry(b, e, &r, err);
    for (const struct json_value *e = list_items(results); e && status == SEINE_OK; e = e->next)
        status = full_entry(b, e, &r, err);
    if (status == SEINE_OK && !list_items(entries) && !list_items(results))
        status = error_set(err, SEINE_FORMAT,
                           "a screening list in JSON has an array `entries` or `results`");
    arena_release(&arena);
    buf_release(&text);
    return status;
}
