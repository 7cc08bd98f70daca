/* bench/pieces.c - who received and sent each consignment, and what of kits it can be, as a scan
 * finds them, for rankings that put pieces together in other ways (bench/unit_baselines.py).
 * usage: pieces KITS.json WATCHLIST RECORDS > pieces.tsv
 *
 * One line a consignment: id, day, the actor that receives, the one that sends ("-": nobody, a
 * forwarder or another hub), bits of faulty papers, and "kit/component=strength" of all that its
 * goods can be at least weakly, the best of its lines. */
#include "pipeline/pipeline.h"

#include <inttypes.h>
#include <stdio.h>

static void print_actor(const struct assemble_input *in, const struct table_record *r,
                        const enum trade_role *roles)
{
    uint32_t m = MAP_NONE;
    for (int i = 0; i < 2 && m == MAP_NONE; i++)
        m = table_mention_of(in->table, r, roles[i]);
    if (m == MAP_NONE || in->links->actors.v[in->links->actor_of[m]].is_hub)
        fputs("\t-", stdout);
    else
        printf("\t%" PRIu32, in->links->actor_of[m]);
}

static void print_pieces(const struct assemble_input *in, const struct table_record *r, float *best)
{
    const struct goods_catalogue *kits = in->catalogue;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < r->n_lines; i++) {
            uint32_t cargo = in->table->lines.v[r->first_line + i].cargo;
            for (uint32_t k = in->first_match[cargo]; k < in->first_match[cargo + 1]; k++) {
                const struct goods_match *m = &in->matches[k];
                const struct goods_component *c = goods_component(kits, m->component);
                if (pass == 0) {
                    best[m->component] =
                        m->strength > best[m->component] ? m->strength : best[m->component];
                    continue;
                }
                if (best[m->component] >= ASSEMBLE_MIN_STRENGTH)
                    printf("\t" STR_FMT "/" STR_FMT "=%.3f", STR_ARG(goods_kit(kits, c->kit)->id),
                           STR_ARG(c->id), (double)best[m->component]);
                best[m->component] = 0;
            }
        }
}

static void print_all(const struct assemble_input *in, float *best)
{
    static const enum trade_role receives[] = {TRADE_CONSIGNEE, TRADE_END_USER},
                                 sends[] = {TRADE_SHIPPER, TRADE_SHIPPER};
    for (size_t i = 0; i < in->table->records.n; i++) {
        const struct table_record *r = &in->table->records.v[i];
        double bits = 0;
        for (uint32_t k = in->checks->first[i]; k < in->checks->first[i + 1]; k++)
            bits += in->checks->findings.v[k].bits;
        printf(STR_FMT "\t%" PRId32, STR_ARG(table_str(in->table, r->id)), r->day);
        print_actor(in, r, receives);
        print_actor(in, r, sends);
        printf("\t%.3f", bits);
        print_pieces(in, r, best);
        putchar('\n');
    }
}

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct pipeline *p = NULL;
    char text[1024];
    if (argc != 4) {
        fputs("usage: pieces KITS.json WATCHLIST RECORDS > pieces.tsv\n", stderr);
        return 2;
    }
    const char *kits[] = {argv[1]}, *lists[] = {argv[2]}, *inputs[] = {argv[3]};
    struct pipeline_options options = {.inputs = inputs,
                                       .n_inputs = 1,
                                       .watchlists = lists,
                                       .n_watchlists = 1,
                                       .kits = kits,
                                       .n_kits = 1,
                                       .top = 1};
    float *best = NULL;
    enum seine_status status = pipeline_scan(&options, &p, &err);
    if (status == SEINE_OK) {
        const struct assemble_input *in = pipeline_report(p)->stages;
        best = mem_calloc(goods_n_components(in->catalogue) + 1, sizeof *best);
        if (best)
            print_all(in, best);
        else
            status = SEINE_NOMEM;
    }
    if (status != SEINE_OK)
        fprintf(stderr, "pieces: %s\n", error_text(&err, text, sizeof text));
    mem_free(best);
    pipeline_free(p);
    return status == SEINE_OK ? 0 : 1;
}
