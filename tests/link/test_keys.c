/* Normal forms: one contact value written in many ways gives one key, different ones differ. */
#include "unit.h"

#include "link/link.h"

static void phone(const char *text, const char *country, const char *wanted)
{
    struct buf out;
    buf_init(&out, MIB);
    link_phone_key(str_of(text), str_of(country), &out);
    if (!str_is(buf_str(&out), str_of(wanted)))
        fail_msg("%s (%s): got " STR_FMT ", wanted %s", text, country, STR_ARG(buf_str(&out)),
                 wanted);
    buf_release(&out);
}

static void phones_of_one_line_have_one_key(void **state)
{
    static const char *const ways[] = {"+86 415 5501 012",       "0086-415-5501012",
                                       "0415 5501012",           "86-415-5501012",
                                       "(0415) 550-1012",        "+86(415)5501012",
                                       "+86 415 5501012 ext. 3", "+86 415 5501012 / 5501013"};
    (void)state;
    for (size_t i = 0; i < N_OF(ways); i++)
        phone(ways[i], "CN", "864155501012");
    phone("+971 4 123 4567", "CN", "97141234567"); /* the country written wins over the party's */
    phone("5501012", "", "5501012");
}

/* What is dialled before a number within its country alone is no part of it, and differs. */
static void phones_are_dialled_otherwise_at_home(void **state)
{
    static const struct {
        const char *country, *key, *ways[5];
    } rows[] = {{"DE",
                 "49301234567",
                 {"+49 30 1234567", "+49 (0)30 1234567", "0049(0)30/1234567", "030 1234567",
                  "(0)30 1234567"}},
                {"GB", "442071234567", {"+44 (0)20 7123 4567", "020 7123 4567", "+442071234567"}},
                {"IT",
                 "39061234567",
                 {"+39 06 1234567", "06 1234567", "+39 (06) 1234567", "0039 06 1234567",
                  "+39 (0)6 1234567"}},
                {"RU",
                 "74951234567",
                 {"+7 495 123-45-67", "8 (495) 123-45-67", "(495) 123-45-67", "7 495 1234567"}},
                {"KZ", "77012345678", {"+7 701 234 5678", "8 701 234 5678", "701 234 5678"}},
                {"BY", "375171234567", {"+375 17 123-45-67", "8 017 123-45-67", "(017) 123-45-67"}},
                {"US", "12125550100", {"+1 212 555 0100", "1-212-555-0100", "(212) 555-0100"}}};
    (void)state;
    for (size_t i = 0; i < N_OF(rows); i++)
        for (size_t k = 0; k < N_OF(rows[i].ways) && rows[i].ways[k]; k++)
            phone(rows[i].ways[k], rows[i].country, rows[i].key);
}

static void what_is_no_phone_has_no_key(void **state)
{
    static const char *const texts[] = {"", "-", "n/a", "1234", "+", "none", "\xff\xff"};
    (void)state;
    for (size_t i = 0; i < N_OF(texts); i++)
        phone(texts[i], "CN", "");
}

static void email(const char *text, const char *wanted)
{
    struct buf out;
    buf_init(&out, MIB);
    link_email_key(str_of(text), &out);
    if (!str_is(buf_str(&out), str_of(wanted)))
        fail_msg("%s: got " STR_FMT ", wanted %s", text, STR_ARG(buf_str(&out)), wanted);
    buf_release(&out);
}

static void emails_of_one_box_have_one_key(void **state)
{
    (void)state;
    email(" Sales@Example.COM ", "sales@example.com");
    email("sales+quotes@example.com", "sales@example.com");
    email("sales@example.com", "sales@example.com");
    email("", "");
    email("@example.com", "");
    email("nobody", "");
    email("a@b", "");
}

static void public_hosts_are_no_domain(void **state)
{
    struct str domain = STR("untouched");
    (void)state;
    assert_false(link_email_domain(STR("a@gmail.com"), &domain));
    assert_false(link_email_domain(STR("a@QQ.com"), &domain));
    assert_false(link_email_domain(STR("nobody"), &domain));
    assert_str(domain, "untouched");
    assert_true(link_email_domain(STR("a@acme-parts.cn"), &domain));
    assert_str(domain, "acme-parts.cn");
}

/* Any bytes: no key is longer than what it is made of, and a key is its own key. */
static void ids_of_one_number_have_one_key(void **state)
{
    static const struct {
        const char *id, *key;
    } cases[] = {{"ssn=521-21-2123", "ssn=521212123"},
                 {"ssn=521212123", "ssn=521212123"},
                 {"tax=de 811.128-135", "tax=DE811128135"},
                 {"born=1978-11-12", "born=19781112"},
                 {"born=12/11/1978", "born=19781112"},
                 {"born=11/12/78", "born=19781112"},
                 {"born=20/8/1991", "born=19910820"},
                 {"born=8/20/91", "born=19910820"},
                 {"born=Mar 1 1970", "born=19700103"},
                 {"born=3/1/1970", "born=19700103"},
                 {"born=19-Feb-91", "born=19910219"},
                 {"born=19560409", "born=19560409"},
                 {"no=12-34-567", "no=1234567"}, /* no date */
                 {"no=40-10-1999", "no=40101999"},
                 {"no=13-14-2001", "no=13142001"},
                 {"no=13-12-2001", "no=20011213"},
                 {"no=AB-12-2001", "no=AB122001"},       /* no month */
                 {"no=MARIA-12-2001", "no=MARIA122001"}, /* begins like one */
                 {"no=DECK 4 1999", "no=DECK41999"},
                 {"born=4 Sept. 1999", "born=19990409"},
                 {"born=4 September 1999", "born=19990409"},
                 {"no=12-31-2101", "no=12312101"}, /* no year that is meant */
                 {"no=12-31-201", "no=1231201"},
                 {"born=12-31-30", "born=20301231"},
                 {"born=12-31-31", "born=19311231"},
                 {"no=--", ""},
                 {"number alone", ""}};
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct buf b;
        buf_init(&b, 100);
        link_id_key(str_of(cases[i].id), &b);
        assert_string_equal(b.p, cases[i].key);
        buf_release(&b);
    }
}

static void any_bytes_are_fine(void **state)
{
    static const char signs[] = "+0012345689 -()x/,e@.AZaz\xff\xe4\n";
    uint64_t seed = 41;
    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int round = 0; round < 20000; round++) {
        char text[64];
        struct buf one, two;
        size_t n = random_below(&seed, sizeof text);
        buf_init(&one, MIB);
        buf_init(&two, MIB);
        for (size_t i = 0; i < n; i++)
            text[i] = signs[random_below(&seed, sizeof signs - 1)];
        link_phone_key((struct str){text, n}, STR("CN"), &one);
        assert_true(one.n <= n + 3);
        for (size_t i = 0; i < one.n; i++)
            assert_true(one.p[i] >= '0' && one.p[i] <= '9');
        buf_reset(&one);
        link_id_key((struct str){text, n}, &one);
        buf_reset(&one);
        link_email_key((struct str){text, n}, &one);
        assert_true(one.n <= n);
        link_email_key(buf_str(&one), &two);
        if (two.n) /* a box without a name is none */
            assert_true(str_is(buf_str(&one), buf_str(&two)));
        buf_release(&one);
        buf_release(&two);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_of_one_line_have_one_key),
        cmocka_unit_test(phones_are_dialled_otherwise_at_home),
        cmocka_unit_test(what_is_no_phone_has_no_key),
        cmocka_unit_test(emails_of_one_box_have_one_key),
        cmocka_unit_test(public_hosts_are_no_domain),
        cmocka_unit_test(ids_of_one_number_have_one_key),
        cmocka_unit_test(any_bytes_are_fine),
    };
    return RUN(tests);
}
