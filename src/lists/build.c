/* lists/build.c - an entity under construction. Everything it is given is copied into the set's
 * arena at the end, sorted where order carries no meaning, and hashed so that a later version can
 * be compared. */
#include "lists/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void list_builder_init(struct list_builder *b, struct list_set *set, const struct geo *geo,
                       const char *source)
{
    *b = (struct list_builder){.set = set, .geo = geo, .source = source, .ok = true};
    b->id_prefix = STR_EMPTY;
    map_init(&b->ids_seen);
}

void list_builder_release(struct list_builder *b)
{
    VEC_RELEASE(&b->names);
    VEC_RELEASE(&b->countries);
    VEC_RELEASE(&b->programs);
    VEC_RELEASE(&b->ids);
    VEC_RELEASE(&b->addresses);
    VEC_RELEASE(&b->births);
    map_release(&b->ids_seen);
}

struct str list_builder_keep(struct list_builder *b, struct str s)
{
    struct buf repaired;
    if (s.n == 0)
        return STR_EMPTY;
    if (utf8_is_valid(s))
        return arena_str(&b->set->arena, s, &b->ok);
    buf_init(&repaired, LIMIT_CSV_ROW);
    utf8_repair(s, &repaired);
    b->ok = b->ok && buf_status(&repaired) == SEINE_OK;
    s = arena_str(&b->set->arena, buf_str(&repaired), &b->ok);
    buf_release(&repaired);
    return s;
}

void list_builder_list(struct list_builder *b, struct str key, struct str name, const char *format,
                       struct str publisher, struct str date)
{
    struct list_info info = {.name = list_builder_keep(b, name),
                             .key = list_builder_keep(b, key),
                             .format = str_of(format),
                             .publisher = list_builder_keep(b, publisher),
                             .date = list_builder_keep(b, date),
                             .source = list_builder_keep(b, str_of(b->source))};
    b->list = (uint32_t)b->set->lists.n;
    b->ok = b->ok && VEC_PUSH(&b->set->lists, info);
}

void list_builder_choose(struct list_builder *b, size_t first, struct str key, struct str name,
                         const char *format, struct str publisher, struct str date)
{
    for (size_t i = first; i < b->set->lists.n; i++)
        if (str_is(b->set->lists.v[i].key, key)) {
            b->list = (uint32_t)i;
            return;
        }
    list_builder_list(b, key, name, format, publisher, date);
}

void list_builder_start(struct list_builder *b, struct str id, enum list_kind kind)
{
    VEC_CLEAR(&b->names);
    VEC_CLEAR(&b->countries);
    VEC_CLEAR(&b->programs);
    VEC_CLEAR(&b->ids);
    VEC_CLEAR(&b->addresses);
    VEC_CLEAR(&b->births);
    b->id = str_trim(id);
    b->kind = kind;
    b->gender = b->listed_on = b->remarks = STR_EMPTY;
    memset(b->is_excess, 0, sizeof b->is_excess);
}

bool list_builder_has_room(struct list_builder *b, size_t n, enum list_excess what)
{
    b->is_excess[what] |= n >= LIMIT_ALIASES;
    return n < LIMIT_ALIASES;
}

void list_builder_country(struct list_builder *b, struct str text)
{
    const struct geo_country *c = list_country(b->geo, text); /* "NA" is Namibia */
    if (!c)
        return;
    struct str code = str_of(c->alpha2);
    for (size_t i = 0; i < b->countries.n; i++)
        if (str_is(b->countries.v[i], code))
            return;
    b->ok = b->ok && VEC_PUSH(&b->countries, code);
}

void list_builder_program(struct list_builder *b, struct str program)
{
    program = str_trim(program);
    if (list_says_nothing(program) || b->is_excess[LIST_MANY_PROGRAMS])
        return;
    for (size_t i = 0; i < b->programs.n; i++)
        if (str_is(b->programs.v[i], program))
            return;
    if (list_builder_has_room(b, b->programs.n, LIST_MANY_PROGRAMS))
        b->ok = b->ok && VEC_PUSH(&b->programs, program);
}

void list_builder_id(struct list_builder *b, enum list_id_kind kind, struct str value,
                     struct str country)
{
    const struct geo_country *c = country.n ? geo_country(b->geo, country) : NULL;
    struct list_id id = {kind, str_trim(value), c ? str_of(c->alpha2) : STR_EMPTY};
    if (!list_says_nothing(id.value) && list_builder_has_room(b, b->ids.n, LIST_MANY_IDS))
        b->ok = b->ok && VEC_PUSH(&b->ids, id);
}

/* Where the part before `end` begins: behind a comma, or at the start. */
static size_t part_before(struct str text, size_t end)
{
    while (end > 0 && text.p[end - 1] != ',')
        end--;
    return end;
}

/* "Dubai" is a name of the Emirates and one of their towns; no such town is a country alone, but
 * one that is called like its country, as Singapore. */
static bool is_town_of(const struct geo *geo, const struct geo_country *c, struct str name)
{
    return !str_is_ci(name, c->name) && geo_place_named(geo, name, str_of(c->alpha2), 0) != NULL;
}

/* NULL too for another country than the one that is known. */
static const struct geo_country *country_in(const struct geo *geo, const struct geo_country *known,
                                            struct str part)
{
    const struct geo_country *c = geo_country(geo, str_trim(part));
    return !known || c == known ? c : NULL;
}

/* The country that an address ends with, behind its last comma or the one before ("Congo,
 * Democratic Republic of the"), or begins with, is cut off: many share it. A country that is known
 * to be another one stays a part of the address, and so does a town that is said of its country. */
static const struct geo_country *cut_country(const struct geo *geo, const struct geo_country *known,
                                             struct str *text)
{
    size_t last = part_before(*text, text->n), before = part_before(*text, last ? last - 1 : 0),
           first = str_find_byte(*text, ',', 0);
    const size_t from[] = {0, before, last};
    const struct geo_country *c = NULL;
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        if ((c = country_in(geo, known, str_slice(*text, from[i], text->n)))) {
            if (!is_town_of(geo, c, str_trim(str_slice(*text, from[i], text->n))))
                *text = str_trim(str_slice(*text, 0, from[i] ? from[i] - 1 : 0));
            return c;
        }
    if (first != SIZE_MAX && first > 3) /* no code, as it might be of anything */
        c = country_in(geo, known, str_slice(*text, 0, first));
    if (c && !is_town_of(geo, c, str_trim(str_slice(*text, 0, first))))
        *text = str_trim(str_slice(*text, first + 1, text->n));
    return c ? c : known;
}

/* "Pyongyang", "Ho Chi Minh", not "Ryugyong-dong, Pyongyang" nor "5 Beach Road". */
static bool is_town(struct str s)
{
    size_t blanks = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ',' || (s.p[i] >= '0' && s.p[i] <= '9'))
            return false;
        blanks += s.p[i] == ' ';
    }
    return blanks <= 2;
}

/* "IL 61000": the country's code before its postcode, which may be a state's elsewhere. */
static bool begins_with(struct str end, const struct geo_country *c)
{
    struct str word;
    bool more = true;
    end = str_trim(end);
    return str_cut(&end, &more, ' ', &word) && str_is_ci(word, str_of(c->alpha2));
}

/* "0105 Tbilisi" without the postcode. */
static struct str without_number(struct str s)
{
    s = str_trim(s);
    size_t from = 0;
    while (from < s.n && s.p[from] >= '0' && s.p[from] <= '9')
        from++;
    while (s.n > from && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9')
        s.n--;
    return str_trim(str_slice(s, from, s.n));
}

/* "Tbilisi, Georgia", where `end` begins: a town of the country that is called like the state. */
static bool is_abroad(const struct geo *geo, struct str text, size_t end)
{
    struct str name = str_trim(str_slice(text, end, text.n));
    const struct geo_country *c = name.n > 3 ? geo_country(geo, name) : NULL; /* no code */
    if (!c || end == 0)
        return false;
    struct str town = without_number(str_slice(text, part_before(text, end - 1), end - 1));
    return geo_place_named(geo, town, str_of(c->alpha2), 0) != NULL;
}

/* The country of the state or province that an address ends with: that stated beside it, or what a
 * postcode tells. NULL if it ends with none. */
static const struct geo_country *country_of_end(const struct geo *geo, struct str text,
                                                struct str beside)
{
    const struct geo_country *c = beside.n ? geo_country(geo, str_trim(beside)) : NULL;
    size_t at = part_before(text, text.n);
    struct str end = str_slice(text, at, text.n);
    bool is_part = c && geo_is_part(geo, str_of(c->alpha2), end) && !is_abroad(geo, text, at);
    return is_part || (c && begins_with(end, c)) ? c : geo_country_of_part(geo, text);
}

/* Town and country of one that stands as a whole get the fields that they have. */
static const struct geo_country *part_address(const struct list_builder *b,
                                              const struct geo_country *country,
                                              struct list_address *a, struct str beside)
{
    country = country ? country : country_of_end(b->geo, a->text, beside);
    country = cut_country(b->geo, country, &a->text);
    if (country && is_town(a->text)) {
        a->city = a->text;
        a->text = STR_EMPTY;
    }
    return country;
}

static bool has_address(const struct list_builder *b, const struct list_address *a)
{
    for (size_t i = 0; i < b->addresses.n; i++) {
        const struct list_address *o = &b->addresses.v[i];
        if (str_is(o->text, a->text) && str_is(o->city, a->city) && str_is(o->region, a->region) &&
            str_is(o->postcode, a->postcode) && str_is(o->country, a->country))
            return true;
    }
    return false;
}

static void add_address(struct list_builder *b, struct list_address a, struct str beside)
{
    const struct geo_country *c = a.country.n ? geo_country(b->geo, str_trim(a.country)) : NULL;
    a.text = list_says_nothing(str_trim(a.text)) ? STR_EMPTY : str_trim(a.text);
    a.city = list_says_nothing(str_trim(a.city)) ? STR_EMPTY : str_trim(a.city);
    a.region = str_trim(a.region);
    a.postcode = str_trim(a.postcode);
    if (a.city.n == 0 && a.text.n > 0)
        c = part_address(b, c, &a, beside);
    a.country = c ? str_of(c->alpha2) : STR_EMPTY;
    if (c)
        list_builder_country(b, a.country);
    if ((a.text.n || a.city.n) && !b->is_excess[LIST_MANY_ADDRESSES] && !has_address(b, &a) &&
        list_builder_has_room(b, b->addresses.n, LIST_MANY_ADDRESSES))
        b->ok = b->ok && VEC_PUSH(&b->addresses, a);
}

void list_builder_address(struct list_builder *b, struct list_address a)
{
    add_address(b, a, STR_EMPTY);
}

void list_builder_whole_address(struct list_builder *b, struct str whole, struct str beside)
{
    add_address(b, (struct list_address){.text = whole}, beside);
}

void list_builder_listed(struct list_builder *b, struct str day)
{
    day = str_slice(day, 0, 10);
    if (day.n > 0 && (b->listed_on.n == 0 || str_compare(day, b->listed_on) < 0))
        b->listed_on = day;
}

void list_builder_birth(struct list_builder *b, struct list_date d)
{
    if (b->is_excess[LIST_MANY_BIRTHS])
        return;
    for (size_t i = 0; i < b->births.n; i++)
        if (memcmp(&b->births.v[i], &d, sizeof d) == 0)
            return;
    if (d.year > 0 && list_builder_has_room(b, b->births.n, LIST_MANY_BIRTHS))
        b->ok = b->ok && VEC_PUSH(&b->births, d);
}

enum seine_status list_builder_fault(struct list_builder *b, int64_t line, const char *reason,
                                     struct seine_error *err)
{
    struct list_fault f = {list_builder_keep(b, str_of(b->source)), line,
                           list_builder_keep(b, str_of(reason))};
    b->ok = b->ok && VEC_PUSH(&b->set->faults, f);
    return b->ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}

static int str_order(const void *l, const void *r)
{
    return str_compare(*(const struct str *)l, *(const struct str *)r);
}

static struct str *keep_strings(struct list_builder *b, struct str *v, size_t n, bool sort)
{
    struct str *out = arena_array(&b->set->arena, n + 1, sizeof *out);
    if (sort && n > 1)
        qsort(v, n, sizeof *v, str_order);
    for (size_t i = 0; out && i < n; i++)
        out[i] = list_builder_keep(b, v[i]);
    b->ok = b->ok && out;
    return out;
}

static void keep_rest(struct list_builder *b, struct listed_entity *e)
{
    struct arena *arena = &b->set->arena;
    e->names = arena_array(arena, b->names.n + 1, sizeof *e->names);
    e->ids = arena_array(arena, b->ids.n + 1, sizeof *e->ids);
    e->addresses = arena_array(arena, b->addresses.n + 1, sizeof *e->addresses);
    e->births = arena_array(arena, b->births.n + 1, sizeof *e->births);
    b->ok = b->ok && e->names && e->ids && e->addresses && e->births;
    for (size_t i = 0; b->ok && i < b->names.n; i++)
        e->names[i] =
            (struct list_name){list_builder_keep(b, b->names.v[i].text), b->names.v[i].kind};
    for (size_t i = 0; b->ok && i < b->ids.n; i++)
        e->ids[i] = (struct list_id){b->ids.v[i].kind, list_builder_keep(b, b->ids.v[i].value),
                                     list_builder_keep(b, b->ids.v[i].country)};
    for (size_t i = 0; b->ok && i < b->addresses.n; i++) {
        const struct list_address *a = &b->addresses.v[i];
        e->addresses[i] = (struct list_address){
            list_builder_keep(b, a->text), list_builder_keep(b, a->city),
            list_builder_keep(b, a->region), list_builder_keep(b, a->postcode),
            list_builder_keep(b, a->country)};
    }
    if (b->ok && b->births.n)
        memcpy(e->births, b->births.v, b->births.n * sizeof *e->births);
}

/* How often this key came in the file before. */
static uint32_t times_seen(struct list_builder *b, uint64_t key)
{
    uint32_t n = 0;
    bool is_new;
    if (map_get_or_set(&b->ids_seen, key, 0, &n, &is_new) != SEINE_OK ||
        map_set(&b->ids_seen, key, n + 1) != SEINE_OK)
        b->ok = false;
    return n;
}

/* The publisher's id, or one that stays the same as long as name and countries do. Needs the sorted
 * countries of the finished entity. */
static struct str make_id(struct list_builder *b, const struct listed_entity *e)
{
    struct buf id, what;
    buf_init(&id, LIMIT_TEXT);
    buf_init(&what, LIMIT_TEXT);
    buf_add_f(&what, "%u", b->list);
    buf_add(&what, b->id);
    if (b->id.n) {
        buf_add(&id, b->id);
    } else {
        buf_reset(&what);
        buf_add(&what, b->id_prefix);
        buf_add(&what, b->names.v[0].text);
        for (size_t i = 0; i < e->n_countries; i++)
            buf_add_f(&what, "\n" STR_FMT, STR_ARG(e->countries[i]));
        buf_add(&id, b->id_prefix);
        buf_add_f(&id, "%012llx", (unsigned long long)(str_hash(buf_str(&what)) >> 16));
    }
    uint32_t before = times_seen(b, str_hash(buf_str(&what)));
    if (before > 0)
        buf_add_f(&id, "#%u", before + 1);
    b->ok = b->ok && buf_status(&id) == SEINE_OK && buf_status(&what) == SEINE_OK;
    struct str kept = list_builder_keep(b, buf_str(&id));
    buf_release(&what);
    buf_release(&id);
    return kept;
}

/* Who is not found by what was left out must have been told so. */
static enum seine_status tell_excess(struct list_builder *b, int64_t line, struct seine_error *err)
{
    static const char *const things[LIST_N_EXCESSES] = {NULL,      "names",     "programmes",
                                                        "numbers", "addresses", "birth dates"};
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < LIST_N_EXCESSES && status == SEINE_OK; i++) {
        char reason[80];
        if (!b->is_excess[i])
            continue;
        if (i == LIST_LONG_NAME)
            (void)snprintf(reason, sizeof reason, "a name of more than %zu bytes is cut there",
                           LIMIT_NAME);
        else
            (void)snprintf(reason, sizeof reason,
                           "of more than %d %s of an entry the rest is left out", LIMIT_ALIASES,
                           things[i]);
        status = list_builder_fault(b, line, reason, err);
    }
    return status;
}

enum seine_status list_builder_finish(struct list_builder *b, int64_t line, struct seine_error *err)
{
    struct listed_entity e = {.list = b->list, .kind = b->kind};
    if (b->names.n == 0)
        return list_builder_fault(b, line, "an entry without a name", err);
    list_builder_bracketed(b);
    b->remarks = utf8_cut(b->remarks, LIMIT_NAME);
    e.gender = list_builder_keep(b, b->gender);
    e.remarks = list_builder_keep(b, b->remarks);
    e.listed_on = list_builder_keep(b, b->listed_on);
    e.n_names = b->names.n;
    e.n_countries = b->countries.n;
    e.n_programs = b->programs.n;
    e.n_ids = b->ids.n;
    e.n_addresses = b->addresses.n;
    e.n_births = b->births.n;
    e.countries = keep_strings(b, b->countries.v, b->countries.n, true);
    e.programs = keep_strings(b, b->programs.v, b->programs.n, false);
    keep_rest(b, &e);
    e.id = b->ok ? make_id(b, &e) : STR_EMPTY;
    b->ok = b->ok && VEC_PUSH(&b->set->entities, e);
    return b->ok ? tell_excess(b, line, err)
                 : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}
