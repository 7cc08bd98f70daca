/* cli/main.c - the table of commands, and nothing else. */
#include "cli/cli.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

extern const struct cli_command cmd_scan, cmd_match, cmd_pair, cmd_lists, cmd_rescreen, cmd_decide,
    cmd_simulate, cmd_evaluate, cmd_explain, cmd_watch, cmd_plan, cmd_serve, cmd_token, cmd_convert,
    cmd_map, cmd_audit, cmd_store, cmd_version, cmd_help;

const struct cli_command *const cli_commands[] = {
    &cmd_scan,    &cmd_match,   &cmd_pair,    &cmd_lists,    &cmd_rescreen,
    &cmd_decide,  &cmd_convert, &cmd_map,     &cmd_simulate, &cmd_evaluate,
    &cmd_explain, &cmd_watch,   &cmd_plan,    &cmd_serve,    &cmd_token,
    &cmd_audit,   &cmd_store,   &cmd_version, &cmd_help,     NULL};

int main(int argc, char **argv)
{
    /* Large blocks come from the system and go back to it at once; malloc would else raise this
     * bound with the first of them that is freed, and keep the next ones. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore,
              NULL); /* a closed pipe is an error with words, not a silent death */
    if (argc < 2)
        return cli_wrong(NULL, "no command given");
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        name = "help";
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0)
        name = "version";
    const struct cli_command *c = cli_find(name);
    if (!c)
        return cli_no_command(name);
    return cli_run(c, argc, argv);
}
