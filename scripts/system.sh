#!/bin/sh
# Installs what the tests need beside Python and Node, and says what: a browser, a video tool, PostgreSQL, a tracer.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v ffmpeg >/dev/null 2>&1 || missing="$missing ffmpeg"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
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
