/* bench/headings.c - how often the heading that is read from words is the one that papers state:
 * distinct goods items with words and a code, which is hidden. usage: headings LABEL FILE...
 * Prints label, items, of them read, heading right, chapter right, tab-separated. Files that cannot
 * be read are told and left out. */
#include "goods/goods.h"
#include "records.h"

#include <stdio.h>

struct counts {
    unsigned long long n, read, heading, chapter;
};

static void count(const struct goods_words *words, const struct trade_table *t, struct counts *ret)
{
    for (size_t i = 0; i < t->cargos.n; i++) {
        const struct table_cargo *c = &t->cargos.v[i];
        unsigned stated = goods_heading_of_code(table_str(t, c->hs));
        if (stated % 100 == 0 || c->description == 0)
            continue;
        unsigned read = goods_heading_of_words(words, table_str(t, c->description));
        ret->n++;
        ret->read += read != 0;
        ret->heading += read == stated;
        ret->chapter += read / 100 == stated / 100;
    }
}

int main(int argc, char **argv)
{
    struct goods_words *words = NULL;
    struct trade_table table;
    struct seine_error err = {0};
    struct counts c = {0};
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
    if (status == SEINE_OK) {
        count(words, &table, &c);
        printf("%s\t%llu\t%llu\t%llu\t%llu\n", argv[1], c.n, c.read, c.heading, c.chapter);
    } else {
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
    }
    goods_words_free(words);
    trade_table_release(&table);
    return status == SEINE_OK ? 0 : 1;
}
