"""No process that a training started outlives its run: every way to get away that we know of, against every method by
which a tree can be held here, as root and as a plain user."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

from fault import CHILD
from fault import fault
from situations import Situation, keepers_of, parallel, settings
from world import PROGRAM, processes_with, wait_until

USER = 65534
METHODS = ("cgroup", "freezer", "pid-namespace", "sweep")
METRIC = "Test accuracy: 0.75"
# Room enough for the program itself beside a fork bomb.
MOST_PROCESSES = 300
# What the files of cgroup version 1 are called.
LIMITS = {"pids": "pids.max", "memory": "memory.limit_in_bytes"}


def everybody():
    """Who the program is tried as."""
    return ("root", "user") if os.geteuid() == 0 else ("user",)


class Trees(Situation):
    TRAININGS = {
        "quick": f"echo '{METRIC}'",
        "setsid": f'"$CHILD" leave-behind print "{METRIC}" exit 0',
        "double-fork": f'"$CHILD" daemon sleep; echo "{METRIC}"',
        "grandchildren": f'"$CHILD" daemon spawn 3 daemon spawn 2 daemon sleep; echo "{METRIC}"',
        "deaf": f'trap "" TERM HUP INT; "$CHILD" daemon sleep; "$CHILD" spawn 2 sleep & echo "{METRIC}"',
        "stopped": f'"$CHILD" daemon ignore-term stop-self sleep; echo "{METRIC}"',
        "storm": f'"$CHILD" daemon storm 30000; echo "{METRIC}"',
        "bomb": f'exec "$CHILD" bomb print "{METRIC}" exit 0',
        "bomb-ready": 'exec "$CHILD" bomb print ready sleep',
        "chatter": f'"$CHILD" daemon print-endlessly; echo "{METRIC}"',
        "closed": f'"$CHILD" daemon close-all ignore-term sleep; echo "{METRIC}"',
        # Its first try does not end by itself.
        "second-try": f'[ -e "$TRIED" ] && echo "{METRIC}" && exit; touch "$TRIED"; echo ready; exec "$CHILD" sleep',
        "endless": '"$CHILD" daemon sleep; exec "$CHILD" hostile 20 print ready sleep',
        "hostile": f'exec "$CHILD" hostile 500 print "{METRIC}" exit 0',
        "hostile-load": 'exec "$CHILD" hostile 500 print ready sleep',
        "greedy": 'exec "$CHILD" take-memory 400 sleep',
    }

    def setUp(self):
        super().setUp()
        # The plain user has a program and results of his own in here.
        self.root.chmod(0o777)
        self.program = str(self.root / "mutation")
        shutil.copy(PROGRAM, self.program)
        shutil.copy(CHILD, self.root / "child")
        self.environment["CHILD"] = str(self.root / "child")
        self.environment["TRIED"] = str(self.root / "tried")
        self.results = self.root / "results"
        self.wrapper = []
        self.took = {}

    def sessions(self):
        return sorted(self.results.glob("run_*"))

    def as_whom(self, who):
        plain = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        return plain if who == "user" and os.geteuid() == 0 else []

    def tree_command(self, *arguments):
        _, *rest = self.command(*arguments, "--gpu", "none", "--results", str(self.results))
        return [*self.wrapper, *self.as_whom(self.who), self.program, *rest, "--tree-method", self.method]

    def by_every_means(self, check):
        """Has `check` run once for everybody and every method that can be had; says by how many that was."""
        tried = []
        for self.who in everybody():
            for self.method in METHODS:
                means = f"{self.method} as {self.who}"
                self.results = self.root / f"results of {means}"
                with self.subTest(means):
                    if self.can_be_had():
                        check()
                        self.assertEqual(processes_with(self.marker), [])
                        tried.append(means)
        self.assertTrue(any(means.startswith("sweep") for means in tried), tried)
        return tried

    def can_be_had(self):
        quick = self.write_settings(settings({"repo": "quick", "model": "default", "mode": "default"}), "quick.json")
        done = self.run_tree(quick, results=self.root / f"probe of {self.method} as {self.who}")
        if done.returncode == 3 and "--tree-method" in done.stderr:
            return False
        self.assertEqual(done.returncode, 0, done.stderr)
        return True

    def run_tree(self, settings_file, results=None):
        kept, self.results = self.results, results or self.results
        command = self.tree_command("run", settings_file)
        self.results = kept
        return subprocess.run(command, env=self.environment, text=True, cwd="/", stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60)

    def start_tree(self, settings_file):
        """Started; the training has printed its first line."""
        process = subprocess.Popen(self.tree_command("run", settings_file), env=self.environment, cwd="/",
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        wait_until(lambda: any("ready" in log.read_text(errors="replace")
                               for log in self.results.glob("run_*/*/training.log")), 20, "the training is there")
        return process

    def settings_of(self, repo, **more):
        entry = {"repo": repo, "model": "default", "mode": "default"}
        return self.write_settings(settings(entry, **{"termination_timeout_seconds": 0.1, **more}), f"{repo}.json")

    def stops(self):
        return {stop["tree"]: stop for stop in self.only_experiment()["stops"]}

    def nothing_is_left_of(self, repo, least, wait=None):
        """Runs it by every means: the run is not harmed, and the record proves the end of what was there."""
        file = self.settings_of(repo)

        def check():
            done = self.run_tree(file)
            self.assertEqual(done.returncode, 0, done.stderr)
            stop = self.stops()["foreground"]
            self.assertEqual(stop["survivors"], 0, stop)
            self.assertEqual(stop["survivor_processes"], [])
            self.assertGreaterEqual(stop["seen"], least, stop)
            self.took[f"{self.method} as {self.who}"] = stop["took_seconds"]
        tried = self.by_every_means(check)
        self.observed(f"0 survivors by each of {len(tried)}: {', '.join(tried)}; at most "
                      f"{max(self.took.values()):.2f} s")

    @fault("a process in a session of its own outlives its training", expected="killed at the run's end; 0 survivors")
    def test_setsid(self):
        self.nothing_is_left_of("setsid", 2)

    @fault("a double-forked daemon", expected="killed at the run's end; 0 survivors")
    def test_double_fork(self):
        self.nothing_is_left_of("double-fork", 2)

    @fault("daemonised grandchildren, three generations of daemons", expected="killed at the run's end; 0 survivors")
    def test_daemonised_grandchildren(self):
        self.nothing_is_left_of("grandchildren", 2)

    @fault("processes that ignore SIGTERM, SIGHUP and SIGINT", expected="killed after the grace; 0 survivors")
    def test_ignored_signals(self):
        self.nothing_is_left_of("deaf", 2)

    @fault("a stopped process (SIGSTOP) that ignores SIGTERM", expected="killed after the grace; 0 survivors")
    def test_stopped(self):
        self.nothing_is_left_of("stopped", 2)

    @fault("a process that forks and is gone, 30,000 times over", expected="caught; 0 survivors")
    def test_forking_while_killed(self):
        self.nothing_is_left_of("storm", 2)

    @fault("a daemon that holds the log open and writes without end", expected="killed at the run's end; 0 survivors")
    def test_log_held_open(self):
        self.nothing_is_left_of("chatter", 2)

    @fault("a daemon that has closed all its descriptors", expected="killed after the grace; 0 survivors")
    def test_all_descriptors_closed(self):
        self.nothing_is_left_of("closed", 2)

    @fault(f"a fork bomb under a limit of {MOST_PROCESSES} processes", expected="0 survivors; the run is not harmed")
    def test_fork_bomb(self):
        self.wrapper = self.in_limit("pids", MOST_PROCESSES)
        self.nothing_is_left_of("bomb", MOST_PROCESSES // 2)

    @fault("a hostile foreground: 501 processes, 300 in the group, 100 setsid, 100 double-forked, half deaf",
           expected="0 survivors")
    def test_hostile_foreground(self):
        self.nothing_is_left_of("hostile", 501)

    @fault("a hostile background: 501 processes, 300 in the group, 100 setsid, 100 double-forked, half deaf",
           expected="0 survivors; the foreground's figures stand")
    def test_hostile_background(self):
        file = self.write_settings(settings(parallel("steady", "hostile-load", seconds=1),
                                            termination_timeout_seconds=0.1))

        def check():
            done = self.run_tree(file)
            self.assertEqual(done.returncode, 0, done.stderr)
            stop = self.stops()["background"]
            self.assertEqual(stop["survivors"], 0, stop)
            self.assertGreaterEqual(stop["seen"], 501, stop)
            self.took[f"{self.method} as {self.who}"] = stop["took_seconds"]
        tried = self.by_every_means(check)
        self.observed(f"0 survivors by each of {len(tried)}; at most {max(self.took.values()):.2f} s")

    @fault("SIGKILL to the keeper alone", expected="the program kills its tree; the run has failed")
    def test_keeper_killed(self):
        file = self.settings_of("endless")

        def check():
            process = self.start_tree(file)
            os.kill(keepers_of(process.pid)[0], signal.SIGKILL)
            self.assertEqual(process.wait(timeout=30), 1)
            self.assertIn("keeper_died", self.codes())
            self.assertEqual(self.stops()["foreground"]["survivors"], 0)
            self.assertIsNone(self.only_experiment()["foreign_cpu_fraction"])
            self.assertIn("keeper died", self.only_experiment()["foreign_cpu_reason"])
        tried = self.by_every_means(check)
        self.observed(f"0 survivors by each of {len(tried)}; the run failed with keeper_died")

    def attempts_of_tries(self, kill):
        """Of a run whose first try is ended by kill(program), and whose second one succeeds: what each attempt came to."""
        (self.root / "tried").unlink(missing_ok=True)
        file = self.settings_of("second-try", max_retries=2, retry_sleep_seconds=1)
        process = self.start_tree(file)
        kill(process)
        run, = self.status()["runs"]
        self.assertEqual(run["outcome"], "succeeded", run["reasons"])
        return [(attempt["outcome"], [reason["code"] for reason in attempt["reasons"]]) for attempt in run["attempts"]]

    def status(self):
        done = subprocess.run([self.program, "status", "--json", "--results", str(self.results)], text=True, capture_output=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def kill_keeper(self, process):
        os.kill(keepers_of(process.pid)[0], signal.SIGKILL)

    @fault("SIGKILL to the keeper, with retries left", expected="the run is repeated within max_retries")
    def test_keeper_killed_with_retries_left(self):
        def kill(process):
            self.kill_keeper(process)
            self.assertEqual(process.wait(timeout=30), 0)

        def check():
            self.assertEqual(self.attempts_of_tries(kill), [("failed", ["keeper_died"]), ("succeeded", [])])
        tried = self.by_every_means(check)
        self.observed(f"by each of {len(tried)}: keeper_died, then repeated; the run succeeded")

    @fault("SIGKILL to the keeper, and 0.5 s later to the program", expected="the next start repeats the run")
    def test_keeper_and_then_program_killed(self):
        def kill(process):
            self.kill_keeper(process)
            time.sleep(0.5)
            process.kill()
            process.wait()
            done = subprocess.run(self.tree_command("resume"), env=self.environment, text=True, cwd="/",
                                  capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)

        def check():
            # The second attempt was in its wait before the retry, which is none of the run's tries.
            self.assertEqual(self.attempts_of_tries(kill),
                             [("failed", ["keeper_died"]), ("interrupted", ["cut_off"]), ("succeeded", [])])
        tried = self.by_every_means(check)
        self.observed(f"by each of {len(tried)}: keeper_died, cut off in the wait for the retry, then repeated; the run succeeded")

    @fault("SIGKILL to the program alone", expected="its keepers kill everything at once")
    def test_program_killed(self):
        file = self.settings_of("endless")
        slowest = 0.0

        def check():
            nonlocal slowest
            process = self.start_tree(file)
            start = time.monotonic()
            process.kill()
            process.wait()
            wait_until(lambda: not processes_with(self.marker), 5, "nothing is left")
            slowest = max(slowest, time.monotonic() - start)
        tried = self.by_every_means(check)
        self.observed(f"nothing left by each of {len(tried)}, at most {slowest:.2f} s later")

    @staticmethod
    def kill_both(process):
        """The keepers are held first: they have no time for anything."""
        keepers = keepers_of(process.pid)
        for pid in keepers:
            os.kill(pid, signal.SIGSTOP)
        process.kill()
        for pid in keepers:
            os.kill(pid, signal.SIGKILL)
        process.wait()

    @fault("SIGKILL to program and keeper at once", expected="a PID namespace ends with them; else the next start kills")
    def test_both_killed(self):
        file = self.settings_of("endless")
        quick = self.settings_of("quick")
        left = {}

        def check():
            self.kill_both(self.start_tree(file))
            if self.method == "pid-namespace":
                wait_until(lambda: not processes_with(self.marker), 5, "the namespace is gone")
            left[f"{self.method} as {self.who}"] = len(processes_with(self.marker))
            done = self.run_tree(quick)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(processes_with(self.marker), [])
        self.by_every_means(check)
        self.assertTrue(all(count == 0 for means, count in left.items() if "namespace" in means), left)
        self.assertTrue(all(count >= 20 for means, count in left.items() if "namespace" not in means), left)
        self.observed("left until the next start, and none after it: " +
                      ", ".join(f"{means} {count}" for means, count in left.items()))

    @fault(f"SIGKILL to program and keeper at once, of a fork bomb under a limit of {MOST_PROCESSES} processes",
           expected="the next start kills all of it")
    def test_both_killed_of_a_fork_bomb(self):
        limit = self.in_limit("pids", MOST_PROCESSES)
        file = self.settings_of("bomb-ready")
        quick = self.settings_of("quick")
        slowest = 0.0

        def check():
            nonlocal slowest
            # Orphans that died are init's to reap.
            wait_until(lambda: (self.limited / "pids.current").read_text() == "0\n", 20, "there is room again")
            self.wrapper = limit
            self.kill_both(self.start_tree(file))
            self.wrapper = []
            start = time.monotonic()
            done = self.run_tree(quick)
            slowest = max(slowest, time.monotonic() - start)
            self.assertEqual(done.returncode, 0, done.stderr)
        tried = self.by_every_means(check)
        self.observed(f"nothing left by each of {len(tried)} after the next start, which took at most {slowest:.2f} s")

    @fault("a training takes more memory than there is", expected="the kernel takes the training, not what keeps it; "
           "the reason says so")
    def test_out_of_memory(self):
        self.wrapper = self.in_limit("memory", 100 << 20)
        self.who, self.method = everybody()[0], "automatic"
        done = self.run_tree(self.settings_of("greedy"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(sorted(self.codes()), ["exit_status", "out_of_memory"])
        self.observed("; ".join(reason["text"] for reason in self.only_experiment()["reasons"]))

    @fault("the method named by --tree-method cannot be had", expected="refused before anything is started; exit 3")
    def test_method_that_cannot_be_had(self):
        self.needs_root()
        self.who, self.method = "user", "freezer"
        done = self.run_tree(self.settings_of("quick"))
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(self.sessions(), [])
        self.assertIn("hold trainings by --tree-method freezer", done.stderr)
        self.observed(next(line for line in done.stderr.splitlines() if "--tree-method" in line)[:200])

    def in_limit(self, controller, value):
        """A command that runs its words in a cgroup with that limit."""
        self.needs_root()
        version_1 = pathlib.Path(f"/sys/fs/cgroup/{controller}")
        parent, file = (version_1, LIMITS[controller]) if version_1.is_dir() else (version_1.parent, f"{controller}.max")
        group = parent / self.root.name
        try:
            group.mkdir()
            self.addCleanup(group.rmdir)
            (group / file).write_text(str(value))
        except OSError as error:
            self.skipTest(f"no limit of {controller} can be set: {error}")
        self.limited = group
        return ["sh", "-c", f'echo $$ > "{group}/cgroup.procs" && exec "$@"', "sh"]


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
