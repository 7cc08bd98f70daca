/* trade/toml.h - a strict subset of TOML 1.0 for mapping files. Private to trade/.
 *
 * Tables [a] and [a.b], keys bare, quoted or dotted, values that are strings (basic and literal,
 * one line), integers, decimals, booleans, and arrays of these. No inline tables, arrays of tables,
 * dates or multi-line strings: they are errors that say so. Keys given twice are errors. */
#ifndef TRADE_TOML_H
#define TRADE_TOML_H

#include "base/base.h"

enum toml_type { TOML_STRING = 0, TOML_NUMBER, TOML_BOOL, TOML_ARRAY };

enum { TOML_PARTS = 4 }; /* depth of table and key names */

struct toml_entry {
    struct str path[TOML_PARTS]; /* table's names, then the key */
    size_t n_path;
    enum toml_type type;
    struct str text;   /* of STRING, NUMBER, BOOL ("true", "false") */
    struct str *items; /* of ARRAY, as text */
    size_t n_items;
    int64_t line, column; /* of the key */
};
struct toml {
    VEC(struct toml_entry) entries; /* in the order of the file; slices live in the arena */
};

/* SEINE_FORMAT with line and column on anything that is not in the subset. */
enum seine_status toml_parse(struct str bytes, struct arena *arena, struct toml *ret,
                             struct seine_error *err) MUST_CHECK;
void toml_release(struct toml *t);

#endif
