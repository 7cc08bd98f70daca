/* cli/match_names.c - a file of parties to be screened: one name a line, or CSV with a column
 * `name` and whatever else is known of them. */
#include "cli/match.h"

#include <string.h>

#define MOST_ALIASES 256
#define MOST_OTHERS  64 /* of each other column */

static enum seine_status read_header(struct match_names *m, struct seine_error *err)
{
    enum party_file what;
    enum seine_status status =
        party_columns_find(&m->columns, m->row, PARTY_ASKED_COLUMNS, &what, &m->unread, err);
    if (status == SEINE_OK)
        status = party_columns_check(&m->columns, m->row, what, err);
    if (status != SEINE_OK)
        error_at(err, m->path, m->row->line, 0);
    m->is_table = what == PARTY_TABLE;
    return status == SEINE_OK && m->is_table ? csv_next(m->csv, &m->row, err) : status;
}

static bool is_text(const struct csv_row *row)
{
    for (size_t i = 0; i < row->n_fields; i++)
        if (memchr(row->fields[i].p, 0, row->fields[i].n))
            return false;
    return true;
}

enum seine_status match_names_open(struct match_names *m, struct seine_error *err)
{
    buf_init(&m->unread, LIMIT_TEXT);
    buf_init(&m->joined, 2 * LIMIT_CSV_ROW);
    buf_init(&m->repaired, 6 * LIMIT_CSV_ROW); /* a byte becomes three */
    enum seine_status status = input_open(m->path, &m->in, err);
    if (status == SEINE_OK)
        status = csv_open(m->in, 0, &m->csv, err);
    if (status == SEINE_OK)
        status = csv_next(m->csv, &m->row, err);
    if (status == SEINE_OK && m->row && is_text(m->row))
        status = read_header(m, err);
    return status;
}

void match_names_close(struct match_names *m)
{
    csv_free(m->csv);
    input_free(m->in);
    buf_release(&m->unread);
    buf_release(&m->joined);
    buf_release(&m->repaired);
    m->csv = NULL;
    m->in = NULL;
}

/* Bytes that are no UTF-8 are read as Windows-1252, as everywhere. */
static struct str keep(struct match_names *m, struct arena *arena, struct str s, bool *ok)
{
    buf_reset(&m->repaired);
    bool is_other = utf8_repair(s, &m->repaired);
    *ok = *ok && (!is_other || buf_status(&m->repaired) == SEINE_OK);
    return arena_str(arena, is_other ? buf_str(&m->repaired) : s, ok);
}

static struct str cell(const struct match_names *m, enum party_column column)
{
    return party_cell(&m->columns, m->row, column);
}

static bool take_countries(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    struct str rest = cell(m, PARTY_COUNTRY), part;
    struct str *countries = arena_array(arena, party_count_parts(rest) + 1, sizeof *countries);
    size_t n = 0;
    for (bool more = true; countries && party_next_part(&rest, &more, &part);) {
        const struct geo_country *c = list_country(m->geo, part);
        if (c)
            countries[n++] = str_of(c->alpha2);
        else
            party_note_odd(&m->countries, part, m->row->line);
    }
    if (n > 0) {
        s->countries = countries;
        s->n_countries = n;
    }
    return countries != NULL;
}

static bool take_births(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    struct str rest = cell(m, PARTY_BIRTH), part;
    struct list_date *births = arena_array(arena, party_count_parts(rest) + 1, sizeof *births);
    for (bool more = true; births && party_next_part(&rest, &more, &part);)
        if (list_date_parse(part, &births[s->n_births]))
            s->n_births++;
        else
            party_note_odd(&m->births, part, m->row->line);
    s->births = births;
    return births != NULL;
}

/* Names that it had, and the one in its own script, among them. */
static bool take_aliases(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    static const enum party_column others[] = {PARTY_FORMER, PARTY_SCRIPT};
    buf_reset(&m->joined);
    party_aliases(&m->columns, m->row, &m->joined);
    party_join(&m->columns, m->row, others, sizeof others / sizeof *others, ";", &m->joined);
    struct str rest = buf_str(&m->joined), part;
    struct str *aliases = arena_array(arena, party_count_parts(rest) + 1, sizeof *aliases);
    bool ok = aliases && buf_status(&m->joined) == SEINE_OK;
    for (bool more = true; ok && party_next_part(&rest, &more, &part);)
        aliases[s->n_aliases++] = keep(m, arena, part, &ok);
    s->aliases = aliases;
    return ok;
}

static bool take_ids(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    size_t n = 0;
    for (size_t i = 0; i < PARTY_ID_COLUMNS; i++)
        n += party_count_numbers(party_id_columns[i].kind, cell(m, party_id_columns[i].column));
    struct list_id *ids = n > 0 ? arena_array(arena, n, sizeof *ids) : NULL;
    bool ok = n == 0 || ids;
    for (size_t i = 0; i < PARTY_ID_COLUMNS; i++) {
        enum list_id_kind kind = party_id_columns[i].kind;
        struct str rest = cell(m, party_id_columns[i].column), part;
        for (bool more = true; ok && party_next_number(kind, &rest, &more, &part);) {
            struct list_id id = party_number(kind, part);
            id.value = keep(m, arena, id.value, &ok);
            ids[s->n_ids++] = id;
        }
    }
    s->ids = ids;
    return ok;
}

static struct str take_name(struct match_names *m, struct arena *arena, bool *ok)
{
    buf_reset(&m->joined);
    party_name(&m->columns, m->row, &m->joined);
    *ok = *ok && buf_status(&m->joined) == SEINE_OK;
    return keep(m, arena, buf_str(&m->joined), ok);
}

/* One address and what stands of it in columns of its own are one together; several are whole ones.
 * A country alone is no address. */
static bool take_addresses(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    static const enum party_column parts[] = {PARTY_STREET,   PARTY_HOUSE, PARTY_LINE,
                                              PARTY_POSTCODE, PARTY_TOWN,  PARTY_STATE},
                                   country = PARTY_ADDRESS_COUNTRY;
    struct str rest = cell(m, PARTY_ADDRESS), whole;
    size_t n = party_count_parts(rest);
    struct str *texts = arena_array(arena, n + 1, sizeof *texts);
    bool ok = texts != NULL;
    buf_reset(&m->joined);
    for (bool more = true; ok && party_next_part(&rest, &more, &whole);)
        if (n > 1)
            texts[s->n_addresses++] = keep(m, arena, whole, &ok);
        else
            buf_add(&m->joined, whole);
    party_join(&m->columns, m->row, parts, sizeof parts / sizeof *parts, ", ", &m->joined);
    if (m->joined.n > 0)
        party_join(&m->columns, m->row, &country, 1, ", ", &m->joined);
    ok = ok && buf_status(&m->joined) == SEINE_OK;
    if (ok && m->joined.n > 0)
        texts[s->n_addresses++] = keep(m, arena, buf_str(&m->joined), &ok);
    s->addresses = texts;
    return ok;
}

static bool take_table(struct match_names *m, struct arena *arena, struct match_asked *a)
{
    bool ok = true;
    struct screen_subject *s = &a->subject;
    a->key = keep(m, arena, cell(m, PARTY_KEY), &ok);
    s->name = take_name(m, arena, &ok);
    if (cell(m, PARTY_KIND).n > 0 && !list_kind_parse(cell(m, PARTY_KIND), &s->kind))
        party_note_odd(&m->kinds, cell(m, PARTY_KIND), m->row->line);
    return ok && take_countries(m, arena, s) && take_births(m, arena, s) &&
           take_addresses(m, arena, s) && take_aliases(m, arena, s) && take_ids(m, arena, s);
}

/* Of a longer one only the beginning would be screened. */
static bool has_long_name(const struct screen_subject *s)
{
    bool is_long = s->name.n > LIMIT_NAME;
    for (size_t i = 0; i < s->n_aliases && !is_long; i++)
        is_long = s->aliases[i].n > LIMIT_NAME;
    return is_long;
}

static void tell_bad(struct match_names *m, const char *fault)
{
    cli_say("%s:%lld: %s", m->path, (long long)m->row->line, fault);
    m->n_bad++;
}

/* What was taken is nothing to be screened: told of, and taken back. */
static void check_name(struct match_names *m, struct screen_subject *s)
{
    if (has_long_name(s))
        tell_bad(m, "has a name of more than 4096 bytes");
    else if (cli_is_name(s->name))
        return;
    else
        party_note_odd(&m->nameless, m->row->raw, m->row->line);
    s->name = STR_EMPTY;
}

/* NULL: the row can be screened. */
static const char *fault_of(const struct match_names *m)
{
    if (!m->is_table)
        return NULL; /* a quote that nothing closes is a part of the name */
    const char *fault = party_row_fault(&m->columns, m->row);
    if (fault)
        return fault;
    for (size_t i = 0, n = 0; i < m->columns.n_aliases; i++) {
        size_t at = m->columns.aliases[i];
        n += at < m->row->n_fields ? party_count_parts(m->row->fields[at]) : 0;
        if (n > MOST_ALIASES)
            return "has more than 256 aliases";
    }
    for (int c = PARTY_KIND; c < PARTY_ASKED_COLUMNS; c++)
        if (c != PARTY_ALIASES && party_count_parts(cell(m, (enum party_column)c)) > MOST_OTHERS)
            return "has more than 64 countries, addresses, birth dates or identifiers";
    return NULL;
}

static enum seine_status take_row(struct match_names *m, struct arena *arena,
                                  struct match_asked *ret, struct seine_error *err)
{
    bool ok = true;
    *ret = (struct match_asked){
        .subject = {.kind = m->kind, .countries = &m->country, .n_countries = m->country.n > 0}};
    if (!m->is_table && !is_text(m->row)) {
        error_at(err, m->path, m->row->line, 0);
        return error_set(err, SEINE_FORMAT, "is no text: names, one a line, or CSV is expected");
    }
    const char *fault = fault_of(m);
    if (fault) {
        tell_bad(m, fault);
        return SEINE_OK;
    }
    if (m->is_table) {
        ok = take_table(m, arena, ret);
    } else {
        ret->subject.name = keep(m, arena, party_line(m->row), &ok);
    }
    if (ok)
        check_name(m, &ret->subject);
    return ok ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory while reading names");
}

enum seine_status match_names_next(struct match_names *m, struct arena *arena,
                                   struct match_asked *ret, bool *ret_any, struct seine_error *err)
{
    enum seine_status status = SEINE_OK;
    *ret_any = false;
    while (status == SEINE_OK && m->row && !*ret_any) {
        status = take_row(m, arena, ret, err);
        *ret_any = status == SEINE_OK && ret->subject.name.n > 0;
        if (status == SEINE_OK)
            status = csv_next(m->csv, &m->row, err);
    }
    return status;
}
