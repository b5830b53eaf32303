"""What befalls tasks on a cluster, one thing a test: time limits, cancelling, preemption, nodes and the controller that fail,
a cut network, SIGKILL. In the end every planned run counts exactly once, and nothing is left of any training."""
import contextlib
import os
import signal
import time
import unittest

from campaign_world import CampaignWorld, entry, settings

# Two blocks of about 8 s each, one for each node.
TWO_BLOCKS = settings(entry(runs=6, steps=10), entry(runs=6, steps=10))
ONE_BLOCK = settings(entry(runs=6, steps=10))


class Faults(CampaignWorld):
    gpus_have_sensors = False

    def begin(self, content, *options, starts=3):
        session = self.submit(content, *options)
        self.wait_for_starts(starts)
        return session

    def task(self, session, block=1):
        """Slurm's id of the block's task, and its node."""
        (job, told), = [item for item in self.tasks(session).items() if item[0].endswith(f"_{block}")]
        return job, told["node"]

    def finish(self, session, seconds=90):
        self.wait_until_done(session, seconds)
        self.check_done(session)

    def restarts(self, session):
        return sorted(job["restarts"] for job in self.cluster.jobs().values() if session.name in job["name"])

    def claims_made(self, session, block=0):
        return [claim.name for claim in self.claims(self.blocks(session)[block])]

    def ended_runs(self, session):
        """Of blocks that may be at work: those whose training has said that it ended."""
        return [run for run, in self.told("ends")]

    def test_near_its_time_limit_a_task_stops_and_is_queued_again_for_what_is_left(self):
        session = self.begin(ONE_BLOCK, "--time", "10")
        job, _ = self.task(session)
        # As Slurm does it --warning-seconds before the limit, but not after half a minute.
        self.cluster.answer("scancel", "--batch", "--signal=USR2", job)
        self.cluster.wait_until(lambda: self.restarts(session) == ["1"], 30, "queued again")
        self.finish(session)
        self.assertEqual(self.claims_made(session), ["claim_1", "claim_2"])
        self.assertIn("queued again for the runs that are left", self.task_logs(session, 500))
        self.assertEqual([job["state"] for job in self.cluster.jobs().values()], ["COMPLETED"])

    def test_a_task_queues_itself_again_and_no_other_of_its_array(self):
        # Slurm gives the last of an array's tasks the array's own number as its job's.
        session = self.begin(TWO_BLOCKS, "--time", "10", starts=4)
        job, _ = self.task(session, 2)
        self.assertEqual(self.tasks(session)[job]["number"], job.split("_")[0])
        self.cluster.answer("scancel", "--batch", "--signal=USR2", job)
        self.cluster.wait_until(lambda: "1" in self.restarts(session), 30, "queued again")
        self.finish(session)
        self.assertEqual(self.restarts(session), ["0", "1"])
        self.assertEqual([self.claims_made(session, block) for block in (0, 1)], [["claim_1"], ["claim_1", "claim_2"]])

    def test_a_pinned_block_goes_on_where_it_was_though_another_node_is_free_first(self):
        session = self.begin(ONE_BLOCK, "--pin-configuration", "--time", "10")
        job, node = self.task(session)
        with self.taken_next(node):
            self.cluster.answer("scancel", "--batch", "--signal=USR2", job)
            self.cluster.wait_until(lambda: self.restarts(session) == ["1"], 30, "queued again")
            self.wait_for_phases(session, {"queued": 1})
            self.wait_for_reason(job, "Resources")
        self.finish(session)
        self.assertEqual(self.nodes_of_runs(session), {node})
        self.assertEqual(self.claims_made(session), ["claim_1", "claim_2"])

    def test_a_pinned_block_that_slurm_starts_elsewhere_goes_back_to_its_node(self):
        session = self.begin(ONE_BLOCK, "--pin-configuration")
        job, node = self.task(session)
        with self.taken_next(node):
            self.cluster.answer("scontrol", "requeue", job)
            # Once by Slurm, to the other node, and from there by itself.
            self.cluster.wait_until(lambda: self.restarts(session) == ["2"], 60, "queued again twice")
            self.wait_for_reason(job, "Resources")
        self.finish(session)
        self.assertEqual(self.nodes_of_runs(session), {node})
        self.assertEqual(self.claims_made(session), ["claim_1", "claim_2"])

    @contextlib.contextmanager
    def taken_next(self, node):
        """Another's job waits for the node, has it as soon as it is free, and for as long as this lasts."""
        other = self.cluster.submit("#!/bin/sh\nsleep 300\n", "--gres=gpu:1", f"--nodelist={node}")
        yield
        self.cluster.answer("scancel", str(other))

    def wait_for_reason(self, job, reason):
        self.cluster.wait_until(lambda: self.cluster.jobs()[job]["reason"] == reason, 60, f"{job} waits for {reason}")

    def nodes_of_runs(self, session):
        return {record["batch"]["node"] for record in self.records(session).values()}

    def test_slurm_itself_tells_of_the_limit_in_time(self):
        # Told 119 s before the end of 180 s, or up to a minute earlier, when Slurm looks, which it does twice a minute.
        session = self.begin(settings(entry(runs=14, steps=80)), "--time", "3", "--warning-seconds", "119", starts=2)
        self.cluster.wait_until(lambda: self.restarts(session) == ["1"], 120, "queued again")
        self.ask("stop", str(session), "--now")
        self.wait_until_quiet(session)
        ended = [row for row in self.runs(session) if row["outcome"] == "succeeded"]
        self.assertGreaterEqual(len(ended), 1)
        self.check_nothing_runs()

    def test_a_block_whose_runs_do_not_fit_into_the_limit_is_not_queued_for_ever(self):
        session = self.begin(settings(entry(runs=2, steps=300)), "--time", "10", starts=1)
        job, _ = self.task(session)
        self.cluster.answer("scancel", "--batch", "--signal=USR2", job)
        self.wait_for_phases(session, {"lost": 1})
        self.assertIn("one does not fit in the limit", self.task_logs(session, 500))
        self.assertEqual(self.restarts(session), ["0"])
        self.wait_until_quiet(session)
        self.check_nothing_runs()

    def test_cancelled_tasks_are_lost_until_they_are_resumed(self):
        session = self.begin(TWO_BLOCKS)
        self.cluster.answer("scancel", self.task(session, 1)[0], self.task(session, 2)[0])
        self.wait_for_phases(session, {"lost": 2})
        self.wait_until_quiet(session)
        self.check_nothing_runs()
        ended = self.ended_runs(session)
        self.resume(session)
        self.finish(session)
        self.assertLessEqual(set(ended), {row["run_id"] for row in self.runs(session)}, "a run that had ended was done anew")
        self.assertIn("nothing to submit", self.resume(session).stderr.lower())

    def test_resuming_while_tasks_run_submits_none_of_their_blocks(self):
        session = self.begin(TWO_BLOCKS)
        self.assertIn("nothing to submit", self.resume(session).stderr.lower())
        self.finish(session)
        self.assertEqual(self.claims_made(session, 0) + self.claims_made(session, 1), ["claim_1", "claim_1"])

    def test_an_urgent_job_takes_a_tasks_place_and_the_task_goes_on_later(self):
        session = self.begin(TWO_BLOCKS)
        urgent = self.cluster.submit("#!/bin/sh\nsleep 1\n", "--partition=urgent", "--gres=gpu:1")
        self.cluster.wait_for_state(urgent, "COMPLETED", 60)
        self.finish(session)
        self.assertEqual(self.restarts(session), ["0", "1"])
        self.assertEqual(sorted(self.claims_made(session, 0) + self.claims_made(session, 1)), ["claim_1", "claim_1", "claim_2"])

    def test_a_node_that_fails_loses_no_run_that_had_ended(self):
        session = self.begin(TWO_BLOCKS)
        job, node = self.task(session, 1)
        ended = self.ended_runs(session)
        self.cluster.kill_node(node)
        self.cluster.wait_until(lambda: self.cluster.jobs()[job]["restarts"] == "1", 60, "queued again")
        self.finish(session)
        self.assertLessEqual(set(ended), {row["run_id"] for row in self.runs(session)})
        self.assertEqual(self.claims_made(session), ["claim_1", "claim_2"])
        self.assertNotEqual({self.records(session)[index]["batch"]["node"] for index in range(1, 7)}, {node})

    def test_what_a_task_does_behind_a_cut_network_counts_for_nothing(self):
        # Long enough that it goes on when the node is given up, 10 to 20 s later.
        session = self.begin(settings(entry(runs=60, steps=6)))
        job, node = self.task(session)
        first = self.programs(session)[1]
        self.cluster.kill_node(node, jobs="left")
        self.cluster.wait_until(lambda: len(self.claims(self.blocks(session)[0])) == 2, 90, "a second claim")
        self.assertEqual(self.cluster.jobs()[job]["restarts"], "1")
        # It looks before each step of its own.
        self.cluster.wait_until(lambda: not os.path.exists(f"/proc/{first}/exe"), 30, "the first task has ended")
        self.assertIn("another task has taken over block", self.task_logs(session, 1000))
        claim_1, claim_2 = self.claims(self.blocks(session)[0])
        self.wait_for_starts(len(self.starts()) + 2)
        self.ask("stop", str(session))
        self.wait_until_quiet(session)
        self.cluster.start_node(node)
        self.cluster.wait_for_idle()
        counts = {row["plan_index"]: row["run_id"] for row in self.query(claim_2, "SELECT plan_index, run_id FROM run")}
        ended = {row["plan_index"]: row["run_id"] for row in self.query(
            claim_1, "SELECT plan_index, run_id FROM run WHERE state = 'ended' AND outcome = 'succeeded'")}
        # Those that had ended when the second took over were not done again; no number has two runs.
        self.assertGreater(len(ended), 3)
        self.assertGreaterEqual(sum(counts.get(index) == run for index, run in ended.items()), len(ended) - 2)
        self.resume(session)
        self.finish(session, 120)

    def test_the_controller_is_started_anew_while_tasks_run(self):
        session = self.begin(TWO_BLOCKS)
        self.cluster.restart_controller()
        self.finish(session)
        self.assertEqual(self.claims_made(session, 0) + self.claims_made(session, 1), ["claim_1", "claim_1"])

    def test_a_controller_that_is_away_when_a_task_ends_or_asks(self):
        session = self.begin(TWO_BLOCKS)
        # Slurm writes down some 5 s later that they run.
        self.cluster.wait_until_written(max((block / "claim_1" / "settings.json").stat().st_mtime + 1 for block in self.blocks(session)))
        self.cluster.kill_controller()
        state = self.state(session)
        self.assertEqual(state["blocks_by_state"]["lost"], 0)
        self.assertIsNotNone(state["slurm_error"])
        refused = self.ask("resume", str(session), expected=3)
        self.assertIn("it is not known which blocks are queued or run", refused.stderr)
        deadline = time.monotonic() + 60
        while len(self.ended_runs(session)) < 12 and time.monotonic() < deadline:
            time.sleep(0.2)
        self.cluster.start_controller()
        self.finish(session)

    def test_a_controller_that_forgets_the_campaign_is_asked_again(self):
        before = time.time()
        self.cluster.submit("#!/bin/sh\nsleep 1\n")
        self.cluster.wait_until_written(before)
        session = self.submit(TWO_BLOCKS)
        self.cluster.kill_controller()
        self.cluster.start_controller()
        self.cluster.wait_until(lambda: self.cluster.run("sinfo").returncode == 0, 20, "the controller is back")
        self.cluster.wait_until(lambda: not self.programs(session), 30, "the forgotten job's processes are gone")
        self.wait_for_phases(session, {"lost": 2})
        self.resume(session)
        self.finish(session)

    def test_stop_lets_the_runs_that_go_on_end(self):
        session = self.begin(TWO_BLOCKS)
        self.ask("stop", str(session))
        self.wait_for_phases(session, {"lost": 2})
        self.wait_until_quiet(session)
        self.assertEqual(len(self.starts()), len(self.ended_runs(session)))
        self.check_nothing_runs()
        self.resume(session)
        self.finish(session)
        self.assertEqual(len(self.starts()), 12)

    def test_stop_now_ends_trainings_and_takes_queued_tasks_out(self):
        session = self.begin(settings(entry(runs=1, steps=300), entry(runs=2, steps=300), entry(runs=1)), starts=2)
        self.ask("stop", str(session), "--now")
        self.wait_for_phases(session, {"lost": 3}, 30)
        self.wait_until_quiet(session)
        self.check_nothing_runs()
        self.assertEqual(self.ended_runs(session), [])

    def test_slurms_daemon_on_a_node_is_killed_and_comes_back(self):
        session = self.begin(TWO_BLOCKS)
        _, node = self.task(session)
        self.cluster._kill_daemon(node)
        self.cluster.start_node(node)
        self.finish(session)

    def test_the_program_itself_is_killed(self):
        session = self.begin(TWO_BLOCKS)
        self.kill_program(session, 1)
        self.wait_for_phases(session, {"lost": 1, "done": 1})
        self.wait_until_quiet(session)
        self.check_nothing_runs()
        self.resume(session)
        self.finish(session)
        self.assertEqual(self.claims_made(session), ["claim_1", "claim_2"])

    def test_a_gpu_is_left_idle_as_long_as_asked_also_behind_a_run_that_was_killed(self):
        cooled = settings(entry(runs=3, steps=15), cooling_seconds=4)
        session = self.begin(cooled, "--", "--nodelist=node0", starts=1)
        time.sleep(1)
        self.kill_program(session, 1)
        self.wait_for_phases(session, {"lost": 1})
        self.resume(session)
        self.wait_until_done(session, 60)
        self.check_done(session, cooling=4)
        self.assertEqual(len(self.idle_before()), 3)

    def test_a_training_that_ignores_signals_goes_with_its_cancelled_task(self):
        script = self.root / "repos" / "counted" / "train.sh"
        script.write_text(script.read_text().replace("#!/bin/sh\n", "#!/bin/sh\ntrap '' TERM INT HUP\n", 1))
        session = self.begin(settings(entry(runs=1, steps=600)), starts=1)
        os.kill(self.programs(session)[1], signal.SIGCONT)
        self.cluster.answer("scancel", self.task(session)[0])
        self.wait_for_phases(session, {"lost": 1})
        self.wait_until_quiet(session)
        self.check_nothing_runs()


if __name__ == "__main__":
    unittest.main()
