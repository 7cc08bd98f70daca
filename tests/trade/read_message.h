/* The messages in tests/trade/messages as batches. */
#ifndef TESTS_TRADE_READ_MESSAGE_H
#define TESTS_TRADE_READ_MESSAGE_H

#include <stdio.h>

#include "reading.h"

static inline void read_message(const char *name, const char *format, struct trade_batch *b)
{
    char path[4096];
    struct input *in = NULL;
    struct trade_reader *r = NULL;
    struct seine_error err = {0};
    bool more = true;
    const char *source = getenv("SEINE_SOURCE");
    (void)snprintf(path, sizeof path, "%s/tests/trade/messages/%s", source ? source : ".", name);
    trade_batch_init(b);
    assert_int_equal(input_open(path, &in, &err), SEINE_OK);
    assert_int_equal(trade_reader_open(in, NULL, &r, &err), SEINE_OK);
    assert_string_equal(trade_reader_format(r), format);
    while (more)
        assert_int_equal(trade_reader_next(r, 1, b, &more, &err), SEINE_OK);
    trade_reader_free(r);
    input_free(in);
}

#endif
