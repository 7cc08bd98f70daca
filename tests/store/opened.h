/* opened.h - a store of its own for each test: path, empty at its start and gone at its end. */
#ifndef OPENED_H
#define OPENED_H

#include "behind.h"

#include "store/store.h"

static char folder[64], path[512];

static inline int folder_new(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/seine-store-XXXXXX", P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s%s", server() ? server() : folder, server() ? "" : "/memory.db");
    behind_clear(path);
    return 0;
}

static inline int folder_remove(void **state)
{
    (void)state;
    behind_clear(path);
    return rmdir(folder);
}

static inline struct store *opened(void)
{
    struct store *s = NULL;
    struct seine_error err = {0};
    if (store_open(path, &s, &err) != SEINE_OK)
        fail_msg("%s", err.message);
    return s;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, folder_new, folder_remove)

#endif
