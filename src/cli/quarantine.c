/* cli/quarantine.c - records that could not be used: written with their reasons, and told of. */
#include "cli/quarantine.h"

#include <errno.h>
#include <string.h>

#define SHOWN_REJECTS 5

static void tell_reject(const struct trade_reject *r)
{
    char line[32] = "";
    if (r->line > 0)
        snprintf(line, sizeof line, "%lld:", (long long)r->line);
    cli_say(STR_FMT ":%s " STR_FMT "%s" STR_FMT, STR_ARG(r->source), line, STR_ARG(r->field),
            r->field.n ? ": " : "", STR_ARG(r->reason));
}

enum seine_status cli_quarantine_take(void *context, const struct trade_reject *r,
                                      struct seine_error *err)
{
    struct cli_quarantine *q = context;
    q->n++;
    if (!q->common.quiet && (q->n <= SHOWN_REJECTS || q->common.verbose))
        tell_reject(r);
    if (!q->file)
        return SEINE_OK;
    buf_reset(&q->line);
    trade_write_reject(&q->line, r);
    if (buf_status(&q->line) != SEINE_OK || fwrite(q->line.p, 1, q->line.n, q->file) != q->line.n) {
        error_at(err, q->path, 0, 0);
        return error_set(err, SEINE_IO, "cannot write the quarantine: %s", strerror(errno));
    }
    return SEINE_OK;
}

int cli_quarantine_open(struct cli_quarantine *q, const char *path, struct cli_common common)
{
    *q = (struct cli_quarantine){.path = path, .common = common};
    buf_init(&q->line, LIMIT_TEXT);
    if (!path)
        return CLI_DONE;
    q->file = fopen(path, "w");
    if (q->file)
        return CLI_DONE;
    cli_say("%s: cannot write: %s", path, strerror(errno));
    return CLI_UNREADABLE;
}

void cli_quarantine_tell(const struct cli_quarantine *q)
{
    if (q->n)
        cli_say("%llu record%s quarantined%s%s", (unsigned long long)q->n, q->n == 1 ? "" : "s",
                q->path ? " in " : "; keep them with --quarantine FILE", q->path ? q->path : "");
}

int cli_quarantine_close(struct cli_quarantine *q)
{
    int code = CLI_DONE;
    buf_release(&q->line);
    if (q->file && fclose(q->file) != 0) {
        cli_say("%s: cannot write: %s", q->path, strerror(errno));
        code = CLI_UNREADABLE;
    }
    return code;
}
