#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# run, plan, check and schema: exit codes, streams, what is written and what is not.
set -u
tercile=$(realpath "$1")/bin/tercile
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0

# expect CODE STREAM PATTERN ARGUMENTS...: exit code, PATTERN in STREAM (out or err); no results folder after a failure.
expect() {
    local code=$1 stream=$2 pattern=$3
    shift 3
    "$tercile" "$@" >out 2>err </dev/null
    local got=$?
    if [ $got -ne "$code" ] || ! grep -q -e "$pattern" "$stream"; then
        echo "tercile $*: exit code $got instead of $code, or no \"$pattern\" in $stream:"
        head -5 out err
        failures=$((failures + 1))
    fi
}
check() {
    if ! "${@:2}"; then
        echo "failed: $1"
        failures=$((failures + 1))
    fi
}
# Nothing of a result, whole or in part, is in the folder.
nothing_written() {
    [ -z "$(find . -name '*.results*' -o -name 'results.json' -o -name '*.tmp*' -o -name 'report.html')" ]
}

printf 'group,value\n' >data.csv
for i in $(seq 60); do
    printf 'a,%d\nb,%d.5\n' "$i" $((i * 7 % 61)) >>data.csv
done
job() {
    cat >"$1" <<TEXT
version: 1
name: small
seed: 1
inputs:
  data: {path: data.csv, types: {group: factor, value: double}}
stages:
  - id: good
    clean: {from: data, filter: ["value > 0"]}
  - id: summary
    summarize: {from: good, column: [value], by: group}
  - id: expected
    check: {expectations: [{name: mean of a, stage: summary, table: summary, column: mean, where: {group: a}, equals: $2}]}
  - report: {formats: [html, json, csv]}
TEXT
}
job good.yaml 30.5
job unmet.yaml 31
sed 's/summarize/sumarize/; s/column:/colum:/' good.yaml >misspelt.yaml
sed 's/column: \[value\]/column: [valu]/' good.yaml >column.yaml
sed 's/data.csv/none.csv/' good.yaml >input.yaml
sed 's/data.csv/bad.csv/' good.yaml >bad.yaml
printf 'group,value\na,1\nb,2,3\n' >bad.csv
sed 's/data.csv/empty.csv/' good.yaml >empty.yaml
: >empty.csv
: >nothing.yaml
printf 'a: [1\n' >syntax.yaml

# What is wrong is found before anything is computed: exit code 2, nothing on standard output, nothing written.
for command in run plan check; do
    expect 2 err 'No such file' $command none.yaml
    expect 2 err 'did you mean "summarize"' $command misspelt.yaml
    expect 2 err 'misspelt.yaml:10:5: error' $command misspelt.yaml
    expect 2 err 'did you mean "value"' $command column.yaml
    expect 2 err 'none.csv' $command input.yaml
    expect 2 err 'bad.csv:3' $command bad.yaml
    expect 2 err 'empty.csv' $command empty.yaml
    expect 2 err 'nothing.yaml' $command nothing.yaml
    expect 2 err 'syntax.yaml' $command syntax.yaml
    expect 2 err 'argument is missing' $command
    check "$command of a bad job prints nothing on standard output" [ ! -s out ]
done
expect 2 err 'no number of threads' run good.yaml --threads 0
expect 2 err 'no number of threads' run good.yaml --threads many
expect 2 err 'no stage "nowhere"' run good.yaml --until nowhere
mkdir taken
touch taken/mine
expect 2 err 'it holds "mine"' run good.yaml --out taken
expect 2 err 'No such file' run good.yaml --out missing/place
check "nothing was written until now" nothing_written
check "the folder taken is as it was" [ "$(ls taken)" = mine ]
if [ "$(id -u)" -ne 0 ]; then
    mkdir closed
    chmod 500 closed
    expect 2 err 'ermission' run good.yaml --out closed/results
    chmod 0 data.csv
    expect 2 err 'ermission' run good.yaml
    chmod 600 data.csv
fi
expect 2 out '"ok": false' check misspelt.yaml --json
check "check --json is JSON" python3 -m json.tool out /dev/null

# A job that is well.
expect 0 out '^ok$' check good.yaml
expect 0 out 'summarize' plan good.yaml
expect 0 out 'met *mean of a' run good.yaml
check "the report is named on standard error" grep -q 'small.results/report.html' err
check "the digest too" grep -q -E '^digest: +[0-9a-f]{64}$' err
digest=$(sed -n 's/^digest: *//p' err)
check "the results are there" [ -s small.results/results.json -a -s small.results/report.html -a -s small.results/summary.summary.csv ]
check "results.json is JSON" python3 -m json.tool small.results/results.json /dev/null
check "no address of the network in the report" sh -c '! grep -q -i -E "https?://|<script" small.results/report.html'
for threads in 1 2 7; do
    expect 0 err "$digest" run good.yaml --threads $threads
done
expect 0 out '"tercile_results": 1' run good.yaml --json
check "run --json gives results.json, byte for byte" cmp out small.results/results.json
expect 0 out . run good.yaml -q
check "-q is quiet" [ ! -s err ]
expect 0 out . plan good.yaml --json
check "plan --json is JSON" python3 -m json.tool out /dev/null
expect 0 out . run good.yaml --until good
check "--until stops after the stage" sh -c '! grep -q "summary:" out'

# Settings: option, environment, file.
expect 0 err 'elsewhere/report.html' run good.yaml --out elsewhere
TERCILE_OUT=from_environment "$tercile" run good.yaml >out 2>err
check "the environment names the folder" [ -s from_environment/results.json ]
echo 'out: from_file # a remark' >tercile.yaml
expect 0 err 'from_file' run good.yaml
expect 0 out 'from_file (./tercile.yaml:1)' doctor
TERCILE_OUT=again "$tercile" doctor >out 2>err
check "the environment outranks the file" grep -q 'again (TERCILE_OUT)' out
echo 'thread: 2' >tercile.yaml
expect 2 err 'tercile.yaml:1: error' run good.yaml
check "a misspelt setting is proposed" grep -q 'did you mean "threads"' err
rm tercile.yaml

# An expectation that is not met: complete results, exit code 6.
rm -rf small.results
expect 6 out 'NOT MET *mean of a' run unmet.yaml
check "the results of an unmet check are there" [ -s small.results/results.json ]
if [ -w /dev/full ]; then
    "$tercile" run good.yaml >/dev/full 2>err
    check "a full disk behind standard output gives exit code 1" [ $? -eq 1 ]
fi
"$tercile" run good.yaml 2>err | head -1 >/dev/null
check "a reader that leaves does not stop the job" [ -s small.results/report.html ]

# Stopping: Ctrl-C gives 130, SIGTERM 4, and neither leaves anything behind; an earlier result stays whole.
cat >long.yaml <<TEXT
version: 1
name: long
seed: 1
inputs:
  data: {path: data.csv, types: {group: factor, value: double}}
stages:
  - id: law
    fit: {from: data, column: value, by: group, families: [gamma], method: mle}
  - id: ci
    bootstrap: {from: law, statistic: quantile(0.9), replicates: 5000000, method: percentile}
TEXT
# stop SIGNAL: sends it once the bootstrap runs, and gives the exit code.
stop() {
    python3 - "$tercile" "$1" <<'PROGRAM'
import signal, subprocess, sys
process = subprocess.Popen([sys.argv[1], "run", "long.yaml"], stdout=subprocess.PIPE, stderr=open("err", "w"))
for line in process.stdout:
    if b"gamma" in line:
        break
process.send_signal(getattr(signal, sys.argv[2]))
process.stdout.read()
print(process.wait(timeout=120))
PROGRAM
}
rm -rf ./*.results ./*.run.json elsewhere from_environment from_file again
check "Ctrl-C gives 130" [ "$(stop SIGINT)" = 130 ]
check "it says that nothing was written" grep -q 'nothing was written' err
check "and nothing was" nothing_written
check "SIGTERM gives 4" [ "$(stop SIGTERM)" = 4 ]
check "and leaves nothing either" nothing_written
mkdir long.results
echo '{}' >long.results/results.json
check "Ctrl-C gives 130 beside an earlier result" [ "$(stop SIGINT)" = 130 ]
check "the earlier result is untouched" [ "$(cat long.results/results.json)" = '{}' ]

# Schemas.
expect 0 out 'summarize' schema
expect 0 out 'filter' schema clean
expect 2 err 'did you mean "clean"' schema claen
expect 0 out . schema --json
check "schema --json is JSON" python3 -m json.tool out /dev/null

[ $failures -eq 0 ] && echo "jobs on the command line: all as it should be"
exit $((failures > 0))
