/* link/keys.c - normal forms of contact data, so that equal things compare equal however they were
 * typed. It does not decide whether two holders of one value are the same. */
#include "link/link.h"

#include <string.h>

/* Calling codes of countries whose traders leave them out; longest first is not needed because
 * they are looked up by country. Source: ITU-T E.164 country codes. What is dialled before a number
 * within the country and is no part of it is "0" where nothing else is said. Source: ITU
 * Operational Bulletin 994, Dialling Procedures; an Italian number keeps its 0. */
static const struct calling {
    char country[3];
    const char *code, *trunk;
} calling_codes[] = {
    {"AE", "971", "0"},  {"AU", "61", "0"},  {"BD", "880", "0"}, {"BR", "55", "0"},
    {"BY", "375", "80"}, {"CA", "1", "0"},   {"CH", "41", "0"},  {"CN", "86", "0"},
    {"CZ", "420", "0"},  {"DE", "49", "0"},  {"EG", "20", "0"},  {"ES", "34", "0"},
    {"FR", "33", "0"},   {"GB", "44", "0"},  {"HK", "852", "0"}, {"ID", "62", "0"},
    {"IN", "91", "0"},   {"IR", "98", "0"},  {"IT", "39", ""},   {"JP", "81", "0"},
    {"KH", "855", "0"},  {"KP", "850", "0"}, {"KR", "82", "0"},  {"KZ", "7", "8"},
    {"LA", "856", "0"},  {"MM", "95", "0"},  {"MN", "976", "0"}, {"MO", "853", "0"},
    {"MX", "52", "0"},   {"MY", "60", "0"},  {"NL", "31", "0"},  {"PH", "63", "0"},
    {"PK", "92", "0"},   {"PL", "48", "0"},  {"QA", "974", "0"}, {"RU", "7", "8"},
    {"SA", "966", "0"},  {"SG", "65", "0"},  {"SY", "963", "0"}, {"TH", "66", "0"},
    {"TR", "90", "0"},   {"TW", "886", "0"}, {"UA", "380", "0"}, {"US", "1", "0"},
    {"VN", "84", "0"},   {"ZA", "27", "0"},
};

static const struct calling *calling_of(struct str country)
{
    if (country.n != 2)
        return NULL;
    char first = str_upper(country.p[0]), second = str_upper(country.p[1]);
    for (size_t i = 0; i < sizeof calling_codes / sizeof *calling_codes; i++)
        if (calling_codes[i].country[0] == first && calling_codes[i].country[1] == second)
            return &calling_codes[i];
    return NULL;
}

/* "(0)" behind a country's code, which is dialled within the country alone. */
static bool is_left_out(struct str phone, size_t at, const char *digits, size_t n)
{
    bool is_italy = (n == 2 || n == 4) && memcmp(digits + n - 2, "39", 2) == 0;
    return n > 0 && !is_italy && str_starts(str_slice(phone, at, phone.n), STR("(0)"));
}

/* The digits of a number up to an extension or a second number; returns how many. */
static size_t phone_digits(struct str phone, char *digits, size_t room, bool *ret_plus)
{
    size_t n = 0;
    *ret_plus = false;
    for (size_t i = 0; i < phone.n && n < room; i++) {
        char c = phone.p[i];
        if (c == '+' && n == 0)
            *ret_plus = true;
        else if (c == '(' && is_left_out(phone, i, digits, n))
            i += 2;
        else if (c >= '0' && c <= '9')
            digits[n++] = c;
        else if (n > 6 && (c == 'x' || c == 'e' || c == '/' || c == ','))
            break;
    }
    return n;
}

/* How many digits at the start of a number, written as within its country, are no part of it. */
static size_t trunk_of(const char *digits, size_t n, const struct calling *c)
{
    size_t from = 0, length = strlen(c->trunk);
    if (c->trunk[0] == '8' && n == 11 && strncmp(digits, c->trunk, length) == 0)
        return length;
    while (c->trunk[length ? length - 1 : 0] == '0' && from < n && digits[from] == '0')
        from++;
    return from;
}

void link_phone_key(struct str phone, struct str country, struct buf *out)
{
    char digits[24];
    bool has_plus;
    size_t n = phone_digits(phone, digits, sizeof digits, &has_plus);
    size_t from = 0;
    const struct calling *c = calling_of(country);
    size_t length = c ? strlen(c->code) : 0; /* with its code a number is longer than nine */
    if (!has_plus && n > 4 && digits[0] == '0' && digits[1] == '0')
        from = 2;
    else if (!has_plus && c &&
             !(n > (length > 1 ? 9 : 10) && strncmp(digits, c->code, length) == 0)) {
        buf_add_z(out, c->code);
        from = trunk_of(digits, n, c);
    }
    if (n - from < 5)
        buf_reset(out);
    else
        buf_add(out, (struct str){digits + from, n - from});
}

void link_email_key(struct str email, struct buf *out)
{
    email = str_trim(email);
    size_t at = str_find_byte(email, '@', 0);
    if (at == SIZE_MAX || at == 0 || at + 3 >= email.n)
        return;
    bool in_tag = false; /* user+tag@host and user@host are one box */
    for (size_t i = 0; i < email.n; i++) {
        char c = email.p[i];
        if (c == '+' && i < at)
            in_tag = true;
        if (i == at)
            in_tag = false;
        if (!in_tag)
            buf_add_c(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
    }
}

struct str link_email_box(struct str email)
{
    return str_slice(email, 0, str_find_byte(email, '@', 0));
}

static const char *const public_hosts[] = {
    "126.com",     "139.com",        "163.com",        "189.cn",      "21cn.com",    "aliyun.com",
    "aol.com",     "bk.ru",          "daum.net",       "foxmail.com", "gmail.com",   "gmx.de",
    "gmx.net",     "googlemail.com", "hanmail.net",    "hotmail.com", "icloud.com",  "inbox.ru",
    "list.ru",     "live.com",       "mail.com",       "mail.ru",     "msn.com",     "naver.com",
    "outlook.com", "proton.me",      "protonmail.com", "qq.com",      "rambler.ru",  "sina.cn",
    "sina.com",    "sohu.com",       "tom.com",        "ukr.net",     "vip.163.com", "web.de",
    "yahoo.com",   "yandex.com",     "yandex.ru",      "yeah.net",    "ymail.com",   "zoho.com",
};

bool link_email_domain(struct str email, struct str *ret)
{
    size_t at = str_find_byte(email, '@', 0);
    if (at == SIZE_MAX || at + 3 >= email.n)
        return false;
    struct str domain = str_trim(str_slice(email, at + 1, email.n));
    for (size_t i = 0; i < sizeof public_hosts / sizeof *public_hosts; i++)
        if (str_is_ci(domain, str_of(public_hosts[i])))
            return false;
    *ret = domain;
    return true;
}
