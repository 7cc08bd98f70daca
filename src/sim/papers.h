/* sim/papers.h - a shipment becomes a record. */
#ifndef SIM_PAPERS_H
#define SIM_PAPERS_H

#include "sim/world.h"

/* Papers (render.c): scratch is the text of one row, re-used for the next. */
struct sim_scratch {
    char *p;
    size_t n, room;
    struct trade_consignment c;
    struct trade_leg legs[4];
    struct trade_party parties[6];
    struct sim_party who[6]; /* who is behind each of the parties */
    struct trade_id ids[6];
    struct trade_goods goods[SIM_MAX_LINES];
};
enum seine_status sim_scratch_init(struct sim_scratch *x) MUST_CHECK;
void sim_scratch_release(struct sim_scratch *x);
void sim_id(const struct sim_world *w, uint64_t slot, char out[16]);
void sim_render(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                struct sim_scratch *x);

/* Further papers (reissue.c): the version of the document before this one, if there was one; the
 * declaration to the document that x holds, under an id of its own. */
bool sim_reissued(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                  struct sim_shipment *first);
void sim_render_first(const struct sim_world *w, uint64_t slot, const struct sim_shipment *first,
                      struct sim_scratch *x);
bool sim_declared(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s);
void sim_declaration_id(const struct sim_world *w, uint64_t slot, char out[16]);
void sim_render_declaration(const struct sim_world *w, uint64_t slot, const struct sim_shipment *s,
                            struct sim_scratch *x);

/* Words (names.c). All append at scratch's end and return the slice. A row that would overflow the
 * scratch is cut. */
struct sim_manner { /* how this paper is written */
    bool native, upper, short_form;
    uint8_t phone_form;
};
void scratch_add(struct sim_scratch *x, struct str s);
void scratch_add_z(struct sim_scratch *x, const char *s);
void scratch_add_u(struct sim_scratch *x, uint64_t v, int digits); /* zero-padded to digits */
void scratch_upper(struct sim_scratch *x, size_t from);            /* ASCII letters */
struct str scratch_end(const struct sim_scratch *x, size_t from);  /* what was added since from */
void sim_party_write(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                     struct sim_manner manner, struct trade_party *ret);
struct str sim_name(const struct sim_world *w, struct sim_scratch *x, const struct sim_party *p,
                    struct sim_manner manner);

#endif
