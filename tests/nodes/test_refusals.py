# SPDX-License-Identifier: GPL-3.0-or-later
"""What a node or a cluster refuses: each with a clear message, an exit code, and nothing lost."""
import json
import os
import shutil
import socket
import subprocess

from cluster_support import Cluster, check, finish, job_text, tercile


def node_fails(cluster, folder, pattern, code=1, environment=None, seconds=20):
    """A node that must not start: it ends by itself, says why, and gives the exit code."""
    try:
        done = subprocess.run([tercile, "node", str(folder)], env=environment or cluster.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds)
        check(f"{folder.name}: exit code {done.returncode}, \"{pattern}\" in: {done.stdout[-400:]}",
              done.returncode == code and pattern in done.stdout)
    except subprocess.TimeoutExpired as late:
        check(f"{folder.name} with \"{pattern}\" ends by itself: {late.stdout}", False)


def copy_of(cluster, name, keep_data=False):
    folder = cluster.folder / f"copy-of-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(cluster.cluster / name, folder, ignore=shutil.ignore_patterns("node.sock", *([] if keep_data else ["data"])))
    return folder


def change(folder, file, **changes):
    text = json.loads((folder / file).read_text())
    text.update(changes)
    (folder / file).write_text(json.dumps(text))


def refused_at_start(cluster):
    node = copy_of(cluster, "node1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        change(node, "node.json", listen=f"127.0.0.1:{taken.getsockname()[1]}")
        node_fails(cluster, node, "in use")
    node = copy_of(cluster, "node1")
    (node / "node.crt").unlink()
    node_fails(cluster, node, "node.crt")
    node = copy_of(cluster, "node1")
    shutil.copy(cluster.cluster / "node2" / "node.key", node / "node.key")
    node_fails(cluster, node, "node.key")
    node = copy_of(cluster, "node1")
    members = json.loads((node / "node.json").read_text())["members"]
    members[1]["name"] = members[0]["name"]
    change(node, "node.json", members=members)
    node_fails(cluster, node, "two members are called")
    node = copy_of(cluster, "node1")
    change(node, "node.json", tercile_node=2)
    node_fails(cluster, node, "a newer one wrote it")
    node = copy_of(cluster, "node1")
    change(node, "node.json", slotz=2)
    node_fails(cluster, node, "slotz")
    node_fails(cluster, cluster.folder / "nowhere", "tercile init")


def refused_data(cluster):
    """Data of another node, of a newer version, damaged: with the node's own, after the cluster has been used and is down."""
    node = copy_of(cluster, "node1", keep_data=True)
    change(node, "node.json", cluster="another-cluster")
    node_fails(cluster, node, "another-cluster")
    node = copy_of(cluster, "node1", keep_data=True)
    shutil.rmtree(node / "data")
    shutil.copytree(cluster.cluster / "node2" / "data", node / "data")
    node_fails(cluster, node, "node 2")
    node = copy_of(cluster, "node1", keep_data=True)
    import sqlite3
    with sqlite3.connect(node / "data" / "node.db") as database:
        database.execute("pragma user_version = 99")
    database.close()
    node_fails(cluster, node, "newer")


def refused_certificates(cluster):
    """Clients: none, expired, of another authority, of a role that may not."""
    other = cluster.folder / "other"
    cluster.ok("init", str(other), "-q", "--port", "7401")
    cluster.ok("init", str(cluster.cluster), "--client", "late", "--days", "0", "-q")
    address = json.loads((cluster.cluster / "cluster.json").read_text())["members"][0]["address"]
    cluster.expect(2, "none.crt", "list", "--address", address, "--identity", str(cluster.folder / "none"))
    cluster.expect(2, "", "list", "--address", address, "--identity", str(other / "clients" / "admin"))
    cluster.expect(2, "expired", "list", "--address", address, "--identity", str(cluster.cluster / "clients" / "late"))
    viewer = ["--address", address, "--identity", str(cluster.cluster / "clients" / "viewer")]
    cluster.ok("list", *viewer)
    cluster.expect(2, "viewer", "submit", "good.yaml", "--id", "not-allowed", *viewer)
    user = ["--address", address, "--identity", str(cluster.cluster / "clients" / "user")]
    cluster.ok("submit", "good.yaml", "--id", "of-a-user", "--wait", *user)
    cluster.write_job("long.yaml", job_text(3000000))
    cluster.ok("submit", "long.yaml", "--id", "of-the-admin")
    cluster.expect(2, "", "cancel", "of-the-admin", *user)
    cluster.ok("cancel", "of-the-admin")


def refused_peers(cluster):
    """A node whose certificate is of another authority, and one whose arithmetic has other bits, do not join."""
    other = cluster.folder / "other"
    cluster.kill("node3")
    node = copy_of(cluster, "node3")
    shutil.copy(other / "node3" / "node.crt", node / "node.crt")
    shutil.copy(other / "node3" / "node.key", node / "node.key")
    shutil.copy(other / "ca.crt", node / "ca.crt")
    said = cluster.folder / "foreign.log"
    with open(said, "w") as out:
        process = subprocess.Popen([tercile, "node", str(node)], env=cluster.environment, stdin=subprocess.DEVNULL, stdout=out,
                                   stderr=subprocess.STDOUT)
    cluster.wait(lambda: "authority" in said.read_text() or "certificate" in said.read_text(), 30)
    check("the others go on without it", cluster.wait_for_leader())
    process.terminate()
    process.wait(timeout=20)
    out = said.read_text()
    check(f"a foreign certificate is said: {out[-500:]}", "authority" in out or "certificate" in out)
    cores = {line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("flags")}
    other_core = "Prescott" if cores and "avx2" in cores.pop().split() else None
    if other_core is None:
        print("skipped: this processor has no second set of BLAS kernels to be different with")
    else:
        environment = dict(cluster.environment, OPENBLAS_CORETYPE=other_core, OPENBLAS_NUM_THREADS="1")
        node_fails(cluster, copy_of(cluster, "node3"), "arithmetic", environment=environment)
    cluster.start("node3")
    check("the right node joins again", cluster.wait(cluster.caught_up))


def two_of_one_name(cluster):
    """A second process with the name, the certificate and the number of a node that is up: it forgot what that one has promised."""
    node = copy_of(cluster, "node3")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    change(node, "node.json", listen=f"127.0.0.1:{port}")
    node_fails(cluster, node, "two nodes cannot have one name")
    check("the right one is still connected", cluster.wait(cluster.caught_up))


def quorum_lost(cluster):
    cluster.kill("node2")
    cluster.kill("node3")
    cluster.expect(3, "try again", "submit", "good.yaml", "--id", "too-late", timeout=90)
    cluster.start("node2")
    cluster.start("node3")
    check("a leader is there again", cluster.wait_for_leader())
    job = cluster.job("kept")
    check("what was acknowledged is still there", job.get("phase") == "done")
    cluster.ok("submit", "good.yaml", "--id", "too-late", "--wait")


def too_large(cluster):
    text = job_text(500).replace("seed: 7", "seed: 7\n# " + "x" * 1100000)
    cluster.write_job("large.yaml", text)
    cluster.expect(2, "large.yaml", "submit", "large.yaml", "--id", "large")
    cluster.write_job("hungry.yaml", job_text(100000000))
    cluster.expect(2, "memory", "submit", "hungry.yaml", "--id", "hungry")


def full_disk():
    """A node whose disk is full stops with that reason; the others go on, and it comes back when there is room."""
    mount = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() != 0 or subprocess.run([*mount, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: no private mounts here, so no small disk")
        return
    with Cluster() as cluster:
        cluster.write_job("good.yaml", job_text(500))
        # The small disk is empty: a leader that forgets so what it has promised is no case of a full disk.
        full = next(name for name in cluster.processes if name != cluster.leader())
        cluster.kill(full)
        data = cluster.cluster / full / "data"
        script = f'mount -t tmpfs -o size=1m none "{data}" && exec "$0" "$@"'
        cluster.start(full, prefix=[*mount, "sh", "-c", script])
        for number in range(60):
            cluster.ok("submit", "good.yaml", "--id", f"job-{number}", "--wait")
            if cluster.processes[full].poll() is not None:
                break
        check("the node with the full disk has stopped", cluster.wait(lambda: cluster.processes[full].poll() is not None, 20))
        log = (cluster.cluster / full / "node.log").read_text()
        check("it says why", "full" in log or "no space" in log.lower())
        cluster.ok("submit", "good.yaml", "--id", "after", "--wait")
        cluster.kill(full)
        cluster.start(full)
        check("with room it joins again", cluster.wait(cluster.caught_up))


with Cluster() as cluster:
    cluster.write_job("good.yaml", job_text(500))
    cluster.ok("submit", "good.yaml", "--id", "kept", "--wait")
    refused_at_start(cluster)
    refused_certificates(cluster)
    refused_peers(cluster)
    two_of_one_name(cluster)
    too_large(cluster)
    quorum_lost(cluster)
    for name in list(cluster.processes):
        cluster.kill(name)
    refused_data(cluster)
full_disk()

finish("refusals: each said, nothing lost")
