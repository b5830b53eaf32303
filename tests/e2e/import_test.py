"""Runs that the Python tool recorded, imported and looked at like any other."""
import json
import os
import unittest

from world import World


def experiment(number, seconds):
    return {"experiment_id": f"busy_default_{number:03}", "timestamp": "2025-12-13T00:56:10.836826",
            "repository": "busy", "model": "default", "hyperparameters": {"seconds": 2},
            "duration_seconds": seconds, "energy_metrics": {"gpu_energy_total_joules": 300.0},
            "performance_metrics": {"test_accuracy": 0.5}, "training_success": True, "retries": 0,
            "error_message": "Training completed successfully"}


class Import(World):
    def setUp(self):
        super().setUp()
        self.old = self.root / "old" / "run_20251213_005000"
        for number in (1, 2):
            run = self.old / f"busy_default_{number:03}"
            (run / "energy").mkdir(parents=True)
            (run / "experiment.json").write_text(json.dumps(experiment(number, 3.5 + number)))
            (run / "energy" / "gpu_power.csv").write_text(
                "timestamp,power_draw_w\n1765558560,100\n1765558562,100\n1765558564,100\n")

    def imported(self, *arguments):
        done = self.run_program("import", *arguments, "--json")
        return done.returncode, json.loads(done.stdout), done.stderr

    def test_imported_once_and_found_by_name(self):
        code, summary, errors = self.imported(str(self.root / "old"))
        self.assertEqual((code, summary["runs"], errors), (0, 2, ""))
        self.assertAlmostEqual(summary["gpu_energy_difference"]["median_share"], 100 / 300)
        self.assertEqual(self.imported(str(self.old))[1]["sources"][0]["already_there"], 2)
        status = json.loads(self.run_program("status", "import_run_20251213_005000", "--json").stdout)
        self.assertEqual(status["imported_from"], str(self.old))
        run = status["runs"][0]
        self.assertEqual(run["outcome"], "succeeded")
        self.assertEqual(run["provenance"]["reported_energy_metrics"]["gpu_energy_total_joules"], 300)
        self.assertAlmostEqual(run["attempts"][0]["energy_metrics"]["gpu_energy_total_joules"], 400)
        self.assertEqual(run["start"], "2025-12-12T16:56:00.000000Z")
        self.assertIsNone(run["start_boot_seconds"])
        shown = self.run_program("status", "import_run_20251213_005000")
        self.assertIn("nothing of it was measured by this program", shown.stdout)

    def test_it_is_never_the_newest_and_does_not_go_on(self):
        self.imported(str(self.old))
        self.assertEqual(self.run_program("status").returncode, 2)
        resumed = self.run_program("resume", "import_run_20251213_005000")
        self.assertEqual(resumed.returncode, 2)
        self.assertIn("was imported from", resumed.stderr)

    def test_what_is_broken_is_named_and_the_rest_imported(self):
        (self.old / "busy_default_001" / "experiment.json").write_text("{")
        code, summary, _ = self.imported(str(self.old))
        self.assertEqual((code, summary["runs"], summary["unreadable"]), (1, 1, 1))
        self.assertIn("busy_default_001/experiment.json", summary["sources"][0]["notes"][0])
        code, summary, errors = self.imported(str(self.root / "nothing"))
        self.assertEqual((code, summary["runs"]), (2, 0))
        self.assertIn("there is nothing at", errors)
        self.assertEqual(self.run_program("import", str(self.root / "nothing")).stdout, "")

    def test_a_dry_run_writes_nothing(self):
        before = sorted(os.listdir(self.root))
        done = self.run_program("import", str(self.old), "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Would import 2 runs", done.stdout)
        self.assertEqual(sorted(os.listdir(self.root)), before)


if __name__ == "__main__":
    unittest.main()
