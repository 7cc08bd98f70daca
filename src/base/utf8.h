/* base/utf8.h - code points in and out; no knowledge of scripts (see text/). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

#define UTF8_BAD 0xFFFFFFFFu

/* Decodes one code point at *at (< s.n) and moves *at behind it. Overlong forms, surrogates and
 * values above U+10FFFF give UTF8_BAD and move by one byte. */
uint32_t utf8_next(struct str s, size_t *at);
size_t utf8_put(uint32_t cp, char out[4]); /* bytes written, 0 if cp is no scalar value */
void buf_add_utf8(struct buf *b, uint32_t cp);
bool utf8_is_valid(struct str s);
size_t utf8_length(struct str s); /* code points; a bad byte counts as one */
/* The code point of a byte of Windows-1252, and of Windows-1251 from 0x80 on. */
uint32_t utf8_windows(unsigned char byte);
uint32_t utf8_windows_cyrillic(unsigned char byte);
/* Copies s to out; invalid bytes are read as Windows-1252, or as Windows-1251 where three accented
 * letters would stand in a row. True if anything was converted. */
bool utf8_repair(struct str s, struct buf *out);
/* As a person may safely be shown it in a line of text: control characters (line ends and C1 among
 * them) and bad bytes become blanks; marks that turn the direction of writing are left out. */
void buf_add_shown(struct buf *b, struct str s);
/* Columns on a terminal (East Asian wide = 2, combining = 0). */
size_t utf8_width(struct str s);
/* The small letter of a code point, in any script; itself where there is none. */
uint32_t utf8_lower(uint32_t cp);
/* Equal but for capitals, in any script. A bad byte equals any other. */
bool utf8_is_ci(struct str a, struct str b);
/* Without the blanks at both ends: those of str_trim, those of other scripts and of typesetting,
 * and marks that are not seen (no width, byte order, direction). A bad byte is none of them. */
struct str utf8_trim(struct str s);
/* The longest beginning of at most n bytes that ends between characters. */
struct str utf8_cut(struct str s, size_t n);

#endif
