/* Countries by code and by name. Names of all bundled languages are folded once, at open, into one
 * buffer, and found by hash with the text compared, so that a hash that collides does no harm. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "geo/inside.h"

static bool counts(utf8proc_int32_t cp)
{
    utf8proc_category_t c = utf8proc_category(cp);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
           (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

static bool fold_one(uint32_t cp, char *out, size_t *n)
{
    utf8proc_int32_t parts[32];
    int last = 0;
    utf8proc_ssize_t m =
        utf8proc_decompose_char((utf8proc_int32_t)cp, parts, 32,
                                UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, &last);
    for (utf8proc_ssize_t i = 0; i < m && i < 32; i++) {
        if (!counts(parts[i])) {
            continue;
        }
        char bytes[4];
        size_t k = utf8_put((uint32_t)parts[i], bytes);
        if (*n + k > GEO_FOLD_ROOM) {
            return false;
        }
        memcpy(out + *n, bytes, k);
        *n += k;
    }
    return true;
}

static bool fold_ascii(char c, char *out, size_t *n)
{
    bool is_upper = c >= 'A' && c <= 'Z';
    if (!is_upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
        return true;
    }
    if (*n == GEO_FOLD_ROOM) {
        return false;
    }
    out[(*n)++] = is_upper ? (char)(c - 'A' + 'a') : c;
    return true;
}

struct str geo_fold(struct str text, char out[GEO_FOLD_ROOM])
{
    size_t n = 0;
    text = str_trim(text);
    for (size_t at = str_starts_ci(text, STR("the ")) ? 4 : 0; at < text.n;) {
        if ((unsigned char)text.p[at] < 0x80u) {
            if (!fold_ascii(text.p[at++], out, &n)) {
                return STR_EMPTY;
            }
            continue;
        }
        uint32_t cp = utf8_next(text, &at);
        if (cp != UTF8_BAD && !fold_one(cp, out, &n)) {
            return STR_EMPTY;
        }
    }
    return (struct str){out, n};
}

static int alpha2_slot(struct str s)
{
    if (s.n != 2) {
        return -1;
    }
    int a = (s.p[0] | 32) - 'a';
    int b = (s.p[1] | 32) - 'a';
    return a >= 0 && a < 26 && b >= 0 && b < 26 ? a * 26 + b : -1;
}

static const struct geo_country *by_alpha2(const struct geo *g, struct str s)
{
    int slot = alpha2_slot(s);
    uint16_t i = slot < 0 ? GEO_NONE : g->alpha2[slot];
    return i == GEO_NONE ? NULL : &g->countries[i];
}

static void add_name(struct geo *g, struct str name, uint32_t country, bool is_doubtful)
{
    char room[GEO_FOLD_ROOM];
    struct str folded = geo_fold(name, room);
    if (folded.n == 0) {
        return;
    }
    struct geo_name *e = &g->names[g->n_names++];
    e->hash = str_hash(folded);
    e->at = (uint32_t)g->folded.n;
    e->n = (uint32_t)folded.n;
    e->country = country;
    e->is_doubtful = is_doubtful;
    buf_add(&g->folded, folded);
}

/* By hash, then in the order of the table: of two countries with one name the first row counts. */
static int compare_names(const void *a, const void *b)
{
    const struct geo_name *x = a;
    const struct geo_name *y = b;
    if (x->hash != y->hash) {
        return x->hash < y->hash ? -1 : 1;
    }
    return x->at < y->at ? -1 : x->at > y->at;
}

static struct geo_name *find_name(const struct geo *g, struct str text)
{
    char room[GEO_FOLD_ROOM];
    struct str folded = geo_fold(text, room);
    if (folded.n == 0) {
        return NULL;
    }
    uint64_t hash = str_hash(folded);
    size_t lo = 0;
    size_t hi = g->n_names;
    while (lo < hi) {
        size_t at = lo + (hi - lo) / 2;
        if (g->names[at].hash < hash) {
            lo = at + 1;
        } else {
            hi = at;
        }
    }
    for (; lo < g->n_names && g->names[lo].hash == hash; lo++) {
        struct str s = {g->folded.p + g->names[lo].at, g->names[lo].n};
        if (str_is(s, folded)) {
            return &g->names[lo];
        }
    }
    return NULL;
}

static enum seine_status load_names(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(country_names);
    size_t n = ref_n_rows(rest) + g->n_countries;
    g->names = mem_calloc(n, sizeof *g->names);
    if (!g->names) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu names of countries", n);
    }
    for (size_t i = 0; i < g->n_countries; i++) {
        add_name(g, str_of(g->countries[i].alpha3), (uint32_t)i, false);
    }
    struct str f[3];
    while (g->n_names < n && ref_row(&rest, f, 3)) {
        const struct geo_country *c = by_alpha2(g, f[0]);
        if (!c) {
            return error_set(err, SEINE_INTERNAL, "a name of the unknown country " STR_FMT,
                             STR_ARG(f[0]));
        }
        add_name(g, f[1], (uint32_t)(c - g->countries), f[2].n > 0);
    }
    if (buf_status(&g->folded)) {
        return error_set(err, buf_status(&g->folded), "no room for the names of countries");
    }
    qsort(g->names, g->n_names, sizeof *g->names, compare_names);
    return SEINE_OK;
}

enum seine_status geo_load_countries(struct geo *g, struct seine_error *err)
{
    struct str rest = REF(countries);
    size_t n = ref_n_rows(rest);
    g->countries = mem_calloc(n, sizeof *g->countries);
    g->holds_calling = mem_calloc(n, sizeof *g->holds_calling);
    if (!g->countries || !g->holds_calling) {
        return error_set(err, SEINE_NOMEM, "no memory for %zu countries", n);
    }
    memset(g->alpha2, 0xFF, sizeof g->alpha2);
    struct str f[9];
    while (g->n_countries < n && ref_row(&rest, f, 9)) {
        struct geo_country *c = &g->countries[g->n_countries];
        int slot = alpha2_slot(f[0]);
        if (slot < 0) {
            return error_set(err, SEINE_INTERNAL, "the table of countries has a bad code");
        }
        ref_copy(c->alpha2, sizeof c->alpha2, f[0]);
        ref_copy(c->alpha3, sizeof c->alpha3, f[1]);
        ref_copy(c->currency, sizeof c->currency, f[2]);
        ref_copy(c->calling, sizeof c->calling, f[3]);
        g->holds_calling[g->n_countries] = f[4].n > 0;
        c->lat = ref_degrees(f[5]);
        c->lon = ref_degrees(f[6]);
        c->neighbours = f[7];
        c->name = f[8];
        g->alpha2[slot] = (uint16_t)g->n_countries++;
    }
    return load_names(g, err);
}

static const struct geo_country *by_name(const struct geo *g, struct str text)
{
    const struct geo_name *name = find_name(g, text);
    return name ? &g->countries[name->country] : NULL;
}

static const struct geo_country *by_sure_name(const struct geo *g, struct str text)
{
    const struct geo_name *name = find_name(g, text);
    return name && !name->is_doubtful ? &g->countries[name->country] : NULL;
}

/* "China, People's Republic of" or "Korea (the Republic of)" as it is said: the part behind the
 * comma, or in the bracket at the end, first. */
static const struct geo_country *by_turned_name(const struct geo *g, struct str text)
{
    char turned[GEO_FOLD_ROOM];
    bool is_bracket = text.n > 0 && text.p[text.n - 1] == ')';
    size_t at = text.n < sizeof turned ? str_find_byte(text, is_bracket ? '(' : ',', 0) : SIZE_MAX;
    if (at == SIZE_MAX) {
        return NULL;
    }
    struct str behind = str_trim(str_slice(text, at + 1, text.n - is_bracket));
    memcpy(turned, behind.p, behind.n);
    turned[behind.n] = ' ';
    memcpy(turned + behind.n + 1, text.p, at);
    return by_sure_name(g, (struct str){turned, behind.n + 1 + at});
}

static bool is_mark(char c)
{
    return c != '\0' && strchr(" -/:()[]", c) != NULL;
}

static struct str without_marks(struct str s)
{
    size_t from = 0;
    while (from < s.n && is_mark(s.p[from])) {
        from++;
    }
    while (s.n > from && is_mark(s.p[s.n - 1])) {
        s.n--;
    }
    return str_slice(s, from, s.n);
}

/* The country of a code, if the name beside it is its own or one of several countries', which the
 * code then tells apart. */
static const struct geo_country *agreed(const struct geo *g, struct str code, struct str name)
{
    if (code.n < 2 || code.n > 3) {
        return NULL;
    }
    const struct geo_country *c = by_alpha2(g, code);
    c = c ? c : by_sure_name(g, code);
    const struct geo_name *found = c ? find_name(g, name) : NULL;
    bool is_told = found && found->is_doubtful && str_find_byte(name, ',', 0) == SIZE_MAX;
    bool is_own = found && &g->countries[found->country] == c;
    return is_told || is_own ? c : NULL; /* "Guinea, VA" is a town */
}

/* "CN - China", "China (CN)": a code at either end. */
static const struct geo_country *by_code_and_name(const struct geo *g, struct str text)
{
    text = without_marks(text);
    size_t head = 0;
    size_t tail = text.n;
    while (head < text.n && !is_mark(text.p[head])) {
        head++;
    }
    while (tail > 0 && !is_mark(text.p[tail - 1])) {
        tail--;
    }
    const struct geo_country *c =
        agreed(g, str_slice(text, 0, head), without_marks(str_slice(text, head, text.n)));
    return c ? c
             : agreed(g, str_slice(text, tail, text.n), without_marks(str_slice(text, 0, tail)));
}

const struct geo_country *geo_country(const struct geo *g, struct str text)
{
    text = str_trim(text);
    const struct geo_country *c = by_alpha2(g, text);
    c = c ? c : by_name(g, text);
    return c ? c : by_turned_name(g, text);
}

const struct geo_country *geo_country_sure(const struct geo *g, struct str text)
{
    text = str_trim(text);
    const struct geo_country *c = by_alpha2(g, text);
    c = c ? c : by_sure_name(g, text);
    c = c ? c : by_turned_name(g, text);
    return c ? c : by_code_and_name(g, text);
}

struct str geo_country_name(const struct geo *g, struct str alpha2)
{
    const struct geo_country *c = by_alpha2(g, str_trim(alpha2));
    return c ? c->name : STR_EMPTY;
}

bool geo_countries_border(const struct geo *g, struct str alpha2_a, struct str alpha2_b)
{
    const struct geo_country *a = by_alpha2(g, str_trim(alpha2_a));
    const struct geo_country *b = by_alpha2(g, str_trim(alpha2_b));
    return a && b && str_contains(a->neighbours, str_of(b->alpha2));
}

size_t geo_n_countries(const struct geo *g)
{
    return g->n_countries;
}

const struct geo_country *geo_country_at(const struct geo *g, size_t i)
{
    return i < g->n_countries ? &g->countries[i] : NULL;
}

const struct geo_country *geo_country_of_calling(const struct geo *g, struct str digits)
{
    const struct geo_country *best = NULL;
    size_t best_n = 0;
    for (size_t i = 0; i < g->n_countries; i++) {
        struct str code = str_of(g->countries[i].calling);
        if (code.n == 0 || !str_starts(digits, code)) {
            continue;
        }
        if (code.n > best_n || (code.n == best_n && g->holds_calling[i])) {
            best = &g->countries[i];
            best_n = code.n;
        }
    }
    return best;
}
