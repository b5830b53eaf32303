"""A cluster with accounting: what squeue has forgotten, sacct knows."""
import unittest

from campaign_world import CampaignWorld, entry, settings


class Accounting(CampaignWorld):
    accounting = True

    def blocks_told(self, session):
        """Each block's number → its state, and what Slurm says of its task."""
        return {block["block"]: (block["state"], block["slurm_state"]) for block in self.state(session)["blocks"]}

    def wait_until_forgotten(self, session):
        self.cluster.wait_until(lambda: not [job for job in self.cluster.jobs().values() if session.name in job["name"]], 60,
                                "squeue has forgotten the session's tasks")

    def test_what_the_queue_has_forgotten_is_known_and_resumed(self):
        session = self.submit(settings(entry(runs=1), *[entry(runs=2, steps=20) for _ in range(3)]), "--max-parallel", "2")
        self.wait_for_starts(3)
        self.wait_for_phases(session, {"done": 1, "running": 2, "queued": 1})
        # The one that waits first: Slurm forgets it at once.
        waiting = [job for job, told in self.cluster.jobs().items() if told["state"] == "PENDING"]
        self.assertEqual(len(waiting), 1)
        self.cluster.answer("scancel", waiting[0])
        for job in self.tasks(session):
            self.cluster.answer("scancel", job)
        self.wait_until_forgotten(session)
        told = self.blocks_told(session)
        self.assertEqual(told[1], ("done", "COMPLETED"))
        for block in (2, 3, 4):
            self.assertEqual(told[block][0], "lost")
            self.assertRegex(told[block][1], "^CANCELLED")
        self.resume(session)
        self.wait_until_done(session)
        self.check_done(session)

    def test_while_the_accounts_do_not_answer_nothing_is_submitted_twice(self):
        session = self.submit(settings(entry(runs=1), entry(runs=1, steps=600)))
        self.wait_for_starts(2)
        self.wait_for_phases(session, {"done": 1, "running": 1})
        for job in self.tasks(session):
            self.cluster.answer("scancel", job)
        self.wait_until_forgotten(session)
        self.cluster._kill_daemon("slurmdbd")
        self.assertIn("sacct", self.ask("status", str(session)).stderr)
        refused = self.ask("resume", str(session), expected=3)
        self.assertIn("Slurm's accounts (slurmdbd) do not answer: try again later", refused.stderr)


if __name__ == "__main__":
    unittest.main()
