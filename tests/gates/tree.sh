#!/bin/bash
# What must not stand in the tree: hosts of package registries, paths of somebody's machine, unfinished work,
# conflict marks, lines that end in blanks, and big files.
. "$(dirname "$0")/lib.sh"
MAX_BYTES=4000000

HOSTS='(deb|security|snapshot|ftp)[.]debian[.]org|registry[.](npmjs|yarnpkg)|files[.]pythonhosted|(^|[^a-z])pypi[.]org|proxy[.]golang|(index|static)[.]crates[.]io|repo1?[.]maven'
PATHS='(^|[^A-Za-z0-9_.$})])/(work|root|farm)/|/tm[p]/seine'
UNFINISHED='(^|[^A-Za-z])(TO[D]O|FIX[M]E|XX[X]|HA[C]K)([^A-Za-z]|$)|not (yet )?[i]mplemented'

text=$(tree_files | grep -vE '^(LICENSE|fuzz/corpus/)|\.(gz|zst|png)$')
look() { # look PATTERN WHY FILES
    local out
    out=$(printf '%s\n' "$3" | xargs -r -d '\n' grep -nIE "$1" /dev/null | cut -c 1-160)
    [ -z "$out" ] || mend "$2" $'\n'"$out"
}
look "$HOSTS" "a registry's host is named (the clients know where to ask):" "$text"
look "$PATHS" "a path of one machine is named (use a relative path, SEINE_SOURCE or mktemp):" "$text"
look "$UNFINISHED" "unfinished work is marked (finish it, or say plainly what is not done):" \
    "$(printf '%s\n' "$text" | grep -E '\.(c|h|sh|py|js|mjs|css)$|meson\.build$|Makefile$')"
look '^(<<<<<<<|>>>>>>>) ' "a conflict mark was left:" "$text"
look '[[:blank:]]+$' "a line ends in blanks:" "$(printf '%s\n' "$text" | grep -E '\.(c|h|sh|py|js|mjs)$|meson\.build$|Makefile$')"
while IFS= read -r f; do
    bytes=$(stat -c %s "$f")
    [ "$bytes" -le $MAX_BYTES ] || mend "$f: $bytes bytes, at most $MAX_BYTES: generate it, or compress it"
done < <(tree_files)
exit $fail
