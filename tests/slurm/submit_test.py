"""`mutation submit`: what is refused before anything is written, all of it at once; what is asked of Slurm; and what
becomes of a campaign where Slurm is not there."""
import json
import os
import unittest

from campaign_world import CampaignWorld, entry, settings


class Submit(CampaignWorld):
    def refused(self, content, *options, **more):
        """What was said of it; nothing was written or submitted."""
        done = self.submit(content, *options, expected=2, **more)
        self.assertEqual(self.sessions(), [])
        self.assertEqual(done.stdout, "")
        return done.stderr

    def assert_says(self, said, *parts):
        for part in parts:
            self.assertIn(part, said)

    def test_everything_that_is_wrong_is_told_at_once_before_anything_is_written(self):
        (self.root / "repos" / "busy" / "train.sh").unlink()
        content = settings(entry(), dict(entry(), repo="busy", hyperparameters={}), governor="performance", devices=["0"])
        said = self.refused(content, "--partition", "gpuu", "--gres", "gpu:a100:1", "--", "--array=1-4", "account=lab")
        self.assert_says(said, "busy/train.sh does not exist", "the settings name GPUs (`devices`)",
                         "the settings ask for a CPU governor", 'no partition "gpuu"', 'did you mean "gpu"?',
                         "--array is this program's own", '"account=lab" is no option of sbatch')
        self.assertEqual(self.cluster.jobs(), {})
        self.assertFalse((self.root / "results").exists())

    def test_a_device_that_no_node_has_is_refused_with_those_there_are(self):
        for gres in ("gpu:2", "gpu:a100:1", "fpga:1"):
            with self.subTest(gres):
                said = self.refused(settings(entry()), "--gres", gres)
                self.assert_says(said, f'no node of partition "gpu" has "{gres}"', "its nodes have: gpu:1")

    def test_mistakes_in_settings_and_options_are_told_with_their_place(self):
        said = self.refused(settings(dict(entry(), repo="cuonted"), runs_per_confg=3))
        self.assert_says(said, "runs_per_confg", "cuonted", "counted")
        done = self.submit(settings(entry()), "--time", "soon", expected=2)
        self.assertIn('"soon" is no time of Slurm', done.stderr)
        self.assertEqual(self.sessions(), [])

    def test_a_local_folder_is_no_place_for_the_runs_of_other_machines(self):
        # On a machine of another name the nodes are others. Its folder is as local as before.
        elsewhere = ["unshare", "--uts", "sh", "-c", 'hostname elsewhere && exec "$@"', "sh"]
        if self.cluster.run(*elsewhere, "true").returncode != 0:
            self.skipTest("no other host name can be had here")
        self.command, usual = lambda *arguments: elsewhere + usual(*arguments), self.command
        said = self.refused(settings(entry()))
        self.assert_says(said, "lies on a local file system of this machine, and 2 other machines would do the runs (node0, …)",
                         "--results", "--assume-shared")
        self.submit(settings(entry()), "--assume-shared")

    def test_a_dry_run_prints_the_script_and_writes_nothing(self):
        told = self.submit(settings(entry(), entry()), "--dry-run", "--max-parallel", "1", "--time", "1:00:00", shared=False)
        lines = told.stdout.splitlines()
        self.assertEqual(lines[0], "#!/bin/sh")
        for option in ("--array=1-2%1", "--exclusive", "--gres=gpu:1", "--time=01:00:00", "--requeue", "--signal=B:USR2@120"):
            self.assertIn("#SBATCH " + option, lines)
        self.assertIn("4 runs in 2 blocks of 2 to 2 runs, partition gpu, a whole node each, gpu:1", told.stderr)
        self.assertFalse((self.root / "results").exists())
        self.assertEqual(self.cluster.jobs(), {})

    def test_each_task_has_its_node_for_itself(self):
        content = settings(*[entry(runs=1, steps=2) for _ in range(3)])
        session = self.submit(content, "--gpu", "none", shared=False)
        together = set()

        def done():
            tasks = self.tasks(session).values()
            together.update(node for node in self.cluster.nodes if [task["node"] for task in tasks].count(node) > 1)
            return self.phases(session) == {"done": 3}
        self.cluster.wait_until(done, 60, "all blocks done")
        self.assertEqual(together, set())
        self.wait_until_quiet(session)
        for record in self.records(session).values():
            self.assertTrue(record["batch"]["exclusive"])
            self.assertFalse(record["machine_shared"])
        # Both nodes are this machine, and it is one task's at a time.
        self.check_done(session)

    def test_shared_nodes_are_warned_of_and_marked_in_every_run(self):
        done = self.submit(settings(entry(), entry()), "--dry-run")
        self.assertIn("nodes are shared (--shared-nodes)", done.stderr)
        self.assertNotIn("--exclusive", done.stdout)
        session = self.submit(settings(entry(), entry()))
        self.wait_until_done(session)
        for record in self.records(session).values():
            self.assertFalse(record["batch"]["exclusive"])
            self.assertTrue(record["machine_shared"])
        self.check_done(session)

    def test_no_more_tasks_at_a_time_than_asked(self):
        session = self.submit(settings(*[entry(runs=1, steps=5) for _ in range(4)]), "--max-parallel", "1")
        most = 0

        def done():
            nonlocal most
            most = max(most, len(self.tasks(session)))
            return self.phases(session) == {"done": 4}
        self.cluster.wait_until(done, 90, "all blocks done")
        self.assertEqual(most, 1)
        self.wait_until_quiet(session)
        self.check_done(session)

    def test_options_behind_two_dashes_go_to_sbatch(self):
        session = self.submit(settings(entry()), "--", "--comment=of the lab", "--nodelist=node1")
        self.wait_until_done(session)
        self.assertEqual({job["node"] for job in self.cluster.jobs().values()}, {"node1"})
        job = next(iter(self.cluster.jobs().values()))["number"]
        self.assertIn("Comment=of the lab", self.cluster.answer("scontrol", "show", "job", job))
        self.assertEqual(json.loads((session / "cluster.json").read_text())["request"]["options"],
                         ["--comment=of the lab", "--nodelist=node1"])

    def test_what_sbatch_itself_refuses_is_told_and_can_be_submitted_later(self):
        done = self.submit(settings(entry()), "--", "--constraint=fast", expected=3)
        self.assert_says(done.stderr, "Invalid feature specification", "`mutation resume")
        self.assertEqual([job for job in self.cluster.jobs().values() if job["state"] == "PENDING"], [])

    def test_slurms_record_of_what_it_refused_is_not_taken_for_the_job(self):
        # Slurm keeps it as FAILED/BadConstraints, under the job's name.
        self.submit(settings(entry(), entry()), "--", "--cpus-per-gpu=99", expected=3)
        self.assertEqual({job["reason"] for job in self.cluster.jobs().values()}, {"BadConstraints"})
        session, = self.sessions()
        self.assertEqual(json.loads((session / "cluster.json").read_text())["submissions"], [])
        self.assertEqual(self.phases(session), {"lost": 2})

    def test_a_block_can_be_done_in_a_job_of_the_users_own(self):
        self.cluster.answer("scontrol", "update", "PartitionName=gpu", "State=DOWN")
        session = self.submit(settings(entry(runs=1)))
        # Not `stop`, after which no task of the session begins anything.
        self.cluster.answer("scancel", *self.cluster.jobs())
        self.cluster.answer("scontrol", "update", "PartitionName=gpu", "State=UP")
        job = self.cluster.submit(f"#!/bin/sh\nexec '{session}/program/mutation' work '{session}' --block 1 >'{self.root}/said' 2>&1\n",
                                  "--gres=gpu:1", f"--export=ALL,FAKE_NVML_SCRIPT={self.environment['FAKE_NVML_SCRIPT']},"
                                  f"TRACE={self.environment['TRACE']},{self.marker}")
        self.cluster.wait_for_state(job, "COMPLETED")
        record = self.records(session)[1]
        self.assertEqual((record["batch"]["job_id"], record["batch"]["array_task"]), (str(job), None))

    def test_without_slurm_nothing_is_left(self):
        with self.subTest("not installed"):
            path, self.environment["PATH"] = self.environment["PATH"], "/nonexistent"
            said = self.refused(settings(entry()))
            self.assert_says(said, "there is no Slurm here", "on a machine from which jobs are submitted")
            self.environment["PATH"] = path
        with self.subTest("no configuration"):
            conf, self.environment["SLURM_CONF"] = self.environment["SLURM_CONF"], "/nonexistent/slurm.conf"
            said = self.refused(settings(entry()))
            self.assert_says(said, "set SLURM_CONF")
            self.environment["SLURM_CONF"] = conf
        with self.subTest("controller away"):
            self.cluster.kill_controller()
            said = self.refused(settings(entry()))
            self.assert_says(said, "Slurm's controller does not answer", "scontrol ping")
            self.cluster.start_controller()
            self.cluster.wait_for_idle()
        self.assertFalse(os.path.exists(self.root / "results"))


if __name__ == "__main__":
    unittest.main()
