"""What speaks against a run's figures although its training ended well: each makes it suspect, with the numbers."""
import os
import subprocess
import time
import unittest

from fake_gpu import FakeGpu
from world import FAKE_NVML, World, catalogue

NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0, "cooling_max_seconds": 5,
            "background_startup_wait_seconds": 0, "background_ready_max_seconds": 20,
            "background_restart_delay_seconds": 0.1, "termination_timeout_seconds": 1, "max_retries": 0}

IDLE = """at 0 0 power 70
at 0 0 temperature 33
at 0 0 utilization 0 0
at 0 0 throttle 0x1
at 0 0 processes
"""
# The trainings load it.
LOADED = """at 0 0 power follows cpu 30 250
at 0 0 throttle 0
at 0 0 processes tree
"""

QUIET = """
seconds=3
while [ $# -gt 0 ]; do
  case $1 in --seconds) seconds=$2; shift;; esac
  shift
done
sleep $seconds
echo "Test accuracy: 0.75"
echo "model saved"
"""


def run_of(repo, **more):
    return dict({"mode": "default", "repo": repo, "model": "default"}, **more)


class Evidence(World):
    def setUp(self):
        super().setUp()
        for name, text in {"quiet": QUIET, "idler": "while :; do sleep 1; done",
                           "late": "sleep 11; echo 'no device left'; exit 1",
                           "wordy": "echo 'epoch 1/9'; sleep 2; seq 300000; while :; do sleep 1; done"}.items():
            self.write_training(name, text)
        self.models = catalogue(["quiet", "idler", "busy", "late", "wordy"])
        self.write_catalogue(self.models)

    def specify(self, repo, **more):
        self.models["models"][repo]["performance_metrics"].update(more)
        self.write_catalogue(self.models)

    def only(self):
        experiments = self.experiments()
        self.assertEqual(len(experiments), 1)
        return experiments[0]

    def codes(self):
        return [reason["code"] for reason in self.only()["reasons"]]

    def text(self, code):
        texts = [reason["text"] for reason in self.only()["reasons"] if reason["code"] == code]
        self.assertEqual(len(texts), 1, self.only()["reasons"])
        return texts[0]

    def run_settings(self, content, *arguments):
        return self.run_program("run", self.write_settings(dict(NO_WAITS, **content)), *(arguments or ("--gpu", "none")))

    def run_on_fake(self, changes, content, when_training=None):
        if not os.path.exists(FAKE_NVML):
            self.skipTest("no fake NVML was built")
        with FakeGpu(self.root, changes) as gpu:
            self.environment["FAKE_NVML_SCRIPT"] = str(gpu.script)
            program = self.start_program("run", self.write_settings(dict(NO_WAITS, **content)), "--gpu", "nvml",
                                         "--nvml-library", FAKE_NVML)
            self.wait_for_event("phase_started", seconds=60, with_text='"foreground"')
            if when_training:
                when_training(gpu)
            program.wait(timeout=90)

    def test_a_stranger_is_recorded_and_suspect(self):
        with subprocess.Popen(["sleep", "60"]) as stranger:
            try:
                changes = IDLE + f"at 1000 0 processes {stranger.pid}:512\n"
                self.run_on_fake(changes, {"experiments": [run_of("quiet")]}, lambda gpu: gpu.jump())
            finally:
                stranger.kill()
        self.assertEqual(self.codes(), ["stranger"])
        self.assertEqual(self.text("stranger"), f"foreign work on the device: pid {stranger.pid} (sleep), 512 MiB")
        recorded = self.only()["strangers"]
        self.assertEqual([(s["pid"], s["name"], s["memory_bytes"]) for s in recorded],
                         [(stranger.pid, "sleep", 512 << 20)])
        self.assertLess(recorded[0]["first_seen"], recorded[0]["last_seen"])

    def test_throttling_is_suspect_and_the_power_cap_is_not(self):
        self.run_on_fake(IDLE + "at 1000 0 throttle 0x44\n", {"experiments": [run_of("quiet")]}, lambda gpu: gpu.jump())
        self.assertEqual(self.codes(), ["throttled"])
        self.assertRegex(self.text("throttled"), r"hardware thermal slowdown for [1-4]\.\d s")
        self.assertEqual([t["reason"] for t in self.only()["throttling"]], ["power cap", "hardware thermal slowdown"])

    def test_errors_that_the_device_tells_of_are_suspect(self):
        changes = IDLE + "at 0 0 ecc 1\nat 1000 0 ecc 3\nat 1000 0 xid 79\n"
        self.run_on_fake(changes, {"experiments": [run_of("quiet", hyperparameters={"seconds": 5})]},
                         lambda gpu: (time.sleep(1), gpu.jump()))
        self.assertEqual(self.codes(), ["xid_error", "ecc_error"])
        self.assertIn("Xid 79", self.text("xid_error"))
        self.assertIn("2 uncorrected memory errors", self.text("ecc_error"))

    def test_a_load_is_proved_by_process_and_power_and_its_share_is_recorded(self):
        self.run_on_fake(LOADED, {"experiments": [
            {"mode": "parallel", "foreground": run_of("quiet", hyperparameters={"seconds": 8}),
             "background": {"repo": "busy", "model": "default", "hyperparameters": {"seconds": 30}}}]})
        load = self.only()["load"]
        self.assertEqual(load["verdict"], "proved", load["reason"])
        self.assertIn("a process of the background computes on the GPU: pid", load["reason"])
        self.assertGreater(load["loaded_fraction"], 0.8)
        self.assertEqual(self.codes(), [])
        self.assertTrue(any(reason.startswith("gpu_energy_foreground_share_joules: ")
                            for reason in self.only()["foreground"]["energy_reasons"]))

    def test_a_background_that_only_lives_is_no_load(self):
        self.run_on_fake(LOADED, {"background_ready_max_seconds": 4, "experiments": [
            {"mode": "parallel", "foreground": run_of("quiet", hyperparameters={"seconds": 8}),
             "background": {"repo": "idler", "model": "default"}}]})
        self.assertEqual(self.codes(), ["load_not_proved", "load_absent"])
        self.assertEqual(self.only()["load"]["loaded_fraction"], 0)
        self.assertGreater(self.only()["load"]["alive_fraction"], 0.9)

    def test_a_ready_pattern_that_was_shown_early_is_not_forgotten(self):
        self.run_settings({"background_startup_wait_seconds": 4, "background_ready_max_seconds": 6, "experiments": [
            {"mode": "parallel", "foreground": run_of("quiet", hyperparameters={"seconds": 1}),
             "background": {"repo": "wordy", "model": "default", "ready_pattern": "epoch 1/"}}]})
        load = self.only()["load"]
        self.assertEqual((load["verdict"], load["reason"]), ("proved", "its log shows the ready_pattern"))
        self.assertLess(load["waited_seconds"], 5)

    def test_a_background_that_fails_late_again_and_again_fails_the_run(self):
        self.run_settings({"background_startup_wait_seconds": 100, "experiments": [
            {"mode": "parallel", "foreground": run_of("quiet"), "background": {"repo": "late", "model": "default"}}]})
        self.assertEqual(self.codes(), ["background_failed"])
        self.assertIn("it failed 5 times in a row (last, run 5: exit code 1)", self.text("background_failed"))
        self.assertEqual(self.only()["attempts"][-1]["log_tail"], "no device left")

    def test_load_of_the_cpus_that_is_not_ours_is_suspect(self):
        most = 0.5 / os.cpu_count()
        with subprocess.Popen(["sh", "-c", "while :; do :; done"]) as burner:
            try:
                time.sleep(0.1)
                self.run_settings({"foreign_cpu_max_fraction": most, "experiments": [run_of("quiet")]})
            finally:
                burner.kill()
        self.assertEqual(self.codes(), ["foreign_cpu_load"])
        self.assertGreater(self.only()["foreign_cpu_fraction"], most)

    def test_a_required_metric_that_is_missing_and_one_out_of_bounds_are_suspect(self):
        self.specify("quiet", log_patterns={"accuracy": r"accuracy: ([0-9.]+)", "loss": r"loss: ([0-9.]+)"},
                     required=["loss", "accuracy"], bounds={"accuracy": [0.8, 1]})
        self.run_settings({"experiments": [run_of("quiet")]})
        self.assertEqual(sorted(self.codes()), ["metric_missing", "metric_out_of_bounds"])
        self.assertIn("loss", self.text("metric_missing"))
        self.assertIn("0.75", self.text("metric_out_of_bounds"))

    def test_a_training_is_asked_for_the_catalogues_success_pattern(self):
        self.models["models"]["quiet"].update(success_patterns=["model saved"], error_patterns=["accuracy: 0.7"])
        self.models["models"]["busy"]["success_patterns"] = ["model saved"]
        self.write_catalogue(self.models)
        self.run_settings({"experiments": [run_of("quiet"), run_of("busy")]})
        busy, quiet = self.experiments()
        self.assertEqual([r["code"] for r in busy["reasons"]], ["no_success_pattern"])
        self.assertEqual([r["code"] for r in quiet["reasons"]], ["error_pattern"])
        self.assertEqual(quiet["success_lines"], ["model saved"])

    def test_a_duration_unlike_those_of_its_configuration_is_suspect(self):
        # The same command each time; the fourth takes longer.
        (self.root / "repos" / "quiet" / "train.sh").write_text(
            "#!/bin/sh\n[ $(ls ../.. | grep -c run) -lt 3 ] && touch ../../run.$$ || sleep 3\n"
            "echo 'Test accuracy: 0.75'\n")
        self.run_settings({"runs_per_config": 4, "experiments": [run_of("quiet")]})
        reasons = [[r["code"] for r in experiment["reasons"]] for experiment in self.experiments()]
        self.assertEqual(reasons, [[], [], [], ["duration_implausible"]])


if __name__ == "__main__":
    unittest.main()
