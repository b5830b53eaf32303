"""Settings files as they have been written for years, of each kind: what they plan, or what exactly is wrong. The
published schemas take every file that the program takes."""
import json
import unittest

import jsonschema

from world import SOURCE_TREE, World

PARALLEL = {"foreground": {"repo": "busy", "model": "default"}, "background": {"repo": "silent", "model": "default"}}


def busy(**keys):
    return {"repo": "busy", "model": "default", **keys}


def schema(name):
    return json.loads((SOURCE_TREE / "docs" / name).read_text())


class SettingsFiles(World):
    def plan(self, content):
        path = self.write_settings(json.dumps(content))
        done = self.run_program("plan", path, "--json", "-s", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.valid(content, "settings.schema.json")
        return json.loads(done.stdout)

    def valid(self, content, name):
        jsonschema.Draft202012Validator(schema(name)).validate(content)

    def runs(self, *entries, **top):
        return self.plan({**top, "experiments": list(entries)})["runs"]

    def test_stages_of_the_past(self):
        runs = self.runs({"comment": "=== part 1 ===", "total_experiments": 3},
                         busy(mode="nonparallel", baseline_runs=0, runs_per_config=2, mutate_params=["learning_rate"]),
                         {"mode": "parallel", "repo": "placeholder", "model": "placeholder", **PARALLEL},
                         created="2025-12-05", target_completion={"goal": "x"}, background={"issue": "x"})
        self.assertEqual([run["mutated"] for run in runs],
                         [["learning_rate"], ["learning_rate"], ["seconds", "learning_rate"]])

    def test_one_note_says_what_was_read(self):
        plan = self.plan({"session_name": "s", "experiments": [
            {"repository": "busy", "model": "default", "hyperparameters": {"seconds": 2}}]})
        self.assertEqual(plan["notes"], [
            'read as: in experiments[0], no mode is given: with values and nothing to mutate it is "default"; '
            'in experiments[0], "repository" stands for "repo"; without effect: "session_name"'])

    def test_types_and_global_settings(self):
        runs = self.runs(busy(mutation_type="default"),
                         busy(mutation_type="mutation",
                              mutate_params={"learning_rate": {"distribution": "log_uniform", "min": 1, "max": 2}}),
                         {"experiment_type": "parallel", **PARALLEL,
                          "foreground": {**PARALLEL["foreground"], "mutate_params": {}}},
                         global_settings={"runs_per_config": 2, "use_deduplication": False})
        self.assertEqual([run["mutated"] for run in runs],
                         [[], [], ["learning_rate"], ["learning_rate"], [], []])

    def test_a_list_is_the_experiments(self):
        self.assertEqual(len(self.plan([busy(runs_per_config=3, mutate=["learning_rate"])])["runs"]), 3)

    def test_what_does_not_exist_is_named(self):
        path = self.write_settings({"experiments": [busy(num_mutations=2, mutate=["learning_rate"],
                                                         fixed_hyperparams={"batchsize": 8})]})
        done = self.run_program("plan", path)
        self.assertEqual(done.returncode, 2)
        self.assertIn('experiments[0].fixed_hyperparams.batchsize: "busy" has no hyperparameter "batchsize"', done.stderr)
        self.assertIn("--skip-unsupported", done.stderr)

    def test_shipped_files_are_valid(self):
        for path in (SOURCE_TREE / "settings").glob("*.json"):
            self.valid(json.loads(path.read_text()), "settings.schema.json")
        for path in (SOURCE_TREE / "config").glob("*.json"):
            self.valid(json.loads(path.read_text()), "catalogue.schema.json")

    def test_repeats_are_a_number_or_until_an_interval_is_narrow(self):
        until = {"until_relative_ci": 0.01, "min": 2, "max": 4, "of": "metric:test_accuracy", "note": "slow"}
        runs = self.runs(busy(mutate=["learning_rate"]), busy(mutate=["learning_rate"], repeat=3), repeat=until)
        self.assertEqual([run["repeat"] and run["repeat"]["max"] for run in runs], [4, 4, None, None, None])
        for wrong in ({"min": 3}, {"until_relative_ci": 0.01, "most": 3}, {"until_relative_ci": 0.01, "of": "joules"}, "3"):
            with self.assertRaises(jsonschema.ValidationError):
                self.valid({"experiments": [busy(mutate=["all"])], "repeat": wrong}, "settings.schema.json")

    def test_misspelled_keys_are_not_valid(self):
        with self.assertRaises(jsonschema.ValidationError):
            self.valid({"experiments": [busy(mutat=[])]}, "settings.schema.json")
        with self.assertRaises(jsonschema.ValidationError):
            self.valid({"models": {"a": {"pth": "x"}}}, "catalogue.schema.json")


if __name__ == "__main__":
    unittest.main()
