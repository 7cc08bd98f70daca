/* trade/write_*.c: what is read from a message is written as one, and read again as it was. */
#include "read_message.h"
#include "records.h"

#include "trade/messages.h"

#include <string.h>

#define GRAPH "{\"@context\":{\"cargo\":\"https://onerecord.iata.org/ns/cargo#\"},\"@graph\":["

struct form {
    const char *name;
    const char *(*write)(struct buf *, const struct trade_consignment *);
    const char *begin, *between, *end;
    enum trade_document documents[2]; /* that it holds */
};
static const struct form cargo_xml = {"cargo-xml",   trade_write_cargo_xml,
                                      "<messages>",  "",
                                      "</messages>", {TRADE_DOC_AWB, TRADE_DOC_HAWB}};
static const struct form wco = {"wco-xml", trade_write_wco, "<messages>",
                                "",        "</messages>",   {TRADE_DOC_EXPORT, TRADE_DOC_IMPORT}};
static const struct form edifact = {"edifact", trade_write_edifact,           "", "",
                                    "",        {TRADE_DOC_BL, TRADE_DOC_HAWB}};
static const struct form one_record = {"one-record", trade_write_one_record,         GRAPH, ",",
                                       "]}",         {TRADE_DOC_AWB, TRADE_DOC_HAWB}};
static const struct form ffm = {
    "cargo-imp", trade_write_ffm, "", "", "", {TRADE_DOC_AWB, TRADE_DOC_AWB}};

static void read_bytes_of(struct buf *text, struct trade_batch *b)
{
    struct seine_error err = {0};
    trade_batch_init(b);
    assert_int_equal(buf_status(text), SEINE_OK);
    assert_int_equal(read_bytes(buf_str(text), NULL, 10, b, &err), SEINE_OK);
    for (size_t i = 0; i < b->rejects.n; i++)
        print_error("# " STR_FMT ": " STR_FMT "\n", STR_ARG(b->rejects.v[i].field),
                    STR_ARG(b->rejects.v[i].reason));
    assert_int_equal(b->rejects.n, 0);
}

static void written_of(const struct trade_batch *from, const struct form *form,
                       struct trade_batch *ret)
{
    struct buf text;
    buf_init(&text, 64 * MIB);
    buf_add_z(&text, form->begin);
    for (size_t i = 0; i < from->consignments.n; i++) {
        buf_add_z(&text, i > 0 ? form->between : "");
        assert_null(form->write(&text, &from->consignments.v[i]));
    }
    buf_add_z(&text, form->end);
    read_bytes_of(&text, ret);
    buf_release(&text);
}

static void assert_same(const struct trade_batch *first, const struct trade_batch *second)
{
    struct buf a, b;
    assert_int_equal(first->consignments.n, second->consignments.n);
    for (size_t i = 0; i < first->consignments.n; i++) {
        buf_init(&a, MIB);
        buf_init(&b, MIB);
        trade_write_ndjson(&a, &first->consignments.v[i]);
        trade_write_ndjson(&b, &second->consignments.v[i]);
        assert_string_equal(a.p, b.p);
        buf_release(&a);
        buf_release(&b);
    }
}

static void messages_that_were_read_are_written_without_loss(void **state)
{
    static const struct {
        const char *name;
        const struct form *form;
    } files[] = {{"xfwb.xml", &cargo_xml},  {"xfzb.xml", &cargo_xml},
                 {"declaration.xml", &wco}, {"cuscar.edi", &edifact},
                 {"manifest.ffm", &ffm},    {"waybill.jsonld", &one_record}};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct trade_batch first, second;
        print_message("# %s\n", files[i].name);
        read_message(files[i].name, files[i].form->name, &first);
        written_of(&first, files[i].form, &second);
        assert_same(&first, &second);
        trade_batch_release(&first);
        trade_batch_release(&second);
    }
}

static struct trade_consignment given_record(struct rng *r, struct arena *arena, size_t i,
                                             const struct form *form)
{
    struct trade_consignment c = random_record(r, arena, i);
    c.document = form->documents[i % 2];
    c.number = STR("020-12345675");
    c.is_withdrawn &= form != &one_record; /* which cannot say it */
    if (c.volume_cm3 != TRADE_NONE)
        c.volume_cm3 %= 1000000000; /* readers take less than a billion */
    for (size_t k = 0; k < c.n_goods; k++)
        if (c.goods[k].quantity_milli != TRADE_NONE)
            c.goods[k].quantity_milli %= 1000000000;
    return c;
}

/* What a message carries of any record, it carries for good; and the main things are carried. */
static void any_record_is_written_and_read_back(void **state)
{
    enum { RECORDS = 400 };
    static const struct form *const forms[] = {&cargo_xml, &wco, &edifact, &one_record};
    struct rng r = {20261124};
    struct arena arena;
    (void)state;
    print_message("# seed 20261124\n");
    arena_init(&arena, GIB);
    for (size_t i = 0; i < RECORDS; i++) {
        const struct form *form = forms[i / 2 % 4];
        struct trade_consignment c = given_record(&r, &arena, i, form);
        struct trade_batch given = {0}, once, twice;
        assert_true(VEC_PUSH(&given.consignments, c));
        written_of(&given, form, &once);
        written_of(&once, form, &twice);
        assert_same(&once, &twice);
        const struct trade_consignment *back = &once.consignments.v[0];
        assert_int_equal(back->pieces, c.pieces);
        if (c.gross_g != TRADE_NONE) /* else a reader may have the sum of the items */
            assert_int_equal(back->gross_g, c.gross_g);
        assert_int_equal(back->issued.day, c.issued.day);
        assert_int_equal(back->is_withdrawn, c.is_withdrawn);
        assert_int_equal(back->n_goods >= (c.n_goods > 0), 1);
        VEC_RELEASE(&given.consignments);
        trade_batch_release(&once);
        trade_batch_release(&twice);
    }
    arena_release(&arena);
}

/* With its letters or without, as papers have it; what is none is left out. */
static void un_numbers_are_written_by_their_digits(void **state)
{
    static const struct {
        const char *given, *read;
    } cases[] = {{"3480", "UN3480"}, {"UN3480", "UN3480"}, {"un 3480", "UN3480"}, {"N/A", ""}};
    static const struct form *const forms[] = {&wco, &edifact};
    (void)state;
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct trade_batch given = {0}, back;
        struct trade_goods goods = {
            .line = 1, .description = STR("CELLS"), .un_number = str_of(cases[i / 2].given)};
        struct rng r = {i};
        struct arena arena;
        arena_init(&arena, MIB);
        struct trade_consignment c = given_record(&r, &arena, 0, forms[i % 2]);
        c.goods = &goods;
        c.n_goods = 1;
        assert_true(VEC_PUSH(&given.consignments, c));
        written_of(&given, forms[i % 2], &back);
        assert_text(back.consignments.v[0].goods[0].un_number, cases[i / 2].read);
        VEC_RELEASE(&given.consignments);
        trade_batch_release(&back);
        arena_release(&arena);
    }
}

/* A remark that begins like the list of containers is none. */
static void only_containers_are_written_as_containers(void **state)
{
    static const struct {
        const char *text, *remarks, *containers;
    } rows[] = {
        {"{\"id\":\"X\",\"document\":{\"type\":\"bill-of-lading\",\"number\":\"X\"},\"remarks\":"
         "\"fragile; containers must stand upright\"}\n",
         "FTX+AAI+++fragile; containers must stand upright'", NULL},
        {"UNH+1+CUSCAR:D:95B:UN'BGM+85+R+9'CNI+1+X'FTX+AAI+++fragile'EQD+CN+CSQU3054383'"
         "EQD+CN+CMAU5110875'",
         "FTX+AAI+++fragile'", "EQD+CN+CSQU3054383'\nEQD+CN+CMAU5110875'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_batch b;
        struct buf out;
        buf_init(&out, MIB);
        read_ok(rows[i].text, &b);
        assert_null(trade_write_edifact(&out, &b.consignments.v[0]));
        assert_contains(buf_str(&out), rows[i].remarks);
        assert_int_equal(str_contains(buf_str(&out), STR("EQD+")), rows[i].containers != NULL);
        if (rows[i].containers != NULL)
            assert_contains(buf_str(&out), rows[i].containers);
        buf_release(&out);
        trade_batch_release(&b);
    }
}

/* A code that was kept from the message says no other thing than the record. */
static void codes_of_a_declaration_agree_with_its_record(void **state)
{
    static const struct {
        const char *function, *type;
        bool is_withdrawn;
        const char *written_function, *written_type;
    } rows[] = {
        {"9", "IMD", true, "<FunctionCode>1<", "<TypeCode>IMD<"},
        {"3", "IMD", true, "<FunctionCode>3<", "<TypeCode>IMD<"},
        {"13", "INV", true, "<FunctionCode>13<", "<TypeCode>INV<"},
        {"", "", true, "<FunctionCode>1<", "<TypeCode>IMA<"},
        {"9", "IMD", false, "<FunctionCode>9<", "<TypeCode>IMD<"},
        {"1", "IMD", false, NULL, "<TypeCode>IMD<"},
        {" 1 ", " INV ", false, NULL, "<TypeCode>IMA<"},
        {"13", "INV", false, NULL, "<TypeCode>IMA<"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct trade_extra extras[] = {
            {STR("declaration_type"), str_of(rows[i].type), false},
            {STR("function"), str_of(rows[i].function), false},
        };
        struct trade_consignment c = consignment_none;
        struct trade_batch given = {0}, back;
        struct buf out;
        print_message("# %zu\n", i);
        buf_init(&out, MIB);
        c.id = c.number = STR("D1");
        c.document = TRADE_DOC_IMPORT;
        c.is_withdrawn = rows[i].is_withdrawn;
        c.extras = extras;
        c.n_extras = 2;
        assert_null(trade_write_wco(&out, &c));
        assert_int_equal(str_contains(buf_str(&out), STR("<FunctionCode>")),
                         rows[i].written_function != NULL);
        if (rows[i].written_function != NULL)
            assert_contains(buf_str(&out), rows[i].written_function);
        assert_contains(buf_str(&out), rows[i].written_type);
        assert_true(VEC_PUSH(&given.consignments, c));
        written_of(&given, &wco, &back);
        assert_int_equal(back.consignments.v[0].is_withdrawn, rows[i].is_withdrawn);
        VEC_RELEASE(&given.consignments);
        trade_batch_release(&back);
        buf_release(&out);
    }
}

static void other_documents_are_refused(void **state)
{
    static const struct form *const forms[] = {&cargo_xml, &wco, &one_record, &ffm};
    struct trade_consignment c = {.document = TRADE_DOC_BL, .number = STR("1")};
    struct buf out;
    (void)state;
    buf_init(&out, MIB);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        c.document = TRADE_DOC_BL;
        assert_non_null(forms[i]->write(&out, &c));
        c.document = forms[i]->documents[0];
        c.number = STR_EMPTY;
        assert_non_null(forms[i]->write(&out, &c));
        c.number = STR("1");
    }
    c.document = TRADE_DOC_IMPORT;
    assert_non_null(trade_write_edifact(&out, &c));
    assert_int_equal(out.n, 0);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_that_were_read_are_written_without_loss),
        cmocka_unit_test(any_record_is_written_and_read_back),
        cmocka_unit_test(un_numbers_are_written_by_their_digits),
        cmocka_unit_test(only_containers_are_written_as_containers),
        cmocka_unit_test(codes_of_a_declaration_agree_with_its_record),
        cmocka_unit_test(other_documents_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
