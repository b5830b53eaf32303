"""Two groups of recorded runs compared, and what hyperparameters do: on runs with known effects, and on a session of
the simulated GPU."""
import json
import math
import random
import subprocess
import unittest

from world import World, catalogue

LAB = {"models": {"lab": {
    "path": "repos/lab", "train_script": "./train.sh", "models": ["small", "large"], "model_flag": "-m",
    "supported_hyperparams": {
        "epochs": {"flag": "--epochs", "type": "int", "default": 10, "range": [5, 15]},
        "learning_rate": {"flag": "--lr", "type": "float", "default": 0.1, "range": [0.05, 0.4],
                          "distribution": "log_uniform"}},
    "performance_metrics": {"log_patterns": {"test_loss": "loss: ([0-9.]+)"}}}}}

SESSION = "run_20251213_000000"
RATES = [0.1, 0.2, 0.4]


def experiment(number, rate, energy, success=True):
    """Parallel runs are told by their folder's name only, so all of these are sequential."""
    return {"experiment_id": f"lab_small_{number:03}", "timestamp": f"2025-12-13T00:{number:02}:10.836826",
            "repository": "lab", "model": "small", "hyperparameters": {"learning_rate": rate, "epochs": 5 + number % 7},
            "duration_seconds": 11.375118 + number,
            "energy_metrics": {"cpu_energy_total_joules": energy},
            "performance_metrics": {"test_loss": 0.5 + number / 100} if success else {},
            "training_success": success, "retries": 0,
            "error_message": "Training completed successfully" if success else "RuntimeError: it broke"}


class Statistics(World):
    def setUp(self):
        super().setUp()
        self.write_catalogue(LAB)

    def record(self, runs, session=SESSION):
        for run in runs:
            folder = self.root / "results" / session / run["experiment_id"]
            folder.mkdir(parents=True)
            (folder / "experiment.json").write_text(json.dumps(run))

    # CPU energy grows by 10 % with each doubling of the learning rate.
    def record_campaign(self):
        chance = random.Random(11)
        runs = [experiment(i, RATES[i % 3], 1000 * 1.1 ** (i % 3) * math.exp(chance.gauss(0, 0.003)))
                for i in range(1, 31)]
        self.record(runs + [experiment(31, 0.1, 5000, success=False)])
        return runs

    def document(self, *arguments):
        done = self.run_program(*arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_levels_are_compared_as_r_does(self):
        runs = self.record_campaign()
        document = self.document("compare", "learning_rate=0.1", "learning_rate=0.2", "--figure", "cpu_joules")
        self.assertEqual((document["a"]["runs"], document["b"]["runs"]), (10, 10))
        self.assertEqual(document["a"]["left_out"], [{"why": "their outcome is failed", "runs": 1}])
        [found] = document["comparisons"]
        self.assertEqual((found["test"], found["within"], found["strata"]), ("stratified t", "configuration", 7))
        compared = [run for run in runs if run["hyperparameters"]["learning_rate"] < 0.3]
        columns = [",".join(repr(value) for value in column) for column in (
            [run["energy_metrics"]["cpu_energy_total_joules"] for run in compared],
            [run["hyperparameters"]["learning_rate"] for run in compared],
            [run["hyperparameters"]["epochs"] for run in compared])]
        said = subprocess.run(
            ["Rscript", "-e", f"y <- c({columns[0]}); r <- c({columns[1]}) > 0.15; e <- factor(c({columns[2]}));"
             "m <- lm(y ~ e + r); l <- lm(log(y) ~ e + r); cat(sprintf('%.15g\n', c(confint(m)['rTRUE', ],"
             "summary(l)$coefficients['rTRUE', 4], exp(confint(l)['rTRUE', ]))))"],
            stdout=subprocess.PIPE, text=True, check=True).stdout
        ours = [found["difference"]["low"], found["difference"]["high"], found["p_welch"], found["ratio"]["low"],
                found["ratio"]["high"]]
        self.assertEqual(len(said.split()), len(ours))
        for our, their in zip(ours, map(float, said.split())):
            self.assertAlmostEqual(our / their, 1, delta=1e-9)

    def test_compare_in_words(self):
        self.record_campaign()
        done = self.run_program("compare", "learning_rate=0.1", "learning_rate=0.4", "--figure", "cpu_joules,duration")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = done.stdout.splitlines()
        self.assertEqual(lines[:3], ["A: learning_rate=0.1: 10 runs", "   left out: 1 run: their outcome is failed",
                                     "B: learning_rate=0.4: 10 runs"])
        [energy, _] = [line for line in lines if line.startswith("  CPU energy (J)")]
        self.assertTrue(energy.endswith("< 0.0001  B higher"), energy)
        self.assertIn("noise floor not known: `mutation calibrate` measures it", done.stdout)
        self.assertIn("Holm's over 2 comparisons", done.stdout)

    def test_effects_that_are_there_and_no_others(self):
        self.record_campaign()
        document = self.document("effects", "--figure", "cpu_joules,metric:test_loss")
        found = {(effect["figure"], effect["hyperparameter"]): effect for effect in document["effects"]}
        self.assertEqual(len(found), 4)
        rate = found["cpu_joules", "learning_rate"]
        self.assertEqual((rate["log"], rate["per"], rate["n"], rate["levels"]), (True, "doubling", 30, 3))
        self.assertLess(rate["effect"]["low"], 10)
        self.assertGreater(rate["effect"]["high"], 10)
        self.assertLess(rate["q"], 1e-9)
        self.assertGreater(min(effect["q"] for key, effect in found.items() if key[1] == "epochs"), 0.05)
        words = self.run_program("effects", "--figure", "cpu_joules").stdout
        self.assertIn("each doubling", words)
        self.assertIn("left out: 1 run: their outcome is failed", words)

    def test_what_records_hold_does_nothing_to_the_terminal(self):
        runs = [experiment(i, RATES[i % 3], 1000.0 + i) for i in range(1, 13)]
        for run in runs:
            run["hyperparameters"]["x\x1b[2Jy"] = "a\x1b[31m" if run["duration_seconds"] > 17 else "b"
        self.record(runs)
        for arguments in (["effects"], ["compare", "learning_rate=0.1", "learning_rate=0.2"],
                          ["compare", "learning_rate=7", "z\x1b[2J=1"]):
            done = self.run_program(*arguments)
            self.assertNotIn("\x1b", done.stdout + done.stderr)

    def test_everything_that_is_wrong_is_listed(self):
        self.record_campaign()
        done = self.run_program("compare", "learning_rat=0.1", "mode=both,model=huge", "--figure", "joules")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        for text in ("no run has the hyperparameter learning_rat; there are: epochs, learning_rate",
                     'the mode "both" is neither parallel nor sequential',
                     "no run of the model huge; there are: lab/small",
                     "--figure joules: no such figure; there are: gpu_joules"):
            self.assertIn(text, done.stderr)
        done = self.run_program("compare", SESSION, "mode=sequential")
        self.assertEqual(done.returncode, 2)
        self.assertIn("30 runs belong to both A and B", done.stderr)
        self.assertEqual(self.run_program("compare", SESSION).returncode, 2)

    def test_sides_without_a_common_model_are_no_zeros(self):
        runs = [experiment(i, 0.1, 1000.0 + i) for i in range(1, 10)]
        for i, run in enumerate(runs):
            run["model"] = ["small", "large", "x"][i % 3]
        self.record([run for run in runs if run["model"] != "x"])
        self.record([run for run in runs if run["model"] == "x"], "run_20251214_000000")
        done = self.run_program("compare", SESSION, "run_20251214_000000", "--figure", "cpu_joules")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("has lab/large in sequence, lab/small in sequence; run_20251214_000000 has lab/x in sequence",
                      done.stderr)

    def test_a_metric_beyond_what_a_double_squares_is_no_crash(self):
        runs = [experiment(i, RATES[i % 3], 1000.0 + i) for i in range(1, 13)]
        for run in runs:
            run["performance_metrics"]["test_loss"] = 1e308
        self.record(runs)
        for arguments in (["compare", "learning_rate=0.1", "learning_rate=0.2"], ["effects"]):
            done = self.run_program(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_an_interleaved_session_of_the_simulated_gpu_is_compared_by_block(self):
        super().write_catalogue(catalogue(["busy"]))
        one = {"repo": "busy", "model": "default", "mode": "default"}
        done = self.run_program("run", self.write_settings({
            "order": "interleaved", "repeat": 3, "cooling_seconds": 0, "config_sleep_seconds": 0,
            "cooling_max_seconds": 1,
            "experiments": [{**one, "hyperparameters": {"seconds": 1}}, {**one, "hyperparameters": {"seconds": 3}}]}),
            "--gpu", "simulated")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        session = self.session().name
        # Trainings of a fraction of a second on a busy machine: the audit may find one of them implausible.
        document = self.document("compare", f"{session}:entry=1", f"{session}:entry=2", "--outcome",
                                 "succeeded,suspect", "--include", "unusable")
        found = {one["figure"]: one for one in document["comparisons"]}
        self.assertLessEqual({"gpu_joules", "duration", "metric:test_accuracy"}, set(found))
        energy = found["gpu_joules"]
        self.assertTrue(energy["simulated"])
        self.assertEqual((energy["paired"], energy["pairs"], energy["within"]), (True, 3, "block"))
        self.assertGreater(energy["ratio"]["value"], 1.3)
        self.assertIn("figures of a simulated GPU say nothing of a real one", document["notes"])
        self.assertIsNone(found["metric:test_accuracy"]["p_welch"])  # no spread
        words = self.run_program("compare", f"{session}:entry=1", str(self.session()) + ",seconds=3", "--outcome",
                                 "succeeded,suspect", "--include", "unusable").stdout
        self.assertIn("(simulated)", words)
        self.assertIn("paired t, 3 pairs by block", words)
        # A calibration is a session of its own; the effects of the one before know the noise floor by it.
        folder = str(self.session())
        asked = ["effects", folder, "--figure", "gpu_joules", "--outcome", "succeeded,suspect", "--include", "unusable"]
        self.assertIsNone(self.document(*asked)["effects"][0]["noise_floor"])
        done = self.run_program("calibrate", "--gpu", "simulated", "--runs", "3", "--seconds", "0.5",
                                "--cooling-seconds", "0", "--cooling-max-seconds", "1",
                                "--foreign-cpu-max-fraction", "1", "--share-machine")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(self.document(*asked)["effects"][0]["noise_floor"], 0)


if __name__ == "__main__":
    unittest.main()
