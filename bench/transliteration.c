/* bench/transliteration.c - how many Latin names are found from their form in another script.
 *
 * usage: transliteration FILE.tsv... (Latin TAB other script, one name a line). Prints for each
 * file the share of rows at or above the default threshold and, as the price of it, the share of
 * rows accepted when each Latin name is laid beside the form of another row; by halves of the
 * rows' hash: half 1 was used while building, half 2 only here. */
#include "screen/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct count {
    size_t n, hit, n_random, hit_random;
};

static bool accepted(struct str a, struct str b, struct arena *arena, double threshold)
{
    struct screen_result r;
    arena_reset(arena);
    return screen_pair(a, b, LIST_PERSON, SCREEN_SEINE, arena, &r) == SEINE_OK &&
           r.score >= threshold;
}

struct line {
    struct str latin, other;
};

static size_t read_lines(struct str text, struct line *lines, size_t max)
{
    struct str row;
    bool more = text.n > 0;
    size_t n = 0;
    while (n < max && str_cut(&text, &more, '\n', &row)) {
        bool more_cells = true;
        struct str rest = row, latin, other;
        if (str_cut(&rest, &more_cells, '\t', &latin) &&
            str_cut(&rest, &more_cells, '\t', &other) && latin.n && other.n)
            lines[n++] = (struct line){str_trim(latin), str_trim(other)};
    }
    return n;
}

static void print_half(const char *name, const struct count *c, int half)
{
    printf("%-44s half %d  %6zu  %.4f  random %.4f\n", name, half, c->n,
           (double)c->hit / (double)(c->n ? c->n : 1),
           (double)c->hit_random / (double)(c->n_random ? c->n_random : 1));
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct seine_error err = {0};
    double threshold = SCREEN_THRESHOLD;
    bool show = false;
    arena_init(&arena, LIMIT_ARENA);
    for (int f = 1; f < argc; f++) {
        if (!strcmp(argv[f], "--misses")) {
            show = true;
            continue;
        }
        struct input *in;
        struct buf text;
        struct count counts[2] = {{0, 0, 0, 0}, {0, 0, 0, 0}};
        buf_init(&text, 64 * MIB);
        if (input_open(argv[f], &in, &err) != SEINE_OK ||
            input_read_all(in, &text, &err) != SEINE_OK) {
            fprintf(stderr, "transliteration: %s\n", err.message);
            return 2;
        }
        struct line *lines = mem_calloc(20000, sizeof *lines);
        size_t n = lines ? read_lines(buf_str(&text), lines, 20000) : 0;
        for (size_t i = 0; i < n; i++) {
            struct count *c = &counts[str_hash(lines[i].latin) & 1];
            bool hit = accepted(lines[i].latin, lines[i].other, &arena, threshold);
            c->n++;
            c->hit += hit;
            if (!hit && show)
                printf("miss " STR_FMT " " STR_FMT "\n", STR_ARG(lines[i].latin),
                       STR_ARG(lines[i].other));
            c->n_random++;
            c->hit_random +=
                accepted(lines[i].latin, lines[(i * 7919 + 31) % n].other, &arena, threshold);
        }
        print_half(argv[f], &counts[1], 1);
        print_half(argv[f], &counts[0], 2);
        mem_free(lines);
        buf_release(&text);
        input_free(in);
    }
    arena_release(&arena);
    return 0;
}
