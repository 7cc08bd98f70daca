/* trade/suggest_name.c - what the names of other people's columns mean.
 *
 * A name is taken apart into words ("ShipperParty_Name1" is shipper party name). Words for a role
 * and for a part of a party make a party's column; else the phrase with the most words that are all
 * in the name wins. It looks at names only; the values are judged in suggest.c. */
#include "text/text.h"
#include "trade/suggest.h"

#include <stdio.h>
#include <string.h>

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Whether the capital at `i` begins a word: behind a small letter, or as the last of several before
 * small ones ("HSCode"), which a plural of capitals is not ("KGs"). */
static bool begins_word(struct str name, size_t i)
{
    if (i == 0 || !is_upper(name.p[i]))
        return false;
    bool is_plural =
        i + 1 < name.n && name.p[i + 1] == 's' && (i + 2 == name.n || !is_lower(name.p[i + 2]));
    bool ends_capitals =
        is_upper(name.p[i - 1]) && i + 1 < name.n && is_lower(name.p[i + 1]) && !is_plural;
    return is_lower(name.p[i - 1]) || ends_capitals;
}

/* Words are runs of letters, see begins_word; digits belong to none. */
void suggest_split(struct str name, struct words *w)
{
    struct buf spaced, folded;
    struct str rest, word;
    bool more = true;
    *w = (struct words){.n = 0};
    buf_init(&spaced, LIMIT_TEXT);
    buf_init(&folded, LIMIT_TEXT);
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_digit = c >= '0' && c <= '9';
        if (is_digit || begins_word(name, i))
            buf_add_z(&spaced, " ");
        if (!is_digit)
            buf_add(&spaced, str_slice(name, i, i + 1));
    }
    text_fold(buf_str(&spaced), &folded);
    rest = buf_str(&folded);
    while (w->n < SUGGEST_WORDS && str_cut(&rest, &more, ' ', &word))
        if (word.n > 0)
            (void)snprintf(w->text[w->n++], SUGGEST_WORD, STR_FMT, STR_ARG(word));
    buf_release(&spaced);
    buf_release(&folded);
}

/* Chinese and Japanese are written without blanks: their words are looked for within others. */
static bool is_han(struct str word)
{
    size_t at = 0;
    uint32_t c = word.n > 0 ? utf8_next(word, &at) : 0;
    return c >= 0x3400 && c <= 0x9fff;
}

static bool has_word(const struct words *w, struct str word)
{
    bool may_be_within = is_han(word);
    for (size_t i = 0; i < w->n; i++) {
        struct str text = str_of(w->text[i]);
        if (str_is(text, word) || (may_be_within && str_contains(text, word)))
            return true;
    }
    return false;
}

/* How many words the phrase has if all of them are in the name, else 0. */
static size_t has_phrase(const struct words *w, const char *phrase)
{
    struct str rest = str_of(phrase);
    struct str word;
    bool more = true;
    size_t n = 0;
    while (str_cut(&rest, &more, ' ', &word)) {
        if (!has_word(w, word))
            return 0;
        n++;
    }
    return n;
}

struct phrase {
    const char *phrase, *ours;
};

static const struct phrase roles[] = {
    {"shipper", "shipper"},
    {"exporter", "shipper"},
    {"consignor", "shipper"},
    {"sender", "shipper"},
    {"consignee", "consignee"},
    {"importer", "consignee"},
    {"receiver", "consignee"},
    {"recipient", "consignee"},
    {"notify", "notify"},
    {"forwarder", "forwarder"},
    {"agent", "forwarder"},
    {"declarant", "declarant"},
    {"broker", "declarant"},
    {"buyer", "buyer"},
    {"purchaser", "buyer"},
    {"seller", "seller"},
    {"supplier", "seller"},
    {"vendor", "seller"},
    {"end user", "end_user"},
    {"enduser", "end_user"},
    /* German, French, Spanish, Russian, Chinese */
    {"absender", "shipper"},
    {"versender", "shipper"},
    {"exporteur", "shipper"},
    {"ausfuhrer", "shipper"},
    {"expediteur", "shipper"},
    {"exportateur", "shipper"},
    {"remitente", "shipper"},
    {"exportador", "shipper"},
    {"отправитель", "shipper"},
    {"отправителя", "shipper"},
    {"грузоотправителя", "shipper"},
    {"экспортера", "shipper"},
    {"грузоотправитель", "shipper"},
    {"экспортер", "shipper"},
    {"发货人", "shipper"},
    {"出口商", "shipper"},
    {"托运人", "shipper"},
    {"寄件人", "shipper"},
    {"송하인", "shipper"},
    {"수출자", "shipper"},
    {"empfanger", "consignee"},
    {"importeur", "consignee"},
    {"einfuhrer", "consignee"},
    {"destinataire", "consignee"},
    {"importateur", "consignee"},
    {"destinatario", "consignee"},
    {"consignatario", "consignee"},
    {"importador", "consignee"},
    {"получатель", "consignee"},
    {"получателя", "consignee"},
    {"грузополучателя", "consignee"},
    {"импортера", "consignee"},
    {"грузополучатель", "consignee"},
    {"импортер", "consignee"},
    {"收货人", "consignee"},
    {"进口商", "consignee"},
    {"收件人", "consignee"},
    {"수하인", "consignee"},
    {"수입자", "consignee"},
    {"通知人", "notify"},
    {"spediteur", "forwarder"},
    {"transitaire", "forwarder"},
    {"货代", "forwarder"},
    {"anmelder", "declarant"},
    {"declarante", "declarant"},
    {"декларант", "declarant"},
    {"kaufer", "buyer"},
    {"acheteur", "buyer"},
    {"comprador", "buyer"},
    {"покупатель", "buyer"},
    {"verkaufer", "seller"},
    {"lieferant", "seller"},
    {"vendeur", "seller"},
    {"fournisseur", "seller"},
    {"vendedor", "seller"},
    {"proveedor", "seller"},
    {"продавец", "seller"},
};

static const struct phrase parts[] = {
    /* of several the first is meant: "email address", "address, city" */
    {"city", "city"},
    {"town", "city"},
    {"zip", "postcode"},
    {"postal", "postcode"},
    {"postcode", "postcode"},
    {"country", "country"},
    {"phone", "phone"},
    {"tel", "phone"},
    {"telephone", "phone"},
    {"email", "email"},
    {"mail", "email"},
    {"ort", "city"},
    {"stadt", "city"},
    {"ville", "city"},
    {"ciudad", "city"},
    {"город", "city"},
    {"plz", "postcode"},
    {"индекс", "postcode"},
    {"land", "country"},
    {"pays", "country"},
    {"pais", "country"},
    {"страна", "country"},
    {"telefon", "phone"},
    {"telefono", "phone"},
    {"телефон", "phone"},
    {"城市", "city"},
    {"邮编", "postcode"},
    {"电话", "phone"},
    {"国家", "country"},
    {"国别", "country"},
    {"국가", "country"},
    /* of a party, but no column of ours has it */
    {"state", ""},
    {"province", ""},
    {"provincia", ""},
    {"provinz", ""},
    {"bundesland", ""},
    {"region", ""},
    {"fax", ""},
    {"telefax", ""},
    {"contact", ""},
    {"kontakt", ""},
    {"ansprechpartner", ""},
    {"ref", ""},
    {"reference", ""},
    {"referenz", ""},
    {"referencia", ""},
    {"type", ""},
    {"status", ""},
    /* what is left */
    {"address", "address"},
    {"addr", "address"},
    {"street", "address"},
    {"anschrift", "address"},
    {"adresse", "address"},
    {"strasse", "address"},
    {"direccion", "address"},
    {"адрес", "address"},
    {"地址", "address"},
    {"주소", "address"},
    {"id", "id"},
    {"code", "id"},
    {"number", "id"},
    {"no", "id"},
    {"eori", "id"},
    {"vat", "id"},
    {"tax", "id"},
    {"tin", "id"},
    {"name", "name"},
    {"nummer", "id"},
    {"nr", "id"},
    {"ust", "id"},
    {"numero", "id"},
    {"инн", "id"},
    {"nom", "name"},
    {"nombre", "name"},
    {"наименование", "name"},
    {"名称", "name"},
};

static const struct phrase phrases[] = {
    {"declaration number", "id"},
    {"declaration no", "id"},
    {"declaration id", "id"},
    {"mrn", "id"},
    {"entry number", "id"},
    {"bill lading", "id"},
    {"bill of lading number", "id"},
    {"bl number", "id"},
    {"bl no", "id"},
    {"bl nbr", "id"},
    {"house bill", "id"},
    {"hawb", "id"},
    {"awb", "id"},
    {"waybill", "id"},
    {"consignment id", "id"},
    {"shipment id", "id"},
    {"identifier", "id"},
    {"record id", "id"},
    {"reference number", "id"},
    {"id", "id"},
    {"master bill", "doc_master"},
    {"master bill of lading", "doc_master"},
    {"master awb", "doc_master"},
    {"mawb", "doc_master"},
    {"master bol number", "doc_master"},
    {"master bl", "doc_master"},
    {"master bill of lading number", "doc_master"},
    {"transport document", "doc_master"},
    {"declaration type", "doc_type"},
    {"document type", "doc_type"},
    {"acceptance date", "issued"},
    {"declaration date", "issued"},
    {"issue date", "issued"},
    {"date issued", "issued"},
    {"issued", "issued"},
    {"date", "issued"},
    {"arrival date", "arrived"},
    {"eta", "arrived"},
    {"departure date", "departed"},
    {"etd", "departed"},
    {"sailing date", "departed"},
    {"flight date", "departed"},
    {"versanddatum", "departed"},
    {"ship date", "departed"},
    {"mode transport", "mode"},
    {"mode", "mode"},
    {"carrier", "carrier"},
    {"airline", "carrier"},
    {"scac", "carrier"},
    {"vessel", "vehicle"},
    {"vessel name", "vehicle"},
    {"flight", "vehicle"},
    {"means transport", "vehicle"},
    {"port loading", "from"},
    {"port of loading", "from"},
    {"port of lading", "from"},
    {"load port", "from"},
    {"puerto embarque", "from"},
    {"puerto de embarque", "from"},
    {"puerto origen", "from"},
    {"port chargement", "from"},
    {"ladehafen", "from"},
    {"порт отправления", "from"},
    {"порт погрузки", "from"},
    {"启运港", "from"},
    {"起运港", "from"},
    {"装货港", "from"},
    {"pol", "from"},
    {"origin airport", "from"},
    {"origin port", "from"},
    {"airport departure", "from"},
    {"port discharge", "to"},
    {"port of discharge", "to"},
    {"discharge port", "to"},
    {"puerto desembarque", "to"},
    {"puerto descarga", "to"},
    {"puerto destino", "to"},
    {"port dechargement", "to"},
    {"loschhafen", "to"},
    {"порт назначения", "to"},
    {"порт выгрузки", "to"},
    {"目的港", "to"},
    {"卸货港", "to"},
    {"pod", "to"},
    {"port unlading", "to"},
    {"port of unlading", "to"},
    {"foreign port", "from"},
    {"port departure", "from"},
    {"departure port", "from"},
    {"departure airport", "from"},
    {"us port", "to"},
    {"port arrival", "to"},
    {"arrival port", "to"},
    {"arrival airport", "to"},
    {"airport arrival", "to"},
    {"airport destination", "to"},
    {"abgangsflughafen", "from"},
    {"zielflughafen", "to"},
    {"entladehafen", "to"},
    {"port loading country", "from_country"},
    {"port of loading country", "from_country"},
    {"port of lading country", "from_country"},
    {"port departure country", "from_country"},
    {"foreign port country", "from_country"},
    {"pol country", "from_country"},
    {"port origin country", "from_country"},
    {"port destination country", "to_country"},
    {"country loading", "from_country"},
    {"country lading", "from_country"},
    {"port discharge country", "to_country"},
    {"port of discharge country", "to_country"},
    {"port of unlading country", "to_country"},
    {"port arrival country", "to_country"},
    {"pod country", "to_country"},
    {"country discharge", "to_country"},
    {"country unlading", "to_country"},
    {"destination airport", "to"},
    {"destination port", "to"},
    {"route", "route"},
    {"description", "description"},
    {"goods description", "description"},
    {"cargo description", "description"},
    {"commodity", "description"},
    {"commodity description", "description"},
    {"nature goods", "description"},
    {"goods", "description"},
    {"product", "description"},
    {"cargo", "description"},
    {"hs", "hs"},
    {"hs code", "hs"},
    {"hscode", "hs"},
    {"hsn", "hs"},
    {"hts", "hs"},
    {"tariff", "hs"},
    {"tariff code", "hs"},
    {"commodity code", "hs"},
    {"quantity", "quantity"},
    {"qty", "quantity"},
    {"unit", "unit"},
    {"uom", "unit"},
    {"quantity unit", "unit"},
    {"net mass", "net_kg"},
    {"net weight", "net_kg"},
    {"net kg", "net_kg"},
    {"gross mass", "gross_kg"},
    {"gross weight", "gross_kg"},
    {"gross kg", "gross_kg"},
    {"gross wt", "gross_kg"},
    {"net wt", "net_kg"},
    {"weight", "gross_kg"},
    {"wt", "gross_kg"},
    {"gewicht", "gross_kg"},
    {"poids", "gross_kg"},
    {"peso", "gross_kg"},
    {"вес", "gross_kg"},
    {"重量", "gross_kg"},
    {"mass", "gross_kg"},
    {"total weight", "total_gross_kg"},
    {"value", "value"},
    {"item price", "value"},
    {"invoice value", "value"},
    {"statistical value", "value"},
    {"amount", "value"},
    {"currency", "currency"},
    {"freight currency", "freight_currency"},
    {"country origin", "origin"},
    {"country of origin", "origin"},
    {"origin country", "origin"},
    {"origin", "origin"},
    {"un number", "un_number"},
    {"un no", "un_number"},
    {"un nr", "un_number"},
    {"un nummer", "un_number"},
    {"un id", "un_number"},
    {"undg", "un_number"},
    {"undg number", "un_number"},
    {"onu", "un_number"},
    {"numero onu", "un_number"},
    {"номер оон", "un_number"},
    {"联合国编号", "un_number"},
    {"brand", "brand"},
    {"model", "model"},
    {"pieces", "pieces"},
    {"packages", "pieces"},
    {"package count", "pieces"},
    {"pkgs", "pieces"},
    {"volume", "volume_m3"},
    {"freight", "freight"},
    {"freight cost", "freight"},
    {"remarks", "remarks"},
    {"handling", "remarks"},
    {"comments", "remarks"},
    {"line", "line"},
    {"item number", "line"},
    {"line number", "line"},
    {"luftfrachtbrief", "id"},
    {"frachtbrief", "id"},
    {"sendungsnummer", "id"},
    {"numero declaration", "id"},
    {"lettre transport", "id"},
    {"guia aerea", "id"},
    {"conocimiento embarque", "id"},
    {"номер накладной", "id"},
    {"номер декларации", "id"},
    {"提单号", "id"},
    {"运单号", "id"},
    {"报关单号", "id"},
    {"datum", "issued"},
    {"annahmedatum", "issued"},
    {"anmeldedatum", "issued"},
    {"fecha", "issued"},
    {"дата", "issued"},
    {"日期", "issued"},
    {"abgangsdatum", "departed"},
    {"ankunftsdatum", "arrived"},
    {"fecha embarque", "departed"},
    {"fecha salida", "departed"},
    {"fecha llegada", "arrived"},
    {"date arrivee", "arrived"},
    {"date depart", "departed"},
    {"дата прибытия", "arrived"},
    {"дата отправления", "departed"},
    {"到港日期", "arrived"},
    {"到达日期", "arrived"},
    {"起运日期", "departed"},
    {"离港日期", "departed"},
    {"verkehrszweig", "mode"},
    {"via transporte", "mode"},
    {"medio transporte", "mode"},
    {"вид транспорта", "mode"},
    {"naviera", "carrier"},
    {"transportista", "carrier"},
    {"перевозчик", "carrier"},
    {"承运人", "carrier"},
    {"船公司", "carrier"},
    {"buque", "vehicle"},
    {"navire", "vehicle"},
    {"schiff", "vehicle"},
    {"судно", "vehicle"},
    {"船名", "vehicle"},
    {"航班", "vehicle"},
    {"warenbezeichnung", "description"},
    {"warenbeschreibung", "description"},
    {"ware", "description"},
    {"waren", "description"},
    {"товар", "description"},
    {"designation marchandises", "description"},
    {"description marchandises", "description"},
    {"marchandises", "description"},
    {"descripcion", "description"},
    {"mercancia", "description"},
    {"описание товара", "description"},
    {"наименование товара", "description"},
    {"品名", "description"},
    {"商品名称", "description"},
    {"货物名称", "description"},
    {"商品描述", "description"},
    {"货名", "description"},
    {"물품명", "description"},
    {"품명", "description"},
    {"货物描述", "description"},
    {"warennummer", "hs"},
    {"zolltarifnummer", "hs"},
    {"code sh", "hs"},
    {"nomenclature", "hs"},
    {"partida arancelaria", "hs"},
    {"fraccion arancelaria", "hs"},
    {"код тн вэд", "hs"},
    {"商品编码", "hs"},
    {"税则号", "hs"},
    {"税号", "hs"},
    {"hs编码", "hs"},
    {"품목번호", "hs"},
    {"taric", "hs"},
    {"код товара", "hs"},
    {"menge", "quantity"},
    {"quantite", "quantity"},
    {"cantidad", "quantity"},
    {"количество", "quantity"},
    {"数量", "quantity"},
    {"einheit", "unit"},
    {"eigenmasse", "net_kg"},
    {"nettogewicht", "net_kg"},
    {"masse nette", "net_kg"},
    {"poids net", "net_kg"},
    {"peso neto", "net_kg"},
    {"вес нетто", "net_kg"},
    {"净重", "net_kg"},
    {"rohmasse", "gross_kg"},
    {"bruttogewicht", "gross_kg"},
    {"masse brute", "gross_kg"},
    {"poids brut", "gross_kg"},
    {"peso bruto", "gross_kg"},
    {"вес брутто", "gross_kg"},
    {"毛重", "gross_kg"},
    {"wert", "value"},
    {"statistischer wert", "value"},
    {"rechnungspreis", "value"},
    {"valeur", "value"},
    {"valor", "value"},
    {"стоимость", "value"},
    {"金额", "value"},
    {"总价", "value"},
    {"货值", "value"},
    {"wahrung", "currency"},
    {"devise", "currency"},
    {"moneda", "currency"},
    {"валюта", "currency"},
    {"币种", "currency"},
    {"币制", "currency"},
    {"ursprungsland", "origin"},
    {"pays origine", "origin"},
    {"pays dorigine", "origin"},
    {"pais origen", "origin"},
    {"страна происхождения", "origin"},
    {"原产国", "origin"},
    {"packstucke", "pieces"},
    {"colis", "pieces"},
    {"bultos", "pieces"},
    {"件数", "pieces"},
    {"количество мест", "pieces"},
    {"мест", "pieces"},
    {"frachtkosten", "freight"},
    {"flete", "freight"},
};

/* "shippername", "Absenderland": a role and a part of a party in one word are taken apart. */
static void split_parties(struct words *w)
{
    const size_t n = w->n;
    for (size_t i = 0; i < n && w->n < SUGGEST_WORDS; i++) {
        struct str word = str_of(w->text[i]);
        for (size_t r = 0; r < sizeof roles / sizeof *roles; r++) {
            struct str role = str_of(roles[r].phrase);
            struct str rest = str_starts(word, role) ? str_slice(word, role.n, word.n) : STR_EMPTY;
            for (size_t k = 0; k < sizeof parts / sizeof *parts && rest.n > 0; k++) {
                if (!str_is(rest, str_of(parts[k].phrase)))
                    continue;
                (void)snprintf(w->text[w->n++], SUGGEST_WORD, "%s", parts[k].phrase);
                w->text[i][role.n] = '\0';
                rest = word = STR_EMPTY;
            }
        }
    }
}

/* Names that hold the words of another meaning but say something else. */
static const char *const others[] = {"country departure",
                                     "country destination",
                                     "destination country",
                                     "страна отправления",
                                     "страна назначения",
                                     "pais destino",
                                     "pays destination",
                                     "bestimmungsland",
                                     "versendungsland",
                                     "起运国",
                                     "启运国",
                                     "目的国",
                                     "tax rate",
                                     "tax type",
                                     "origin indicator",
                                     "weight unit",
                                     "wt unit",
                                     "mass unit",
                                     "weight uom",
                                     "wt uom",
                                     "mass uom",
                                     "gewicht einheit",
                                     "peso unidad",
                                     "poids unite",
                                     "chargeable weight",
                                     "tare weight",
                                     "volumetric weight",
                                     "dimensional weight",
                                     "volume weight",
                                     "volume teu",
                                     "exchange rate",
                                     "process type"};

static const char *best(const struct words *w, const struct phrase *rows, size_t n,
                        size_t *ret_weight)
{
    const char *found = NULL;
    *ret_weight = 0;
    for (size_t i = 0; i < n; i++) {
        size_t weight = has_phrase(w, rows[i].phrase);
        if (weight > *ret_weight) {
            *ret_weight = weight;
            found = rows[i].ours;
        }
    }
    return found;
}

struct meaning suggest_meaning(struct str theirs, struct arena *arena)
{
    struct words w;
    struct binding b;
    struct meaning m = {STR_EMPTY, 0, 0};
    size_t role_weight = 0;
    size_t part_weight = 0;
    bool ok = true;
    if (csv_column_find(theirs, &b)) {
        m = (struct meaning){arena_str(arena, str_of(b.name), &ok), SUGGEST_WORDS, 1};
        return m;
    }
    suggest_split(theirs, &w);
    split_parties(&w);
    bool is_of_port = has_phrase(&w, "port") > 0; /* "port of departure country" */
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (has_phrase(&w, others[i]) > 0 && !is_of_port)
            return m;
    m.n_words = w.n;
    const char *role = best(&w, roles, sizeof roles / sizeof *roles, &role_weight);
    const char *part = best(&w, parts, sizeof parts / sizeof *parts, &part_weight);
    if (role != NULL && part != NULL && part[0] == '\0')
        return m;
    if (role != NULL) {
        char name[64];
        (void)snprintf(name, sizeof name, "%s_%s", role, part != NULL ? part : "name");
        m.ours = arena_str(arena, str_of(name), &ok);
        m.weight = role_weight + part_weight;
        return m;
    }
    const char *ours = best(&w, phrases, sizeof phrases / sizeof *phrases, &m.weight);
    if (ours != NULL)
        m.ours = str_of(ours);
    return m;
}
