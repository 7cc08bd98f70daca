/* serve/ftm.c - the schemata of FollowTheMoney against our kinds, and listed entities written in
 * that model. Entries nest nothing: addresses are written as one line each. */
#include "serve/ftm.h"

#include <string.h>

enum { ADDRESS_PARTS = 4 };

static const struct {
    const char *name;
    unsigned kinds;
} schemata[] = {
    {"Thing", FTM_ANY},
    {"LegalEntity", FTM_KIND(LIST_PERSON) | FTM_KIND(LIST_COMPANY) | 1},
    {"Person", FTM_KIND(LIST_PERSON) | 1},
    {"Company", FTM_KIND(LIST_COMPANY) | 1},
    {"Organization", FTM_KIND(LIST_COMPANY) | 1},
    {"PublicBody", FTM_KIND(LIST_COMPANY) | 1},
    {"Asset", FTM_ANY & ~FTM_KIND(LIST_PERSON)},
    {"Vehicle", FTM_KIND(LIST_VESSEL) | FTM_KIND(LIST_AIRCRAFT) | 1},
    {"Vessel", FTM_KIND(LIST_VESSEL) | 1},
    {"Airplane", FTM_KIND(LIST_AIRCRAFT) | 1},
    {"CryptoWallet", 1},
    {"Security", 1},
    {"Address", 0},
    {"BankAccount", 0},
    {"Passport", 0},
    {"Identification", 0},
    {"RealEstate", 0},
    {"Document", 0},
    {"Event", 0},
    {"Sanction", 0},
    {"Ownership", 0},
    {"Directorship", 0},
    {"Family", 0},
    {"Associate", 0},
    {"Membership", 0},
    {"Employment", 0},
    {"UnknownLink", 0},
    {"Occupancy", 0},
    {"Position", 0},
};

bool ftm_schema_kinds(struct str schema, unsigned *ret_kinds)
{
    for (size_t i = 0; i < sizeof schemata / sizeof *schemata; i++)
        if (str_is(schema, str_of(schemata[i].name))) {
            *ret_kinds = schemata[i].kinds;
            return true;
        }
    return false;
}

const char *ftm_schema_of(enum list_kind kind)
{
    static const char *const names[] = {"LegalEntity", "Person", "Organization", "Vessel",
                                        "Airplane"};
    return names[kind];
}

struct str ftm_topic(const struct list_info *list)
{
    static const char *const control[] = {"us-csl:EL", "us-csl:DPL", "us-csl:UVL", "us-csl:MEU",
                                          "bis-dpl"};
    for (size_t i = 0; i < sizeof control / sizeof *control; i++)
        if (str_is(list->key, str_of(control[i])))
            return STR("export.control");
    return STR("sanction");
}

struct str ftm_country(struct str alpha2, char room[3])
{
    size_t n = alpha2.n < 2 ? alpha2.n : 2;
    for (size_t i = 0; i < n; i++)
        room[i] = (char)(alpha2.p[i] >= 'A' && alpha2.p[i] <= 'Z' ? alpha2.p[i] + 32 : alpha2.p[i]);
    return (struct str){room, n};
}

static void one(struct json_writer *w, const char *key, struct str value)
{
    if (value.n == 0)
        return;
    json_key(w, key);
    json_array(w);
    json_string(w, value);
    json_array_end(w);
}

/* The names of these kinds, each text once. */
static void names(struct json_writer *w, const struct listed_entity *e, const char *key,
                  unsigned kinds)
{
    bool is_open = false;
    for (size_t i = 0; i < e->n_names; i++) {
        if (!(1u << e->names[i].kind & kinds))
            continue;
        if (!is_open) {
            json_key(w, key);
            json_array(w);
        }
        is_open = true;
        json_string(w, e->names[i].text);
    }
    if (is_open)
        json_array_end(w);
}

static const char *id_property(enum list_id_kind kind, enum list_kind of)
{
    static const char *const properties[] = {
        "idNumber",  "passportNumber", "idNumber", "taxNumber", "registrationNumber",
        "imoNumber", "mmsi",           "callSign", NULL,        "serialNumber",
        "leiCode",   "swiftBic",       "email",    "phone",     "website",
        "publicKey"};
    return kind == LIST_ID_TAIL ? of == LIST_AIRCRAFT ? "registrationNumber" : "idNumber"
                                : properties[kind];
}

/* A value that the property has already, of one of the entry's numbers from `from` on. */
static bool is_repeated(const struct listed_entity *e, const char *property, size_t from, size_t at)
{
    for (size_t i = from; i < at; i++)
        if (str_is(e->ids[i].value, e->ids[at].value) &&
            strcmp(id_property(e->ids[i].kind, e->kind), property) == 0)
            return true;
    return false;
}

static void ids(struct json_writer *w, const struct listed_entity *e)
{
    for (size_t i = 0; i < e->n_ids; i++) {
        const char *property = id_property(e->ids[i].kind, e->kind);
        bool is_told = false;
        for (size_t k = 0; k < i && !is_told; k++)
            is_told = strcmp(id_property(e->ids[k].kind, e->kind), property) == 0;
        if (is_told)
            continue;
        json_key(w, property);
        json_array(w);
        for (size_t k = i; k < e->n_ids; k++)
            if (strcmp(id_property(e->ids[k].kind, e->kind), property) == 0 &&
                !is_repeated(e, property, i, k))
                json_string(w, e->ids[k].value);
        json_array_end(w);
    }
}

static void births(struct json_writer *w, const struct listed_entity *e)
{
    const char *key = e->kind == LIST_PERSON ? "birthDate" : "incorporationDate";
    if (e->kind == LIST_VESSEL || e->kind == LIST_AIRCRAFT)
        key = "buildDate";
    bool is_open = false;
    for (size_t i = 0; i < e->n_births; i++) {
        const struct list_date *d = &e->births[i];
        struct buf text;
        if (d->year < 1 || d->year > 9999)
            continue;
        if (!is_open) {
            json_key(w, key);
            json_array(w);
        }
        is_open = true;
        buf_init(&text, 32);
        buf_add_f(&text, "%04d", d->year);
        if (d->month && d->to_year <= d->year)
            buf_add_f(&text, "-%02d", d->month);
        if (d->month && d->day && d->to_year <= d->year)
            buf_add_f(&text, "-%02d", d->day);
        json_string(w, buf_str(&text));
        buf_release(&text);
    }
    if (is_open)
        json_array_end(w);
}

static void addresses(struct json_writer *w, const struct listed_entity *e)
{
    struct buf text;
    if (e->n_addresses == 0)
        return;
    buf_init(&text, LIMIT_TEXT);
    json_key(w, "address");
    json_array(w);
    for (size_t i = 0; i < e->n_addresses; i++) {
        const struct list_address *a = &e->addresses[i];
        const struct str parts[ADDRESS_PARTS] = {a->text, a->city, a->region, a->postcode};
        buf_reset(&text);
        for (size_t k = 0; k < ADDRESS_PARTS; k++) {
            if (parts[k].n && text.n)
                buf_add_z(&text, ", ");
            buf_add(&text, parts[k]);
        }
        if (text.n)
            json_string(w, buf_str(&text));
    }
    json_array_end(w);
    buf_release(&text);
}

static void countries(struct json_writer *w, const struct listed_entity *e)
{
    char room[3];
    if (e->n_countries == 0)
        return;
    json_key(w, e->kind == LIST_VESSEL ? "flag" : "country");
    json_array(w);
    for (size_t i = 0; i < e->n_countries; i++)
        json_string(w, ftm_country(e->countries[i], room));
    json_array_end(w);
}

static void properties(const struct list_info *list, const struct listed_entity *e,
                       struct json_writer *w)
{
    json_key(w, "properties");
    json_object(w);
    names(w, e, "name", 1u << LIST_NAME_PRIMARY);
    names(w, e, "alias", 1u << LIST_NAME_ALIAS | 1u << LIST_NAME_SCRIPT);
    names(w, e, "weakAlias", 1u << LIST_NAME_WEAK);
    names(w, e, "previousName", 1u << LIST_NAME_FORMER);
    countries(w, e);
    births(w, e);
    one(w, "gender", e->gender);
    ids(w, e);
    addresses(w, e);
    if (e->n_programs) {
        json_key(w, "program");
        json_array(w);
        for (size_t i = 0; i < e->n_programs; i++)
            json_string(w, e->programs[i]);
        json_array_end(w);
    }
    one(w, "notes", e->remarks);
    one(w, "topics", ftm_topic(list));
    json_object_end(w);
}

void ftm_write_time(struct json_writer *w, const char *key, struct str date)
{
    int32_t day, second;
    struct buf text;
    json_key(w, key);
    if (!date_parse(date, &day, &second)) {
        json_null(w);
        return;
    }
    buf_init(&text, 40);
    buf_add_date(&text, day);
    buf_add_z(&text, "T00:00:00");
    json_string(w, buf_str(&text));
    buf_release(&text);
}

void ftm_write_entity(const struct list_set *set, const struct listed_entity *e,
                      struct json_writer *w)
{
    const struct list_info *list = &set->lists.v[e->list];
    json_key(w, "id");
    json_string(w, e->id);
    json_key(w, "caption");
    json_string(w, e->n_names ? e->names[0].text : e->id);
    json_key(w, "schema");
    json_string(w, str_of(ftm_schema_of(e->kind)));
    properties(list, e, w);
    json_key(w, "datasets");
    json_array(w);
    json_string(w, list->key);
    json_array_end(w);
    json_key(w, "referents");
    json_array(w);
    json_array_end(w);
    json_member_bool(w, "target", true);
    ftm_write_time(w, "first_seen", e->listed_on);
    ftm_write_time(w, "last_seen", list->date);
    ftm_write_time(w, "last_change", list->date);
}
