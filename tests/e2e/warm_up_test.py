"""Runs that a too cold GPU keeps waiting for a warm-up: what is told of them."""
import os
import signal
import unittest

from fake_gpu import FakeGpu
from world import FAKE_NVML, World

# A GPU that never gets warm.
COLD = """at 0 0 power 70
at 0 0 temperature 33
at 0 0 utilization 0 0
at 0 0 processes
"""
SETTINGS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0, "cooling_max_seconds": 10,
            "termination_timeout_seconds": 1, "max_retries": 0, "cooling_policy": "match",
            "start_temperature_celsius": 60,
            "experiments": [{"mode": "default", "repo": "busy", "model": "default"}]}


class WarmUps(World):
    def run_on_fake(self, until_over):
        if not os.path.exists(FAKE_NVML):
            self.skipTest("no fake NVML was built")
        with FakeGpu(self.root, COLD) as gpu:
            self.environment["FAKE_NVML_SCRIPT"] = str(gpu.script)
            program = self.start_program("run", self.write_settings(SETTINGS), "--gpu", "nvml", "--nvml-library", FAKE_NVML)
            until_over(program)
            program.wait(timeout=90)

    def notices(self, part):
        return [event["text"] for event in self.events("notice") if part in event["text"]]

    def interrupt_the_warm_up(self, program):
        self.wait_for_event("phase_started", seconds=60, with_text='"foreground"')
        program.send_signal(signal.SIGINT)

    def test_a_run_starts_once_and_goes_on_after_its_warm_ups(self):
        self.run_on_fake(lambda program: None)
        self.assertEqual([event["index"] for event in self.events("run_started")], [1, 2, 3, 4])
        self.assertEqual(self.notices("goes on after its warm-up"),
                         ["run 1 (busy_default_001) goes on after its warm-up"] * 3)
        self.assertEqual(self.notices("left waiting"), [])

    def test_a_run_that_is_left_waiting_is_told_of(self):
        self.run_on_fake(self.interrupt_the_warm_up)
        self.assertEqual(self.notices("left waiting"),
                         ["run 1 (busy_default_001) is left waiting for a warm-up: the GPU was too cold, and the "
                          "session ends before it was warm"])


if __name__ == "__main__":
    unittest.main()
