/* bench/split.c - the bare pass: reads a CSV and splits it into fields, nothing more. Prints rows,
 * fields and seconds, so that a scan's time can be stated as a ratio to it. */
#include "base/base.h"

#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
    struct seine_error err = {0};
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    unsigned long long rows = 0, fields = 0;
    struct timespec from, to;
    char text[1024];
    if (argc != 2)
        return 2;
    clock_gettime(CLOCK_MONOTONIC, &from);
    enum seine_status status = input_open(argv[1], &in, &err);
    if (status == SEINE_OK)
        status = csv_open(in, 0, &reader, &err);
    while (status == SEINE_OK && (status = csv_next(reader, &row, &err)) == SEINE_OK && row) {
        rows++;
        fields += row->n_fields;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    csv_free(reader);
    input_free(in);
    if (status != SEINE_OK) {
        fprintf(stderr, "%s\n", error_text(&err, text, sizeof text));
        return 1;
    }
    double seconds = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    printf("%llu %llu %.3f\n", rows, fields, seconds);
    return 0;
}
