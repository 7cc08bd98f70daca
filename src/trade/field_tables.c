/* trade/field_tables.c - which fields the record has: name, kind, place in the struct.
 *
 * The order of the rows is the order in which the writers print. It knows nothing of bytes. */
#include "trade/field.h"

#define ROW(type, key, member, kind)                                                               \
    {                                                                                              \
        key, kind, 0, offsetof(struct type, member)                                                \
    }
#define FIXED(type, key, member, kind, decimals)                                                   \
    {                                                                                              \
        key, kind, decimals, offsetof(struct type, member)                                         \
    }
#define TABLE(rows)                                                                                \
    {                                                                                              \
        rows, sizeof(rows) / sizeof *(rows)                                                        \
    }

static const struct field consignment_rows[] = {
    ROW(trade_consignment, "id", id, FIELD_TEXT),
    ROW(trade_consignment, "mode", mode, FIELD_MODE),
    ROW(trade_consignment, "carrier", carrier, FIELD_TEXT),
    FIXED(trade_consignment, "pieces", pieces, FIELD_AMOUNT, 0),
    FIXED(trade_consignment, "gross_kg", gross_g, FIELD_MASS, 3),
    FIXED(trade_consignment, "volume_m3", volume_cm3, FIELD_AMOUNT, 6),
    FIXED(trade_consignment, "freight", freight_cents, FIELD_MONEY, 2),
    ROW(trade_consignment, "freight_currency", freight_currency, FIELD_CURRENCY),
    ROW(trade_consignment, "remarks", remarks, FIELD_TEXT),
};
static const struct field document_rows[] = {
    ROW(trade_consignment, "type", document, FIELD_DOCUMENT),
    ROW(trade_consignment, "number", number, FIELD_TEXT),
    ROW(trade_consignment, "master", master, FIELD_TEXT),
    ROW(trade_consignment, "issued", issued, FIELD_WHEN),
    ROW(trade_consignment, "withdrawn", is_withdrawn, FIELD_FLAG),
};
static const struct field outcome_rows[] = {
    ROW(trade_consignment, "status", outcome, FIELD_OUTCOME),
    ROW(trade_consignment, "at", outcome_at, FIELD_WHEN),
    ROW(trade_consignment, "note", outcome_note, FIELD_TEXT),
};
static const struct field party_rows[] = {
    ROW(trade_party, "role", role, FIELD_ROLE),
    ROW(trade_party, "name", name, FIELD_TEXT),
    ROW(trade_party, "address", address, FIELD_TEXT),
    ROW(trade_party, "city", city, FIELD_TEXT),
    ROW(trade_party, "postcode", postcode, FIELD_TEXT),
    ROW(trade_party, "country", country, FIELD_COUNTRY),
    ROW(trade_party, "phone", phone, FIELD_TEXT),
    ROW(trade_party, "email", email, FIELD_TEXT),
};
static const struct field leg_rows[] = {
    ROW(trade_leg, "from", from, FIELD_PLACE),
    ROW(trade_leg, "to", to, FIELD_PLACE),
    ROW(trade_leg, "carrier", carrier, FIELD_TEXT),
    ROW(trade_leg, "mode", mode, FIELD_MODE),
    ROW(trade_leg, "departed", departed, FIELD_WHEN),
    ROW(trade_leg, "departed_on", month_day, FIELD_MONTH_DAY),
    ROW(trade_leg, "arrived", arrived, FIELD_WHEN),
    ROW(trade_leg, "vehicle", vehicle, FIELD_TEXT),
};
static const struct field goods_rows[] = {
    ROW(trade_goods, "line", line, FIELD_LINE),
    ROW(trade_goods, "description", description, FIELD_TEXT),
    ROW(trade_goods, "hs", hs, FIELD_TEXT),
    FIXED(trade_goods, "quantity", quantity_milli, FIELD_AMOUNT, 3),
    ROW(trade_goods, "unit", unit, FIELD_TEXT),
    FIXED(trade_goods, "net_kg", net_g, FIELD_MASS, 3),
    FIXED(trade_goods, "gross_kg", gross_g, FIELD_MASS, 3),
    FIXED(trade_goods, "value", value_cents, FIELD_MONEY, 2),
    ROW(trade_goods, "currency", currency, FIELD_CURRENCY),
    ROW(trade_goods, "origin", origin, FIELD_COUNTRY),
    ROW(trade_goods, "un_number", un_number, FIELD_TEXT),
    ROW(trade_goods, "brand", brand, FIELD_TEXT),
    ROW(trade_goods, "model", model, FIELD_TEXT),
};

const struct field_table consignment_fields = TABLE(consignment_rows);
const struct field_table document_fields = TABLE(document_rows);
const struct field_table outcome_fields = TABLE(outcome_rows);
const struct field_table party_fields = TABLE(party_rows);
const struct field_table leg_fields = TABLE(leg_rows);
const struct field_table goods_fields = TABLE(goods_rows);

/* clang-format off */
#define NO_TEXT {"", 0}
#define NO_DATE {DATE_NONE, -1}
/* clang-format on */

const struct trade_consignment consignment_none = {
    .id = NO_TEXT,
    .number = NO_TEXT,
    .master = NO_TEXT,
    .issued = NO_DATE,
    .carrier = NO_TEXT,
    .pieces = TRADE_NONE,
    .gross_g = TRADE_NONE,
    .volume_cm3 = TRADE_NONE,
    .freight_cents = TRADE_NONE,
    .freight_currency = NO_TEXT,
    .remarks = NO_TEXT,
    .outcome_at = NO_DATE,
    .outcome_note = NO_TEXT,
    .source = NO_TEXT,
};
const struct trade_party party_none = {
    .name = NO_TEXT,
    .address = NO_TEXT,
    .city = NO_TEXT,
    .postcode = NO_TEXT,
    .country = NO_TEXT,
    .phone = NO_TEXT,
    .email = NO_TEXT,
};
const struct trade_leg leg_none = {
    .from = NO_TEXT,
    .to = NO_TEXT,
    .carrier = NO_TEXT,
    .vehicle = NO_TEXT,
    .departed = NO_DATE,
    .arrived = NO_DATE,
};
const struct trade_goods goods_none = {
    .line = TRADE_NONE,
    .description = NO_TEXT,
    .hs = NO_TEXT,
    .unit = NO_TEXT,
    .currency = NO_TEXT,
    .origin = NO_TEXT,
    .un_number = NO_TEXT,
    .brand = NO_TEXT,
    .model = NO_TEXT,
    .quantity_milli = TRADE_NONE,
    .net_g = TRADE_NONE,
    .gross_g = TRADE_NONE,
    .value_cents = TRADE_NONE,
};

static bool key_is(const char *key, struct str s)
{
    size_t i = 0;
    while (i < s.n && key[i] == s.p[i] && key[i] != '\0') {
        i++;
    }
    return i == s.n && key[i] == '\0';
}

size_t field_find(const struct field_table *table, struct str key, size_t hint)
{
    for (size_t i = hint; i < table->n; i++) {
        if (key_is(table->fields[i].key, key)) {
            return i;
        }
    }
    for (size_t i = 0; i < hint && i < table->n; i++) {
        if (key_is(table->fields[i].key, key)) {
            return i;
        }
    }
    return table->n;
}
