/* trade/xml_message.h - what the readers of messages in XML share. Private to trade/. */
#ifndef TRADE_XML_MESSAGE_H
#define TRADE_XML_MESSAGE_H

#include "trade/draft.h"
#include "trade/xml_tree.h"

struct xml_document {
    struct draft *d;
    struct trade_batch *batch;
    const struct xml_node *root; /* the message */
    struct str bytes;
    struct str kind; /* the root's name */
};

/* The text with every run of white space as one blank; the draft's place is set to it. n may be
 * NULL. */
struct str xml_plain(struct draft *d, const struct xml_node *n);
void xml_set(struct draft *d, const struct field_table *table, void *object, const char *key,
             const struct xml_node *n);
/* By the attribute unitCode: LBR, LBS, else kilograms. */
void xml_set_mass(struct draft *d, const struct field_table *table, void *object, const char *key,
                  const struct xml_node *n);
/* Street, post office box and state of an address. street: its element. */
struct str xml_address(struct draft *d, const struct xml_node *address, const char *street);
/* A consignment's handling instructions. */
void xml_remarks(struct draft *d, const struct xml_node *c);
/* The UN/ECE code of a mode of transport, "1" to "5". */
enum trade_mode xml_mode(struct str code);
/* A purpose by which a message takes a document back: "Deletion", "Cancellation". */
bool xml_withdraws(struct str purpose);
/* The record made of this element goes to the batch. */
enum seine_status xml_finish(const struct xml_document *doc, const struct xml_node *n) MUST_CHECK;

#define WCO_INVALIDATION "INV" /* type of a request to invalidate a declaration */
/* A declaration's function, or its type, that takes it back. */
bool wco_withdraws(struct str function, struct str type);
/* One customs declaration of the WCO data model (wco_xml.c). */
enum seine_status wco_declaration(const struct xml_document *doc) MUST_CHECK;
/* One flight's manifest (xffm.c). */
enum seine_status xffm_manifest(const struct xml_document *doc) MUST_CHECK;

#endif
