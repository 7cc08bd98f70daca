/* goods/automaton.c - building and running the Aho-Corasick automaton of goods/automaton.h.
 *
 * It finds byte strings and knows nothing of words, scripts or goods. Following fail links costs at
 * most one step per byte read, so a scan is linear in the text plus the hits. */
#include "goods/automaton.h"

#include <string.h>

#define DENSE 5 /* children from which on a node gets a row */

void automaton_init(struct automaton *a)
{
    *a = (struct automaton){0};
}

void automaton_release(struct automaton *a)
{
    mem_free(a->nodes);
    mem_free(a->labels);
    mem_free(a->spans);
    mem_free(a->ends);
    mem_free(a->rows);
    automaton_init(a);
}

/* One more node than distinct prefixes of the sorted patterns. */
static size_t count_nodes(const struct str *patterns, size_t n)
{
    size_t nodes = 1;
    for (size_t i = 0; i < n; i++) {
        size_t shared = 0;
        if (i > 0)
            while (shared < patterns[i].n && shared < patterns[i - 1].n &&
                   patterns[i].p[shared] == patterns[i - 1].p[shared])
                shared++;
        nodes += patterns[i].n - shared;
    }
    return nodes;
}

static enum seine_status check(const struct str *patterns, size_t n, struct seine_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (patterns[i].n == 0 || patterns[i].n >= UINT16_MAX)
            return error_set(err, SEINE_RANGE, "a pattern has %zu bytes, not 1 to %d",
                             patterns[i].n, UINT16_MAX - 1);
        if (i > 0 && str_compare(patterns[i - 1], patterns[i]) >= 0)
            return error_set(err, SEINE_INTERNAL, "patterns are not sorted and distinct");
    }
    return SEINE_OK;
}

/* Appends the children of a node: the runs of equal bytes at its depth within its span. */
static size_t add_children(struct automaton *a, uint32_t node, size_t n_nodes,
                           const struct str *patterns)
{
    struct automaton_node *parent = &a->nodes[node];
    size_t depth = parent->depth;
    uint32_t at = a->spans[node].from;
    if (at < a->spans[node].to && patterns[at].n == depth)
        a->ends[node] = at++; /* shorter sorts first: at most one ends here */
    parent->first = (uint32_t)n_nodes;
    while (at < a->spans[node].to) {
        uint32_t from = at;
        uint8_t byte = (uint8_t)patterns[at].p[depth];
        while (at < a->spans[node].to && (uint8_t)patterns[at].p[depth] == byte)
            at++;
        a->nodes[n_nodes] =
            (struct automaton_node){.row = MAP_NONE, .depth = (uint16_t)(depth + 1)};
        a->labels[n_nodes] = byte;
        a->ends[n_nodes] = MAP_NONE;
        a->spans[n_nodes] = (struct automaton_span){from, at};
        n_nodes++;
        parent->n++;
    }
    return n_nodes;
}

static uint32_t child(const struct automaton *a, uint32_t node, uint8_t byte)
{
    const struct automaton_node *s = &a->nodes[node];
    if (s->row != MAP_NONE)
        return a->rows[s->row][byte];
    for (uint32_t i = 0; i < s->n; i++)
        if (a->labels[s->first + i] == byte)
            return s->first + i;
    return 0;
}

static uint32_t step(const struct automaton *a, uint32_t state, uint8_t byte)
{
    for (;;) {
        uint32_t next = child(a, state, byte);
        if (next || state == 0)
            return next;
        state = a->nodes[state].fail;
    }
}

static enum seine_status add_rows(struct automaton *a)
{
    size_t n_rows = 1;
    for (size_t i = 1; i < a->n_nodes; i++)
        n_rows += a->nodes[i].n >= DENSE;
    a->rows = mem_calloc(n_rows, sizeof *a->rows);
    if (!a->rows)
        return SEINE_NOMEM;
    for (size_t i = 0; i < a->n_nodes; i++) {
        struct automaton_node *s = &a->nodes[i];
        if (i > 0 && s->n < DENSE)
            continue;
        for (uint32_t k = 0; k < s->n; k++)
            a->rows[a->n_rows][a->labels[s->first + k]] = s->first + k;
        s->row = (uint32_t)a->n_rows++;
    }
    return SEINE_OK;
}

/* Parents come before children, so a parent's fail and the hits of all shorter nodes are known. */
static void add_links(struct automaton *a)
{
    for (uint32_t i = 0; i < a->n_nodes; i++) {
        const struct automaton_node *parent = &a->nodes[i];
        for (uint32_t k = 0; k < parent->n; k++) {
            uint32_t c = parent->first + k;
            a->nodes[c].fail = i == 0 ? 0 : step(a, parent->fail, a->labels[c]);
            a->nodes[c].hit = a->ends[c] != MAP_NONE ? c : a->nodes[a->nodes[c].fail].hit;
        }
    }
}

enum seine_status automaton_build(struct automaton *a, const struct str *patterns, size_t n,
                                  struct seine_error *err)
{
    enum seine_status status = check(patterns, n, err);
    if (status)
        return status;
    size_t n_nodes = count_nodes(patterns, n), made = 1;
    if (n_nodes >= MAP_NONE)
        return error_set(err, SEINE_LIMIT, "the terms need too many states");
    a->nodes = mem_calloc(n_nodes, sizeof *a->nodes);
    a->labels = mem_calloc(n_nodes, 1);
    a->spans = mem_calloc(n_nodes, sizeof *a->spans);
    a->ends = mem_calloc(n_nodes, sizeof *a->ends);
    if (!a->nodes || !a->labels || !a->spans || !a->ends)
        goto nomem;
    a->spans[0].to = (uint32_t)n;
    for (uint32_t i = 0; i < made; i++)
        made = add_children(a, i, made, patterns);
    a->n_nodes = made;
    if (add_rows(a))
        goto nomem;
    add_links(a);
    return SEINE_OK;
nomem:
    automaton_release(a);
    return error_set(err, SEINE_NOMEM, "no memory for the term automaton");
}

uint32_t automaton_scan(const struct automaton *a, uint32_t state, struct str text,
                        automaton_fn *fn, void *context)
{
    for (size_t i = 0; i < text.n; i++) {
        state = step(a, state, (uint8_t)text.p[i]);
        for (uint32_t hit = a->nodes[state].hit; hit; hit = a->nodes[a->nodes[hit].fail].hit)
            fn(context, a->ends[hit], a->nodes[hit].depth);
    }
    return state;
}

void automaton_tail(const struct automaton *a, uint32_t state, size_t min_bytes, automaton_fn *fn,
                    void *context)
{
    for (; state; state = a->nodes[state].fail) {
        size_t depth = a->nodes[state].depth;
        if (depth < min_bytes)
            return;
        for (uint32_t i = a->spans[state].from; i < a->spans[state].to; i++)
            if (a->ends[state] != i)
                fn(context, i, depth);
    }
}
