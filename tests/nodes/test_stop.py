# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes under valgrind are told to stop: after work, in the midst of it, with clients that listen, twice, and without a majority. They
end with exit code 0, in time, and valgrind finds no error and no leak. All three are under valgrind, whose arithmetic has other bits than
the processor's: one among two others is refused, and rightly."""
import re
import shutil
import signal
import socket
import ssl
import sys
import time

from cluster_support import Cluster, build, check, finish, job_text

VALGRIND_FAILED = 99
GRACE_SECONDS = 20

if shutil.which("valgrind") is None:
    print("skipped: valgrind is not installed")
    sys.exit(77)
if re.search(r"^TERCILE_SANITIZE:\w+=.+$", (build / "CMakeCache.txt").read_text(), re.MULTILINE):
    print("skipped: valgrind does not go together with sanitizers")
    sys.exit(77)


log_begins = {}


def text_of(cluster, name="node3"):
    return cluster.log(name)[log_begins[name]:]


def start(cluster, *names):
    """The settings of OpenBLAS are those that a node gives itself: with them it does not start itself again."""
    core = re.search(r"core (\w+)", cluster.ok("doctor")).group(1)
    environment = dict(cluster.environment, OPENBLAS_NUM_THREADS="1", OPENBLAS_CORETYPE=core)
    for name in names:
        log_begins[name] = len(cluster.log(name))
        cluster.start(name, ["valgrind", "-q", "--leak-check=full", f"--error-exitcode={VALGRIND_FAILED}", "--fair-sched=yes"],
                      ["--grace", str(GRACE_SECONDS)], environment)
    for name in names:
        check(f"{name} has come up", cluster.wait(lambda: "ready on port" in text_of(cluster, name), 90))
        check(f"{name} knows who leads", cluster.wait(lambda: metric(cluster, "tercile_leader_id", name) > 0, 90))


def ask(cluster, path, name="node3"):
    """A connection to a node's UNIX socket on which something was asked."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(20)
    client.connect(str(cluster.cluster / name / "node.sock"))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: node\r\n\r\n".encode())
    return client


def metric(cluster, word, name="node3"):
    with ask(cluster, "/metrics", name) as client:
        text, length = b"", None
        while length is None or len(text) < length:
            more = client.recv(65536)
            if not more:
                break
            text += more
            head = re.search(rb"Content-Length: (\d+)\r\n(.*?\r\n)?\r\n", text, re.DOTALL | re.IGNORECASE)
            length = head.end() + int(head.group(1)) if head else None
    found = re.search(rf"^{word} (\d+)", text.decode(), re.MULTILINE)
    return int(found.group(1)) if found else 0


def stopped(cluster, what, seconds, name="node3"):
    """The node has been told to stop: waits for its end, and looks at what it and valgrind say."""
    process = cluster.processes.pop(name)
    began = time.monotonic()
    try:
        code = process.wait(timeout=seconds + 30)
    except Exception:
        process.kill()
        code = process.wait()
    took = time.monotonic() - began
    said = text_of(cluster, name)
    check(f"{what}: exit code {code}, wanted 0:\n{said[-3000:]}", code == 0)
    check(f"{what}: valgrind found:\n{said[-3000:]}", "==" not in said)
    check(f"{what}: every handle closed", said.rstrip().endswith("stopped"))
    check(f"{what}: within {seconds} s, not {took:.1f}", took <= seconds)
    print(f"{what}: {took:.1f} s", flush=True)


def tell(cluster, name="node3"):
    cluster.processes[name].send_signal(signal.SIGTERM)


def works(cluster, identity, at_least=1):
    """A long job has been submitted and the node under valgrind computes some of it."""
    before = metric(cluster, "tercile_tasks_computed_total")
    cluster.ok("submit", "long.yaml", "--id", identity)
    check("it computes", cluster.wait(lambda: metric(cluster, "tercile_tasks_computed_total") >= before + at_least))


def clients(cluster):
    """A stream of events and an idle connection, on the UNIX socket and over TLS."""
    port = cluster.port + 2
    context = ssl.create_default_context(cafile=str(cluster.cluster / "ca.crt"))
    context.check_hostname = False
    context.load_cert_chain(cluster.cluster / "clients" / "admin.crt", cluster.cluster / "clients" / "admin.key")
    streams, others = [], []
    for _ in range(3):
        streams.append(ask(cluster, "/v1/events"))
        streams.append(context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20)))
        streams[-1].sendall(b"GET /v1/events HTTP/1.1\r\nHost: node\r\n\r\n")
        others.append(context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20)))
        others.append(ask(cluster, "/v1/jobs/stream/events"))
        others[-1].sendall(b"PUT /v1/blobs/")  # a second question, of which only this comes
    check("streams of events are open", all(b" 200 " in stream.recv(4096) for stream in streams))
    return streams + others


with Cluster(start=False) as cluster:
    cluster.write_job("small.yaml", job_text(500))
    cluster.write_job("long.yaml", job_text(60000))

    # after its part of a job
    began = time.monotonic()
    start(cluster, "node1", "node2", "node3")
    print(f"three nodes under valgrind: {time.monotonic() - began:.1f} s", flush=True)
    for number in range(10):
        cluster.ok("submit", "small.yaml", "--id", f"small-{number}", "--wait")
        if metric(cluster, "tercile_tasks_computed_total") > 0:
            break
    check("it has computed", metric(cluster, "tercile_tasks_computed_total") > 0)
    tell(cluster)
    stopped(cluster, "after work", 10)

    # in the midst of work, with clients that listen
    start(cluster, "node3")
    works(cluster, "stream")
    streams = clients(cluster)
    tell(cluster)
    stopped(cluster, "in the midst of work, with clients", GRACE_SECONDS + 5)
    for stream in streams:
        stream.close()
    job = cluster.job("stream")
    check("what it did not finish goes on elsewhere", job.get("phase") in ("running", "done"))
    cluster.run("cancel", "stream")

    # twice: at once
    start(cluster, "node3")
    works(cluster, "hurried")
    tell(cluster)
    time.sleep(0.2)
    if cluster.processes["node3"].poll() is None:
        tell(cluster)
    stopped(cluster, "told twice", 10)
    cluster.run("cancel", "hurried")

    # without a majority: nothing to wait for but what runs
    start(cluster, "node3")
    works(cluster, "alone")
    cluster.kill("node1")
    tell(cluster, "node2")
    stopped(cluster, "one of two", GRACE_SECONDS + 5, "node2")
    check("what ran has ended", cluster.wait(lambda: metric(cluster, "tercile_tasks_computing") == 0, 60))
    tell(cluster)
    stopped(cluster, "without a majority", 10)

finish("told to stop: in order, in time, with nothing left behind")
