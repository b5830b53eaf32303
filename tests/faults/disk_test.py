"""The disk: full, failing, taken away, too small to begin with."""
import fcntl
import os
import re
import shutil
import struct
import subprocess
import time
import unittest

from fault import fault
from situations import Situation, entry, settings
from world import processes_with

EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32): linux/fs/ext4/ext4.h

# A small disk of its own for results/; what is on it is copied to kept/ in the end.
ON_A_SMALL_DISK = 'mount -t tmpfs -o size=16m none results && "$@"; code=$?; cp -a results kept; exit $code'


class Disk(Situation):
    TRAININGS = {
        # Its own output fills the disk; it takes no notice of that and ends well.
        "fills": "echo 'Test accuracy: 0.5'; head -c 20000000 /dev/zero 2>/dev/null | tr '\\0' x; sleep 0.5; exit 0",
    }

    def setUp(self):
        super().setUp()
        (self.root / "results").mkdir()

    def run_on_a_small_disk(self, settings_file, *arguments):
        self.needs_root()
        if subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "none", str(self.root / "results")],
                          check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("may not mount a file system")
        done = self.run_in(["unshare", "-m", "sh", "-c", ON_A_SMALL_DISK, "sh"], "run", settings_file, *arguments)
        shutil.rmtree(self.root / "results")
        (self.root / "kept").rename(self.root / "results")
        return done

    def with_image(self):
        """results/ on a disk image of 32 MB; gives its path."""
        self.needs_root()
        if not shutil.which("mkfs.ext4"):
            self.skipTest("no mkfs.ext4")
        image = self.root / "disk.img"
        with open(image, "wb") as file:
            file.truncate(32 << 20)
        subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
        if not self.mount(image):
            self.skipTest("may not mount a loop device")
        return image

    def mount(self, image):
        done = subprocess.run(["mount", "-o", "loop", str(image), str(self.root / "results")], check=False)
        if done.returncode == 0:
            self.addCleanup(subprocess.run, ["umount", "-q", str(self.root / "results")], check=False,
                            stderr=subprocess.DEVNULL)
        return done.returncode == 0

    def unmount(self):
        subprocess.run(["umount", str(self.root / "results")], check=True)

    @fault("disk full during a run (the training's own output fills it)",
           expected="the run is recorded, from space set aside, and suspect; the next does not begin; exit 3")
    def test_disk_full(self):
        done = self.run_on_a_small_disk(
            self.write_settings(settings(entry("fills"), entry("busy"), min_free_disk_mb=8)), "--gpu", "simulated")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertIn("needed before a run begins", done.stderr)
        self.assertIn("mutation resume", done.stderr)
        experiment = self.only_experiment()
        self.assertEqual((experiment["outcome"], experiment["exit_code"]), ("suspect", 0))
        self.assertIn("files_incomplete", self.codes())
        self.assertGreater(self.gpu_joules(), 0)
        self.assertEqual(len(self.summary()), 1)
        self.assertEqual(self.outcomes(), ["suspect", "pending"])
        self.observed("exit 3; run 1 recorded: suspect (files_incomplete), with its energy; run 2 not begun")

    @fault("too little disk space before a run",
           expected="it does not begin; exit 3, saying how much is free, how much is needed, and where")
    def test_too_little_space(self):
        done = self.run_on_a_small_disk(self.write_settings(settings(entry("busy"))), "--gpu", "none")
        self.assertEqual(done.returncode, 3, done.stderr)
        told = re.search(r"(\d+ MB are free) in .*results/run_.*, (and 256 MB are needed before a run begins)",
                         done.stderr)
        self.assertTrue(told, done.stderr)
        self.assertIn("mutation resume", done.stderr)
        self.assertEqual(self.experiments(), [])
        self.observed(f"exit 3, no run begun: \"{told[1]} in …, {told[2]}\"")

    @fault("file system becomes read-only during a run",
           expected="the training runs to its end and nothing is left running; exit 3; "
                    "what was written before can be read and resumed")
    def test_disk_fails(self):
        image = self.with_image()
        process = self.start_in([], "run", self.write_settings(
            settings(entry("steady", 2), entry("busy"), min_free_disk_mb=1)), "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        time.sleep(0.5)
        folder = os.open(self.root / "results", os.O_RDONLY)
        fcntl.ioctl(folder, EXT4_IOC_SHUTDOWN, struct.pack("I", 0))
        os.close(folder)
        code, text = self.end_of(process)
        self.assertEqual(code, 3, text)
        self.assertIn("could not be written", text)
        self.assertEqual(processes_with(self.marker), [])
        self.unmount()
        # As after the disk was mended.
        self.assertTrue(self.mount(image))
        status = self.status()
        self.assertEqual([run["outcome"] for run in status["runs"]], ["cut off", "pending"])
        self.unmount()
        self.observed("exit 3; \"the readings could not be written: …\"; 0 processes left; "
                      "the store opens after a remount, the run in it is cut off and can be resumed")

    @fault("results directory removed during a run",
           expected="the run goes on to its end; exit 3 with the reason; nothing is left running")
    def test_results_removed(self):
        process = self.start_in([], "run", self.write_settings(settings(entry("steady", 1), entry("busy"))),
                                "--gpu", "simulated")
        self.wait_for_event("phase_started", with_text='"foreground"')
        # As `rm -rf` a second time: the program may write a file into a folder between its emptying and its removal.
        results = self.root / "results"
        while results.exists():
            shutil.rmtree(results, ignore_errors=True)
        code, text = self.end_of(process)
        self.assertEqual(code, 3, text)
        self.assertIn("No such file or directory", text)
        self.assertIn("could not be recorded any more", text)
        self.assertEqual(processes_with(self.marker), [])
        self.observed("exit 3: \"what happens could not be recorded any more\"; 0 processes left")


if __name__ == "__main__":
    unittest.main()
