/* base/status.h - setting and reading errors. See seine/error.h for the rule of ownership. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "seine/error.h"

#define MUST_CHECK             __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* Sets err (NULL is fine) unless it already holds a failure, and returns status, so that a
 * function can end with `return error_set(err, SEINE_IO, "...");`. */
enum seine_status error_set(struct seine_error *err, enum seine_status status, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
#ifdef __clang_analyzer__ /* so that it knows, in every file, what comes back */
static inline void error_uses(const char *fmt, ...)
{
    (void)fmt;
}
#define error_set(err, status, ...) ((void)(err), error_uses(__VA_ARGS__), (status))
#endif

/* Adds the place to an error that has none yet. source may be NULL (unchanged). */
void error_at(struct seine_error *err, const char *source, int64_t line, int64_t column);

/* Puts "context: " before the message, cut at the message's size. */
void error_context(struct seine_error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Makes err empty again (status SEINE_OK). */
void error_clear(struct seine_error *err);

/* "file:line:column: message" without what is not known; writes at most n bytes, always
 * terminated; returns out. */
const char *error_text(const struct seine_error *err, char *out, unsigned n);

/* A short English noun for the status: "out of memory", "input/output error", ... Never NULL. */
const char *status_name(enum seine_status status);

#endif
