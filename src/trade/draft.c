/* trade/draft.c - a record that is put together from the values of a message.
 *
 * Failure is sticky, so that a reader of a message is a list of what stands where. What a value may
 * be is decided by field.c as for CSV and NDJSON. It knows no message format. */
#include "trade/draft.h"

#include <stdio.h>
#include <string.h>

void draft_init(struct draft *d, const char *source)
{
    *d = (struct draft){.source = str_of(source), .prefix = "", .here = STR_EMPTY};
    buf_init(&d->text, LIMIT_TEXT);
    buf_init(&d->remarks, LIMIT_TEXT);
    buf_init(&d->containers, LIMIT_TEXT);
    map_init(&d->seen_containers);
}

void draft_release(struct draft *d)
{
    builder_release(&d->b);
    buf_release(&d->text);
    buf_release(&d->remarks);
    buf_release(&d->containers);
    map_release(&d->seen_containers);
}

bool draft_batch(struct draft *d, struct trade_batch *batch)
{
    bool ok = true;
    d->arena = &batch->arena;
    d->batch_source = arena_str(d->arena, d->source, &ok);
    return ok;
}

void draft_start(struct draft *d)
{
    builder_clear(&d->b);
    buf_reset(&d->text);
    buf_reset(&d->remarks);
    d->last_remark = STR_EMPTY;
    buf_reset(&d->containers);
    map_clear(&d->seen_containers);
    d->c = consignment_none;
    d->items_cm3 = TRADE_NONE;
    d->is_volume_partial = false;
    d->formats = (struct field_formats){0};
    d->x = (struct field_context){.formats = &d->formats, .arena = d->arena};
    d->prefix = "";
    d->status = SEINE_OK;
    d->field[0] = '\0';
    d->line = d->column = 0;
}

void draft_at(struct draft *d, struct str text, int64_t line, int64_t column)
{
    d->here = text.p != NULL ? text : STR_EMPTY;
    d->here_line = line;
    d->here_column = column;
}

void draft_here(struct draft *d, struct str line, int64_t number)
{
    draft_at(d, line, number, 1);
}

static void note_place(struct draft *d, struct str at, const char *field)
{
    bool is_inside = at.p >= d->here.p && at.p <= d->here.p + d->here.n;
    d->line = d->here_line;
    d->column = d->here_column + (is_inside ? (int64_t)(at.p - d->here.p) : 0);
    (void)snprintf(d->field, sizeof d->field, "%s%s", d->prefix, field);
}

void draft_fail(struct draft *d, struct str at, const char *field, const char *reason)
{
    if (d->status != SEINE_OK)
        return;
    d->status = SEINE_RANGE;
    (void)snprintf(d->x.reason, sizeof d->x.reason, "%s", reason);
    note_place(d, at, field);
}

void draft_nomem(struct draft *d, bool ok)
{
    if (!ok)
        d->status = SEINE_NOMEM;
}

void draft_set(struct draft *d, const struct field_table *table, void *object, const char *key,
               struct str text)
{
    text = str_trim(text);
    if (d->status != SEINE_OK || text.n == 0)
        return;
    size_t i = field_find(table, str_of(key), 0);
    if (i == table->n) {
        d->status = SEINE_INTERNAL;
        return;
    }
    d->status = field_set(&table->fields[i], object, text, &d->x);
    if (d->status == SEINE_RANGE)
        note_place(d, text, key);
}

void draft_mass(struct draft *d, const struct field_table *table, void *object, const char *key,
                struct str text, int64_t mg)
{
    d->formats.mass_mg = mg;
    draft_set(d, table, object, key, text);
    d->formats.mass_mg = 0;
}

/* Codes of UN/ECE Recommendation 20 that are no words of mass_unit.c, for which headings of columns
 * are searched ("STN" is a station there). 0: unknown. */
static int64_t mass_code_mg(struct str unit)
{
    static const struct {
        struct str code;
        int64_t mg;
    } codes[] = {{{"STN", 3}, 907184740}, {{"LTN", 3}, 1016046909}, {{"DTN", 3}, 100000000}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_is_ci(unit, codes[i].code))
            return codes[i].mg;
    return mass_unit_mg(unit);
}

void draft_mass_in(struct draft *d, const struct field_table *table, void *object, const char *key,
                   struct str text, struct str unit)
{
    int64_t mg = unit.n > 0 ? mass_code_mg(unit) : 1000000;
    if (mg == 0 && str_trim(text).n > 0)
        draft_fail(d, unit, key,
                   "has a unit of mass that is not known; KGM, LBR, GRM, TNE, ONZ, STN, LTN, DTN "
                   "are");
    else
        draft_mass(d, table, object, key, text, mg);
}

static double cubic_centimetres(struct str unit)
{
    static const struct {
        const char *unit;
        double cm3;
    } units[] = {
        {"MC", 1e6},           {"MTQ", 1e6},       {"CF", 28316.846592},
        {"FTQ", 28316.846592}, {"CC", 1},          {"CMQ", 1},
        {"CI", 16.387064},     {"INQ", 16.387064}, {"DMQ", 1e3},
        {"LTR", 1e3},          {"HLT", 1e5},       {"YDQ", 764554.857984},
        {"GLL", 3785.411784},  {"GLI", 4546.09},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_is_ci(unit, str_of(units[i].unit)))
            return units[i].cm3;
    return 0;
}

int64_t draft_cm3(struct draft *d, struct str unit, struct str text)
{
    double cm3 = cubic_centimetres(unit);
    double value = 0;
    if (d->status != SEINE_OK || str_trim(text).n == 0)
        return TRADE_NONE;
    if (cm3 <= 0 || !str_to_double(str_trim(text), &value) || !(value >= 0 && value < 1e9)) {
        draft_fail(d, text, "volume_m3", "is no volume in cubic metres, feet, inches or cm");
        return TRADE_NONE;
    }
    return (int64_t)(value * cm3 + 0.5);
}

void draft_volume(struct draft *d, struct str unit, struct str text)
{
    int64_t cm3 = draft_cm3(d, unit, text);
    if (cm3 != TRADE_NONE)
        d->c.volume_cm3 = cm3;
}

void draft_item_volume(struct draft *d, int64_t cm3)
{
    d->is_volume_partial |= cm3 == TRADE_NONE;
    d->items_cm3 = trade_sum(d->items_cm3, cm3);
}

static bool says_anything(const struct trade_party *p)
{
    for (size_t i = 0; i < party_fields.n; i++)
        if (party_fields.fields[i].kind != FIELD_ROLE &&
            !field_is_missing(&party_fields.fields[i], p))
            return true;
    return p->n_ids > 0;
}

void draft_party(struct draft *d, const struct trade_party *p)
{
    if (d->status != SEINE_OK || !says_anything(p))
        return;
    if (d->b.parties.n >= LIMIT_PARTIES)
        draft_fail(d, d->here, "parties", "has too many entries");
    else
        draft_nomem(d, VEC_PUSH(&d->b.parties, *p));
}

struct trade_party *draft_find(struct draft *d, enum trade_role role)
{
    for (size_t i = 0; i < d->b.parties.n; i++)
        if (d->b.parties.v[i].role == role)
            return &d->b.parties.v[i];
    return NULL;
}

void draft_id(struct draft *d, struct trade_party *p, const char *type, struct str value)
{
    value = str_trim(value);
    if (d->status != SEINE_OK || value.n == 0)
        return;
    if (p->n_ids >= LIMIT_PARTIES) {
        draft_fail(d, value, "ids", "has too many entries");
        return;
    }
    struct trade_id *ids = arena_alloc(d->arena, (p->n_ids + 1) * sizeof *ids);
    if (ids == NULL) {
        draft_nomem(d, false);
        return;
    }
    if (p->n_ids > 0)
        memcpy(ids, p->ids, p->n_ids * sizeof *ids);
    ids[p->n_ids++] = (struct trade_id){str_of(type), value};
    p->ids = ids;
}

static struct trade_party *party_of(struct draft *d, struct str subject)
{
    static const struct {
        const char *name;
        enum trade_role role;
    } rows[] = {{"SHP", TRADE_SHIPPER},
                {"CNE", TRADE_CONSIGNEE},
                {"NFY", TRADE_NOTIFY},
                {"AGT", TRADE_FORWARDER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_is(subject, str_of(rows[i].name)))
            return draft_find(d, rows[i].role);
    return NULL;
}

void draft_customs(struct draft *d, struct str subject, struct str kind, struct str content)
{
    struct trade_party *p = party_of(d, subject);
    if (p == NULL)
        return;
    if (str_is(kind, STR("T")))
        draft_id(d, p, "tax", content);
    else if (str_is(kind, STR("CT")) && p->phone.n == 0)
        draft_set(d, &party_fields, p, "phone", content);
    else if (str_is(kind, STR("CP")))
        draft_id(d, p, "contact-person", content);
    else if (str_is(kind, STR("RA")) || str_is(kind, STR("KC")))
        draft_id(d, p, "security", content);
}

void draft_leg(struct draft *d, const struct trade_leg *leg)
{
    if (d->status != SEINE_OK)
        return;
    if (d->b.legs.n >= LIMIT_LEGS)
        draft_fail(d, d->here, "legs", "has too many entries");
    else
        draft_nomem(d, builder_leg(&d->b, leg) == SEINE_OK);
}

void draft_goods(struct draft *d, const struct trade_goods *g)
{
    size_t before = d->b.goods.n;
    if (d->status != SEINE_OK)
        return;
    if (before >= LIMIT_GOODS_PER_CONSIGNMENT) {
        draft_fail(d, d->here, "goods", "has too many entries");
        return;
    }
    draft_nomem(d, builder_goods(&d->b, g) == SEINE_OK);
    if (d->b.goods.n > before && g->line == TRADE_NONE)
        d->b.goods.v[before].line = (int64_t)before + 1;
}

void draft_hs(struct draft *d, struct str hs)
{
    struct trade_goods g = goods_none;
    if (d->status != SEINE_OK || d->b.goods.n == 0)
        return;
    const struct trade_goods *last = &d->b.goods.v[d->b.goods.n - 1];
    g.description = last->description;
    g.origin = last->origin;
    draft_set(d, &goods_fields, &g, "hs", hs);
    if (g.hs.n > 0)
        draft_goods(d, &g);
}

void draft_extra(struct draft *d, const char *key, struct str value)
{
    value = str_trim(value);
    if (d->status == SEINE_OK && value.n > 0)
        draft_nomem(d, builder_extra(&d->b, d->arena, str_of(key), value, false) == SEINE_OK);
}

static void add_with(struct buf *out, const char *separator, struct str text)
{
    text = str_trim(text);
    if (text.n > 0 && out->n > 0)
        buf_add_z(out, separator);
    buf_add(out, text);
}

void draft_remark(struct draft *d, struct str text)
{
    text = str_trim(text);
    if (text.n > 0 && !str_is(text, d->last_remark))
        add_with(&d->remarks, "; ", text);
    d->last_remark = text.n > 0 ? text : d->last_remark;
}

void draft_container(struct draft *d, struct str number)
{
    uint32_t unused = 0;
    bool is_new = false;
    number = str_trim(number);
    draft_extra(d, CONTAINER_KEY, number);
    if (d->status != SEINE_OK || number.n == 0)
        return;
    draft_nomem(d, map_get_or_set(&d->seen_containers, str_hash(number), 1, &unused, &is_new) ==
                       SEINE_OK);
    if (is_new) {
        buf_add_c(&d->containers, ' ');
        buf_add(&d->containers, number);
    }
}

void draft_word(struct draft *d, struct str text)
{
    add_with(&d->text, " ", text);
}

struct str draft_take(struct draft *d)
{
    bool ok = buf_status(&d->text) != SEINE_NOMEM;
    if (d->status == SEINE_OK && buf_status(&d->text) == SEINE_LIMIT)
        draft_fail(d, d->here, "", "a text is longer than the limit of 1 MiB");
    struct str s =
        ok && d->status == SEINE_OK ? arena_str(d->arena, buf_str(&d->text), &ok) : STR_EMPTY;
    draft_nomem(d, ok);
    buf_reset(&d->text);
    return s;
}

struct str draft_joined(struct draft *d, struct str a, const char *separator, struct str b)
{
    if (a.n == 0 || b.n == 0)
        return a.n == 0 ? b : a;
    draft_word(d, a);
    buf_add_z(&d->text, separator);
    buf_add(&d->text, b);
    return draft_take(d);
}

struct str draft_address(struct draft *d, struct str street, struct str box, struct str state)
{
    box = str_trim(box);
    if (box.n > 0 && str_is_digit(box.p[0]))
        box = draft_concat(d, STR("P.O. Box "), box);
    street = draft_joined(d, str_trim(street), ", ", box);
    return draft_joined(d, street, ", ", str_trim(state));
}

void draft_declared_value(struct draft *d, struct str amount, struct str currency)
{
    amount = str_trim(amount);
    currency = str_trim(currency);
    int64_t cents = draft_cents(d, "value", amount);
    if (d->status != SEINE_OK || cents == TRADE_NONE)
        return;
    struct trade_goods *goods = d->b.goods.v;
    struct str in = STR_EMPTY;
    size_t n_items = 0;
    int64_t sum = goods_value(goods, d->b.goods.n, &n_items, &in);
    if (n_items == 1 && goods[0].value_cents == TRADE_NONE) {
        draft_set(d, &goods_fields, &goods[0], "value", amount);
        draft_set(d, &goods_fields, &goods[0], "currency", currency);
    } else if (sum != cents || !str_is_ci(in, currency)) {
        draft_extra(d, DECLARED_VALUE_KEY, draft_joined(d, amount, " ", currency));
    }
}

struct str draft_concat(struct draft *d, struct str a, struct str b)
{
    char *p = d->status == SEINE_OK ? arena_alloc(d->arena, a.n + b.n + 1) : NULL;
    if (p == NULL) {
        draft_nomem(d, d->status != SEINE_OK);
        return STR_EMPTY;
    }
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, b.p, b.n);
    return (struct str){p, a.n + b.n};
}

struct str draft_un_number(struct draft *d, struct str number)
{
    bool is_bare = number.n > 0 && number.p[0] >= '0' && number.p[0] <= '9';
    return is_bare ? draft_concat(d, STR("UN"), number) : number;
}

int64_t draft_cents(struct draft *d, const char *field, struct str text)
{
    struct trade_goods g = goods_none;
    draft_set(d, &goods_fields, &g, "value", text);
    if (d->status == SEINE_RANGE && strcmp(d->field, "value") == 0)
        (void)snprintf(d->field, sizeof d->field, "%s", field);
    return g.value_cents;
}

static enum seine_status accept(struct draft *d, struct trade_batch *batch, int64_t line,
                                struct str raw)
{
    bool ok = true;
    if (d->c.volume_cm3 == TRADE_NONE && !d->is_volume_partial)
        d->c.volume_cm3 = d->items_cm3;
    if (d->remarks.n > 0)
        d->c.remarks = arena_str(d->arena, buf_str(&d->remarks), &ok);
    enum seine_status status = ok ? builder_finish(&d->b, d->arena, &d->c) : SEINE_NOMEM;
    if (status == SEINE_RANGE)
        return batch_reject(batch, (struct place){d->source, line, 1}, STR_EMPTY,
                            STR(BUILDER_TOO_LONG), raw);
    if (status != SEINE_OK)
        return status;
    d->c.source = d->batch_source;
    d->c.line = line;
    return VEC_PUSH(&batch->consignments, d->c) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status draft_finish(struct draft *d, struct trade_batch *batch, int64_t line,
                               struct str raw)
{
    draft_here(d, STR_EMPTY, line);
    if (d->containers.n > 0)
        draft_remark(d, draft_concat(d, STR(CONTAINERS_LEAD), buf_str(&d->containers)));
    if (d->c.id.n == 0)
        draft_fail(d, STR_EMPTY, "id", "is missing; the message names no document");
    enum seine_status remarks = buf_status(&d->remarks), containers = buf_status(&d->containers);
    draft_nomem(d, remarks != SEINE_NOMEM && containers != SEINE_NOMEM);
    if (remarks == SEINE_LIMIT || containers == SEINE_LIMIT)
        draft_fail(d, STR_EMPTY, "remarks", "a text is longer than the limit of 1 MiB");
    if (d->status == SEINE_OK)
        return accept(d, batch, line, raw);
    if (d->status != SEINE_RANGE)
        return d->status;
    struct place at = {d->source, d->line, d->column};
    return batch_reject(batch, at, str_of(d->field), str_of(d->x.reason), raw);
}

enum seine_status message_bytes(struct draft *d, struct input *in, struct str *ret,
                                const char **ret_trouble, struct seine_error *err)
{
    struct buf bytes;
    struct seine_error failed = {0};
    bool ok = true;
    buf_init(&bytes, LIMIT_XML_MESSAGE);
    enum seine_status status = input_read_all(in, &bytes, &failed);
    *ret_trouble = NULL;
    *ret = arena_str(d->arena, buf_str(&bytes), &ok);
    buf_release(&bytes);
    if (status == SEINE_LIMIT)
        *ret_trouble = "the message is longer than the limit of 8 MiB";
    else if (status == SEINE_FORMAT)
        *ret_trouble = "the file breaks off: its compression is damaged";
    else if (status != SEINE_OK)
        return error_set(err, status, "%s", failed.message);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

bool code_is(struct str code, const char *codes)
{
    struct str rest = str_of(codes);
    struct str one;
    bool more = true;
    bool is = false;
    while (!is && str_cut(&rest, &more, ' ', &one))
        is = str_is_ci(code, one);
    return is;
}

/* What no code says must say itself which year it is of: "260112" may be of 2012 or 2026, and
 * "2001121015" of 2001 or 2020. */
static struct str plain_format(struct str text)
{
    bool has_century = str_starts(text, STR("19")) || str_starts(text, STR("20"));
    size_t n = str_leading_digits(text);
    return has_century && n >= 8 && n != 10 ? STR("%Y%m%d") : STR_EMPTY;
}

void draft_date(struct draft *d, const char *field, struct trade_when *ret, struct str text,
                struct str code)
{
    static const struct {
        const char *codes;
        struct str format;
        size_t n_day, n; /* digits of the day, and of all */
    } forms[] = {{"102 203 204 205 303 304", {"%Y%m%d", 6}, 8, 0},
                 {"101", {"%y%m%d", 6}, 6, 6},
                 {"201 301", {"%y%m%d", 6}, 6, 10},
                 {"202 302", {"%y%m%d", 6}, 6, 12},
                 {"2", {"%d%m%y", 6}, 6, 6},
                 {"3", {"%m%d%y", 6}, 6, 6},
                 {"4", {"%d%m%Y", 6}, 8, 8}};
    struct str format = plain_format(text);
    struct str day = str_slice(text, 0, 8);
    struct trade_when when = {DATE_NONE, -1};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!code_is(code, forms[i].codes))
            continue;
        format = forms[i].format;
        bool is_whole = forms[i].n == 0 || forms[i].n == str_leading_digits(text);
        day = is_whole ? str_slice(text, 0, forms[i].n_day) : STR_EMPTY;
    }
    bool is_read = format.n > 0 ? date_by_format(day, format, &when)
                                : date_parse(text, &when.day, &when.second);
    when.second = -1;
    if (d->status != SEINE_OK || text.n == 0)
        return;
    if (is_read) {
        *ret = when;
        return;
    }
    bool is_plain = code.n == 0 && str_leading_digits(text) == text.n;
    d->status = field_bad(&d->x, text,
                          is_plain ? "is a date whose form no code tells; give 20260731 with "
                                     "102, or 260731 with 101"
                                   : "is no date as its code says; 102 is 20260731, 101 is 260731");
    note_place(d, text, field);
}

bool message_role(struct str code, enum trade_role *ret)
{
    static const struct {
        const char *codes;
        enum trade_role role;
    } rows[] = {{"CZ EX OS", TRADE_SHIPPER},   {"CN IM DP ST", TRADE_CONSIGNEE},
                {"NI N1 N2 NO", TRADE_NOTIFY}, {"FW FF CG CS", TRADE_FORWARDER},
                {"DT AE CB", TRADE_DECLARANT}, {"BY", TRADE_BUYER},
                {"SE", TRADE_SELLER},          {"UC UD", TRADE_END_USER}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (code_is(code, rows[i].codes)) {
            *ret = rows[i].role;
            return true;
        }
    }
    return false;
}

struct str draft_waybill_number(struct draft *d, struct str number)
{
    bool is_bare = number.n == 11;
    for (size_t i = 0; i < number.n && is_bare; i++)
        is_bare = str_is_digit(number.p[i]);
    if (!is_bare)
        return number;
    struct str prefix = draft_concat(d, str_slice(number, 0, 3), STR("-"));
    return draft_concat(d, prefix, str_slice(number, 3, 11));
}

bool message_withdraws(struct str function)
{
    return code_is(str_trim(function), "1 3 17 50");
}
