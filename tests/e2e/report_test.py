"""`mutation report` on sessions of the real program: what its file holds, what it tells when it cannot be written, and that
a real browser shows it."""
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest
import zlib

from world import PROGRAM, SOURCE_TREE, World

HOSTILE = "</script><script>window.pwned=1</script><!-- <img src=x onerror=\"window.pwned=2\">"
TRAINING = f"""
echo '{HOSTILE}'
sleep 0.6
echo 'Test accuracy: 0.75'
"""


def unpacked(text):
    return json.loads(zlib.decompress(base64.b64decode(text)))


def overview_of(page):
    attributes, text = re.search(r'<script type="application/json" id="overview"([^>]*)>(.*?)</script>', page, re.S).groups()
    return unpacked(text) if "deflate" in attributes else json.loads(text)


def pages_of(page):
    overview = overview_of(page)
    blocks = {int(number): unpacked(text) for number, text in
              re.findall(r'<script type="application/octet-stream" class="runs" data-block="(\d+)">(.*?)</script>', page)}
    return [blocks[block][position] for block, position in overview["runs"]["page"]]


class Report(World):
    def setUp(self):
        super().setUp()
        self.add_training("hostile", TRAINING)
        self.results = self.root / "results"

    def record(self, runs=1, *arguments):
        settings = {"experiment_name": HOSTILE, "cooling_seconds": 0, "cooling_policy": "fixed", "runs_per_config": runs,
                    "experiments": [{"repo": "hostile", "model": "default", "mutate": ["learning_rate"],
                                     "comment": HOSTILE}]}
        done = self.run_program("run", self.write_settings(settings), "--gpu", "simulated", *arguments)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return pathlib.Path(done.stdout.strip())

    def report(self, *arguments, code=0):
        done = self.run_program("report", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_of_the_newest_session_lies_in_its_folder_and_says_so(self):
        session = self.record(2)
        done = self.report()
        self.assertEqual(done.stdout, f"{session}/report.html\n")
        page = (session / "report.html").read_text(encoding="utf-8")
        overview = overview_of(page)
        self.assertEqual([each["name"] for each in overview["sessions"]], [session.name])
        self.assertEqual(overview["sessions"][0]["experiment_name"], HOSTILE)
        self.assertIn(HOSTILE, json.loads(overview["sessions"][0]["settings"])["experiments"][0]["comment"])
        self.assertTrue(overview["simulated"])
        self.assertEqual(overview["runs"]["simulated"], [1, 1])
        self.assertFalse("<script>window" in page or "<img" in page, "a text of the session stands there as markup")
        for run, shown in zip(self.experiments(), pages_of(page)):
            self.assertEqual(shown["run_id"], run["run_id"])
            self.assertEqual(shown["energy_metrics"], run["energy_metrics"])
            self.assertIn(HOSTILE, shown["log_tail"])
            self.assertEqual({series["quantity"] for series in shown["timeline"]["series"]} &
                             {"power", "temperature", "utilization", "sm_clock"},
                             {"power", "temperature", "utilization", "sm_clock"})
            self.assertTrue(all(series["simulated"] for series in shown["timeline"]["series"]))
        self.assertFalse(list(session.glob("*.part")))

    def test_has_the_readings_of_the_trace_with_their_peaks(self):
        session = self.record()
        self.report("-o", str(self.root / "with.html"))
        overview, = session.glob("*/energy/overview.jsonl")
        overview.unlink()
        self.report("-o", str(self.root / "without.html"))
        series = [pages_of((self.root / name).read_text())[0]["timeline"]["series"] for name in ("with.html", "without.html")]
        # A trace has its times to the microsecond, so that a reading may fall on the other side of an edge.
        extremes = [{(one["device"], one["quantity"]): (min(one["low"]), max(one["high"])) for one in each} for each in series]
        self.assertEqual(extremes[0], extremes[1])
        trace, = session.glob("*/energy/trace.csv")
        powers = [float(row.split(",")[4]) for row in trace.read_text().splitlines() if ",SIM-0,power," in row]
        power, = [one for one in series[0] if one["quantity"] == "power"]
        self.assertAlmostEqual(max(power["high"]), max(powers), delta=0.06)
        self.assertAlmostEqual(min(power["low"]), min(powers), delta=0.06)
        self.assertFalse(overview.exists(), "a report writes nothing into a session but itself")

    def test_of_several_sessions_and_of_all(self):
        first, second = self.record(), self.record()
        done = self.report(first.name, str(second), "-o", str(self.root / "both.html"))
        overview = overview_of((self.root / "both.html").read_text())
        self.assertEqual([each["name"] for each in overview["sessions"]], [first.name, second.name])
        self.assertEqual(overview["runs"]["session"], [0, 1])
        done = self.report("--all")
        self.assertEqual(done.stdout, f"{self.results}/report.html\n")
        self.assertEqual(len(overview_of((self.results / "report.html").read_text())["sessions"]), 2)

    def test_of_all_leaves_out_what_cannot_be_read(self):
        good, bad = self.record(), self.record()
        store = bad / "session.db"
        whole = store.read_bytes()
        for damaged in (b"no store" * 1000, whole[:4096] + b"\xff" * (len(whole) - 4096), whole[:len(whole) // 2]):
            store.write_bytes(damaged)
            done = self.report("--all")
            self.assertIn(f"{bad} is left out, for it cannot be read: ", done.stderr)
            overview = overview_of((self.results / "report.html").read_text())
            self.assertEqual([each["name"] for each in overview["sessions"]], [good.name])
            note, = overview["notes"]
            self.assertIn(f"{bad} is left out, for it cannot be read: ", note)
            (self.results / "report.html").unlink()
        self.assertIn(str(bad), self.report(good.name, bad.name, "-o", str(self.root / "named.html"), code=1).stderr)
        (good / "session.db").write_bytes(b"no store" * 1000)
        self.assertIn("none of the sessions can be read", self.report("--all", code=1).stderr)
        self.assertFalse((self.results / "report.html").exists())

    def test_without_logs_has_nothing_that_a_training_printed(self):
        session = self.record()
        self.report("--without-logs")
        page, = pages_of((session / "report.html").read_text())
        self.assertEqual(page["log_tail"], "")

    def test_of_imported_runs(self):
        session = self.record()
        python = self.root / "old" / "run_20251213_000000"
        run, = session.glob("*_001")
        shutil.copytree(run, python / run.name, ignore=shutil.ignore_patterns("trace.csv", "overview.jsonl"))
        record = json.loads((run / "experiment.json").read_text())
        old = {name: record[name] for name in ("experiment_id", "timestamp", "repository", "model", "hyperparameters",
               "duration_seconds", "energy_metrics", "performance_metrics", "training_success", "retries", "error_message")}
        (python / run.name / "experiment.json").write_text(json.dumps(old))
        self.assertEqual(self.run_program("import", str(python)).returncode, 0)
        self.report("import_run_20251213_000000", "-o", str(self.root / "old.html"))
        page = (self.root / "old.html").read_text()
        self.assertIsNotNone(overview_of(page)["sessions"][0]["imported_from"])
        self.assertIn("power", [series["quantity"] for series in pages_of(page)[0]["timeline"]["series"]])

    def test_says_what_it_cannot_do(self):
        self.assertIn("no session in", self.report(code=2).stderr)
        session = self.record()
        done = self.report("nobody", "neither", session.name, code=2)
        self.assertIn("nobody", done.stderr)
        self.assertIn("neither", done.stderr)
        self.assertFalse((session / "report.html").exists())
        done = self.report("-o", str(self.root / "no" / "folder" / "report.html"), code=1)
        self.assertIn("No such file or directory", done.stderr)
        self.report("--all", session.name, code=2)

    @unittest.skipUnless(shutil.which("chromium"), "there is no Chromium here")
    def test_is_shown_by_a_browser(self):
        session = self.record(2)
        self.report()
        done = subprocess.run([SOURCE_TREE / "tests" / "pages" / "run", pathlib.Path(PROGRAM).parent / "page-tests",
                               "check_report.mjs", session / "report.html"], capture_output=True, text=True,
                              env=dict(os.environ, PAGES_PICTURE="real_program"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all views as they must be", done.stdout)


if __name__ == "__main__":
    unittest.main()
