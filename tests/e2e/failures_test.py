"""What goes wrong in a run ends in a record that says so, and leaves nothing behind."""
import json
import signal
import subprocess
import unittest

from world import World, catalogue, processes_with, wait_until

NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0,
            "background_startup_wait_seconds": 0, "background_restart_delay_seconds": 0,
            "termination_timeout_seconds": 1}


def fixed(repo, **more):
    return dict(NO_WAITS, experiments=[{"mode": "default", "repo": repo, "model": "default"}], **more)


def parallel(foreground, background, **more):
    return dict(NO_WAITS, experiments=[{
        "mode": "parallel", "foreground": {"repo": foreground, "model": "default", "mode": "default"},
        "background": {"repo": background, "model": "default"}}], **more)


class Failures(World):
    def only_experiment(self):
        experiments = self.experiments()
        self.assertEqual(len(experiments), 1)
        return experiments[0]

    def reasons(self):
        return [reason["code"] for reason in self.only_experiment()["reasons"]]

    def test_a_failed_training_is_tried_again_and_every_attempt_is_kept(self):
        done = self.run_program("run", self.write_settings(fixed("fails", max_retries=2)), "--gpu", "none")
        self.assertEqual(done.returncode, 1, done.stderr)
        experiment = self.only_experiment()
        self.assertEqual((experiment["outcome"], experiment["exit_code"], experiment["retries"]), ("failed", 3, 2))
        self.assertEqual(len(experiment["attempts"]), 3)
        folder = self.session() / "fails_default_001"
        for log in ("attempts/1/training.log", "attempts/2/training.log", "training.log"):
            self.assertIn("it broke", (folder / log).read_text())

    def test_a_training_without_its_metric_is_suspect(self):
        done = self.run_program("run", self.write_settings(fixed("silent")), "--gpu", "none")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.only_experiment()["outcome"], "suspect")
        self.assertEqual(self.reasons(), ["no_metrics"])

    def test_a_timeout_fails_even_a_training_that_ignores_sigterm(self):
        done = self.run_program("run", self.write_settings(fixed("stubborn", timeout=0.5, max_retries=0)),
                                "--gpu", "none")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.reasons(), ["timeout"])
        stop = self.only_experiment()["stops"][0]
        self.assertGreaterEqual(stop["killed"], 1)
        self.assertEqual(stop["survivors"], 0)

    def test_a_daemon_left_by_a_training_does_not_outlive_its_run(self):
        done = self.run_program("run", self.write_settings(fixed("daemon")), "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.only_experiment()["outcome"], "succeeded")
        self.assertEqual(processes_with(self.marker), [])

    def test_a_background_that_keeps_failing_fails_the_run_with_its_reason(self):
        settings = parallel("busy", "fails", max_retries=0, background_startup_wait_seconds=20)
        done = self.run_program("run", self.write_settings(settings), "--gpu", "none")
        self.assertEqual(done.returncode, 1)
        self.assertIn("background_failed", self.reasons())
        self.assertIn("it broke", json.dumps(self.only_experiment()))
        self.assertEqual(len(self.only_experiment()["load"]["runs"]), 3)
        self.assertFalse((self.session() / "busy_default_001_parallel" / "training.log").exists())

    def test_a_failed_foreground_still_stops_its_background(self):
        settings = parallel("fails", "endless", max_retries=1)
        done = self.run_program("run", self.write_settings(settings), "--gpu", "none")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([stop["survivors"] for stop in self.only_experiment()["stops"]], [0, 0])
        self.assertEqual(list((self.root / "results").glob("background_training_*")), [])

    def test_the_same_seed_gives_the_same_commands(self):
        settings = self.write_settings(dict(NO_WAITS, runs_per_config=2, experiments=[
            {"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]))
        self.run_program("run", settings, "--gpu", "none", "-s", "42")
        plan = json.loads(self.run_program("plan", settings, "-s", "42", "--json").stdout)
        self.assertEqual([e["argv"] for e in self.experiments()], [run["command"] for run in plan["runs"]])

    def test_a_train_script_may_be_named_without_its_folder(self):
        content = catalogue(["busy"])
        content["models"]["busy"]["train_script"] = "train.sh"
        self.write_catalogue(content)
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_direct_mode_is_a_settings_file_of_one_entry(self):
        done = self.run_program("-r", "busy", "-m", "default", "-mt", "seconds", "-n", "1", "-mr", "0",
                                "--gpu", "none", "-s", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.only_experiment()["mutated"], ["seconds"])


    def test_outputs_that_nobody_takes_any_more_change_nothing(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(self.command("run", self.write_settings(fixed("busy")), "--gpu", "none"),
                                  env=self.environment, stdout=full, stderr=full, stdin=subprocess.DEVNULL, timeout=60)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.only_experiment()["outcome"], "succeeded")


class Signals(World):
    def interrupted(self, settings, event, *signals):
        process = self.start_program("run", self.write_settings(settings), "--gpu", "simulated")
        self.wait_for_event(event)
        for number in signals:
            process.send_signal(number)
        process.wait(timeout=30)
        self.assertEqual(processes_with(self.marker), [])
        return process.returncode

    def test_sigint_in_the_foreground_stops_everything_and_records_it(self):
        code = self.interrupted(parallel("endless", "endless"), "background_run_started", signal.SIGINT)
        self.assertEqual(code, 130)
        run = self.status()["runs"][0]
        self.assertEqual((run["outcome"], run["survivors"]), ("interrupted", 0))
        self.assertEqual(list((self.root / "results").glob("background_training_*")), [])

    def test_sigterm_while_cooling_ends_the_session_at_once(self):
        settings = fixed("busy", runs_per_config=2)
        settings["cooling_seconds"] = 300
        process = self.start_program("run", self.write_settings(settings), "--gpu", "none")
        self.wait_for_event("cooling_period")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        self.assertEqual(process.returncode, 143)
        outcomes = [run["outcome"] for run in self.status()["runs"]]
        self.assertEqual(outcomes, ["succeeded", "interrupted"])

    def test_sigint_after_the_foreground_has_ended_keeps_the_finished_run(self):
        settings = parallel("busy", "stubborn", background_startup_wait_seconds=2)
        settings["termination_timeout_seconds"] = 3
        process = self.start_program("run", self.write_settings(settings), "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"stop"')
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(self.status()["runs"][0]["outcome"], "succeeded")

    def test_a_second_sigint_skips_the_grace(self):
        settings = parallel("stubborn", "stubborn")
        settings["termination_timeout_seconds"] = 60
        process = self.start_program("run", self.write_settings(settings), "--gpu", "none")
        self.wait_for_event("phase_started")
        wait_until(lambda: len(processes_with(self.marker)) > 3, 20, "both trainings run")
        process.send_signal(signal.SIGINT)
        self.wait_for_event("notice", with_text="interrupted: ")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(process.stderr.read().count("killing the trainings without grace"), 1)

    def test_sighup_ends_nothing(self):
        process = self.start_program("run", self.write_settings(fixed("busy")), "--gpu", "none")
        self.wait_for_event("phase_started")
        process.send_signal(signal.SIGHUP)
        process.wait(timeout=30)
        self.assertEqual(process.returncode, 0)

    def test_sigkill_to_the_program_leaves_no_process_two_seconds_later(self):
        process = self.start_program("run", self.write_settings(parallel("stubborn", "stubborn")), "--gpu", "none")
        wait_until(lambda: len(processes_with(self.marker)) > 4, 20, "both trainings run")
        process.kill()
        process.wait()
        wait_until(lambda: processes_with(self.marker) == [], 2, "all processes are gone")
        self.assertEqual(list((self.root / "results").glob("background_training_*")), [])


if __name__ == "__main__":
    unittest.main()
