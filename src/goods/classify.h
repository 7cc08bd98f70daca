/* goods/classify.h - what the fast and the plain classifier share: the item's texts made ready, and
 * the step from findings to matches. */
#ifndef GOODS_CLASSIFY_H
#define GOODS_CLASSIFY_H

#include "goods/room.h"
#include "goods/strength.h"

struct classify {
    const struct goods_catalogue *c;
    struct goods_hs hs;
    struct strength_item item;
    double cut_trust;                                  /* strength_cut_trust of the description */
    struct strength_found found[LIMIT_KIT_COMPONENTS]; /* the catalogue's components only */
};

void classify_init(struct classify *s, const struct goods_catalogue *c,
                   const struct goods_text *text);
/* A term of weight `weight` was found for this use. Better weight wins, then lower index. */
void classify_term(struct classify *s, const struct goods_use *use, double weight, bool is_model);
void classify_code(struct classify *s, const struct goods_prefix *prefix);
enum seine_status classify_finish(const struct classify *s, struct arena *arena,
                                  struct goods_match **ret, size_t *ret_n) MUST_CHECK;

#endif
