/* cli/match.h - inside `seine match`: who is asked for, and what is said of the hits. */
#ifndef CLI_MATCH_H
#define CLI_MATCH_H

#include "cli/names.h"
#include "geo/geo.h"
#include "lists/parties.h"

/* ---- match_names.c: the parties of a file, as docs/records.md tells them ---- */

struct match_asked {
    struct str key; /* the row's own id; empty: it has none */
    struct screen_subject subject;
    size_t n_hits, n_all; /* set once it was screened: how many are told, and were found */
};

struct match_names {
    const char *path;
    const struct geo *geo;
    struct str country;  /* of whoever names none, alpha-2; empty: unknown */
    enum list_kind kind; /* the same */
    struct input *in;
    struct csv_reader *csv;
    const struct csv_row *row; /* the next one; NULL: none is left */
    bool is_table; /* there is a header with `name`; else each line is one name, commas and all */
    struct party_columns columns;
    uint64_t n_bad;                            /* rows that cannot be read */
    struct party_odd nameless;                 /* rows that say something, but no name */
    struct party_odd countries, births, kinds; /* values that were not understood */
    struct buf unread;           /* the names of columns that nothing was taken from */
    struct buf joined, repaired; /* scratch */
};

/* The caller has set path, geo, country and kind. To be closed whatever comes of it. */
enum seine_status match_names_open(struct match_names *m, struct seine_error *err) MUST_CHECK;
/* The next party, its text in the arena. *ret_any false: there is none. Rows that cannot be read
 * are told of and counted. */
enum seine_status match_names_next(struct match_names *m, struct arena *arena,
                                   struct match_asked *ret, bool *ret_any,
                                   struct seine_error *err) MUST_CHECK;
void match_names_close(struct match_names *m);

/* ---- match_write.c: hits on paper ---- */

enum match_format { MATCH_TABLE, MATCH_NDJSON, MATCH_JSON, MATCH_CSV };
extern const char *const match_formats[]; /* their names */

struct match_writer {
    enum match_format format;
    bool has_keys; /* the rows asked for have ids of their own: CSV has a column for them */
    bool is_all;   /* names without a hit have a row too; the table has a line for each anyway */
    double threshold;
    const struct list_set *lists;
    const struct screen_index *index;
};

void match_write_head(const struct match_writer *w, struct buf *out);
/* All hits of one party, or that there is none, after what out holds; scratch is overwritten. In
 * JSON they are members of an array, with commas between them but none around them. */
enum seine_status match_write_hits(const struct match_writer *w, const struct match_asked *a,
                                   const struct screen_hit *hits, size_t n, size_t n_total,
                                   struct arena *scratch, struct buf *out) MUST_CHECK;
void match_write_foot(const struct match_writer *w, struct buf *out);

#endif
