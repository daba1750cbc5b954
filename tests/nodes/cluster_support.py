# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests with real nodes share: a cluster of three processes on loopback, jobs, commands with their exit codes.

Everything ends with the test: nodes are stopped by their process ids, folders are removed, every wait has an end. With a build under
sanitizers, what they report in a node's log or a command's messages fails the test. Such builds are slow: the second argument of a test,
1 if there is none, multiplies the sizes of its jobs.
"""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

build = Path(sys.argv[1]).resolve()
scale = float(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2][0].isdigit() else 1.0
WAIT_SECONDS = 60 if scale >= 1 else 120
SANITIZERS_SAY = ("ERROR: AddressSanitizer", "runtime error", "WARNING: ThreadSanitizer", "LeakSanitizer", "Assertion `", "==ERROR")
tercile = str(build / "bin" / "tercile")
failures = []


def check(what, good):
    if not good:
        failures.append(what)
        print(f"failed: {what}", flush=True)
    return good


def finish(text):
    print(text if not failures else f"{len(failures)} checks failed")
    sys.exit(1 if failures else 0)


def check_clean(what, text):
    """No sanitizer and no assertion has spoken in a text."""
    for words in SANITIZERS_SAY:
        at = text.find(words)
        if at >= 0:
            summaries = "\n".join(sorted({line for line in text.splitlines() if line.startswith("SUMMARY:")}))
            check(f"{what} has no \"{words}\":\n{text[max(0, at - 300):at + 5000]}\n{summaries}", False)
            return


def job_text(replicates, rows="data.csv", extra="", family="gamma"):
    replicates = max(500, int(replicates * scale))
    return f"""version: 1
name: small
seed: 7
inputs:
  data: {{path: {rows}, types: {{group: factor, value: double}}}}
stages:
  - id: good
    clean: {{from: data, filter: ["value > 0"]}}
  - id: summary
    summarize: {{from: good, column: [value], by: group}}
  - id: law
    fit: {{from: good, column: value, by: group, families: [{family}], method: mle}}
  - id: ci
    bootstrap: {{from: law, statistic: quantile(0.9), replicates: {replicates}, method: percentile}}
{extra}  - report: {{formats: [html, json, csv]}}
"""


class Cluster:
    """Three nodes in a folder of their own. `with Cluster() as c:` makes it, starts it, and ends it."""

    def __init__(self, start=True, nodes=3, slots=1):
        self.folder = Path(tempfile.mkdtemp(prefix="tercile-nodes-"))
        self.cluster = self.folder / "cluster"
        self.environment = dict(os.environ, TERCILE_CLUSTER=str(self.cluster), NO_COLOR="1")
        # What is not ours, and nothing else, may leak (a build without sanitizers does not look at it).
        supp = Path(__file__).resolve().parent.parent / "support" / "leaks_not_ours.supp"
        self.environment.setdefault("LSAN_OPTIONS", f"suppressions={supp}:print_suppressions=0")
        self.start_at_once = start
        self.processes = {}
        self.port = 20000 + (os.getpid() * 37 + random.randrange(1000)) % 40000
        rows = ["group,value"]
        for i in range(1, 61):
            rows += [f"a,{i}", f"b,{i * 7 % 61}.5"]
        (self.folder / "data.csv").write_text("\n".join(rows) + "\n")
        self.ok("init", str(self.cluster), "--nodes", str(nodes), "--port", str(self.port), "--slots", str(slots), "-q")
        self.names = [m["name"] for m in json.loads((self.cluster / "cluster.json").read_text())["members"]]

    def __enter__(self):
        if self.start_at_once:
            for name in self.names:
                self.start(name)
            check("a leader is there", self.wait_for_leader())
        return self

    def __exit__(self, kind, *ignored):
        for name in list(self.processes):
            self.kill(name)
        logs = {name: self.log(name) for name in self.names}
        for name, text in logs.items():
            check_clean(f"the log of {name}", text)
        if failures or kind is not None:
            for name, text in logs.items():
                print(f"--- {name}\n" + "\n".join(text.splitlines()[-25:]))
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words, timeout=WAIT_SECONDS, environment=None, **options):
        """Runs `tercile words...` in the folder: (exit code, stdout, stderr)."""
        try:
            done = subprocess.run([tercile, *words], cwd=self.folder, env=environment or self.environment, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, **options)
            check_clean(f"tercile {' '.join(words)}", done.stderr)
            return done.returncode, done.stdout, done.stderr
        except subprocess.TimeoutExpired as late:
            check(f"tercile {' '.join(words)} ends within {timeout} s", False)
            return -1, str(late.stdout), str(late.stderr)

    def ok(self, *words, **options):
        code, out, err = self.run(*words, **options)
        check(f"tercile {' '.join(words)} gives 0, not {code}: {err.strip()[-400:]}", code == 0)
        return out

    def expect(self, code, pattern, *words, **options):
        got, out, err = self.run(*words, **options)
        good = got == code and (pattern in out or pattern in err)
        check(f"tercile {' '.join(words)}: exit code {got} (wanted {code}), \"{pattern}\" in: {(out + err).strip()[-600:]}", good)
        return out

    def log(self, name):
        path = self.cluster / name / "node.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def start(self, name, prefix=(), words=(), environment=None):
        log = open(self.cluster / name / "node.log", "a")
        self.processes[name] = subprocess.Popen([*prefix, tercile, "node", str(self.cluster / name), *words], cwd=self.folder,
                                                env=environment or self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        log.close()

    def kill(self, name, number=signal.SIGKILL, timeout=30):
        """Sends a signal and waits for the end; its exit code (negative: the signal)."""
        process = self.processes.pop(name)
        process.send_signal(number)
        try:
            return process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            check(f"{name} ends within {timeout} s after signal {number}", False)
            return None

    def status(self):
        code, out, _ = self.run("cluster", "status", str(self.cluster), "--json", timeout=20)
        try:
            return json.loads(out)["nodes"]
        except (ValueError, KeyError):
            return []

    def wait(self, condition, seconds=WAIT_SECONDS):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.05)
        return False

    def leader(self):
        for node in self.status():
            if node["answers"] and node["leads"]:
                return node["name"]
        return None

    def wait_for_leader(self):
        return self.wait(lambda: self.leader() is not None)

    def caught_up(self):
        nodes = self.status()
        return all(n["answers"] for n in nodes) and len({n["applied"] for n in nodes}) == 1

    def write_job(self, name, text):
        (self.folder / name).write_text(text)
        return name

    def local_digest(self, job, *words):
        """The digest that `tercile run` gives, in this process alone."""
        out = self.folder / "local.results"
        _, _, err = self.run("run", job, "--out", str(out), *words)
        shutil.rmtree(out, ignore_errors=True)
        lines = [line.split()[1] for line in err.splitlines() if line.startswith("digest:")]
        return lines[0] if lines else None

    def job(self, identity):
        code, out, _ = self.run("status", identity, "--json", timeout=20)
        try:
            return json.loads(out)
        except ValueError:
            return {}

    def wait_for_progress(self, identity, stage="ci", done=3):
        """Until `done` units of a stage have been recorded."""
        def reached():
            job = self.job(identity)
            stages = job.get("stages") or []
            at = job.get("stage")
            return bool(stages) and at is not None and at < len(stages) and stages[at]["id"] == stage and job.get("units_done", 0) >= done
        return self.wait(reached)
