/* base/limits.h - every maximum of Seine in one table. Passing one is SEINE_LIMIT with the name of
 * what was too large, never a crash. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (KIB * KIB)
#define GIB (KIB * MIB)

#define LIMIT_CSV_FIELD             (1 * MIB)  /* bytes of one CSV field */
#define LIMIT_CSV_ROW               (4 * MIB)  /* bytes of one CSV row */
#define LIMIT_CSV_COLUMNS           4096       /* fields of one row */
#define LIMIT_NDJSON_LINE           (16 * MIB) /* bytes of one NDJSON line */
#define LIMIT_MESSAGE               (1 * MIB)  /* bytes of one message of a carrier or customs */
#define LIMIT_XML_MESSAGE           (8 * MIB)  /* bytes of one message in XML or JSON */
#define LIMIT_XML_DEPTH             64         /* nested elements of a message */
#define LIMIT_XML_ELEMENTS          1000000    /* elements of a message */
#define LIMIT_JSON_DEPTH            64         /* nested objects and arrays */
#define LIMIT_LIST_FILE             (2 * GIB)  /* bytes of one watchlist file, decompressed */
#define LIMIT_INDEX_IMAGE           (16 * GIB) /* bytes of a compiled index of watchlists */
#define LIMIT_KIT_FILE              (64 * MIB) /* bytes of a kit file */
#define LIMIT_KIT_COMPONENTS        2048       /* components of all kits of a run */
#define LIMIT_COMPONENTS_PER_KIT    24         /* components that are told apart in one kit */
#define LIMIT_KIT_TERMS             65536      /* terms of all kits of a run */
#define LIMIT_MEASURES              65536      /* rows of all tables of measures of a run */
#define LIMIT_MEASURE_TEXT          300        /* bytes of a measure's sentence, or of its source */
#define LIMIT_GOODS_TEXT            (4 * KIB)  /* bytes of a description that are looked at */
#define LIMIT_QUARANTINE_RAW        (4 * KIB)  /* bytes of the raw record kept in the quarantine */
#define LIMIT_TEXT                  (1 * MIB)  /* bytes of any text built for output */
#define LIMIT_REPORT                (256 * MIB) /* bytes of a report */
#define LIMIT_CASES_FILE            (4 * GIB)   /* bytes of a file of cases, decompressed */
#define LIMIT_ARENA                 (8 * GIB)   /* bytes of one arena */
#define LIMIT_GOODS_PER_CONSIGNMENT 9999
#define LIMIT_LEGS                  32
#define LIMIT_PARTIES               64
#define LIMIT_NAME                  (4 * KIB) /* bytes of a party's name that are looked at */
#define LIMIT_NAME_TOKENS           64        /* tokens of a name that are looked at */
#define LIMIT_ALIASES               4096      /* names of one listed entity */

#endif
