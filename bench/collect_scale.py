#!/usr/bin/python3
"""What `mutation collect` costs for a submitted session of many blocks, whose stores submitted_session makes beside the
program: for the first time, with nothing new, and with one run of one block changed; time, memory, and beside copying the
same stores and syncing them. Prints figures and judges nothing."""
import argparse
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time


def collected(program, session):
    """What `collect --json` says, wall and CPU seconds, and the most memory in MB."""
    start = time.monotonic()
    with subprocess.Popen([program, "collect", session, "--json"], stdout=subprocess.PIPE) as process:
        said = json.loads(process.stdout.read())
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if said["failed"]:
        raise SystemExit(f"collect failed: {said['failed'][0]}")
    return said, time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def time_of_copy(stores, folder):
    """Seconds to copy the stores, each synced, and their bytes."""
    folder.mkdir()
    start = time.monotonic()
    for number, store in enumerate(stores):
        copy = folder / str(number)
        shutil.copyfile(store, copy)
        with open(copy, "rb") as file:
            os.fsync(file.fileno())
    return time.monotonic() - start, sum(store.stat().st_size for store in stores)


def let_settle(stores):
    """As if the tasks had ended a while ago: a store that was just written is read again in any case."""
    long_ago = time.time() - 3600
    for store in stores:
        os.utime(store, (long_ago, long_ago))


def change_one(store):
    with sqlite3.connect(store) as database:
        database.execute("UPDATE run SET experiment = experiment || char(10)"
                         " WHERE plan_index = (SELECT min(plan_index) FROM run)")
    database.close()
    os.utime(store, (time.time() - 1800,) * 2)


def measure(program, folder, blocks, runs):
    maker = program.parent / "bench" / "submitted_session"
    made = subprocess.run([maker, folder / "results", str(blocks), str(runs), "16"], capture_output=True, text=True, check=True)
    session = pathlib.Path(made.stdout.strip())
    stores = sorted(session.glob("blocks/*/claim_1/session.db"))
    let_settle(stores)
    copy, size = time_of_copy(stores, folder / "copies")
    print(f"{blocks * runs} runs in {blocks} blocks, {size / 1e6:.0f} MB of stores, copied and synced in {copy:.2f} s")
    for what, taken in (("first", blocks * runs), ("nothing new", 0), ("one run changed", 1)):
        if taken == 1:
            change_one(stores[len(stores) // 2])
        said, wall, cpu, memory = collected(program, session)
        if said["runs_taken"] != taken:
            raise SystemExit(f"{said['runs_taken']} runs were taken, not {taken}")
        print(f"  {what:16} {wall:7.2f} s ({cpu:.2f} s of CPU, {wall / copy:.2f} of the copy), {memory:.0f} MB of memory",
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--blocks", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=50, help="of each block")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutation-collect-") as folder:
        measure(options.program.resolve(), pathlib.Path(folder), options.blocks, options.runs)


if __name__ == "__main__":
    main()
