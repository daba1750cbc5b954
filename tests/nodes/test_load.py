# SPDX-License-Identifier: GPL-3.0-or-later
"""Two thousand operations at once on each of three nodes: submissions, questions, cancels and event streams, each on a connection of its own.
No node loses the lead, everything that was acknowledged is there and has the right result, and no answer is a wrong one."""
import asyncio
import collections
import hashlib
import json
import resource
import time

from cluster_support import Cluster, check, finish, job_text

AT_ONCE = 2000  # on each node
SUBMITS, CANCELS, STREAMS = 150, 50, 100  # of them; the rest are questions
SECONDS = 120


async def ask(path, method, target, body=b""):
    """One request on a new connection to a node's UNIX socket: (status, body)."""
    reader, writer = await asyncio.open_unix_connection(path)
    try:
        writer.write(f"{method} {target} HTTP/1.1\r\nHost: node\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        return int(head.split()[1]), await reader.read()
    finally:
        writer.close()


async def put(path, data):
    digest = hashlib.sha256(data).hexdigest()
    status, _ = await ask(path, "PUT", f"/v1/blobs/{digest}", data)
    check(f"a blob is stored ({status})", status in (200, 201))
    return {"hash": digest, "bytes": len(data)}


def submission(name, spec, rows):
    job = {"id": name, "name": "load", "file": "load.yaml", "spec": spec, "inputs": [{"name": "data", **rows}], "strict": False}
    return json.dumps(job).encode()


async def one(kind, number, path, node, spec, rows, answers):
    try:
        if kind == "submit":
            status, body = await ask(path, "POST", "/v1/jobs", submission(f"load-{node}-{number}", spec, rows))
        elif kind == "cancel":
            status, body = await ask(path, "DELETE", "/v1/jobs/to-cancel")
        elif kind == "stream":
            status, body = await ask(path, "GET", "/v1/jobs/before/events")
        else:
            status, body = await ask(path, "GET", "/v1/status" if number % 2 else "/v1/jobs?last=5")
    except (OSError, asyncio.IncompleteReadError, ValueError) as failure:
        status, body = repr(failure), b""
    answers.append((kind, node, number, status, body))


async def storm(paths, spec, rows):
    answers, work = [], []
    for node, path in enumerate(paths):
        kinds = ["submit"] * SUBMITS + ["cancel"] * CANCELS + ["stream"] * STREAMS
        kinds += ["ask"] * (AT_ONCE - len(kinds))
        for number, kind in enumerate(kinds):
            work.append(one(kind, number, path, node, spec, rows, answers))
    await asyncio.wait_for(asyncio.gather(*work), SECONDS)
    return answers


def peak_memory(cluster):
    peaks = []
    for name in cluster.names:
        for line in open(f"/proc/{cluster.processes[name].pid}/status"):
            if line.startswith("VmHWM"):
                peaks.append(int(line.split()[1]) // 1024)
    return peaks


soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if hard != resource.RLIM_INFINITY and hard < 3 * AT_ONCE + 200:
    print(f"skipped: a process may open {hard} files here, {3 * AT_ONCE + 200} are needed")
    raise SystemExit(77)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard != resource.RLIM_INFINITY else 65536, hard))

with Cluster() as cluster:
    tiny = "version: 1\nname: load\nseed: 1\ninputs:\n  data: {path: data.csv, types: {group: factor, value: double}}\nstages:\n" \
           "  - id: law\n    fit: {from: data, column: value, by: group, families: [exponential], method: mle}\n"
    cluster.write_job("load.yaml", tiny)
    cluster.write_job("long.yaml", job_text(3000000))
    digest = cluster.local_digest("load.yaml")
    cluster.ok("submit", "load.yaml", "--id", "before", "--wait")
    cluster.ok("submit", "long.yaml", "--id", "to-cancel")
    paths = [str(cluster.cluster / name / "node.sock") for name in cluster.names]
    spec = asyncio.run(put(paths[0], tiny.encode()))
    rows = asyncio.run(put(paths[0], (cluster.folder / "data.csv").read_bytes()))
    term = {n["term"] for n in cluster.status()}
    began = time.monotonic()
    answers = asyncio.run(storm(paths, spec, rows))
    seconds = time.monotonic() - began
    print(f"{len(answers)} operations in {seconds:.1f} s, {len(answers) / seconds:.0f} a second; peak memory in MiB: {peak_memory(cluster)}")
    wrong = [(kind, node, number, status, body[:120]) for kind, node, number, status, body in answers
             if status not in ((201, 200) if kind == "submit" else (200,))]
    refused = [w for w in wrong if w[3] == 503]
    print(f"{len(refused)} of them refused for overload")
    counts = collections.Counter((kind, node, str(status)) for kind, node, number, status, body in wrong if status != 503)
    check(f"no answer is a wrong one: {counts}", not counts)
    check("few are refused", len(refused) <= len(answers) // 20)
    check(f"the leader is still the same: {term} and {({n['term'] for n in cluster.status()})}",
          {n["term"] for n in cluster.status()} == term)
    promised = [f"load-{node}-{number}" for kind, node, number, status, _ in answers if kind == "submit" and status in (200, 201)]

    def all_done():
        status, body = asyncio.run(ask(paths[0], "GET", "/v1/jobs?phase=done"))
        done = {job["id"]: job["digest"] for job in json.loads(body)["jobs"]} if status == 200 else {}
        return all(done.get(name) == digest for name in promised)

    check(f"all {len(promised)} acknowledged jobs end with the right bytes", cluster.wait(all_done, 60))

finish("six thousand operations at once: all answered, none wrong")
