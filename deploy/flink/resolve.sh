#!/bin/sh
# Resolves the jars of the Flink job server into .cache/flink/ of the checkout, once for each state of pom.xml.
#
# usage: sh deploy/flink/resolve.sh [--print]
#   --print   print the folder of the jars on standard output
# Says what it does on standard error, and nothing where everything is there. Installs Java and Maven where it may.
# exit: 0 the jars are there; 1 they could not be resolved; 2 wrong use; 3 Java or Maven is missing (packages are named)
set -eu

MIN_JAVA=11
PACKAGES="openjdk-17-jre-headless maven"

here=$(cd "$(dirname "$0")" && pwd)
cache=$here/../../.cache/flink
pom=$here/pom.xml

say() { echo "flink: $*" >&2; }

java_is_fit() {  # Java and new enough: the jars are built for 11, the tests ran with 17
  version=$(java -version 2>&1) || return 1
  major=$(printf '%s\n' "$version" | sed -n 's/.* version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
  [ "${major:-0}" -ge "$MIN_JAVA" ]
}

may_install() { [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null; }

install_packages() {
  say "installing $* (once, about a minute)"
  log=$(mktemp)
  # shellcheck disable=SC2086
  if { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"; } \
      >"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 5 "$log" >&2
    rm -f "$log"
    say "could not install $*"
    exit 3
  fi
}

need() {  # usage: need CHECK PACKAGE WHAT...
  check=$1 package=$2
  shift 2
  if $check; then return; fi
  if may_install; then install_packages "$package"; fi
  if $check; then return; fi
  say "$* is missing. Install the packages $PACKAGES (names on Debian) and try again."
  exit 3
}

maven_is_there() { command -v mvn >/dev/null; }

case "${1-}" in ''|--print) ;; *) say "usage: sh deploy/flink/resolve.sh [--print]"; exit 2 ;; esac

need java_is_fit openjdk-17-jre-headless "Java $MIN_JAVA or newer"

# The key is the pom's content: a pom that was changed is resolved anew.
jars=$cache/$(cksum < "$pom" | tr ' ' '-')
if [ ! -d "$jars" ]; then
  need maven_is_there maven "Maven"
  mkdir -p "$cache"
  partial=$(mktemp -d "$cache/partial.XXXXXX")
  trap 'rm -rf "$partial"' EXIT
  trap 'exit 1' INT TERM
  say "resolving the job server's jars (once: 190 MB, about a minute; seconds where Maven has them)"
  if ! mvn -q -B -f "$pom" -Dmaven.wagon.http.retryHandler.count=3 dependency:copy-dependencies \
      -DincludeScope=runtime "-DoutputDirectory=$partial/jars" >"$partial/log" 2>&1; then
    grep -m 5 ERROR "$partial/log" >&2 || tail -n 5 "$partial/log" >&2
    say "Maven could not resolve $pom: see above. Is its repository in reach? Settings are taken from ~/.m2/settings.xml."
    exit 1
  fi
  # Complete, or not there: two runs at once both resolve, and one of them is kept.
  mv -T "$partial/jars" "$jars" 2>/dev/null || [ -d "$jars" ] || mv "$partial/jars" "$jars"
fi

if [ "${1-}" = --print ]; then (cd "$jars" && pwd); fi
