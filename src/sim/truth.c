/* sim/truth.c - what the world knows of itself: one line per scheme for the evaluation, one per
 * episode of hard innocents and per company for whoever asks why an innocent ranked high. */
#include "sim/case.h"
#include "sim/papers.h"

void sim_write_company(const struct sim_world *w, struct sim_scratch *x, struct buf *out,
                       uint32_t country, uint32_t sector, uint64_t rank);
enum seine_status sim_write_truth(const struct sim_world *w, struct sim_scratch *x,
                                  struct sim_case *c, struct buf *truth, struct buf *world,
                                  uint32_t index) MUST_CHECK;
void sim_write_parties(const struct sim_scratch *x, int difficulty, struct buf *out);

static void number(struct json_writer *j, const char *key, int64_t v)
{
    json_member_i64(j, key, v);
}

static void text_of_day(struct json_writer *j, const char *key, int32_t day)
{
    struct buf b;
    buf_init(&b, 64);
    buf_add_date(&b, day);
    json_member(j, key, buf_str(&b));
    buf_release(&b);
}

static void ids(const struct sim_world *w, struct json_writer *j, const struct sim_case *c,
                uint32_t index, bool scheme, uint32_t component)
{
    json_array(j);
    for (uint32_t i = 0; i < c->n; i++) {
        char id[16];
        if (c->rows[i].is_scheme != scheme ||
            (component != SIM_NONE && c->rows[i].component != component))
            continue;
        uint64_t slot = w->case_slot[w->case_first[index] + i];
        sim_id(w, slot, id);
        json_string(j, str_of(id));
        if (!sim_declared(w, slot, &c->rows[i].s))
            continue;
        sim_declaration_id(w, slot, id);
        json_string(j, str_of(id));
    }
    json_array_end(j);
}

static void components(const struct sim_world *w, struct json_writer *j, const struct sim_case *c,
                       uint32_t index)
{
    const struct sim_kit *kit = &w->t.kits[c->kit];
    json_key(j, "components");
    json_object(j);
    for (uint32_t i = 0; i < kit->n; i++) {
        bool present = false;
        for (uint32_t k = 0; k < c->n; k++)
            present |= c->rows[k].is_scheme && c->rows[k].component == kit->first + i;
        if (!present)
            continue;
        char key[128];
        struct str id = w->t.components[kit->first + i].id;
        size_t n = id.n < sizeof key - 1 ? id.n : sizeof key - 1;
        for (size_t b = 0; b < n; b++)
            key[b] = id.p[b];
        key[n] = 0;
        json_key(j, key);
        ids(w, j, c, index, true, kit->first + i);
    }
    json_object_end(j);
}

/* Distinct names of shippers and consignees on the papers of the scheme, or of the episode. */
static void names(const struct sim_world *w, struct sim_scratch *x, struct json_writer *j,
                  const struct sim_case *c, bool scheme)
{
    uint64_t seen[2 * SIM_MAX_ROWS];
    uint32_t n = 0;
    json_key(j, "names");
    json_array(j);
    for (uint32_t i = 0; i < c->n; i++)
        for (int side = 0; side < 2; side++) {
            const struct sim_party *p = side ? &c->rows[i].s.consignee : &c->rows[i].s.shipper;
            uint64_t key = rng_key(p->name, p->variant + 256ull * p->listed);
            bool known = c->rows[i].is_scheme != scheme;
            for (uint32_t k = 0; k < n && !known; k++)
                known = seen[k] == key;
            if (known)
                continue;
            seen[n++] = key;
            x->n = 0;
            json_string(j, sim_name(w, x, p, (struct sim_manner){0}));
        }
    json_array_end(j);
}

/* Consignments that honest trade sends to this city, by the weights that buyers are drawn with. */
static double crowd(const struct sim_world *w, uint16_t city)
{
    const struct sim_city *c = &w->t.cities[city];
    size_t first = (size_t)c->country * w->t.n_sectors;
    double before = first ? w->buyer_cells[first - 1] : 0;
    double share = w->buyer_cells[first + w->t.n_sectors - 1] - before;
    return (double)w->n * share * c->weight / w->t.countries[c->country].city_weight;
}

/* Hub density: how many consignments go where a scheme's go, mean over its consignments. */
static int64_t hub_density(const struct sim_world *w, const struct sim_case *c)
{
    double sum = 0;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->rows[i].is_scheme) {
            sum += crowd(w, c->rows[i].s.consignee.city);
            n++;
        }
    return n ? (int64_t)(sum / n + 0.5) : 0;
}

static void scheme_line(const struct sim_world *w, struct sim_scratch *x, const struct sim_case *c,
                        struct buf *out, uint32_t index)
{
    struct json_writer j;
    char id[24];
    int32_t first = INT32_MAX, last = INT32_MIN;
    for (uint32_t i = 0; i < c->n; i++)
        if (c->rows[i].is_scheme) {
            first = c->rows[i].s.day < first ? c->rows[i].s.day : first;
            last = c->rows[i].s.day > last ? c->rows[i].s.day : last;
        }
    if (first == INT32_MAX)
        return;
    struct buf name;
    buf_init(&name, sizeof id);
    buf_add_f(&name, "S%05u", index + 1);
    json_writer_init(&j, out);
    json_object(&j);
    json_member(&j, "scheme", buf_str(&name));
    buf_release(&name);
    json_member(&j, "kit", w->t.kits[c->kit].id);
    json_member(&j, "direction", c->is_export ? STR("export") : STR("import"));
    json_member(&j, "preset", str_of(sim_preset_name(c->preset)));
    json_member(&j, "family", w->t.corridors[c->family].name);
    json_key(&j, "tactics");
    json_array(&j);
    for (int bit = 0; sim_tactic_name(bit); bit++)
        if (c->tactics >> bit & 1)
            json_string(&j, str_of(sim_tactic_name(bit)));
    json_array_end(&j);
    number(&j, "difficulty", c->difficulty);
    number(&j, "pieces", c->n_pieces);
    number(&j, "aliases", c->n_aliases);
    number(&j, "hops", c->n_hops);
    number(&j, "hub_density", hub_density(w, c));
    text_of_day(&j, "first", w->first_day + first);
    text_of_day(&j, "last", w->first_day + last);
    json_key(&j, "consignments");
    ids(w, &j, c, index, true, SIM_NONE);
    components(w, &j, c, index);
    names(w, x, &j, c, true);
    json_object_end(&j);
    buf_add_c(out, '\n');
}

static void innocent_line(const struct sim_world *w, struct sim_scratch *x,
                          const struct sim_case *c, struct buf *out, uint32_t index)
{
    struct json_writer j;
    json_writer_init(&j, out);
    json_object(&j);
    json_member(&j, "innocent", str_of(sim_kind_name(c->kind)));
    number(&j, "episode", (int64_t)(index - w->n_schemes) + 1);
    if (c->kit < w->t.n_kits)
        json_member(&j, "kit", w->t.kits[c->kit].id);
    json_key(&j, "consignments");
    ids(w, &j, c, index, false, SIM_NONE);
    names(w, x, &j, c, false);
    json_object_end(&j);
    buf_add_c(out, '\n');
}

enum seine_status sim_write_truth(const struct sim_world *w, struct sim_scratch *x,
                                  struct sim_case *c, struct buf *truth, struct buf *world,
                                  uint32_t index)
{
    if (index < w->n_schemes)
        scheme_line(w, x, c, truth, index);
    else
        innocent_line(w, x, c, world, index);
    return buf_status(truth) ? buf_status(truth) : buf_status(world);
}

/* Who is behind each party of the record that x holds: whoever it is by itself, and the hand of a
 * scheme that uses its name, if any. */
void sim_write_parties(const struct sim_scratch *x, int difficulty, struct buf *out)
{
    for (size_t i = 0; i < x->c.n_parties; i++) {
        const struct sim_party *p = &x->who[i];
        buf_add(out, x->c.id);
        buf_add_f(out, ",%s,P%llx,", trade_role_name(x->parties[i].role),
                  (unsigned long long)p->id);
        if (p->hand)
            buf_add_f(out, "S%05u.%u,%d", (p->hand - 1) / SIM_MAX_HANDS + 1,
                      (p->hand - 1) % SIM_MAX_HANDS, difficulty);
        else
            buf_add_c(out, ',');
        buf_add_c(out, '\n');
    }
}

void sim_write_company(const struct sim_world *w, struct sim_scratch *x, struct buf *out,
                       uint32_t country, uint32_t sector, uint64_t rank)
{
    struct sim_party p = sim_firm(w, country, sector, rank);
    struct sim_traits t = sim_firm_traits(w, &p);
    struct trade_party q = {0};
    struct json_writer j;
    x->n = 0;
    sim_party_write(w, x, &p, (struct sim_manner){0}, &q);
    json_writer_init(&j, out);
    json_object(&j);
    json_member(&j, "company", q.name);
    json_member(&j, "country", q.country);
    json_member(&j, "city", q.city);
    json_member(&j, "sector", w->t.sectors[sector].name);
    json_member(&j, "address", q.address);
    json_member(&j, "phone", q.phone);
    json_member(&j, "email", q.email);
    number(&j, "size_rank", (int64_t)rank + 1);
    number(&j, "suppliers", t.n_suppliers);
    if (t.kit != SIM_NONE)
        json_member(&j, "dealer_in", w->t.kits[t.kit].id);
    if (t.birth >= 0)
        text_of_day(&j, "founded", w->first_day + t.birth);
    if (t.rename_day < w->days)
        text_of_day(&j, "renamed", w->first_day + t.rename_day);
    json_object_end(&j);
    buf_add_c(out, '\n');
}
