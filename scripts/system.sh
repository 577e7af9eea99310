#!/bin/sh
# Installs what the tests need beside Python and Node, and says what: a browser, a video tool, PostgreSQL, a tracer,
# and Pango, which sets the type of a PDF.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v ffmpeg >/dev/null 2>&1 || missing="$missing ffmpeg"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
has="from ctypes.util import find_library as f; import sys; sys.exit(not all(map(f, ('pango-1.0', 'pangoft2-1.0', 'harfbuzz-subset'))))"
python3 -c "$has" >/dev/null 2>&1 || missing="$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
[ -z "$missing" ] && exit 0

become=""
[ "$(id -u)" = 0 ] || become="sudo"
if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$become" ] && ! command -v sudo >/dev/null 2>&1; }; then
  echo "The tests need these programs, which this script cannot install here:$missing. Install them, then try again." >&2
  exit 1
fi
echo "installing for the tests:$missing"
$become apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends $missing >/dev/null
