/* text/name.c - a name to tagged tokens. It decides where words begin and end and what kind of word
 * each is; it does not compare anything. */
#include "text/words.h"

#include <string.h>

enum { PHRASE_WORDS = 7, RUN_CHARS = 24, MEANING_CHARS = 10 };

struct parser {
    struct arena *arena;
    struct text_token *tokens;
    size_t n;
    enum text_kind kind;
    bool is_native;  /* a word of one Chinese or Korean character stands in it: a family name */
    bool is_foreign; /* Chinese or Korean characters spell a foreign name by its sound */
    bool ok;
};

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!str_is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

/* ---- words --------------------------------------------------------------------------------- */

static uint32_t first_cp(struct str s)
{
    size_t at = 0;
    return s.n ? utf8_next(s, &at) : 0;
}

static struct text_token *push(struct parser *p, struct str word)
{
    if (p->n == LIMIT_NAME_TOKENS || !word.n)
        return NULL;
    struct text_token *t = &p->tokens[p->n];
    memset(t, 0, sizeof *t);
    t->original = word;
    for (size_t i = 0; i < TEXT_READINGS; i++)
        t->readings[i] = STR_EMPTY;
    uint32_t c = first_cp(word);
    t->script = (uint8_t)(c < 0x80 ? TEXT_LATIN : text_script_of(c));
    struct str readings[TEXT_READINGS];
    t->n_readings = (uint8_t)text_romanise(word, readings, p->arena);
    memcpy(t->readings, readings, t->n_readings * sizeof *readings);
    if (!t->n_readings) {
        t->readings[0] = word; /* a script without a table: its bytes are its own name */
        t->n_readings = 1;
    }
    p->n++;
    return t;
}

/* Digits that stand for letters ("Ig0r Sech1n") give further readings. */
static void undigit(struct parser *p, struct text_token *t)
{
    size_t digits = 0;
    struct str w = t->readings[0];
    for (size_t i = 0; i < w.n; i++)
        digits += str_is_digit(w.p[i]);
    if (!digits || digits * 2 >= w.n || str_is_digit(w.p[0]) || w.n > TEXT_TOKEN_MAX)
        return;
    if (digits > 1 && str_is_digit(w.p[w.n - 1]) && str_is_digit(w.p[w.n - 2]))
        return; /* AR16: a number at the end is one */
    static const char *const LETTERS[2] = {"oizeasgtbg", "olzeasgtbg"};
    for (int k = 0; k < 2 && t->n_readings < TEXT_READINGS; k++) {
        char out[TEXT_TOKEN_MAX];
        for (size_t i = 0; i < w.n; i++)
            out[i] = str_is_digit(w.p[i]) ? LETTERS[k][w.p[i] - '0'] : w.p[i];
        t->readings[t->n_readings++] = arena_str(p->arena, (struct str){out, w.n}, &p->ok);
    }
}

static const char *const PATRONYMIC_ENDS[] = {
    "ovich", "evich",  "yevich", "ievich", "ovna", "evna",  "yevna", "ovych", "yovych",
    "ivna",  "ovitch", "evitch", "oglu",   "ogly", "oghlu", "kyzy",  "gizi",  "qizi",
};

static bool is_patronymic(struct str w)
{
    for (size_t i = 0; i < sizeof PATRONYMIC_ENDS / sizeof *PATRONYMIC_ENDS; i++) {
        struct str e = str_of(PATRONYMIC_ENDS[i]);
        if (w.n >= e.n + 2 && str_ends(w, e))
            return true;
    }
    return false;
}

static uint32_t number_of(struct str digits)
{
    uint64_t v = 0;
    for (size_t i = 0; i < digits.n && v < UINT32_MAX; i++)
        v = v * 10 + (uint64_t)(digits.p[i] - '0');
    return v < UINT32_MAX ? (uint32_t)v : UINT32_MAX;
}

/* 1st, 22nd, 3rd, 4th */
static bool is_ordinal(struct str w)
{
    if (w.n < 3 || !all_digits(str_slice(w, 0, w.n - 2)))
        return false;
    struct str e = str_slice(w, w.n - 2, w.n);
    return str_is(e, STR("st")) || str_is(e, STR("nd")) || str_is(e, STR("rd")) ||
           str_is(e, STR("th"));
}

static uint32_t roman_letter(struct str w)
{
    char c = w.n == 1 ? w.p[0] : 0;
    return c == 'i' ? 1 : c == 'v' ? 5 : c == 'x' ? 10 : 0;
}

/* Latvian puts an s after foreign names: Lavrovs, Sergejs. */
static void unbaltic(struct text_token *t)
{
    struct str w = t->readings[0];
    bool ending = w.n >= 6 && w.p[w.n - 1] == 's' && (w.p[w.n - 2] == 'v' || w.p[w.n - 2] == 'j');
    if (ending && t->script == TEXT_LATIN && t->n_readings < TEXT_READINGS)
        t->readings[t->n_readings++] = str_slice(w, 0, w.n - 1);
}

/* "Putin V. V.": two letters are no numbers. */
static bool ends_pair(const struct parser *p, const struct text_token *t)
{
    return p->n > 1 && p->kind != TEXT_ORGANISATION && t->readings[0].n == 1 &&
           t[-1].readings[0].n == 1 && !str_is_digit(t[-1].readings[0].p[0]);
}

static void tag_plain(struct parser *p, struct text_token *t)
{
    struct str w = t->readings[0];
    bool is_nth = is_ordinal(w), is_pair = ends_pair(p, t);
    if (is_nth || all_digits(w)) {
        t->tag = TEXT_NUMBER;
        t->number = number_of(str_slice(w, 0, is_nth ? w.n - 2 : w.n));
        return;
    }
    if (is_pair)
        t[-1].tag = TEXT_INITIAL;
    if (p->kind != TEXT_PERSON && p->n > 1 && !is_pair && t->script == TEXT_LATIN &&
        roman_letter(w)) {
        t->tag = TEXT_NUMBER;
        t->number = roman_letter(w);
        return;
    }
    undigit(p, t);
    if (w.n == 1) {
        t->tag = TEXT_INITIAL;
        return;
    }
    if (p->kind == TEXT_ORGANISATION || p->kind == TEXT_OBJECT)
        return;
    if (is_patronymic(w)) {
        t->tag = TEXT_PATRONYMIC;
        return;
    }
    unbaltic(t);
    const struct text_common *c = text_common_find(w);
    if (c)
        t->tag = c->tag;
}

static size_t names_so_far(const struct parser *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += p->tokens[i].tag != TEXT_PARTICLE && p->tokens[i].tag != TEXT_HONORIFIC;
    return n;
}

/* Whether a meaning is taken at its word in a name of this kind. A title that ends a name and
 * leaves but one other name is a family name: Martin King, Hasan Al Shaykh. */
static bool applies(const struct parser *p, const struct text_meaning *m, size_t at, size_t n_words,
                    size_t total)
{
    bool person = p->kind == TEXT_PERSON;
    switch ((enum text_tag)m->tag) {
    case TEXT_FORM:
        return !person || (at > 0 && at + n_words == total && strlen(m->words) <= 4);
    case TEXT_GENERIC:
    case TEXT_PLACE:
        return !person;
    case TEXT_NUMBER:
        return !person || (at > 0 && strspn(m->words, "i") == strlen(m->words));
    case TEXT_HONORIFIC:
        return p->kind != TEXT_ORGANISATION && total > n_words &&
               !(at > 0 && at + n_words == total && names_so_far(p) < 2);
    default:
        return total > n_words;
    }
}

static void take(struct parser *p, struct str phrase, const struct text_meaning *m)
{
    struct text_token *t = push(p, phrase);
    if (!t)
        return;
    t->tag = m->tag;
    t->form_class = m->form_class;
    t->concept = m->concept;
    t->number = m->number;
}

/* ---- scripts without spaces ----------------------------------------------------------------- */

static bool is_cjk(enum text_script s)
{
    return s == TEXT_HAN || s == TEXT_HANGUL || s == TEXT_KANA;
}

struct run {
    struct str text;
    size_t at[RUN_CHARS + 1]; /* byte offset of each character */
    size_t n;
    enum text_script script;
};

/* The first characters of a text, as many as a run has. */
static void run_begin(struct run *r, struct str text, enum text_script script)
{
    size_t at = 0;
    r->n = 0;
    r->script = script;
    while (at < text.n && r->n < RUN_CHARS) {
        r->at[r->n++] = at;
        utf8_next(text, &at);
    }
    r->at[r->n] = at;
    r->text = str_slice(text, 0, at);
}

static struct str run_part(const struct run *r, size_t from, size_t to)
{
    return str_slice(r->text, r->at[from], r->at[to]);
}

static void plain_word(struct parser *p, struct str word)
{
    struct text_token *t = push(p, word);
    if (t)
        tag_plain(p, t);
}

static void person_run(struct parser *p, const struct run *r)
{
    bool split = !p->is_foreign && r->n >= 2 && r->n <= 4 &&
                 (r->script == TEXT_HAN || p->is_native ||
                  (r->script == TEXT_HANGUL && text_is_korean_family(run_part(r, 0, 1))));
    if (!split) {
        size_t before = p->n;
        plain_word(p, r->text);
        if (p->n > before && r->n == 1)
            p->tokens[before].is_native = 1;
        return;
    }
    for (size_t i = 0; i < r->n; i++) {
        size_t before = p->n;
        plain_word(p, run_part(r, i, i + 1));
        if (p->n > before) {
            p->tokens[before].joined_next = i + 1 < r->n;
            p->tokens[before].is_native = p->is_native;
            p->tokens[before].tag = i || p->is_native ? TEXT_GIVEN : TEXT_FAMILY;
        }
    }
}

/* The longest word of two characters or more with a meaning, from character i on. */
static const struct text_meaning *run_meaning(const struct run *r, size_t i, size_t *ret_to)
{
    size_t longest = r->n - i < MEANING_CHARS ? r->n - i : MEANING_CHARS;
    for (size_t k = longest; k >= 2; k--) {
        const struct text_meaning *m = text_meaning_find(run_part(r, i, i + k));
        if (m && m->tag != TEXT_PARTICLE && m->tag != TEXT_HONORIFIC) {
            *ret_to = i + k;
            return m;
        }
    }
    return NULL;
}

static bool run_is_firm(const struct run *r)
{
    for (size_t i = 0; i + 1 < r->n; i++) {
        size_t to;
        const struct text_meaning *m = run_meaning(r, i, &to);
        if (m && (m->tag == TEXT_FORM || m->tag == TEXT_GENERIC))
            return true;
    }
    return false;
}

/* Whether a firm's word stands anywhere in a text; runs overlap, so that none is cut. */
static bool text_is_firm(struct str text, enum text_script script)
{
    for (size_t at = 0; at < text.n;) {
        struct run r;
        run_begin(&r, str_slice(text, at, text.n), script);
        if (run_is_firm(&r))
            return true;
        at += r.at[r.n < RUN_CHARS ? r.n : RUN_CHARS - MEANING_CHARS + 1];
    }
    return false;
}

/* Characters of no meaning are a place, a brand, or one after the other, most of two characters:
 * they are cut in twos as long as more than three are left. Returns where the rest begins. */
static size_t cut_in_twos(struct parser *p, const struct run *r, size_t from, size_t to)
{
    for (; to - from > 3; from += 2)
        plain_word(p, run_part(r, from, from + 2));
    return from;
}

/* The character behind the number that stands at character i; i if none does. */
static size_t number_end(const struct run *r, size_t i, uint32_t *ret)
{
    size_t bytes = text_han_number(str_slice(r->text, r->at[i], r->text.n), ret), to = i;
    while (to < r->n && r->at[to] < r->at[i] + bytes)
        to++;
    return to;
}

static void take_number(struct parser *p, struct str word, uint32_t number)
{
    struct text_token *t = push(p, word);
    if (t) {
        t->tag = TEXT_NUMBER;
        t->number = number;
    }
}

/* The words of a run; if text follows, up to where a word might go on in it. Returns the bytes
 * that were taken. */
static size_t firm_run(struct parser *p, const struct run *r, bool more)
{
    size_t from = 0, i = 0, end = more ? r->n - MEANING_CHARS + 1 : r->n;
    while (i < end) {
        uint32_t number;
        size_t to = i, numbered = number_end(r, i, &number);
        const struct text_meaning *m = run_meaning(r, i, &to);
        if (!m && numbered == i) {
            i++;
            continue;
        }
        from = cut_in_twos(p, r, from, i);
        if (i > from)
            plain_word(p, run_part(r, from, i));
        if (numbered > to || !m)
            take_number(p, run_part(r, i, numbered), number);
        else
            take(p, run_part(r, i, to), m);
        from = i = numbered > to ? numbered : to;
    }
    from = cut_in_twos(p, r, from, i);
    if (!more && from < r->n)
        plain_word(p, run_part(r, from, r->n));
    return more ? r->at[from] : r->text.n;
}

static void firm_text(struct parser *p, struct str text, enum text_script script)
{
    for (size_t at = 0; at < text.n;) {
        struct run r;
        run_begin(&r, str_slice(text, at, text.n), script);
        at += firm_run(p, &r, at + r.text.n < text.n);
    }
}

static void cjk_run(struct parser *p, struct str text, enum text_script script)
{
    bool kana = script == TEXT_KANA;
    if (!kana &&
        (p->kind == TEXT_ORGANISATION || (p->kind != TEXT_PERSON && text_is_firm(text, script)))) {
        firm_text(p, text, script);
        return;
    }
    struct run r;
    run_begin(&r, text, script);
    if (kana)
        plain_word(p, r.text);
    else
        person_run(p, &r);
    if (r.text.n < text.n)
        plain_word(p, str_slice(text, r.text.n, text.n));
}

/* Cuts a word where it changes between CJK scripts and others. Kana keeps the long mark. */
static void word_in_scripts(struct parser *p, struct str word)
{
    size_t from = 0, at = 0;
    enum text_script run = TEXT_OTHER_SCRIPT;
    while (at < word.n) {
        size_t here = at;
        uint32_t c = utf8_next(word, &at);
        enum text_script s = text_script_of(c);
        enum text_script key = is_cjk(s) ? s : TEXT_LATIN;
        if (here && key != run) {
            struct str part = str_slice(word, from, here);
            if (is_cjk(run))
                cjk_run(p, part, run);
            else
                plain_word(p, part);
            from = here;
        }
        run = key;
    }
    struct str part = str_slice(word, from, word.n);
    if (is_cjk(run))
        cjk_run(p, part, run);
    else
        plain_word(p, part);
}

/* ---- phrases ------------------------------------------------------------------------------- */

struct words {
    struct str list[LIMIT_NAME_TOKENS];
    size_t n;
};

static bool is_letter(struct str w)
{
    size_t at = 0;
    return w.n && (utf8_next(w, &at), at == w.n) && !str_is_digit(w.p[0]);
}

static struct str join(struct parser *p, const struct words *w, size_t from, size_t to)
{
    char joined[4 * LIMIT_NAME_TOKENS];
    size_t n = 0;
    for (size_t j = from; j < to && n + w->list[j].n <= sizeof joined; j++) {
        memcpy(joined + n, w->list[j].p, w->list[j].n);
        n += w->list[j].n;
    }
    return arena_str(p->arena, (struct str){joined, n}, &p->ok);
}

static bool is_form(struct str w)
{
    const struct text_meaning *m = text_meaning_find(w);
    return m && m->tag == TEXT_FORM;
}

/* Runs of single letters are one word written with dots ("G.m.b.H.", "A.B.C."): always in names of
 * firms, in others only if the word is an organisation form. "Fund X L.P." keeps its number. */
static void join_letters(struct parser *p, struct words *w)
{
    size_t to = 0;
    for (size_t i = 0; i < w->n;) {
        size_t k = i;
        while (k < w->n && is_letter(w->list[k]))
            k++;
        if (k - i < 2) {
            w->list[to++] = w->list[i++];
            continue;
        }
        bool firm = p->kind == TEXT_ORGANISATION;
        if (k - i > 2 && !is_form(join(p, w, i, k)) && is_form(join(p, w, i + 1, k))) {
            w->list[to++] = w->list[i++];
            continue;
        }
        if (firm || is_form(join(p, w, i, k))) {
            struct str one = join(p, w, i, k);
            w->list[to++] = one;
            i = k;
        } else {
            while (i < k)
                w->list[to++] = w->list[i++];
        }
    }
    w->n = to;
}

/* A particle of one letter stands between words: the last two of "Ivanov I. V." are initials. */
static bool is_initial(const struct words *w, size_t i)
{
    return is_letter(w->list[i]) &&
           (i == 0 || i + 1 == w->n || is_letter(w->list[i - 1]) || is_letter(w->list[i + 1]));
}

static size_t take_phrase(struct parser *p, const struct words *w, size_t i)
{
    char phrase[256];
    size_t end[PHRASE_WORDS], n = 0, k;
    uint32_t hash = TEXT_HASH_BEGIN, hashes[PHRASE_WORDS];
    for (k = 0; k < PHRASE_WORDS && i + k < w->n; k++) {
        struct str s = w->list[i + k];
        if (n + s.n + 1 > sizeof phrase)
            break;
        if (k) {
            phrase[n++] = ' ';
            hash = text_hash_on(hash, STR(" "));
        }
        memcpy(phrase + n, s.p, s.n);
        n += s.n;
        end[k] = n;
        hashes[k] = hash = text_hash_on(hash, s);
    }
    while (k-- > 0) {
        struct str s = {phrase, end[k]};
        const struct text_meaning *m = text_meaning_hashed(s, hashes[k]);
        if (m && applies(p, m, i, k + 1, w->n) &&
            !(m->tag == TEXT_PARTICLE && k == 0 && is_initial(w, i))) {
            take(p, arena_str(p->arena, s, &p->ok), m);
            return k + 1;
        }
    }
    return 0;
}

#define WORD(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* A slip in a long word of an organisation's form would make it a name. */
static struct str mended(struct str word)
{
    static const struct str FORM_WORDS[] = {
        WORD("limited"),          WORD("liability"),     WORD("company"),      WORD("corporation"),
        WORD("incorporated"),     WORD("obshchestvo"),   WORD("aktsionernoe"), WORD("publichnoe"),
        WORD("otvetstvennostyu"), WORD("ogranichennoi"),
    };
    if (word.n < 6 || text_meaning_find(word) || text_is_known(word))
        return word;
    for (size_t i = 0; i < sizeof FORM_WORDS / sizeof *FORM_WORDS; i++)
        if (text_is_slip(word, FORM_WORDS[i]))
            return FORM_WORDS[i];
    return word;
}

static void split_words(struct str folded, struct words *w)
{
    folded = text_without_lead_in(folded);
    bool more = folded.n > 0;
    struct str part;
    w->n = 0;
    while (w->n < LIMIT_NAME_TOKENS && str_cut(&folded, &more, ' ', &part))
        if (part.n)
            w->list[w->n++] = mended(part);
}

/* A form leads as well ("OOO Nordwind"), if it is no name ("Ou", "Too"). Short ones stand for words
 * and names in the middle: "Sae Jang", "Iyad ag Ghali". */
static bool is_form_at(const struct words *w, size_t i)
{
    struct str word = w->list[i];
    if (w->n < 2 || !is_form(word))
        return false;
    if (i == 0)
        return (word.n > 2 && !text_is_known(word)) || str_is(word, STR("ao")) ||
               str_is(word, STR("pt"));
    return word.n > 3 || i + 1 == w->n || (word.n > 2 && !str_is(word, STR("sae")));
}

/* Words of trade that are as often common names (Park, Green, Susan), or a rank. */
static bool is_name_too(struct str word)
{
    static const char *const ALSO[] = {"general", "madani", "petro"};
    enum { COMMON = 13 }; /* half bits */
    const struct text_common *c = text_common_find(word);
    for (size_t i = 0; i < sizeof ALSO / sizeof *ALSO; i++)
        if (str_is(word, str_of(ALSO[i])))
            return true;
    return c && c->half_bits <= COMMON;
}

/* A firm says so: a form among its words, a generic word, or two that are names too. */
static bool looks_like_firm(const struct words *w)
{
    size_t half = 0;
    if (w->n == 3 && text_is_korean_name(w->list[0], w->list[1], w->list[2]))
        return false; /* Park and Sun are families and syllables there */
    for (size_t i = 0; i < w->n; i++) {
        const struct text_meaning *m = text_meaning_find(w->list[i]);
        if (is_form_at(w, i))
            return true;
        if (m && (m->tag == TEXT_GENERIC || m->tag == TEXT_FORM) && w->list[i].n > 3)
            half += is_name_too(w->list[i]) ? 1 : 2;
    }
    return half >= 2;
}

static size_t character_count(struct str w)
{
    enum text_script s = text_script_of(first_cp(w));
    return s == TEXT_HAN || s == TEXT_HANGUL ? utf8_length(w) : 0;
}

/* A lone character is a family name; several long words and none of one are a foreign name. */
static void judge_characters(struct parser *p, const struct words *w)
{
    size_t words = 0, lone = 0, longest = 0;
    for (size_t i = 0; i < w->n; i++) {
        size_t n = character_count(w->list[i]);
        words += n > 0;
        lone += n == 1;
        longest = n > longest ? n : longest;
    }
    p->is_native = p->is_native || (lone && w->n > 1);
    p->is_foreign = words >= 2 && !lone && longest >= 3;
}

/* "Office No. 39": the word before a number that only says that one follows. */
static void quiet_number_words(struct parser *p)
{
    static const char *const WORDS[] = {"no", "nr", "num"};
    for (size_t i = 0; i + 1 < p->n; i++)
        for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++)
            if (p->tokens[i + 1].tag == TEXT_NUMBER &&
                str_is(p->tokens[i].readings[0], str_of(WORDS[k])))
                p->tokens[i].tag = TEXT_PARTICLE;
}

static void tokens_of(struct parser *p, struct words *w)
{
    judge_characters(p, w);
    join_letters(p, w);
    for (size_t i = 0; i < w->n;) {
        size_t used = take_phrase(p, w, i);
        if (!used) {
            word_in_scripts(p, w->list[i]);
            used = 1;
        }
        i += used;
    }
    quiet_number_words(p);
}

/* ---- persons ------------------------------------------------------------------------------- */

static bool is_form_tail(struct str tail)
{
    struct buf b;
    buf_init(&b, LIMIT_NAME);
    text_fold(tail, &b);
    struct str f = buf_str(&b);
    char squeezed[64];
    size_t n = 0;
    for (size_t i = 0; i < f.n && n < sizeof squeezed; i++)
        if (f.p[i] != ' ')
            squeezed[n++] = f.p[i];
    const struct text_meaning *m = text_meaning_find(f);
    if (!m)
        m = text_meaning_find((struct str){squeezed, n});
    bool form = m && m->tag == TEXT_FORM;
    buf_release(&b);
    return form;
}

static bool is_name_word(const struct text_token *t)
{
    return t->tag == TEXT_WORD || t->tag == TEXT_GIVEN || t->tag == TEXT_FAMILY;
}

/* In names like "Kim Hyon U", "O Su Yong" and "Pak To Chun" the short word is a syllable: no
 * initial, no particle, no title and no word of trade. "Bin" may be the son's of somebody as well.
 */
static void korean_syllables(struct parser *p, bool turned)
{
    struct text_token *t = p->tokens;
    for (size_t i = 0; i < p->n; i++)
        if (t[i].script != TEXT_LATIN)
            return;
    if (p->n != 3 || !text_is_korean_name(t[0].readings[0], t[1].readings[0], t[2].readings[0]))
        return;
    for (size_t i = 0; i < p->n; i++) {
        t[i].is_native = 1;
        if (t[i].tag != TEXT_FAMILY && !str_is(t[i].readings[0], STR("bin"))) {
            t[i].tag = TEXT_GIVEN;
            t[i].concept = TEXT_NO_CONCEPT;
        }
    }
    if (!turned) {
        bool leads =
            text_korean_family_rank(t[0].readings[0]) <= text_korean_family_rank(t[2].readings[0]);
        struct text_token *family = &t[leads ? 0 : 2], *other = &t[leads ? 2 : 0];
        family->tag = TEXT_FAMILY;
        other->tag = other->tag == TEXT_FAMILY ? TEXT_GIVEN : other->tag;
    }
}

/* Without a comma the last name-like word of a person is the family name, unless the first is a
 * short one of the kind that stands first in Korea and China, or a patronymic ends the name:
 * "Petrov Ivan Ivanovich". */
static void find_family(struct parser *p)
{
    size_t first = SIZE_MAX, last = 0, n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (is_name_word(&p->tokens[i])) {
            first = first == SIZE_MAX ? i : first;
            last = i;
            n++;
        }
    if (n < 2)
        return;
    bool eastern = p->tokens[first].tag == TEXT_FAMILY && p->tokens[first].readings[0].n <= 5 &&
                   p->tokens[last].readings[0].n <= 6 && p->tokens[last].tag != TEXT_FAMILY;
    bool leads = n == 2 && last + 2 == p->n && p->tokens[last + 1].tag == TEXT_PATRONYMIC;
    size_t family = eastern || leads ? first : last;
    for (size_t i = 0; i < p->n; i++)
        if (p->tokens[i].tag == TEXT_FAMILY && i != family)
            p->tokens[i].tag = TEXT_WORD;
    p->tokens[family].tag = TEXT_FAMILY;
}

/* The words of a part; false: it cannot be folded. */
static bool words_of(struct parser *p, struct str part, struct buf *folded, struct words *ret)
{
    size_t from = folded->n;
    buf_add_c(folded, ' ');
    text_fold(part, folded);
    if (folded->failed)
        return false;
    split_words(arena_str(p->arena, str_slice(buf_str(folded), from, folded->n), &p->ok), ret);
    return true;
}

static void parse_part(struct parser *p, struct str part, struct buf *folded)
{
    struct words w;
    if (words_of(p, part, folded, &w))
        tokens_of(p, &w);
}

static void mark(struct parser *p, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (is_name_word(&p->tokens[i]) || p->tokens[i].tag == TEXT_PATRONYMIC)
            p->tokens[i].tag = TEXT_FAMILY;
}

static void parse_comma(struct parser *p, struct str name, size_t comma, struct buf *folded)
{
    parse_part(p, str_slice(name, comma + 1, name.n), folded);
    size_t family = p->n;
    parse_part(p, str_slice(name, 0, comma), folded);
    for (size_t i = 0; i < family; i++)
        if (p->tokens[i].tag == TEXT_FAMILY)
            p->tokens[i].tag = TEXT_WORD;
    mark(p, family, p->n);
}

/* Names that are neither a firm's nor an object's have a family name. */
static bool may_be_person(enum text_kind kind)
{
    return kind != TEXT_ORGANISATION && kind != TEXT_OBJECT;
}

/* Parses all of the name; true if "FAMILY, Given" was turned round. */
static bool parse_all(struct parser *p, struct str name, struct buf *folded)
{
    struct words w;
    bool is_split = p->kind == TEXT_ANY && words_of(p, name, folded, &w);
    if (is_split && looks_like_firm(&w))
        p->kind = TEXT_ORGANISATION;
    bool person = may_be_person(p->kind);
    size_t comma = person ? str_find_byte(name, ',', 0) : SIZE_MAX;
    bool turned = comma != SIZE_MAX && !is_form_tail(str_slice(name, comma + 1, name.n));
    if (turned) {
        buf_reset(folded);
        parse_comma(p, name, comma, folded);
    } else if (is_split) {
        tokens_of(p, &w);
    } else {
        parse_part(p, name, folded);
    }
    if (person)
        korean_syllables(p, turned);
    if (person && !turned)
        find_family(p);
    return turned;
}

enum seine_status text_name_parse(struct str name, enum text_kind hint, struct arena *arena,
                                  struct text_name *ret)
{
    struct parser p = {arena, NULL, 0, hint, false, false, true};
    struct buf folded;
    p.tokens = arena_array(arena, LIMIT_NAME_TOKENS, sizeof *p.tokens);
    if (!p.tokens)
        return SEINE_NOMEM;
    buf_init(&folded, 16 * LIMIT_NAME);
    name = text_without_address(str_slice(name, 0, name.n < LIMIT_NAME ? name.n : LIMIT_NAME));
    bool turned = parse_all(&p, name, &folded);
    bool failed = !p.ok || buf_status(&folded) == SEINE_NOMEM;
    buf_release(&folded);
    if (failed)
        return SEINE_NOMEM;
    ret->tokens = p.tokens;
    ret->n = p.n;
    ret->kind = p.kind;
    ret->had_comma = turned;
    return SEINE_OK;
}
