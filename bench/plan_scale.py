#!/usr/bin/python3
"""What planning many runs costs: drawn by `mutation plan` and compared with as many that were run before, beside a
plain Python generator of the same task on the same machine in the same minute; and how both grow with the number.

The generator draws the same five hyperparameters with the same distributions, tells floats apart by six significant
digits, and leaves out what the CSV file has; it makes no commands and no plan. Prints figures and judges nothing.
"""
import argparse
import csv
import json
import math
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

# name: (type, default, low, high, distribution)
HYPERPARAMETERS = {
    "epochs": ("int", 10, 5, 15, "uniform"),
    "learning_rate": ("float", 0.1, 0.05, 0.15, "log_uniform"),
    "seed": ("int", 1334, 0, 9999, "uniform"),
    "dropout": ("float", 0.2, 0.05, 0.3, "uniform"),
    "weight_decay": ("float", 0.0001, 0.00001, 0.001, "log_uniform"),
}


def draw(generator):
    values = []
    for kind, _, low, high, distribution in HYPERPARAMETERS.values():
        if distribution == "log_uniform":
            values.append(math.exp(generator.uniform(math.log(low), math.log(high))))
        elif kind == "int":
            values.append(generator.randint(low, high))
        else:
            values.append(generator.uniform(low, high))
    return values


def key(values):
    return tuple(value if isinstance(value, int) else f"{value:.5e}" for value in values)


def write_history(path, rows):
    generator = random.Random(2)
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["experiment_id", "timestamp", "repository", "model", "training_success"]
                        + [f"hyperparam_{name}" for name in HYPERPARAMETERS])
        for row in range(rows):
            writer.writerow([f"nothing_default_{row:03d}", "2025-11-12T09:30:00", "nothing", "default", "True"]
                            + draw(generator))


def read_history(path):
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return {key([int(row[5]), float(row[6]), int(row[7]), float(row[8]), float(row[9])]) for row in rows}


def python_seconds(history, runs):
    """Reads the history and draws so many configurations, none twice."""
    start = time.monotonic()
    seen = read_history(history)
    generator = random.Random(1)
    plan = []
    while len(plan) < runs:
        values = draw(generator)
        identity = key(values)
        if identity not in seen:
            seen.add(identity)
            plan.append(dict(zip(HYPERPARAMETERS, values)))
    return time.monotonic() - start


def write_world(folder, runs):
    specs = {name: {"flag": f"--{name}", "type": kind, "default": default, "range": [low, high],
                    "distribution": distribution}
             for name, (kind, default, low, high, distribution) in HYPERPARAMETERS.items()}
    catalogue = {"models": {"nothing": {"path": "repos/nothing", "train_script": "./train.sh", "models": ["default"],
                                        "supported_hyperparams": specs}}}
    settings = {"use_deduplication": True, "historical_csvs": ["history.csv"], "runs_per_config": runs,
                "experiments": [{"repo": "nothing", "model": "default", "mutate": ["all"]}]}
    (folder / "config").mkdir(exist_ok=True)
    (folder / "config" / "models_config.json").write_text(json.dumps(catalogue))
    (folder / "settings.json").write_text(json.dumps(settings))
    write_history(folder / "history.csv", runs)


def mutation_seconds(program, folder, *flags):
    """Wall-clock seconds, CPU seconds and the largest memory in 10^6 bytes."""
    start = time.monotonic()
    child = subprocess.Popen([program, "plan", str(folder / "settings.json"), "-s", "1", "--config",
                              str(folder / "config" / "models_config.json"), *flags], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"mutation plan ended with status {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the mutation binary")
    parser.add_argument("--runs", type=int, default=1000000, help="of the larger of two plans; the other has a tenth")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    took = {}
    with tempfile.TemporaryDirectory(prefix="mutation-bench-") as name:
        folder = pathlib.Path(name)
        for runs in (arguments.runs // 10, arguments.runs):
            write_world(folder, runs)
            wall, cpu, megabytes = mutation_seconds(program, folder, "--summary")
            baseline = python_seconds(folder / "history.csv", runs)
            took[runs] = wall
            print(f"{runs} runs against {runs} past ones: mutation plan {wall:.2f} s ({cpu:.2f} s of CPU, "
                  f"{megabytes:.0f} MB), a Python generator {baseline:.2f} s: {baseline / wall:.1f} x as fast")
            sys.stdout.flush()
        wall, _, megabytes = mutation_seconds(program, folder, "--json")
        print(f"  written out as JSON: {wall:.2f} s, {megabytes:.0f} MB")
    few, many = sorted(took)
    print(f"ten times the runs take {took[many] / took[few]:.1f} times as long")


if __name__ == "__main__":
    main()
