/* pipeline/seen.c - a table of slots, each text in the one place that its hash gives it, behind one
 * of a few locks. */
#include "pipeline/seen.h"

#include <pthread.h>
#include <string.h>
#include <xxhash.h>

enum { LOCKS = 64 };
#define LONGEST 512 /* bytes of a text that is worth remembering */

struct slot {
    char *text; /* NULL: empty */
    uint32_t n, room;
    uint64_t under;
    struct screen_hit hit;
};
struct seen {
    struct slot *slots;
    size_t n;
    pthread_mutex_t locks[LOCKS];
};

enum seine_status seen_new(size_t n_slots, struct seen **ret)
{
    struct seen *s = mem_calloc(1, sizeof *s);
    if (!s)
        return SEINE_NOMEM;
    s->n = n_slots;
    s->slots = mem_calloc(n_slots, sizeof *s->slots);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&s->locks[i], NULL);
    if (!s->slots) {
        seen_free(s);
        return SEINE_NOMEM;
    }
    *ret = s;
    return SEINE_OK;
}

void seen_free(struct seen *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->slots && i < s->n; i++)
        mem_free(s->slots[i].text);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&s->locks[i]);
    mem_free(s->slots);
    mem_free(s);
}

uint64_t seen_under(const struct list_set *lists, double threshold)
{
    uint64_t key = XXH3_64bits(&threshold, sizeof threshold);
    for (size_t i = 0; i < lists->lists.n; i++) {
        const struct list_info *l = &lists->lists.v[i];
        const uint64_t words[] = {key, l->hash, str_hash(l->key), l->n_entities};
        key = XXH3_64bits(words, sizeof words);
    }
    return key;
}

static bool add(char text[LONGEST], size_t *n, const void *p, size_t size)
{
    if (size > LONGEST - *n)
        return false;
    if (size > 0)
        memcpy(text + *n, p, size);
    *n += size;
    return true;
}

/* The text that is looked for, all lengths in it; 0 if it is none to remember. */
static uint32_t text_of(const struct screen_subject *subject, char text[LONGEST])
{
    const struct {
        const struct str *v;
        size_t n;
    } lists[] = {{&subject->name, 1},
                 {subject->countries, subject->n_countries},
                 {subject->addresses, subject->n_addresses}};
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < sizeof lists / sizeof *lists && ok; i++) {
        ok = add(text, &n, &lists[i].n, sizeof lists[i].n);
        for (size_t k = 0; k < lists[i].n && ok; k++) {
            struct str one = lists[i].v[k];
            ok = add(text, &n, &one.n, sizeof one.n) && add(text, &n, one.p, one.n);
        }
    }
    return ok ? (uint32_t)n : 0;
}

bool seen_get(struct seen *s, uint64_t under, const struct screen_subject *subject,
              struct screen_hit *ret)
{
    char text[LONGEST] = {0};
    uint32_t n = text_of(subject, text);
    size_t at = (size_t)XXH3_64bits_withSeed(text, n, under) & (s->n - 1);
    struct slot *slot = &s->slots[at];
    pthread_mutex_lock(&s->locks[at % LOCKS]);
    bool is_there = n > 0 && slot->text && slot->under == under && slot->n == n &&
                    memcmp(slot->text, text, n) == 0;
    if (is_there)
        *ret = slot->hit;
    pthread_mutex_unlock(&s->locks[at % LOCKS]);
    return is_there;
}

static void fill(struct slot *slot, const char *text, uint32_t n)
{
    if (n > slot->room) {
        char *more = mem_resize(slot->text, n);
        if (!more)
            return;
        slot->text = more;
        slot->room = n;
    }
    memcpy(slot->text, text, n);
    slot->n = n;
}

void seen_put(struct seen *s, uint64_t under, const struct screen_subject *subject,
              const struct screen_hit *hit)
{
    char text[LONGEST] = {0};
    uint32_t n = text_of(subject, text);
    size_t at = (size_t)XXH3_64bits_withSeed(text, n, under) & (s->n - 1);
    struct slot *slot = &s->slots[at];
    if (n == 0)
        return;
    pthread_mutex_lock(&s->locks[at % LOCKS]);
    slot->n = 0; /* until it is whole */
    fill(slot, text, n);
    slot->under = under;
    slot->hit = *hit;
    pthread_mutex_unlock(&s->locks[at % LOCKS]);
}
