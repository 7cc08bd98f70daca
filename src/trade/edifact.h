/* trade/edifact.h - the parts of the EDIFACT reader. Private to trade/. */
#ifndef TRADE_EDIFACT_H
#define TRADE_EDIFACT_H

#include "trade/draft.h"

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
