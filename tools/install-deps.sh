#!/bin/bash
# Installs the Debian packages that a make target needs, and only those that are absent.
#   tools/install-deps.sh build|check|lint|coverage|fuzz|format...
# Needs root or sudo when something is missing; without either it prints the one command to run.
set -u

packages_for() {
    local build="gcc libc6-dev meson ninja-build pkg-config libutf8proc-dev libexpat1-dev libsqlite3-dev libpq-dev
        libsodium-dev libxxhash-dev zlib1g-dev libzstd-dev libcurl4-openssl-dev libssl-dev"
    local tests="libcmocka-dev python3 procps"
    local page="nodejs npm" # bundle the page that seine serve shows
    local clang="clang libclang-rt-14-dev llvm"
    case $1 in
    build) echo "$build" ;;
    check) echo "$build $tests $clang g++ git clang-format pmccabe codespell valgrind libc6-dbg gzip zstd sqlite3 openssl curl postgresql $page chromium poppler-utils python3-venv" ;;
    lint) echo "$build $tests clang clang-tidy cppcheck shellcheck codespell git" ;;
    coverage) echo "$build $tests gcovr git" ;;
    fuzz) echo "$build $tests $clang" ;;
    format) echo "clang-format git" ;;
    bench) echo "$build python3 time" ;;
    demo) echo "$build ca-certificates $page" ;;
    *) echo "install-deps.sh: unknown target '$1'" >&2; return 1 ;;
    esac
}

# libcurl comes with any of three TLS libraries; one that is there is good enough.
is_installed() {
    case $1 in
    libcurl4-openssl-dev) set -- libcurl4-openssl-dev libcurl4-gnutls-dev libcurl4-nss-dev ;;
    nodejs) command -v node >/dev/null && return 0 ;; # from wherever it came
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null && return 0 ;;
    postgresql) ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return 0 ;; # of any version
    npm | chromium) command -v "$1" >/dev/null && return 0 ;;
    pkg-config) set -- pkg-config pkgconf ;;
    libclang-rt-14-dev) clang -print-file-name=libclang_rt.fuzzer-x86_64.a 2>/dev/null | grep -q / && return 0 ;;
    esac
    local p
    for p in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null)" = installed ] && return 0
    done
    return 1
}

# On a system without dpkg nothing can be installed here: say what must be there and go on.
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "install-deps.sh: not a Debian system; please install the equivalents of:" >&2
    for target in "$@"; do packages_for "$target" | tr -s ' \n' ' ' >&2; echo >&2; done
    exit 0
fi

missing=""
for target in "$@"; do
    wanted=$(packages_for "$target") || exit 2
    for p in $wanted; do
        case " $missing " in *" $p "*) continue ;; esac
        is_installed "$p" || missing="$missing $p"
    done
done
# Public clients and validators that the tests speak to the server with. The tests skip what is not there.
python_tools() {
    local root wanted
    root=$(cd "$(dirname "$0")/.." && pwd)
    wanted=$root/tests/e2e/clients/requirements.txt
    cmp -s "$wanted" "$root/build-check/python/installed" && return 0
    if python3 -m venv "$root/build-check/python" >/dev/null 2>&1 &&
        "$root/build-check/python/bin/pip" install --quiet --disable-pip-version-check -r "$wanted" >/dev/null 2>&1; then
        cp "$wanted" "$root/build-check/python/installed"
    else
        echo "install-deps.sh: pip could not install the tools of $wanted; the tests that need them are skipped" >&2
    fi
}
finish() {
    case " $* " in *" check "*) python_tools ;; esac
    exit 0
}
[ -z "$missing" ] && finish "$@"

as_root=""
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "install-deps.sh: these packages are missing and neither root nor sudo is at hand; please run as root:" >&2
        echo "  apt-get update && apt-get install --no-install-recommends -y$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
echo "Installing what is missing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq || echo "install-deps.sh: apt-get update failed; trying with the package lists at hand" >&2
# shellcheck disable=SC2086
if ! $as_root apt-get install --no-install-recommends -y -qq $missing </dev/null >/dev/null; then
    echo "install-deps.sh: apt-get could not install:$missing" >&2
    echo "  Check the network and the package sources, then run: apt-get install$missing" >&2
    exit 1
fi
finish "$@"
