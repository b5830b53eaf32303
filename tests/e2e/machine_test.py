"""The machine belongs to one session at a time, so these tests run when no other does."""
import json
import socket
import subprocess
import unittest

from world import FAKE_NVML, PROGRAM, World, wait_until


class OneAtATime(World):
    shares_machine = False

    def test_a_second_is_refused_unless_it_shares(self):
        program = self.start_program("run", "-r", "endless", "-m", "default", "--gpu", "none")
        wait_until(lambda: self.sessions(), 20, "the first session")
        self.wait_for_event("run_started")
        done = self.run_program("run", "-r", "silent", "-m", "default", "--gpu", "none")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn(f"another session runs on this machine: process {program.pid}", done.stderr)
        self.assertEqual(len(self.sessions()), 1)
        done = self.run_program("run", "-r", "silent", "-m", "default", "--gpu", "none", "--share-machine",
                                "--results", str(self.root / "shared"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        record = json.loads(next((self.root / "shared").glob("*/*/experiment.json")).read_text())
        self.assertTrue(record["machine_shared"])
        program.kill()
        program.wait()
        done = self.run_program("run", "-r", "silent", "-m", "default", "--gpu", "none",
                                "--results", str(self.root / "later"))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        record = json.loads(next((self.root / "later").glob("*/*/experiment.json")).read_text())
        self.assertFalse(record["machine_shared"])

    def test_the_machine_is_for_one_at_a_time(self):
        first = subprocess.Popen([PROGRAM, "measure", "--gpu", "none", "--", "sh", "-c", "echo ready; sleep 60"],
                                 env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = first.stdout.readline()
        if said != b"ready\n":
            first.communicate(timeout=10)
            self.skipTest("the machine is taken by somebody else")
        second = subprocess.run([PROGRAM, "measure", "--gpu", "none", "--", "true"], env=self.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        first.terminate()
        first.communicate(timeout=30)
        self.assertEqual(second.returncode, 125)
        self.assertIn(b"--share-machine", second.stderr)

    def gpu_arguments(self):
        script = self.root / "gpus.script"
        script.write_text(f"device GPU-{self.root.name} 0000:3B:00 300 9.0 NVIDIA Fake\nat 0 all power 60\n")
        self.environment["FAKE_NVML_SCRIPT"] = str(script)
        return ["--gpu", "nvml", "--nvml-library", FAKE_NVML]

    def hold_gpu(self):
        """As the task of a cluster does that shares its node: it holds its GPU, and not the machine."""
        held = socket.socket(socket.AF_UNIX)
        self.addCleanup(held.close)
        held.bind(f"\0mutation/device/GPU-{self.root.name}")
        held.listen()
        return held

    @unittest.skipUnless(FAKE_NVML, "no fake NVML was built")
    def test_a_gpu_that_a_task_holds_is_nobody_elses_unless_it_is_shared(self):
        gpu = self.gpu_arguments()
        held = self.hold_gpu()
        run = ["run", "-r", "silent", "-m", "default", *gpu]
        calibrate = ["calibrate", "--runs", "3", *gpu]
        for command, code in ((run, 3), (calibrate, 3)):
            done = self.run_program(*command)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(f"another session runs on the GPU GPU-{self.root.name}: process", done.stderr)
        self.assertEqual(self.sessions(), [])
        done = subprocess.run([PROGRAM, "measure", *gpu, "--", "true"], env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(done.returncode, 125, done.stderr)
        self.assertIn("another session runs on the GPU", done.stderr)
        done = self.run_program(*run, "--share-machine")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertTrue(all(record["machine_shared"] for record in self.experiments()))
        self.assertIn("what it does is in these figures, too", done.stderr)
        held.close()

    @unittest.skipUnless(FAKE_NVML, "no fake NVML was built")
    def test_a_session_holds_its_gpu(self):
        gpu = self.gpu_arguments()
        program = self.start_program("run", "-r", "endless", "-m", "default", *gpu)
        wait_until(lambda: self.sessions(), 20, "the session")
        self.wait_for_event("run_started")
        with self.assertRaises(OSError):
            self.hold_gpu()
        program.kill()
        program.wait()
        held = self.hold_gpu()
        done = self.run_program("resume")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("another session runs on the GPU", done.stderr)
        held.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)
