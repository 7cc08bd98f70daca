#!/bin/bash
# Calls that cannot be made safe, that depend on the locale or a global, or that end the process from inside a library.
# Reviewed exceptions, each with its reason: tests/gates/banned-allowed.txt.
. "$(dirname "$0")/lib.sh"

declare -A INSTEAD=(
    [everywhere]='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll|atof|sscanf|fscanf|scanf|vsscanf|vfscanf|alloca|tmpnam|tempnam|mktemp|setlocale|asctime|ctime|gmtime|localtime|rand|srand|system|popen|signal'
    [libraries]='printf|vprintf|puts|putchar|perror|exit|_exit|abort|assert_perror|strtod|strtof|toupper|tolower|isalpha|isdigit|isspace|isupper|islower|isalnum|ispunct|getenv|setenv|putenv'
)
scan() { # scan NAMES FILE WHY
    bare_code "$2" | grep -E "(^|[^A-Za-z0-9_.>])($1)[[:space:]]*\(" | while IFS=: read -r line text; do
        name=$(printf '%s' "$text" | grep -oE "(^|[^A-Za-z0-9_.>])($1)[[:space:]]*\(" | head -n 1 | tr -cd 'A-Za-z0-9_')
        grep -qsE "^$2 $name " tests/gates/banned-allowed.txt ||
            printf '%s:%s: %s(): %s\n' "$2" "$line" "$name" "$3"
    done
}

out=$(
    while IFS= read -r f; do
        scan "${INSTEAD[everywhere]}" "$f" "banned; use base/str.h, base/date.h or the bounded call"
        case $f in
        src/cli/* | fuzz/*) ;; # a program may print; a fuzz target aborts when two readers differ
        *) scan "${INSTEAD[libraries]}" "$f" "a library neither prints, exits nor depends on locale or environment; return an error, or use base/" ;;
        esac
    done < <(c_files 'src/*' 'include/*' 'fuzz/*')
)
[ -z "$out" ] || mend "$out"
exit $fail
