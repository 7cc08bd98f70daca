/* Byte input over any bytes: plain, gzip, Zstandard, UTF-16. Reading in small and in large steps
 * gives the same text. */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum seine_status read_in_steps(struct str bytes, size_t step, bool peek, struct buf *out)
{
    struct input *in = NULL;
    struct seine_error err = {0};
    char block[4096];
    size_t got = 1;
    enum seine_status status = input_open_bytes(bytes, "fuzz", &in, &err);
    if (status == SEINE_OK && peek)
        input_peek(in, 1000);
    while (status == SEINE_OK && got > 0 && buf_status(out) == SEINE_OK) {
        status = input_read(in, block, step, &got, &err);
        if (status == SEINE_OK)
            buf_add(out, (struct str){block, got});
    }
    input_free(in);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct str bytes = {(const char *)data, size};
    struct buf a, b;
    buf_init(&a, LIMIT_TEXT);
    buf_init(&b, LIMIT_TEXT);
    enum seine_status with_a = read_in_steps(bytes, sizeof(char[4096]), false, &a),
                      with_b = read_in_steps(bytes, 17, true, &b);
    if (buf_status(&a) == SEINE_OK && buf_status(&b) == SEINE_OK &&
        (with_a != with_b || !str_is(buf_str(&a), buf_str(&b))))
        abort();
    buf_release(&b);
    buf_release(&a);
    return 0;
}
