# SPDX-License-Identifier: GPL-3.0-or-later
"""A task that takes its node with it: once or twice it is given again and the job finishes, three times it stops the job with that reason.
Also a node that stands still for longer than its leases, a time limit, and a cancelled job that stops computing."""
import signal
import time

from cluster_support import Cluster, check, finish, job_text

ROWS = 1200000  # one fit of them takes some seconds


def one_fit(timeout=None):
    limit = f"resources: {{timeout: {timeout}}}\n" if timeout else ""
    return f"""version: 1
name: one-fit
seed: 3
{limit}inputs:
  data: {{path: big.csv, types: {{value: double}}}}
stages:
  - id: law
    fit: {{from: data, column: value, families: [student_t], method: mle}}
  - report: {{formats: [json]}}
"""


def computing(cluster):
    """Who computes, by its own word."""
    for node in cluster.status():
        if node["answers"] and node.get("computing", 0) > 0:
            return node["name"]
    return None


def computes_stage(cluster, identity, stage):
    job = cluster.job(identity)
    at = job.get("stage")
    if job.get("phase") != "running" or at is None or job["stages"][at]["id"] != stage or not job.get("units"):
        return None
    return computing(cluster)


def kill_under(cluster, identity, times):
    """Kills the node that computes the fit, the leader or not, and starts it again, so many times."""
    killed = []
    for _ in range(times):
        found = []

        def there():
            node = computes_stage(cluster, identity, "law")
            time.sleep(0.3)  # not between an outcome and its record
            if node is not None and computes_stage(cluster, identity, "law") == node:
                found.append(node)
            return bool(found)
        if not check(f"{identity}: a node computes the fit, after {killed}", cluster.wait(there)):
            return killed
        cluster.kill(found[0])  # the leader too: its next process says what died with it
        killed.append(found[0])
        cluster.start(found[0])
        check("a leader is there", cluster.wait_for_leader())
    return killed


def big_table(cluster):
    rows = ["value"]
    for i in range(60000):  # a column of its own, without a generator: the fractional parts of i * phi, through a tail
        u = (i + 1) * 0.6180339887498949 % 1.0
        rows.append(repr(round((u - 0.5) / (u * (1 - u)) ** 0.6, 6)))
    block = "\n".join(rows[1:]) + "\n"
    (cluster.folder / "big.csv").write_text(rows[0] + "\n" + block * (ROWS // 60000))


def three_deaths(cluster):
    cluster.ok("submit", "one-fit.yaml", "--id", "three")
    killed = kill_under(cluster, "three", 3)
    cluster.expect(1, "took three nodes with it", "status", "three", "--watch", timeout=120)
    job = cluster.job("three")
    text = job.get("text") or ""
    check(f"it failed, and the text names stage and nodes {killed}: {job.get('phase')}: {text}",
          job.get("phase") == "failed" and "law" in text and all(name[4:] in text for name in killed) and len(killed) == 3)


def two_deaths(cluster, digest):
    cluster.ok("submit", "one-fit.yaml", "--id", "two")
    kill_under(cluster, "two", 2)
    cluster.expect(0, "", "status", "two", "--watch", "-q", timeout=180)
    check(f"killed twice, the same digest: {cluster.job('two').get('digest')} and {digest}", cluster.job("two").get("digest") == digest)


def stands_still(cluster):
    """SIGSTOP is the long pause of a machine: its leases are given again, and what it reports late changes nothing."""
    cluster.write_job("long.yaml", job_text(120000))
    digest = cluster.local_digest("long.yaml")
    for what in ("follower", "leader"):
        cluster.ok("submit", "long.yaml", "--id", what)
        check("it runs", cluster.wait_for_progress(what))
        leader = cluster.leader()
        victim = leader if what == "leader" else next(n for n in cluster.names if n != leader)
        cluster.processes[victim].send_signal(signal.SIGSTOP)
        # the commands pass by the node that is silent
        answers = []  # the last one is kept: the node that stood still does not know yet what the others know
        good = cluster.wait(lambda: answers.append(cluster.job(what)) or answers[-1].get("phase") == "done", 60)
        cluster.processes[victim].send_signal(signal.SIGCONT)
        check(f"a {what} that stands still does not hold up the job", good)
        check(f"{what}: the same digest ({answers[-1].get('digest')} and {digest})", answers[-1].get("digest") == digest)
        check("it comes back", cluster.wait(cluster.caught_up) and cluster.processes[victim].poll() is None)


def limits(cluster):
    cluster.write_job("short-time.yaml", job_text(3000000).replace("seed: 7", "seed: 7\nresources: {timeout: 2s}"))
    began = time.monotonic()
    cluster.expect(5, "", "submit", "short-time.yaml", "--id", "short-time", "--wait")
    check(f"a limit of 2 s stops the job in {time.monotonic() - began:.1f} s", time.monotonic() - began < 15)
    text = cluster.job("short-time").get("text") or ""
    check(f"and says so: {text}", "timeout" in text or "time" in text)
    cluster.write_job("endless.yaml", job_text(3000000))
    cluster.ok("submit", "endless.yaml", "--id", "cancelled")
    check("it runs", cluster.wait_for_progress("cancelled"))
    cluster.ok("cancel", "cancelled")
    check("a cancelled job stops computing within 2 s (one small fit at most goes on)", cluster.wait(lambda: computing(cluster) is None, 2))


with Cluster() as cluster:
    big_table(cluster)
    cluster.write_job("one-fit.yaml", one_fit())
    digest = cluster.local_digest("one-fit.yaml")
    for part, words in ((limits, ()), (stands_still, ()), (two_deaths, (digest,)), (three_deaths, ())):
        began = time.monotonic()
        part(cluster, *words)
        print(f"{part.__name__}: {time.monotonic() - began:.1f} s", flush=True)

finish("lost workers: tasks given again, and one that takes three nodes with it stopped")
