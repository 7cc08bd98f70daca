/* cli/lists_diff.c - what changed between two versions of lists, in words and in JSON. */
#include "cli/lists.h"

#include <stdio.h>
#include <string.h>

void cli_lists_align(struct list_set *before, const struct list_set *after)
{
    if (before->lists.n == 1 && after->lists.n == 1)
        before->lists.v[0].key = after->lists.v[0].key;
}

const char *cli_change_name(enum list_change change)
{
    static const char *const names[] = {"added", "changed", "delisted"};
    return names[change];
}

static bool same_names(const struct listed_entity *a, const struct listed_entity *b)
{
    bool same = a->n_names == b->n_names;
    for (size_t i = 0; same && i < a->n_names; i++)
        same = str_is(a->names[i].text, b->names[i].text) && a->names[i].kind == b->names[i].kind;
    return same;
}

static bool same_strings(const struct str *a, size_t n, const struct str *b, size_t m)
{
    bool same = n == m;
    for (size_t i = 0; same && i < n; i++)
        same = str_is(a[i], b[i]);
    return same;
}

static bool same_countries(const struct listed_entity *a, const struct listed_entity *b)
{
    return same_strings(a->countries, a->n_countries, b->countries, b->n_countries);
}

static bool same_programs(const struct listed_entity *a, const struct listed_entity *b)
{
    return same_strings(a->programs, a->n_programs, b->programs, b->n_programs);
}

static bool same_ids(const struct listed_entity *a, const struct listed_entity *b)
{
    bool same = a->n_ids == b->n_ids;
    for (size_t i = 0; same && i < a->n_ids; i++)
        same = a->ids[i].kind == b->ids[i].kind && str_is(a->ids[i].value, b->ids[i].value) &&
               str_is(a->ids[i].country, b->ids[i].country);
    return same;
}

static bool same_addresses(const struct listed_entity *a, const struct listed_entity *b)
{
    bool same = a->n_addresses == b->n_addresses;
    for (size_t i = 0; same && i < a->n_addresses; i++) {
        const struct list_address *x = &a->addresses[i], *y = &b->addresses[i];
        same =
            str_is(x->text, y->text) && str_is(x->city, y->city) && str_is(x->country, y->country);
    }
    return same;
}

static bool same_births(const struct listed_entity *a, const struct listed_entity *b)
{
    return a->n_births == b->n_births &&
           (a->n_births == 0 || memcmp(a->births, b->births, a->n_births * sizeof *a->births) == 0);
}

static bool same_kind(const struct listed_entity *a, const struct listed_entity *b)
{
    return a->kind == b->kind;
}

static bool same_remarks(const struct listed_entity *a, const struct listed_entity *b)
{
    return str_is(a->remarks, b->remarks) && str_is(a->gender, b->gender);
}

static const struct {
    const char *name;
    bool (*same)(const struct listed_entity *a, const struct listed_entity *b);
} fields[] = {{"names", same_names},         {"type", same_kind},
              {"countries", same_countries}, {"programmes", same_programs},
              {"identifiers", same_ids},     {"addresses", same_addresses},
              {"birth dates", same_births},  {"remarks", same_remarks}};
#define N_FIELDS (sizeof fields / sizeof *fields)

static void as_line(struct buf *out, struct str key, const struct list_delta *d)
{
    const struct listed_entity *e = d->after ? d->after : d->before;
    bool is_first = true;
    buf_add_f(out, "%-8s  ", cli_change_name(d->change));
    buf_add_shown(out, key);
    buf_add_c(out, '/');
    buf_add_shown(out, e->id);
    buf_add_z(out, "  ");
    buf_add_shown(out, e->names[0].text);
    for (size_t i = 0; d->change == LIST_CHANGED && i < N_FIELDS; i++)
        if (!fields[i].same(d->before, d->after)) {
            buf_add_f(out, "%s%s", is_first ? ": " : ", ", fields[i].name);
            is_first = false;
        }
    buf_add_c(out, '\n');
}

static void as_object(struct json_writer *w, struct str key, const struct list_delta *d)
{
    const struct listed_entity *e = d->after ? d->after : d->before;
    json_object(w);
    json_member(w, "change", str_of(cli_change_name(d->change)));
    json_member(w, "list", key);
    json_member(w, "id", e->id);
    json_member(w, "name", e->names[0].text);
    if (d->change == LIST_CHANGED) {
        json_key(w, "fields");
        json_array(w);
        for (size_t i = 0; i < N_FIELDS; i++)
            if (!fields[i].same(d->before, d->after))
                json_string(w, str_of(fields[i].name));
        json_array_end(w);
    }
    json_object_end(w);
}

void cli_lists_diff(struct buf *out, const struct list_set *before, const struct list_set *after,
                    const struct list_delta *deltas, size_t n, bool as_json)
{
    struct json_writer w;
    size_t counts[3] = {0, 0, 0};
    json_writer_init(&w, out);
    if (as_json)
        json_array(&w);
    for (size_t i = 0; i < n; i++) {
        const struct list_delta *d = &deltas[i];
        struct str key =
            d->after ? after->lists.v[d->after->list].key : before->lists.v[d->before->list].key;
        counts[d->change]++;
        if (as_json)
            as_object(&w, key, d);
        else
            as_line(out, key, d);
    }
    if (as_json) {
        json_array_end(&w);
        buf_add_c(out, '\n');
    } else {
        buf_add_f(out, "%zu added, %zu changed, %zu delisted\n", counts[LIST_ADDED],
                  counts[LIST_CHANGED], counts[LIST_REMOVED]);
    }
}

void cli_lists_faults(const struct list_set *set, size_t shown)
{
    for (size_t i = 0; i < set->faults.n && i < shown; i++) {
        const struct list_fault *f = &set->faults.v[i];
        char line[32] = "";
        if (f->line > 0) /* else it is said of the whole file */
            snprintf(line, sizeof line, "%lld:", (long long)f->line);
        cli_say(STR_FMT ":%s " STR_FMT, STR_ARG(f->source), line, STR_ARG(f->reason));
    }
    if (set->faults.n > shown)
        cli_say("and %zu more that could not be used in full; --verbose names them",
                set->faults.n - shown);
}

void cli_lists_n_faults(const struct list_set *set, const char *what_names_them)
{
    if (set->faults.n)
        cli_say("%zu row%s or file%s of the watchlists could not be used in full; %s",
                set->faults.n, set->faults.n == 1 ? "" : "s", set->faults.n == 1 ? "" : "s",
                what_names_them);
}
