/* serve/ftm_query.c - a question in the shape of an entity: cleans its values and makes a subject
 * of them. It knows which properties matter to a comparison; the others are only echoed. */
#include "serve/ftm.h"
#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum kind { TEXT, PART, NAME, COUNTRY, DATE, ADDRESS, ID };

static const struct known {
    const char *name;
    enum kind kind;
    enum list_id_kind id;
} known[] = {
    /* Names and countries in the order in which they speak for the subject. */
    {"name", NAME, 0},
    {"alias", NAME, 0},
    {"previousName", NAME, 0},
    {"weakAlias", NAME, 0},
    {"abbreviation", NAME, 0},
    {"firstName", PART, 0},
    {"secondName", PART, 0},
    {"middleName", PART, 0},
    {"fatherName", PART, 0},
    {"motherName", TEXT, 0},
    {"lastName", PART, 0},
    {"nameSuffix", PART, 0},
    {"title", TEXT, 0},
    {"nationality", COUNTRY, 0},
    {"citizenship", COUNTRY, 0},
    {"jurisdiction", COUNTRY, 0},
    {"mainCountry", COUNTRY, 0},
    {"flag", COUNTRY, 0},
    {"country", COUNTRY, 0},
    {"birthCountry", TEXT, 0},
    {"birthDate", DATE, 0},
    {"buildDate", DATE, 0},
    {"incorporationDate", DATE, 0},
    {"deathDate", DATE, 0},
    {"dissolutionDate", DATE, 0},
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
    {"kppCode", TEXT, 0},
    {"dunsCode", ID, LIST_ID_OTHER},
    {"uniqueEntityId", ID, LIST_ID_OTHER},
    {"npiCode", ID, LIST_ID_OTHER},
    {"isin", ID, LIST_ID_OTHER},
    {"isinCode", ID, LIST_ID_OTHER},
    {"imoNumber", ID, LIST_ID_IMO},
    {"mmsi", ID, LIST_ID_MMSI},
    {"callSign", ID, LIST_ID_CALL_SIGN},
    {"serialNumber", ID, LIST_ID_SERIAL},
    {"leiCode", ID, LIST_ID_LEI},
    {"swiftBic", ID, LIST_ID_BIC},
    {"email", ID, LIST_ID_EMAIL},
    {"phone", ID, LIST_ID_PHONE},
    {"website", ID, LIST_ID_WEBSITE},
    {"publicKey", ID, LIST_ID_WALLET},
    {"gender", TEXT, 0},
    {"birthPlace", TEXT, 0},
    {"position", TEXT, 0},
    {"legalForm", TEXT, 0},
    {"status", TEXT, 0},
    {"sector", TEXT, 0},
    {"classification", TEXT, 0},
    {"type", TEXT, 0},
    {"model", TEXT, 0},
    {"tonnage", TEXT, 0},
    {"notes", TEXT, 0},
    {"summary", TEXT, 0},
    {"topics", TEXT, 0},
    {"program", TEXT, 0},
    {"programId", TEXT, 0},
    {"sourceUrl", TEXT, 0},
    {"wikidataId", TEXT, 0},
    {"keywords", TEXT, 0},
};
enum { N_KNOWN = sizeof known / sizeof *known };

/* What a question is read into. */
struct reading {
    const struct geo *geo;
    struct arena *arena;
    struct ftm_query *q;
};

/* The date's leading part that is well formed: 1951, 1951-12, 1951-12-05. Lists have no year before
 * 1000. */
static struct str iso_date(struct str s)
{
    static const char FULL[] = "0001-01-01";
    char text[11];
    int32_t day, second;
    size_t n = s.n < 4 || s.p[0] == '0' ? 0 : s.n >= 10 ? 10 : s.n >= 7 ? 7 : 4;
    for (; n; n = n == 10 ? 7 : n == 7 ? 4 : 0) {
        snprintf(text, sizeof text, "%.*s%s", (int)n, s.p, FULL + n);
        if (date_parse(str_of(text), &day, &second))
            return str_slice(s, 0, n);
    }
    return STR_EMPTY;
}

/* As ISO has it, from any form that lists use; a range of years stays as it is. */
static struct str clean_date(struct str s, struct arena *arena, bool *ok)
{
    struct list_date d;
    char text[40];
    s = str_trim(utf8_cut(s, 64));
    if (!list_date_parse(s, &d))
        return iso_date(s);
    if (d.to_year != d.year)
        return s;
    snprintf(text, sizeof text,
             !d.month ? "%04d"
             : !d.day ? "%04d-%02d"
                      : "%04d-%02d-%02d",
             d.year, d.month, d.day);
    return arena_str(arena, iso_date(str_of(text)), ok);
}

static struct str clean(const struct reading *r, struct str s, enum kind kind, bool *ok)
{
    char room[3];
    s = str_trim(s);
    if (kind == DATE)
        return clean_date(s, r->arena, ok);
    if (kind != COUNTRY)
        return str_slice(s, 0, s.n < LIMIT_NAME ? s.n : LIMIT_NAME);
    const struct geo_country *c = geo_country(r->geo, s);
    return c ? arena_str(r->arena, ftm_country(str_of(c->alpha2), room), ok) : STR_EMPTY;
}

/* What yente passes over in silence. */
static enum seine_status warn(const struct reading *r, struct buf *text)
{
    struct ftm_query *q = r->q;
    bool ok = buf_status(text) == SEINE_OK;
    if (q->n_warnings++ < FTM_MAX_WARNINGS)
        q->warnings[q->n_warnings - 1] = arena_str(r->arena, buf_str(text), &ok);
    buf_release(text);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status warn_of_value(const struct reading *r, const char *property,
                                       struct str value, enum kind kind)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, "%s: '", property);
    buf_add_shown(&text, utf8_cut(str_trim(value), 60));
    buf_add_f(&text, "' is no %s and was left out", kind == DATE ? "date" : "country");
    return warn(r, &text);
}

/* The property that was most likely meant, of those that are compared; NULL: none is near. */
static const char *property_meant(struct str given)
{
    struct text_guess g = {.given = given};
    for (size_t i = 0; i < N_KNOWN; i++)
        if (known[i].kind != TEXT)
            text_guess(&g, known[i].name);
    return g.meant;
}

static bool is_known(struct str property)
{
    for (size_t i = 0; i < N_KNOWN; i++)
        if (str_is(property, str_of(known[i].name)))
            return true;
    return false;
}

static enum seine_status warn_of_properties(const struct reading *r, const struct json_value *all)
{
    enum seine_status status = SEINE_OK;
    for (const struct json_value *v = all->first; v && status == SEINE_OK; v = v->next) {
        struct buf text;
        if (is_known(v->key))
            continue;
        const char *meant = property_meant(v->key);
        buf_init(&text, LIMIT_TEXT);
        buf_add_shown(&text, utf8_cut(v->key, 60));
        buf_add_f(&text, ": is not compared%s%s%s", meant ? "; is it " : "", meant ? meant : "",
                  meant ? "?" : "");
        status = warn(r, &text);
    }
    return status;
}

static bool is_scalar(const struct json_value *v)
{
    return v->type == JSON_STRING || v->type == JSON_NUMBER;
}

static bool is_echoed(enum kind kind)
{
    return kind == TEXT || kind == PART;
}

/* What is compared is compared as a whole. */
static bool is_too_many(size_t n, enum kind kind)
{
    return n > (kind == ADDRESS ? FTM_MAX_ADDRESSES : FTM_MAX_VALUES) && !is_echoed(kind);
}

static bool is_too_long(const struct json_value *v, enum kind kind)
{
    return (kind == NAME || kind == ID) && is_scalar(v) && str_trim(v->text).n > LIMIT_NAME;
}

static enum seine_status read_value(const struct reading *r, const struct json_value *v,
                                    enum kind kind, struct ftm_property *ret)
{
    if (is_too_long(v, kind))
        return SEINE_RANGE;
    if (!is_scalar(v)) /* a name that is passed over is found on no list */
        return is_echoed(kind) || v->type == JSON_NULL ? SEINE_OK : SEINE_FORMAT;
    bool ok = true;
    struct str s = clean(r, v->text, kind, &ok);
    if (!ok)
        return SEINE_NOMEM;
    bool is_left_out = s.n == 0 && (kind == DATE || kind == COUNTRY) && str_trim(v->text).n > 0;
    if (s.n)
        ret->values[ret->n++] = s;
    return is_left_out ? warn_of_value(r, ret->name.p, v->text, kind) : SEINE_OK;
}

/* The cleaned values of one property; a value may be one text or an array of them. */
static enum seine_status read_values(const struct reading *r, const struct json_value *v,
                                     enum kind kind, struct ftm_property *ret)
{
    const struct json_value *item = v->type == JSON_ARRAY ? v->first : v;
    size_t most = v->type == JSON_ARRAY ? v->n : 1;
    if (is_too_many(most, kind))
        return SEINE_RANGE;
    ret->values = arena_array(r->arena, most ? most : 1, sizeof *ret->values);
    enum seine_status status = ret->values ? SEINE_OK : SEINE_NOMEM;
    for (; item && ret->n < FTM_MAX_VALUES && status == SEINE_OK;
         item = v->type == JSON_ARRAY ? item->next : NULL)
        status = read_value(r, item, kind, ret);
    return status;
}

static const struct ftm_property *property(const struct ftm_query *q, const char *name)
{
    for (size_t i = 0; i < q->n_properties; i++)
        if (str_is(q->properties[i].name, str_of(name)))
            return &q->properties[i];
    return NULL;
}

/* "firstName fatherName lastName" of the first values, for who gives no name. SEINE_RANGE: it is
 * longer than is looked at. */
static enum seine_status joined_name(const struct ftm_query *q, struct arena *arena,
                                     struct str *ret)
{
    struct buf text;
    bool ok = true, is_cut = false;
    buf_init(&text, LIMIT_NAME);
    for (size_t k = 0; k < N_KNOWN; k++) {
        const struct ftm_property *p = known[k].kind == PART ? property(q, known[k].name) : NULL;
        if (!p || p->n == 0)
            continue;
        if (text.n)
            buf_add_c(&text, ' ');
        buf_add(&text, p->values[0]);
        is_cut = is_cut || p->values[0].n >= LIMIT_NAME;
    }
    enum seine_status status = buf_status(&text);
    if (is_cut || status == SEINE_LIMIT)
        status = SEINE_RANGE;
    if (status == SEINE_OK)
        *ret = arena_str(arena, buf_str(&text), &ok);
    buf_release(&text);
    return ok ? status : SEINE_NOMEM;
}

struct gathered {
    struct str names[FTM_MAX_NAMES];
    struct list_id ids[FTM_MAX_IDS];
    struct str countries[FTM_MAX_VALUES], addresses[FTM_MAX_ADDRESSES];
    struct list_date births[FTM_MAX_VALUES];
    size_t n_names, n_ids, n_countries, n_addresses, n_births;
    bool is_too_much;
};

static void put_name(struct gathered *g, struct str name)
{
    if (g->n_names < FTM_MAX_NAMES)
        g->names[g->n_names++] = name;
    else
        g->is_too_much = true;
}

static void put_id(struct gathered *g, enum list_id_kind kind, struct str value)
{
    if (g->n_ids < FTM_MAX_IDS)
        g->ids[g->n_ids++] = (struct list_id){kind, value, STR_EMPTY};
    else
        g->is_too_much = true;
}

/* Six properties name countries, mostly the same. */
static void put_country(struct gathered *g, struct str country)
{
    for (size_t i = 0; i < g->n_countries; i++)
        if (str_is(g->countries[i], country))
            return;
    if (g->n_countries < FTM_MAX_VALUES)
        g->countries[g->n_countries++] = country;
    else
        g->is_too_much = true;
}

static void gather(const struct ftm_property *p, const struct known *k, struct gathered *g)
{
    for (size_t i = 0; i < p->n; i++) {
        if (k->kind == NAME)
            put_name(g, p->values[i]);
        else if (k->kind == ID)
            put_id(g, k->id, p->values[i]);
        else if (k->kind == COUNTRY)
            put_country(g, p->values[i]);
        else if (k->kind == ADDRESS)
            g->addresses[g->n_addresses++] = p->values[i];
        else if (k->kind == DATE && str_is(p->name, STR("birthDate")))
            g->n_births += list_date_parse(p->values[i], &g->births[g->n_births]);
    }
}

/* A phone number tells the country of who gives none. */
static void country_of_phone(const struct ftm_query *q, const struct geo *geo, struct gathered *g)
{
    const struct ftm_property *p = property(q, "phone");
    const struct geo_country *c = NULL;
    if (p && p->n && p->values[0].p[0] == '+')
        c = geo_country_of_calling(geo, str_slice(p->values[0], 1, p->values[0].n));
    if (c)
        put_country(g, str_of(c->alpha2));
}

static enum seine_status make_subject(struct ftm_query *q, const struct geo *geo,
                                      struct arena *arena)
{
    struct gathered *g = arena_array(arena, 1, sizeof *g);
    if (!g)
        return SEINE_NOMEM;
    for (size_t k = 0; k < N_KNOWN; k++) {
        const struct ftm_property *p = property(q, known[k].name);
        if (p)
            gather(p, &known[k], g);
    }
    if (g->is_too_much)
        return SEINE_RANGE;
    if (g->n_names == 0) {
        g->names[0] = STR_EMPTY;
        enum seine_status status = joined_name(q, arena, &g->names[0]);
        if (status != SEINE_OK)
            return status;
        g->n_names = g->names[0].n > 0;
    }
    if (g->n_countries == 0)
        country_of_phone(q, geo, g);
    q->subject = (struct screen_subject){.name = g->n_names ? g->names[0] : STR_EMPTY,
                                         .aliases = g->names + 1,
                                         .n_aliases = g->n_names ? g->n_names - 1 : 0,
                                         .countries = g->countries,
                                         .n_countries = g->n_countries,
                                         .addresses = g->addresses,
                                         .n_addresses = g->n_addresses,
                                         .births = g->births,
                                         .n_births = g->n_births,
                                         .ids = g->ids,
                                         .n_ids = g->n_ids};
    for (int kind = LIST_PERSON; kind <= LIST_AIRCRAFT; kind++)
        if ((q->kinds & ~1u) == FTM_KIND(kind))
            q->subject.kind = (enum list_kind)kind;
    return SEINE_OK;
}

static enum seine_status refused(enum seine_status status, struct seine_error *err)
{
    if (status == SEINE_FORMAT)
        return error_set(err, status, "Input should be a valid string");
    return status == SEINE_NOMEM
               ? error_set(err, status, "out of memory")
               : error_set(err, status,
                           "At most %d names and %d identifiers are asked for at once, of at most "
                           "%d bytes each, with %d dates, countries and %d addresses",
                           FTM_MAX_NAMES, FTM_MAX_IDS, (int)LIMIT_NAME, FTM_MAX_VALUES,
                           FTM_MAX_ADDRESSES);
}

static enum seine_status warn_of_nothing(const struct reading *r)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_z(&text, "there is neither a name nor an identifier: nobody can be found");
    return warn(r, &text);
}

static enum seine_status read_properties(const struct reading *r, const struct json_value *all,
                                         struct seine_error *err)
{
    struct ftm_query *q = r->q;
    q->properties = arena_array(r->arena, N_KNOWN, sizeof *q->properties);
    q->warnings = arena_array(r->arena, FTM_MAX_WARNINGS, sizeof *q->warnings);
    if (!q->properties || !q->warnings)
        return SEINE_NOMEM;
    for (size_t k = 0; k < N_KNOWN; k++) {
        struct ftm_property *p = &q->properties[q->n_properties];
        const struct json_value *v = json_get(all, known[k].name);
        if (!v)
            continue;
        p->name = str_of(known[k].name);
        enum seine_status status = read_values(r, v, known[k].kind, p);
        if (status != SEINE_OK) {
            error_at(err, known[k].name, 0, 0);
            return status;
        }
        q->n_properties += p->n > 0;
        if (p->n == 0)
            *p = (struct ftm_property){0};
    }
    return SEINE_OK;
}

enum seine_status ftm_query_read(const struct json_value *example, const struct geo *geo,
                                 struct arena *arena, struct ftm_query *ret,
                                 struct seine_error *err)
{
    const struct reading r = {geo, arena, ret};
    const struct json_value *all;
    *ret = (struct ftm_query){.id = json_text(example, "id")};
    ret->schema = str_trim(json_text(example, "schema"));
    if (ret->schema.n == 0) {
        error_at(err, "schema", 0, 0);
        return error_set(err, SEINE_NOT_FOUND, "Field required");
    }
    if (!ftm_schema_kinds(ret->schema, &ret->kinds))
        return error_set(err, SEINE_RANGE, "No such schema: " STR_FMT,
                         (int)(ret->schema.n < 64 ? ret->schema.n : 64), ret->schema.p);
    all = json_get(example, "properties");
    if (!all || all->type != JSON_OBJECT) {
        error_at(err, "properties", 0, 0);
        return all ? error_set(err, SEINE_FORMAT, "Input should be a valid dictionary")
                   : error_set(err, SEINE_NOT_FOUND, "Field required");
    }
    enum seine_status status = read_properties(&r, all, err);
    if (status == SEINE_OK)
        status = make_subject(ret, geo, arena);
    if (status == SEINE_OK)
        status = warn_of_properties(&r, all);
    if (status == SEINE_OK && ret->subject.name.n == 0 && ret->subject.n_ids == 0)
        status = warn_of_nothing(&r);
    return status == SEINE_OK ? status : refused(status, err);
}

void ftm_query_write(const struct ftm_query *q, struct json_writer *w)
{
    json_object(w);
    json_key(w, "id");
    if (q->id.n)
        json_string(w, q->id);
    else
        json_null(w);
    json_key(w, "schema");
    json_string(w, q->schema);
    json_key(w, "properties");
    json_object(w);
    for (size_t i = 0; i < q->n_properties; i++) {
        json_key(w, q->properties[i].name.p); /* of a constant */
        json_array(w);
        for (size_t k = 0; k < q->properties[i].n; k++)
            json_string(w, q->properties[i].values[k]);
        json_array_end(w);
    }
    json_object_end(w);
    json_object_end(w);
}

void ftm_query_write_warnings(const struct ftm_query *q, struct json_writer *w)
{
    struct buf more;
    if (q->n_warnings == 0)
        return;
    json_key(w, "warnings");
    json_array(w);
    for (size_t i = 0; i < q->n_warnings && i < FTM_MAX_WARNINGS; i++)
        json_string(w, q->warnings[i]);
    buf_init(&more, 64);
    if (q->n_warnings > FTM_MAX_WARNINGS) {
        buf_add_f(&more, "and %zu more", q->n_warnings - FTM_MAX_WARNINGS);
        json_string(w, buf_str(&more));
    }
    buf_release(&more);
    json_array_end(w);
}
