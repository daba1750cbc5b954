#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `tercile validate accuracy`: a clean run, JSON, a report, peers that are right, wrong, silent and dying; bad input.
set -u
tercile=$1/bin/tercile
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
check() {
    if ! "${@:2}"; then
        echo "failed: $1"
        failures=$((failures + 1))
    fi
}
fails_with() {
    "$tercile" validate accuracy "${@:3}" >"$folder/out" 2>"$folder/err"
    [ $? -eq "$1" ] && grep -q -e "$2" "$folder/err"
}

if "$tercile" validate accuracy -f logistic -n 1 2>&1 | grep -q "without the oracle"; then
    echo "skipped: this build has no oracle"
    exit 77
fi
"$tercile" validate accuracy -f logistic -n 40 --seed 7 >"$folder/first" 2>"$folder/seed"
check "a clean run ends with 0" [ $? -eq 0 ]
check "the seed is printed" grep -q "seed 7" "$folder/seed"
"$tercile" validate accuracy -f logistic -n 40 --seed 7 >"$folder/second" 2>/dev/null
"$tercile" validate accuracy -f frechet -n 40 --seed 1 >"$folder/beyond" 2>/dev/null
check "infinity is right where a quantile is beyond the largest double" [ $? -eq 0 ]
check "a seed repeats a run" cmp -s "$folder/first" "$folder/second"
check "all thirteen operations" [ "$(grep -c '^[a-z_]* *40' "$folder/first")" -eq 13 ]
"$tercile" validate accuracy -f logistic -n 10 --json 2>/dev/null >"$folder/json"
check "JSON" python3 -m json.tool "$folder/json" /dev/null

# Peers: one that answers 1 to everything, one that hangs at once, one that ends, one that has nothing.
mkdir "$folder/peers"
printf '#!/bin/sh\nwhile read -r line; do echo 0x1p+0; done\n' >"$folder/peers/one"
printf '#!/bin/sh\nread -r line; echo 0.5; while read -r line; do exec sleep 60; done\n' >"$folder/peers/hang"
printf '#!/bin/sh\nread -r line; exit 3\n' >"$folder/peers/end"
printf '#!/bin/sh\nwhile read -r line; do echo none; done\n' >"$folder/peers/none"
chmod +x "$folder"/peers/*
timeout 60 "$tercile" validate accuracy -f logistic --operation cdf -n 3 --seed 1 --peer "one=$folder/peers/one" \
    --peer "hang=$folder/peers/hang" --peer "end=$folder/peers/end" --peer "none=$folder/peers/none" --json \
    --report "$folder/report.md" >"$folder/peers.json" 2>/dev/null
check "peers do not decide the exit code" [ $? -eq 0 ]
check "what peers did" python3 - "$folder/peers.json" <<'PY'
import json, sys
systems = json.load(open(sys.argv[1]))["rows"][0]["systems"]
assert systems["one"]["points"] == 3 and systems["one"]["hangs"] == 0
assert systems["hang"]["hangs"] == 1 and systems["hang"]["points"] == 3
assert systems["end"]["failures"] == 3
assert systems["none"]["points"] == 0
PY
check "the report has a row for each system" [ "$(grep -cE '^\| (tercile|one|hang|end|none) \|' "$folder/report.md")" -eq 5 ]

check "unknown family" fails_with 2 'did you mean "logistic"' -f logistc
check "unknown operation" fails_with 2 "did you mean" --operation cfd
check "no peer" fails_with 2 "NAME=COMMAND" --peer scipy
check "no points" fails_with 2 "whole number" -n 0
check "a report that cannot be written" fails_with 1 "No such file" -f logistic -n 1 --report "$folder/none/report.md"
[ $failures -eq 0 ]
