#!/bin/sh
# Writes the lock files anew: every version with its hashes, no address of where it came from.
# Versions that are locked stay unless pyproject.toml forbids them; `lock.sh --upgrade` renews all.
set -eu
cd "$(dirname "$0")/.."
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-header --no-emit-index-url "$@"
}
compile "$@" pyproject.toml requirements/build.in --output-file requirements/core.txt
compile "$@" pyproject.toml requirements/build.in --extra dev \
    --constraints requirements/core.txt --output-file requirements/dev.txt
