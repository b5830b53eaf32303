"""Sessions that are cut off, stopped or interrupted, and go on with `mutation resume`."""
import json
import os
import signal
import sqlite3
import unittest

from world import World, wait_until

STEPS = {
    # Says when it began and ended, and takes long enough to be killed in.
    "steps": """
echo "began $(date +%s.%N)" >> "$STEPS_FILE"
sleep "${STEPS_MORE:-0}"
i=0; while [ $i -lt 4 ]; do sleep 0.1; i=$((i + 1)); done
echo "Test accuracy: 0.75"
echo "ended $(date +%s.%N)" >> "$STEPS_FILE"
"""
}
SETTINGS = {"experiment_name": "cut off", "runs_per_config": 3, "cooling_seconds": 0, "retry_sleep_seconds": 0,
            "experiments": [{"repo": "steps", "model": "default", "mode": "mutation", "mutate": ["seconds"]}]}


class Resume(World):
    def setUp(self):
        super().setUp()
        # More values than runs, else draws would repeat.
        self.add_training("steps", STEPS["steps"],
                          lambda spec: spec["supported_hyperparams"]["seconds"].update(range=[1, 1000]))
        self.environment["STEPS_FILE"] = str(self.root / "steps")

    def begin(self, settings=None, *arguments):
        path = self.write_settings(settings or SETTINGS)
        return self.start_program("run", path, "--gpu", "none", "-s", "7", *arguments)

    def resume(self, *arguments, expected=0):
        done = self.run_program("resume", "--gpu", "none", *arguments)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done

    def kill_in_run(self, program, index):
        self.wait_for_event("background_run_started" if index < 0 else "run_started", with_text=f'"index":{index},')
        program.kill()
        program.wait()

    def assert_complete(self, runs=3):
        status = self.status()
        self.assertEqual([run["outcome"] for run in status["runs"]], ["succeeded"] * runs)
        self.assertEqual(len({run["run_id"] for run in status["runs"]}), runs)
        self.assertEqual(len(self.summary()), runs)
        self.assertEqual(len(self.experiments()), runs)
        began_and_ended = [line.split()[0] for line in (self.root / "steps").read_text().splitlines()]
        self.assertEqual(began_and_ended.count("ended"), runs, "a run was done twice, or not at all")
        return status

    def test_a_killed_session_goes_on_with_the_run_that_was_cut_off(self):
        program = self.begin()
        self.kill_in_run(program, 2)
        status = self.status()
        self.assertEqual(status["state"], "cut off")
        self.assertEqual([run["outcome"] for run in status["runs"]], ["succeeded", "cut off", "pending"])
        done = self.resume()
        self.assertIn("3, 2 of them left", done.stderr)
        status = self.assert_complete()
        attempts = status["runs"][1]["attempts"]
        self.assertEqual([attempt["outcome"] for attempt in attempts], ["interrupted", "succeeded"])
        self.assertEqual(attempts[0]["reasons"][0]["code"], "cut_off")
        self.assertLess(attempts[0]["end"], attempts[1]["start"])
        self.assertEqual(len(status["resumptions"]), 1)
        self.assertEqual(status["state"], "ended")

    def test_a_run_is_judged_by_what_the_runs_before_the_cut_have_taken(self):
        program = self.begin(dict(SETTINGS, runs_per_config=1, config_sleep_seconds=0, experiments=[
            {"repo": "steps", "model": "default", "mode": "default"} for _ in range(4)]))
        self.kill_in_run(program, 4)
        self.environment["STEPS_MORE"] = "4"
        self.resume(expected=1)
        last = self.status()["runs"][3]
        self.assertEqual((last["outcome"], [reason["code"] for reason in last["reasons"]]),
                         ("suspect", ["duration_implausible"]))
        self.assertIn("3 earlier runs took", last["reasons"][0]["text"])

    def test_an_interrupted_session_goes_on_and_a_complete_one_has_nothing_left(self):
        program = self.begin()
        self.wait_for_event("run_started", with_text='"index":2,')
        program.send_signal(signal.SIGINT)
        self.assertEqual(program.wait(20), 130)
        self.assertEqual(program.stderr.read().count(" left, until "), 1, "it is told of runs that do not follow")
        self.assertEqual(len(self.summary()), 2)
        self.resume()
        status = self.assert_complete()
        self.assertEqual(len(status["runs"][1]["attempts"]), 2)
        done = self.resume()
        self.assertIn("nothing is left to run", done.stderr)
        self.assertEqual(self.assert_complete(), status, "what is complete stays as it is")
        done = self.resume("--retry", "failed,suspect")
        self.assertIn("nothing is left to run", done.stderr)
        self.assertEqual(self.assert_complete(), status)

    def test_cooling_is_kept_across_a_crash(self):
        program = self.begin(dict(SETTINGS, cooling_seconds=3))
        self.wait_for_event("run_ended")
        self.wait_for_event("run_started", with_text='"index":2,')
        program.kill()
        program.wait()
        self.resume("--results", str(self.root / "results"))
        status = self.assert_complete()
        first, second = status["runs"][0], status["runs"][1]
        ended = first["attempts"][-1]["training_end_boot_seconds"]
        began = second["attempts"][-1]["training_start_boot_seconds"]
        self.assertGreaterEqual(began - ended, 3.0)
        self.assertEqual(second["cooling"]["minimum_from"], "cooling after an interruption")

    def test_cooling_is_kept_when_the_first_training_was_cut_off(self):
        program = self.begin(dict(SETTINGS, cooling_seconds=3))
        wait_until((self.root / "steps").exists, 20, "the first training")
        program.kill()
        program.wait()
        self.resume()
        attempts = self.status()["runs"][0]["attempts"]
        self.assertGreaterEqual(attempts[1]["training_start_boot_seconds"] - attempts[0]["end_boot_seconds"], 3.0)

    def test_cooling_is_kept_when_a_resumed_session_is_cut_off(self):
        program = self.begin(dict(SETTINGS, cooling_seconds=3))
        self.wait_for_event("run_ended")
        self.assertEqual(self.run_program("stop", "--now").returncode, 0)
        program.wait(20)
        resumed = self.start_program("resume")
        wait_until(lambda: (self.root / "steps").read_text().count("began") == 2, 20, "the second training")
        resumed.kill()
        resumed.wait()
        self.resume()
        run = self.status()["runs"][1]
        cut_off, last = run["attempts"][-2:]
        self.assertEqual(cut_off["reasons"][0]["code"], "cut_off")
        self.assertGreaterEqual(last["training_start_boot_seconds"] - cut_off["end_boot_seconds"], 3.0)

    def test_a_retry_that_was_cut_off_is_owed_still(self):
        flag = self.root / "mended"
        script = self.root / "repos" / "steps" / "train.sh"
        text = script.read_text()
        script.write_text(text.replace("#!/bin/sh\n", f"#!/bin/sh\n[ -e '{flag}' ] || exit 3\n"))
        program = self.begin(dict(SETTINGS, max_retries=0, max_consecutive_failures=0))
        self.assertEqual(program.wait(20), 1)
        flag.touch()
        resumed = self.start_program("resume", "--retry", "failed")
        wait_until((self.root / "steps").exists, 20, "the first retry")
        resumed.kill()
        resumed.wait()
        self.assertEqual([run["outcome"] for run in self.status()["runs"]], ["cut off", "waiting", "waiting"])
        self.resume()
        self.assert_complete()

    def test_a_session_that_had_not_begun_does_not_pass_for_one_that_was_cut_off(self):
        self.kill_in_run(self.begin(), 1)
        with sqlite3.connect(self.session() / "session.db") as store:
            store.execute("DELETE FROM session")
        store.close()
        for command, code in (("status", 2), ("resume", 3)):
            done = self.run_program(command)
            self.assertEqual((done.returncode, done.stdout), (code, ""), command)
            self.assertIn(f"the session {self.session()} had not begun", done.stderr)
            self.assertIn(f"{self.session()}/settings.json", done.stderr)

    def test_what_cannot_be_started_is_refused(self):
        program = self.begin()
        self.kill_in_run(program, 2)
        self.assertIn(f"It was cut off; `mutation resume {self.session()}` goes on with it.\n",
                      self.run_program("status").stdout)
        (self.root / "repos" / "steps" / "train.sh").chmod(0o644)
        done = self.resume(expected=2)
        self.assertIn("is not executable", done.stderr)

    def test_changes_are_refused_unless_accepted(self):
        program = self.begin()
        self.kill_in_run(program, 2)
        script = self.root / "repos" / "steps" / "train.sh"
        script.write_text(script.read_text() + "# changed\n")
        self.write_settings(dict(SETTINGS, runs_per_config=9))
        done = self.resume(expected=3)
        self.assertIn("the settings file", done.stderr)
        self.assertIn("the train script of steps", done.stderr)
        self.assertIn("--accept-changes", done.stderr)
        self.assertEqual(self.status()["resumptions"], [])
        self.resume("--accept-changes")
        status = self.assert_complete()
        self.assertEqual(len(status["resumptions"][0]["changes"]), 2)
        # What was accepted is how it is now.
        self.resume()

    def test_the_gpu_is_asked_for_as_before(self):
        path = self.write_settings(dict(SETTINGS, cooling_max_seconds=0))
        program = self.start_program("run", path, "--gpu", "simulated")
        self.kill_in_run(program, 2)
        done = self.run_program("resume", "--gpu", "none")
        self.assertEqual(done.returncode, 3)
        self.assertIn("the GPU was", done.stderr)
        done = self.run_program("resume")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(all(record["simulated"] for record in self.experiments()))

    def test_failed_runs_are_tried_again_on_request(self):
        flag = self.root / "mended"
        script = self.root / "repos" / "steps" / "train.sh"
        text = script.read_text()
        script.write_text(text.replace("#!/bin/sh\n", f"#!/bin/sh\n[ -e '{flag}' ] || exit 3\n"))
        program = self.begin(dict(SETTINGS, max_retries=1, runs_per_config=2))
        self.assertEqual(program.wait(20), 1)
        done = self.resume(expected=1)
        self.assertIn("nothing is left to run; --retry failed,suspect does again what has not succeeded", done.stderr)
        flag.touch()
        self.resume("--retry", "failed")
        status = self.assert_complete(2)
        self.assertEqual([attempt["outcome"] for attempt in status["runs"][0]["attempts"]],
                         ["failed", "failed", "succeeded"])

    def test_three_failed_runs_in_a_row_end_the_session_resumably(self):
        settings = {"experiment_name": "fails", "runs_per_config": 5, "cooling_seconds": 0, "max_retries": 0,
                    "experiments": [{"repo": "fails", "model": "default", "mode": "mutation",
                                     "mutate": ["learning_rate"]}]}
        done = self.run_program("run", self.write_settings(settings), "--gpu", "none")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("3 runs in a row have failed", done.stderr)
        self.assertIn("mutation resume", done.stderr)
        # Of runs that will not be nobody says how long they take.
        self.assertEqual(done.stderr.count(" left, until "), 2, done.stderr)
        self.assertEqual([event["session_left_seconds"] is None for event in self.events("run_ended")], [False, False, True])
        outcomes = [run["outcome"] for run in self.status()["runs"]]
        self.assertEqual(outcomes, ["failed"] * 3 + ["pending"] * 2)
        self.resume(expected=1)
        self.assertEqual([run["outcome"] for run in self.status()["runs"]], ["failed"] * 5)

    def test_stop_ends_the_session_after_its_run_and_now_ends_the_run_too(self):
        program = self.begin()
        self.wait_for_event("run_started", with_text='"index":1,')
        done = self.run_program("stop")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(program.wait(20), 143)
        self.assertNotIn(" left, until ", program.stderr.read())
        self.assertEqual([run["outcome"] for run in self.status()["runs"]], ["succeeded", "pending", "pending"])
        self.assertEqual(self.run_program("stop").returncode, 2)
        self.assertIn(f"It ended early: stopped by the user after a run; `mutation resume {self.session()}` goes on with it.\n",
                      self.run_program("status").stdout)

        resumed = self.start_program("resume", "--gpu", "none")
        self.wait_for_event("run_started", with_text='"index":2,')
        self.assertEqual(self.run_program("stop", "--now").returncode, 0)
        self.assertEqual(resumed.wait(20), 143)
        self.assertEqual([run["outcome"] for run in self.status()["runs"]], ["succeeded", "interrupted", "pending"])
        self.resume()
        self.assert_complete()

    def test_a_session_has_one_program_at_a_time(self):
        program = self.begin()
        self.wait_for_event("run_started")
        done = self.resume("--share-machine", expected=3)
        self.assertIn("another program writes the session", done.stderr)
        self.assertEqual(program.wait(30), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
