"""A world with a Slurm cluster of two nodes and a fake GPU for each: campaigns are submitted, disturbed, and looked at.

Its training `counted` tells of itself, whatever the program records: who holds the GPU's lock while it runs, and since
when the GPU has been idle at its start. Tasks share the nodes (both are this machine, which a task with a node of its own
would lock for itself) but for the tests of just that."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
from world import FAKE_NVML, PROGRAM, World, processes_with, wait_until  # noqa: E402
from slurm_cluster import SlurmCluster, require  # noqa: E402

# Both GPUs are loaded by the trainings of whoever looks; node0 has the first in PCI order, node1 the second. Their ids are
# the world's own: what the machine remembers of GPUs, and their locks, are nobody else's.
GPUS = """driver 550.54.15
device GPU-{world}-b 0000:5E:00 250 8.0 NVIDIA Fake B
device GPU-{world}-a 0000:3B:00 250 8.0 NVIDIA Fake A
at 0 all power follows cpu 30 250
at 0 all processes tree
"""
# Without them no gate waits for an idle baseline, 5 s a run. The energy counter is left.
NO_SENSORS = "at 0 all missing nvmlDeviceGetPowerUsage\nat 0 all missing nvmlDeviceGetTemperature\n"

# One line in `starts` for each training: run, GPU, when it began, and when another run last was alive on that GPU. A line in
# `overlaps` for each that found another run's training alive on it: the lock goes with the last process that holds it.
COUNTED = """
steps=3
while [ $# -gt 0 ]; do
  case $1 in --steps) steps=$2; shift;; esac
  shift
done
gpu="$TRACE/gpu-${CUDA_VISIBLE_DEVICES-none}"
if [ -s "$gpu.alive" ]; then read -r last before <"$gpu.alive"; fi
echo "$MUTATION_RUN_ID ${CUDA_VISIBLE_DEVICES-none} $(date +%s.%N) ${before:-0} ${last:--}" >>"$TRACE/starts"
exec 9>>"$gpu.lock"
if flock -n 9; then echo "$MUTATION_RUN_ID" >"$gpu.holder"
elif [ "$(cat "$gpu.holder")" != "$MUTATION_RUN_ID" ]; then echo "$MUTATION_RUN_ID $(cat "$gpu.holder")" >>"$TRACE/overlaps"
fi
while [ "$steps" -gt 0 ]; do
  steps=$((steps - 1))
  sleep 0.1
  echo "$MUTATION_RUN_ID $(date +%s.%N)" >"$gpu.$$" && mv "$gpu.$$" "$gpu.alive"
done
echo "$MUTATION_RUN_ID" >>"$TRACE/ends"
echo "Test accuracy: 0.75"
"""
# A training's last word may be so much older than its end.
ALIVE_TOLD_SECONDS = 0.15


def entry(runs=2, steps=3, **more):
    """An entry of settings: so many runs of about steps × 0.1 s, each with another learning rate."""
    return {"repo": "counted", "model": "default", "mode": "mutation", "mutate": ["learning_rate"], "runs_per_config": runs,
            "hyperparameters": {"steps": steps}, **more}


def repeated(rate, repeat, steps=2):
    """An entry of one configuration that is run several times."""
    return {"repo": "counted", "model": "default", "mode": "default", "repeat": repeat,
            "hyperparameters": {"steps": steps, "learning_rate": rate}}


def settings(*entries, **more):
    return {"experiment_name": "campaign", "cooling_policy": "fixed", "cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0,
            "experiments": list(entries), **more}


class CampaignWorld(World):
    nodes = 2
    gpus_have_sensors = True
    accounting = False

    def setUp(self):
        require()
        super().setUp()
        self.trace = self.root / "trace"
        self.trace.mkdir()
        self.add_training("counted", COUNTED, self.with_steps)
        script = self.root / "nvml.script"
        script.write_text(GPUS.format(world=self.root.name) + ("" if self.gpus_have_sensors else NO_SENSORS))
        self.cluster = SlurmCluster(nodes=self.nodes, accounting=self.accounting)
        # Before the world's own end, which looks for what is left.
        self.cluster.__enter__()
        self.environment = {**self.cluster.environment(), "MUTATION_TEST_WORLD": self.root.name,
                            "FAKE_NVML_SCRIPT": str(script), "TRACE": str(self.trace)}

    def tearDown(self):
        outcome = self._outcome.result
        if any(test is self for test, _ in outcome.failures + outcome.errors):
            self.keep_what_slurm_said()
        self.cluster.stop()
        self.before_removal()
        super().tearDown()
        for remembered in pathlib.Path("/dev/shm/mutation-devices").glob(f"GPU-{self.root.name}-*"):
            remembered.unlink()

    def before_removal(self):
        """For who needs it: when the cluster is gone."""

    @staticmethod
    def with_steps(spec):
        hyperparameters = spec["supported_hyperparams"]
        hyperparameters["steps"] = dict(hyperparameters.pop("seconds"), flag="--steps", range=[1, 1000])

    def keep_what_slurm_said(self):
        (self.root / "slurm-said").write_text(self.cluster.logs(200))
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            print(self.cluster.jobs(), self.cluster.node_states(), file=sys.stderr)

    # What is asked of the program.

    def command(self, subcommand, *arguments):
        # Not at the end: what stands behind -- is sbatch's.
        return [PROGRAM, subcommand, "--config", str(self.root / "config" / "models_config.json"), *arguments]

    def submit(self, content, *options, shared=True, expected=0):
        """The session's folder, or what was said where that is not expected to succeed."""
        gpu = [] if "--gpu" in options else ["--gpu", "nvml", "--nvml-library", FAKE_NVML]
        sharing = ["--shared-nodes"] if shared else []
        done = self.run_program("submit", self.write_settings(content), *gpu, *sharing, *options)
        self.assertEqual(done.returncode, expected, done.stderr + done.stdout)
        return pathlib.Path(done.stdout.strip()) if expected == 0 and "--dry-run" not in options else done

    def ask(self, *arguments, expected=0):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, expected, done.stderr + done.stdout)
        return done

    def resume(self, session, *options):
        return self.ask("resume", str(session), *options)

    def state(self, session):
        return json.loads(self.ask("status", str(session), "--json").stdout)

    def phases(self, session):
        """How many blocks are in which state, without those that none is in."""
        return {phase: count for phase, count in self.state(session)["blocks_by_state"].items() if count}

    def wait_for_phases(self, session, expected, seconds=60):
        seen = {}

        def reached():
            seen["last"] = self.phases(session)
            return seen["last"] == expected
        try:
            self.cluster.wait_until(reached, seconds, f"blocks {expected}")
        except AssertionError as late:
            late.add_note(f"blocks are {seen['last']}\n{self.task_logs(session)}")
            raise

    def wait_until_done(self, session, seconds=60):
        # Tasks that are gone are no state of one of them: others may be queued behind.
        self.wait_for_phases(session, {"done": len(self.blocks(session))}, seconds)
        self.wait_until_quiet(session, seconds)

    def wait_until_quiet(self, session, seconds=60):
        """Until no task of the session is queued, runs or ends."""
        going = ("PENDING", "RUNNING", "COMPLETING", "CONFIGURING")
        self.cluster.wait_until(lambda: not [job for job in self.cluster.jobs().values() if job["state"] in going
                                             and session.name in job["name"]], seconds, "no task at work")

    def wait_for_starts(self, count, seconds=60):
        self.cluster.wait_until(lambda: len(self.starts()) >= count, seconds, f"{count} trainings begun: {self.starts()}")

    def tasks(self, session):
        """Slurm's ids of the session's tasks that run → their fields."""
        return {job: told for job, told in self.cluster.jobs().items()
                if session.name in told["name"] and told["state"] == "RUNNING"}

    # What the trainings said of themselves.

    def told(self, name):
        path = self.trace / name
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def starts(self):
        return self.told("starts")

    def idle_before(self):
        """(run, seconds that its GPU had been idle since another run's training) for each training with one before it."""
        return [(run, float(start) - float(before)) for run, _, start, before, last in self.starts() if last not in ("-", run)]

    # What stands in the folders.

    def blocks(self, session):
        return sorted((session / "blocks").iterdir())

    def claims(self, block):
        return sorted(block.glob("claim_*"), key=lambda path: int(path.name.split("_")[1]))

    def claim_that_counts(self, block):
        return [claim for claim in self.claims(block) if (claim / "session.db").exists()][-1]

    def query(self, claim, sql):
        """Of a copy: a store that was left amid a change is put right by who opens it."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("session.db", "session.db-journal"):
                if (claim / name).exists():
                    shutil.copy(claim / name, folder)
            with contextlib.closing(sqlite3.connect(f"{folder}/session.db")) as store:
                store.row_factory = sqlite3.Row
                return [dict(row) for row in store.execute(sql)]

    def runs(self, session):
        """Rows of all runs that count."""
        rows = []
        for block in self.blocks(session):
            claim = self.claim_that_counts(block)
            rows += [dict(row, claim=claim) for row in self.query(claim, "SELECT * FROM run ORDER BY plan_index")]
        return rows

    def records(self, session):
        """experiment.json of each run that counts, by its index in the plan."""
        return {row["plan_index"]: json.loads((row["claim"] / row["directory"] / "experiment.json").read_text())
                for row in self.runs(session)}

    def task_logs(self, session, lines=30):
        told = []
        for path in sorted((session / "slurm").glob("*.log")):
            told += [f"-- {path.name}", *path.read_text(errors="replace").splitlines()[-lines:]]
        return "\n".join(told)

    # What must be so at the end, whatever happened.

    def check_done(self, session, cooling=0):
        """Every planned run counts exactly once and is whole, no two were on one GPU at once, each GPU was idle for as long as
        was asked between two runs, and nothing is left."""
        planned = [run["index"] for run in json.loads((session / "plan.json").read_text())["runs"]]
        rows = self.runs(session)
        self.assertEqual(sorted(row["plan_index"] for row in rows), planned, self.task_logs(session))
        self.assertEqual({row["state"] for row in rows}, {"ended"})
        self.assertEqual([(row["run_id"], row["outcome"]) for row in rows if row["outcome"] not in ("succeeded", "suspect")], [],
                         self.task_logs(session))
        self.assertEqual(len({row["run_id"] for row in rows}), len(planned))
        self.assertEqual(self.told("overlaps"), [])
        for run, seconds in self.idle_before():
            self.assertGreater(seconds, cooling - 0.02, f"{run} began {seconds:.3f} s after another run")
        self.check_nothing_runs()
        runs = {run for run, *_ in self.starts()}
        left = [path for path in pathlib.Path("/sys/fs/cgroup").glob("*/**/mutation-*")
                if any(run in path.name for run in runs)]
        self.assertEqual(left, [])

    def check_nothing_runs(self):
        # A task that Slurm has killed may have left the empty cgroup of its training for the next one to remove.
        wait_until(lambda: not processes_with(self.marker), 10, "no process is left")

    # Processes of a task.

    def programs(self, session):
        """The task's programs that live: block → process number."""
        found = {}
        for pid in processes_with(f"{session}/program/mutation"):
            with contextlib.suppress(OSError):
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"--block" in words and b"work" in words:
                    found[int(words[words.index(b"--block") + 1])] = pid
        return found

    def keepers(self):
        """Process numbers of the keepers of trainings that go on, lowest first."""
        found = []
        for pid in processes_with(self.marker):
            with contextlib.suppress(OSError):
                if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "mutation-keeper":
                    found.append(pid)
        return sorted(found)

    def kill_program(self, session, block):
        os.kill(self.programs(session)[block], signal.SIGKILL)
