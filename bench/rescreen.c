/* bench/rescreen.c - a store with many parties, for bench/rescreen.sh to screen again.
 *
 * usage: rescreen CONSIGNMENTS PARTIES FILE
 *
 * Fills the new store FILE with that many parties whose names begin like one party name of the
 * consignments file, end like another and have a word of a third between. */
#include "screen_input.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

static size_t middle(struct str s)
{
    for (size_t i = s.n / 2; i < s.n; i++)
        if (s.p[i] == ' ')
            return i;
    return s.n;
}

static enum seine_status fill(struct store *s, const subjects *names, size_t n,
                              struct seine_error *err)
{
    struct buf name, key;
    uint64_t seed = 1;
    enum seine_status status = store_begin(s, err);
    buf_init(&name, LIMIT_TEXT);
    buf_init(&key, LIMIT_TEXT);
    for (size_t i = 0; i < n && status == SEINE_OK; i++) {
        const struct screen_subject *a = &names->v[bench_random(&seed) % names->n];
        const struct screen_subject *b = &names->v[bench_random(&seed) % names->n];
        const struct screen_subject *c = &names->v[bench_random(&seed) % names->n];
        struct str country = a->n_countries ? a->countries[0] : STR_EMPTY;
        size_t blank = str_find_byte(c->name, ' ', 0);
        buf_reset(&name);
        buf_reset(&key);
        buf_add(&name, str_slice(a->name, 0, middle(a->name)));
        buf_add_c(&name, ' ');
        buf_add(&name, str_slice(c->name, 0, blank == SIZE_MAX ? c->name.n : blank));
        buf_add(&name, str_slice(b->name, middle(b->name), b->name.n));
        buf_add_f(&key, STR_FMT "\x1f" STR_FMT "\x1f%zu", STR_ARG(buf_str(&name)), STR_ARG(country),
                  i);
        struct store_party p = {buf_str(&key), buf_str(&name), country, 1, STR_EMPTY};
        status = store_put_party(s, &p, err);
    }
    buf_release(&name);
    buf_release(&key);
    return status == SEINE_OK ? store_commit(s, err) : status;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct store *store = NULL;
    struct seine_error err = {0};
    subjects names = {0};
    if (argc != 4) {
        fprintf(stderr, "usage: rescreen CONSIGNMENTS PARTIES FILE\n");
        return 2;
    }
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status s = bench_papers(argv[1], true, SIZE_MAX, &arena, &names, &err);
    if (s == SEINE_OK)
        s = store_open(argv[3], &store, &err);
    if (s == SEINE_OK && names.n)
        s = fill(store, &names, strtoull(argv[2], NULL, 10), &err);
    if (s != SEINE_OK)
        fprintf(stderr, "%s\n", err.message);
    store_close(store);
    VEC_RELEASE(&names);
    arena_release(&arena);
    return s == SEINE_OK ? 0 : 1;
}
