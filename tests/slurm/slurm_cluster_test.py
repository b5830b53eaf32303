"""The cluster that the tests of jobs rest on does what they rely on: Slurm's own answers to jobs that run, are
cancelled, go back to the queue, and lose their node or the controller."""
import time
import unittest

import node_processes
from slurm_cluster import SlurmCluster

# Says where each life of it ran, and goes on until a file lets it end.
LIVES = """#!/bin/sh
echo "$SLURMD_NODENAME ${SLURM_RESTART_COUNT:-0}" >>"$SLURM_SUBMIT_DIR/lives-$SLURM_JOB_NAME"
while [ ! -e "$SLURM_SUBMIT_DIR/end-$SLURM_JOB_NAME" ]; do sleep 0.1; done
"""


class Cluster(unittest.TestCase):
    def setUp(self):
        self.start(SlurmCluster())

    def start(self, cluster):
        self.cluster = cluster
        cluster.__enter__()
        self.addCleanup(cluster.stop)

    def submit_lives(self, name, *options):
        return self.cluster.submit(LIVES, "--gres=gpu:1", f"--job-name={name}", *options)

    def lives(self, name):
        path = self.cluster.folder / f"lives-{name}"
        return path.read_text().splitlines() if path.exists() else []

    def wait_for_lives(self, name, count, seconds=30):
        self.cluster.wait_until(lambda: len(self.lives(name)) == count, seconds, f"{name} started {count} times")

    def end(self, name):
        (self.cluster.folder / f"end-{name}").touch()

    def processes(self):
        return {node: self.cluster.job_processes(node) for node in self.cluster.nodes}

    def test_the_tasks_of_an_array_run_on_both_nodes_each_with_its_own_gpu(self):
        array = self.cluster.submit('#!/bin/sh\necho "$SLURMD_NODENAME $CUDA_VISIBLE_DEVICES $GPU_DEVICE_ORDINAL"\nsleep 1\n',
                                    "--array=0-3", "--gres=gpu:1", "--output=gpus-%a")
        for task in range(4):
            self.cluster.wait_for_state(f"{array}_{task}", "COMPLETED")
        told = [(self.cluster.folder / f"gpus-{task}").read_text().strip() for task in range(4)]
        self.assertEqual(sorted(told), ["node0 0 0", "node0 0 0", "node1 1 1", "node1 1 1"])
        jobs = self.cluster.jobs()
        self.assertEqual({job["node"] + " " + job["exit_code"] for job in jobs.values()}, {"node0 0", "node1 0"})

    def test_a_job_without_a_gpu_sees_none(self):
        job = self.cluster.submit('#!/bin/sh\necho "${CUDA_VISIBLE_DEVICES-unset}"\n', "--output=gpus")
        self.cluster.wait_for_state(job, "COMPLETED")
        self.assertEqual((self.cluster.folder / "gpus").read_text(), "unset\n")

    def test_a_cancelled_job_leaves_nothing_running_not_even_what_left_its_session(self):
        if not self.cluster.tracks_by_cgroup:
            self.skipTest("no cgroup here that Slurm can track processes by")
        job = self.cluster.submit("#!/bin/sh\nsetsid env -i /bin/sleep 900 &\necho $! >daemon\nwait\n")
        daemon = self.cluster.folder / "daemon"
        self.cluster.wait_until(lambda: daemon.exists() and daemon.read_text(), 20, "the daemon started")
        pid = int(daemon.read_text())
        self.assertIn(pid, sum(self.processes().values(), []))
        self.cluster.answer("scancel", str(job))
        self.cluster.wait_for_state(job, "CANCELLED")
        self.assertFalse(node_processes.is_alive(pid))
        self.assertEqual(self.processes(), {"node0": [], "node1": []})

    def test_a_job_that_goes_back_to_the_queue_has_a_second_life(self):
        job = self.submit_lives("again")
        self.wait_for_lives("again", 1)
        self.cluster.answer("scontrol", "requeue", str(job))
        self.wait_for_lives("again", 2)
        self.end("again")
        self.cluster.wait_for_state(job, "COMPLETED")
        self.assertEqual([life.split()[1] for life in self.lives("again")], ["0", "1"])
        self.assertEqual(self.cluster.jobs()[str(job)]["restarts"], "1")

    def test_an_urgent_job_takes_a_nodes_place_of_one_that_runs(self):
        for name in ("first", "second"):
            self.submit_lives(name)
            self.wait_for_lives(name, 1)
        urgent = self.submit_lives("urgent", "--partition=urgent")
        self.wait_for_lives("urgent", 1)
        self.assertEqual(sorted(job["restarts"] for job in self.cluster.jobs().values()), ["0", "0", "1"])
        self.end("urgent")
        self.cluster.wait_for_state(urgent, "COMPLETED")

    def test_a_job_whose_node_fails_runs_again_on_the_other(self):
        job = self.submit_lives("moved")
        self.wait_for_lives("moved", 1)
        node = self.cluster.jobs()[str(job)]["node"]
        self.cluster.kill_node(node)
        self.assertEqual(self.processes()[node], [])
        self.cluster.wait_until(lambda: self.cluster.node_states()[node] == "down*", 40, f"{node} down")
        self.wait_for_lives("moved", 2)
        self.end("moved")
        self.cluster.wait_for_state(job, "COMPLETED")
        other = "node1" if node == "node0" else "node0"
        self.assertEqual(self.lives("moved"), [f"{node} 0", f"{other} 1"])
        self.cluster.start_node(node)
        self.cluster.wait_for_idle()

    def test_a_job_behind_a_cut_network_goes_on_beside_its_second_life_until_its_node_is_back(self):
        job = self.submit_lives("twice")
        self.wait_for_lives("twice", 1)
        node = self.cluster.jobs()[str(job)]["node"]
        self.cluster.kill_node(node, jobs="left")
        self.wait_for_lives("twice", 2, 60)
        self.assertTrue(all(self.processes().values()), self.processes())
        self.cluster.start_node(node)
        self.cluster.wait_until(lambda: not self.processes()[node], 30, "the first life's processes gone")
        self.end("twice")
        self.cluster.wait_for_state(job, "COMPLETED")

    def test_a_running_job_outlives_the_controllers_restart(self):
        ended = self.cluster.submit("#!/bin/sh\nexit 7\n")
        self.cluster.wait_for_state(ended, "FAILED")
        job = self.submit_lives("steady")
        self.wait_for_lives("steady", 1)
        self.cluster.restart_controller()
        self.assertEqual(self.cluster.jobs()[str(job)]["state"], "RUNNING")
        self.assertEqual(self.cluster.jobs()[str(ended)]["exit_code"], str(7 << 8))
        self.end("steady")
        self.cluster.wait_for_state(job, "COMPLETED")
        self.assertEqual(len(self.lives("steady")), 1)

    def test_a_controller_that_is_killed_has_forgotten_what_it_had_not_written(self):
        written = self.submit_lives("written")
        self.wait_for_lives("written", 1)
        self.cluster.wait_until_written(time.time())
        young = self.submit_lives("young")
        self.wait_for_lives("young", 1)
        self.cluster.kill_controller()
        self.cluster.start_controller()
        self.cluster.wait_until(lambda: not self.cluster.job_processes("node1"), 30, "the forgotten job's processes are gone")
        self.assertEqual({job: told["state"] for job, told in self.cluster.jobs().items()}, {str(written): "RUNNING"})
        self.assertEqual(self.lives("written"), ["node0 0"])
        self.assertEqual(self.submit_lives("other"), young)

    def test_nothing_is_left_of_a_cluster_that_was_stopped_amid_a_job(self):
        self.submit_lives("amid")
        self.wait_for_lives("amid", 1)
        self.cluster.stop()
        self.assertEqual(self.processes(), {"node0": [], "node1": []})
        self.assertFalse(self.cluster.folder.exists())
        self.assertEqual(sum((node_processes.job_cgroups(node, self.cluster.first_job) for node in self.cluster.nodes), []), [])

    def test_without_cgroups_jobs_run_as_well_and_what_they_detached_goes_with_the_cluster(self):
        self.start(SlurmCluster(nodes=1, use_cgroups=False))
        self.assertFalse(self.cluster.tracks_by_cgroup)
        job = self.cluster.submit("#!/bin/sh\n(setsid env -i /bin/sleep 900 & echo $! >daemon) &\nwait\nsleep 900\n",
                                  "--gres=gpu:1")
        daemon = self.cluster.folder / "daemon"
        self.cluster.wait_until(lambda: daemon.exists() and daemon.read_text(), 20, "the daemon started")
        pid = int(daemon.read_text())
        self.cluster.answer("scancel", str(job))
        self.cluster.wait_for_state(job, "CANCELLED")
        self.assertTrue(node_processes.is_alive(pid))
        self.cluster.stop()
        self.assertFalse(node_processes.is_alive(pid))


if __name__ == "__main__":
    unittest.main()
