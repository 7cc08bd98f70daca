/* lists/eu.c - the EU's consolidated financial sanctions file as CSV, in its layouts 1.0 and 1.1:
 * semicolons, one row for each name, address, birth date, document or citizenship of an entity.
 * Also copies in which every line was wrapped in quotes by a spreadsheet. See eu_xml.c for the XML.
 */
#include "lists/facts.h"

#include <string.h>

enum {
    DATE,
    LOGICAL_ID,
    REFERENCE,
    SUBJECT,
    PROGRAMME,
    REMARK,
    LAST,
    FIRST,
    MIDDLE,
    WHOLE,
    GENDER,
    STREET,
    CITY,
    POSTCODE,
    REGION,
    COUNTRY,
    BIRTH,
    BIRTH_YEAR,
    BIRTH_FROM,
    BIRTH_TO,
    ID_NUMBER,
    ID_TYPE,
    ID_COUNTRY,
    CITIZENSHIP,
    DESIGNATED,
    PUBLISHED,
    N_COLUMNS
};
static const char *const columns[N_COLUMNS] = {
    [DATE] = "fileGenerationDate|Date_file",
    [LOGICAL_ID] = "Entity_LogicalId|Entity_logical_id",
    [REFERENCE] = "Entity_EU_ReferenceNumber|EU_ref_num",
    [SUBJECT] = "Entity_SubjectType_ClassificationCode|Entity_SubjectType|Subject_type",
    [PROGRAMME] = "Entity_Regulation_Programme|Programme",
    [REMARK] = "Entity_Remark",
    [LAST] = "NameAlias_LastName|Naal_lastname",
    [FIRST] = "NameAlias_FirstName|Naal_firstname",
    [MIDDLE] = "NameAlias_MiddleName|Naal_middlename",
    [WHOLE] = "NameAlias_WholeName|Naal_wholename",
    [GENDER] = "NameAlias_Gender|Naal_gender",
    [STREET] = "Address_Street|Addr_street",
    [CITY] = "Address_City|Addr_city",
    [POSTCODE] = "Address_ZipCode|Addr_zipcode",
    [REGION] = "Address_Region|Addr_other",
    [COUNTRY] = "Address_CountryIso2Code|Addr_country|Address_CountryDescription",
    [BIRTH] = "BirthDate_BirthDate|Birt_date",
    [BIRTH_YEAR] = "BirthDate_Year",
    [BIRTH_FROM] = "BirthDate_YearRangeFrom",
    [BIRTH_TO] = "BirthDate_YearRangeTo",
    [ID_NUMBER] = "Identification_Number|Iden_number",
    [ID_TYPE] = "Identification_TypeCode",
    [ID_COUNTRY] = "Identification_CountryIso2Code|Iden_country",
    [CITIZENSHIP] = "Citizenship_CountryIso2Code|Citi_country|Citizenship_CountryDescription",
    [DESIGNATED] = "Entity_DesignationDate",
    [PUBLISHED] = "Entity_Regulation_PublicationDate|Leba_publication_date",
};

bool is_eu_csv(struct list_probe *p)
{
    size_t end = str_find_byte(p->head, '\n', 0);
    struct str line = end == SIZE_MAX ? p->head : str_slice(p->head, 0, end);
    return str_find_byte(line, ';', 0) != SIZE_MAX &&
           ((str_contains(line, STR("Entity_LogicalId")) &&
             str_contains(line, STR("NameAlias_WholeName"))) ||
            (str_contains(line, STR("Entity_logical_id")) &&
             str_contains(line, STR("Naal_wholename"))));
}

/* The rows as the publisher cut them: a line that was wrapped in quotes is cut again. */
struct rows {
    struct csv_reader *reader;
    const struct csv_row *row;
    struct str inner[256];
    struct str *fields;
    size_t n;
};

static enum seine_status next(struct rows *r, struct seine_error *err)
{
    enum seine_status status = csv_next(r->reader, &r->row, err);
    if (status != SEINE_OK || !r->row)
        return status;
    r->fields = r->row->fields;
    r->n = r->row->n_fields;
    if (r->n == 1 && str_find_byte(r->fields[0], ';', 0) != SIZE_MAX) {
        struct str rest = str_trim(r->fields[0]);
        bool more = true;
        r->n = 0;
        while (r->n < sizeof r->inner / sizeof *r->inner &&
               str_cut(&rest, &more, ';', &r->inner[r->n]))
            r->n++;
        r->fields = r->inner;
    }
    return status;
}

static size_t find_column(const struct rows *r, const char *names)
{
    struct str rest = str_of(names), name;
    bool more = true;
    while (str_cut(&rest, &more, '|', &name))
        for (size_t i = 0; i < r->n; i++)
            if (str_is_ci(str_trim(r->fields[i]), name) ||
                (i == 0 && str_starts_ci(r->fields[i], name)))
                return i;
    return SIZE_MAX;
}

static void name_of(struct list_builder *b, const struct str *c)
{
    struct buf name;
    enum list_name_kind kind = b->names.n ? LIST_NAME_ALIAS : LIST_NAME_PRIMARY;
    if (c[WHOLE].n) {
        list_builder_name(b, kind, c[WHOLE]);
        return;
    }
    buf_init(&name, LIMIT_CSV_ROW);
    for (int i = 0; i < 3; i++) {
        struct str part = c[(const int[]){FIRST, MIDDLE, LAST}[i]];
        if (part.n)
            buf_add_f(&name, "%s" STR_FMT, name.n ? " " : "", STR_ARG(part));
    }
    list_builder_name(b, kind, list_builder_keep(b, buf_str(&name)));
    buf_release(&name);
}

void eu_birth(struct list_builder *b, struct str date, struct str year, struct str from,
              struct str to)
{
    struct list_date d, end;
    if (list_date_parse(date.n ? date : year, &d)) {
        list_builder_birth(b, d);
    } else if (list_date_parse(from, &d) && list_date_parse(to, &end)) {
        d.to_year = end.year;
        list_builder_birth(b, d);
    }
}

void eu_document(struct list_builder *b, struct str type, struct str number, struct str country)
{
    static const struct {
        const char *code;
        enum list_id_kind kind;
    } kinds[] = {{"passport", LIST_ID_PASSPORT},      {"id", LIST_ID_NATIONAL},
                 {"regnumber", LIST_ID_REGISTRATION}, {"fiscalcode", LIST_ID_TAX},
                 {"swiftbic", LIST_ID_BIC},           {"imo", LIST_ID_IMO}};
    enum list_id_kind kind = LIST_ID_OTHER;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is_ci(type, str_of(kinds[i].code)))
            kind = kinds[i].kind;
    list_builder_id(b, kind, number, country);
}

/* Layout 1.0 has the type behind the number: `488555 (passport-National passport) (issued 1993)`.
 */
static void document(struct list_builder *b, const struct str *c)
{
    struct str number = c[ID_NUMBER], type = c[ID_TYPE];
    size_t open = str_find_byte(number, '(', 0), dash = str_find_byte(number, '-', open);
    if (type.n == 0 && dash != SIZE_MAX) {
        type = str_slice(number, open + 1, dash);
        number = str_trim(str_slice(number, 0, open));
        while (number.n > 0 && number.p[0] == '"')
            number = str_slice(number, 1, number.n);
    }
    eu_document(b, type, number, c[ID_COUNTRY]);
}

static void row_of(struct list_builder *b, const struct str *c)
{
    name_of(b, c);
    list_builder_program(b, c[PROGRAMME]);
    list_builder_country(b, c[CITIZENSHIP]);
    list_builder_country(b, c[COUNTRY]);
    list_builder_address(
        b, (struct list_address){c[STREET], c[CITY], c[REGION], c[POSTCODE], c[COUNTRY]});
    eu_birth(b, c[BIRTH], c[BIRTH_YEAR], c[BIRTH_FROM], c[BIRTH_TO]);
    document(b, c);
    if (b->gender.n == 0)
        b->gender = list_gender(c[GENDER]);
    if (b->remarks.n == 0)
        b->remarks = c[REMARK];
    list_builder_listed(b, c[c[DESIGNATED].n ? DESIGNATED : PUBLISHED]);
}

static enum seine_status finish(struct list_builder *b, const struct list_row *rows, size_t n,
                                struct seine_error *err)
{
    struct buf id;
    struct str subject = rows[0].cells[SUBJECT], reference = rows[0].cells[REFERENCE];
    buf_init(&id, LIMIT_CSV_ROW);
    buf_add_f(&id, "%s" STR_FMT, reference.n ? "" : "EU-",
              STR_ARG(reference.n ? reference : rows[0].key));
    list_builder_start(b, buf_str(&id),
                       str_starts_ci(subject, STR("P")) ? LIST_PERSON : LIST_COMPANY);
    for (size_t i = 0; i < n; i++)
        row_of(b, rows[i].cells);
    enum seine_status status = list_builder_finish(b, rows[0].line, err);
    buf_release(&id);
    return status;
}

static enum seine_status collect(struct list_builder *b, struct rows *r, const size_t *at,
                                 struct list_groups *g, struct seine_error *err)
{
    enum seine_status status;
    while ((status = next(r, err)) == SEINE_OK && r->row) {
        struct str cells[N_COLUMNS];
        for (size_t i = 0; i < N_COLUMNS; i++)
            cells[i] = at[i] < r->n ? str_trim(r->fields[at[i]]) : STR_EMPTY;
        if (r->row->status != SEINE_OK)
            status = list_builder_fault(b, r->row->line, r->row->reason, err);
        else if (r->n <= 1 && str_trim(r->row->raw).n == 0)
            continue;
        else if (cells[LOGICAL_ID].n == 0)
            status = list_builder_fault(b, r->row->line, "a row without a logical id", err);
        else if (!list_groups_add(g, cells[LOGICAL_ID], r->row->line, cells, N_COLUMNS))
            status = error_set(err, SEINE_NOMEM, "out of memory while reading lists");
        if (status != SEINE_OK)
            return status;
    }
    return status;
}

enum seine_status read_eu_csv(struct list_builder *b, struct input *in, struct seine_error *err)
{
    struct rows r = {0};
    struct list_groups g;
    size_t at[N_COLUMNS];
    list_groups_init(&g);
    enum seine_status status = csv_open(in, ';', &r.reader, err);
    if (status == SEINE_OK)
        status = next(&r, err);
    for (size_t i = 0; i < N_COLUMNS; i++)
        at[i] = status == SEINE_OK && r.row ? find_column(&r, columns[i]) : SIZE_MAX;
    if (status == SEINE_OK)
        status = collect(b, &r, at, &g, err);
    list_builder_list(b, STR("eu"), STR("EU consolidated list"), "eu-csv",
                      STR("European Commission"),
                      g.rows.n ? list_iso_date(b, g.rows.v[0].cells[DATE]) : STR_EMPTY);
    list_groups_sort(&g);
    for (size_t i = 0, n; i < g.rows.n && status == SEINE_OK; i += n) {
        for (n = 1; i + n < g.rows.n && str_is(g.rows.v[i].key, g.rows.v[i + n].key); n++)
            ;
        status = finish(b, g.rows.v + i, n, err);
    }
    csv_free(r.reader);
    list_groups_release(&g);
    return status;
}
