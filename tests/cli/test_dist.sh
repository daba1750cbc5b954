#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The dist commands: values, several points, batches, JSON, and every class of bad input with its exit code.
set -u
tercile=$1/bin/tercile
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0

# expect CODE STREAM PATTERN ARGUMENTS...: exit code, PATTERN in STREAM (out or err), nothing on standard output after a failure.
expect() {
    local code=$1 stream=$2 pattern=$3
    shift 3
    "$tercile" "$@" >"$folder/out" 2>"$folder/err" <"${input:-/dev/null}"
    local got=$?
    if [ $got -ne "$code" ] || ! grep -q -e "$pattern" "$folder/$stream" || { [ "$code" -ne 0 ] && [ -s "$folder/out" ]; }; then
        echo "tercile $*: exit code $got instead of $code, or no \"$pattern\" in $stream:"
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

# The chi-squared law with 2 degrees of freedom has density 1/2 at 0 and quantile 0 at 0: exact.
expect 0 out '^0\.5$' dist pdf 'chi_squared(2)' 0
expect 0 out '^0x1p-1$' dist pdf 'chi_squared(2)' 0 --hex
expect 0 out '^0$' dist quantile 'chi_squared(2)' 0
expect 0 out '^-inf$' dist logpdf 'chi_squared(2)' -1.5
expect 0 out '^nan$' dist cdf 'chi_squared(2)' nan
expect 0 out '^0$' dist interval 'chi_squared(2)' 5 1
"$tercile" dist cdf 'gamma(shape=2, scale=3)' -1 0 1.5 inf >"$folder/out"
check "several points give a line each" [ "$(wc -l <"$folder/out")" -eq 4 ]
check "from 0 to 1" [ "$(sed -n '1p;4p' "$folder/out" | tr '\n' ' ')" = "0 1 " ]

# Every operation of the table answers, in text and in JSON.
while read -r operation; do
    expect 0 out . dist "$operation" 'gamma(2, 3)' 0
    expect 0 out '"operation": "'"$operation"'"' dist "$operation" 'gamma(2, 3)' 0 --json
done < <("$tercile" dist --help | sed -n "s/^  dist \([a-z_]*\) 'LAW' X.*/\1/p")

for arguments in "list" "show gamma" "show gamma(2,3)" "cdf gamma(2,3) 1 inf nan" "sample gamma(2,3) -n 5" "plot gamma(2,3)" \
    "interval gamma(2,3) 1 2"; do
    # shellcheck disable=SC2086
    "$tercile" dist $arguments --json | python3 -m json.tool >/dev/null || { echo "dist $arguments --json is no JSON"; failures=$((failures + 1)); }
done

# Laws made of others and of lists, and how others write a law.
expect 0 out '^0\.5$' dist cdf 'ordered_logistic(0, [0, 1])' 0
expect 0 out '^7\.25$' dist quantile 'finite([-1, 0.5, 7.25], [0.25, 0.25, 0.5])' 0.75
expect 0 out '^0\.5$' dist pdf 'censored(normal, lower=0)' 0
expect 0 out 'order_statistic' dist list
expect 0 out '"compositions"' dist list --json
expect 0 out 'R.gamma(shape, rate=1)' dist show gamma
expect 0 out 'Values beyond an end' dist show censored
expect 2 err 'column 13' dist cdf 'categorical(0.5, 0.5)' 0

# Moments: of the exponential law k! and the numbers of derangements; a t law with 3 degrees of freedom has two.
"$tercile" dist moments 'exponential(1)' --order 5 >"$folder/out"
check "moments of the exponential law" [ "$(awk 'NR > 1 {print $2, $3}' "$folder/out" | tr '\n' ' ')" = "1 0 2 1 6 2 24 9 120 44 " ]
expect 0 out 'does not exist' dist moments 'student_t(3)'
expect 0 out 'infinite' dist moments 'student_t(3)'
expect 2 err 'whole number' dist moments 'student_t(3)' --order 65

# Fits: the closed form of the normal law; a held parameter; weights; standard input.
printf 'x,w,name\n1,1,a\n2,2,b\n3,1,c\nNA,1,d\n' >"$folder/x.csv"
expect 0 out 'mean *2  *0.471' dist fit normal --data "$folder/x.csv" --column x
expect 0 out '1 missing' dist fit normal --data "$folder/x.csv" --column x
expect 0 out 'mean *2  *0.353' dist fit normal --data "$folder/x.csv" --column x --weights w
expect 0 out 'mean *1.5  *held' dist fit normal --data "$folder/x.csv" --column x --fix mean=1.5
input=$folder/x.csv
expect 0 out '"missing": 1' dist fit normal --data - --column x --json
input=
expect 0 out 'mean *2 ' dist fit normal --data "$folder/x.csv" --column x --method lmoments
expect 2 err 'none of likelihood, moments, lmoments' dist fit normal --data "$folder/x.csv" --column x --method least
expect 2 err 'name one with --column' dist fit normal --data "$folder/x.csv"
expect 2 err 'no column of numbers' dist fit normal --data "$folder/x.csv" --column name
expect 2 err 'PARAMETER=NUMBER' dist fit normal --data "$folder/x.csv" --column x --fix sdd=1
expect 2 err 'No such file' dist fit normal --data "$folder/none.csv"
expect 2 err 'data FILE is missing' dist fit normal
printf 'x\n-1\n2\n' >"$folder/negative.csv"
expect 2 err 'outside the support' dist fit exponential --data "$folder/negative.csv"
expect 2 err 'cannot be held' dist fit normal --data "$folder/negative.csv" --fix sd=-1

# Characteristic functions: exp(-t^2 / 2), and (1 + i) / 2 = 1 / (1 - i).
expect 0 out '^0.6065306597126334 0$' dist characteristic normal 1
expect 0 out '^0.5 0.5$' dist characteristic exponential 1
expect 0 out '"imaginary": 0.5' dist characteristic exponential 1 --json
expect 1 err 'no closed form' dist characteristic lognormal 1
expect 2 err 'finite' dist characteristic normal inf

# Certified digits: log of P(Z > 40), and what does not exist.
if "$tercile" dist cdf 'normal' 0 --certify >/dev/null 2>&1; then
    expect 0 out '^-804.60844201375378817 ' dist logsf normal 40 --certify
    expect 0 out '"exists": false' dist logpdf_slope 'exponential(1)' -1 --certify --json
    expect 2 err 'between 0 and 1' dist quantile normal 2 --certify
    expect 0 out '^0.13590512198327784421 ' dist interval normal 1 2 --certify
    expect 0 out '"operation": "interval"' dist interval normal 1 2 --certify --json
else
    expect 69 err 'without the oracle' dist cdf 'normal' 0 --certify
fi

# Bad input.
expect 2 err 'did you mean "gamma"' dist cdf 'gama(2, 3)' 1
expect 2 err 'column' dist cdf 'gamma(2, 3' 1
expect 2 err 'column' dist cdf 'gamma(shape=2, scle=3)' 1
expect 2 err 'column' dist cdf 'gamma(-2, 3)' 1
expect 2 err '"abc" is no number' dist cdf 'gamma(2, 3)' abc
expect 2 err '"1e" is no number' dist cdf 'gamma(2, 3)' 1 1e
expect 2 err 'between 0 and 1' dist quantile 'gamma(2, 3)' 1.5
expect 2 err 'between 0 and 1' dist isf 'gamma(2, 3)' -0.1
expect 2 err 'at most 0' dist quantile_log 'gamma(2, 3)' 0.5
expect 2 err 'gamma' dist show gammma
expect 2 err 'no whole number' dist sample 'gamma(2, 3)' -n x
expect 2 err 'no whole number' dist sample 'gamma(2, 3)' --seed -1
expect 2 err 'STAGE/PARTITION' dist sample 'gamma(2, 3)' --stream 1
expect 2 err 'is empty' dist plot 'gamma(2, 3)' --from 5 --to 1
expect 2 err 'missing' dist eval
expect 2 err 'No such file' dist eval --batch "$folder/none"
expect 2 err 'directory' dist eval --batch "$folder"
if [ "$(id -u)" -ne 0 ]; then
    touch "$folder/closed"
    chmod 0 "$folder/closed"
    expect 2 err 'denied' dist eval --batch "$folder/closed"
fi

# Draws: the seed decides, and a longer sample of whole blocks begins with the shorter one.
check "the same seed draws the same" cmp -s <("$tercile" dist sample 'gamma(2, 3)' -n 9 --seed 7) \
    <("$tercile" dist sample 'gamma(2, 3)' --seed=7 --count 9 --stream 0/0)
check "another seed draws others" sh -c '! cmp -s "$1" "$2"' sh <("$tercile" dist sample 'gamma(2, 3)' -n 9 --seed 7) \
    <("$tercile" dist sample 'gamma(2, 3)' -n 9 --seed 8)

# A batch: hexadecimal in, hexadecimal out, the same bits as the commands one by one; bad lines are named and keep their place.
printf 'cdf\tgamma(2, 3)\t0x1.8p+0\n# a remark\n\nquantile\tgamma(0x1p+1, 3)\t0.25\nlogsf\tchi_squared(5)\t1e3\nmean\tgamma(2, 3)\n' >"$folder/batch"
{
    "$tercile" dist cdf 'gamma(2, 3)' 1.5 --hex
    "$tercile" dist quantile 'gamma(2, 3)' 0.25 --hex
    "$tercile" dist logsf 'chi_squared(5)' 1000 --hex
    echo 0x1.8p+2
} >"$folder/single"
check "a batch gives the bits of single commands" cmp "$folder/single" <("$tercile" dist eval --batch "$folder/batch")
check "and from standard input" cmp "$folder/single" <("$tercile" dist eval --batch - <"$folder/batch")
check "hexadecimal values read back" python3 -c '
import subprocess, sys
batch = subprocess.run([sys.argv[1], "dist", "eval", "--batch", sys.argv[2]], capture_output=True, text=True).stdout.split()
single = subprocess.run([sys.argv[1], "dist", "cdf", "gamma(2, 3)", "1.5"], capture_output=True, text=True).stdout
sys.exit(float.fromhex(batch[0]) != float(single))' "$tercile" "$folder/batch"
printf 'cdf\tgamma(2, 3)\t1\ncfd\tgamma(2, 3)\t1\ncdf\tgama(2)\t1\ncdf\tgamma(2, 3)\tx\ncdf gamma 1\ncdf\tgamma(2, 3)\t1' >"$folder/bad"
"$tercile" dist eval --batch "$folder/bad" >"$folder/out" 2>"$folder/err"
check "bad lines give exit code 2" [ $? -eq 2 ]
check "each line keeps its place" [ "$(grep -c . "$folder/out")" -eq 6 ]
check "bad lines say error" [ "$(grep -c '^error$' "$folder/out")" -eq 4 ]
for line in 2 3 4 5; do
    check "line $line is named" grep -q "bad:$line: error: " "$folder/err"
done
head -c 100000 /dev/zero >"$folder/zeros"
"$tercile" dist eval --batch "$folder/zeros" >/dev/null 2>"$folder/err"
check "zero bytes are refused" [ $? -eq 2 ]

# 200,000 lines take seconds, not minutes.
python3 -c '
for i in range(200000):
    print("cdf\tgamma(2, %d)\t%r" % (1 + i % 7, i / 1000))' >"$folder/large"
start=$(date +%s)
"$tercile" dist eval --batch "$folder/large" >"$folder/out"
check "a large batch is quick" [ $(($(date +%s) - start)) -le 30 ]
check "and complete" [ "$(wc -l <"$folder/out")" -eq 200000 ]
if [ -w /dev/full ]; then
    "$tercile" dist eval --batch "$folder/large" >/dev/full 2>"$folder/err"
    check "a full disk ends it with exit code 1" [ $? -eq 1 ]
fi
"$tercile" dist sample 'gamma(2, 3)' -n 1000000 2>"$folder/err" | head -1 >/dev/null
check "a reader that leaves is no message" [ ! -s "$folder/err" ]

[ $failures -eq 0 ] && echo "dist commands: all as they should be"
exit $((failures > 0))
