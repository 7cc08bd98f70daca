/* serve/watchman_entity.c - an entry in the shape of Watchman's v2 entities: every key is there,
 * null where nothing is known. */
#include "serve/watchman.h"

#include <string.h>

struct str watchman_source(const struct list_info *list)
{
    static const char *const names[][2] = {{"ofac-sdn", "us_ofac"}, {"ofac-cons", "us_non_sdn"},
                                           {"us-csl", "us_csl"},    {"uk", "uk_csl"},
                                           {"eu", "eu_csl"},        {"un", "un_csl"}};
    struct str key = list->key;
    size_t colon = str_find_byte(key, ':', 0);
    struct str stem = str_slice(key, 0, colon == SIZE_MAX ? key.n : colon);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_is(stem, str_of(names[i][0])))
            return str_of(names[i][1]);
    return key;
}

struct str watchman_id(const struct list_info *list, const struct listed_entity *e)
{
    return str_starts(watchman_source(list), STR("us_")) && str_starts(e->id, STR("OFAC-"))
               ? str_slice(e->id, 5, e->id.n)
               : e->id;
}

struct str watchman_type(enum list_kind kind)
{
    static const char *const names[] = {"organization", "person", "business", "vessel", "aircraft"};
    return str_of(names[kind]);
}

static void text(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    json_string(w, value);
}

static void null(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_null(w);
}

/* The values of all numbers of this kind, or null. */
static void id_values(struct json_writer *w, const char *key, const struct listed_entity *e,
                      enum list_id_kind kind)
{
    bool is_open = false;
    json_key(w, key);
    for (size_t i = 0; i < e->n_ids; i++) {
        if (e->ids[i].kind != kind)
            continue;
        if (!is_open)
            json_array(w);
        is_open = true;
        json_string(w, e->ids[i].value);
    }
    if (is_open)
        json_array_end(w);
    else
        json_null(w);
}

static struct str id_value(const struct listed_entity *e, enum list_id_kind kind)
{
    for (size_t i = 0; i < e->n_ids; i++)
        if (e->ids[i].kind == kind)
            return e->ids[i].value;
    return STR_EMPTY;
}

static void date(struct json_writer *w, const char *key, const struct listed_entity *e)
{
    struct buf b;
    json_key(w, key);
    if (e->n_births == 0 || e->births[0].year < 1) {
        json_null(w);
        return;
    }
    const struct list_date *d = &e->births[0];
    buf_init(&b, 64);
    buf_add_f(&b, "%04d-%02d-%02dT00:00:00Z", d->year, d->month ? d->month : 1,
              d->day ? d->day : 1);
    json_string(w, buf_str(&b));
    buf_release(&b);
}

static void alt_names(struct json_writer *w, const struct listed_entity *e)
{
    bool is_open = false;
    json_key(w, "altNames");
    for (size_t i = 1; i < e->n_names; i++) {
        if (e->names[i].kind == LIST_NAME_FORMER)
            continue;
        if (!is_open)
            json_array(w);
        is_open = true;
        json_string(w, e->names[i].text);
    }
    if (is_open)
        json_array_end(w);
    else
        json_null(w);
}

static const char *government_id(enum list_id_kind kind)
{
    switch (kind) {
    case LIST_ID_PASSPORT:
        return "passport";
    case LIST_ID_NATIONAL:
        return "national-id";
    case LIST_ID_TAX:
        return "tax-id";
    case LIST_ID_REGISTRATION:
        return "business-registration";
    default:
        return NULL;
    }
}

static void government_ids(struct json_writer *w, const struct listed_entity *e)
{
    bool is_open = false;
    json_key(w, "governmentIDs");
    for (size_t i = 0; i < e->n_ids; i++) {
        const char *kind = government_id(e->ids[i].kind);
        if (!kind)
            continue;
        if (!is_open)
            json_array(w);
        is_open = true;
        json_object(w);
        text(w, "type", str_of(kind));
        text(w, "country", e->ids[i].country);
        text(w, "identifier", e->ids[i].value);
        json_object_end(w);
    }
    if (is_open)
        json_array_end(w);
    else
        json_null(w);
}

static void craft(struct json_writer *w, const struct listed_entity *e, bool is_vessel)
{
    text(w, "type", STR_EMPTY);
    text(w, "flag", e->n_countries ? e->countries[0] : STR_EMPTY);
    date(w, "built", e);
    text(w, "model", STR_EMPTY);
    if (is_vessel) {
        text(w, "imoNumber", id_value(e, LIST_ID_IMO));
        text(w, "mmsi", id_value(e, LIST_ID_MMSI));
        text(w, "callSign", id_value(e, LIST_ID_CALL_SIGN));
        json_member_i64(w, "tonnage", 0);
        json_member_i64(w, "grossRegisteredTonnage", 0);
        text(w, "owner", STR_EMPTY);
    } else {
        text(w, "icaoCode", id_value(e, LIST_ID_TAIL));
        text(w, "serialNumber", id_value(e, LIST_ID_SERIAL));
    }
}

static void body(struct json_writer *w, const struct listed_entity *e, struct str type)
{
    static const char *const types[] = {"person", "business", "organization", "aircraft", "vessel"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!str_is(type, str_of(types[i]))) {
            null(w, types[i]);
            continue;
        }
        json_key(w, types[i]);
        json_object(w);
        text(w, "name", e->n_names ? e->names[0].text : STR_EMPTY);
        alt_names(w, e);
        if (i == 0) {
            text(w, "gender", e->gender);
            date(w, "birthDate", e);
            null(w, "deathDate");
            null(w, "titles");
        } else if (i < 3) {
            date(w, "created", e);
            null(w, "dissolved");
        }
        if (i < 3)
            government_ids(w, e);
        else
            craft(w, e, i == 4);
        json_object_end(w);
    }
}

static void addresses(struct json_writer *w, const struct listed_entity *e)
{
    json_key(w, "addresses");
    if (e->n_addresses == 0) {
        json_null(w);
        return;
    }
    json_array(w);
    for (size_t i = 0; i < e->n_addresses; i++) {
        const struct list_address *a = &e->addresses[i];
        json_object(w);
        text(w, "line1", a->text);
        text(w, "line2", STR_EMPTY);
        text(w, "city", a->city);
        text(w, "postalCode", a->postcode);
        text(w, "state", a->region);
        text(w, "country", a->country);
        json_member_i64(w, "latitude", 0);
        json_member_i64(w, "longitude", 0);
        json_object_end(w);
    }
    json_array_end(w);
}

static void wallets(struct json_writer *w, const struct listed_entity *e)
{
    bool is_open = false;
    json_key(w, "cryptoAddresses");
    for (size_t i = 0; i < e->n_ids; i++) {
        if (e->ids[i].kind != LIST_ID_WALLET)
            continue;
        if (!is_open)
            json_array(w);
        is_open = true;
        json_object(w);
        text(w, "currency", STR_EMPTY);
        text(w, "address", e->ids[i].value);
        json_object_end(w);
    }
    if (is_open)
        json_array_end(w);
    else
        json_null(w);
}

static void former_names(struct json_writer *w, const struct listed_entity *e)
{
    bool is_open = false;
    json_key(w, "historicalInfo");
    for (size_t i = 0; i < e->n_names; i++) {
        if (e->names[i].kind != LIST_NAME_FORMER)
            continue;
        if (!is_open)
            json_array(w);
        is_open = true;
        json_object(w);
        text(w, "type", STR("Former Name"));
        text(w, "value", e->names[i].text);
        null(w, "date");
        json_object_end(w);
    }
    if (is_open)
        json_array_end(w);
    else
        json_null(w);
}

static void sanctions(struct json_writer *w, const struct listed_entity *e)
{
    json_key(w, "sanctionsInfo");
    if (e->n_programs == 0) {
        json_null(w);
        return;
    }
    json_object(w);
    json_key(w, "programs");
    json_array(w);
    for (size_t i = 0; i < e->n_programs; i++)
        json_string(w, e->programs[i]);
    json_array_end(w);
    json_member_bool(w, "secondary", false);
    text(w, "description", e->remarks);
    json_object_end(w);
}

void watchman_write_entity(const struct list_info *list, const struct listed_entity *e,
                           struct str type, struct json_writer *w)
{
    text(w, "name", e->n_names ? e->names[0].text : STR_EMPTY);
    text(w, "entityType", type);
    text(w, "sourceList", list ? watchman_source(list) : STR("api-request"));
    text(w, "sourceID", list ? watchman_id(list, e) : STR_EMPTY);
    body(w, e, type);
    json_key(w, "contact");
    json_object(w);
    id_values(w, "emailAddresses", e, LIST_ID_EMAIL);
    id_values(w, "phoneNumbers", e, LIST_ID_PHONE);
    null(w, "faxNumbers");
    id_values(w, "websites", e, LIST_ID_WEBSITE);
    json_object_end(w);
    addresses(w, e);
    wallets(w, e);
    null(w, "affiliations");
    sanctions(w, e);
    former_names(w, e);
    json_key(w, "sourceData");
    json_object(w);
    json_object_end(w);
}
