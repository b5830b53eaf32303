"""`mutation submit`, `resume`, `status` and `stop` with clients of Slurm's that answer what they seldom do: late, twice,
or not at all."""
import json
import shutil
import sqlite3
import time
import unittest

from submission_world import SubmissionWorld, settings
from world import wait_until


class Submission(SubmissionWorld):
    def test_nobody_else_submits_while_a_submission_goes_on(self):
        self.slurm.answers("sbatch", 'while [ ! -e "$folder/go" ]; do sleep 0.02; done; echo 41')
        submitting = self.start_program("submit", self.write_settings(settings()), "--gpu", "none")
        wait_until(lambda: self.slurm.asked("sbatch"), 20, "sbatch was asked")
        refused = self.asked("resume", str(self.session()), expected=3)
        self.assertIn("another program writes the session", refused.stderr)
        self.slurm.put("go", "")
        self.assertEqual(submitting.wait(20), 0)
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)
        self.assertEqual([one["job_id"] for one in self.submissions()], [41])

    def test_what_slurm_refuses_is_not_taken_for_submitted_though_slurm_keeps_a_record_of_it(self):
        self.slurm.answers("sbatch", """echo 'sbatch: error: Batch job submission failed: Requested node configuration is not available' >&2
                                        exit 1""")
        self.slurm.put("named", "26|1-2|\n")
        done = self.submit(expected=3)
        self.assertIn("Requested node configuration is not available", done.stderr)
        self.assertEqual(self.submissions(), [])
        self.assertEqual(self.phases(), {"lost": 2})
        refused = self.slurm.asked("sbatch")[0].split()[-1]
        self.slurm.answers("sbatch", "echo 41")
        self.asked("resume", str(self.session()))
        # The record's name is nobody else's.
        self.assertNotEqual(self.slurm.asked("sbatch")[1].split()[-1], refused)
        self.assertEqual([one["job_id"] for one in self.submissions()], [41])

    def test_an_array_that_slurm_refuses_keeps_no_other_from_being_submitted(self):
        config = (self.slurm.folder / "config").read_text()
        self.slurm.put("config", config.replace("= 1001", "= 2"))
        self.slurm.answers("sbatch", """if [ $(wc -l <"$folder/asked/sbatch") -eq 1 ]; then
                                          echo 'sbatch: error: Invalid node name specified' >&2; exit 1
                                        fi
                                        echo 42""")
        done = self.submit(expected=3)
        self.assertIn("Invalid node name specified", done.stderr)
        self.assertEqual([(one["job_id"], one["blocks"]) for one in self.submissions()], [(42, [[2, 2]])])

    def lose_the_answer(self):
        self.slurm.answers("sbatch", "kill -9 $$")
        done = self.submit(expected=3)
        self.assertIn("may have been submitted all the same", done.stderr)
        self.slurm.answers("sbatch", "echo 41")

    def test_blocks_are_not_submitted_again_while_the_job_of_a_lost_answer_may_still_appear(self):
        self.lose_the_answer()
        self.assertEqual([one["job_id"] for one in self.submissions()], [0])
        self.assertEqual(self.phases(), {"unknown": 2})
        self.assertIn("its answer is not known", self.asked("status", str(self.session())).stdout)
        told = self.asked("resume", str(self.session()))
        self.assertIn("2 blocks are not submitted: Slurm was asked at", told.stderr)
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)
        self.asked_long_ago()
        self.assertEqual(self.phases(), {"lost": 2})
        self.asked("resume", str(self.session()))
        self.assertEqual([one["job_id"] for one in self.submissions()], [41])

    def asked_long_ago(self):
        path = self.session() / "cluster.json"
        content = json.loads(path.read_text())
        for one in content["submissions"]:
            one["at"] = "2025-01-01" + one["at"][10:]
        path.write_text(json.dumps(content))

    def test_every_job_of_a_lost_answer_is_looked_at(self):
        self.lose_the_answer()
        self.slurm.put("named", "43|1-2|\n44|1-2|\n")
        self.slurm.put("queue", self.slurm.task(43, "1-2", self.name(), "CANCELLED") +
                       self.slurm.task(44, 1, self.name(), "RUNNING", node="node0", job=45) +
                       self.slurm.task(44, 2, self.name(), "PENDING", "Resources"))
        self.assertEqual(self.phases(), {"running": 1, "queued": 1})
        self.asked("resume", str(self.session()))
        self.assertEqual([(one["job_id"], one["blocks"]) for one in self.submissions()], [(43, [[1, 2]]), (44, [[1, 2]])])
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)

    def test_a_block_that_is_to_be_done_again_is_submitted_once(self):
        self.submit()
        for block in (1, 2):
            claim = self.session() / "blocks" / f"{block:05}" / "claim_1"
            claim.mkdir()
            (claim / "session.db").write_text("a store")
            (claim / "progress.json").write_text(json.dumps({
                "runs": 1, "ended": 1, "succeeded": 0, "suspect": 0, "failed": 1, "running": 0, "complete": True,
                "at_work": False, "ended_by": "", "node": "node0", "job_id": "41", "at": "2026-01-01T00:00:00Z"}))
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(), "COMPLETED") +
                       self.slurm.task(41, 2, self.name(), "PENDING", "Resources"))
        self.asked("resume", str(self.session()), "--retry", "failed")
        self.assertEqual([one["blocks"] for one in self.submissions()], [[[1, 2]], [[1, 1]]])

    def test_all_tasks_of_a_block_are_told_of_and_stopped(self):
        self.submit()
        self.lose_the_answer_of_a_resume()
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(1), "RUNNING", node="node0", job=43) +
                       self.slurm.task(41, 2, self.name(1), "COMPLETED", job=41) +
                       self.slurm.task(42, 1, self.name(2), "PENDING", "Resources") +
                       self.slurm.task(42, 2, self.name(2), "PENDING", "Resources"))
        first, second = self.state()["blocks"]
        self.assertEqual((first["state"], first["tasks_active"], first["reason"]),
                         ("running", 2, "RUNNING; it has 2 tasks: 41_1, 42_1"))
        self.assertEqual((second["state"], second["tasks_active"], second["reason"]), ("queued", 1, "PENDING: Resources"))
        self.asked("stop", str(self.session()), "--now")
        self.assertEqual(self.slurm.asked("scancel"), ["42_[1-2]", "41_[1]"])

    def test_of_a_task_that_ended_before_it_told_how_far_it_was_nothing_is_counted(self):
        self.submit()
        (self.session() / "blocks" / "00001" / "claim_1").mkdir()
        start = int(time.time()) + 7500
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(), "FAILED", "NonZeroExitCode", job=43) +
                       self.slurm.task(41, 2, self.name(), "PENDING", "Priority", start=start))
        first, second = self.state()["blocks"]
        self.assertEqual((first["state"], first["claims"], first["ended"], first["succeeded"]), ("lost", 1, None, None))
        self.assertEqual((second["ended"], second["slurm_start"], second["slurm_end"], second["slurm_restarts"]),
                         (0, time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(start)), None, 0))
        told = self.asked("status", str(self.session())).stdout
        self.assertRegex(told, r"1 +lost +\? of 1 .* FAILED: NonZeroExitCode")
        self.assertRegex(told, r"2 +queued +0 of 1 .* PENDING: Priority, may begin in 2h 0")

    def test_status_names_the_run_that_goes_on_and_its_phase(self):
        self.one_runs_and_one_waits()
        first, second = self.state()["blocks"]
        self.assertEqual((first["running"], first["run_phase"], first["run_phase_start"]),
                         (2, "background_startup", "2026-01-01T10:20:30.000000Z"))
        self.assertEqual((second["running"], second["run_phase"], second["run_phase_start"]), (None, None, None))
        told = self.asked("status", str(self.session())).stdout
        self.assertRegex(told, r"1 +running +1 of 2 +2 \(background startup\) +node0 ")
        self.assertRegex(told, r"2 +queued +0 of 2 +- ")

    def lose_the_answer_of_a_resume(self):
        self.slurm.put("named", "42|1-2|\n")
        self.slurm.answers("sbatch", "kill -9 $$")
        self.asked("resume", str(self.session()))
        self.assertEqual([one["job_id"] for one in self.submissions()], [41, 42])

    def test_where_only_the_accounts_do_not_answer_it_is_said_what_is_not_known(self):
        self.use_slurm(accounting="slurmdbd")
        self.submit()
        self.slurm.answers("sacct", "echo 'sacct: error: slurmdbd: Connection refused' >&2; exit 1")
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(), "RUNNING", node="node0", job=43))
        self.assertEqual(self.phases(), {"running": 1, "lost": 1})
        for command in ("status", "stop"):
            done = self.asked(command, str(self.session()))
            self.assertIn("how tasks ended that Slurm's queue has forgotten is not known", done.stderr)
        self.assertEqual(len(self.slurm.asked("scancel")), 1)
        done = self.asked("resume", str(self.session()), expected=3)
        self.assertIn("slurmdbd: Connection refused", done.stderr)
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)

    def test_stop_finds_the_newest_submitted_session_with_tasks_in_the_queue(self):
        self.submit()
        first = self.name()
        results = self.root / "results"
        for later in ("run_20990101_000000", "run_20990101_000001"):
            shutil.copytree(self.session_named(first), results / later)
        done = self.asked("stop", expected=2)
        self.assertIn("Slurm has no task of a submitted one", done.stderr)
        second = first.replace(self.session_named(first).name, "run_20990101_000000")
        self.slurm.put("own", f"shell|\n{first}|\n{second}|\n")
        self.slurm.put("queue", self.slurm.task(41, "1-2", second, "PENDING", "Resources"))
        self.assertIn("results/run_20990101_000000: queued tasks", self.asked("stop").stdout)
        self.assertEqual(self.slurm.asked("scancel"), ["41_[1-2]"])
        self.slurm.answers("squeue", "echo 'slurm_load_jobs error: Unable to contact slurm controller (connect failure)' >&2; exit 1")
        done = self.asked("stop", expected=2)
        self.assertIn("of submitted ones it is not known: run squeue", done.stderr)

    def session_named(self, job):
        return self.root / "results" / job.split("-")[1]

    def script(self, number):
        return (self.session() / "slurm" / f"submission_{number}.sh").read_text()

    def test_resume_hands_on_what_tasks_understand_and_refuses_the_rest(self):
        self.submit()
        done = self.asked("resume", str(self.session()), "--on-finish", "true", "--events", "e", "--share-machine", "--gpu", "none",
                          "--price", "0.3", "--progress", "plain", expected=2)
        for option in ("--on-finish", "--events", "--share-machine", "--gpu", "--price", "--progress"):
            self.assertIn(option, done.stderr.splitlines()[0])
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)
        self.asked("resume", str(self.session()), "--max-consecutive-failures", "7", "--min-free-disk-mb", "0.5", "--keep-scripts",
                   "--keep-copies", "--tree-method", "sweep", "--accept-changes", "--retry", "failed")
        self.assertIn("--accept-changes --retry failed --max-consecutive-failures 7 --min-free-disk-mb 0.5 --keep-scripts "
                      "--keep-copies --tree-method sweep", self.script(2).splitlines()[-1])

    def test_tasks_that_are_at_work_count_for_how_many_may_be(self):
        self.submit("--max-parallel", "3", content=settings(6))
        self.assertIn("#SBATCH --array=1-6%3\n", self.script(1))
        self.slurm.put("queue", self.slurm.task(41, 1, self.name(), "RUNNING", node="node0", job=43))
        self.asked("resume", str(self.session()))
        self.assertIn("#SBATCH --array=2-6%2\n", self.script(2))
        self.slurm.put("queue", "".join(self.slurm.task(41, task, self.name(), "RUNNING", node="node0", job=50 + task)
                                        for task in (1, 2, 3)))
        done = self.asked("resume", str(self.session()))
        self.assertIn("#SBATCH --array=4-6%1\n", self.script(3))
        self.assertIn("up to 4 tasks may be at work at a time in place of 3", done.stderr)

    def test_of_an_array_that_waits_so_many_tasks_count_as_may_be_at_work_at_a_time(self):
        self.submit("--max-parallel", "3", content=settings(6))
        self.slurm.put("queue", "".join(self.slurm.task(41, task, self.name(), "PENDING", "JobArrayTaskLimit", job=50 + task)
                                        for task in range(1, 6)))
        done = self.asked("resume", str(self.session()), "--max-parallel", "4")
        self.assertIn("#SBATCH --array=6%1\n", self.script(2))
        self.assertNotIn("at a time in place of", done.stderr)

    def test_what_was_cut_off_before_it_was_whole_is_not_resumed(self):
        self.submit()
        with sqlite3.connect(self.session() / "session.db") as store:
            store.execute("DELETE FROM session")
        store.close()
        done = self.asked("resume", str(self.session()), expected=3)
        self.assertIn("had not begun", done.stderr)
        self.assertEqual(len(self.slurm.asked("sbatch")), 1)

    def test_a_task_must_have_time_to_stop_its_trainings(self):
        self.use_slurm(kill_wait=10, max_time="00:03:00")
        content = settings(termination_timeout_seconds=130)
        done = self.submit("--time", "3:00", content=content, expected=2)
        self.assertIn("a task would be told to stop 120.0 s before its time limit of 00:03:00", done.stderr)
        self.assertIn("stopping a run's trainings may take 135.0 s, and a task is told 120.0 s before", done.stderr)
        self.assertFalse((self.root / "results").exists())
        done = self.submit("--warning-seconds", "60", content=settings(termination_timeout_seconds=20))
        self.assertIn("warning: stopping a run's trainings may take 25.0 s", done.stderr)
        self.assertIn("after 10.0 s (KillWait)", done.stderr)
        done = self.asked("resume", str(self.session()), "--time", "2:00", expected=2)
        self.assertIn("60.0 s before its time limit of 00:02:00", done.stderr)

    def test_what_no_script_can_hold_is_told_before_anything_is_written(self):
        for folder in ("a\\b", "a\nb"):
            with self.subTest(folder):
                results = self.root / folder
                done = self.submit("--results", str(results), expected=2)
                self.assertIn("write the job script", done.stderr)
                self.assertFalse(results.exists())
                self.assertEqual(self.slurm.asked("sbatch"), [])


if __name__ == "__main__":
    unittest.main()
