"""The clocks: one that is set, a suspend, and a program that stands still."""
import os
import signal
import time
import unittest

from fault import fault
from situations import Situation, entry, settings

HOUR = 3600


class Clocks(Situation):
    def setUp(self):
        super().setUp()
        library = os.environ.get("FAKE_CLOCK", "")
        if not os.path.exists(library):
            self.skipTest("no fake clock was built")
        self.shifts = self.root / "shifts"
        self.environment.update(LD_PRELOAD=library, FAKE_CLOCK_SHIFTS=str(self.shifts))

    def shift(self, **seconds):
        new = self.root / "shifts.new"
        new.write_text("".join(f"{name} {shift}\n" for name, shift in seconds.items()))
        new.rename(self.shifts)

    @fault("the time of day is set forth and back by hours during a run",
           expected="durations are right, the run succeeds, a notice tells of it")
    def test_clock_is_set(self):
        process = self.start_in([], "run", self.write_settings(settings(entry("steady", 2))), "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(0.5)
        self.shift(realtime=2 * HOUR)
        time.sleep(0.7)
        self.shift(realtime=-2 * HOUR)
        code, text = self.end_of(process)
        self.assertEqual(code, 0, text)
        duration = self.only_experiment()["duration_seconds"]
        self.assertTrue(1.9 < duration < 6, duration)
        self.assertEqual(sum("clock was set forward by 7200" in notice for notice in self.notices()), 1)
        self.assertEqual(sum("clock was set back by 14400" in notice for notice in self.notices()), 1)
        self.observed(f"succeeded; {duration:.1f} s for a training of 2 s; \"the machine's clock was set forward by 7200.0 s\"")

    @fault("the machine is suspended for an hour during a training",
           expected="the run is suspect and says for how long")
    def test_suspended_training(self):
        process = self.start_in([], "run", self.write_settings(settings(entry("steady", 2))), "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(0.5)
        self.shift(boottime=HOUR, realtime=HOUR)
        code, text = self.end_of(process)
        self.assertEqual(code, 1, text)
        self.assertEqual(self.only_experiment()["outcome"], "suspect")
        self.assertEqual(self.reason("suspended"), "the machine was suspended for 3600.0 s")
        self.assertTrue(any("suspended for 3600" in notice for notice in self.notices()))
        self.observed("suspect: \"the machine was suspended for 3600.0 s\"")

    @fault("the machine is suspended while the GPU cools down",
           expected="the time counts as waiting; the gate still asks for evidence; the run is suspect")
    def test_suspended_cooling(self):
        content = settings(entry("steady", 1), runs_per_config=2, cooling_seconds=HOUR, cooling_max_seconds=HOUR + 120)
        process = self.start_in([], "run", self.write_settings(content), "--gpu", "simulated")
        self.wait_for_event("cooling_period")
        time.sleep(0.5)
        self.shift(boottime=HOUR, realtime=HOUR)
        code, text = self.end_of(process)
        self.assertEqual(code, 1, text)
        second = self.experiments()[1]
        self.assertGreaterEqual(second["cooling"]["taken_seconds"], HOUR)
        self.assertEqual(second["cooling"]["verdict"], "settled")
        self.assertEqual(self.codes(second), ["suspended"])
        self.observed("the wait of 3600 s ended with the suspend; gate: settled; suspect (suspended)")

    @fault("the program is stopped (SIGSTOP) for 4 s and continued", expected="the gap is told; no figure is made up for it")
    def test_program_stopped(self):
        process = self.start_in([], "run", self.write_settings(settings(entry("steady", 6))), "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(0.5)
        process.send_signal(signal.SIGSTOP)
        time.sleep(4)
        process.send_signal(signal.SIGCONT)
        code, text = self.end_of(process)
        self.assertIn(code, (0, 1), text)
        experiment = self.only_experiment()
        still = [gap for gap in self.gaps() if "stood still for" in gap]
        missing = [gap for gap in self.gaps() if "without a reading" in gap]
        self.assertTrue(still and missing, self.gaps())
        self.observed(f"{experiment['outcome']}; gaps: \"{still[0]}\"; \"{missing[0]}\"")


if __name__ == "__main__":
    unittest.main()
