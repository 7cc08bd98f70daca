/* What the fuzzers of message readers share: every record read must be canonical, and no byte may
 * pass without a record or a located reject. */
#ifndef FUZZ_MESSAGES_H
#define FUZZ_MESSAGES_H

#include "trade/messages.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads bytes, and writes the records into out. Returns the number of rejects. */
static inline size_t fuzz_copy(struct str bytes, struct buf *out)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    trade_batch_init(&b);
    if (bytes.n > 0 && input_open_bytes(bytes, "fuzz", &in, NULL) == SEINE_OK &&
        trade_reader_open(in, NULL, &r, NULL) == SEINE_OK) {
        while (more && trade_reader_next(r, 3, &b, &more, NULL) == SEINE_OK) {
        }
        if (more) {
            abort(); /* bytes in memory cannot fail to be read */
        }
    }
    for (size_t i = 0; i < b.consignments.n; i++) {
        trade_write_ndjson(out, &b.consignments.v[i]);
    }
    for (size_t i = 0; i < b.rejects.n; i++) {
        if (b.rejects.v[i].reason.n == 0 || b.rejects.v[i].line < 1) {
            abort();
        }
    }
    size_t n = b.rejects.n;
    trade_batch_release(&b);
    trade_reader_free(r);
    input_free(in);
    return n;
}

struct fuzz_form {
    const char *(*write)(struct buf *, const struct trade_consignment *);
    const char *begin, *end;
};

/* What can be written as a message must be one when it is read: a record or a located reject. */
static inline void fuzz_write(const struct trade_consignment *c)
{
    static const char graph[] =
        "{\"@context\":{\"cargo\":\"https://onerecord.iata.org/ns/cargo#\"},\"@graph\":[";
    static const struct fuzz_form forms[] = {
        {trade_write_fwb, "", ""},
        {trade_write_fhl, "", ""},
        {trade_write_ffm, "", ""},
        {trade_write_edifact, "", ""},
        {trade_write_wco, "", ""},
        {trade_write_cargo_xml, "", ""},
        {trade_write_one_record, graph, "]}"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct buf text;
        struct buf ignored;
        buf_init(&text, 64 * MIB);
        buf_init(&ignored, 64 * MIB);
        buf_add_z(&text, forms[i].begin);
        const char *why = forms[i].write(&text, c);
        buf_add_z(&text, forms[i].end);
        if (why == NULL && fuzz_copy(buf_str(&text), &ignored) == 0 && ignored.n == 0) {
            abort();
        }
        buf_release(&text);
        buf_release(&ignored);
    }
}

/* Writes every record of these bytes. */
static inline void fuzz_write_all(struct str bytes)
{
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct trade_batch b;
    bool more = true;
    trade_batch_init(&b);
    if (input_open_bytes(bytes, "fuzz", &in, NULL) == SEINE_OK &&
        trade_reader_open(in, NULL, &r, NULL) == SEINE_OK) {
        while (more && trade_reader_next(r, 100, &b, &more, NULL) == SEINE_OK) {
        }
    }
    for (size_t i = 0; i < b.consignments.n && i < 20; i++) {
        fuzz_write(&b.consignments.v[i]);
    }
    trade_batch_release(&b);
    trade_reader_free(r);
    input_free(in);
}

/* Reads `lead` followed by the data. */
static inline int fuzz_messages(const char *lead, const uint8_t *data, size_t size)
{
    struct buf all;
    struct buf first;
    struct buf second;
    buf_init(&all, 64 * MIB);
    buf_init(&first, 256 * MIB);
    buf_init(&second, 256 * MIB);
    buf_add_z(&all, lead);
    buf_add(&all, (struct str){size ? (const char *)data : "", size});
    (void)fuzz_copy(buf_str(&all), &first);
    if (first.n > 0) {
        fuzz_write_all(buf_str(&first));
        size_t rejects = fuzz_copy(buf_str(&first), &second);
        if (rejects > 0 || first.n != second.n || memcmp(first.p, second.p, first.n) != 0) {
            abort();
        }
    }
    buf_release(&all);
    buf_release(&first);
    buf_release(&second);
    return 0;
}

#endif
