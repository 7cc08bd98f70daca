/* cli/cmd_audit.c - `seine audit`: the chain of what was done with a store, listed, checked, and
 * its head taken out. */
#include "cli/output.h"
#include "store/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct audit_options {
    struct cli_common common;
    const char *db, *head, *key, *trusted, *output;
    int64_t after;
    int format;
};

static const char *const formats[] = {"table", "ndjson", NULL};
enum { TABLE, NDJSON };

static enum seine_status print_row(void *context, const struct store_audit *row,
                                   struct seine_error *err)
{
    struct buf *out = context;
    buf_add_f(out, "%6lld  " STR_FMT "  ", (long long)row->n, STR_ARG(row->at));
    buf_add_shown(out, row->by.n > 0 ? row->by : STR("-"));
    buf_add_f(out, "  " STR_FMT "  ", STR_ARG(row->what));
    buf_add_shown(out, row->object);
    buf_add_z(out, row->note.n > 0 ? "  " : "");
    buf_add_shown(out, row->note);
    buf_add_c(out, '\n');
    return buf_status(out) == SEINE_OK ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status print_object(void *context, const struct store_audit *row,
                                      struct seine_error *err)
{
    struct buf *out = context;
    struct json_writer w;
    char hash[2 * STORE_HASH + 1];
    json_writer_init(&w, out);
    json_object(&w);
    json_member_i64(&w, "n", row->n);
    json_member(&w, "at", row->at);
    json_member(&w, "by", row->by);
    json_member(&w, "what", row->what);
    json_member(&w, "object", row->object);
    json_member(&w, "note", row->note);
    json_member(&w, "hash", str_of(sodium_bin2hex(hash, sizeof hash, row->hash, STORE_HASH)));
    json_object_end(&w);
    buf_add_c(out, '\n');
    return buf_status(out) == SEINE_OK ? SEINE_OK : error_set(err, SEINE_NOMEM, "out of memory");
}

static enum seine_status read_file(const char *path, struct buf *ret, struct seine_error *err)
{
    struct input *in = NULL;
    enum seine_status status = input_open(path, &in, err);
    if (status == SEINE_OK)
        status = input_read_all(in, ret, err);
    input_free(in);
    if (status != SEINE_OK)
        error_at(err, path, 0, 0);
    return status;
}

static bool from_hex(struct str text, unsigned char *ret, size_t n)
{
    size_t got = 0;
    text = str_trim(text);
    return text.n == 2 * n && sodium_hex2bin(ret, n, text.p, text.n, NULL, &got, NULL) == 0 &&
           got == n;
}

static enum seine_status read_key(const char *path, unsigned char key[STORE_KEY],
                                  struct seine_error *err)
{
    struct buf text;
    buf_init(&text, 4096);
    enum seine_status status = read_file(path, &text, err);
    if (status == SEINE_OK && !from_hex(buf_str(&text), key, STORE_KEY)) {
        status = error_set(err, SEINE_FORMAT, "is no key (seine audit key --key FILE makes one)");
        error_at(err, path, 0, 0);
    }
    sodium_memzero(text.p, text.n);
    buf_release(&text);
    return status;
}

/* Never writes over a file: a lost key cannot be made again. */
static enum seine_status new_key(const struct audit_options *o, struct buf *out,
                                 struct seine_error *err)
{
    unsigned char key[STORE_KEY], public_key[STORE_PUBLIC];
    char hex[2 * STORE_KEY + 2], shown[2 * STORE_PUBLIC + 1];
    enum seine_status status = store_key_new(key, public_key, err);
    int file =
        status == SEINE_OK ? open(o->key, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (status != SEINE_OK)
        return status;
    sodium_bin2hex(hex, sizeof hex, key, STORE_KEY);
    hex[2 * STORE_KEY] = '\n';
    bool ok = file >= 0 && write(file, hex, 2 * STORE_KEY + 1) == 2 * STORE_KEY + 1;
    int why = errno;
    ok = (file < 0 || close(file) == 0) && ok;
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(key, sizeof key);
    if (!ok) {
        if (file >= 0)
            (void)unlink(o->key);
        error_at(err, o->key, 0, 0);
        return error_set(err, SEINE_IO, "cannot write the key: %s", strerror(why));
    }
    buf_add_f(out, "%s\n", sodium_bin2hex(shown, sizeof shown, public_key, STORE_PUBLIC));
    return SEINE_OK;
}

static enum seine_status write_head(const struct audit_options *o, struct store *s, struct buf *out,
                                    struct seine_error *err)
{
    struct store_seal seal = {0};
    unsigned char key[STORE_KEY];
    int64_t now = (int64_t)time(NULL), n;
    struct buf at;
    enum seine_status status = store_verify_audit(s, NULL, &n, err);
    if (status == SEINE_OK)
        status = store_audit_head(s, &seal.head, err);
    buf_init(&at, sizeof seal.at);
    buf_add_date_time(&at, (int32_t)(now / 86400), (int32_t)(now % 86400));
    if (buf_status(&at) == SEINE_OK)
        memcpy(seal.at, at.p, at.n);
    buf_release(&at);
    if (status == SEINE_OK && o->key) {
        status = read_key(o->key, key, err);
        if (status == SEINE_OK)
            status = store_seal_sign(&seal, key, err);
        sodium_memzero(key, sizeof key);
    }
    if (status == SEINE_OK)
        store_seal_write(out, &seal);
    return status;
}

static enum seine_status read_seal(const struct audit_options *o, struct store_seal *ret,
                                   struct seine_error *err)
{
    struct buf text;
    unsigned char trusted[STORE_PUBLIC];
    buf_init(&text, 4096);
    enum seine_status status = read_file(o->head, &text, err);
    if (status == SEINE_OK)
        status = store_seal_read(buf_str(&text), ret, err);
    buf_release(&text);
    if (status == SEINE_OK && o->trusted) {
        if (!from_hex(str_of(o->trusted), trusted, STORE_PUBLIC) || !ret->is_signed ||
            memcmp(trusted, ret->public_key, STORE_PUBLIC) != 0)
            status = error_set(err, SEINE_CONFLICT, "the head is not signed by that key");
    }
    if (status != SEINE_OK)
        error_at(err, o->head, 0, 0);
    return status;
}

static enum seine_status verify(const struct audit_options *o, struct store *s, struct buf *out,
                                struct seine_error *err)
{
    struct store_seal seal;
    int64_t n = 0;
    enum seine_status status = o->head ? read_seal(o, &seal, err) : SEINE_OK;
    if (status == SEINE_OK)
        status = store_verify_audit(s, o->head ? &seal.head : NULL, &n, err);
    if (status == SEINE_OK && o->head)
        buf_add_f(out, "%lld %s, the chain holds and goes through row %lld of %s%s\n", (long long)n,
                  n == 1 ? "row" : "rows", (long long)seal.head.n, o->head,
                  seal.is_signed ? ", whose signature holds" : "");
    else if (status == SEINE_OK)
        buf_add_f(out, "%lld %s, the chain holds\n", (long long)n, n == 1 ? "row" : "rows");
    return status;
}

static enum seine_status run(const struct audit_options *o, const char *what, struct buf *out,
                             struct seine_error *err)
{
    struct store *s = NULL;
    enum seine_status status = store_open_existing(o->db, &s, err);
    if (status == SEINE_OK && strcmp(what, "list") == 0)
        status =
            store_each_audit(s, o->after, o->format == NDJSON ? print_object : print_row, out, err);
    else if (status == SEINE_OK && strcmp(what, "verify") == 0)
        status = verify(o, s, out, err);
    else if (status == SEINE_OK)
        status = write_head(o, s, out, err);
    store_close(s);
    return status;
}

/* NULL: nothing is wrong with it. */
static const char *what_of_trusted(const struct audit_options *o)
{
    unsigned char trusted[STORE_PUBLIC];
    if (!o->trusted)
        return NULL;
    if (!from_hex(str_of(o->trusted), trusted, STORE_PUBLIC))
        return "--trusted takes a public key, 64 hexadecimal digits";
    return o->head ? NULL : "--trusted goes with --head: who must have signed it";
}

static bool spares(const struct audit_options *o, bool is_key)
{
    const char *const outputs[] = {o->output, is_key ? o->key : NULL};
    const char *files[] = {o->db, o->head, is_key ? NULL : o->key};
    return cli_output_spares(outputs, 2, &(struct cli_texts){files, 3}, 1);
}

static int run_audit(const void *options, const struct cli_texts *arguments)
{
    static const char *const known[] = {"list", "verify", "head", "key", NULL};
    const struct audit_options *o = options;
    const char *what = arguments->n > 0 ? arguments->v[0] : "list";
    struct seine_error err = {0};
    struct buf out;
    size_t i = 0;
    while (known[i] && strcmp(known[i], what) != 0)
        i++;
    if (!known[i] || arguments->n > 1)
        return cli_wrong(cli_find("audit"), "give one of list, verify, head and key");
    bool is_key = strcmp(what, "key") == 0;
    if (is_key ? !o->key : !o->db)
        return cli_wrong(cli_find("audit"), is_key ? "--key FILE is needed, to write it there"
                                                   : "--db STORE is needed");
    const char *wrong = what_of_trusted(o);
    if (wrong)
        return cli_wrong(cli_find("audit"), "%s", wrong);
    if (!spares(o, is_key))
        return CLI_USAGE;
    buf_init(&out, LIMIT_REPORT);
    enum seine_status status = is_key ? new_key(o, &out, &err) : run(o, what, &out, &err);
    int code = status != SEINE_OK                    ? cli_fail(&err)
               : cli_write(o->output, buf_str(&out)) ? CLI_DONE
                                                     : CLI_UNREADABLE;
    buf_release(&out);
    return code;
}

#define AT(field) offsetof(struct audit_options, field)
static const struct cli_option table[] = {
    {"db", 'd', CLI_TEXT, AT(db), "STORE", CLI_STORE, NULL, 0, 0},
    {"after", 0, CLI_NUMBER, AT(after), "N", "list: only the rows after row N", NULL, 0, 9e15},
    {"head", 0, CLI_TEXT, AT(head), "FILE", "verify: the chain must go through this head", NULL, 0,
     0},
    {"trusted", 0, CLI_TEXT, AT(trusted), "KEY", "verify: and it must be signed by this public key",
     NULL, 0, 0},
    {"key", 'k', CLI_TEXT, AT(key), "FILE", "head: sign with this key; key: write a new one there",
     NULL, 0, 0},
    {"format", 'f', CLI_CHOICE, AT(format), "FORMAT", "how to list", formats, 0, 0},
    {"output", 'o', CLI_TEXT, AT(output), "FILE", "write there instead of to standard output", NULL,
     0, 0},
    CLI_COMMON_OPTIONS(struct audit_options)};

static const char *const examples[] = {
    "seine audit verify --db seine.db", "seine audit key --key audit.key",
    "seine audit head --db seine.db --key audit.key -o head.json",
    "seine audit verify --db seine.db --head head.json", NULL};

const struct cli_command cmd_audit = {
    "audit",
    "[list | verify | head | key]",
    "show, check and seal the record of what was done",
    "A store keeps a row of every decision, every list version that came in, every rescreening, "
    "plan, token, prune and restore, every start of a server and every view of a case on it: who, "
    "when, what. Each row holds a hash over itself and the row before it (BLAKE2b), so verify "
    "finds the first row that was changed, removed or put elsewhere.\n\n"
    "Rows cut off the end leave a chain that holds. Against that, take the head out from time to "
    "time (head, signed with a key that key makes) and keep it where nobody who writes to the "
    "store "
    "can reach it; verify --head then says whether the chain still goes through it.\n\n"
    "The exit status is 3 when the chain does not hold.",
    table,
    sizeof(struct audit_options),
    run_audit,
    examples};
