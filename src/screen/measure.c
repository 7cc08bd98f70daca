/* screen/measure.c - the usual figures of a scorer on labelled pairs. It knows no names. */
#include "screen/screen.h"

#include <stdlib.h>
#include <string.h>

static int by_score(const void *a, const void *b)
{
    const struct screen_sample *x = a, *y = b;
    if (x->score > y->score || x->score < y->score)
        return x->score > y->score ? -1 : 1;
    return (int)y->is_match - (int)x->is_match;
}

static double f_one(double tp, double n_called, double n_match)
{
    return n_called + n_match > 0 ? 2.0 * tp / (n_called + n_match) : 0.0;
}

void screen_measure(struct screen_sample *samples, size_t n, double threshold,
                    struct screen_measure *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->n = n;
    ret->threshold = threshold;
    qsort(samples, n, sizeof *samples, by_score);
    for (size_t i = 0; i < n; i++)
        ret->n_match += samples[i].is_match;
    double n_match = (double)ret->n_match, n_other = (double)(n - ret->n_match);
    double tp = 0, fp = 0, area = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        double more_tp = 0;
        while (end < n && !(samples[end].score < samples[i].score))
            more_tp += samples[end++].is_match;
        double more_fp = (double)(end - i) - more_tp;
        area += more_fp * (tp + more_tp / 2.0);
        if (i == 0)
            ret->top_tie = (double)end / (double)n;
        tp += more_tp;
        fp += more_fp;
        ret->average_precision += n_match > 0 ? more_tp / n_match * tp / (tp + fp) : 0;
        double f1 = f_one(tp, tp + fp, n_match);
        if (f1 > ret->best_f1) {
            ret->best_f1 = f1;
            ret->best_threshold = samples[i].score;
        }
        if (samples[i].score >= threshold) {
            ret->precision = tp / (tp + fp);
            ret->recall = n_match > 0 ? tp / n_match : 0;
            ret->f1 = f1;
        }
        i = end;
    }
    ret->auc = n_match > 0 && n_other > 0 ? area / (n_match * n_other) : 0;
}
