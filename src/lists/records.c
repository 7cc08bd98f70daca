/* lists/records.c - JSON files of records, as one array or one object a line. It finds the records
 * and their lines; what they mean is the readers' affair. */
#include "lists/internal.h"

#include <string.h>

struct str list_scalar(const struct json_value *v)
{
    return v && (v->type == JSON_STRING || v->type == JSON_NUMBER) ? v->text : STR_EMPTY;
}

const struct json_value *list_items(const struct json_value *array)
{
    return array && array->type == JSON_ARRAY ? array->first : NULL;
}

int64_t list_line_of(struct list_lines *c, const struct json_value *record)
{
    const char *p = record->first ? record->first->key.p : record->text.p;
    if (!p || p < c->at || p > c->end) /* unescaped text stands elsewhere */
        return c->line;
    for (const char *nl; (nl = memchr(c->at, '\n', (size_t)(p - c->at))) != NULL; c->line++)
        c->at = nl + 1;
    return c->line;
}

static enum seine_status each_of_array(struct list_builder *b, struct str text, list_record_fn *fn,
                                       void *context, struct seine_error *err)
{
    struct arena arena;
    const struct json_value *top = NULL;
    struct list_lines lines = {text.p, text.p + text.n, 1};
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = json_parse(text, &arena, &top, err);
    for (const struct json_value *r = list_items(top); r && status == SEINE_OK; r = r->next) {
        int64_t line = list_line_of(&lines, r);
        status = r->type == JSON_OBJECT ? fn(b, r, line, context, err)
                                        : list_builder_fault(b, line, "is no JSON object", err);
    }
    arena_release(&arena);
    return status;
}

static enum seine_status each_of_lines(struct list_builder *b, struct str text, list_record_fn *fn,
                                       void *context, struct seine_error *err)
{
    struct arena arena;
    struct str line;
    int64_t number = 0;
    bool more = true;
    enum seine_status status = SEINE_OK;
    arena_init(&arena, LIMIT_ARENA);
    while (status == SEINE_OK && str_cut(&text, &more, '\n', &line)) {
        const struct json_value *record = NULL;
        struct seine_error problem = {0};
        number++;
        line = str_trim(line);
        if (line.n == 0)
            continue;
        if (line.n > LIMIT_NDJSON_LINE) {
            status = list_builder_fault(b, number, "the line is longer than the limit", err);
            continue;
        }
        arena_reset(&arena);
        status = json_parse(line, &arena, &record, &problem);
        if (status == SEINE_NOMEM)
            error_set(err, status, "out of memory while reading lists");
        else if (status != SEINE_OK || record->type != JSON_OBJECT)
            status = list_builder_fault(
                b, number, status == SEINE_OK ? "is no JSON object" : problem.message, err);
        else
            status = fn(b, record, number, context, err);
    }
    arena_release(&arena);
    return status;
}

enum seine_status list_each_record(struct list_builder *b, struct input *in, list_record_fn *fn,
                                   void *context, struct seine_error *err)
{
    struct buf text;
    buf_init(&text, LIMIT_LIST_FILE);
    enum seine_status status = input_read_all(in, &text, err);
    struct str all = str_trim(buf_str(&text));
    if (status == SEINE_OK)
        status = all.n && all.p[0] == '[' ? each_of_array(b, all, fn, context, err)
                                          : each_of_lines(b, buf_str(&text), fn, context, err);
    buf_release(&text);
    return status;
}
