# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP interface of three real nodes: every route at the leader and at followers, roles, what is refused, reading what one has just
written, streams across the death of a node, slow and many clients, and blobs that were damaged or deleted on a disk."""
import http.client
import json
import os
import re
import socket
import threading
import time

from cluster_support import Cluster, check, finish, job_text
from http_support import Faces, events_of, hash_of


def put(faces, node, data, who="admin"):
    return faces.json(node, "PUT", f"/v1/blobs/{hash_of(data)}", data, who)


def submission(cluster, identity, text):
    spec, rows = text.encode(), (cluster.folder / "data.csv").read_bytes()
    return {"id": identity, "file": "job.yaml", "spec": {"hash": hash_of(spec), "bytes": len(spec)},
            "inputs": [{"name": "data", "hash": hash_of(rows), "bytes": len(rows)}]}


def put_job(faces, cluster, node, text):
    for data in (text.encode(), (cluster.folder / "data.csv").read_bytes()):
        status, answer = put(faces, node, data)
        check(f"a blob is stored: {status} {answer}", status in (200, 201) and answer["hash"] == hash_of(data))


def wait_for_end(faces, cluster, node, identity):
    def ended():
        return faces.json(node, "GET", f"/v1/jobs/{identity}")[1].get("exit_code") is not None
    check(f"{identity} ends", cluster.wait(ended))
    return faces.json(node, "GET", f"/v1/jobs/{identity}")[1]


def every_route(faces, cluster, names):
    for node in names:
        for who in ("admin", "viewer", "unix"):
            for path in ("/", "/v1", "/v1/status", "/v1/jobs", "/v1/jobs?last=1&phase=done", "/v1/log?last=5", "/v1/jobs/first"):
                status, answer = faces.json(node, "GET", path, who=who)
                check(f"{node}, {who}: GET {path}: {status} {answer}", status == 200 and isinstance(answer, dict))
        job = faces.json(node, "GET", "/v1/jobs/first")[1]
        check(f"{node}: the job is done: {job}", job["phase"] == "done" and job["exit_code"] == 0 and job["plan"] and job["digest"])
        status, pack, _ = faces.ask(node, "GET", "/v1/jobs/first/pack")
        check(f"{node}: the pack has the bytes of its hash", status == 200 and hash_of(pack) == job["pack"]["hash"])
        status, answer, headers = faces.ask(node, "HEAD", f"/v1/blobs/{job['spec']['hash']}")
        check(f"{node}: HEAD of a blob: {status} {headers}", status == 200 and answer == b"")
        for method, path, wanted in (("GET", "/v1/nothing", 404), ("GET", "/v1/jobs/unknown", 404), ("DELETE", "/v1/jobs/unknown", 404),
                                     ("GET", "/v1/jobs/unknown/pack", 404), ("GET", "/v1/jobs/unknown/events", 404),
                                     ("POST", "/v1/status", 405), ("PUT", "/v1/jobs", 405), ("GET", "/v1/blobs/xyz", 400),
                                     ("GET", f"/v1/blobs/{'0' * 64}?bytes=5", 400), ("GET", f"/v1/blobs/{'01' * 32}?bytes=5", 404), ("GET", "/v1/jobs?phase=sleeping", 400)):
            status, answer = faces.json(node, method, path)
            check(f"{node}: {method} {path} gives {status}, wanted {wanted}: {answer}",
                  status == wanted and answer["error"]["status"] and answer["error"]["text"])
        for body in (b"{", b"[]", b"{}", b'{"id": 5}', b'"\xff"', b"[" * 5000):
            status, answer = faces.json(node, "POST", "/v1/jobs", body)
            check(f"{node}: bad JSON {body[:10]} gives {status} {answer}", status == 400 and "error" in answer)


def oversized(faces, node):
    status, answer = faces.json(node, "PUT", f"/v1/blobs/{'ab' * 32}", b"other bytes")
    check(f"bytes that are not of the hash: {status} {answer}", status == 400)
    connection = faces.connect(node)
    try:
        connection.request("POST", "/v1/jobs", body=b" " * (2 << 20))
        status = connection.getresponse().status
    except OSError:  # refused before all was sent, and the connection closed
        status = 413
    check(f"a body of 2 MiB for a job: {status}", status == 413)
    connection.close()


def same_submission(faces, cluster, names):
    text = job_text(500)
    put_job(faces, cluster, names[0], text)
    answers = {}

    def submit(node):
        answers[node] = faces.json(node, "POST", "/v1/jobs", submission(cluster, "at-once", text))
    threads = [threading.Thread(target=submit, args=(node,)) for node in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(f"all three are answered: {answers}", all(a[0] in (200, 201) for a in answers.values()))
    check("with one job", len({a[1]["number"] for a in answers.values()}) == 1)
    other = text.replace("seed: 7", "seed: 8")
    put_job(faces, cluster, names[0], other)
    status, answer = faces.json(names[1], "POST", "/v1/jobs", submission(cluster, "at-once", other))
    check(f"another job under the same id: {status} {answer}", status == 409)
    for i in range(12):
        node, reader = names[i % 3], names[(i + 1 + i // 3 % 2) % 3]
        status, _ = faces.json(node, "POST", "/v1/jobs", submission(cluster, f"written-{i}", text))
        read, answer = faces.json(reader, "GET", f"/v1/jobs/written-{i}")
        check(f"written at {node} ({status}), read at {reader} at once: {read} {answer}", status == 201 and read == 200)


def roles(faces, cluster, names):
    text = job_text(3000000)
    put_job(faces, cluster, names[0], text)
    spec = hash_of(text.encode())
    for method, path in (("POST", "/v1/jobs"), ("DELETE", "/v1/jobs/first"), ("PUT", f"/v1/blobs/{spec}")):
        status, _ = faces.json(names[0], method, path, b"{}" if method != "DELETE" else None, "viewer")
        check(f"a viewer's {method} {path}: {status}", status == 403)
    status, _ = faces.json(names[1], "GET", "/v1/status", who="node2")
    check(f"a node's certificate is no client's: {status}", status == 403)
    zeros = submission(cluster, "zeros", text)
    zeros["inputs"][0]["hash"] = "0" * 64
    check("an input named by zeros", faces.json(names[1], "POST", "/v1/jobs", zeros)[0] == 400)
    for identity, owner in (("of-user", "user"), ("of-admin", "admin"), ("of-socket", "unix")):
        status, answer = faces.json(names[1], "POST", "/v1/jobs", submission(cluster, identity, text), owner)
        check(f"{owner} submits: {status} {answer}", status == 201)
    for identity, who, wanted in (("of-admin", "user", 403), ("of-user", "viewer", 403), ("of-user", "user", 200),
                                  ("of-admin", "unix", 200), ("of-socket", "admin", 200)):
        status, answer = faces.json(names[2], "DELETE", f"/v1/jobs/{identity}", who=who)
        check(f"{who} cancels {identity}: {status}, wanted {wanted}: {answer}", status == wanted)
    for identity in ("of-user", "of-admin", "of-socket"):
        check(f"{identity} ends cancelled", wait_for_end(faces, cluster, names[0], identity)["phase"] == "cancelled")


SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9.]+(?:[eE][-+]?\d+)?)$')


def metrics_of(faces, node):
    """Strict: each sample follows its own HELP and TYPE, no name and no series twice, the last line ends."""
    status, body, headers = faces.ask(node, "GET", "/metrics", who="viewer")
    check(f"/metrics: {status} {headers}", status == 200 and headers.get("Content-Type", "").startswith("text/plain"))
    text = body.decode()
    check("the last line ends", text.endswith("\n"))
    helped, kinds, samples = set(), {}, {}
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name = line.split(" ", 3)[2]
            check(f"{name} is helped once", name not in helped and len(line.split(" ", 3)) == 4)
            helped.add(name)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            check(f"{name} has one type", name not in kinds and kind in ("counter", "gauge"))
            kinds[name] = kind
        else:
            match = SAMPLE.match(line)
            if check(f"a sample: {line!r}", match is not None):
                name, labels, value = match.groups()
                check(f"{name} is introduced", name in helped and name in kinds)
                check(f"{name} is a counter by name too", (kinds[name] == "counter") == name.endswith("_total"))
                check(f"{name} {labels} is once", (name, labels) not in samples)
                samples[name, labels] = float(value)
    return samples


def metrics(faces, names):
    pages = {node: metrics_of(faces, node) for node in names}
    check("one leads", sum(page["tercile_leader", None] for page in pages.values()) == 1)
    for node, page in pages.items():
        check(f"{node}: figures make sense: {page}",
              page["tercile_peers", None] == 2 and page["tercile_jobs", 'phase="running"'] == 0 and
              page["tercile_jobs", 'phase="done"'] >= 1 and page["tercile_slots", None] == 1 and
              4e6 < page["tercile_resident_memory_bytes", None] < 1e9 and page["tercile_uptime_seconds", None] > 0 and
              all(page["tercile_node_up", f'node="{i}"'] == 1 for i in (1, 2, 3)) and page["tercile_stopped", None] == 0)
    check("tasks were computed", sum(page["tercile_tasks_computed_total", None] for page in pages.values()) > 3)
    after = metrics_of(faces, names[0])
    check("requests are counted", after["tercile_http_requests_total", None] > pages[names[0]]["tercile_http_requests_total", None])


def blob_files(cluster, node, digest):
    return [p for p in (cluster.cluster / node / "data" / "blobs").rglob(f"*{digest[2:]}") if "damaged" not in p.parts]


def fetched(faces, node, data):
    """The bytes, whole; None while they are not to be had. Never other bytes under status 200."""
    try:
        status, body, _ = faces.ask(node, "GET", f"/v1/blobs/{hash_of(data)}?bytes={len(data)}")
    except (OSError, http.client.HTTPException):
        return None
    check("no other bytes are given for whole", status != 200 or body == data)
    return body if status == 200 else None


def blobs(faces, cluster, names):
    data = os.urandom(300000)
    status, answer = put(faces, names[0], data)
    check(f"PUT of a blob: {status} {answer}", status == 201 and answer["bytes"] == len(data))
    check("the same again", put(faces, names[0], data)[0] == 200)
    for node in names:
        check(f"{node} has it or brings it", fetched(faces, node, data) == data)
    large = os.urandom(70 << 20)
    status, answer = put(faces, names[2], large)
    check(f"a blob of 70 MiB: {status} {answer}", status == 201)
    check("is brought whole to a node that is asked for it", fetched(faces, names[0], large) == large)
    for change in ("damage", "delete"):
        for node in names:
            for path in blob_files(cluster, node, hash_of(data)):
                if change == "delete":
                    path.unlink()
                else:
                    os.chmod(path, 0o600)
                    bytes_now = bytearray(path.read_bytes())
                    bytes_now[len(data) // 2] ^= 1
                    path.write_bytes(bytes_now)
            check(f"{node}: {change}: the blob is brought again", cluster.wait(lambda: fetched(faces, node, data) == data, 15))
            if change == "damage":
                aside = list((cluster.cluster / node / "data" / "blobs" / "damaged").glob("*"))
                check(f"{node}: the damaged file was put aside", len(aside) == 1)


def slow_and_many(faces, cluster, names):
    node = names[1]
    before = metrics_of(faces, node)["tercile_resident_memory_bytes", None]
    stalled = []
    for _ in range(50):
        one = faces.raw(node)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.sendall(b"GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
        stalled.append(one)
    text = job_text(500)
    for i in range(20):
        faces.json(names[i % 3], "POST", "/v1/jobs", submission(cluster, f"noise-{i}", text))
    for i in range(20):
        wait_for_end(faces, cluster, names[0], f"noise-{i}")
    grown = metrics_of(faces, node)["tercile_resident_memory_bytes", None] - before
    check(f"50 clients that do not read: {grown} bytes", grown < 64e6)
    for one in stalled:
        one.close()
    idle, began = [], time.monotonic()
    for _ in range(1000):
        idle.append(faces.raw(node))
    took = time.monotonic() - began
    began = time.monotonic()
    status, answer = faces.json(node, "GET", "/v1/status")
    check(f"with 1,000 idle connections (made in {took:.1f} s) another is served: {status}", status == 200)
    check("and quickly", time.monotonic() - began < 5)
    for one in idle:
        one.close()


def across_a_death(faces, cluster, names):
    """The stream of a job, taken up at another node from the line after the last one seen: no line is missing and none is double."""
    text, data = job_text(120000), os.urandom(100000)
    check("a blob is put", put(faces, names[0], data)[0] == 201)
    put_job(faces, cluster, names[0], text)
    status, _ = faces.json(names[0], "POST", "/v1/jobs", submission(cluster, "followed", text))
    check(f"submitted: {status}", status == 201)
    check("it runs", cluster.wait_for_progress("followed"))
    lines, last = [], None
    for place, node in enumerate((names[0], names[1])):
        connection = faces.connect(node, timeout=60)
        connection.request("GET", f"/v1/jobs/followed/events?from={lines[-1] + 1 if lines else 0}")
        answer = connection.getresponse()
        try:
            for name, body in events_of(answer):
                body = json.loads(body)
                if name == "line":
                    lines.append(body["number"])
                elif name == "job":
                    last = body
                    if place == 0 and node in cluster.processes:
                        cluster.kill(node)
        except (OSError, http.client.HTTPException):
            check("only the killed node breaks its stream", place == 0)
        connection.close()
    check(f"the last event is the ended job: {last}", last is not None and last["exit_code"] == 0)
    check(f"no line twice, none out of order: {lines}", lines == sorted(set(lines)) and len(lines) >= 2)
    check("the blob put at the killed node is at the others", fetched(faces, names[1], data) == data)
    cluster.start(names[0])
    check("it catches up", cluster.wait(cluster.caught_up))


with Cluster() as cluster:
    faces = Faces(cluster)
    leader = cluster.leader()
    names = [leader] + [n for n in cluster.names if n != leader]
    put_job(faces, cluster, names[1], job_text(500))
    status, answer = faces.json(names[1], "POST", "/v1/jobs", submission(cluster, "first", job_text(500)))
    check(f"submitted: {status} {answer}", status == 201)
    wait_for_end(faces, cluster, names[1], "first")
    parts = ((every_route, (faces, cluster, names)), (oversized, (faces, names[0])), (same_submission, (faces, cluster, names)),
             (roles, (faces, cluster, names)), (metrics, (faces, names)), (blobs, (faces, cluster, names)),
             (slow_and_many, (faces, cluster, names)), (across_a_death, (faces, cluster, names)))
    for part, words in parts:
        began = time.monotonic()
        part(*words)
        print(f"{part.__name__}: {time.monotonic() - began:.1f} s", flush=True)

finish("the interface over HTTP: every route, at every node")
