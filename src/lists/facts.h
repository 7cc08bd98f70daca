/* lists/facts.h - what publishers say of an entry in words of their own, read the same way wherever
 * they say it: into the builder. */
#ifndef LISTS_FACTS_H
#define LISTS_FACTS_H

#include "lists/internal.h"

/* OFAC's remarks: DOB, passports, IMO numbers, weak names ... into the builder. */
void ofac_remarks(struct list_builder *b, struct str remarks);
/* What OFAC calls `type` ("Passport", "Vessel Flag", "Gender") into the builder; false: it is none
 * of the things that say something here. Its text begins with "IMO " if it is such a number. */
bool ofac_fact(struct list_builder *b, struct str type, struct str value, struct str country);
/* Cuts such a type off the front of a remark ("Passport A12 (Iran)"); "": it begins with none. */
struct str ofac_cut_type(struct str *fact);

/* "female" or "male", of that or "F" and "M" in any case; "" of anything else. */
struct str list_gender(struct str text);

/* The numbers in a text in prose, of this kind where they do not say another ("(INN)"), "(1) A 123
 * (Libyan), issued on 3 May 2007 (2) no.456", each once; country: who issued them, or "". */
void list_numbers(struct list_builder *b, enum list_id_kind kind, struct str text,
                  struct str country);
/* The countries of "Nationality: Iranian, Iraqi" and "Citizenship: Syria" in a text. */
void list_nationalities(struct list_builder *b, struct str text);
/* Each of "(1) +44 20 5550, +44 20 5552 (2) +44 20 5551", once. */
void list_contacts(struct list_builder *b, enum list_id_kind kind, struct str text);
/* The dates of birth in one, each once: "(a) 24.9.1957 (b) 1958 or 1959". */
void list_births(struct list_builder *b, struct str text);
/* The IMO numbers that begin a sentence of a text ("IMO number: 5571322."): the entry's own, and
 * not that of another one that is told of. */
void list_imo_numbers(struct list_builder *b, struct str text);

/* A birth date of the EU's list: the date, else the year, else the years between which it is, if
 * both are told; and a document of a type ("passport", "regnumber", ...) (eu.c). */
void eu_birth(struct list_builder *b, struct str date, struct str year, struct str from,
              struct str to);
void eu_document(struct list_builder *b, struct str type, struct str number, struct str country);

#endif
