"""`mutation measure`: one command, its streams, its exit code, what is left of it, and the report."""
import json
import signal
import subprocess
import time
import unittest

from world import FAKE_NVML, PROGRAM, World, processes_with, wait_until

# A second GPU, and one that is asked for by index: PCI order is not NVML's.
SCRIPT = """driver 550.54.15
device GPU-far 0000:3B:00 700 9.0 NVIDIA H200
device GPU-near 0000:1A:00 300 8.0 NVIDIA A100
at 0 0 power 100
at 0 1 power 40
at 0 all temperature 33
"""


class Measure(World):
    def setUp(self):
        super().setUp()
        (self.root / "gpus.script").write_text(SCRIPT)
        self.environment["FAKE_NVML_SCRIPT"] = str(self.root / "gpus.script")

    def line(self, *arguments):
        return [PROGRAM, "measure", "--share-machine", "--nvml-library", FAKE_NVML, *arguments]

    def measure(self, *arguments, stdin=b""):
        return subprocess.run(self.line(*arguments), env=self.environment, cwd=self.root, input=stdin,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def measured(self, *arguments):
        done = self.measure("--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_the_command_keeps_its_streams_and_the_report_goes_to_standard_error(self):
        done = self.measure("--", "sh", "-c", "cat; echo lost >&2; exit 3", stdin=b"from outside")
        self.assertEqual(done.returncode, 3)
        self.assertEqual(done.stdout, b"from outside")
        self.assertTrue(done.stderr.startswith(b"lost\n"))
        self.assertIn(b"GPU 0: NVIDIA A100 (GPU-near)", done.stderr)
        self.assertIn(b"exit code 3", done.stderr)
        # Words that look like ours, and that some parsers take apart, are the command's.
        done = self.measure("--", "printf", "%s,", "-ec", "--json", "--", "[a,b]", "", "run")
        self.assertEqual(done.stdout, b"-ec,--json,--,[a,b],,run,")

    def test_json_has_standard_output_for_itself_or_a_file(self):
        done = self.measure("--json", "--", "echo", "hello")
        self.assertIn(b"hello\n", done.stderr)
        self.assertEqual(json.loads(done.stdout)["command"], ["echo", "hello"])
        done = self.measure("--json", "--output", "energy.json", "--", "echo", "hello")
        self.assertEqual((done.stdout, done.stderr), (b"hello\n", b""))
        self.assertEqual(json.loads((self.root / "energy.json").read_text())["exit_code"], 0)
        done = self.measure("--output", "no/such/folder.txt", "--", "touch", "started")
        self.assertEqual(done.returncode, 125)
        self.assertFalse((self.root / "started").exists())

    def test_every_gpu_has_its_energy_and_the_chosen_ones_are_told_to_the_command(self):
        result = self.measured("--devices", "1", "--idle", "2", "--", "sh", "-c",
                               "echo $CUDA_VISIBLE_DEVICES; sleep 1.5")
        near, far = result["gpus"]
        self.assertEqual([gpu["uuid"] for gpu in (near, far)], ["GPU-near", "GPU-far"])
        self.assertEqual([gpu["own"] for gpu in (near, far)], [False, True])
        self.assertAlmostEqual(result["duration_seconds"], 1.5, delta=0.3)
        self.assertAlmostEqual(far["energy_joules"], 100 * result["duration_seconds"], delta=12)
        self.assertEqual(far["source"], "counter")
        self.assertAlmostEqual(far["net_joules"], 0, delta=20)
        self.assertAlmostEqual(far["idle_watts"], 100, delta=12)
        self.assertEqual(result["cpu"]["dram_joules"], None)
        self.assertNotEqual(result["cpu"]["reasons"], [])
        seen = self.measure("--devices", "1", "--", "sh", "-c", "echo $CUDA_VISIBLE_DEVICES")
        self.assertEqual(seen.stdout, b"1\n")
        seen = self.measure("--", "sh", "-c", "echo ${CUDA_VISIBLE_DEVICES-untouched}")
        self.assertEqual(seen.stdout, b"untouched\n")
        self.assertEqual(self.measure("--devices", "7", "--", "true").returncode, 125)

    def test_several_runs_have_their_spread(self):
        result = self.measured("--runs", "3", "--", "sleep", "0.3")
        self.assertEqual(len(result["runs"]), 3)
        spread = result["statistics"]["duration_seconds"]
        self.assertAlmostEqual(spread["mean"], 0.3, delta=0.2)
        self.assertGreater(spread["standard_deviation"], 0)
        self.assertEqual(result["gpus"][0]["energy_joules"],
                         result["statistics"]["gpus"][0]["energy_joules"]["mean"])

    def test_rates_are_as_asked_down_to_one_reading_before_and_one_after(self):
        result = self.measured("--hertz", "50", "--", "sleep", "1")
        self.assertAlmostEqual(result["sampling"]["power_readings_per_second"], 50, delta=15)
        result = self.measured("--no-sampling", "--", "sleep", "1")
        reader, = [one for one in result["sampling"]["readers"] if one["reader"] == "nvml"]
        self.assertEqual(reader["reads"], 2)
        self.assertIsNone(result["sampling"]["asked_hertz"])
        far = result["gpus"][1]
        self.assertEqual(far["coverage"], 1)
        self.assertAlmostEqual(far["energy_joules"], 100 * far["over_seconds"], delta=12)
        self.assertEqual(self.measure("--hertz", "0", "--", "true").returncode, 125)
        self.assertEqual(self.measure("--hertz", "nan", "--", "true").returncode, 125)

    def test_exit_codes_are_the_commands_or_tell_why_there_is_none(self):
        for command, code in ((["sh", "-c", "exit 42"], 42), (["sh", "-c", "kill -USR1 $$"], 128 + signal.SIGUSR1),
                              (["no-such-program"], 127), (["./no-such-program"], 127), (["/etc/passwd"], 126)):
            self.assertEqual(self.measure("--", *command).returncode, code, command)
        self.assertEqual(self.measure("--timeout", "0.3", "--", "sleep", "60").returncode, 124)
        self.assertEqual(self.measure().returncode, 125)
        self.assertEqual(self.measure("--no-such-flag", "--", "true").returncode, 125)

    def test_nothing_is_left_of_a_command_that_ends_or_is_interrupted(self):
        leave = "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' >/dev/null 2>&1 & echo ready"
        self.assertEqual(self.measure("--", "sh", "-c", leave).returncode, 0)
        self.assertEqual(processes_with(self.marker), [])
        for stop, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            running = subprocess.Popen(self.line("--json", "--", "sh", "-c", leave + "; sleep 60"),
                                       env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertEqual(running.stderr.readline(), b"ready\n")
            running.send_signal(stop)
            time.sleep(0.3)
            if stop == signal.SIGINT:  # a second one: no grace
                running.send_signal(stop)
            output, _ = running.communicate(timeout=30)
            self.assertEqual(running.returncode, code)
            self.assertTrue(json.loads(output)["interrupted"])
            self.assertEqual(processes_with(self.marker), [])

    def test_a_killed_program_takes_its_command_along(self):
        running = subprocess.Popen(self.line("--", "sh", "-c", "echo ready; sleep 60"),
                                   env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.assertEqual(running.stdout.readline(), b"ready\n")
        running.kill()
        running.wait()
        running.stdout.close()
        wait_until(lambda: not processes_with(self.marker), 10, "the command has ended")


if __name__ == "__main__":
    unittest.main()
