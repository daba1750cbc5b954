# SPDX-License-Identifier: GPL-3.0-or-later
"""Three real nodes under random kill -9, stops and continuations, while small jobs are submitted all the time:

    python3 -B tests/nodes/torture.py BUILD [--minutes N] [--seed S]

At the end every job whose id was printed is done, with the digest that one process alone gives, and three replicas agree."""
import argparse
import collections
import datetime
import json
import os
import random
import signal
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("build")
parser.add_argument("--minutes", type=float, default=5)
parser.add_argument("--seed", type=int, default=0)
arguments = parser.parse_args()
sys.argv = [sys.argv[0], arguments.build]

from cluster_support import Cluster, check, check_clean, finish, job_text  # noqa: E402

REPLICATES = (500, 2000, 20000)
SUBMITTERS = 2
counts = collections.Counter()
seed = arguments.seed or random.SystemRandom().randrange(1, 1 << 31)
chance = random.Random(seed)


class Submitter(threading.Thread):
    """Submits one job after the other; an id that was printed is a job that is kept. A submission that failed is said again."""

    def __init__(self, cluster, number):
        super().__init__()
        self.cluster, self.number, self.promised, self.over = cluster, number, {}, False
        self.slowest = 0.0

    def run(self):
        mine = random.Random(seed * 100 + self.number)
        count = 0
        while not self.over:
            count += 1
            identity, size = f"job-{self.number}-{count}", mine.choice(REPLICATES)
            began = time.monotonic()
            while not self.over:
                code, out, err = self.cluster.run("submit", f"{size}.yaml", "--id", identity, "-q", timeout=120)
                counts["submissions"] += 1
                if code == 0:
                    check(f"submit prints {identity}, not {out}", out.split() == [identity])
                    self.promised[identity] = size
                    break
                check(f"a submission that fails says 3 or 5, not {code}: {err[-300:]}", code in (3, 5))
                counts["submissions that failed and were repeated"] += 1
            self.slowest = max(self.slowest, time.monotonic() - began)
            time.sleep(mine.choice((0, 0.05, 0.5)))


def signal_node(cluster, name, number):
    process = cluster.processes.get(name)
    if process is not None and process.poll() is None:
        process.send_signal(number)


def kill(cluster, names, word):
    for name in names:
        signal_node(cluster, name, signal.SIGKILL)
    for name in names:
        if name in cluster.processes:
            code = cluster.kill(name)
            check(f"{name} was there to be killed (exit code {code})", code == -signal.SIGKILL)
    counts[word] += 1
    time.sleep(chance.choice((0, 0.1, 1, 4)))
    for name in names:
        cluster.start(name)


def pause(cluster, names):
    for name in names:
        signal_node(cluster, name, signal.SIGSTOP)
    time.sleep(chance.choice((0.2, 1, 3, 6)))
    for name in names:
        signal_node(cluster, name, signal.SIGCONT)
    counts["stopped and continued"] += 1


def restart_in_order(cluster, name):
    code = cluster.kill(name, signal.SIGTERM)
    check(f"{name} ends with 0 after SIGTERM, not {code}", code == 0)
    counts["restarts in order"] += 1
    cluster.start(name)


def one_disturbance(cluster):
    leader = cluster.leader()
    follower = chance.choice([name for name in cluster.names if name != leader])
    what = chance.random()
    if what < 0.25:
        kill(cluster, [leader or follower], "leaders killed")
    elif what < 0.5:
        kill(cluster, [follower], "followers killed")
    elif what < 0.6:
        kill(cluster, chance.sample(cluster.names, 2), "two killed at once")
    elif what < 0.7:
        kill(cluster, list(cluster.names), "all killed at once")
    elif what < 0.9:
        pause(cluster, chance.sample(cluster.names, chance.choice((1, 1, 2))))
    else:
        restart_in_order(cluster, follower)
    # A kill may come at any time, in the midst of an election and of a start too.
    time.sleep(chance.choice((0, 0.3, 1, 3, 6)))
    for name in cluster.names:
        process = cluster.processes.get(name)
        if not check(f"{name} runs (exit code {process.poll()}): {cluster.log(name)[-400:]}", process.poll() is None):
            cluster.processes.pop(name)
            cluster.start(name)


def jobs(cluster):
    code, out, _ = cluster.run("list", "--json")
    return {job["id"]: job for job in json.loads(out)["jobs"]} if code == 0 else {}


def torture(cluster):
    digests = {}
    for size in REPLICATES:
        cluster.write_job(f"{size}.yaml", job_text(size))
        digests[size] = cluster.local_digest(f"{size}.yaml")
    submitters = [Submitter(cluster, number) for number in range(SUBMITTERS)]
    for submitter in submitters:
        submitter.start()
    end = time.monotonic() + 60 * arguments.minutes
    try:
        while time.monotonic() < end:
            one_disturbance(cluster)
    finally:
        for submitter in submitters:
            submitter.over = True
    for submitter in submitters:
        submitter.join()
    began = time.monotonic()
    check("a leader is there", cluster.wait_for_leader())
    promised = {identity: size for submitter in submitters for identity, size in submitter.promised.items()}
    cluster.wait(lambda: promised.keys() <= {identity for identity, job in jobs(cluster).items() if job["phase"] == "done"}, 300)
    took = time.monotonic() - began
    kept = jobs(cluster)
    for identity, size in promised.items():
        job = kept.get(identity, {})
        check(f"{identity} is done, not {job.get('phase')}", job.get("phase") == "done")
        check(f"{identity} has the digest of one process", job.get("digest") == digests[size])
    ends = sorted(datetime.datetime.fromisoformat(job["ended_at"].replace("Z", "+00:00")) for job in kept.values() if job.get("ended_at"))
    pause = max(((after - before).total_seconds() for before, after in zip(ends, ends[1:])), default=0)
    check("all nodes have applied the same", cluster.wait(cluster.caught_up))
    for name in cluster.names:
        check_clean(f"the log of {name}", cluster.log(name))
        code = cluster.kill(name, signal.SIGTERM)
        check(f"{name} ends with 0 at last, not {code}", code == 0)
    print(f"{len(promised)} jobs promised, each done with the digest of one process; all were so {took:.1f} s after "
          f"the last disturbance; the slowest submission took {max(s.slowest for s in submitters):.1f} s, the longest time in which no job "
          f"ended {pause:.1f} s")


print(f"seed {seed}, {arguments.minutes:g} minutes, process {os.getpid()}", flush=True)
with Cluster() as three:
    torture(three)
for word, number in sorted(counts.items()):
    print(f"  {number:5} {word}")
finish("torture: nothing that was promised is lost")
