#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every class of bad input, end to end: exit code, the place named, nothing half-written, an earlier result untouched.
set -u
tercile=$(realpath "$1")/bin/tercile
source=$PWD
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0
fail() {
    echo "failed: $*"
    head -c 1500 out err
    failures=$((failures + 1))
}

# row NAME CODE PATTERN: runs bad.yaml beside an earlier result. Before a stage has begun, 2, nothing is on standard output.
row() {
    timeout 60 "$tercile" run bad.yaml >out 2>err </dev/null
    local got=$?
    [ $got -eq "$2" ] || fail "$1: exit code $got instead of $2"
    grep -q -e "$3" err || fail "$1: no \"$3\" on standard error"
    [ "$2" -ne 2 ] || [ ! -s out ] || fail "$1: standard output is not empty"
    [ "$(ls -A)" = "$here" ] || fail "$1: left behind: $(ls -A)"
    [ "$(ls -A result.results) $(cat result.results/results.json)" = 'results.json {}' ] || fail "$1: the earlier result was changed"
}
spec() { # NAME CODE PATTERN SED
    sed "$4" good.yaml >bad.yaml
    row "$1" "$2" "$3"
}
data() { # NAME CODE PATTERN SED
    sed "$4" data.csv >bad.csv
    sed 's/data.csv/bad.csv/' good.yaml >bad.yaml
    row "$1" "$2" "$3"
}

printf 'gauge,year,peak\n' >data.csv
for gauge in a b; do
    for year in $(seq 2000 2029); do
        echo "$gauge,$year,$((100 + year * 37 % 91))" >>data.csv
    done
done
cat >good.yaml <<'TEXT'
version: 1
name: result
seed: 1
inputs:
  data: {path: data.csv, types: {gauge: factor, year: integer, peak: double}}
stages:
  - id: good
    clean: {from: data, filter: [peak > 0]}
  - id: law
    fit: {from: good, column: peak, by: gauge, families: [gumbel, gev]}
  - id: ci
    bootstrap: {from: law, statistic: quantile(0.9), replicates: 200, method: percentile}
  - report: {formats: [html, json, csv]}
resources: {memory: 1GiB}
TEXT
mkdir result.results
echo '{}' >result.results/results.json
touch bad.csv bad.yaml out err
here=$(ls -A)

spec 'unknown key' 2 'bad.yaml:10:48: error: unknown key' 's/families/familes/'
spec 'wrong type' 2 'bad.yaml:12:66: error: "replicates" must be a whole number' 's/replicates: 200/replicates: many/'
spec 'missing column' 2 'bad.yaml:10:31: error: unknown column "peek"' 's/column: peak/column: peek/'
spec 'unknown family' 2 'bad.yaml:10:59: error: unknown distribution "gumble"' 's/gumbel/gumble/'
spec 'no file' 2 'bad.yaml:5:16: error: .*"none.csv": No such file' 's/data.csv/none.csv/'
spec 'a folder as file' 2 'bad.yaml:5:16: error: .*Is a directory' 's/data.csv/./'
spec 'memory limit' 2 'bad.yaml:14:21: error: the job needs .*resources.memory' 's/1GiB/64KiB/'
spec 'too many replicates' 2 'bad.yaml:12:66: error: "replicates" is .*to 1000000000' 's/replicates: 200/replicates: 1000000000000/'
data 'empty file' 2 'bad.csv: the file is empty' d
data 'no rows' 1 'stage "law": there are no rows' '2,$d'
data 'too many fields' 2 'bad.csv:5: 4 fields' '5s/$/,9/'
data 'too few fields' 2 'bad.csv:5: ' '5s/,[0-9]*$//'
data 'NaN' 2 'bad.csv:5: column "peak": "NaN"' '5s/,[0-9]*$/,NaN/'
data 'infinity' 1 'stage "law": .*gauge a.* infinite' '5s/,[0-9]*$/,inf/'
data 'two peaks' 1 'stage "law": .*gauge a.*has 2 values' '3,30d'
data 'constant sample' 1 'stage "law": .*gauge b.*distinct values' 's/^b,\([0-9]*\),.*/b,\1,7/'

# Bounds (promise P5).
{ sed 5q data.csv; head -c 1100000 /dev/zero | tr '\0' x; echo ,1,2; } >bad.csv
sed 's/data.csv/bad.csv/' good.yaml >bad.yaml
row 'a long field' 2 'bad.csv:6: column "gauge": a field of more than 1048576 bytes'
echo 'x: [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]' >bad.yaml
row 'deep nesting' 2 'bad.yaml:1:19: error: .*more than 16 deep'
{ cat good.yaml; head -c 1100000 /dev/zero | tr '\0' '#'; } >bad.yaml
row 'a large job file' 2 '"bad.yaml" has .* bytes; at most 1048576'

# Five mistakes are five messages.
sed 's/good, column: peak/good, column: peak, colour: 1/; s/gumbel/gumble/; s/percentile/percentil/; s/200/many/; s/html/htm/' \
    good.yaml >bad.yaml
"$tercile" check bad.yaml >out 2>err
[ $? -eq 2 ] || fail 'five mistakes: exit code'
[ "$(grep -c 'bad.yaml:[0-9]*:[0-9]*: error' err)" -eq 5 ] || fail 'five mistakes: not five messages'

# Permission: as a user without rights, who must be able to reach the program; skipped where that is not so.
chmod 755 .
cp good.yaml bad.yaml
as_nobody() { HOME=$folder setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
if [ "$(id -u)" -eq 0 ] && as_nobody "$tercile" version >out 2>err; then
    as_nobody "$tercile" run bad.yaml >out 2>err
    { [ $? -eq 2 ] && [ ! -s out ] && grep -q 'result.*ermission' err; } || fail 'no permission for results'
    chmod 600 data.csv
    as_nobody "$tercile" run bad.yaml >out 2>err
    { [ $? -eq 2 ] && [ ! -s out ] && grep -q 'bad.yaml:5:16.*ermission' err; } || fail 'no permission for the input'
    chmod 644 data.csv
    [ "$(ls -A)" = "$here" ] || fail "no permission: left behind: $(ls -A)"
else
    echo "skipped: no permission (needs root and setpriv)"
fi

# A full disk: a file system of 16 KiB of one's own.
cat >full.sh <<'TEXT'
mkdir disk && mount -t tmpfs -o size=16k none disk || exit 77
"$1" run bad.yaml --out disk/results >out 2>err
code=$?
[ -z "$(ls -A disk)" ] || code="$code, and left behind: $(ls -A disk)"
echo "$code" >full
TEXT
if unshare -m sh full.sh "$tercile" 2>err; then
    { [ "$(cat full)" = 1 ] && grep -q 'No space\|full' err; } || fail "full disk: $(cat full)"
else
    echo "skipped: full disk (may not mount here)"
fi

# A law by moments that leaves out an observation is told, with the command that repeats the stage.
cd "$source" && "$tercile" run validation/jobs/flood_frequency.yaml --until bulletin --out "$folder/moments" >"$folder/out" 2>"$folder/err"
cd "$folder" || exit 1
grep -q 'warning: bulletin, 09480000: .*observation 12000 has density 0' err || fail 'observation outside the support'
grep -q 'tercile run --until bulletin validation/jobs/flood_frequency.yaml' err || fail 'replay'
"$tercile" plan good.yaml >out 2>err
grep -q 'clean .* 1$' out || fail 'plan: a stage in one piece is one task'

[ $failures -eq 0 ] && echo "bad input: all as it should be"
exit $((failures > 0))
