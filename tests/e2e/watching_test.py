"""Who else is told of a session: a stream of events, metrics for Prometheus, commands at its end, what it cost."""
import fcntl
import json
import os
import signal
import subprocess
import time
import unittest

from prometheus_client import parser as older_parser
from prometheus_client.openmetrics import parser as openmetrics

from fake_gpu import FakeGpu
from world import FAKE_NVML, World, processes_with, wait_until

NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0, "max_retries": 0,
            "termination_timeout_seconds": 1}


def fixed(*repos, **more):
    return dict(NO_WAITS, experiments=[{"mode": "default", "repo": repo, "model": "default"} for repo in repos], **more)


def families_of(text):
    """The metrics of a file by name; both of Prometheus' formats must read it alike."""
    families = {family.name: family for family in openmetrics.text_string_to_metric_families(text)}
    samples = {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
               for family in families.values() for sample in family.samples}
    older = {(sample.name, tuple(sorted(sample.labels.items()))): sample.value
             for family in older_parser.text_string_to_metric_families(text) for sample in family.samples}
    assert samples == older, set(samples) ^ set(older)
    return families


def value(families, name, **labels):
    found = [sample.value for family in families.values() for sample in family.samples
             if sample.name == name and labels.items() <= sample.labels.items()]
    assert len(found) == 1, (name, labels, found)
    return found[0]


class Events(World):
    def test_a_file_gets_the_same_lines_as_the_session(self):
        events = self.root / "events"
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "simulated", "--events", str(events))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(events.read_text(), (self.session() / "events.jsonl").read_text())
        self.assertEqual(json.loads(events.read_text().splitlines()[-1])["event"], "session_ended")

    def test_a_descriptor_of_the_caller_gets_them(self):
        reader, writer = os.pipe()
        done = subprocess.run(self.command("run", self.write_settings(fixed("silent")), "--gpu", "none", "--events",
                                           f"/dev/fd/{writer}"), env=self.environment, pass_fds=[writer],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        os.close(writer)
        self.assertEqual(done.returncode, 1, done.stderr)
        with os.fdopen(reader) as lines:
            kinds = [json.loads(line)["event"] for line in lines]
        self.assertEqual((kinds[0], kinds[-1]), ("session_started", "session_ended"))

    def test_a_fifo_that_nobody_reads_holds_nothing_up(self):
        fifo = self.root / "fifo"
        os.mkfifo(fifo)
        # Held open, so that it stays as small as it is made here: the session has more to tell than it takes.
        reader = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        size = fcntl.fcntl(reader, fcntl.F_SETPIPE_SZ, 4096)
        started = time.monotonic()
        done = self.run_program("run", self.write_settings(fixed("silent")), "--gpu", "none", "--events", str(fifo))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertLess(time.monotonic() - started, 20)
        told = (self.session() / "events.jsonl").read_bytes()
        taken = os.read(reader, 2 * size)
        self.assertTrue(told.startswith(taken))
        rest = told[len(taken):]
        self.assertGreater(len(taken) + rest.find(b"\n") + 1, size, "there was room left")
        self.assertGreater(rest.count(b"\n"), 5, "hardly anything had to wait")

    def test_a_reader_that_dies_ends_nothing(self):
        reader, writer = os.pipe()
        process = subprocess.Popen(self.command("run", self.write_settings(fixed("busy")), "--gpu", "none", "--events",
                                                f"/dev/fd/{writer}"), env=self.environment, pass_fds=[writer],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        self.wait_for_event("phase_started", with_text='"foreground"')
        os.close(reader)
        self.assertEqual(process.wait(60), 0)

    def test_one_that_cannot_be_written_is_said_before_anything_starts(self):
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none", "--events", "/no/such/file")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such/file", done.stderr)
        self.assertEqual(self.sessions(), [])


class Metrics(World):
    def test_both_of_prometheus_formats_read_the_file_while_it_runs_and_after(self):
        metrics = self.root / "mutation.prom"
        settings = dict(fixed("busy", "fails"), cooling_seconds=12, config_sleep_seconds=12,
                        experiment_name='say "hi"\\ to\nme')
        process = self.start_program("run", self.write_settings(settings), "--gpu", "simulated", "--metrics-file",
                                     str(metrics), "--tree-method", "sweep")
        seen = []

        def in_cooling():
            if not metrics.exists():
                return False
            seen.append(metrics.read_text())
            return 'mutation_phase_left_seconds' in seen[-1]
        wait_until(in_cooling, 60, "a file that tells of the cooling")
        families = families_of(seen[-1])
        self.assertEqual(value(families, "mutation_session_running"), 1)
        self.assertEqual(value(families, "mutation_session_info", experiment='say "hi"\\ to\nme'), 1)
        self.assertGreater(value(families, "mutation_gpu_power_watts", device="SIM-0", simulated="true"), 10)
        self.assertGreater(value(families, "mutation_gpu_temperature_celsius", simulated="true"), 10)
        self.assertEqual(value(families, "mutation_phase", phase="cooling"), 1)
        self.assertEqual(families["mutation_gpu_power_watts"].unit, "watts")
        self.assertEqual(process.wait(90), 1)
        for text in set(seen):
            self.assertTrue(text.endswith("# EOF\n"), text)
            families_of(text)
        families = families_of(metrics.read_text())
        self.assertEqual(value(families, "mutation_session_running"), 0)
        self.assertEqual(value(families, "mutation_runs_done"), 2)
        self.assertEqual(value(families, "mutation_runs_total", outcome="succeeded", role="measured"), 1)
        self.assertEqual(value(families, "mutation_runs_total", outcome="failed", role="measured"), 1)
        self.assertEqual(value(families, "mutation_session_end_info"), 1)
        self.assertGreater(value(families, "mutation_energy_joules_total", kind="gpu", simulated="true"), 10)
        self.assertNotIn("mutation_gpu_power_watts", families)
        for family in families.values():
            self.assertTrue(family.documentation, family.name)
        self.assertEqual([path.name for path in self.root.glob("mutation.prom*")], ["mutation.prom"])


# Says in a file what it was told.
TELL = """#!/bin/sh
cat > "$1.stdin"
env | grep ^MUTATION_ | sort > "$1.env"
printf '%s\\n' "$@" > "$1"
"""


class Commands(World):
    def setUp(self):
        super().setUp()
        self.tell = self.root / "tell.sh"
        self.tell.write_text(TELL)
        self.tell.chmod(0o755)

    def test_on_finish_is_told_what_came_of_the_session(self):
        told = self.root / "told"
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none",
                                "--on-finish", f"{self.tell} {told} 'two words' $HOME",
                                "--on-failure", f"{self.tell} {self.root}/not-told")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(told.read_text().splitlines(), [str(told), "two words", "$HOME"])
        summary = json.loads((self.root / "told.stdin").read_text())
        session = str(self.session())
        self.assertEqual((summary["directory"], summary["succeeded"], summary["exit_code"], summary["ended_by"]),
                         (session, 1, 0, ""))
        variables = dict(line.split("=", 1) for line in (self.root / "told.env").read_text().splitlines())
        self.assertEqual(variables["MUTATION_DIRECTORY"], session)
        self.assertEqual(variables["MUTATION_RUNS_SUCCEEDED"], "1")
        self.assertEqual(variables["MUTATION_ENDED_BY"], "")
        self.assertFalse((self.root / "not-told").exists())
        self.assertEqual(done.stdout.splitlines()[-1], session)

    def test_on_failure_is_told_of_a_run_that_failed(self):
        done = self.run_program("run", self.write_settings(fixed("fails")), "--gpu", "none",
                                "--on-failure", f"{self.tell} {self.root}/told")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(json.loads((self.root / "told.stdin").read_text())["failed"], 1)

    def test_on_failure_is_told_of_an_early_end(self):
        process = self.start_program("run", self.write_settings(fixed("endless")), "--gpu", "none",
                                     "--on-failure", f"{self.tell} {self.root}/told")
        self.wait_for_event("phase_started", with_text='"foreground"')
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(30), 130)
        self.assertEqual(json.loads((self.root / "told.stdin").read_text())["ended_by"], "stopped by the user")

    def test_one_that_fails_is_a_warning_and_changes_no_exit_code(self):
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none",
                                "--on-finish", "sh -c 'sleep 600 & echo said; exit 3'")
        self.assertEqual(done.returncode, 0)
        self.assertIn("said\n", done.stderr)
        self.assertIn("Warning: run the on-finish command sh -c 'sleep 600 & echo said; exit 3': it ended with exit "
                      "code 3", done.stderr)
        self.assertEqual(processes_with(self.marker), [])

    def test_one_that_is_not_there_is_missed_before_anything_starts(self):
        for command, message in (("no-such-program done", "there is no program no-such-program"),
                                 ("say 'two", "is not closed")):
            done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none", "--on-finish", command)
            self.assertEqual(done.returncode, 2)
            self.assertIn(message, done.stderr)
        self.assertEqual(self.sessions(), [])

    def test_a_session_can_be_gone_on_with_from_its_own_end(self):
        """The records are whole when the command runs."""
        status = self.root / "status.json"
        command = " ".join(self.command("status", "--json"))
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none",
                                "--on-finish", f'sh -c "{command} > {status}"')
        self.assertEqual(done.returncode, 0, done.stderr)
        known = json.loads(status.read_text())
        self.assertEqual((known["ended_by"], [run["outcome"] for run in known["runs"]]), ("", ["succeeded"]))


class Cost(World):
    ELECTRICITY = {"price_per_kwh": 0.5, "currency": "EUR", "grid_grams_per_kwh": 400, "source": "the bill"}

    def test_simulated_energy_costs_nothing_and_says_so(self):
        settings = self.write_settings(fixed("busy", electricity=self.ELECTRICITY))
        done = self.run_program("run", settings, "--gpu", "simulated")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("of simulated GPUs, which cost nothing", done.stderr)
        experiment = self.experiments()[0]
        self.assertEqual(experiment["electricity"], self.ELECTRICITY)
        self.assertGreater(experiment["consumption"]["simulated_joules"], 0)
        self.assertIsNone(experiment["consumption"]["gpu_joules"])
        if experiment["consumption"]["cpu_joules"] is None:
            self.assertIsNone(experiment["consumption"]["cost"])
            self.assertNotIn(" EUR at", done.stderr)

    def test_measured_energy_costs_what_the_settings_and_the_command_line_say(self):
        with FakeGpu(self.root, "") as gpu:
            self.environment["FAKE_NVML_SCRIPT"] = str(gpu.script)
            done = self.run_program("run", self.write_settings(fixed("busy", electricity=self.ELECTRICITY)),
                                    "--nvml-library", FAKE_NVML, "--price", "1000", "--currency", "CNY")
        plan = json.loads((self.session() / "plan.json").read_text())
        self.assertEqual(plan["electricity"], dict(self.ELECTRICITY, price_per_kwh=1000, currency="CNY",
                                                   source="command line; of the rest: the bill"))
        consumption = self.experiments()[0]["consumption"]
        joules = consumption["gpu_joules"] + (consumption["cpu_joules"] or 0)
        phases = sum(energy["joules"] for phase in self.experiments()[0]["phases"] for energy in phase["energy"]
                     if energy["in_total"])
        self.assertGreater(joules, 10)
        self.assertAlmostEqual(joules, phases, 6)
        self.assertAlmostEqual(consumption["cost"], joules / 3.6e6 * 1000, 9)
        self.assertAlmostEqual(consumption["co2e_grams"], joules / 3.6e6 * 400, 9)
        self.assertIn(f"{consumption['cost']:.4g} CNY at 1000 CNY/kWh", done.stderr)
        self.assertEqual(self.status()["consumption"]["gpu_joules"], consumption["gpu_joules"])
        self.assertIn("CNY at 1000 CNY/kWh", self.run_program("status").stdout)
        self.assertEqual(self.events("session_ended")[0]["consumption"]["cost"], consumption["cost"])

    def test_a_price_without_its_currency_starts_nothing(self):
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "none", "--price", "0.3")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--currency EUR", done.stderr)
        self.assertEqual(self.sessions(), [])

    def test_nothing_is_said_of_cost_where_nothing_was_given(self):
        done = self.run_program("run", self.write_settings(fixed("busy")), "--gpu", "simulated")
        self.assertNotIn("kWh", done.stderr)
        self.assertIsNone(self.experiments()[0]["electricity"])


if __name__ == "__main__":
    unittest.main()
