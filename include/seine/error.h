/* seine/error.h - how every part of Seine says that something failed.
 *
 * The caller owns the error: a plain struct on its stack, NULL allowed wherever a
 * `struct seine_error *` is taken. It is written only on failure, and the first (lowest)
 * message stays; callers above add context but never overwrite it. */
#ifndef SEINE_ERROR_H
#define SEINE_ERROR_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum seine_status {
    SEINE_OK = 0,
    SEINE_NOMEM,       /* memory ran out */
    SEINE_IO,          /* the operating system refused a read or a write */
    SEINE_FORMAT,      /* the bytes are not of the expected format */
    SEINE_LIMIT,       /* a stated maximum was passed */
    SEINE_RANGE,       /* a value lies outside its domain */
    SEINE_NOT_FOUND,   /* what was asked for is not there */
    SEINE_CONFLICT,    /* it contradicts what is already there */
    SEINE_DENIED,      /* not permitted */
    SEINE_UNSUPPORTED, /* known, but not supported by this build */
    SEINE_CANCELLED,   /* the caller asked to stop */
    SEINE_INTERNAL     /* a bug in Seine */
};

/* line and column count from 1; 0 means "not known". source is a file name or "-". */
struct seine_error {
    enum seine_status status;
    char source[256];
    int64_t line;
    int64_t column;
    char message[512];
};

#ifdef __cplusplus
}
#endif

#endif
