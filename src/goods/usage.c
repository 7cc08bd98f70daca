/* goods/usage.c - what the goods of a scan are declared as: lines that state a code tell of those
 * that state none under which heading the same words stand. Words are told apart by 64 bits of
 * their hash; of ten million different ones two are the same by chance in one scan of 370,000. */
#include "goods/goods.h"
#include "goods/room.h"

#include <stdlib.h>
#include <string.h>

uint64_t goods_usage_words(struct str description)
{
    char room[GOODS_FOLD_ROOM];
    struct str rest = {room, goods_fold(description, room, sizeof room)}, word;
    size_t n = 0;
    bool more = rest.n > 0;
    while (str_cut(&rest, &more, ' ', &word)) {
        if (word.n == 0 || str_has_digit(word))
            continue;
        memmove(room + n, word.p, word.n);
        n += word.n;
        room[n++] = ' ';
    }
    uint64_t hash = str_hash((struct str){room, n});
    return n ? hash + (hash == 0) : 0;
}

static int compare_words(const void *a, const void *b)
{
    const struct goods_usage *x = a, *y = b;
    return (x->words > y->words) - (x->words < y->words);
}

static int compare(const void *a, const void *b)
{
    const struct goods_usage *x = a, *y = b;
    int order = compare_words(a, b);
    return order ? order : (x->heading > y->heading) - (x->heading < y->heading);
}

/* Of v[0 .. n), all of the same words: the heading of more than half of the lines, else 0. */
static struct goods_usage settle_one(const struct goods_usage *v, size_t n)
{
    struct goods_usage best = {.words = v[0].words};
    uint64_t all = 0, most = 0, of_heading = 0;
    for (size_t i = 0; i < n; i++) {
        of_heading = i && v[i].heading == v[i - 1].heading ? of_heading + v[i].lines : v[i].lines;
        all += v[i].lines;
        if (of_heading > most) {
            most = of_heading;
            best.heading = v[i].heading;
        }
    }
    best.lines = (uint32_t)(most < UINT32_MAX ? most : UINT32_MAX);
    if (2 * most <= all)
        best.heading = 0;
    return best;
}

size_t goods_usage_settle(struct goods_usage *v, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].heading % 100 == 0)
            v[i].words = 0;
    if (n)
        qsort(v, n, sizeof *v, compare);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && v[end].words == v[i].words;)
            end++;
        struct goods_usage one = settle_one(v + i, end - i);
        if (one.words && one.heading)
            v[kept++] = one;
    }
    return kept;
}

uint16_t goods_usage_heading(const struct goods_usage *v, size_t n, struct str description)
{
    const struct goods_usage asked = {.words = n ? goods_usage_words(description) : 0},
                             *told = NULL;
    if (asked.words)
        told = bsearch(&asked, v, n, sizeof *v, compare_words);
    return told && !goods_is_vague(description) ? told->heading : 0;
}
