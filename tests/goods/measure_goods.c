/* Prints how fast the term automaton and the whole classifier run over the bundled kits. Not a
 * test. SEINE_SOURCE=. build/tests/goods_measure_goods */
#include "goods_fixture.h"

#include <time.h>

#include "goods/room.h"

static const char *const phrases[] = {
    "COTTON T-SHIRTS FOR MEN",
    "SPARE PARTS FOR EXCAVATOR",
    "GYROSCOPE SENSO",
    "PLASTIC HOUSEHOLD ARTICLES",
    "LED LAMP AND FITTINGS, 220V",
    "\u7eba\u7ec7\u54c1 \u68c9\u5e03",
    "vacuum pump for laboratory",
    "\u043d\u0430\u0441\u043e\u0441 "
    "\u0446\u0435\u043d\u0442\u0440\u043e\u0431\u0435\u0436\u043d"
    "\u044b\u0439",
    "FROZEN FISH FILLET IQF 10KG",
    "machine bolts and nuts M12x40",
};

static void count(void *context, uint32_t pattern, size_t matched)
{
    (void)pattern;
    (void)matched;
    ++*(size_t *)context;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(void)
{
    const size_t n = sizeof phrases / sizeof *phrases, rounds = 200000;
    struct goods_catalogue *c = fixture_bundled();
    char room[GOODS_FOLD_ROOM];
    struct buf text;
    struct arena arena;
    size_t hits = 0, matches = 0, bytes = 0;
    buf_init(&text, 64 * MIB);
    arena_init(&arena, 64 * MIB);
    for (size_t i = 0; i < rounds; i++) {
        struct str s = str_of(phrases[i % n]);
        bytes += s.n;
        buf_add(&text, (struct str){room, goods_fold(s, room, sizeof room)});
    }
    double start = seconds();
    automaton_scan(&c->automaton, 0, buf_str(&text), count, &hits);
    double scan = seconds() - start;
    start = seconds();
    for (size_t i = 0; i < rounds; i++) {
        struct goods_text item = fixture_item(phrases[i % n], "847989");
        struct goods_match *found;
        size_t n_found;
        if (goods_classify(c, &item, &arena, &found, &n_found))
            return 1;
        matches += n_found;
        arena_reset(&arena);
    }
    double classify = seconds() - start;
    printf("%zu components, %zu patterns, %zu states\n", c->components.n, c->n_patterns,
           c->automaton.n_nodes);
    printf("automaton: %.1f MB/s, %zu hits\n", (double)text.n / scan * 1e-6, hits);
    printf("classify:  %.0f items/s, %.1f MB/s of descriptions, %zu matches\n",
           (double)rounds / classify, (double)bytes / classify * 1e-6, matches);
    buf_release(&text);
    arena_release(&arena);
    goods_catalogue_free(c);
    return 0;
}
