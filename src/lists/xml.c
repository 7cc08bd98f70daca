/* lists/xml.c - XML files of records. Expat reads; every record becomes a small tree in an arena
 * that is reset after it (elements around records live in another). A document type is refused at
 * sight, which shuts out entity attacks; depth, text and record size are bounded. */
#include "base/letters.h"
#include "lists/internal.h"

#include <expat.h>
#include <string.h>

#define BLOCK          ((size_t)64 << 10)
#define MAX_DEPTH      64
#define MAX_RECORD     (64 * MIB)
#define MAX_ATTRIBUTES 64

struct reading {
    struct list_builder *b;
    const struct list_xml *how;
    XML_Parser parser;
    struct arena inside, outside; /* of records */
    struct buf text;              /* of the innermost element */
    struct list_node *open;       /* the innermost element, NULL outside of all */
    struct list_node *record;     /* NULL: outside of any record */
    int64_t line;                 /* where the record began */
    int depth;
    enum seine_status status;
    struct seine_error *err;
};

bool list_xml_begins(struct str head)
{
    return str_starts(str_trim(head), STR("<"));
}

static void stop(struct reading *r, enum seine_status status, const char *message)
{
    if (r->status == SEINE_OK) {
        error_at(r->err, r->b->source, (int64_t)XML_GetCurrentLineNumber(r->parser),
                 (int64_t)XML_GetCurrentColumnNumber(r->parser) + 1);
        r->status = error_set(r->err, status, "%s", message);
    }
    XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(context, SEINE_FORMAT, "a document type is not allowed in a list");
}

/* Expat itself knows UTF-8, UTF-16, ISO 8859-1 and ASCII. */
static int XMLCALL on_encoding(void *context, const XML_Char *name, XML_Encoding *ret)
{
    (void)context;
    *ret = (XML_Encoding){.data = NULL};
    return letters_map(str_of(name), ret->map) ? XML_STATUS_OK : XML_STATUS_ERROR;
}

static bool is_record(const struct reading *r, struct str name)
{
    for (size_t i = 0; r->how->records[i]; i++)
        if (str_is(name, str_of(r->how->records[i])))
            return true;
    return false;
}

static struct list_node *new_node(struct reading *r, struct arena *arena, struct str name,
                                  const XML_Char **attributes)
{
    bool ok = true;
    size_t n = 0;
    while (n < MAX_ATTRIBUTES && attributes[2 * n])
        n++;
    struct list_node *node = arena_array(arena, 1, sizeof *node);
    struct str *pairs = arena_array(arena, 2 * n + 1, sizeof *pairs);
    if (!node || !pairs)
        return NULL;
    for (size_t i = 0; i < 2 * n; i++)
        pairs[i] = arena_str(arena, str_of(attributes[i]), &ok);
    *node = (struct list_node){.name = arena_str(arena, name, &ok),
                               .text = STR_EMPTY,
                               .attributes = pairs,
                               .n_attributes = n,
                               .parent = r->open};
    return ok ? node : NULL;
}

static void XMLCALL on_start(void *context, const XML_Char *xml_name, const XML_Char **attributes)
{
    struct reading *r = context;
    const char *colon = strrchr(xml_name, ':');
    struct str name = str_of(colon ? colon + 1 : xml_name);
    if (r->status != SEINE_OK)
        return;
    if (++r->depth > MAX_DEPTH) {
        stop(r, SEINE_LIMIT, "elements are nested too deeply");
        return;
    }
    bool begins = !r->record && is_record(r, name);
    struct arena *arena = begins || r->record ? &r->inside : &r->outside;
    struct list_node *node = new_node(r, arena, name, attributes);
    if (!node) {
        bool is_large = arena->used > MAX_RECORD / 2;
        stop(r, is_large ? SEINE_LIMIT : SEINE_NOMEM,
             is_large ? "an entry is larger than the limit" : "out of memory while reading lists");
        return;
    }
    if (begins) {
        r->record = node;
        r->line = (int64_t)XML_GetCurrentLineNumber(r->parser);
    } else if (r->record) { /* outside of records nothing is linked: it would pile up */
        if (r->open->last)
            r->open->last->next = node;
        else
            r->open->first = node;
        r->open->last = node;
    }
    r->open = node;
    buf_reset(&r->text);
}

static void XMLCALL on_text(void *context, const XML_Char *text, int n)
{
    struct reading *r = context;
    buf_add(&r->text, (struct str){text, (size_t)n});
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reading *r = context;
    struct list_node *node = r->open;
    bool is_long = buf_status(&r->text) == SEINE_LIMIT, ok = buf_status(&r->text) == SEINE_OK;
    (void)name;
    if (r->status != SEINE_OK || !node)
        return;
    if (ok && !node->first)
        node->text =
            arena_str(r->record ? &r->inside : &r->outside, str_trim(buf_str(&r->text)), &ok);
    buf_reset(&r->text);
    if (!ok) {
        stop(r, is_long ? SEINE_LIMIT : SEINE_NOMEM,
             is_long ? "a text is longer than the limit" : "out of memory while reading lists");
        return;
    }
    r->depth--;
    r->open = node->parent;
    if (node == r->record) {
        enum seine_status status = r->how->record(r->b, node, r->line, r->err);
        r->record = NULL;
        if (status != SEINE_OK)
            stop(r, status, "out of memory while reading lists");
        arena_reset(&r->inside);
    } else if (!r->record && r->how->other) {
        r->how->other(r->b, node);
    }
    if (!r->b->ok)
        stop(r, SEINE_NOMEM, "out of memory while reading lists");
}

enum seine_status list_each_element(struct list_builder *b, struct input *in,
                                    const struct list_xml *how, struct seine_error *err)
{
    struct reading r = {.b = b, .how = how, .err = err};
    size_t got = 1;
    r.parser = XML_ParserCreate(letters_of_xml(input_peek(in, BLOCK)));
    if (!r.parser)
        return error_set(err, SEINE_NOMEM, "out of memory while reading lists");
    buf_init(&r.text, LIMIT_TEXT);
    arena_init(&r.inside, MAX_RECORD);
    arena_init(&r.outside, MAX_RECORD);
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, on_start, on_end);
    XML_SetCharacterDataHandler(r.parser, on_text);
    XML_SetUnknownEncodingHandler(r.parser, on_encoding, NULL);
    XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
    while (r.status == SEINE_OK && got > 0) {
        void *block = XML_GetBuffer(r.parser, (int)BLOCK);
        r.status = block ? input_read(in, block, BLOCK, &got, err)
                         : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
        if (r.status == SEINE_OK && XML_ParseBuffer(r.parser, (int)got, got == 0) != XML_STATUS_OK)
            stop(&r, SEINE_FORMAT, XML_ErrorString(XML_GetErrorCode(r.parser)));
    }
    XML_ParserFree(r.parser);
    arena_release(&r.inside);
    arena_release(&r.outside);
    buf_release(&r.text);
    return r.status;
}

const struct list_node *list_child(const struct list_node *n, const char *name)
{
    const struct list_node *child = n ? n->first : NULL;
    while (child && !str_is(child->name, str_of(name)))
        child = child->next;
    return child;
}

struct str list_child_text(const struct list_node *n, const char *name)
{
    const struct list_node *child = list_child(n, name);
    return child ? child->text : STR_EMPTY;
}

struct str list_attribute(const struct list_node *n, const char *name)
{
    for (size_t i = 0; n && i < n->n_attributes; i++)
        if (str_is(n->attributes[2 * i], str_of(name)))
            return n->attributes[2 * i + 1];
    return STR_EMPTY;
}
