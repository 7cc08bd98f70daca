/* serve/metrics.c - counts of what was answered and how long it took, as Prometheus reads them. */
#include "serve/internal.h"

static const double bounds[] = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5};
#define N_BOUNDS (sizeof bounds / sizeof *bounds)

void metrics_answer(struct metrics *m, int status, int64_t took_us)
{
    size_t i = 0;
    while (i < N_BOUNDS && (double)took_us > bounds[i] * 1e6)
        i++;
    atomic_fetch_add_explicit(&m->buckets[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->by_class[status / 100 % 6], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&m->sum_us, (uint64_t)took_us, memory_order_relaxed);
}

static void family(struct buf *out, const char *name, const char *type, const char *help)
{
    buf_add_f(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void one(struct buf *out, const char *name, const char *type, const char *help,
                uint64_t value)
{
    family(out, name, type, help);
    buf_add_f(out, "%s %llu\n", name, (unsigned long long)value);
}

void serve_metrics(struct serve *s, struct buf *out)
{
    struct metrics *m = &s->metrics;
    uint64_t sum = 0;
    family(out, "seine_http_responses_total", "counter", "Answers by class of status.");
    for (int i = 1; i < 6; i++)
        buf_add_f(out, "seine_http_responses_total{class=\"%dxx\"} %llu\n", i,
                  (unsigned long long)atomic_load(&m->by_class[i]));
    family(out, "seine_http_request_seconds", "histogram",
           "Time from a whole request to its answer.");
    for (size_t i = 0; i <= N_BOUNDS; i++) {
        sum += atomic_load(&m->buckets[i]);
        buf_add_z(out, "seine_http_request_seconds_bucket{le=\"");
        if (i < N_BOUNDS)
            buf_add_decimal(out, bounds[i], 6);
        else
            buf_add_z(out, "+Inf");
        buf_add_f(out, "\"} %llu\n", (unsigned long long)sum);
    }
    buf_add_f(out, "seine_http_request_seconds_sum ");
    buf_add_decimal(out, (double)atomic_load(&m->sum_us) / 1e6, 6);
    buf_add_f(out, "\nseine_http_request_seconds_count %llu\n", (unsigned long long)sum);
    one(out, "seine_connections_accepted_total", "counter", "Connections taken.",
        atomic_load(&m->accepted));
    one(out, "seine_connections_refused_total", "counter", "Connections above the limits.",
        atomic_load(&m->refused));
    one(out, "seine_queries_total", "counter", "Names screened.", atomic_load(&m->queries));
    one(out, "seine_events_missed_total", "counter", "Events that slow streams were not sent.",
        atomic_load(&m->missed));
    if (s->tls) {
        one(out, "seine_tls_handshakes_failed_total", "counter", "Connections that spoke no TLS.",
            atomic_load(&m->unshaken));
        one(out, "seine_tls_certificate_end_timestamp_seconds", "gauge",
            "When the certificate ends.", (uint64_t)tls_keys_end(s->tls));
    }
    struct serve_lists *l = lists_hold(s);
    one(out, "seine_listed_entities", "gauge", "Entities on the watchlists.", l->set.entities.n);
    one(out, "seine_lists_version", "gauge", "Counts up with each reload of the watchlists.",
        l->version);
    one(out, "seine_lists_read_timestamp_seconds", "gauge", "When the watchlists were read.",
        (uint64_t)l->read_at);
    lists_let_go(s, l);
    if (!s->news)
        return;
    struct news_counts n = news_count(s->news);
    family(out, "seine_webhooks_total", "counter",
           "Deliveries to webhooks by what became of them.");
    buf_add_f(out, "seine_webhooks_total{result=\"delivered\"} %llu\n",
              (unsigned long long)n.delivered);
    buf_add_f(out, "seine_webhooks_total{result=\"retried\"} %llu\n",
              (unsigned long long)n.retried);
    buf_add_f(out, "seine_webhooks_total{result=\"dropped\"} %llu\n",
              (unsigned long long)n.dropped);
}
