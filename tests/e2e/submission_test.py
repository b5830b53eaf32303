"""`mutation submit`, `resume`, `status` and `stop` with clients of Slurm's that answer what they seldom do: late, twice,
or not at all."""
import json
import unittest

from fake_slurm import FakeSlurm
from world import PROGRAM, World, wait_until


def settings(entries=2, **more):
    return {"experiment_name": "campaign", **more,
            "experiments": [{"repo": "busy", "model": "default", "mode": "default", "hyperparameters": {"seconds": 1}}] * entries}


class Submission(World):
    def setUp(self):
        super().setUp()
        self.use_slurm()

    def use_slurm(self, **how):
        self.slurm = FakeSlurm(self.root / f"slurm{len(list(self.root.glob('slurm*')))}", **how)
        self.environment = {**self.slurm.environment(), "MUTATION_TEST_WORLD": self.root.name}

    def command(self, subcommand, *arguments):
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

    def test_nobody_else_submits_while_a_submission_goes_on(self):
        self.slurm.answers("sbatch", 'while [ ! -e "$folder/go" ]; do sleep 0.02; done; echo 41')
        submitting = self.start_program("submit", self.write_settings(settings()), "--gpu", "none")
        wait_until(lambda: self.slurm.asked("sbatch"), 20, "sbatch was asked")
        refused = self.asked("resume", str(self.session()), expected=3)
        self.assertIn("another program writes the session", refused.stderr)
        self.slurm.put("go", "")
        self.assertEqual(submitting.wait(20), 0)
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)
        self.assertEqual([one["job_id"] for one in self.submissions()], [41])


if __name__ == "__main__":
    unittest.main()
