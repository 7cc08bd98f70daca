/* store/usage.h - what the goods of the last scan are declared as: under which heading the lines
 * that state a tariff number have the same words (goods_usage of goods/goods.h), so that a single
 * consignment is told what a scan of everything would tell it. */
#ifndef STORE_USAGE_H
#define STORE_USAGE_H

#include "goods/goods.h"
#include "store/store.h"

/* Within a transaction: these rows and no others, as goods_usage_settle leaves them; how many lines
 * state a heading is not kept. Only what has changed is written. */
enum seine_status store_put_usage(struct store *s, const struct goods_usage *v, size_t n,
                                  struct seine_error *err) MUST_CHECK;
/* The kept rows, which goods_usage_heading can ask; the caller's, for mem_free, also when there are
 * none. */
enum seine_status store_get_usage(struct store *s, struct goods_usage **ret, size_t *ret_n,
                                  struct seine_error *err) MUST_CHECK;

#endif
