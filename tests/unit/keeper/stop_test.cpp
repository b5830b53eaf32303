// The stop ladder against trees that do not want to go.
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>

#include "keeper/method.h"
#include "os/procfs.h"
#include "unit/keeper/tree_fixture.h"

namespace mutation {
namespace {

class Stop : public TreeTest {
 protected:
  // Launched, and its log says "ready".
  std::unique_ptr<Tree> ready(TreeSpec spec) {
    auto tree = launched(spec);
    EXPECT_TRUE(eventually([&] { return log_says("ready"); }));
    return tree;
  }
};

TEST_P(Stop, EndsAWillingTrainingBySigterm) {
  const auto tree = ready(spec_of({"print", "ready", "sleep"}));
  tree->stop();
  const auto ended = wait_for<TrainingEnded>(tree.get());
  const StopRecord record = wait_for<TreeEmptied>(tree.get()).record;
  EXPECT_EQ(ended.status.signal, SIGTERM);
  EXPECT_EQ(record.seen, 1);
  EXPECT_EQ(record.terminated, 1);
  EXPECT_EQ(record.killed, 0);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_LT(record.took, Seconds(5));
}

TEST_P(Stop, KillsWhoIgnoresSigtermAfterTheGraceAndNotBefore) {
  TreeSpec spec = spec_of({"ignore-term", "print", "ready", "sleep"});
  spec.grace = Seconds(0.2);
  const auto tree = ready(spec);
  tree->stop();
  const auto ended = wait_for<TrainingEnded>(tree.get());
  const StopRecord record = wait_for<TreeEmptied>(tree.get()).record;
  EXPECT_EQ(ended.status.signal, SIGKILL);
  EXPECT_EQ(record.terminated, 1);
  EXPECT_EQ(record.killed, 1);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_GE(record.took, Seconds(0.2));
}

TEST_P(Stop, CutsTheGraceShortWhenToldToKillNow) {
  TreeSpec spec = spec_of({"ignore-term", "print", "ready", "sleep"});
  spec.grace = Seconds(600);
  const auto tree = ready(spec);
  tree->stop();
  tree->stop();
  tree->kill_now();
  const StopRecord record = wait_for<TreeEmptied>(tree.get()).record;
  EXPECT_EQ(record.killed, 1);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_LT(record.took, Seconds(60));
}

TEST_P(Stop, EndsATrainingThatIsStopped) {
  const auto tree = ready(spec_of({"print", "ready", "stop-self", "sleep"}));
  const auto started = wait_for<TrainingStarted>(tree.get());
  ASSERT_TRUE(eventually([&] {
    const auto process = read_process(started.pid);
    return process && process->state == 'T';
  }));
  const StopRecord record = stopped(tree.get());
  EXPECT_EQ(record.terminated, 1);
  EXPECT_EQ(record.killed, 0);
  EXPECT_EQ(record.survivors, 0);
}

TEST_P(Stop, FindsWhatATrainingLeftBehindAfterItsOwnEnd) {
  const auto tree = launched(spec_of({"leave-behind", "exit", "0"}));
  EXPECT_EQ(wait_for<TrainingEnded>(tree.get()).status.code, 0);
  EXPECT_EQ(processes().size(), 1u);
  const StopRecord record = stopped(tree.get());
  EXPECT_EQ(record.seen, 2);
  EXPECT_EQ(record.terminated, 1);
  EXPECT_EQ(record.survivors, 0);
}

TEST_P(Stop, FindsADaemonThatHasLeftItsParentsAndItsSession) {
  TreeSpec spec = spec_of({"daemon", "ignore-term", "print", "ready", "close-all", "sleep"});
  spec.grace = Seconds(0.05);
  const auto tree = ready(spec);
  EXPECT_EQ(wait_for<TrainingEnded>(tree.get()).status.code, 0);
  // Its parent may still be about to end when the daemon is ready.
  EXPECT_TRUE(eventually([&] { return processes().size() == 1; }));
  const StopRecord record = stopped(tree.get());
  EXPECT_EQ(record.killed, 1);
  EXPECT_EQ(record.survivors, 0);
}

TEST_P(Stop, EmptiesAHostileTree) {
  TreeSpec spec = spec_of({"hostile", "60", "print", "ready", "sleep"});
  spec.grace = Seconds(600);
  const auto tree = ready(spec);
  EXPECT_EQ(processes().size(), 61u);
  tree->stop();
  ASSERT_TRUE(eventually([&] { return processes().size() == 30; }));
  tree->kill_now();
  const StopRecord record = wait_for<TreeEmptied>(tree.get()).record;
  EXPECT_GE(record.seen, 61);
  EXPECT_EQ(record.terminated, 61);
  // One that is about to end of SIGTERM may still be counted.
  EXPECT_GE(record.killed, 30);
  EXPECT_LT(record.killed, 61);
  EXPECT_EQ(record.survivors, 0);
}

TEST_P(Stop, CatchesUpWithATreeThatForksAway) {
  TreeSpec spec = spec_of({"print", "ready", "ignore-term", "storm", "100000"});
  spec.grace = Seconds(0.02);
  const auto tree = ready(spec);
  EXPECT_EQ(stopped(tree.get()).survivors, 0);
}

TEST_P(Stop, DoesNotMindATrainingThatPrintsWithoutEnd) {
  const auto tree = launched(spec_of({"print-endlessly"}));
  // Its size only: reading it all would take ever longer.
  ASSERT_TRUE(eventually([&] {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path("training.log"), missing);
    return !missing && size > 100;
  }));
  EXPECT_EQ(stopped(tree.get()).survivors, 0);
}

TEST_P(Stop, MayComeBeforeTheTrainingHasBegun) {
  const auto tree = launched(spec_of({"sleep"}));
  tree->kill_now();
  EXPECT_EQ(wait_for<TreeEmptied>(tree.get()).record.survivors, 0);
}

TEST_P(Stop, IsGivenUpAtTheBoundAndSaysSo) {
  TreeSpec spec = spec_of({"hostile", "40", "print", "ready", "sleep"});
  spec.grace = Seconds(0);
  spec.kill_bound = Seconds(0);
  const auto tree = ready(spec);
  const StopRecord record = stopped(tree.get());
  // SIGKILL was sent once, at least to the 20 that ignore SIGTERM; the keeper did not wait for what
  // it did, and what is left is ours.
  EXPECT_GE(record.killed, 20);
  ASSERT_TRUE(eventually([&] { return processes().empty(); }));
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  if (record.survivors > 0 && !tree->identity().cgroup.empty()) {
    std::filesystem::remove(tree->identity().cgroup);
  }
}

// A process in a frozen group of version 1 takes no signal, as one that waits for a dead disk.
TEST_P(Stop, NamesWhatCannotDieAndIsNotHeldUpByIt) {
  const auto freezer = choose_method(TreeMethod::freezer, "mutation-cannot-die");
  if (!freezer) GTEST_SKIP() << freezer.error().message;
  const std::string group = freezer->cgroup->place().directory;
  TreeSpec spec = spec_of({"print", "ready", "sleep"});
  spec.grace = Seconds(0);
  spec.kill_bound = Seconds(0.3);
  const auto tree = ready(spec);
  const pid_t pid = wait_for<TrainingStarted>(tree.get()).pid;
  std::ofstream(group + "/cgroup.procs") << pid << std::flush;
  std::ofstream(group + "/freezer.state") << "FROZEN" << std::flush;
  ASSERT_TRUE(eventually([&] { return read_process(pid)->state == 'D'; }));
  const StopRecord record = stopped(tree.get());
  std::ofstream(group + "/freezer.state") << "THAWED" << std::flush;
  EXPECT_EQ(record.survivors, 1);
  EXPECT_THAT(
      record.survivor_processes,
      testing::ElementsAre(std::to_string(pid) + " (test_child) in uninterruptible sleep (D)"));
  EXPECT_LT(record.took, Seconds(10));
  while (waitpid(-1, nullptr, 0) > 0) {
  }
  EXPECT_TRUE(freezer->cgroup->remove());
  std::filesystem::remove(tree->identity().cgroup);
}

TEST_P(Stop, IsDoneByTheDestructorWithoutGrace) {
  TreeSpec spec = spec_of({"ignore-term", "leave-behind", "print", "ready", "sleep"});
  spec.grace = Seconds(600);
  const auto tree = ready(spec);
}

TEST_P(Stop, LeavesAnotherTreeAlone) {
  TreeSpec other_spec = spec_of({"sleep"});
  other_spec.name = "background";
  other_spec.log_file = path("background.log");
  const auto other = launched(other_spec);
  const auto other_started = wait_for<TrainingStarted>(other.get());
  const auto tree = ready(spec_of({"leave-behind", "print", "ready", "sleep"}));
  EXPECT_EQ(stopped(tree.get()).seen, 2);
  EXPECT_EQ(processes(), std::vector<pid_t>{other_started.pid});
  EXPECT_EQ(stopped(other.get()).seen, 1);
}

INSTANTIATE_TEST_SUITE_P(EachMethod, Stop,
                         testing::Values(TreeMethod::cgroup, TreeMethod::freezer,
                                         TreeMethod::pid_namespace, TreeMethod::sweep),
                         name_of);

}  // namespace
}  // namespace mutation
