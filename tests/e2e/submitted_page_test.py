"""`mutation serve` of a submitted session: its blocks on the page, as `mutation status` tells them."""
import contextlib
import http.client
import json
import threading
import unittest

from server import Server
from submission_world import SubmissionWorld, settings
from world import processes_with, wait_until


class SubmittedPage(SubmissionWorld):
    def setUp(self):
        super().setUp()
        self.servers = []

    def tearDown(self):
        for server in self.servers:
            server.process.kill()
            server.process.wait(20)
        super().tearDown()

    def serve(self, *session):
        self.servers.append(Server(self, "--port", "0", *session))
        return self.servers[-1]

    def test_a_page_shows_the_blocks_as_status_does_and_asks_slurm_seldom(self):
        self.one_runs_and_one_waits()
        server = self.serve()
        before = len(self.slurm.asked("squeue"))
        status, _, text = server.request("/api/blocks")
        self.assertEqual((status, json.loads(text)), (200, self.state()))
        for _ in range(5):
            self.assertEqual(server.request("/api/blocks")[2], text)
        self.assertEqual(len(self.slurm.asked("squeue")), before + 2, "once by the page, once by status")
        self.assertEqual(server.overview()["sessions"][0]["state"], "submitted")

    def test_a_page_of_a_submitted_session_fills_when_it_is_collected(self):
        self.submit(content=settings(cooling_seconds=0))
        server = self.serve(str(self.session()))
        self.assertEqual(server.overview()["runs"]["index"], [])
        self.asked("work", str(self.session()), "--block", "2")
        with server.events() as events:
            self.asked("collect", str(self.session()))
            # One that was made in the midst of that is told of, too.
            while server.overview()["runs"]["index"] != [2]:
                self.assertTrue(events.next_named("overview"), "nothing told that runs were collected")

    def test_a_page_stays_when_slurm_does_not_answer(self):
        self.submit()
        self.slurm.answers("squeue", 'while [ ! -e "$folder/go" ]; do sleep 0.02; done')
        server = self.serve()

        def ask():
            with contextlib.suppress(OSError, http.client.HTTPException):
                server.request("/api/blocks")
        asking = threading.Thread(target=ask)
        asking.start()
        wait_until(lambda: self.slurm.asked("squeue"), 20, "squeue was asked")
        self.assertEqual(server.overview()["sessions"][0]["state"], "submitted")
        _, seconds = server.stop()
        self.assertLess(seconds, 10, "it does not wait for Slurm")
        asking.join(20)
        self.slurm.put("go", "")
        wait_until(lambda: not processes_with(self.marker), 10, "Slurm's client has ended")

    def test_only_a_submitted_session_has_blocks(self):
        self.asked("run", self.write_settings({**settings(1), "cooling_seconds": 0}), "--gpu", "none", "--share-machine")
        server = self.serve()
        status, _, text = server.request("/api/blocks")
        self.assertEqual(status, 404)
        self.assertIn("was not submitted", text)


if __name__ == "__main__":
    unittest.main()
