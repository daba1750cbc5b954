#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes validation/report/accuracy.md: Tercile, and scipy, R, Boost.Math and GSL where they are installed, on the same hard points.
#   validation/accuracy.sh [BUILD] [options of `tercile validate accuracy`]      e.g.  validation/accuracy.sh build --points 500 --seed 1
# Some minutes; to be run when laws were added or changed.
set -eu
cd "$(dirname "$0")/.."
build=${1:-build}
[ $# -eq 0 ] || shift
peers=$build/peers
mkdir -p "$peers" validation/report
options=()
if /usr/bin/env python3 -c 'import scipy' 2>/dev/null; then
    options+=(--peer "scipy=python3 validation/peers/accuracy_scipy.py")
elif /usr/bin/python3 -c 'import scipy' 2>/dev/null; then
    options+=(--peer "scipy=/usr/bin/python3 validation/peers/accuracy_scipy.py")
fi
if command -v Rscript >/dev/null; then
    options+=(--peer "R=Rscript --vanilla validation/peers/accuracy.R")
fi
if g++ -O2 -o "$peers/accuracy_boost" validation/peers/accuracy_boost.cpp 2>"$peers/boost.log"; then
    options+=(--peer "Boost=$peers/accuracy_boost")
fi
if cc -O2 -o "$peers/accuracy_gsl" validation/peers/accuracy_gsl.c -lgsl -lopenblas -lm 2>"$peers/gsl.log"; then
    options+=(--peer "GSL=$peers/accuracy_gsl")
fi
echo "peers found: $(printf '%s\n' "${options[@]}" | sed -n 's/=.*//p' | grep -v '^--' | tr '\n' ' ')"
"$build/bin/tercile" validate accuracy "${options[@]}" --report validation/report/accuracy.md "$@"
