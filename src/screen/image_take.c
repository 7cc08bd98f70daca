/* screen/image_take.c - turns the bytes of a compiled index into a set and an index in place.
 *
 * What is written in place (pointers) and what is checked must not overlap, or a later write could
 * spoil what was checked before. So everything is visited in the order in which it was written,
 * and each piece has to begin behind the one before it. */
#include "screen/image.h"

#include "text/tables.h"

#include <string.h>

struct taker {
    char *base;
    size_t n;
    uint64_t at;  /* nothing may begin before it */
    uint64_t end; /* nothing of the part at hand may end behind it */
    bool ok;
};

static bool within(struct taker *t, uint64_t at, uint64_t n, uint64_t size, uint64_t align)
{
    t->ok = t->ok && at >= t->at && at <= t->end && at % align == 0 && n <= (t->end - at) / size;
    if (t->ok)
        t->at = at + n * size;
    return t->ok;
}

static void take_str(struct taker *t, struct str *s)
{
    uint64_t at = (uintptr_t)s->p;
    if (!within(t, at, 1, 1, 1) || s->n > t->end - at - 1 || t->base[at + s->n] != '\0') {
        t->ok = false;
        return;
    }
    t->at = at + s->n + 1;
    s->p = t->base + at;
}

/* Where an array of n stands; NULL when it cannot. */
static void *take_array(struct taker *t, const void *distance, uint64_t n, size_t size)
{
    uint64_t at = (uintptr_t)distance;
    return within(t, at, n, size, 8) ? t->base + at : NULL;
}

/* What `distance` will be once the strings before it were taken. */
static void *look_at(const struct taker *t, const void *distance, uint64_t n, size_t size)
{
    struct taker probe = *t;
    return take_array(&probe, distance, n, size);
}

static void take_names(struct taker *t, struct listed_entity *e)
{
    struct list_name *v = look_at(t, e->names, e->n_names, sizeof *v);
    t->ok = t->ok && v && e->n_names;
    for (size_t i = 0; t->ok && i < e->n_names; i++) {
        t->ok = v[i].kind <= LIST_NAME_SCRIPT;
        take_str(t, &v[i].text);
    }
    e->names = take_array(t, e->names, e->n_names, sizeof *v);
}

static void take_ids(struct taker *t, struct listed_entity *e)
{
    struct list_id *v = look_at(t, e->ids, e->n_ids, sizeof *v);
    t->ok = t->ok && v;
    for (size_t i = 0; t->ok && i < e->n_ids; i++) {
        t->ok = v[i].kind <= LIST_ID_WALLET;
        take_str(t, &v[i].value);
        take_str(t, &v[i].country);
    }
    e->ids = take_array(t, e->ids, e->n_ids, sizeof *v);
}

static void take_addresses(struct taker *t, struct listed_entity *e)
{
    struct list_address *v = look_at(t, e->addresses, e->n_addresses, sizeof *v);
    t->ok = t->ok && v;
    for (size_t i = 0; t->ok && i < e->n_addresses; i++) {
        take_str(t, &v[i].text);
        take_str(t, &v[i].city);
        take_str(t, &v[i].region);
        take_str(t, &v[i].postcode);
        take_str(t, &v[i].country);
    }
    e->addresses = take_array(t, e->addresses, e->n_addresses, sizeof *v);
}

static struct str *take_strs(struct taker *t, const void *distance, size_t n)
{
    struct str *v = look_at(t, distance, n, sizeof *v);
    t->ok = t->ok && v;
    for (size_t i = 0; t->ok && i < n; i++)
        take_str(t, &v[i]);
    return take_array(t, distance, n, sizeof *v);
}

/* Begins a part: its elements stand at its end, what they point to before them. */
static void *begin(struct taker *t, const struct image_part_at *part, size_t size)
{
    t->end = t->n;
    void *v =
        look_at(t, (void *)(uintptr_t)part->at, part->n, size); // NOLINT(performance-no-int-to-ptr)
    t->ok = t->ok && v && part->n < UINT32_MAX;
    t->end = part->at;
    return v;
}

static void end(struct taker *t, const struct image_part_at *part, size_t size)
{
    t->end = t->n;
    within(t, part->at, part->n, size, 16);
}

static void take_lists(struct taker *t, const struct image_part_at *part, struct list_set *set)
{
    struct list_info *v = begin(t, part, sizeof *v);
    for (size_t i = 0; t->ok && i < part->n; i++) {
        take_str(t, &v[i].name);
        take_str(t, &v[i].key);
        take_str(t, &v[i].format);
        take_str(t, &v[i].publisher);
        take_str(t, &v[i].date);
        take_str(t, &v[i].source);
        take_str(t, &v[i].unread);
    }
    end(t, part, sizeof *v);
    set->lists.v = v;
    set->lists.n = part->n;
}

static void take_entities(struct taker *t, const struct image_part_at *part, struct list_set *set)
{
    struct listed_entity *v = begin(t, part, sizeof *v);
    for (size_t i = 0; t->ok && i < part->n; i++) {
        struct listed_entity *e = &v[i];
        t->ok = e->list < set->lists.n && e->kind <= LIST_AIRCRAFT;
        take_str(t, &e->id);
        take_str(t, &e->gender);
        take_str(t, &e->remarks);
        take_str(t, &e->listed_on);
        e->births = take_array(t, e->births, e->n_births, sizeof *e->births);
        take_names(t, e);
        take_ids(t, e);
        take_addresses(t, e);
        e->countries = take_strs(t, e->countries, e->n_countries);
        e->programs = take_strs(t, e->programs, e->n_programs);
    }
    end(t, part, sizeof *v);
    set->entities.v = v;
    set->entities.n = part->n;
}

static void take_words(struct taker *t, const struct image_part_at *part, struct screen_index *x)
{
    struct screen_word *v = begin(t, part, sizeof *v);
    for (size_t i = 0; t->ok && i < part->n; i++) {
        struct screen_word *w = &v[i];
        uint64_t family = (uintptr_t)w->families;
        take_str(t, &w->latin);
        take_str(t, &w->sound);
        t->ok = t->ok && w->tag < TEXT_N_TAGS && w->script < TEXT_N_SCRIPTS && w->latin.n &&
                w->latin.n <= TEXT_TOKEN_MAX && w->sound.n <= TEXT_TOKEN_MAX &&
                family <= TEXT_N_VARIANTS && w->n_families <= TEXT_N_VARIANTS - family;
        w->families = t->ok && w->n_families ? TEXT_VARIANTS + family : NULL;
    }
    end(t, part, sizeof *v);
    x->words.list.v = v;
    x->words.list.n = part->n;
}

static bool is_unit(const struct screen_unit *u, size_t n_words)
{
    return u->word < n_words && u->at < SCREEN_TOKENS && u->span <= SCREEN_SPAN && u->span > 0 &&
           u->at + u->span <= SCREEN_TOKENS;
}

static void take_indexed(struct taker *t, const struct image_part_at *part, struct screen_index *x)
{
    struct indexed_name *v = begin(t, part, sizeof *v);
    for (size_t i = 0; t->ok && i < part->n; i++) {
        struct screen_name *n = &v[i].name;
        n->units = take_array(t, n->units, n->n_units, sizeof *n->units);
        t->ok = t->ok && n->n_units <= SCREEN_UNITS && n->n_tokens <= SCREEN_TOKENS &&
                n->kind <= TEXT_OBJECT && v[i].entity < x->set->entities.n &&
                v[i].which < x->set->entities.v[v[i].entity].n_names;
        for (size_t k = 0; t->ok && k < n->n_units; k++)
            t->ok = is_unit(&n->units[k], x->words.list.n);
    }
    end(t, part, sizeof *v);
    x->names.v = v;
    x->names.n = part->n;
}

static void *take_flat(struct taker *t, const struct image_header *h, enum image_part part,
                       uint64_t n, size_t size)
{
    t->ok = t->ok && h->parts[part].n == n;
    return within(t, h->parts[part].at, n, size, 16) ? t->base + h->parts[part].at : NULL;
}

static bool ascends(const uint32_t *v, size_t n, uint64_t last)
{
    bool ok = n && v[0] == 0 && v[n - 1] == last;
    for (size_t i = 1; ok && i < n; i++)
        ok = v[i - 1] <= v[i];
    return ok;
}

static bool all_below(const uint32_t *v, size_t n, size_t step, size_t limit)
{
    uint32_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = v[i * step] > most ? v[i * step] : most;
    return !n || most < limit;
}

static void take_flats(struct taker *t, const struct image_header *h, struct screen_index *x)
{
    size_t n_words = x->words.list.n, n_buckets = (size_t)1 << SCREEN_BUCKET_BITS;
    uint64_t n_postings = h->parts[IMAGE_POSTINGS].n, n_of_ids = h->parts[IMAGE_ID_ENTITIES].n;
    x->n_entries = h->parts[IMAGE_ENTRIES].n;
    x->first_name = take_flat(t, h, IMAGE_FIRST_NAME, x->set->entities.n + 1, 4);
    x->post_at = take_flat(t, h, IMAGE_POST_AT, n_words + 2, 4);
    x->postings = take_flat(t, h, IMAGE_POSTINGS, n_postings, 4);
    x->worth = take_flat(t, h, IMAGE_WORTH, n_words, 4);
    x->letters = take_flat(t, h, IMAGE_LETTERS, n_words, 4);
    x->bucket_at = take_flat(t, h, IMAGE_BUCKET_AT, n_buckets + 2, 4);
    x->entries = take_flat(t, h, IMAGE_ENTRIES, x->n_entries, sizeof *x->entries);
    x->id_at = take_flat(t, h, IMAGE_ID_AT, x->n_ids + 1, 4);
    x->id_entities = take_flat(t, h, IMAGE_ID_ENTITIES, n_of_ids, 4);
    t->ok = t->ok && ascends(x->first_name, x->set->entities.n + 1, x->names.n) &&
            ascends(x->post_at, n_words + 2, n_postings) &&
            ascends(x->bucket_at, n_buckets + 2, x->n_entries) &&
            ascends(x->id_at, x->n_ids + 1, n_of_ids) &&
            all_below(x->postings, n_postings, 1, x->names.n) &&
            all_below(x->id_entities, n_of_ids, 1, x->set->entities.n) &&
            (!x->n_entries || all_below(&x->entries->word, x->n_entries,
                                        sizeof *x->entries / sizeof(uint32_t), n_words));
}

enum seine_status screen_image_take(char *bytes, size_t n, struct list_set *set,
                                    struct screen_index *x, struct seine_error *err)
{
    const struct image_header *h = (const struct image_header *)(const void *)bytes;
    struct taker t = {bytes, n, sizeof *h, n, true};
    *x = (struct screen_index){.set = set, .is_image = true};
    if (n < sizeof *h || memcmp(h->magic, SCREEN_IMAGE_MAGIC, sizeof h->magic) != 0)
        return error_set(err, SEINE_FORMAT, "this is no compiled index");
    if (h->build != screen_image_build())
        return error_set(err, SEINE_UNSUPPORTED,
                         "the index was compiled by another version of seine; compile it again");
    if (h->bytes != n)
        return error_set(err, SEINE_FORMAT, "the compiled index has %zu bytes and should have %llu",
                         n, (unsigned long long)h->bytes);
    take_lists(&t, &h->parts[IMAGE_LISTS], set);
    take_entities(&t, &h->parts[IMAGE_ENTITIES], set);
    take_words(&t, &h->parts[IMAGE_WORDS], x);
    take_indexed(&t, &h->parts[IMAGE_NAMES], x);
    const struct image_part_at *ids = &h->parts[IMAGE_ID_KEYS];
    t.end = ids->at <= n ? n : 0;
    x->n_ids = ids->n;
    x->id_keys =
        take_strs(&t, (void *)(uintptr_t)ids->at, ids->n); // NOLINT(performance-no-int-to-ptr)
    t.end = n;
    take_flats(&t, h, x);
    if (!t.ok)
        return error_set(err, SEINE_FORMAT, "the compiled index is damaged; compile it again");
    return SEINE_OK;
}
