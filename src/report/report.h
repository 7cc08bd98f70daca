/* report/ - cases -> what people and programs read: a terminal table, NDJSON, JSON, CSV, and one
 * self-contained HTML page with reasons, a map of the routes, the actor graph and a timeline. It
 * does not know how cases arose and adds no judgement of its own. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "assemble/assemble.h"
#include "lists/lists.h"

enum report_format { REPORT_TABLE = 0, REPORT_NDJSON, REPORT_JSON, REPORT_CSV, REPORT_HTML };
bool report_format_parse(struct str s, enum report_format *ret);

struct report_run { /* what the cases were made from: every output says so */
    const char *version;
    const struct list_info *lists;
    size_t n_lists;
    struct str kits_version, measures_version; /* "": no measures were looked for */
    uint64_t n_records, n_lines, n_read;       /* goods items, those whose heading words tell */
    uint64_t n_parties, n_listed, n_rejects, n_repeats, n_versions, n_withdrawn;
    uint64_t n_hypotheses;
};

struct report_decision { /* the last one on a case; verdict "": there is none */
    struct str verdict, reason, by, at;
};

struct report_input {
    const struct assemble_input *stages;
    const struct assemble_case *cases;
    size_t n_cases;
    const struct report_decision *decided; /* of each case; NULL: nothing is remembered */
    struct report_run run;
    struct map *n_names; /* of actors, kept once counted: hubs have many; NULL: nobody keeps them */
    bool colour;         /* table only */
    size_t width;        /* of the terminal, 60 or more, table only; 0: there is none */
    /* Called between cases: may write what there is so far and empty it. NULL: nobody does. */
    void (*pass)(void *context, struct buf *out);
    void *pass_context;
};

/* Appends the whole report, or what pass left of it. The bytes depend on the input alone: no clock,
 * no locale. */
void report_write(struct buf *out, enum report_format format, const struct report_input *in);
/* One case, of the input or another of its run, as the object of docs/records.md, "Case". rank: 1
 * is the best; NULL: nothing was decided on it. */
void report_case_json(struct json_writer *w, const struct report_input *in,
                      const struct assemble_case *c, size_t rank,
                      const struct report_decision *decision);
/* What a case without a kit is called ("Goods under a ban"); kind as in the case object. */
const char *report_kind_name(struct str kind);
/* What records cannot show, for every output (law 8). */
extern const char *const report_limits[];

#endif
