/* cli/match_columns.c - which column of somebody's table of parties says what. Headings are
 * compared without case, marks, blanks and punctuation, in English, German, French, Spanish,
 * Russian and Chinese. What is not known is not guessed at from the values: it is named as not
 * read. */
#include "cli/match.h"
#include "text/text.h"

#include <string.h>

/* The first that is there counts. `name` alone may be half a name: see name_of. */
static const char *const columns[MATCH_COLUMNS] = {
    [MATCH_NAME] = "name|nom|nombre|имя|名称|姓名|名字",
    [MATCH_FULL] =
        "full name|name full|customer name|client name|account name|company name|legal name|"
        "entity name|vollständiger name|kundenname|firmenname|firma|name des kunden|nom complet|"
        "nom du client|raison sociale|nombre completo|nombre del cliente|razón social|полное имя|"
        "фио|наименование|полное наименование|название|客户名称|公司名称",
    [MATCH_GIVEN] = "first name|given name|given names|forename|vorname|prénom|prénoms|nombres|"
                    "primer nombre|имя|名",
    [MATCH_FAMILY] = "last name|surname|family name|nachname|familienname|zuname|nom de famille|"
                     "apellidos|apellido|фамилия|姓",
    [MATCH_KEY] = "id|uid|customer id|client id|customer number|customer no|client number|"
                  "kundennummer|kundennr|kunden id|numéro client|id client|id cliente|"
                  "número de cliente|номер клиента|код клиента|ид|客户编号",
    [MATCH_KIND] = "type|schema|entity type",
    [MATCH_COUNTRY] = "country|countries|nationality|nationalities|country code|"
                      "country of residence|country name|address country|citizenship|land|"
                      "nationalität|staatsangehörigkeit|pays|nationalité|pays de résidence|país|"
                      "nacionalidad|país de residencia|страна|гражданство|国家|国籍",
    [MATCH_ALIASES] = "aliases|alias|aka|also known as|weitere namen|псевдонимы|псевдоним|别名",
    [MATCH_ADDRESS] = "address|addresses|adresse|anschrift|dirección|domicilio|адрес|地址",
    [MATCH_STREET] = "street|street address|street name|address line 1|address 1|straße|"
                     "straße hausnummer|straße und hausnummer|straße nr|rue|voie|nom de rue|"
                     "adresse 1|adresse ligne 1|calle|vía|calle y número|dirección 1|улица|街道",
    [MATCH_HOUSE] = "house number|house no|house|street number|building number|hausnummer|hausnr|"
                    "numéro de rue|numéro de voie|número de casa|número de calle|número exterior|"
                    "номер дома|дом|门牌号|门牌号码",
    [MATCH_LINE] = "address line 2|address 2|street 2|adresszusatz|adresse 2|adresse ligne 2|"
                   "complément d'adresse|dirección 2|complemento de dirección",
    [MATCH_POSTCODE] =
        "postcode|post code|postal code|zip|zip code|zip postal code|plz|"
        "postleitzahl|code postal|código postal|почтовый индекс|индекс|邮编|邮政编码",
    [MATCH_TOWN] = "city|town|city town|town city|place of residence|locality|ort|stadt|wohnort|"
                   "plz ort|ville|commune|localité|ciudad|localidad|población|municipio|город|"
                   "населенный пункт|城市|市",
    [MATCH_STATE] = "state|province|state province|region|county|bundesland|kanton|département|"
                    "région|provincia|estado|región|comunidad autónoma|область|регион|省|省份|州",
    [MATCH_ADDRESS_COUNTRY] = "country|country name|address country|country of residence|land|"
                              "pays|pays de résidence|país|país de residencia|страна|国家",
    [MATCH_BIRTH] = "birth date|date of birth|dob|birthday|date birth|geburtsdatum|geburtstag|"
                    "geboren am|date de naissance|fecha de nacimiento|fecha nacimiento|"
                    "дата рождения|出生日期",
    [MATCH_IDS] = "identifiers|ids|identifier|passport|passport number|passport no|passnummer|"
                  "reisepassnummer|ausweisnummer|numéro de passeport|número de pasaporte|pasaporte|"
                  "номер паспорта|паспорт|护照号码",
    [MATCH_PHONE] = "phone|phones|telephone|phone number|telefon|telefonnummer|téléphone|teléfono|"
                    "телефон|电话",
    [MATCH_EMAIL] = "email|emails|email address|email adresse|courriel|correo electrónico|"
                    "электронная почта|邮箱",
};

#define MOST_NAMED 8 /* columns that are not read */

/* "Date_of-Birth" and "date of birth" are dateofbirth. Appends to out. */
static void fold_heading(struct str heading, struct buf *folded, struct buf *out)
{
    buf_reset(folded);
    text_fold(str_trim(heading), folded);
    struct str s = buf_str(folded);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            buf_add_c(out, s.p[i]);
}

struct headings {
    struct str v[LIMIT_CSV_COLUMNS];
    size_t n;
};

static bool fold_all(const struct csv_row *row, struct arena *arena, struct headings *h)
{
    bool ok = true;
    struct buf folded, one;
    buf_init(&folded, LIMIT_TEXT);
    buf_init(&one, LIMIT_TEXT);
    for (h->n = 0; h->n < row->n_fields && h->n < LIMIT_CSV_COLUMNS && ok; h->n++) {
        buf_reset(&one);
        fold_heading(row->fields[h->n], &folded, &one);
        h->v[h->n] = arena_str(arena, buf_str(&one), &ok);
    }
    buf_release(&folded);
    buf_release(&one);
    return ok;
}

/* The first heading that is one of the names; *ret_other another one that is the very same. */
static size_t column_of(const struct headings *h, const char *names, size_t *ret_other)
{
    struct str rest = str_of(names), name;
    struct buf folded, wanted;
    bool more = true;
    size_t at = SIZE_MAX;
    *ret_other = SIZE_MAX;
    buf_init(&folded, LIMIT_TEXT);
    buf_init(&wanted, LIMIT_TEXT);
    while (at == SIZE_MAX && str_cut(&rest, &more, '|', &name)) {
        buf_reset(&wanted);
        fold_heading(name, &folded, &wanted);
        for (size_t i = 0; i < h->n && *ret_other == SIZE_MAX; i++)
            if (str_is(h->v[i], buf_str(&wanted)))
                *(at == SIZE_MAX ? &at : ret_other) = i;
    }
    buf_release(&folded);
    buf_release(&wanted);
    return at;
}

/* A whole name beats one in parts. `Name` beside `Vorname` is a family name, `Nombre` beside
 * `Apellidos` a given one; beside both it is the whole. */
static bool name_of(size_t at[MATCH_COLUMNS])
{
    bool has_given = at[MATCH_GIVEN] != SIZE_MAX, has_family = at[MATCH_FAMILY] != SIZE_MAX;
    if (has_given && has_family && at[MATCH_NAME] == at[MATCH_GIVEN])
        at[MATCH_NAME] = SIZE_MAX;
    if (at[MATCH_NAME] == at[MATCH_GIVEN])
        at[MATCH_GIVEN] = SIZE_MAX;
    if (at[MATCH_FULL] != SIZE_MAX)
        at[MATCH_NAME] = at[MATCH_FULL];
    if (at[MATCH_FULL] != SIZE_MAX || (at[MATCH_NAME] != SIZE_MAX && has_given && has_family))
        at[MATCH_GIVEN] = at[MATCH_FAMILY] = SIZE_MAX;
    at[MATCH_FULL] = SIZE_MAX;
    return at[MATCH_NAME] != SIZE_MAX || (has_given && has_family);
}

static void name_unread(const struct csv_row *row, const size_t at[MATCH_COLUMNS], struct buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_fields; i++) {
        bool is_read = str_trim(row->fields[i]).n == 0;
        for (int c = 0; c < MATCH_COLUMNS && !is_read; c++)
            is_read = at[c] == i;
        if (is_read || n++ >= MOST_NAMED)
            continue;
        buf_add_z(out, n > 1 ? ", " : "");
        buf_add_shown(out, row->fields[i]);
    }
    if (n > MOST_NAMED)
        buf_add_f(out, " and %zu more", n - MOST_NAMED);
}

static enum seine_status find_all(const struct headings *h, const struct csv_row *row,
                                  size_t at[MATCH_COLUMNS], struct seine_error *err)
{
    for (int c = 0; c < MATCH_COLUMNS; c++) {
        size_t other;
        at[c] = column_of(h, columns[c], &other);
        if (other != SIZE_MAX)
            return error_set(err, SEINE_FORMAT,
                             "has two columns called '" STR_FMT
                             "' (%zu and %zu): name the one that counts otherwise than the other",
                             STR_ARG(str_slice(str_trim(row->fields[other]), 0, 60)), at[c] + 1,
                             other + 1);
    }
    return SEINE_OK;
}

enum seine_status match_columns(const struct csv_row *row, size_t at[MATCH_COLUMNS],
                                bool *ret_is_table, struct buf *unread, struct seine_error *err)
{
    struct headings *h = mem_calloc(1, sizeof *h);
    struct arena arena;
    arena_init(&arena, LIMIT_REPORT);
    enum seine_status status = h && fold_all(row, &arena, h) ? SEINE_OK : SEINE_NOMEM;
    if (status != SEINE_OK)
        status = error_set(err, status, "out of memory while reading the names of columns");
    else
        status = find_all(h, row, at, err);
    if (status == SEINE_OK) {
        *ret_is_table = name_of(at);
        if (*ret_is_table)
            name_unread(row, at, unread);
    }
    arena_release(&arena);
    mem_free(h);
    return status;
}
