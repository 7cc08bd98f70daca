/* lists/names.c - what publishers write in the place of one name: others behind "a.k.a.", the same
 * in another script behind it or in brackets, and what was said of it before. Each becomes a name
 * of its own. What a bracket says else is left in its name. */
#include "lists/internal.h"
#include "text/text.h"

#include <string.h>

#define MOST_WORDS  16  /* of a name, that another spelling of one is looked for among */
#define MOST_PARTS  64  /* of names behind one mark */
#define LEAST_ALIKE 0.7 /* Jaro-Winkler, of a word and another spelling of it */

/* Where a name stands among those so far; their number if it does not. */
static size_t place_of(const struct list_builder *b, struct str text)
{
    size_t i = 0;
    while (i < b->names.n && !str_is(b->names.v[i].text, text))
        i++;
    return i;
}

static void add(struct list_builder *b, enum list_name_kind kind, struct str name)
{
    struct list_name n = {str_trim(name), kind};
    if (list_says_nothing(n.text) || b->is_excess[LIST_MANY_NAMES])
        return;
    size_t at = place_of(b, n.text);
    if (at < b->names.n)
        b->names.v[at].kind = b->names.v[at].kind == LIST_NAME_WEAK ? kind : b->names.v[at].kind;
    else if (list_builder_has_room(b, b->names.n, LIST_MANY_NAMES))
        b->ok = b->ok && VEC_PUSH(&b->names, n);
}

/* "Amir (previously listed as)": what is said of a name is no part of it. */
static struct str without_remark(struct str name)
{
    static const char *const REMARKS[] = {"(previously listed as)", "(formerly listed as)",
                                          "(as previously listed)", "(as formerly listed)"};
    name = str_trim(name);
    for (size_t i = 0; i < sizeof REMARKS / sizeof *REMARKS; i++) {
        struct str remark = str_of(REMARKS[i]);
        if (name.n > remark.n && str_ends_ci(name, remark))
            return str_trim(str_slice(name, 0, name.n - remark.n));
    }
    return name;
}

/* By its first letter; signs and what has none count as Latin. */
static bool is_latin(struct str s)
{
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        enum text_script script = text_script_of(c);
        if (script != TEXT_OTHER_SCRIPT)
            return script == TEXT_LATIN;
    }
    return true;
}

static bool has_letters(struct str s, bool latin)
{
    bool is_ascii = true;
    for (size_t i = 0; i < s.n; i++)
        is_ascii = is_ascii && (unsigned char)s.p[i] < 0x80;
    if (is_ascii && !latin)
        return false;
    for (size_t at = 0; at < s.n;) {
        enum text_script script = text_script_of(utf8_next(s, &at));
        if (script != TEXT_OTHER_SCRIPT && (script == TEXT_LATIN) == latin)
            return true;
    }
    return false;
}

/* The bytes of the bracket, narrow or wide, that stands there; 0 if none does. */
static size_t bracket_at(struct str text, size_t at, bool opens)
{
    struct str wide = opens ? STR("\uff08") : STR("\uff09");
    if (text.p[at] == (opens ? '(' : ')') || text.p[at] == (opens ? '[' : ']'))
        return 1;
    return str_starts(str_slice(text, at, text.n), wide) ? wide.n : 0;
}

/* Where the bracket that opens at this place is closed; the text's end if it is not. */
static size_t closed_at(struct str text, size_t open)
{
    size_t at = open, depth = 0;
    for (; at < text.n; at++) {
        depth += bracket_at(text, at, true) > 0;
        depth -= bracket_at(text, at, false) > 0;
        if (depth == 0)
            break;
    }
    return at;
}

/* What a name has in brackets, if it is in the other script: behind "original script:" and the like
 * too. A lone Latin word is mostly a brand or a form. */
static void add_within(struct list_builder *b, bool is_latin_name, struct str within)
{
    size_t colon = str_find_byte(within, ':', 0);
    if (is_latin_name && colon != SIZE_MAX && is_latin(within))
        within = str_trim(str_slice(within, colon + 1, within.n));
    if (within.n == 0 || is_latin(within) == is_latin_name || geo_country(b->geo, within))
        return;
    if (is_latin_name)
        add(b, LIST_NAME_SCRIPT, within);
    else if (str_find_byte(within, ' ', 0) != SIZE_MAX && !has_letters(within, false))
        list_split(b, within, list_add_alias);
}

void list_builder_bracketed(struct list_builder *b)
{
    for (size_t i = 0, n = b->names.n; i < n; i++) {
        struct str name = b->names.v[i].text;
        bool latin = is_latin(name);
        for (size_t at = 1, close; at < name.n; at = close) {
            size_t wide = bracket_at(name, at, true);
            close = wide ? closed_at(name, at) : at + 1;
            if (wide && close < name.n)
                add_within(b, latin, str_trim(str_slice(name, at + wide, close)));
        }
    }
}

/* Without the marks that part it from others, and the quotes around it. */
static struct str bare(struct str s)
{
    static const char *const quotes[][2] = {
        {"\u2018", "\u2019"}, {"\u201c", "\u201d"}, {"\"", "\""}, {"'", "'"}};
    static const char *const ends[] = {",", ";", ":", " -", " /", " \u2013"};
    s = str_trim(s);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends(s, str_of(ends[i]))) {
            s = str_trim(str_slice(s, 0, s.n - strlen(ends[i])));
            i = SIZE_MAX; /* again from the first */
        }
    if (str_ends(s, STR(")")) && str_find_byte(s, '(', 0) == SIZE_MAX)
        s = str_trim(str_slice(s, 0, s.n - 1));
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
        size_t n = strlen(quotes[i][0]); /* as many bytes as the other one */
        if (str_starts(s, str_of(quotes[i][0])) && str_ends(s, str_of(quotes[i][1])))
            return str_trim(str_slice(s, n, s.n - n));
    }
    return s;
}

/* What other names stand behind. */
struct mark {
    size_t n; /* bytes; 0: none stands there */
    enum list_name_kind kind;
};

enum where { IN_BRACKETS, OF_A_PERSON, OF_A_THING };

static struct mark mark_at(struct str text, size_t at, enum where where)
{
    static const struct {
        const char *words;
        enum list_name_kind kind;
        bool is_a_word; /* that names may have: it counts in brackets and before a colon */
    } marks[] = {{"a.k.a", LIST_NAME_ALIAS, false},
                 {"f.k.a", LIST_NAME_FORMER, false},
                 {"n.k.a", LIST_NAME_ALIAS, false},
                 {"also known as", LIST_NAME_ALIAS, false},
                 {"now known as", LIST_NAME_ALIAS, false},
                 {"formerly known as", LIST_NAME_FORMER, false},
                 {"formerly", LIST_NAME_FORMER, true},
                 {"aka", LIST_NAME_ALIAS, true},
                 {"fka", LIST_NAME_FORMER, true},
                 {"/", LIST_NAME_ALIAS, false}}; /* firms have it in their names */
    struct str rest = str_slice(text, at, text.n);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = str_of(marks[i].words).n, end = n;
        if (!str_starts_ci(rest, str_of(marks[i].words)) || (n == 1 && where != OF_A_PERSON))
            continue;
        while (end < rest.n && strchr(".,:", rest.p[end]))
            end++;
        bool is_apart = end == rest.n || rest.p[end] == ' ',
             is_said =
                 !marks[i].is_a_word || where == IN_BRACKETS || memchr(rest.p + n, ':', end - n);
        if (is_apart && is_said)
            return (struct mark){end, marks[i].kind};
    }
    return (struct mark){0};
}

/* A stretch of what stands in the place of one name: of itself, or of others behind a mark. */
struct span {
    struct str text;
    bool is_other, is_in_brackets;
    enum list_name_kind kind;
};

/* Others that no bracket holds: as far as the next mark. */
static size_t end_of_others(struct str text, size_t from, enum where where)
{
    size_t end = from;
    while (end < text.n && (text.p[end - 1] != ' ' || mark_at(text, end, where).n == 0))
        end++;
    return end;
}

/* The stretch that begins at *at, which moves behind it. */
static struct span next_span(struct str text, size_t *at, enum where where)
{
    size_t i = *at, from = i, open = 0;
    struct mark m = {0};
    for (; i < text.n; i++) {
        open = bracket_at(text, i, true);
        if (open)
            m = mark_at(text, i + open, IN_BRACKETS);
        else if (i == 0 || text.p[i - 1] == ' ')
            m = mark_at(text, i, where);
        if (m.n > 0)
            break;
        if (open)
            i = closed_at(text, i);
    }
    if (i > from || m.n == 0) {
        *at = i < text.n ? i : text.n;
        return (struct span){.text = str_slice(text, from, *at)};
    }
    size_t end = open ? closed_at(text, i) : end_of_others(text, i + m.n, where);
    *at = open && end < text.n ? end + bracket_at(text, end, false) : end;
    return (struct span){str_slice(text, i + open + m.n, end), true, open > 0, m.kind};
}

static bool has_persons_name(const struct list_builder *b)
{
    return b->kind == LIST_PERSON || b->kind == LIST_KIND_UNKNOWN;
}

/* "Inc.", "Co., Ltd": no name, but the form of the one before. */
static bool is_form(struct list_builder *b, struct str part)
{
    struct arena arena;
    struct text_name name = {0};
    bool is = true;
    arena_init(&arena, LIMIT_ARENA);
    b->ok = text_name_parse(part, TEXT_ORGANISATION, &arena, &name) != SEINE_NOMEM && b->ok;
    for (size_t i = 0; i < name.n; i++)
        is = is && name.tokens[i].tag == TEXT_FORM;
    arena_release(&arena);
    return is;
}

static struct str before_mark(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] != ',' && s.p[n] != ';')
        n++;
    return str_slice(s, 0, n);
}

/* Whether a comma parts two names: not the form of a firm from it, nor a person's family name from
 * the others ("ZAND, Amir Khan"). */
static bool parts_names(struct list_builder *b, struct str before, struct str behind)
{
    behind = before_mark(str_trim(behind));
    bool is_family = has_persons_name(b) && str_find_byte(before, ' ', 0) == SIZE_MAX &&
                     str_find_byte(behind, ' ', 0) != SIZE_MAX;
    return !is_family && !is_form(b, behind);
}

/* The next of the names behind a mark: between semicolons, commas and "or". */
static bool next_other(struct list_builder *b, struct str *rest, struct str *ret)
{
    *rest = str_trim(*rest);
    size_t i = 0, n = 0;
    for (; i < rest->n && n == 0; i++) {
        struct str here = str_slice(*rest, i, rest->n);
        if (bracket_at(*rest, i, true))
            i = closed_at(*rest, i);
        else if (here.p[0] == ';')
            n = 1;
        else if (str_starts(here, STR(" or ")))
            n = 4;
        else if (str_starts(here, STR(", ")))
            n = parts_names(b, str_slice(*rest, 0, i), str_slice(here, 2, here.n)) ? 2 : 0;
    }
    size_t end = n > 0 ? i - 1 : rest->n;
    *ret = str_slice(*rest, 0, end);
    if (mark_at(*ret, 0, IN_BRACKETS).n > 0) /* "aka A, aka B" */
        *ret = str_slice(*ret, mark_at(*ret, 0, IN_BRACKETS).n, ret->n);
    *ret = bare(*ret);
    *rest = str_slice(*rest, end + n, rest->n);
    return end + n > 0;
}

/* The word of a name that another one is most likely a spelling of; empty if of none. */
static struct str like_word(struct list_builder *builder, struct str name, struct str other)
{
    struct str rest = name, word, best = STR_EMPTY;
    double most = LEAST_ALIKE;
    bool more = true;
    struct buf a, b;
    buf_init(&a, LIMIT_TEXT);
    buf_init(&b, LIMIT_TEXT);
    text_fold(other, &a);
    for (int i = 0; i < MOST_WORDS && str_cut(&rest, &more, ' ', &word); i++) {
        buf_reset(&b);
        text_fold(word, &b);
        double alike = text_jaro_winkler(buf_str(&a), buf_str(&b));
        if (alike >= most && b.n > 0) {
            most = alike;
            best = word;
        }
    }
    builder->ok = builder->ok && buf_status(&a) == SEINE_OK && buf_status(&b) == SEINE_OK;
    buf_release(&a);
    buf_release(&b);
    return best;
}

/* A name of several words with another word in the place of one. */
static void add_variant(struct list_builder *b, enum list_name_kind kind, struct str name,
                        struct str word, struct str other)
{
    struct buf out;
    size_t at = (size_t)(word.p - name.p);
    buf_init(&out, 2 * LIMIT_NAME);
    buf_add_f(&out, STR_FMT STR_FMT STR_FMT, (int)at, name.p, STR_ARG(other),
              STR_ARG(str_slice(name, at + word.n, name.n)));
    b->ok = b->ok && buf_status(&out) == SEINE_OK;
    add(b, kind, utf8_cut(list_builder_keep(b, buf_str(&out)), LIMIT_NAME));
    buf_release(&out);
}

/* One of the names behind a mark. A single word may be another spelling of one of a person's names:
 * of that before the brackets if they stand within the name ("Mohammad (a.k.a. Mohamed) Zand"),
 * else of the one that is most like it. One that is like none is what somebody is called besides.
 */
static void add_other(struct list_builder *b, const struct span *s, struct str name, size_t before,
                      struct str other)
{
    enum list_name_kind kind = s->kind;
    bool is_word = str_find_byte(other, ' ', 0) == SIZE_MAX,
         is_within = s->is_in_brackets && before > 0 && before + 1 < name.n &&
                     name.p[before] == ' ' && !bracket_at(name, before + 1, true);
    struct str word = STR_EMPTY;
    if (is_word && has_persons_name(b) && str_find_byte(name, ' ', 0) != SIZE_MAX) {
        word = like_word(b, name, other);
        if (is_within) {
            size_t from = before;
            while (from > 0 && name.p[from - 1] != ' ')
                from--;
            word = str_slice(name, from, before);
        }
        if (word.n == 0)
            kind = LIST_NAME_WEAK;
    }
    if (word.n > 0)
        add_variant(b, kind, name, word, other);
    else
        add(b, is_within && kind == LIST_NAME_ALIAS ? LIST_NAME_WEAK : kind, other);
}

/* The stretches of a text, one by one: its own are joined in own; of the others, which belong to
 * this name, nothing is taken if it is NULL. */
static void walk(struct list_builder *b, enum list_name_kind kind, struct str text,
                 const struct str *name, struct buf *own)
{
    enum where where = b->kind == LIST_PERSON ? OF_A_PERSON : OF_A_THING;
    buf_reset(own);
    for (size_t at = 0; at < text.n;) {
        struct span s = next_span(text, &at, where);
        struct str part = s.is_other ? STR_EMPTY : bare(s.text), other;
        bool is_joined = own->n == 0 || part.n == 0 || strchr(",;)", part.p[0]) != NULL;
        buf_add_f(own, "%s" STR_FMT, is_joined ? "" : " ", STR_ARG(part));
        if (!s.is_other || !name)
            continue;
        if (kind == LIST_NAME_WEAK || (kind == LIST_NAME_PRIMARY && name->n == 0))
            s.kind = kind;
        for (int i = 0; i < MOST_PARTS && next_other(b, &s.text, &other); i++)
            add_other(b, &s, *name, own->n, other);
    }
    b->ok = b->ok && buf_status(own) == SEINE_OK;
}

/* What of a text stands before its first mark and between brackets, and then the others; returns
 * the former. */
static struct str add_marked(struct list_builder *b, enum list_name_kind kind, struct str text)
{
    struct buf own;
    size_t at = 0;
    struct span first = next_span(text, &at, b->kind == LIST_PERSON ? OF_A_PERSON : OF_A_THING);
    struct str name = text;
    if (!first.is_other && at == text.n) {
        add(b, kind, text);
        return text;
    }
    buf_init(&own, 2 * LIMIT_NAME);
    walk(b, kind, text, NULL, &own);
    name = list_builder_keep(b, utf8_cut(buf_str(&own), LIMIT_NAME));
    add(b, kind, name);
    walk(b, kind, text, &name, &own);
    buf_release(&own);
    return name;
}

/* "In Arabic:", "Russian:" behind a name, or before one. */
static struct str without_label(struct str head)
{
    size_t from = head.n;
    if (!str_ends(head, STR(":")))
        return bare(head);
    while (from > 0 && head.p[from - 1] != ' ')
        from--;
    head = str_trim(str_slice(head, 0, from));
    bool has_in = str_ends(head, STR(" In")) || str_ends(head, STR(" in"));
    return bare(str_slice(head, 0, head.n - (has_in ? 3 : 0)));
}

/* The next word that no bracket holds. */
static struct str next_word(struct str text, size_t *at)
{
    while (*at < text.n && (text.p[*at] == ' ' || bracket_at(text, *at, true)))
        *at = text.p[*at] == ' ' ? *at + 1 : closed_at(text, *at) + 1;
    size_t from = *at;
    while (*at < text.n && text.p[*at] != ' ' && !bracket_at(text, *at, true))
        ++*at;
    return str_slice(text, from, *at);
}

/* Where the same name in another script begins, behind the whole of it in Latin: "KIM Ho Kyu
 * 김호규"; the text's end if none does. A form before a name ("OOO") is no name, nor is one letter,
 * and no word that mixes scripts is of either. */
static size_t other_script(struct list_builder *b, struct str text)
{
    size_t n_latin = 0, from = text.n;
    if (!has_letters(text, false))
        return text.n;
    for (size_t at = 0; at < text.n;) {
        struct str word = next_word(text, &at);
        bool latin = has_letters(word, true), other = has_letters(word, false);
        if (latin && (other || from < text.n))
            return text.n;
        if (other && from == text.n)
            from = (size_t)(word.p - text.p);
        n_latin += latin && !is_form(b, word);
    }
    struct str head = str_trim(str_slice(text, 0, from)), rest = str_slice(text, from, text.n);
    bool is_label = str_ends(head, STR(":")),
         begins = rest.n > 0 && has_letters(utf8_cut(rest, 4), false) && (rest.p[0] & 0x80);
    return (n_latin > 1 || is_label) && begins && utf8_length(rest) > 2 ? from : text.n;
}

static struct str add_name(struct list_builder *b, enum list_name_kind kind, struct str name)
{
    struct str whole = without_remark(name), text = utf8_cut(whole, LIMIT_NAME);
    if (list_says_nothing(text) || b->is_excess[LIST_MANY_NAMES])
        return text;
    b->is_excess[LIST_LONG_NAME] |= text.n < whole.n;
    size_t from = kind == LIST_NAME_SCRIPT ? text.n : other_script(b, text);
    struct str in_other = str_slice(text, from, text.n);
    struct str own = from < text.n ? without_label(str_trim(str_slice(text, 0, from))) : text;
    own = add_marked(b, kind, own.n > 0 ? own : in_other);
    add(b, LIST_NAME_SCRIPT, in_other);
    return own;
}

void list_builder_name(struct list_builder *b, enum list_name_kind kind, struct str name)
{
    (void)add_name(b, kind, name);
}

void list_builder_main_name(struct list_builder *b, struct str name)
{
    size_t at = place_of(b, str_trim(add_name(b, LIST_NAME_PRIMARY, name)));
    if (at == b->names.n)
        return;
    struct list_name first = {b->names.v[at].text, LIST_NAME_PRIMARY};
    memmove(b->names.v + 1, b->names.v, at * sizeof first);
    b->names.v[0] = first;
}
