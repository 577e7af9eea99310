#!/bin/sh
# Says in one sentence what is missing on this machine, and nothing when it is there. Call: need.sh python|node
set -eu
case "$1" in
python)
  "${PYTHON:-python3}" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    { echo "Interbeing needs Python 3.11 or newer with venv: install it (Debian: apt install python3 python3-venv), then try again." >&2; exit 1; }
  ;;
node)
  command -v npm >/dev/null 2>&1 && node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null ||
    { echo "Interbeing needs Node 20 or newer with npm to build its pages: install it, then try again." >&2; exit 1; }
  ;;
esac
