/* pipeline/state.c - the state beside the store: found, believed or not, and left for the next
 * scan. Nothing here ever fails a scan but the lack of memory: without a state all is done anew. */
#include "pipeline/internal.h"
#include "pipeline/seen.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

/* Of the running program itself: whatever is built differently may find differently. */
static uint64_t program_key(void)
{
    XXH3_state_t *hash = XXH3_createState();
    char block[65536];
    ssize_t n = 0;
    uint64_t key = 0;
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (hash && file >= 0) {
        XXH3_64bits_reset(hash);
        while ((n = read(file, block, sizeof block)) > 0)
            XXH3_64bits_update(hash, block, (size_t)n);
        key = n == 0 ? XXH3_64bits_digest(hash) : 0;
    }
    if (file >= 0)
        close(file);
    XXH3_freeState(hash);
    return key;
}

/* Of all that the answer of a screening depends on but the name. */
static uint64_t screening_key(const struct pipeline *p)
{
    return seen_under(&p->lists, p->options->threshold);
}

static bool load_parts(struct pipeline *p)
{
    struct state *s = &p->state;
    size_t n = 0;
    const uint64_t *key = loader_get_n(s->from, sizeof *key, 1);
    const unsigned char *screened = loader_get(s->from, 1, &s->n_mentions);
    const struct state_hit *hits = loader_get(s->from, sizeof *hits, &s->n_hits);
    s->parties = loader_get(s->from, sizeof *s->parties, &n);
    bool ok = loader_ok(s->from) && s->n_mentions == p->table.mentions.n && n == s->n_mentions;
    for (size_t i = 0; i < s->n_hits && ok; i++)
        ok = hits[i].mention < s->n_mentions && (i == 0 || hits[i - 1].mention < hits[i].mention);
    if (ok && *key == screening_key(p)) {
        s->screened = screened;
        s->hits = hits;
        for (size_t i = 0; i < s->n_hits && ok; i++)
            ok = hits[i].entity < p->lists.entities.n;
    }
    return ok;
}

static enum seine_status take(struct pipeline *p, const char *path, uint64_t key, bool *ret)
{
    uint64_t stamp = 0;
    struct state *s = &p->state;
    enum seine_status status = store_stamp(p->store, &stamp, NULL);
    if (status == SEINE_OK)
        status = loader_open(path, key, stamp, &s->from);
    if (status == SEINE_OK)
        status = trade_table_load(&p->table, s->from);
    if (status == SEINE_OK && !load_parts(p)) {
        trade_table_release(&p->table);
        status = trade_table_init(&p->table) == SEINE_OK ? SEINE_FORMAT : SEINE_NOMEM;
    }
    *ret = status == SEINE_OK;
    if (status != SEINE_OK) {
        loader_free(s->from);
        *s = (struct state){0};
    }
    return status == SEINE_NOMEM ? status : SEINE_OK;
}

enum seine_status state_open(struct pipeline *p, bool *ret, struct seine_error *err)
{
    struct buf path;
    uint64_t key = program_key();
    enum seine_status status = SEINE_OK;
    *ret = false;
    buf_init(&path, LIMIT_TEXT);
    if (key != 0 && store_state_path(p->store, &path)) {
        status = take(p, path.p, key, ret);
        if (status == SEINE_OK && saver_open(path.p, &p->state.to) != SEINE_OK)
            p->state.to = NULL; /* a place that cannot be written to */
    }
    buf_release(&path);
    return status == SEINE_OK ? status : error_set(err, status, "out of memory while recalling");
}

void state_save_table(struct pipeline *p)
{
    p->state.n_grown = p->table.mentions.n;
    if (p->state.to)
        trade_table_save(&p->table, p->state.n_repeats, p->state.to);
}

static const struct state_hit *hit_of(const struct state *s, uint32_t mention)
{
    size_t from = 0, to = s->n_hits;
    while (from < to) {
        size_t at = from + (to - from) / 2;
        if (s->hits[at].mention == mention)
            return &s->hits[at];
        if (s->hits[at].mention < mention)
            from = at + 1;
        else
            to = at;
    }
    return NULL;
}

bool state_screened(const struct pipeline *p, uint32_t mention, struct state_hit *ret)
{
    const struct state *s = &p->state;
    uint32_t was = s->screened ? table_mention_was(&p->table, mention) : MAP_NONE;
    if (was == MAP_NONE || was >= s->n_mentions || s->screened[was] == STATE_UNKNOWN)
        return false;
    const struct state_hit *hit = s->screened[was] == STATE_LISTED ? hit_of(s, was) : NULL;
    *ret = hit ? *hit : (struct state_hit){was, MAP_NONE, 0, 0, 0};
    return hit || s->screened[was] == STATE_NOBODY;
}

/* hits becomes the answers by their old numbers, without those of nobody. */
static void put_screened(struct state *s, uint64_t key, const unsigned char *screened,
                         const uint32_t *now, const struct state_hit *hits)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_grown; i++)
        n += screened[i] == STATE_LISTED;
    saver_put(s->to, &key, 1, sizeof key);
    saver_put(s->to, screened, s->n_grown, 1);
    saver_begin(s->to, n, sizeof *hits);
    for (size_t i = 0; i < s->n_grown; i++) {
        if (screened[i] != STATE_LISTED)
            continue;
        struct state_hit hit;
        memset(&hit, 0, sizeof hit);
        hit.mention = (uint32_t)i;
        hit.entity = hits[now[i]].entity;
        hit.name = hits[now[i]].name;
        hit.score = hits[now[i]].score;
        hit.bits = hits[now[i]].bits;
        saver_add(s->to, &hit, sizeof hit);
    }
}

enum seine_status state_save_screened(struct pipeline *p, const struct state_hit *hits)
{
    struct state *s = &p->state;
    if (!s->to)
        return SEINE_OK;
    unsigned char *screened = mem_calloc(s->n_grown + 1, 1);
    uint32_t *now = mem_calloc(s->n_grown + 1, sizeof *now);
    bool ok = screened && now;
    for (uint32_t i = 0; i < p->table.mentions.n && ok; i++) {
        uint32_t was = table_mention_was(&p->table, i);
        now[was] = i;
        screened[was] = hits[i].entity == MAP_NONE ? STATE_NOBODY : STATE_LISTED;
    }
    if (ok)
        put_screened(s, screening_key(p), screened, now, hits);
    mem_free(screened);
    mem_free(now);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

bool state_has_party(const struct pipeline *p, uint32_t mention, const struct state_party *party)
{
    const struct state *s = &p->state;
    uint32_t was = s->parties ? table_mention_was(&p->table, mention) : MAP_NONE;
    if (was == MAP_NONE || was >= s->n_mentions)
        return false;
    const struct state_party *known = &s->parties[was];
    return known->is_kept && known->actor == party->actor && known->n_records == party->n_records;
}

/* The stamp is the one that the store will have when it commits, by a scan that kept all this: the
 * file waits for that, and the one of the last scan is left until then. */
static enum seine_status seal(struct pipeline *p, struct seine_error *err)
{
    uint64_t stamp = 0;
    enum seine_status status = store_stamp(p->store, &stamp, err);
    if (status == SEINE_OK)
        saver_seal(p->state.to, program_key(), stamp);
    return status;
}

enum seine_status state_save_parties(struct pipeline *p, const struct state_party *parties,
                                     struct seine_error *err)
{
    struct state *s = &p->state;
    enum seine_status status = store_mark_scan(p->store, err);
    if (status != SEINE_OK || !s->to)
        return status;
    struct state_party *all = mem_calloc(s->n_grown + 1, sizeof *all);
    if (!all)
        return error_set(err, SEINE_NOMEM, "out of memory while keeping parties");
    for (uint32_t i = 0; i < p->table.mentions.n; i++)
        all[table_mention_was(&p->table, i)] = parties[i];
    saver_put(s->to, all, s->n_grown, sizeof *all);
    mem_free(all);
    return seal(p, err);
}

void state_put(struct state *s)
{
    if (s->to)
        (void)saver_close(s->to);
    s->to = NULL;
}

void state_release(struct state *s)
{
    saver_drop(s->to);
    loader_free(s->from);
    *s = (struct state){0};
}
