/* lists/ofac_derived.c - tables that others made of OFAC's list and publish as CSV or JSON: uid,
 * name, type, programmes and other names, nothing else. The ids are those of OFAC's own files. */
#include "lists/internal.h"

enum { UID, NAME, KIND, PROGRAMS, ALIASES, N_COLUMNS };
static const char *const columns[N_COLUMNS] = {"uid", "name", "type", "programs",
                                               "alternate_names"};

bool is_ofac_table(struct list_probe *p)
{
    return list_table_is(p, p->head, ',', columns, N_COLUMNS);
}

static void start(struct list_builder *b, struct str uid, struct str kind_text, struct str name)
{
    struct buf id;
    enum list_kind kind = LIST_COMPANY;
    buf_init(&id, LIMIT_CSV_ROW);
    if (uid.n)
        buf_add_f(&id, "OFAC-" STR_FMT, STR_ARG(uid));
    list_kind_parse(kind_text, &kind);
    list_builder_start(b, list_builder_keep(b, buf_str(&id)), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, name);
    buf_release(&id);
}

static void add_list(struct list_builder *b, const char *format, struct str date)
{
    list_builder_list(b, STR("ofac-sdn"), STR("US OFAC SDN"), format,
                      STR("US Treasury, Office of Foreign Assets Control"), date);
}

enum seine_status read_ofac_table(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct list_table t;
    enum seine_status status = list_table_open(&t, in, ',', columns, N_COLUMNS, err);
    add_list(b, "ofac-table", STR_EMPTY);
    while (status == SEINE_OK && (status = list_table_next(&t, b, err)) == SEINE_OK && t.row) {
        start(b, list_table_cell(&t, UID), list_table_cell(&t, KIND), list_table_cell(&t, NAME));
        list_split(b, list_table_cell(&t, ALIASES), list_add_alias);
        list_split(b, list_table_cell(&t, PROGRAMS), list_builder_program);
        status = list_builder_finish(b, t.row->line, err);
    }
    list_table_close(&t);
    return status;
}

bool is_ofac_json(struct list_probe *p)
{
    return p->head.n && p->head.p[0] == '{' && str_contains(p->head, STR("\"entries\": [")) &&
           str_contains(p->head, STR("\"uid\"")) && str_contains(p->head, STR("OFAC"));
}

enum seine_status read_ofac_json(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct buf text;
    struct arena arena;
    const struct json_value *top = NULL;
    buf_init(&text, LIMIT_LIST_FILE);
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = input_read_all(in, &text, err);
    if (status == SEINE_OK)
        status = json_parse(buf_str(&text), &arena, &top, err);
    struct list_lines lines = {text.p, text.p + text.n, 1};
    add_list(b, "ofac-json", str_slice(json_text(top, "published"), 0, 10));
    for (const struct json_value *e = list_items(json_get(top, "entries")); e && status == SEINE_OK;
         e = e->next) {
        start(b, list_scalar(json_get(e, "uid")), json_text(e, "type"), json_text(e, "name"));
        for (const struct json_value *v = list_items(json_get(e, "alternateNames")); v; v = v->next)
            list_add_alias(b, list_scalar(v));
        for (const struct json_value *v = list_items(json_get(e, "programs")); v; v = v->next)
            list_builder_program(b, list_scalar(v));
        status = list_builder_finish(b, list_line_of(&lines, e), err);
    }
    arena_release(&arena);
    buf_release(&text);
    return status;
}
