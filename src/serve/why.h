/* serve/why.h - the rows of a score's evidence joined into groups: what the names are worth, and
 * one group for each kind of evidence besides them. Their bits add up to the whole. */
#ifndef SERVE_WHY_H
#define SERVE_WHY_H

#include "screen/screen.h"

#define WHY_GROUPS 8
struct why_group {
    const char *name; /* "name_match", "identifier_match", "birth_date", ... */
    double bits;
    struct str detail; /* the rows' texts with their bits */
};
/* In the order of the evidence. Texts live in the arena. Returns how many. */
size_t why_groups(const struct screen_result *why, struct arena *arena,
                  struct why_group ret[WHY_GROUPS]);

#endif
