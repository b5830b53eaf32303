"""The terminal and the pipes that the program writes to: closed, full, hung up, asking it to stop."""
import fcntl
import os
import pty
import select
import signal
import subprocess
import time
import unittest

from fault import fault
from situations import Situation, entry, settings
from world import wait_until


def state_of(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return file.read().rsplit(")", 1)[1].split()[0]


class Pipes(Situation):
    def steady(self, *repos):
        return self.write_settings(settings(*(entry(repo, 1) for repo in repos or ("steady",))))

    @fault("standard error and standard output are closed pipes (SIGPIPE)", expected="the session goes on to its end")
    def test_closed_pipes(self):
        reader, writer = os.pipe()
        os.close(reader)
        process = self.start_in([], "run", self.steady("steady", "steady"), "--gpu", "none", stdout=writer, stderr=writer)
        os.close(writer)
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertEqual(self.outcomes(), ["succeeded", "succeeded"])
        self.observed("exit 0, both runs succeeded")

    @fault("standard error is a full pipe that nobody reads", expected="the session goes on to its end")
    def test_full_pipe(self):
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        flags = fcntl.fcntl(writer, fcntl.F_GETFL)
        fcntl.fcntl(writer, fcntl.F_SETFL, flags | os.O_NONBLOCK)
        try:
            while True:
                os.write(writer, b"." * 4096)
        except BlockingIOError:
            fcntl.fcntl(writer, fcntl.F_SETFL, flags)
        start = time.monotonic()
        process = self.start_in([], "run", self.steady(), "--gpu", "none", stderr=writer)
        os.close(writer)
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertEqual(self.outcomes(), ["succeeded"])
        self.observed(f"exit 0 after {time.monotonic() - start:.1f} s, the run succeeded")


class Terminal(Situation):
    def start_on_terminal(self, wrapper, *arguments):
        """In a session of its own whose controlling terminal is a pseudo-terminal; gives pid and the other side."""
        command = [*wrapper, *self.command(*arguments)]
        pid, master = pty.fork()
        if pid == 0:
            os.chdir(self.root)
            os.execvpe(command[0], command, dict(self.environment, TERM="xterm"))
        return pid, master

    def read_until(self, master, text, seconds=20):
        seen = b""
        deadline = time.monotonic() + seconds
        while text not in seen:
            left = deadline - time.monotonic()
            self.assertGreater(left, 0, seen)
            if select.select([master], [], [], left)[0]:
                try:
                    seen += os.read(master, 65536)
                except OSError:  # nobody holds the other side any more
                    break
        self.assertIn(text, seen)
        return seen

    def drain_until_end(self, pid, master, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if select.select([master], [], [], 0.05)[0]:
                try:
                    os.read(master, 65536)
                except OSError:
                    pass
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                os.close(master)
                return os.waitstatus_to_exitcode(status)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise AssertionError("the program did not end")

    def long(self):
        return self.write_settings(settings(entry("steady", 2), entry("steady", 1)))

    @fault("the terminal is closed (SIGHUP)", expected="the session goes on to its end; terminal output is off")
    def test_terminal_closed(self):
        pid, master = self.start_on_terminal([], "run", self.long(), "--gpu", "none")
        self.read_until(master, b"Foreground training running")
        os.close(master)
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        self.assertEqual(self.outcomes(), ["succeeded", "succeeded"])
        self.assertTrue(any("terminal was closed" in notice for notice in self.notices()))
        self.observed("exit 0, both runs succeeded; a notice in events.jsonl")

    @fault("Ctrl-Z (SIGTSTP)", expected="the program is not stopped; a notice says what to do instead")
    def test_ctrl_z(self):
        pid, master = self.start_on_terminal([], "run", self.long(), "--gpu", "none")
        self.read_until(master, b"Foreground training running")
        os.write(master, b"\x1a")
        self.read_until(master, b"tmux")
        self.assertNotEqual(state_of(pid), "T")
        self.assertEqual(self.drain_until_end(pid, master), 0)
        self.assertEqual(self.outcomes(), ["succeeded", "succeeded"])
        self.observed("not stopped; \"Ctrl-Z (SIGTSTP) does not stop the session …\"; both runs succeeded")

    @fault("started in the background of a terminal with `stty tostop` (SIGTTOU)",
           expected="the session is not stopped by its own output")
    def test_background_of_a_terminal(self):
        shell = ["sh", "-c", 'stty tostop; set -m; "$@" & wait $!', "sh"]
        pid, master = self.start_on_terminal(shell, "run", self.long(), "--gpu", "none")
        self.assertEqual(self.drain_until_end(pid, master), 0)
        self.assertEqual(self.outcomes(), ["succeeded", "succeeded"])
        self.observed("exit 0, both runs succeeded")

    @fault("a terminal that was stopped with Ctrl-S", expected="the session goes on to its end")
    def test_ctrl_s(self):
        pid, master = self.start_on_terminal([], "run", self.long(), "--gpu", "none")
        self.read_until(master, b"Foreground training running")
        os.write(master, b"\x13")
        wait_until(lambda: self.sessions() and len(self.outcomes()) == 2 and self.outcomes()[1] == "succeeded", 30,
                   "both runs have ended although nothing can be written")
        os.write(master, b"\x11")
        self.assertEqual(self.drain_until_end(pid, master), 0)
        self.observed("both runs succeeded while the terminal stood still; exit 0")


class FirstProcess(Situation):
    """As the first process of a container: nobody reaps for it, and signals without a handler are not delivered."""

    def start_as_first(self, *arguments):
        self.needs_root()
        wrapper = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"]
        if subprocess.run([*wrapper, "true"], check=False, stderr=subprocess.DEVNULL).returncode != 0:
            self.skipTest("may not make a PID namespace")
        process = self.start_in(wrapper, *arguments)
        children = f"/proc/{process.pid}/task/{process.pid}/children"

        def first():
            if os.path.exists(children):
                with open(children, encoding="utf-8") as file:
                    return [int(pid) for pid in file.read().split()]
            found = subprocess.run(["pgrep", "-P", str(process.pid)], stdout=subprocess.PIPE, text=True, check=False)
            return [int(pid) for pid in found.stdout.split()]
        wait_until(first, 10, "the program has been started")
        return process, first()[0]

    @fault("SIGTERM to the program as PID 1 of a container", expected="the trainings are stopped; exit 143")
    def test_sigterm(self):
        process, first = self.start_as_first("run", self.write_settings(settings(entry("endless"))), "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"foreground"')
        os.kill(first, signal.SIGTERM)
        code, text = self.end_of(process)
        self.assertEqual(code, 143, text)
        self.assertEqual(self.outcomes(), ["interrupted"])
        self.observed("exit 143; the run is recorded as interrupted")

    @fault("foreign processes leave their children to the program as PID 1", expected="no zombie stays")
    def test_orphans(self):
        process, first = self.start_as_first("run", self.write_settings(settings(entry("steady", 4))), "--gpu", "none")
        self.wait_for_event("phase_started", with_text='"foreground"')
        for _ in range(5):
            subprocess.run(["nsenter", "-t", str(first), "-p", "-m", "sh", "-c", "sleep 0.3 & exit 0"], check=True)

        def zombies():
            listed = subprocess.run(["nsenter", "-t", str(first), "-p", "-m", "ps", "-eo", "ppid=,stat=,comm="],
                                    stdout=subprocess.PIPE, text=True, check=True).stdout
            return [line.split() for line in listed.splitlines() if line.split()[1].startswith("Z")]
        time.sleep(0.6)
        wait_until(lambda: not zombies(), 1.5, "no zombie is left")
        code, text = self.end_of(process)
        self.assertEqual(code, 0, text)
        self.observed("5 orphans reaped within 1.5 s; the run succeeded")


if __name__ == "__main__":
    unittest.main()
