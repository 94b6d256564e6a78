#!/bin/sh
# The demo: replay the seed files into a fresh store, look at the result. usage: demo.sh NEWSBEAM FOLDER
set -eu
newsbeam=$1
out=$2
rm -rf "$out"
mkdir -p "$out"
store="sqlite:$out/demo.db"

say() { printf '\n$ newsbeam %s\n' "$*"; }

say replay seeds --store "$store" --to "jsonl:$out/records"
"$newsbeam" replay seeds --store "$store" --to "jsonl:$out/records"

say stories --store "$store"
"$newsbeam" stories --store "$store"

say stories harbour --store "$store"
"$newsbeam" stories harbour --store "$store"

say failures list --store "$store"
"$newsbeam" failures list --store "$store"

say replay seeds --store "$store" "  (again: nothing is new)"
"$newsbeam" replay seeds --store "$store" --to "jsonl:$out/records"

printf '\nThe clean records lie in %s/records/records.jsonl, the store in %s/demo.db.\n' "$out" "$out"
