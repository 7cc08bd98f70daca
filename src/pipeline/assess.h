/* pipeline/assess.h - may this be loaded? What can be said of a consignment by itself, before
 * loading (PLACI): the elements that the schemes ask for, check digits and codes, words, whether a
 * party reads like a listed one, and measures that its goods are under. It knows no history: nets
 * over many consignments are the scan's.
 *
 * Elements: waybill number, shipper and consignee with name, address and country, pieces, mass, and
 * a description that says what the goods are (the "7+1" of the WCO's SAFE framework; which of them
 * are counted as the 7 differs). Outcomes are those of ICS2, ACAS and PACT. */
#ifndef PIPELINE_ASSESS_H
#define PIPELINE_ASSESS_H

#include "check/check.h"
#include "goods/measures.h"
#include "pipeline/seen.h"
#include "screen/screen.h"
#include "trade/trade.h"

enum assess_outcome {                  /* worse ones are greater */
                      ASSESS_COMPLETE, /* nothing to ask */
                      ASSESS_RFI,      /* request for information */
                      ASSESS_RFS,      /* request for screening */
                      ASSESS_DNL       /* do not load before somebody has answered */
};
const char *assess_outcome_name(enum assess_outcome o); /* "complete", "RFI", "RFS", "DNL" */

struct assess_reason {
    enum assess_outcome outcome;
    const char *code;  /* "missing", "vague-text", "listed-party", "measure", or the check's name */
    const char *field; /* of the record, "" for none */
    struct str text, question;
};
struct assessment {
    enum assess_outcome outcome;   /* the worst of all reasons', also of those left out */
    struct assess_reason *reasons; /* the first ASSESS_REASONS */
    size_t n_reasons;
};
#define ASSESS_REASONS 64

struct assess_input {
    const struct list_set *lists;
    const struct screen_index *index; /* NULL: nobody is listed */
    struct screen_scratch *scratch;   /* of this thread */
    const struct geo *geo;
    const struct goods_measures *measures; /* NULL: none are looked for */
    struct seen *seen; /* what was answered before; NULL: nothing is remembered */
    double threshold;  /* a party of this score or more is asked about; 0 = SCREEN_THRESHOLD */
};
/* A party of this score or more is not loaded before it is answered; below, it is asked about. */
#define ASSESS_DNL_SCORE 0.9

/* Record `record` of a sealed table with the checks' findings. Everything lives in the arena. */
enum seine_status assess(const struct assess_input *in, const struct trade_table *t,
                         const struct check_result *checks, uint32_t record, struct arena *arena,
                         struct assessment *ret, struct seine_error *err) MUST_CHECK;

#endif
