/* trade/names.c - the words of the enumerations, and the batch.
 *
 * One table per enumeration serves parsing, printing and the "allowed are" part of a reject's
 * reason. It does not know which field a word stands in. */
#include "trade/field.h"

static const char *const modes[] = {"", "air", "sea", "rail", "road", "post", "courier"};
static const char *const documents[] = {"",
                                        "air-waybill",
                                        "house-air-waybill",
                                        "bill-of-lading",
                                        "house-bill-of-lading",
                                        "rail-waybill",
                                        "road-waybill",
                                        "postal",
                                        "courier",
                                        "export-declaration",
                                        "import-declaration",
                                        "cargo-manifest"};
static const char *const roles[] = {"shipper",   "consignee", "notify", "forwarder",
                                    "declarant", "buyer",     "seller", "end-user"};
static const char *const outcomes[] = {"", "released", "inspected-clean", "held", "seized"};

#define COUNT(table) (sizeof(table) / sizeof *(table))

const struct name_table names_mode = {modes, COUNT(modes)};
const struct name_table names_document = {documents, COUNT(documents)};
const struct name_table names_role = {roles, COUNT(roles)};
const struct name_table names_outcome = {outcomes, COUNT(outcomes)};

bool names_find(const struct name_table *t, struct str s, unsigned *ret)
{
    for (unsigned i = 0; i < t->n; i++) {
        if (t->names[i][0] != '\0' && str_is_ci(s, str_of(t->names[i]))) {
            *ret = i;
            return true;
        }
    }
    return false;
}

static const char *name_of(const struct name_table *t, unsigned value)
{
    return value < t->n ? t->names[value] : "";
}

const char *trade_mode_name(enum trade_mode m)
{
    return name_of(&names_mode, (unsigned)m);
}

const char *trade_document_name(enum trade_document d)
{
    return name_of(&names_document, (unsigned)d);
}

const char *trade_role_name(enum trade_role r)
{
    return name_of(&names_role, (unsigned)r);
}

const char *trade_outcome_name(enum trade_outcome o)
{
    return name_of(&names_outcome, (unsigned)o);
}

bool trade_mode_parse(struct str s, enum trade_mode *ret)
{
    unsigned value = 0;
    bool ok = names_find(&names_mode, s, &value);
    if (ok) {
        *ret = (enum trade_mode)value;
    }
    return ok;
}

bool trade_document_parse(struct str s, enum trade_document *ret)
{
    unsigned value = 0;
    bool ok = names_find(&names_document, s, &value);
    if (ok) {
        *ret = (enum trade_document)value;
    }
    return ok;
}

bool trade_role_parse(struct str s, enum trade_role *ret)
{
    unsigned value = 0;
    bool ok = names_find(&names_role, s, &value);
    if (ok) {
        *ret = (enum trade_role)value;
    }
    return ok;
}

bool trade_outcome_parse(struct str s, enum trade_outcome *ret)
{
    unsigned value = 0;
    bool ok = names_find(&names_outcome, s, &value);
    if (ok) {
        *ret = (enum trade_outcome)value;
    }
    return ok;
}

void trade_batch_init(struct trade_batch *b)
{
    *b = (struct trade_batch){0};
    arena_init(&b->arena, LIMIT_ARENA);
}

void trade_batch_reset(struct trade_batch *b)
{
    arena_reset(&b->arena);
    VEC_CLEAR(&b->consignments);
    VEC_CLEAR(&b->rejects);
    b->rows = 0;
    b->bytes = 0;
}

void trade_batch_release(struct trade_batch *b)
{
    arena_release(&b->arena);
    VEC_RELEASE(&b->consignments);
    VEC_RELEASE(&b->rejects);
    b->rows = 0;
    b->bytes = 0;
}
