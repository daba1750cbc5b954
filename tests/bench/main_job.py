#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time and peak memory of the main job on 1 and 2 threads, and of the same analysis in R, side by side in one run.

usage: main_job.py BUILD_FOLDER [--repeat N] [--replicates-r N]

Every run is a whole process; wall and processor seconds and peak memory are the operating system's. R needs r-base-core and
r-cran-boot; it is so much slower that both are measured with fewer replicates (--replicates-r) for the comparison.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOB = Path("validation/jobs/flood_frequency.yaml")
PEAKS = Path("validation/datasets/usgs_annual_peaks.csv")


def measure(command, environment=None):
    """Runs a command to its end; returns (wall s, cpu s, peak MiB). A failure ends the benchmark with the command's words."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            out.seek(0)
            sys.exit(f"{' '.join(map(str, command))}: exit {child.returncode}\n{out.read().decode(errors='replace')}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(name, runs):
    wall, cpu, memory = (statistics.median(column) for column in zip(*runs))
    print(f"{name:<44} {wall:9.2f} {cpu:9.2f} {memory:10.1f}", flush=True)
    return wall, cpu


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--replicates-r", type=int, default=200)
    options = parser.parse_args()
    tercile = options.build / "bin" / "tercile"
    text = JOB.read_text()
    replicates = int(re.search(r"replicates:\s*(\d+)", text).group(1))
    laws = (re.search(r"laws:\s*(\w+)", text) or re.match("()", "")).group(1) or "chosen"
    with tempfile.TemporaryDirectory() as folder:
        def run(job, threads):
            command = [tercile, "run", job, "--threads", str(threads), "--out", Path(folder, "out"), "-q"]
            return [measure(command) for _ in range(options.repeat)]

        print(f"{'median of ' + str(options.repeat) + ' runs':<44} {'wall s':>9} {'cpu s':>9} {'peak MiB':>10}")
        for threads in (1, 2):
            row(f"tercile, {replicates} replicates, {threads} thread{'s' * (threads > 1)}", run(JOB, threads))
        if shutil.which("Rscript") is None:
            print("R is not installed (Debian: r-base-core r-cran-boot): no comparison")
            return
        small = Path(folder, "small.yaml")
        changed = re.sub(r"replicates:\s*\d+", f"replicates: {options.replicates_r}", text)
        small.write_text(re.sub(r"path:\s*\S*usgs_annual_peaks.csv", f"path: {PEAKS.resolve()}", changed))
        ours = row(f"tercile, {options.replicates_r} replicates, 1 thread", run(small, 1))
        command = ["Rscript", "validation/peers/flood_frequency.R", PEAKS, str(options.replicates_r), laws]
        theirs = row(f"R (optim, boot), {options.replicates_r} replicates, 1 thread", [measure(command)])
        print(f"R / tercile at {options.replicates_r} replicates: {theirs[0] / ours[0]:.0f} times the wall time")


main()
