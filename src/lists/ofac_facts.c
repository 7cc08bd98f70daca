/* lists/ofac_facts.c - what OFAC says of an entry under the name of a thing: documents, numbers,
 * accounts, flags. The names are those of the reference values of its own XML; its remarks and the
 * Consolidated Screening List use the same. */
#include "lists/facts.h"

#define WALLET "Digital Currency Address -" /* and which currency */

static const struct {
    const char *type;
    enum list_id_kind kind;
} numbers[] = {
    {"Passport", LIST_ID_PASSPORT},
    {"Diplomatic Passport", LIST_ID_PASSPORT},
    {"British National Overseas Passport", LIST_ID_PASSPORT},
    {"Stateless Person Passport", LIST_ID_PASSPORT},
    {"National ID No.", LIST_ID_NATIONAL},
    {"Identification Number", LIST_ID_NATIONAL},
    {"Cedula No.", LIST_ID_NATIONAL},
    {"C.U.R.P.", LIST_ID_NATIONAL},
    {"C.U.I.P.", LIST_ID_NATIONAL},
    {"C.U.I.", LIST_ID_NATIONAL},
    {"D.N.I.", LIST_ID_NATIONAL},
    {"N.I.E.", LIST_ID_NATIONAL},
    {"SSN", LIST_ID_NATIONAL},
    {"LE Number", LIST_ID_NATIONAL},
    {"Personal ID Card", LIST_ID_NATIONAL},
    {"National Foreign ID Number", LIST_ID_NATIONAL},
    {"Citizen's Card Number", LIST_ID_NATIONAL},
    {"Tazkira National ID Card", LIST_ID_NATIONAL},
    {"Turkish Identification Number", LIST_ID_NATIONAL},
    {"Numero de Identidad", LIST_ID_NATIONAL},
    {"Kenyan ID No.", LIST_ID_NATIONAL},
    {"Moroccan Personal ID No.", LIST_ID_NATIONAL},
    {"Bosnian Personal ID No.", LIST_ID_NATIONAL},
    {"UAE Identification", LIST_ID_NATIONAL},
    {"CNP (Personal Numerical Code)", LIST_ID_NATIONAL},
    {"Stateless Person ID Card", LIST_ID_NATIONAL},
    {"Tax ID No.", LIST_ID_TAX},
    {"NIT #", LIST_ID_TAX},
    {"R.F.C.", LIST_ID_TAX},
    {"RFC", LIST_ID_TAX},
    {"RUC #", LIST_ID_TAX},
    {"RIF #", LIST_ID_TAX},
    {"RTN", LIST_ID_TAX},
    {"C.I.F.", LIST_ID_TAX},
    {"N.I.F.", LIST_ID_TAX},
    {"C.U.I.T.", LIST_ID_TAX},
    {"US FEIN", LIST_ID_TAX},
    {"V.A.T. Number", LIST_ID_TAX},
    {"Fiscal Code", LIST_ID_TAX},
    {"Italian Fiscal Code", LIST_ID_TAX},
    {"Romanian Tax Registration", LIST_ID_TAX},
    {"Paraguayan tax identification number", LIST_ID_TAX},
    {"Numero Unico de Identificacao Tributaria (NUIT)", LIST_ID_TAX},
    {"Registration ID", LIST_ID_REGISTRATION},
    {"Registration Number", LIST_ID_REGISTRATION},
    {"Company Number", LIST_ID_REGISTRATION},
    {"UK Company Number", LIST_ID_REGISTRATION},
    {"Unified Social Credit Code (USCC)", LIST_ID_REGISTRATION},
    {"United Social Credit Code Certificate (USCCC)", LIST_ID_REGISTRATION},
    {"Business Registration Number", LIST_ID_REGISTRATION},
    {"Business Registration Document #", LIST_ID_REGISTRATION},
    {"Business Number", LIST_ID_REGISTRATION},
    {"Public Registration Number", LIST_ID_REGISTRATION},
    {"Commercial Registry Number", LIST_ID_REGISTRATION},
    {"Certificate of Incorporation Number", LIST_ID_REGISTRATION},
    {"Registration Certificate Number (Dubai)", LIST_ID_REGISTRATION},
    {"Central Registration System Number", LIST_ID_REGISTRATION},
    {"Economic Register Number (CBLS)", LIST_ID_REGISTRATION},
    {"Russian State Individual Business Registration Number Pattern (OGRNIP)",
     LIST_ID_REGISTRATION},
    {"C.R. No.", LIST_ID_REGISTRATION},
    {"Romanian C.R.", LIST_ID_REGISTRATION},
    {"Folio Mercantil No.", LIST_ID_REGISTRATION},
    {"Matricula Mercantil No", LIST_ID_REGISTRATION},
    {"Chamber of Commerce Number", LIST_ID_REGISTRATION},
    {"Dubai Chamber of Commerce Membership No.", LIST_ID_REGISTRATION},
    {"Istanbul Chamber of Comm. No.", LIST_ID_REGISTRATION},
    {"Enterprise Number", LIST_ID_REGISTRATION},
    {"Branch Unit Number", LIST_ID_REGISTRATION},
    {"RSIN", LIST_ID_REGISTRATION},
    {"Registered Charity No.", LIST_ID_REGISTRATION},
    {"Trade License No.", LIST_ID_REGISTRATION},
    {"Legal Entity Number", LIST_ID_LEI},
    {"SWIFT/BIC", LIST_ID_BIC},
    {"Vessel Registration Identification", LIST_ID_IMO},
    {"IMO NUMBER", LIST_ID_IMO},
    {"IMO", LIST_ID_IMO},
    {"MMSI", LIST_ID_MMSI},
    {"Vessel Call Sign", LIST_ID_CALL_SIGN},
    {"Other Vessel Call Sign", LIST_ID_CALL_SIGN},
    {"Aircraft Tail Number", LIST_ID_TAIL},
    {"Previous Aircraft Tail Number", LIST_ID_TAIL},
    {"Aircraft Manufacturer's Serial Number (MSN)", LIST_ID_SERIAL},
    {"Aircraft Manufacturer\xE2\x80\x99s Serial Number (MSN)", LIST_ID_SERIAL},
    {"Aircraft Construction Number (also called L/N or S/N or F/N)", LIST_ID_SERIAL},
    {"Aircraft Serial Identification", LIST_ID_SERIAL},
    {"Email Address", LIST_ID_EMAIL},
    {"Phone Number", LIST_ID_PHONE},
    {"Website", LIST_ID_WEBSITE},
    {WALLET, LIST_ID_WALLET},
    {"Government Gazette Number", LIST_ID_OTHER},
    {"Driver's License No.", LIST_ID_OTHER},
    {"License", LIST_ID_OTHER},
    {"Electoral Registry No.", LIST_ID_OTHER},
    {"Credencial electoral", LIST_ID_OTHER},
    {"I.F.E.", LIST_ID_OTHER},
    {"Cartilla de Servicio Militar Nacional", LIST_ID_OTHER},
    {"Birth Certificate Number", LIST_ID_OTHER},
    {"Residency Number", LIST_ID_OTHER},
    {"Romanian Permanent Resident", LIST_ID_OTHER},
    {"Travel Document Number", LIST_ID_OTHER},
    {"VisaNumberID", LIST_ID_OTHER},
    {"Immigration No.", LIST_ID_OTHER},
    {"Public Security and Immigration No.", LIST_ID_OTHER},
    {"Refugee ID Card", LIST_ID_OTHER},
    {"Seafarer's Identification Document", LIST_ID_OTHER},
    {"SRE Permit No.", LIST_ID_OTHER},
    {"Tourism License No.", LIST_ID_OTHER},
    {"Pilot License Number", LIST_ID_OTHER},
    {"MSB Registration Number", LIST_ID_OTHER},
    {"Afghan Money Service Provider License Number", LIST_ID_OTHER},
    {"File Number", LIST_ID_OTHER},
    {"Serial No.", LIST_ID_OTHER},
    {"Organization Code", LIST_ID_OTHER},
    {"D-U-N-S Number", LIST_ID_OTHER},
    {"BIK (RU)", LIST_ID_OTHER},
    {"ISIN", LIST_ID_OTHER},
    {"Aircraft Mode S Transponder Code", LIST_ID_OTHER},
};

static const char *const countries[] = {
    "Nationality Country",  "Citizenship Country", "Nationality of Registration",
    "Registration Country", "Vessel Flag",         "Former Vessel Flag",
    "Other Vessel Flag"};

enum {
    N_NUMBERS = sizeof numbers / sizeof *numbers,
    N_COUNTRIES = sizeof countries / sizeof *countries
};

static bool is_type(struct str type, const char *known)
{
    return str_is(type, str_of(known)) ||
           (str_is(str_of(known), STR(WALLET)) && str_starts(type, STR(WALLET)));
}

bool ofac_fact(struct list_builder *b, struct str type, struct str value, struct str country)
{
    bool is_imo = str_starts_ci(value, STR("IMO "));
    for (size_t i = 0; i < N_NUMBERS; i++)
        if (is_type(type, numbers[i].type)) {
            list_builder_id(b, is_imo ? LIST_ID_IMO : numbers[i].kind,
                            is_imo ? str_slice(value, 4, value.n) : value, country);
            return true;
        }
    for (size_t i = 0; i < N_COUNTRIES; i++)
        if (str_is(type, str_of(countries[i]))) {
            list_builder_country(b, value);
            return true;
        }
    if (!str_starts(type, STR("Gender")))
        return false;
    b->gender = list_gender(value);
    return true;
}

/* The length of a known thing that the text begins with, without the blank behind it. */
static size_t begins_with(struct str text, const char *known)
{
    size_t n = str_of(known).n;
    return str_starts(text, str_of(known)) && text.n > n && text.p[n] == ' ' ? n : 0;
}

struct str ofac_cut_type(struct str *fact)
{
    size_t n = begins_with(*fact, "Gender");
    for (size_t i = 0; i < N_NUMBERS && n == 0; i++)
        n = begins_with(*fact, numbers[i].type);
    for (size_t i = 0; i < N_COUNTRIES && n == 0; i++)
        n = begins_with(*fact, countries[i]);
    struct str type = str_slice(*fact, 0, n);
    if (is_type(type, WALLET)) { /* and which currency */
        n = str_find_byte(*fact, ' ', n + 1);
        n = n == SIZE_MAX ? fact->n : n;
    }
    if (n > 0)
        *fact = str_trim(str_slice(*fact, n, fact->n));
    return type;
}
