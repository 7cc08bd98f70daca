/* lists/remarks.c - OFAC's remarks field: facts joined by semicolons, each begun by a fixed phrase.
 */
#include "lists/facts.h"

#include <string.h>

/* Text without what stands from one of these words on. */
static struct str before_dates(struct str text)
{
    static const char *const words[] = {" expires ", " issued "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = text.n ? memmem(text.p, text.n, words[i], strlen(words[i])) : NULL;
        text = at ? str_slice(text, 0, (size_t)(at - text.p)) : text;
    }
    return str_trim(text);
}

/* Takes a last "(...)" that stands apart off a text: "C 72520 (Malta)", not "K357514(4)". */
static bool take_brackets(struct str *text, struct str *ret)
{
    size_t open = text->n;
    if (text->n == 0 || text->p[text->n - 1] != ')')
        return false;
    while (open > 0 && text->p[open - 1] != '(')
        open--;
    if (open == 0 || (open > 1 && text->p[open - 2] != ' '))
        return false;
    *ret = str_slice(*text, open, text->n - 1);
    *text = str_trim(str_slice(*text, 0, open - 1));
    return true;
}

/* "Passport 71 1600237 (Iran) expires ...": the value, which may have spaces, and the country in
 * brackets. What has no spaces ends at the first: a remark may follow it. */
static void known_fact(struct list_builder *b, struct str type, struct str text)
{
    static const char *const words[] = {
        "MMSI", "Legal Entity Number", "SWIFT/BIC", "Email Address", "Website", "Digital"};
    struct str country = STR_EMPTY, other;
    bool is_word = str_starts(text, STR("IMO ")) || str_is(type, STR("IMO"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_word = is_word || str_starts(type, str_of(words[i]));
    text = before_dates(text);
    if (take_brackets(&text, &country))
        while (take_brackets(&text, &other)) { /* a state before its country */
        }
    if (is_word)
        text = str_slice(text, 0, str_find_byte(text, ' ', str_starts(text, STR("IMO ")) ? 4 : 0));
    ofac_fact(b, type, text, country);
}

/* a.k.a. 'NAME' and the like: OFAC's weak names. */
static bool weak_name(struct list_builder *b, struct str fact)
{
    if (!str_starts_ci(fact, STR("a.k.a. ")) && !str_starts_ci(fact, STR("f.k.a. ")) &&
        !str_starts_ci(fact, STR("n.k.a. ")))
        return false;
    struct str name = str_slice(fact, 7, fact.n);
    while (name.n && (name.p[0] == '\'' || name.p[0] == '"'))
        name = str_slice(name, 1, name.n);
    while (name.n &&
           (name.p[name.n - 1] == '\'' || name.p[name.n - 1] == '"' || name.p[name.n - 1] == '.'))
        name.n--;
    list_builder_name(b, LIST_NAME_WEAK, name);
    return true;
}

static void one_fact(struct list_builder *b, struct str fact)
{
    struct list_date d;
    struct str type;
    if (str_starts_ci(fact, STR("alt. ")))
        fact = str_slice(fact, 5, fact.n);
    if (weak_name(b, fact))
        return;
    if (str_starts(fact, STR("DOB ")) && list_date_parse(str_slice(fact, 4, fact.n), &d))
        list_builder_birth(b, d);
    else if (str_starts(fact, STR("nationality ")))
        list_builder_country(b, str_slice(fact, 12, fact.n));
    else if (str_starts(fact, STR("citizen ")))
        list_builder_country(b, str_slice(fact, 8, fact.n));
    else if ((type = ofac_cut_type(&fact)).n > 0)
        known_fact(b, type, fact);
}

void ofac_remarks(struct list_builder *b, struct str remarks)
{
    bool more = true;
    struct str fact;
    while (str_cut(&remarks, &more, ';', &fact)) {
        fact = str_trim(fact);
        while (fact.n && fact.p[fact.n - 1] == '.')
            fact.n--;
        if (fact.n > 0)
            one_fact(b, fact);
    }
}
