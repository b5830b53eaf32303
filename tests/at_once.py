"""Passes the tests of one file, a few at once: `at_once.py N FILE`. Each runs in a process of its own; most of their
time is waiting, so they hardly disturb each other. What failed prints what it said, and is tried once more, alone: then
neither the machine's other work nor its neighbours' can be why."""
import concurrent.futures
import pathlib
import subprocess
import sys
import time
import unittest


def test_names(file):
    sys.path.insert(0, str(file.parent))
    found = unittest.defaultTestLoader.loadTestsFromName(file.stem)
    names = []
    pending = [found]
    while pending:
        for test in pending.pop():
            if isinstance(test, unittest.TestSuite):
                pending.append(test)
            else:
                names.append(".".join(test.id().split(".")[-2:]))
    return sorted(set(names))


def run(file, name):
    begin = time.monotonic()
    outcome = subprocess.run([sys.executable, str(file), name], text=True, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    outcome.seconds = time.monotonic() - begin
    return name, outcome


def tell(name, outcome, words):
    print(f"{name}: {words} ({outcome.seconds:.1f} s)", flush=True)
    if words != "passed":
        print(outcome.stdout, flush=True)


def main():
    at_once, file = int(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    failed = []
    names = test_names(file)
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for name, outcome in pool.map(lambda name: run(file, name), names):
            if outcome.returncode != 0:
                failed.append(name)
                tell(name, outcome, "FAILED")
            else:
                tell(name, outcome, "skipped" if "skipped=" in outcome.stdout else "passed")
    again = {name: run(file, name)[1] for name in failed}
    for name, outcome in again.items():
        tell(name, outcome, "FAILED again, alone" if outcome.returncode != 0 else "passed alone")
    left = [name for name in failed if again[name].returncode != 0]
    print(f"{len(names) - len(left)} of {len(names)} passed" + (f", {len(failed) - len(left)} of them only alone" if failed else ""))
    return 1 if left or not names else 0


if __name__ == "__main__":
    sys.exit(main())
