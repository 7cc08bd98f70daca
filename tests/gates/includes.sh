#!/bin/bash
# Include arrows: a room includes only itself and the rooms before it. The simulator knows nothing of the detector.
. "$(dirname "$0")/lib.sh"
ROOMS="base text geo trade lists screen goods check link assemble plan report store pipeline sim serve cli"
SIM_MUST_NOT_KNOW=" screen link assemble check goods plan report store pipeline "

rank() {
    local i=0 r
    for r in $ROOMS; do
        i=$((i + 1))
        [ "$r" = "$1" ] && { echo $i; return; }
    done
    echo 0
}
declare -A RANK
for r in $ROOMS; do RANK[$r]=$(rank "$r"); done

while IFS=: read -r file line text; do
    room=${file#src/}; room=${room%%/*}
    target=${text#*\"}; target=${target%%\"*}
    case $target in
    seine/*) continue ;;
    */*) ;;
    *) [ -f "src/$room/$target" ] || [ -f "$(dirname "$file")/$target" ] || [ "$room" = cli ] ||
        mend "$file:$line: \"$target\": write the room too, as in \"base/str.h\""
       continue ;;
    esac
    to=${target%%/*}
    if [ -z "${RANK[$room]:-}" ]; then
        mend "$file: '$room' is not in the list of rooms (tests/gates/includes.sh, docs/architecture.md)"
    elif [ -z "${RANK[$to]:-}" ]; then
        mend "$file:$line: \"$target\": '$to' is not a room"
    elif [ "${RANK[$to]}" -gt "${RANK[$room]}" ]; then
        mend "$file:$line: $room/ must not include $target: arrows go only to earlier rooms ($ROOMS)"
    elif [ "$room" = sim ] && [[ $SIM_MUST_NOT_KNOW == *" $to "* ]]; then
        mend "$file:$line: sim/ must not know the detector, but includes $target"
    fi
done < <(tree_files 'src/*' | grep -E '\.[ch]$' | xargs -r grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' /dev/null)
exit $fail
