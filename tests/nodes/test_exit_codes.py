# SPDX-License-Identifier: GPL-3.0-or-later
"""submit --wait, status --watch and logs -f end with the same exit code for the same end of a job: done, failed, a check not met, cancelled,
a lost cluster, Ctrl-C, and a wait that is too long."""
import signal
import subprocess
import time

from cluster_support import Cluster, check, check_clean, finish, job_text, tercile

UNMET = """  - id: expected
    check: {expectations: [{name: mean, stage: summary, table: summary, column: mean, where: {group: a}, equals: 31}]}
"""


def watchers(identity):
    return (["status", identity, "--watch"], ["logs", identity, "-f"])


def start(cluster, words):
    return subprocess.Popen([tercile, *words], cwd=cluster.folder, env=cluster.environment, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def hears_interrupt(process):
    """Whether it has begun to handle SIGINT: a program that has only just started is ended by it."""
    caught = [line.split()[1] for line in open(f"/proc/{process.pid}/status") if line.startswith("SigCgt:")]
    return bool(caught) and int(caught[0], 16) >> (signal.SIGINT - 1) & 1 == 1


def end(process, what, code, pattern=""):
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        check(f"{what} ends", False)
    check_clean(what, err)
    check(f"{what}: exit code {process.returncode}, wanted {code}: {(out + err)[-300:]}", process.returncode == code)
    check(f"{what}: says \"{pattern}\": {(out + err)[-300:]}", pattern in out + err)


with Cluster() as cluster:
    cluster.write_job("good.yaml", job_text(500))
    cluster.write_job("unmet.yaml", job_text(500, extra=UNMET))
    cluster.write_job("long.yaml", job_text(3000000))
    # a law that no fit can be made of: the values are not counts
    cluster.write_job("failing.yaml", job_text(500).replace("value > 0", "value > 1000"))

    for name, code, pattern in (("good", 0, ""), ("unmet", 6, "mean"), ("failing", 1, "")):
        cluster.expect(code, pattern, "submit", f"{name}.yaml", "--id", name, "--wait")
        for words in watchers(name):
            cluster.expect(code, pattern, *words)

    # cancelled while three commands wait for it
    waiting = [start(cluster, ["submit", "long.yaml", "--id", "cancelled", "--wait"])]
    check("the job runs", cluster.wait(lambda: cluster.job("cancelled").get("phase") == "running"))
    waiting += [start(cluster, words) for words in watchers("cancelled")]
    time.sleep(0.5)
    cluster.expect(0, "", "cancel", "cancelled")
    for process, what in zip(waiting, ("submit --wait", "status --watch", "logs -f")):
        end(process, f"{what} of a cancelled job", 4, "cancel")
    cluster.expect(4, "", "status", "cancelled", "--watch")
    cluster.expect(0, "already", "cancel", "cancelled")
    cluster.expect(2, "no job", "cancel", "no-such-job")
    for words in (["status", "no-such-job"], ["logs", "no-such-job"], ["fetch", "no-such-job"], ["show", "no-such-job"],
                  ["diff", "no-such-job", "good"]):
        cluster.expect(2, "no-such-job", *words)

    # Ctrl-C leaves the job alone
    waiting = [start(cluster, ["submit", "long.yaml", "--id", "left-alone", "--wait"])]
    check("the job runs", cluster.wait(lambda: cluster.job("left-alone").get("phase") == "running"))
    waiting += [start(cluster, words) for words in watchers("left-alone")]
    check("all three wait", cluster.wait(lambda: all(hears_interrupt(process) for process in waiting)))
    time.sleep(0.5)
    for process, what in zip(waiting, ("submit --wait", "status --watch", "logs -f")):
        process.send_signal(signal.SIGINT)
        end(process, f"Ctrl-C at {what}", 130, "tercile cancel left-alone")
    check("the job goes on", cluster.job("left-alone").get("phase") == "running")

    # a wait that is too long
    cluster.expect(5, "left-alone", "submit", "long.yaml", "--id", "left-alone", "--wait", "--timeout", "1")

    # the same id again is the same job; another job under it is refused
    cluster.expect(0, "good", "submit", "good.yaml", "--id", "good")
    cluster.expect(2, "good", "submit", "unmet.yaml", "--id", "good")

    # the cluster is lost while three commands wait
    waiting = [start(cluster, ["submit", "long.yaml", "--id", "left-alone", "--wait"])] + [start(cluster, w) for w in watchers("left-alone")]
    time.sleep(1)
    for name in list(cluster.processes):
        cluster.kill(name)
    for process, what in zip(waiting, ("submit --wait", "status --watch", "logs -f")):
        end(process, f"{what} of a lost cluster", 3)
    cluster.expect(3, "tercile cluster up", "list")

finish("exit codes: the same for whoever waits")
