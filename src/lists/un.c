/* lists/un.c - the UN Security Council's consolidated XML. */
#include "lists/facts.h"

bool is_un_xml(struct list_probe *p)
{
    return list_xml_begins(p->head) && str_contains(p->head, STR("<CONSOLIDATED_LIST"));
}

static int year(struct str s)
{
    int64_t v = 0;
    return str_to_i64(s, &v) && v > 0 && v < 10000 ? (int)v : 0;
}

static void birth(struct list_builder *b, const struct list_node *n)
{
    struct list_date d = {0};
    if (!list_date_parse(list_child_text(n, "DATE"), &d)) {
        d.year = year(list_child_text(n, "YEAR"));
        if (d.year == 0)
            d.year = year(list_child_text(n, "FROM_YEAR"));
        d.to_year = year(list_child_text(n, "TO_YEAR"));
        d.to_year = d.to_year ? d.to_year : d.year;
    }
    list_builder_birth(b, d);
}

static void document(struct list_builder *b, const struct list_node *n)
{
    struct str country = list_child_text(n, "ISSUING_COUNTRY");
    struct str type = list_child_text(n, "TYPE_OF_DOCUMENT");
    bool is_passport = str_contains(type, STR("asspor")) || str_contains(type, STR("assepor")) ||
                       str_contains(type, STR("asapor"));
    struct str number = list_child_text(n, "NUMBER"),
               also = list_child_text(n, "TYPE_OF_DOCUMENT2");
    if (number.n == 0) /* "Tunisian passport number L723315, issued on ..." */
        number = str_has_digit(also) ? also : list_child_text(n, "NOTE");
    list_numbers(b, is_passport ? LIST_ID_PASSPORT : LIST_ID_NATIONAL, number,
                 country.n ? country : list_child_text(n, "COUNTRY_OF_ISSUE"));
}

/* "Branch Office 4: Peshawar" without the number of the office. */
static struct str place(struct str s)
{
    size_t colon = str_starts(s, STR("Branch Office")) ? str_find_byte(s, ':', 0) : SIZE_MAX;
    return colon == SIZE_MAX ? s : str_trim(str_slice(s, colon + 1, s.n));
}

/* One without street and town is what stands for the province, or all of it in the note, which has
 * commas then and else says since when. */
static void address(struct list_builder *b, const struct list_node *n)
{
    struct str country = list_child_text(n, "COUNTRY"), note = list_child_text(n, "NOTE");
    struct list_address a = {place(list_child_text(n, "STREET")), place(list_child_text(n, "CITY")),
                             list_child_text(n, "STATE_PROVINCE"), list_child_text(n, "ZIP_CODE"),
                             country};
    if (a.text.n + a.city.n == 0) {
        a.text = place(a.region);
        a.region = STR_EMPTY;
    }
    if (a.text.n + a.city.n + country.n == 0 && str_find_byte(note, ',', 0) != SIZE_MAX)
        list_builder_whole_address(b, place(note), STR_EMPTY);
    else
        list_builder_address(b, a);
    list_builder_country(b, country);
}

static void aliases(struct list_builder *b, const struct list_node *n)
{
    struct str all = list_child_text(n, "ALIAS_NAME"), quality = list_child_text(n, "QUALITY"), one;
    enum list_name_kind kind = str_is_ci(quality, STR("low"))      ? LIST_NAME_WEAK
                               : str_is_ci(quality, STR("f.k.a.")) ? LIST_NAME_FORMER
                                                                   : LIST_NAME_ALIAS;
    for (bool more = true; party_next_part(&all, &more, &one);)
        list_builder_name(b, kind, one);
    list_births(b, list_child_text(n, "DATE_OF_BIRTH")); /* under that name */
}

static void group(struct list_builder *b, const struct list_node *n)
{
    struct str name = n->name;
    if (str_is(name, STR("INDIVIDUAL_ALIAS")) || str_is(name, STR("ENTITY_ALIAS"))) {
        aliases(b, n);
    } else if (str_is(name, STR("INDIVIDUAL_ADDRESS")) || str_is(name, STR("ENTITY_ADDRESS"))) {
        address(b, n);
    } else if (str_is(name, STR("INDIVIDUAL_DATE_OF_BIRTH"))) {
        birth(b, n);
    } else if (str_is(name, STR("INDIVIDUAL_DOCUMENT"))) {
        document(b, n);
    } else if (str_is(name, STR("NATIONALITY"))) {
        for (const struct list_node *v = n->first; v; v = v->next)
            list_builder_country(b, v->text);
    }
}

static enum seine_status entry(struct list_builder *b, const struct list_node *n, int64_t line,
                               struct seine_error *err)
{
    static const char *const parts[] = {"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"};
    struct buf name;
    struct str id = list_child_text(n, "REFERENCE_NUMBER"), gender = list_child_text(n, "GENDER");
    buf_init(&name, LIMIT_TEXT);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct str part = list_child_text(n, parts[i]);
        if (part.n)
            buf_add_f(&name, "%s" STR_FMT, name.n ? " " : "", STR_ARG(part));
    }
    list_builder_start(b, id.n ? id : list_child_text(n, "DATAID"),
                       str_is(n->name, STR("INDIVIDUAL")) ? LIST_PERSON : LIST_COMPANY);
    list_builder_name(b, LIST_NAME_PRIMARY, buf_str(&name));
    for (const struct list_node *child = n->first; child; child = child->next)
        group(b, child);
    list_builder_name(b, LIST_NAME_SCRIPT, list_child_text(n, "NAME_ORIGINAL_SCRIPT"));
    list_builder_program(b, list_child_text(n, "UN_LIST_TYPE"));
    b->listed_on = str_slice(list_child_text(n, "LISTED_ON"), 0, 10);
    b->gender = list_gender(gender);
    b->remarks = list_child_text(n, "COMMENTS1");
    list_imo_numbers(b, b->remarks);
    enum seine_status status = list_builder_finish(b, line, err);
    buf_release(&name);
    return status;
}

/* The date stands on the element around all records, which is met last; the list is there by then.
 */
static void around(struct list_builder *b, const struct list_node *n)
{
    if (str_is(n->name, STR("CONSOLIDATED_LIST")))
        b->set->lists.v[b->list].date =
            list_builder_keep(b, str_slice(list_attribute(n, "dateGenerated"), 0, 10));
}

enum seine_status read_un_xml(struct list_builder *b, struct input *in, struct seine_error *err)
{
    static const char *const records[] = {"INDIVIDUAL", "ENTITY", NULL};
    static const struct list_xml how = {records, entry, around};
    list_builder_list(b, STR("un"), STR("UN Security Council"), "un-xml",
                      STR("United Nations Security Council"), STR_EMPTY);
    return b->ok ? list_each_element(b, in, &how, err)
                 : error_set(err, SEINE_NOMEM, "out of memory while reading lists");
}
