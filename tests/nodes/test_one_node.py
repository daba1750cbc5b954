# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster of one node gives the bytes that three nodes and one process with 1 and 7 threads give, of every kind of stage."""
from cluster_support import Cluster, check, finish, job_text

models = """  - lm: {from: good, formula: log(value) ~ value, by: group}
  - glm: {from: good, formula: value ~ log(value), by: group, family: gamma, link: log}
  - nls: {from: good, formula: log(value) ~ a + b * value, by: group, start: {a: 0, b: 0}}
  - anova: {from: good, formula: value ~ group}
"""
digests = {}
for nodes in (1, 3):
    with Cluster(nodes=nodes, slots=nodes) as cluster:
        cluster.write_job("job.yaml", job_text(5000, extra=models))
        cluster.ok("submit", "job.yaml", "--id", "job", "--wait")
        digests[f"{nodes} nodes"] = cluster.job("job").get("digest")
        for threads in ("1", "7"):
            digests[f"{threads} threads, beside {nodes} nodes"] = cluster.local_digest("job.yaml", "--threads", threads)
check(f"one digest: {digests}", len(set(digests.values())) == 1 and None not in digests.values())

finish("one node, three nodes, 1 thread, 7 threads: the same bytes")
