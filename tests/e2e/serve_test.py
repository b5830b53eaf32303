"""`mutation serve`: a session in a browser, while it goes on and afterwards."""
import datetime
import json
import pathlib
import shutil
import signal
import socket
import subprocess
import time
import unittest

from server import Server
from world import PROGRAM, SOURCE_TREE, World, processes_with, wait_until

HOSTILE = "</script><img src=x onerror=alert(1)>\r\n\r\nevent: overview\r\ndata: {\u2028\u202e"
MARKUP = "</script><script>window.pwned=1</script><img src=x onerror=window.pwned=2>"
WAITS = {"cooling_policy": "fixed", "cooling_seconds": 0, "config_sleep_seconds": 0, "retry_sleep_seconds": 0, "max_retries": 0,
         "termination_timeout_seconds": 1}
POLICY = "default-src 'none'"


def settings(runs, seconds=2, **more):
    return {**WAITS, "mode": "default", "runs_per_config": runs, **more,
            "experiments": [{"repo": "timed", "model": "default", "mode": "default",
                             "hyperparameters": {"seconds": seconds}}]}


def age_of(event):
    told = datetime.datetime.fromisoformat(event["time"].replace("Z", "+00:00"))
    return (datetime.datetime.now(datetime.timezone.utc) - told).total_seconds()


class Served(World):
    def setUp(self):
        super().setUp()
        self.write_training(
            "timed", "sleep ${2:-1}\necho 'Test accuracy: 0.5 </script><script>alert(1)</script>'\n")
        self.write_catalogue({"models": {"timed": {
            "path": "repos/timed", "train_script": "./train.sh", "models": ["default"],
            "supported_hyperparams": {"seconds": {"flag": "--seconds", "type": "int", "default": 2, "range": [1, 60]}},
            "performance_metrics": {"log_patterns": {"test_accuracy": r"Test accuracy[:\s]+([0-9.]+)"}}}}})

        self.started = []

    def tearDown(self):
        for process in self.started:
            process.terminate()
            process.wait(timeout=30)
        # Of a session that was killed the keepers end what is left.
        wait_until(lambda: not processes_with(self.marker), 10, "all processes have ended")
        super().tearDown()

    def serve(self, *arguments):
        server = Server(self, "--port", "0", *arguments)
        self.started.append(server.process)
        return server

    def begin(self, content):
        """A session that goes on: its first run has begun."""
        before = len(self.sessions())
        program = self.start_program("run", self.write_settings(content), "--gpu", "simulated")
        self.started.append(program)
        wait_until(lambda: len(self.sessions()) > before and '"event":"run_started"' in self.log(self.sessions()[-1]),
                   30, "the session begins")
        return program

    def whole(self, content):
        """A session that has ended."""
        done = self.run_program("run", self.write_settings(content), "--gpu", "simulated")
        self.assertEqual(done.returncode, 0, done.stderr)

    @staticmethod
    def log(session):
        path = session / "events.jsonl"
        return path.read_text() if path.exists() else ""

    def folder_state(self):
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns)
                for path in (self.root / "results").rglob("*")}


class WhileItRuns(Served):
    def test_events_come_while_they_happen_and_the_session_is_not_disturbed(self):
        program = self.begin(settings(3))
        server = self.serve()
        self.assertRegex(server.url, r"^http://127\.0\.0\.1:\d+/$")
        server.overview()
        with server.events() as stream, server.events() as second:
            self.assertEqual(stream.status, 200)
            self.assertEqual(stream.headers["content-type"], "text/event-stream")
            self.assertEqual(stream.next_event()["event"], "run_started")
            for _ in range(2):
                self.assertLess(age_of(stream.next_event("live_sample")), 2)
            self.assertLess(age_of(stream.next_event("run_ended")), 2)
            self.assertIsNotNone(stream.next_named("overview"))
            self.assertEqual(second.next_event("run_ended")["index"], 1)
        self.assertEqual(program.wait(timeout=60), 0)
        self.assertEqual([run["outcome"] for run in self.experiments()], ["succeeded"] * 3)

    def test_who_comes_back_goes_on_where_it_was(self):
        self.begin(settings(1, seconds=6))
        server = self.serve()
        with server.events() as stream:
            ids = [stream.next_event()["id"] for _ in range(4)]
        with server.events(last=ids[1]) as stream:
            self.assertEqual([stream.next_event()["id"] for _ in range(2)], ids[2:])
        for unknown in ("1-4", ids[0].split("-")[0] + "-3", "nonsense", "9" * 200):
            with server.events(last=unknown) as stream:
                self.assertEqual(stream.next_event()["id"], ids[0], unknown)

    def test_it_can_be_killed_at_any_time(self):
        program = self.begin(settings(2))
        server = self.serve()
        with server.events() as stream:
            stream.next_event("live_sample")
            server.overview()
            code, _ = server.stop(signal.SIGKILL)
            self.assertEqual(code, -signal.SIGKILL)
        self.assertEqual(program.wait(timeout=60), 0)
        self.assertEqual([run["outcome"] for run in self.experiments()], ["succeeded"] * 2)

    def test_a_session_that_was_cut_off_is_told_of(self):
        program = self.begin(settings(2, seconds=20))
        server = self.serve()
        self.assertEqual(server.overview()["sessions"][0]["state"], "running")
        with server.events() as stream:
            stream.next_event()
            program.kill()
            program.wait()
            self.assertIsNotNone(stream.next_named("overview"))
        wait_until(lambda: server.overview()["sessions"][0]["state"] == "cut off", 10, "it is seen that it was cut off")

    def test_the_newest_session_is_shown_once_it_begins(self):
        self.whole(settings(1, seconds=1))
        server = self.serve()
        first = server.overview()["sessions"][0]["name"]
        self.assertEqual(first, self.sessions()[0].name)
        time.sleep(1)  # sessions are named by the second
        with server.events() as stream:
            self.assertIsNotNone(stream.next_event("session_ended"))
            self.begin(settings(1, seconds=3))
            self.assertIsNotNone(stream.next_named("overview"))
            self.assertEqual(stream.next_event()["event"], "run_started")
            self.assertLess(age_of(stream.next_event("live_sample")), 3)
        self.assertEqual(server.overview()["sessions"][0]["name"], self.sessions()[1].name)
        named = self.serve(first)
        self.assertEqual(named.overview()["sessions"][0]["name"], first)


    @unittest.skipUnless(shutil.which("chromium"), "there is no Chromium here")
    def test_a_browser_follows_it(self):
        script = self.root / "repos" / "timed" / "train.sh"
        script.write_text(f"#!/bin/sh\necho '{MARKUP}'\nsleep ${{2:-1}}\necho 'Test accuracy: 0.5'\n")
        program = self.begin(settings(8, seconds=6, cooling_seconds=6, experiment_name=MARKUP))
        server = self.serve("--token", "auto")
        done = subprocess.run([SOURCE_TREE / "tests" / "pages" / "run", pathlib.Path(PROGRAM).parent / "page-tests",
                               "check_served.mjs", server.url], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("served as it must be", done.stdout)
        self.assertIsNone(program.poll(), "the session was over before it was looked at")


class Finished(Served):
    def test_a_finished_session_is_shown_and_nothing_of_it_is_changed(self):
        self.whole(settings(2, seconds=1))
        before = self.folder_state()
        server = self.serve()
        status, headers, page = server.request()
        self.assertEqual(status, 200)
        self.assertIn('data-live="yes"', page)
        self.assertTrue(headers["Content-Security-Policy"].startswith(POLICY), headers["Content-Security-Policy"])
        self.assertIn("script-src 'sha256-", headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
        overview = server.overview()
        self.assertEqual(overview["runs"]["outcome"], ["succeeded"] * 2)
        self.assertTrue(overview["simulated"])
        for run_id in overview["runs"]["run_id"]:
            status, headers, text = server.request(f"/api/run/{run_id}")
            self.assertEqual((status, headers["Content-Type"]), (200, "application/json"))
            self.assertEqual(json.loads(text)["run_id"], run_id)
        with server.events() as stream:
            self.assertEqual(stream.next_event("session_ended")["runs_done"], 2)
        self.assertEqual(self.folder_state(), before)

    def test_of_a_run_of_days_the_samples_of_long_ago_are_thinned(self):
        self.whole(settings(1, seconds=1))
        told = [{"time": "x", "monotonic_s": i, "event": "live_sample", "text": "x" * 300} for i in range(30_000)]
        told[0]["event"] = "run_started"
        told[10_000]["event"] = "notice"
        path = self.session() / "events.jsonl"
        path.write_text("".join(json.dumps(event, separators=(",", ":")) + "\n" for event in told))
        server = self.serve()
        sent = []
        with server.events() as stream:
            while not sent or sent[-1]["monotonic_s"] != 29_999:
                sent.append(stream.next_event())
        self.assertEqual(sent[0]["event"], "run_started")
        self.assertIn(told[10_000], [{k: v for k, v in event.items() if k != "id"} for event in sent])
        self.assertLess(sum(len(json.dumps(event)) for event in sent), 2_000_000)
        self.assertGreater(len(sent), 3_000)
        self.assertEqual([event["monotonic_s"] for event in sent[-500:]], list(range(29_500, 30_000)))

    def test_it_ends_at_once_and_leaves_nothing(self):
        self.whole(settings(1, seconds=1))
        for number in (signal.SIGTERM, signal.SIGINT):
            server = self.serve()
            with server.events() as stream:
                stream.next_event()
                code, took = server.stop(number)
                self.assertEqual(code, 0)
                self.assertLess(took, 2)
                while stream.next():
                    pass

    def test_what_cannot_be_served(self):
        done = self.run_program("serve")
        self.assertEqual(done.returncode, 2)
        self.assertIn("no session in", done.stderr)
        self.whole(settings(1, seconds=1))
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            done = self.run_program("serve", "--port", str(taken.getsockname()[1]))
        self.assertEqual(done.returncode, 2)
        self.assertIn("another program has this port; choose one with --port, or 0 for any", done.stderr)
        done = self.run_program("serve", "run_20000101_000000")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no session run_20000101_000000", done.stderr)
        done = self.run_program("serve", "--token", "short")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a token has 16 to 128 letters", done.stderr)


class Strangers(Served):
    def test_only_reading_is_answered_and_only_under_the_own_name(self):
        self.whole(settings(1, seconds=1))
        server = self.serve()
        for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", "127.0.0.1:1"):
            for path in ("/", "/api/overview", "/api/events"):
                status, headers, text = server.request(path, headers={"Host": host})
                self.assertEqual(status, 403, (host, path))
                self.assertIn("not known by the name", text)
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            status, headers, _ = server.request("/api/overview", method=method, body="x" * 5000)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"), method)
        for path in ("/etc/passwd", "//etc/passwd", "/../session.db", "/api/run/../../session.db",
                     "/api/run/%2e%2e%2fsession.db", "/api/run/00000000-0000-7000-8000-000000000000", "/session.db"):
            status, headers, _ = server.request(path)
            self.assertEqual(status, 404, path)
        for path in ("/", "/api/overview", "/missing"):
            _, headers, _ = server.request(path, headers={"Origin": "http://evil.example"})
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertNotIn("Access-Control-Allow-Origin", headers)
        status, headers, text = server.request("/", method="HEAD")
        self.assertEqual((status, text), (200, ""))
        self.assertGreater(int(headers["Content-Length"]), 0)

    def test_a_token_is_needed_on_other_addresses(self):
        self.whole(settings(1, seconds=1))
        server = self.serve("--address", "0.0.0.0")
        self.assertRegex(server.token, "^[0-9a-f]{32}$")
        for path in ("/", "/api/overview", "/api/events"):
            self.assertEqual(server.request(path)[0], 401, path)
            self.assertEqual(server.request(f"{path}?token={server.token[:-1]}x")[0], 401, path)
        self.assertEqual(server.request(f"/?token={server.token}")[0], 200)
        bearer = {"Authorization": f"Bearer {server.token}"}
        self.assertEqual(server.request("/api/overview", headers=bearer)[0], 200)
        self.assertEqual(server.request("/api/overview", headers={**bearer, "Host": "evil.example"})[0], 403)
        with server.events(path=f"/api/events?token={server.token}") as stream:
            self.assertEqual(stream.next_event()["event"], "run_started")
        own = self.serve("--token", "0123456789abcdef")
        self.assertEqual(own.request("/")[0], 401)
        self.assertEqual(own.request("/?token=0123456789abcdef")[0], 200)

    def test_hostile_texts_arrive_as_texts(self):
        content = settings(1, seconds=1, experiment_name=HOSTILE)
        self.whole(content)
        server = self.serve()
        status, headers, text = server.request("/api/overview")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(json.loads(text)["sessions"][0]["experiment_name"], HOSTILE)
        run_id = json.loads(text)["runs"]["run_id"][0]
        page = json.loads(server.request(f"/api/run/{run_id}")[2])
        self.assertIn("</script><script>alert(1)</script>", page["log_tail"])
        log = self.log(self.session())
        with open(self.session() / "events.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps({"time": "x", "monotonic_s": 1, "event": "notice", "text": HOSTILE}) + "\n")
            file.write("{\"time\":\r\revent: overview\rdata: {}\r\r}\n")
        with server.events() as stream:
            self.assertEqual(stream.next_event("notice")["text"], HOSTILE)
            server.stop()
            self.assertIsNone(stream.next())
        self.assertIn("session_ended", log)

    def test_slow_and_greedy_readers_keep_nobody_out(self):
        self.whole(settings(1, seconds=1))
        server = self.serve()
        silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(150)]
        for link in silent:
            self.addCleanup(link.close)
        for link in silent[:100]:
            try:
                link.sendall(b"GET / HTTP/1.1\r\nHost:")
            except OSError:
                pass  # it was closed for another one
        self.assertEqual(server.request("/")[0], 200)
        streams = [server.events() for _ in range(40)]
        try:
            self.assertEqual([stream.status for stream in streams], [200] * 32 + [503] * 8)
            self.assertEqual(server.request("/api/overview")[0], 200)
        finally:
            for stream in streams:
                stream.__exit__()
        wait_until(lambda: self.opens_stream(server), 5, "room for another stream")
        self.assertIn(" 431 ", server.raw("GET / HTTP/1.1\r\nX: " + "x" * 40000))
        self.assertIn(" 400 ", server.raw("nonsense\r\n\r\n"))
        self.assertIn(" 400 ", server.raw(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"))
        # Who ends while something is being sent to it ends itself only.
        for _ in range(200):
            server.events().__exit__()
        self.assertEqual(server.request("/")[0], 200)
        self.assertLess(self.most_memory(server), 100_000, "KiB")

    @staticmethod
    def most_memory(server):
        folder = f"/proc/{server.process.pid}"
        with open(f"{folder}/maps", encoding="utf-8") as file:
            if "libasan" in file.read():
                return 0  # it keeps what was given back, to find who still uses it
        with open(f"{folder}/status", encoding="utf-8") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))

    @staticmethod
    def opens_stream(server):
        with server.events() as stream:
            return stream.status == 200


if __name__ == "__main__":
    unittest.main()
