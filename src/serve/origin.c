/* serve/origin.c - whether a request was meant for this server: what stands in Host and Origin. A
 * foreign name that was made to point here, and a foreign site's page, are refused; an address
 * cannot be made to point elsewhere. */
#include "serve/internal.h"

#include <arpa/inet.h>
#include <string.h>

static bool is_address(struct str host)
{
    struct in_addr a4;
    struct in6_addr a6;
    char text[64];
    if (host.n < 3 || host.n >= sizeof text)
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = 0;
    if (text[0] != '[')
        return inet_pton(AF_INET, text, &a4) == 1;
    bool is_closed = text[host.n - 1] == ']';
    text[host.n - 1] = 0;
    return is_closed && inet_pton(AF_INET6, text + 1, &a6) == 1;
}

static bool is_own_host(const struct serve_options *o, struct str host)
{
    size_t colon = SIZE_MAX;
    for (size_t i = host.n; i-- > 0 && host.p[i] != ']' && colon == SIZE_MAX;)
        if (host.p[i] == ':')
            colon = i;
    if (colon != SIZE_MAX)
        host = str_slice(host, 0, colon);
    if (str_is_ci(host, STR("localhost")) || is_address(host))
        return true;
    for (size_t i = 0; i < o->n_hosts; i++)
        if (str_is_ci(host, str_of(o->hosts[i])))
            return true;
    return false;
}

bool origin_is_own(const struct serve_options *o, const struct http_head *head)
{
    struct str origin = http_header(head, "Origin"), host = http_header(head, "Host");
    size_t at = str_starts_ci(origin, STR("http://")) && !o->tls_certificate ? 7
                : str_starts_ci(origin, STR("https://"))                     ? 8
                                                                             : 0;
    if (!is_own_host(o, host))
        return false;
    return origin.n == 0 || (at && str_is_ci(str_slice(origin, at, origin.n), host));
}
