#!/usr/bin/python3
"""What `mutation serve` costs while a session is measured, beside the same session without it.

A session of runs on the simulated GPU, sampled at 10 Hz; beside each run another number of event streams is open, and
beside the first and the last there is no server at all. Prints, for each, the server's CPU time a minute, the
session's, and how late its readers were. Then, for a session of many runs, what the overview costs: made, and given
again. Prints figures and judges nothing.
"""
import argparse
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

# Reads event streams and throws away what comes, in a process of its own.
READER = """
import selectors, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
selector = selectors.DefaultSelector()
for _ in range(count):
    link = socket.create_connection(("127.0.0.1", port))
    link.sendall(f"GET /api/events HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n".encode())
    selector.register(link, selectors.EVENT_READ)
while True:
    for key, _ in selector.select():
        if not key.fileobj.recv(65536):
            sys.exit("a stream has ended")
"""


def write_world(folder, seconds, runs):
    repo = folder / "repos" / "waits"
    repo.mkdir(parents=True)
    (folder / "config").mkdir()
    script = repo / "train.sh"
    script.write_text(f"#!/bin/sh\nsleep {seconds}\n")
    script.chmod(0o755)
    catalogue = {"models": {"waits": {"path": "repos/waits", "train_script": "./train.sh", "models": ["default"],
                                      "supported_hyperparams": {}}}}
    settings = {"mode": "default", "runs_per_config": runs, "cooling_policy": "fixed", "cooling_seconds": 0,
                "config_sleep_seconds": 0, "foreign_cpu_max_fraction": 1,
                "experiments": [{"repo": "waits", "model": "default"}]}
    (folder / "config" / "models_config.json").write_text(json.dumps(catalogue))
    (folder / "settings.json").write_text(json.dumps(settings))


def cpu_seconds(pid):
    """Of all threads that live, as the scheduler counts it."""
    total = 0
    for thread in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


class Server:
    def __init__(self, program, *arguments):
        self.process = subprocess.Popen([program, "serve", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True)
        self.port = urllib.parse.urlsplit(self.process.stdout.readline().strip()).port

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:200]}")
        return body

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


def events(results):
    lines = []
    for path in results.glob("run_*/events.jsonl"):
        for line in path.read_text().splitlines():
            try:
                lines.append(json.loads(line))
            except ValueError:
                pass  # it is being written
    return lines


def wait_for_event(results, kind, index, session, phase=None):
    while True:
        for event in events(results):
            if event["event"] == kind and event.get("index") == index and phase in (None, event.get("phase")):
                return
        if session.poll() is not None:
            raise SystemExit("the session has ended early")
        time.sleep(0.05)


def beside_a_run(program, folder, streams, session, index, seconds):
    """CPU seconds a minute of the server and of the session, in the midst of run `index`."""
    server = reader = None
    if streams is not None:
        server = Server(program, "--results", str(folder / "results"))
        server.get("/")
        server.get("/api/overview")
    if streams:
        reader = subprocess.Popen([sys.executable, "-c", READER, str(server.port), str(streams)])
    wait_for_event(folder / "results", "phase_started", index, session, "foreground")
    time.sleep(1)
    begin = time.monotonic()
    processes = [session.pid] + ([server.process.pid] if server else [])
    before = [cpu_seconds(pid) for pid in processes]
    time.sleep(seconds)
    minutes = (time.monotonic() - begin) / 60
    used = [(cpu_seconds(pid) - was) / minutes for pid, was in zip(processes, before)]
    if reader and reader.poll() is not None:
        raise SystemExit("the reader of the streams has ended")
    for process in (reader, server):
        if isinstance(process, Server):
            process.stop()
        elif process:
            process.kill()
            process.wait()
    return used[1] if server else None, used[0]


def while_measured(program, folder, seconds):
    conditions = [None, 0, 1, 2, 20, None]
    write_world(folder, seconds + 3, len(conditions))
    session = subprocess.Popen(
        [program, "run", str(folder / "settings.json"), "--gpu", "simulated", "--share-machine", "--config",
         str(folder / "config" / "models_config.json"), "--results", str(folder / "results")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    rows = []
    try:
        for index, streams in enumerate(conditions, 1):
            wait_for_event(folder / "results", "run_started", index, session)
            rows.append((streams, *beside_a_run(program, folder, streams, session, index, seconds)))
        session.wait(timeout=60)
    finally:
        if session.poll() is None:
            session.terminate()
            session.wait()
    records = [json.loads(path.read_text()) for path in sorted((folder / "results").glob("run_*/*/experiment.json"))]
    return rows, [record["attempts"][-1]["readers"][0] for record in records]


def print_while_measured(rows, readers):
    baseline = [session for streams, _, session in rows if streams is None]
    late = [reader["p99_lateness_seconds"] for reader, row in zip(readers, rows) if row[0] is None]
    mean, mean_late = sum(baseline) / len(baseline), sum(late) / len(late)
    print("event streams | serve, ms CPU a minute | session, ms CPU a minute (ratio) | readers late p99, ms (ratio) | missed")
    for (streams, served, session), reader in zip(rows, readers):
        p99 = reader["p99_lateness_seconds"]
        print(f"{'no server' if streams is None else streams:>13} | {'' if served is None else f'{served * 1e3:.1f}':>22} | "
              f"{session * 1e3:.0f} ({session / mean:.2f}) | {p99 * 1e3:.1f} ({p99 / mean_late:.2f}) | "
              f"{reader['missed_deadlines']} of {reader['reads']}")


def print_overview(program, maker, folder, runs):
    made = subprocess.run([maker, str(folder / "many"), str(runs), "0.1"], check=True, stdout=subprocess.PIPE, text=True)
    server = Server(program, made.stdout.strip())
    costs = []
    for _ in range(2):
        before, begin = cpu_seconds(server.process.pid), time.monotonic()
        size = len(server.get("/api/overview"))
        costs.append((cpu_seconds(server.process.pid) - before, time.monotonic() - begin))
    server.stop()
    print(f"overview of {runs} runs ({size / 1e3:.0f} kB): made in {costs[0][1]:.2f} s ({costs[0][0]:.2f} s CPU), "
          f"given again in {costs[1][1] * 1e3:.1f} ms ({costs[1][0] * 1e3:.1f} ms CPU)")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="the mutation binary")
    parser.add_argument("--seconds", type=int, default=60, help="measured for each number of streams")
    parser.add_argument("--runs", type=int, default=1000, help="of the session whose overview is made")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    with tempfile.TemporaryDirectory(prefix="mutation-bench-") as name:
        folder = pathlib.Path(name)
        print_while_measured(*while_measured(program, folder, arguments.seconds))
        maker = pathlib.Path(program).parent / "bench" / "report_sessions"
        if maker.exists():
            print_overview(program, str(maker), folder, arguments.runs)
        else:
            print(f"report_sessions: not built beside {program}")
        shutil.rmtree(folder / "many", ignore_errors=True)


if __name__ == "__main__":
    main()
