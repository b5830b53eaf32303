#!/usr/bin/python3
"""How long `mutation resume` takes until its first run begins, for a session that has recorded two runs and for the
same session with many more. The many are copies of a recorded run, put into the store and summary.csv directly.
Prints figures and judges nothing."""
import argparse
import json
import os
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile
import time

from run_cost import session_command, write_world

# Every column of a table but those that make a copy another row.
COPIES = {
    "planned_run": {"plan_index": "n.value"},
    "run": {"run_id": "printf('copy-%08d', n.value)", "plan_index": "n.value",
            "directory": "printf('copy_%08d', n.value)"},
    "attempt": {"run_id": "printf('copy-%08d', n.value)"},
    "phase": {"run_id": "printf('copy-%08d', n.value)"},
    "hyperparameter": {"run_id": "printf('copy-%08d', n.value)"},
    "stop": {"run_id": "printf('copy-%08d', n.value)"},
}


def make_pending(store, index):
    run_id, = store.execute("SELECT run_id FROM run WHERE plan_index = ?", (index,)).fetchone()
    for table in ("attempt", "tree", "phase", "energy", "metric", "hyperparameter", "reason", "stop"):
        store.execute(f"DELETE FROM {table} WHERE run_id = ?", (run_id,))
    store.execute("DELETE FROM run WHERE run_id = ?", (run_id,))
    store.execute("UPDATE planned_run SET done = 0 WHERE plan_index = ?", (index,))
    store.execute("UPDATE session SET end = NULL, ended_by = NULL,"
                  " last_ended_run = (SELECT run_id FROM run WHERE plan_index = 1)")


def add_copies(store, first, last):
    model, = store.execute("SELECT run_id FROM run WHERE plan_index = 1").fetchone()
    store.execute("CREATE TEMP TABLE n AS WITH RECURSIVE c(value) AS (SELECT ? UNION ALL SELECT value + 1 FROM c"
                  " WHERE value < ?) SELECT value FROM c", (first, last))
    for table, changed in COPIES.items():
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        key = "plan_index = 1" if table == "planned_run" else f"run_id = '{model}'"
        wanted = ", ".join(changed.get(column, f"t.{column}") for column in columns)
        store.execute(f"INSERT INTO {table} SELECT {wanted} FROM {table} t, n WHERE t.{key}")
    store.execute("UPDATE session SET runs_planned = runs_planned + ?", (last - first + 1,))


def prepared_session(program, folder, recorded):
    """A session whose second run is left to do, with `recorded` runs behind it."""
    write_world(folder, 2)
    done = subprocess.run(session_command(program, folder), capture_output=True, check=True)
    session = pathlib.Path(done.stdout.decode().strip())
    store = sqlite3.connect(session / "session.db")
    with store:
        make_pending(store, 2)
        if recorded > 1:
            add_copies(store, 3, recorded + 1)
    store.execute("VACUUM")
    store.close()
    lines = (session / "summary.csv").read_bytes().splitlines(keepends=True)
    (session / "summary.csv").write_bytes(lines[0] + lines[1].replace(b"_001,", b"_000,", 1) * (recorded - 1) + lines[1])
    return session


def time_to_first_run(program, folder, session):
    """Seconds from the start of the program to the first run's begin, by the event's own clock."""
    command = [program, "resume", str(session), "--gpu", "none", "--share-machine", "--config",
               str(folder / "config" / "models_config.json")]
    events = session / "events.jsonl"
    before = len(events.read_bytes())
    start = time.clock_gettime(time.CLOCK_MONOTONIC)
    subprocess.run(command, capture_output=True, check=True)
    for line in events.read_bytes()[before:].splitlines():
        event = json.loads(line)
        if event["event"] == "run_started":
            return event["monotonic_s"] - start
    raise SystemExit("the resumed session began no run")


def median_of_resumes(program, recorded, times):
    with tempfile.TemporaryDirectory(prefix="mutation-bench-") as name:
        folder = pathlib.Path(name)
        session = prepared_session(program, folder, recorded)
        took = []
        for _ in range(times):
            took.append(time_to_first_run(program, folder, session))
            store = sqlite3.connect(session / "session.db")
            with store:
                make_pending(store, 2)
            store.close()
            lines = (session / "summary.csv").read_bytes().splitlines(keepends=True)
            (session / "summary.csv").write_bytes(b"".join(lines[:-1]))
            subprocess.run(["rm", "-r", *map(str, session.glob("*_002*"))], check=True)
        size = os.path.getsize(session / "session.db")
    return statistics.median(took), size


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=os.path.abspath)
    parser.add_argument("--recorded", type=int, default=100000, help="recorded runs of the large session")
    parser.add_argument("--times", type=int, default=5, help="how often each is resumed; the median is printed")
    options = parser.parse_args()
    small, _ = median_of_resumes(options.program, 1, options.times)
    large, size = median_of_resumes(options.program, options.recorded, options.times)
    print("Resume: from the program's start to its first run")
    print(f"  1 recorded run               {small * 1000:8.1f} ms")
    print(f"  {options.recorded} recorded runs{'':<9} {large * 1000:8.1f} ms   {large / small:.2f} times, "
          f"store of {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
