/* serve/watchman_query.c - the many parameters of Watchman's search, from a table. A parameter that
 * is not in it, or that belongs to another type of entity, is refused, as Watchman does: a misspelt
 * date of birth that was passed over in silence would cost a hit. */
#include "serve/watchman.h"

#include <string.h>

enum what {
    SETTING, /* read by name below */
    IGNORED, /* known, and of no use to the score */
    ALT_NAME,
    BIRTH,
    FLAG,
    GENDER,
    ADDRESS,
    WALLET,
    GOVERNMENT,
    ID
};
enum { PERSON = 1, BODY = 2, AIRCRAFT = 4, VESSEL = 8, ALL = 15 };

static const struct parameter {
    const char *name;
    unsigned types; /* of entities that may be asked for with it */
    bool is_any;    /* also when no type is given */
    enum what what;
    enum list_id_kind id;
} parameters[] = {
    {"name", ALL, true, SETTING, 0},
    {"type", ALL, true, SETTING, 0},
    {"source", ALL, true, SETTING, 0},
    {"sourceID", ALL, true, SETTING, 0},
    {"limit", ALL, true, SETTING, 0},
    {"minMatch", ALL, true, SETTING, 0},
    {"debug", ALL, true, SETTING, 0},
    {"format", ALL, true, SETTING, 0},
    {"requestID", ALL, true, IGNORED, 0},
    {"debugSourceIDs", ALL, true, IGNORED, 0},
    {"altNames", ALL, true, ALT_NAME, 0},
    {"email", ALL, true, ID, LIST_ID_EMAIL},
    {"emailAddress", ALL, true, ID, LIST_ID_EMAIL},
    {"emailAddresses", ALL, true, ID, LIST_ID_EMAIL},
    {"phone", ALL, true, ID, LIST_ID_PHONE},
    {"phoneNumber", ALL, true, ID, LIST_ID_PHONE},
    {"phoneNumbers", ALL, true, ID, LIST_ID_PHONE},
    {"fax", ALL, true, IGNORED, 0},
    {"faxNumber", ALL, true, IGNORED, 0},
    {"faxNumbers", ALL, true, IGNORED, 0},
    {"website", ALL, true, ID, LIST_ID_WEBSITE},
    {"websites", ALL, true, ID, LIST_ID_WEBSITE},
    {"address", ALL, true, ADDRESS, 0},
    {"addresses", ALL, true, ADDRESS, 0},
    {"cryptoAddress", ALL, true, WALLET, LIST_ID_WALLET},
    {"cryptoAddresses", ALL, true, WALLET, LIST_ID_WALLET},
    {"gender", PERSON, false, GENDER, 0},
    {"birthDate", PERSON, false, BIRTH, 0},
    {"deathDate", PERSON, false, IGNORED, 0},
    {"titles", PERSON, false, IGNORED, 0},
    {"created", BODY, false, BIRTH, 0},
    {"dissolved", BODY, false, IGNORED, 0},
    {"aircraftType", AIRCRAFT, false, IGNORED, 0},
    {"icaoCode", AIRCRAFT, false, ID, LIST_ID_TAIL},
    {"serialNumber", AIRCRAFT, false, ID, LIST_ID_SERIAL},
    {"model", AIRCRAFT | VESSEL, false, IGNORED, 0},
    {"built", AIRCRAFT | VESSEL, false, BIRTH, 0},
    {"flag", AIRCRAFT | VESSEL, false, FLAG, 0},
    {"imoNumber", VESSEL, false, ID, LIST_ID_IMO},
    {"mmsi", VESSEL, false, ID, LIST_ID_MMSI},
    {"callSign", VESSEL, false, ID, LIST_ID_CALL_SIGN},
    {"vesselType", VESSEL, false, IGNORED, 0},
    {"owner", VESSEL, false, IGNORED, 0},
    {"tonnage", VESSEL, false, IGNORED, 0},
    {"grossRegisteredTonnage", VESSEL, false, IGNORED, 0},
    {"gov_passport", ALL, true, GOVERNMENT, LIST_ID_PASSPORT},
    {"gov_drivers-license", ALL, true, GOVERNMENT, LIST_ID_OTHER},
    {"gov_national-id", ALL, true, GOVERNMENT, LIST_ID_NATIONAL},
    {"gov_tax-id", ALL, true, GOVERNMENT, LIST_ID_TAX},
    {"gov_ssn", ALL, true, GOVERNMENT, LIST_ID_NATIONAL},
    {"gov_cedula", ALL, true, GOVERNMENT, LIST_ID_NATIONAL},
    {"gov_curp", ALL, true, GOVERNMENT, LIST_ID_NATIONAL},
    {"gov_cuit", ALL, true, GOVERNMENT, LIST_ID_TAX},
    {"gov_electoral", ALL, true, GOVERNMENT, LIST_ID_OTHER},
    {"gov_business-registration", ALL, true, GOVERNMENT, LIST_ID_REGISTRATION},
    {"gov_commercial-registry", ALL, true, GOVERNMENT, LIST_ID_REGISTRATION},
    {"gov_birth-certificate", ALL, true, GOVERNMENT, LIST_ID_OTHER},
    {"gov_refugee-id", ALL, true, GOVERNMENT, LIST_ID_OTHER},
    {"gov_diplomatic-passport", ALL, true, GOVERNMENT, LIST_ID_PASSPORT},
    {"gov_personal-id", ALL, true, GOVERNMENT, LIST_ID_NATIONAL},
    {"gov_citizenship", ALL, true, GOVERNMENT, LIST_ID_OTHER},
    {"gov_nationality", ALL, true, GOVERNMENT, LIST_ID_OTHER},
};

static void refuse(struct reply *r, struct str message)
{
    struct json_writer w;
    reply_error(r, 400, " ");
    buf_reset(&r->body);
    reply_json(r, &w);
    json_object(&w);
    json_member(&w, "error", message);
    json_object_end(&w);
}

static const struct parameter *find(struct str name, unsigned type)
{
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (str_is(name, str_of(parameters[i].name)))
            return type ? parameters[i].types & type ? &parameters[i] : NULL
                        : (parameters[i].is_any ? &parameters[i] : NULL);
    return NULL;
}

/* Every parameter has a use. */
static bool all_known(const struct request *q, unsigned type, struct reply *r)
{
    struct buf b;
    bool good = true;
    buf_init(&b, 64 * KIB);
    for (size_t i = 0; i < q->n_params; i++)
        if (!find(q->params[i].name, type)) {
            buf_add_z(&b, good ? "extra/unused query parameters in request: " : ",");
            buf_add(&b, q->params[i].name);
            good = false;
        }
    if (!good)
        refuse(r, buf_str(&b));
    buf_release(&b);
    return good;
}

static bool read_type(const struct request *q, struct reply *r, struct watchman_query *w,
                      unsigned *ret)
{
    static const struct {
        const char *name;
        unsigned type, kinds;
        enum list_kind kind;
    } types[] = {{"", 0, FTM_ANY, LIST_KIND_UNKNOWN},
                 {"person", PERSON, FTM_KIND(LIST_PERSON) | 1, LIST_PERSON},
                 {"business", BODY, FTM_KIND(LIST_COMPANY) | 1, LIST_COMPANY},
                 {"organization", BODY, FTM_KIND(LIST_COMPANY) | 1, LIST_COMPANY},
                 {"aircraft", AIRCRAFT, FTM_KIND(LIST_AIRCRAFT) | 1, LIST_AIRCRAFT},
                 {"vessel", VESSEL, FTM_KIND(LIST_VESSEL) | 1, LIST_VESSEL}};
    struct str type = str_trim(request_param(q, "type"));
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_is_ci(type, str_of(types[i].name))) {
            w->type = str_of(types[i].name);
            w->kinds = types[i].kinds;
            w->subject.kind = types[i].kind;
            *ret = types[i].type;
            return true;
        }
    refuse(r, STR("unknown type: one of person, business, organization, aircraft, vessel"));
    return false;
}

/* YYYY, YYYY-MM or YYYY-MM-DD. */
static bool read_date(struct str s, struct list_date *ret)
{
    char text[11] = "0001-01-01";
    int32_t day, second;
    if (s.n != 4 && s.n != 7 && s.n != 10)
        return false;
    memcpy(text, s.p, s.n);
    if (!date_parse(str_of(text), &day, &second))
        return false;
    date_civil(day, &ret->year, &ret->month, &ret->day);
    ret->month = s.n > 4 ? ret->month : 0;
    ret->day = s.n > 7 ? ret->day : 0;
    ret->to_year = ret->year;
    return true;
}

static bool read_settings(const struct request *q, struct reply *r, struct watchman_query *w)
{
    struct str limit = request_param(q, "limit"), least = request_param(q, "minMatch"),
               debug = request_param(q, "debug"), format = request_param(q, "format");
    int64_t n = 10;
    if (limit.n && (!str_to_i64(limit, &n) || n < 0)) {
        refuse(r, STR("limit is a whole number from 0 on, and of more than 100 it is 100"));
        return false;
    }
    w->limit = n > 100 ? 100 : n == 0 ? 10 : (size_t)n; /* 0 is none given, as Watchman has it */
    if (least.n && (!str_to_double(least, &w->least) || w->least < 0 || w->least > 1)) {
        refuse(r, STR("minMatch is a number from 0 to 1"));
        return false;
    }
    if (format.n && !str_is_ci(format, STR("watchman"))) {
        refuse(r, STR("format: only watchman is spoken here"));
        return false;
    }
    w->is_debug = str_is_ci(debug, STR("yes")) || str_is_ci(debug, STR("true"));
    w->source = request_param(q, "source");
    w->source_id = request_param(q, "sourceID");
    return true;
}

/* What was asked for, growing. */
struct asked {
    struct list_name names[WATCHMAN_MAX_VALUES];
    struct str aliases[WATCHMAN_MAX_VALUES];
    struct list_id ids[WATCHMAN_MAX_VALUES];
    struct list_address addresses[WATCHMAN_MAX_VALUES];
    struct str texts[WATCHMAN_MAX_VALUES]; /* of the addresses */
    struct list_date birth;
    struct str country, code; /* as it stands, and alpha-2 */
    size_t n_names, n_ids, n_addresses;
    bool is_too_much; /* more than are screened */
};

static void add_id(struct asked *a, const struct parameter *p, struct str value)
{
    struct str country = STR_EMPTY;
    size_t colon = str_find_byte(value, ':', 0);
    if ((p->what == WALLET || p->what == GOVERNMENT) && colon != SIZE_MAX) {
        if (p->what == GOVERNMENT)
            country = str_slice(value, 0, colon);
        value = str_slice(value, colon + 1, value.n);
    }
    if (a->n_ids == WATCHMAN_MAX_VALUES)
        a->is_too_much = true;
    else if (value.n)
        a->ids[a->n_ids++] = (struct list_id){p->id, value, country};
}

static void add_name(struct asked *a, struct str value, enum list_name_kind kind)
{
    if (value.n > LIMIT_NAME || a->n_names == WATCHMAN_MAX_VALUES) {
        a->is_too_much = true;
    } else if (value.n) {
        a->aliases[a->n_names] = value;
        a->names[a->n_names++] = (struct list_name){value, kind};
    }
}

static void add_address(struct asked *a, struct str value)
{
    a->texts[a->n_addresses] = value;
    a->addresses[a->n_addresses++] =
        (struct list_address){value, STR_EMPTY, STR_EMPTY, STR_EMPTY, STR_EMPTY};
}

static bool take(struct asked *a, const struct parameter *p, struct str value,
                 struct watchman_query *w, struct reply *r)
{
    switch (p->what) {
    case ALT_NAME:
        add_name(a, value, LIST_NAME_ALIAS);
        break;
    case BIRTH:
        if (!read_date(value, &a->birth)) {
            refuse(r, STR("a date is YYYY, YYYY-MM or YYYY-MM-DD"));
            return false;
        }
        break;
    case FLAG:
        a->country = value;
        break;
    case GENDER:
        w->entity.gender = value;
        break;
    case ADDRESS:
        if (a->n_addresses == WATCHMAN_MAX_VALUES)
            a->is_too_much = true;
        else
            add_address(a, value);
        break;
    case WALLET:
    case GOVERNMENT:
    case ID:
        add_id(a, p, value);
        break;
    case SETTING:
    case IGNORED:
        break;
    }
    return true;
}

static void fill(struct asked *a, struct watchman_query *w)
{
    w->entity.kind = w->subject.kind;
    w->entity.names = a->names;
    w->entity.n_names = a->n_names;
    w->entity.ids = a->ids;
    w->entity.n_ids = a->n_ids;
    w->entity.addresses = a->addresses;
    w->entity.n_addresses = a->n_addresses;
    w->entity.births = &a->birth;
    w->entity.n_births = a->birth.year > 0;
    w->entity.countries = &a->country;
    w->entity.n_countries = a->country.n > 0;
    if (a->n_names) {
        w->subject.name = a->aliases[0];
        w->subject.aliases = a->aliases + 1;
        w->subject.n_aliases = a->n_names - 1;
    }
    w->subject.countries = &a->code;
    w->subject.n_countries = a->code.n > 0;
    w->subject.addresses = a->texts;
    w->subject.n_addresses = a->n_addresses;
    w->subject.births = &a->birth;
    w->subject.n_births = w->entity.n_births;
    w->subject.ids = a->ids;
    w->subject.n_ids = a->n_ids;
}

/* The flag is a country's name as often as its code. */
static struct str flag_of(const struct asked *a, const struct geo *geo)
{
    const struct geo_country *c = a->country.n ? geo_country(geo, a->country) : NULL;
    return str_of(c ? c->alpha2 : "");
}

bool watchman_query_read(const struct request *q, const struct geo *geo, struct arena *arena,
                         struct reply *r, struct watchman_query *ret)
{
    unsigned type = 0;
    struct asked *a = arena_array(arena, 1, sizeof *a);
    *ret = (struct watchman_query){0};
    ret->subject.name = STR_EMPTY;
    ret->entity.gender = ret->entity.remarks = STR_EMPTY;
    if (!a) {
        reply_error(r, 500, "Out of memory.");
        return false;
    }
    a->country = STR_EMPTY;
    if (!read_type(q, r, ret, &type) || !all_known(q, type, r) || !read_settings(q, r, ret))
        return false;
    add_name(a, str_trim(request_param(q, "name")), LIST_NAME_PRIMARY);
    for (size_t i = 0; i < q->n_params; i++) {
        struct str value = str_trim(q->params[i].value);
        if (value.n && !take(a, find(q->params[i].name, type), value, ret, r))
            return false;
    }
    if (a->is_too_much) {
        refuse(r,
               STR("at most 32 names of 4096 bytes, 32 numbers and 32 addresses are searched for"));
        return false;
    }
    a->code = flag_of(a, geo);
    fill(a, ret);
    if (a->n_names == 0 && a->n_ids == 0) {
        refuse(r, STR("name is required"));
        return false;
    }
    return true;
}
