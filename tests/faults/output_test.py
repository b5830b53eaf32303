"""What a training may write: a gigabyte, one endless line, bytes that are no text."""
import shutil
import time
import unittest

from fault import fault
from situations import Situation, entry, settings
from world import processes_with

MOST_OF_PROGRAM = 40  # MB
MOST_OF_KEEPER = 20


def peak_memory(pid):
    """The most that a process had in memory so far, in MB, and its name; None when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            fields = dict(line.split(":", 1) for line in file if ":" in line)
        return int(fields["VmHWM"].split()[0]) / 1000, fields["Name"].strip()
    except (OSError, KeyError):
        return None


class Output(Situation):
    TRAININGS = {
        "gigabyte": "head -c 1000000000 /dev/zero | tr '\\0' x | fold -w 250; echo; echo 'Test accuracy: 0.5'",
        "one_line": "head -c 100000000 /dev/zero | tr '\\0' x; echo ' Test accuracy: 0.5'",
        "bytes": "head -c 3000000 /dev/urandom; printf '\\377\\376\\nTest accuracy: 0.5 \\300\\n\\370'",
    }

    def run_watched(self, repo):
        """Gives the peaks of memory of program and keeper, and the seconds it took in all."""
        start = time.monotonic()
        process = self.start_in([], "run", self.write_settings(settings(entry(repo))), "--gpu", "none")
        program = keeper = 0
        while process.poll() is None:
            for pid in processes_with(self.marker):
                peak = peak_memory(pid)
                if peak and pid == process.pid:
                    program = max(program, peak[0])
                elif peak and peak[1] == "mutation-keeper":
                    keeper = max(keeper, peak[0])
            time.sleep(0.05)
        code, text = self.end_of(process)
        self.assertEqual(code, 0, text)
        self.assertEqual(self.metrics(), {"test_accuracy": 0.5})
        self.assertGreater(program, 0)
        self.assertLess(program, MOST_OF_PROGRAM)
        self.assertLess(keeper, MOST_OF_KEEPER)
        return f"at most {program:.0f} MB in the program and {keeper:.0f} MB in the keeper; " \
               f"{time.monotonic() - start:.0f} s in all"

    @fault("a training that writes 1 GB", expected="memory stays flat; the metric on its last line is found")
    def test_gigabyte(self):
        if shutil.disk_usage(self.root).free < 2e9:
            self.skipTest("less than 2 GB of disk are free")
        self.observed(self.run_watched("gigabyte"))

    @fault("100 MB of output without a newline", expected="memory stays flat; the metric at its end is found")
    def test_one_line(self):
        self.observed(self.run_watched("one_line"))

    @fault("output that is no UTF-8", expected="the metric is found; every file of ours is valid UTF-8")
    def test_no_utf8(self):
        done = self.run_program("run", self.write_settings(settings(entry("bytes"))), "--gpu", "none")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertEqual(self.metrics(), {"test_accuracy": 0.5})
        for file in ("events.jsonl", "summary.csv", "bytes_default_001/experiment.json"):
            (self.session() / file).read_text(encoding="utf-8")
        self.observed("metric found; events.jsonl, summary.csv and experiment.json are valid UTF-8")


if __name__ == "__main__":
    unittest.main()
