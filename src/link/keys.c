/* link/keys.c - normal forms of contact data, so that equal things compare equal however they were
 * typed. It does not decide whether two holders of one value are the same. */
#include "link/link.h"

#include <string.h>

/* Calling codes of countries whose traders leave them out; longest first is not needed because
 * they are looked up by country. Source: ITU-T E.164 country codes. */
static const struct {
    char country[3];
    const char *code;
} calling_codes[] = {
    {"AE", "971"}, {"AU", "61"}, {"BD", "880"}, {"BR", "55"},  {"BY", "375"}, {"CA", "1"},
    {"CH", "41"},  {"CN", "86"}, {"CZ", "420"}, {"DE", "49"},  {"EG", "20"},  {"ES", "34"},
    {"FR", "33"},  {"GB", "44"}, {"HK", "852"}, {"ID", "62"},  {"IN", "91"},  {"IR", "98"},
    {"IT", "39"},  {"JP", "81"}, {"KH", "855"}, {"KP", "850"}, {"KR", "82"},  {"KZ", "7"},
    {"LA", "856"}, {"MM", "95"}, {"MN", "976"}, {"MO", "853"}, {"MX", "52"},  {"MY", "60"},
    {"NL", "31"},  {"PH", "63"}, {"PK", "92"},  {"PL", "48"},  {"QA", "974"}, {"RU", "7"},
    {"SA", "966"}, {"SG", "65"}, {"SY", "963"}, {"TH", "66"},  {"TR", "90"},  {"TW", "886"},
    {"UA", "380"}, {"US", "1"},  {"VN", "84"},  {"ZA", "27"},
};

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static const char *calling_code(struct str country)
{
    if (country.n != 2)
        return NULL;
    char first = upper(country.p[0]), second = upper(country.p[1]);
    for (size_t i = 0; i < sizeof calling_codes / sizeof *calling_codes; i++)
        if (calling_codes[i].country[0] == first && calling_codes[i].country[1] == second)
            return calling_codes[i].code;
    return NULL;
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
        else if (c >= '0' && c <= '9')
            digits[n++] = c;
        else if (n > 6 && (c == 'x' || c == 'e' || c == '/' || c == ','))
            break;
    }
    return n;
}

void link_phone_key(struct str phone, struct str country, struct buf *out)
{
    char digits[24];
    bool has_plus;
    size_t n = phone_digits(phone, digits, sizeof digits, &has_plus);
    size_t from = 0;
    const char *code = calling_code(country);
    if (!has_plus && n > 4 && digits[0] == '0' && digits[1] == '0')
        from = 2;
    else if (!has_plus && code && !(n > 9 && strncmp(digits, code, strlen(code)) == 0)) {
        buf_add_z(out, code);
        while (from < n && digits[from] == '0')
            from++;
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
