/* bench/checks.c - how often records fail each check: of a made-up world, planted and others apart;
 * of real papers, all of them. usage: checks LABEL [--truth TRUTH.ndjson] [--records OUT] FILE...
 *
 * Prints "label check applied failed planted-applied planted-failed" for each check, tab-separated.
 * OUT: one line for each record: its id, then what each check says of it (0 not applicable, 1
 * passed, 2 failed). Files that cannot be read are told and left out. */
#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum seine_status read_file(const char *path, struct trade_table *t, struct seine_error *err)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch batch;
    bool more = true;
    trade_batch_init(&batch);
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = trade_reader_open(in, NULL, &r, err);
    while (status == SEINE_OK && more) {
        trade_batch_reset(&batch);
        status = trade_reader_next(r, 1000, &batch, &more, err);
        for (size_t i = 0; status == SEINE_OK && i < batch.consignments.n; i++)
            status = trade_table_add(t, &batch.consignments.v[i]);
    }
    trade_reader_free(r);
    input_free(in);
    trade_batch_release(&batch);
    return status;
}

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

static void write_records(const char *path, const struct trade_table *t,
                          const struct check_result *c)
{
    FILE *f = fopen(path, "wb");
    if (!f)
        return;
    fputs("id", f);
    for (int k = 0; k < CHECK_N; k++)
        fprintf(f, "\t%s", check_rules[k].name);
    for (uint32_t i = 0; i < t->records.n; i++) {
        struct str id = table_str(t, t->records.v[i].id);
        fprintf(f, "\n" STR_FMT, STR_ARG(id));
        for (int k = 0; k < CHECK_N; k++)
            fprintf(f, "\t%u",
                    (unsigned)(c->applied[i] >> k & 1) + (has_failed(c, i, k) ? 1u : 0u));
    }
    fputc('\n', f);
    fclose(f);
}

static enum seine_status run(struct trade_table *t, const char *label, const char *truth,
                             const char *records, struct seine_error *err)
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
        if (truth)
            mark_planted(truth, t, planted);
        print_rates(label, t, &checks, planted);
        if (records)
            write_records(records, t, &checks);
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
    const char *truth = NULL, *records = NULL;
    char text[1024];
    int i = 2;
    for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
        *(strcmp(argv[i], "--truth") == 0 ? &truth : &records) = argv[i + 1];
    if (i >= argc) {
        fputs("usage: checks LABEL [--truth TRUTH.ndjson] [--records OUT] FILE...\n", stderr);
        return 2;
    }
    enum seine_status status = trade_table_init(&t);
    for (; i < argc && status == SEINE_OK; i++)
        if (read_file(argv[i], &t, &err) != SEINE_OK) {
            fprintf(stderr, "left out: %s\n", error_text(&err, text, sizeof text));
            error_clear(&err);
        }
    if (status == SEINE_OK)
        status = trade_table_seal(&t, NULL, &err);
    if (status == SEINE_OK)
        status = run(&t, argv[1], truth, records, &err);
    if (status != SEINE_OK)
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    trade_table_release(&t);
    return status == SEINE_OK ? 0 : 1;
}
