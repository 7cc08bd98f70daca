#!/bin/bash
# Every room has its page, every fuzz target its seeds, every test file its place in a list,
# and links between the documents lead somewhere.
. "$(dirname "$0")/lib.sh"
for room in src/*/; do
    room=${room%/}
    ls "$room"/*.c >/dev/null 2>&1 || continue
    [ -f "$room/README.md" ] || { mend "$room/README.md is missing: the problem, the structures, lifetimes, who may call"; continue; }
    [ "$(wc -l <"$room/README.md")" -le 80 ] || mend "$room/README.md is longer than a page (80 lines)"
done
for f in fuzz/fuzz_*.c; do
    [ -e "$f" ] || continue
    name=$(basename "$f" .c); name=${name#fuzz_}
    grep -q "'$name'" fuzz/meson.build || mend "$f: add '$name' to fuzz_targets in fuzz/meson.build"
    [ -n "$(ls "fuzz/corpus/$name" 2>/dev/null)" ] || mend "fuzz/corpus/$name/ has no seeds"
done
for f in tests/*/test_*.c; do
    [ -e "$f" ] || continue
    grep -q "$(basename "$f" .c)" "$(dirname "$f")/meson.build" || mend "$f: add it to $(dirname "$f")/meson.build"
done
for f in src/*/*.c; do
    [ -e "$f" ] || continue
    grep -q "$(basename "$f")" "$(dirname "$f")/meson.build" || mend "$f: add it to $(dirname "$f")/meson.build"
done
# A file that names itself in its first line, and files that a comment in front of code names.
for f in src/*/*.[ch]; do
    [ -e "$f" ] || continue
    named=$(head -n 1 "$f" | grep -oE '^/\* [a-z_]+/[a-z_0-9]+\.[ch]')
    [ -z "$named" ] || [ "${named#/\* }" = "${f#src/}" ] || mend "$f calls itself ${named#/\* }"
done
names=$(tree_files | sed 's|.*/||')
while IFS=: read -r f name; do
    grep -qxF "$name" <<<"$names" || mend "$f: a comment names $name, which there is not"
done < <(tree_files 'src/*' | grep '\.[ch]$' | xargs -r grep -HE '^(/\*| \*)' |
    sed 's/[^A-Za-z0-9_.:/-]/ /g' | awk '{ n = split($0, word, /[ :]/)
        for (i = 2; i <= n; i++) if (word[i] ~ /^[a-z_0-9\/]+\.c$/) { sub(/.*\//, "", word[i]); print word[1] ":" word[i] } }' | sort -u)
while IFS= read -r page; do
    while IFS= read -r link; do
        target=${link%%#*}
        case $target in ''|*://*|mailto:*) continue ;; esac
        [ -e "$(dirname "$page")/$target" ] || mend "$page: the link to '$link' leads nowhere"
    done < <(grep -oE '\]\([^) ]+\)' "$page" | sed 's/^](//; s/)$//')
done < <(tree_files '*.md')
exit $fail
