/* sim/case.h - rows that are planned: schemes and episodes of hard innocents. A case is a function
 * of its index and is made again whenever one of its rows is due; only slots are kept. */
#ifndef SIM_CASE_H
#define SIM_CASE_H

#include "sim/world.h"

#define SIM_MAX_ROWS 240 /* consignments of one scheme or episode */

/* Planned rows: schemes (scheme.c) and innocent episodes (innocent.c). */
struct sim_row {
    struct sim_shipment s;
    uint32_t component; /* index in the kit, or SIM_NONE */
    bool is_scheme;     /* false: cover trade of the same firm */
};
struct sim_case {
    uint32_t kit;
    int preset, kind, difficulty, family;
    bool is_export;
    unsigned tactics; /* bits, names: sim_tactic_name */
    uint32_t n_pieces, n_aliases, n_hops;
    struct sim_row rows[SIM_MAX_ROWS];
    uint32_t n;
};
void sim_case_make(const struct sim_world *w, uint32_t index, struct sim_case *c);
void sim_innocent_make(const struct sim_world *w, uint32_t index, struct sim_case *c);
const char *sim_tactic_name(int bit); /* NULL past the last */

#endif
