#!/bin/sh
# Installs what tests need beyond Python, where that may be done (root on Debian); else names the packages.
# Tests that miss one of them skip and say so.
set -eu
missing=
command -v faketime >/dev/null 2>&1 || missing="$missing faketime"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "installing for the tests:$missing"
  # shellcheck disable=SC2086
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing; } >/dev/null
else
  echo "some tests will skip without the packages:$missing (install them with your system's package manager)" >&2
fi
