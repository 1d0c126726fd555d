#!/bin/sh
# Makes .venv ready: `set-up.sh core` to run the product, `set-up.sh dev` to test and check it.
#
# Installs with uv where it is found, else with venv and pip; only what the lock file names, by
# its hashes; and only when the lock file, pyproject.toml or the folder's place has changed.
set -eu
cd "$(dirname "$0")/.."
kind=${1:-core}
export UV_PYTHON_DOWNLOADS=never

# The checksum of all that the environment of this kind is made from.
made_from() {
    { pwd; cat "requirements/$1.txt" pyproject.toml scripts/set-up.sh; } | cksum
}

ready() {
    [ -x .venv/bin/servicehall ] && [ "$(cat ".venv/set-up-$1" 2>/dev/null)" = "$(made_from "$1")" ]
}

# The interpreter itself, not a shim or the environment that may be active.
find_python() {
    for each in ${PYTHON:-} python3.11 python3 python3.12 python3.13; do
        if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            "$each" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
            return
        fi
    done
    echo "set-up: no Python 3.11 or newer found; install it, or name it: make PYTHON=…" >&2
    exit 2
}

# Debian and Ubuntu keep what venv needs in a package of its own.
need_venv() {
    "$python" -c 'import ensurepip' 2>/dev/null && return
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing Debian's package $package …"
        apt-get update -qq && apt-get install -y -qq --no-install-recommends "$package" >/dev/null
    else
        echo "set-up: $python can't make environments; run: sudo apt-get install $package" >&2
        exit 2
    fi
}

install() {
    if command -v uv >/dev/null; then
        uv pip install --python .venv/bin/python "$@"
    else
        .venv/bin/python -m pip install --disable-pip-version-check "$@"
    fi
}

ready "$kind" && exit
# All that the core needs is in dev too, in the same versions.
[ "$kind" = core ] && ready dev && exit

began=$(date +%s)
if [ "$(cat .venv/set-up-place 2>/dev/null)" != "$(pwd)" ] || ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python)
    echo "Making .venv with $("$python" --version) …"
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --python "$python" .venv
    else
        need_venv
        "$python" -m venv --clear .venv
    fi
    pwd >.venv/set-up-place
fi
rm -f .venv/set-up-core .venv/set-up-dev
echo "Installing what requirements/$kind.txt names …"
if ! command -v uv >/dev/null && ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    .venv/bin/python -m ensurepip >/dev/null
fi
install --require-hashes -r "requirements/$kind.txt"
install --quiet --no-deps --no-build-isolation --editable .
made_from "$kind" >".venv/set-up-$kind"
echo "Set up in $(($(date +%s) - began)) s; .venv takes $(du -sm .venv | cut -f1) MB."
