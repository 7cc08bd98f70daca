/* trade/cimp_read.c - Cargo-IMP: finds the messages in a file and hands each to its reader.
 *
 * A message begins with its name and version on a line ("FWB/16") and ends where the next one
 * begins. Addresses of the telegraph network before it and signs of its end are skipped; any other
 * text outside of messages is a reject. Each record is made while the whole message is in memory,
 * which LIMIT_MESSAGE bounds. */
#include "trade/cimp.h"

#include <stdio.h>
#include <string.h>

struct cimp_source {
    struct line_reader lines;
    struct draft draft;
    struct cimp_message message;
    struct buf text;     /* of the open message */
    struct buf repaired; /* the same in UTF-8 */
    struct str kind;
    char head[16];
    int64_t first; /* line of the open message */
    bool is_open, is_too_long, is_done;
};

struct kind {
    const char *name;
    enum seine_status (*read)(struct cimp_message *m);
};
static const struct kind kinds[] = {{"FWB", cimp_fwb}, {"FHL", cimp_fhl}, {"FFM", cimp_ffm}};

/* Status, booking, error messages and the like, which stand among the others in what an airline's
 * line has received. */
static enum seine_status other_message(struct cimp_message *m)
{
    const struct cimp_line *head = &m->lines.v[0];
    draft_start(m->d);
    draft_here(m->d, head->text, head->number);
    draft_fail(m->d, head->text, "", "is no message that is read here; FWB, FHL and FFM are");
    return draft_finish(m->d, m->batch, head->number, m->text);
}
static const struct kind other_kind = {"", other_message};

/* Of a line that begins a message. All of IATA's begin with F ("FSU/15"), no segment does that has
 * a number of one or two digits alone. */
static const struct kind *kind_of(struct str line, int64_t *ret_version)
{
    line = str_trim(line);
    if (line.n < 5 || line.n > 6 || line.p[3] != '/')
        return NULL;
    if (!str_to_i64(str_slice(line, 4, line.n), ret_version) || *ret_version < 0)
        return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(line, str_of(kinds[i].name)))
            return &kinds[i];
    bool is_head = line.p[0] == 'F' && line.p[1] >= 'A' && line.p[1] <= 'Z' && line.p[2] >= 'A' &&
                   line.p[2] <= 'Z';
    return is_head ? &other_kind : NULL;
}

/* What the network puts around a message: addresses, origin, end signs. */
static bool is_envelope(struct str line)
{
    static const char *const starts[] = {"QU ", "QK ", "QN ",  "QD ",  "QX ", "QP ",
                                         ".",   "=",   "NNNN", "ZCZC", "-"};
    line = str_trim(line);
    if (line.n > 0 && (unsigned char)line.p[0] < ' ')
        return true;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(line, str_of(starts[i])))
            return true;
    return line.n == 0;
}

static bool cimp_is(struct str head)
{
    struct str line;
    bool more = true;
    int64_t version = 0;
    for (int i = 0; i < 20 && str_cut(&head, &more, '\n', &line); i++) {
        if (kind_of(line, &version) != NULL)
            return true;
        if (!is_envelope(line))
            return false;
    }
    return false;
}

static enum seine_status cimp_open(struct input *in, void **ret, struct seine_error *err)
{
    struct cimp_source *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_set(err, SEINE_NOMEM, "no memory for a reader");
    lines_init(&s->lines, in);
    draft_init(&s->draft, input_name(in));
    buf_init(&s->text, LIMIT_MESSAGE);
    buf_init(&s->repaired, 3 * LIMIT_MESSAGE);
    *ret = s;
    return SEINE_OK;
}

static void cimp_free(void *state)
{
    struct cimp_source *s = state;
    lines_release(&s->lines);
    draft_release(&s->draft);
    buf_release(&s->text);
    buf_release(&s->repaired);
    VEC_RELEASE(&s->message.lines);
    VEC_RELEASE(&s->message.flights);
    VEC_RELEASE(&s->message.codes);
    mem_free(s);
}

static enum seine_status reject(const struct cimp_source *s, struct trade_batch *batch,
                                int64_t line, const char *reason, struct str raw)
{
    struct place at = {s->draft.source, line, 1};
    return batch_reject(batch, at, STR_EMPTY, str_of(reason), raw);
}

/* Splits the message's text, which lies in the arena, into lines. */
static bool split(struct cimp_source *s)
{
    struct cimp_message *m = &s->message;
    struct str rest = m->text;
    struct str line;
    bool more = true;
    VEC_CLEAR(&m->lines);
    VEC_CLEAR(&m->flights);
    VEC_CLEAR(&m->codes);
    for (int64_t number = s->first; str_cut(&rest, &more, '\n', &line); number++) {
        line = str_trim(line);
        if (!is_envelope(line) || (line.n > 0 && line.p[0] == '/'))
            if (!VEC_PUSH(&m->lines, ((struct cimp_line){line, number})))
                return false;
    }
    return true;
}

static enum seine_status finish_message(struct cimp_source *s, struct trade_batch *batch)
{
    struct cimp_message *m = &s->message;
    bool ok = true;
    s->is_open = false;
    if (s->is_too_long || buf_status(&s->text) != SEINE_OK)
        return reject(s, batch, s->first, "the message is longer than the limit of 1 MiB",
                      buf_str(&s->text));
    struct str text = buf_str(&s->text);
    if (bytes_kind(text) == 2)
        return reject(s, batch, s->first, "the message has a NUL byte", text);
    m->is_repaired = false;
    if (bytes_kind(text) != 0 && !utf8_is_valid(text)) {
        buf_reset(&s->repaired);
        m->is_repaired = utf8_repair(text, &s->repaired);
        text = buf_str(&s->repaired);
        ok = buf_status(&s->repaired) == SEINE_OK;
    }
    m->text = arena_str(&batch->arena, text, &ok);
    m->d = &s->draft;
    m->batch = batch;
    if (!ok || !split(s))
        return SEINE_NOMEM;
    const struct kind *kind = kind_of(m->lines.v[0].text, &m->version);
    return kind != NULL ? kind->read(m) : SEINE_INTERNAL;
}

static void start_message(struct cimp_source *s, const struct line *line)
{
    s->is_open = true;
    s->is_too_long = false;
    s->first = line->number;
    buf_reset(&s->text);
    buf_add(&s->text, line->text);
}

static enum seine_status take_line(struct cimp_source *s, struct trade_batch *batch,
                                   const struct line *line)
{
    int64_t version = 0;
    if (kind_of(line->text, &version) != NULL) {
        enum seine_status status = s->is_open ? finish_message(s, batch) : SEINE_OK;
        start_message(s, line);
        batch->rows++;
        return status;
    }
    if (!s->is_open)
        return is_envelope(line->text)
                   ? SEINE_OK
                   : reject(s, batch, line->number,
                            "stands outside of any message; a message starts with FWB/16",
                            line->text);
    s->is_too_long |= line->is_too_long;
    if (buf_status(&s->text) == SEINE_OK) {
        buf_add_c(&s->text, '\n');
        buf_add(&s->text, line->text);
    }
    return SEINE_OK;
}

/* The input is at its end, or breaks off: what was read of the last message is used. */
static enum seine_status finish_input(struct cimp_source *s, struct trade_batch *batch,
                                      struct seine_error *failed)
{
    enum seine_status status = s->is_open ? finish_message(s, batch) : SEINE_OK;
    s->is_done = true;
    if (failed->status == SEINE_OK || status != SEINE_OK)
        return status;
    error_context(failed, "the file breaks off here");
    return reject(s, batch, s->lines.line + 1, failed->message, STR_EMPTY);
}

static enum seine_status cimp_read(void *state, size_t max_rows, struct trade_batch *batch,
                                   bool *ret_more, struct seine_error *err)
{
    struct cimp_source *s = state;
    uint64_t rows = batch->rows + max_rows;
    enum seine_status status = draft_batch(&s->draft, batch) ? SEINE_OK : SEINE_NOMEM;
    while (status == SEINE_OK && !s->is_done && batch->rows <= rows) {
        struct seine_error failed = {0};
        struct line line;
        bool more = false;
        status = lines_next(&s->lines, &line, &more, &failed);
        if (status == SEINE_FORMAT || (status == SEINE_OK && !more))
            status = finish_input(s, batch, &failed);
        else if (status == SEINE_OK)
            status = take_line(s, batch, &line);
        else
            return error_set(err, status, "%s", failed.message);
    }
    *ret_more = !s->is_done;
    return status == SEINE_OK ? SEINE_OK : error_set(err, status, "no memory for a message");
}

const struct message_format format_cimp = {"cargo-imp", cimp_is, cimp_open, cimp_read, cimp_free};
