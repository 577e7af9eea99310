#!/bin/sh
# Writes the two lock files anew from pyproject.toml: what the product needs, and what its tests need beside that.
# They are requirement files with hashes: they name no server, any installer reads them (docs/adr/0002-lock-files.md).
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.tools/bin/uv}
flags="--quiet --universal --generate-hashes --no-emit-index-url --no-header $*"
# shellcheck disable=SC2086
"$uv" pip compile $flags pyproject.toml --output-file requirements.lock
# shellcheck disable=SC2086
"$uv" pip compile $flags --group develop pyproject.toml --constraint requirements.lock --output-file requirements-develop.lock
