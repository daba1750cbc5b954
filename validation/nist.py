#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes validation/report/nist.md: digits on NIST's 58 reference datasets, of Tercile and of the programs that are installed.

    validation/nist.py [BUILD] [--alone] [--data DIR] [--report FILE]      seconds; --alone: without other programs

Exit code: that of `tercile validate nist`: 6 when Tercile lost digits. What others do decides nothing.
"""
import argparse
import csv
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the tables stand beside this file: the source tree stays as it is
import nist_tables

HERE = Path(__file__).resolve().parent
FAMILIES = ("univariate", "anova", "linear", "nonlinear")


def run(command, **options):
    """One thread and plain English, so that a report is the same wherever the same versions are."""
    environment = dict(os.environ, LC_ALL="C", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    return subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment, **options)


def pythons():
    """The first python3 that has scipy; likewise for statsmodels."""
    for library in ("scipy", "statsmodels"):
        for python in ("python3", "/usr/bin/python3"):
            if shutil.which(python) and run([python, "-c", f"import scipy, {library}"]).returncode == 0:
                yield library, [python, "-B", str(HERE / "peers/nist_scipy.py"), "DATA", library]
                break


def gsl(build):
    """Built here, with what pkg-config says, and by nothing else: GSL's peer is no part of the project's build."""
    compiler = shutil.which("cc")
    if compiler is None or shutil.which("pkg-config") is None:
        return None
    flags = run(["pkg-config", "--cflags", "--libs", "gsl"])
    program = build / "peers/nist_gsl"
    program.parent.mkdir(parents=True, exist_ok=True)
    if flags.returncode != 0:
        return None
    made = run([compiler, "-O2", "-o", str(program), str(HERE / "peers/nist_gsl.c"), *flags.stdout.split()])
    return [str(program), "DATA"] if made.returncode == 0 else None


def commands(build):
    found = dict(pythons())
    if shutil.which("Rscript"):
        for name, way in (("R", "default"), ("R poly", "poly"), ("R port", "port")):
            found[name] = ["Rscript", "--vanilla", str(HERE / "peers/nist.R"), "DATA", way]
    found["GSL"] = gsl(build)
    return {name: found[name] for name in nist_tables.PEERS if found.get(name)}


def read_peer(text):
    """Lines DATASET<TAB>QUANTITY<TAB>START<TAB>VALUE after "# version": values and statuses of each run (set, start)."""
    lines = text.splitlines()
    runs = {}
    for line in lines[1:]:
        name, quantity, start, value = line.split("\t", 3)
        one = runs.setdefault((name, int(start)), nist_tables.Run())
        if quantity == "status":
            one.said.append(value)
        else:
            one.values[quantity] = math.nan if value == "NA" else float(value)
    return lines[0].removeprefix("# "), runs


def read_tercile(rows, nonlinear, values, decimal):
    """The same shape from the program's own JSON; `values` is the list's name there. A run that proves no minimum says so."""
    runs = {}
    for row in rows:
        for k, value in enumerate(row[values]):
            one = runs.setdefault((row["dataset"], k + 1 if row["dataset"] in nonlinear else 0), nist_tables.Run())
            if value is not None:
                one.values[row["quantity"]] = float(value)
            if not row["proved"][k] and not one.said and not decimal:
                one.said.append("no proved minimum")
    return runs


def catalog(folder, rows):
    with open(folder / "models.tsv", encoding="ascii") as lines:
        models = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {family: [nist_tables.Set(m["dataset"], m["difficulty"], (1, 2) if family == "nonlinear" else (0,),
                                     {r["quantity"]: (float(r["certified"]), r["ceiling"]) for r in rows if r["dataset"] == m["dataset"]})
                     for m in models if m["family"] == family] for family in FAMILIES}


def ask_peers(build, data):
    systems, versions = {}, {}
    for name, command in commands(build).items():
        answer = run([str(data) if word == "DATA" else word for word in command])
        if answer.returncode != 0 or not answer.stdout.startswith("# "):
            print(f"{name} ended with {answer.returncode} and is left out: {answer.stderr.strip()[-300:]}", file=sys.stderr)
            continue
        versions[name], systems[name] = read_peer(answer.stdout)
    return systems, versions


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", nargs="?", default="build", type=Path)
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--data", type=Path, default=HERE / "nist")
    parser.add_argument("--report", type=Path, default=HERE / "report/nist.md")
    given = parser.parse_args()
    program = str(given.build / "bin/tercile")
    own = run([program, "validate", "nist", "--json", "--data", str(given.data)])
    if own.returncode not in (0, 6):
        print(own.stderr.strip(), file=sys.stderr)
        return own.returncode
    rows = json.loads(own.stdout)["rows"]
    sets = catalog(given.data, rows)
    nonlinear = {one.name for one in sets["nonlinear"]}
    systems, versions = {"Tercile": read_tercile(rows, nonlinear, "values", False)}, {}
    if not given.alone:
        others, versions = ask_peers(given.build, given.data)
        systems.update(others)
    versions["Tercile"] = run([program, "version"]).stdout.split("\n")[0]
    decimal = read_tercile(rows, nonlinear, "decimal_values", True)
    given.report.parent.mkdir(parents=True, exist_ok=True)
    given.report.write_text(nist_tables.report(sets, systems, versions, decimal), encoding="utf-8")
    print(f"{given.report}: {', '.join(systems)}")
    return own.returncode


if __name__ == "__main__":
    sys.exit(main())
