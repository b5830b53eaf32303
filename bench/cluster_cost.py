#!/usr/bin/python3
"""What a run of a submitted campaign costs beyond its training, beside what Slurm itself takes for the same training, on a
small real cluster of this machine (tests/slurm) in the same minute.

The training does nothing (/bin/true), nothing is measured, all waits are 0. One block of N runs is submitted; its baselines
are one job that starts the training N times with srun, and an array of N tasks that are the training. Of each the time from
sbatch to the end is taken for a few and for N: the difference is what the further ones cost, the rest what one job costs.
Prints figures and judges nothing.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "slurm"))
from slurm_cluster import SlurmCluster  # noqa: E402

FEW = 5


def write_world(folder, runs):
    repo = folder / "repos" / "nothing"
    if not repo.exists():
        repo.mkdir(parents=True)
        (folder / "config").mkdir()
        os.symlink("/bin/true", repo / "train.sh")
        catalogue = {"models": {"nothing": {"path": "repos/nothing", "train_script": "./train.sh", "models": ["default"],
                                            "supported_hyperparams": {}}}}
        (folder / "config" / "models_config.json").write_text(json.dumps(catalogue))
    settings = {"mode": "default", "runs_per_config": runs, "cooling_seconds": 0, "config_sleep_seconds": 0,
                "experiments": [{"repo": "nothing", "model": "default"}]}
    (folder / "settings.json").write_text(json.dumps(settings))


def wait_for_end(cluster):
    """Until all jobs have ended; looks ten times a second."""
    going = ("PENDING", "RUNNING", "COMPLETING", "CONFIGURING")
    while any(job["state"] in going for job in cluster.jobs().values()):
        time.sleep(0.1)
    failed = {name: job for name, job in cluster.jobs().items() if job["state"] != "COMPLETED"}
    if failed:
        raise SystemExit(f"jobs have failed: {failed}")


def timed_campaign(cluster, program, folder, runs):
    write_world(folder, runs)
    start = time.monotonic()
    done = subprocess.run([program, "submit", str(folder / "settings.json"), "--gpu", "none", "--shared-nodes", "--config",
                           str(folder / "config" / "models_config.json")], env=cluster.environment(), text=True,
                          capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"submit ended with {done.returncode}:\n{done.stderr}")
    submitted = time.monotonic() - start
    wait_for_end(cluster)
    took = time.monotonic() - start
    counted = json.loads((next((pathlib.Path(done.stdout.strip()) / "blocks").glob("*/claim_1/progress.json"))).read_text())
    if counted["succeeded"] != runs:
        raise SystemExit(f"not all runs succeeded: {counted}")
    return took, submitted


def timed_steps(cluster, runs):
    start = time.monotonic()
    cluster.submit(f"#!/bin/sh\ni=0; while [ $i -lt {runs} ]; do srun --ntasks=1 /bin/true || exit 1; i=$((i + 1)); done\n",
                   "--output=steps.log")
    wait_for_end(cluster)
    return time.monotonic() - start


def timed_array(cluster, runs):
    start = time.monotonic()
    cluster.submit("#!/bin/sh\nexec /bin/true\n", f"--array=1-{runs}", "--output=/dev/null")
    wait_for_end(cluster)
    return time.monotonic() - start


def cost(few, many, runs):
    """Seconds of each further one, and of one job with none."""
    each = (many - few) / (runs - FEW)
    return each, few - FEW * each


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=300)
    arguments = parser.parse_args()
    runs = max(arguments.runs, FEW + 1)
    try:
        cluster = SlurmCluster(nodes=1)
    except unittest.SkipTest as why:
        print(f"cluster_cost: no cluster here: {why}")
        return
    with cluster, tempfile.TemporaryDirectory(prefix="mutation-bench-") as folder:
        world, program = pathlib.Path(folder), arguments.program.resolve()
        timed_campaign(cluster, program, world, 1)  # the first of its kind reads everything from disk
        few, _ = timed_campaign(cluster, program, world, FEW)
        many, submitted = timed_campaign(cluster, program, world, runs)
        each, job = cost(few, many, runs)
        steps_each, steps_job = cost(timed_steps(cluster, FEW), timed_steps(cluster, runs), runs)
        array_each, _ = cost(timed_array(cluster, FEW), timed_array(cluster, runs), runs)
    print(f"cluster_cost: {runs} runs of a training that does nothing, one node, in one block")
    print(f"  a run of a block            {1000 * each:8.1f} ms   a block beside its runs {job:6.2f} s, "
          f"submit {submitted:.2f} s of it")
    print(f"  a step of srun              {1000 * steps_each:8.1f} ms   a job beside its steps  {steps_job:6.2f} s")
    print(f"  a task of an array          {1000 * array_each:8.1f} ms")
    print(f"  a run / a step of srun      {each / steps_each:8.3f}")
    print(f"  a run / a task of an array  {each / array_each:8.3f}")


if __name__ == "__main__":
    main()
