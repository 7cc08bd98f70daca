/* cli/cli.h - the command line's frame: one const table of commands, one of options for each. The
 * tables parse the arguments and print usage, man pages and completions; nothing about a command is
 * written down twice. Only this folder prints and exits. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/base.h"

enum cli_exit { CLI_DONE = 0, CLI_QUARANTINED = 1, CLI_USAGE = 2, CLI_UNREADABLE = 3 };

enum cli_kind {
    CLI_FLAG,    /* bool */
    CLI_TEXT,    /* const char * */
    CLI_TEXTS,   /* struct cli_texts: may be repeated, and may take several values at once */
    CLI_NUMBER,  /* int64_t, least..most */
    CLI_DECIMAL, /* double, least..most */
    CLI_CHOICE   /* int: index into choices */
};

struct cli_texts {
    const char **v; /* lives as long as argv */
    size_t n;
};

struct cli_option {
    const char *name; /* without "--" */
    char letter;      /* 0: none */
    enum cli_kind kind;
    size_t offset;     /* into the command's options struct */
    const char *value; /* what stands for the value in help: "FILE" */
    const char *help;
    const char *const *choices; /* CLI_CHOICE: NULL-terminated */
    double least, most;         /* CLI_NUMBER, CLI_DECIMAL */
};

struct cli_command {
    const char *name;
    const char *arguments;            /* "INPUT..." */
    const char *summary;              /* one line */
    const char *about;                /* paragraphs for --help and the man page */
    const struct cli_option *options; /* ends with a row whose name is NULL */
    size_t size;                      /* of the options struct, zeroed before parsing */
    int (*run)(const void *options, const struct cli_texts *arguments);
    const char *const *examples; /* NULL-terminated; may be NULL */
};
extern const struct cli_command *const cli_commands[]; /* NULL-terminated */

/* What --db means wherever there is one. */
#define CLI_STORE "the memory of the scans: a file, or postgresql://USER@HOST/DATABASE"

/* What --measures means wherever there is one. */
#define CLI_MEASURES                                                                               \
    "tables of goods that may not be traded with a country (CSV, as data/measures.csv): cases "    \
    "say "                                                                                         \
    "which of their consignments are under one, and such goods can open a case"

/* Options that every command has. */
struct cli_common {
    bool quiet, verbose, help;
};
#define CLI_COMMON_OPTIONS(type)                                                                   \
    {"quiet", 'q', CLI_FLAG, offsetof(type, common.quiet), NULL, "say nothing but errors",         \
     NULL,    0,   0},                                                                             \
        {"verbose", 'v',                                                                           \
         CLI_FLAG,  offsetof(type, common.verbose),                                                \
         NULL,      "tell more on standard error",                                                 \
         NULL,      0,                                                                             \
         0},                                                                                       \
        {"help", 'h', CLI_FLAG, offsetof(type, common.help), NULL, "show this help", NULL, 0, 0},  \
    {                                                                                              \
        NULL, 0, CLI_FLAG, 0, NULL, NULL, NULL, 0, 0                                               \
    }

/* Parses argv[2..] by the command's table and runs it. Returns the exit code. */
int cli_run(const struct cli_command *c, int argc, char **argv);
void cli_usage(const struct cli_command *c, struct buf *out);
void cli_man(const struct cli_command *c, struct buf *out); /* mdoc; c NULL: seine(1) */
void cli_completion(const char *shell, struct buf *out);    /* "bash" or "zsh" */
const struct cli_command *cli_find(const char *name);       /* NULL: no such command */
int cli_no_command(const char *name); /* says so, and which one may be meant; the exit code */

/* Says "seine: ..." on standard error. */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);
const char *cli_default_kits(void);          /* those that were installed; NULL: none were */
int cli_fail(const struct seine_error *err); /* prints it; the exit code that belongs to it */
int cli_wrong(const struct cli_command *c, const char *fmt, ...)
    PRINTF_LIKE(2, 3); /* usage error */

/* Writes text to path ("-" or NULL: standard output). A regular file is replaced only when all was
 * written. False after saying why. */
bool cli_write(const char *path, struct str text);
/* Whether its folder takes a file, so that it is said before the work and not after it. True for
 * what is no file ("-", NULL, a device). False after saying why. */
bool cli_may_write(const char *path);
/* Has this file removed if SIGINT, SIGTERM or SIGHUP ends the program: it is being written beside
 * its place and is not whole. One at a time; NULL: it is, or it is gone, or there is none. Not for
 * seine serve, which has handlers of its own. */
void cli_part(const char *path);
/* The user's name, for what is written down of who did it. */
const char *cli_user(char *buffer, size_t size);
extern const char *const cli_output_formats[]; /* table ndjson json csv html */
bool cli_is_coloured(void); /* standard output is a terminal and NO_COLOR is not set */
size_t cli_width(void);     /* of the terminal, 60 or more; 0: standard output is none */

#endif
