/* A hint must never hold two texts for further apart than they are: against the distances. */
#include "link/hint.h"

#include "text/text.h"
#include "unit.h"

enum { ROUNDS = 200000, MOST = 80 };

static size_t random_text(uint64_t *state, char *out)
{
    size_t n = random_next(state) % (MOST - 8);
    for (size_t i = 0; i < n; i++)
        out[i] = (char)(random_next(state) % 4 ? '0' + random_next(state) % 10
                                               : random_next(state) % 255 + 1);
    return n;
}

/* Changes, leaves out, doubles a letter or swaps it with the next. */
static size_t edit(uint64_t *state, char *text, size_t n)
{
    size_t at = n ? random_next(state) % n : 0;
    if (n == 0)
        return 0;
    switch (random_next(state) % 4) {
    case 0:
        text[at] = (char)(random_next(state) % 255 + 1);
        return n;
    case 1:
        memmove(text + at, text + at + 1, n - at - 1);
        return n - 1;
    case 2:
        memmove(text + at + 1, text + at, n - at);
        return n + 1;
    default:
        if (at + 1 < n) {
            char kept = text[at];
            text[at] = text[at + 1];
            text[at + 1] = kept;
        }
        return n;
    }
}

static void nothing_near_is_far(void **unused)
{
    uint64_t state = 5;
    size_t far = 0;
    (void)unused;
    print_message("# seed 5\n");
    for (int round = 0; round < ROUNDS; round++) {
        char a[MOST + 8], b[MOST + 8];
        size_t n = random_text(&state, a), m = n, edits = random_next(&state) % 5;
        memcpy(b, a, n);
        for (size_t i = 0; i < edits; i++)
            m = edit(&state, b, m);
        struct str l = {a, n}, r = {b, m};
        uint64_t whole[2] = {link_hint(STR_EMPTY, l, SIZE_MAX), link_hint(STR_EMPTY, r, SIZE_MAX)};
        uint64_t cut[2] = {link_hint(STR_EMPTY, l, TEXT_OSA_BYTES),
                           link_hint(STR_EMPTY, r, TEXT_OSA_BYTES)};
        size_t longer = n > m ? n : m, shorter = n > m ? m : n;
        if (text_is_slip(l, r))
            assert_false(link_hint_is_far(whole[0], whole[1], 1));
        if (longer - shorter <= 2 && text_osa(l, r) <= 2)
            assert_false(link_hint_is_far(cut[0], cut[1], 2));
        far += link_hint_is_far(cut[0], cut[1], 2);
    }
    assert_true(far > ROUNDS / 100); /* and it tells some apart */
}

static void a_type_is_packed_whole_or_not_at_all(void **unused)
{
    (void)unused;
    uint32_t vat = link_hint_type(link_hint(STR("vat"), STR("1"), SIZE_MAX));
    assert_int_not_equal(vat, 0);
    assert_int_equal(vat, link_hint_type(link_hint(STR("vat"), STR("23"), SIZE_MAX)));
    assert_int_not_equal(vat, link_hint_type(link_hint(STR("tav"), STR("1"), SIZE_MAX)));
    assert_int_equal(link_hint_type(link_hint(STR("company"), STR("1"), SIZE_MAX)), 0);
    assert_int_equal(link_hint_type(link_hint(STR_EMPTY, STR("1"), SIZE_MAX)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_near_is_far),
                                       cmocka_unit_test(a_type_is_packed_whole_or_not_at_all)};
    return RUN(tests);
}
