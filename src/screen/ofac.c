/* screen/ofac.c - what the search page of the US list's publisher would show: the better of the
 * Jaro-Winkler similarity of the whole strings and the mean over the query's words of each word's
 * best Jaro-Winkler in the listed name. It is there to be compared with, not to be relied on. */
#include "screen/name.h"

#include <string.h>

/* Letters of a that stand in b within `reach` places, in order, each letter of b used once. */
static size_t shared(struct str a, struct str b, size_t reach, char *out)
{
    bool used[256] = {false};
    size_t n = 0;
    for (size_t i = 0; i < a.n; i++) {
        size_t from = i > reach ? i - reach : 0;
        for (size_t k = from; k < b.n && k <= i + reach; k++)
            if (!used[k] && a.p[i] == b.p[k]) {
                used[k] = true;
                out[n++] = a.p[i];
                break;
            }
    }
    return n;
}

/* Jaro-Winkler as that search has it: the window is half the shorter string, rounded up, and the
 * prefix counts up to six letters. */
static double similarity(struct str a, struct str b)
{
    char in_a[256], in_b[256];
    a = str_slice(a, 0, a.n < 256 ? a.n : 256);
    b = str_slice(b, 0, b.n < 256 ? b.n : 256);
    size_t shorter = a.n < b.n ? a.n : b.n, prefix = 0, moved = 0;
    size_t reach = shorter / 2 + shorter % 2;
    size_t n = shared(a, b, reach, in_a);
    if (!n || n != shared(b, a, reach, in_b))
        return 0;
    for (size_t i = 0; i < n; i++)
        moved += in_a[i] != in_b[i];
    double m = (double)n;
    double jaro = (m / (double)a.n + m / (double)b.n + (m - (double)moved / 2) / m) / 3;
    while (prefix < 6 && prefix < shorter && a.p[prefix] == b.p[prefix])
        prefix++;
    return jaro + 0.1 * (double)prefix * (1 - jaro);
}

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
        whole = similarity(q.whole, l.whole);
    double sum = 0;
    size_t counted = 0;
    for (size_t i = 0; i < q.n; i++) {
        if (q.list[i].n <= 2 && q.n > 1)
            continue;
        double best = 0;
        for (size_t k = 0; k < l.n; k++) {
            double best_here = similarity(q.list[i], l.list[k]);
            best = best_here > best ? best_here : best;
        }
        sum += best < 0.5 ? 0 : best;
        counted++;
    }
    double mean = counted ? sum / (double)counted : 0;
    buf_release(&a);
    buf_release(&b);
    return whole > mean ? whole : mean;
}
