/* report/html.h - shared by the files that write the HTML page.
 *
 *   html.c ── page, what was scanned, ranking, limits
 *     ├─ html_style.c    the style sheet
 *     ├─ html_case.c     headline, slots, reasons
 *     ├─ html_parties.c  parties, links, consignments
 *     └─ html_map.c  html_graph.c  html_timeline.c   figures (SVG)
 *   svg.c: escaping and numbers, for all of them
 *
 * All text from records, lists and kits goes through html_text or html_cut, nothing else. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/internal.h"

#define HTML_WIDTH   1040 /* of the figures, CSS pixels */
#define HTML_COLOURS 12   /* classes k0 .. k11 of the style sheet; kx: no piece */

struct html {
    struct buf *out;
    const struct report_input *in;
    const struct assemble_case *c; /* the case that is written */
    size_t rank;                   /* its place, from 1 */
    struct arena *arena;           /* scratch, reset after each case */
};

extern const char *const html_style[]; /* parts, then NULL */

/* svg.c ------------------------------------------------------------------------------------ */
/* Text of an element or of a quoted attribute: markup escaped, bad bytes U+FFFD, control and
 * direction-changing characters blank. */
void html_text(struct buf *out, struct str s);
void html_cut(struct buf *out, struct str s, size_t columns); /* at most so wide, with "…" */
void html_count(struct buf *out, uint64_t v);                 /* 12,345 */
void html_fixed(struct buf *out, double v, int decimals);     /* 12,345.60; "-" if not finite */
void html_percent(struct buf *out, double share);             /* buf_add_percent, escaped */
void html_chance(struct buf *out, double p);                  /* buf_add_chance, escaped */
void html_date(struct buf *out, int32_t day);
void html_plural(struct buf *out, uint64_t n, const char *one, const char *many);
/* A table up to its body, in a box of its own that scrolls. Columns end with NULL; those that begin
 * with '>' hold numbers. Ends with html_table_end. */
void html_table(struct buf *out, const char *classes, const char *const *columns);
void html_table_end(struct buf *out);
void svg_open(struct buf *out, const char *label, double width, double height);
void svg_number(struct buf *out, double v); /* one decimal at most */
void svg_point(struct buf *out, char command, double x, double y);
void svg_line(struct buf *out, const char *classes, double x1, double y1, double x2, double y2);
/* <text class= x= y=> without its content and end. */
void svg_text_at(struct buf *out, const char *classes, double x, double y);
/* Scratch of n elements, zeroed; NULL fails the output. */
void *html_array(struct html *h, size_t n, size_t size);

/* html_case.c ------------------------------------------------------------------------------ */
void html_case(struct html *h);
/* Which piece a record of the case is: index in c->components, or SIZE_MAX. */
size_t html_piece(const struct html *h, uint32_t record);
const char *html_colour(size_t piece); /* "k0" .. "k11", "kx" */
struct str html_piece_name(const struct html *h, size_t piece);
struct str html_record_id(const struct html *h, uint32_t record);
/* The record's id, a link to its row if the case holds it. */
void html_record_link(const struct html *h, struct str id);
void html_record_title(const struct html *h, uint32_t record); /* one line, escaped */

/* html_parties.c --------------------------------------------------------------------------- */
void html_parties(struct html *h);
void html_links(struct html *h);
void html_consignments(struct html *h);
/* The first listing of an actor's mentions, or NULL. */
const struct assemble_watch *html_listed(const struct html *h, uint32_t actor);
struct str html_actor_country(const struct html *h, uint32_t actor); /* alpha-2 or "" */

void html_map(struct html *h);
void html_graph(struct html *h);
void html_timeline(struct html *h);

#endif
