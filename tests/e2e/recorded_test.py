"""What was recorded earlier, also by the Python tool: traces integrated, a session without a store shown."""
import json
import os
import subprocess
import unittest

from world import World

FLAT = {"experiment_id": "lab_default_001", "timestamp": "2025-12-13T00:56:10.836826", "repository": "lab",
        "model": "default", "hyperparameters": {"epochs": 9}, "duration_seconds": 11.5,
        "energy_metrics": {"cpu_energy_total_joules": 300.0, "gpu_energy_total_joules": 330.0},
        "performance_metrics": {"loss": float("nan")}, "training_success": True, "retries": 0,
        "error_message": "Training completed successfully"}


class Recorded(World):
    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return str(path)

    def integrate(self, *arguments):
        return subprocess.run([os.environ["MUTATION_PROGRAM"], "integrate", *arguments], capture_output=True,
                              text=True, timeout=60)

    def figures(self, path):
        done = self.integrate(path, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_the_python_tools_power(self):
        path = self.write("gpu_power.csv", "timestamp,power_draw_w\n100,100\n101,110\n102,120\n103,1")
        figures = self.figures(path)
        gpu = figures["devices"][0]
        self.assertEqual((gpu["joules"], gpu["coverage"], gpu["method"]), (220, 1, "integral"))
        self.assertEqual(figures["gpu_energy_sum_legacy_joules"], 330)
        self.assertIn("cut off", figures["notes"][0])
        shown = self.integrate(path).stdout
        for text in ["220.0", "330.0 J, the plain sum", "the last line was cut off", "which GPU it was"]:
            self.assertIn(text, shown)

    def test_a_trace_of_our_own_agrees_with_its_record(self):
        self.run_program("run", self.write_settings({"experiments": [
            {"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]}), "--gpu", "simulated",
            "--cooling-max-seconds", "1")
        run = self.session() / "busy_default_001"
        gpu = self.figures(str(run / "energy" / "trace.csv"))["devices"][0]
        self.assertTrue(gpu["simulated"])
        record = json.loads((run / "experiment.json").read_text())
        phases = sum(device["joules"] or 0 for phase in record["phases"] for device in phase["energy"]
                     if device["kind"] == "gpu")
        # The trace goes on for a moment after the last phase, for that phase's edge.
        self.assertGreater(gpu["joules"], 0.9 * phases)
        self.assertLess(gpu["joules"], 1.1 * phases + 0.6 * gpu["mean_power_watts"])
        self.assertLess(gpu["uncertainty_joules"], 0.1 * gpu["joules"])

    def test_what_is_no_trace(self):
        done = self.integrate(self.write("a.csv", "a,b\n1,2\n"))
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("a.csv: line 1: \"a,b\" is the first line of no trace", done.stderr)
        self.assertEqual(self.integrate().returncode, 2)

    def test_a_session_of_the_python_tool(self):
        self.write("old/lab_default_001/experiment.json", json.dumps(FLAT))
        self.write("old/lab_default_002/energy/gpu_power.csv", "timestamp,power_draw_w\n")
        shown = self.run_program("status", str(self.root / "old"))
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("330.0 (sum)", shown.stdout)
        self.assertIn("lab_default_002", shown.stdout)
        runs = json.loads(self.run_program("status", str(self.root / "old"), "--json").stdout)["runs"]
        self.assertEqual(runs[0]["hyperparameters"], {"epochs": 9})
        self.assertIsNone(runs[0]["energy_metrics"]["gpu_energy_total_joules"])
        self.assertEqual(runs[0]["energy_metrics"]["gpu_energy_sum_legacy_joules"], 330)
        self.assertIn("error", runs[1])
        self.assertIn("the Python tool's own judgement", shown.stdout)

    def test_a_session_of_this_program_whose_store_is_gone(self):
        self.write("old/lab_default_001/experiment.json", json.dumps({**FLAT, "run_id": "id-1", "outcome": "succeeded"}))
        shown = self.run_program("status", str(self.root / "old"))
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("succeeded", shown.stdout)
        self.assertNotIn("Python", shown.stdout)
        resumed = self.run_program("resume", str(self.root / "old"))
        self.assertEqual(resumed.returncode, 2)
        self.assertIn(f"`mutation import {self.root / 'old'}` takes over", resumed.stderr)

    def test_a_folder_without_runs(self):
        (self.root / "empty").mkdir()
        self.assertEqual(self.run_program("status", str(self.root / "empty")).returncode, 2)


if __name__ == "__main__":
    unittest.main()
