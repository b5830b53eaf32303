"""A shared disk that fills up while a campaign runs: tasks stop with that as their reason, nothing that was recorded is lost,
and the campaign goes on once there is room again."""
import contextlib
import os
import subprocess
import unittest

from campaign_world import PROGRAM, CampaignWorld, entry, settings

MEGABYTE = 1 << 20
ROOM = 64 * MEGABYTE


class FullDisk(CampaignWorld):
    gpus_have_sensors = False

    def setUp(self):
        super().setUp()
        self.results = self.root / "results"
        self.results.mkdir()
        # The copy of the program lies there, too.
        size = os.path.getsize(PROGRAM) + ROOM
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.results], text=True, capture_output=True)
        self.mounted = done.returncode == 0
        if not self.mounted:
            self.skipTest(f"no small file system can be mounted here: {done.stderr.strip()}")

    def before_removal(self):
        if self.mounted:
            subprocess.run(["umount", "--lazy", self.results], check=True)

    def leave_free(self, count):
        """So many bytes, to within a block."""
        told = os.statvfs(self.results)
        free = told.f_bavail * told.f_frsize
        self.assertGreater(free, count)
        with open(self.results / "filling", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - count)

    def fill(self):
        """Takes all that is free: what a task gives up of its reserve, too."""
        with open(self.results / "filling", "ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))

    def begin(self, runs, *options):
        session = self.submit(settings(entry(runs=runs, steps=6), entry(runs=runs, steps=6)), *options)
        self.wait_for_starts(4)
        return session

    def finish(self, session, ended):
        (self.results / "filling").unlink()
        self.resume(session)
        self.wait_until_done(session)
        self.check_done(session)
        self.assertLessEqual(set(ended), {row["run_id"] for row in self.runs(session)}, "a run that had ended was lost")

    def ended(self, session):
        return [row["run_id"] for row in self.runs(session) if row["outcome"] in ("succeeded", "suspect")]

    def test_tasks_stop_while_there_is_still_room_for_a_run(self):
        session = self.begin(6, "--min-free-disk-mb", "40")
        self.leave_free(8 * MEGABYTE)
        self.wait_for_phases(session, {"lost": 2})
        self.wait_until_quiet(session)
        for block in self.state(session)["blocks"]:
            self.assertIn("no room for the records of a further run", block["reason"])
        self.assertIn("and 40 MB are needed before a run begins", self.task_logs(session))
        ended = self.ended(session)
        self.assertGreaterEqual(len(ended), 2)
        self.assertEqual([row for row in self.runs(session) if row["state"] != "ended"], [])
        self.finish(session, ended)

    def test_what_cannot_be_written_any_more_ends_a_task_and_loses_nothing(self):
        session = self.begin(20, "--min-free-disk-mb", "0")
        self.cluster.wait_until(lambda: self.fill() or self.phases(session) == {"lost": 2}, 60, "both tasks have ended")
        self.wait_until_quiet(session)
        self.check_nothing_runs()
        ended = self.ended(session)
        # While nothing can be claimed nothing is done, and nothing is lost.
        self.assertNotEqual(self.run_program("resume", str(session)).returncode, 0)
        self.finish(session, ended)

    def test_a_campaign_that_has_no_room_is_refused_and_leaves_nothing(self):
        self.leave_free(MEGABYTE)
        done = self.submit(settings(entry()), expected=3)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual([path.name for path in self.results.iterdir()], ["filling"])
        self.assertEqual(self.cluster.jobs(), {})


if __name__ == "__main__":
    unittest.main()
