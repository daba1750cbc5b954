#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exit codes, streams and texts of the command line itself: usage errors, help, completion, failing output.
set -u
tercile=$1/bin/tercile
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect CODE STREAM PATTERN ARGUMENTS...: exit code CODE, PATTERN in STREAM (out or err), and the other stream is empty.
expect() {
    local code=$1 stream=$2 pattern=$3 other=err
    shift 3
    [ "$stream" = err ] && other=out
    "$tercile" "$@" >"$folder/out" 2>"$folder/err" </dev/null
    local got=$?
    if [ $got -ne "$code" ] || ! grep -q -e "$pattern" "$folder/$stream" || [ -s "$folder/$other" ]; then
        echo "tercile $*: exit code $got instead of $code, or no \"$pattern\" in $stream, or $other is not empty:"
        head -5 "$folder/out" "$folder/err"
        failures=$((failures + 1))
    fi
}
check() {
    if ! "${@:2}"; then
        echo "failed: $1"
        failures=$((failures + 1))
    fi
}

expect 2 err 'usage: tercile'
expect 0 out 'usage: tercile' --help
expect 0 out '^tercile [0-9]' version
expect 0 out '^tercile [0-9]' --version
expect 2 err 'did you mean "version"' verison
expect 2 err 'unknown command "xyzzy"' xyzzy
expect 2 err 'did you mean "--json"' version --jsn
expect 2 err 'unknown option "--frobnicate"' version --frobnicate
expect 2 err 'unknown option "-Z"' version -Z
expect 2 err 'takes no value' version --json=1
expect 2 err 'argument too many' version now
expect 2 err 'usage: tercile dist' dist
expect 2 err 'did you mean "cdf"' dist cfd normal 1
expect 0 out 'dist quantile' dist --help
expect 0 out 'usage: tercile dist cdf' help dist cdf
expect 2 err 'unknown command' help nothing at
expect 2 err 'did you mean "bash"' completion bsh
expect 2 err 'an argument is missing' dist cdf normal
expect 2 err 'needs a value' dist sample normal -n

# Every command has its help, on standard output.
"$tercile" completion fish >"$folder/fish"
while read -r name; do
    # shellcheck disable=SC2086
    expect 0 out "usage: tercile $name" $name --help
done < <("$tercile" --help | sed -n 's/^  \([a-z_]*\( [a-z_]*\)\{0,1\}\).*/\1/p' | sed 's/ *$//' | sort -u)

check "the bash completion is a script" bash -n <("$tercile" completion bash)
check "switches may stand before the command" "$tercile" --no-color version

# A full disk and a reader that leaves.
if [ -w /dev/full ]; then
    "$tercile" --help >/dev/full 2>"$folder/err"
    check "a full disk gives exit code 1" [ $? -eq 1 ]
    check "and says so" grep -q 'writing to standard output' "$folder/err"
fi
"$tercile" completion bash 2>"$folder/err" | true
check "a closed pipe is quiet" [ ! -s "$folder/err" ]
check "version --json is JSON" sh -c '"$1" version --json | python3 -m json.tool >/dev/null' sh "$tercile"

# Colours: none without a terminal, none with NO_COLOR on one.
check "no escape in a pipe" sh -c '! "$1" --help | grep -q "$(printf "\033")"' sh "$tercile"

[ $failures -eq 0 ] && echo "command line: all as it should be"
exit $((failures > 0))
