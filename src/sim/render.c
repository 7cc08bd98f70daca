/* sim/render.c - a shipment becomes papers: numbers, legs, parties, descriptions, money, with the
 * gaps and errors of honest paperwork. Schemes and honest trade go through the same code with the
 * same rates, so that nothing but what was shipped tells them apart. */
#include "sim/papers.h"

#include <string.h>

#define SCRATCH (32 * KIB)

enum seine_status sim_scratch_init(struct sim_scratch *x)
{
    memset(x, 0, sizeof *x);
    x->room = SCRATCH;
    x->p = mem_alloc(SCRATCH + 8);
    return x->p ? SEINE_OK : SEINE_NOMEM;
}

void sim_scratch_release(struct sim_scratch *x)
{
    mem_free(x->p);
    memset(x, 0, sizeof *x);
}

/* A bijection on 40 bits (odd factors and xor shifts), in 8 letters: ids tell no order. */
void sim_id(const struct sim_world *w, uint64_t slot, char out[16])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint64_t mask = (1ull << 40) - 1, v = (slot ^ rng_mix(w->seed)) & mask;
    for (int i = 0; i < 3; i++) {
        v = v * 0x9E3779B97F4A7C15ull & mask;
        v ^= v >> 19;
    }
    for (int i = 0; i < 8; i++)
        out[i] = letters[v >> (5 * i) & 31];
    out[8] = 0;
}

static void add_letters(struct sim_scratch *x, uint64_t key, int n)
{
    for (int i = 0; i < n; i++) {
        char c = (char)('A' + key % 26);
        key /= 26;
        scratch_add(x, (struct str){&c, 1});
    }
}

/* 020-12345675: the eighth digit is the first seven mod 7; now and then somebody mistypes it. */
static struct str waybill(const struct sim_world *w, struct sim_scratch *x, struct str prefix,
                          uint64_t key)
{
    size_t from = x->n;
    uint64_t serial = key % 10000000, digit = serial % 7;
    struct rng r = rng_of(rng_key(key, 21));
    if (rng_chance(&r, w->o->profile.wrong_digit))
        digit = (digit + 1 + rng_below(&r, 9)) % 10;
    scratch_add(x, prefix);
    scratch_add(x, STR("-"));
    scratch_add_u(x, serial, 7);
    scratch_add_u(x, digit, 1);
    return scratch_end(x, from);
}

static struct str lettered(struct sim_scratch *x, uint64_t who, int letters, uint64_t key,
                           int digits)
{
    size_t from = x->n;
    uint64_t modulo = 1;
    for (int i = 0; i < digits; i++)
        modulo *= 10;
    add_letters(x, rng_mix(who), letters);
    scratch_add_u(x, key % modulo, digits);
    return scratch_end(x, from);
}

/* Lanes do not all close their consolidations on the same day. */
static uint64_t lane_phase(const struct sim_shipment *s, uint64_t days)
{
    return rng_key(s->from, s->to) % days;
}

static bool is_gathered(const struct sim_world *w, const struct sim_shipment *s, bool house)
{
    return house && w->o->profile.loading >= 2 && !s->master;
}

/* One master per lane, carrier and day, in two parallel lots: forwarders load together. Where
 * houses are gathered for some days, all of them leave on the last. */
static uint64_t master_key(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                           bool house)
{
    uint64_t lane = ((uint64_t)s->from << 32) + ((uint64_t)s->to << 16) + s->carrier;
    uint64_t turn = s->master ? 0 : (uint64_t)s->day * 2 + rng_below(r, 2);
    if (is_gathered(w, s, house)) {
        uint64_t days = (uint64_t)w->o->profile.loading;
        turn = ((uint64_t)s->day + lane_phase(s, days)) / days;
    }
    return s->master ? s->master : rng_key(rng_key(w->seed ^ 0x3A5, lane), turn);
}

static int32_t departure(const struct sim_world *w, const struct sim_shipment *s, bool house)
{
    int32_t day = s->day;
    if (is_gathered(w, s, house)) {
        uint64_t days = (uint64_t)w->o->profile.loading;
        day += (int32_t)(days - 1 - ((uint64_t)s->day + lane_phase(s, days)) % days);
    }
    return w->first_day + (day < w->days ? day : w->days - 1);
}

static void documents(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                      uint64_t slot, struct sim_scratch *x)
{
    struct trade_consignment *c = &x->c;
    const struct sim_carrier *carrier = &w->t.carriers[s->carrier];
    uint64_t own = s->document ? s->document : rng_key(w->seed ^ 0xD0C5, slot);
    uint64_t who = s->has_forwarder ? s->forwarder.id : 0;
    bool house = who && !(s->flags & SIM_FLAG_DIRECT) &&
                 rng_chance(r, s->mode == TRADE_AIR ? w->o->profile.consolidated : 0.35);
    uint64_t lot = master_key(w, r, s, house);
    c->carrier = carrier->code;
    switch (s->mode) {
    case TRADE_AIR:
        c->document = house ? TRADE_DOC_HAWB : TRADE_DOC_AWB;
        c->number = house ? lettered(x, who, 3, own, 8) : waybill(w, x, carrier->prefix, own);
        if (house)
            c->master = waybill(w, x, carrier->prefix, lot);
        break;
    case TRADE_SEA:
        c->document = house ? TRADE_DOC_HBL : TRADE_DOC_BL;
        c->number = lettered(x, house ? who : str_hash(carrier->code), 4, own, 9);
        if (house)
            c->master = lettered(x, str_hash(carrier->code), 4, lot, 9);
        break;
    case TRADE_RAIL:
        c->document = TRADE_DOC_RAIL;
        c->number = lettered(x, 0, 0, own, 8);
        break;
    case TRADE_ROAD:
        c->document = TRADE_DOC_ROAD;
        c->number = lettered(x, own % 40, 2, own, 7);
        break;
    case TRADE_POST:
        c->document = TRADE_DOC_POSTAL;
        c->number = lettered(x, own % 30, 2, own, 9);
        break;
    case TRADE_COURIER:
    case TRADE_MODE_NONE:
        c->document = TRADE_DOC_COURIER;
        c->number = lettered(x, 0, 0, own, 10);
        break;
    }
}

static struct str place(const struct sim_world *w, uint32_t city, enum trade_mode mode)
{
    const struct sim_city *c = &w->t.cities[city];
    struct str first = mode == TRADE_SEA                          ? c->port
                       : mode == TRADE_RAIL || mode == TRADE_ROAD ? c->inland
                                                                  : c->iata;
    return first.n ? first : c->inland.n ? c->inland : c->iata;
}

static int transit_days(const struct sim_world *w, struct rng *r, uint32_t from, uint32_t to,
                        enum trade_mode mode)
{
    static const double km_per_day[] = {800, 6000, 600, 700, 550, 1200, 5000};
    return (int)(sim_km(w, from, to) / km_per_day[mode] + 0.4 + 1.6 * rng_unit(r));
}

static void legs(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                 struct sim_scratch *x)
{
    struct trade_consignment *c = &x->c;
    bool house = c->document == TRADE_DOC_HAWB || c->document == TRADE_DOC_HBL;
    int32_t day = departure(w, s, house);
    uint16_t stops[4] = {s->from, s->via, s->to, SIM_NO_CITY};
    uint16_t cape = SIM_NO_CITY;
    if (s->flags & SIM_FLAG_DIVERTED)
        cape = sim_city_find(&w->t, STR("CPT"));
    if (cape != SIM_NO_CITY && s->via == SIM_NO_CITY)
        stops[1] = cape;
    c->legs = x->legs;
    uint16_t at = s->from;
    for (int i = 1; i < 3; i++) {
        if (stops[i] == SIM_NO_CITY || (stops[i] == at && i == 1))
            continue;
        struct trade_leg *leg = &x->legs[c->n_legs++];
        *leg = (struct trade_leg){.from = place(w, at, s->mode), .to = place(w, stops[i], s->mode)};
        leg->mode = s->mode;
        leg->carrier = w->t.carriers[i == 2 ? s->carrier2 : s->carrier].code;
        leg->vehicle = STR_EMPTY;
        leg->departed = (struct trade_when){day, -1};
        day += transit_days(w, r, at, stops[i], s->mode);
        leg->arrived = (struct trade_when){day, -1};
        day += (int)rng_below(r, s->mode == TRADE_SEA ? 9 : 2);
        at = stops[i];
    }
    for (size_t i = 0; i < c->n_legs && !w->o->ndjson; i++) { /* what a CSV row can hold */
        x->legs[i].mode = TRADE_MODE_NONE;
        if (i > 0)
            x->legs[i].departed.day = DATE_NONE;
        if (i + 1 < c->n_legs)
            x->legs[i].arrived.day = DATE_NONE;
    }
    c->issued = (struct trade_when){w->first_day + s->day - (int32_t)rng_below(r, 4), -1};
}

/* One small slip of the keyboard in ASCII letters: two swapped, one dropped, one doubled. */
static struct str slip(struct sim_scratch *x, struct rng *r, struct str s)
{
    if (s.n < 6 || s.n > 200)
        return s;
    size_t at = 1 + rng_below(r, (uint32_t)s.n - 3);
    for (size_t i = at; i < at + 2; i++)
        if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == ' ')
            return s;
    size_t from = x->n;
    uint32_t kind = rng_below(r, 3);
    scratch_add(x, str_slice(s, 0, at));
    if (kind == 0) {
        scratch_add(x, str_slice(s, at + 1, at + 2));
        scratch_add(x, str_slice(s, at, at + 1));
        scratch_add(x, str_slice(s, at + 2, s.n));
    } else if (kind == 1) {
        scratch_add(x, str_slice(s, at + 1, s.n));
    } else {
        scratch_add(x, str_slice(s, at, at + 1));
        scratch_add(x, str_slice(s, at, s.n));
    }
    return scratch_end(x, from);
}

static void add_party(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                      const struct sim_party *p, enum trade_role role, struct sim_scratch *x)
{
    const struct sim_profile *f = &w->o->profile;
    struct trade_party *q = &x->parties[x->c.n_parties];
    uint64_t habit = rng_key(p->name, 11); /* each firm has its own way of writing itself */
    struct sim_manner m = {.upper = (habit & 3) < 2, .phone_form = (uint8_t)(habit >> 8 & 15)};
    double u = rng_unit(r);
    if (u < 0.15)
        m.upper = !m.upper;
    m.native = (double)(habit >> 32 & 0xFFFF) / 65536 < f->native;
    if (u > 0.95)
        m.native = !m.native;
    if (rng_chance(r, 0.2))
        m.phone_form = (uint8_t)rng_below(r, 16);
    m.short_form = s->mode == TRADE_AIR && rng_chance(r, 0.5);
    *q = (struct trade_party){.role = role, .ids = &x->ids[x->c.n_parties], .n_ids = 1};
    x->who[x->c.n_parties] = *p;
    sim_party_write(w, x, p, m, q);
    if (rng_chance(r, f->typo))
        q->name = slip(x, r, q->name);
    if (rng_chance(r, f->typo))
        q->address = slip(x, r, q->address);
    double quiet = p->kind == PARTY_PERSON ? 1.5 : 1;
    if (rng_chance(r, f->missing_phone * quiet))
        q->phone = STR_EMPTY;
    if (rng_chance(r, f->missing_email * quiet))
        q->email = STR_EMPTY;
    if (p->kind == PARTY_PERSON || rng_chance(r, 0.7))
        q->n_ids = 0;
    if (rng_chance(r, 0.35))
        q->postcode = STR_EMPTY;
    if (rng_chance(r, 0.01))
        q->address = STR_EMPTY;
    x->c.n_parties++;
}

static void all_parties(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                        struct sim_scratch *x)
{
    bool swapped = rng_chance(r, w->o->profile.swapped);
    x->c.parties = x->parties;
    add_party(w, r, s, swapped ? &s->consignee : &s->shipper, TRADE_SHIPPER, x);
    add_party(w, r, s, swapped ? &s->shipper : &s->consignee, TRADE_CONSIGNEE, x);
    if (s->has_notify)
        add_party(w, r, s, &s->notify, TRADE_NOTIFY, x);
    if (s->has_forwarder)
        add_party(w, r, s, &s->forwarder, TRADE_FORWARDER, x);
    if (s->has_end_user)
        add_party(w, r, s, &s->end_user, TRADE_END_USER, x);
}

static struct str own_language(const struct sim_world *w, const struct sim_shipment *s,
                               const struct sim_goods *g)
{
    struct str country = w->t.countries[s->shipper.country].code;
    if (str_is(country, STR("CN")))
        return g->zh;
    return str_is(country, STR("RU")) || str_is(country, STR("BY")) ? g->ru : STR_EMPTY;
}

/* Which script a term is in, by its first letter that is not ASCII. */
enum script {
    SCRIPT_LATIN,
    SCRIPT_HAN,
    SCRIPT_KANA,
    SCRIPT_HANGUL,
    SCRIPT_CYRILLIC,
    SCRIPT_ARABIC
};

static enum script script_of(struct str s)
{
    enum script script = SCRIPT_LATIN;
    for (size_t at = 0; at < s.n && script != SCRIPT_KANA;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= 0x3040 && c <= 0x30FF)
            script = SCRIPT_KANA;
        else if (script == SCRIPT_LATIN && c >= 0x0400)
            script = c < 0x0530    ? SCRIPT_CYRILLIC
                     : c < 0x0780  ? SCRIPT_ARABIC
                     : c >= 0xAC00 ? SCRIPT_HANGUL
                                   : SCRIPT_HAN;
    }
    return script;
}

/* Traders write Latin letters or their own. */
static bool can_write(const struct sim_style *style, enum script script)
{
    static const char *const writers[] = {[SCRIPT_HAN] = "zh",
                                          [SCRIPT_KANA] = "ja",
                                          [SCRIPT_HANGUL] = "ko",
                                          [SCRIPT_CYRILLIC] = "ru",
                                          [SCRIPT_ARABIC] = "ar"};
    if (script == SCRIPT_LATIN)
        return true;
    if (script == SCRIPT_HANGUL && str_is(style->name, STR("kp")))
        return true;
    return str_starts(style->name, str_of(writers[script]));
}

static struct str term_of(const struct sim_world *w, struct rng *h, const struct sim_component *c,
                          uint16_t country)
{
    const struct sim_style *style = &w->t.styles[w->t.countries[country].style];
    for (int i = 0; i < 6 && c->terms.n > 0; i++) {
        struct str term = c->terms.v[rng_below(h, c->terms.n)];
        if (can_write(style, script_of(term)))
            return term;
    }
    return c->name;
}

/* The words for the goods, before the trimmings. h: the shipper's habit or this paper's whim. */
static struct str wording(const struct sim_world *w, struct rng *h, const struct sim_shipment *s,
                          const struct sim_line *line, bool vague)
{
    const struct sim_goods *g = line->goods == SIM_NONE ? NULL : &w->t.goods[line->goods];
    const struct sim_component *c = line->component == SIM_NONE || line->wording == WORDING_COVER
                                        ? NULL
                                        : &w->t.components[line->component];
    bool native = rng_chance(h, 0.06);
    if (vague)
        return g ? g->vague : STR("parts");
    struct str own = g && native ? own_language(w, s, g) : STR_EMPTY;
    if (own.n > 0)
        return own;
    /* The more careful the sender, the more often papers say the heading's words. */
    static const double careful[] = {1, 0.85, 0.65, 0.45, 0.3};
    if (c && (!g || rng_chance(h, w->o->profile.kit_words * careful[s->care])))
        return rng_chance(h, 0.7) ? term_of(w, h, c, s->shipper.country) : c->name;
    return g ? g->en.v[rng_below(h, g->en.n)] : STR("goods");
}

static void cut_code_points(struct sim_scratch *x, size_t from, size_t max)
{
    if (x->n - from <= max)
        return;
    x->n = from + max;
    while (x->n > from && ((unsigned char)x->p[x->n] & 0xC0) == 0x80)
        x->n--;
}

/* How goods are put into words. Traders repeat themselves: the wording is the shipper's habit. */
static struct str describe(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                           const struct sim_line *line, struct sim_scratch *x)
{
    static const char *const prefix[] = {"", "", "", "", "", "PARTS: ", "NEW ", "1 LOT "};
    uint64_t own = line->component == SIM_NONE ? line->goods : line->component + 7777u;
    struct rng habit = rng_of(rng_key(s->shipper.name, own));
    struct rng *h = rng_chance(r, 0.8) ? &habit : r;
    bool vague = line->wording == WORDING_VAGUE || rng_chance(r, w->o->profile.vague);
    struct str text = wording(w, h, s, line, vague);
    size_t from = x->n;
    scratch_add_z(x, prefix[rng_below(h, 8)]);
    scratch_add(x, text);
    if (!vague && rng_chance(h, 0.2)) {
        scratch_add_z(x, rng_chance(h, 0.5) ? " MODEL " : " P/N ");
        add_letters(x, rng_u64(h), 2);
        scratch_add_u(x, rng_below(h, 9000) + 100, 3);
    }
    if (s->flags & SIM_FLAG_SAMPLE)
        scratch_add_z(x, rng_chance(r, 0.5) ? " SAMPLES NCV" : " sample no commercial value");
    if (rng_chance(h, 0.5))
        scratch_upper(x, from);
    if (s->mode == TRADE_AIR && rng_chance(h, 0.12)) /* the 15 characters of a house list */
        cut_code_points(x, from, 15);
    struct str out = scratch_end(x, from);
    return rng_chance(r, w->o->profile.typo) ? slip(x, r, out) : out;
}

/* A heading beside the right one: another of the same trade. */
static struct str neighbour(const struct sim_world *w, struct rng *r, const struct sim_line *line)
{
    const struct sim_sector *s = &w->t.sectors[w->t.goods[line->goods].sector];
    return w->t.goods[s->first_goods + rng_below(r, s->n_goods)].hs;
}

static struct str heading(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                          const struct sim_line *line, struct sim_scratch *x)
{
    static const double aside[] = {0, 0.05, 0.1, 0.2, 0.3}; /* by care: declared as a neighbour */
    struct str hs = STR_EMPTY;
    if (line->goods != SIM_NONE)
        hs = w->t.goods[line->goods].hs;
    else if (line->component != SIM_NONE && w->t.components[line->component].hs.n > 0)
        hs = w->t.components[line->component].hs.v[0];
    if (line->goods != SIM_NONE && rng_chance(r, w->o->profile.wrong_hs))
        hs = neighbour(w, r, line);
    if (s->care && line->goods != SIM_NONE && rng_chance(r, aside[s->care]))
        hs = neighbour(w, r, line);
    if (hs.n == 0 || rng_chance(r, w->o->profile.missing_hs))
        return STR_EMPTY;
    size_t from = x->n;
    scratch_add(x, str_slice(hs, 0, hs.n > 10 ? 10 : hs.n));
    for (size_t n = hs.n; n < 6; n++)
        scratch_add(x, STR("0"));
    if (rng_chance(r, 0.25)) /* national digits */
        scratch_add_u(x, rng_key(line->goods, 5) % 90 + 10, 2);
    return scratch_end(x, from);
}

/* Rounded as people round: light goods to 10 g or 100 g, heavy ones to the kilogram. */
static int64_t grams(struct rng *r, double kg)
{
    double unit = kg < 3 ? 10 : kg < 60 ? 100 : 1000;
    if (rng_chance(r, 0.3))
        unit *= 5;
    double g = floor(kg * 1000 / unit + 0.5) * unit;
    return (int64_t)fmin(9e10, fmax(10, g));
}

static void goods_lines(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                        struct sim_scratch *x)
{
    const struct sim_profile *f = &w->o->profile;
    const struct sim_country *k = &w->t.countries[s->shipper.country];
    struct trade_consignment *c = &x->c;
    bool dollars = rng_chance(r, 0.75), no_value = rng_chance(r, f->missing_value);
    int64_t total = 0;
    c->goods = x->goods;
    for (uint32_t i = 0; i < s->n_lines; i++) {
        const struct sim_line *line = &s->lines[i];
        struct trade_goods *g = &x->goods[c->n_goods++];
        *g = (struct trade_goods){.line = (int64_t)i + 1, .gross_g = TRADE_NONE};
        g->description = describe(w, r, s, line, x);
        g->hs = heading(w, r, s, line, x);
        g->net_g = grams(r, line->kg);
        total += (int64_t)((double)g->net_g * (1.04 + 0.2 * rng_unit(r) * rng_unit(r)));
        if (rng_chance(r, 0.3))
            g->gross_g = (int64_t)((double)g->net_g * (1.03 + 0.15 * rng_unit(r)));
        double each = 0.02 + line->kg / (1 + 60 * rng_unit(r) * rng_unit(r));
        g->quantity_milli = (int64_t)fmax(1, floor(line->kg / each)) * 1000;
        g->unit = rng_chance(r, 0.85) ? STR("PCE") : STR("KGM");
        g->currency = dollars ? STR("USD") : k->currency;
        double value = line->usd * s->value_factor / (dollars ? 1 : k->usd);
        if (s->flags & SIM_FLAG_SAMPLE)
            value = 1 + (double)rng_below(r, 60);
        if (rng_chance(r, 0.35)) /* round figures */
            value = floor(value / 10) * 10;
        g->value_cents = no_value ? TRADE_NONE : (int64_t)fmin(9e15, fmax(100, floor(value * 100)));
        g->origin = rng_chance(r, 0.35) ? STR_EMPTY : k->code;
        g->un_number = g->brand = g->model = STR_EMPTY;
        if (no_value)
            g->currency = STR_EMPTY;
    }
    double per_piece = 2 + 28 * rng_unit(r) * rng_unit(r);
    c->pieces = (int64_t)fmax(1, floor((double)total / 1000 / per_piece));
    if (c->pieces > 40)
        c->pieces = 1 + c->pieces / 40;
    c->gross_g = grams(r, (double)total / 1000);
    c->volume_cm3 =
        rng_chance(r, 0.5) ? TRADE_NONE : (int64_t)((double)total * (3 + 4 * rng_unit(r)));
}

static void money_and_rest(const struct sim_world *w, struct rng *r, const struct sim_shipment *s,
                           struct sim_scratch *x)
{
    static const struct {
        unsigned flag;
        const char *text[3];
    } notes[] = {
        {SIM_FLAG_AOG, {"AOG", "AOG URGENT", "EXPEDITE AOG"}},
        {SIM_FLAG_REPAIR,
         {"REPAIR AND RETURN", "TEMPORARY IMPORT FOR REPAIR", "RETURN AFTER REPAIR"}},
        {SIM_FLAG_FAIR, {"EXHIBITION GOODS ATA CARNET", "FAIR GOODS", "TRADE FAIR STAND MATERIAL"}},
        {SIM_FLAG_AID, {"HUMANITARIAN AID", "RELIEF GOODS", "UN SUPPLY"}},
        {SIM_FLAG_DIVERTED, {"VESSEL DIVERTED VIA CAPE", "ROUTE CHANGED BY CARRIER", ""}}};
    struct trade_consignment *c = &x->c;
    double usd = sim_freight_usd(w, r, s);
    const struct sim_country *k = &w->t.countries[s->shipper.country];
    bool dollars = rng_chance(r, 0.7);
    c->freight_cents = (int64_t)fmin(9e15, floor(usd / (dollars ? 1 : k->usd) * 100));
    c->freight_currency = dollars ? STR("USD") : k->currency;
    if (rng_chance(r, w->o->profile.missing_freight)) {
        c->freight_cents = TRADE_NONE;
        c->freight_currency = STR_EMPTY;
    }
    c->remarks = STR_EMPTY;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if ((s->flags & notes[i].flag) && rng_chance(r, 0.8))
            c->remarks = str_of(notes[i].text[rng_below(r, 3)]);
    if (c->remarks.n == 0 && rng_chance(r, 0.05))
        c->remarks = rng_chance(r, 0.5) ? STR("NOTIFY CONSIGNEE ON ARRIVAL") : STR("KEEP DRY");
    c->outcome = s->outcome;
    c->outcome_at = (struct trade_when){s->outcome ? w->first_day + s->outcome_day : DATE_NONE, -1};
    c->outcome_note = STR_EMPTY;
}

/* A field regime is a view of the same papers: what it does not carry is taken away at the end. */
static void regime(enum sim_fields fields, struct sim_scratch *x)
{
    struct trade_consignment *c = &x->c;
    if (fields == SIM_FIELDS_ALL)
        return;
    c->freight_cents = TRADE_NONE;
    c->freight_currency = c->remarks = STR_EMPTY;
    size_t kept = 0;
    for (size_t i = 0; i < c->n_parties; i++) {
        bool main = c->parties[i].role == TRADE_SHIPPER || c->parties[i].role == TRADE_CONSIGNEE;
        bool keep =
            main || (fields == SIM_FIELDS_DECLARATION && c->parties[i].role != TRADE_FORWARDER);
        if (fields != SIM_FIELDS_DECLARATION) {
            c->parties[i].phone = c->parties[i].email = STR_EMPTY;
            c->parties[i].n_ids = 0;
        }
        if (keep) {
            x->who[kept] = x->who[i];
            c->parties[kept++] = c->parties[i];
        }
    }
    c->n_parties = kept;
    for (size_t i = 0; i < c->n_goods && fields != SIM_FIELDS_DECLARATION; i++) {
        struct trade_goods *g = &c->goods[i];
        g->hs = g->origin = g->currency = STR_EMPTY;
        g->value_cents = g->net_g = g->quantity_milli = TRADE_NONE;
        g->unit = STR_EMPTY;
    }
    if (fields != SIM_FIELDS_PLACI)
        return;
    c->master = c->carrier = STR_EMPTY;
    c->n_legs = 0;
}

void sim_render(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                struct sim_scratch *x)
{
    struct rng r = rng_of(rng_key(w->seed ^ 0x9A9E, slot));
    x->n = 0;
    struct trade_consignment *c = &x->c;
    memset(c, 0, sizeof *c);
    c->number = c->master = c->source = STR_EMPTY;
    char id[16];
    sim_id(w, slot, id);
    scratch_add_z(x, id);
    c->id = scratch_end(x, 0);
    c->mode = s->mode;
    documents(w, &r, s, slot, x);
    legs(w, &r, s, x);
    all_parties(w, &r, s, x);
    goods_lines(w, &r, s, x);
    money_and_rest(w, &r, s, x);
    regime(w->o->fields, x);
}
