#!/bin/sh
# The demo: replay the seed files and look at the result, then a live run on a small web of its own on this machine.
# usage: demo.sh BIN FOLDER   (BIN: the virtual environment's bin)
set -eu
bin=$1
out=$2
rm -rf "$out"
mkdir -p "$out"
store="sqlite:$out/demo.db"
live="sqlite:$out/live.db"

say() { printf '\n$ newsbeam %s\n' "$*"; }
run() { say "$@"; "$bin/newsbeam" "$@"; }

run replay seeds --store "$store" --to "jsonl:$out/records"
run stories --store "$store" --limit 8
run stories harbour --store "$store"
run failures list --store "$store"
printf '\n(the same again: nothing is new)'
run replay seeds --store "$store" --to "jsonl:$out/records"

printf '\nA live run: three small newspapers are served on 127.0.0.1, newsbeam polls their feeds and fetches the articles.\n'
"$bin/python" -m tests.web.server --sites 3 --feeds 6 --step 30 --list "$out/feeds.txt" > "$out/web.log" 2>&1 &
web=$!
trap 'kill $web 2>/dev/null || true' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  grep -q ready "$out/web.log" && break
  sleep 0.5
done
run run "$out/feeds.txt" --once --allow-loopback --spacing 0.05 --store "$live"
run stories --store "$live" --limit 5

printf '\nClean records: %s/records/records.jsonl. Stores: %s/demo.db, %s/live.db. ' "$out" "$out" "$out"
printf 'See what was cut: %s/newsbeam explain seeds/001_swing-bridge.txt\n' "$bin"
