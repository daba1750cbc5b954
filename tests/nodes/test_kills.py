# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes are killed while jobs run: a follower, the leader, all three at once. Every job that was acknowledged is finished, and its result
has the bytes that one process alone gives."""
import signal

from cluster_support import Cluster, check, finish, job_text


def wait_for_result(cluster, identity, digest, what):
    cluster.expect(0, "", "status", identity, "--watch", "-q", timeout=120)
    job = cluster.job(identity)
    check(f"{what}: done", job.get("phase") == "done")
    check(f"{what}: the same digest ({job.get('digest')} and {digest})", job.get("digest") == digest)


with Cluster() as cluster:
    cluster.write_job("small.yaml", job_text(2000))
    cluster.write_job("long.yaml", job_text(120000))
    small = cluster.local_digest("small.yaml", "--threads", "1")
    check("threads 1 and 7 give the same digest", small is not None and small == cluster.local_digest("small.yaml", "--threads", "7"))
    digest = cluster.local_digest("long.yaml")

    out = cluster.ok("submit", "small.yaml", "--id", "first", "--wait")
    check("submit prints the id and nothing else on standard output", out.split() == ["first"])
    wait_for_result(cluster, "first", small, "undisturbed")

    cluster.ok("submit", "long.yaml", "--id", "follower-killed")
    check("it runs", cluster.wait_for_progress("follower-killed"))
    victim = next(n for n in cluster.names if n != cluster.leader())
    cluster.kill(victim)
    wait_for_result(cluster, "follower-killed", digest, "a follower killed")
    cluster.start(victim)
    check("the killed follower catches up", cluster.wait(cluster.caught_up))

    cluster.ok("submit", "long.yaml", "--id", "leader-killed")
    check("it runs", cluster.wait_for_progress("leader-killed"))
    victim = cluster.leader()
    cluster.kill(victim)
    wait_for_result(cluster, "leader-killed", digest, "the leader killed")
    cluster.start(victim)
    check("the killed leader catches up", cluster.wait(cluster.caught_up))

    cluster.ok("submit", "long.yaml", "--id", "all-killed")
    check("it runs", cluster.wait_for_progress("all-killed"))
    for name in cluster.names:
        cluster.processes[name].send_signal(signal.SIGKILL)
    for name in cluster.names:
        cluster.kill(name)
    for name in cluster.names:
        cluster.start(name)
    check("a leader is there again", cluster.wait_for_leader())
    wait_for_result(cluster, "all-killed", digest, "all three killed at once")

    for identity in ("first", "follower-killed", "leader-killed", "all-killed"):
        cluster.ok("fetch", identity, "--out", f"{identity}.results")
    cluster.ok("run", "long.yaml", "--out", "local.results", "-q")
    out = cluster.ok("diff", "local.results", "all-killed")
    check("diff says the same bytes", "same bytes" in out)
    cluster.expect(6, "", "diff", "first", "all-killed")

    # An orderly stop in the middle of a job: the rest goes on after the start.
    cluster.ok("submit", "long.yaml", "--id", "stopped")
    check("it runs", cluster.wait_for_progress("stopped"))
    for name in list(cluster.names):
        code = cluster.kill(name, signal.SIGTERM)
        check(f"{name} ends with 0 after SIGTERM, every handle closed (got {code})", code == 0)
    for name in cluster.names:
        cluster.start(name)
    check("a leader is there after the stop", cluster.wait_for_leader())
    wait_for_result(cluster, "stopped", digest, "stopped and started")

finish("killed nodes: every job finished, with the same bytes")
