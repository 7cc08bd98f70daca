/* Runs a fuzz target as an ordinary test, with any compiler: `replay_NAME NAME FOLDER`.
 *
 * Every file of the seed corpus is handed over whole, cut short at 16 places, and with single bytes
 * replaced, always from a block of exactly the right size so that AddressSanitizer sees each read
 * past the end. The order and the replaced bytes are fixed: two runs do the same. It does not
 * search for new inputs; that is libFuzzer's part (`make fuzz`). */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SEEDS = 4096, MAX_SEED_BYTES = 1 << 20, CUTS = 16, FLIPS = 48 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A block of size 0 is still a block of its own, so that reading its first byte is an error. */
static void run_copy(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (copy == NULL) {
        return;
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    uint8_t *input = size ? copy : copy + 1;
    (void)LLVMFuzzerTestOneInput(input, size);
    free(copy);
}

static size_t run_seed(uint8_t *data, size_t size)
{
    static const uint8_t replacement[] = {0x00, 0xff, '"', '{', '<', ',', '\n', 0x80, '-', '9'};
    run_copy(data, size);
    if (size == 0) {
        return 1;
    }
    for (size_t i = 0; i < CUTS; i++) {
        run_copy(data, size * i / CUTS);
    }
    uint64_t state = 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < FLIPS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(state >> 33) % size;
        uint8_t kept = data[at];
        data[at] = replacement[i % sizeof replacement];
        run_copy(data, size);
        data[at] = kept;
    }
    return 1 + CUTS + FLIPS;
}

/* Returns the number of inputs run, or 0 when the file cannot be read. */
static size_t run_file(const char *folder, const char *name)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path) {
        return 0;
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return 0;
    }
    uint8_t *data = malloc(MAX_SEED_BYTES);
    size_t size = data ? fread(data, 1, MAX_SEED_BYTES, file) : 0;
    (void)fclose(file);
    size_t inputs = data ? run_seed(data, size) : 0;
    free(data);
    return inputs;
}

static int keep_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: %s NAME FOLDER\n", argv[0]);
        return 2;
    }
    struct dirent **entries = NULL;
    int n = scandir(argv[2], &entries, keep_visible, alphasort);
    (void)printf("1..1\n");
    (void)fflush(stdout);
    size_t inputs = 0;
    int failed = n <= 0 || n > MAX_SEEDS;
    for (int i = 0; i < n; i++) {
        size_t ran = failed ? 0 : run_file(argv[2], entries[i]->d_name);
        failed |= ran == 0;
        inputs += ran;
        free(entries[i]);
    }
    free(entries);
    (void)printf("%s 1 - %s: %d seeds, %zu inputs\n", failed ? "not ok" : "ok", argv[1], n, inputs);
    return failed;
}
