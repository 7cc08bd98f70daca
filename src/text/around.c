/* text/around.c - what papers write before and behind a name: lead-ins, telephone numbers, an
 * address. It knows them by a few plain words; what it does not know stays part of the name. */
#include "text/words.h"

#define WORD(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* "tel 5551234 Sergey Kogogin" */
static struct str without_phone(struct str folded)
{
    static const struct str MARKS[] = {WORD("tel "), WORD("phone "), WORD("fax "), WORD("mob ")};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++) {
        size_t at = MARKS[i].n, start = at;
        if (!str_starts(folded, MARKS[i]))
            continue;
        while (at < folded.n && (str_is_digit(folded.p[at]) || folded.p[at] == ' '))
            at++;
        return at > start && at < folded.n ? str_slice(folded, at, folded.n) : folded;
    }
    return folded;
}

/* What papers write before a name: "to the order of", "messrs". */
struct str text_without_lead_in(struct str folded)
{
    static const struct str LEAD_INS[] = {
        WORD("to the order of "),
        WORD("to order of "),
        WORD("for account of "),
        WORD("account of "),
        WORD("on behalf of "),
        WORD("care of "),
        WORD("c o "),
        WORD("messrs "),
        WORD("attn "),
        WORD("attention "),
        WORD("head office "),
    };
    folded = str_trim(folded);
    for (size_t i = 0; i < sizeof LEAD_INS / sizeof *LEAD_INS; i++)
        if (str_starts(folded, LEAD_INS[i]))
            return str_slice(folded, LEAD_INS[i].n, folded.n);
    return without_phone(folded);
}

static bool is_address_word(struct str w)
{
    static const char *const WORDS[] = {
        "street", "st",   "road",  "rd",    "avenue",   "ave",   "lane",    "bldg",  "building",
        "unit",   "flat", "floor", "suite", "room",     "rm",    "apt",     "block", "box",
        "po",     "pob",  "zone",  "plot",  "district", "plaza", "ulitsa",  "ul",    "prospekt",
        "km",     "rue",  "calle", "via",   "strasse",  "str",   "highway", "no",    "warehouse",
    };
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (str_is_ci(w, str_of(WORDS[i])))
            return true;
    return false;
}

static bool is_word_byte(char c)
{
    return str_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* Part of a name that is an address: it has a word of addresses and a number. */
static bool is_address(struct str part)
{
    bool number = false, word = false;
    for (size_t at = 0; at < part.n;) {
        size_t end = at;
        while (end < part.n && is_word_byte(part.p[end]))
            end++;
        struct str w = str_slice(part, at, end);
        number |= w.n && str_is_digit(w.p[0]);
        word |= is_address_word(w) || (w.n == 1 && (w.p[0] == 'P' || w.p[0] == 'p') &&
                                       end + 1 < part.n && (part.p[end + 1] | 32) == 'o');
        at = end + 1;
    }
    return number && word;
}

/* "Safari Club, Bldg 7, Industrial Zone": the name without the address that stands behind it. */
struct str text_without_address(struct str name)
{
    for (size_t comma = str_find_byte(name, ',', 0); comma < name.n;) {
        size_t next = str_find_byte(name, ',', comma + 1);
        if (is_address(str_slice(name, comma + 1, next)))
            return comma > 1 ? str_slice(name, 0, comma) : name;
        comma = next;
    }
    return name;
}
