#!/bin/bash
# The gates' own test: each must let a clean small tree pass and must refuse the same tree with one fault in it.
set -u
here=$(cd "$(dirname "$0")" && pwd)
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
n=0

fresh() { # a small tree that all gates accept; outside of git, so that they list files by themselves
    rm -rf "$top/tree"
    mkdir -p "$top/tree"/{src/base,src/sim,src/cli,include/seine,tests/gates,fuzz/corpus/a}
    cd "$top/tree" || exit 1
    cp "$here/../.clang-format" .
    printf '/* base/a.h */\n#ifndef A_H\n#define A_H\nint a(int x);\n#endif\n' >src/base/a.h
    printf '#include "base/a.h"\n\n/* strcpy( in a comment and "malloc(" in a text are no calls */\nint a(int x)\n{\n    return x + 1;\n}\n' >src/base/a.c
    printf "seine_src += files('a.c')\n" >src/base/meson.build
    printf 'A page.\n' >src/base/README.md
    printf '#ifndef P_H\n#define P_H\n#ifdef __cplusplus\nextern "C" {\n#endif\nint p(void);\n#ifdef __cplusplus\n}\n#endif\n#endif\n' >include/seine/p.h
    printf 'seine\n' >tests/gates/spelling-allowed.txt
    printf "fuzz_targets = [\n  'a',\n]\n" >fuzz/meson.build
    echo seed >fuzz/corpus/a/1
}
gate() { GATE_ROOT=$top/tree bash "$here/gates/$1.sh" >"$top/out" 2>&1; }
passes() { # passes GATE WHAT
    n=$((n + 1))
    gate "$1"
    case $? in
    0 | 77) echo "ok $n - gate $1: $2" ;;
    *) echo "not ok $n - gate $1: $2"; sed 's/^/# /' "$top/out" ;;
    esac
}
refuses() { # refuses GATE WHAT: after the fault was put in
    n=$((n + 1))
    gate "$1"
    if [ $? = 1 ] && [ -s "$top/out" ]; then echo "ok $n - gate $1 refuses $2"; else echo "not ok $n - gate $1 refuses $2"; fi
    fresh
}

fresh
for g in size includes banned memory headers format spelling tree documents symbols; do passes $g "a clean tree"; done
{ echo 'int b(int x)'; echo '{'; for _ in $(seq 101); do echo '    x++;'; done; echo '    return x;'; echo '}'; } >src/base/b.c
refuses size "a function of over 100 lines"
{ echo 'int b(int x)'; echo '{'; for i in $(seq 16); do echo "    if (x == $i) return $i;"; done; echo '    return 0;'; echo '}'; } >src/base/b.c
refuses size "a complexity of over 15"
for _ in $(seq 801); do echo; done >src/base/b.c
refuses size "a file of over 800 lines"
for _ in $(seq 201); do echo; done >src/base/b.h
refuses size "a header of over 200 lines"
echo '#include "sim/sim.h"' >>src/base/a.c
refuses includes "an arrow to a later room"
echo '#include "screen/screen.h"' >src/sim/s.c
refuses includes "a simulator that knows the detector"
echo '#include "nowhere/x.h"' >>src/base/a.c
refuses includes "a room that does not exist"
printf 'void b(char *p);\nvoid b(char *p)\n{\n    strcpy(p, "x");\n}\n' >src/base/b.c
refuses banned "strcpy"
printf 'void b(void);\nvoid b(void)\n{\n    printf ("x");\n}\n' >src/base/b.c
refuses banned "a library that prints"
printf 'void *b(void);\nvoid *b(void)\n{\n    return malloc(3);\n}\n' >src/base/b.c
refuses memory "malloc outside base/mem.c"
printf '#ifndef B_H\n#define B_H\nstruct x { size_t n; };\n#endif\n' >src/base/b.h
refuses headers "a header that needs another"
printf '#ifndef Q_H\n#define Q_H\nint q(int class);\n#endif\n' >include/seine/q.h
refuses headers "a public header that is no C++"
printf 'int b( int x );\n' >src/base/b.h
refuses format "other layout"
printf 'This sent%s is wrong.\n' ance >page.md
refuses spelling "a misspelt word"
printf 'see /%s/main\n' work >page.md
refuses tree "a path of one machine"
printf 'fetch from registry.%s.org\n' npmjs >page.md
refuses tree "a registry's host"
printf '/* TO%s: later */\n' DO >src/base/b.h
refuses tree "unfinished work"
rm src/base/README.md
refuses documents "a room without its page"
printf 'int x;\n' >src/base/b.c
refuses documents "a source that is not built"
printf 'int x;\n' >fuzz/fuzz_b.c
refuses documents "a fuzz target that is not listed"
printf '[x](missing.md)\n' >page.md
refuses documents "a link that leads nowhere"
sed -i 's|base/a.h|base/b.h|' src/base/a.h
refuses documents "a file that calls itself another"
sed -i '1s|\*/|made by away.c */|' src/base/a.h
refuses documents "a comment that names a file that is gone"
echo "1..$n"
