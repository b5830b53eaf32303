"""Sensors that fail: a GPU that falls off the bus, a call that never comes back, a context that is not given back."""
import os
import time
import unittest

from fault import fault
from fake_gpu import FakeGpu
from situations import Situation, entry, settings
from world import FAKE_NVML

GPU = """at 0 0 power 70
at 0 0 temperature 33
at 0 0 utilization 0 0
at 0 0 processes
"""


class Sensors(Situation):
    def setUp(self):
        super().setUp()
        if not os.path.exists(FAKE_NVML):
            self.skipTest("no fake NVML was built")
        self.gpu = None

    def tearDown(self):
        if self.gpu:
            self.gpu.stop()
        super().tearDown()

    def start_with(self, changes, content):
        self.gpu = FakeGpu(self.root, GPU + changes)
        self.environment["FAKE_NVML_SCRIPT"] = str(self.gpu.script)
        return self.start_in([], "run", self.write_settings(content), "--gpu", "nvml", "--nvml-library", FAKE_NVML)

    def in_foreground(self, changes, seconds=3, **more):
        """A run in whose training the changes at 1000 s come to pass; gives its end and its record."""
        process = self.start_with(changes, settings(entry("steady", seconds), cooling_max_seconds=10, **more))
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(1)
        self.gpu.jump()
        start = time.monotonic()
        code, text = self.end_of(process)
        return code, text, time.monotonic() - start

    def energy(self):
        foreground = next(p for p in self.only_experiment()["phases"] if p["name"] == "foreground")
        return foreground["energy"][0]

    @fault("the GPU falls off the bus during a training",
           expected="the training goes on to its end; the energy is partial and says its coverage; suspect")
    def test_gpu_lost(self):
        code, text, took = self.in_foreground("at 1000 all error all 15\n")
        self.assertEqual(code, 1, text)
        self.assertLess(took, 8)
        experiment = self.only_experiment()
        self.assertEqual((experiment["outcome"], experiment["exit_code"]), ("suspect", 0))
        self.assertTrue(any("lost" in gap.lower() for gap in self.gaps()), self.gaps())
        energy = self.energy()
        self.assertTrue(0 < energy["coverage"] < 0.9, energy)
        self.assertNotEqual(energy["joules"], 0)
        self.observed(f"suspect ({', '.join(self.codes())}); coverage {energy['coverage']:.2f}; ended {took:.1f} s later")

    @fault("the GPU is lost before the training begins",
           expected="the energy is absent with its reason, never 0; the run is recorded")
    def test_gpu_lost_before(self):
        process = self.start_with("at 1000 all error all 15\n", settings(entry("steady", 1), cooling_max_seconds=1))
        self.wait_for_event("phase_started", with_text='"cooling"')
        self.gpu.jump()
        code, text = self.end_of(process)
        self.assertEqual(code, 1, text)
        experiment = self.only_experiment()
        self.assertIsNone(self.gpu_joules())
        self.assertIsNone(self.energy()["joules"])
        self.assertTrue(self.energy()["reason"])
        self.observed(f"{experiment['outcome']} ({', '.join(self.codes())}); energy absent: \"{self.energy()['reason']}\"")

    @fault("a sensor's call never comes back",
           expected="a gap with its reason; the training and the program end as ever, the thread left behind")
    def test_sensor_hangs(self):
        code, text, took = self.in_foreground("at 1000 all hang nvmlDeviceGetPowerUsage\n")
        self.assertEqual(code, 1, text)
        self.assertLess(took, 8)
        experiment = self.only_experiment()
        self.assertEqual((experiment["outcome"], experiment["exit_code"]), ("suspect", 0))
        self.assertTrue(any("has not answered" in gap for gap in self.gaps()), self.gaps())
        self.assertNotEqual(self.energy()["joules"], 0)
        self.observed(f"suspect ({', '.join(self.codes())}); coverage {self.energy()['coverage']:.2f}; "
                      f"ended {took:.1f} s later")

    @fault("the driver gives a dead process's GPU memory back late",
           expected="the stop phase lasts until it has; the run succeeds")
    def test_context_lingers(self):
        process = self.start_with("at 1000 0 processes 4194303:512\nat 2000 0 processes\n",
                                  settings(entry("steady", 2), cooling_max_seconds=10))
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(0.5)
        self.gpu.jump()
        self.wait_for_event("phase_started", with_text='"stop"')
        time.sleep(2)
        self.gpu.jump()
        code, text = self.end_of(process)
        self.assertEqual(code, 0, text)
        stop = self.only_experiment()["stops"][-1]
        self.assertEqual((stop["tree"], stop["seen"], stop["survivors"]), ("GPU contexts", 1, 0))
        self.assertGreater(stop["took_seconds"], 1.5)
        self.observed(f"succeeded; 1 context seen, gone after {stop['took_seconds']:.1f} s, 0 left")

    @fault("the driver never gives a dead process's GPU memory back",
           expected="after 60 s the run has failed, naming the process; no further run begins; exit 3")
    def test_context_stays(self):
        library = os.environ.get("FAKE_CLOCK", "")
        if not os.path.exists(library):
            self.skipTest("no fake clock was built")
        shifts = self.root / "shifts"
        # So that the test need not wait for the 60 s.
        self.environment.update(LD_PRELOAD=library, FAKE_CLOCK_SHIFTS=str(shifts))
        process = self.start_with("at 1000 0 processes 4194303:512\n",
                                  settings(entry("steady", 1), entry("busy"), cooling_max_seconds=10))
        self.wait_for_event("phase_started", with_text='"foreground"')
        self.gpu.jump()
        self.wait_for_event("phase_started", with_text='"stop"')
        time.sleep(1.5)
        (self.root / "shifts.new").write_text("boottime 61\n")
        (self.root / "shifts.new").rename(shifts)
        code, text = self.end_of(process)
        self.assertEqual(code, 3, text)
        self.assertEqual(self.only_experiment()["outcome"], "failed")
        self.assertIn("pid 4194303", self.reason("gpu_context_left"))
        self.assertEqual(self.only_experiment()["stops"][-1]["survivors"], 1)
        self.observed("exit 3; failed: \"" + self.reason("gpu_context_left") + "\"")


if __name__ == "__main__":
    unittest.main()
