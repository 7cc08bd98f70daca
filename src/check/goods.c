/* check/goods.c - what the goods' words and codes give away: dangerous goods without a UN number,
 * codes that do not exist, samples, values just under a filing limit. Words are looked at once per
 * distinct goods item. Which component it could be is not asked here. */
#include "check/internal.h"

#include "goods/hs.h"
#include "goods/un_number.h"

#include <math.h>

/* Folded words that begin what the dangerous goods lists name; each stands at a word's start. */
static const char *const dangerous[] = {" explosive",
                                        " detonator",
                                        " igniter",
                                        " propellant",
                                        " gunpowder",
                                        " firework",
                                        " flammable",
                                        " inflammable",
                                        " corrosive",
                                        " oxidizing",
                                        " oxidising",
                                        " perchlorate",
                                        " nitric acid",
                                        " sulfuric acid",
                                        " sulphuric acid",
                                        " hydrogen peroxide",
                                        " hydrazine",
                                        " lithium batter",
                                        " lithium ion",
                                        " lithium metal",
                                        " lithium cell",
                                        " compressed gas",
                                        " aerosol",
                                        " radioactive",
                                        " cyanide",
                                        " acetone",
                                        " methanol",
                                        " toluene",
                                        " phosphorus",
                                        " aluminium powder",
                                        " magnesium powder",
                                        " 锂电池",
                                        " 易燃",
                                        " 爆炸"};
static const char *const harmless[] = {" not restricted", " non dangerous", " not dangerous",
                                       " non hazardous",  " non flammable", " empty"};

/* Limits under which less has to be filed, for the whole consignment: 15 CFR 30.37(a) (USD 2,500
 * per code), 19 CFR 10.151 and 143.21, Delegated Regulation (EU) 2015/2446 article 137 (EUR 1,000),
 * Regulation (EC) 1186/2009 article 23 (EUR 150), and the publications of the customs of GB, CA,
 * AU, JP and KR. */
static const struct {
    char country[3], currency[4];
    bool is_export;
    double amount;
} limits[] = {
    {"US", "USD", true, 2500},  {"US", "USD", false, 800},  {"US", "USD", false, 2500},
    {"EU", "EUR", true, 1000},  {"EU", "EUR", false, 150},  {"GB", "GBP", false, 135},
    {"CA", "CAD", false, 3300}, {"AU", "AUD", false, 1000}, {"JP", "JPY", false, 10000},
    {"JP", "JPY", false, 2e5},  {"KR", "USD", false, 150},
};

#define AHEAD       16  /* items whose place in memory is asked for early */
#define TOKEN_VALUE 100 /* cents: one unit of any currency is no price */

/* One pass over the text: few of its bytes begin a word. */
bool check_any_of(struct str text, const char *const *words, size_t n)
{
    bool begins[256] = {false};
    for (size_t i = 0; i < n; i++)
        begins[(unsigned char)words[i][0]] = true;
    for (size_t at = 0; at < text.n; at++) {
        if (!begins[(unsigned char)text.p[at]])
            continue;
        struct str rest = str_slice(text, at, text.n);
        for (size_t i = 0; i < n; i++)
            if (words[i][0] == rest.p[0] && (rest.n < 2 || words[i][1] == rest.p[1]) &&
                str_starts(rest, str_of(words[i])))
                return true;
    }
    return false;
}

/* " un 3480 " or " un3480 " in folded words. */
static bool names_un(struct str text)
{
    struct str word, last = STR_EMPTY;
    bool more = true;
    while (str_cut(&text, &more, ' ', &word)) {
        struct un_number un;
        if ((str_is(last, STR("un")) && un_number_find(word, &un)) ||
            (word.n == 6 && str_starts(word, STR("un")) && un_number_find(word, &un)))
            return true;
        last = word;
    }
    return false;
}

/* Does the Harmonized System have this heading? Found by the first item that asks, and threads that
 * ask at once find the same. */
static bool has_heading(struct check_context *x, const char *digits)
{
    uint8_t *known = &x->known_heading[check_heading_number(digits)];
    unsigned is = __atomic_load_n(known, __ATOMIC_RELAXED);
    if (is == 0) {
        is = hs_is_valid((struct str){digits, 4}) ? 1 : 2;
        __atomic_store_n(known, (uint8_t)is, __ATOMIC_RELAXED);
    }
    return is == 1;
}

/* Headings only: subheadings come and go with the editions. */
static unsigned hs_bits(struct check_context *x, struct str code)
{
    struct goods_hs hs = goods_hs_normalise(code);
    if (code.n < 4 || hs.has_letters || (hs.is_valid && hs.n % 2 != 0))
        return 0;
    bool national = hs.digits[0] == '9' && hs.digits[1] >= '8';
    bool known = hs.is_valid && (national || (hs.n >= 4 && has_heading(x, hs.digits)));
    return CARGO_HS | (known ? 0u : CARGO_HS_UNKNOWN);
}

static unsigned kinds_of(struct str description, struct str hs)
{
    struct goods_text text = {
        .description = description, .hs = hs, .net_g = TRADE_NONE, .value_usd_cents = TRADE_NONE};
    return goods_media_or_sample(&text);
}

/* What an item's words tell, whatever its codes are. */
static void look_at_words(struct check_context *x, size_t i, char *room)
{
    struct str description = table_str(x->table, x->table->cargos.v[i].description);
    struct str text = {room, goods_fold(description, room, GOODS_FOLD_ROOM)};
    unsigned bits = text.n > 2 ? CARGO_TEXT : 0;
    bool is_vague = goods_is_vague(description);
    if (check_any_of(text, dangerous, N_OF(dangerous)) &&
        !check_any_of(text, harmless, N_OF(harmless)))
        bits |= CARGO_DANGEROUS;
    x->cargo[i] = (uint16_t)(bits | (names_un(text) ? CARGO_UN : 0u));
    x->ret->goods[i] = (uint8_t)(kinds_of(description, STR_EMPTY) | (is_vague ? CHECK_VAGUE : 0));
    x->phrase[i] = check_phrase(text, is_vague);
}

static void look_at_codes(struct check_context *x, size_t i)
{
    const struct table_cargo *c = &x->table->cargos.v[i];
    struct str hs = table_str(x->table, c->hs);
    unsigned kinds = x->ret->goods[i] | kinds_of(STR_EMPTY, hs);
    unsigned bits = x->cargo[i] | hs_bits(x, hs);
    enum un_said said = un_number_said(table_str(x->table, c->un_number));
    if (said != UN_SAID_NONE)
        bits |= CARGO_UN | (said == UN_SAID_WRONG ? CARGO_UN_UNKNOWN : 0u);
    if (kinds & (GOODS_SAMPLE | GOODS_NO_VALUE | GOODS_PROTOTYPE))
        bits |= CARGO_SAMPLE;
    x->ret->goods[i] = (uint8_t)kinds;
    x->cargo[i] = (uint16_t)bits;
    x->heading[i] = check_cargo_heading(hs);
}

/* The items that are the first with their words. */
static enum seine_status look_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct check_context *x = context;
    char *room = mem_alloc(GOODS_FOLD_ROOM);
    (void)worker;
    if (!room)
        return error_set(err, SEINE_NOMEM, "out of memory while checking goods");
    for (size_t i = from; i < to; i++)
        if (x->worded[i] == i)
            look_at_words(x, i, room);
    mem_free(room);
    return SEINE_OK;
}

/* The others; what is taken stands before codes are looked at. */
static enum seine_status take_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    struct check_context *x = context;
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++) {
        uint32_t first = x->worded[i];
        if (first == i)
            continue;
        x->cargo[i] = x->cargo[first];
        x->ret->goods[i] = x->ret->goods[first];
        x->phrase[i] = x->phrase[first];
    }
    return SEINE_OK;
}

static enum seine_status code_range(void *context, unsigned worker, size_t from, size_t to,
                                    struct seine_error *err)
{
    (void)worker;
    (void)err;
    for (size_t i = from; i < to; i++)
        look_at_codes(context, i);
    return SEINE_OK;
}

/* Many items have the same words under other codes, of other brands. */
static enum seine_status find_worded(struct check_context *x)
{
    const struct trade_table *t = x->table;
    enum seine_status status = SEINE_OK;
    struct map first;
    map_init(&first);
    for (uint32_t i = 0; i < t->cargos.n && status == SEINE_OK; i++) {
        bool is_new;
        if (i + AHEAD < t->cargos.n)
            map_prefetch(&first, t->cargos.v[i + AHEAD].description);
        status = map_get_or_set(&first, t->cargos.v[i].description, i, &x->worded[i], &is_new);
    }
    map_release(&first);
    return status;
}

_Static_assert(N_OF(limits) <= CHECK_MAX_LIMITS, "room for all limits");

enum seine_status check_cargos(struct check_context *x, struct pool *pool, struct seine_error *err)
{
    for (size_t k = 0; k < N_OF(limits); k++) {
        const struct geo_currency *c = geo_currency(x->geo, str_of(limits[k].currency));
        x->limit_usd[k] = c ? limits[k].amount * c->usd_rate : 0;
    }
    size_t n = x->table->cargos.n;
    enum seine_status status = find_worded(x);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while checking goods");
    status = pool_run(pool, n, 2048, look_range, x, err);
    if (status == SEINE_OK)
        status = pool_run(pool, n, 2048, take_range, x, err);
    return status == SEINE_OK ? pool_run(pool, n, 2048, code_range, x, err) : status;
}

static struct str country_of(const struct check_context *x, const struct table_record *r,
                             enum trade_role role)
{
    uint32_t m = table_mention_of(x->table, r, role);
    return m == MAP_NONE ? STR_EMPTY : table_str(x->table, x->table->mentions.v[m].country);
}

static bool is_in(struct str country, const char *of)
{
    static const char states[] =
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL "
        "PT RO SE SI SK ";
    if (!str_is(str_of(of), STR("EU")))
        return str_is(country, str_of(of));
    return country.n == 2 && str_contains(str_of(states), country);
}

static double share_of_limit(const struct check_context *x, size_t limit, double value)
{
    return x->limit_usd[limit] > 0 ? value / x->limit_usd[limit] : 0;
}

static bool is_near(double share)
{
    return !(share < 0.5 || share >= 1.5);
}

static bool is_near_limit(const struct check_context *x, double value)
{
    bool any = false;
    for (size_t k = 0; k < N_OF(limits); k++)
        any = any || is_near(share_of_limit(x, k, value));
    return any;
}

/* Only values near a limit are counted: what is told apart is just under from just over. */
static void check_limits(struct check_context *x, uint32_t i, const struct table_record *r)
{
    double value = x->value_usd[i];
    if (!(value > 0) || !is_near_limit(x, value))
        return;
    struct str from = country_of(x, r, TRADE_SHIPPER), to = country_of(x, r, TRADE_CONSIGNEE);
    if (str_is(from, to))
        return;
    for (size_t k = 0; k < N_OF(limits); k++) {
        double share = share_of_limit(x, k, value);
        if (!is_near(share) || x->failed[CHECK_UNDER_LIMIT][i] == 2 ||
            !is_in(limits[k].is_export ? from : to, limits[k].country))
            continue;
        x->measure[CHECK_UNDER_LIMIT][i] = share;
        check_mark(x, CHECK_UNDER_LIMIT, i, share >= 0.9 && share < 1);
    }
}

void check_goods(struct check_context *x, uint32_t i, const struct table_record *r)
{
    const struct trade_table *t = x->table;
    unsigned any = 0, open = 0;
    bool sample = false;
    for (uint32_t k = 0; k < r->n_lines; k++) {
        const struct table_line *l = &t->lines.v[r->first_line + k];
        unsigned bits = x->cargo[l->cargo];
        any |= bits;
        if ((bits & CARGO_DANGEROUS) && !(bits & CARGO_UN))
            open |= CARGO_DANGEROUS;
        sample = sample || (bits & CARGO_SAMPLE) ||
                 (l->value_cents >= 0 && l->value_cents <= TOKEN_VALUE);
    }
    if (any & CARGO_DANGEROUS)
        check_mark(x, CHECK_DANGEROUS_TEXT, i, open & CARGO_DANGEROUS);
    if (any & CARGO_UN)
        check_mark(x, CHECK_UN_NUMBER, i, any & CARGO_UN_UNKNOWN);
    if (any & CARGO_HS)
        check_mark(x, CHECK_HS_CODE, i, any & CARGO_HS_UNKNOWN);
    if (any & CARGO_JUDGED)
        check_mark(x, CHECK_TEXT_HS, i, any & CARGO_ELSEWHERE);
    if (any & CARGO_TEXT)
        check_mark(x, CHECK_SAMPLE, i, sample);
    check_limits(x, i, r);
}
