/* cli/output.h - where a command's output goes, in pieces: standard output, a device, or a file
 * that is replaced only when all was written. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "cli/cli.h"

/* How much is gathered before it is passed on. */
#define CLI_PIECE MIB

struct cli_output {
    const char *path;  /* lives longer; NULL, "-", "/dev/stdout": standard output */
    struct buf target; /* path, or the file that a link there leads to */
    struct buf part;   /* the file beside that; empty: none, path is written in place */
    int file;          /* -1: could not be opened */
    bool failed;       /* and said so, but for whoever has read enough, as head has */
};

/* Whether the n paths (NULL: nothing is written) are all of different files, and writing to them
 * leaves these files (NULL: none), and those below these folders, as they are. False after saying
 * what is not so. */
bool cli_output_spares(const char *const *paths, size_t n, const struct cli_texts *files,
                       size_t n_files);
/* False after saying why. Closed in either case. Standard output must not be used by stdio
 * meanwhile. */
bool cli_output_open(struct cli_output *o, const char *path);
/* Writes text and empties it. A text that failed (no memory, too large) fails. */
bool cli_output_put(struct cli_output *o, struct buf *text);
/* The same once there is CLI_PIECE of it. */
bool cli_output_pass(struct cli_output *o, struct buf *text);
/* Puts the file in its place if all went well and it is to be kept, else removes what was written.
 */
bool cli_output_close(struct cli_output *o, bool keep);

#endif
