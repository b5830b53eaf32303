"""`mutation calibrate`: the control workload as a session, on the simulated GPU, and on fakes of NVML and CUDA."""
import json
import os
import unittest

from fake_gpu import FakeGpu
from world import FAKE_NVML, World

FAKE_CUDA = os.environ.get("FAKE_CUDA_LIBRARY", "")
QUICK = ["--runs", "3", "--seconds", "0.5", "--cooling-seconds", "0", "--cooling-max-seconds", "1",
         "--foreign-cpu-max-fraction", "1", "--share-machine"]
STEADY = """at 0 0 power 70
at 0 0 temperature 33
at 0 0 utilization 0 0
at 0 0 processes
"""


class Calibrate(World):
    def noise_floor_for_doctor(self, *arguments):
        done = self.run_program("doctor", *arguments, "--json")
        return next(one["found"] for one in json.loads(done.stdout)["findings"] if one["name"] == "noise floor")

    def calibrate(self, *arguments, expected=0):
        done = self.run_program("calibrate", *QUICK, *arguments)
        self.assertEqual(done.returncode, expected, done.stderr + done.stdout)
        return done

    def test_the_noise_floor_of_a_simulated_gpu(self):
        found = json.loads(self.calibrate("--gpu", "simulated", "--json").stdout)
        self.assertIn("no calibration of this machine", self.noise_floor_for_doctor("--gpu", "none"))
        self.assertIn("calibrated by 3 runs", self.noise_floor_for_doctor("--gpu", "simulated"))
        self.assertEqual((found["runs"], found["succeeded"], found["simulated"]), (3, 3, True))
        self.assertEqual(found["directory"], str(self.session()))
        figures = {figure["figure"]: figure for figure in found["figures"]}
        self.assertEqual(list(figures), ["gpu_joules", "gpu_net_joules", "cpu_joules", "duration"])
        time = figures["duration"]
        self.assertEqual(time["runs"], 3)
        self.assertLess(time["low"], time["relative_deviation"])
        self.assertLess(time["relative_deviation"], time["high"])
        experiments = self.experiments()
        self.assertEqual([run["role"] for run in experiments], ["calibration"] * 3)
        self.assertEqual({run["outcome"] for run in experiments}, {"succeeded"})
        # The same work in each, to the last bit.
        self.assertEqual(len({json.dumps(run["hyperparameters"]) for run in experiments}), 1)
        self.assertEqual(len({run["performance_metrics"]["control_checksum"] for run in experiments}), 1)
        self.assertEqual(len(self.summary()), 3)
        # Nothing of it is a result: it is left out where results are.
        left_out = self.run_program("export", str(self.session()), "-o", str(self.root / "out.csv"), "--include",
                                    "simulated")
        self.assertIn("warm-ups or calibrations", left_out.stderr + left_out.stdout)

    def test_for_people(self):
        text = self.calibrate("--gpu", "none").stdout
        self.assertIn("by 3 of 3 runs of the control workload", text)
        self.assertIn("GPU energy: not measured", text)
        self.assertRegex(text, r"duration: single runs of the same work differ by [0-9.e-]+ % here")

    def test_a_gpu_works_through_cuda(self):
        if not os.path.exists(FAKE_NVML) or not os.path.exists(FAKE_CUDA):
            self.skipTest("no fakes were built")
        log = self.root / "cuda.log"
        self.environment["FAKE_CUDA_LOG"] = str(log)
        with FakeGpu(self.root, STEADY) as gpu:
            self.environment["FAKE_NVML_SCRIPT"] = str(gpu.script)
            done = self.calibrate("--gpu", "nvml", "--nvml-library", FAKE_NVML, "--cuda-library", FAKE_CUDA, "--json")
        self.assertFalse(json.loads(done.stdout)["simulated"])
        experiments = self.experiments()
        launches = {run["hyperparameters"]["gpu_launches"] for run in experiments}
        self.assertEqual(len(launches), 1)
        calls = log.read_text().splitlines()
        # The trial's own come on top.
        self.assertGreater(sum(call.startswith("cuLaunchKernel") for call in calls), 3 * launches.pop())
        self.assertEqual(calls.count("cuMemcpyDtoH"), 4)
        text = (self.session() / experiments[0]["experiment_id"] / "training.log").read_text()
        self.assertIn("Control GPU: Fake GPU 0", text)
        self.assertTrue(text.endswith("Control workload done\n"))

    def test_a_gpu_that_cuda_cannot_use_is_told_before_anything_is_made(self):
        if not os.path.exists(FAKE_NVML):
            self.skipTest("no fake NVML was built")
        with FakeGpu(self.root, STEADY) as gpu:
            self.environment["FAKE_NVML_SCRIPT"] = str(gpu.script)
            done = self.calibrate("--gpu", "nvml", "--nvml-library", FAKE_NVML, "--cuda-library", "/nowhere/cuda.so",
                                  expected=3)
        self.assertIn("/nowhere/cuda.so", done.stderr)
        self.assertIn("--gpu none calibrates the CPUs alone", done.stderr)
        self.assertEqual(self.sessions(), [])

    def test_one_that_was_cut_off_goes_on(self):
        program = self.start_program("calibrate", *QUICK, "--gpu", "none")
        self.wait_for_event("run_started", with_text='"index":2,')
        program.kill()
        program.wait()
        done = self.run_program("resume", "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([run["outcome"] for run in self.status()["runs"]], ["succeeded"] * 3)

    def test_the_hidden_role_is_for_nobody_else(self):
        self.assertEqual(self.run_program("__control", "--what").returncode, 2)


if __name__ == "__main__":
    unittest.main()
