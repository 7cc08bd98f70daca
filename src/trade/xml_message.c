/* trade/xml_message.c - what the readers of messages in XML share: texts, fields, masses, the end
 * of a record. It knows no message. */
#include "trade/xml_message.h"

/* The text with every run of white space as one blank. */
struct str xml_plain(struct draft *d, const struct xml_node *n)
{
    struct str s = n != NULL ? n->text : STR_EMPTY;
    if (n != NULL)
        draft_at(d, s, n->line, n->column);
    if (d->status != SEINE_OK ||
        (str_find_byte(s, '\n', 0) == SIZE_MAX && str_find_byte(s, '\t', 0) == SIZE_MAX))
        return s;
    char *p = arena_alloc(d->arena, s.n + 1);
    size_t n_out = 0;
    if (p == NULL) {
        draft_nomem(d, false);
        return STR_EMPTY;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool is_blank = s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r' || s.p[i] == ' ';
        if (!is_blank)
            p[n_out++] = s.p[i];
        else if (n_out > 0 && p[n_out - 1] != ' ')
            p[n_out++] = ' ';
    }
    return str_trim((struct str){p, n_out});
}

void xml_set(struct draft *d, const struct field_table *table, void *object, const char *key,
             const struct xml_node *n)
{
    draft_set(d, table, object, key, xml_plain(d, n));
}

void xml_set_mass(struct draft *d, const struct field_table *table, void *object, const char *key,
                  const struct xml_node *n)
{
    struct str text = xml_plain(d, n);
    draft_mass_in(d, table, object, key, text, str_trim(xml_attribute(n, "unitCode")));
}

struct str xml_address(struct draft *d, const struct xml_node *address, const char *street)
{
    const struct xml_node *state = xml_at(address, "CountrySubDivisionName");
    if (xml_text(address, "CountrySubDivisionName").n == 0)
        state = xml_at(address, "CountrySubDivisionID");
    if (state == NULL)
        state = xml_at(address, "CountrySubDivisionCode");
    struct str box = xml_plain(d, xml_at(address, "PostOfficeBox"));
    return draft_address(d, xml_plain(d, xml_at(address, street)), box, xml_plain(d, state));
}

enum trade_mode xml_mode(struct str code)
{
    static const enum trade_mode modes[] = {TRADE_MODE_NONE, TRADE_SEA, TRADE_RAIL,
                                            TRADE_ROAD,      TRADE_AIR, TRADE_POST};
    bool is_known = code.n == 1 && code.p[0] >= '1' && code.p[0] <= '5';
    return modes[is_known ? code.p[0] - '0' : 0];
}

bool xml_withdraws(struct str purpose)
{
    static const char *const words[] = {"Deletion",     "Delete", "Deleted",
                                        "Cancellation", "Cancel", "Cancelled"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is_ci(str_trim(purpose), str_of(words[i])))
            return true;
    return false;
}

void xml_remarks(struct draft *d, const struct xml_node *c)
{
    static const char *const names[] = {"HandlingSSRInstructions", "HandlingOSIInstructions"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (const struct xml_node *n = xml_at(c, names[i]); n; n = xml_again(n))
            draft_remark(d, xml_plain(d, xml_at(n, "Description")));
    buf_reset(&d->text);
    for (const struct xml_node *n = xml_at(c, "HandlingSPHInstructions"); n; n = xml_again(n)) {
        if (d->text.n > 0)
            buf_add_c(&d->text, '/');
        buf_add(&d->text, xml_text(n, "DescriptionCode"));
    }
    if (d->text.n > 0)
        draft_remark(d, draft_concat(d, STR("handling "), draft_take(d)));
    buf_reset(&d->text);
}

enum seine_status xml_finish(const struct xml_document *doc, const struct xml_node *n)
{
    size_t at = n->offset < doc->bytes.n ? n->offset : doc->bytes.n;
    return draft_finish(doc->d, doc->batch, n->line, str_slice(doc->bytes, at, doc->bytes.n));
}
