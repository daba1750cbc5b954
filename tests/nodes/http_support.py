# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP interface of real nodes, from Python's own http.client: over TLS with a client's certificate, and over the UNIX socket."""
import hashlib
import http.client
import json
import socket
import ssl


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Faces:
    """Connections to the nodes of a cluster: who "unix" is the UNIX socket, "node2" a node's certificate, else a client of `init`."""

    def __init__(self, cluster):
        self.folder = cluster.cluster
        members = json.loads((self.folder / "cluster.json").read_text())["members"]
        self.addresses = {m["name"]: m["address"] for m in members}
        self.contexts = {}

    def context(self, who):
        if who not in self.contexts:
            base = self.folder / who / "node" if who.startswith("node") else self.folder / "clients" / who
            made = ssl.create_default_context(cafile=str(self.folder / "ca.crt"))
            made.check_hostname = False
            made.load_cert_chain(f"{base}.crt", f"{base}.key")
            self.contexts[who] = made
        return self.contexts[who]

    def connect(self, node, who="admin", timeout=30):
        if who == "unix":
            return UnixConnection(self.folder / node / "node.sock", timeout)
        host, port = self.addresses[node].rsplit(":", 1)
        return http.client.HTTPSConnection(host, int(port), context=self.context(who), timeout=timeout)

    def raw(self, node, who="admin", timeout=30):
        host, port = self.addresses[node].rsplit(":", 1)
        return self.context(who).wrap_socket(socket.create_connection((host, int(port)), timeout=timeout), server_hostname=host)

    def ask(self, node, method, path, body=None, who="admin", timeout=30):
        """(status, body as bytes, headers)."""
        connection = self.connect(node, who, timeout)
        try:
            connection.request(method, path, body=body)
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        finally:
            connection.close()

    def json(self, node, method, path, body=None, who="admin", timeout=30):
        """(status, object); a body that is not bytes goes as JSON."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        status, answer, _ = self.ask(node, method, path, body, who, timeout)
        try:
            return status, json.loads(answer)
        except ValueError:
            return status, None


def hash_of(data):
    return hashlib.sha256(data).hexdigest()


def events_of(answer):
    """The server-sent events of a response, one (name, data) after the other."""
    name, data = "message", []
    while True:
        line = answer.readline()
        if not line:
            return
        line = line.decode().rstrip("\r\n")
        if not line:
            if data:
                yield name, "\n".join(data)
            name, data = "message", []
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].strip())
