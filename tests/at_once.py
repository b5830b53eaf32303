"""Passes the tests of one file, a few at once: `at_once.py N FILE`. Each runs in a process of its own; most of their
time is waiting, so they hardly disturb each other. What failed prints what it said."""
import concurrent.futures
import pathlib
import subprocess
import sys
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
    return name, subprocess.run([sys.executable, str(file), name], text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def main():
    at_once, file = int(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    failed = 0
    names = test_names(file)
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for name, outcome in pool.map(lambda name: run(file, name), names):
            told = "skipped" if "skipped=" in outcome.stdout else "passed"
            print(f"{name}: {told if outcome.returncode == 0 else 'FAILED'}", flush=True)
            if outcome.returncode != 0 or told == "skipped":
                print(outcome.stdout, flush=True)
            failed += outcome.returncode != 0
    print(f"{len(names) - failed} of {len(names)} passed")
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main())
