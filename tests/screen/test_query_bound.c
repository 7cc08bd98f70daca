/* The bounds never underestimate: whatever they leave out could not have reached the floor. */
#include "unit.h"

#include "screen/query.h"

/* A few of each kind of word, so that they meet, contradict each other and are missed. */
static const char *const WORDS[] = {
    "ivan", "petrov",     "smith",   "smyth",  "ivanovich", "sergeevich", "al",
    "bin",  "dr",         "ltd",     "gmbh",   "ooo",       "pjsc",       "trading",
    "bank", "technology", "company", "korea",  "dubai",     "moscow",     "17",
    "42",   "no",         "k",       "\u674e", "\u5fe0",    "komid",      "nordwind"};

static void make_name(uint64_t *seed, struct buf *out)
{
    size_t n = 1 + random_below(seed, 5);
    buf_reset(out);
    for (size_t i = 0; i < n; i++)
        buf_add_f(out, "%s%s", i ? " " : "", WORDS[random_below(seed, N_OF(WORDS))]);
}

static void prepare(struct buf *text, enum list_kind kind, struct screen_words *words,
                    struct arena *arena, struct screen_unit *units, struct screen_name *ret)
{
    assert_ok(screen_name_prepare(buf_str(text), kind, words, arena, units, ret));
}

/* What is below the floor by its bound is below it. */
static void no_name_is_left_out_that_reaches_the_floor(void **state)
{
    uint64_t seed = 2027;
    struct arena arena;
    struct screen_words words;
    struct buf text;
    size_t reached = 0, left_out = 0;
    (void)state;
    arena_init(&arena, LIMIT_ARENA);
    buf_init(&text, MIB);
    assert_ok(screen_words_init(&words, &arena));
    for (int i = 0; i < 60000; i++) {
        struct screen_unit in_q[SCREEN_UNITS], in_l[SCREEN_UNITS];
        struct screen_match matches[SCREEN_MATCHES];
        struct screen_name l;
        struct search q = {.floor = (double)random_below(&seed, 100) / 10.0 - 3};
        make_name(&seed, &text);
        prepare(&text, (enum list_kind)random_below(&seed, 4), &words, &arena, in_q, &q.q);
        if (random_below(&seed, 2)) /* often a word or two more than was asked for */
            buf_add_f(&text, " %s", WORDS[random_below(&seed, N_OF(WORDS))]);
        else
            make_name(&seed, &text);
        prepare(&text, (enum list_kind)random_below(&seed, 4), &words, &arena, in_l, &l);
        q.side = (struct screen_side){&q.q, words.list.v};
        struct screen_side listed = {&l, words.list.v};
        q.several = screen_is_several(&q.q, words.list.v);
        screen_bounds_init(&q.side, &SCREEN_WEIGHTS, &q.bounds);
        size_t n = screen_matches(&q.side, &listed, matches);
        double most = screen_most_of(&q, &listed, matches, n);
        double bits = screen_score(&q.side, &listed, matches, n, &SCREEN_WEIGHTS, NULL, NULL);
        if (most < q.floor && bits >= q.floor)
            fail_msg("'%s' has %g, its bound is %g and the floor %g", text.p, bits, most, q.floor);
        reached += bits >= q.floor;
        left_out += most < q.floor;
    }
    assert_true(reached > 5000 && left_out > 20000);
    screen_words_release(&words);
    arena_release(&arena);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_name_is_left_out_that_reaches_the_floor),
    };
    return RUN(tests);
}
