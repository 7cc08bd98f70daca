/* goods/strength.h - from what was found to a strength between 0 and 1. Both the fast and the plain
 * classifier end here.
 *
 * A term: w_t = clamp(0.15 + 0.05 (L - 4) + 0.12 (W - 1), 0.10, 0.85) / (1 + 0.25 (d - 1)), of L
 * letters and digits (a Han, kana or Hangul character counts 2.5), W words, d components that use
 * the term. The best alone counts: terms of one component overlap in meaning.
 *
 * Cut off at the end of the description with share f of its bytes present: w_t f^2, if f >= 2/3 and
 * it broke off inside the last word; halved when the description's length is no usual width of a
 * field. Found in brand or model instead: 0.9 w_t.
 *
 * A code: w_h = g(m) b / (1 + 0.15 (d - 1)): m digits agree, g(2..10) = .03 .06 .10 .14 .22 .25 .30
 * .32 .36; b = 0.6 for residual subheadings (digits 5-6 are 80, 89, 90 or 99), else 1; d components
 * with the same prefix. An item's code shorter than the prefix needs 4 digits.
 *
 * Without a valid code the heading that the words are read as (goods/heading.c) counts as one of
 * four digits, and of its item as none that was stated.
 *
 * Both: s = 1 - 0.55 (1 - w_t)(1 - w_h), for they agree.
 *
 * A term alone: s = w_t if there is no valid code; 1 - 0.9 (1 - w_t) if the heading (4 digits)
 * agrees; 0.8 w_t if the code is another one.
 *
 * A code alone: s = w_h if the description is vague; 0.5 w_h if it says something else.
 *
 * Then s *= 0.25 if a negative term was found, and s *= max(0.3, 0.85^k), k = log2 of how far the
 * mass lies outside half the least to twice the greatest typical mass, for the whole line or per
 * piece, whichever is nearer. */
#ifndef GOODS_STRENGTH_H
#define GOODS_STRENGTH_H

#include "goods/goods.h"

struct strength_found { /* for one component */
    double term;        /* weight of the best term, 0 = none */
    double code;        /* weight of the best prefix, 0 = none */
    uint16_t term_index, code_index;
    bool is_model;    /* the best term stood in brand or model */
    bool is_negative; /* a negative term was found */
    bool is_heading;  /* the first four digits are those of a prefix */
};
struct strength_item { /* what holds for the whole goods item */
    bool has_code, is_vague;
    int64_t net_g;
    double quantity;
};

/* Letters and digits of a folded text (a Han, kana or Hangul character counts 2.5), and its blanks.
 */
double strength_letters(struct str text, size_t *ret_blanks);
double strength_term(struct str pattern, size_t n_components);
/* 0: too little of it, or the break is not inside its last word. */
double strength_cut(double weight, size_t matched, struct str pattern);
/* How far a trimmed description may be taken as cut off at a field's width: 0, 0.5 or 1. */
double strength_cut_trust(struct str description);
#define STRENGTH_CUT_MIN_LENGTH 14 /* characters */
#define STRENGTH_CUT_MIN_BYTES  6
double strength_model(double weight);
/* digits: the item's code; 0 if the prefix does not fit it. */
double strength_code(struct str digits, struct str prefix);
double strength_code_shared(double weight, size_t n_components);
double strength_combine(const struct goods_component *component, const struct strength_found *found,
                        const struct strength_item *item);

#endif
