/* assemble/account.c - one hypothesis row by row: what each curve, class and kind of fault gives.
 * All of it is told of few hypotheses and would be most of what is held of each, so it is made anew
 * from the hypothesis. */
#include "assemble/build.h"

#include <math.h>
#include <string.h>

/* Scales the parts of a sum so that they add up to what the curve gives for it. */
static double scale(double bits, double value)
{
    return value > 0 || value < 0 ? bits / value : 0;
}

void as_account(const struct as_context *x, const struct as_hypothesis *h, struct as_account *ret)
{
    memset(ret, 0, sizeof *ret);
    as_values(x, h, ret->value);
    as_curve_bits(x->curves, ret->value, ret->curve_bits);
    if (!(h->check_bits > 0)) /* no kind of fault speaks against anybody */
        return;
    uint32_t pieces[AS_MARK_PIECES];
    size_t n = as_window_pieces(x, h, pieces);
    (void)as_check_bits(x, pieces, n, &ret->faults);
    double check = scale(ret->curve_bits[AS_C_CHECK], (double)ret->value[AS_C_CHECK]);
    for (int k = 0; k < CHECK_N; k++)
        ret->faults.bits[k] = evidence_round(check * ret->faults.bits[k]);
}

bool as_account_classes(const struct as_context *x, const struct as_hypothesis *h,
                        struct as_account *ret)
{
    double parts = fmax(0, scale(ret->curve_bits[AS_C_PARTS], (double)ret->value[AS_C_PARTS]));
    if (!as_class_bits(x, h, ret->class_bits))
        return false;
    for (int k = 0; k < AS_MAX_CLASSES; k++)
        ret->class_bits[k] *= fmin(parts, 1);
    return true;
}
