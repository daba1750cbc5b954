#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands that talk to a cluster, without one: exit codes, streams and hints; and what needs none (diff of folders).
set -u
tercile=$(realpath "$1")/bin/tercile
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset TERCILE_CLUSTER TERCILE_ADDRESS TERCILE_IDENTITY
export HOME=$folder XDG_CONFIG_HOME=$folder/.config
failures=0

# expect CODE STREAM PATTERN ARGUMENTS...: exit code CODE, PATTERN in STREAM (out or err); a failure leaves standard output empty.
expect() {
    local code=$1 stream=$2 pattern=$3
    shift 3
    timeout 30 "$tercile" "$@" >out 2>err </dev/null
    local got=$?
    if [ $got -ne "$code" ] || ! grep -q -e "$pattern" "$stream" || { [ "$stream" = err ] && [ -s out ]; }; then
        echo "tercile $*: exit code $got instead of $code, or no \"$pattern\" in $stream, or something on standard output:"
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

printf 'group,value\n' >data.csv
for i in $(seq 40); do
    printf 'a,%d\nb,%d.5\n' "$i" $((i * 7 % 41)) >>data.csv
done
cat >good.yaml <<TEXT
version: 1
name: small
seed: 1
inputs:
  data: {path: data.csv, types: {group: factor, value: double}}
stages:
  - id: summary
    summarize: {from: data, column: [value], by: group}
TEXT
sed 's/summarize/sumarize/' good.yaml >misspelt.yaml
sed 's/data.csv/none.csv/' good.yaml >input.yaml

# No cluster in the folder: exit code 3, and what to do.
for command in 'submit good.yaml' list status 'status some-job' 'logs some-job' 'cancel some-job' 'fetch some-job' 'show some-job'; do
    # shellcheck disable=SC2086
    expect 3 err 'tercile cluster up' $command
    # shellcheck disable=SC2086
    expect 3 err 'no cluster in "elsewhere"' $command --cluster elsewhere
done

# What is wrong with a job or a command line is said before anybody is asked.
expect 2 err 'did you mean "summarize"' submit misspelt.yaml
expect 2 err 'misspelt.yaml:8:5: error' submit misspelt.yaml
expect 2 err 'none.csv' submit input.yaml
expect 2 err 'No such file' submit none.yaml
expect 2 err 'argument is missing' submit
expect 2 err 'is no id' submit good.yaml --id 'No Id'
expect 2 err 'go with --wait' submit good.yaml --timeout 5
expect 2 err 'no number of seconds' submit good.yaml --wait --timeout 0
expect 2 err 'is no number' submit good.yaml --wait --timeout soon
expect 2 err 'which is not of an earlier result' submit good.yaml --wait --out .
expect 2 err 'did you mean "--watch"' status --wach
expect 2 err 'needs a job' status --watch
expect 2 err 'needs a job\|need a job' logs -f
expect 2 err 'goes with --watch' status some-job --timeout 4
expect 2 err 'did you mean "running"' list --phase runing
expect 2 err 'no whole number' list --last 0
expect 2 err 'did you mean "submit"' sumbit good.yaml
expect 2 err 'HOST:PORT' list --address nowhere
expect 2 err 'HOST:PORT' list --address 127.0.0.1:99999
expect 2 err 'path of a socket' list --address unix:

# Nobody listens: exit code 3 soon, with the address and the reason.
expect 3 err 'no node of the cluster answers (unix:none.sock: ' list --address unix:none.sock
mkdir -p up/clients up/node1
if command -v openssl >/dev/null; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=test -keyout up/ca.key -out up/ca.crt \
        -days 1 2>/dev/null
    cp up/ca.key up/clients/admin.key
    cp up/ca.crt up/clients/admin.crt
    cat >up/cluster.json <<TEXT
{"tercile_cluster": 1, "cluster": "test", "client": "clients/admin",
 "members": [{"id": 1, "name": "node1", "address": "127.0.0.1:1", "folder": "node1"}]}
TEXT
    for command in list status 'submit good.yaml' 'submit good.yaml --wait' 'status some-job --watch' 'logs some-job -f'; do
        # shellcheck disable=SC2086
        expect 3 err '127.0.0.1:1: connection refused): is it up?.*tercile cluster up' $command --cluster up
    done
    TERCILE_CLUSTER=up expect 3 err 'connection refused' list
    echo 'cluster: up' >tercile.yaml
    expect 3 err 'connection refused' list
    expect 0 out 'up (./tercile.yaml:1)' doctor
    expect 3 err 'no cluster in "elsewhere"' list --cluster elsewhere
    rm tercile.yaml
    expect 2 err 'is no job id' status 'Some Job' --cluster up
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=other -keyout other.key -out other.crt \
        -days 1 2>/dev/null
    expect 2 err 'not one of this cluster' list --cluster up --identity other
    : >other.crt
    expect 2 err 'holds no certificate' list --cluster up --identity other
    rm up/clients/admin.key
    expect 2 err 'admin.key' list --cluster up
    echo '{' >up/cluster.json
    expect 2 err 'cluster.json' list --cluster up
fi
echo 'clusters: up' >tercile.yaml
expect 2 err 'did you mean "cluster"' list
rm tercile.yaml

# diff of folders asks nobody.
"$tercile" run good.yaml -q --out one >/dev/null
"$tercile" run good.yaml -q --out two >/dev/null
sed 's/mean of/mean of/; s/^a,1$/a,2/' data.csv >other.csv
sed 's/data.csv/other.csv/' good.yaml >other.yaml
"$tercile" run other.yaml -q --out three >/dev/null
digest=$("$tercile" run good.yaml --out two 2>&1 >/dev/null | sed -n 's/^digest: *//p')
expect 0 out "^same bytes $digest\$" diff one two
expect 6 out 'results.json:[0-9]*:' diff one three
expect 6 out '"same": false' diff one three --json
check "diff --json is JSON" python3 -m json.tool out /dev/null
expect 0 out '"same": true' diff one two --json
expect 2 err 'nowhere' diff one ./nowhere
expect 3 err 'no cluster' diff one some-job

[ $failures -eq 0 ] && echo "clients without a cluster: all as it should be"
exit $((failures > 0))
