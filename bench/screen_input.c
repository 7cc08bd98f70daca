/* bench/screen_input.c - names to ask for and lists made larger. All choices come from a fixed
 * seed. It does not measure. */
#include "screen_input.h"

#include <stdlib.h>
#include <string.h>

enum { SEED = 2026, COLUMNS = 16, LONGEST = 12 };

struct columns {
    size_t name[COLUMNS], country[COLUMNS]; /* country SIZE_MAX: none */
    size_t n;
};

static void find_columns(const struct csv_row *row, struct columns *ret)
{
    ret->n = 0;
    for (size_t i = 0; i < row->n_fields && ret->n < COLUMNS; i++) {
        struct str f = row->fields[i], end = STR("_name"), country = STR("_country");
        if (f.n <= end.n || memcmp(f.p + f.n - end.n, end.p, end.n) != 0)
            continue;
        size_t stem = f.n - end.n, at = SIZE_MAX;
        for (size_t k = 0; k < row->n_fields; k++) {
            struct str g = row->fields[k];
            if (g.n == stem + country.n && memcmp(g.p, f.p, stem) == 0 &&
                memcmp(g.p + stem, country.p, country.n) == 0)
                at = k;
        }
        ret->name[ret->n] = i;
        ret->country[ret->n++] = at;
    }
}

static enum seine_status keep(struct strtab *seen, struct screen_subject subject,
                              struct str country, struct arena *arena, subjects *ret)
{
    uint32_t id;
    size_t before = seen->n;
    bool ok = true;
    enum seine_status s = subject.name.n ? strtab_add(seen, subject.name, &id) : SEINE_OK;
    if (s != SEINE_OK || seen->n == before)
        return s;
    struct str *kept = arena_array(arena, 1, sizeof *kept);
    if (!kept)
        return SEINE_NOMEM;
    subject.name = arena_str(arena, subject.name, &ok);
    subject.countries = kept;
    subject.n_countries = country.n > 0;
    *kept = arena_str(arena, country, &ok);
    return ok && VEC_PUSH(ret, subject) ? SEINE_OK : SEINE_NOMEM;
}

static enum seine_status keep_row(const struct csv_row *row, const struct columns *columns,
                                  bool with_country, size_t most, struct strtab *seen,
                                  struct arena *arena, subjects *ret)
{
    enum seine_status s = SEINE_OK;
    for (size_t i = 0; i < columns->n && s == SEINE_OK && ret->n < most; i++) {
        struct screen_subject q = {0};
        struct str country = STR_EMPTY;
        if (columns->name[i] < row->n_fields)
            q.name = row->fields[columns->name[i]];
        if (with_country && columns->country[i] < row->n_fields)
            country = row->fields[columns->country[i]];
        s = keep(seen, q, country, arena, ret);
    }
    return s;
}

enum seine_status bench_papers(const char *path, bool with_country, size_t most,
                               struct arena *arena, subjects *ret, struct seine_error *err)
{
    struct input *in = NULL;
    struct csv_reader *reader = NULL;
    const struct csv_row *row = NULL;
    struct columns columns = {.n = 0};
    struct strtab seen;
    enum seine_status s = strtab_init(&seen);
    if (s == SEINE_OK)
        s = input_open(path, &in, err);
    if (s == SEINE_OK)
        s = csv_open(in, ',', &reader, err);
    if (s == SEINE_OK)
        s = csv_next(reader, &row, err);
    if (s == SEINE_OK && row)
        find_columns(row, &columns);
    while (s == SEINE_OK && ret->n < most && (s = csv_next(reader, &row, err)) == SEINE_OK && row)
        s = keep_row(row, &columns, with_country, most, &seen, arena, ret);
    csv_free(reader);
    input_free(in);
    strtab_release(&seen);
    return s;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* One slip inside a word of Latin letters; a name without one is left as it is. */
static void slip(struct str name, uint64_t *seed, struct buf *out)
{
    size_t at = 0;
    for (int tries = 0; tries < 20; tries++) {
        at = bench_random(seed) % name.n;
        if (at && at + 1 < name.n && is_letter(name.p[at]) && is_letter(name.p[at + 1]))
            break;
        at = 0;
    }
    buf_reset(out);
    buf_add(out, str_slice(name, 0, at));
    switch (at ? bench_random(seed) % 4 : 4) {
    case 0:
        buf_add(out, str_slice(name, at + 1, name.n));
        break;
    case 1:
        buf_add_c(out, name.p[at]);
        buf_add(out, str_slice(name, at, name.n));
        break;
    case 2:
        buf_add_c(out, name.p[at + 1]);
        buf_add_c(out, name.p[at]);
        buf_add(out, str_slice(name, at + 2, name.n));
        break;
    case 3:
        buf_add_c(out, (char)('a' + bench_random(seed) % 26));
        buf_add(out, str_slice(name, at + 1, name.n));
        break;
    default:
        buf_add(out, name);
    }
}

static size_t count_names(const struct list_set *set)
{
    size_t n = 0;
    for (size_t e = 0; e < set->entities.n; e++)
        n += set->entities.v[e].n_names;
    return n;
}

enum seine_status bench_listed(const struct list_set *set, bool slips, size_t most,
                               struct arena *arena, subjects *ret)
{
    size_t total = count_names(set), step = total / (most ? most : 1), at = 0;
    uint64_t seed = SEED;
    struct strtab seen;
    struct buf b;
    enum seine_status s = strtab_init(&seen);
    buf_init(&b, LIMIT_TEXT);
    for (size_t e = 0; e < set->entities.n && s == SEINE_OK; e++)
        for (size_t k = 0; k < set->entities.v[e].n_names && s == SEINE_OK; k++, at++) {
            struct str name = set->entities.v[e].names[k].text;
            if (!name.n || (step && at % step) || ret->n >= most)
                continue;
            if (slips)
                slip(name, &seed, &b);
            struct screen_subject q = {.name = slips ? buf_str(&b) : name,
                                       .kind = set->entities.v[e].kind};
            s = keep(&seen, q, STR_EMPTY, arena, ret);
        }
    buf_release(&b);
    strtab_release(&seen);
    return s;
}

/* ---- larger lists -------------------------------------------------------------------------- */

struct source {
    struct str text;
    enum list_kind kind;
};
typedef VEC(struct source) sources;

static struct str nth_word(struct str name, size_t n)
{
    struct str word = STR_EMPTY;
    bool more = name.n > 0;
    for (size_t i = 0; i <= n; i++)
        if (!str_cut(&name, &more, ' ', &word))
            return STR_EMPTY;
    return word;
}

static const struct source *another(const sources *all, enum list_kind kind, uint64_t *seed)
{
    const struct source *s = NULL;
    for (int tries = 0; tries < 50; tries++) {
        s = &all->v[bench_random(seed) % all->n];
        if (s->kind == kind)
            return s;
    }
    return s;
}

static struct str recombine(const sources *all, const struct source *model, uint64_t *seed,
                            struct buf *b, struct buf *word, struct arena *arena, bool *ok)
{
    buf_reset(b);
    for (size_t i = 0; i < LONGEST; i++) {
        if (!nth_word(model->text, i).n)
            break;
        struct str w = nth_word(another(all, model->kind, seed)->text, i);
        if (!w.n)
            w = nth_word(model->text, i);
        if (w.n > 3 && bench_random(seed) % 8 == 0) {
            slip(w, seed, word);
            w = buf_str(word);
        }
        if (b->n)
            buf_add_c(b, ' ');
        buf_add(b, w);
    }
    return arena_str(arena, buf_str(b), ok);
}

static enum seine_status collect(const struct list_set *from, sources *ret)
{
    for (size_t e = 0; e < from->entities.n; e++)
        for (size_t k = 0; k < from->entities.v[e].n_names; k++) {
            struct source s = {from->entities.v[e].names[k].text, from->entities.v[e].kind};
            if (s.text.n && !VEC_PUSH(ret, s))
                return SEINE_NOMEM;
        }
    return ret->n ? SEINE_OK : SEINE_NOT_FOUND;
}

static enum seine_status add_entity(struct list_set *set, const sources *all, size_t n_names,
                                    uint64_t *seed, struct buf *b, struct buf *word)
{
    const struct source *model = &all->v[bench_random(seed) % all->n];
    struct listed_entity e = {.kind = model->kind, .n_names = n_names};
    bool ok = true;
    buf_reset(b);
    buf_add_u64(b, set->entities.n);
    e.id = arena_str(&set->arena, buf_str(b), &ok);
    e.names = arena_array(&set->arena, n_names, sizeof *e.names);
    if (!e.names)
        return SEINE_NOMEM;
    for (size_t k = 0; k < n_names; k++) {
        e.names[k].text = recombine(all, model, seed, b, word, &set->arena, &ok);
        e.names[k].kind = k ? LIST_NAME_ALIAS : LIST_NAME_PRIMARY;
    }
    return ok && VEC_PUSH(&set->entities, e) ? SEINE_OK : SEINE_NOMEM;
}

enum seine_status bench_scaled(const struct list_set *from, size_t n_names, struct list_set *ret,
                               struct seine_error *err)
{
    sources all = {0};
    struct buf b, word;
    uint64_t seed = SEED;
    struct list_info info = {.key = STR("made-up"), .name = STR("made-up names")};
    buf_init(&b, LIMIT_TEXT);
    buf_init(&word, LIMIT_TEXT);
    list_set_init(ret);
    enum seine_status s = collect(from, &all);
    if (s == SEINE_OK && !VEC_PUSH(&ret->lists, info))
        s = SEINE_NOMEM;
    for (size_t n = 0; n < n_names && s == SEINE_OK;) {
        size_t names = ret->entities.n % 1000 == 999 ? 100 : 1 + ret->entities.n % 2;
        s = add_entity(ret, &all, names, &seed, &b, &word);
        n += names;
    }
    buf_release(&b);
    buf_release(&word);
    VEC_RELEASE(&all);
    return s == SEINE_OK ? s : error_set(err, s, "cannot make up a list");
}

/* ---- slow queries -------------------------------------------------------------------------- */

struct frequent {
    struct str word;
    size_t n;
};

static int by_frequency(const void *a, const void *b)
{
    const struct frequent *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return str_compare(x->word, y->word);
}

typedef VEC(struct frequent) frequencies;

/* The words of the lists as written, most frequent first. */
static enum seine_status count_words(const struct list_set *set, struct strtab *words,
                                     frequencies *ret)
{
    struct frequent none = {STR_EMPTY, 0};
    enum seine_status s = VEC_PUSH(ret, none) ? SEINE_OK : SEINE_NOMEM;
    for (size_t e = 0; e < set->entities.n && s == SEINE_OK; e++)
        for (size_t k = 0; k < set->entities.v[e].n_names && s == SEINE_OK; k++) {
            struct str rest = set->entities.v[e].names[k].text, word;
            bool more = rest.n > 0;
            while (s == SEINE_OK && str_cut(&rest, &more, ' ', &word)) {
                uint32_t id = 0;
                s = strtab_add(words, word, &id);
                if (s == SEINE_OK && id == ret->n) {
                    struct frequent f = {strtab_get(words, id), 0};
                    s = VEC_PUSH(ret, f) ? SEINE_OK : SEINE_NOMEM;
                }
                if (s == SEINE_OK && id)
                    ret->v[id].n++;
            }
        }
    if (s == SEINE_OK)
        qsort(ret->v, ret->n, sizeof *ret->v, by_frequency);
    return s;
}

/* `n` words, the i-th being number i * step of the table. */
static struct str sentence(const frequencies *words, size_t n, size_t step, struct arena *arena,
                           bool *ok)
{
    struct buf b;
    buf_init(&b, LIMIT_TEXT);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_c(&b, ' ');
        buf_add(&b, words->v[i * step % words->n].word);
    }
    struct str s = arena_str(arena, buf_str(&b), ok);
    buf_release(&b);
    return s;
}

static const struct listed_entity *most_names(const struct list_set *set)
{
    const struct listed_entity *best = &set->entities.v[0];
    for (size_t e = 0; e < set->entities.n; e++)
        if (set->entities.v[e].n_names > best->n_names)
            best = &set->entities.v[e];
    return best;
}

static struct str *aliases_of(const struct list_set *set, size_t n, struct arena *arena)
{
    struct str *a = arena_array(arena, n, sizeof *a);
    for (size_t i = 0; a && i < n; i++)
        a[i] = set->entities.v[(i + 1) * (set->entities.n / (n + 1))].names[0].text;
    return a;
}

enum seine_status bench_worst(const struct list_set *set, struct arena *arena,
                              struct bench_worst ret[BENCH_WORST], size_t *ret_n)
{
    struct strtab words;
    frequencies list = {0};
    bool ok = true;
    size_t n = 0;
    enum seine_status s = strtab_init(&words);
    if (s == SEINE_OK)
        s = count_words(set, &words, &list);
    if (s == SEINE_OK) {
        const struct listed_entity *e = most_names(set);
        size_t step = list.n / 1001 + 1;
        struct {
            const char *what;
            struct str name;
            size_t aliases;
        } all[] = {
            {"1,000 different words", sentence(&list, 1000, step, arena, &ok), 0},
            {"the most frequent word, 1,000 times", sentence(&list, 1000, list.n, arena, &ok), 0},
            {"the most frequent word", sentence(&list, 1, 1, arena, &ok), 0},
            {"the 2 most frequent words", sentence(&list, 2, 1, arena, &ok), 0},
            {"the 6 most frequent words", sentence(&list, 6, 1, arena, &ok), 0},
            {"the 24 most frequent words", sentence(&list, 24, 1, arena, &ok), 0},
            {"one initial", STR("M"), 0},
            {"two initials and a form", STR("A. M. LLC"), 0},
            {"24 initials", STR("A B C D E F G H I J K L M N O P Q R S T U V W X"), 0},
            {"the entity with most names", e->names[0].text, 0},
            {"a party of 20 listed aliases", e->names[0].text, 20},
            {"a party of 100 listed aliases", e->names[0].text, 100},
        };
        for (n = 0; n < sizeof all / sizeof *all; n++) {
            ret[n] = (struct bench_worst){all[n].what, {.name = all[n].name}};
            ret[n].subject.aliases = aliases_of(set, all[n].aliases, arena);
            ret[n].subject.n_aliases = all[n].aliases;
            ok = ok && (!all[n].aliases || ret[n].subject.aliases);
        }
    }
    VEC_RELEASE(&list);
    strtab_release(&words);
    *ret_n = n;
    return s != SEINE_OK ? s : ok ? SEINE_OK : SEINE_NOMEM;
}
