/* lists/formats.h - which format is this: what is asked of each, and the readers. */
#ifndef LISTS_FORMATS_H
#define LISTS_FORMATS_H

#include "lists/parties.h"

struct list_builder;

/* A file whose format is looked for. */
struct list_probe {
    struct str head;  /* its first bytes */
    struct str lines; /* of them those up to a line's end: the last one may be cut anywhere */
    bool is_named;    /* and not met in a folder */
    bool is_probed;   /* what its first row says is known: */
    enum party_file what;
    struct party_columns columns; /* of a table */
    bool ok;                      /* false: memory ran out */
};
/* What its first row says, with the columns of a table in p; anything if memory ran out. */
enum party_file list_probe_parties(struct list_probe *p);
/* Whether the first row (of separator 0: any) of these bytes of the file has the
 * first n_needed columns. */
bool list_table_is(struct list_probe *p, struct str bytes, char separator,
                   const char *const *columns, size_t n_needed);
/* Says why a file that was named is no list; never SEINE_OK. */
enum seine_status list_refuse(struct list_probe *p, struct seine_error *err) MUST_CHECK;
/* A publisher's format. `is` sees the first bytes; `read` takes the whole. */
struct list_format {
    const char *name;
    bool (*is)(struct list_probe *p);
    enum seine_status (*read)(struct list_builder *b, struct input *in, struct seine_error *err);
};
bool is_ofac_companion(struct str head);
#define LIST_READER(name)                                                                          \
    bool is_##name(struct list_probe *p);                                                          \
    enum seine_status read_##name(struct list_builder *b, struct input *in,                        \
                                  struct seine_error *err) MUST_CHECK
LIST_READER(ofac_sdn);
LIST_READER(ofac_table);
LIST_READER(ofac_json);
LIST_READER(ofac_xml);
LIST_READER(un_xml);
LIST_READER(csl_json);
LIST_READER(csl_csv);
LIST_READER(bis_dpl);
LIST_READER(uk_csv);
LIST_READER(eu_csv);
LIST_READER(eu_xml);
LIST_READER(eu_journal);
LIST_READER(ftm);
LIST_READER(senzing);
LIST_READER(registry);
LIST_READER(table);
LIST_READER(lines);

#endif
