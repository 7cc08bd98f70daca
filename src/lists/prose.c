/* lists/prose.c - numbers of documents and dates of birth as the UN, the UK and the EU's journal
 * write them: in prose, several in one text, with who issued them, when, and for how long. It does
 * not read who and when. And the gender, which all of them write alike. */
#include "lists/facts.h"

#include <string.h>

enum { MOST_LETTERS = 3 }; /* of a series before the digits: "TR-P 614 166" */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The bytes of what a mark counts with, a digit, two in a long one, or a letter; 0 if it is none.
 */
static size_t count_at(struct str s, size_t at, bool is_long)
{
    if (at >= s.n || s.p[at] == '0')
        return 0;
    if (is_long && at + 1 < s.n && str_is_digit(s.p[at]) && str_is_digit(s.p[at + 1]))
        return 2;
    return str_is_digit(s.p[at]) || list_is_letter(s.p[at]);
}

/* Where the mark of a further one stands at this place, "(2)", "(b)" or " b)", its bytes; else 0.
 * is_long: "(10)" is one too, which may be the code of a town. "K357514(4)" ends with a check
 * digit, "+44 (0) 20" has what is left out from abroad. */
static size_t mark_at(struct str s, size_t at, bool is_long)
{
    size_t open = s.p[at] == '(', n = at + open, counted = count_at(s, n, is_long && open);
    char before = at > 0 ? s.p[at - 1] : ' ';
    if (counted == 0 || n + counted >= s.n || s.p[n + counted] != ')')
        return 0;
    bool is_apart = open
                        ? !str_is_digit(before) && !(list_is_letter(before) && str_is_digit(s.p[n]))
                        : before == ' ';
    return is_apart ? open + counted + 1 : 0;
}

/* "A", "PS", "TR-P": letters that a number begins with, apart from it; "INN" and "USA" are not. */
static bool is_series(const struct geo *geo, struct str word)
{
    static const char *const others[] = {"NO",  "ID",  "NIC", "SSN", "BPA", "TIN",
                                         "INN", "KPP", "TRN", "VAT", "CR",  "REG"};
    size_t letters = 0;
    for (size_t i = 0; i < word.n; i++) {
        if (!is_upper(word.p[i]) && word.p[i] != '-')
            return false;
        letters += is_upper(word.p[i]);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (str_is(word, str_of(others[i])))
            return false;
    return letters > 0 && letters <= MOST_LETTERS &&
           !(letters == MOST_LETTERS && geo_country(geo, word));
}

/* What is said of a number that has been told already, or of none. */
static bool is_about_dates(struct str word)
{
    static const char *const words[] = {"issue", "expir", "date", "valid", "born", "until"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts_ci(word, str_of(words[i])))
            return true;
    return false;
}

/* "no.223611": a word that only says what follows, joined to it. */
static struct str without_no(struct str word)
{
    static const char *const heads[] = {"no.:", "no.", "no:", "number:"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_starts_ci(word, str_of(heads[i])))
            return str_slice(word, str_of(heads[i]).n, word.n);
    return word;
}

/* The next word before a bracket or mark that ends a number; *ret_ends: it does so here. */
static struct str next_word(struct str *rest, bool *ret_ends)
{
    size_t n = 0;
    *rest = str_trim(*rest);
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n' && rest->p[n] != ',' &&
           (rest->p[n] != '(' || (n > 0 && n + 2 < rest->n && rest->p[n + 2] == ')')))
        n++;
    struct str word = str_slice(*rest, 0, n);
    *ret_ends = n < rest->n && (rest->p[n] == ',' || rest->p[n] == '(');
    *rest = str_slice(*rest, n, rest->n);
    while (word.n > 0 &&
           (word.p[word.n - 1] == '.' || word.p[word.n - 1] == ':' || word.p[word.n - 1] == ';')) {
        word.n--;
        *ret_ends = true;
    }
    return word;
}

/* Who issued it and the like; false: nothing of that kind stands here. */
static bool skip_brackets(struct str *rest)
{
    bool is_skipped = false;
    *rest = str_trim(*rest);
    while (rest->n > 0 && (rest->p[0] == '(' || rest->p[0] == ',')) {
        size_t close = rest->p[0] == '(' ? str_find_byte(*rest, ')', 0) : 0;
        *rest = str_trim(str_slice(*rest, close == SIZE_MAX ? rest->n : close + 1, rest->n));
        is_skipped = true;
    }
    return is_skipped;
}

/* The next sentence that tells a number, behind dates: "Issued 22.8.2006. Booklet number A2815665."
 */
static struct str next_told(struct str rest)
{
    static const struct str end = {". ", 2};
    const char *at;
    while (rest.n > 0 && (at = memmem(rest.p, rest.n, end.p, end.n)) != NULL) {
        rest = str_slice(rest, (size_t)(at - rest.p) + end.n, rest.n);
        at = memmem(rest.p, rest.n, end.p, end.n);
        if (str_contains(at ? str_slice(rest, 0, (size_t)(at - rest.p)) : rest, STR(" number ")))
            return rest;
    }
    return STR_EMPTY;
}

/* The next number: a word with a digit, the series before it and what goes on in digits behind it.
 * "": there is none, but in dates. */
static struct str next_number(const struct geo *geo, struct str *rest)
{
    const char *begin = NULL, *end = NULL;
    for (bool ends = false; !(end && ends);) {
        if (skip_brackets(rest)) {
            if (end)
                break;
            begin = NULL;
        }
        struct str before = *rest, word = without_no(next_word(rest, &ends));
        if (before.n == 0)
            break;
        if (is_about_dates(word)) {
            *rest = next_told(*rest);
            begin = end ? begin : NULL;
            ends = true;
        } else if (str_has_digit(word)) {
            begin = begin ? begin : word.p;
            end = word.p + word.n;
        } else if (end) {
            *rest = before;
            break;
        } else {
            begin = !is_series(geo, word) || ends ? NULL : begin ? begin : word.p;
        }
    }
    return end ? (struct str){begin, (size_t)(end - begin)} : STR_EMPTY;
}

static void add_number(struct list_builder *b, enum list_id_kind kind, struct str number,
                       struct str country)
{
    for (size_t i = 0; i < b->ids.n && !b->is_excess[LIST_MANY_IDS]; i++)
        if (b->ids.v[i].kind == kind && str_is(b->ids.v[i].value, number))
            return;
    list_builder_id(b, kind, number, country);
}

/* The text up to the mark of a further one, which is cut off with it. */
static bool next_piece(struct str *rest, bool *more, bool is_long, struct str *ret)
{
    size_t at = 0, mark = 0;
    if (!*more)
        return false;
    while (at < rest->n && (mark = mark_at(*rest, at, is_long)) == 0)
        at++;
    *ret = str_slice(*rest, 0, at);
    *more = at < rest->n;
    *rest = str_slice(*rest, at + mark, rest->n);
    return true;
}

struct str list_gender(struct str text)
{
    if (str_is_ci(text, STR("female")) || str_is_ci(text, STR("F")))
        return STR("female");
    bool is_male = str_is_ci(text, STR("male")) || str_is_ci(text, STR("M"));
    return is_male ? STR("male") : STR_EMPTY;
}

static const struct {
    struct str label;
    enum list_id_kind kind;
} labels[] = {{{"Tax", 3}, LIST_ID_TAX},           {{"tax", 3}, LIST_ID_TAX},
              {{"INN", 3}, LIST_ID_TAX},           {{"TIN", 3}, LIST_ID_TAX},
              {{"passport", 8}, LIST_ID_PASSPORT}, {{"OGRN", 4}, LIST_ID_REGISTRATION},
              {{"OKPO", 4}, LIST_ID_OTHER}};

/* The kind that a label says which the text begins with, else the one it was. */
static enum list_id_kind kind_at(struct str text, enum list_id_kind kind)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (str_starts(text, labels[i].label) &&
            (text.n == labels[i].label.n || !list_is_letter(text.p[labels[i].label.n])))
            return labels[i].kind;
    return kind;
}

/* A text's brackets at its start, which say what stands before them; "": there are none. */
static struct str brackets(struct str text)
{
    size_t close = str_find_byte(text, ')', 0);
    text = str_trim(str_slice(text, 0, close == SIZE_MAX ? 0 : close));
    return text.n > 0 && text.p[0] == '(' ? text : STR_EMPTY;
}

/* What a number is called before it, "OGRN: 1025001627012", and in brackets behind it,
 * "7714039849 (Tax ID/INN)"; else as it was. */
static enum list_id_kind kind_told(struct str before, struct str behind, enum list_id_kind kind)
{
    for (size_t i = 0; i < before.n; i++)
        if (i == 0 || !list_is_letter(before.p[i - 1]))
            kind = kind_at(str_slice(before, i, before.n), kind);
    return kind_at(str_slice(behind, behind.n > 0, behind.n), kind);
}

/* "KPP 772701001", "7707056547 / 771901001": all firms of a Russian tax office may have it. */
static bool is_kpp(struct str before, struct str number, struct str behind, size_t n_last)
{
    static const struct str word = {"KPP", 3};
    return number.n == KPP_DIGITS && (str_contains(before, word) || str_contains(behind, word) ||
                                      (n_last == INN_DIGITS && str_is(str_trim(before), STR("/"))));
}

void list_numbers(struct list_builder *b, enum list_id_kind kind, struct str text,
                  struct str country)
{
    struct str piece;
    for (bool more = true; next_piece(&text, &more, true, &piece);) {
        struct str whole = piece, n;
        size_t last = 0, n_last = 0; /* where the number before ends, and its length */
        while ((n = next_number(b->geo, &piece)).n > 0) {
            size_t from = (size_t)(n.p - whole.p), end = from + n.n;
            struct str before = str_slice(whole, last, from),
                       behind = brackets(str_slice(whole, end, whole.n));
            if (!is_kpp(before, n, behind, n_last))
                add_number(b, kind_told(before, behind, kind), list_without_kpp(n), country);
            last = behind.n > 0 ? (size_t)(behind.p - whole.p) + behind.n : end;
            n_last = n.n;
        }
    }
}

/* What stands under a wrong heading is taken for what it is; what is none ("all offices") is left
 * out. Mail and web addresses have no blanks. */
static void add_contact(struct list_builder *b, enum list_id_kind kind, struct str text)
{
    bool is_mail = str_find_byte(text, '@', 0) != SIZE_MAX, more = true;
    struct str word;
    if (!is_mail && (kind == LIST_ID_PHONE || str_find_byte(text, '.', 0) == SIZE_MAX)) {
        if (str_has_digit(text))
            add_number(b, LIST_ID_PHONE, text, STR_EMPTY);
        return;
    }
    while (str_cut(&text, &more, ' ', &word)) {
        bool has_at = str_find_byte(word, '@', 0) != SIZE_MAX;
        if (has_at || (kind != LIST_ID_PHONE && str_find_byte(word, '.', 0) != SIZE_MAX))
            add_number(b, has_at ? LIST_ID_EMAIL : LIST_ID_WEBSITE, word, STR_EMPTY);
    }
}

void list_contacts(struct list_builder *b, enum list_id_kind kind, struct str text)
{
    struct str piece, one;
    for (bool more = true; next_piece(&text, &more, false, &piece);)
        for (bool parts = true; party_next_number(kind, &piece, &parts, &one);)
            add_contact(b, kind, one);
}

void list_births(struct list_builder *b, struct str text)
{
    static const struct str word = {" or ", 4};
    struct str piece;
    for (bool more = true; next_piece(&text, &more, true, &piece);) {
        const char *at;
        while (piece.n > 0 && (at = memmem(piece.p, piece.n, word.p, word.n)) != NULL) {
            list_add_birth(b, str_slice(piece, 0, (size_t)(at - piece.p)));
            piece = str_slice(piece, (size_t)(at - piece.p) + word.n, piece.n);
        }
        list_add_birth(b, piece);
    }
}

/* Where what is said of a nationality begins; the text's end if nowhere. */
static size_t after_heading(struct str text, size_t at)
{
    static const char *const heads[] = {"Nationality:", "Nationalities:", "Citizenship:"};
    for (; at < text.n; at++)
        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
            if ((at == 0 || !list_is_letter(text.p[at - 1])) &&
                str_starts_ci(str_slice(text, at, text.n), str_of(heads[i])))
                return at + str_of(heads[i]).n;
    return text.n;
}

/* Up to the end of the sentence, between commas, slashes and "and". */
void list_nationalities(struct list_builder *b, struct str text)
{
    static const struct str word = {" and ", 5};
    for (size_t at = 0; (at = after_heading(text, at)) < text.n;) {
        bool is_end = false;
        for (size_t from = at; !is_end; at++) {
            bool is_and = str_starts_ci(str_slice(text, at, text.n), word);
            is_end = at == text.n || strchr(".;\n", text.p[at]);
            if (!is_end && !is_and && !strchr(",/(", text.p[at]))
                continue;
            list_builder_country(b, str_slice(text, from, at));
            from = at + (is_and ? word.n : 1);
        }
    }
}

/* The number of "IMO number: 1234567"; "": the text does not begin so. */
static struct str imo_number(struct str s)
{
    static const char *const heads[] = {"Company Number IMO", "IMO number",
                                        "International Maritime Organization (IMO) Number", "IMO"};
    size_t n = 0, digits = 0;
    s = str_slice(s, s.n > 0 && s.p[0] == '(', s.n);
    for (size_t i = 0; i < sizeof heads / sizeof *heads && n == 0; i++)
        n = str_starts_ci(s, str_of(heads[i])) ? str_of(heads[i]).n : 0;
    struct str rest = str_trim(str_slice(s, n, s.n));
    if (rest.n > 0 && rest.p[0] == ':')
        rest = str_trim(str_slice(rest, 1, rest.n));
    while (digits < rest.n && str_is_digit(rest.p[digits]))
        digits++;
    return n > 0 && digits == 7 ? str_slice(rest, 0, digits) : STR_EMPTY;
}

void list_imo_numbers(struct list_builder *b, struct str text)
{
    struct str sentence;
    for (bool more = true; str_cut(&text, &more, '.', &sentence);) {
        struct str number = imo_number(str_trim(sentence));
        if (number.n > 0)
            add_number(b, LIST_ID_IMO, number, STR_EMPTY);
    }
}
