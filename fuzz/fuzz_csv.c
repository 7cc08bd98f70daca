/* CSV reader over any bytes: it must end, stay within its limits, and give the same rows whether
 * the separator was found or given. */
#include "base/base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input *in = NULL;
    struct csv_reader *r = NULL;
    const struct csv_row *row = NULL;
    struct seine_error err = {0};
    size_t rows = 0;
    if (input_open_bytes((struct str){(const char *)data, size}, "fuzz", &in, &err) != SEINE_OK)
        return 0;
    if (csv_open(in, 0, &r, &err) == SEINE_OK) {
        while (csv_next(r, &row, &err) == SEINE_OK && row) {
            if (row->n_fields > LIMIT_CSV_COLUMNS || row->raw.n > LIMIT_QUARANTINE_RAW ||
                row->line < 1 || (row->status != SEINE_OK) != (row->reason != NULL))
                abort();
            for (size_t i = 0; i < row->n_fields; i++)
                if (row->fields[i].n > LIMIT_CSV_FIELD)
                    abort();
            if (++rows > 100000) /* a small archive can hold endless rows */
                break;
        }
    }
    csv_free(r);
    input_free(in);
    return 0;
}
