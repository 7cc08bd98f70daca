/* base/log.h - progress bars and messages. Library rooms never print: they call a sink that the
 * program gives; NULL sinks are silent. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

/* Stage progress, called at most some ten times a second. total 0 = not known. */
struct progress {
    void (*update)(void *context, const char *stage, uint64_t done, uint64_t total,
                   const char *unit);
    void *context;
};
void progress_update(const struct progress *p, const char *stage, uint64_t done, uint64_t total,
                     const char *unit);

/* A ready-made sink for terminals: one line per stage on stderr with a bar, rate and time.
 * Silent if stderr is no terminal or quiet; colour off with NO_COLOR. */
struct terminal_progress;
struct terminal_progress *terminal_progress_new(bool quiet,
                                                struct progress *ret); /* NULL: no memory */
void terminal_progress_free(struct terminal_progress *t);              /* ends the line */

#endif
