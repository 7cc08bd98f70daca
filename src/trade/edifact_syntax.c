/* trade/edifact_syntax.c - the syntax of an interchange (ISO 9735): its signs, letters, segments,
 * and whether what its ends (UNT, UNE, UNZ) count is there. It knows no message. */
#include "trade/edifact.h"
#include "base/letters.h"

#include <stdio.h>
#include <string.h>

static void advance(struct edi_text *t, size_t to)
{
    for (; t->at < to && t->at < t->bytes.n; t->at++) {
        t->column = t->bytes.p[t->at] == '\n' ? 1 : t->column + 1;
        t->line += t->bytes.p[t->at] == '\n';
    }
}

static size_t find(const struct edi_text *t, struct str text, size_t from, char wanted)
{
    for (size_t i = from; i < text.n; i++) {
        if (text.p[i] == t->release)
            i++;
        else if (text.p[i] == wanted)
            return i;
    }
    return text.n;
}

static struct str cut(const struct edi_text *t, struct str *rest, char at)
{
    size_t end = find(t, *rest, 0, at);
    struct str part = str_slice(*rest, 0, end);
    *rest = str_slice(*rest, end < rest->n ? end + 1 : end, rest->n);
    return part;
}

static void skip_blanks(struct edi_text *t)
{
    while (t->at < t->bytes.n && (unsigned char)t->bytes.p[t->at] <= ' ')
        advance(t, t->at + 1);
}

/* UNA, which each interchange of a file may have, names the signs. */
static void take_signs(struct edi_text *t)
{
    skip_blanks(t);
    struct str head = str_slice(t->bytes, t->at, t->bytes.n);
    if (head.n < 9 || !str_starts(head, STR("UNA")))
        return;
    t->component = head.p[3];
    t->element = head.p[4];
    t->release = head.p[6] != ' ' ? head.p[6] : '\0';
    t->terminator = head.p[8];
    advance(t, t->at + 9);
    skip_blanks(t);
}

void edi_text_init(struct edi_text *t, struct draft *d, struct str bytes)
{
    *t = (struct edi_text){.draft = d,
                           .bytes = bytes,
                           .line = 1,
                           .column = 1,
                           .component = ':',
                           .element = '+',
                           .release = '?',
                           .terminator = '\''};
}

bool edi_segment_next(struct edi_text *t, struct edi_segment *ret)
{
    take_signs(t);
    if (t->at >= t->bytes.n)
        return false;
    size_t end = find(t, t->bytes, t->at, t->terminator);
    *ret = (struct edi_segment){
        .raw = str_slice(t->bytes, t->at, end), .line = t->line, .column = t->column};
    ret->is_cut = end == t->bytes.n;
    draft_at(t->draft, ret->raw, t->line, t->column);
    advance(t, end + 1);
    struct str rest = ret->raw;
    for (size_t i = 0; i < EDI_ELEMENTS; i++)
        ret->elements[i] = cut(t, &rest, t->element);
    ret->tag = str_trim(ret->elements[0]);
    return true;
}

/* Without the release signs; a copy only if there are any. */
static struct str plain(struct edi_text *t, struct str text)
{
    struct draft *d = t->draft;
    if (d->status != SEINE_OK || str_find_byte(text, t->release, 0) == SIZE_MAX)
        return str_trim(text);
    char *p = arena_alloc(d->arena, text.n);
    size_t n = 0;
    draft_nomem(d, p != NULL);
    for (size_t i = 0; p != NULL && i < text.n; i++) {
        if (text.p[i] == t->release && i + 1 < text.n)
            i++;
        p[n++] = text.p[i];
    }
    return p != NULL ? str_trim((struct str){p, n}) : STR_EMPTY;
}

struct str edi_part(struct edi_text *t, const struct edi_segment *g, size_t e, size_t i)
{
    struct str rest = g->elements[e];
    struct str component = cut(t, &rest, t->component);
    for (; i > 0; i--)
        component = cut(t, &rest, t->component);
    return plain(t, component);
}

struct str edi_number(struct edi_text *t, const struct edi_segment *g, size_t e, size_t i)
{
    struct str text = edi_part(t, g, e, i);
    size_t comma = str_find_byte(text, ',', 0);
    bool ok = true;
    for (size_t k = 0; k < text.n && ok; k++)
        ok = k == comma || str_is_digit(text.p[k]);
    if (comma == SIZE_MAX || !ok || t->draft->status != SEINE_OK)
        return text;
    char *p = arena_alloc(t->draft->arena, text.n);
    draft_nomem(t->draft, p != NULL);
    if (p == NULL)
        return STR_EMPTY;
    memcpy(p, text.p, text.n);
    p[comma] = '.';
    return (struct str){p, text.n};
}

struct str edi_whole(struct edi_text *t, const struct edi_segment *g, size_t e, size_t from)
{
    struct str rest = g->elements[e];
    for (; from > 0; from--)
        (void)cut(t, &rest, t->component);
    while (rest.n > 0)
        draft_word(t->draft, plain(t, cut(t, &rest, t->component)));
    return draft_take(t->draft);
}

/* That "UNB+UNOE" names; the first interchange's holds for a file. */
static letter_set set_of(struct str bytes)
{
    struct str head = str_slice(bytes, 0, bytes.n < 64 ? bytes.n : 64);
    for (size_t at = 0; at + 8 <= head.n; at++)
        if (memcmp(head.p + at, "UNB", 3) == 0)
            return letters_of(str_slice(head, at + 4, at + 8));
    return NULL;
}

/* Of bytes that are no UTF-8. True: the letters were guessed. */
static bool decode(struct str bytes, struct buf *out)
{
    letter_set set = set_of(bytes);
    if (set == NULL)
        return utf8_repair(bytes, out);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char byte = (unsigned char)bytes.p[i];
        buf_add_utf8(out, byte < 0x80 ? byte : set(byte));
    }
    return false;
}

enum seine_status edi_to_utf8(struct draft *d, struct str *bytes, bool *ret_guessed)
{
    struct buf repaired;
    bool ok = true;
    *ret_guessed = false;
    if (bytes_kind(*bytes) == 0 || utf8_is_valid(*bytes))
        return SEINE_OK;
    buf_init(&repaired, 3 * LIMIT_XML_MESSAGE);
    *ret_guessed = decode(*bytes, &repaired);
    *bytes = arena_str(d->arena, buf_str(&repaired), &ok);
    ok = ok && buf_status(&repaired) == SEINE_OK;
    buf_release(&repaired);
    return ok ? SEINE_OK : SEINE_NOMEM;
}

/* What an end counts, against what is there. */
static const char *compare_count(struct edi_envelope *e, struct edi_text *t,
                                 const struct edi_segment *g, const char *what, int64_t n)
{
    int64_t said = 0;
    if (str_to_i64(edi_part(t, g, 1, 0), &said) && said == n)
        return NULL;
    (void)snprintf(e->trouble, sizeof e->trouble,
                   "does not count the %lld %s that are here; some may be missing", (long long)n,
                   what);
    return e->trouble;
}

static void begin(struct edi_envelope *e, struct str tag)
{
    bool is_message = str_is(tag, STR("UNH"));
    bool is_group = str_is(tag, STR("UNG"));
    if (!is_message && !is_group)
        *e = (struct edi_envelope){.in_interchange = true};
    e->n_groups += is_group;
    e->n_messages += is_message;
    e->n_of_group = is_group ? 0 : e->n_of_group + is_message;
    e->n_segments = 1;
    e->in_message = is_message;
}

static const char *end(struct edi_envelope *e, struct edi_text *t, const struct edi_segment *g)
{
    bool is_message = str_is(g->tag, STR("UNT"));
    bool is_group = str_is(g->tag, STR("UNE"));
    bool has_begun = is_message ? e->in_message : e->in_interchange;
    bool has_groups = !is_group && e->n_groups > 0;
    int64_t n = is_group ? e->n_of_group : has_groups ? e->n_groups : e->n_messages;
    e->in_message = false;
    if (!has_begun)
        return "ends what nothing begins (UNH, UNB)";
    if (is_message)
        return compare_count(e, t, g, "segments", e->n_segments);
    e->in_interchange = is_group;
    return compare_count(e, t, g, has_groups ? "groups" : "messages", n);
}

bool edi_is_envelope(const struct edi_segment *g)
{
    return g->tag.n == 3 && g->tag.p[0] == 'U' && g->tag.p[1] == 'N' &&
           str_find_byte(STR("BGHTEZ"), g->tag.p[2], 0) != SIZE_MAX;
}

const char *edi_envelope_take(struct edi_envelope *e, struct edi_text *t,
                              const struct edi_segment *g)
{
    bool was_told = e->is_told;
    bool is_service = edi_is_envelope(g);
    bool is_begin = is_service && str_find_byte(STR("BGH"), g->tag.p[2], 0) != SIZE_MAX;
    const char *trouble = NULL;
    if (str_trim(g->raw).n == 0)
        return NULL; /* two signs of an end */
    e->n_segments++;
    e->is_told = !is_service && !e->in_message;
    if (e->is_told && !was_told)
        return "stands in no message (UNH to UNT)";
    if (!is_service)
        return NULL;
    if (e->in_interchange && e->in_message && !str_is(g->tag, STR("UNT")))
        trouble = "stands where the message before it should end (UNT)";
    else if (e->in_interchange && str_is(g->tag, STR("UNB")))
        trouble = "stands where the interchange before it should end (UNZ)";
    if (is_begin) {
        begin(e, g->tag);
        return trouble;
    }
    const char *at_end = end(e, t, g);
    return trouble != NULL ? trouble : at_end;
}

const char *edi_envelope_end(const struct edi_envelope *e)
{
    return e->in_interchange ? "the interchange breaks off: its end (UNZ) is missing" : NULL;
}
