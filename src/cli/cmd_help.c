/* cli/cmd_help.c - `seine version` and `seine help`: overview, a command's help, man pages,
 * completions. */
#include "cli/cli.h"
#include "geo/geo.h"
#include "store/store.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct version_options {
    struct cli_common common;
};

static int run_version(const void *options, const struct cli_texts *arguments)
{
    struct buf out;
    struct geo *geo = NULL;
    (void)options;
    if (arguments->n)
        return cli_wrong(cli_find("version"), "nothing is taken beside the options");
    buf_init(&out, LIMIT_TEXT);
    buf_add_f(&out, "seine %s\n", SEINE_VERSION);
    if (geo_open(&geo, NULL) == SEINE_OK)
        buf_add_f(&out, "reference tables " STR_FMT "\n", STR_ARG(geo_version(geo)));
    geo_free(geo);
    store_libraries(&out);
    bool ok = cli_write(NULL, buf_str(&out));
    buf_release(&out);
    return ok ? CLI_DONE : CLI_UNREADABLE;
}

static const struct cli_option version_table[] = {CLI_COMMON_OPTIONS(struct version_options)};
const struct cli_command cmd_version = {
    "version",
    "",
    "say which version this is",
    "Prints the version of Seine, of its reference tables and of the libraries of its store.",
    version_table,
    sizeof(struct version_options),
    run_version,
    NULL};

struct help_options {
    struct cli_common common;
    bool man;
    const char *completion;
};

static void overview(struct buf *out)
{
    buf_add_z(out, "usage: seine COMMAND [OPTIONS] ...\n\n"
                   "Seine finds, among consignment records, those that add up to a controlled "
                   "item.\n\ncommands:\n");
    for (const struct cli_command *const *c = cli_commands; *c; c++)
        buf_add_f(out, "  %-10s %s\n", (*c)->name, (*c)->summary);
    buf_add_z(out, "\nhelp on one: seine COMMAND --help\n");
}

static int run_help(const void *options, const struct cli_texts *arguments)
{
    const struct help_options *o = options;
    const struct cli_command *c = arguments->n ? cli_find(arguments->v[0]) : NULL;
    struct buf out;
    if (arguments->n > 1)
        return cli_wrong(cli_find("help"), "help takes one command");
    if (arguments->n && !c && strcmp(arguments->v[0], "seine") != 0)
        return cli_no_command(arguments->v[0]);
    if (o->completion && strcmp(o->completion, "bash") != 0 && strcmp(o->completion, "zsh") != 0)
        return cli_wrong(cli_find("help"), "--completion takes bash or zsh, not '%s'",
                         o->completion);
    buf_init(&out, LIMIT_TEXT);
    if (o->completion)
        cli_completion(o->completion, &out);
    else if (o->man)
        cli_man(c, &out);
    else if (c)
        cli_usage(c, &out);
    else
        overview(&out);
    bool ok = cli_write(NULL, buf_str(&out));
    buf_release(&out);
    return ok ? CLI_DONE : CLI_UNREADABLE;
}

static const struct cli_option help_table[] = {
    {"man", 0, CLI_FLAG, offsetof(struct help_options, man), NULL, "print the manual page (mdoc)",
     NULL, 0, 0},
    {"completion", 0, CLI_TEXT, offsetof(struct help_options, completion), "SHELL",
     "print a completion script: bash or zsh", NULL, 0, 0},
    CLI_COMMON_OPTIONS(struct help_options)};
const struct cli_command cmd_help = {
    "help",
    "[COMMAND]",
    "show help",
    "Shows the commands, or the help of one. The manual pages and the shell completions"
    " that make install puts down are printed by this command, from the same tables that"
    " parse the arguments.",
    help_table,
    sizeof(struct help_options),
    run_help,
    NULL};
