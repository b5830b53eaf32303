"""Who the program is, what root does for it, and what somebody who means harm could make of that: as root, under sudo and
as a plain user, in folders with the worst of names."""
import datetime
import json
import os
import pathlib
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import unittest

from fault import FaultTest, fault
from world import PROGRAM, processes_with, wait_until

USER = 65534
# One that the plain user may run, too.
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
IS_ROOT = os.geteuid() == 0
NASTY = "it's a \"new\"\n\\folder $(touch x); "
NO_WAITS = {"cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0,
            "background_startup_wait_seconds": 1, "background_restart_delay_seconds": 0.1,
            "termination_timeout_seconds": 1, "minimum_load_fraction": 0}
PARALLEL = dict(NO_WAITS, experiments=[{
    "mode": "parallel", "foreground": {"repo": "busy", "model": "default", "mode": "default"},
    "background": {"repo": "busy", "model": "default"}}])


def fixed(repo, **more):
    return dict(NO_WAITS, experiments=[{"mode": "default", "repo": repo, "model": "default"}], **more)


def everything_in(folder):
    return [folder, *folder.rglob("*")]


def as_sudo(environment):
    return dict(environment, SUDO_UID=str(USER), SUDO_GID=str(USER), SUDO_USER="nobody")


class Started(FaultTest):
    """A world that belongs to the plain user and can be reached by him, with a program of its own."""

    def setUp(self):
        super().setUp()
        self.outer = self.root
        self.root.chmod(0o755)
        self.program = str(self.root / "mutation")
        shutil.copy(PROGRAM, self.program)
        # What must stay as it is.
        self.precious = self.outer / "precious"
        self.precious.mkdir()

    def tearDown(self):
        self.root = self.outer
        super().tearDown()

    def move_into(self, name):
        """The world's root is a folder of that name from now on."""
        folder = self.outer / name
        folder.mkdir()
        for part in ("repos", "config"):
            (self.outer / part).rename(folder / part)
        self.root = folder

    def give_to_user(self):
        for path in everything_in(self.root):
            os.chown(path, USER, USER, follow_symlinks=False)

    def command(self, *arguments):
        return [self.program, *super().command(*arguments)[1:]]

    def inside(self, command):
        """The command as it is run where the test has a machine of its own."""
        return command

    def run_as(self, who, *arguments, **options):
        environment = as_sudo(self.environment) if who == "sudo" else self.environment
        prefix = []
        if who == "user" and IS_ROOT:
            prefix = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        return subprocess.run(self.inside(prefix + self.command(*arguments)), env=environment, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, **options)

    def check_owner_and_modes(self, owner):
        paths = everything_in(self.root / "results")
        for path in paths:
            status = path.lstat()
            self.assertEqual(status.st_uid, owner, path)
            self.assertEqual(stat.S_IMODE(status.st_mode) & 0o022, 0, f"{path} can be written by others")
        return len(paths)


class Users(Started):
    def parallel_run(self, who, owner):
        self.move_into(NASTY)
        settings = self.write_settings(PARALLEL, name="set \"tings\"\n.json")
        if IS_ROOT:
            self.give_to_user()
        done = self.run_as(who, "run", settings, "--gpu", "none", "--keep-scripts", preexec_fn=lambda: os.umask(0))
        self.assertEqual(done.returncode, 0, done.stderr)
        experiment, = self.experiments()
        self.assertEqual(experiment["outcome"], "succeeded")
        self.assertEqual([s["survivors"] for s in experiment["stops"]], [0, 0])
        self.assertEqual(processes_with(self.marker), [])
        script, = (self.root / "results").glob("background_training_*.sh")
        self.assertIn("Test accuracy", subprocess.run([str(script)], stdout=subprocess.PIPE, text=True,
                                                      check=True).stdout)
        script.unlink()
        return self.check_owner_and_modes(owner)

    @unittest.skipUnless(IS_ROOT, "needs root")
    @fault("started as root, umask 000, paths with spaces, quotes and newlines",
           expected="runs; records are root's, nothing is writable by others, 0 processes left")
    def test_as_root(self):
        files = self.parallel_run("root", 0)
        self.observed(f"runs; {files} files and folders of root's, none writable by others, 0 processes left")

    @unittest.skipUnless(IS_ROOT, "needs root")
    @fault("started through sudo, umask 000, paths with spaces, quotes and newlines",
           expected="runs as the invoking user, who owns all records; 0 processes left")
    def test_under_sudo(self):
        files = self.parallel_run("sudo", USER)
        info = self.experiments()[0]
        self.assertIn("dropped from root", json.dumps(info))
        self.observed(f"runs as the user; {files} files and folders are his, none writable by others, 0 processes left")

    @fault("started by a plain user, umask 000, paths with spaces, quotes and newlines",
           expected="runs without root; 0 processes left")
    def test_as_a_plain_user(self):
        files = self.parallel_run("user", USER if IS_ROOT else os.geteuid())
        self.observed(f"runs; {files} files and folders are the user's, none writable by others, 0 processes left")


# What a training that runs as the program's own user can try: take a descriptor of the program's (a counter that root
# opened, the socket to the root helper), trace it, write its memory, kill the root helper.
ATTACK = r"""
import ctypes, os, time
libc = ctypes.CDLL(None, use_errno=True)
while not os.path.exists(os.environ["PROGRAM_PID_FILE"]): time.sleep(0.01)
program = int(open(os.environ["PROGRAM_PID_FILE"]).read())
def opens(path, flags):
    try: os.close(os.open(path, flags)); return 1
    except OSError: return 0
def listed(path):
    try: return len(os.listdir(path))
    except OSError: return 0
handle = os.pidfd_open(program)
taken = sum(libc.syscall(438, handle, fd, 0) >= 0 for fd in range(64))  # pidfd_getfd
traced = int(libc.ptrace(0x4206, program, 0, 0) == 0)  # PTRACE_SEIZE
memory = opens(f"/proc/{program}/mem", os.O_RDWR)
killed = 0
helpers = 0
for entry in filter(str.isdigit, os.listdir("/proc")):
    try:
        fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)
        if not fields[0].endswith("(mutation-root") or int(fields[1].split()[1]) != program: continue
        helpers += 1
        os.kill(int(entry), 9)
        killed += 1
    except OSError: pass
descriptors = listed(f"/proc/{program}/fd")
print(f"helpers {helpers} taken {taken} traced {traced} memory {memory} descriptors {descriptors} killed {killed}")
print("Test accuracy: 0.5")
"""


@unittest.skipUnless(IS_ROOT, "needs root")
class Attacked(Started):
    """By whoever is the same user as the trainings, or owns the results folder."""

    @fault("a training takes hold of the program that started it under sudo, and of its root helper",
           expected="no descriptor, no trace, no memory, no kill")
    def test_a_training_cannot_speak_for_the_program(self):
        script = self.root / "repos" / "busy" / "train.sh"
        (script.parent / "attack.py").write_text(ATTACK)
        script.write_text(f"#!/bin/sh\nexec {PYTHON} attack.py\n")
        pid_file = self.outer / "program.pid"
        settings = self.write_settings(fixed("busy"))
        self.give_to_user()
        program = subprocess.Popen(self.command("run", settings, "--gpu", "none"),
                                   env=as_sudo(dict(self.environment, PROGRAM_PID_FILE=str(pid_file))),
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        (self.outer / "pid").write_text(str(program.pid))
        (self.outer / "pid").rename(pid_file)
        _, errors = program.communicate(timeout=60)
        self.assertEqual(program.returncode, 0, errors)
        log = (self.session() / "busy_default_001" / "training.log").read_text()
        self.assertIn("helpers 1 taken 0 traced 0 memory 0 descriptors 0 killed 0", log)
        self.observed("0 descriptors taken, not traced, its memory not opened, the helper not killed")

    def nothing_was_written_elsewhere(self):
        self.assertEqual(list(self.precious.iterdir()), [])

    def lay_link(self, path, target):
        path.symlink_to(target)
        os.chown(path, USER, USER, follow_symlinks=False)

    @fault("root's results folder is another user's symbolic link", expected="refused, nothing written where it leads")
    def test_the_results_folder_is_a_link(self):
        self.lay_link(self.root / "results", self.precious)
        done = self.run_as("root", "run", self.write_settings(PARALLEL), "--gpu", "none")
        self.assertIn(done.returncode, (2, 3), done.stderr)
        self.assertIn("is a symbolic link of user 65534, which root does not follow", done.stderr)
        self.nothing_was_written_elsewhere()
        self.observed(f"refused with exit code {done.returncode}; nothing written")

    @fault("symbolic links wait in a user's results folder under every name that root is going to write",
           expected="the run is recorded, nothing written where they lead")
    def test_links_in_the_results_folder(self):
        results = self.root / "results"
        results.mkdir()
        now = datetime.datetime.now()
        for second in range(30):
            time_text = (now + datetime.timedelta(seconds=second)).strftime("%Y%m%d_%H%M%S")
            script = f"background_training_{time_text}_busy_default_001_parallel.sh"
            for name in (script, script + ".tmp", f"run_{time_text}"):
                self.lay_link(results / name, self.precious / name)
        for name in ("mutation.db", "mutation.db-journal", "mutation.db-wal"):
            self.lay_link(results / name, self.precious / name)
        settings = self.write_settings(PARALLEL)
        self.give_to_user()
        done = self.run_as("root", "run", settings, "--gpu", "none")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.nothing_was_written_elsewhere()
        folder = pathlib.Path(done.stdout.strip().splitlines()[-1])
        self.assertFalse(folder.is_symlink())
        self.assertTrue((folder / "summary.csv").exists())
        self.observed("recorded in a folder of its own; nothing written where the links lead")

    @fault("the owner of the results folder puts a symbolic link in the place of root's session folder while it runs",
           expected="nothing is written where it leads")
    def test_the_session_folder_is_swapped_for_a_link(self):
        (self.root / "results").mkdir()
        (self.precious / "busy_default_001").mkdir()
        (self.precious / "busy_default_001" / "energy").mkdir()
        before = sorted(everything_in(self.precious))
        settings = self.write_settings(fixed("busy", runs_per_config=2))
        self.give_to_user()
        for path in everything_in(self.precious):
            os.chown(path, 0, 0)
        program = self.start_program("run", settings, "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"foreground"')
        folder = self.session()
        folder.rename(folder.with_name("aside"))
        self.lay_link(folder, self.precious)
        _, errors = program.communicate(timeout=60)
        self.assertIn("which root does not follow", errors)
        self.assertEqual(sorted(everything_in(self.precious)), before)
        self.assertEqual(processes_with(self.marker), [])
        self.observed(f"the session ends with exit code {program.returncode}; nothing written where it leads")


# A namespace in which two CPUs have a governor, and in which /run is empty; it lives as long as its input.
MACHINE = """
mount -t tmpfs none /sys/devices/system/cpu && mount -t tmpfs none /run || exit 77
cd /sys/devices/system/cpu && echo 0-1 > online
for cpu in cpu0 cpu1; do
  mkdir -p $cpu/cpufreq
  echo powersave > $cpu/cpufreq/scaling_governor
  echo "performance powersave" > $cpu/cpufreq/scaling_available_governors
done
echo schedutil > cpu1/cpufreq/scaling_governor
echo made
exec cat > /dev/null
"""


@unittest.skipUnless(IS_ROOT, "needs root")
class Governor(Started):
    def setUp(self):
        super().setUp()
        self.machine = subprocess.Popen(["unshare", "-m", "sh", "-c", MACHINE], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        made = self.machine.stdout.readline() == "made\n"
        self.addCleanup(self.machine.communicate)
        if not made:
            self.skipTest("no mount namespace may be made here")
        self.machine_root = pathlib.Path(f"/proc/{self.machine.pid}/root")
        self.before = ["powersave", "schedutil"]

    def governors(self):
        folder = self.machine_root / "sys/devices/system/cpu"
        return [(folder / cpu / "cpufreq/scaling_governor").read_text().strip() for cpu in ("cpu0", "cpu1")]

    def kept(self):
        return (self.machine_root / "run/mutation/governor").exists()

    def inside(self, command):
        return ["nsenter", f"--mount=/proc/{self.machine.pid}/ns/mnt", *command]

    def start(self, who, settings, *arguments):
        environment = as_sudo(self.environment) if who == "sudo" else self.environment
        command = self.command("run", settings, "--gpu", "none", "-g", "performance", *arguments)
        program = subprocess.Popen(self.inside(command), env=environment, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        wait_until(lambda: self.governors() == ["performance"] * 2, 20, "the governor is set")
        return program

    def settings_of(self, content):
        path = self.write_settings(content)
        self.give_to_user()
        return path

    def helper_of(self, program):
        for pid in processes_with(self.marker):
            line = pathlib.Path(f"/proc/{pid}/stat").read_text()
            if "(mutation-root)" in line and int(line.rsplit(")", 1)[1].split()[1]) == program.pid:
                return pid
        raise AssertionError("there is no root helper")

    def all_are_gone(self):
        wait_until(lambda: processes_with(self.marker) == [], 5, "all processes are gone")

    def set_and_restored(self, who):
        settings = self.settings_of(fixed("busy"))
        program = self.start(who, settings)
        self.assertEqual(program.wait(60), 0)
        self.assertEqual(self.governors(), self.before)
        self.assertFalse(self.kept())
        self.assertEqual(self.experiments()[0]["governor"],
                         {"asked": "performance", "actual": "performance", "note": ""})

    @fault("the governor is asked for, as root and under sudo",
           expected="set on every CPU, read back, recorded, restored CPU by CPU at the end")
    def test_it_is_set_and_restored(self):
        self.set_and_restored("root")
        shutil.rmtree(self.root / "results")
        self.set_and_restored("sudo")
        self.observed("set, read back and recorded; restored CPU by CPU, nothing kept")

    @fault("a governor that the CPUs' driver does not offer", expected="not set, the record says so")
    def test_one_that_is_not_offered(self):
        settings = self.settings_of(fixed("busy"))
        done = self.run_as("sudo", "run", settings, "--gpu", "none", "-g", "schedutil")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.governors(), self.before)
        self.assertIn("it offers performance, powersave", self.experiments()[0]["governor"]["note"])
        self.observed("not set; the note names what is offered")

    @fault("the program is killed while the governor is set (under sudo)", expected="the root helper restores it at once")
    def test_the_program_is_killed(self):
        program = self.start("sudo", self.settings_of(fixed("endless")))
        start = time.monotonic()
        program.kill()
        program.wait()
        wait_until(lambda: self.governors() == self.before, 5, "the governor is restored")
        took = time.monotonic() - start
        wait_until(lambda: not self.kept(), 2, "nothing is kept")
        self.all_are_gone()
        self.observed(f"restored after {took:.2f} s; no helper left")

    @fault("program and root helper are killed together while the governor is set",
           expected="the next start restores it before it sets its own, and the end of that restores what there was first")
    def test_program_and_helper_are_killed(self):
        program = self.start("sudo", self.settings_of(fixed("endless")))
        helper = self.helper_of(program)
        program.send_signal(signal.SIGSTOP)
        os.kill(helper, signal.SIGKILL)
        program.kill()
        program.wait()
        self.all_are_gone()
        self.assertEqual(self.governors(), ["performance"] * 2)
        self.assertTrue(self.kept())
        shutil.rmtree(self.root / "results")
        settings = self.settings_of(fixed("busy"))
        done = self.run_as("sudo", "run", settings, "--gpu", "none")
        self.assertIn("which a session that crashed had left at performance, was put back to powersave, schedutil",
                      done.stderr)
        self.assertEqual(self.governors(), self.before)
        self.assertEqual(self.experiments()[0]["governor"]["actual"], "mixed: powersave, schedutil")
        self.observed("left at performance by the crash; put back by the next start, which says so")

    @fault("root's own program is killed while the governor is set", expected="`mutation doctor` as root restores it")
    def test_doctor_restores(self):
        program = self.start("root", self.settings_of(fixed("endless")))
        program.kill()
        program.wait()
        self.all_are_gone()
        seen = self.run_as("user", "doctor", "--gpu", "none")
        self.assertIn("a session that crashed left it at performance", seen.stdout)
        self.assertIn("sudo mutation doctor", seen.stdout)
        self.assertEqual(self.governors(), ["performance"] * 2)
        done = self.run_as("sudo", "doctor", "--gpu", "none")
        self.assertIn("was put back to powersave, schedutil", done.stdout)
        self.assertEqual(self.governors(), self.before)
        self.assertFalse(self.kept())
        self.observed("a user's doctor names the command; root's put it back")

    @fault("doctor and a second start while another session holds the governor", expected="neither touches it")
    def test_a_living_session_keeps_it(self):
        program = self.start("sudo", self.settings_of(fixed("endless")))
        self.run_as("sudo", "doctor", "--gpu", "none")
        self.assertEqual(self.governors(), ["performance"] * 2)
        # Elsewhere, so that nothing but the governor is shared.
        settings = self.write_settings(fixed("busy"))
        second = self.run_as("root", "run", settings, "--gpu", "none", "-g", "powersave", "--results",
                             str(self.outer / "second"))
        self.assertEqual(second.returncode, 0, second.stderr)
        self.assertIn("holds the CPU governor at performance", second.stderr)
        self.assertEqual(self.governors(), ["performance"] * 2)
        program.terminate()
        program.wait(30)
        self.assertEqual(self.governors(), self.before)
        self.observed("the second session says who holds it; restored at the first one's end")


class Doctor(Started):
    def findings(self, who, *arguments, code=None):
        done = self.run_as(who, "doctor", "--json", "--gpu", "none", *arguments)
        report = json.loads(done.stdout)
        self.assertEqual(done.returncode, report["exit_code"])
        if code is not None:
            self.assertEqual(done.returncode, code, report)
        return {finding["name"]: finding for finding in report["findings"]}

    @fault("doctor on a machine without GPU sensors", expected="says what is missing with its meaning, exit code 1, "
                                                                  "changes nothing")
    def test_it_says_what_is_missing_and_changes_nothing(self):
        before = sorted(everything_in(self.root))
        findings = self.findings("root", code=1)
        self.assertEqual(findings["GPU"]["state"], "missing")
        for name in ("privileges", "process trees", "cgroup v2", "PID namespaces", "results folder", "disk space",
                     "file system", "kernel", "clock", "performance events", "other sessions"):
            self.assertIn(findings[name]["state"], ("ok", "limited", "missing"))
            self.assertTrue(findings[name]["found"] and findings[name]["meaning"], name)
        self.assertEqual(sorted(everything_in(self.root)), before)
        self.observed(f"{len(findings)} findings, exit code 1, no file made")

    @fault("doctor where no session could be recorded", expected="exit code 3, and what to do")
    def test_a_results_folder_that_is_none(self):
        (self.root / "taken").write_text("")
        findings = self.findings("root", "--results", str(self.root / "taken"), code=3)
        self.assertTrue(findings["results folder"]["stops_sessions"])
        self.assertIn("--results", findings["results folder"]["remedy"])
        self.observed("exit code 3; names --results")

    @unittest.skipUnless(IS_ROOT, "needs root")
    @fault("energy counters that only root may read", expected="doctor gives the commands; with them done, the user reads them")
    def test_the_commands_for_rapl_are_right(self):
        script = """
mount -t tmpfs none /sys/class || exit 77
mkdir -p /sys/class/powercap/intel-rapl:0 && cd /sys/class/powercap/intel-rapl:0
echo package-0 > name; echo 400000000 > max_energy_range_uj; echo 1000 > energy_uj; chmod 400 energy_uj
"$@"
echo ===
chgrp 65534 energy_uj; chmod 0440 energy_uj   # as the udev rule does
"$@"
exit 0
"""
        user = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
        done = subprocess.run(["unshare", "-m", "sh", "-c", script, "sh", *user,
                               *self.command("doctor", "--json", "--gpu", "none")],
                              stdout=subprocess.PIPE, text=True, env=self.environment, check=False)
        if done.returncode == 77:
            self.skipTest("no mount namespace may be made here")
        before, after = (json.loads(text)["findings"] for text in done.stdout.split("==="))
        denied, = (f for f in before if "RAPL" in f["name"])
        self.assertEqual(denied["state"], "missing")
        self.assertIn("RUN+=\"/bin/chgrp powercap %S%p/energy_uj\"", denied["remedy"])
        self.assertIn("Linux 5.10", denied["meaning"])
        allowed, = (f for f in after if "RAPL" in f["name"])
        self.assertEqual((allowed["state"], allowed["found"]), ("ok", "readable: package-0"))
        self.observed("missing, with group and udev rule; ok once they were applied")

    @unittest.skipUnless(IS_ROOT, "needs root")
    @fault("no cgroup may be made by the user", expected="doctor gives the commands; with them done, trees are held in it")
    def test_the_commands_for_a_cgroup_are_right(self):
        if self.findings("root")["cgroup v2"]["state"] != "ok":
            self.skipTest("root may make no cgroup here")
        refused = self.findings("user")["cgroup v2"]
        self.assertEqual(refused["state"], "limited")
        if "systemd-run" in refused["remedy"]:
            self.skipTest("systemd delegates here")
        group = pathlib.Path(re.search(r"mkdir -p (\S+)", refused["remedy"]).group(1))
        again = " ".join(["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", *self.command(
            "doctor", "--json", "--gpu", "none")])
        try:
            done = subprocess.run(["sh", "-c", 'sudo() { "$@"; }\n{\n' + refused["remedy"] + "\n} >/dev/null\n" + again],
                                  stdout=subprocess.PIPE, text=True, env=self.environment, check=False)
            granted = {finding["name"]: finding for finding in json.loads(done.stdout)["findings"]}
            self.assertEqual(granted["cgroup v2"]["state"], "ok")
            self.assertTrue(granted["process trees"]["found"].startswith("cgroup.kill in " + str(group)))
        finally:
            wait_until(lambda: "populated 0" in (group / "cgroup.events").read_text(), 5, "the group is empty")
            group.rmdir()
        self.observed("limited, with the commands; held by cgroup.kill once they were carried out")


if __name__ == "__main__":
    unittest.main()
