/* serve/front.c - HTTP by libmicrohttpd: takes a request's head and body within limits, refuses
 * what comes from elsewhere or without the token, and hands the rest to own_answer or the page. It
 * knows nothing of cases. */
#include "serve/front.h"
#include "serve/page.h"

#include <stdio.h>
#include <string.h>

#ifdef HAVE_MICROHTTPD
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sodium.h>

enum { IDLE_SECONDS = 60, CONNECTIONS = 256, CONNECTIONS_PER_HOST = 64 };

struct front {
    const struct front_config *config;
    struct MHD_Daemon *daemon;
    uint16_t port;
};

struct request { /* from its first line to its end */
    struct buf uri, body;
    bool is_begun;
    unsigned refused; /* status to answer with once the body is over; 0: none */
    const char *why;
};

static void *begin(void *context, const char *uri, struct MHD_Connection *c)
{
    struct request *r = mem_calloc(1, sizeof *r);
    (void)context, (void)c;
    if (r) {
        buf_init(&r->uri, 64 * KIB);
        buf_init(&r->body, OWN_BODY_MAX);
        buf_add_z(&r->uri, uri);
    }
    return r;
}

static void finish(void *context, struct MHD_Connection *c, void **state,
                   enum MHD_RequestTerminationCode why)
{
    struct request *r = *state;
    (void)context, (void)c, (void)why;
    if (r) {
        buf_release(&r->uri);
        buf_release(&r->body);
        mem_free(r);
    }
    *state = NULL;
}

static struct str header(struct MHD_Connection *c, const char *name)
{
    return str_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name));
}

/* Only names of this machine, or the address that it listens on: a foreign name that was made to
 * point here is refused. */
static bool is_own_host(const struct front *f, struct str host)
{
    size_t colon = SIZE_MAX;
    for (size_t i = host.n; i-- > 0 && host.p[i] != ']' && colon == SIZE_MAX;)
        if (host.p[i] == ':')
            colon = i;
    if (colon != SIZE_MAX)
        host = str_slice(host, 0, colon);
    static const char *const own[] = {"localhost", "127.0.0.1", "[::1]"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (str_is_ci(host, str_of(own[i])))
            return true;
    struct in_addr a4;
    struct in6_addr a6;
    char text[64];
    if (host.n == 0 || host.n >= sizeof text)
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = 0;
    if (str_is(host, str_of(f->config->address)))
        return true;
    if (text[0] == '[' && text[host.n - 1] == ']') {
        text[host.n - 1] = 0;
        return inet_pton(AF_INET6, text + 1, &a6) == 1;
    }
    return inet_pton(AF_INET, text, &a4) == 1; /* an address cannot be made to point elsewhere */
}

static bool is_own_origin(struct MHD_Connection *c)
{
    struct str origin = header(c, "Origin"), host = header(c, "Host");
    size_t at = str_starts_ci(origin, STR("http://"))    ? 7
                : str_starts_ci(origin, STR("https://")) ? 8
                                                         : 0;
    return origin.n == 0 || (at && str_is_ci(str_slice(origin, at, origin.n), host));
}

static bool has_token(const struct front *f, struct MHD_Connection *c)
{
    unsigned char given[32], wanted[32];
    struct str text = header(c, "Authorization"), token = str_of(f->config->token);
    if (!f->config->token)
        return true;
    if (!str_starts_ci(text, STR("Bearer ")))
        return false;
    text = str_trim(str_slice(text, 7, text.n));
    crypto_generichash(given, sizeof given, (const unsigned char *)text.p, text.n, NULL, 0);
    crypto_generichash(wanted, sizeof wanted, (const unsigned char *)token.p, token.n, NULL, 0);
    return sodium_memcmp(given, wanted, sizeof given) == 0;
}

static enum MHD_Result reply(struct MHD_Connection *c, unsigned code, const char *type,
                             struct MHD_Response *response)
{
    static const char *const always[][2] = {{"X-Content-Type-Options", "nosniff"},
                                            {"Referrer-Policy", "no-referrer"},
                                            {"Cross-Origin-Resource-Policy", "same-origin"},
                                            {"Content-Security-Policy", PAGE_POLICY}};
    if (!response)
        return MHD_NO;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(response, always[i][0], always[i][1]);
    MHD_add_response_header(response, "Content-Type", type);
    if (code == 401)
        MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (code == 503)
        MHD_add_response_header(response, "Retry-After", "2");
    enum MHD_Result done = MHD_queue_response(c, code, response);
    MHD_destroy_response(response);
    return done;
}

static enum MHD_Result send_text(struct MHD_Connection *c, unsigned code, const char *type,
                                 const struct buf *text)
{
    struct MHD_Response *response =
        MHD_create_response_from_buffer(text->n, text->p, MHD_RESPMEM_MUST_COPY);
    if (response)
        MHD_add_response_header(response, "Cache-Control", "no-store");
    return reply(c, code, type, response);
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned code, const char *why)
{
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    own_error_json(&out, why);
    enum MHD_Result done = send_text(c, code, "application/json", &out);
    buf_release(&out);
    return done;
}

static enum MHD_Result send_page(struct MHD_Connection *c, const struct page_file *file)
{
    struct buf plain;
    struct MHD_Response *response;
    bool is_same = str_contains(header(c, "If-None-Match"), str_of(file->tag));
    bool takes_gzip = str_contains(header(c, "Accept-Encoding"), STR("gzip"));
    if (is_same) {
        response = MHD_create_response_from_buffer(0, "", MHD_RESPMEM_PERSISTENT);
    } else if (takes_gzip) {
        response = MHD_create_response_from_buffer_with_free_callback_cls(
            file->n, (void *)(uintptr_t)file->bytes, NULL, NULL);
        if (response)
            MHD_add_response_header(response, "Content-Encoding", "gzip");
    } else {
        buf_init(&plain, 64 * MIB);
        response = page_unpack(file, &plain) == SEINE_OK
                       ? MHD_create_response_from_buffer(plain.n, plain.p, MHD_RESPMEM_MUST_COPY)
                       : NULL;
        buf_release(&plain);
    }
    if (!response)
        return MHD_NO;
    char tag[64];
    (void)snprintf(tag, sizeof tag, "\"%s\"", file->tag);
    MHD_add_response_header(response, "ETag", tag);
    MHD_add_response_header(response, "Cache-Control", "no-cache");
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    return reply(c, is_same ? 304 : 200, file->type, response);
}

#define API STR("/api/v1/")

/* What can be said before the body has come. */
static void admit(const struct front *f, struct MHD_Connection *c, const char *method,
                  struct request *r)
{
    bool is_api = str_starts(buf_str(&r->uri), STR("/api/"));
    if (!is_own_host(f, header(c, "Host")) || !is_own_origin(c)) {
        r->refused = 403;
        r->why = "the request comes from elsewhere";
    } else if (is_api && !has_token(f, c)) {
        r->refused = 401;
        r->why = "a token is needed";
    } else if (strcmp(method, "GET") != 0 && strcmp(method, "POST") != 0 &&
               strcmp(method, "HEAD") != 0) {
        r->refused = 405;
        r->why = "the method is another";
    }
}

static enum MHD_Result answer(const struct front *f, struct MHD_Connection *c, const char *method,
                              const struct request *r)
{
    struct str uri = buf_str(&r->uri), query = STR_EMPTY;
    size_t mark = str_find_byte(uri, '?', 0);
    if (r->refused)
        return refuse(c, r->refused, r->why);
    if (buf_status(&r->uri) != SEINE_OK)
        return refuse(c, 414, "the address is too long");
    if (mark != SIZE_MAX) {
        query = str_slice(uri, mark + 1, uri.n);
        uri = str_slice(uri, 0, mark);
    }
    if (str_is(uri, STR("/healthz")))
        return refuse(c, 200, "good");
    const struct page_file *file = page_find(uri);
    if (!str_starts(uri, API))
        return file ? send_page(c, file) : refuse(c, 404, "there is no such file");
    struct own_request request = {.method = str_of(method),
                                  .path = str_slice(uri, API.n, uri.n),
                                  .query = query,
                                  .body = buf_str(&r->body),
                                  .by = f->config->by};
    struct buf out;
    const char *type;
    buf_init(&out, OWN_ANSWER_MAX);
    unsigned code = own_answer(f->config->own, &request, &out, &type);
    enum MHD_Result done = send_text(c, code, type, &out);
    buf_release(&out);
    return done;
}

static enum MHD_Result take(void *context, struct MHD_Connection *c, const char *url,
                            const char *method, const char *version, const char *data, size_t *n,
                            void **state)
{
    const struct front *f = context;
    struct request *r = *state;
    (void)url, (void)version;
    if (!r)
        return MHD_NO;
    if (!r->is_begun) {
        r->is_begun = true;
        admit(f, c, method, r);
        return MHD_YES;
    }
    if (*n == 0)
        return answer(f, c, method, r);
    bool is_file = str_starts(buf_str(&r->uri), STR("/api/v1/consignments"));
    size_t most = is_file ? OWN_BODY_MAX : FRONT_JSON_MAX;
    if (!r->refused && *n > most - r->body.n) {
        r->refused = 413;
        r->why = "the body is too long";
    }
    if (!r->refused)
        buf_add(&r->body, (struct str){data, *n});
    if (!r->refused && buf_status(&r->body) != SEINE_OK) {
        r->refused = 507;
        r->why = "there is no memory for the body";
    }
    *n = 0;
    return MHD_YES;
}

static bool address_of(const struct front_config *config, struct sockaddr_storage *ret)
{
    struct sockaddr_in a4 = {.sin_family = AF_INET, .sin_port = htons(config->port)};
    struct sockaddr_in6 a6 = {.sin6_family = AF_INET6, .sin6_port = htons(config->port)};
    memset(ret, 0, sizeof *ret);
    if (inet_pton(AF_INET, config->address, &a4.sin_addr) == 1) {
        memcpy(ret, &a4, sizeof a4);
        return true;
    }
    if (inet_pton(AF_INET6, config->address, &a6.sin6_addr) == 1) {
        memcpy(ret, &a6, sizeof a6);
        return true;
    }
    return false;
}

enum seine_status front_start(const struct front_config *config, struct front **ret,
                              struct seine_error *err)
{
    struct sockaddr_storage address;
    if (sodium_init() < 0)
        return error_set(err, SEINE_INTERNAL, "libsodium cannot be used");
    if (!address_of(config, &address))
        return error_set(err, SEINE_FORMAT, "'%s' is no address such as 127.0.0.1 or ::1",
                         config->address);
    struct front *f = mem_calloc(1, sizeof *f);
    if (!f)
        return error_set(err, SEINE_NOMEM, "out of memory");
    f->config = config;
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_EPOLL |
                     (address.ss_family == AF_INET6 ? MHD_USE_IPv6 : 0u);
    f->daemon = MHD_start_daemon(
        flags, config->port, NULL, NULL, take, f, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_THREAD_POOL_SIZE, config->threads ? config->threads : 4u,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)CONNECTIONS_PER_HOST,
        MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_NOTIFY_COMPLETED, finish, NULL,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        f->daemon ? MHD_get_daemon_info(f->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
    if (!info) {
        front_stop(f);
        return error_set(err, SEINE_IO, "cannot listen on %s port %u: is it in use?",
                         config->address, (unsigned)config->port);
    }
    f->port = info->port;
    *ret = f;
    return SEINE_OK;
}

uint16_t front_port(const struct front *f)
{
    return f->port;
}

void front_stop(struct front *f)
{
    if (!f)
        return;
    if (f->daemon)
        MHD_stop_daemon(f->daemon);
    mem_free(f);
}

#else

enum seine_status front_start(const struct front_config *config, struct front **ret,
                              struct seine_error *err)
{
    (void)config, (void)ret;
    return error_set(err, SEINE_UNSUPPORTED, "this program was built without libmicrohttpd");
}

uint16_t front_port(const struct front *f)
{
    (void)f;
    return 0;
}

void front_stop(struct front *f)
{
    (void)f;
}

#endif
