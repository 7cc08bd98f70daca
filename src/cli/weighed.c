/* cli/weighed.c - every unit and kit that a scan weighed, one a line (NDJSON): what its net showed,
 * as the curves of assemble/ read it, and its consignments. */
#include "cli/weighed.h"

#include "base/json.h"

#include <errno.h>
#include <string.h>

int cli_weighed_open(struct cli_weighed *w, const char *path)
{
    *w = (struct cli_weighed){.path = path};
    buf_init(&w->line, LIMIT_TEXT);
    if (!path)
        return CLI_DONE;
    w->file = fopen(path, "w");
    if (w->file)
        return CLI_DONE;
    cli_say("%s: cannot write: %s", path, strerror(errno));
    return CLI_UNREADABLE;
}

static void write_whole(struct json_writer *j, const struct assemble_weighed *h,
                        const struct trade_table *t)
{
    json_key(j, "whole");
    json_array(j);
    for (size_t i = 0; i < h->n_whole; i++)
        json_string(j, table_str(t, t->records.v[h->whole[i]].id));
    json_array_end(j);
    json_key(j, "sign-names");
    json_array(j);
    for (size_t k = 0; k < h->n_signs; k++)
        json_string(j, str_of(h->sign_names[k]));
    json_array_end(j);
    json_key(j, "signs"); /* of each of "whole", one after the other */
    json_array(j);
    for (size_t k = 0; k < h->n_whole * h->n_signs; k++)
        json_decimal(j, (double)h->signs[k], 3);
    json_array_end(j);
}

void cli_weighed_take(void *context, const struct assemble_weighed *h, const struct trade_table *t,
                      const struct goods_catalogue *catalogue)
{
    struct cli_weighed *w = context;
    const struct goods_kit *kit = goods_kit(catalogue, h->kit);
    struct json_writer j;
    buf_reset(&w->line);
    json_writer_init(&j, &w->line);
    json_object(&j);
    json_member(&j, "kit", kit->id);
    json_member_bool(&j, "decoy", kit->is_decoy);
    json_member_decimal(&j, "score", h->score, 3);
    json_key(&j, "values");
    json_object(&j);
    for (size_t i = 0; i < h->n_values; i++) {
        json_member_decimal(&j, h->names[i], (double)h->values[i], 3);
    }
    json_object_end(&j);
    json_key(&j, "consignments");
    json_array(&j);
    for (size_t i = 0; i < h->n_records; i++)
        json_string(&j, table_str(t, t->records.v[h->records[i]].id));
    json_array_end(&j);
    if (h->n_whole > 0)
        write_whole(&j, h, t);
    json_object_end(&j);
    buf_add_z(&w->line, "\n");
    w->failed |=
        buf_status(&w->line) != SEINE_OK || fwrite(w->line.p, 1, w->line.n, w->file) != w->line.n;
}

int cli_weighed_close(struct cli_weighed *w)
{
    buf_release(&w->line);
    if (w->file && fclose(w->file) != 0)
        w->failed = true;
    if (!w->failed)
        return CLI_DONE;
    cli_say("%s: cannot be written whole", w->path);
    return CLI_UNREADABLE;
}
