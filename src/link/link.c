/* link/link.c - runs the steps: keys, blocks, scores, clusters, hubs; and says in words why a pair
 * was joined. */
#include "link/mention.h"

#include <math.h>

/* Prior odds that two profiles of one block are one actor: a profile has a few fellows among n. */
#define FELLOWS 4.0

void link_context_release(struct link_context *x)
{
    strtab_release(&x->keys);
    VEC_RELEASE(&x->tokens);
    VEC_RELEASE(&x->parts);
    mem_free(x->mentions);
    mem_free(x->profiles);
    VEC_RELEASE(&x->values);
    mem_free(x->profile_of);
    mem_free(x->rep);
    mem_free(x->sound);
    mem_free(x->rarity);
    mem_free(x->names_of);
    mem_free(x->block);
    mem_free(x->in_block);
    VEC_RELEASE(&x->scored);
    VEC_RELEASE(&x->loose);
}

enum seine_status link_run(const struct trade_table *t, const struct link_options *options,
                           struct pool *pool, const struct progress *progress,
                           struct link_result *ret, struct seine_error *err)
{
    struct link_context x = {.table = t, .threshold = options ? options->merge_bits : 0};
    *ret = (struct link_result){0};
    enum seine_status status = strtab_init(&x.keys);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while linking");
    progress_update(progress, "linking parties", 0, 4, "steps");
    status = link_keys(&x, pool, err);
    progress_update(progress, "linking parties", 1, 4, "steps");
    if (status == SEINE_OK)
        status = link_profiles(&x, pool, err);
    x.prior_bits = x.n > 8 ? -log2((double)x.n / FELLOWS) : -1;
    if (status == SEINE_OK)
        status = link_block(&x, pool, err);
    progress_update(progress, "linking parties", 2, 4, "steps");
    if (status == SEINE_OK)
        status = link_pairs(&x, pool, err);
    progress_update(progress, "linking parties", 3, 4, "steps");
    if (status == SEINE_OK)
        status = link_cluster(&x, ret, err);
    if (status == SEINE_OK)
        status = link_hubs(&x, ret, err);
    ret->stat = x.stat;
    progress_update(progress, "linking parties", 4, 4, "steps");
    link_context_release(&x);
    if (status != SEINE_OK)
        link_result_release(ret);
    return status;
}

void link_result_release(struct link_result *r)
{
    mem_free(r->actor_of);
    mem_free(r->members);
    VEC_RELEASE(&r->actors);
    VEC_RELEASE(&r->pairs);
    VEC_RELEASE(&r->loose);
    *r = (struct link_result){0};
}

void link_mention_key(const struct trade_table *t, uint32_t mention, struct buf *out)
{
    const struct table_mention *m = &t->mentions.v[mention];
    const uint32_t fields[] = {m->name,     m->country, m->address, m->city,
                               m->postcode, m->phone,   m->email,   m->ids};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (i)
            buf_add_c(out, '\x1f');
        buf_add(out, table_str(t, fields[i]));
    }
}

void link_actor_id(const struct trade_table *t, const struct link_result *r, uint32_t actor,
                   struct buf *scratch, struct buf *out)
{
    buf_reset(scratch);
    link_mention_key(t, r->members[r->actors.v[actor].first], scratch);
    buf_add_f(out, "A-%016llx", (unsigned long long)str_hash(buf_str(scratch)));
}

const char *link_field_name(enum link_field f)
{
    static const char *const names[LINK_N_FIELDS] = {
        [LINK_NAME] = "name",      [LINK_PHONE] = "phone",
        [LINK_EMAIL] = "e-mail",   [LINK_DOMAIN] = "e-mail domain",
        [LINK_ID] = "id",          [LINK_ADDRESS] = "address",
        [LINK_COUNTRY] = "country"};
    return names[f];
}

void link_text(const struct trade_table *t, const struct link_pair *p, struct buf *out)
{
    const struct table_mention *a = &t->mentions.v[p->a], *b = &t->mentions.v[p->b];
    struct str shown[LINK_N_FIELDS] = {[LINK_PHONE] = table_str(t, a->phone),
                                       [LINK_EMAIL] = table_str(t, a->email),
                                       [LINK_ADDRESS] = table_str(t, a->address),
                                       [LINK_ID] = table_str(t, a->ids)};
    bool any = false;
    buf_add(out, table_str(t, a->name));
    buf_add_z(out, " / ");
    buf_add(out, table_str(t, b->name));
    for (int f = 0; f < LINK_N_FIELDS; f++) {
        if (p->bits[f] >= 0 && p->bits[f] <= 0)
            continue;
        buf_add_z(out, any ? "; " : ": ");
        buf_add_z(out, p->bits[f] > 0 ? "same " : "different ");
        buf_add_z(out, link_field_name((enum link_field)f));
        if (p->bits[f] > 0 && shown[f].n > 0 && f != LINK_NAME)
            buf_add_f(out, " " STR_FMT, STR_ARG(shown[f]));
        buf_add_f(out, " (%+.1f)", (double)p->bits[f]);
        any = true;
    }
}
