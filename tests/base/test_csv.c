/* CSV rows: the dialects, the faults, and the reader against a plain oracle on random text. */
#include "unit.h"

/* Reads all rows of text into one line each: fields in <>, bad rows as !reason. */
static void render(struct str text, char separator, struct buf *out)
{
    struct input *in = NULL;
    struct csv_reader *r = NULL;
    const struct csv_row *row = NULL;
    struct seine_error err = {0};
    assert_ok(input_open_bytes(text, "test", &in, &err));
    assert_ok(csv_open(in, separator, &r, &err));
    for (;;) {
        assert_ok(csv_next(r, &row, &err));
        if (!row)
            break;
        buf_add_f(out, "%lld:", (long long)row->line);
        if (row->status != SEINE_OK)
            buf_add_f(out, "!%s", row->reason);
        for (size_t i = 0; i < row->n_fields; i++) {
            buf_add_c(out, '<');
            buf_add(out, row->fields[i]);
            buf_add_c(out, '>');
        }
        buf_add_c(out, '\n');
    }
    csv_free(r);
    input_free(in);
    assert_ok(buf_status(out));
}

static void expect(struct str text, const char *wanted)
{
    struct buf out;
    buf_init(&out, LIMIT_REPORT);
    render(text, 0, &out);
    assert_string_equal(out.p, wanted);
    buf_release(&out);
}

static void line_ends_of_all_kinds_end_a_row(void **state)
{
    (void)state;
    expect(STR("a,b\nc,d\n"), "1:<a><b>\n2:<c><d>\n");
    expect(STR("a,b\r\nc,d"), "1:<a><b>\n2:<c><d>\n");
    expect(STR("a,b\rc,d\r"), "1:<a><b>\n2:<c><d>\n");
    expect(STR(""), "");
    expect(STR("\n\r\n\n"), "");
    expect(STR("\n\na\n"), "3:<a>\n");
}

static void a_line_that_names_the_separator_is_no_row(void **state)
{
    (void)state;
    expect(STR("sep=;\r\na;b\r\n"), "2:<a><b>\n");
    expect(STR("SEP=,\na,b\n"), "2:<a><b>\n");
    expect(STR("sep=\t\na\tb\n"), "2:<a><b>\n");
    expect(STR("sep=x\na,b\n"), "1:<sep=x>\n2:<a><b>\n");
    expect(STR("a;b\nsep=;\n"), "1:<a><b>\n2:<sep=><>\n");
}

static void quotes_hold_separators_lines_and_quotes(void **state)
{
    (void)state;
    expect(STR("\"a,b\",\"c\"\"d\",\"\"\n"), "1:<a,b><c\"d><>\n");
    expect(STR("\"a\nb\",c\nd,e\n"), "1:<a\nb><c>\n3:<d><e>\n");
    expect(STR("\"a\r\nb\",\"\"\"\"\r\nd,e"), "1:<a\r\nb><\">\n3:<d><e>\n");
    expect(STR("a\"b,c\n"), "1:<a\"b><c>\n");
}

static void ragged_rows_come_as_they_are(void **state)
{
    (void)state;
    expect(STR("a,b,c\nd\n,,x,\n"), "1:<a><b><c>\n2:<d>\n3:<><><x><>\n");
}

static void rows_without_anything_are_none(void **state)
{
    (void)state;
    expect(STR(";;\na;b;c\n;;\n\n  ; ;\"\"\n;;d\n \n;\n"), "2:<a><b><c>\n6:<><><d>\n");
    expect(STR("\"\n\"\na\n"), "3:<a>\n");
}

static void the_separator_is_found_in_the_first_row(void **state)
{
    (void)state;
    expect(STR("a;b;c,d\n1;2;3\n"), "1:<a><b><c,d>\n2:<1><2><3>\n");
    expect(STR("a\tb\n"), "1:<a><b>\n");
    expect(STR("a|b|c\n"), "1:<a><b><c>\n");
    expect(STR("\"x;y;z\",b\n"), "1:<x;y;z><b>\n");
    expect(STR("b, \"x;y;z\"\n"), "1:<b><x;y;z>\n");
}

/* Headings with commas in them, and values with decimal ones. */
static void commas_within_headings_separate_nothing(void **state)
{
    (void)state;
    expect(STR("id;Weight, kg\na;5\n"), "1:<id><Weight, kg>\n2:<a><5>\n");
    expect(STR("id;Weight, kg"), "1:<id><Weight, kg>\n");
    expect(STR("id;Weight, kg (net, dry)\r\n\r\na;5,5\r\n"),
           "1:<id><Weight, kg (net, dry)>\n3:<a><5,5>\n");
    expect(STR("Weight, kg, net\tid\n5,5\ta\n"), "1:<Weight, kg, net><id>\n2:<5,5><a>\n");
    expect(STR("id,a;b,c\n1,2,3\n"), "1:<id><a;b><c>\n2:<1><2><3>\n");
    expect(STR("id;5\" pipes;x,y,z,u\n1;2;3\n"), "1:<id><5\" pipes><x,y,z,u>\n2:<1><2><3>\n");
    expect(STR("\"a;\"\";b\",c\n1,2\n"), "1:<a;\";b><c>\n2:<1><2>\n");
    expect(STR("x,\"a;b\"\n\"1;2\",2\n"), "1:<x><a;b>\n2:<1;2><2>\n");
}

static void an_unclosed_quote_swallows_only_its_line(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    render(STR("a,b\n\"open,x\nc,d\ne,f\n"), ',', &out);
    assert_true(str_starts(buf_str(&out), STR("1:<a><b>\n2:!")));
    assert_true(str_contains(buf_str(&out), STR("\n3:<c><d>\n4:<e><f>\n")));
    buf_release(&out);
}

/* Wherever a block ends (the first is 128 KiB, later ones fill 512), a bad row's CRLF is one end.
 */
static void a_bad_row_ends_once_at_any_place(void **state)
{
    (void)state;
    static const size_t edges[] = {(size_t)128 << 10, (size_t)512 << 10};
    static char text[((size_t)512 << 10) + 64];
    for (size_t i = 0; i < 2 * 32; i++) {
        size_t n = edges[i / 32] - 24 + i % 32;
        memset(text, 'x', n);
        memcpy(text, "\"a\"", 3);
        memcpy(text + n, "\r\nc,d\r\n", 7);
        struct buf out;
        buf_init(&out, LIMIT_REPORT);
        render((struct str){text, n + 7}, ',', &out);
        assert_non_null(strstr(out.p, "\n2:<c><d>\n"));
        buf_release(&out);
    }
}

static void text_behind_a_closing_quote_is_a_bad_row(void **state)
{
    (void)state;
    expect(STR("\"a\"x\n\nb\n"),
           "1:!text after a closing quote, or a quote that is not closed\n3:<b>\n");
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    render(STR("\"a\"b,c\nd,e\n"), ',', &out);
    assert_true(str_starts(buf_str(&out), STR("1:!")));
    assert_true(str_contains(buf_str(&out), STR("\n2:<d><e>\n")));
    buf_release(&out);
}

/* As people write it by hand; a text with quotes in it stays as it is. */
static void blanks_may_stand_around_a_quoted_field(void **state)
{
    (void)state;
    expect(STR("a, \"b, c\"\t ,d\n \"x\" ,\"y\" \n"), "1:<a><b, c><d>\n2:<x><y>\n");
    expect(STR("1, \"two \"\"lines\"\"\nof it\" \n2\n"), "1:<1><two \"lines\"\nof it>\n3:<2>\n");
    expect(STR("a, \"b\" c,d\n"), "1:<a>< \"b\" c><d>\n");
    expect(STR("a, 5\" pipe,d\n"), "1:<a>< 5\" pipe><d>\n");
    expect(STR("a, \"b,d\n"), "1:<a>< \"b><d>\n");
    expect(STR("a, \"\n"), "1:<a>< \">\n");
    expect(STR("a,\"b\" c,d\n"), "1:!text after a closing quote, or a quote that is not closed\n");
    struct buf out;
    buf_init(&out, LIMIT_TEXT);
    render(STR("a\t\"b\" \t\t \"c\"\n"), '\t', &out); /* a tab is a separator here */
    assert_string_equal(out.p, "1:<a><b><><c>\n");
    buf_release(&out);
}

/* n copies of c between two good rows. */
static void expect_bad_middle(size_t n, const char *unit, const char *reason)
{
    struct buf text, out;
    buf_init(&text, 256 * MIB);
    buf_init(&out, LIMIT_TEXT);
    buf_add_z(&text, "a,b\n");
    for (size_t i = 0; i < n; i++)
        buf_add_z(&text, unit);
    buf_add_z(&text, "\n\nc,d\n");
    assert_ok(buf_status(&text));
    render(buf_str(&text), ',', &out);
    assert_true(str_starts(buf_str(&out), STR("1:<a><b>\n2:!")));
    assert_true(str_contains(buf_str(&out), str_of(reason)));
    assert_true(str_contains(buf_str(&out), STR("\n4:<c><d>\n")));
    assert_ptr_equal(strchr(out.p, '!'), strrchr(out.p, '!')); /* one row */
    buf_release(&out);
    buf_release(&text);
}

static void limits_make_bad_rows_and_reading_goes_on(void **state)
{
    (void)state;
    expect_bad_middle(10000, "x,", "too many columns");
    expect_bad_middle((2 * MIB), "x", "too long");
    expect_bad_middle((8 * MIB), "x", "too long");
}

static void long_rows_within_the_limits_are_read(void **state)
{
    (void)state;
    struct buf text, out;
    buf_init(&text, 64 * MIB);
    buf_init(&out, 64 * MIB);
    for (int row = 0; row < 5; row++) {
        for (int i = 0; i < 700000; i++)
            buf_add_c(&text, 'x');
        buf_add_z(&text, ",\"q\"\"q\"\n");
    }
    render(buf_str(&text), ',', &out);
    assert_int_equal(out.n, 5 * (700000 + 4 + 5 + 1));
    buf_release(&out);
    buf_release(&text);
}

/* Takes the row that begins at `at` away if only blanks are between its <>. */
static void drop_blank_row(struct buf *wanted, size_t at)
{
    size_t i = at + strcspn(wanted->p + at, "<");
    if (wanted->p[i + strspn(wanted->p + i, "<> \r\n")] == '\0') {
        wanted->n = at;
        wanted->p[at] = '\0';
    }
}

/* The oracle: a byte-by-byte machine over well-formed text that random_text makes. */
static void random_text(uint64_t *seed, struct buf *text, struct buf *wanted)
{
    static const char *const pieces[] = {
        "a", "\xE6\x9C\x9D", ",", "\"", "\n", "\r\n", " ", "0", "abcdefghijklmnopqrstuvwxyz"};
    int64_t line = 1;
    size_t rows = 1 + random_below(seed, 8);
    for (size_t r = 0; r < rows; r++) {
        size_t fields = 2 + random_below(seed, 4), before = wanted->n;
        int64_t more_lines = 0;
        buf_add_f(wanted, "%lld:", (long long)line);
        for (size_t f = 0; f < fields; f++) {
            bool quote = random_next(seed) & 1;
            buf_add_z(wanted, "<");
            buf_add_z(text, quote ? "\"" : "");
            for (size_t n = random_below(seed, 6); n > 0; n--) {
                size_t k = random_below(seed, N_OF(pieces));
                const char *piece = pieces[k];
                if (!quote && k >= 2 && k <= 5)
                    continue;
                buf_add_z(text, k == 3 ? "\"\"" : piece);
                buf_add_z(wanted, piece);
                more_lines += k == 4 || k == 5;
            }
            buf_add_z(text, quote ? "\"" : "");
            buf_add_z(wanted, ">");
            buf_add_z(text, f + 1 < fields ? "," : "");
        }
        buf_add_z(text, random_next(seed) & 1 ? "\n" : "\r\n");
        buf_add_z(wanted, "\n");
        drop_blank_row(wanted, before);
        line += 1 + more_lines;
    }
}

static void random_tables_read_back_as_they_were_made(void **state)
{
    (void)state;
    uint64_t seed = 20260731;
    print_message("# seed %llu\n", (unsigned long long)seed);
    struct buf text, wanted, got;
    buf_init(&text, LIMIT_TEXT);
    buf_init(&wanted, LIMIT_TEXT);
    buf_init(&got, LIMIT_TEXT);
    for (int i = 0; i < 4000; i++) {
        buf_reset(&text);
        buf_reset(&wanted);
        buf_reset(&got);
        random_text(&seed, &text, &wanted);
        render(buf_str(&text), ',', &got);
        assert_string_equal(got.p, wanted.p);
    }
    buf_release(&text);
    buf_release(&wanted);
    buf_release(&got);
}

static void quoted_fields_are_read_at_any_place(void **state)
{
    (void)state;
    static const size_t edges[] = {(size_t)128 << 10, (size_t)512 << 10};
    static char text[((size_t)512 << 10) + 64];
    static const char end[] = "\r\n\"c\"\"\"\"d\"\"\",\"e\r\nf\"\r\n\"g\",h\r\n";
    for (size_t i = 0; i < 2 * 32; i++) {
        size_t n = edges[i / 32] - 28 + i % 32;
        memset(text, 'x', n);
        memcpy(text + n, end, sizeof end - 1);
        struct buf out;
        buf_init(&out, LIMIT_REPORT);
        render((struct str){text, n + sizeof end - 1}, ',', &out);
        assert_non_null(strstr(out.p, "\n2:<c\"\"d\"><e\r\nf>\n4:<g><h>\n"));
        buf_release(&out);
    }
}

/* A formula of a spreadsheet is marked as text; quotes and separators are held. */
static void what_is_written_for_people_is_no_formula(void **state)
{
    static const char *const cases[][2] = {
        {"=1+1", "'=1+1"},   {"+49", "'+49"}, {"-a,b", "\"'-a,b\""},      {"@x", "'@x"},
        {"\tx", "\"'\tx\""}, {"a=1", "a=1"},  {"\"q\"", "\"\"\"q\"\"\""}, {"", ""}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct buf out;
        buf_init(&out, LIMIT_TEXT);
        csv_write_text(&out, str_of(cases[i][0]));
        assert_string_equal(out.p, cases[i][1]);
        buf_release(&out);
    }
}

static void written_fields_read_back(void **state)
{
    (void)state;
    static const char *const fields[] = {"plain", "a,b", "a\"b", "line\nline",
                                         "",      ";",   "\t|",  " x "};
    struct buf text, out;
    buf_init(&text, LIMIT_TEXT);
    buf_init(&out, LIMIT_TEXT);
    for (size_t i = 0; i < N_OF(fields); i++) {
        buf_add_z(&text, i ? "," : "");
        csv_write_field(&text, str_of(fields[i]));
    }
    render(buf_str(&text), ',', &out);
    assert_string_equal(out.p, "1:<plain><a,b><a\"b><line\nline><><;><\t|>< x >\n");
    buf_release(&out);
    buf_release(&text);
}

static void every_refused_allocation_is_an_error_without_a_leak(void **state)
{
    (void)state;
    const struct str text = STR("a,\"b\"\"c\"\nd,e\n");
    for (uint64_t at = 1; at < 60; at++) {
        struct input *in = NULL;
        struct csv_reader *r = NULL;
        const struct csv_row *row = NULL;
        struct seine_error err = {0};
        mem_fail_at(at);
        enum seine_status status = input_open_bytes(text, "test", &in, &err);
        if (status == SEINE_OK)
            status = csv_open(in, 0, &r, &err);
        do
            if (status == SEINE_OK)
                status = csv_next(r, &row, &err);
        while (status == SEINE_OK && row);
        bool reached = mem_count() >= at;
        mem_fail_at(0);
        csv_free(r);
        input_free(in);
        assert_int_equal(status, reached ? SEINE_NOMEM : SEINE_OK);
        assert_int_equal(err.status, status);
        if (!reached)
            return;
    }
    fail_msg("the allocations never ended");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(line_ends_of_all_kinds_end_a_row),
        cmocka_unit_test(a_line_that_names_the_separator_is_no_row),
        cmocka_unit_test(quotes_hold_separators_lines_and_quotes),
        cmocka_unit_test(ragged_rows_come_as_they_are),
        cmocka_unit_test(rows_without_anything_are_none),
        cmocka_unit_test(the_separator_is_found_in_the_first_row),
        cmocka_unit_test(commas_within_headings_separate_nothing),
        cmocka_unit_test(an_unclosed_quote_swallows_only_its_line),
        cmocka_unit_test(a_bad_row_ends_once_at_any_place),
        cmocka_unit_test(blanks_may_stand_around_a_quoted_field),
        cmocka_unit_test(text_behind_a_closing_quote_is_a_bad_row),
        cmocka_unit_test(limits_make_bad_rows_and_reading_goes_on),
        cmocka_unit_test(long_rows_within_the_limits_are_read),
        cmocka_unit_test(random_tables_read_back_as_they_were_made),
        cmocka_unit_test(quoted_fields_are_read_at_any_place),
        cmocka_unit_test(what_is_written_for_people_is_no_formula),
        cmocka_unit_test(written_fields_read_back),
        cmocka_unit_test(every_refused_allocation_is_an_error_without_a_leak),
    };
    return RUN(tests);
}
