/* lists/un.c - the UN Security Council's consolidated XML. Expat drives a small state machine; a
 * document type is refused at sight, which shuts out entity attacks. */
#include "lists/internal.h"

#include <expat.h>
#include <string.h>

#define BLOCK     ((size_t)64 << 10)
#define MAX_DEPTH 64
#define MAX_NAMES 5

struct un {
    struct list_builder *b;
    XML_Parser parser;
    struct buf text;             /* of the innermost element */
    const char *path[MAX_DEPTH]; /* element names we know, NULL for others */
    int depth;
    bool in_entry;
    struct str names[MAX_NAMES]; /* FIRST_NAME .. FOURTH_NAME, script */
    struct str alias, quality, doc_type, doc_number, doc_country, year, from_year, to_year, date;
    struct list_address address;
    struct str dataid;
    enum seine_status status;
    struct seine_error *err;
};

static const char *const known[] = {"CONSOLIDATED_LIST",
                                    "INDIVIDUAL",
                                    "ENTITY",
                                    "DATAID",
                                    "FIRST_NAME",
                                    "SECOND_NAME",
                                    "THIRD_NAME",
                                    "FOURTH_NAME",
                                    "UN_LIST_TYPE",
                                    "REFERENCE_NUMBER",
                                    "LISTED_ON",
                                    "GENDER",
                                    "NAME_ORIGINAL_SCRIPT",
                                    "COMMENTS1",
                                    "NATIONALITY",
                                    "VALUE",
                                    "INDIVIDUAL_ALIAS",
                                    "ENTITY_ALIAS",
                                    "QUALITY",
                                    "ALIAS_NAME",
                                    "INDIVIDUAL_ADDRESS",
                                    "ENTITY_ADDRESS",
                                    "STREET",
                                    "CITY",
                                    "STATE_PROVINCE",
                                    "ZIP_CODE",
                                    "COUNTRY",
                                    "INDIVIDUAL_DATE_OF_BIRTH",
                                    "DATE",
                                    "YEAR",
                                    "FROM_YEAR",
                                    "TO_YEAR",
                                    "INDIVIDUAL_DOCUMENT",
                                    "TYPE_OF_DOCUMENT",
                                    "NUMBER",
                                    "ISSUING_COUNTRY",
                                    "COUNTRY_OF_ISSUE"};

static const char *intern(const char *name)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i], name) == 0)
            return known[i];
    return NULL;
}

static bool is(const char *known_name, const char *name)
{
    return known_name && strcmp(known_name, name) == 0;
}

static void stop(struct un *u, enum seine_status status, const char *message)
{
    if (u->status == SEINE_OK) {
        error_at(u->err, u->b->source, (int64_t)XML_GetCurrentLineNumber(u->parser),
                 (int64_t)XML_GetCurrentColumnNumber(u->parser) + 1);
        u->status = error_set(u->err, status, "%s", message);
    }
    XML_StopParser(u->parser, XML_FALSE);
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

static void begin_entry(struct un *u, const char *name)
{
    list_builder_start(u->b, STR_EMPTY, is(name, "INDIVIDUAL") ? LIST_PERSON : LIST_COMPANY);
    memset(u->names, 0, sizeof u->names);
    u->dataid = STR_EMPTY;
    u->in_entry = true;
}

static void clear_group(struct un *u)
{
    u->alias = u->quality = u->doc_type = u->doc_number = u->doc_country = STR_EMPTY;
    u->year = u->from_year = u->to_year = u->date = STR_EMPTY;
    u->address = (struct list_address){STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct un *u = context;
    const char *known_name = intern(name);
    if (u->depth >= MAX_DEPTH) {
        stop(u, SEINE_LIMIT, "elements are nested too deeply");
        return;
    }
    u->path[u->depth++] = known_name;
    buf_reset(&u->text);
    if (is(known_name, "CONSOLIDATED_LIST")) {
        struct str date = STR_EMPTY;
        for (size_t i = 0; attributes[i]; i += 2)
            if (strcmp(attributes[i], "dateGenerated") == 0)
                date = str_slice(str_of(attributes[i + 1]), 0, 10);
        list_builder_list(u->b, STR("un"), STR("UN Security Council"), "un-xml",
                          STR("United Nations Security Council"), date);
    } else if (is(known_name, "INDIVIDUAL") || is(known_name, "ENTITY")) {
        begin_entry(u, known_name);
    } else if (known_name && (strstr(known_name, "_ALIAS") || strstr(known_name, "_ADDRESS") ||
                              strstr(known_name, "_DOCUMENT") || strstr(known_name, "_DATE_OF"))) {
        clear_group(u);
    }
}

static void XMLCALL on_text(void *context, const XML_Char *text, int n)
{
    struct un *u = context;
    buf_add(&u->text, (struct str){text, (size_t)n});
}

static int64_t number(struct str s)
{
    int64_t v = 0;
    return str_to_i64(str_trim(s), &v) && v > 0 && v < 10000 ? v : 0;
}

static void end_birth(struct un *u)
{
    struct list_date d = {0};
    if (u->date.n && list_date_parse(u->date, &d)) {
        list_builder_birth(u->b, d);
        return;
    }
    d.year = (int)number(u->year.n ? u->year : u->from_year);
    d.to_year = (int)number(u->to_year);
    d.to_year = d.to_year ? d.to_year : d.year;
    list_builder_birth(u->b, d);
}

static void end_entry(struct un *u)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT);
    for (int i = 0; i < 4; i++) {
        struct str part = str_trim(u->names[i]);
        if (part.n && name.n)
            buf_add_c(&name, ' ');
        buf_add(&name, part);
    }
    struct list_builder *b = u->b;
    size_t n = b->names.n;
    list_builder_name(b, LIST_NAME_PRIMARY, list_builder_keep(b, buf_str(&name)));
    if (b->names.n > n && n > 0) { /* the primary name comes first */
        struct list_name primary = b->names.v[n];
        memmove(b->names.v + 1, b->names.v, n * sizeof *b->names.v);
        b->names.v[0] = primary;
    }
    list_builder_name(b, LIST_NAME_SCRIPT, u->names[4]);
    if (b->id.n == 0)
        b->id = u->dataid;
    enum seine_status status =
        list_builder_finish(b, (int64_t)XML_GetCurrentLineNumber(u->parser), u->err);
    if (status != SEINE_OK)
        stop(u, status, "out of memory while reading lists");
    buf_release(&name);
    u->in_entry = false;
}

/* Elements that stand directly in an entry. */
static void entry_field(struct un *u, const char *name, struct str text)
{
    static const char *const parts[] = {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME",
                                        "NAME_ORIGINAL_SCRIPT"};
    for (int i = 0; i < MAX_NAMES; i++)
        if (is(name, parts[i]))
            u->names[i] = text;
    if (is(name, "DATAID"))
        u->dataid = text;
    else if (is(name, "REFERENCE_NUMBER"))
        u->b->id = text;
    else if (is(name, "UN_LIST_TYPE"))
        list_builder_program(u->b, text);
    else if (is(name, "LISTED_ON"))
        u->b->listed_on = str_slice(text, 0, 10);
    else if (is(name, "GENDER"))
        u->b->gender = str_is_ci(text, STR("female")) ? STR("female")
                       : str_is_ci(text, STR("male")) ? STR("male")
                                                      : STR_EMPTY;
    else if (is(name, "COMMENTS1"))
        u->b->remarks = text;
}

/* Elements in a group (alias, address, birth, document, nationality). */
static void group_field(struct un *u, const char *group, const char *name, struct str text)
{
    if (is(group, "NATIONALITY") && is(name, "VALUE"))
        list_builder_country(u->b, text);
    else if (is(name, "ALIAS_NAME"))
        u->alias = text;
    else if (is(name, "QUALITY"))
        u->quality = text;
    else if (is(name, "STREET"))
        u->address.text = text;
    else if (is(name, "CITY"))
        u->address.city = text;
    else if (is(name, "STATE_PROVINCE"))
        u->address.region = text;
    else if (is(name, "ZIP_CODE"))
        u->address.postcode = text;
    else if (is(name, "COUNTRY"))
        u->address.country = text;
    else if (is(name, "DATE"))
        u->date = text;
    else if (is(name, "YEAR"))
        u->year = text;
    else if (is(name, "FROM_YEAR"))
        u->from_year = text;
    else if (is(name, "TO_YEAR"))
        u->to_year = text;
    else if (is(name, "TYPE_OF_DOCUMENT"))
        u->doc_type = text;
    else if (is(name, "NUMBER"))
        u->doc_number = text;
    else if (is(name, "ISSUING_COUNTRY") || is(name, "COUNTRY_OF_ISSUE"))
        u->doc_country = text;
}

static void end_group(struct un *u, const char *name)
{
    if (strstr(name, "_ALIAS"))
        list_builder_name(
            u->b, str_is_ci(str_trim(u->quality), STR("low")) ? LIST_NAME_WEAK : LIST_NAME_ALIAS,
            u->alias);
    else if (strstr(name, "_ADDRESS")) {
        list_builder_address(u->b, u->address);
        list_builder_country(u->b, u->address.country);
    } else if (strstr(name, "_DATE_OF_BIRTH"))
        end_birth(u);
    else if (strstr(name, "_DOCUMENT"))
        list_builder_id(
            u->b, str_contains(u->doc_type, STR("assport")) ? LIST_ID_PASSPORT : LIST_ID_NATIONAL,
            u->doc_number, u->doc_country);
}

static void XMLCALL on_end(void *context, const XML_Char *xml_name)
{
    struct un *u = context;
    (void)xml_name;
    const char *name = u->path[--u->depth], *parent = u->depth > 0 ? u->path[u->depth - 1] : NULL;
    if (!u->in_entry || !name)
        return;
    if (is(name, "INDIVIDUAL") || is(name, "ENTITY")) {
        end_entry(u);
    } else if (is(parent, "INDIVIDUAL") || is(parent, "ENTITY")) {
        entry_field(u, name, list_builder_keep(u->b, str_trim(buf_str(&u->text))));
        end_group(u, name);
    } else if (parent) {
        group_field(u, parent, name, list_builder_keep(u->b, str_trim(buf_str(&u->text))));
    }
    buf_reset(&u->text);
    if (!u->b->ok || buf_status(&u->text) != SEINE_OK)
        stop(u, SEINE_NOMEM, "out of memory while reading lists");
}

bool is_un_xml(struct str head, const char *path)
{
    (void)path;
    return str_contains(head, STR("<CONSOLIDATED_LIST"));
}

enum seine_status read_un_xml(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct un u = {.b = b, .err = err, .parser = XML_ParserCreate(NULL)};
    size_t got = 1;
    if (!u.parser)
        return error_set(err, SEINE_NOMEM, "out of memory while reading lists");
    buf_init(&u.text, LIMIT_TEXT);
    clear_group(&u);
    XML_SetUserData(u.parser, &u);
    XML_SetElementHandler(u.parser, on_start, on_end);
    XML_SetCharacterDataHandler(u.parser, on_text);
    XML_SetStartDoctypeDeclHandler(u.parser, on_doctype);
    while (u.status == SEINE_OK && got > 0) {
        void *block = XML_GetBuffer(u.parser, (int)BLOCK);
        u.status = block ? input_read(in, block, BLOCK, &got, err)
                         : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
        if (u.status == SEINE_OK && XML_ParseBuffer(u.parser, (int)got, got == 0) != XML_STATUS_OK)
            stop(&u, SEINE_FORMAT, XML_ErrorString(XML_GetErrorCode(u.parser)));
    }
    XML_ParserFree(u.parser);
    buf_release(&u.text);
    return u.status;
}
