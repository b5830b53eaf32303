"""The machine belongs to one session at a time, so these tests run when no other does."""
import json
import subprocess
import unittest

from world import PROGRAM, World, wait_until


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


if __name__ == "__main__":
    unittest.main(verbosity=2)
