/* serve/why.c - evidence in groups, for interfaces that tell a score in fewer parts than we do. */
#include "serve/why.h"

#include <string.h>

static const char *group_of(const char *kind)
{
    static const char *const others[WHY_GROUPS - 1][2] = {{"identifier", "identifier_match"},
                                                          {"kind", "schema_mismatch"},
                                                          {"birth", "birth_date"},
                                                          {"country", "country"},
                                                          {"address", "address"},
                                                          {"weak-alias", "weak_alias"},
                                                          {"ofac-search", "ofac_search"}};
    for (size_t i = 0; i < WHY_GROUPS - 1; i++)
        if (strcmp(kind, others[i][0]) == 0)
            return others[i][1];
    return "name_match";
}

static void add_detail(struct buf *b, const struct evidence *e)
{
    if (b->n)
        buf_add_z(b, "; ");
    buf_add(b, e->text);
    buf_add_z(b, e->bits < 0 ? " (" : " (+");
    buf_add_decimal(b, e->bits, 3);
    buf_add_c(b, ')');
}

size_t why_groups(const struct screen_result *why, struct arena *arena,
                  struct why_group ret[WHY_GROUPS])
{
    struct buf detail;
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < why->n_evidence; i++) {
        const char *name = group_of(why->evidence[i].kind);
        size_t at = 0;
        while (at < n && strcmp(ret[at].name, name) != 0)
            at++;
        if (at == n)
            ret[n++] = (struct why_group){name, 0, STR_EMPTY};
        ret[at].bits = evidence_round(ret[at].bits + why->evidence[i].bits);
    }
    buf_init(&detail, LIMIT_TEXT);
    for (size_t g = 0; g < n; g++) {
        buf_reset(&detail);
        for (size_t i = 0; i < why->n_evidence; i++)
            if (strcmp(group_of(why->evidence[i].kind), ret[g].name) == 0)
                add_detail(&detail, &why->evidence[i]);
        ret[g].detail = arena_str(arena, buf_str(&detail), &ok);
    }
    buf_release(&detail);
    return n;
}
