/* lists/remarks.c - OFAC's remarks field: facts joined by semicolons, each begun by a fixed phrase.
 */
#include "lists/internal.h"

static const struct {
    const char *phrase;
    enum list_id_kind kind;
} id_phrases[] = {
    {"Passport ", LIST_ID_PASSPORT},
    {"National ID No. ", LIST_ID_NATIONAL},
    {"Identification Number ", LIST_ID_NATIONAL},
    {"Tax ID No. ", LIST_ID_TAX},
    {"Company Number ", LIST_ID_REGISTRATION},
    {"Registration ID ", LIST_ID_REGISTRATION},
    {"Registration Number ", LIST_ID_REGISTRATION},
    {"Unified Social Credit Code (USCC) ", LIST_ID_REGISTRATION},
    {"Business Registration Number ", LIST_ID_REGISTRATION},
    {"Vessel Registration Identification IMO ", LIST_ID_IMO},
    {"IMO ", LIST_ID_IMO},
    {"MMSI ", LIST_ID_MMSI},
    {"Vessel Call Sign ", LIST_ID_CALL_SIGN},
    {"Aircraft Tail Number ", LIST_ID_TAIL},
    {"Aircraft Manufacturer's Serial Number (MSN) ", LIST_ID_SERIAL},
    {"Legal Entity Number ", LIST_ID_LEI},
    {"SWIFT/BIC ", LIST_ID_BIC},
    {"Email Address ", LIST_ID_EMAIL},
    {"Phone Number ", LIST_ID_PHONE},
    {"Website ", LIST_ID_WEBSITE},
};

/* "A1234567 (Iran) expires ...": the value and the country in brackets. */
static void identifier(struct list_builder *b, enum list_id_kind kind, struct str text)
{
    size_t open = str_find_byte(text, '(', 0),
           close = open == SIZE_MAX ? SIZE_MAX : str_find_byte(text, ')', open);
    size_t space = str_find_byte(text, ' ', 0);
    struct str country = close == SIZE_MAX ? STR_EMPTY : str_slice(text, open + 1, close);
    list_builder_id(b, kind, space == SIZE_MAX ? text : str_slice(text, 0, space), country);
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
    if (str_starts_ci(fact, STR("alt. ")))
        fact = str_slice(fact, 5, fact.n);
    if (weak_name(b, fact))
        return;
    if (str_starts(fact, STR("DOB ")) && list_date_parse(str_slice(fact, 4, fact.n), &d))
        list_builder_birth(b, d);
    else if (str_starts_ci(fact, STR("nationality ")))
        list_builder_country(b, str_slice(fact, 12, fact.n));
    else if (str_starts_ci(fact, STR("citizen ")))
        list_builder_country(b, str_slice(fact, 8, fact.n));
    else if (str_starts(fact, STR("Gender ")))
        b->gender = str_is_ci(str_trim(str_slice(fact, 7, fact.n)), STR("female")) ? STR("female")
                                                                                   : STR("male");
    else
        for (size_t i = 0; i < sizeof id_phrases / sizeof *id_phrases; i++)
            if (str_starts(fact, str_of(id_phrases[i].phrase))) {
                identifier(b, id_phrases[i].kind,
                           str_trim(str_slice(fact, str_of(id_phrases[i].phrase).n, fact.n)));
                break;
            }
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
