/* lists/registry.c - export control lists kept as JSON by a public registry: Japan's foreign end
 * user list and China's unreliable entity, control and attention lists. Each list_id becomes a
 * list. The addresses of these lists are mostly bare countries. */
#include "lists/internal.h"

bool is_registry(struct list_probe *p)
{
    return p->head.n && p->head.p[0] == '[' && str_contains(p->head, STR("\"entity_name\"")) &&
           str_contains(p->head, STR("\"list_id\""));
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* Some records have "Islamic Republic of Iran Example Trading" for an address and no name: the
 * country in front is cut off, the longest there is. */
static struct str name_in_address(struct list_builder *b, struct str s)
{
    struct str name = STR_EMPTY;
    for (size_t i = str_find_byte(s, ' ', 0); i != SIZE_MAX && i < 80;
         i = str_find_byte(s, ' ', i + 1))
        if (geo_country(b->geo, str_slice(s, 0, i))) {
            name = str_slice(s, i + 1, s.n);
            list_builder_country(b, str_slice(s, 0, i));
        }
    return name;
}

static enum seine_status record(struct list_builder *b, const struct json_value *r, int64_t line,
                                void *context, struct seine_error *err)
{
    const size_t *first = context;
    struct str list = json_text(r, "list_id"), title = json_text(r, "source_list_name"),
               listed = json_text(r, "date_added"), verified = json_text(r, "last_verified");
    enum list_kind kind = LIST_KIND_UNKNOWN;
    if (list.n == 0)
        return list_builder_fault(b, line, "a record has a list_id", err);
    list_builder_choose(b, *first, list, title.n ? title : list, "registry-json", STR_EMPTY,
                        str_slice(verified, 0, 10));
    list_kind_parse(json_text(r, "entity_type"), &kind);
    list_builder_start(b, list_scalar(json_get(r, "id")), kind);
    b->id_prefix = list;
    struct str name = json_text(r, "entity_name");
    if (name.n == 0)
        name = name_in_address(b, list_scalar(list_items(json_get(r, "addresses"))));
    list_builder_name(b, LIST_NAME_PRIMARY, name);
    for (const struct json_value *v = list_items(json_get(r, "aliases")); v; v = v->next)
        list_builder_name(b, is_ascii(list_scalar(v)) ? LIST_NAME_ALIAS : LIST_NAME_SCRIPT,
                          list_scalar(v));
    for (const struct json_value *v = list_items(json_get(r, "addresses")); v; v = v->next)
        list_add_address(b, list_scalar(v));
    list_builder_program(b, title);
    b->remarks = json_text(r, "reason");
    b->listed_on = str_slice(listed, 0, 10);
    return list_builder_finish(b, line, err);
}

enum seine_status read_registry(struct list_builder *b, struct input *in, struct seine_error *err)
{
    size_t first = b->set->lists.n;
    return list_each_record(b, in, record, &first, err);
}
