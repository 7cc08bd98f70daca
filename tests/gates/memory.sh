#!/bin/bash
# Memory comes from base/mem.h alone, so that the torture allocator reaches every allocation. No VLA, no alloca.
. "$(dirname "$0")/lib.sh"
CALLS='malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|getline|getdelim|posix_memalign|aligned_alloc|memalign|alloca'

out=$(
    while IFS= read -r f; do
        [ "$f" = src/base/mem.c ] && continue
        bare_code "$f" | grep -E "(^|[^A-Za-z0-9_.>])($CALLS)[[:space:]]*\(" | while IFS=: read -r line text; do
            printf '%s:%s:%s: allocate through base/mem.h\n' "$f" "$line" "$text"
        done
    done < <(c_files 'src/*')
)
[ -z "$out" ] || mend "$out"
exit $fail
