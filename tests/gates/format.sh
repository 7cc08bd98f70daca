#!/bin/bash
# Every C file written by hand is as clang-format leaves it.
. "$(dirname "$0")/lib.sh"
command -v clang-format >/dev/null || { echo "clang-format is not installed"; exit 77; }
bad=$(c_files 'src/*' 'include/*' 'fuzz/*' 'tests/*' 'bench/*' | xargs -r -P 2 -n 16 clang-format --dry-run 2>&1 |
    grep -oE '^[^: ]+\.[ch]:[0-9]+' | sort -u -t: -k1,1)
[ -z "$bad" ] || mend "not formatted (run 'make format'):" $'\n'"$bad"
exit $fail
