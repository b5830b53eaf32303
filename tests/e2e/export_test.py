"""What was recorded, as tables; what is still to be measured, and the settings file that asks for it."""
import csv
import io
import json
import os
import shutil
import subprocess
import unittest

from world import PROGRAM, World

COLLECTION_COLUMNS = 56


def experiment(number, epochs, success=True, model="small", loss=None, energy=1000.0):
    return {"experiment_id": f"lab_{model}_{number:03}", "timestamp": f"2025-12-13T00:{number:02}:10.836826",
            "repository": "lab", "model": model, "hyperparameters": {"epochs": epochs},
            "duration_seconds": 11.375118 + number,
            "energy_metrics": {"cpu_energy_total_joules": 300.0, "gpu_energy_total_joules": energy},
            "performance_metrics": {"test_loss": loss if loss is not None else 0.5 + number / 10} if success else {},
            "training_success": success, "retries": 0,
            "error_message": "Training completed successfully" if success else "RuntimeError: it broke"}


LAB = {"models": {"lab": {
    "path": "repos/lab", "train_script": "./train.sh", "models": ["small", "large"], "model_flag": "-m",
    "supported_hyperparams": {
        "epochs": {"flag": "--epochs", "type": "int", "default": 10, "range": [5, 15]},
        "learning_rate": {"flag": "--lr", "type": "float", "default": 0.1, "range": [0.05, 0.15],
                          "distribution": "log_uniform"}},
    "performance_metrics": {"log_patterns": {"test_loss": "loss: ([0-9.]+)"}}}}}


class Recorded(World):
    def setUp(self):
        super().setUp()
        self.write_catalogue(LAB)

    def record(self, runs, session="run_20251213_000000"):
        for run in runs:
            folder = self.root / "results" / session / run["experiment_id"]
            folder.mkdir(parents=True)
            (folder / "experiment.json").write_text(json.dumps(run))

    def record_some(self):
        self.record([experiment(1, 12), experiment(2, 13), experiment(3, 14, success=False),
                     experiment(4, 12, model="large")])


class Export(Recorded):
    def export(self, *arguments, code=0):
        done = self.run_program("export", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    @staticmethod
    def rows(text):
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_the_long_form_and_its_dictionary(self):
        self.record_some()
        path = self.root / "runs.csv"
        self.export("-o", str(path))
        rows = self.rows(path.read_text())
        self.assertEqual([row["hyperparam_epochs"] for row in rows], ["12", "13", "14", "12"])
        self.assertEqual([row["outcome"] for row in rows], ["succeeded", "succeeded", "failed", "succeeded"])
        self.assertEqual(rows[0]["hyperparam_learning_rate"], "0.1")
        self.assertEqual((rows[0]["mutated_epochs"], rows[0]["mutated_learning_rate"]), ("True", "False"))
        about = self.rows((self.root / "runs.csv.dictionary.csv").read_text())
        self.assertEqual([line["column"] for line in about], list(rows[0]))

    def test_the_collection_is_the_python_tools(self):
        self.record_some()
        done = self.run_program("export", "--form", "collection", "-o", str(self.root / "data.csv"))
        self.assertIn("1 run is left out: their outcome is failed", done.stderr)
        text = (self.root / "data.csv").read_bytes().decode()
        self.assertEqual(text.count("\r\n"), 4)
        rows = self.rows(text)
        self.assertEqual(len(rows[0]), COLLECTION_COLUMNS)
        self.assertEqual(rows[0]["experiment_id"], "run_20251213_000000__lab_small_001")
        self.assertEqual((rows[0]["training_success"], rows[0]["is_parallel"]), ("True", "False"))
        # And it is read again as what it was.
        again = self.rows(self.export(str(self.root / "data.csv"), "--form", "collection").stdout)
        self.assertEqual(again, rows)

    def test_a_selection(self):
        self.record_some()
        rows = self.rows(self.export("--form", "summary", "--model", "lab/small", "--outcome", "failed").stdout)
        self.assertEqual([row["experiment_id"] for row in rows], ["lab_small_003"])
        done = self.export("--mode", "parallel", code=2)
        self.assertIn("no run is left", done.stderr)
        self.assertIn("4 runs are left out: they are sequential", done.stderr)

    def test_tables_for_analysis(self):
        self.record_some()
        done = self.export("--form", "analysis", "-o", str(self.root / "analysis"), "--standardise")
        self.assertIn("lab.csv: 3 runs, 0 left out", done.stderr)
        rows = self.rows((self.root / "analysis" / "lab.csv").read_text())
        self.assertEqual([row["model_small"] for row in rows], ["1.0", "1.0", "0.0"])
        self.assertAlmostEqual(sum(float(row["hyperparam_training_iterations"]) for row in rows), 0)
        about = {line["column"]: line for line in self.rows((self.root / "analysis" / "dictionary.csv").read_text())}
        self.assertAlmostEqual(float(about["hyperparam_training_iterations"]["mean"]), 37 / 3)

    def test_duplicates_are_marked_and_no_analysis_has_them(self):
        self.record_some()
        again = dict(experiment(1, 12), duration_seconds=12.4)
        self.record([again], session="run_20251215_000000")
        done = self.export("--form", "collection")
        self.assertIn("duplicates among the runs: 1;", done.stderr)
        rows = self.rows(self.export().stdout)
        copy = [row for row in rows if row["duplicate_of"]]
        self.assertEqual([row["audit_verdict"] for row in copy], ["do not use"])
        self.assertIn(copy[0]["duplicate_of"], [row["run_id"] for row in rows if not row["duplicate_of"]])
        analysis = ["--form", "analysis", "-o", str(self.root / "analysis")]
        done = self.export(*analysis)
        self.assertIn("1 run is left out: they are duplicates of others", done.stderr)
        self.assertIn("lab.csv: 3 runs", done.stderr)
        self.assertIn("lab.csv: 4 runs", self.export(*analysis, "--include", "duplicates").stderr)
        done = self.run_program("coverage", "--json")
        self.assertEqual(json.loads(done.stdout)["models"][0]["succeeded"], 2)

    def test_simulated_runs_are_no_measurements(self):
        row = "id,2025-12-13T00:00:10.836826,lab,small,True,11.5,0,12,0.5,300,1000,succeeded,True\n"
        (self.root / "old.csv").write_text(
            "experiment_id,timestamp,repository,model,training_success,duration_seconds,retries,hyperparam_epochs,"
            "perf_test_loss,energy_cpu_total_joules,energy_gpu_total_joules,outcome,simulated\n" + row)
        source = str(self.root / "old.csv")
        for form in (["collection"], ["analysis", "-o", str(self.root / "analysis")]):
            done = self.export(source, "--form", *form, code=2)
            self.assertIn("1 run is left out: their GPU is simulated", done.stderr)
            self.export(source, "--form", *form, "--include", "simulated,unusable")
        self.assertEqual(self.rows(self.export(source).stdout)[0]["simulated"], "True")
        done = self.run_program("coverage", source, "--json")
        self.assertIn("their GPU is simulated", done.stderr)
        self.assertEqual(json.loads(done.stdout)["models"][0]["runs"], 0)
        done = self.run_program("coverage", source, "--json", "--include", "simulated")
        self.assertEqual(json.loads(done.stdout)["models"][0]["succeeded"], 1)

    def test_json_lines_and_traces(self):
        self.record_some()
        energy = self.root / "results" / "run_20251213_000000" / "lab_small_001" / "energy"
        energy.mkdir()
        (energy / "gpu_power.csv").write_text("timestamp,power_draw_w\n1700000000,50.5\n1700000001,60\n")
        lines = [json.loads(line) for line in self.export("--form", "jsonl").stdout.splitlines()]
        self.assertEqual(len(lines), 4)
        self.assertEqual(lines[0]["effective_hyperparameters"], {"epochs": 12, "learning_rate": 0.1})
        rows = self.rows(self.export("--form", "traces").stdout)
        self.assertEqual([(row["run_id"], row["quantity"], row["value"]) for row in rows],
                         [(lines[0]["run_id"], "power", "50.5"), (lines[0]["run_id"], "power", "60")])

    def test_what_cannot_be(self):
        self.assertEqual(self.run_program("export").returncode, 2)
        self.assertIn("-o", self.export("--form", "analysis", code=2).stderr)
        self.assertIn("xml", self.export("--form", "xml", code=2).stderr)


class Coverage(Recorded):
    def coverage(self, *arguments):
        done = self.run_program("coverage", "--json", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = json.loads(done.stdout)
        return found, {(model["model"], model["mode"], parameter["name"]): parameter
                       for model in found["models"] for parameter in model["hyperparameters"]}

    def test_counts_and_reasons(self):
        self.record_some()
        found, parameters = self.coverage()
        self.assertEqual(parameters["small", "sequential", "epochs"]["values"], 2)
        self.assertEqual(parameters["small", "sequential", "epochs"]["possible"], 10)
        self.assertEqual(parameters["small", "parallel", "epochs"]["values"], 0)
        self.assertEqual(found["of"], 8)
        self.assertEqual(found["models"][0]["reasons"], [{"reason": "RuntimeError: it broke", "runs": 1}])
        shown = self.run_program("coverage").stdout
        self.assertIn("1 RuntimeError: it broke", shown)
        self.assertIn("0 of 8 hyperparameters are complete", shown)

    def planned(self, path):
        done = self.run_program("plan", path, "--json", "-s", "7")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["runs"]

    def record_planned(self, runs, session):
        """As if the plan had been run."""
        for i, run in enumerate(runs):
            flat = experiment(10 + i, 0, model=run["model"], energy=500.0 + i)
            flat["experiment_id"] = run["experiment_id"]
            flat["hyperparameters"] = run["hyperparameters"]
            if run["background"]:
                foreground = {key: flat.pop(key) for key in list(flat) if key not in ("experiment_id", "timestamp")}
                flat.update(mode="parallel", foreground=foreground, background={
                    "repository": run["background"]["repo"], "model": run["background"]["model"],
                    "hyperparameters": run["background"]["hyperparameters"]})
            self.record([flat], session)

    def test_filled_coverage_is_complete(self):
        self.record_some()
        path = str(self.root / "fill.json")
        done = self.run_program("plan", "--fill", "3", "-o", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        # epochs: 1, 2, 3 and 3 are missing of small and large, sequential and parallel.
        self.assertIn("8 entries, 21 runs", done.stderr)
        self.assertIn("the background is lab/large with its defaults", done.stderr)
        runs = self.planned(path)
        self.assertEqual(len(runs), 21)
        sequential = [run["hyperparameters"]["epochs"] for run in runs
                      if run["model"] == "small" and not run["background"] and "epochs" in run["hyperparameters"]]
        self.assertEqual(len(sequential), 1)
        self.assertNotIn(sequential[0], [12, 13, 10])
        self.record_planned(runs, "run_20251214_000000")
        found, _ = self.coverage("--want", "3")
        self.assertEqual((found["complete"], found["of"]), (8, 8))
        again = self.run_program("plan", "--fill", "3")
        self.assertEqual((again.returncode, again.stdout), (0, ""))
        self.assertIn("nothing is missing", again.stderr)

    def test_fill_without_any_record(self):
        done = self.run_program("plan", "--fill", "2", "-m", "large", "--mode", "sequential")
        self.assertEqual(done.returncode, 0, done.stderr)
        file = json.loads(done.stdout)
        self.assertNotIn("history", file)
        self.assertEqual([entry["mutate"] for entry in file["experiments"]], [["epochs"], ["learning_rate"]])
        self.assertEqual(self.run_program("plan", "--fill", "2", "-m", "huge").returncode, 2)


NOBODY = 65534


@unittest.skipUnless(os.geteuid() == 0, "only root may become somebody else")
class SomebodyElses(Recorded):
    """Sessions whose owner lets nobody in, asked for by somebody who is not root."""

    def setUp(self):
        super().setUp()
        self.record_some()
        self.record([experiment(5, 12)], session="run_20251214_000000")
        self.closed = self.root / "results" / "run_20251214_000000"
        self.closed.chmod(0o700)
        self.root.chmod(0o755)
        self.program = shutil.copy(PROGRAM, self.root / "mutation")

    def ask(self, *arguments):
        command = [str(self.program), *self.command(*arguments)[1:]]
        return subprocess.run(command, env=self.environment, text=True, capture_output=True, user=NOBODY, group=NOBODY,
                              extra_groups=[], timeout=60, cwd=self.root)

    def test_are_no_place_for_results(self):
        done = self.ask("doctor", "--results", str(self.closed.parent / "run_20251213_000000"))
        self.assertIn(": user nobody may not write there", done.stdout)

    def test_may_hold_what_is_imported(self):
        self.root.joinpath("results").chmod(0o777)
        old = self.root / "old" / "run_20251215_000000" / "lab_small_009"
        old.mkdir(parents=True)
        (old / "experiment.json").write_text(json.dumps(experiment(9, 12)))
        done = self.ask("import", "old")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("Imported 1 run:", done.stdout)
        self.assertIn(f"{self.closed} cannot be read: Permission denied", done.stderr)
        self.assertIn("imported once more", done.stderr)

    def test_are_told_of_wherever_runs_are_read(self):
        why = f"{self.closed} cannot be read: Permission denied"
        for command in (["export", "-o", "/dev/stdout"], ["audit"], ["coverage"], ["effects"], ["import", "--dry-run", "results"]):
            self.assertIn(why, self.ask(*command).stderr, command)
        self.assertEqual(self.ask("import", "--dry-run", "results").stderr.count("Permission denied"), 1)
        for command in (["status"], ["status", "run_20251214_000000"], ["export", str(self.closed)]):
            done = self.ask(*command)
            self.assertEqual(done.returncode, 2, command)
            self.assertIn(why, done.stderr, command)


class ALostStore(Recorded):
    def test_is_told_of_and_what_the_runs_say_is_taken(self):
        self.record_some()
        session = self.root / "results" / "run_20251213_000000"
        (session / "session.db").touch()
        status = self.run_program("status")
        self.assertEqual(status.returncode, 2)
        self.assertIn("session.db is empty", status.stderr)
        self.assertIn("mutation import", status.stderr)
        audit = self.run_program("audit")
        self.assertIn("session.db is empty", audit.stderr)
        self.assertIn("4 runs", audit.stdout)
        # A resumption cannot know what was planned: it is not for it to say that nothing had begun.
        for command in ("resume", "report", "serve"):
            done = self.run_program(command, str(session))
            self.assertEqual((done.returncode, done.stderr), (2, status.stderr), command)
        done = self.run_program("import", str(session), "--json")
        self.assertEqual(json.loads(done.stdout)["runs"], 4)

    def test_of_a_session_that_had_not_begun_is_no_loss(self):
        session = self.root / "results" / "run_20251213_000000"
        session.mkdir(parents=True)
        (session / "settings.json").write_text("{}")
        (session / "session.db").touch()
        for command in ("status", "resume"):
            done = self.run_program(command)
            self.assertEqual((done.returncode, done.stdout), (2, ""), command)
            self.assertIn(f"the session {session} had not begun: its session.db is empty", done.stderr)
            self.assertIn(f"{session}/settings.json", done.stderr)
            self.assertNotIn("mutation import", done.stderr)
        # Its writer was at work by then, for the file has an event: the rest of it is lost.
        (session / "events.jsonl").write_text("{}\n")
        self.assertIn(f"{session}/session.db is empty", self.run_program("resume").stderr)


if __name__ == "__main__":
    unittest.main()
