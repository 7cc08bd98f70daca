/* trade/one_graph.h - the objects of a document of linked data. Private to trade/. */
#ifndef TRADE_ONE_GRAPH_H
#define TRADE_ONE_GRAPH_H

#include "trade/draft.h"

typedef const struct json_value node;

struct one_named {
    struct str id;
    node *value;
    size_t order; /* in the document */
};

/* Borrows the bytes and what was parsed of them. */
struct one_graph {
    VEC(struct one_named) names; /* sorted by id, the fullest first */
    VEC(node *) objects;         /* in the document's order */
    VEC(size_t) line_ends;
    struct str bytes;
};

/* Of a graph that is all zero. False: no memory. To be released either way. */
bool one_graph_build(struct one_graph *g, struct str bytes, node *root) MUST_CHECK;
void one_graph_release(struct one_graph *g);
/* What stands behind the last ':', '#' or '/'. */
struct str one_local_part(struct str key);
/* The fullest object with the id of this one; else itself. */
node *one_resolve(const struct one_graph *g, node *v);
/* Of the object, or of others with its id; NULL if none has it. */
node *one_member(const struct one_graph *g, node *object, const char *key);
/* The member as an object; of a list its first. */
node *one_get(const struct one_graph *g, node *object, const char *key);
bool one_is_type(const struct one_graph *g, node *object, const char *name);
/* Whether the fullest object with its id says otherwise of what this one says. */
bool one_is_contradicted(const struct one_graph *g, node *v);
/* Line and column of a text of the document. */
void one_locate(const struct one_graph *g, struct str text, int64_t *ret_line, int64_t *ret_column);

/* Goes through a member that is one object or a list of them. */
struct one_walk {
    const struct one_graph *graph;
    node *next;
    bool is_list;
};
struct one_walk one_walk(const struct one_graph *g, node *object, const char *key);
node *one_walk_next(struct one_walk *w);
#endif
