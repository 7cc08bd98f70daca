/* serve/front.h - the page and Seine's own API over HTTP, on libmicrohttpd. One process, a few
 * threads; meant for one desk: loopback unless told otherwise, one token. It checks the Host and
 * Origin of a request, so that no other site's page can reach it through the reader's browser. */
#ifndef SERVE_FRONT_H
#define SERVE_FRONT_H

#include "serve/own.h"

struct front_config { /* borrowed for the life of the front */
    struct own *own;
    const char *address; /* "127.0.0.1", "::1" ... */
    uint16_t port;       /* 0: any that is free */
    const char *token;   /* NULL: none is asked for */
    struct str by;       /* whose decisions they are */
    unsigned threads;    /* 0 = 4 */
};

struct front;
/* SEINE_UNSUPPORTED when built without libmicrohttpd. */
enum seine_status front_start(const struct front_config *config, struct front **ret,
                              struct seine_error *err) MUST_CHECK;
uint16_t front_port(const struct front *f);
void front_stop(struct front *f);

#define FRONT_JSON_MAX (1 * MIB) /* bytes of a body that is no file of consignments */

#endif
