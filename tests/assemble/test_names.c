/* Under how many names an actor goes: the same name is one, however many ways of writing the rest
 * of the party there are. */
#include "table_of.h"

#include "assemble/internal.h"

/* One actor of all mentions, which nothing but their names joins. */
static void the_same_name_is_one_of_any_number(void **state)
{
    static const size_t n_names[] = {3, 40, 200};
    (void)state;
    for (size_t k = 0; k < N_OF(n_names); k++) {
        struct seine_error err = {0};
        struct trade_table t;
        struct buf b;
        struct arena arena;
        struct pool *pool = NULL;
        size_t distinct = 0;
        buf_init(&b, 4 * MIB);
        for (size_t i = 0; i < 2 * n_names[k]; i++)
            buf_add_f(&b,
                      "{\"id\":\"R%03zu\",\"parties\":[{\"role\":\"consignee\",\"name\":\"Firm %zu "
                      "Works\",\"city\":\"Town%zu\"}]}\n",
                      i, i / 2, i % 2);
        table_of(&t, buf_str(&b));
        assert_int_equal(t.mentions.n, 2 * n_names[k]);
        arena_init(&arena, MIB);
        assert_ok(pool_new(2, &pool, &err));
        struct link_result links = {.members = arena_array(&arena, t.mentions.n, sizeof(uint32_t))};
        assert_true(
            VEC_PUSH(&links.actors, ((struct link_actor){0, (uint32_t)t.mentions.n, 1, false})));
        for (uint32_t i = 0; i < t.mentions.n; i++)
            links.members[i] = i;
        struct assemble_input in = {.table = &t, .links = &links};
        struct as_context x = {.in = &in,
                               .arena = &arena,
                               .pair_first = {arena_array(&arena, 3, sizeof(uint32_t)), NULL}};
        assert_ok(as_names(&x, pool, &err));
        for (uint32_t i = 0; i < t.mentions.n; i++) {
            distinct += x.name_of[i] == i;
            assert_int_equal(t.mentions.v[x.name_of[i]].name, t.mentions.v[i].name);
        }
        assert_int_equal(distinct, n_names[k]);
        pool_free(pool);
        VEC_RELEASE(&links.actors);
        arena_release(&arena);
        trade_table_release(&t);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_name_is_one_of_any_number),
    };
    return RUN(tests);
}
