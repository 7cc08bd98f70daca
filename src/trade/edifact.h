/* trade/edifact.h - the parts of the EDIFACT reader. Private to trade/. */
#ifndef TRADE_EDIFACT_H
#define TRADE_EDIFACT_H

#include "trade/draft.h"

enum { EDI_ELEMENTS = 24 };

struct edi_segment {
    struct str tag, raw;
    struct str elements[EDI_ELEMENTS]; /* 0 is the tag; "" where there is none */
    int64_t line, column;
    bool is_cut; /* the file ends before the segment does */
};

/* An interchange that is read segment by segment. */
struct edi_text {
    struct draft *draft; /* values that had to be copied are its arena's */
    struct str bytes;
    size_t at;
    int64_t line, column; /* of `at` */
    char component, element, release, terminator;
};

/* Bytes that are no UTF-8, from the letters that the interchange names; without a name they are
 * guessed. */
enum seine_status edi_to_utf8(struct draft *d, struct str *bytes, bool *ret_guessed) MUST_CHECK;
void edi_text_init(struct edi_text *t, struct draft *d, struct str bytes);
/* The next segment; false at the end. */
bool edi_segment_next(struct edi_text *t, struct edi_segment *ret);
/* Component i of element e. */
struct str edi_part(struct edi_text *t, const struct edi_segment *g, size_t e, size_t i);
/* A number. ISO 9735 has no marks between thousands: a comma stands before decimals, as a point. */
struct str edi_number(struct edi_text *t, const struct edi_segment *g, size_t e, size_t i);
/* The components of element e, from one on, with blanks between. */
struct str edi_whole(struct edi_text *t, const struct edi_segment *g, size_t e, size_t from);

/* What stands so far in the open interchange, group and message. */
struct edi_envelope {
    bool in_interchange, in_message;
    bool is_told; /* that what is read stands in no message */
    int64_t n_segments, n_messages, n_of_group, n_groups;
    char trouble[120];
};
/* Whether the segment begins or ends an interchange, a group or a message. */
bool edi_is_envelope(const struct edi_segment *g);
/* What is wrong with the counts or the order at this segment; NULL: nothing. Messages alone,
 * without UNB, need no end. */
const char *edi_envelope_take(struct edi_envelope *e, struct edi_text *t,
                              const struct edi_segment *g);
/* The same behind the last segment. */
const char *edi_envelope_end(const struct edi_envelope *e);

/* Stages of a carriage: what TDT tells of each, and of the legs that it has. */
enum edi_stage { EDI_PRE, EDI_MAIN, EDI_ON, EDI_STAGES };

/* What the places of a consignment (LOC) are to it, in the order in which it passes them. */
enum edi_place {
    EDI_RECEIPT,   /* where the carrier takes it over */
    EDI_ORIGINAL,  /* where it was loaded first, on another vehicle */
    EDI_LOADING,   /* on the main vehicle */
    EDI_DISCHARGE, /* and off it */
    EDI_DELIVERY,
    EDI_DESTINATION,
    EDI_DEPARTURE, /* of the vehicle: where nothing says of the loading */
    EDI_ARRIVAL,   /* likewise */
    EDI_PLACES
};

enum { EDI_VIA = 16 }; /* places of transhipment */

/* Holds no text that is longer than a place's code, but for carriers and vehicles. */
struct edi_way {
    struct trade_leg stages[EDI_STAGES]; /* from and to: of TDT groups before and behind the main */
    enum edi_stage stage;                /* of the TDT that is being read */
    bool is_group;                       /* in a TDT group: places are those of the vehicle */
    struct str places[EDI_PLACES];
    struct str via[EDI_VIA];
    size_t n_via;
    bool is_inherited; /* via: of the message, until the consignment names its own */
};

extern const struct edi_way edi_way_none;
/* LOC: its qualifier, code and name. What has no code of a place is kept as an extra. */
void edi_way_place(struct edi_way *w, struct draft *d, struct str qualifier, struct str code,
                   struct str name);
/* Adds the legs. mode: of the main stage. */
void edi_way_legs(const struct edi_way *w, struct draft *d);
#endif
