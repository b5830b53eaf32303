#!/usr/bin/python3
"""What a report costs: time, memory and size for sessions of 1, 100 and 5,000 runs with hours of readings at 10 Hz, each beside
reading the same session for `mutation status --json`, and what thinning costs beside appending the trace. The sessions are
made by report_sessions beside the program. With --browser, when Chromium shows the first view, too. Prints figures and
judges nothing."""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def measured(command):
    """Wall and CPU seconds, and the most memory in MB, of one process."""
    start = time.monotonic()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def first_view(report, build):
    done = subprocess.run([HERE.parent / "tests" / "pages" / "run", build / "page-tests", "check_report.mjs", report],
                          capture_output=True, text=True, check=True)
    return done.stdout.split("first view after ")[1].split(",")[0]


def report_of(program, folder, runs, hours, browser):
    maker = program.parent / "bench" / "report_sessions"
    made = subprocess.run([maker, folder / str(runs), str(runs), str(hours)], capture_output=True, text=True, check=True)
    session = made.stdout.strip()
    report = folder / f"{runs}.html"
    wall, cpu, memory = measured([program, "report", session, "-o", report])
    _, baseline, baseline_memory = measured([program, "status", session, "--json"])
    shown = f", first view {first_view(report, program.parent)}" if browser else ""
    print(f"{runs:5} runs: {wall:6.2f} s ({1000 * cpu / runs:6.2f} s of CPU a 1,000 runs; {cpu / baseline:.2f} of status --json), "
          f"{report.stat().st_size / 1e6:5.2f} MB, {memory:4.0f} MB of memory (status: {baseline_memory:.0f}){shown}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--runs", type=int, nargs="+", default=[1, 100, 1000, 5000])
    parser.add_argument("--hours", type=float, default=3)
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    program = options.program.resolve()
    with tempfile.TemporaryDirectory(prefix="mutation-report-") as folder:
        for runs in options.runs:
            report_of(program, pathlib.Path(folder), runs, options.hours, options.browser)
    sys.stdout.flush()
    subprocess.run([program.parent / "bench" / "thinning_cost"], check=True)


if __name__ == "__main__":
    main()
