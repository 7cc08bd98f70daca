/* assemble/build.h - writing one case out; shared by cases.c, build.c, evidence.c and listed.c. */
#ifndef ASSEMBLE_BUILD_H
#define ASSEMBLE_BUILD_H

#include "assemble/net.h"

enum seine_status as_build_case(const struct as_context *x, const struct as_hypothesis *h,
                                const struct as_net *net, struct arena *arena,
                                struct assemble_case *ret,
                                struct seine_error *err) MUST_CHECK; /* build.c */
/* The same without what is only read of cases that are kept: id, score, consignments, without their
 * lines and roles, and actors. build.c */
enum seine_status as_sketch_case(const struct as_context *x, const struct as_hypothesis *h,
                                 const struct as_net_kept *net, struct arena *arena,
                                 struct assemble_case *ret, struct seine_error *err) MUST_CHECK;
/* What the evidence of its case adds up to. evidence.c */
double as_case_score(const struct as_hypothesis *h, const struct as_account *a);
/* All of the hypothesis' account but what its classes give. account.c */
void as_account(const struct as_context *x, const struct as_hypothesis *h, struct as_account *ret);
/* Adds that, for which the unit is walked once more. False: out of memory. account.c */
bool as_account_classes(const struct as_context *x, const struct as_hypothesis *h,
                        struct as_account *ret) MUST_CHECK;
/* Fills evidence, score and probability from the hypothesis and the case's components. */
enum seine_status as_case_evidence(const struct as_context *x, const struct as_hypothesis *h,
                                   const struct as_account *a, struct arena *arena,
                                   struct assemble_case *c,
                                   struct seine_error *err) MUST_CHECK; /* evidence.c */
/* Fills q_e of all cases of kits, or of all others, by e-BH over n_tested hypotheses. False: out of
 * memory. significance.c */
bool as_e_bh(struct assemble_case *cases, size_t n, double n_tested, bool of_kits);

/* Target-decoy competition: the scores of cases of kits that won their consignments, and of decoys
 * that did, in any order. significance.c */
struct as_level { /* a threshold and the least false-discovery rate of it and all below it */
    double score, q;
};
struct as_contest {
    VEC(double) targets;
    VEC(double) decoys;
    double ratio;      /* kits per decoy kit; NaN: there are none */
    double decoy_bits; /* as_decoy_bits, and by rising score: as_contest_close */
    struct as_level *levels;
    size_t n_levels;
};
/* When all are in, before the questions below; sorts both, falling. False: out of memory. */
bool as_contest_close(struct as_contest *c) MUST_CHECK;
void as_contest_release(struct as_contest *c);
/* log2 of the sum of the decoys' odds; NaN: there are none. */
double as_decoy_bits(const struct as_contest *c);
/* log2 of the e-value of a case with this score: what it is worth against the decoys. NaN: no decoy
 * kits. */
double as_e_bits(const struct as_contest *c, double score);
/* The least estimated false-discovery rate of a threshold that lets this score pass. */
double as_q_decoy(const struct as_contest *c, double score);

#define AS_CASE_RECORDS 400 /* records that a case holds at most */
#define AS_CASE_ACTORS  200 /* room for a case's actors */
/* Appends a record unless it is there already or the case is full; line MAP_NONE: none. False: out
 * of memory. */
bool as_case_add_record(struct assemble_case *c, uint32_t record, uint32_t line, const char *role,
                        struct arena *arena);
/* Fills what is missing of a built case. False: out of memory. expect.c */
bool as_case_expect(const struct as_context *x, const struct as_hypothesis *h, struct arena *arena,
                    struct assemble_case *c);
/* Appends an actor with its role unless it is there already. room is the array's size. */
void as_case_add_actor(struct assemble_case *c, size_t room, uint32_t actor, const char *role);
/* Identity links between mentions of the members, of many the strongest; once, when the case has
 * its records: there is room for a relay for each of them. */
bool as_case_links(const struct as_context *x, struct assemble_case *c, const uint32_t *members,
                   size_t n_members, struct arena *arena);
/* The listed party that an actor reads like: "NAME is 0.93 like KOREA ... (UN, KPe.001, DPRK)". */
struct str as_watch_text(const struct as_context *x, uint32_t actor, struct arena *arena);

#endif
