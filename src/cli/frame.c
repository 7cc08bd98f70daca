/* cli/frame.c - arguments by the tables, errors in one shape. */
#include "cli/cli.h"

#include "text/text.h"

#include <errno.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const cli_output_formats[] = {"table", "ndjson", "json", "csv", "html", NULL};

void cli_say(const char *fmt, ...)
{
    char text[4096];
    struct buf line;
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_init(&line, 2 * sizeof text);
    buf_add_z(&line, "seine: ");
    buf_add_shown(&line, str_of(text)); /* what is said may quote the input */
    buf_add_c(&line, '\n');
    fwrite(line.p, 1, line.n, stderr);
    buf_release(&line);
}

const char *cli_default_kits(void)
{
    return access(SEINE_DATADIR "/kits.json", R_OK) == 0 ? SEINE_DATADIR "/kits.json" : NULL;
}

int cli_fail(const struct seine_error *err)
{
    char text[1024];
    cli_say("%s", error_text(err, text, sizeof text));
    return CLI_UNREADABLE;
}

int cli_wrong(const struct cli_command *c, const char *fmt, ...)
{
    va_list args;
    fputs("seine: ", stderr);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    if (c)
        fprintf(stderr, "\nTry 'seine %s --help'.\n", c->name);
    else
        fputs("\nTry 'seine help'.\n", stderr);
    return CLI_USAGE;
}

bool cli_is_coloured(void)
{
    const char *no = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && !(no && no[0]);
}

size_t cli_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col == 0 ? 100 : size.ws_col < 60 ? 60 : size.ws_col;
}

int cli_no_command(const char *name)
{
    struct text_guess g = {.given = str_of(name)};
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        text_guess(&g, (*c)->name);
    return g.meant ? cli_wrong(NULL, "there is no command '%s'; is it '%s'?", name, g.meant)
                   : cli_wrong(NULL, "there is no command '%s'", name);
}

const struct cli_command *cli_find(const char *name)
{
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static const struct cli_option *find_option(const struct cli_command *c, const char *name, size_t n,
                                            char letter)
{
    for (const struct cli_option *o = c->options; o->name; o++)
        if (letter ? o->letter == letter : strlen(o->name) == n && strncmp(o->name, name, n) == 0)
            return o;
    return NULL;
}

/* What other programs call them. */
static const struct {
    const char *given, *name;
} synonyms[] = {{"port", "listen"},         {"bind", "listen"},
                {"list", "watchlist"},      {"lists", "watchlist"},
                {"sanctions", "watchlist"}, {"file", "input"},
                {"names", "input"},         {"store", "db"},
                {"database", "db"},         {"cert", "tls-cert"},
                {"key", "tls-key"},         {"jobs", "threads"},
                {"cutoff", "threshold"},    {"score", "threshold"},
                {"top", "limit"},           {"max", "limit"},
                {"dob", "birth"},           {"id", "identifier"},
                {"kind", "type"},           {"schema", "type"}};

static const struct cli_option *by_synonym(const struct cli_command *c, struct str given)
{
    const struct cli_option *o = NULL;
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms && !o; i++)
        if (str_is(given, str_of(synonyms[i].given)))
            o = find_option(c, synonyms[i].name, strlen(synonyms[i].name), 0);
    return o;
}

/* `--json` for `--format json`. */
static const struct cli_option *by_choice(const struct cli_command *c, struct str given)
{
    for (const struct cli_option *o = c->options; o->name; o++)
        for (int i = 0; o->kind == CLI_CHOICE && o->choices[i]; i++)
            if (str_is(given, str_of(o->choices[i])))
                return o;
    return NULL;
}

/* `--input` for INPUT. */
static bool is_argument(const struct cli_command *c, struct str given)
{
    size_t n = 0;
    while (c->arguments[n] >= 'A' && c->arguments[n] <= 'Z')
        n++;
    return n > 0 && str_is_ci(given, (struct str){c->arguments, n});
}

static int no_option(const struct cli_command *c, const char *given)
{
    struct str name = str_of(given);
    struct text_guess g = {0};
    const struct cli_option *o;
    if (str_starts(name, str_of("--"))) {
        size_t equals = str_find_byte(name, '=', 0);
        g.given = str_slice(name, 2, equals < name.n ? equals : name.n);
    }
    if ((o = by_choice(c, g.given)) != NULL)
        return cli_wrong(c, "there is no option '%s'; is it '--%s " STR_FMT "'?", given, o->name,
                         STR_ARG(g.given));
    if ((o = by_synonym(c, g.given)) != NULL)
        return cli_wrong(c, "there is no option '%s'; is it '--%s %s'?", given, o->name, o->value);
    for (o = c->options; o->name; o++)
        text_guess(&g, o->name);
    if (g.meant)
        return cli_wrong(c, "there is no option '%s'; is it '--%s'?", given, g.meant);
    return is_argument(c, g.given)
               ? cli_wrong(c, "there is no option '%s': without one goes %s", given, c->arguments)
               : cli_wrong(c, "there is no option '%s'", given);
}

static int set_choice(const struct cli_command *c, const struct cli_option *o, const char *value,
                      int *target)
{
    for (int i = 0; o->choices[i]; i++)
        if (str_is_ci(str_of(o->choices[i]), str_of(value))) {
            *target = i;
            return CLI_DONE;
        }
    struct buf all;
    buf_init(&all, 1024);
    for (int i = 0; o->choices[i]; i++)
        buf_add_f(&all, "%s%s", i ? ", " : "", o->choices[i]);
    int code = cli_wrong(c, "--%s takes one of %s, not '%s'", o->name, all.p, value);
    buf_release(&all);
    return code;
}

static int set_value(const struct cli_command *c, const struct cli_option *o, const char *value,
                     char *options)
{
    void *target = options + o->offset;
    int64_t whole;
    double decimal;
    if (!value[0] && o->kind != CLI_FLAG) /* `--db "$STORE"`, and nothing in STORE */
        return cli_wrong(c, "--%s needs a value: %s", o->name, o->value);
    switch (o->kind) {
    case CLI_TEXT:
        *(const char **)target = value;
        return CLI_DONE;
    case CLI_TEXTS: {
        struct cli_texts *texts = target;
        texts->v[texts->n++] = value;
        return CLI_DONE;
    }
    case CLI_NUMBER:
        if (!str_to_i64(str_of(value), &whole) || (double)whole < o->least ||
            (double)whole > o->most)
            return cli_wrong(c, "--%s takes a whole number from %.0f to %.0f, not '%s'", o->name,
                             o->least, o->most, value);
        *(int64_t *)target = whole;
        return CLI_DONE;
    case CLI_DECIMAL:
        if (!str_to_double(str_of(value), &decimal) || decimal < o->least || decimal > o->most)
            return cli_wrong(c, "--%s takes a number from %g to %g, not '%s'", o->name, o->least,
                             o->most, value);
        *(double *)target = decimal;
        return CLI_DONE;
    case CLI_CHOICE:
        return set_choice(c, o, value, target);
    case CLI_FLAG:
        break;
    }
    return cli_wrong(c, "--%s takes no value", o->name);
}

struct parse {
    const struct cli_command *command;
    char *options;
    struct cli_texts arguments;
    struct cli_texts *last_run; /* the CLI_TEXTS option that took several values at once, last */
    size_t last_run_n;
    bool is_replaced; /* an option was given that stands for the arguments */
};

/* "NAME | --input FILE": an option that is named there can be given instead of arguments. */
static bool stands_for_arguments(const struct cli_command *c, const struct cli_option *o)
{
    const char *at = strstr(c->arguments, "--");
    size_t n = strlen(o->name);
    return at && strncmp(at + 2, o->name, n) == 0 && at[2 + n] == ' ';
}

static bool is_option(const char *a)
{
    return a[0] == '-' && a[1] != '\0';
}

/* `--watchlist A B --kits K`: values up to the next option belong together. Of a run that reaches
 * the end of the line only the first is a value and the others are arguments, unless there are
 * arguments already. */
static int take_run(struct parse *p, const struct cli_option *o, int argc, char **argv, int *at)
{
    int end = *at;
    while (end < argc && !is_option(argv[end]))
        end++;
    int take = end == argc && p->arguments.n == 0 ? 1 : end - *at;
    if (*at >= argc || take == 0)
        return cli_wrong(p->command, "--%s needs a value: %s", o->name, o->value);
    for (int i = 0; i < take; i++) {
        int code = set_value(p->command, o, argv[(*at)++], p->options);
        if (code != CLI_DONE)
            return code;
    }
    p->last_run = (struct cli_texts *)(void *)(p->options + o->offset);
    p->last_run_n = (size_t)take;
    return CLI_DONE;
}

/* -qv: flags may stand together. */
static bool take_flags(struct parse *p, const char *a)
{
    for (const char *f = a + 1; *f; f++) {
        const struct cli_option *o = find_option(p->command, NULL, 0, *f);
        if (*f == '-' || !o || o->kind != CLI_FLAG)
            return false;
    }
    for (const char *f = a + 1; *f; f++)
        *(bool *)(void *)(p->options + find_option(p->command, NULL, 0, *f)->offset) = true;
    return true;
}

static int take_option(struct parse *p, int argc, char **argv, int *at)
{
    const char *a = argv[(*at)++], *equals = NULL;
    if (take_flags(p, a))
        return CLI_DONE;
    const struct cli_option *o;
    if (a[1] == '-') {
        equals = strchr(a, '=');
        o = find_option(p->command, a + 2, equals ? (size_t)(equals - a - 2) : strlen(a + 2), 0);
    } else {
        o = find_option(p->command, NULL, 0, a[1]);
        if (o && a[2] != '\0')
            equals = a + 1; /* -oFILE */
    }
    if (!o)
        return no_option(p->command, a);
    p->is_replaced = p->is_replaced || stands_for_arguments(p->command, o);
    if (o->kind == CLI_FLAG && !equals) {
        *(bool *)(void *)(p->options + o->offset) = true;
        return CLI_DONE;
    }
    if (equals)
        return set_value(p->command, o, equals + 1, p->options);
    if (o->kind == CLI_TEXTS)
        return take_run(p, o, argc, argv, at);
    if (*at >= argc)
        return cli_wrong(p->command, "--%s needs a value: %s", o->name, o->value);
    return set_value(p->command, o, argv[(*at)++], p->options);
}

static int parse(struct parse *p, int argc, char **argv)
{
    bool options_end = false;
    for (int at = 2; at < argc;) {
        if (!options_end && strcmp(argv[at], "--") == 0) {
            options_end = true;
            at++;
        } else if (!options_end && is_option(argv[at])) {
            int code = take_option(p, argc, argv, &at);
            if (code != CLI_DONE)
                return code;
        } else {
            p->arguments.v[p->arguments.n++] = argv[at++];
        }
    }
    if (p->arguments.n == 0 && !p->is_replaced && p->last_run &&
        p->last_run_n > 1) /* the last of the run was meant as argument */
        p->arguments.v[p->arguments.n++] = p->last_run->v[--p->last_run->n];
    return CLI_DONE;
}

static bool is_store(const char *path)
{
    struct stat s;
    char head[sizeof INPUT_STORE - 1];
    bool is = stat(path, &s) == 0 && S_ISREG(s.st_mode); /* a pipe's bytes would be lost */
    FILE *f = is ? fopen(path, "rb") : NULL;
    is = f && fread(head, 1, sizeof head, f) == sizeof head &&
         memcmp(head, INPUT_STORE, sizeof head) == 0;
    if (f)
        (void)fclose(f);
    return is;
}

/* `seine audit list s.db`. Among the files that INPUT names, a store is one that cannot be read. */
static int check_stores(const struct parse *p)
{
    const struct cli_option *db = find_option(p->command, "db", 2, 0);
    if (!db || *(const char **)(void *)(p->options + db->offset) ||
        str_starts(str_of(p->command->arguments), STR("INPUT")))
        return CLI_DONE;
    for (size_t i = 0; i < p->arguments.n; i++)
        if (is_store(p->arguments.v[i]))
            return cli_wrong(p->command, "'%s' is a store, and none is given with --db",
                             p->arguments.v[i]);
    return CLI_DONE;
}

int cli_run(const struct cli_command *c, int argc, char **argv)
{
    struct arena arena;
    struct parse p = {.command = c};
    bool ok = true;
    int code = CLI_DONE;
    arena_init(&arena, 16 * MIB);
    p.options = arena_array(&arena, 1, c->size);
    p.arguments.v = arena_array(&arena, (size_t)argc + 1, sizeof(char *));
    for (const struct cli_option *o = c->options; o->name && p.options; o++)
        if (o->kind == CLI_TEXTS) {
            struct cli_texts *texts = (struct cli_texts *)(void *)(p.options + o->offset);
            texts->v = arena_array(&arena, (size_t)argc + 1, sizeof(char *));
            ok = ok && texts->v;
        }
    if (!p.options || !p.arguments.v || !ok) {
        cli_say("out of memory");
        code = CLI_UNREADABLE;
    } else {
        code = parse(&p, argc, argv);
    }
    if (code == CLI_DONE && *(bool *)(void *)(p.options + find_option(c, "help", 4, 0)->offset)) {
        struct buf text;
        buf_init(&text, LIMIT_TEXT);
        cli_usage(c, &text);
        code = cli_write(NULL, buf_str(&text)) ? CLI_DONE : CLI_UNREADABLE;
        buf_release(&text);
    } else if (code == CLI_DONE) {
        code = check_stores(&p);
        if (code == CLI_DONE)
            code = c->run(p.options, &p.arguments);
    }
    arena_release(&arena);
    return code;
}

const char *cli_user(char *buffer, size_t size)
{
    const char *name = getenv("USER");
    struct passwd entry, *found = NULL;
    char text[4096];
    if (!name && getpwuid_r(getuid(), &entry, text, sizeof text, &found) == 0 && found)
        name = found->pw_name;
    (void)snprintf(buffer, size, "%s", name ? name : "");
    return buffer;
}
