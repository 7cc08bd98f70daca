/* assemble/sector.h - the trades that units belong to, and what units of each handle. */
#ifndef ASSEMBLE_SECTOR_H
#define ASSEMBLE_SECTOR_H

#include "base/str.h"

#include <stddef.h>
#include <stdint.h>

struct as_context;
struct as_unit;

#define AS_N_SECTIONS  22  /* 21 HS sections and "none" (0) */
#define AS_N_SECTORS   293 /* HS chapters, headings of the machinery chapters, "none": sector.c */
#define AS_TOP_SECTORS 3   /* of a unit's sector posterior */

/* What units of each sector handle, counted over single actors; one per side. A symbol is a
 * component at a level: component * AS_LEVELS + level. */
struct as_sector_profile {
    uint16_t *sector_of; /* per actor: where most of its records lie */
    double log_prior[AS_N_SECTORS];
    double *log_emission;          /* [sector of a record][sector] */
    double n[AS_N_SECTORS];        /* records of the sector's actors */
    double *symbols[AS_N_SECTORS]; /* of them, how many show a symbol; NULL: nobody there */
    double section_n[AS_N_SECTIONS];
    double *section_symbols[AS_N_SECTIONS];
    double all_n, *all_symbols;
    double kappa; /* concentration of a unit around its sector, learnt: kappa.c */
};

/* Of two stated headings: 1 the same, 0 another, -1 not stated of both. sector.c */
int as_same_heading(unsigned a, unsigned b);
/* Sector of a heading, AS_N_SECTORS-1 = none; the HS section of a sector. sector.c */
uint16_t as_heading_sector(unsigned heading);
size_t as_section_of(size_t sector);

/* How often a record of the sector shows a symbol without the unit's own records (own of own_n),
 * shrunk towards the HS section's rate and that towards the rate over all. */
double as_sector_rate(const struct as_sector_profile *p, size_t sector, size_t symbol, double own,
                      double own_n);
/* The sectors a unit may belong to with their posterior weight (sums to 1). */
void as_sector_posterior(const struct as_context *x, const struct as_unit *u,
                         int ret_sector[AS_TOP_SECTORS], double ret_weight[AS_TOP_SECTORS]);

#endif
