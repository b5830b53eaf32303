"""Bad input of every kind: a clear error, exit 2, nothing started and nothing made."""
import json
import os
import unittest

from world import World, catalogue

GOOD = {"experiments": [{"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]}


class BadInput(World):
    def refused(self, *arguments, says):
        done = self.run_program("run", *arguments, "--gpu", "none")
        self.assertEqual(done.returncode, 2, done.stderr)
        for text in [says] if isinstance(says, str) else says:
            self.assertIn(text, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertFalse((self.root / "results").exists(), "nothing was to be made")

    def settings_refused(self, settings, says):
        self.refused(self.write_settings(settings), says=says)

    def with_busy(self, **changes):
        content = catalogue(["busy"])
        content["models"]["busy"]["supported_hyperparams"]["learning_rate"].update(changes)
        self.write_catalogue(content)

    def test_a_file_that_is_not_there(self):
        self.refused(str(self.root / "nowhere.json"), says="nowhere.json")

    def test_a_folder_in_place_of_a_file(self):
        self.refused(str(self.root), says=str(self.root))

    def test_broken_json_with_its_line(self):
        self.settings_refused('{\n "experiments": [\n', says="settings.json:")

    def test_all_mistakes_at_once_with_line_path_and_suggestion(self):
        self.settings_refused('{"runs_per_confg": 2,\n"experiments": [\n{"repo": "bussy", "model": "default"},\n'
                              '{"repo": "busy", "model": "default", "mutate": ["learningrate"]}]}',
                              says=["settings.json:1:", "runs_per_config", "settings.json:3: experiments[0].repo",
                                    "busy", "settings.json:4:", "learning_rate", "--skip-unsupported"])

    def test_a_wrong_type(self):
        self.settings_refused(dict(GOOD, runs_per_config="three"), says="runs_per_config")

    def test_a_range_whose_ends_are_swapped(self):
        self.with_busy(range=[0.15, 0.05])
        self.settings_refused(GOOD, says="range")

    def test_a_log_uniform_range_from_zero(self):
        self.with_busy(range=[0, 0.05])
        self.settings_refused(GOOD, says="log_uniform")

    def test_a_train_script_that_is_not_there(self):
        (self.root / "repos" / "busy" / "train.sh").unlink()
        self.settings_refused(GOOD, says=["train.sh", "does not exist"])

    def test_a_train_script_that_is_not_executable(self):
        (self.root / "repos" / "busy" / "train.sh").chmod(0o644)
        self.settings_refused(GOOD, says=["not executable", "chmod +x"])

    def test_an_unwritable_results_folder(self):
        blocker = self.root / "blocker"
        blocker.write_text("")
        self.refused(self.write_settings(GOOD), "--results", str(blocker / "results"), says="blocker")

    def test_an_unknown_flag(self):
        self.refused(self.write_settings(GOOD), "--cooling-secs", "3", says="--cooling-secs")

    def test_flags_that_are_no_numbers(self):
        settings = self.write_settings(GOOD)
        for flag, value in (("--cooling-seconds", "nan"), ("--timeout", "0"), ("--cooling-seconds", "-1"),
                            ("--retry-sleep-seconds", "soon"), ("-s", "1.5"), ("-s", "18446744073709551616")):
            with self.subTest(flag=flag, value=value):
                self.refused(settings, f"{flag}={value}" if flag.startswith("--") else f"--seed={value}", says=value)

    def test_two_settings_files(self):
        self.refused(self.write_settings(GOOD), "-ec", self.write_settings(GOOD, "other.json"),
                     says="two settings files")

    def test_a_settings_file_and_direct_mode_together(self):
        self.refused(self.write_settings(GOOD), "-r", "busy", says="exclude each other")

    def test_what_the_command_line_names_is_told_by_its_options(self):
        for arguments, says in ((("-r", "busi", "-m", "default"), 'command line: -r: unknown repo "busi"'),
                                (("-r", "busy", "-m", "tiny"), 'command line: -m: "busy" has no model "tiny"'),
                                (("-r", "busy", "-m", "default", "-mt", "lr"),
                                 'command line: -mt: "busy" has no hyperparameter "lr"')):
            self.refused(*arguments, says=says)

    def test_an_unknown_governor_on_the_command_line(self):
        self.refused(self.write_settings(GOOD), "-g", "fastest", says="performance")

    def test_skip_unsupported_drops_what_is_not_there_and_says_so(self):
        settings = {"experiments": [{"repo": "nobody", "model": "x"},
                                    {"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]}
        done = self.run_program("plan", self.write_settings(settings), "--skip-unsupported", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        plan = json.loads(done.stdout)
        self.assertEqual(len(plan["runs"]), 1)
        self.assertTrue(any("nobody" in note for note in plan["notes"]))

    def test_nothing_named_is_an_error_of_usage(self):
        done = self.run_program()
        self.assertEqual(done.returncode, 2)
        self.assertIn("--help", done.stderr)

    def test_help_and_version_are_no_errors(self):
        for arguments in (["--help"], ["run", "--help"], ["plan", "--help"], ["--version"]):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 0, arguments)
            self.assertNotEqual(done.stdout, "")
        for command, default in (("status", "the newest"), ("resume", "the newest"), ("stop", "the one that runs")):
            self.assertIn(f"Name or folder (default: {default})", self.run_program(command, "--help").stdout)


if __name__ == "__main__":
    unittest.main()
