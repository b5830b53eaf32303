// The background training: started again whenever it ends, until it is stopped or has failed too
// often.
#include <signal.h>

#include "os/file.h"
#include "unit/keeper/tree_fixture.h"

namespace mutation {
namespace {

using testing::HasSubstr;

class Loop : public TreeTest {
 protected:
  TreeSpec loop_of(const std::vector<std::string>& words) {
    TreeSpec spec = spec_of(words);
    spec.name = "background";
    spec.log_file = path("run_{}.log");
    spec.loop = true;
    spec.restart_delay = Seconds(0.01);
    return spec;
  }
  void wait_for_end_of(int number, Tree* tree) {
    while (wait_for<TrainingEnded>(tree).number < number && !HasFailure()) {
    }
  }
  std::string log_of(int number) {
    const Result<std::string> text = read_file(path("run_" + std::to_string(number) + ".log"));
    return text ? *text : "";
  }
};

TEST_P(Loop, StartsTheTrainingAgainWithALogForEachLife) {
  const auto tree = launched(loop_of({"count-lives", path("lives"), "print", "hello"}));
  wait_for_end_of(3, tree.get());
  EXPECT_EQ(stopped(tree.get()).survivors, 0);
  for (int life = 1; life <= 3; ++life) EXPECT_EQ(log_of(life), "hello\n");
  const Result<std::string> lives = read_file(path("lives"));
  ASSERT_TRUE(lives);
  EXPECT_THAT(*lives, testing::StartsWith("life\nlife\nlife\n"));
}

TEST_P(Loop, WaitsForTheRestartDelayBetweenTwoLives) {
  TreeSpec spec = loop_of({"exit", "0"});
  spec.restart_delay = Seconds(0.15);
  const auto tree = launched(spec);
  const auto ended = wait_for<TrainingEnded>(tree.get());
  const auto started = wait_for<TrainingStarted>(tree.get());
  EXPECT_EQ(ended.number, 1);
  EXPECT_EQ(started.number, 2);
  EXPECT_GE(elapsed(ended.at, started.at), Seconds(0.15));
  stopped(tree.get());
}

TEST_P(Loop, GivesUpAfterThreeQuickFailuresInARow) {
  const auto tree = launched(loop_of({"exit", "1"}));
  EXPECT_EQ(wait_for<LoopGaveUp>(tree.get()).failures, 3);
  int starts = 0;
  for (const TreeReport& report : reports_)
    starts += std::holds_alternative<TrainingStarted>(report);
  EXPECT_EQ(starts, 3);
  EXPECT_EQ(stopped(tree.get()).survivors, 0);
}

TEST_P(Loop, GivesUpWhenItCannotBeStarted) {
  TreeSpec spec = loop_of({});
  spec.argv = {"./missing"};
  spec.quick_failures_allowed = 2;
  const auto tree = launched(spec);
  EXPECT_THAT(wait_for<TrainingEnded>(tree.get()).start_error, HasSubstr("./missing"));
  EXPECT_EQ(wait_for<LoopGaveUp>(tree.get()).failures, 2);
  stopped(tree.get());
}

TEST_P(Loop, GoesOnWhenFailuresComeLate) {
  TreeSpec spec = loop_of({"exit", "1"});
  spec.quick_failure = Seconds(0);
  const auto tree = launched(spec);
  wait_for_end_of(6, tree.get());
  stopped(tree.get());
  for (const TreeReport& report : reports_) {
    EXPECT_FALSE(std::holds_alternative<LoopGaveUp>(report));
  }
}

TEST_P(Loop, KillsWhatALifeLeftBehindBeforeTheNext) {
  const auto tree = launched(loop_of({"leave-behind", "exit", "0"}));
  wait_for_end_of(4, tree.get());
  EXPECT_LE(processes().size(), 2u);
  const StopRecord record = stopped(tree.get());
  EXPECT_GE(record.seen, 8);
  EXPECT_EQ(record.survivors, 0);
}

TEST_P(Loop, IsStoppedDuringTheRestartDelay) {
  TreeSpec spec = loop_of({"exit", "0"});
  spec.restart_delay = Seconds(600);
  const auto tree = launched(spec);
  wait_for_end_of(1, tree.get());
  const StopRecord record = stopped(tree.get());
  EXPECT_EQ(record.terminated, 0);
  EXPECT_LT(record.took, Seconds(60));
}

TEST_P(Loop, DoesNotStartAnotherLifeWhileItIsStopped) {
  TreeSpec spec = loop_of({"ignore-term", "leave-behind", "print", "ready", "sleep"});
  spec.grace = Seconds(0.1);
  const auto tree = launched(spec);
  ASSERT_TRUE(eventually([&] { return log_of(1) == "ready\n"; }));
  stopped(tree.get());
  EXPECT_EQ(log_of(2), "");
}

INSTANTIATE_TEST_SUITE_P(EachMethod, Loop,
                         testing::Values(TreeMethod::cgroup, TreeMethod::freezer,
                                         TreeMethod::pid_namespace, TreeMethod::sweep),
                         name_of);

}  // namespace
}  // namespace mutation
