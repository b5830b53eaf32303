"""--compat reference against an independent reading of what the Python tool did: same files, same seeds, same runs."""
import copy
import csv
import json
import unittest

from python_reading import Reading
from world import World, catalogue

REPOS = {"models": {
    "busy": {
        "path": "repos/busy", "train_script": "./train.sh", "models": ["default"],
        "supported_hyperparams": {
            "epochs": {"flag": "-e", "type": "int", "default": 10, "range": [5, 15]},
            "learning_rate": {"flag": "-l", "type": "float", "default": 0.00003, "range": [0.000015, 0.000045],
                              "distribution": "log_uniform"},
            "dropout": {"flag": "-d", "type": "float", "default": 0, "range": [0.0, 0.3], "zero_probability": 0.3},
            "seed": {"flag": "-s", "type": "int", "default": None, "range": [0, 9999]}}},
    "silent": {
        "path": "repos/silent", "train_script": "./train.sh", "models": ["small", "large"], "model_flag": "-n",
        "required_args": {"data": "-d  d2a"},
        "supported_hyperparams": {
            "max_iter": {"flag": "-m", "type": "int", "default": 10000, "range": [1000, 20000],
                         "distribution": "log_uniform"},
            "alpha": {"flag": "-a", "type": "float", "default": 0.00001, "range": [0.000005, 0.00002]},
            "solver": {"flag": "--solver", "type": "str", "default": "sgd"}}}}}

ENTRIES = {"experiment_name": "all sorts", "runs_per_config": 3, "timeout": 60, "use_deduplication": True,
           "historical_csvs": ["data/raw_data.csv", "data/nothing.csv"], "experiments": [
    {"comment": "--- a header ---"},
    {"repo": "busy", "model": "default", "mutate": ["learning_rate"], "runs_per_config": 12},
    {"repo": "busy", "model": "default", "mutate_params": ["epochs"], "num_mutations": 2},
    {"repo": "busy", "model": "defualt"},
    {"repo": "silent", "model": "small", "mode": "batch"},                           # a text cannot be drawn
    {"repo": "busy", "model": "default", "mutate": ["dropout", "batch_size"], "mode": "nonparallel"},
    {"repo": "busy", "model": "default", "mode": "default", "hyperparameters": {"learning_rate": 1e-07, "batch": 8}},
    {"mode": "parallel", "repo": "placeholder", "foreground": {"repo": "silent", "model": "large", "mutate": ["alpha"]},
     "background": {"repo": "busy", "model": "default", "hyperparameters": {"epochs": 2}}, "runs_per_config": 9},
    {"mode": "parallel", "foreground": {"mode": "mutation"}, "background": {"repo": "busy", "model": "default"}},
    {"mode": "parallel", "foreground": {"repo": "silent", "model": "small", "mode": "default", "runs_per_config": 2},
     "background": {"repo": "busy", "model": "default"}},
    {"repo": "silent", "model": "large", "mutate": ["alpha", "max_iter"]},
    {"repo": "busy", "model": "default", "mutate": ["epochs"], "runs_per_config": 20},
    {"repo": "busy", "model": "default", "mutate": ["seed", "seed"], "runs_per_config": 2}]}


class Reference(World):
    def setUp(self):
        super().setUp()
        self.write_catalogue(REPOS)
        self.file = self.root / "settings.json"
        self.file.write_text(json.dumps(ENTRIES))

    def planned(self, *arguments, file=None):
        done = self.run_program("plan", str(file or self.file), "--compat", "reference", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def write_history(self):
        """Half of what would be drawn without it, both modes, and rows that cannot match."""
        (self.root / "data").mkdir()
        before = Reading(REPOS, self.root, 0)
        before.read(copy.deepcopy(ENTRIES))
        names = ["alpha", "dropout", "epochs", "learning_rate"]
        with open(self.root / "data" / "raw_data.csv", "w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["experiment_id", "repository", "model"] + ["hyperparam_" + name for name in names])
            for number, (_, repo, model, _, values, _) in enumerate(before.runs):
                for suffix in ["", "_parallel"][: 1 + number % 2]:
                    out.writerow([f"{repo}_{number}{suffix}", repo, model] + [values.get(name, "") for name in names])

    def test_every_run_equals_the_python_tools(self):
        self.write_history()
        without = Reading(REPOS, self.root, 0)
        without.read({**ENTRIES, "use_deduplication": False})
        for seed in [0, 1, 42, 1334, 2**32 + 5]:
            expected = Reading(REPOS, self.root, seed)
            expected.read(copy.deepcopy(ENTRIES))
            if seed == 0:
                self.assertNotEqual(expected.runs, without.runs, "the history was to matter")
            plan = self.planned("-s", str(seed), "--float-format", "%.6f")
            got = []
            for run in plan["runs"]:
                flags = {spec["flag"]: name for name, spec in REPOS["models"][run["repo"]]["supported_hyperparams"].items()}
                words = [word for word in run["command"][1:] if word not in ("-n", "small", "large")]
                if run["repo"] == "silent":
                    self.assertEqual(words[:2], ["-d", "d2a"])
                    words = words[2:]
                pairs = list(zip(words[::2], words[1::2]))
                for flag, passed in pairs:
                    self.assertEqual(float(passed), run["hyperparameters"][flags[flag]], "recorded is what is passed")
                drawn = run.get("unrounded_hyperparameters") or run["hyperparameters"]
                got.append((run["entry"], run["repo"], run["model"], bool(run["mutated"]), drawn, pairs))
            self.assertEqual(got, expected.runs)
            drawn = [run["hyperparameters"] for run in self.planned("-s", str(seed))["runs"]]
            self.assertEqual(drawn, [run[4] for run in expected.runs], "in full without the format")

    def test_what_is_left_out_is_said(self):
        notes = "\n".join(self.planned("-s", "1", "--float-format", "%.6f")["notes"])
        for said in ["top level: \"timeout\" is ignored", "data/nothing.csv is not there",
                     "entry 1: skipped: it has no \"repo\"", "entry 3: \"mutate_params\" is ignored", "defualt",
                     "\"solver\" has no range", "\"batch_size\"", "\"batch\" is not passed",
                     "entry 9: skipped: its foreground has no \"repo\"",
                     "entry 12: 10 of 20 runs: no more were new in 1000 attempts",
                     "learning_rate is passed as 0.000000 in 3 runs"]:
            self.assertIn(said, notes)

    def test_floats_are_written_as_asked(self):
        run = self.planned("-s", "1", "--float-format", "%.3e")["runs"][0]
        self.assertRegex(run["command"][-1], r"^[1-4]\.\d{3}e-05$")
        self.assertEqual(run["hyperparameters"]["learning_rate"], float(run["command"][-1]))
        own = self.write_settings({"experiments": [{"repo": "busy", "model": "default", "mutate": ["learning_rate"]}]},
                                  "own.json")
        done = self.run_program("plan", own, "--json", "-s", "1", "--float-format", "%.6f")
        plan = json.loads(done.stdout)
        self.assertRegex(plan["runs"][0]["command"][-1], r"^0\.0000\d\d$")
        self.assertEqual(plan["float_format"], "%.6f")

    def test_a_float_format_that_is_none(self):
        for text in ["%s", "%d%f", "6f", "%n"]:
            done = self.run_program("plan", str(self.file), "--float-format", text)
            self.assertEqual(done.returncode, 2, text)
            self.assertIn("no format for one float", done.stderr)

    def test_an_array_runs_nothing(self):
        self.file.write_text(json.dumps(ENTRIES["experiments"]))
        plan = self.planned()
        self.assertEqual(plan["runs"], [])
        self.assertIn("the Python tool ends with an error here: the file is an array", plan["notes"][-1])
        done = self.run_program("run", str(self.file), "--compat", "reference", "--gpu", "none")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no run", done.stderr)
        self.assertFalse((self.root / "results").exists())

    def test_the_number_of_runs_is_the_files(self):
        done = self.run_program("plan", str(self.file), "--compat", "reference", "-n", "5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("-n", done.stderr)

    def test_both_readings_beside_each_other(self):
        file = self.write_settings(json.dumps({"experiments": [
            {"repo": "busy", "model": "default", "mutate": ["epochs"]},
            {"repo": "busy", "model": "default", "mode": "default", "hyperparameters": {"epochs": 7}, "repeat": 2}]}))
        done = self.run_program("plan", file, "--compare", "-s", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("entry 1: both: 1 run of busy default, drawn: epochs", done.stdout)
        self.assertIn("entry 2: differs in runs", done.stdout)
        self.assertIn("why: the Python tool: \"repeat\" is ignored", done.stdout)
        comparison = json.loads(self.run_program("plan", file, "--compare", "--json", "-s", "1").stdout)
        self.assertEqual(comparison["default_runs"], 3)
        self.assertEqual(comparison["reference_runs"], 2)
        self.assertEqual(comparison["entries"][1]["default"]["given"], {"epochs": 7})

    def test_a_file_that_is_refused_is_compared_all_the_same(self):
        done = self.run_program("plan", str(self.file), "--compare", "-s", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("refused here:", done.stdout)
        self.assertIn("entry 2: ", done.stdout)

    def test_a_run_records_what_it_passed(self):
        self.write_catalogue(catalogue(["busy"]))
        file = self.write_settings({"experiments": [
            {"repo": "busy", "model": "default", "mutate": ["learning_rate"], "unread": 1}]})
        done = self.run_program("run", file, "--compat", "reference", "-s", "42", "--float-format", "%.6f",
                                "--gpu", "none")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        experiment = self.experiments()[0]
        self.assertEqual(experiment["hyperparameters"], {"learning_rate": 0.100938})
        self.assertIn("0.100938", json.dumps(experiment))


if __name__ == "__main__":
    unittest.main()
