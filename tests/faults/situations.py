"""What tests of faults share: settings without waits, trainings that misbehave, and ways to start the program."""
import json
import os
import pathlib
import subprocess

from fault import FaultTest

NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0,
            "background_startup_wait_seconds": 0, "background_restart_delay_seconds": 0,
            "termination_timeout_seconds": 1, "max_retries": 0}

# Prints a line now and then, and its metric at the end; --seconds says how long.
STEADY = """
seconds=1
while [ $# -gt 0 ]; do
  case $1 in --seconds) seconds=$2; shift;; esac
  shift
done
for i in $(seq $((seconds * 5))); do sleep 0.2; echo "step $i"; done
echo "Test accuracy: 0.75"
"""


def entry(repo, seconds=None):
    hyperparameters = {} if seconds is None else {"hyperparameters": {"seconds": seconds}}
    return dict({"mode": "default", "repo": repo, "model": "default"}, **hyperparameters)


def parallel(foreground, background, seconds=None):
    return {"mode": "parallel", "foreground": entry(foreground, seconds),
            "background": {"repo": background, "model": "default"}}


def settings(*entries, **more):
    return {**NO_WAITS, **more, "experiments": list(entries)}


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def keepers_of(program):
    """The pids of a program's keepers."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if (entry / "comm").read_text() == "mutation-keeper\n" and parent_of(entry.name) == program:
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


class Situation(FaultTest):
    """A world with further trainings: the class's TRAININGS, by name."""
    TRAININGS = {}

    def setUp(self):
        super().setUp()
        added = dict({"steady": STEADY}, **self.TRAININGS)
        for name, text in added.items():
            self.write_training(name, text)
        content = json.loads((self.root / "config" / "models_config.json").read_text())
        for name in added:
            content["models"][name] = dict(content["models"]["busy"], path=f"repos/{name}")
        self.write_catalogue(content)

    def write_training(self, name, text):
        script = self.root / "repos" / name / "train.sh"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("#!/bin/sh\n" + text)
        script.chmod(0o755)

    def run_in(self, wrapper, *arguments, timeout=60):
        """Runs the program as the last words of a command."""
        return subprocess.run([*wrapper, *self.command(*arguments)], env=self.environment, text=True, cwd=self.root,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=timeout)

    def start_in(self, wrapper, *arguments, **streams):
        """The same without waiting. Standard error goes to a file unless `streams` say otherwise."""
        file = (self.root / "stderr.txt").open("w", encoding="utf-8")
        self.addCleanup(file.close)
        streams = {"stdout": subprocess.DEVNULL, "stderr": file, "stdin": subprocess.DEVNULL, **streams}
        return subprocess.Popen([*wrapper, *self.command(*arguments)], env=self.environment, cwd=self.root, **streams)

    def end_of(self, process, timeout=60):
        """Its exit status, and what it wrote to standard error."""
        try:
            code = process.wait(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        return code, (self.root / "stderr.txt").read_text()

    def only_experiment(self):
        experiments = self.experiments()
        self.assertEqual(len(experiments), 1)
        return experiments[0]

    def codes(self, experiment=None):
        return [reason["code"] for reason in (experiment or self.only_experiment())["reasons"]]

    def reason(self, code, experiment=None):
        texts = [r["text"] for r in (experiment or self.only_experiment())["reasons"] if r["code"] == code]
        self.assertEqual(len(texts), 1, (code, self.codes(experiment)))
        return texts[0]

    def gaps(self):
        return self.only_experiment()["sampling"]["gaps"]

    def gpu_joules(self):
        experiment = self.only_experiment()
        return experiment.get("foreground", experiment)["energy_metrics"]["gpu_energy_total_joules"]

    def metrics(self):
        experiment = self.only_experiment()
        return experiment.get("foreground", experiment)["performance_metrics"]

    def outcomes(self):
        return [run["outcome"] for run in self.status()["runs"]]

    def notices(self):
        return [event["text"] for event in self.events("notice")]

    def needs_root(self):
        if os.geteuid() != 0:
            self.skipTest("needs root")
