"""The machine and the user's files: out of descriptors, processes and memory, processes that cannot die, repos that
vanish, backgrounds that do not stay up."""
import json
import os
import pathlib
import shutil
import subprocess
import time
import unittest

from fault import fault
from situations import Situation, entry, parallel, settings
from world import processes_with, wait_until

PLAIN_USER = 54321
FREEZER = pathlib.Path("/sys/fs/cgroup/freezer")
MEMORY = pathlib.Path("/sys/fs/cgroup/memory")


def limit(pid, option, count):
    """From now on, of a process that runs. By a program of its own: a plain user's limits may only be set as that user."""
    user = [] if os.stat(f"/proc/{pid}").st_uid == os.geteuid() else ["setpriv", f"--reuid={PLAIN_USER}",
                                                                      f"--regid={PLAIN_USER}", "--clear-groups"]
    subprocess.run([*user, "prlimit", f"--pid={pid}", f"--{option}={count}:{count}"], check=True)


class Limits(Situation):
    @fault("out of file descriptors from the start", expected="nothing is started; exit 3 or 2, with the reason")
    def test_no_descriptors_at_start(self):
        done = self.run_in(["prlimit", "--nofile=6:6"], "run", self.write_settings(settings(entry("busy"))),
                           "--gpu", "simulated")
        self.assertIn(done.returncode, (2, 3), done.stderr)
        self.assertIn("Too many open files", done.stderr)
        self.assertEqual(processes_with(self.marker), [])
        self.observed(f"exit {done.returncode}: \"… Too many open files\"")

    @fault("out of file descriptors during a run",
           expected="the training goes on to its end; what cannot be opened is told; exit 3, resumable; nothing left running")
    def test_no_descriptors_in_a_run(self):
        process = self.start_in([], "run", self.write_settings(settings(entry("steady", 2), entry("busy"))),
                                "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        limit(process.pid, "nofile", 3)
        code, text = self.end_of(process)
        self.assertEqual(code, 3, text)
        self.assertRegex(text, "Too many open files|unable to open")
        self.assertEqual(processes_with(self.marker), [])
        self.assertEqual(self.status()["runs_planned"], 2)
        self.observed("exit 3 with the reason; 0 processes left; the session can be resumed")

    def as_plain_user(self):
        self.needs_root()
        for folder, _, files in os.walk(self.root):
            for name in ["", *files]:
                os.chown(os.path.join(folder, name), PLAIN_USER, PLAIN_USER)
        return ["setpriv", f"--reuid={PLAIN_USER}", f"--regid={PLAIN_USER}", "--clear-groups"]

    @fault("out of processes from the start (RLIMIT_NPROC)", expected="nothing is started; exit 3, with the reason")
    def test_no_processes_at_start(self):
        done = self.run_in([*self.as_plain_user(), "prlimit", "--nproc=1:1"], "run",
                           self.write_settings(settings(entry("busy"))), "--gpu", "simulated")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("Resource temporarily unavailable", done.stderr)
        self.assertIn("ulimit -u", done.stderr)
        self.observed("exit 3: \"" + done.stderr.splitlines()[0].removeprefix("mutation: ") + "\"")

    @fault("out of processes between two runs (RLIMIT_NPROC)",
           expected="runs that cannot start fail with the reason; three in a row end the session: exit 3, resumable")
    def test_no_processes_in_a_session(self):
        wrapper = self.as_plain_user()
        process = self.start_in(wrapper, "run", self.write_settings(
            settings(entry("steady", 1), *[entry("busy")] * 4)), "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"foreground"')
        limit(process.pid, "nproc", 1)
        code, text = self.end_of(process)
        self.assertEqual(code, 3, text)
        self.assertEqual(self.outcomes(), ["succeeded", "failed", "failed", "failed", "pending"])
        self.assertIn("Resource temporarily unavailable", self.reason("start_error", self.experiments()[1]))
        self.observed("run 1 succeeded, runs 2 to 4 failed (start_error: Resource temporarily unavailable), exit 3")

    @fault("the kernel's OOM killer ends a training", expected="the run has failed and says so")
    def test_out_of_memory(self):
        self.needs_root()
        group = MEMORY / f"mutation-test-{os.getpid()}"
        try:
            group.mkdir()
            (group / "memory.limit_in_bytes").write_text("50000000")
        except OSError as failure:
            self.skipTest(f"no memory cgroup of version 1 can be made: {failure}")
        self.addCleanup(group.rmdir)
        self.write_training("steady", f"echo $$ > {group}/cgroup.procs; exec python3 -c 'x = bytes(10**9) + bytes(10**9)'")
        done = self.run_program("run", self.write_settings(settings(entry("steady"))), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(self.codes()[:2], ["exit_status", "out_of_memory"])
        self.observed("failed: \"killed by signal 9 (SIGKILL)\"; \"" + self.reason("out_of_memory") + "\"")

    @fault("a process that cannot die (frozen in a cgroup, as in uninterruptible sleep)",
           expected="after 60 s the run has failed, naming it; no further run begins; exit 3, saying what to do")
    def test_process_that_cannot_die(self):
        self.needs_root()
        library = os.environ.get("FAKE_CLOCK", "")
        group = FREEZER / f"mutation-test-{os.getpid()}"
        try:
            group.mkdir()
        except OSError as failure:
            self.skipTest(f"no freezer cgroup of version 1 can be made: {failure}")

        def thaw():
            (group / "freezer.state").write_text("THAWED")
            wait_until(lambda: not (group / "cgroup.procs").read_text(), 10, "the frozen one has died")
            group.rmdir()
        self.addCleanup(thaw)
        self.write_training("steady", f"sh -c 'echo $$ > {group}/cgroup.procs; sleep 100' & sleep 0.5\n"
                                      f"echo FROZEN > {group}/freezer.state; echo 'Test accuracy: 0.5'")
        shifts = self.root / "shifts"
        # So that the test need not wait for the 60 s.
        self.environment.update(LD_PRELOAD=library, FAKE_CLOCK_SHIFTS=str(shifts))
        process = self.start_in([], "run", self.write_settings(settings(entry("steady"), entry("busy"))), "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"stop"')
        time.sleep(2)
        (self.root / "shifts.new").write_text("boottime 62\n")
        (self.root / "shifts.new").rename(shifts)
        code, text = self.end_of(process)
        thaw_text = (group / "cgroup.procs").read_text()
        (group / "freezer.state").write_text("THAWED")
        self.assertEqual(code, 3, text)
        self.assertTrue(thaw_text)
        self.assertEqual(self.outcomes(), ["failed", "pending"])
        self.assertIn("survived the stop", self.reason("survivors"))
        self.assertIn("no further run starts", text)
        self.observed("exit 3; failed: \"" + self.reason("survivors") + "\"; run 2 not begun")


class UsersFiles(Situation):
    TRAININGS = {
        "deletes_itself": "rm -f train.sh; echo 'Test accuracy: 0.5'",
        "removes_repo": "cd /; rm -rf \"$OLDPWD\"; echo 'Test accuracy: 0.5'",
        "quick_failure": "sleep 0.2; echo 'RuntimeError: no device'; exit 1",
        "quick_end": "exit 0",
    }

    @fault("the train script vanishes during a session",
           expected="its next runs fail with the reason; three in a row end the session: exit 3, resumable")
    def test_script_vanishes(self):
        content = settings(entry("deletes_itself"), runs_per_config=6)
        done = self.run_program("run", self.write_settings(content), "--gpu", "none")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(self.outcomes(), ["succeeded", "failed", "failed", "failed", "pending", "pending"])
        self.assertIn("No such file or directory", self.reason("start_error", self.experiments()[1]))
        self.observed("run 1 succeeded, runs 2 to 4 failed (start_error: No such file or directory), exit 3")

    @fault("a repo's folder is removed during a session",
           expected="its next runs fail with the reason; runs of other repos go on")
    def test_repo_removed(self):
        done = self.run_program("run", self.write_settings(
            settings(entry("removes_repo"), entry("removes_repo"), entry("busy"))), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(self.outcomes(), ["succeeded", "failed", "succeeded"])
        self.assertIn("removes_repo", self.reason("start_error", self.experiments()[2]))
        self.observed("succeeded, failed (start_error: change to folder …: No such file or directory), succeeded")

    @fault("a background that fails again and again right after its start",
           expected="after three the run has failed, with the end of the background's log")
    def test_background_fails(self):
        done = self.run_program("run", self.write_settings(
            settings(parallel("steady", "quick_failure"), background_startup_wait_seconds=20)), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        experiment = self.only_experiment()
        self.assertEqual(self.codes(), ["background_failed"])
        self.assertEqual(len(experiment["load"]["runs"]), 3)
        self.assertIn("no device", json.dumps(experiment))
        self.assertEqual(processes_with(self.marker), [])
        self.observed("failed: \"" + self.reason("background_failed") + "\"")

    @fault("a background that ends at once each time, without failing",
           expected="it is started again after the restart delay each time; the run is suspect, and says how long it was "
                    "there")
    def test_background_does_not_stay(self):
        content = settings(parallel("steady", "quick_end", 3), background_restart_delay_seconds=0.5)
        done = self.run_program("run", self.write_settings(content), "--gpu", "none")
        experiment = self.only_experiment()
        self.assertGreaterEqual(len(experiment["load"]["runs"]), 3)
        self.assertEqual(experiment["stops"][-1]["survivors"], 0)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("load_interrupted", self.codes())
        self.observed(f"{len(experiment['load']['runs'])} runs of it recorded; {experiment['outcome']}: "
                      f"\"{self.reason('load_interrupted')}\"")


if __name__ == "__main__":
    unittest.main()
