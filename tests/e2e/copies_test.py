"""Runs that work in a copy of their repo's folder: no two share what they write, and nothing is left of the copies."""
import os
import signal
import unittest

from world import World, catalogue, wait_until

NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0,
            "background_startup_wait_seconds": 0, "background_restart_delay_seconds": 0,
            "termination_timeout_seconds": 1, "max_retries": 0}

# Says whether a checkpoint of somebody else lies where it works, and leaves its own there.
CHECKPOINTS = """
if [ -e checkpoint ]; then echo "found a checkpoint"; else echo "fresh"; fi
echo mine > checkpoint
[ -e data/words ] && echo "words: $(cat data/words)"
case $* in *--fail*) exit 3;; esac
case $* in *--stay*) while :; do sleep 0.1; done;; esac
sleep 0.3
echo "Test accuracy: 0.5"
"""


class Copies(World):
    def setUp(self):
        super().setUp()
        self.repo = self.root / "repos" / "saver"
        (self.repo / "data").mkdir(parents=True)
        (self.repo / "data" / "words").write_text("shared")
        self.write_training("saver", CHECKPOINTS)
        self.content = catalogue(["saver"])
        self.saver = self.content["models"]["saver"]
        self.saver.update(working_directory="copy", copy_links=["data"])
        self.write_catalogue(self.content)

    def settings(self, entry=None, **more):
        entry = entry or {"mode": "default", "repo": "saver", "model": "default"}
        return self.write_settings(dict(NO_WAITS, experiments=[entry], **more))

    def copies_left(self):
        return sorted(path.name for path in (self.session() / "work").glob("*"))

    def test_two_trainings_of_one_repo_share_nothing_but_what_is_linked(self):
        training = {"repo": "saver", "model": "default"}
        entry = {"mode": "parallel", "foreground": dict(training, mode="default"), "background": training}
        done = self.run_program("run", self.settings(entry, background_startup_wait_seconds=0.2, runs_per_config=2),
                                "--gpu", "none")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        experiments = self.experiments()
        self.assertEqual(len(experiments), 2)
        for experiment, folder in zip(experiments, sorted(self.session().glob("saver_*"))):
            self.assertEqual((folder / "training.log").read_text().splitlines()[:2], ["fresh", "words: shared"])
            self.assertIn("fresh", (folder / "background_logs" / "run_1.log").read_text())
            foreground, background = experiment["copies"]
            self.assertEqual(experiment["working_directory"], foreground["to"])
            self.assertEqual(foreground["to"], f"{self.session()}/work/{folder.name}_1_foreground")
            self.assertEqual(background["to"], f"{self.session()}/work/{folder.name}_1_background")
            self.assertEqual((foreground["from"], foreground["files"], foreground["error"], foreground["kept"]),
                             (str(self.repo), 2, "", ""))
            self.assertGreater(foreground["bytes"], 100)
        self.assertFalse((self.repo / "checkpoint").exists())
        self.assertFalse((self.session() / "work").exists())

    def test_a_retry_begins_in_a_fresh_copy(self):
        self.saver["required_args"] = {"how": "--fail"}
        self.write_catalogue(self.content)
        done = self.run_program("run", self.settings(max_retries=1), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        folder = self.session() / "saver_default_001"
        for log in ("attempts/1/training.log", "training.log"):
            self.assertIn("fresh", (folder / log).read_text())

    def test_what_cannot_be_copied_fails_the_run_before_anything_is_started(self):
        os.mkfifo(self.repo / "pipe")
        done = self.run_program("run", self.settings(max_retries=2), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        experiment = self.experiments()[0]
        self.assertEqual((experiment["outcome"], len(experiment["attempts"])), ("failed", 1))
        self.assertIn(f"{self.repo}/pipe is no file, folder or link", experiment["reasons"][0]["text"])
        self.assertEqual(experiment["reasons"][0]["code"], "start_error")
        self.assertFalse((self.session() / "saver_default_001" / "training.log").exists())
        self.assertFalse((self.session() / "work").exists())

    def test_copies_are_kept_on_request(self):
        done = self.run_program("run", self.settings(), "--gpu", "none", "--keep-copies")
        self.assertEqual(done.returncode, 0, done.stderr)
        kept = self.experiments()[0]["copies"][0]["kept"]
        self.assertEqual(kept, f"{self.session()}/copies/saver_default_001_1_foreground")
        with open(f"{kept}/checkpoint", encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine\n")

    def test_resume_removes_what_a_crash_left(self):
        self.saver["required_args"] = {"how": "--stay"}
        self.write_catalogue(self.content)
        process = self.start_program("run", self.settings(timeout=1), "--gpu", "none")
        self.wait_for_event("attempt_started")
        wait_until(lambda: list(self.session().glob("work/*_foreground/checkpoint")), 30, "the training has begun")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertEqual(self.copies_left(), ["saver_default_001_1_foreground"])
        done = self.run_program("resume", "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertFalse((self.session() / "work").exists())
        last = self.experiments()[0]["copies"][0]["to"]
        self.assertTrue(last.endswith("saver_default_001_2_foreground"), last)


if __name__ == "__main__":
    unittest.main()
