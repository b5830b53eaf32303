#!/usr/bin/python3
"""What `mutation submit` takes for many runs, in time and memory, beside `mutation plan` of the same file in the same
minute, which holds the same plan: with clients in Slurm's place that answer at once, so that what is measured is the
program. Memory is all that it has at a time, with what it has mapped of files. Prints figures and judges nothing."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "e2e"))
from fake_slurm import FakeSlurm  # noqa: E402

HYPERPARAMETERS = {"learning_rate": {"flag": "--lr", "type": "float", "default": 0.1, "range": [0.01, 0.5], "distribution": "log_uniform"},
                   "epochs": {"flag": "--epochs", "type": "int", "default": 10, "range": [1, 60]}}
TRAINING = {"path": "repos/none", "train_script": "./train.sh", "models": ["default"], "supported_hyperparams": HYPERPARAMETERS,
            "performance_metrics": {"log_patterns": {"test_accuracy": r"Test accuracy[:\s]+([0-9.]+)"}}}


def lay_out(root, blocks, runs):
    """The settings file, and the words that name its catalogue."""
    (root / "config").mkdir()
    (root / "repos" / "none").mkdir(parents=True)
    script = root / "repos" / "none" / "train.sh"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    catalogue = root / "config" / "models_config.json"
    catalogue.write_text(json.dumps({"models": {"none": TRAINING}}))
    entry = {"repo": "none", "model": "default", "mode": "mutation", "mutate": ["learning_rate"], "runs_per_config": runs}
    settings = root / "settings.json"
    settings.write_text(json.dumps({"experiment_name": "scale", "experiments": [entry] * blocks}))
    return str(settings), ["--config", str(catalogue), "--seed", "1"]


def measured(argv, environment):
    """Wall and CPU seconds, and the most memory in MB."""
    start = time.monotonic()
    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(argv)}: {said.decode()[-500:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--blocks", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=50, help="of each block")
    options = parser.parse_args()
    program = str(options.program.resolve())
    with tempfile.TemporaryDirectory(prefix="mutation-submit-") as folder:
        root = pathlib.Path(folder)
        settings, words = lay_out(root, options.blocks, options.runs)
        environment = FakeSlurm(root / "slurm").environment()
        print(f"{options.blocks * options.runs} runs in {options.blocks} blocks, a program of {os.path.getsize(program) / 1e6:.0f} MB")
        plan = measured([program, "plan", settings, "--json", *words], environment)
        for what, more in (("plan --json", None), ("submit --dry-run", ["--dry-run"]), ("submit", [])):
            took = plan if more is None else measured([program, "submit", settings, "--gpu", "none", *words, *more], environment)
            print(f"  {what:16} {took[0]:7.2f} s ({took[1]:.2f} s of CPU), {took[2]:.0f} MB ({took[2] / plan[2]:.2f} of the plan's)",
                  flush=True)


if __name__ == "__main__":
    main()
