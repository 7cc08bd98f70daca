/* lists/eu_xml.c - the EU's consolidated financial sanctions file as XML (1.0 and 1.1): everything
 * stands in attributes of <sanctionEntity> and its children. */
#include "lists/facts.h"

bool is_eu_xml(struct list_probe *p)
{
    return list_xml_begins(p->head) && str_contains(p->head, STR("<sanctionEntity")) &&
           str_contains(p->head, STR("<export"));
}

static void name_of(struct list_builder *b, const struct list_node *n)
{
    bool is_weak = str_is(list_attribute(n, "strong"), STR("false"));
    list_builder_name(b,
                      b->names.n == 0 ? LIST_NAME_PRIMARY
                      : is_weak       ? LIST_NAME_WEAK
                                      : LIST_NAME_ALIAS,
                      list_attribute(n, "wholeName"));
    if (b->gender.n == 0)
        b->gender = list_gender(list_attribute(n, "gender"));
}

static void part(struct list_builder *b, const struct list_node *n)
{
    struct str country = list_attribute(n, "countryIso2Code");
    if (str_is(n->name, STR("nameAlias")))
        name_of(b, n);
    else if (str_is(n->name, STR("regulation")))
        list_builder_program(b, list_attribute(n, "programme"));
    else if (str_is(n->name, STR("citizenship")))
        list_builder_country(b, country);
    else if (str_is(n->name, STR("birthdate")))
        eu_birth(b, list_attribute(n, "birthdate"), list_attribute(n, "year"),
                 list_attribute(n, "yearRangeFrom"), list_attribute(n, "yearRangeTo"));
    else if (str_is(n->name, STR("identification")))
        eu_document(b, list_attribute(n, "identificationTypeCode"), list_attribute(n, "number"),
                    country);
    else if (str_is(n->name, STR("remark")) && b->remarks.n == 0)
        b->remarks = n->text;
    else if (str_is(n->name, STR("address"))) {
        list_builder_address(b, (struct list_address){list_attribute(n, "street"),
                                                      list_attribute(n, "city"),
                                                      list_attribute(n, "region"),
                                                      list_attribute(n, "zipCode"), country});
        list_builder_country(b, country);
    }
}

static enum seine_status entry(struct list_builder *b, const struct list_node *n, int64_t line,
                               struct seine_error *err)
{
    struct str id = list_attribute(n, "euReferenceNumber"),
               code = list_attribute(list_child(n, "subjectType"), "classificationCode");
    list_builder_start(b, id.n ? id : list_attribute(n, "logicalId"),
                       str_is_ci(code, STR("P")) ? LIST_PERSON : LIST_COMPANY);
    b->listed_on = str_slice(list_attribute(n, "designationDate"), 0, 10);
    for (const struct list_node *c = n->first; c; c = c->next)
        part(b, c);
    return list_builder_finish(b, line, err);
}

static void around(struct list_builder *b, const struct list_node *n)
{
    if (str_is(n->name, STR("export")))
        b->set->lists.v[b->list].date =
            list_builder_keep(b, str_slice(list_attribute(n, "generationDate"), 0, 10));
}

enum seine_status read_eu_xml(struct list_builder *b, struct input *in, struct seine_error *err)
{
    static const char *const records[] = {"sanctionEntity", NULL};
    static const struct list_xml how = {records, entry, around};
    list_builder_list(b, STR("eu"), STR("EU consolidated list"), "eu-xml",
                      STR("European Commission"), STR_EMPTY);
    return b->ok ? list_each_element(b, in, &how, err)
                 : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}
