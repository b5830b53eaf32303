"""What a person sees on a terminal: the real program on a pseudo terminal, and a model of its screen."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
import unittest

import pyte

from world import World

SETTINGS = {"cooling_seconds": 3, "config_sleep_seconds": 3, "max_retries": 0, "termination_timeout_seconds": 1,
            "cooling_policy": "fixed", "runs_per_config": 2, "experiments": [
                {"mode": "default", "repo": "busy", "model": "default", "hyperparameters": {"seconds": 4}}]}
BLOCKS = "▁▂▃▄▅▆▇█"
# How lines of the view begin.
VIEW = re.compile(r"\[\d/2\] |done  \d|power +[▁▂▃▄▅▆▇█_.:=+#@-]+ |temp\. +[▁▂▃▄▅▆▇█_.:=+#@-]+ |last  run |about \d.* left in all")


class Screen:
    """A terminal of so many columns and rows that is looked at: its rows now, and all that has scrolled away."""

    def __init__(self, columns, rows):
        self.model = pyte.HistoryScreen(columns, rows, history=10000, ratio=0.5)
        self.stream = pyte.ByteStream(self.model)

    def rows(self):
        return [row.rstrip() for row in self.model.display]

    def scrolled_away(self):
        lines = []
        for line in self.model.history.top:
            lines.append("".join(line[column].data for column in range(self.model.columns)).rstrip())
        return lines

    def everything(self):
        return self.scrolled_away() + self.rows()


class View(World):
    def watch(self, columns, rows, *arguments, locale="C.UTF-8", during=None, settings=None):
        """Runs the program to its end. during(screen, resize, process): called after each piece of output."""
        screen = Screen(columns, rows)
        master, slave = pty.openpty()

        def resize(columns, rows):
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            screen.model.resize(rows, columns)
        resize(columns, rows)
        environment = dict(self.environment, TERM="xterm-256color", LC_ALL=locale)
        process = subprocess.Popen(
            self.command("run", self.write_settings(settings or SETTINGS), "--gpu", "simulated", *arguments),
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave)
        deadline = time.monotonic() + 120
        while True:
            self.assertLess(time.monotonic(), deadline)
            if select.select([master], [], [], 0.1)[0]:
                # What the program writes at once may come in pieces.
                while select.select([master], [], [], 0.03)[0]:
                    # The model drops what comes behind a variation selector.
                    screen.stream.feed(os.read(master, 65536).replace("\N{VARIATION SELECTOR-16}".encode(), b""))
                if during:
                    during(screen, resize, process)
            elif process.poll() is not None:
                break
        resize(screen.model.columns, screen.model.lines)
        os.close(master)
        os.close(slave)
        return process.returncode, screen

    def assert_no_debris(self, screen):
        """Nothing of the view is left, and no line of what was announced is missing or written over."""
        lines = screen.everything()
        self.assertEqual([line for line in lines if VIEW.match(line)], [])
        told = [line for line in lines if line]
        for text in ("Run 1 of 2: busy_default_001", "GPU Cooling Period:", "Run 2 of 2: busy_default_002",
                     "   All training stopped. GPU will cool down during 3s idle time."[:screen.model.columns]):
            self.assertEqual(sum(text in line for line in told), 1, (text, told))
        self.assertTrue(any(line.startswith("   Look closer") for line in told), told)
        self.assertTrue(any("Runs             2 succeeded" in line for line in told), told)

    def seen_views(self, columns, rows, *arguments, **more):
        views = []

        def during(screen, resize, process):
            rows_now = screen.rows()
            first = [i for i, row in enumerate(rows_now) if row.startswith(("[1/2]", "[2/2]"))]
            self.assertLessEqual(len(first), 1, rows_now)
            if first:
                self.assertEqual(screen.model.cursor.y, first[0])
                views.append([row for row in rows_now[first[0]:] if row])
        code, screen = self.watch(columns, rows, *arguments, during=during, **more)
        self.assertEqual(code, 0)
        self.assert_no_debris(screen)
        return views

    def test_at_120_by_40(self):
        views = self.seen_views(120, 40)
        fullest = max(views, key=len)
        self.assertLessEqual(len(fullest), 6)
        text = "\n".join(fullest)
        self.assertRegex(text, r"\[2/2\] busy_default_002: (cooling|foreground), \d+s")
        self.assertRegex(text, r"done  1: 1 succeeded \| no run behind this one")
        self.assertRegex(text, r"power +[▁▂▃▄▅▆▇█]+ [0-9.]+ W, [0-9.]+ % \(simulated\) \[\d+ to \d+ W\]")
        self.assertRegex(text, r"temp\. +[▁▂▃▄▅▆▇█]+ [0-9.]+ °C")
        self.assertRegex(text, r"last  run 1 succeeded: ")
        self.assertRegex("\n".join(sum(views, [])), r"done  0 \| next busy_default_002")
        self.assertRegex("\n".join(sum(views, [])), r"cooling, [123]s left")

    def test_at_80_by_24(self):
        views = self.seen_views(80, 24)
        self.assertTrue(any(view[1].startswith("done  1") for view in views if len(view) > 1), views)
        self.assertLessEqual(max(len(row) for view in views for row in view), 79)

    def test_at_40_by_10_there_is_the_last_line_only(self):
        views = self.seen_views(40, 10)
        self.assertEqual({len(view) for view in views}, {1})
        self.assertRegex(views[0][0], r"\[1/2\] \w+, \d+s")

    def test_with_the_last_line_asked_for(self):
        self.assertEqual({len(view) for view in self.seen_views(120, 40, "--progress", "line")}, {1})

    def test_plain_where_it_is_asked_for(self):
        self.assertEqual(self.seen_views(120, 40, "--progress", "plain"), [])

    def test_in_ascii_where_the_locale_is_not_one_of_utf_8(self):
        views = self.seen_views(120, 40, locale="C")
        text = "\n".join(sum(views, []))
        self.assertFalse(any(block in text for block in BLOCKS))
        self.assertRegex(text, r"power +[_.:=+#@-]+ [0-9.]+ W")

    def test_a_window_that_is_made_smaller_and_larger_leaves_nothing_behind(self):
        sizes = [(60, 40), (50, 40), (120, 40), (70, 40), (40, 40), (100, 40)]
        drawn = {}

        def during(screen, resize, process):
            row = [row for row in screen.rows() if row.startswith(("[1/2]", "[2/2]"))]
            if not row:
                return
            drawn.setdefault(screen.model.columns, []).append(len(row[0]))
            if len(drawn[screen.model.columns]) >= 2 and sizes:
                resize(*sizes.pop(0))
        code, screen = self.watch(120, 40, during=during, settings=dict(SETTINGS, cooling_seconds=6))
        self.assertEqual((code, sizes), (0, []))
        self.assertLessEqual(max(drawn[50]), 120)
        lines = screen.everything()
        self.assertEqual([line for line in lines if VIEW.match(line)], [])

    def test_ctrl_c_leaves_a_clean_screen(self):
        asked = []

        def during(screen, resize, process):
            if not asked and any(row.startswith("power ") for row in screen.rows()):
                asked.append(True)
                process.send_signal(signal.SIGINT)
        code, screen = self.watch(80, 24, during=during)
        self.assertEqual(code, 130)
        lines = screen.everything()
        self.assertTrue(any("interrupted: stopping the trainings" in line for line in lines), lines)
        self.assertEqual([line for line in lines if VIEW.match(line)], [])


if __name__ == "__main__":
    unittest.main()
