"""Recorded runs audited: a collection of the Python tool's form, what is found in it, and how it is told."""
import json
import os
import subprocess
import unittest

from world import World

COLUMNS = ["experiment_id", "timestamp", "repository", "model", "training_success", "duration_seconds", "retries",
           "hyperparam_epochs", "hyperparam_seed", "perf_accuracy", "energy_cpu_pkg_joules", "energy_cpu_ram_joules",
           "energy_cpu_total_joules", "energy_gpu_avg_watts", "energy_gpu_max_watts", "energy_gpu_min_watts",
           "energy_gpu_total_joules", "energy_gpu_temp_avg_celsius", "energy_gpu_temp_max_celsius",
           "energy_gpu_util_avg_percent", "energy_gpu_util_max_percent", "mode"]


def row(number, **changes):
    """Run `number` of a model that takes 600 s, begun 63 s after the one before."""
    seconds = 663 * (number + 1)
    watts = 200 + number / 100
    values = {"experiment_id": f"lab_net_{number:03}", "repository": "lab", "model": "net", "training_success": True,
              "timestamp": f"2025-11-20T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{number:06}",
              "duration_seconds": 600 + number / 1000, "retries": 0, "hyperparam_epochs": 10,
              "hyperparam_seed": number, "perf_accuracy": 0.9, "energy_cpu_pkg_joules": 24000 + number,
              "energy_cpu_ram_joules": 900, "energy_cpu_total_joules": 24900 + number, "energy_gpu_avg_watts": watts,
              "energy_gpu_max_watts": 240, "energy_gpu_min_watts": 70, "energy_gpu_total_joules": watts * 583,
              "energy_gpu_temp_avg_celsius": 75, "energy_gpu_temp_max_celsius": 80,
              "energy_gpu_util_avg_percent": 55, "energy_gpu_util_max_percent": 70, "mode": ""}
    return {**values, **changes}


class Audit(World):
    def collection(self, rows):
        lines = [",".join(COLUMNS)] + [",".join(str(row[name]) for name in COLUMNS) for row in rows]
        path = self.root / "collection.csv"
        path.write_text("\r\n".join(lines) + "\r\n")
        return str(path)

    def audit(self, *arguments):
        return subprocess.run([os.environ["MUTATION_PROGRAM"], "audit", *arguments], capture_output=True, text=True,
                              timeout=60, cwd=self.root)

    def test_a_collection(self):
        rows = [row(number) for number in range(12)]
        rows[3].update(energy_gpu_util_avg_percent=99.7, energy_gpu_util_max_percent=100, energy_gpu_min_watts=140)
        rows[5].update(perf_accuracy=4580)
        rows[7].update(energy_gpu_total_joules=200 * 1000)
        rows[9].update(training_success=False)
        path = self.collection(rows)
        done = self.audit(path, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        told = json.loads(done.stdout)
        self.assertEqual((told["audited"], told["trusted"]), (12, 8))
        verdicts = {run["line"]: (run["verdict"], run["findings"][0]["code"]) for run in told["runs"]
                    if run["verdict"] != "trust"}
        self.assertEqual(verdicts, {5: ("do not use", "foreign_gpu_load"), 7: ("doubtful", "metric_scale"),
                                    9: ("do not use", "energy_of_another_run"), 11: ("do not use", "failed")})
        shown = self.audit(path, "--findings-only")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        lines = shown.stdout.splitlines()
        self.assertIn("8 of 12 runs to be trusted", lines[-1])
        self.assertIn("collection.csv:5", shown.stdout)
        self.assertNotIn("lab_net_001", shown.stdout)

    def test_a_session_of_our_own_is_simulated(self):
        self.run_program("run", self.write_settings({"experiments": [
            {"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]}), "--gpu", "simulated",
            "--cooling-max-seconds", "1")
        done = self.audit(str(self.root / "results"), "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        run = json.loads(done.stdout)["runs"][0]
        self.assertEqual((run["experiment_id"], run["verdict"]), ("busy_default_001", "do not use"))
        self.assertIn("simulated", [finding["code"] for finding in run["findings"]])

    def test_what_cannot_be_audited(self):
        done = self.audit(str(self.root / "nothing.csv"))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("nothing.csv", done.stderr)
        done = self.audit(self.collection([row(0)]), "--session", "run_20990101_000000")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("run_20990101_000000", done.stderr)


if __name__ == "__main__":
    unittest.main()
