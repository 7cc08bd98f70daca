/* bench/alone.c - whether a consignment by itself is told the same goods as in a scan of them all.
 * usage: alone KITS.json WATCHLIST RECORDS STORE
 *
 * Scans the records into STORE, which must not be there. Then each goods item that states no
 * tariff number is read as an assessment reads it: by the words alone, and by what the scan left
 * in the store, then the words. A line each, tab-separated: items, heading as in the scan; of those
 * that can be a part of a kit here or there, how many, and the same parts. How strongly they fit is
 * not compared: it also goes by the mass, and a scan takes the least of all lines of the same
 * words. */
#include "pipeline/pipeline.h"
#include "store/usage.h"

#include <stdio.h>

struct counts {
    unsigned long long items, same_heading, parts, same_parts;
};

struct told { /* the components that one item can be */
    const struct goods_match *v;
    size_t n;
};

static bool is_part(const struct goods_catalogue *kits, const struct goods_match *m)
{
    return m->strength >= ASSEMBLE_MIN_STRENGTH &&
           !goods_kit(kits, goods_component(kits, m->component)->kit)->is_decoy;
}

/* Parts of a that b can be too; *ret_n: all parts of a. */
static size_t shared(const struct goods_catalogue *kits, struct told a, struct told b,
                     size_t *ret_n)
{
    size_t n = 0;
    *ret_n = 0;
    for (size_t i = 0; i < a.n; i++) {
        bool is_in_b = false;
        if (!is_part(kits, &a.v[i]))
            continue;
        ++*ret_n;
        for (size_t k = 0; k < b.n; k++)
            is_in_b |= b.v[k].component == a.v[i].component && is_part(kits, &b.v[k]);
        n += is_in_b;
    }
    return n;
}

static enum seine_status count_item(const struct assemble_input *in, uint32_t cargo,
                                    const struct trade_goods *g, const struct goods_headings *h,
                                    struct arena *arena, struct counts *ret)
{
    struct goods_text text = pipeline_goods_text(h, g);
    struct goods_match *matches = NULL;
    struct told alone = {NULL, 0}, scan = {in->matches + in->first_match[cargo],
                                           in->first_match[cargo + 1] - in->first_match[cargo]};
    size_t n_scan = 0, n_alone = 0;
    enum seine_status status = goods_classify(in->catalogue, &text, arena, &matches, &alone.n);
    alone.v = matches;
    if (status != SEINE_OK)
        return status;
    size_t both = shared(in->catalogue, scan, alone, &n_scan);
    (void)shared(in->catalogue, alone, scan, &n_alone);
    ret->items++;
    ret->same_heading += text.heading == in->table->cargos.v[cargo].heading;
    ret->parts += n_scan + n_alone > 0;
    ret->same_parts += n_scan + n_alone > 0 && both == n_scan && both == n_alone;
    return SEINE_OK;
}

static enum seine_status count_all(const struct assemble_input *in, const struct goods_headings *h,
                                   struct counts *ret)
{
    const struct trade_table *t = in->table;
    enum seine_status status = SEINE_OK;
    struct arena arena;
    arena_init(&arena, LIMIT_ARENA);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        struct trade_consignment c;
        arena_reset(&arena);
        status = table_consignment(t, i, &arena, &c);
        for (uint32_t k = 0; status == SEINE_OK && k < c.n_goods; k++) {
            uint32_t cargo = t->lines.v[t->records.v[i].first_line + k].cargo;
            if (!t->cargos.v[cargo].stated)
                status = count_item(in, cargo, &c.goods[k], h, &arena, ret);
        }
    }
    arena_release(&arena);
    return status;
}

static enum seine_status print_all(const struct assemble_input *in, const struct goods_words *words,
                                   const struct goods_usage *usage, size_t n)
{
    const struct goods_headings read[] = {{NULL, 0, words}, {usage, n, words}};
    static const char *const labels[] = {"words alone", "usage, then words"};
    enum seine_status status = SEINE_OK;
    for (int i = 0; i < 2 && status == SEINE_OK; i++) {
        struct counts c = {0};
        status = count_all(in, &read[i], &c);
        printf("%s\t%llu\t%llu\t%llu\t%llu\n", labels[i], c.items, c.same_heading, c.parts,
               c.same_parts);
    }
    return status;
}

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct pipeline *p = NULL;
    struct store *s = NULL;
    struct goods_words *words = NULL;
    struct goods_usage *usage = NULL;
    size_t n_usage = 0;
    char text[1024];
    if (argc != 5) {
        fputs("usage: alone KITS.json WATCHLIST RECORDS STORE\n", stderr);
        return 2;
    }
    const char *kits[] = {argv[1]}, *lists[] = {argv[2]}, *inputs[] = {argv[3]};
    struct pipeline_options options = {.inputs = inputs,
                                       .n_inputs = 1,
                                       .watchlists = lists,
                                       .n_watchlists = 1,
                                       .kits = kits,
                                       .n_kits = 1,
                                       .db = argv[4],
                                       .top = 1};
    enum seine_status status = pipeline_scan(&options, &p, &err);
    if (status == SEINE_OK)
        status = store_open_existing(argv[4], &s, &err);
    if (status == SEINE_OK)
        status = store_get_usage(s, &usage, &n_usage, &err);
    if (status == SEINE_OK)
        status = goods_words_new(&words, &err);
    if (status == SEINE_OK)
        status = print_all(pipeline_report(p)->stages, words, usage, n_usage);
    if (status == SEINE_OK)
        printf("kept\t%zu\n", n_usage);
    else
        fprintf(stderr, "alone: %s\n", error_text(&err, text, sizeof text));
    mem_free(usage);
    goods_words_free(words);
    store_close(s);
    pipeline_free(p);
    return status == SEINE_OK ? 0 : 1;
}
