/* lists/remarks.c: the facts of OFAC's remarks, in the shapes in which its files have them (the
 * numbers are made up). */
#include "lists/facts.h"
#include "lists_test.h"

struct facts {
    struct list_set set;
    struct geo *geo;
    struct list_builder b;
};

static void read_remarks(struct facts *f, const char *remarks)
{
    assert_ok(geo_open(&f->geo, NULL));
    list_set_init(&f->set);
    list_builder_init(&f->b, &f->set, f->geo, "sdn.csv");
    list_builder_start(&f->b, STR("1"), LIST_PERSON);
    ofac_remarks(&f->b, str_of(remarks));
    assert_true(f->b.ok);
}

static void facts_release(struct facts *f)
{
    list_builder_release(&f->b);
    list_set_release(&f->set);
    geo_free(f->geo);
}

static void identifiers_are_whole(void **state)
{
    static const struct {
        const char *fact;
        enum list_id_kind kind;
        const char *value, *country;
    } cases[] = {
        {"Passport A123456 (Iran)", LIST_ID_PASSPORT, "A123456", "IR"},
        {"alt. Passport 71 1600237 (Russia) expires 12 Feb 2010", LIST_ID_PASSPORT, "71 1600237",
         "RU"},
        {"Passport 0055 issued 01 Jan 2001 expires 31 Dec 2005", LIST_ID_PASSPORT, "0055", ""},
        {"National ID No. K357514(4) (Hong Kong)", LIST_ID_NATIONAL, "K357514(4)", "HK"},
        {"National ID No. 13/Ta Ta Na (Naing)019077 (Burma)", LIST_ID_NATIONAL,
         "13/Ta Ta Na (Naing)019077", "MM"},
        {"Identification Number 14 884 849", LIST_ID_NATIONAL, "14 884 849", ""},
        {"Diplomatic Passport 008827 (Iran) issued 1999", LIST_ID_PASSPORT, "008827", "IR"},
        {"Cedula No. 16217170 (Colombia)", LIST_ID_NATIONAL, "16217170", "CO"},
        {"C.U.R.P. AIMM67125HCHRRG06 (Mexico) issued 1968", LIST_ID_NATIONAL, "AIMM67125HCHRRG06",
         "MX"},
        {"NIT # 816005011-4 (Colombia)", LIST_ID_TAX, "816005011-4", "CO"},
        {"R.F.C. DIB-771110-HQ1 (Mexico)", LIST_ID_TAX, "DIB-771110-HQ1", "MX"},
        {"V.A.T. Number BE 454,419,759", LIST_ID_TAX, "BE 454,419,759", ""},
        {"Folio Mercantil No. 343997 (Mexico)", LIST_ID_REGISTRATION, "343997", "MX"},
        {"Government Gazette Number 09804148 (Russia)", LIST_ID_OTHER, "09804148", "RU"},
        {"Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76U", LIST_ID_WALLET,
         "12QtD5BFwRsdNsAZY76U", ""},
        {"alt. Digital Currency Address - ETH 0x67d40EE1", LIST_ID_WALLET, "0x67d40EE1", ""},
        {"Identification Number IMO 5988947", LIST_ID_IMO, "5988947", ""},
        {"IMO 9074729", LIST_ID_IMO, "9074729", ""},
        {"Aircraft Construction Number (also called L/N or S/N or F/N) 8401", LIST_ID_SERIAL,
         "8401", ""},
        {"Previous Aircraft Tail Number YI-NAE", LIST_ID_TAIL, "YI-NAE", ""},
        {"Tax ID No. 32071216 (Texas) (United States)", LIST_ID_TAX, "32071216", "US"},
        {"Company Number C 72520 (Malta)", LIST_ID_REGISTRATION, "C 72520", "MT"},
        {"Registration ID FN 117595 i (Austria)", LIST_ID_REGISTRATION, "FN 117595 i", "AT"},
        {"Phone Number 53 212 5078868", LIST_ID_PHONE, "53 212 5078868", ""},
        {"Vessel Registration Identification IMO 9074729", LIST_ID_IMO, "9074729", ""},
        {"MMSI 445999999 (Korea, North)", LIST_ID_MMSI, "445999999", "KP"},
        {"Website www.example.org. And more of it", LIST_ID_WEBSITE, "www.example.org.", ""},
        {"Email Address a@example.org (Iran)", LIST_ID_EMAIL, "a@example.org", "IR"},
    };
    (void)state;
    for (size_t i = 0; i < N_OF(cases); i++) {
        struct facts f;
        char remarks[200];
        print_message("# %s\n", cases[i].fact);
        (void)snprintf(remarks, sizeof remarks, "Citizen Nowhere; %s.", cases[i].fact);
        read_remarks(&f, remarks);
        assert_int_equal(f.b.ids.n, 1);
        assert_int_equal(f.b.ids.v[0].kind, cases[i].kind);
        assert_str_is(f.b.ids.v[0].value, str_of(cases[i].value), __FILE__, __LINE__);
        assert_str_is(f.b.ids.v[0].country, str_of(cases[i].country), __FILE__, __LINE__);
        facts_release(&f);
    }
}

static void what_is_no_identifier_is_none(void **state)
{
    static const char *const remarks[] = {"",
                                          ";;",
                                          "Passport ",
                                          "Passport",
                                          "Passport ()",
                                          "Passport (Iran)",
                                          "POB Rome",
                                          "passport 123",
                                          "Passports 123",
                                          "Digital Currency Address -",
                                          "Digital Currency Address - XBT",
                                          "Secondary sanctions risk: section 1(b) of 13224",
                                          "Organization Established Date 15 Jan 2000"};
    (void)state;
    for (size_t i = 0; i < N_OF(remarks); i++) {
        struct facts f;
        read_remarks(&f, remarks[i]);
        print_message("# '%s'\n", remarks[i]);
        assert_int_equal(f.b.ids.n, 0);
        facts_release(&f);
    }
}

static void other_facts(void **state)
{
    struct facts f;
    (void)state;
    read_remarks(&f, "DOB 10 Dec 1948; alt. DOB circa 1979-1982; a.k.a. 'THE FOX'; f.k.a. OLD.; "
                     "nationality Iran; citizen Syria; citizen Iran; Gender Female; Nationality of "
                     "Registration Korea, North; Former Vessel Flag Malta; nationality of nobody.");
    assert_int_equal(f.b.births.n, 2);
    assert_int_equal(f.b.births.v[0].day, 10);
    assert_int_equal(f.b.births.v[1].year, 1979);
    assert_int_equal(f.b.births.v[1].to_year, 1982);
    assert_int_equal(f.b.names.n, 2);
    assert_str(f.b.names.v[0].text, "THE FOX");
    assert_int_equal(f.b.names.v[0].kind, LIST_NAME_WEAK);
    assert_str(f.b.names.v[1].text, "OLD");
    assert_int_equal(f.b.countries.n, 4); /* the flags, those of old too */
    assert_str(f.b.countries.v[2], "KP");
    assert_str(f.b.gender, "female");
    facts_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_are_whole),
        cmocka_unit_test(what_is_no_identifier_is_none),
        cmocka_unit_test(other_facts),
    };
    return RUN(tests);
}
