#!/usr/bin/python3
"""What a run costs beyond its waits, beside posix_spawn + wait and hyperfine on the same machine in the same minute.

Runs sessions of N trainings that do nothing (/bin/true behind a train script), all waits 0, nothing measured, and
prints the cost of a run for several N (it must not grow with N), ratios to the baselines, and the syncs that a run
makes durable itself with, as strace counts them. Prints figures and judges nothing.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time


def write_world(folder, runs):
    """A catalogue with one training that does nothing, and settings for `runs` runs of it."""
    repo = folder / "repos" / "nothing"
    repo.mkdir(parents=True, exist_ok=True)
    (folder / "config").mkdir(exist_ok=True)
    if not (repo / "train.sh").exists():
        os.symlink("/bin/true", repo / "train.sh")
    catalogue = {"models": {"nothing": {"path": "repos/nothing", "train_script": "./train.sh",
                                        "models": ["default"], "supported_hyperparams": {}}}}
    settings = {"mode": "default", "runs_per_config": runs, "cooling_seconds": 0,
                "config_sleep_seconds": 0, "experiments": [{"repo": "nothing", "model": "default"}]}
    (folder / "config" / "models_config.json").write_text(json.dumps(catalogue))
    (folder / "settings.json").write_text(json.dumps(settings))


def session_command(program, folder):
    # Nothing is measured, so it may run beside whatever else does.
    return [program, "run", str(folder / "settings.json"), "--gpu", "none", "--share-machine", "--config",
            str(folder / "config" / "models_config.json"), "--results", str(folder / "results")]


def timed_session(program, folder, runs):
    write_world(folder, runs)
    shutil.rmtree(folder / "results", ignore_errors=True)
    start = time.monotonic()
    done = subprocess.run(session_command(program, folder), stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    took = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(f"the session ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    return took


def spawn_and_wait(runs):
    start = time.monotonic()
    for _ in range(runs):
        os.waitpid(os.posix_spawn("/bin/true", ["true"], os.environ), 0)
    return time.monotonic() - start


def hyperfine(runs, folder):
    """hyperfine's own cost of a run: its whole time, beside what it says /bin/true took."""
    if not shutil.which("hyperfine"):
        return None
    start = time.monotonic()
    subprocess.run(["hyperfine", "-N", "-w", "0", "-r", str(runs), "--export-json",
                    str(folder / "hyperfine.json"), "/bin/true"], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def syncs(program, folder, runs):
    """How often each kind of file is synced, per run."""
    if not shutil.which("strace"):
        return None
    write_world(folder, runs)
    shutil.rmtree(folder / "results", ignore_errors=True)
    trace = folder / "trace"
    subprocess.run(["strace", "-f", "-y", "-e", "trace=fsync,fdatasync,sync_file_range", "-o", str(trace)]
                   + session_command(program, folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    counts = collections.Counter()
    for line in trace.read_text().splitlines():
        found = re.search(r"(fsync|fdatasync)\(\d+<([^>]*)>", line)
        if found:
            name = re.sub(r"\d{3,}(_\d+)?$", "NNN", pathlib.Path(found[2]).name)
            counts[f"{found[1]} {name}"] += 1
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the mutation binary")
    parser.add_argument("--runs", type=int, default=1000)
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    runs = arguments.runs
    with tempfile.TemporaryDirectory(prefix="mutation-bench-") as name:
        folder = pathlib.Path(name)
        baseline = spawn_and_wait(runs) / runs
        print(f"posix_spawn + wait: {baseline * 1e3:.2f} ms a run ({runs} runs)")
        other = hyperfine(runs, folder)
        if other is None:
            print("hyperfine: not installed")
        else:
            print(f"hyperfine:          {other / runs * 1e3:.2f} ms a run ({runs} runs)")
        for count in (runs // 4, runs // 2, runs):
            cost = timed_session(program, folder, count) / count
            ratio = "" if other is None else f", {cost / (other / runs):.1f} x hyperfine"
            print(f"mutation:           {cost * 1e3:.2f} ms a run ({count} runs), "
                  f"{cost / baseline:.1f} x posix_spawn + wait{ratio}")
        few = 20
        counts = syncs(program, folder, few)
        if counts is None:
            print("syncs: strace is not installed")
            return
        print(f"syncs in a session of {few} runs: {sum(counts.values())}")
        for what, count in counts.most_common():
            print(f"  {count / few:5.2f} a run  {what}")


if __name__ == "__main__":
    main()
