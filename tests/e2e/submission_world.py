"""A world with clients of Slurm's that answer what the test wants, in which sessions are submitted."""
import json

from fake_slurm import FakeSlurm
from world import PROGRAM, World


def settings(entries=2, **more):
    return {"experiment_name": "campaign", **more,
            "experiments": [{"repo": "busy", "model": "default", "mode": "default", "hyperparameters": {"seconds": 1}}] * entries}


class SubmissionWorld(World):
    def setUp(self):
        super().setUp()
        self.use_slurm()

    def use_slurm(self, **how):
        self.slurm = FakeSlurm(self.root / f"slurm{len(list(self.root.glob('slurm*')))}", **how)
        self.environment = {**self.slurm.environment(), "MUTATION_TEST_WORLD": self.root.name}

    def command(self, subcommand, *arguments):
        if subcommand == "work":  # as a task's script has it
            return [PROGRAM, subcommand, *arguments]
        # What stands behind -- is sbatch's.
        return [PROGRAM, subcommand, "--config", str(self.root / "config" / "models_config.json"), *arguments]

    def asked(self, *arguments, expected=0):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, expected, done.stderr + done.stdout)
        return done

    def submit(self, *options, content=None, expected=0):
        return self.asked("submit", self.write_settings(content or settings()), "--gpu", "none", *options, expected=expected)

    def submissions(self):
        return json.loads((self.session() / "cluster.json").read_text())["submissions"]

    def name(self, number=1):
        """Of a submission's jobs."""
        token = json.loads((self.session() / "cluster.json").read_text())["token"]
        return f"mutation-{self.session().name}-{token[:8]}-{number}"

    def state(self):
        return json.loads(self.asked("status", str(self.session()), "--json").stdout)

    def phases(self):
        return {phase: count for phase, count in self.state()["blocks_by_state"].items() if count}

    def one_runs_and_one_waits(self):
        """Block 1 is in its second run's cooling on node0; of block 2 a task before it has said so at its death."""
        self.submit(content=settings(runs_per_config=2))
        for block, running in ((1, 2), (2, 3)):
            claim = self.session() / "blocks" / f"{block:05}" / "claim_1"
            claim.mkdir()
            (claim / "session.db").write_text("a store")
            (claim / "progress.json").write_text(json.dumps({
                "runs": 2, "ended": 2 - block, "succeeded": 2 - block, "suspect": 0, "failed": 0, "running": running,
                "run_phase": "background_startup", "run_phase_start": "2026-01-01T10:20:30.000000Z", "complete": False,
                "at_work": True, "ended_by": "", "node": "node0", "job_id": "41", "at": "2026-01-01T10:20:30Z"}))
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(), "RUNNING", node="node0", job=43) +
                       self.slurm.task(41, 2, self.name(), "PENDING", "Resources"))
