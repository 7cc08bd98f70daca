/* lists/ftm.c - FollowTheMoney entities as OpenSanctions publishes them: one object a line (or an
 * array), `schema` and `properties` of many values. People, organisations, vessels and aircraft
 * become entries; addresses and sanctions are taken where they are nested; relations between
 * entities are passed over. */
#include "lists/internal.h"

bool is_ftm(struct list_probe *p)
{
    return p->head.n && (p->head.p[0] == '{' || p->head.p[0] == '[') &&
           str_contains(p->head, STR("\"schema\"")) && str_contains(p->head, STR("\"properties\""));
}

static bool kind_of(struct str schema, enum list_kind *ret)
{
    static const struct {
        const char *schema;
        enum list_kind kind;
    } kinds[] = {{"Person", LIST_PERSON},
                 {"Company", LIST_COMPANY},
                 {"Organization", LIST_COMPANY},
                 {"LegalEntity", LIST_COMPANY},
                 {"PublicBody", LIST_COMPANY},
                 {"Vessel", LIST_VESSEL},
                 {"Airplane", LIST_AIRCRAFT},
                 {"Asset", LIST_KIND_UNKNOWN},
                 {"CryptoWallet", LIST_KIND_UNKNOWN}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(schema, str_of(kinds[i].schema))) {
            *ret = kinds[i].kind;
            return true;
        }
    return false;
}

enum how { PRIMARY, ALIAS, WEAK, FORMER, COUNTRY, PROGRAM, BIRTH, ADDRESS, ID };
static const struct {
    const char *property;
    enum how how;
    enum list_id_kind id;
} properties[] = {{"name", ALIAS, 0},
                  {"alias", ALIAS, 0},
                  {"weakAlias", WEAK, 0},
                  {"previousName", FORMER, 0},
                  {"country", COUNTRY, 0},
                  {"nationality", COUNTRY, 0},
                  {"citizenship", COUNTRY, 0},
                  {"jurisdiction", COUNTRY, 0},
                  {"mainCountry", COUNTRY, 0},
                  {"flag", COUNTRY, 0},
                  {"pastFlags", COUNTRY, 0},
                  {"program", PROGRAM, 0},
                  {"programId", PROGRAM, 0},
                  {"birthDate", BIRTH, 0},
                  {"address", ADDRESS, 0},
                  {"passportNumber", ID, LIST_ID_PASSPORT},
                  {"idNumber", ID, LIST_ID_NATIONAL},
                  {"socialSecurityNumber", ID, LIST_ID_NATIONAL},
                  {"taxNumber", ID, LIST_ID_TAX},
                  {"innCode", ID, LIST_ID_TAX},
                  {"vatCode", ID, LIST_ID_TAX},
                  {"voenCode", ID, LIST_ID_TAX},
                  {"irsCode", ID, LIST_ID_TAX},
                  {"registrationNumber", ID, LIST_ID_REGISTRATION},
                  {"ogrnCode", ID, LIST_ID_REGISTRATION},
                  {"uscCode", ID, LIST_ID_REGISTRATION},
                  {"jibCode", ID, LIST_ID_REGISTRATION},
                  {"cikCode", ID, LIST_ID_OTHER},
                  {"bikCode", ID, LIST_ID_OTHER},
                  {"pfrNumber", ID, LIST_ID_OTHER},
                  {"licenseNumber", ID, LIST_ID_OTHER},
                  {"crsNumber", ID, LIST_ID_OTHER},
                  {"okpoCode", ID, LIST_ID_OTHER},
                  {"dunsCode", ID, LIST_ID_OTHER},
                  {"uniqueEntityId", ID, LIST_ID_OTHER},
                  {"npiCode", ID, LIST_ID_OTHER},
                  {"isin", ID, LIST_ID_OTHER},
                  {"isinCode", ID, LIST_ID_OTHER},
                  {"imoNumber", ID, LIST_ID_IMO},
                  {"mmsi", ID, LIST_ID_MMSI},
                  {"callSign", ID, LIST_ID_CALL_SIGN},
                  {"leiCode", ID, LIST_ID_LEI},
                  {"swiftBic", ID, LIST_ID_BIC},
                  {"serialNumber", ID, LIST_ID_SERIAL},
                  {"email", ID, LIST_ID_EMAIL},
                  {"phone", ID, LIST_ID_PHONE},
                  {"website", ID, LIST_ID_WEBSITE},
                  {"publicKey", ID, LIST_ID_WALLET}};

/* An aircraft's registration is its mark. */
static enum list_id_kind id_kind(const struct list_builder *b, enum list_id_kind kind)
{
    return kind == LIST_ID_REGISTRATION && b->kind == LIST_AIRCRAFT ? LIST_ID_TAIL : kind;
}

static void add(struct list_builder *b, size_t property, struct str s)
{
    struct list_date d;
    switch (properties[property].how) {
    case PRIMARY:
    case ALIAS:
        list_builder_name(b, LIST_NAME_ALIAS, s);
        break;
    case WEAK:
        list_builder_name(b, LIST_NAME_WEAK, s);
        break;
    case FORMER:
        list_builder_name(b, LIST_NAME_FORMER, s);
        break;
    case COUNTRY:
        list_builder_country(b, s);
        break;
    case PROGRAM:
        list_builder_program(b, s);
        break;
    case BIRTH:
        if (list_date_parse(s, &d))
            list_builder_birth(b, d);
        break;
    case ADDRESS:
        list_add_address(b, s);
        break;
    case ID:
        list_builder_id(b, id_kind(b, properties[property].id), list_without_kpp(s), STR_EMPTY);
    }
}

/* The first day of all its sanctions: when it was put on the list, else since when that holds. */
static void listed(struct list_builder *b, const struct json_value *sanction)
{
    const struct json_value *day = list_items(json_get(sanction, "listingDate"));
    day = day ? day : list_items(json_get(sanction, "startDate"));
    for (; day; day = day->next)
        if (list_scalar(day).n >= 10) /* no year alone */
            list_builder_listed(b, list_scalar(day));
}

/* Entities nested in a property: addressEntity and sanctions of "nested" exports. */
static void nested(struct list_builder *b, const struct json_value *all)
{
    const struct json_value *v;
    for (v = list_items(json_get(all, "addressEntity")); v; v = v->next) {
        const struct json_value *p = json_get(v, "properties"),
                                *full = list_items(json_get(p, "full")),
                                *country = list_items(json_get(p, "country"));
        if (full)
            list_builder_address(b, (struct list_address){list_scalar(full), STR_EMPTY, STR_EMPTY,
                                                          STR_EMPTY, list_scalar(country)});
    }
    for (v = list_items(json_get(all, "sanctions")); v; v = v->next) {
        const struct json_value *p = json_get(v, "properties"),
                                *program = list_items(json_get(p, "programId"));
        program = program ? program : list_items(json_get(p, "program"));
        for (; program; program = program->next)
            list_builder_program(b, list_scalar(program));
        listed(b, p);
    }
}

static enum seine_status entity(struct list_builder *b, const struct json_value *e, int64_t line,
                                void *context, struct seine_error *err)
{
    const struct json_value *all = json_get(e, "properties");
    enum list_kind kind;
    (void)context;
    if (!all || all->type != JSON_OBJECT || json_text(e, "schema").n == 0)
        return list_builder_fault(b, line, "an entity has a `schema` and `properties`", err);
    if (!kind_of(json_text(e, "schema"), &kind))
        return SEINE_OK;
    list_builder_start(b, json_text(e, "id"), kind);
    list_builder_name(b, LIST_NAME_PRIMARY, json_text(e, "caption"));
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        for (const struct json_value *v = list_items(json_get(all, properties[i].property)); v;
             v = v->next)
            add(b, i, list_scalar(v));
    if (b->names.n)
        b->names.v[0].kind = LIST_NAME_PRIMARY;
    nested(b, all);
    struct str gender = list_scalar(list_items(json_get(all, "gender")));
    b->gender = str_is(gender, STR("female")) || str_is(gender, STR("male")) ? gender : STR_EMPTY;
    b->remarks = list_scalar(list_items(json_get(all, "notes")));
    return list_builder_finish(b, line, err);
}

enum seine_status read_ftm(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct str name = list_stem(b->source);
    list_builder_list(b, name, name, "ftm", STR_EMPTY, STR_EMPTY);
    return list_each_record(b, in, entity, NULL, err);
}
