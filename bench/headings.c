/* bench/headings.c - how often the heading that is read from words is the one that papers state:
 * distinct goods items with words and a code, which is hidden. usage: headings LABEL FILE...
 * Prints label, items, of them read, heading right, chapter right; then of every second item, whose
 * code alone is hidden, how many are told by lines of the other items, heading right, chapter
 * right; tab-separated. Files that cannot be read are told and left out. */
#include "goods/goods.h"
#include "records.h"

#include <stdio.h>

struct counts {
    unsigned long long n, read, heading, chapter;
};

/* 0: no words, or no code of four digits. */
static uint16_t stated_by(const struct trade_table *t, size_t cargo)
{
    const struct table_cargo *c = &t->cargos.v[cargo];
    uint16_t stated = goods_heading_of_code(table_str(t, c->hs));
    return stated % 100 == 0 || c->description == 0 ? 0 : stated;
}

static void count_one(struct counts *ret, unsigned stated, unsigned read)
{
    ret->n++;
    ret->read += read != 0;
    ret->heading += read == stated;
    ret->chapter += read / 100 == stated / 100;
}

static void count_words(const struct goods_words *words, const struct trade_table *t,
                        struct counts *ret)
{
    for (size_t i = 0; i < t->cargos.n; i++) {
        unsigned stated = stated_by(t, i);
        if (stated)
            count_one(ret, stated,
                      goods_heading_of_words(words, table_str(t, t->cargos.v[i].description)));
    }
}

/* Items of odd number by the lines of those of even number. */
static enum seine_status count_usage(const struct trade_table *t, struct counts *ret)
{
    struct goods_usage *v = mem_calloc(t->cargos.n + 1, sizeof *v);
    if (!v)
        return SEINE_NOMEM;
    for (size_t i = 0; i < t->lines.n; i++)
        v[t->lines.v[i].cargo].lines++;
    for (size_t i = 0; i < t->cargos.n; i++) {
        v[i].heading = i % 2 ? 0 : stated_by(t, i);
        if (v[i].heading)
            v[i].words = goods_usage_words(table_str(t, t->cargos.v[i].description));
    }
    size_t n = goods_usage_settle(v, t->cargos.n);
    for (size_t i = 1; i < t->cargos.n; i += 2) {
        unsigned stated = stated_by(t, i);
        if (stated)
            count_one(ret, stated,
                      goods_usage_heading(v, n, table_str(t, t->cargos.v[i].description)));
    }
    mem_free(v);
    return SEINE_OK;
}

int main(int argc, char **argv)
{
    struct goods_words *words = NULL;
    struct trade_table table;
    struct seine_error err = {0};
    struct counts c = {0}, u = {0};
    char text[1024];
    if (argc < 3) {
        fputs("usage: headings LABEL FILE...\n", stderr);
        return 2;
    }
    enum seine_status status = trade_table_init(&table);
    for (int i = 2; i < argc && status == SEINE_OK; i++)
        if (bench_read_file(argv[i], false, &table, &err) != SEINE_OK) {
            fprintf(stderr, "left out: %s\n", error_text(&err, text, sizeof text));
            error_clear(&err);
        }
    if (status == SEINE_OK)
        status = goods_words_new(&words, &err);
    if (status == SEINE_OK)
        status = count_usage(&table, &u);
    if (status == SEINE_OK) {
        count_words(words, &table, &c);
        printf("%s\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\t%llu\n", argv[1], c.n, c.read,
               c.heading, c.chapter, u.n, u.read, u.heading, u.chapter);
    } else {
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    }
    goods_words_free(words);
    trade_table_release(&table);
    return status == SEINE_OK ? 0 : 1;
}
