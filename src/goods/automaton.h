/* goods/automaton.h - all terms found in one pass: an Aho-Corasick automaton over bytes.
 *
 * Nodes lie in breadth-first order, so the children of a node are neighbours, sorted by byte, and
 * a node is its own edge label. A node with many children has a row of 256 in `rows`.
 *
 *   node:   0 root   1 ' '   2 E9 ..   3 ' g'   4 ' p' ...
 *   first:  1        3       ...       first child; n children
 *   fail:   longest proper suffix that is a node;  hit: nearest node on that way (itself included)
 *   at which a pattern ends, or 0
 *
 * Built once, then read by any number of threads. Memory is from base/mem.h. */
#ifndef GOODS_AUTOMATON_H
#define GOODS_AUTOMATON_H

#include "base/base.h"

struct automaton_node {
    uint32_t first, fail;
    uint32_t row; /* index into rows, or MAP_NONE */
    uint32_t hit;
    uint16_t n;
    uint16_t depth; /* bytes from the root */
};
struct automaton {
    struct automaton_node *nodes;
    uint8_t *labels;              /* byte that leads to the node */
    struct automaton_span *spans; /* patterns below the node: their range in sorted order */
    uint32_t *ends;               /* pattern that ends at the node, or MAP_NONE; not of the root */
    uint32_t (*rows)[256];        /* child by byte, 0 = none */
    size_t n_nodes, n_rows;
};
struct automaton_span {
    uint32_t from, to;
};

void automaton_init(struct automaton *a);
void automaton_release(struct automaton *a);
/* patterns: sorted bytewise, distinct, none empty, none longer than UINT16_MAX - 1 bytes (else
 * SEINE_RANGE). They need not outlive the call. a must be freshly init. */
enum seine_status automaton_build(struct automaton *a, const struct str *patterns, size_t n,
                                  struct seine_error *err) MUST_CHECK;

/* Calls fn for every place in text at which a pattern ends (a pattern may be reported again). The
 * scan starts at `state` (0 at the beginning) and returns the state at the end. */
typedef void automaton_fn(void *context, uint32_t pattern, size_t matched);
uint32_t automaton_scan(const struct automaton *a, uint32_t state, struct str text,
                        automaton_fn *fn, void *context);
/* Calls fn for every pattern of which at least min_bytes, but not all, stand at the end of the text
 * that led to this state; matched = how many bytes. */
void automaton_tail(const struct automaton *a, uint32_t state, size_t min_bytes, automaton_fn *fn,
                    void *context);

#endif
