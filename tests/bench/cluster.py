#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three nodes on this machine, measured: submit to result of a tiny job, tasks a second, the main job beside one process on the same
cores, the leader's kill to progress again, an idle node; and dask.distributed on the same machine where it is installed.

usage: cluster.py BUILD_FOLDER [--repeat N]

Nodes, certificates and results are in a folder of their own that is removed at the end; every process is ended by its number.
"""
import argparse
import hashlib
import http.client
import json
import os
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAIN_JOB = Path("validation/jobs/flood_frequency.yaml")


def quantile(values, p):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(p * len(ordered)))]


def row(name, value, note=""):
    print(f"{name:<58} {value:>12} {note}", flush=True)


class Node:
    """One connection of a client to one node, kept open."""

    def __init__(self, cluster, address):
        context = ssl.create_default_context(cafile=cluster / "ca.crt")
        context.load_cert_chain(cluster / "clients/admin.crt", cluster / "clients/admin.key")
        context.set_alpn_protocols(["http/1.1"])
        host, port = address.rsplit(":", 1)
        self.connection = http.client.HTTPSConnection(host, int(port), context=context, timeout=60)

    def call(self, method, path, body=None):
        self.connection.request(method, path, body)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status >= 300:
            sys.exit(f"{method} {path}: {answer.status} {data[:300]}")
        return json.loads(data) if data else None

    def put(self, data):
        digest = hashlib.sha256(data).hexdigest()
        self.call("PUT", f"/v1/blobs/{digest}", data)
        return {"hash": digest, "bytes": len(data)}

    def submit(self, name, spec, inputs):
        job = {"id": name, "name": "bench", "file": "bench.yaml", "spec": spec, "inputs": inputs, "strict": False}
        return self.call("POST", "/v1/jobs", json.dumps(job))

    def wait(self, name):
        """Until the job has ended, by the stream of its events."""
        self.connection.request("GET", f"/v1/jobs/{name}/events")
        answer = self.connection.getresponse()
        while answer.readline():
            pass
        job = self.call("GET", f"/v1/jobs/{name}")
        if job["phase"] != "done":
            sys.exit(f"job {name}: {job['phase']} {job['text']}")
        return job


class Cluster:
    def __init__(self, tercile):
        self.tercile = tercile
        self.folder = Path(tempfile.mkdtemp(prefix="tercile-bench-"))
        self.cluster = self.folder / "cluster"
        self.environment = dict(os.environ, TERCILE_CLUSTER=str(self.cluster), NO_COLOR="1")
        subprocess.run([tercile, "init", self.cluster, "--port", str(21000 + os.getpid() % 30000), "--slots", "1", "-q"], check=True)
        self.members = json.loads((self.cluster / "cluster.json").read_text())["members"]
        self.up()

    def up(self):
        subprocess.run([self.tercile, "cluster", "up", self.cluster, "-q"], check=True)

    def end(self):
        subprocess.run([self.tercile, "cluster", "down", self.cluster, "-q"], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def node(self, number=0):
        return Node(self.cluster, self.members[number]["address"])

    def pid(self, name):
        return int((self.cluster / name / "node.pid").read_text())

    def leader(self):
        for number, member in enumerate(self.members):
            try:
                status = self.node(number).call("GET", "/v1/status")
            except OSError:
                continue
            if status["leader"]:
                return next(m["name"] for m in self.members if m["id"] == status["leader"]["id"])
        return None


def tiny_job(stages, groups):
    """Laws of closed form for many groups of three values: tasks in which next to nothing is computed."""
    text = "version: 1\nname: bench\nseed: 1\ninputs:\n  data: {path: data.csv, types: {group: factor, value: double}}\nstages:\n"
    for i in range(stages):
        text += f"  - id: law{i}\n    fit: {{from: data, column: value, by: group, families: [exponential], method: mle}}\n"
    rows = "group,value\n" + "".join(f"g{g},{v}\n" for g in range(groups) for v in (1 + g % 7, 2 + g % 5, 4))
    return text.encode(), rows.encode()


def latency(cluster, repeat):
    node = cluster.node()
    spec, rows = (node.put(part) for part in tiny_job(1, 1))
    times = []
    for i in range(repeat * 10):
        start = time.monotonic()
        node.submit(f"tiny-{i}", spec, [{"name": "data", **rows}])
        node.wait(f"tiny-{i}")
        times.append((time.monotonic() - start) * 1e3)
    row("tiny job, submit to result, p50 / p99", f"{quantile(times, .5):.1f} ms", f"/ {quantile(times, .99):.1f} ms")


def throughput(cluster):
    node = cluster.node()
    stages, groups = 4, 512
    spec, rows = (node.put(part) for part in tiny_job(stages, groups))
    start = time.monotonic()
    node.submit("tasks", spec, [{"name": "data", **rows}])
    node.wait("tasks")
    seconds = time.monotonic() - start
    row("no-op tasks through three nodes", f"{stages * groups / seconds:.0f} /s", f"{stages * groups} tasks, every part durable on two nodes")


def main_job(cluster, repeat):
    def run(threads):
        start = time.monotonic()
        subprocess.run([cluster.tercile, "run", MAIN_JOB, "--threads", str(threads), "--out", cluster.folder / "out", "-q"], check=True,
                       stdout=subprocess.DEVNULL)
        return time.monotonic() - start

    def submit(number):
        start = time.monotonic()
        subprocess.run([cluster.tercile, "submit", MAIN_JOB, "--id", f"main-{number}", "--wait", "-q"], check=True, env=cluster.environment,
                       stdout=subprocess.DEVNULL)
        return time.monotonic() - start

    alone, together = [], []
    for number in range(repeat):  # one after the other in turn: what else the machine does meets both
        alone.append(run(3))
        together.append(submit(number))
    one, three = statistics.median(alone), statistics.median(together)
    row("main job, one process of 3 threads", f"{one:.2f} s", "median")
    row("main job, three nodes of 1 thread each", f"{three:.2f} s", f"ratio {three / one:.2f}")


def failover(cluster, repeat):
    times = []
    for number in range(repeat):
        name = cluster.leader()
        other = next(i for i, m in enumerate(cluster.members) if m["name"] != name)
        node = cluster.node(other)
        spec, rows = (node.put(part) for part in tiny_job(1, 1))
        os.kill(cluster.pid(name), signal.SIGKILL)
        start = time.monotonic()
        node.submit(f"after-{number}", spec, [{"name": "data", **rows}])
        node.wait(f"after-{number}")
        times.append(time.monotonic() - start)
        cluster.up()
        time.sleep(2)
    row("kill -9 of the leader to a new job's result", f"{statistics.median(times):.2f} s", f"largest {max(times):.2f} s")


def idle(cluster):
    def cpu(pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    pids = [cluster.pid(m["name"]) for m in cluster.members]
    before = [cpu(pid) for pid in pids]
    time.sleep(10)
    used = [(cpu(pid) - b) / 10 * 100 for pid, b in zip(pids, before)]
    memory = [int(next(line.split()[1] for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS"))) / 1024 for pid in pids]
    row("an idle node: processor, resident memory", f"{max(used):.1f} %", f"{max(memory):.0f} MiB (the largest of three)")


DASK = """
import statistics, sys, time
from distributed import Client, LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        client.submit(abs, -1).result()
        times = []
        for i in range(100):
            start = time.monotonic(); client.submit(abs, i, pure=False).result(); times.append((time.monotonic() - start) * 1e3)
        start = time.monotonic(); client.gather(client.map(abs, range(2048), pure=False)); seconds = time.monotonic() - start
        times.sort()
        print(f"{times[50]:.1f} {times[98]:.1f} {2048 / seconds:.0f}")
"""


def dask(folder):
    script = folder / "dask_peer.py"
    script.write_text(DASK)
    done = subprocess.run(["/usr/bin/python3", script], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        row("dask.distributed", "-", "not installed (python3-distributed)")
        return
    p50, p99, rate = done.stdout.split()[-3:]
    row("dask.distributed, one task, submit to result, p50 / p99", f"{p50} ms", f"/ {p99} ms")
    row("dask.distributed, no-op tasks on three workers", f"{rate} /s", "2048 tasks, nothing durable")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    cluster = Cluster((options.build / "bin" / "tercile").resolve())
    try:
        idle(cluster)
        latency(cluster, options.repeat)
        throughput(cluster)
        dask(cluster.folder)
        main_job(cluster, options.repeat)
        failover(cluster, options.repeat)
    finally:
        cluster.end()


main()
