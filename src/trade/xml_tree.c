/* trade/xml_tree.c - Expat's events as a tree in an arena, with every bound explicit.
 *
 * It knows no message. Nothing is fetched, no entity is expanded but the five of XML itself. */
#include "trade/xml_tree.h"

#include "base/letters.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

enum { MAX_ATTRIBUTES = 64, BLOCK = 64 * 1024 };

struct parsing {
    XML_Parser parser;
    struct arena *arena;
    struct xml_node *root, *open;
    struct buf text;
    size_t depth, elements;
    bool is_stopped, no_memory;
    struct xml_fault *fault;
};

static void stop(struct parsing *p, const char *reason)
{
    if (!p->is_stopped) {
        (void)snprintf(p->fault->reason, sizeof p->fault->reason, "%s", reason);
        p->fault->line = (int64_t)XML_GetCurrentLineNumber(p->parser);
        p->fault->column = (int64_t)XML_GetCurrentColumnNumber(p->parser) + 1;
    }
    p->is_stopped = true;
    XML_StopParser(p->parser, XML_FALSE);
}

static void no_memory(struct parsing *p)
{
    p->no_memory = true;
    stop(p, "no memory for the document");
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(context, "a document type is not allowed in a message");
}

static struct str local_name(const XML_Char *name)
{
    const char *colon = strrchr(name, ':');
    return str_of(colon != NULL ? colon + 1 : name);
}

static struct xml_node *new_node(struct parsing *p, const XML_Char *name,
                                 const XML_Char **attributes)
{
    bool ok = true;
    size_t n = 0;
    while (n < MAX_ATTRIBUTES && attributes[2 * n] != NULL)
        n++;
    struct xml_node *node = arena_array(p->arena, 1, sizeof *node);
    struct str *pairs = arena_array(p->arena, 2 * n + 1, sizeof *pairs);
    if (node == NULL || pairs == NULL)
        return NULL;
    for (size_t i = 0; i < 2 * n; i++)
        pairs[i] = arena_str(p->arena, str_of(attributes[i]), &ok);
    *node = (struct xml_node){.name = arena_str(p->arena, local_name(name), &ok),
                              .text = STR_EMPTY,
                              .attributes = pairs,
                              .n_attributes = n,
                              .parent = p->open,
                              .line = (int64_t)XML_GetCurrentLineNumber(p->parser),
                              .column = (int64_t)XML_GetCurrentColumnNumber(p->parser) + 1,
                              .offset = (size_t)XML_GetCurrentByteIndex(p->parser)};
    return ok ? node : NULL;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct parsing *p = context;
    if (p->is_stopped)
        return;
    if (++p->depth > LIMIT_XML_DEPTH || ++p->elements > LIMIT_XML_ELEMENTS) {
        stop(p, "elements are nested too deeply, or there are too many");
        return;
    }
    struct xml_node *node = new_node(p, name, attributes);
    if (node == NULL) {
        no_memory(p);
        return;
    }
    if (p->open == NULL)
        p->root = node;
    else if (p->open->last != NULL)
        p->open->last->next = node;
    else
        p->open->first = node;
    if (p->open != NULL)
        p->open->last = node;
    p->open = node;
    buf_reset(&p->text);
}

static void XMLCALL on_text(void *context, const XML_Char *text, int n)
{
    struct parsing *p = context;
    buf_add(&p->text, (struct str){text, (size_t)n});
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct parsing *p = context;
    bool ok = true;
    (void)name;
    if (p->is_stopped || p->open == NULL)
        return;
    if (buf_status(&p->text) == SEINE_LIMIT) {
        stop(p, "a text is longer than the limit of 1 MiB");
        return;
    }
    ok = buf_status(&p->text) == SEINE_OK;
    if (ok && p->open->first == NULL)
        p->open->text = arena_str(p->arena, str_trim(buf_str(&p->text)), &ok);
    if (!ok)
        no_memory(p);
    buf_reset(&p->text);
    p->depth--;
    p->open = p->open->parent;
}

/* Expat itself knows UTF-8, UTF-16, ISO 8859-1 and ASCII. */
static int XMLCALL on_encoding(void *context, const XML_Char *name, XML_Encoding *ret)
{
    (void)context;
    *ret = (XML_Encoding){.data = NULL};
    return letters_map(str_of(name), ret->map) ? XML_STATUS_OK : XML_STATUS_ERROR;
}

static void feed(struct parsing *p, struct str bytes)
{
    for (size_t at = 0; !p->is_stopped; at += BLOCK) {
        size_t end = bytes.n - at < BLOCK ? bytes.n : at + BLOCK;
        bool is_last = end == bytes.n;
        if (XML_Parse(p->parser, bytes.p + at, (int)(end - at), is_last) != XML_STATUS_OK)
            stop(p, XML_ErrorString(XML_GetErrorCode(p->parser)));
        if (is_last)
            return;
    }
}

enum seine_status xml_parse(struct str bytes, struct arena *arena, struct xml_node **ret,
                            struct xml_fault *fault)
{
    struct parsing p = {.arena = arena, .fault = fault};
    *ret = NULL;
    p.parser = XML_ParserCreate(letters_of_xml(bytes));
    if (p.parser == NULL)
        return SEINE_NOMEM;
    buf_init(&p.text, LIMIT_TEXT);
    XML_SetUserData(p.parser, &p);
    XML_SetElementHandler(p.parser, on_start, on_end);
    XML_SetCharacterDataHandler(p.parser, on_text);
    XML_SetUnknownEncodingHandler(p.parser, on_encoding, NULL);
    XML_SetStartDoctypeDeclHandler(p.parser, on_doctype);
    feed(&p, bytes);
    XML_ParserFree(p.parser);
    buf_release(&p.text);
    *ret = p.root;
    if (p.no_memory)
        return SEINE_NOMEM;
    return p.is_stopped ? SEINE_FORMAT : SEINE_OK;
}

static const struct xml_node *named(const struct xml_node *n, struct str name)
{
    while (n != NULL && !str_is(n->name, name))
        n = n->next;
    return n;
}

const struct xml_node *xml_at(const struct xml_node *n, const char *path)
{
    struct str rest = str_of(path);
    struct str name;
    bool more = true;
    while (n != NULL && str_cut(&rest, &more, '/', &name))
        n = named(n->first, name);
    return n;
}

const struct xml_node *xml_again(const struct xml_node *n)
{
    return n != NULL ? named(n->next, n->name) : NULL;
}

struct str xml_text(const struct xml_node *n, const char *path)
{
    const struct xml_node *at = xml_at(n, path);
    return at != NULL ? at->text : STR_EMPTY;
}

struct str xml_attribute(const struct xml_node *n, const char *name)
{
    for (size_t i = 0; n != NULL && i < n->n_attributes; i++)
        if (str_is(n->attributes[2 * i], str_of(name)))
            return n->attributes[2 * i + 1];
    return STR_EMPTY;
}

const struct xml_node *xml_walk(const struct xml_node *top, const struct xml_node *n, bool skip)
{
    if (n->first != NULL && !skip)
        return n->first;
    while (n != top && n->next == NULL)
        n = n->parent;
    return n != top ? n->next : NULL;
}
