"""Configurations that are run until an interval is narrow: which runs are added, and through a crash."""
import json
import unittest

from world import World, wait_until

# Each run's accuracy is the next line of a file; where it ends, always the last.
SCORES = """
lr=
while [ $# -gt 0 ]; do
  case $1 in --lr) lr=$2; shift;; esac
  shift
done
echo "$lr" >> "$STEPS_FILE"
n=$(grep -c -x -F "$lr" "$STEPS_FILE")
sleep "${STEP_SECONDS:-0}"
score=$(sed -n "${n}p" "$SCORES_FOLDER/$lr")
echo "Test accuracy: ${score:-$(tail -n 1 "$SCORES_FOLDER/$lr")}"
"""
UNTIL = {"until_relative_ci": 0.02, "min": 3, "max": 6, "of": "metric:test_accuracy"}


def entry(rate, **more):
    return dict({"repo": "scores", "model": "default", "mode": "default", "hyperparameters": {"learning_rate": rate}}, **more)


def settings(*entries, **more):
    return dict({"experiment_name": "until", "repeat": UNTIL, "cooling_seconds": 0, "config_sleep_seconds": 0,
                 "retry_sleep_seconds": 0, "experiments": list(entries)}, **more)


class Repeat(World):
    def setUp(self):
        super().setUp()
        self.add_training("scores", SCORES)
        (self.root / "scores").mkdir()
        self.environment["SCORES_FOLDER"] = str(self.root / "scores")
        self.environment["STEPS_FILE"] = str(self.root / "steps")
        # The one is known at once, the other never.
        self.scores("0.06", "0.75")
        self.scores("0.07", "0.5\n0.9\n0.5\n0.9\n0.5\n0.9")

    def scores(self, rate, lines):
        (self.root / "scores" / rate).write_text(lines + "\n")

    def run_settings(self, content, *arguments, expected=0):
        done = self.run_program("run", self.write_settings(content), "--gpu", "none", "-s", "7", *arguments)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done

    def rates(self):
        return (self.root / "steps").read_text().split()

    def notices(self, part):
        return [event["text"] for event in self.events("notice") if part in event["text"]]

    def test_each_configuration_is_run_until_it_is_known(self):
        done = self.run_settings(settings(entry(0.07), entry(0.06)))
        self.assertEqual(self.rates(), ["0.07"] * 6 + ["0.06"] * 3)
        added = self.events("run_added")
        self.assertEqual([event["index"] for event in added], [7, 8, 9])
        self.assertEqual(added[0]["experiment_id"], "scores_default_007")
        self.assertRegex(added[0]["why"], r"^interval ±[0-9.e+]+ % of the mean after 3 runs, asked 2 %$")
        self.assertIn("scores_default_007 is added (run 7, 7 in all): interval", done.stderr)
        self.assertEqual(len(self.notices("configuration 1 (scores default) is not narrow enough after as many runs")), 1)
        self.assertEqual(self.notices("configuration 2"),
                         ["configuration 2 (scores default) is narrow enough: test_accuracy 0.75 ±0 %, by 3 runs"])
        self.assertEqual(len(self.experiments()), 9)
        self.assertEqual(len(self.summary()), 9)
        status = self.status()
        self.assertEqual([(of["runs"], of["counted"], of["verdict"]) for of in status["configurations"]],
                         [(6, 6, "not narrow enough after as many runs as are allowed"), (3, 3, "narrow enough")])
        self.assertEqual(status["runs_planned"], 9)
        text = self.run_program("status").stdout
        self.assertIn("narrow enough", text)
        self.assertIn("±0 %", text)
        self.assertEqual(json.loads((self.session() / "plan.json").read_text())["runs"][0]["repeat"], UNTIL)

    def test_in_blocks_those_that_are_too_wide_make_a_further_one(self):
        self.scores("0.08", "0.5\n0.9\n0.7\n0.7")
        self.run_settings(settings(entry(0.06), entry(0.07), entry(0.08), order="interleaved"))
        rates = self.rates()
        for block in range(3):
            self.assertEqual(sorted(rates[3 * block:3 * block + 3]), ["0.06", "0.07", "0.08"])
        for block in range(3):
            self.assertEqual(sorted(rates[9 + 2 * block:11 + 2 * block]), ["0.07", "0.08"])
        self.assertEqual(len(rates), 15)
        # With the runs that are added when a run ends; those of the last block are through.
        left = [event["session_left_seconds"] for event in self.events("run_ended")]
        self.assertEqual([index for index, seconds in enumerate(left, 1) if not seconds], [15])

    def test_a_run_that_was_decided_on_outlives_the_program(self):
        self.environment["STEP_SECONDS"] = "0.4"
        program = self.start_program("run", self.write_settings(settings(entry(0.07), entry(0.06))), "--gpu", "none",
                                     "-s", "7")
        self.wait_for_event("run_started", with_text='"index":7,')
        wait_until(lambda: len(self.rates()) == 4, 10, "the further run trains")
        program.kill()
        program.wait()
        self.assertEqual(self.status()["configurations"][0]["verdict"], "runs are planned")
        done = self.run_program("resume", "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        # The fourth was begun twice.
        self.assertEqual(self.rates(), ["0.07"] * 7 + ["0.06"] * 3)
        self.assertEqual([event["index"] for event in self.events("run_added")], [7, 8, 9])
        status = self.status()
        self.assertEqual([(of["runs"], of["runs_left"]) for of in status["configurations"]], [(6, 0), (3, 0)])
        self.assertEqual(len(status["runs"]), 9)
        self.assertEqual(len(self.summary()), 9)

    def test_what_a_crash_left_undecided_is_decided_on_resuming(self):
        self.environment["STEP_SECONDS"] = "0.4"
        program = self.start_program("run", self.write_settings(settings(entry(0.07), entry(0.06))), "--gpu", "none",
                                     "-s", "7")
        wait_until(lambda: (self.root / "steps").exists() and len(self.rates()) == 3, 30, "the third run trains")
        program.kill()
        program.wait()
        done = self.run_program("resume", "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([of["runs"] for of in self.status()["configurations"]], [6, 3])
        self.assertEqual([event["index"] for event in self.events("run_added")], [7, 8, 9])

    def test_a_figure_that_is_not_measured_is_told_once(self):
        until = dict(UNTIL, of="gpu_net_joules")
        self.run_settings(settings(entry(0.07), entry(0.06), repeat=until))
        self.assertEqual(len(self.rates()), 6)
        self.assertEqual(self.notices("was not measured, by which"),
                         ["GPU energy above idle (gpu_net_joules) was not measured, by which runs are to be repeated "
                          "until it is known: configurations get the 3 runs that are planned and no more"])
        self.assertEqual({of["verdict"] for of in self.status()["configurations"]}, {"the figure was not measured"})

    def test_the_command_line_wins_and_the_plan_says_how_many(self):
        path = self.write_settings(settings(entry(0.07), entry(0.06)))
        text = self.run_program("plan", path, "--summary").stdout
        self.assertIn("6 to 12 runs", text)
        self.assertIn("3 to 6 runs of each configuration until its test_accuracy is known to ±2 %", text)
        self.assertIn("Waits known beforehand: at least", text)
        summary = json.loads(self.run_program("plan", path, "--summary", "--json").stdout)
        self.assertEqual((summary["runs"], summary["most_runs"]), (6, 12))
        plan = json.loads(self.run_program("plan", path, "--json", "--repeat", "2").stdout)
        self.assertEqual([run["repeat"] for run in plan["runs"]], [None] * 4)
        plan = json.loads(self.run_program("plan", path, "--json", "--repeat-until", "0.1").stdout)
        self.assertEqual(plan["runs"][0]["repeat"], dict(UNTIL, until_relative_ci=0.1))


if __name__ == "__main__":
    unittest.main()
