"""Sessions of many short runs, killed again and again at random moments: the program alone, its whole process group,
or the program and every keeper at once. MUTATION_KILLS sets how many kills there are (default 60)."""
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from fault import FaultTest, fault
from situations import keepers_of
from world import processes_with

KILLS = int(os.environ.get("MUTATION_KILLS", "60"))
SEED = int(os.environ.get("MUTATION_KILLS_SEED", "1"))
RUNS = 12
LONGEST_LIFE = 0.35  # seconds from the start of a program to its kill

# The kernel holds the lock for as long as the training lives: whoever cannot have it runs beside another.
TRAINING = """#!/bin/bash
exec 9> "$MARKS.lock"
flock -n 9 || echo "overlap $MUTATION_RUN_ID" >> "$MARKS"
echo "began $MUTATION_RUN_ID" >> "$MARKS"
sleep 0.02
echo "Test accuracy: 0.75"
echo "ended $MUTATION_RUN_ID" >> "$MARKS"
"""
SETTINGS = {"experiment_name": "killed again and again", "runs_per_config": RUNS, "cooling_seconds": 0,
            "config_sleep_seconds": 0, "retry_sleep_seconds": 0, "max_consecutive_failures": 0,
            "experiments": [{"repo": "marks", "model": "default", "mode": "mutation", "mutate": ["seconds"]}]}


class Kills(FaultTest):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        script = self.root / "repos" / "marks" / "train.sh"
        script.parent.mkdir()
        script.write_text(TRAINING)
        script.chmod(0o755)
        catalogue = json.loads((self.root / "config" / "models_config.json").read_text())
        catalogue["models"]["marks"] = dict(catalogue["models"]["busy"], path="repos/marks")
        catalogue["models"]["marks"]["supported_hyperparams"]["seconds"]["range"] = [1, 100000]
        self.write_catalogue(catalogue)
        self.marks = self.root / "marks"
        self.environment["MARKS"] = str(self.marks)
        self.kills = {"the program": 0, "its process group": 0, "program and keepers": 0}

    def start(self, *arguments):
        with open(self.root / "stderr", "w", encoding="utf-8") as errors:
            return subprocess.Popen(self.command(*arguments), env=self.environment, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True)

    def kill(self, program):
        """At a random moment, in one of three ways. Whether there was anything to kill."""
        time.sleep(self.random.uniform(0, LONGEST_LIFE))
        if program.poll() is not None:
            return False
        way = self.random.choice(list(self.kills))
        if way == "its process group":
            os.killpg(program.pid, signal.SIGKILL)
        elif way == "the program":
            program.kill()
        else:
            # The keepers are held first, or they would do their work before they can be killed.
            keepers = keepers_of(program.pid)
            for pid in keepers:
                self.signal(pid, signal.SIGSTOP)
            program.kill()
            for pid in keepers:
                self.signal(pid, signal.SIGKILL)
        program.wait()
        self.kills[way] += 1
        return True

    @staticmethod
    def signal(pid, number):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass

    def finished(self):
        """Finished runs of the session: index -> (run id, number of attempts)."""
        if not self.sessions():
            return {}
        done = self.run_program("status", "--json")
        if done.returncode != 0:
            return {}
        return {run["index"]: (run["run_id"], len(run["attempts"]))
                for run in json.loads(done.stdout)["runs"] if run["outcome"] == "succeeded"}

    def one_session(self, settings, kills):
        """A session that is killed up to `kills` times, and goes on until it is complete."""
        known = {}
        begin = ["run", settings, "--gpu", "none", "-s", str(self.random.randrange(1000))]
        go_on = ["resume", "--gpu", "none"]
        arguments = begin
        while True:
            program = self.start(*arguments)
            killed = sum(self.kills.values()) < kills and self.kill(program)
            if not killed and program.wait(60) == 0:
                return
            told = (self.root / "stderr").read_text()
            self.assertTrue(killed or "had not begun" in told, told)
            finished = self.finished()
            for index, run in known.items():
                self.assertEqual(finished.get(index), run, "a finished run was lost or done again")
            known = finished
            # Killed before it had begun, a session holds nothing and is begun anew.
            has_store = any((session / "session.db").exists() for session in self.sessions())
            arguments = go_on if has_store and "had not begun" not in told else begin

    def check(self):
        marks = [line.split() for line in self.marks.read_text().splitlines()]
        self.assertEqual([mark for mark in marks if mark[0] == "overlap"], [])
        status = self.status()
        self.assertEqual([run["outcome"] for run in status["runs"]], ["succeeded"] * RUNS)
        ids = [run["run_id"] for run in status["runs"]]
        self.assertEqual(len(set(ids)), RUNS)
        ends = []
        for run in status["runs"]:
            outcomes = [attempt["outcome"] for attempt in run["attempts"]]
            self.assertEqual(outcomes, ["interrupted"] * (len(outcomes) - 1) + ["succeeded"], run)
            ends += [(attempt["start_boot_seconds"], attempt["end_boot_seconds"]) for attempt in run["attempts"]]
        for before, after in zip(ends, ends[1:]):
            self.assertLessEqual(before[1], after[0] + 1e-6, "attempts overlap")
        with open(self.sessions()[-1] / "summary.csv", encoding="utf-8") as file:
            summary_ids = [line.split(",")[0] for line in file if line.strip()]
        self.assertEqual(len(summary_ids), 1 + RUNS, summary_ids)
        self.assertEqual(len(set(summary_ids)), 1 + RUNS, summary_ids)
        self.assertEqual(processes_with(self.marker), [])

    @fault("SIGKILL again and again at random moments: the program, its process group, program and keepers at once",
           expected="after resuming: every planned run exactly once, none lost, none overlapping, no process left")
    def test_at_random_moments(self):
        settings = self.write_settings(SETTINGS)
        sessions = 0
        while sum(self.kills.values()) < KILLS:
            for old in self.sessions():
                shutil.rmtree(old)
            self.marks.unlink(missing_ok=True)
            self.one_session(settings, KILLS)
            self.check()
            sessions += 1
        told = ", ".join(f"{number} times {way}" for way, number in self.kills.items())
        self.observed(f"{sum(self.kills.values())} kills ({told}) in {sessions} sessions of {RUNS} runs: "
                      "0 lost, 0 twice, 0 overlapping, 0 processes left")


if __name__ == "__main__":
    unittest.main(verbosity=2)
