/* sim/profile.c - the dials of a world: defaults (each with its source in docs/simulator.md) and a
 * JSON file that turns some of them. */
#include "sim/sim.h"

#include <stddef.h>
#include <string.h>

struct dial {
    const char *name;
    size_t at;
    double usual, lo, hi;
};

#define DIAL(field, usual, lo, hi)                                                                 \
    {                                                                                              \
#field, offsetof(struct sim_profile, field), usual, lo, hi                                 \
    }

static const struct dial dials[] = {
    DIAL(companies_per_consignment, 0.08, 0.0001, 1),
    DIAL(corridor_focus, 2, 0.1, 20),
    DIAL(one_off, 0.20, 0, 1),
    DIAL(consolidated, 0.68, 0, 1),
    DIAL(missing_hs, 0.18, 0, 1),
    DIAL(missing_value, 0.22, 0, 1),
    DIAL(missing_phone, 0.40, 0, 1),
    DIAL(missing_email, 0.62, 0, 1),
    DIAL(missing_freight, 0.30, 0, 1),
    DIAL(wrong_hs, 0.05, 0, 1),
    DIAL(wrong_digit, 0.003, 0, 1),
    DIAL(typo, 0.03, 0, 1),
    DIAL(vague, 0.08, 0, 1),
    DIAL(native, 0.10, 0, 1),
    DIAL(swapped, 0.001, 0, 1),
    DIAL(kit_words, 0.4, 0, 1),
    DIAL(more_lines, 0.28, 0, 1),
    DIAL(amended, 0.012, 0, 1),
    DIAL(declared, 0.02, 0, 1),
    DIAL(loading, 4, 0, 30),
    DIAL(real_lanes, 4, 0, 1000),
    DIAL(kit_goods, 0.05, 0, 1),
    DIAL(dealers, 0.06, 0, 1),
    DIAL(innocents, 3, 0, 1000),
    DIAL(freight_factor, 1, 0.1, 20),
    DIAL(dilution, 1, 0, 20),
    DIAL(pieces, 1, 0.2, 10),
    DIAL(span, 1, 0.1, 10),
    DIAL(homonyms, 0.0006, 0, 1),
    DIAL(listed, 0.15, 0, 1),
    DIAL(mirrored, 0, 0, 1),
};
#define N_DIALS (sizeof dials / sizeof *dials)

static double *dial_of(struct sim_profile *p, const struct dial *d)
{
    return (double *)((char *)p + d->at);
}

void sim_profile_default(struct sim_profile *p)
{
    memset(p, 0, sizeof *p);
    for (size_t i = 0; i < N_DIALS; i++)
        *dial_of(p, &dials[i]) = dials[i].usual;
    for (int i = 0; i < SIM_KINDS; i++)
        p->kind_weight[i] = 1;
    for (int i = 0; i < SIM_PRESETS; i++)
        p->preset_weight[i] = sim_preset_name(i) ? 1 : 0;
    p->difficulty_min = 1;
    p->difficulty_max = 5;
}

void sim_options_default(struct sim_options *o)
{
    memset(o, 0, sizeof *o);
    o->consignments = 100000;
    o->days = 365;
    o->seed = 1;
    o->first_day = DATE_NONE;
    o->schemes = -1;
    o->shards = 1;
    sim_profile_default(&o->profile);
}

static bool number_in(const struct json_value *v, double lo, double hi, double *ret)
{
    double d;
    if (v->type != JSON_NUMBER || !str_to_double(v->text, &d) || d < lo || d > hi)
        return false;
    *ret = d;
    return true;
}

static int weight_find(struct str key, const char *(*name)(int), int n)
{
    for (int i = 0; i < n; i++)
        if (name(i) && str_is(key, str_of(name(i))))
            return i;
    return -1;
}

/* {"others": 0, "mixed": 2}: "others" sets all; members that follow it set their own. */
static enum seine_status weights(const struct json_value *object, const char *what,
                                 const char *(*name)(int), double *out, int n,
                                 struct seine_error *err)
{
    double sum = 0, v;
    for (const struct json_value *m = object->first; m; m = m->next) {
        bool others = str_is(m->key, STR("others"));
        int at = weight_find(m->key, name, n);
        if (!others && at < 0)
            return error_set(err, SEINE_FORMAT,
                             "%s has no \"" STR_FMT "\"; the names are in docs/simulator.md", what,
                             STR_ARG(m->key));
        if (!number_in(m, 0, 1e6, &v))
            return error_set(err, SEINE_FORMAT, "a weight is a number from 0 to 1000000");
        for (int i = others ? 0 : at; i < (others ? n : at + 1); i++)
            out[i] = name(i) ? v : 0;
    }
    for (int i = 0; i < n; i++)
        sum += out[i];
    if (sum <= 0 && name == sim_preset_name)
        return error_set(err, SEINE_RANGE, "at least one preset needs a weight above 0");
    return SEINE_OK;
}

static enum seine_status difficulty(const struct json_value *v, struct sim_profile *p,
                                    struct seine_error *err)
{
    double lo, hi;
    const struct json_value *first = v->type == JSON_ARRAY ? v->first : NULL;
    if (!first || !first->next || !number_in(first, 1, 5, &lo) ||
        !number_in(first->next, lo, 5, &hi))
        return error_set(err, SEINE_FORMAT, "\"difficulty\" is [from, to] within 1 to 5");
    p->difficulty_min = (int)lo;
    p->difficulty_max = (int)hi;
    return SEINE_OK;
}

static enum seine_status member(const struct json_value *v, struct sim_profile *p,
                                struct seine_error *err)
{
    for (size_t i = 0; i < N_DIALS; i++)
        if (str_is(v->key, str_of(dials[i].name)))
            return number_in(v, dials[i].lo, dials[i].hi, dial_of(p, &dials[i]))
                       ? SEINE_OK
                       : error_set(err, SEINE_RANGE, "\"%s\" is a number from %g to %g",
                                   dials[i].name, dials[i].lo, dials[i].hi);
    if (str_is(v->key, STR("kinds")) && v->type == JSON_OBJECT)
        return weights(v, "kinds", sim_kind_name, p->kind_weight, SIM_KINDS, err);
    if (str_is(v->key, STR("presets")) && v->type == JSON_OBJECT)
        return weights(v, "presets", sim_preset_name, p->preset_weight, SIM_PRESETS, err);
    if (str_is(v->key, STR("difficulty")))
        return difficulty(v, p, err);
    if (str_is(v->key, STR("note")))
        return SEINE_OK;
    bool *flag = str_is(v->key, STR("reserved"))        ? &p->reserved
                 : str_is(v->key, STR("closed_strait")) ? &p->closed_strait
                                                        : NULL;
    if (flag && (v->type == JSON_TRUE || v->type == JSON_FALSE)) {
        *flag = v->type == JSON_TRUE;
        return SEINE_OK;
    }
    return error_set(err, SEINE_FORMAT,
                     "\"" STR_FMT "\" is no dial of a profile; docs/simulator.md lists them",
                     STR_ARG(v->key));
}

enum seine_status sim_profile_read(const char *path, struct sim_profile *p, struct seine_error *err)
{
    struct input *in;
    enum seine_status status = input_open(path, &in, err);
    if (status)
        return status;
    struct buf text;
    struct arena arena;
    buf_init(&text, MIB);
    arena_init(&arena, 16 * MIB);
    const struct json_value *root = NULL;
    status = input_read_all(in, &text, err);
    if (!status)
        status = json_parse(buf_str(&text), &arena, &root, err);
    if (!status && root->type != JSON_OBJECT)
        status = error_set(err, SEINE_FORMAT, "a profile is a JSON object");
    struct sim_profile changed = *p;
    for (const struct json_value *v = status ? NULL : root->first; v && !status; v = v->next)
        status = member(v, &changed, err);
    if (!status)
        *p = changed;
    else
        error_at(err, path, 0, 0);
    arena_release(&arena);
    buf_release(&text);
    input_free(in);
    return status;
}
