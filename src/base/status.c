/* base/status.c - fills struct seine_error. Never allocates, never prints. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum seine_status(error_set)(struct seine_error *err, enum seine_status status, const char *fmt,
                             ...)
{
    if (err && err->status == SEINE_OK) {
        va_list args;
        err->status = status;
        va_start(args, fmt);
        vsnprintf(err->message, sizeof err->message, fmt, args);
        va_end(args);
    }
    return status;
}

void error_at(struct seine_error *err, const char *source, int64_t line, int64_t column)
{
    if (!err)
        return;
    if (source && !err->source[0])
        snprintf(err->source, sizeof err->source, "%s", source);
    if (err->line == 0)
        err->line = line;
    if (err->column == 0)
        err->column = column;
}

void error_context(struct seine_error *err, const char *fmt, ...)
{
    char prefix[sizeof err->message], whole[2 * sizeof err->message + 4];
    va_list args;
    if (!err)
        return;
    va_start(args, fmt);
    vsnprintf(prefix, sizeof prefix, fmt, args);
    va_end(args);
    snprintf(whole, sizeof whole, "%s: %s", prefix, err->message);
    memcpy(err->message, whole, sizeof err->message - 1);
    err->message[sizeof err->message - 1] = '\0';
}

void error_clear(struct seine_error *err)
{
    if (err)
        memset(err, 0, sizeof *err);
}

const char *error_text(const struct seine_error *err, char *out, unsigned n)
{
    const char *message = err->message[0] ? err->message : status_name(err->status);
    if (err->source[0] && err->line > 0 && err->column > 0)
        snprintf(out, n, "%s:%lld:%lld: %s", err->source, (long long)err->line,
                 (long long)err->column, message);
    else if (err->source[0] && err->line > 0)
        snprintf(out, n, "%s:%lld: %s", err->source, (long long)err->line, message);
    else if (err->source[0])
        snprintf(out, n, "%s: %s", err->source, message);
    else
        snprintf(out, n, "%s", message);
    return out;
}

const char *status_name(enum seine_status status)
{
    static const char *const names[] = {"no error",     "out of memory", "input/output error",
                                        "wrong format", "limit passed",  "out of range",
                                        "not found",    "conflict",      "denied",
                                        "unsupported",  "cancelled",     "internal error"};
    return (unsigned)status < sizeof names / sizeof *names ? names[status] : "unknown error";
}
