#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `tercile validate nist`: no certified digit is lost; a wrong certified value is noticed; JSON; bad input.
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
    "$tercile" validate nist "${@:3}" >"$folder/out" 2>"$folder/err"
    [ $? -eq "$1" ] && grep -q -e "$2" "$folder/err"
}
data=$(cd "$(dirname "$0")/../../validation/nist" && pwd)

"$tercile" validate nist >"$folder/all" 2>"$folder/note"
check "no digit is lost" [ $? -eq 0 ]
check "all four families" grep -q "58 datasets, 714 certified values: 0 with digits lost" "$folder/note"
check "every nonlinear run ends in a minimum" grep -q "nonlinear: 54 of 54 runs" "$folder/note"
"$tercile" validate nist --data "$data" >"$folder/again" 2>/dev/null
check "the folder may be named" cmp -s "$folder/all" "$folder/again"
check "one family" [ "$("$tercile" validate nist -f linear 2>/dev/null | awk 'NR > 1 {print $1}' | sort -u | wc -l)" -eq 11 ]
"$tercile" validate nist --json 2>/dev/null >"$folder/json"
check "the aims" python3 - "$folder/json" "$data/models.tsv" <<'PY'
import json, sys
report = json.load(open(sys.argv[1]))
nonlinear = {line.split("\t")[0] for line in open(sys.argv[2]) if line.split("\t")[1] == "nonlinear"}
assert report["lost"] == 0 and len(report["rows"]) == 714
assert report["nonlinear_runs"] == report["nonlinear_converged"] == 54
exact = [row for row in report["rows"] if row["dataset"] not in nonlinear]
assert len(exact) == 366
assert all(row["decimal_digits"] >= 14 for row in exact)
assert all(row["digits"] >= row["ceiling"] - 0.3 for row in exact)
rest = [row for row in report["rows"] if row["dataset"] in nonlinear]
assert all(row["decimal_digits"] >= 10 and row["digits"] >= row["ceiling"] - 1 for row in rest)
assert all(row["digits"] >= 10 for row in rest if row["quantity"][0] == "b")
assert all(len(row["values"]) == len(row["decimal_values"]) == len(row["proved"]) == 2 and all(row["proved"]) for row in rest)
assert all(len(row["values"]) == 1 for row in exact)
assert [row["values"] for row in report["rows"] if (row["dataset"], row["quantity"]) == ("Wampler1", "F")] == [["inf"]]
assert min(row["digits"] for row in report["rows"] if row["dataset"] == "Filip") >= 13.9
PY

cp -r "$data" "$folder/nist"
sed -i 's/^Norris\tB1\t1.00211681802045$/Norris\tB1\t1.00211681802145/' "$folder/nist/certified.tsv"
"$tercile" validate nist --data "$folder/nist" >"$folder/out" 2>/dev/null
check "a digit that is lost gives exit code 6" [ $? -eq 6 ]
check "and is marked" grep -q "^Norris *B1 .*LOST" "$folder/out"
check "nothing else is" [ "$(grep -c LOST "$folder/out")" -eq 1 ]
sed -i '5s/.*/x,y/' "$folder/nist/linear/Norris.csv"
check "a damaged file is named with its line" fails_with 2 "Norris.csv:5" --data "$folder/nist"
rm "$folder/nist/linear/Norris.csv"
check "a file that is not there" fails_with 2 "Norris.csv: No such file" --data "$folder/nist"
check "a folder that is not there" fails_with 2 "name the folder" --data "$folder/none"
check "an unknown family" fails_with 2 'did you mean "linear"' -f liner
[ $failures -eq 0 ]
