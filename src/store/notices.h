/* store/notices.h - what there is to tell to the outside, and who was told: kept, so that the end
 * of a server, however sudden, loses nothing. A hook is an address; it is told of each notice that
 * came after it was first known, at least once. */
#ifndef STORE_NOTICES_H
#define STORE_NOTICES_H

#include "store/store.h"

struct store_notice {
    int64_t n;       /* 1, 2, ...; given by the store */
    struct str key;  /* two of the same key are one */
    struct str kind; /* "case", "watch"; "gone": its case was forgotten (store_prune) */
    struct str body; /* JSON */
};
/* One that is there already stays as it is. Between store_begin and store_commit. */
enum seine_status store_put_notice(struct store *s, const struct store_notice *notice,
                                   struct seine_error *err) MUST_CHECK;
/* Cases of which there is no notice of the key "case:" and their id, best first; without those that
 * the last scan no longer found. */
enum seine_status store_each_unnoticed(struct store *s, store_case_fn *fn, void *context,
                                       struct seine_error *err) MUST_CHECK;
typedef enum seine_status store_notice_fn(void *context, const struct store_notice *notice,
                                          struct seine_error *err);
/* Those of a kind before number `before` (0: the last ones), newest first. */
enum seine_status store_look_notices(struct store *s, struct str kind, int64_t before,
                                     int64_t limit, store_notice_fn *fn, void *context,
                                     struct seine_error *err) MUST_CHECK;
/* Those after number `after`, oldest first, at most `limit`. */
enum seine_status store_each_notice(struct store *s, int64_t after, int64_t limit,
                                    store_notice_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;
/* The number of the last one; 0: there is none. */
enum seine_status store_last_notice(struct store *s, int64_t *ret,
                                    struct seine_error *err) MUST_CHECK;

/* A hook that is new is not told of what there is. Between store_begin and store_commit. */
enum seine_status store_put_hook(struct store *s, struct str url,
                                 struct seine_error *err) MUST_CHECK;
/* Notices after number `after` that the hook was not told of yet, oldest first, at most `limit`. */
enum seine_status store_each_untold(struct store *s, struct str url, int64_t after, int64_t limit,
                                    store_notice_fn *fn, void *context,
                                    struct seine_error *err) MUST_CHECK;
/* It was told, or nothing more is tried: `result` says which. */
enum seine_status store_put_told(struct store *s, struct str url, int64_t n, struct str result,
                                 struct seine_error *err) MUST_CHECK;

#endif
