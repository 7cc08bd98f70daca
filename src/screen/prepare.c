/* screen/prepare.c - a parsed name to units: every token in every reading, and neighbours written
 * as one word ("Al Qaida" and "Alqaida"). */
#include "screen/name.h"

#include <string.h>

enum seine_status screen_words_init(struct screen_words *w, struct arena *arena)
{
    memset(w, 0, sizeof *w);
    w->arena = arena;
    return strtab_init(&w->keys);
}

void screen_words_release(struct screen_words *w)
{
    strtab_release(&w->keys);
    VEC_RELEASE(&w->list);
}

/* Bits that an agreement on a word is worth, by what kind of word it is. */
static float rarity_of(const struct screen_word *w)
{
    switch ((enum text_tag)w->tag) {
    case TEXT_PARTICLE:
        return 0.2f;
    case TEXT_HONORIFIC:
        return 0.1f;
    case TEXT_FORM:
        return 0.3f;
    case TEXT_GENERIC:
        return 2.0f;
    case TEXT_PLACE:
        return 2.5f;
    case TEXT_NUMBER:
        return 3.0f;
    case TEXT_INITIAL:
        return 1.0f;
    case TEXT_PATRONYMIC:
        return 7.0f;
    default: /* one letter says as much as another syllable */
        return w->is_character || (w->is_spelt_out && w->latin.n == 1)
                   ? 4.5f
                   : (float)text_rarity(w->latin);
    }
}

static bool copy(struct screen_words *w, struct screen_word *word)
{
    bool ok = true;
    char sound[TEXT_TOKEN_MAX];
    word->latin = arena_str(w->arena, str_slice(word->latin, 0, TEXT_TOKEN_MAX), &ok);
    size_t n = text_sound(word->latin, sound);
    word->sound = arena_str(w->arena, (struct str){sound, n}, &ok);
    word->skeleton = text_skeleton(word->sound);
    word->coarse = screen_coarse(word->skeleton);
    word->rarity = rarity_of(word);
    word->is_known = text_is_known(word->latin);
    size_t n_families = text_families(word->latin, &word->families);
    word->n_families = (uint8_t)(n_families < UINT8_MAX ? n_families : UINT8_MAX);
    return ok && VEC_PUSH(&w->list, *word);
}

/* Words are interned by everything that tells them apart, all of a name at once, so that the waits
 * for memory overlap. */
#define KEY_TAIL 11
struct maker {
    const struct text_name *parsed;
    struct screen_unit *units;
    size_t n;
    struct screen_word words[SCREEN_UNITS];
    char keys[SCREEN_UNITS][TEXT_TOKEN_MAX + KEY_TAIL];
};

static void unit(struct maker *m, struct screen_word word, size_t at, size_t span, bool first)
{
    if (m->n == SCREEN_UNITS || !word.latin.n)
        return;
    char *key = m->keys[m->n];
    size_t n = word.latin.n < TEXT_TOKEN_MAX ? word.latin.n : TEXT_TOKEN_MAX;
    unsigned flags = (unsigned)(word.is_joined | word.is_character << 1 | word.is_spelt_out << 2 |
                                word.is_romanised << 3);
    const unsigned char tail[5] = {0, word.tag, word.script, word.form_class, (unsigned char)flags};
    memcpy(key, word.latin.p, n);
    memcpy(key + n, tail, 5);
    memcpy(key + n + 5, &word.concept, 2);
    memcpy(key + n + 7, &word.number, 4);
    word.latin = (struct str){key, n};
    m->words[m->n] = word;
    m->units[m->n++] =
        (struct screen_unit){.at = (uint8_t)at, .span = (uint8_t)span, .is_first = first};
}

static enum seine_status intern(struct maker *m, struct screen_words *w)
{
    struct str keys[SCREEN_UNITS];
    uint32_t hashes[SCREEN_UNITS], ids[SCREEN_UNITS];
    for (size_t i = 0; i < m->n; i++) {
        keys[i] = (struct str){m->keys[i], m->words[i].latin.n + KEY_TAIL};
        hashes[i] = strtab_hash(&w->keys, keys[i]);
    }
    enum seine_status s = strtab_add_all(&w->keys, keys, hashes, m->n, ids);
    for (size_t i = 0; i < m->n && s == SEINE_OK; i++) {
        m->units[i].word = ids[i] - 1; /* id 0 is the empty string */
        if (m->units[i].word == w->list.n && !copy(w, &m->words[i]))
            s = SEINE_NOMEM;
    }
    return s;
}

static bool is_character(const struct text_token *t)
{
    return t->script == TEXT_HAN || t->script == TEXT_HANGUL;
}

/* The Latin form of a native Chinese or Korean name is sure, so it is held to Latin strictness; a
 * foreign name in those scripts is not. What firms there call themselves is native by far most
 * often. */
static uint8_t script_of(const struct text_token *t, bool firm)
{
    return t->is_native || (firm && is_character(t)) ? TEXT_LATIN : t->script;
}

static bool speaks(const struct text_token *t)
{
    return t->tag != TEXT_FORM && t->tag != TEXT_PARTICLE && t->tag != TEXT_HONORIFIC;
}

/* "Ocean Maritime Management (OMM)": a last or first word that is the initials of all the others
 * (organisation forms may take part) says nothing new. */
static bool is_own_acronym(const struct text_name *name, size_t at)
{
    struct str a = name->tokens[at].readings[0];
    size_t taken = 0, words = 0;
    if (a.n < 3 || a.n > 8 || name->tokens[at].script != TEXT_LATIN)
        return false;
    for (size_t i = 0; i < name->n; i++) {
        const struct text_token *t = &name->tokens[i];
        struct str w = t->readings[0];
        if (i == at || !w.n)
            continue;
        if (taken < a.n && w.p[0] == a.p[taken] && w.n > 1) {
            taken++;
            words++;
        } else if (speaks(t)) {
            return false;
        }
    }
    return taken == a.n && words >= 3;
}

static void token_units(struct maker *m, size_t at)
{
    const struct text_token *t = &m->parsed->tokens[at];
    uint8_t tag = is_own_acronym(m->parsed, at) ? TEXT_PARTICLE : t->tag;
    for (size_t r = 0; r < t->n_readings; r++) {
        struct screen_word w = {.latin = t->readings[r],
                                .tag = tag,
                                .script = script_of(t, m->parsed->kind == TEXT_ORGANISATION),
                                .is_character = is_character(t) && utf8_length(t->original) == 1,
                                .is_romanised = t->script != TEXT_LATIN,
                                .is_spelt_out = t->is_native && t->script == TEXT_LATIN,
                                .form_class = (uint8_t)t->form_class,
                                .concept = t->concept,
                                .number = t->number};
        unit(m, w, at, 1, r == 0);
    }
}

static bool joinable(const struct text_token *t)
{
    return t->tag != TEXT_NUMBER && t->tag != TEXT_HONORIFIC;
}

static bool is_syllable(const struct text_token *t)
{
    return is_character(t) || t->readings[0].n <= 5;
}

/* Characters are joined only as written: the whole run, or the run without the family name. */
static bool run_fits(const struct text_token *t, size_t at, size_t span, size_t n)
{
    if (!is_character(&t[at]))
        return true;
    for (size_t k = at; k + 1 < at + span; k++)
        if (!t[k].joined_next)
            return false;
    bool to_end = at + span == n || !t[at + span - 1].joined_next;
    bool from_start = at == 0 || !t[at - 1].joined_next;
    bool from_second = at == 1 || (at > 1 && !t[at - 2].joined_next);
    return to_end && (from_start || from_second);
}

/* `span` tokens from `at` on as one word, in each of the first readings that all have. */
static void joined_unit(struct maker *m, size_t at, size_t span)
{
    const struct text_token *t = m->parsed->tokens + at;
    size_t readings = 2;
    for (size_t k = 0; k < span; k++)
        readings = t[k].n_readings < readings ? t[k].n_readings : readings;
    for (size_t r = 0; r < readings; r++) {
        char joined[TEXT_TOKEN_MAX];
        size_t n = 0;
        for (size_t k = 0; k < span; k++) {
            struct str part = t[k].readings[r];
            if (n + part.n > sizeof joined)
                return;
            memcpy(joined + n, part.p, part.n);
            n += part.n;
        }
        struct screen_word w = {.latin = {joined, n},
                                .script = script_of(&t[0], m->parsed->kind == TEXT_ORGANISATION),
                                .is_romanised = t[0].script != TEXT_LATIN,
                                .is_joined = 1};
        unit(m, w, at, span, false);
    }
}

/* An initial behind a person's name: "Sechin I. I." is no Sechini, but "Hyon U" is Hyonu. */
static bool is_initial_behind(const struct maker *m, size_t at)
{
    const struct text_token *t = m->parsed->tokens;
    bool is_last = at + 1 == m->parsed->n || t[at + 1].tag != TEXT_INITIAL;
    return m->parsed->kind != TEXT_ORGANISATION && t[at].tag == TEXT_INITIAL &&
           t[at - 1].tag != TEXT_INITIAL && !(is_last && is_syllable(&t[at - 1]));
}

/* Two neighbours always; three and four when all are syllables. */
static void joined_units(struct maker *m, size_t at, size_t n_tokens)
{
    const struct text_token *t = m->parsed->tokens + at;
    bool syllables = is_syllable(&t[0]);
    for (size_t span = 2; span <= SCREEN_SPAN && at + span <= n_tokens; span++) {
        syllables = syllables && is_syllable(&t[span - 1]);
        if (!joinable(&t[span - 1]) || !joinable(&t[0]) || is_initial_behind(m, at + span - 1) ||
            (span > 2 && !syllables))
            break;
        if (!run_fits(m->parsed->tokens, at, span, n_tokens))
            continue;
        joined_unit(m, at, span);
    }
}

enum text_kind screen_text_kind(enum list_kind kind)
{
    switch (kind) {
    case LIST_PERSON:
        return TEXT_PERSON;
    case LIST_COMPANY:
        return TEXT_ORGANISATION;
    case LIST_VESSEL:
    case LIST_AIRCRAFT:
        return TEXT_OBJECT;
    default:
        return TEXT_ANY;
    }
}

enum seine_status screen_name_prepare(struct str text, enum list_kind kind, struct screen_words *w,
                                      struct arena *temporary, struct screen_unit *units,
                                      struct screen_name *ret)
{
    struct text_name parsed;
    enum seine_status s = text_name_parse(text, screen_text_kind(kind), temporary, &parsed);
    if (s != SEINE_OK)
        return s;
    struct maker m; /* its arrays are filled as far as they are needed */
    m.parsed = &parsed;
    m.units = units;
    m.n = 0;
    size_t n = parsed.n < SCREEN_TOKENS ? parsed.n : SCREEN_TOKENS;
    for (size_t at = 0; at < n; at++)
        token_units(&m, at);
    for (size_t at = 0; at < n && n <= 16; at++)
        joined_units(&m, at, n);
    if ((s = intern(&m, w)) != SEINE_OK)
        return s;
    ret->units = units;
    ret->n_units = (uint16_t)m.n;
    ret->n_tokens = (uint8_t)n;
    ret->kind = (uint8_t)parsed.kind;
    return SEINE_OK;
}
