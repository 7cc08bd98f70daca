#!/bin/bash
# codespell over code and documents; tables, corpora and expected outputs hold foreign words and are left out.
. "$(dirname "$0")/lib.sh"
command -v codespell >/dev/null || { echo "codespell is not installed"; exit 77; }
out=$(tree_files | grep -vE '^(data|fuzz/corpus|tests/golden|tests/data|LICENSE)|\.(csv|json|ndjson|xml|gz|zst|png|svg|tsv)$' |
    while IFS= read -r f; do is_generated "$f" || printf '%s\n' "$f"; done |
    xargs -r codespell --ignore-regex '\\[nrtxu][a-zA-Z0-9]*' -I tests/gates/spelling-allowed.txt 2>&1 | grep -v '^WARNING') || true
[ -z "$out" ] || mend "misspelt (right words that codespell does not know go into tests/gates/spelling-allowed.txt):" $'\n'"$out"
exit $fail
