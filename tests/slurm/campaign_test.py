"""A campaign over two nodes with a GPU each, from `submit` to what its records say: which node and GPU did each run, what
was one block, and that no GPU is used twice at once or before it has been idle as long as was asked."""
import csv
import json
import unittest

from campaign_world import CampaignWorld, entry, repeated, settings

UNTIL = {"until_relative_ci": 0.02, "min": 3, "max": 8, "of": "metric:test_accuracy"}


class Campaign(CampaignWorld):
    def gpu_of(self, node):
        return f"GPU-{self.root.name}-{'a' if node == 'node0' else 'b'}"

    def runs_by_block(self, session):
        return [[run["index"] for run in json.loads((block / "plan.json").read_text())["runs"]] for block in self.blocks(session)]

    def test_every_run_has_its_node_its_gpu_and_its_job(self):
        session = self.submit(settings(*[entry(runs=2) for _ in range(4)]))
        self.assertEqual(self.runs_by_block(session), [[1, 2], [3, 4], [5, 6], [7, 8]])
        self.wait_until_done(session)
        self.check_done(session)
        jobs = {job["number"]: job for job in self.cluster.jobs().values()}
        records = self.records(session)
        self.assertEqual({record["batch"]["node"] for record in records.values()}, {"node0", "node1"})
        for index, record in records.items():
            with self.subTest(index):
                batch, node = record["batch"], record["batch"]["node"]
                self.assertEqual(batch["system"], "slurm")
                self.assertEqual(batch["block"], (index + 1) // 2)
                self.assertEqual(batch["claim"], 1)
                self.assertEqual(jobs[batch["job_id"]]["node"], node)
                self.assertEqual([(device["uuid"], device["driver"]) for device in record["devices"]],
                                 [(self.gpu_of(node), "550.54.15")])
                self.assertEqual(record["environment_set"]["CUDA_VISIBLE_DEVICES"], "0" if node == "node0" else "1")
                phase, = [phase for phase in record["phases"] if phase["name"] == "foreground"]
                in_total = {energy["device"]: energy["in_total"] for energy in phase["energy"]}
                self.assertEqual([device for device, counts in in_total.items() if counts], [self.gpu_of(node)])
                own, = [energy["joules"] for energy in phase["energy"] if energy["in_total"]]
                self.assertGreater(own, 0)
                self.assertEqual(record["energy_metrics"]["gpu_energy_total_joules"], own)

    def test_a_gpu_is_idle_between_runs_as_long_as_asked_across_blocks_too(self):
        session = self.submit(settings(*[entry(runs=2) for _ in range(4)], cooling_seconds=2))
        self.wait_until_done(session, 120)
        self.check_done(session, cooling=2)
        # Of the eight, all but each GPU's first.
        self.assertEqual(len(self.idle_before()), 8 - len({start[1] for start in self.starts()}))

    def test_a_parallel_campaign_has_a_background_on_the_same_gpu(self):
        both = {"mode": "parallel", "runs_per_config": 2,
                "foreground": {"repo": "counted", "model": "default", "mode": "mutation", "mutate": ["learning_rate"]},
                "background": {"repo": "counted", "model": "default", "hyperparameters": {"steps": 20}}}
        session = self.submit(settings(both, both, cooling_seconds=2, background_startup_wait_seconds=0.3, minimum_load_fraction=0,
                                       background_ready_max_seconds=1, background_restart_delay_seconds=0.1))
        self.wait_until_done(session, 120)
        self.check_done(session, cooling=2)
        foregrounds = [record["foreground"]["energy_metrics"]["gpu_energy_total_joules"] for record in self.records(session).values()]
        self.assertEqual(len(foregrounds), 4)
        self.assertTrue(all(joules > 0 for joules in foregrounds), foregrounds)

    def test_interleaved_runs_go_on_in_a_task_for_each_of_their_blocks(self):
        session = self.submit(settings(repeated(0.06, 3), repeated(0.07, 3), order="interleaved"))
        self.assertEqual(self.runs_by_block(session), [[1, 2], [3, 4], [5, 6]])
        for block in self.blocks(session):
            runs = json.loads((block / "plan.json").read_text())["runs"]
            self.assertEqual({run["configuration"] for run in runs}, {1, 2})
        self.wait_until_done(session)
        self.check_done(session)

    def test_a_pinned_configuration_stays_on_one_gpu_also_when_it_is_resumed(self):
        first, second = repeated(0.06, 3, steps=6), repeated(0.07, 3, steps=6)
        session = self.submit(settings(first, second, first), "--pin-configuration")
        # The third entry is the first one's configuration again.
        self.assertEqual(self.runs_by_block(session), [[1, 2, 3, 7, 8, 9], [4, 5, 6]])
        self.wait_for_starts(4)
        self.ask("stop", str(session), "--now")
        self.wait_for_phases(session, {"lost": 2})
        self.wait_until_quiet(session)
        before = {block.name: self.nodes_of(block) for block in self.blocks(session)}
        self.assertTrue(all(len(nodes) == 1 for nodes in before.values()), before)
        # The block that was on node0 would be the first to start, on node0: now node1 is free first.
        blocker = self.cluster.submit("#!/bin/sh\nsleep 60\n", "--gres=gpu:1", "--nodelist=node0")
        self.cluster.wait_for_state(blocker, "RUNNING")
        self.resume(session)
        self.wait_for_phases(session, {"done": 1, "queued": 1})
        self.cluster.answer("scancel", str(blocker))
        self.wait_until_done(session)
        self.check_done(session)
        for block in self.blocks(session):
            self.assertEqual(len(self.nodes_of(block)), 1, "a configuration was on two nodes")
            self.assertLessEqual(before[block.name], self.nodes_of(block))

    def nodes_of(self, block):
        claims = [claim for claim in self.claims(block) if (claim / "session.db").exists()]
        rows = self.query(claims[-1], "SELECT directory FROM run WHERE state = 'ended' AND outcome <> 'interrupted'") if claims else []
        return {json.loads((claims[-1] / row["directory"] / "experiment.json").read_text())["batch"]["node"] for row in rows}

    def test_a_configuration_is_run_until_its_interval_is_narrow_within_one_block(self):
        # The accuracy is the training's count: 1/1, 1/2, 1/3 are never narrow.
        script = self.root / "repos" / "counted" / "train.sh"
        script.write_text(script.read_text().replace(
            'accuracy: 0.75"', 'accuracy: $(awk "BEGIN { print 1 / $(wc -l <"$TRACE/ends") }")"'))
        session = self.submit(settings(repeated(0.07, UNTIL), entry(runs=1)))
        self.assertEqual(self.runs_by_block(session), [[1, 2, 3], [4]])
        self.wait_until_done(session, 90)
        block, other = self.blocks(session)
        rows = self.query(self.claim_that_counts(block), "SELECT plan_index, outcome FROM run")
        self.assertEqual(len(rows), UNTIL["max"], self.task_logs(session))
        self.assertEqual({row["outcome"] for row in rows}, {"succeeded"})
        self.assertEqual(len(self.query(self.claim_that_counts(other), "SELECT plan_index FROM run")), 1)
        self.assertEqual(self.told("overlaps"), [])

    def test_a_block_begins_with_what_an_earlier_one_has_learned_of_its_gpu(self):
        session = self.submit(settings(*[entry(runs=1)] * 2, cooling_seconds=6), "--max-parallel", "1", "--", "--nodelist=node0")
        self.wait_until_done(session)
        first, second = (self.records(session)[index]["cooling"] for index in (1, 2))
        self.assertIsNone(first["idle_reference_watts"], "nobody has been on that GPU")
        self.assertEqual(second["idle_reference_watts"], first["idle_power_watts"])
        self.check_done(session)

    def test_status_tells_of_blocks_that_are_queued_run_and_are_done(self):
        self.cluster.answer("scontrol", "update", "PartitionName=gpu", "State=DOWN")
        session = self.submit(settings(entry(runs=2, steps=10), entry(runs=2, steps=10), entry(runs=2)))
        self.wait_for_phases(session, {"queued": 3})
        text = self.ask("status", str(session)).stdout
        self.assertIn("Blocks: 3, 3 queued", text)
        self.assertIn("Runs: 0 of 6 done", text)
        self.cluster.answer("scontrol", "update", "PartitionName=gpu", "State=UP")
        self.wait_for_phases(session, {"running": 2, "queued": 1})
        self.wait_for_starts(2)
        running = [block for block in self.state(session)["blocks"] if block["state"] == "running"]
        self.assertEqual({block["node"] for block in running}, {"node0", "node1"})
        self.assertEqual([(block["running"], block["run_phase"]) for block in running], [(1, "foreground"), (3, "foreground")])
        self.wait_until_done(session)
        state = self.state(session)
        self.assertEqual((state["runs_planned"], state["runs_ended"], state["failed"]), (6, 6, 0))
        self.assertIn("Blocks: 3, 3 done", self.ask("status").stdout)
        self.check_done(session)

    def test_collecting_puts_every_run_into_the_sessions_own_store_once(self):
        session = self.submit(settings(*[entry(runs=2) for _ in range(3)]))
        self.wait_for_starts(2)
        self.ask("collect", str(session))
        self.wait_until_done(session)
        for command in ("report", "audit"):
            self.assertIn("have recorded runs that are not collected: `mutation collect",
                          self.ask(command, str(session)).stderr)
        self.assertTrue("have recorded runs that are not collected" in (session / "report.html").read_text())
        self.ask("collect", str(session))
        for command in ("report", "audit", "export"):
            self.assertNotIn("not collected", self.ask(command, str(session)).stderr)
        self.ask("collect", str(session))
        rows = self.query(session, "SELECT plan_index, state, outcome FROM run ORDER BY plan_index")
        self.assertEqual([row["plan_index"] for row in rows], [1, 2, 3, 4, 5, 6])
        self.assertEqual({row["state"] for row in rows}, {"ended"})
        with open(session / "summary.csv", newline="", encoding="utf-8") as file:
            summary = list(csv.DictReader(file))
        self.assertEqual(len(summary), 6)
        nodes = {record["batch"]["node"] for record in self.records(session).values()}
        self.assertEqual({row["device_uuid"] for row in summary}, {self.gpu_of(node) for node in nodes})
        self.check_done(session)


if __name__ == "__main__":
    unittest.main()
