#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processor time and peak memory of models, side by side in one run on one thread; writes validation/report/models.md when asked.

usage: models.py BUILD_FOLDER --flights CSV [--repeat N] [--report FILE]

The logistic model of validation/jobs/flights_late.yaml as whole processes, from the file to the coefficients: tercile stat glm, R's glm,
statsmodels' glm (those that are installed); and least squares of 1,000,000 x 20 normal numbers against LAPACK's QR in one process.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PEERS = Path("validation/peers")
FORMULA = "(arr_delay > 15) ~ origin + factor(month) + I(distance / 1000) + I(min(floor(dep_time / 100), 23))"
ENVIRONMENT = dict(os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", LC_ALL="C")


def measure(command):
    """(processor seconds, peak MiB, last line of output)"""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=ENVIRONMENT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
        if child.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{text}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text.strip().splitlines()[-1]


def flights(options):
    """Rows (program, seconds, MiB, seconds / Tercile's); the programs take turns."""
    commands = {"Tercile": [options.build / "bin/tercile", "stat", "glm", FORMULA, "-f", "binomial", "-d", options.flights]}
    if shutil.which("Rscript"):
        commands["R"] = ["Rscript", "--vanilla", PEERS / "flights_glm.R", options.flights]
    for python in ("python3", "/usr/bin/python3"):
        asked = shutil.which(python) and subprocess.run([python, "-c", "import pandas, statsmodels.formula.api"], capture_output=True)
        if asked and asked.returncode == 0:
            commands["statsmodels"] = [python, "-B", PEERS / "flights_glm.py", options.flights]
            break
    runs = {name: [] for name in commands}
    for _ in range(options.repeat):
        for name, command in commands.items():
            runs[name].append(measure(command))
    names = {name: runs[name][0][2].split("\t")[0] if name != "Tercile" else name for name in runs}
    median = {name: [statistics.median(column) for column in list(zip(*runs[name]))[:2]] for name in runs}
    return [(names[name], *median[name], median[name][0] / median["Tercile"][0]) for name in runs]


def linear(options):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "gsl", "lapacke", "openblas"], capture_output=True, text=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "linear_model")
        subprocess.run(["cc", "-O2", "-Iinclude", "tests/bench/linear_model.c", options.build / "stats/libtercile-stats.a", "-o", program,
                        *flags.stdout.split(), "-lm"], check=True)
        done = subprocess.run([program, "1000000", "20", str(options.repeat)], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--flights", type=Path, required=True)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--report", type=Path)
    options = parser.parse_args()
    ours, lapack, apart = linear(options)
    lines = ["# Models: processor time and memory", "",
             f"Written by `tests/bench/models.py BUILD --flights CSV --report {options.report}`; one thread, median of {options.repeat}, the",
             "programs taking turns. Seconds are the processor's, user and system, and depend on the machine; ratios less so.", "",
             "## Logistic model of 327,346 flights, 16 coefficients: from the CSV file to the coefficients", "",
             "| program | processor s | peak MiB | times Tercile's |", "|---|---|---|---|"]
    lines += [f"| {name} | {seconds:.2f} | {memory:.0f} | {ratio:.1f} |" for name, seconds, memory, ratio in flights(options)]
    lines += ["", "## Least squares, 1,000,000 x 20", "", "| way | processor s | of LAPACK's |", "|---|---|---|",
              f"| `ter_linear_fit_create`, double-double | {ours:.3f} | {ours / lapack:.2f} |", f"| LAPACK `dgels` | {lapack:.3f} | 1 |", "",
              f"Coefficients differ by at most {apart:.1e} of themselves."]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    if options.report:
        options.report.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
