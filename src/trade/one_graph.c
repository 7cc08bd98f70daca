/* trade/one_graph.c - the objects of a document of linked data (JSON-LD): found by their ids,
 * wherever they stand.
 *
 * What several objects with one id say is said of one thing. Keys are compared by their last part,
 * so any prefix will do. Nothing is fetched. */
#include "trade/one_graph.h"

#include <stdlib.h>
#include <string.h>

/* Objects with one id that are asked for a member. */
enum { MAX_PARTS = 16 };

struct str one_local_part(struct str key)
{
    for (size_t i = key.n; i > 0; i--)
        if (key.p[i - 1] == ':' || key.p[i - 1] == '#' || key.p[i - 1] == '/')
            return str_slice(key, i, key.n);
    return key;
}

static int compare_named(const void *a, const void *b)
{
    const struct one_named *x = a;
    const struct one_named *y = b;
    int order = str_compare(x->id, y->id);
    if (order == 0)
        order = (x->value->n < y->value->n) - (x->value->n > y->value->n);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* The first of the objects with the id of this one, names.n if there is none. */
static size_t find_named(const struct one_graph *g, node *v)
{
    struct str id = v != NULL && v->type == JSON_OBJECT ? json_text(v, "@id") : STR_EMPTY;
    size_t low = 0;
    size_t high = g->names.n;
    if (id.n == 0)
        return g->names.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_compare(g->names.v[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->names.n && str_is(g->names.v[low].id, id) ? low : g->names.n;
}

/* The fullest object with the id of this one. */
node *one_resolve(const struct one_graph *g, node *v)
{
    size_t i = find_named(g, v);
    return i < g->names.n && g->names.v[i].value->n >= v->n ? g->names.v[i].value : v;
}

static node *own_member(node *object, struct str key)
{
    for (node *v = object->first; v != NULL; v = v->next)
        if (str_is(one_local_part(v->key), key))
            return v;
    return NULL;
}

/* Of the object, or what others with its id say beside it. */
static node *member_named(const struct one_graph *g, node *object, struct str key)
{
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    node *found = own_member(object, key);
    size_t from = found == NULL ? find_named(g, object) : g->names.n;
    for (size_t i = from; i < g->names.n && i - from < MAX_PARTS && found == NULL; i++) {
        if (!str_is(g->names.v[i].id, g->names.v[from].id))
            break;
        found = own_member(g->names.v[i].value, key);
    }
    return found;
}

node *one_member(const struct one_graph *g, node *object, const char *key)
{
    return member_named(g, object, str_of(key));
}

/* The member as an object; of a list its first. */
node *one_get(const struct one_graph *g, node *object, const char *key)
{
    node *v = one_member(g, object, key);
    if (v != NULL && v->type == JSON_ARRAY)
        v = v->first;
    return one_resolve(g, v);
}

struct one_walk one_walk(const struct one_graph *g, node *object, const char *key)
{
    node *v = one_member(g, object, key);
    bool is_list = v != NULL && v->type == JSON_ARRAY;
    return (struct one_walk){g, is_list ? v->first : v, is_list};
}

node *one_walk_next(struct one_walk *w)
{
    node *v = w->next;
    w->next = v != NULL && w->is_list ? v->next : NULL;
    return one_resolve(w->graph, v);
}

/* The types of an object are a set: ["LogisticsObject", "Shipment"] in any order. */
bool one_is_type(const struct one_graph *g, node *object, const char *name)
{
    node *type = one_member(g, object, "@type");
    bool is_list = type != NULL && type->type == JSON_ARRAY;
    bool is = false;
    for (type = is_list ? type->first : type; type != NULL && !is;
         type = is_list ? type->next : NULL)
        is = type->type == JSON_STRING && str_is_ci(one_local_part(type->text), str_of(name));
    return is;
}

static bool collect_one(struct one_graph *g, node *v)
{
    struct str id = json_text(v, "@id");
    struct one_named name = {id, v, g->names.n};
    return VEC_PUSH(&g->objects, v) && (id.n == 0 || VEC_PUSH(&g->names, name));
}

static bool collect(struct one_graph *g, node *root)
{
    node *stack[LIMIT_JSON_DEPTH + 2];
    size_t depth = 0;
    stack[depth++] = root;
    while (depth > 0) {
        node *v = stack[depth - 1];
        if (v == NULL) {
            depth--;
            continue;
        }
        stack[depth - 1] = v->next;
        if (v->type == JSON_OBJECT && !collect_one(g, v))
            return false;
        bool has_children = (v->type == JSON_OBJECT || v->type == JSON_ARRAY) && v->first != NULL;
        if (has_children && depth < sizeof stack / sizeof *stack)
            stack[depth++] = v->first;
    }
    if (g->names.n > 1)
        qsort(g->names.v, g->names.n, sizeof *g->names.v, compare_named);
    return true;
}

static bool is_said_otherwise(node *a, node *b)
{
    bool is_text = a->type == JSON_STRING || a->type == JSON_NUMBER;
    if (is_text && a->type == b->type)
        return !str_is(str_trim(a->text), str_trim(b->text));
    return a->type == JSON_ARRAY && b->type == JSON_ARRAY && a->n != b->n;
}

bool one_is_contradicted(const struct one_graph *g, node *v)
{
    node *first = one_resolve(g, v);
    bool is = false;
    for (node *own = v->first; first != v && own != NULL && !is; own = own->next) {
        node *other = member_named(g, first, one_local_part(own->key));
        is = other != NULL && is_said_otherwise(own, other);
    }
    return is;
}

static bool find_lines(struct one_graph *g)
{
    bool ok = true;
    for (size_t i = 0; i < g->bytes.n && ok; i++)
        ok = g->bytes.p[i] != '\n' || VEC_PUSH(&g->line_ends, i);
    return ok;
}

bool one_graph_build(struct one_graph *g, struct str bytes, node *root)
{
    g->bytes = bytes;
    return find_lines(g) && collect(g, root);
}

void one_graph_release(struct one_graph *g)
{
    VEC_RELEASE(&g->names);
    VEC_RELEASE(&g->objects);
    VEC_RELEASE(&g->line_ends);
}

void one_locate(const struct one_graph *g, struct str text, int64_t *ret_line, int64_t *ret_column)
{
    bool is_inside = text.p >= g->bytes.p && text.p < g->bytes.p + g->bytes.n;
    size_t at = is_inside ? (size_t)(text.p - g->bytes.p) : 0;
    size_t low = 0;
    size_t high = g->line_ends.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (g->line_ends.v[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_line = (int64_t)low + 1;
    *ret_column = (int64_t)(low > 0 ? at - g->line_ends.v[low - 1] : at + 1);
}
