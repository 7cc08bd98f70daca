/* pipeline/assess.c - one consignment before loading: what is missing, what does not hold, whom it
 * reads like; each reason with the question that would clear it. */
#include "pipeline/assess.h"

#include "assemble/assemble.h"
#include "assemble/under.h"

struct state {
    const struct assess_input *in;
    struct arena *arena;
    struct assessment *ret;
    bool is_short; /* of memory */
};

const char *assess_outcome_name(enum assess_outcome o)
{
    static const char *const names[] = {"complete", "RFI", "RFS", "DNL"};
    return names[o];
}

static void add(struct state *s, enum assess_outcome outcome, const char *code, const char *field,
                struct str text, const char *question)
{
    bool ok = true;
    if (outcome > s->ret->outcome)
        s->ret->outcome = outcome;
    if (s->ret->n_reasons == ASSESS_REASONS)
        return;
    s->ret->reasons[s->ret->n_reasons++] = (struct assess_reason){
        outcome, code, field, arena_str(s->arena, text, &ok), str_of(question)};
    s->is_short = s->is_short || !ok;
}

static void missing(struct state *s, bool is_missing, const char *field, const char *question)
{
    struct buf text;
    if (!is_missing)
        return;
    buf_init(&text, 256);
    buf_add_f(&text, "%s is missing", field);
    s->is_short = s->is_short || buf_status(&text) != SEINE_OK;
    add(s, ASSESS_RFI, "missing", field, buf_str(&text), question);
    buf_release(&text);
}

static const struct trade_party *party_of(const struct trade_consignment *c, enum trade_role role)
{
    static const struct trade_party none;
    for (size_t i = 0; i < c->n_parties; i++)
        if (c->parties[i].role == role)
            return &c->parties[i];
    return &none;
}

static void elements(struct state *s, const struct trade_consignment *c)
{
    const struct trade_party *shipper = party_of(c, TRADE_SHIPPER);
    const struct trade_party *consignee = party_of(c, TRADE_CONSIGNEE);
    missing(s, c->number.n == 0, "number", "What is the number of the waybill?");
    missing(s, shipper->name.n == 0, "shipper_name", "Who first sent the goods?");
    missing(s, shipper->address.n + shipper->city.n == 0, "shipper_address",
            "Where is the sender: street and place?");
    missing(s, shipper->country.n == 0, "shipper_country", "In which country is the sender?");
    missing(s, consignee->name.n == 0, "consignee_name", "Who receives the goods in the end?");
    missing(s, consignee->address.n + consignee->city.n == 0, "consignee_address",
            "Where is the receiver: street and place?");
    missing(s, consignee->country.n == 0, "consignee_country", "In which country is the receiver?");
    missing(s, c->pieces == TRADE_NONE || c->pieces == 0, "pieces",
            "How many pieces are there, in the smallest outer packing?");
    missing(s, c->gross_g == TRADE_NONE || c->gross_g == 0, "gross_kg",
            "What is the gross mass in kilograms?");
}

static void descriptions(struct state *s, const struct trade_consignment *c)
{
    bool any = false;
    for (size_t i = 0; i < c->n_goods; i++) {
        struct str text = c->goods[i].description;
        any = any || text.n > 0;
        if (text.n > 0 && goods_is_vague(text))
            add(s, ASSESS_RFI, "vague-text", "description", text,
                "What exactly are the goods: name, material, use, maker and model?");
    }
    missing(s, !any, "description", "What are the goods?");
}

/* Of the checks, those that one consignment fails by itself. */
static const struct {
    enum check_kind kind;
    enum assess_outcome outcome;
    const char *field, *question;
} asked[] = {
    {CHECK_AWB_DIGIT, ASSESS_RFI, "number", "Is the waybill's number copied rightly?"},
    {CHECK_AWB_PREFIX, ASSESS_RFI, "number", "Which airline issued the waybill?"},
    {CHECK_CONTAINER_DIGIT, ASSESS_RFI, "containers", "Is the container's number right?"},
    {CHECK_IMO_DIGIT, ASSESS_RFI, "vehicle", "What is the ship's IMO number?"},
    {CHECK_DATE_ORDER, ASSESS_RFI, "issued",
     "When was the waybill issued, and when does it leave?"},
    {CHECK_HOUSE_ABOVE_MASTER, ASSESS_RFI, "gross_kg",
     "The house is more than its master: what are pieces and mass of each?"},
    {CHECK_FORWARDER_CONSIGNEE, ASSESS_RFI, "consignee_name",
     "A forwarder is named: who receives the goods in the end?"},
    {CHECK_DANGEROUS_TEXT, ASSESS_RFS, "description",
     "Are these dangerous goods? If so, their UN number, class and declaration; if not, what shows "
     "it?"},
    {CHECK_UN_NUMBER, ASSESS_RFS, "un_number", "There is no such UN number: which one is it?"},
    {CHECK_HS_CODE, ASSESS_RFI, "hs", "There is no such code: what is the HS code, six digits?"},
    {CHECK_TEXT_HS, ASSESS_RFI, "hs",
     "Words and code tell of different goods: which of the two is right?"},
    {CHECK_EORI_FORM, ASSESS_RFI, "ids", "What is the EORI number?"},
    {CHECK_LEI_DIGITS, ASSESS_RFI, "ids", "What is the LEI?"},
    {CHECK_CONTRADICTION, ASSESS_RFI, "", "The messages differ: which of them is right?"},
};

static void findings(struct state *s, const struct trade_table *t,
                     const struct check_result *checks, uint32_t record)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    for (uint32_t f = checks->first[record]; f < checks->first[record + 1]; f++)
        for (size_t k = 0; k < sizeof asked / sizeof *asked; k++) {
            const struct check_finding *found = &checks->findings.v[f];
            if (found->kind != asked[k].kind)
                continue;
            buf_reset(&text);
            check_text(t, s->in->geo, found, &text);
            s->is_short = s->is_short || buf_status(&text) != SEINE_OK;
            add(s, asked[k].outcome, check_rules[found->kind].name, asked[k].field, buf_str(&text),
                asked[k].question);
        }
    buf_release(&text);
}

static void listed(struct state *s, const struct trade_party *p, const struct screen_hit *h)
{
    const struct listed_entity *e = &s->in->lists->entities.v[h->entity];
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    buf_add_f(&text, "the %s ", trade_role_name(p->role));
    buf_add(&text, p->name);
    buf_add_z(&text, " is ");
    buf_add_percent(&text, h->score);
    buf_add_z(&text, " like ");
    buf_add(&text, e->names[h->name].text);
    buf_add_f(&text, " (" STR_FMT "/" STR_FMT ")", STR_ARG(s->in->lists->lists.v[e->list].key),
              STR_ARG(e->id));
    s->is_short = s->is_short || buf_status(&text) != SEINE_OK;
    add(s, h->score >= ASSESS_DNL_SCORE ? ASSESS_DNL : ASSESS_RFI, "listed-party", "parties",
        buf_str(&text),
        "Is it the listed one? Date of birth or founding, registration and tax number, and address "
        "tell.");
    buf_release(&text);
}

/* The best entry for a party; entity MAP_NONE: none. */
static enum seine_status best_entry(struct state *s, const struct screen_subject *subject,
                                    double threshold, uint64_t under, struct screen_hit *ret)
{
    const struct screen_hit *hits;
    size_t n = 0, total = 0;
    if (s->in->seen && seen_get(s->in->seen, under, subject, ret))
        return SEINE_OK;
    enum seine_status status =
        screen_query(s->in->index, subject, threshold, 1, s->in->scratch, &hits, &n, &total);
    if (status != SEINE_OK)
        return status;
    *ret = n > 0 ? hits[0] : (struct screen_hit){.entity = MAP_NONE};
    if (s->in->seen)
        seen_put(s->in->seen, under, subject, ret);
    return SEINE_OK;
}

/* The best entry of each party. */
static enum seine_status screening(struct state *s, const struct trade_consignment *c)
{
    double threshold = s->in->threshold > 0 ? s->in->threshold : SCREEN_THRESHOLD;
    uint64_t under = s->in->seen && s->in->index ? seen_under(s->in->lists, threshold) : 0;
    enum seine_status status = SEINE_OK;
    for (size_t i = 0; i < c->n_parties && s->in->index && status == SEINE_OK; i++) {
        const struct trade_party *p = &c->parties[i];
        struct screen_subject subject = {.name = p->name,
                                         .countries = &p->country,
                                         .n_countries = p->country.n > 0,
                                         .addresses = &p->address,
                                         .n_addresses = p->address.n > 0};
        struct screen_hit hit = {.entity = MAP_NONE};
        if (p->name.n == 0)
            continue;
        status = best_entry(s, &subject, threshold, under, &hit);
        if (status == SEINE_OK && hit.entity != MAP_NONE)
            listed(s, p, &hit);
    }
    return status;
}

/* A permit, an exemption or an inspection is on no paper that is read here: it is asked for. */
static void measures(struct state *s, const struct trade_table *t, uint32_t record)
{
    const struct under u = {.table = t, .geo = s->in->geo, .measures = s->in->measures};
    under_hits hits = {0};
    under_groups groups = {0};
    struct buf text;
    buf_init(&text, LIMIT_TEXT);
    if (!under_find(&u, record, &hits) || !under_group(&u, &hits, &groups))
        s->is_short = true;
    for (size_t i = 0; i < groups.n && !s->is_short; i++) {
        buf_reset(&text);
        under_text(&u, &hits, &groups.v[i], true, &text);
        s->is_short = buf_status(&text) != SEINE_OK;
        add(s, ASSESS_RFI, ASSEMBLE_MEASURE, "goods", buf_str(&text),
            "By which permit, exemption or inspection may these goods go, and who gave it?");
    }
    buf_release(&text);
    VEC_RELEASE(&groups);
    VEC_RELEASE(&hits);
}

enum seine_status assess(const struct assess_input *in, const struct trade_table *t,
                         const struct check_result *checks, uint32_t record, struct arena *arena,
                         struct assessment *ret, struct seine_error *err)
{
    struct state s = {in, arena, ret, false};
    struct trade_consignment c;
    *ret = (struct assessment){.outcome = ASSESS_COMPLETE};
    ret->reasons = arena_array(arena, ASSESS_REASONS, sizeof *ret->reasons);
    enum seine_status status = ret->reasons ? table_consignment(t, record, arena, &c) : SEINE_NOMEM;
    if (status == SEINE_OK)
        status = screening(&s, &c);
    if (status == SEINE_OK && in->measures)
        measures(&s, t, record);
    if (status == SEINE_OK) {
        findings(&s, t, checks, record);
        elements(&s, &c);
        descriptions(&s, &c);
    }
    if (status == SEINE_OK && s.is_short)
        status = SEINE_NOMEM;
    return status == SEINE_OK ? status
                              : error_set(err, status, "cannot assess: %s", status_name(status));
}
