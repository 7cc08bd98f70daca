#!/usr/bin/env python3
"""Make data/tables/countries.tsv, country_names.tsv and currencies.tsv.

    tools/tables/countries.py --packages DIR --cldr DIR -o data/tables

DIR of --packages holds countryinfo and iso4217 (PyPI), --cldr is the folder common/ of Unicode CLDR
(Debian unicode-cldr-core). countries: alpha-2, alpha-3, currency, calling code, '*' if it is the
main holder of a shared calling code, latitude, longitude, neighbours, English name. country_names:
alpha-2, name; the first row of a name counts, and names that two countries share are left out.
currencies: code, digits of the minor unit, US dollars for one unit.
"""
import argparse
import json
import pathlib
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import common

LOCALES = ("en ko zh zh_Hant ru ar fa fr es de ja vi tr pt id ms th uk hi it nl pl he ur kk mn uz "
           "cs sv el hu ro bg sr km my lo bn sw").split()
NOT_COUNTRIES = {"AC", "CP", "DG", "EA", "IC", "TA", "QO", "EU", "EZ", "UN", "ZZ", "AN", "CS"}
CALLING = {"KZ": "77", "US": "1", "CA": "1", "DO": "1809", "PR": "1787", "RU": "7", "GB": "44",
           "GG": "441481", "JE": "441534", "IM": "441624", "VA": "379", "XK": "383", "AX": "358",
           "SJ": "47", "HM": "", "BV": "", "TF": "262", "AQ": "672", "UM": "", "GS": "500",
           "EH": "212", "PN": "64", "CW": "599"}
MAIN_HOLDERS = {"US", "GB", "RU", "NO", "FI", "IT", "FR", "MA", "AU", "NZ", "RE", "GP", "CW", "FK",
                "NF", "SH", "FI"}
ALIASES = {  # in use on transport papers; keyed here
    "KP": ["DPRK", "D.P.R.K.", "DPR Korea", "DPR of Korea", "North Korea", "Korea North",
           "Korea, North", "Korea (North)", "Korea, Democratic People's Republic of",
           "Korea (Democratic People's Republic of)", "Democratic People's Republic of Korea",
           "Democratic Peoples Republic of Korea", "朝鲜民主主义人民共和国", "北朝鲜", "北韓",
           "조선민주주의인민공화국", "조선", "북조선", "КНДР", "Северная Корея",
           "Корейская Народно-Демократическая Республика", "北朝鮮", "Dem. People's Rep. of Korea",
           "Korea, Dem. People's Rep.", "Korea, Dem. People's Rep. of", "Korea, Dem. Rep.",
           "Korea, D.P.R. of", "N. Korea"],
    "KR": ["ROK", "R.O.K.", "Republic of Korea", "Korea, Republic of", "Korea (Republic of)",
           "Korea South", "Korea, South", "South Korea", "S. Korea", "대한민국", "大韩民国",
           "Республика Корея", "Южная Корея", "Rep. of Korea", "Korea, Rep.", "Korea, Rep. of",
           "Korea Republic"],
    "CN": ["PRC", "P.R.C.", "P.R. China", "P.R. of China", "PR China", "Mainland China",
           "People's Republic of China", "Peoples Republic of China", "中华人民共和国", "中國",
           "КНР", "China, People's Republic of", "China, P.R.", "China PRC", "China (Mainland)",
           "Volksrepublik China", "République populaire de Chine", "República Popular China"],
    "RU": ["Russian Federation", "Russia", "Российская Федерация", "РФ"],
    "US": ["USA", "U.S.A.", "U.S.", "United States of America", "America", "США",
           "Vereinigte Staaten von Amerika", "États-Unis d'Amérique", "Estados Unidos de América"],
    "GB": ["UK", "U.K.", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland",
           "United Kingdom of Great Britain and Northern Ireland"],
    "AE": ["UAE", "U.A.E.", "Emirates", "Dubai", "Abu Dhabi", "ОАЭ"],
    "IR": ["Iran, Islamic Republic of", "Iran (Islamic Republic of)", "Islamic Republic of Iran",
           "I.R. Iran", "I.R. of Iran", "Iran, Islamic Rep."],
    "SY": ["Syrian Arab Republic"], "LA": ["Lao PDR", "Lao People's Democratic Republic",
           "Lao People's Dem. Rep."],
    "VN": ["Viet Nam", "S.R. Vietnam", "Socialist Republic of Vietnam",
           "Vietnam, Socialist Republic of", "Vietnam, Democratic Rep. of"],
    "HK": ["Hong Kong", "Hongkong", "Hong Kong SAR", "Hong Kong, China", "香港",
           "China, Hong Kong SAR", "China, Hong Kong"],
    "MO": ["Macau", "Macao", "Macao SAR", "澳门", "Macau SAR", "China, Macao SAR"],
           "TW": ["Taiwan, Province of China", "R.O.C.",
           "Chinese Taipei", "Taiwan R.O.C.", "台湾", "臺灣", "Taiwan, China", "China, Taiwan"],
    "TR": ["Turkey", "Türkiye", "Republic of Türkiye"], "MM": ["Burma", "Union of Myanmar",
           "Burma (Myanmar)"],
    "CD": ["DR Congo", "D.R. Congo", "DRC", "Congo, Democratic Republic of the",
           "Democratic Republic of the Congo", "Congo-Kinshasa", "Zaire", "Dem. Rep. of the Congo",
           "Congo, Dem. Rep.", "Congo, Dem. Rep. of the", "Dem. Rep. Congo",
           "Democratic Republic of Congo"],
    "CG": ["Congo", "Republic of the Congo", "Congo-Brazzaville", "Congo Republic",
           "Rep. of the Congo", "Congo, Rep.", "Congo, Republic of the", "Republic of Congo"],
    "TZ": ["Tanzania, United Republic of", "United Republic of Tanzania",
           "United Rep. of Tanzania"],
    "VE": ["Venezuela, Bolivarian Republic of", "Bolivarian Republic of Venezuela",
           "Venezuela, RB"],
    "BO": ["Bolivia, Plurinational State of", "Plurinational State of Bolivia"],
    "MD": ["Moldova, Republic of", "Republic of Moldova", "Rep. of Moldova"],
           "CZ": ["Czech Republic", "Czech Rep."],
    "MK": ["Macedonia", "FYROM", "Republic of North Macedonia",
           "The former Yugoslav Republic of Macedonia", "TFYR of Macedonia"], "SZ": ["Swaziland"],
    "CV": ["Cape Verde"], "CI": ["Ivory Coast", "Côte d'Ivoire"], "TL": ["East Timor"],
    "NL": ["Holland", "The Netherlands", "Netherlands (Kingdom of the)",
           "Kingdom of the Netherlands"], "BN": ["Brunei Darussalam"], "VA": ["Holy See"],
    "PS": ["Palestine", "State of Palestine", "Palestine, State of", "Palestinian Territory",
           "Occupied Palestinian Territory", "Palestinian Territory, Occupied"],
           "FM": ["Micronesia", "Federated States of Micronesia", "Micronesia, Fed. Sts.",
           "FS Micronesia"],
    "SA": ["KSA", "Kingdom of Saudi Arabia"], "ZA": ["RSA", "Republic of South Africa"],
    "DE": ["Federal Republic of Germany", "BRD", "Germany, Federal Republic of"],
           "BY": ["Belorussia", "Byelorussia", "Беларусь"],
    "KG": ["Kirgizstan", "Kyrgyz Republic", "Киргизия"], "LY": ["Libyan Arab Jamahiriya"],
    "GM": ["The Gambia", "Gambia, The"], "BS": ["The Bahamas", "Bahamas, The"],
           "PH": ["The Philippines"], "LK": ["Ceylon"],
    "KH": ["Kampuchea", "Kingdom of Cambodia"], "MY": ["Federation of Malaysia"],
    "EG": ["Arab Republic of Egypt", "Egypt, Arab Rep."],
    "YE": ["Republic of Yemen", "Yemen, Rep."],
    "DO": ["Dominican Rep."],
    "CF": ["Central African Rep."],
    "VG": ["Virgin Islands, British"],
    "VI": ["Virgin Islands, U.S."],
    "SB": ["Solomon Isds"],
    "MH": ["Marshall Isds"],
    "KY": ["Cayman Isds"],
    "BA": ["Bosnia and Herzegovina"],
    "TT": ["Trinidad and Tobago"],
    "AG": ["Antigua and Barbuda"],
    "KN": ["Saint Kitts and Nevis", "St. Kitts and Nevis"],
    "VC": ["Saint Vincent and the Grenadines", "St. Vincent and the Grenadines"],
    "ST": ["Sao Tome and Principe"],
    "TC": ["Turks and Caicos Islands"],
    "PM": ["Saint Pierre and Miquelon"],
    "WF": ["Wallis and Futuna"],
}
# Papers say them of several: the two Congos, the four Guineas, the two halves of Saint Martin, and
# China, for which "Republic of China" is a slip.
DOUBTFUL = ["Republic of China", "Congo", "Kongo", "Конго", "Guinea", "Guinee", "Guine", "Gwinea", "Гвинея",
            "几内亚", "幾內亞", "ギニア", "기니", "غينيا", "Saint Martin", "St. Martin"]
# US dollars for one unit: about the mean of 2024, keyed from central banks' published rates, two to
# three digits; pegged currencies at their peg; where official and market rates differ widely (IRR,
# KPW, SYP, VES, ZWG, LBP, MMK) the official or dominant one of the end of 2024.
USD = """
USD 1 EUR 1.08 JPY 0.0066 CNY 0.139 CNH 0.139 GBP 1.28 HKD 0.128 KRW 0.000733 TWD 0.0311 SGD 0.748
RUB 0.0108 INR 0.01195 CHF 1.136 CAD 0.73 AUD 0.66 NZD 0.605 AED 0.2723 SAR 0.2667 QAR 0.2747
KWD 3.26 BHD 2.66 OMR 2.6 JOD 1.41 ILS 0.27 TRY 0.0305 IRR 0.0000238 IQD 0.000763 SYP 0.000077
LBP 0.0000112 YER 0.004 EGP 0.0221 SDG 0.00167 LYD 0.206 TND 0.321 DZD 0.00746 MAD 0.1006
KPW 0.00111 MNT 0.000295 VND 0.00004 LAK 0.0000465 KHR 0.000246 MMK 0.000476 THB 0.0284 MYR 0.219
IDR 0.0000631 PHP 0.01746 BND 0.748 MOP 0.1243 PKR 0.00359 BDT 0.00863 LKR 0.00331 NPR 0.00748
BTN 0.01195 MVR 0.0649 AFN 0.0143 KZT 0.00213 UZS 0.000079 KGS 0.0115 TJS 0.0931 TMT 0.286
GEL 0.367 AMD 0.00255 AZN 0.588 BYN 0.31 UAH 0.0249 MDL 0.0562 PLN 0.251 CZK 0.0431 HUF 0.00274
RON 0.2175 BGN 0.553 RSD 0.00924 ALL 0.0107 BAM 0.553 MKD 0.0176 ISK 0.00725 NOK 0.093 SEK 0.0946
DKK 0.145 MXN 0.0546 BRL 0.1855 ARS 0.00109 CLP 0.00106 COP 0.000245 PEN 0.266 UYU 0.0249
PYG 0.000132 BOB 0.145 VES 0.0261 CUP 0.0417 DOP 0.0168 GTQ 0.129 HNL 0.0402 NIO 0.0272 CRC 0.00194
PAB 1 JMD 0.00641 TTD 0.148 BBD 0.5 BSD 1 BZD 0.5 HTG 0.0076 XCD 0.37 AWG 0.559 XCG 0.559 BMD 1
KYD 1.2 GYD 0.00478 SRD 0.0303 FKP 1.28 ZAR 0.0546 NAD 0.0546 LSL 0.0546 SZL 0.0546 BWP 0.0738
ZMW 0.0383 ZWG 0.0388 MZN 0.01565 AOA 0.00115 CDF 0.000355 NGN 0.000676 GHS 0.0689 KES 0.00742
UGX 0.000266 TZS 0.000385 RWF 0.00076 BIF 0.000347 ETB 0.0131 ERN 0.0667 DJF 0.00563 SOS 0.00175
SSP 0.00045 MGA 0.00022 MUR 0.0215 SCR 0.0727 MWK 0.000577 XAF 0.00165 XOF 0.00165 KMF 0.0022
CVE 0.0098 GMD 0.0146 GNF 0.000116 LRD 0.0052 SLE 0.0442 STN 0.0441 MRU 0.0252 XPF 0.00907 FJD 0.44
PGK 0.258 SBD 0.1185 TOP 0.423 VUV 0.0084 WST 0.361 SHP 1.28 GIP 1.28
"""


# Changed since CLDR 41.
CURRENCY = {"HR": "EUR", "BG": "EUR", "SL": "SLE", "CW": "XCG", "SX": "XCG", "ZW": "ZWG"}
NOT_NEAR = {("CY", "GB")}  # sovereign base areas are not what a carrier means by a border
NEAR_TOO = {("AL", "XK"), ("MK", "XK"), ("MY", "SG")}  # the last by causeways
PLACES = {"CW": (12.17, -69.0), "SX": (18.05, -63.06), "BQ": (12.18, -68.26), "SS": (7.5, 30.5)}


def fold(text):
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(c for c in text if unicodedata.category(c)[0] in "LN")
    return text[3:] if text.startswith("the") and len(text) > 6 else text


def territories(cldr):
    root = ElementTree.parse(cldr / "supplemental/supplementalData.xml").getroot()
    alpha3 = {t.get("type"): t.get("alpha3") for t in root.iter("territoryCodes")}
    alpha3["XK"] = "XKX"
    validity = (cldr / "validity/region.xml").read_text(encoding="utf-8")
    regular = re.search(r"idStatus='regular'>(.*?)</id>", validity, re.S).group(1)
    codes = set()
    for item in re.sub(r"<!--.*?-->", "", regular).split():
        head, _, last = item.partition("~")
        codes.update(head[0] + chr(c) for c in range(ord(head[1]), ord(last or head[1]) + 1))
    currency = {}
    for region in root.iter("region"):
        for money in region.iter("currency"):
            if money.get("to") is None and money.get("tender") != "false":
                currency.setdefault(region.get("iso3166"), money.get("iso4217"))
    return {c: (alpha3[c], CURRENCY.get(c, currency.get(c, ""))) for c in codes - NOT_COUNTRIES if alpha3.get(c)}


def facts(packages):
    found = {}
    for path in sorted((packages / "countryinfo/data").glob("*.json")):
        d = json.loads(path.read_text(encoding="utf-8"))
        code = d.get("ISO", {}).get("alpha2")
        if code:
            found.setdefault(code, d)
    return found


def names(cldr, codes, info):
    rows, holder = [], {}

    def add(code, name):
        key = fold(name)
        if len(key) >= 2 and key not in holder:
            holder[key] = code
            rows.append([code, common.clean(name)])
        elif key in holder and holder[key] != code:
            clashes.add(key)
    clashes = set()
    english = {}
    for locale in LOCALES:
        root = ElementTree.parse(cldr / f"main/{locale}.xml").getroot()
        for t in root.find("localeDisplayNames").iter("territory"):
            if t.get("type") not in codes or not t.text:
                continue
            if locale == "en" and (t.get("alt") is None or
                                   (t.get("type") in ("HK", "MO", "PS") and t.get("alt") == "short")):
                english[t.get("type")] = common.clean(t.text)
            add(t.get("type"), t.text)
        if locale == "en":
            for code, aliases in ALIASES.items():
                for alias in aliases:
                    add(code, alias)
            certain = len(rows)
    for code in sorted(codes):
        for alias in info.get(code, {}).get("altSpellings", []):
            if len(alias) > 4:
                add(code, alias)
    rows = [r for i, r in enumerate(rows) if i < certain or fold(r[1]) not in clashes]
    doubtful = {fold(name) for name in DOUBTFUL}
    return [r + ["?"] if fold(r[1]) in doubtful else r for r in rows], english


def countries(codes, info, english):
    alpha2 = {a3: a2 for a2, (a3, _) in codes.items()}
    near = {c: {alpha2[b] for b in info.get(c, {}).get("borders", []) if b in alpha2} for c in codes}
    rows = []
    for code, (alpha3, currency) in sorted(codes.items()):
        d = info.get(code, {})
        calling = CALLING.get(code, (d.get("callingCodes") or [""])[0])[:4]
        place = PLACES.get(code) or d.get("latlng") or [None, None]
        both = sorted(b for b in codes if tuple(sorted((b, code))) not in NOT_NEAR and (
            b in near[code] or code in near[b] or tuple(sorted((b, code))) in NEAR_TOO))
        rows.append([code, alpha3, currency, calling, "*" if code in MAIN_HOLDERS else "",
                     common.fixed(place[0]), common.fixed(place[1]), " ".join(both), english[code]])
    return rows


def currencies(packages):
    exponent = {"CNH": 2}
    for entry in ElementTree.parse(packages / "iso4217/table.xml").getroot().iter("CcyNtry"):
        code, digits = entry.findtext("Ccy"), entry.findtext("CcyMnrUnts")
        if code and digits and digits.isdigit():
            exponent[code] = int(digits)
    words = USD.split()
    rate = dict(zip(words[::2], words[1::2]))
    exponent.update({code: exponent.get(code, 2) for code in rate})
    return [[code, str(digits), rate.get(code, "")] for code, digits in sorted(exponent.items())]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--packages", type=pathlib.Path, required=True)
    parser.add_argument("--cldr", type=pathlib.Path, required=True)
    parser.add_argument("-o", type=pathlib.Path, required=True)
    options = parser.parse_args()
    codes, info = territories(options.cldr), facts(options.packages)
    rows, english = names(options.cldr, codes, info)
    made = "Made by tools/tables/countries.py."
    common.write(options.o / "countries.tsv", [
        "Countries: alpha-2, alpha-3, currency, calling code, '*' = main holder of it, latitude,",
        "longitude, neighbours by land, English name. Source: Unicode CLDR 41 (Unicode licence) in",
        "unicode-cldr-core 41-0.1 (Debian), countryinfo 1.0.1 (PyPI, MIT). " + made,
    ], countries(codes, info, english))
    common.write(options.o / "country_names.tsv", [
        "Names of countries: alpha-2, name, '?' = papers say it of other countries too. Source: Unicode",
        "CLDR 41 (Unicode licence), countryinfo 1.0.1 (PyPI, MIT), names on papers keyed in the script.",
        made], rows, ordered=False)
    common.write(options.o / "currencies.tsv", [
        "Currencies: code, digits of the minor unit, US dollars for one unit (ABOUT, mean of 2024).",
        "Source: iso4217 1.16.20260101 (PyPI, public domain); rates keyed in the script. " + made,
    ], currencies(options.packages))


if __name__ == "__main__":
    main()
