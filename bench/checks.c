/* bench/checks.c - how often records fail each check: of a made-up world, planted and others apart;
 * of real papers, all of them. usage: checks LABEL [--truth TRUTH.ndjson] [--records OUT] [--kits
 * KITS] FILE...
 *
 * Prints "label check applied failed planted-applied planted-failed" for each check, tab-separated.
 * OUT: one line for each record: its id, what each check says of it (0 not applicable, 1 passed, 2
 * failed), the bits of all faults, how many components of KITS its goods can be and the strongest
 * of them. Files that cannot be read are told and left out. */
#include "check/check.h"
#include "records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Marks the records whose ids stand in the arrays "consignments" of the truth. */
static void mark_planted(const char *path, const struct trade_table *t, uint8_t *planted)
{
    static const char key[] = "\"consignments\":[";
    char *line = NULL;
    size_t room = 0;
    FILE *f = fopen(path, "rb");
    while (f && getline(&line, &room, f) > 0) {
        char *at = strstr(line, key);
        char *end = at ? strchr(at, ']') : NULL;
        for (at = at ? at + sizeof key - 1 : NULL; end && at && at < end;) {
            char *open = strchr(at, '"'), *close = open ? strchr(open + 1, '"') : NULL;
            if (!close || close > end)
                break;
            uint32_t r = table_find(t, (struct str){open + 1, (size_t)(close - open - 1)});
            if (r != MAP_NONE)
                planted[r] = 1;
            at = close + 1;
        }
    }
    free(line);
    if (f)
        fclose(f);
}

static bool has_failed(const struct check_result *c, uint32_t record, int kind)
{
    for (uint32_t i = c->first[record]; i < c->first[record + 1]; i++)
        if (c->findings.v[i].kind == kind)
            return true;
    return false;
}

static void print_rates(const char *label, const struct trade_table *t,
                        const struct check_result *c, const uint8_t *planted)
{
    for (int k = 0; k < CHECK_N; k++) {
        unsigned long long n[2][2] = {{0}};
        for (uint32_t i = 0; i < t->records.n; i++) {
            if (!(c->applied[i] >> k & 1))
                continue;
            n[planted[i]][0]++;
            n[planted[i]][1] += has_failed(c, i, k);
        }
        printf("%s\t%s\t%llu\t%llu\t%llu\t%llu\n", label, check_rules[k].name, n[0][0], n[0][1],
               n[1][0], n[1][1]);
    }
}

struct options {
    const char *label, *truth, *records, *kits;
};

/* How many components the record's goods can be, and how strongly at most. */
static enum seine_status components(const struct goods_catalogue *kits, const struct trade_table *t,
                                    const struct table_record *r, struct arena *arena,
                                    size_t *ret_n, double *ret_most)
{
    enum seine_status status = SEINE_OK;
    *ret_n = 0;
    *ret_most = 0;
    for (uint32_t i = 0; i < r->n_lines && status == SEINE_OK; i++) {
        const struct table_line *l = &t->lines.v[r->first_line + i];
        const struct table_cargo *c = &t->cargos.v[l->cargo];
        struct goods_text text = {.description = table_str(t, c->description),
                                  .hs = table_str(t, c->hs),
                                  .net_g = l->net_g,
                                  .value_usd_cents = TRADE_NONE};
        struct goods_match *m;
        size_t n;
        arena_reset(arena);
        status = goods_classify(kits, &text, arena, &m, &n);
        if (status == SEINE_OK && n) {
            *ret_n += n;
            *ret_most = (double)m[0].strength > *ret_most ? (double)m[0].strength : *ret_most;
        }
    }
    return status;
}

static enum seine_status write_rows(FILE *f, const struct trade_table *t,
                                    const struct check_result *c,
                                    const struct goods_catalogue *kits, struct arena *arena)
{
    enum seine_status status = SEINE_OK;
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        struct str id = table_str(t, t->records.v[i].id);
        size_t n;
        double most, bits = 0;
        fprintf(f, "\n" STR_FMT, STR_ARG(id));
        for (int k = 0; k < CHECK_N; k++)
            fprintf(f, "\t%u",
                    (unsigned)(c->applied[i] >> k & 1) + (has_failed(c, i, k) ? 1u : 0u));
        for (uint32_t k = c->first[i]; k < c->first[i + 1]; k++)
            bits += c->findings.v[k].bits;
        status = components(kits, t, &t->records.v[i], arena, &n, &most);
        fprintf(f, "\t%.3f\t%zu\t%.3f", bits, n, most);
    }
    fputc('\n', f);
    return status;
}

static enum seine_status write_records(const struct options *o, const struct trade_table *t,
                                       const struct check_result *c, struct seine_error *err)
{
    struct goods_catalogue *kits = NULL;
    struct arena arena;
    FILE *f = fopen(o->records, "wb");
    arena_init(&arena, LIMIT_ARENA);
    enum seine_status status = f ? goods_catalogue_open(&o->kits, 1, &kits, err) : SEINE_IO;
    if (status == SEINE_OK) {
        fputs("id", f);
        for (int k = 0; k < CHECK_N; k++)
            fprintf(f, "\t%s", check_rules[k].name);
        fputs("\tbits\tcomponents\tstrongest", f);
        status = write_rows(f, t, c, kits, &arena);
    }
    goods_catalogue_free(kits);
    arena_release(&arena);
    if (f)
        fclose(f);
    return status;
}

static enum seine_status run(struct trade_table *t, const struct options *o,
                             struct seine_error *err)
{
    struct geo *geo = NULL;
    struct pool *pool = NULL;
    struct check_result checks;
    memset(&checks, 0, sizeof checks);
    uint8_t *planted = calloc(t->records.n + 1, 1);
    enum seine_status status = planted ? geo_open(&geo, err) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = pool_new(2, &pool, err);
    if (status == SEINE_OK)
        status = check_run(t, geo, pool, &checks, err);
    if (status == SEINE_OK) {
        if (o->truth)
            mark_planted(o->truth, t, planted);
        print_rates(o->label, t, &checks, planted);
        if (o->records)
            status = write_records(o, t, &checks, err);
        check_result_release(&checks);
    }
    pool_free(pool);
    geo_free(geo);
    free(planted);
    return status;
}

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct trade_table t;
    struct options o = {.kits = "data/kits.json"};
    char text[1024];
    int i = 2;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        *(strcmp(argv[i], "--truth") == 0  ? &o.truth
          : strcmp(argv[i], "--kits") == 0 ? &o.kits
                                           : &o.records) = argv[i + 1];
    if (i >= argc) {
        fputs("usage: checks LABEL [--truth TRUTH.ndjson] [--records OUT] [--kits KITS] FILE...\n",
              stderr);
        return 2;
    }
    o.label = argv[1];
    enum seine_status status = trade_table_init(&t);
    for (; i < argc && status == SEINE_OK; i++)
        if (bench_read_file(argv[i], false, &t, &err) != SEINE_OK) {
            fprintf(stderr, "left out: %s\n", error_text(&err, text, sizeof text));
            error_clear(&err);
        }
    if (status == SEINE_OK)
        status = trade_table_seal(&t, NULL, &err);
    if (status == SEINE_OK)
        status = run(&t, &o, &err);
    if (status != SEINE_OK)
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    trade_table_release(&t);
    return status == SEINE_OK ? 0 : 1;
}
