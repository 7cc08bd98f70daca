/* screen/image.c - writes a compiled index. Taking it is image_take.c. */
#include "screen/image.h"

#include "text/tables.h"

#include <string.h>
#include <xxhash.h>

const char SCREEN_IMAGE_MAGIC[16] = "seine index\r\n\x1a";

/* Names whose preparation touches every table that words are made with. */
static const char *const PROBES[] = {
    "Korea Mining Development Trading Corp., Ltd. (KOMID)",
    "\xd0\x9a\xd0\xb8\xd0\xbc \xd0\xa7\xd0\xb5\xd0\xbd \xd0\xab\xd0\xbd",
    "\xea\xb9\x80\xec\xa0\x95\xec\x9d\x80",
    "\xe9\x87\x91\xe6\xad\xa3\xe6\x81\xa9",
    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf",
    "Dr. Abd al-Rahman bin Yusuf 2nd",
    "Aleksandr Skryabin",
    "TECH & SRVCES INTL GRP"};

static uint64_t prepared(uint64_t hash)
{
    struct arena arena;
    struct screen_words words;
    struct screen_unit units[SCREEN_UNITS];
    struct screen_name name;
    uint64_t keys[SCREEN_KEYS];
    arena_init(&arena, MIB);
    if (screen_words_init(&words, &arena) != SEINE_OK)
        return hash;
    for (size_t i = 0; i < sizeof PROBES / sizeof *PROBES; i++)
        if (screen_name_prepare(str_of(PROBES[i]), LIST_KIND_UNKNOWN, &words, &arena, units,
                                &name) != SEINE_OK)
            hash++;
    for (size_t i = 0; i < words.list.n; i++) {
        const struct screen_word *w = &words.list.v[i];
        hash = XXH3_64bits_withSeed(w->latin.p, w->latin.n, hash);
        hash = XXH3_64bits_withSeed(w->sound.p, w->sound.n, hash);
        hash = XXH3_64bits_withSeed(&w->rarity, sizeof w->rarity, hash);
        hash =
            XXH3_64bits_withSeed(keys, screen_word_keys(w, false, true, keys) * sizeof *keys, hash);
    }
    screen_words_release(&words);
    arena_release(&arena);
    return hash;
}

uint64_t screen_image_build(void)
{
    const uint64_t facts[] = {1, /* layout of the file */
                              sizeof(struct list_info),
                              sizeof(struct listed_entity),
                              sizeof(struct list_name),
                              sizeof(struct list_id),
                              sizeof(struct list_address),
                              sizeof(struct list_date),
                              sizeof(struct screen_word),
                              sizeof(struct screen_unit),
                              sizeof(struct indexed_name),
                              sizeof(struct key_entry),
                              SCREEN_BUCKET_BITS,
                              TEXT_N_VARIANTS};
    return prepared(XXH3_64bits_withSeed(&SCREEN_WEIGHTS, sizeof SCREEN_WEIGHTS,
                                         XXH3_64bits(facts, sizeof facts)));
}

/* Appends n bytes at a multiple of `align`; where they begin. */
static uint64_t put(struct buf *out, const void *bytes, size_t n, size_t align)
{
    static const char zeros[16];
    buf_add(out, (struct str){zeros, (align - out->n % align) % align});
    uint64_t at = out->n;
    buf_add(out, (struct str){bytes, n});
    return at;
}

static void *distance(uint64_t at)
{
    return (void *)(uintptr_t)at; // NOLINT(performance-no-int-to-ptr): stands in a file
}

static struct str put_str(struct buf *out, struct str s)
{
    uint64_t at = out->n;
    buf_add(out, s);
    buf_add_c(out, '\0');
    return (struct str){distance(at), s.n};
}

/* The three below fill zeroed copies field by field: padding is written as zero. */
static bool put_names(struct buf *out, const struct listed_entity *e, struct listed_entity *to)
{
    struct list_name *names = mem_calloc(e->n_names + 1, sizeof *names);
    for (size_t i = 0; names && i < e->n_names; i++) {
        names[i].text = put_str(out, e->names[i].text);
        names[i].kind = e->names[i].kind;
    }
    bool ok = names != NULL;
    if (ok)
        to->names = distance(put(out, names, e->n_names * sizeof *names, 8));
    mem_free(names);
    return ok;
}

static bool put_ids(struct buf *out, const struct listed_entity *e, struct listed_entity *to)
{
    struct list_id *ids = mem_calloc(e->n_ids + 1, sizeof *ids);
    for (size_t i = 0; ids && i < e->n_ids; i++) {
        ids[i].kind = e->ids[i].kind;
        ids[i].value = put_str(out, e->ids[i].value);
        ids[i].country = put_str(out, e->ids[i].country);
    }
    bool ok = ids != NULL;
    if (ok)
        to->ids = distance(put(out, ids, e->n_ids * sizeof *ids, 8));
    mem_free(ids);
    return ok;
}

static bool put_addresses(struct buf *out, const struct listed_entity *e, struct listed_entity *to)
{
    struct list_address *all = mem_calloc(e->n_addresses + 1, sizeof *all);
    for (size_t i = 0; all && i < e->n_addresses; i++) {
        all[i].text = put_str(out, e->addresses[i].text);
        all[i].city = put_str(out, e->addresses[i].city);
        all[i].region = put_str(out, e->addresses[i].region);
        all[i].postcode = put_str(out, e->addresses[i].postcode);
        all[i].country = put_str(out, e->addresses[i].country);
    }
    bool ok = all != NULL;
    if (ok)
        to->addresses = distance(put(out, all, e->n_addresses * sizeof *all, 8));
    mem_free(all);
    return ok;
}

static bool put_strs(struct buf *out, const struct str *from, size_t n, struct str **to)
{
    struct str *all = mem_calloc(n + 1, sizeof *all);
    for (size_t i = 0; all && i < n; i++)
        all[i] = put_str(out, from[i]);
    bool ok = all != NULL;
    if (ok)
        *to = distance(put(out, all, n * sizeof *all, 8));
    mem_free(all);
    return ok;
}

static bool put_entities(struct buf *out, const struct list_set *set, struct image_part_at *part)
{
    struct listed_entity *all = mem_calloc(set->entities.n + 1, sizeof *all);
    bool ok = all != NULL;
    for (size_t i = 0; i < set->entities.n && ok; i++) {
        const struct listed_entity *e = &set->entities.v[i];
        struct listed_entity *to = &all[i];
        *to = *e;
        to->id = put_str(out, e->id);
        to->gender = put_str(out, e->gender);
        to->remarks = put_str(out, e->remarks);
        to->listed_on = put_str(out, e->listed_on);
        to->births = distance(put(out, e->births, e->n_births * sizeof *e->births, 8));
        ok = put_names(out, e, to) && put_ids(out, e, to) && put_addresses(out, e, to) &&
             put_strs(out, e->countries, e->n_countries, &to->countries) &&
             put_strs(out, e->programs, e->n_programs, &to->programs);
    }
    part->n = set->entities.n;
    part->at = ok ? put(out, all, part->n * sizeof *all, 16) : 0;
    mem_free(all);
    return ok;
}

static bool put_lists(struct buf *out, const struct list_set *set, struct image_part_at *part)
{
    struct list_info *all = mem_calloc(set->lists.n + 1, sizeof *all);
    for (size_t i = 0; all && i < set->lists.n; i++) {
        const struct list_info *l = &set->lists.v[i];
        all[i] = *l;
        all[i].name = put_str(out, l->name);
        all[i].key = put_str(out, l->key);
        all[i].format = put_str(out, l->format);
        all[i].publisher = put_str(out, l->publisher);
        all[i].date = put_str(out, l->date);
        all[i].source = put_str(out, l->source);
        all[i].unread = put_str(out, l->unread);
    }
    part->n = set->lists.n;
    part->at = all ? put(out, all, part->n * sizeof *all, 16) : 0;
    mem_free(all);
    return all != NULL;
}

static bool put_words(struct buf *out, const struct screen_index *x, struct image_part_at *part)
{
    size_t n = x->words.list.n;
    struct screen_word *all = mem_calloc(n + 1, sizeof *all);
    for (size_t i = 0; all && i < n; i++) {
        const struct screen_word *w = &x->words.list.v[i];
        struct screen_word *to = &all[i];
        to->latin = put_str(out, w->latin);
        to->sound = put_str(out, w->sound);
        if (w->n_families)
            to->families = distance((uint64_t)(w->families - TEXT_VARIANTS));
        to->n_families = w->n_families;
        to->skeleton = w->skeleton;
        to->coarse = w->coarse;
        to->number = w->number;
        to->concept = w->concept;
        to->tag = w->tag;
        to->script = w->script;
        to->form_class = w->form_class;
        to->is_known = w->is_known;
        to->is_character = w->is_character;
        to->is_romanised = w->is_romanised;
        to->is_spelt_out = w->is_spelt_out;
        to->is_joined = w->is_joined;
        to->rarity = w->rarity;
    }
    part->n = n;
    part->at = all ? put(out, all, n * sizeof *all, 16) : 0;
    mem_free(all);
    return all != NULL;
}

static bool put_indexed_names(struct buf *out, const struct screen_index *x,
                              struct image_part_at *part)
{
    struct indexed_name *all = mem_calloc(x->names.n + 1, sizeof *all);
    struct screen_unit units[SCREEN_UNITS];
    memset(units, 0, sizeof units);
    for (size_t i = 0; all && i < x->names.n; i++) {
        const struct indexed_name *from = &x->names.v[i];
        for (size_t k = 0; k < from->name.n_units; k++) {
            units[k].word = from->name.units[k].word;
            units[k].at = from->name.units[k].at;
            units[k].span = from->name.units[k].span;
            units[k].is_first = from->name.units[k].is_first;
        }
        all[i].name.units = distance(put(out, units, from->name.n_units * sizeof *units, 8));
        all[i].name.n_units = from->name.n_units;
        all[i].name.n_tokens = from->name.n_tokens;
        all[i].name.kind = from->name.kind;
        all[i].entity = from->entity;
        all[i].which = from->which;
    }
    part->n = x->names.n;
    part->at = all ? put(out, all, part->n * sizeof *all, 16) : 0;
    mem_free(all);
    return all != NULL;
}

static void put_flat(struct buf *out, const struct screen_index *x, struct image_part_at *parts)
{
    size_t n_words = x->words.list.n, n_buckets = (size_t)1 << SCREEN_BUCKET_BITS;
    const struct {
        enum image_part part;
        const void *from;
        size_t n, size;
    } flat[] = {{IMAGE_FIRST_NAME, x->first_name, x->set->entities.n + 1, 4},
                {IMAGE_POST_AT, x->post_at, n_words + 2, 4},
                {IMAGE_POSTINGS, x->postings, x->post_at[n_words + 1], 4},
                {IMAGE_WORTH, x->worth, n_words, 4},
                {IMAGE_LETTERS, x->letters, n_words, 4},
                {IMAGE_BUCKET_AT, x->bucket_at, n_buckets + 2, 4},
                {IMAGE_ENTRIES, x->entries, x->n_entries, sizeof *x->entries},
                {IMAGE_ID_AT, x->id_at, x->n_ids + 1, 4},
                {IMAGE_ID_ENTITIES, x->id_entities, x->id_at[x->n_ids], 4}};
    for (size_t i = 0; i < sizeof flat / sizeof *flat; i++)
        parts[flat[i].part] =
            (struct image_part_at){put(out, flat[i].from, flat[i].n * flat[i].size, 16), flat[i].n};
}

enum seine_status screen_image_write(const struct screen_index *x, struct buf *out)
{
    struct image_header h = {.build = screen_image_build()};
    struct str *id_keys = NULL;
    memcpy(h.magic, SCREEN_IMAGE_MAGIC, sizeof h.magic);
    put(out, &h, sizeof h, 16);
    bool ok = put_lists(out, x->set, &h.parts[IMAGE_LISTS]) &&
              put_entities(out, x->set, &h.parts[IMAGE_ENTITIES]) &&
              put_words(out, x, &h.parts[IMAGE_WORDS]) &&
              put_indexed_names(out, x, &h.parts[IMAGE_NAMES]) &&
              put_strs(out, x->id_keys, x->n_ids, &id_keys);
    h.parts[IMAGE_ID_KEYS] = (struct image_part_at){(uintptr_t)id_keys, x->n_ids};
    if (ok)
        put_flat(out, x, h.parts);
    if (!ok || buf_status(out) != SEINE_OK)
        return ok ? buf_status(out) : SEINE_NOMEM;
    h.bytes = out->n;
    memcpy(out->p, &h, sizeof h);
    h.checksum = XXH3_64bits(out->p, out->n);
    memcpy(out->p, &h, sizeof h);
    return SEINE_OK;
}
