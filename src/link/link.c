/* link/link.c - runs the steps: keys, blocks, scores, clusters, hubs; and says in words why a pair
 * was joined. */
#include "link/mention.h"

#include <math.h>

/* What profiles are compared by. */
static void forget_keys(struct link_context *x)
{
    void **all[] = {&x->profile_room,    (void **)&x->rest,     (void **)&x->word,
                    (void **)&x->rarity, (void **)&x->home,     (void **)&x->contact,
                    (void **)&x->block,  (void **)&x->in_block, (void **)&x->places};
    strtab_release(&x->keys);
    VEC_RELEASE(&x->tokens);
    VEC_RELEASE(&x->parts);
    VEC_RELEASE(&x->values);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        mem_free(*all[i]);
        *all[i] = NULL;
    }
    x->profiles = NULL;
}

void link_context_release(struct link_context *x)
{
    forget_keys(x);
    mem_free(x->mentions);
    mem_free(x->profile_of);
    mem_free(x->rep);
    VEC_RELEASE(&x->scored);
    VEC_RELEASE(&x->loose);
}

enum seine_status link_run(const struct trade_table *t, const struct link_options *options,
                           struct pool *pool, const struct progress *progress,
                           struct link_result *ret, struct seine_error *err)
{
    struct link_context x = {.table = t};
    *ret = (struct link_result){0};
    enum seine_status status = strtab_init(&x.keys);
    if (status != SEINE_OK)
        return error_set(err, status, "out of memory while linking");
    progress_update(progress, "linking parties", 0, 4, "steps");
    status = link_keys(&x, pool, err);
    progress_update(progress, "linking parties", 1, 4, "steps");
    if (status == SEINE_OK)
        status = link_profiles(&x, pool, err);
    if (status == SEINE_OK)
        status = link_block(&x, pool, err);
    link_model_init(&x.model, x.n);
    if (status == SEINE_OK && !(options && options->as_stated))
        status = link_learn(&x, pool, err);
    progress_update(progress, "linking parties", 2, 4, "steps");
    if (status == SEINE_OK)
        status = link_pairs(&x, pool, err);
    progress_update(progress, "linking parties", 3, 4, "steps");
    if (status == SEINE_OK) {
        forget_keys(&x);
        mem_trim(); /* what follows would take more beside it */
    }
    if (status == SEINE_OK)
        status = link_cluster(&x, pool, ret, err);
    if (status == SEINE_OK)
        status = link_hubs(&x, ret, pool, err);
    ret->n_scored = x.n_scored;
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

uint64_t link_actor_number(const struct trade_table *t, const struct link_result *r, uint32_t actor,
                           struct buf *scratch)
{
    buf_reset(scratch);
    link_mention_key(t, r->members[r->actors.v[actor].first], scratch);
    return str_hash(buf_str(scratch));
}

void link_number_id(uint64_t number, struct buf *out)
{
    buf_add_f(out, "A-%016llx", (unsigned long long)number);
}

void link_actor_id(const struct trade_table *t, const struct link_result *r, uint32_t actor,
                   struct buf *scratch, struct buf *out)
{
    link_number_id(link_actor_number(t, r, actor, scratch), out);
}

const char *link_field_name(enum link_field f)
{
    static const char *const names[LINK_N_FIELDS] = {
        [LINK_NAME] = "name",       [LINK_PHONE] = "phone",
        [LINK_EMAIL] = "e-mail",    [LINK_DOMAIN] = "e-mail domain",
        [LINK_ID] = "id",           [LINK_ADDRESS] = "address",
        [LINK_COUNTRY] = "country", [LINK_KIN] = "namesakes"};
    return names[f];
}

/* A mention's value that shows a field; empty for a field that has no text of its own. */
static struct str shown(const struct trade_table *t, const struct table_mention *m,
                        enum link_field f)
{
    switch (f) {
    case LINK_PHONE:
        return table_str(t, m->phone);
    case LINK_EMAIL:
        return table_str(t, m->email);
    case LINK_ADDRESS:
        return table_str(t, m->address);
    case LINK_ID:
        return table_str(t, m->ids);
    default:
        return STR_EMPTY;
    }
}

static void field_text(const struct trade_table *t, const struct link_pair *p, enum link_field f,
                       struct buf *out)
{
    struct str a = shown(t, &t->mentions.v[p->a], f), b = shown(t, &t->mentions.v[p->b], f);
    double bits = (double)p->bits[f];
    if (f == LINK_KIN)
        buf_add_z(out, "namesakes and neighbours look like that too");
    else
        buf_add_f(out, "%s %s", bits > 0 ? "same" : "different", link_field_name(f));
    if (bits > 0 && a.n + b.n > 0)
        buf_add_f(out, " " STR_FMT, STR_ARG(a.n ? a : b));
    else if (bits < 0 && a.n > 0 && b.n > 0)
        buf_add_f(out, " " STR_FMT " and " STR_FMT, STR_ARG(a), STR_ARG(b));
    buf_add_f(out, " (%+.1f)", bits);
}

static bool is_sum(const struct link_pair *p)
{
    double sum = (double)p->prior;
    for (int f = 0; f < LINK_N_FIELDS; f++)
        sum += (double)p->bits[f];
    return fabs(sum - (double)p->weight) < 0.1;
}

void link_text(const struct trade_table *t, const struct link_pair *p, struct buf *out)
{
    const char *between = ": ";
    buf_add(out, table_str(t, t->mentions.v[p->a].name));
    buf_add_z(out, " / ");
    buf_add(out, table_str(t, t->mentions.v[p->b].name));
    for (int sign = 1; sign >= -1; sign -= 2)
        for (int f = 0; f < LINK_N_FIELDS; f++) {
            if ((double)p->bits[f] * sign <= 0)
                continue;
            buf_add_z(out, between);
            field_text(t, p, (enum link_field)f, out);
            between = "; ";
        }
    buf_add_f(out, "%sbefore comparing (%+.1f)", between, (double)p->prior);
    if (!is_sum(p))
        buf_add_f(out, "; two parties that share a contact may differ in the rest (%+.1f in all)",
                  (double)p->weight);
}
