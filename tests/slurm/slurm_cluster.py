"""A real Slurm cluster for tests: munged, slurmctld and a slurmd for each node, all on this machine, as root, out of one
temporary folder. Each node has one GPU: a device file that stands for it. What Slurm says is Slurm's own; what is not as
on a real cluster: the nodes share the machine's CPUs, network and file system, and waits are short."""
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
import unittest

import node_processes
import slurm_accounting
import slurm_settings

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "sinfo", "scontrol", "scancel", "setpriv")
SEARCHED = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def why_not_here():
    """What keeps a cluster from being started here, or None."""
    if os.geteuid() != 0:
        return "a Slurm cluster for tests is started by root only: its slurmd starts the jobs as their users"
    missing = [name for name in PROGRAMS if not shutil.which(name, path=SEARCHED)]
    if missing:
        return f"not installed: {', '.join(missing)}; scripts/install-packages test installs them"
    return None


def require():
    """Skips the test where no cluster can be started, but for MUTATION_REQUIRE_SLURM=1: then it fails."""
    if why := why_not_here():
        if os.environ.get("MUTATION_REQUIRE_SLURM") == "1":
            raise AssertionError(why)
        raise unittest.SkipTest(why)


class SlurmCluster:
    """`with SlurmCluster() as cluster:` has an idle cluster of `nodes` named node0, node1 and so on, with the partitions
    `gpu` and `urgent`, which preempts it. `cluster.folder` has all its files, and is readable by every user;
    `cluster.tracks_by_cgroup` says whether all of a job's processes are found at its end, or only those that did not
    leave its session; `use_cgroups=False` asks for the latter. `accounting=True` has sacct answer, and squeue forget jobs
    soon after their end."""

    def __init__(self, nodes=2, use_cgroups=True, accounting=False):
        require()
        self.accounting = accounting
        if accounting:
            slurm_accounting.require(SEARCHED)
        self.nodes = [f"node{number}" for number in range(nodes)]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mutation-slurm-"))
        self.tracks_by_cgroup = use_cgroups and slurm_settings.can_track_by_cgroup()
        ports = free_ports(3 + len(self.nodes))
        self.accounting_ports = ports[:2]
        self.ports = ports[2:]
        self.first_job = slurm_settings.first_job(self.ports[0])
        self.daemons = {}

    def __enter__(self):
        try:
            self._lay_out()
            self._start_munge()
            if self.accounting:
                slurm_accounting.start(self, *self.accounting_ports)
            self.start_controller()
            for node in self.nodes:
                self.start_node(node)
            self.wait_for_idle(30)
        except BaseException as failure:
            failure.add_note(self.logs())
            self.stop()
            raise
        return self

    def __exit__(self, *failure):
        self.stop()

    def environment(self):
        """What a program needs in its environment to use the cluster: this one's, with SLURM_CONF."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLURM", "SBATCH"))}
        return {**inherited, "SLURM_CONF": str(self.folder / "slurm.conf"), "PATH": SEARCHED}

    def run(self, *argv, timeout=20, **options):
        """A client's command: its CompletedProcess with text, whatever its exit status; bounded, for a client waits
        long for a controller that does not answer."""
        return subprocess.run(argv, env=self.environment(), cwd=options.pop("cwd", self.folder), text=True, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, **options)

    def answer(self, *argv, timeout=20, **options):
        """The same for a command that must succeed: what it printed."""
        done = self.run(*argv, timeout=timeout, **options)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, argv))} exited with {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def submit(self, script, *options):
        """Hands in a script's text; the job's number."""
        path = self.folder / f"script-{time.monotonic_ns()}.sh"
        path.write_text(script)
        return int(self.answer("sbatch", "--parsable", *options, path).split(";")[0])

    def jobs(self):
        """All jobs that the controller knows, ended ones too, array tasks each: id ("7" or "7_2") → its fields. A pending
        array task that was cancelled is not among them: Slurm forgets it at once."""
        fields = ("state", "reason", "node", "restarts", "exit_code", "partition", "name", "number")
        told = self.answer("squeue", "-h", "-a", "--array", "-t", "all", "-O",
                           "JobArrayID:|,State:|,Reason:|,NodeList:|,RestartCnt:|,exit_code:|,Partition:|,Name:|,JobID:")
        found = {}
        for line in told.splitlines():
            job, *values = line.strip().split("|")
            found[job] = dict(zip(fields, values, strict=True))
        return found

    def node_states(self):
        """The node's name → its state, such as "idle", "mixed", "down*" (the star: it does not answer)."""
        return dict(line.split("|") for line in self.answer("sinfo", "-h", "-N", "-p", "gpu", "-o", "%N|%T").split())

    def wait_until(self, condition, seconds, what):
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}\n{self.jobs()}\n{self.node_states()}")
            time.sleep(0.1)

    def wait_for_state(self, job, state, seconds=30):
        self.wait_until(lambda: self.jobs().get(str(job), {}).get("state") == state, seconds, f"job {job} {state}")

    def wait_for_idle(self, seconds=30):
        """Until every node has registered and has no job."""
        def idle():
            for name, daemon in self.daemons.items():
                if daemon.poll() is not None:
                    raise AssertionError(f"{name} ended by itself with {daemon.returncode}\n{self.logs()}")
            told = self.run("sinfo", "-h", "-N", "-p", "gpu", "-o", "%T")
            return told.returncode == 0 and told.stdout.split() == ["idle"] * len(self.nodes)

        deadline = time.monotonic() + seconds
        while not idle():
            if time.monotonic() > deadline:
                raise AssertionError(f"not idle within {seconds} s: {self.run('sinfo', '-N', '-l')}")
            time.sleep(0.05)

    def job_processes(self, node):
        """Numbers of the living processes that jobs have on the node, without Slurm's own."""
        return node_processes.job_processes(self.folder, node, self.first_job)

    def kill_node(self, node, jobs="killed"):
        """The node fails: nothing of Slurm answers there any more, after 10 to 20 s the controller has it down and puts
        its jobs back in the queue. Its jobs' processes are gone, too; or, jobs="left", they go on unseen, as behind a
        network that is cut: slurmstepd is stopped, which would else report their end to the controller."""
        if jobs not in ("killed", "left"):
            raise ValueError(f"jobs of a node that fails are \"killed\" or \"left\", not {jobs!r}")
        self._kill_daemon(node)
        if jobs == "left":
            node_processes.send(self._slurm_of(node), signal.SIGSTOP)
            return
        # Jobs first: while slurmstepd lives it is known what it has started.
        node_processes.send(self._slurm_of(node), signal.SIGSTOP)
        node_processes.kill_all(lambda: self.job_processes(node))
        node_processes.kill_all(lambda: self._slurm_of(node))

    def start_node(self, node):
        """Starts the node's slurmd: at first, or again after `kill_node`. Jobs that were left come to light."""
        node_processes.send(self._slurm_of(node), signal.SIGCONT)
        # From its folder: slurmd stays there, and so do those that it starts for jobs, which are known by it.
        self._start(node, "slurmd", "-D", "-N", node, "-f", self.folder / "slurm.conf", cwd=self.folder / node)

    def start_controller(self):
        """At first, or again; answers within a second or two."""
        self._start("slurmctld", "slurmctld", "-D", "-f", self.folder / "slurm.conf", cwd=self.folder / "state")

    def kill_controller(self):
        """Ends slurmctld at once. It writes what it knows some 5 s after a change (`wait_until_written`). What it had not
        written it does not know when it is back: a job that was just handed in is gone and its number is given out again;
        one that had just started is PENDING, its processes are killed without a warning, and it starts again as if for
        the first time, without SLURM_RESTART_COUNT."""
        self._kill_daemon("slurmctld")

    def wait_until_written(self, since):
        """Until the controller's state is in its files as it was at `since` (time.time()), shortly after a change."""
        state = self.folder / "state" / "job_state"
        self.wait_until(lambda: state.exists() and state.stat().st_mtime > since, 20, "slurmctld wrote its state")

    def stop_controller(self):
        """Ends slurmctld in good order: it writes what it knows first."""
        if daemon := self.daemons.pop("slurmctld", None):
            daemon.terminate()
            daemon.wait(20)

    def restart_controller(self):
        """Until it answers again; running jobs go on meanwhile."""
        self.stop_controller()
        self.start_controller()

        deadline = time.monotonic() + 20
        while self.run("scontrol", "ping").returncode != 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"slurmctld does not answer:\n{self.logs()}")
            time.sleep(0.05)

    def logs(self, lines=15):
        """The end of each daemon's log."""
        told = []
        for path in sorted({*self.folder.glob("*.log"), *self.folder.glob("node*/*.log"), *self.folder.glob("munge/*.log")}):
            told += [f"-- {path}", *path.read_text(errors="replace").splitlines()[-lines:]]
        return "\n".join(told)

    def stop(self):
        """Ends everything that the cluster has started and removes its files and cgroups. May be called twice."""
        self._kill_daemon("slurmctld")
        for node in self.nodes:
            self.kill_node(node)
        node_processes.remove_cgroups(self.nodes, self.first_job)
        for daemon in ("slurmdbd", "mariadbd", "munged"):
            self._kill_daemon(daemon)
        node_processes.kill_all(lambda: node_processes.working_in(self.folder))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _lay_out(self):
        self.folder.chmod(0o755)
        for name in ("munge", "state", *self.nodes):
            (self.folder / name).mkdir()
        devices = {}
        for number, node in enumerate(self.nodes):
            devices[node] = self.folder / node / f"gpu{number}"
            os.mknod(devices[node], 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        key = self.folder / "munge" / "key"
        key.touch(0o400)
        key.write_bytes(os.urandom(128))
        slurm_settings.write(self.folder, devices, self.ports, self.tracks_by_cgroup,
                             self.accounting_ports[0] if self.accounting else None)

    def _start_munge(self):
        here = self.folder / "munge"
        # --force: that the socket lies under /tmp is a warning only.
        self._start("munged", "munged", "--foreground", "--force", f"--socket={here}/socket", f"--key-file={here}/key",
                    f"--pid-file={here}/pid", f"--seed-file={here}/seed", f"--log-file={here}/munged.log", cwd=here)
        deadline = time.monotonic() + 10
        while not (here / "socket").exists():
            if self.daemons["munged"].poll() is not None or time.monotonic() > deadline:
                raise AssertionError("munged did not open its socket within 10 s")
            time.sleep(0.01)

    def _start(self, name, *argv, cwd):
        # Should the test be killed, its daemons go with it.
        with open(self.folder / f"{name}.output.log", "ab") as output:
            self.daemons[name] = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *argv], env=self.environment(), cwd=cwd,
                                                  stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    def _kill_daemon(self, name):
        if daemon := self.daemons.pop(name, None):
            try:
                os.killpg(daemon.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            daemon.wait()

    def _slurm_of(self, node):
        return node_processes.slurm_processes(self.folder, node)


def free_ports(count):
    """Asked of the kernel, all held until the last is known."""
    held = []
    try:
        for _ in range(count):
            held.append(socket.socket())
            held[-1].bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()
