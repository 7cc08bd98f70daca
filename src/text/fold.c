/* text/fold.c - one spelling for what is one character: compatibility forms, case, marks,
 * invisible characters, look-alikes. It keeps the script: romanising is text/romanise.c. */
#include "text/tables.h"

#include <utf8proc.h>

struct range {
    uint32_t from, to;
    enum text_script script;
};

static const struct range RANGES[] = {
    {0x41, 0x5A, TEXT_LATIN},        {0x61, 0x7A, TEXT_LATIN},
    {0xAA, 0xAA, TEXT_LATIN},        {0xBA, 0xBA, TEXT_LATIN},
    {0xC0, 0x24F, TEXT_LATIN},       {0x250, 0x2AF, TEXT_LATIN},
    {0x370, 0x3FF, TEXT_GREEK},      {0x400, 0x52F, TEXT_CYRILLIC},
    {0x531, 0x58F, TEXT_ARMENIAN},   {0x591, 0x5F4, TEXT_HEBREW},
    {0x600, 0x6FF, TEXT_ARABIC},     {0x750, 0x77F, TEXT_ARABIC},
    {0x8A0, 0x8FF, TEXT_ARABIC},     {0x900, 0x97F, TEXT_DEVANAGARI},
    {0xE00, 0xE7F, TEXT_THAI},       {0x10A0, 0x10FF, TEXT_GEORGIAN},
    {0x1100, 0x11FF, TEXT_HANGUL},   {0x1C80, 0x1C8F, TEXT_CYRILLIC},
    {0x1C90, 0x1CBF, TEXT_GEORGIAN}, {0x1E00, 0x1EFF, TEXT_LATIN},
    {0x1F00, 0x1FFF, TEXT_GREEK},    {0x2D00, 0x2D2F, TEXT_GEORGIAN},
    {0x3040, 0x30FF, TEXT_KANA},     {0x3130, 0x318F, TEXT_HANGUL},
    {0x31F0, 0x31FF, TEXT_KANA},     {0x3400, 0x4DBF, TEXT_HAN},
    {0x4E00, 0x9FFF, TEXT_HAN},      {0xA640, 0xA69F, TEXT_CYRILLIC},
    {0xAC00, 0xD7A3, TEXT_HANGUL},   {0xF900, 0xFAFF, TEXT_HAN},
    {0xFB50, 0xFDFF, TEXT_ARABIC},   {0xFE70, 0xFEFC, TEXT_ARABIC},
    {0x20000, 0x2FA1F, TEXT_HAN},
};

enum text_script text_script_of(uint32_t c)
{
    size_t low = 0, high = sizeof RANGES / sizeof *RANGES;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (c > RANGES[mid].to)
            low = mid + 1;
        else
            high = mid;
    }
    if (low < sizeof RANGES / sizeof *RANGES && c >= RANGES[low].from)
        return RANGES[low].script;
    return TEXT_OTHER_SCRIPT;
}

const char *text_script_name(enum text_script s)
{
    static const char *const NAMES[TEXT_N_SCRIPTS] = {
        "Latin", "Cyrillic", "Greek",  "Armenian", "Georgian",   "Arabic", "Hebrew",
        "Han",   "Kana",     "Hangul", "Thai",     "Devanagari", "other"};
    return s < TEXT_N_SCRIPTS ? NAMES[s] : "other";
}

/* Latin letters with a stroke, hook or ligature: they have no decomposition. Sorted. */
struct plain {
    uint16_t from;
    char to[3];
};
static const struct plain PLAIN[] = {
    {0xE6, "ae"}, {0xF0, "d"},  {0xF8, "o"},   {0xFE, "th"},  {0x111, "d"},  {0x127, "h"},
    {0x131, "i"}, {0x138, "k"}, {0x142, "l"},  {0x14B, "ng"}, {0x153, "oe"}, {0x167, "t"},
    {0x180, "b"}, {0x188, "c"}, {0x192, "f"},  {0x199, "k"},  {0x19A, "l"},  {0x1A3, "gh"},
    {0x1A5, "p"}, {0x1AD, "t"}, {0x1B4, "y"},  {0x1B6, "z"},  {0x1DD, "e"},  {0x1E5, "g"},
    {0x247, "e"}, {0x251, "a"}, {0x253, "b"},  {0x254, "o"},  {0x256, "d"},  {0x257, "d"},
    {0x259, "a"}, {0x25B, "e"}, {0x260, "g"},  {0x261, "g"},  {0x263, "gh"}, {0x268, "i"},
    {0x269, "i"}, {0x26B, "l"}, {0x272, "n"},  {0x27D, "r"},  {0x283, "sh"}, {0x289, "u"},
    {0x28A, "u"}, {0x28B, "v"}, {0x292, "zh"},
};

/* Look-alikes: a Cyrillic or Greek letter and the Latin letter of the same shape, lower case. */
struct twin {
    uint16_t other;
    char latin;
};
static const struct twin TWINS[] = {
    {0x3B1, 'a'}, {0x3B5, 'e'}, {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BD, 'v'}, {0x3BF, 'o'},
    {0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'}, {0x3C7, 'x'}, {0x3C9, 'w'}, {0x430, 'a'},
    {0x432, 'b'}, {0x435, 'e'}, {0x438, 'u'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'},
    {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'}, {0x445, 'x'},
    {0x44C, 'b'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x475, 'v'}, {0x4BB, 'h'},
    {0x4CF, 'l'}, {0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'}, {0x585, 'o'}, {0x578, 'n'},
    {0x57D, 'u'}, {0x566, 'q'}, {0x581, 'g'}, {0x570, 'h'},
};

/* Alike enough in a word or name that is disguised by other signs. */
static char weak_twin(uint32_t c)
{
    return c == 0x43F ? 'n' : c == 0x433 ? 'r' : 0;
}

/* Letters that hardly any name has but that look Latin: their presence gives a disguise away. */
static bool is_odd(uint32_t c)
{
    return c == 0x261 || c == 0x4C0 || c == 0x4CF || c == 0x500 || c == 0x501 ||
           (c >= 0x51A && c <= 0x51D);
}

static char latin_twin(uint32_t c)
{
    for (size_t i = 0; i < sizeof TWINS / sizeof *TWINS; i++)
        if (TWINS[i].other == c)
            return TWINS[i].latin;
    return 0;
}

static uint32_t cyrillic_twin(uint32_t c)
{
    for (size_t i = 0; i < sizeof TWINS / sizeof *TWINS; i++)
        if ((uint32_t)TWINS[i].latin == c && TWINS[i].other >= 0x430 && TWINS[i].other <= 0x456)
            return TWINS[i].other;
    return 0;
}

enum { WORD_MAX = 256 };
struct folder {
    struct buf *out;
    uint32_t word[WORD_MAX]; /* the word being read */
    size_t n;
    bool is_disguised; /* the name has letters that give a disguise away */
};

/* Letters of a word by script, and how many of each have a twin in the other one. */
struct mixture {
    size_t n_latin, n_other, n_twin, n_weak, n_back;
};

static void count_letter(struct mixture *m, uint32_t c)
{
    enum text_script s = text_script_of(c);
    if (s == TEXT_LATIN) {
        m->n_latin++;
        m->n_back += cyrillic_twin(c) != 0;
    } else if (s == TEXT_CYRILLIC || s == TEXT_GREEK || s == TEXT_ARMENIAN) {
        m->n_other++;
        m->n_twin += latin_twin(c) != 0;
        m->n_weak += weak_twin(c) != 0;
    }
}

/* A word with letters of Latin and of one other script is written with look-alikes (or OCR): if
 * all its foreign letters have Latin twins it is Latin; else, if its Latin letters have Cyrillic
 * twins, it is Cyrillic. In a disguised name a word without Latin letters may be one as well. */
static enum text_script meant(const struct mixture *m, bool is_disguised)
{
    if (m->n_twin == m->n_other &&
        (is_disguised || m->n_back < m->n_latin || m->n_latin >= m->n_other))
        return TEXT_LATIN;
    if (m->n_latin && m->n_back == m->n_latin && !is_disguised)
        return TEXT_CYRILLIC;
    return m->n_twin + m->n_weak == m->n_other ? TEXT_LATIN : TEXT_OTHER_SCRIPT;
}

static uint32_t twin_in(enum text_script to, uint32_t c)
{
    if ((text_script_of(c) == TEXT_LATIN) == (to == TEXT_LATIN))
        return 0;
    if (to == TEXT_CYRILLIC)
        return cyrillic_twin(c);
    return (uint32_t)(unsigned char)(latin_twin(c) ? latin_twin(c) : weak_twin(c));
}

static bool is_ascii(const struct folder *f)
{
    uint32_t all = 0;
    for (size_t i = 0; i < f->n; i++)
        all |= f->word[i];
    return all < 0x80;
}

static void unmix(struct folder *f)
{
    struct mixture m = {0};
    if (is_ascii(f) && !f->is_disguised)
        return;
    for (size_t i = 0; i < f->n; i++)
        count_letter(&m, f->word[i]);
    if (!m.n_other || !(m.n_latin || f->is_disguised))
        return;
    enum text_script to = meant(&m, f->is_disguised);
    for (size_t i = 0; i < f->n && to != TEXT_OTHER_SCRIPT; i++) {
        uint32_t twin = twin_in(to, f->word[i]);
        if (twin)
            f->word[i] = twin;
    }
}

static void end_word(struct folder *f)
{
    if (!f->n)
        return;
    unmix(f);
    if (f->out->n && f->out->p[f->out->n - 1] != ' ')
        buf_add_c(f->out, ' ');
    for (size_t i = 0; i < f->n; i++)
        buf_add_utf8(f->out, f->word[i]);
    f->n = 0;
}

/* Combining marks of Latin, Cyrillic, Hebrew, Arabic and of symbols; the tatweel; the nukta. */
static bool is_stripped_mark(uint32_t c)
{
    static const uint32_t ranges[][2] = {
        {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5C7},   {0x610, 0x61A}, {0x640, 0x640},
        {0x64B, 0x65F},   {0x670, 0x670},   {0x6D6, 0x6ED},   {0x93C, 0x93C}, {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE20, 0xFE2F},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && c >= ranges[i][0]; i++)
        if (c <= ranges[i][1])
            return true;
    return false;
}

static bool is_invisible(uint32_t c)
{
    return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
           (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

/* Apostrophes, primes and letters that stand for them vanish, so that Qa'ida is one word. */
static bool is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x201B ||
           c == 0x2032 || (c >= 0x2B9 && c <= 0x2C1) || c == 0x2C8 || c == 0x2EE || c == 0x55A ||
           c == 0x5F3 || c == 0xA78C || c == 0xFF07;
}

static void put(struct folder *f, uint32_t c)
{
    if (f->n == WORD_MAX)
        end_word(f);
    f->word[f->n++] = c;
}

/* A Latin letter with a plain spelling of its own (ø, æ, ...): NULL if it has none. */
static const char *plain_spelling(uint32_t c)
{
    for (size_t i = 0; c < 0x2B0 && i < sizeof PLAIN / sizeof *PLAIN; i++)
        if (PLAIN[i].from == c)
            return PLAIN[i].to;
    return NULL;
}

static bool is_word_char(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) ||
           (k >= UTF8PROC_CATEGORY_MN && k <= UTF8PROC_CATEGORY_ND);
}

/* Full, simplified and Japanese forms of a Chinese character are one. */
static uint32_t simple_form(uint32_t c)
{
    bool is_han = c >= TEXT_HAN_FROM && c < TEXT_HAN_TO;
    return is_han && TEXT_HAN_SIMPLE[c - TEXT_HAN_FROM] ? TEXT_HAN_SIMPLE[c - TEXT_HAN_FROM] : c;
}

static void one_char(struct folder *f, uint32_t c)
{
    if (is_invisible(c) || is_stripped_mark(c) || is_apostrophe(c))
        return;
    const char *plain = c < 0x80 ? NULL : plain_spelling(c);
    if (plain)
        for (; *plain; plain++)
            put(f, (uint32_t)*plain);
    else if (is_word_char(c))
        put(f, simple_form(c));
    else
        end_word(f);
}

/* A kana and a voicing mark behind it as one kana (ka, ga; ha, pa; u, vu), if there is such a one.
 */
static bool voice(struct folder *f, uint32_t mark)
{
    if ((mark != 0x3099 && mark != 0x309A) || f->n == 0)
        return false;
    utf8proc_int32_t pair[2] = {(utf8proc_int32_t)f->word[f->n - 1], (utf8proc_int32_t)mark};
    if (utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
        return false;
    f->word[f->n - 1] = (uint32_t)pair[0];
    return true;
}

/* Compatibility decomposition and case folding of one character; Hangul stays composed and kana
 * keep their voicing marks. */
static void decompose(struct folder *f, uint32_t c)
{
    if (c >= 0xAC00 && c <= 0xD7A3) {
        put(f, c);
        return;
    }
    if (is_apostrophe(c)) /* the acute accent would become a space and a mark */
        return;
    utf8proc_int32_t parts[32];
    int boundary = UTF8PROC_BOUNDCLASS_START;
    utf8proc_ssize_t n = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, 32,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &boundary);
    if (n < 0 || n > 32)
        return;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!voice(f, (uint32_t)parts[i]))
            one_char(f, (uint32_t)parts[i]);
}

static bool is_disguised(struct str name)
{
    for (size_t at = 0; at < name.n;)
        if ((unsigned char)name.p[at] < 0x80)
            at++;
        else if (is_odd(utf8_next(name, &at)))
            return true;
    return false;
}

/* What an ASCII character becomes: itself in small, nothing (0) or the end of a word (' '). */
static char plain_char(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + ('a' - 'A'));
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return (char)c;
    return c == '\'' || c == '`' ? 0 : ' ';
}

static bool is_plain(struct str name)
{
    unsigned char all = 0;
    for (size_t i = 0; i < name.n; i++)
        all |= (unsigned char)name.p[i];
    return all < 0x80;
}

/* The same for a short name in ASCII, as most are. */
static void fold_plain(struct str name, struct buf *out)
{
    char folded[WORD_MAX + 1];
    size_t n = 0;
    bool is_open = out->n == 0 || out->p[out->n - 1] == ' ', ends_word = false;
    for (size_t i = 0; i < name.n; i++) {
        char c = plain_char((unsigned char)name.p[i]);
        if (c == ' ') {
            ends_word = n > 0;
        } else if (c != 0) {
            if (ends_word || (n == 0 && !is_open))
                folded[n++] = ' ';
            ends_word = false;
            folded[n++] = c;
        }
    }
    buf_add(out, (struct str){folded, n});
}

void text_fold(struct str name, struct buf *out)
{
    if (name.n <= WORD_MAX && is_plain(name)) {
        fold_plain(name, out);
        return;
    }
    struct folder f;
    f.out = out;
    f.n = 0;
    struct buf repaired;
    buf_init(&repaired, 4 * LIMIT_NAME);
    if (name.n > LIMIT_NAME)
        name.n = LIMIT_NAME;
    if (!utf8_is_valid(name)) {
        utf8_repair(name, &repaired);
        name = buf_str(&repaired);
    }
    f.is_disguised = is_disguised(name);
    for (size_t at = 0; at < name.n;) {
        unsigned char b = (unsigned char)name.p[at];
        if (b < 0x80) {
            at++;
            one_char(&f, b >= 'A' && b <= 'Z' ? b + 32u : b);
            continue;
        }
        uint32_t c = utf8_next(name, &at);
        if (c != UTF8_BAD)
            decompose(&f, c);
    }
    end_word(&f);
    if (buf_status(&repaired) != SEINE_OK && !out->failed)
        out->failed = buf_status(&repaired);
    buf_release(&repaired);
}
