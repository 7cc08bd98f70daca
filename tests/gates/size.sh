#!/bin/bash
# Size budget: functions of at most 60 lines (2 % may be longer, none over 100), cyclomatic complexity at most 15,
# files of at most 800 lines, headers of at most 200.
. "$(dirname "$0")/lib.sh"
command -v pmccabe >/dev/null || { echo "pmccabe is not installed"; exit 77; }

MAX_LINES=60 HARD_LINES=100 MAX_COMPLEXITY=15 MAX_FILE=800 MAX_HEADER=200 OVER_PERCENT=2

while IFS= read -r f; do
    lines=$(wc -l <"$f")
    limit=$MAX_FILE
    case $f in *.h) limit=$MAX_HEADER ;; esac
    [ "$lines" -le "$limit" ] || mend "$f: $lines lines, at most $limit: split it by concern"
done < <(c_files 'src/*' 'include/*' 'fuzz/*' 'tests/*' 'bench/*')

sources=$(c_files 'src/*' 'include/*' 'fuzz/*' 'tests/*' 'bench/*' | grep '\.c$')
[ -n "$sources" ] || exit 77
# Columns of pmccabe: complexity, traditional complexity, statements, first line, lines, file(line): function.
# shellcheck disable=SC2086
report=$(pmccabe $sources 2>/dev/null | awk -v max=$MAX_LINES -v hard=$HARD_LINES -v cc=$MAX_COMPLEXITY -v pct=$OVER_PERCENT '
    { n++; where = $6 " " $7; sub(/\([0-9]+\):/, ":" $4 ":", where) }
    $1 > cc { print where ": complexity " $1 ", at most " cc ": move a decision into a function or a table"; bad = 1 }
    $5 > hard { print where ": " $5 " lines, never over " hard ": split it"; bad = 1 }
    $5 > max { long[++over] = where ": " $5 " lines, over " max }
    END {
        if (over * 100 > n * pct) {
            print over " of " n " functions are longer than " max " lines, at most " pct " % may be:"
            for (i = 1; i <= over; i++) print "  " long[i]
            bad = 1
        }
        exit bad
    }') || { printf '%s\n' "$report"; fail=1; }
exit $fail
