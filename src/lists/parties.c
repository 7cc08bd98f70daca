/* lists/parties.c - which column of somebody's table of parties says what. Headings are compared
 * without case, marks, blanks and punctuation, in English, German, French, Spanish, Russian and
 * Chinese. What is not known is not guessed at from the values: it is named as not read. */
#include "lists/parties.h"
#include "text/text.h"

#include <string.h>

#define LONGEST_BRACKET 512 /* bytes, that semicolons are left alone in */

/* The first that is there counts. `name` alone may be half a name: see name_of. */
static const char *const columns[PARTY_COLUMNS] = {
    [PARTY_NAME] = "name|names|namen|nom|noms|nombre|имя|名称|姓名|名字",
    [PARTY_FULL] =
        "full name|name full|customer name|client name|account name|company name|legal name|"
        "entity name|english name|caption|vollständiger name|kundenname|firmenname|firma|name des "
        "kunden|"
        "nom complet|nom du client|raison sociale|nombre completo|nombre del cliente|razón social|"
        "полное имя|фио|наименование|полное "
        "наименование|название|客户名称|公司名称|英文名|英文名称",
    [PARTY_GIVEN] = "first name|given name|given names|forename|vorname|prénom|prénoms|nombres|"
                    "primer nombre|имя|名",
    [PARTY_FAMILY] = "last name|surname|family name|nachname|familienname|zuname|nom de famille|"
                     "apellidos|apellido|фамилия|姓",
    [PARTY_KEY] = "id|uid|customer id|client id|customer number|customer no|client number|"
                  "entity number|kundennummer|kundennr|kunden id|numéro client|id client|"
                  "id cliente|número de cliente|номер клиента|код клиента|ид|客户编号",
    [PARTY_KIND] = "type|schema|entity type",
    [PARTY_COUNTRY] = "country|countries|nationality|nationalities|country code|"
                      "country of residence|country name|address country|citizenship|land|"
                      "nationalität|staatsangehörigkeit|pays|nationalité|pays de résidence|país|"
                      "nacionalidad|país de residencia|страна|гражданство|国家|国籍",
    [PARTY_ALIASES] = "aliases|alias|aka|also known as|alt names|alternate names|alternate name|"
                      "alternative names|alternative name|other names|other name|weitere namen|"
                      "aliasname|aliasnamen|alternativname|alternativnamen|autres noms|autre nom|"
                      "otros nombres|otro nombre|псевдонимы|псевдоним|другие имена|другие названия|"
                      "别名|又名|化名|其他名称",
    [PARTY_FORMER] = "previous name|previous names|former name|former names|früherer name|"
                     "frühere namen|ancien nom|anciens noms|nombre anterior|nombres anteriores|"
                     "прежнее название|прежнее имя|曾用名",
    [PARTY_SCRIPT] = "chinese name|original name|name original script|native name|"
                     "name in original script|original script name|name in originalschrift|"
                     "nom en écriture originale|nombre en escritura original|中文名|中文名称|"
                     "本国名称",
    [PARTY_ADDRESS] = "address|addresses|adresse|anschrift|dirección|domicilio|адрес|地址",
    [PARTY_STREET] = "street|street address|street name|address line 1|address 1|straße|"
                     "straße hausnummer|straße und hausnummer|straße nr|rue|voie|nom de rue|"
                     "adresse 1|adresse ligne 1|calle|vía|calle y número|dirección 1|улица|街道",
    [PARTY_HOUSE] = "house number|house no|house|street number|building number|hausnummer|hausnr|"
                    "numéro de rue|numéro de voie|número de casa|número de calle|número exterior|"
                    "номер дома|дом|门牌号|门牌号码",
    [PARTY_LINE] = "address line 2|address 2|street 2|adresszusatz|adresse 2|adresse ligne 2|"
                   "complément d'adresse|dirección 2|complemento de dirección",
    [PARTY_POSTCODE] =
        "postcode|post code|postal code|zip|zip code|zip postal code|plz|"
        "postleitzahl|code postal|código postal|почтовый индекс|индекс|邮编|邮政编码",
    [PARTY_TOWN] = "city|town|city town|town city|place of residence|locality|ort|stadt|wohnort|"
                   "plz ort|ville|commune|localité|ciudad|localidad|población|municipio|город|"
                   "населенный пункт|城市|市",
    [PARTY_STATE] = "state|province|state province|region|county|bundesland|kanton|département|"
                    "région|provincia|estado|región|comunidad autónoma|область|регион|省|省份|州",
    [PARTY_ADDRESS_COUNTRY] = "country|country name|address country|country of residence|land|"
                              "pays|pays de résidence|país|país de residencia|страна|国家",
    [PARTY_BIRTH] = "birth date|birth dates|date of birth|dates of birth|dob|birthday|date birth|"
                    "geburtsdatum|geburtstag|geboren am|date de naissance|fecha de nacimiento|"
                    "fecha nacimiento|дата рождения|出生日期",
    [PARTY_IDS] = "identifiers|ids|identifier",
    [PARTY_PASSPORT] = "passport|passport number|passport no|passports|passnummer|pass nr|"
                       "reisepass|reisepassnummer|passeport|numéro de passeport|pasaporte|"
                       "número de pasaporte|номер паспорта|паспорт|护照号码|护照号|护照",
    [PARTY_NATIONAL_ID] = "national id|national id number|national identification number|id card|"
                          "id card number|ausweisnummer|personalausweisnummer|"
                          "numéro de carte d'identité|carte d'identité|documento de identidad|"
                          "cédula|dni|удостоверение личности|身份证|身份证号|身份证号码",
    [PARTY_TAX_ID] =
        "tax id|tax number|tax no|tax identification number|tin|vat number|vat id|"
        "steuernummer|ust id|ust idnr|numéro fiscal|numéro de tva|nif|inn|inn kpp|инн|инн кпп|税号|"
        "纳税人识别号",
    [PARTY_REGISTRATION] = "registration number|registration no|company number|"
                           "company registration number|handelsregisternummer|ogrn|"
                           "numéro d'immatriculation|siren|número de registro|огрн|"
                           "регистрационный номер|注册号|统一社会信用代码",
    [PARTY_IMO] = "imo|imo number|imo no|imo nummer|numéro imo|número imo|номер имо|имо|imo编号",
    [PARTY_PHONE] = "phone|phones|telephone|phone number|telefon|telefonnummer|téléphone|teléfono|"
                    "телефон|电话",
    [PARTY_EMAIL] = "email|emails|email address|email adresse|courriel|correo electrónico|"
                    "электронная почта|邮箱",
    [PARTY_PROGRAM] =
        "program|programs|programme|programmes|program ids|sanctions|list|lists|list name|"
        "sanctions list|sanctions program|sanctions programme|programm|programme|liste|"
        "sanktionsliste|sanktionsprogramm|programme de sanctions|liste de sanctions|régime|"
        "programa|programa de sanciones|lista|lista de sanciones|программа|список|"
        "санкционный список|санкционная программа|项目|制裁项目|名单|制裁名单",
    [PARTY_REMARKS] = "remarks|remark|notes|note|reason|reasons|summary|comment|comments|"
                      "bemerkung|bemerkungen|anmerkung|anmerkungen|grund|begründung|kommentar|"
                      "remarque|remarques|motif|motifs|commentaire|observaciones|motivo|notas|"
                      "comentario|примечание|примечания|причина|основание|комментарий|备注|原因",
    [PARTY_LISTED_ON] = "listed on|start date|date|date listed|listing date|date added|added on|"
                        "date of listing|gelistet am|aufgenommen am|datum|date d'inscription|"
                        "fecha de inclusión|fecha|дата включения|дата|列入日期|日期",
};

#define MOST_NAMED 8 /* columns that are not read */

/* "Date_of-Birth" and "date of birth" are dateofbirth. Appends to out. */
static bool fold_heading(struct str heading, struct buf *folded, struct buf *out)
{
    buf_reset(folded);
    text_fold(str_trim(heading), folded);
    struct str s = buf_str(folded);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            buf_add_c(out, s.p[i]);
    return buf_status(folded) == SEINE_OK && buf_status(out) == SEINE_OK;
}

/* What is looked for, and in what; ok false: memory ran out. */
struct headings {
    struct str v[LIMIT_CSV_COLUMNS];
    size_t n;
    struct arena arena;
    struct buf folded, wanted;
    bool ok;
};

static void fold_all(const struct csv_row *row, struct headings *h)
{
    arena_init(&h->arena, LIMIT_REPORT);
    buf_init(&h->folded, LIMIT_TEXT);
    buf_init(&h->wanted, LIMIT_TEXT);
    h->ok = true;
    for (h->n = 0; h->n < row->n_fields && h->n < LIMIT_CSV_COLUMNS && h->ok; h->n++) {
        buf_reset(&h->wanted);
        h->ok = fold_heading(row->fields[h->n], &h->folded, &h->wanted);
        h->v[h->n] = arena_str(&h->arena, buf_str(&h->wanted), &h->ok);
    }
}

static bool next_wanted(struct headings *h, struct str *rest, bool *more)
{
    struct str name;
    buf_reset(&h->wanted);
    return h->ok && str_cut(rest, more, '|', &name) &&
           (h->ok = fold_heading(name, &h->folded, &h->wanted));
}

/* The first heading that is one of the names; *ret_other another one that is the very same. */
static size_t column_of(struct headings *h, const char *names, size_t *ret_other)
{
    struct str rest = str_of(names);
    size_t at = SIZE_MAX;
    *ret_other = SIZE_MAX;
    for (bool more = true; at == SIZE_MAX && next_wanted(h, &rest, &more);)
        for (size_t i = 0; i < h->n && *ret_other == SIZE_MAX; i++)
            if (str_is(h->v[i], buf_str(&h->wanted)))
                *(at == SIZE_MAX ? &at : ret_other) = i;
    return at;
}

static struct str without_number(struct str s)
{
    while (s.n && s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9')
        s.n--;
    return s;
}

/* Aliases stand in as many columns as somebody needed: "Alias", "Alias 2", "Other name". */
static void find_aliases(struct headings *h, struct party_columns *c)
{
    bool is_one[LIMIT_CSV_COLUMNS] = {false};
    struct str rest = str_of(columns[PARTY_ALIASES]);
    for (bool more = true; next_wanted(h, &rest, &more);)
        for (size_t i = 0; i < h->n; i++)
            is_one[i] = is_one[i] || str_is(without_number(h->v[i]), buf_str(&h->wanted));
    c->n_aliases = 0;
    for (size_t i = 0; i < h->n && c->n_aliases < PARTY_MOST_ALIASES; i++)
        if (is_one[i])
            c->aliases[c->n_aliases++] = i;
    c->at[PARTY_ALIASES] = c->n_aliases ? c->aliases[0] : SIZE_MAX;
}

static void find_all(struct headings *h, int n_wanted, struct party_columns *c)
{
    c->twice[0] = c->twice[1] = SIZE_MAX;
    for (int i = 0; i < PARTY_COLUMNS; i++) {
        size_t other = SIZE_MAX;
        c->at[i] = i < n_wanted && i != PARTY_ALIASES ? column_of(h, columns[i], &other) : SIZE_MAX;
        if (other != SIZE_MAX && c->twice[0] == SIZE_MAX) {
            c->twice[0] = c->at[i];
            c->twice[1] = other;
        }
    }
    find_aliases(h, c);
}

/* A whole name beats one in parts. `Name` beside `Vorname` is a family name, `Nombre` beside
 * `Apellidos` a given one; beside both it is the whole. Where nothing else is a name, the one in
 * its own script is. */
static bool name_of(size_t at[PARTY_COLUMNS])
{
    bool has_given = at[PARTY_GIVEN] != SIZE_MAX, has_family = at[PARTY_FAMILY] != SIZE_MAX;
    if (has_given && has_family && at[PARTY_NAME] == at[PARTY_GIVEN])
        at[PARTY_NAME] = SIZE_MAX;
    if (at[PARTY_NAME] == at[PARTY_GIVEN])
        at[PARTY_GIVEN] = SIZE_MAX;
    if (at[PARTY_FULL] != SIZE_MAX)
        at[PARTY_NAME] = at[PARTY_FULL];
    if (at[PARTY_FULL] != SIZE_MAX || (at[PARTY_NAME] != SIZE_MAX && has_given && has_family))
        at[PARTY_GIVEN] = at[PARTY_FAMILY] = SIZE_MAX;
    at[PARTY_FULL] = SIZE_MAX;
    if (at[PARTY_NAME] == SIZE_MAX && !(has_given && has_family)) {
        at[PARTY_NAME] = at[PARTY_SCRIPT];
        at[PARTY_SCRIPT] = SIZE_MAX;
    }
    return at[PARTY_NAME] != SIZE_MAX || (has_given && has_family);
}

static bool is_read(const struct party_columns *c, size_t column)
{
    for (int i = 0; i < PARTY_COLUMNS; i++)
        if (c->at[i] == column)
            return true;
    for (size_t i = 0; i < c->n_aliases; i++)
        if (c->aliases[i] == column)
            return true;
    return false;
}

static void name_unread(const struct csv_row *row, const struct party_columns *c, struct buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_fields; i++) {
        if (str_trim(row->fields[i]).n == 0 || is_read(c, i) || n++ >= MOST_NAMED)
            continue;
        buf_add_z(out, n > 1 ? ", " : "");
        buf_add_shown(out, row->fields[i]);
    }
    if (n > MOST_NAMED)
        buf_add_f(out, " and %zu more", n - MOST_NAMED);
}

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
        struct str s = str_trim(row->fields[i]); /* "cust_nm": a database's column, and no name */
        if (str_starts_ci(s, word) || str_ends_ci(s, word) || str_find_byte(s, '_', 0) != SIZE_MAX)
            return true;
    }
    return false;
}

/* "[unknown] Kim" is a name. */
static bool is_markup(const struct csv_row *row)
{
    struct str s = str_trim(row->raw), rest = str_trim(str_slice(s, s.n > 0, s.n));
    if (s.n == 0 || s.p[0] == '<')
        return s.n > 0;
    return (s.p[0] == '{' || s.p[0] == '[') && (rest.n == 0 || strchr("\"{[]}", rest.p[0]));
}

/* A header without a column of names: no table of parties, whatever the file is. */
static enum party_file no_table(const struct csv_row *row, struct party_columns *c)
{
    size_t n_known = 0;
    for (int i = 0; i < PARTY_COLUMNS; i++) {
        n_known += c->at[i] != SIZE_MAX;
        c->at[i] = SIZE_MAX;
    }
    c->n_aliases = 0;
    return n_known >= 2 || looks_like_table(row) ? PARTY_NO_NAMES : PARTY_LINES;
}

enum seine_status party_columns_find(struct party_columns *c, const struct csv_row *row,
                                     int n_wanted, enum party_file *ret, struct buf *unread,
                                     struct seine_error *err)
{
    *ret = PARTY_MARKUP;
    if (is_markup(row))
        return SEINE_OK;
    struct headings *h = mem_calloc(1, sizeof *h);
    bool ok = h != NULL;
    c->n = row->n_fields;
    c->line = row->line;
    if (ok) {
        fold_all(row, h);
        find_all(h, n_wanted, c);
        ok = h->ok;
        arena_release(&h->arena);
        buf_release(&h->folded);
        buf_release(&h->wanted);
        mem_free(h);
    }
    if (!ok)
        return error_set(err, SEINE_NOMEM, "out of memory while reading the names of columns");
    *ret = name_of(c->at) ? PARTY_TABLE : no_table(row, c);
    if (*ret == PARTY_TABLE && unread)
        name_unread(row, c, unread);
    return SEINE_OK;
}

enum seine_status party_columns_check(const struct party_columns *c, const struct csv_row *row,
                                      enum party_file what, struct seine_error *err)
{
    if (what == PARTY_MARKUP)
        return error_set(err, SEINE_FORMAT,
                         "is JSON or XML: names, one a line, or CSV is expected");
    if (what == PARTY_NO_NAMES)
        return error_set(err, SEINE_FORMAT,
                         "has columns, but none is called name (or full name, first name and last "
                         "name): call the one with the names so (id, aliases, country, type, "
                         "address, birth_date and identifiers are read too), or give one name a "
                         "line");
    if (what == PARTY_TABLE && c->twice[0] != SIZE_MAX)
        return error_set(err, SEINE_FORMAT,
                         "has two columns called '" STR_FMT
                         "' (%zu and %zu): name the one that counts otherwise than the other",
                         STR_ARG(str_slice(str_trim(row->fields[c->twice[1]]), 0, 60)),
                         c->twice[0] + 1, c->twice[1] + 1);
    return SEINE_OK;
}

const char *party_row_fault(const struct party_columns *c, const struct csv_row *row)
{
    if (row->status != SEINE_OK)
        return row->reason;
    for (size_t i = c->n; i < row->n_fields && c->n > 1; i++)
        if (utf8_trim(row->fields[i]).n > 0)
            return "the row has more fields than the header";
    for (size_t i = 0; i < row->n_fields; i++)
        if (row->fields[i].n > 0 && memchr(row->fields[i].p, 0, row->fields[i].n))
            return "there is a NUL byte in the row";
    return NULL;
}

struct str party_line(const struct csv_row *row)
{
    bool is_whole = row->n_fields != 1 || row->status != SEINE_OK;
    return utf8_trim(is_whole ? row->raw : row->fields[0]);
}

struct str party_cell(const struct party_columns *c, const struct csv_row *row,
                      enum party_column column)
{
    size_t at = c->at[column];
    if (c->n == 1 && at == 0)
        return party_line(row);
    return at < row->n_fields ? utf8_trim(row->fields[at]) : STR_EMPTY;
}

static void add_part(struct buf *out, struct str part, const char *between)
{
    buf_add_z(out, out->n > 0 && part.n > 0 ? between : "");
    buf_add(out, part);
}

void party_join(const struct party_columns *c, const struct csv_row *row,
                const enum party_column *which, size_t n, const char *between, struct buf *out)
{
    for (size_t i = 0; i < n; i++)
        add_part(out, party_cell(c, row, which[i]), between);
}

void party_name(const struct party_columns *c, const struct csv_row *row, struct buf *out)
{
    static const enum party_column parts[] = {PARTY_GIVEN, PARTY_NAME, PARTY_FAMILY};
    party_join(c, row, parts, sizeof parts / sizeof *parts, " ", out);
}

void party_aliases(const struct party_columns *c, const struct csv_row *row, struct buf *out)
{
    for (size_t i = 0; i < c->n_aliases; i++)
        if (c->aliases[i] < row->n_fields)
            add_part(out, utf8_trim(row->fields[c->aliases[i]]), ";");
}

const struct party_id_column party_id_columns[PARTY_ID_COLUMNS] = {
    {PARTY_IDS, LIST_ID_OTHER},
    {PARTY_PASSPORT, LIST_ID_PASSPORT},
    {PARTY_NATIONAL_ID, LIST_ID_NATIONAL},
    {PARTY_TAX_ID, LIST_ID_TAX},
    {PARTY_REGISTRATION, LIST_ID_REGISTRATION},
    {PARTY_IMO, LIST_ID_IMO},
    {PARTY_PHONE, LIST_ID_PHONE},
    {PARTY_EMAIL, LIST_ID_EMAIL}};

struct list_id party_number(enum list_id_kind kind, struct str text)
{
    struct list_id id = {kind, text, STR_EMPTY};
    if (kind == LIST_ID_PHONE || kind == LIST_ID_EMAIL)
        return id;
    id = list_id_parse(list_without_kpp(text));
    if (id.kind == LIST_ID_OTHER)
        id.kind = kind;
    return id;
}

/* Where the bracket that opens at this place is closed; the place itself if it is not, or far off.
 */
static size_t soon_closed(struct str s, size_t open)
{
    size_t depth = 0;
    for (size_t i = open; i < s.n && i - open < LONGEST_BRACKET; i++) {
        depth += s.p[i] == '(';
        depth -= s.p[i] == ')';
        if (depth == 0)
            return i;
    }
    return open;
}

bool party_next_part(struct str *rest, bool *more, struct str *ret)
{
    while (*more) {
        size_t end = 0;
        for (; end < rest->n && rest->p[end] != ';'; end++)
            if (rest->p[end] == '(')
                end = soon_closed(*rest, end);
        *more = end < rest->n;
        *ret = utf8_trim(str_slice(*rest, 0, end));
        *rest = str_slice(*rest, end + 1, rest->n);
        if (ret->n > 0)
            return true;
    }
    return false;
}

size_t party_count_parts(struct str cell)
{
    size_t n = 0;
    struct str part;
    for (bool more = true; party_next_part(&cell, &more, &part);)
        n++;
    return n;
}

/* "ext. 12", "x12", "доб. 5": a word and a few digits. */
static bool is_extension(struct str s)
{
    static const char *const words[] = {"ext", "x", "app", "poste", "доб", "转"};
    size_t digits = 0;
    bool is_word = false;
    for (size_t i = 0; i < s.n && !strchr(",;\n", s.p[i]); i++)
        digits += str_is_digit(s.p[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_word = is_word || str_starts_ci(s, str_of(words[i]));
    return is_word && digits > 0 && digits < 6;
}

/* Where the next contact begins; *ret_end: where the one before ends. */
static size_t next_contact(struct str s, size_t *ret_end)
{
    for (size_t i = 0; i < s.n; i++) {
        bool is_slash = str_starts(str_slice(s, i, s.n), STR(" / "));
        size_t next = i + (is_slash ? 3 : 1);
        if ((is_slash || s.p[i] == ',' || s.p[i] == ';' || s.p[i] == '\n') &&
            !is_extension(utf8_trim(str_slice(s, next, s.n)))) {
            *ret_end = i;
            return next;
        }
    }
    *ret_end = s.n;
    return s.n;
}

bool party_next_number(enum list_id_kind kind, struct str *rest, bool *more, struct str *ret)
{
    if (kind != LIST_ID_PHONE && kind != LIST_ID_EMAIL && kind != LIST_ID_WEBSITE)
        return party_next_part(rest, more, ret);
    while (*more) {
        size_t end, next = next_contact(*rest, &end);
        *more = end < rest->n;
        *ret = utf8_trim(str_slice(*rest, 0, end));
        *rest = str_slice(*rest, next, rest->n);
        if (ret->n > 0)
            return true;
    }
    return false;
}

size_t party_count_numbers(enum list_id_kind kind, struct str cell)
{
    size_t n = 0;
    struct str part;
    for (bool more = true; party_next_number(kind, &cell, &more, &part);)
        n++;
    return n;
}

struct str list_without_kpp(struct str number)
{
    struct str inn = str_slice(number, 0, str_leading_digits(number)),
               rest = str_trim(str_slice(number, inn.n, number.n));
    if (inn.n != INN_DIGITS || rest.n == 0 || rest.p[0] != '/')
        return number;
    rest = str_trim(str_slice(rest, 1, rest.n));
    return rest.n == KPP_DIGITS && str_leading_digits(rest) == KPP_DIGITS ? inn : number;
}

bool list_says_nothing(struct str s)
{
    return s.n == 0 || str_is_ci(s, STR("-0-")) || str_is_ci(s, STR("na")) ||
           str_is_ci(s, STR("n/a")) || str_is_ci(s, STR("unknown")) || str_is_ci(s, STR("none"));
}

void party_note_odd(struct party_odd *odd, struct str value, int64_t line)
{
    if (!list_says_nothing(value) && odd->n++ == 0)
        odd->line = line;
}
