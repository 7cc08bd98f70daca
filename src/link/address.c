/* link/address.c - addresses taken apart into words of one Latin form, in whatever script they are
 * written. It does not know which streets there are. */
#include "base/utf8.h"
#include "link/apart.h"
#include "text/text.h"

#include <string.h>

/* What stands behind a name in addresses that are written without spaces: a road, a district.
 * Longer ones come first. */
static const char *const ends[] = {
    "大道", "大街", "街道", "胡同", "丁目", "구역", "대로", "거리", "路", "街", "道", "巷", "弄",
    "区",   "市",   "省",   "县",   "镇",   "村",   "乡",   "町",   "구", "시", "동", "로", "길",
};

struct word {
    struct str text;
    bool has_digit, is_wide; /* of a script that is written without spaces */
};

static bool is_wide(uint32_t c)
{
    enum text_script s = text_script_of(c);
    return s == TEXT_HAN || s == TEXT_HANGUL || s == TEXT_KANA;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* The bytes of such an end at the start of s; 0: none. */
static size_t end_at(struct str s)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_starts(s, str_of(ends[i])))
            return strlen(ends[i]);
    return 0;
}

/* Of a run without spaces: up to an end that has two letters or more before it. */
static size_t name_of(struct str run, size_t *ret_end)
{
    size_t at = 0;
    for (int letters = 0; at < run.n; letters++) {
        *ret_end = letters < 2 ? 0 : end_at(str_slice(run, at, run.n));
        if (*ret_end)
            return at;
        utf8_next(run, &at);
    }
    return at;
}

/* Takes the next word off what stands between two spaces: a run of letters or of digits where the
 * script is wide, else all of it. */
static struct word next_word(struct str *rest)
{
    struct word word = {.text = *rest};
    size_t at = 0, end = 0;
    word.is_wide = is_wide(utf8_next(*rest, &at));
    word.text.n = 0;
    for (at = 0; at < rest->n; word.text.n = at) {
        uint32_t c = utf8_next(*rest, &at);
        if (is_wide(c) != word.is_wide)
            break;
        word.has_digit = word.has_digit || is_digit(c);
    }
    if (word.is_wide)
        word.text.n = name_of(word.text, &end);
    *rest = str_slice(*rest, word.text.n + end, rest->n);
    return word;
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static struct word plain_word(struct str text)
{
    struct word word = {.text = text};
    for (size_t i = 0; i < text.n && !word.has_digit; i++)
        word.has_digit = is_digit((unsigned char)text.p[i]);
    return word;
}

static struct str latin(struct str word, struct apart_work *w)
{
    struct str readings[TEXT_READINGS];
    return text_romanise(word, readings, &w->arena) > 0 ? readings[0] : word;
}

static enum seine_status add(struct word word, struct apart_piece *p, struct apart_work *w,
                             struct link_parts *ret)
{
    return apart_token(p, w, 'a', word.text, word.has_digit ? TEXT_NUMBER : TEXT_WORD, ret);
}

/* A word between spaces. A single letter that is written behind a number counts what it numbers. */
static enum seine_status take_word(struct str rest, struct apart_piece *p, struct apart_work *w,
                                   struct link_parts *ret)
{
    enum seine_status status = SEINE_OK;
    bool after_number = false;
    if (rest.n > 0 && is_plain(rest))
        return add(plain_word(rest), p, w, ret);
    while (status == SEINE_OK && rest.n > 0 && ret->n < LINK_MAX_TOKENS) {
        struct word word = next_word(&rest);
        bool is_counter = word.is_wide && after_number && utf8_length(word.text) == 1;
        after_number = word.has_digit;
        word.text = latin(word.text, w);
        if (!is_counter)
            status = add(word, p, w, ret);
    }
    return status;
}

enum seine_status link_take_address(const struct trade_table *t, uint32_t item,
                                    struct apart_piece *p, struct apart_work *w,
                                    struct link_parts *ret)
{
    enum seine_status status = SEINE_OK;
    bool more = true;
    struct str word, rest;
    text_fold(table_str(t, item), &w->text);
    rest = buf_str(&w->text);
    while (status == SEINE_OK && ret->n < LINK_MAX_TOKENS && str_cut(&rest, &more, ' ', &word))
        status = take_word(word, p, w, ret);
    return status;
}
