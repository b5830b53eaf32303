"""Which processes on this machine belong to a node of a test's Slurm cluster: what Slurm runs there, and its jobs'."""
import contextlib
import fcntl
import os
import pathlib
import signal
import time

from slurm_settings import FREEZER, JOB_NUMBERS


def slurm_processes(folder, node):
    """Living slurmd and slurmstepd of the node. They work in the node's folder: slurmstepd overwrites its environment
    and command line with its title."""
    home = f"{folder}/{node}"
    return [pid for pid in _living() if _link(pid, "cwd") == home and _program(pid).startswith("slurm")]


def job_processes(folder, node, first_job):
    """Living processes of the node's jobs: by what Slurm put into their environment, as what slurmstepd has started,
    and by the cgroup, in which proctrack/cgroup keeps even those that have left both."""
    conf = f"{folder}/slurm.conf".encode()
    slurm = set(slurm_processes(folder, node))
    living = _living()
    found = set(slurm)
    for pid in living:
        known = _environment(pid)
        if known.get(b"SLURM_CONF") == conf and known.get(b"SLURMD_NODENAME") == node.encode():
            found.add(pid)
    for cgroup in job_cgroups(node, first_job):
        found |= _members(cgroup)
    parents = {pid: _parent_and_state(pid)[0] for pid in living}
    while further := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= further
    return sorted(found - slurm - {os.getpid()})


def working_in(folder):
    """Living processes whose current folder is this one or in it, but for this one's: what a job has detached where Slurm
    tracks without cgroups."""
    inside = [pid for pid in _living() if f"{_link(pid, 'cwd')}/".startswith(f"{folder}/")]
    return [pid for pid in inside if pid != os.getpid()]


def job_cgroups(node, first_job):
    """The cgroups of the cluster's jobs on the node, each before what it lies in. Their names know no cluster, so the
    jobs are known by their numbers, which no other cluster of this machine has."""
    found = []
    for top in FREEZER.glob(f"slurm_{node}/uid_*/job_*"):
        if int(top.name.split("_")[1]) in range(first_job, first_job + JOB_NUMBERS):
            found += sorted((path for path in top.rglob("*") if path.is_dir()), reverse=True) + [top]
    return found


def remove_cgroups(nodes, first_job):
    """What is left of the nodes' jobs, and Slurm's own cgroups with the last cluster of the machine. To be called when
    nothing of the nodes lives any more."""
    if not FREEZER.is_dir():
        return
    # slurmstepd makes and removes cgroups under this lock, too, all but the node's topmost: it must not go while
    # another slurmd may be about to put a job there.
    freezer = os.open(FREEZER, os.O_RDONLY)
    try:
        fcntl.flock(freezer, fcntl.LOCK_EX)
        for node in nodes:
            for cgroup in job_cgroups(node, first_job):
                cgroup.rmdir()
            top = FREEZER / f"slurm_{node}"
            others = any(_program(pid).startswith("slurmd") for pid in _living())
            for cgroup in [*top.glob("uid_*"), *([] if others else [top])]:
                with contextlib.suppress(OSError):
                    cgroup.rmdir()
    finally:
        os.close(freezer)


def is_alive(pid):
    """Zombies are not: who should reap them may take a while."""
    return _parent_and_state(pid)[1] not in "ZX"


def kill_all(find, seconds=5):
    """SIGKILL to all that `find()` gives, until it gives none: a process can be just making another."""
    deadline = time.monotonic() + seconds
    while pids := find():
        if time.monotonic() > deadline:
            raise AssertionError(f"not gone {seconds} s after SIGKILL: processes {pids}")
        send(pids, signal.SIGKILL)
        time.sleep(0.01)


def send(pids, signal_number):
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass


def _environment(pid):
    try:
        pairs = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(pair.split(b"=", 1) for pair in pairs if b"=" in pair)


def _link(pid, name):
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:
        return ""


def _program(pid):
    return _link(pid, "exe").split("/")[-1]


def _parent_and_state(pid):
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0, "X"
    return int(fields[1]), fields[0]


def _members(cgroup):
    try:
        return {int(pid) for pid in (cgroup / "cgroup.procs").read_text().split()}
    except OSError:
        return set()


def _living():
    pids = [int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if is_alive(pid)]
