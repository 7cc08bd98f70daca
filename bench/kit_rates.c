/* bench/kit_rates.c - how often goods items of records fit each component of kits, strongly,
 * middling or weakly:
 *
 *     build/bench/kit_rates RECORDS KITS.json... > rates.tsv
 *
 * One line a component: kit, component, items, strong, middling, weak. tools/kits_wide.py makes
 * decoys that are as common; whether they are is seen by running this over them. */
#include "goods/goods.h"
#include "trade/trade.h"

#include <stdio.h>

struct counts {
    uint64_t level[3];
};

static enum seine_status count_items(struct trade_batch *batch, const struct goods_catalogue *c,
                                     struct arena *arena, struct counts *counts, uint64_t *n)
{
    for (size_t i = 0; i < batch->consignments.n; i++)
        for (size_t k = 0; k < batch->consignments.v[i].n_goods; k++) {
            const struct trade_goods *g = &batch->consignments.v[i].goods[k];
            struct goods_text text = {.description = g->description,
                                      .hs = g->hs,
                                      .un_number = g->un_number,
                                      .brand = g->brand,
                                      .model = g->model,
                                      .net_g = g->net_g,
                                      .value_usd_cents = TRADE_NONE};
            struct goods_match *matches;
            size_t n_matches;
            arena_reset(arena);
            if (goods_classify(c, &text, arena, &matches, &n_matches) != SEINE_OK)
                return SEINE_NOMEM;
            ++*n;
            for (size_t m = 0; m < n_matches; m++) {
                float s = matches[m].strength;
                if (s >= 0.04f)
                    counts[matches[m].component].level[s >= 0.6f ? 0 : s >= 0.25f ? 1 : 2]++;
            }
        }
    return SEINE_OK;
}

static enum seine_status run(const char *records, const struct goods_catalogue *c,
                             struct counts **ret, uint64_t *n, struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *reader = NULL;
    struct trade_batch batch;
    struct arena arena;
    bool more = true;
    *ret = mem_calloc(goods_n_components(c) + 1, sizeof **ret);
    arena_init(&arena, LIMIT_ARENA);
    trade_batch_init(&batch);
    enum seine_status status = *ret ? input_open(records, &in, err) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &reader, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&batch);
        status = trade_reader_next(reader, 4096, &batch, &more, err);
        if (status == SEINE_OK)
            status = count_items(&batch, c, &arena, *ret, n);
    }
    trade_reader_free(reader);
    input_free(in);
    trade_batch_release(&batch);
    arena_release(&arena);
    return status;
}

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct goods_catalogue *c = NULL;
    struct counts *counts = NULL;
    uint64_t n = 0;
    if (argc < 3 ||
        goods_catalogue_open((const char *const *)argv + 2, (size_t)argc - 2, &c, &err) ||
        run(argv[1], c, &counts, &n, &err)) {
        fprintf(stderr, "kit_rates RECORDS KITS.json...: %s\n", err.message);
        return 2;
    }
    for (size_t i = 0; i < goods_n_components(c); i++) {
        const struct goods_component *g = goods_component(c, i);
        printf(STR_FMT "\t" STR_FMT "\t%llu\t%llu\t%llu\t%llu\n", STR_ARG(goods_kit(c, g->kit)->id),
               STR_ARG(g->id), (unsigned long long)n, (unsigned long long)counts[i].level[0],
               (unsigned long long)counts[i].level[1], (unsigned long long)counts[i].level[2]);
    }
    mem_free(counts);
    goods_catalogue_free(c);
    return 0;
}
