/* cli/match_names.c - a file of parties to be screened: one name a line, or CSV with a column
 * `name` and whatever else is known of them. */
#include "cli/match.h"

#include <string.h>

#define MOST_ALIASES 256
#define MOST_OTHERS  64 /* of each other column */

/* Whether the first line of a file of names looks like the header of a table, or a row of one: who
 * screens whole rows of such a file hears that nobody is listed. "KIM, Jong Un" is a name. */
static bool looks_like_table(const struct csv_row *row)
{
    static const struct str word = {"name", 4};
    if (row->n_fields < 2)
        return false;
    if (str_find_byte(row->raw, ';', 0) != SIZE_MAX ||
        str_find_byte(row->raw, '\t', 0) != SIZE_MAX || str_find_byte(row->raw, '|', 0) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < row->n_fields; i++) {
        struct str s = str_trim(row->fields[i]);
        if (s.n >= word.n && (str_is_ci(str_slice(s, 0, word.n), word) ||
                              str_is_ci(str_slice(s, s.n - word.n, s.n), word)))
            return true;
    }
    return false;
}

/* JSON, XML or a page, whose lines are nobody's names; "[unknown] Kim" is one. */
static bool is_markup(const struct csv_row *row)
{
    struct str s = str_trim(row->raw), rest = str_trim(str_slice(s, s.n > 0, s.n));
    if (s.n == 0 || s.p[0] == '<')
        return s.n > 0;
    return (s.p[0] == '{' || s.p[0] == '[') && (rest.n == 0 || strchr("\"{[]}", rest.p[0]));
}

static enum seine_status read_header(struct match_names *m, struct seine_error *err)
{
    error_at(err, m->path, m->row->line, 0);
    if (is_markup(m->row))
        return error_set(err, SEINE_FORMAT,
                         "is JSON or XML: names, one a line, or CSV is expected");
    enum seine_status status = match_columns(m->row, m->at, &m->is_table, &m->unread, err);
    if (status != SEINE_OK)
        return status;
    if (m->is_table)
        return csv_next(m->csv, &m->row, err);
    size_t n_known = 0;
    for (int c = 0; c < MATCH_COLUMNS; c++) {
        n_known += m->at[c] != SIZE_MAX;
        m->at[c] = SIZE_MAX;
    }
    if (n_known < 2 && !looks_like_table(m->row))
        return SEINE_OK;
    return error_set(err, SEINE_FORMAT,
                     "has columns, but none is called name (or full name, first name and last "
                     "name): call the one with the names so (id, aliases, country, type, address, "
                     "birth_date and identifiers are read too), or give one name a line");
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

static void note_odd(const struct match_names *m, struct match_odd *odd)
{
    if (odd->n++ == 0)
        odd->line = m->row->line;
}

/* Bytes that are no UTF-8 are read as Windows-1252, as everywhere. */
static struct str keep(struct match_names *m, struct arena *arena, struct str s, bool *ok)
{
    buf_reset(&m->repaired);
    bool is_other = utf8_repair(s, &m->repaired);
    *ok = *ok && (!is_other || buf_status(&m->repaired) == SEINE_OK);
    return arena_str(arena, is_other ? buf_str(&m->repaired) : s, ok);
}

static struct str cell(const struct match_names *m, enum match_column column)
{
    size_t at = m->at[column];
    return at < m->row->n_fields ? utf8_trim(m->row->fields[at]) : STR_EMPTY;
}

/* Each part of a cell between semicolons that is not empty. */
static bool next_part(struct str *rest, bool *more, struct str *ret)
{
    while (str_cut(rest, more, ';', ret)) {
        *ret = str_trim(*ret);
        if (ret->n > 0)
            return true;
    }
    return false;
}

static size_t count_parts(struct str cell)
{
    size_t n = 0;
    struct str part;
    for (bool more = true; next_part(&cell, &more, &part);)
        n++;
    return n;
}

static bool take_countries(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    struct str rest = cell(m, MATCH_COUNTRY), part;
    struct str *countries = arena_array(arena, count_parts(rest) + 1, sizeof *countries);
    size_t n = 0;
    for (bool more = true; countries && next_part(&rest, &more, &part);) {
        const struct geo_country *c = geo_country(m->geo, part);
        if (c)
            countries[n++] = str_of(c->alpha2);
        else
            note_odd(m, &m->countries);
    }
    if (n > 0) {
        s->countries = countries;
        s->n_countries = n;
    }
    return countries != NULL;
}

static bool take_births(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    struct str rest = cell(m, MATCH_BIRTH), part;
    struct list_date *births = arena_array(arena, count_parts(rest) + 1, sizeof *births);
    for (bool more = true; births && next_part(&rest, &more, &part);)
        if (list_date_parse(part, &births[s->n_births]))
            s->n_births++;
        else
            note_odd(m, &m->births);
    s->births = births;
    return births != NULL;
}

static bool take_aliases(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    struct str rest = cell(m, MATCH_ALIASES), part;
    struct str *aliases = arena_array(arena, count_parts(rest) + 1, sizeof *aliases);
    bool ok = aliases != NULL;
    for (bool more = true; ok && next_part(&rest, &more, &part);)
        aliases[s->n_aliases++] = keep(m, arena, part, &ok);
    s->aliases = aliases;
    return ok;
}

static bool take_ids(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    static const struct {
        enum match_column column;
        enum list_id_kind kind;
    } kinds[] = {
        {MATCH_IDS, LIST_ID_OTHER}, {MATCH_PHONE, LIST_ID_PHONE}, {MATCH_EMAIL, LIST_ID_EMAIL}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        n += count_parts(cell(m, kinds[i].column));
    struct list_id *ids = n > 0 ? arena_array(arena, n, sizeof *ids) : NULL;
    bool ok = n == 0 || ids;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct str rest = cell(m, kinds[i].column), part;
        for (bool more = true; ok && next_part(&rest, &more, &part);) {
            struct list_id id = {kinds[i].kind, part, STR_EMPTY};
            if (kinds[i].column == MATCH_IDS)
                id = list_id_parse(part);
            id.value = keep(m, arena, id.value, &ok);
            ids[s->n_ids++] = id;
        }
    }
    s->ids = ids;
    return ok;
}

/* What there is in n columns, after what out holds. */
static void join(const struct match_names *m, const enum match_column *columns, size_t n,
                 const char *between, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        struct str part = cell(m, columns[i]);
        buf_add_z(out, out->n > 0 && part.n > 0 ? between : "");
        buf_add(out, part);
    }
}

/* Given, whole or other, family: what there is of them, between blanks. */
static struct str take_name(struct match_names *m, struct arena *arena, bool *ok)
{
    static const enum match_column parts[] = {MATCH_GIVEN, MATCH_NAME, MATCH_FAMILY};
    buf_reset(&m->joined);
    join(m, parts, sizeof parts / sizeof *parts, " ", &m->joined);
    *ok = *ok && buf_status(&m->joined) == SEINE_OK;
    return keep(m, arena, buf_str(&m->joined), ok);
}

/* One address and what stands of it in columns of its own are one together; several are whole ones.
 * A country alone is no address. */
static bool take_addresses(struct match_names *m, struct arena *arena, struct screen_subject *s)
{
    static const enum match_column parts[] = {MATCH_ADDRESS,  MATCH_STREET, MATCH_HOUSE, MATCH_LINE,
                                              MATCH_POSTCODE, MATCH_TOWN,   MATCH_STATE},
                                   country = MATCH_ADDRESS_COUNTRY;
    struct str rest = cell(m, MATCH_ADDRESS), whole;
    size_t n = count_parts(rest), from = n != 1;
    struct str *texts = arena_array(arena, n + 1, sizeof *texts);
    bool ok = texts != NULL;
    for (bool more = true; ok && n > 1 && next_part(&rest, &more, &whole);)
        texts[s->n_addresses++] = keep(m, arena, whole, &ok);
    buf_reset(&m->joined);
    join(m, parts + from, sizeof parts / sizeof *parts - from, ", ", &m->joined);
    if (m->joined.n > 0)
        join(m, &country, 1, ", ", &m->joined);
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
    a->key = keep(m, arena, cell(m, MATCH_KEY), &ok);
    s->name = take_name(m, arena, &ok);
    if (cell(m, MATCH_KIND).n > 0 && !list_kind_parse(cell(m, MATCH_KIND), &s->kind))
        note_odd(m, &m->kinds);
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
        note_odd(m, &m->nameless);
    s->name = STR_EMPTY;
}

/* NULL: the row can be screened. */
static const char *fault_of(const struct match_names *m)
{
    if (!m->is_table)
        return NULL; /* a quote that nothing closes is a part of the name */
    if (m->row->status != SEINE_OK)
        return m->row->reason;
    if (count_parts(cell(m, MATCH_ALIASES)) > MOST_ALIASES)
        return "has more than 256 aliases";
    for (int c = MATCH_KIND; c < MATCH_COLUMNS; c++)
        if (c != MATCH_ALIASES && count_parts(cell(m, (enum match_column)c)) > MOST_OTHERS)
            return "has more than 64 countries, addresses, birth dates or identifiers";
    return NULL;
}

static enum seine_status take_row(struct match_names *m, struct arena *arena,
                                  struct match_asked *ret, struct seine_error *err)
{
    bool ok = true;
    *ret = (struct match_asked){
        .subject = {.kind = m->kind, .countries = &m->country, .n_countries = m->country.n > 0}};
    if (!is_text(m->row)) {
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
        bool is_whole = m->row->n_fields > 1 || m->row->status != SEINE_OK;
        struct str line = is_whole || m->row->n_fields == 0 ? m->row->raw : m->row->fields[0];
        ret->subject.name = keep(m, arena, str_trim(line), &ok);
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
