/* trade/table_save.c - a growing table to a file of this program and back (base/saved.h), so that a
 * later run goes on where this one stood: every string, party and cargo has the number it had. The
 * file may be anybody's: every number in it is checked before it is used. */
#include "trade/table_index.h"

#include <string.h>

void trade_table_save(const struct trade_table *t, uint64_t n_repeats, struct saver *to)
{
    const struct table_index *x = t->index;
    uint64_t n_rows = x->n_rows - n_repeats;
    saver_put(to, &n_rows, 1, sizeof n_rows);
    strtab_save(&t->strings, to);
    saver_put(to, t->mentions.v, t->mentions.n, sizeof *t->mentions.v);
    saver_put(to, t->cargos.v, t->cargos.n, sizeof *t->cargos.v);
    saver_put(to, t->routes.v, t->routes.n, sizeof *t->routes.v);
    saver_put(to, t->parties.v, t->parties.n, sizeof *t->parties.v);
    saver_put(to, t->lines.v, t->lines.n, sizeof *t->lines.v);
    saver_put(to, t->records.v, t->records.n, sizeof *t->records.v);
    saver_put(to, x->mention_hashes.v, x->mention_hashes.n, sizeof *x->mention_hashes.v);
    saver_put(to, x->route_hashes.v, x->route_hashes.n, sizeof *x->route_hashes.v);
    saver_put(to, x->headers.v, x->headers.n, sizeof *x->headers.v);
    saver_put(to, x->owners.v, x->owners.n, sizeof *x->owners.v);
}

/* A vector that is to be filled. */
struct rows {
    void **v;
    size_t *n, *room, size;
};
#define ROWS(vec)                                                                                  \
    {                                                                                              \
        (void **)&(vec)->v, &(vec)->n, &(vec)->room, sizeof *(vec)->v                              \
    }

static enum seine_status load_rows(struct loader *from, const struct rows *to)
{
    size_t found = 0;
    const void *rows = loader_get(from, to->size, &found);
    if (rows == NULL) {
        return SEINE_FORMAT;
    }
    if (found > *to->room && !vec_reserve(to->v, to->room, found, to->size)) {
        return SEINE_NOMEM;
    }
    if (found > 0) {
        memcpy(*to->v, rows, found * to->size);
    }
    *to->n = found;
    return SEINE_OK;
}

static bool all_below(const uint32_t *ids, size_t n, size_t limit)
{
    bool ok = true;
    for (size_t i = 0; i < n; i++) {
        ok = ok && ids[i] < limit;
    }
    return ok;
}

static bool is_distinct_sound(const struct trade_table *t)
{
    size_t n = t->strings.n;
    bool ok = true;
    for (size_t i = 0; i < t->mentions.n && ok; i++) {
        const struct table_mention *m = &t->mentions.v[i];
        const uint32_t ids[] = {m->name,    m->address, m->city,  m->postcode,
                                m->country, m->phone,   m->email, m->ids};
        ok = all_below(ids, sizeof ids / sizeof *ids, n) && m->n_records == 0 && m->roles == 0;
    }
    for (size_t i = 0; i < t->cargos.n && ok; i++) {
        const struct table_cargo *c = &t->cargos.v[i];
        const uint32_t ids[] = {c->description, c->hs, c->un_number, c->brand, c->model, c->origin};
        ok = all_below(ids, sizeof ids / sizeof *ids, n) && c->n_lines == 0 && c->stated == 0 &&
             c->heading == 0;
    }
    for (size_t i = 0; i < t->routes.n && ok; i++) {
        const struct table_route *r = &t->routes.v[i];
        const uint32_t ids[] = {r->code, r->carriers, r->modes};
        ok = all_below(ids, sizeof ids / sizeof *ids, n) && r->n_records == 0;
    }
    return ok;
}

static bool is_record_sound(const struct trade_table *t, const struct table_record *r)
{
    const uint32_t ids[] = {r->id,      r->number,  r->master,           r->carrier,
                            r->remarks, r->vehicle, r->freight_currency, r->source};
    return all_below(ids, sizeof ids / sizeof *ids, t->strings.n) && r->route < t->routes.n &&
           r->first_party <= t->parties.n && r->n_parties <= t->parties.n - r->first_party &&
           r->n_lines == 0 && r->document <= TRADE_DOC_MANIFEST && r->mode <= TRADE_COURIER &&
           r->outcome <= TRADE_SEIZED && (r->changes | TABLE_WITHDRAWN) == TABLE_WITHDRAWN;
}

static bool are_sizes_sound(const struct trade_table *t)
{
    const struct table_index *x = t->index;
    const size_t same[][2] = {{x->mention_hashes.n, t->mentions.n},
                              {x->route_hashes.n, t->routes.n},
                              {x->headers.n, t->records.n},
                              {x->owners.n, t->lines.n}};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        if (same[i][0] != same[i][1]) {
            return false;
        }
    }
    return true;
}

static bool are_parts_sound(const struct trade_table *t)
{
    bool ok = true;
    for (size_t i = 0; i < t->parties.n && ok; i++) {
        ok = t->parties.v[i].mention < t->mentions.n && t->parties.v[i].role < TRADE_N_ROLES;
    }
    for (size_t i = 0; i < t->lines.n && ok; i++) {
        const struct table_line *l = &t->lines.v[i];
        ok = l->cargo < t->cargos.n && l->unit < t->strings.n && l->currency < t->strings.n;
    }
    return ok;
}

static bool is_sound(const struct trade_table *t)
{
    const struct table_index *x = t->index;
    bool ok = are_sizes_sound(t) && is_distinct_sound(t) &&
              all_below(x->owners.v, x->owners.n, t->records.n) && are_parts_sound(t);
    size_t first = 0; /* each record has parties of its own, one behind the other */
    for (size_t i = 0; i < t->records.n && ok; i++) {
        const struct table_record *r = &t->records.v[i];
        ok = is_record_sound(t, r) && r->first_party == first;
        first += r->n_parties;
    }
    return ok && first == t->parties.n;
}

/* The look-ups are not in the file. hashes: of all strings. */
static enum seine_status index_rows(struct lookup *l, enum table_kind kind, const struct rows *rows,
                                    size_t n_texts, const uint32_t *hashes)
{
    uint32_t of[TABLE_MENTION_TEXTS];
    enum seine_status status = lookup_reserve(l, *rows->n);
    for (uint32_t i = 0; i < *rows->n && status == SEINE_OK; i++) {
        const void *row = (const char *)*rows->v + i * rows->size;
        const uint32_t *ids = row;
        for (size_t k = 0; k < n_texts; k++) {
            of[k] = hashes[ids[k]];
        }
        status = lookup_put(l, table_key_hash(kind, of, n_texts), i);
    }
    return status;
}

static enum seine_status index_records(struct trade_table *t, const uint32_t *hashes)
{
    struct table_index *x = t->index;
    enum seine_status status = lookup_reserve(&x->records, t->records.n);
    for (uint32_t i = 0; i < t->records.n && status == SEINE_OK; i++) {
        uint64_t header = table_header_hash(&x->headers.v[i]);
        uint32_t hash = table_record_hash(hashes[t->records.v[i].id], header);
        status = lookup_put(&x->records, hash, i);
    }
    return status;
}

static enum seine_status index_all(struct trade_table *t)
{
    const struct rows mentions = ROWS(&t->mentions), cargos = ROWS(&t->cargos),
                      routes = ROWS(&t->routes);
    struct table_index *x = t->index;
    uint32_t *hashes = mem_resize_array(NULL, t->strings.n + 1, sizeof *hashes);
    enum seine_status status = hashes ? SEINE_OK : SEINE_NOMEM;
    for (uint32_t i = 0; i < t->strings.n && status == SEINE_OK; i++) {
        hashes[i] = i > 0 ? strtab_hash(&t->strings, table_str(t, i)) : 0;
    }
    if (status == SEINE_OK) {
        status = index_rows(&x->mentions, TABLE_MENTION, &mentions, TABLE_MENTION_TEXTS, hashes);
    }
    if (status == SEINE_OK) {
        status = index_rows(&x->cargos, TABLE_CARGO, &cargos, TABLE_CARGO_TEXTS, hashes);
    }
    if (status == SEINE_OK) {
        status = index_rows(&x->routes, TABLE_ROUTE, &routes, TABLE_ROUTE_TEXTS, hashes);
    }
    if (status == SEINE_OK) {
        status = index_records(t, hashes);
    }
    mem_free(hashes);
    return status;
}

static enum seine_status load(struct trade_table *t, struct loader *from)
{
    struct table_index *x = t->index;
    const uint64_t *n_rows = loader_get_n(from, sizeof *n_rows, 1);
    enum seine_status status = n_rows ? strtab_load(&t->strings, from) : SEINE_FORMAT;
    const struct rows rows[] = {
        ROWS(&t->mentions), ROWS(&t->cargos),  ROWS(&t->routes),         ROWS(&t->parties),
        ROWS(&t->lines),    ROWS(&t->records), ROWS(&x->mention_hashes), ROWS(&x->route_hashes),
        ROWS(&x->headers),  ROWS(&x->owners),
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows && status == SEINE_OK; i++) {
        status = load_rows(from, &rows[i]);
    }
    if (status == SEINE_OK) {
        x->n_rows = *n_rows;
        status = is_sound(t) ? SEINE_OK : SEINE_FORMAT;
    }
    return status == SEINE_OK ? index_all(t) : status;
}

enum seine_status trade_table_load(struct trade_table *t, struct loader *from)
{
    struct trade_table found;
    enum seine_status status = trade_table_init(&found);
    if (status == SEINE_OK) {
        status = load(&found, from);
    }
    if (status == SEINE_OK) {
        trade_table_release(t);
        *t = found;
    } else {
        trade_table_release(&found);
    }
    return status;
}
