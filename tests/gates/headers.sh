#!/bin/bash
# Every header compiles alone: the public ones in C11, C17 and C++, the rooms' own ones in C17.
. "$(dirname "$0")/lib.sh"
WARN="-Wall -Wextra -Wpedantic -Wshadow -Werror -fsyntax-only -Iinclude"
try() { # try DESCRIPTION HEADER COMPILER...
    local what=$1 header=$2 out
    shift 2
    # shellcheck disable=SC2086
    out=$(printf '#include "%s"\n' "$header" | "$@" $WARN - 2>&1) ||
        mend "$header does not compile alone as $what (include what it uses):" "$(printf '\n%s' "$out" | head -n 8)"
}
while IFS= read -r f; do
    header=${f#include/}
    try C11 "$header" gcc -x c -std=c11
    try C17 "$header" gcc -x c -std=c17 -Wconversion
    command -v g++ >/dev/null && try C++17 "$header" g++ -x c++ -std=c++17
    grep -q 'extern "C"' "$f" || mend "$f: a public header needs extern \"C\" for C++"
done < <(tree_files 'include/*' | grep '\.h$')
while IFS= read -r f; do
    try C17 "${f#src/}" gcc -x c -std=c17 -D_GNU_SOURCE -Isrc
done < <(tree_files 'src/*' | grep '\.h$')
exit $fail
