/* trade/one_documents.h - the JSON documents of an input, one after the other. Private to trade/.
 */
#ifndef TRADE_ONE_DOCUMENTS_H
#define TRADE_ONE_DOCUMENTS_H

#include "trade/reader.h"

/* Where a JSON text stands at its end, to be gone on with. All zero at the beginning. */
struct json_nesting {
    int64_t depth;
    bool is_text; /* within a string */
};
void json_nest(struct json_nesting *n, struct str text);

struct one_documents {
    struct line_reader lines;
    struct buf text;  /* of the open document */
    struct line held; /* read, but of the next document */
    int64_t n_lines;  /* of the open document */
    bool has_held, is_done;
};
void one_documents_init(struct one_documents *r, struct input *in);
void one_documents_release(struct one_documents *r);

struct one_document {
    struct str text;     /* borrowed until the next call */
    int64_t line;        /* that it begins in */
    const char *trouble; /* why it is none: it is too long, or the input breaks off; else NULL */
};
/* Without a document at the end *ret_more is false. */
enum seine_status one_documents_next(struct one_documents *r, struct one_document *ret,
                                     bool *ret_more, struct seine_error *err) MUST_CHECK;
#endif
