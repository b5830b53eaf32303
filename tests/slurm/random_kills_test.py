"""A campaign of many short runs whose tasks, nodes and controller are killed at random for a minute. Whatever happened, in the
end each planned run counts exactly once, no two were on one GPU at once, and nothing is left."""
import contextlib
import os
import random
import signal
import subprocess
import time
import unittest

from campaign_world import CampaignWorld, entry, settings

SEED = int(os.environ.get("MUTATION_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
BLOCKS, RUNS = 25, 8
KILLING_SECONDS = 60


class RandomKills(CampaignWorld):
    gpus_have_sensors = False

    def test_every_run_counts_once_whatever_is_killed(self):
        print(f"seed {SEED}; MUTATION_TEST_SEED={SEED} draws the same kills", flush=True)
        self.random = random.Random(SEED)
        self.killed = {}
        # A run whose keeper was killed has failed and is repeated: at most as often as the whole is killed.
        session = self.submit(settings(*[entry(runs=RUNS, steps=2) for _ in range(BLOCKS)], max_retries=9))
        deadline = time.monotonic() + KILLING_SECONDS
        while time.monotonic() < deadline and self.phases_or_nothing(session).get("done") != BLOCKS:
            time.sleep(self.random.uniform(0.5, 3))
            self.kill_something(session)
        print(f"killed: {self.killed}; {self.phases_or_nothing(session)}", flush=True)
        self.mend()
        self.resume_until_done(session)
        self.check_done(session)
        print(f"{len(self.starts())} trainings begun for {BLOCKS * RUNS} runs, {sum(len(self.claims(b)) for b in self.blocks(session))}"
              f" claims of {BLOCKS} blocks", flush=True)

    def phases_or_nothing(self, session):
        with contextlib.suppress(AssertionError):
            return self.phases(session)
        return {}

    def kill_something(self, session):
        kinds = {self.cancel: 4, self.kill_a_program: 6, self.kill_a_keeper: 3, self.requeue: 3, self.fail_a_node: 2,
                 self.cut_a_node_off: 2, self.kill_the_controller: 1, self.preempt: 2}
        kind, = self.random.choices(list(kinds), list(kinds.values()))
        # What is to be killed may have ended by itself, and a controller that was killed not yet answer.
        with contextlib.suppress(AssertionError, ProcessLookupError, subprocess.TimeoutExpired):
            if kind(session):
                self.killed[kind.__name__] = self.killed.get(kind.__name__, 0) + 1

    def a_task(self, session):
        tasks = sorted(self.tasks(session))
        return self.random.choice(tasks) if tasks else None

    def cancel(self, session):
        task = self.a_task(session)
        return task and self.cluster.answer("scancel", task) is not None

    def requeue(self, session):
        task = self.a_task(session)
        return task and self.cluster.answer("scontrol", "requeue", task) is not None

    def kill_a_program(self, session):
        programs = sorted(self.programs(session).values())
        if programs:
            os.kill(self.random.choice(programs), signal.SIGKILL)
        return programs

    def kill_a_keeper(self, session):
        keepers = self.keepers()
        if keepers:
            os.kill(self.random.choice(keepers), signal.SIGKILL)
        return keepers

    def fail_a_node(self, _):
        node = self.random.choice(self.cluster.nodes)
        self.cluster.kill_node(node)
        # Half of the time it is back before the controller gives it up.
        time.sleep(self.random.choice((0.5, 12)))
        self.cluster.start_node(node)
        return True

    def cut_a_node_off(self, _):
        node = self.random.choice(self.cluster.nodes)
        self.cluster.kill_node(node, jobs="left")
        time.sleep(self.random.choice((0.5, 18)))
        self.cluster.start_node(node)
        return True

    def kill_the_controller(self, _):
        self.cluster.kill_controller()
        time.sleep(self.random.uniform(0, 2))
        self.cluster.start_controller()
        return True

    def preempt(self, _):
        self.cluster.submit("#!/bin/sh\nsleep 0.5\n", "--partition=urgent", "--gres=gpu:1")
        return True

    def mend(self):
        self.cluster.wait_until(lambda: self.cluster.run("sinfo").returncode == 0, 20, "the controller answers")
        # A controller that has forgotten a job which its node has may put the node out of service.
        for node in self.cluster.nodes:
            self.cluster.run("scontrol", "update", f"NodeName={node}", "State=RESUME")

    def resume_until_done(self, session):
        """As a user would who looks from time to time."""
        deadline = time.monotonic() + 150
        while (phases := self.phases(session)) != {"done": BLOCKS}:
            self.assertLess(time.monotonic(), deadline, f"{phases}\n{self.state(session)['blocks']}\n{self.task_logs(session, 8)}")
            if phases.get("lost"):
                self.resume(session)
            self.release_held()
            time.sleep(1)
        self.wait_until_quiet(session)

    def release_held(self):
        """What Slurm itself has put on hold, as after a launch that failed."""
        for job, told in self.cluster.jobs().items():
            if told["state"] == "PENDING" and "held" in told["reason"].lower():
                self.cluster.run("scontrol", "release", job)


if __name__ == "__main__":
    unittest.main()
