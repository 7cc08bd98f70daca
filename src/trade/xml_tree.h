/* trade/xml_tree.h - an XML document as a tree, for messages. Private to trade/.
 *
 * A document type is refused at sight, which shuts out entity attacks; bytes (LIMIT_XML_MESSAGE),
 * depth (LIMIT_XML_DEPTH) and elements (LIMIT_XML_ELEMENTS) are bounded. Names have no prefix of a
 * namespace. */
#ifndef TRADE_XML_TREE_H
#define TRADE_XML_TREE_H

#include "base/base.h"

struct xml_node {
    struct str name;
    struct str text;              /* trimmed; of elements without children */
    const struct str *attributes; /* name, value, name, value, ... */
    size_t n_attributes;          /* pairs */
    struct xml_node *parent, *first, *last, *next;
    int64_t line, column;
    size_t offset; /* of its first byte in the document */
};

struct xml_fault {
    char reason[160];
    int64_t line, column;
};

/* The tree lies in the arena. SEINE_FORMAT: it is no XML or passes a limit, see fault; *ret is then
 * what was read before (unfinished elements included), or NULL. SEINE_NOMEM. */
enum seine_status xml_parse(struct str bytes, struct arena *arena, struct xml_node **ret,
                            struct xml_fault *fault) MUST_CHECK;
/* The first element at a path of names below n, "A/B/C"; NULL if there is none or n is NULL. */
const struct xml_node *xml_at(const struct xml_node *n, const char *path);
/* The next sibling with the same name, or NULL. */
const struct xml_node *xml_again(const struct xml_node *n);
/* "" where there is none. */
struct str xml_text(const struct xml_node *n, const char *path);
struct str xml_attribute(const struct xml_node *n, const char *name);
/* The element behind n in document order below top; NULL at the end. skip: not into n. */
const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *n, bool skip);

#endif
