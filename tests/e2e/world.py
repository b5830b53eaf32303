"""A small world for end-to-end tests: a temporary root with a catalogue, trainings and settings, in which the real
program runs. A failing test keeps its folder and says where it is."""
import csv
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = os.environ["MUTATION_PROGRAM"]
FAKE_NVML = os.environ.get("FAKE_NVML_LIBRARY", "")
SOURCE_TREE = pathlib.Path(__file__).resolve().parents[2]

# Trainings as a user might bring them: POSIX sh, flags, a log with a metric.
TRAININGS = {
    # Uses a CPU for about --seconds, then prints its metric.
    "busy": """
seconds=1
while [ $# -gt 0 ]; do
  case $1 in --seconds) seconds=$2; shift;; esac
  shift
done
end=$(( $(date +%s) + ${seconds%.*} ))
while [ "$(date +%s)" -lt "$end" ]; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; echo "step"; done
echo "Test accuracy: 0.75"
""",
    "fails": "echo 'RuntimeError: it broke'; exit 3",
    "endless": "echo started; while :; do sleep 1; done",
    "stubborn": "trap '' TERM HUP INT; echo started; while :; do sleep 1; done",
    # Leaves a daemon in a session of its own behind and ends well.
    "daemon": "setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' >/dev/null 2>&1 & echo 'Test accuracy: 0.5'",
    "silent": "exit 0",
}


def catalogue(trainings):
    return {"models": {name: {
        "path": f"repos/{name}", "train_script": "./train.sh", "models": ["default"],
        "supported_hyperparams": {
            "seconds": {"flag": "--seconds", "type": "int", "default": 1, "range": [1, 3]},
            "learning_rate": {"flag": "--lr", "type": "float", "default": 0.1, "range": [0.05, 0.15],
                              "distribution": "log_uniform"}},
        "performance_metrics": {"log_patterns": {"test_accuracy": r"Test accuracy[:\s]+([0-9.]+)"}},
    } for name in trainings}}


def processes_with(text):
    """Living processes (no zombies) whose environment or command line has the text, but for this one."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            known = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if text.encode() in known and state != "Z":
            found.append(int(entry.name))
    return found


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)


class World(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="mutation-e2e-"))
        for name, text in TRAININGS.items():
            self.write_training(name, text)
        (self.root / "config").mkdir()
        self.write_catalogue(catalogue(TRAININGS))
        # By this, every process that comes from this world is found again.
        self.marker = f"MUTATION_TEST_WORLD={self.root.name}"
        self.environment = dict(os.environ, MUTATION_TEST_WORLD=self.root.name)

    def tearDown(self):
        left = processes_with(self.marker)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        outcome = self._outcome.result
        failed = any(test is self for test, _ in outcome.failures + outcome.errors)
        if failed:
            print(f"the world is kept in {self.root}", file=sys.stderr)
        else:
            shutil.rmtree(self.root)
        self.assertEqual(left, [], "processes were left behind")

    def write_training(self, name, text):
        script = self.root / "repos" / name / "train.sh"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("#!/bin/sh\n" + text)
        script.chmod(0o755)

    # In the catalogue as "busy" is, but for what `change` does to it.
    def add_training(self, name, text, change=lambda spec: None):
        self.write_training(name, text)
        content = json.loads((self.root / "config" / "models_config.json").read_text())
        spec = json.loads(json.dumps(content["models"]["busy"]))
        spec["path"] = f"repos/{name}"
        change(spec)
        content["models"][name] = spec
        self.write_catalogue(content)

    def write_catalogue(self, content):
        (self.root / "config" / "models_config.json").write_text(json.dumps(content))

    # Nor is it any of these tests' matter what else runs on the machine's CPUs.
    ANY_FOREIGN_LOAD = {"foreign_cpu_max_fraction": 1}

    def write_settings(self, content, name="settings.json"):
        path = self.root / name
        if isinstance(content, dict):
            content = {**self.ANY_FOREIGN_LOAD, **content}
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    # Tests run beside each other: the machine's lock is tested where it is the subject.
    shares_machine = True

    def command(self, *arguments):
        runs = not arguments or arguments[0] in ("run", "resume") or arguments[0].startswith("-")
        sharing = ["--share-machine"] if runs and self.shares_machine and "--share-machine" not in arguments else []
        direct = ["--foreign-cpu-max-fraction", "1"] if "-r" in arguments else []
        return [PROGRAM, *arguments, *sharing, *direct, "--config", str(self.root / "config" / "models_config.json")]

    def run_program(self, *arguments, timeout=120, environment=None):
        return subprocess.run(self.command(*arguments), env=environment or self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              timeout=timeout)

    def start_program(self, *arguments):
        process = subprocess.Popen(self.command(*arguments), env=self.environment, text=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.addCleanup(process.stderr.close)
        return process

    def sessions(self):
        return sorted((self.root / "results").glob("run_*"))

    def session(self):
        found = self.sessions()
        self.assertEqual(len(found), 1, found)
        return found[0]

    def experiments(self):
        return [json.loads(path.read_text()) for path in sorted(self.session().glob("*/experiment.json"))]

    def events(self, kind):
        lines = (self.session() / "events.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["event"] == kind]

    def summary(self):
        with open(self.session() / "summary.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def status(self):
        done = self.run_program("status", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def wait_for_event(self, kind, seconds=30, with_text=""):
        def told():
            found = self.sessions()
            if not found or not (found[0] / "events.jsonl").exists():
                return False
            lines = (found[0] / "events.jsonl").read_text().splitlines()
            return any(f'"event":"{kind}"' in line and with_text in line for line in lines)
        wait_until(told, seconds, f"event {kind} {with_text}")
