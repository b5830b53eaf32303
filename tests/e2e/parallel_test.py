"""The main job: a parallel settings file, three runs with cooling between them, on every kind of GPU there is."""
import pathlib
import subprocess
import unittest

from world import FAKE_NVML, World, processes_with

PARALLEL = {
    "experiment_name": "three", "mode": "parallel", "runs_per_config": 3,
    "background_startup_wait_seconds": 2, "background_ready_max_seconds": 20, "cooling_seconds": 3,
    "cooling_max_seconds": 60, "background_restart_delay_seconds": 0.1,
    "experiments": [{"mode": "parallel",
                     "foreground": {"repo": "busy", "model": "default", "mode": "mutation",
                                    "mutate": ["learning_rate"]},
                     "background": {"repo": "busy", "model": "default", "hyperparameters": {"seconds": 2}}}]}

MESSAGES = ("\n❄️  GPU Cooling Period:\n"
            "   All training stopped. GPU will cool down during 3s idle time.\n"
            "⏳ Sleeping 3 seconds for GPU cooling...\n")


class Parallel(World):
    def check_session(self, done):
        self.assertEqual(done.stderr.count(MESSAGES), 2, done.stderr)
        experiments = self.experiments()
        self.assertEqual([e["experiment_id"] for e in experiments],
                         ["busy_default_001_parallel", "busy_default_002_parallel", "busy_default_003_parallel"])
        for experiment in experiments:
            with self.subTest(experiment["experiment_id"]):
                self.assertEqual(experiment["exit_code"], 0)
                self.assertEqual(experiment["foreground"]["performance_metrics"], {"test_accuracy": 0.75})
                self.assertNotEqual(experiment["foreground"]["hyperparameters"]["learning_rate"], 0.1)
                self.assertTrue(all(stop["survivors"] == 0 for stop in experiment["stops"]))
                phases = {phase["name"]: phase for phase in experiment["phases"]}
                self.assertEqual(list(phases), ["cooling", "background_startup", "foreground", "stop"])
                self.assertGreaterEqual(phases["background_startup"]["duration_seconds"], 2)
                self.assertLessEqual(experiment["load"]["runs"][0]["start_boot_seconds"] + 2,
                                     phases["foreground"]["start_boot_seconds"] + 0.05)
        for before, after in zip(experiments, experiments[1:]):
            idle = after["phases"][1]["start_boot_seconds"] - before["phases"][-1]["end_boot_seconds"]
            self.assertGreaterEqual(idle, 3)
        self.assertEqual(list((self.root / "results").glob("background_training_*")), [])
        self.assertEqual(len(self.summary()), 3)
        self.assertEqual(processes_with(self.marker), [])
        return experiments

    def test_on_the_simulated_gpu(self):
        done = self.run_program("run", self.write_settings(PARALLEL), "--gpu", "simulated")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        for experiment in self.check_session(done):
            self.assertTrue(experiment["foreground"]["energy_metrics"]["simulated"])
            self.assertGreater(experiment["foreground"]["energy_metrics"]["gpu_energy_total_joules"], 0)
            self.assertEqual(experiment["cooling"]["verdict"], "settled")
        self.assertIn("simulated", done.stderr)

    def test_without_any_source_nothing_is_zero_and_nothing_is_suspect(self):
        done = self.run_program("run", self.write_settings(PARALLEL), "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        for experiment in self.check_session(done):
            metrics = experiment["foreground"]["energy_metrics"]
            self.assertIsNone(metrics["gpu_energy_total_joules"])
            self.assertIsNone(metrics["gpu_power_avg_watts"])
            self.assertIsNone(experiment["sampling"]["rate_hertz"])
            self.assertEqual(experiment["cooling"]["verdict"], "not verifiable")
            self.assertEqual(experiment["outcome"], "succeeded")
            self.assertTrue(any("--gpu none" in reason for reason in experiment["foreground"]["energy_reasons"]))

    @unittest.skipUnless(FAKE_NVML, "no fake NVML was built")
    def test_on_the_second_of_two_nvidia_devices(self):
        script = pathlib.Path(__file__).with_name("two_devices.script")
        self.environment["FAKE_NVML_SCRIPT"] = str(script)
        done = self.run_program("run", self.write_settings(PARALLEL), "--gpu", "nvml", "--nvml-library", FAKE_NVML,
                                "--devices", "1")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        for experiment in self.check_session(done):
            energies = {e["device"]: e for e in experiment["phases"][2]["energy"]}
            self.assertEqual(len(energies), 2)
            own = [e for e in energies.values() if e["in_total"]]
            self.assertEqual(len(own), 1)
            self.assertEqual(own[0]["joules"],
                             experiment["foreground"]["energy_metrics"]["gpu_energy_total_joules"])
            self.assertFalse(experiment["foreground"]["energy_metrics"]["simulated"])
            self.assertEqual(experiment["environment_set"]["CUDA_VISIBLE_DEVICES"], "1")
            self.assertEqual(experiment["load"]["verdict"], "proved")
        for run in self.status()["runs"]:
            attempt, = run["attempts"]
            reader, = [one for one in attempt["readers"] if one["reader"] == "nvml"]
            # 10 Hz, 2 Hz and 1 Hz, over this attempt alone.
            per_second = reader["reads"] / (attempt["end_boot_seconds"] - attempt["start_boot_seconds"])
            self.assertGreater(per_second, 8)
            self.assertLess(per_second, 15)
            self.assertLessEqual(reader["p99_lateness_seconds"], reader["worst_lateness_seconds"])
            self.assertGreater(reader["cpu_seconds"], 0)

    def test_keep_scripts_leaves_a_script_that_runs_by_hand(self):
        settings = dict(PARALLEL, runs_per_config=1)
        self.run_program("run", self.write_settings(settings), "--gpu", "none", "--keep-scripts")
        scripts = list((self.root / "results").glob("background_training_*_busy_default_001_parallel.sh"))
        self.assertEqual(len(scripts), 1)
        self.assertEqual(scripts[0].read_text(), self.experiments()[0]["load"]["script_text"])
        output = subprocess.run([str(scripts[0])], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.assertIn("Test accuracy", output)


if __name__ == "__main__":
    unittest.main()
