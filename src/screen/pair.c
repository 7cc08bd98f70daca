/* screen/pair.c - two names, one score, by the algorithm asked for. */
#include "screen/index.h"

const char *screen_algorithm_name(enum screen_algorithm a)
{
    return a == SCREEN_OFAC ? "ofac" : "seine";
}

bool screen_algorithm_parse(struct str s, enum screen_algorithm *ret)
{
    for (int a = SCREEN_SEINE; a <= SCREEN_OFAC; a++)
        if (str_is(s, str_of(screen_algorithm_name((enum screen_algorithm)a)))) {
            *ret = (enum screen_algorithm)a;
            return true;
        }
    return false;
}

static enum seine_status pair_ofac(struct str name, struct str listed, struct arena *arena,
                                   struct screen_result *ret)
{
    struct evidence *e = arena_array(arena, 1, sizeof *e);
    if (!e)
        return SEINE_NOMEM;
    ret->score = screen_ofac_score(name, listed);
    double p = ret->score < 0.0001 ? 0.0001 : ret->score > 0.9999 ? 0.9999 : ret->score;
    e->kind = "ofac-search";
    e->bits = evidence_round(probability_to_bits(p));
    e->text = STR("similarity by the method of the publisher's own search");
    ret->evidence = e;
    ret->n_evidence = 1;
    ret->bits = e->bits;
    return SEINE_OK;
}

enum seine_status screen_pair(struct str name, struct str listed, enum list_kind kind,
                              enum screen_algorithm algorithm, struct arena *arena,
                              struct screen_result *ret)
{
    if (algorithm == SCREEN_OFAC)
        return pair_ofac(name, listed, arena, ret);
    return screen_pair_evidence(name, kind, listed, kind, NULL, 0, arena, ret);
}
