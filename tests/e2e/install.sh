#!/bin/bash
# What `make install` puts down: program, library, headers, pkg-config file, data, manual pages, completions.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
folder=$(dirname "$SEINE")
if [ ! -f "$folder/build.ninja" ]; then
    skip "install" "$SEINE was not built here"
    finish
fi

DESTDIR=$SCRATCH/root run meson install -C "$folder" --no-rebuild
expect "the build folder can be installed" 0
prefix=$(find "$SCRATCH/root" -type d -name bin -printf '%h\n' | head -n 1)
[ -n "$prefix" ] || { fail "there is a bin folder" "$(find "$SCRATCH/root")"; finish; }
for f in bin/seine include/seine/error.h share/seine/kits.json share/seine/measures.csv share/seine/lists/dprk.csv \
    share/man/man1/seine.1 share/bash-completion/completions/seine share/zsh/site-functions/_seine; do
    if [ -s "$prefix/$f" ] || [ -s "$prefix/$f.gz" ]; then pass "$f is installed"; else fail "$f is installed"; fi
done
run "$prefix/bin/seine" version
expect "the installed program runs" 0
if command -v bash >/dev/null && [ -f "$prefix/share/bash-completion/completions/seine" ]; then
    run bash -n "$prefix/share/bash-completion/completions/seine"
    expect "the bash completion is bash" 0
fi

# A program that embeds the headers finds them by pkg-config, in C and in C++.
pc=$(find "$SCRATCH/root" -name seine.pc | head -n 1)
[ -n "$pc" ] || { fail "seine.pc is installed"; finish; }
export PKG_CONFIG_PATH=${pc%/*}
flags=$(PKG_CONFIG_SYSROOT_DIR=$SCRATCH/root pkg-config --cflags seine)
printf '#include <seine/error.h>\nint main(void) { struct seine_error e; e.status = SEINE_OK; return (int)e.status; }\n' >user.c
cp user.c user.cc
# shellcheck disable=SC2086
run gcc -std=c11 -Wall -Wextra -Wpedantic -Werror $flags user.c -o user
expect "a C program compiles against seine.pc" 0
if command -v g++ >/dev/null; then
    # shellcheck disable=SC2086
    run g++ -std=c++17 -Wall -Wextra -Wpedantic -Werror $flags user.cc -o user
    expect "a C++ program compiles against seine.pc" 0
fi
finish
