/* Reading rows of the embedded tables. It does not know what the tables mean, and trusts their
 * order, which the generators check. */
#include "geo/tables.h"

#include <math.h>
#include <string.h>

static struct str cut_line(struct str *rest)
{
    const char *end = memchr(rest->p, '\n', rest->n);
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    struct str line = {rest->p, n};
    size_t used = end ? n + 1 : n;
    *rest = (struct str){rest->p + used, rest->n - used};
    return line;
}

static void split(struct str line, struct str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *tab = i + 1 < n ? memchr(line.p, '\t', line.n) : NULL;
        size_t length = tab ? (size_t)(tab - line.p) : line.n;
        fields[i] = (struct str){line.p, length};
        size_t used = tab ? length + 1 : length;
        line = (struct str){line.p + used, line.n - used};
    }
}

bool ref_row(struct str *rest, struct str *fields, size_t n)
{
    while (rest->n > 0) {
        struct str line = cut_line(rest);
        if (line.n == 0 || line.p[0] == '#') {
            continue;
        }
        split(line, fields, n);
        return true;
    }
    return false;
}

size_t ref_n_rows(struct str table)
{
    struct str whole[1];
    size_t n = 0;
    while (ref_row(&table, whole, 1)) {
        n++;
    }
    return n;
}

static int compare_key(struct str row, struct str key)
{
    const char *tab = memchr(row.p, '\t', row.n);
    return str_compare((struct str){row.p, tab ? (size_t)(tab - row.p) : row.n}, key);
}

/* Invariant: rows that begin before lo are less than key, those that begin at hi or later are not.
 */
bool ref_find(struct str table, struct str key, struct str *fields, size_t n)
{
    struct str rest = table;
    while (rest.n > 0 && rest.p[0] == '#') {
        (void)cut_line(&rest);
    }
    size_t lo = 0;
    size_t hi = rest.n;
    while (lo < hi) {
        size_t at = lo + (hi - lo) / 2;
        while (at > lo && rest.p[at - 1] != '\n') {
            at--;
        }
        struct str tail = {rest.p + at, rest.n - at};
        size_t before = tail.n;
        struct str line = cut_line(&tail);
        if (compare_key(line, key) < 0) {
            lo = at + (before - tail.n);
        } else {
            hi = at;
        }
    }
    struct str tail = {rest.p + lo, rest.n - lo};
    if (tail.n == 0) {
        return false;
    }
    struct str line = cut_line(&tail);
    if (compare_key(line, key) != 0) {
        return false;
    }
    split(line, fields, n);
    return true;
}

double ref_degrees(struct str field)
{
    int64_t v = 0;
    return str_to_i64(field, &v) ? (double)v / 10000.0 : (double)NAN;
}

void ref_copy(char *out, size_t room, struct str field)
{
    size_t n = field.n < room - 1 ? field.n : room - 1;
    memcpy(out, field.p, n);
    memset(out + n, 0, room - n);
}
