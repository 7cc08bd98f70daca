/* base/json.h - strict RFC 8259 pull reader over bytes in memory, and a writer.
 *
 * The reader keeps numbers as text until asked and strings as slices (unescaped lazily into an
 * arena). Depth is limited (LIMIT_JSON_DEPTH); invalid UTF-8, NUL, lone surrogates are errors with
 * a byte offset. Duplicate keys are all seen; callers take the last. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"

enum json_type {
    JSON_END = 0, /* end of the document */
    JSON_OBJECT,  /* '{' */
    JSON_OBJECT_END,
    JSON_ARRAY,
    JSON_ARRAY_END,
    JSON_KEY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL,
    JSON_ERROR /* see json_error */
};

struct json_reader {
    const char *start, *p, *end;
    struct arena *arena;
    struct str text; /* of the last key, string (unescaped) or number */
    int depth;
    unsigned char state;
    unsigned char stack[64];
    enum seine_status status;
    const char *reason;
    size_t offset; /* of the error */
};

void json_init(struct json_reader *r, struct str bytes, struct arena *arena);
enum json_type json_next(struct json_reader *r);
/* Skips the value that comes next (after a key, or in an array). False on error. */
bool json_skip(struct json_reader *r);
/* Skips the rest of the value whose first token `t` was just read. False on error. */
bool json_skip_rest(struct json_reader *r, enum json_type t);
/* Turns the reader's error into err with the offset as column. Returns the status. */
enum seine_status json_failed(const struct json_reader *r, struct seine_error *err);

/* A parsed tree for small documents (kits, mapping, requests). Lives in the arena. */
struct json_value {
    enum json_type type; /* OBJECT, ARRAY, STRING, NUMBER, TRUE, FALSE or NULL */
    struct str key;      /* in an object */
    struct str text;     /* STRING, NUMBER */
    struct json_value *first, *next;
    size_t n; /* children */
};
enum seine_status json_parse(struct str bytes, struct arena *arena, const struct json_value **ret,
                             struct seine_error *err) MUST_CHECK;
const struct json_value *json_get(const struct json_value *object,
                                  const char *key); /* NULL if absent */
struct str json_text(const struct json_value *object,
                     const char *key); /* "" if absent or no string */

/* Writing: a small state machine over a buf that puts the commas. */
struct json_writer {
    struct buf *out;
    int depth;
    bool need_comma[64];
    bool after_key;
};
void json_writer_init(struct json_writer *w, struct buf *out);
void json_object(struct json_writer *w);
void json_object_end(struct json_writer *w);
void json_array(struct json_writer *w);
void json_array_end(struct json_writer *w);
void json_key(struct json_writer *w, const char *key);
void json_string(struct json_writer *w, struct str s); /* invalid UTF-8 becomes U+FFFD */
void json_i64(struct json_writer *w, int64_t v);
void json_decimal(struct json_writer *w, double v, int digits); /* NaN and infinity become null */
void json_fixed(struct json_writer *w, int64_t v, int decimals);
void json_bool(struct json_writer *w, bool v);
void json_null(struct json_writer *w);
void json_raw(struct json_writer *w, struct str json);
/* Key and string value, left out when the value is empty. */
void json_member(struct json_writer *w, const char *key, struct str value);
void json_member_or_null(struct json_writer *w, const char *key,
                         struct str value); /* null if empty */
void json_member_i64(struct json_writer *w, const char *key, int64_t v);
/* Of what is counted, which is never negative: size_t, uint32_t, uint64_t. */
void json_member_count(struct json_writer *w, const char *key, uint64_t n);
void json_member_decimal(struct json_writer *w, const char *key, double v, int digits);
void json_member_bool(struct json_writer *w, const char *key, bool v);
void json_member_day(struct json_writer *w, const char *key, int32_t day); /* null if DATE_NONE */
void json_member_strings(struct json_writer *w, const char *key, const struct str *v, size_t n);

#endif
