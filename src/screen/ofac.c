/* screen/ofac.c - what the search page of the US list's publisher would show: the better of the
 * Jaro-Winkler similarity of the whole strings and the mean over the query's words of each word's
 * best Jaro-Winkler in the listed name. It is there to be compared with, not to be relied on. */
#include "screen/name.h"

#include <string.h>

struct ofac_words {
    struct str whole;
    struct str list[LIMIT_NAME_TOKENS];
    size_t n;
};

static void split(struct buf *b, struct str name, struct ofac_words *w)
{
    text_fold(name, b);
    struct str rest = buf_str(b), part;
    bool more = rest.n > 0;
    w->whole = rest;
    w->n = 0;
    while (w->n < LIMIT_NAME_TOKENS && str_cut(&rest, &more, ' ', &part))
        if (part.n)
            w->list[w->n++] = part;
}

double screen_ofac_score(struct str name, struct str listed)
{
    struct buf a, b;
    buf_init(&a, 8 * LIMIT_NAME);
    buf_init(&b, 8 * LIMIT_NAME);
    struct ofac_words q, l;
    split(&a, name, &q);
    split(&b, listed, &l);
    double whole = 0;
    if (q.whole.n && l.whole.n && q.whole.p[0] == l.whole.p[0])
        whole = text_jaro_winkler(q.whole, l.whole);
    double sum = 0;
    size_t counted = 0;
    for (size_t i = 0; i < q.n; i++) {
        if (q.list[i].n <= 2 && q.n > 1)
            continue;
        double best = 0;
        for (size_t k = 0; k < l.n; k++) {
            if (l.list[k].p[0] != q.list[i].p[0])
                continue;
            double s = text_jaro_winkler(q.list[i], l.list[k]);
            best = s > best ? s : best;
        }
        sum += best < 0.5 ? 0 : best;
        counted++;
    }
    double mean = counted ? sum / (double)counted : 0;
    buf_release(&a);
    buf_release(&b);
    return whole > mean ? whole : mean;
}
