/* cli/names.c - see names.h. */
#include "cli/names.h"

#include <ctype.h>

const char *const cli_kinds[] = {"any", "person", "company", "vessel", "aircraft", NULL};
const char *const cli_algorithms[] = {"seine", "ofac", NULL};

enum list_kind cli_kind(int choice)
{
    enum list_kind kind = LIST_KIND_UNKNOWN;
    if (choice > 0)
        list_kind_parse(str_of(cli_kinds[choice]), &kind);
    return kind;
}

bool cli_is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80 || isalnum((unsigned char)s.p[i]))
            return true;
    return false;
}

void cli_evidence_text(struct buf *out, const struct screen_result *r, const char *indent)
{
    for (size_t i = 0; i < r->n_evidence; i++) {
        buf_add_f(out, "%s%+8.3f  %-14s ", indent, r->evidence[i].bits, r->evidence[i].kind);
        buf_add_shown(out, r->evidence[i].text);
        buf_add_c(out, '\n');
    }
}

void cli_evidence_json(struct json_writer *w, const struct screen_result *r)
{
    json_key(w, "evidence");
    json_array(w);
    for (size_t i = 0; i < r->n_evidence; i++) {
        json_object(w);
        json_member(w, "kind", str_of(r->evidence[i].kind));
        json_member_decimal(w, "bits", r->evidence[i].bits, 3);
        json_member(w, "text", r->evidence[i].text);
        json_object_end(w);
    }
    json_array_end(w);
}
