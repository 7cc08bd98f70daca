/* lists/ofac_xml.c - OFAC's "enhanced" XML: one <entity> for each entry, with names in several
 * scripts, addresses in parts, and features (birth dates, registrations) by the words of their
 * type. Reference values at the head of the file repeat what stands in the entries and are passed
 * over. */
#include "lists/facts.h"

bool is_ofac_xml(struct list_probe *p)
{
    return list_xml_begins(p->head) && str_contains(p->head, STR("<sanctionsData")) &&
           str_contains(p->head, STR("ENHANCED_XML"));
}

static void names(struct list_builder *b, const struct list_node *all)
{
    for (const struct list_node *n = all ? all->first : NULL; n; n = n->next) {
        bool is_primary = str_is(list_child_text(n, "isPrimary"), STR("true")),
             is_weak = str_is(list_child_text(n, "isLowQuality"), STR("true")),
             is_former = str_starts_ci(list_child_text(n, "aliasType"), STR("F.K.A"));
        const struct list_node *t = list_child(n, "translations");
        for (t = t ? t->first : NULL; t; t = t->next) {
            bool is_latin = str_is(list_child_text(t, "script"), STR("Latin"));
            struct str name = list_child_text(t, "formattedFullName");
            if (is_primary && is_latin)
                list_builder_main_name(b, name);
            else
                list_builder_name(b,
                                  !is_latin   ? LIST_NAME_SCRIPT
                                  : is_weak   ? LIST_NAME_WEAK
                                  : is_former ? LIST_NAME_FORMER
                                              : LIST_NAME_ALIAS,
                                  name);
        }
    }
}

static void addresses(struct list_builder *b, const struct list_node *all)
{
    struct buf street;
    buf_init(&street, LIMIT_TEXT);
    for (const struct list_node *n = all ? all->first : NULL; n; n = n->next) {
        struct list_address a = {STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY,
                                 list_child_text(n, "country")};
        const struct list_node *p = list_child(list_child(n, "translations"), "translation");
        p = list_child(p, "addressParts");
        buf_reset(&street);
        for (p = p ? p->first : NULL; p; p = p->next) {
            struct str type = list_child_text(p, "type"), value = list_child_text(p, "value");
            if (str_is(type, STR("CITY")))
                a.city = value;
            else if (str_is(type, STR("STATE/PROVINCE")) || str_is(type, STR("REGION")))
                a.region = value;
            else if (str_is(type, STR("POSTAL CODE")))
                a.postcode = value;
            else
                buf_add_f(&street, "%s" STR_FMT, street.n ? ", " : "", STR_ARG(value));
        }
        a.text = list_builder_keep(b, buf_str(&street));
        list_builder_address(b, a);
        list_builder_country(b, a.country);
    }
    buf_release(&street);
}

static void feature(struct list_builder *b, const struct list_node *n)
{
    struct str type = list_child_text(n, "type"), value = list_child_text(n, "value");
    if (str_is(type, STR("Birthdate")))
        list_add_birth(b, value);
    else
        ofac_fact(b, type, value, STR_EMPTY);
}

/* A document of whatever kind has a number. */
static void document(struct list_builder *b, const struct list_node *n)
{
    struct str number = list_child_text(n, "documentNumber"),
               country = list_child_text(n, "issuingCountry");
    if (!ofac_fact(b, list_child_text(n, "type"), number, country))
        list_builder_id(b, LIST_ID_OTHER, number, country);
}

static enum seine_status entry(struct list_builder *b, const struct list_node *n, int64_t line,
                               struct seine_error *err)
{
    struct buf id;
    enum list_kind kind = LIST_COMPANY;
    const struct list_node *info = list_child(n, "generalInfo"), *c;
    if (!info) /* <entity> is also what a relation calls its other side */
        return SEINE_OK;
    buf_init(&id, LIMIT_TEXT);
    buf_add_f(&id, "OFAC-" STR_FMT, STR_ARG(list_attribute(n, "id")));
    list_kind_parse(list_child_text(info, "entityType"), &kind);
    list_builder_start(b, list_attribute(n, "id").n ? buf_str(&id) : STR_EMPTY, kind);
    names(b, list_child(n, "names"));
    addresses(b, list_child(n, "addresses"));
    c = list_child(n, "sanctionsPrograms");
    for (c = c ? c->first : NULL; c; c = c->next)
        list_builder_program(b, c->text);
    c = list_child(n, "features");
    for (c = c ? c->first : NULL; c; c = c->next)
        feature(b, c);
    c = list_child(n, "identityDocuments");
    for (c = c ? c->first : NULL; c; c = c->next)
        document(b, c);
    c = list_child(list_child(n, "sanctionsLists"), "sanctionsList");
    b->listed_on = str_slice(list_attribute(c, "datePublished"), 0, 10);
    b->remarks = list_child_text(info, "remarks");
    enum seine_status status = list_builder_finish(b, line, err);
    buf_release(&id);
    return status;
}

/* The head of the file says which list this is and of what day. */
static void around(struct list_builder *b, const struct list_node *n)
{
    struct list_info *l = &b->set->lists.v[b->list];
    if (str_is(n->name, STR("dataAsOf"))) {
        l->date = list_builder_keep(b, str_slice(n->text, 0, 10));
    } else if (str_is(n->name, STR("sanctionsList")) &&
               str_contains(n->text, STR("Consolidated"))) {
        l->key = STR("ofac-cons");
        l->name = STR("US OFAC Consolidated (non-SDN)");
    }
}

enum seine_status read_ofac_xml(struct list_builder *b, struct input *in, struct seine_error *err)
{
    static const char *const records[] = {"entity", NULL};
    static const struct list_xml how = {records, entry, around};
    list_builder_list(b, STR("ofac-sdn"), STR("US OFAC SDN"), "ofac-xml",
                      STR("US Treasury, Office of Foreign Assets Control"), STR_EMPTY);
    return b->ok ? list_each_element(b, in, &how, err)
                 : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}
