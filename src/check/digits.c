/* check/digits.c - check digits of transport identifiers. Pure arithmetic over text as written. */
#include "check/check.h"

/* Copies digits and letters (upper case) into out, skipping spaces, dashes and dots; SIZE_MAX if
 * anything else stands there or it is longer than room. */
static size_t squeeze(struct str s, char *out, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ' || c == '-' || c == '.')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (n == room || !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')))
            return SIZE_MAX;
        out[n++] = c;
    }
    return n;
}

static bool all_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return true;
}

/* ppp-nnnnnnnc: the last digit is the seven before it modulo 7 (IATA Resolution 600a). */
bool check_awb_digit(struct str number, bool *ret_applies)
{
    char d[16];
    size_t n = squeeze(number, d, sizeof d);
    *ret_applies = n == 11 && all_digits(d, 11);
    if (!*ret_applies)
        return true;
    int serial = 0;
    for (int i = 3; i < 10; i++)
        serial = serial * 10 + (d[i] - '0');
    return serial % 7 == d[10] - '0';
}

/* ISO 6346: letters count A=10, B=12 ... without multiples of 11; weights 2^i; modulo 11, 10 -> 0.
 */
bool check_iso6346_digit(struct str number, bool *ret_applies)
{
    char d[16];
    size_t n = squeeze(number, d, sizeof d);
    *ret_applies = n == 11 && all_digits(d + 4, 7) && (d[3] == 'U' || d[3] == 'J' || d[3] == 'Z');
    for (size_t i = 0; *ret_applies && i < 3; i++)
        *ret_applies = d[i] >= 'A';
    if (!*ret_applies)
        return true;
    int sum = 0;
    for (int i = 0; i < 10; i++) {
        int value = d[i] - '0';
        if (d[i] >= 'A') {
            value = d[i] - 'A' + 10;
            value += (value - 1) / 10; /* A=10, B=12, ..., K=21, L=23, ..., U=32, V=34 */
        }
        sum += value << i;
    }
    return sum % 11 % 10 == d[10] - '0';
}

/* IMO ship number: digits 1..6 times 7..2; the sum's last digit is digit 7. */
bool check_imo_digit(struct str number, bool *ret_applies)
{
    char d[16];
    size_t n = squeeze(number, d, sizeof d);
    const char *p = d;
    if (n == 10 && d[0] == 'I' && d[1] == 'M' && d[2] == 'O') {
        p += 3;
        n -= 3;
    }
    *ret_applies = n == 7 && all_digits(p, 7);
    if (!*ret_applies)
        return true;
    int sum = 0;
    for (int i = 0; i < 6; i++)
        sum += (p[i] - '0') * (7 - i);
    return sum % 10 == p[6] - '0';
}

/* LEI, ISO 17442 / ISO 7064 mod 97-10: letters as two digits, the whole modulo 97 is 1. */
bool check_lei_digits(struct str number, bool *ret_applies)
{
    char d[24];
    size_t n = squeeze(number, d, sizeof d);
    *ret_applies = n == 20 && all_digits(d + 18, 2);
    if (!*ret_applies)
        return true;
    int rest = 0;
    for (size_t i = 0; i < n; i++)
        rest =
            d[i] >= 'A' ? (rest * 100 + (d[i] - 'A' + 10)) % 97 : (rest * 10 + (d[i] - '0')) % 97;
    return rest == 1;
}

bool check_eori_form(struct str number, bool *ret_applies)
{
    static const char states[] =
        "AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IT LT LU LV MT NL "
        "PL PT RO SE SI SK XI";
    char d[24];
    size_t n = squeeze(number, d, sizeof d);
    *ret_applies = number.n > 0;
    if (n == SIZE_MAX || n < 3 || n > 17)
        return false;
    bool known = false;
    for (size_t i = 0; i + 2 < sizeof states; i += 3)
        known = known || (states[i] == d[0] && states[i + 1] == d[1]);
    if ((d[0] == 'G' && d[1] == 'B') || (d[0] == 'X' && d[1] == 'I'))
        return all_digits(d + 2, n - 2) && (n == 14 || n == 17);
    return known;
}
