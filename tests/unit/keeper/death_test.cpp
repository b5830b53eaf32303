// SIGKILL to the keeper, and to the program: nothing that they started may live on.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "os/file.h"
#include "os/procfs.h"
#include "os/spawn.h"
#include "os/subreaper.h"
#include "unit/keeper/tree_fixture.h"

namespace mutation {
namespace {

class Death : public TreeTest {
 protected:
  TreeSpec hostile(const std::string& name) {
    TreeSpec spec = spec_of({"hostile", "20", "print", "ready", "sleep"});
    spec.name = name;
    spec.log_file = path(name + ".log");
    spec.grace = Seconds(600);
    return spec;
  }
  bool is_ready(const std::string& name) {
    const Result<std::string> text = read_file(path(name + ".log"));
    return text && *text == "ready\n";
  }
  // The keeper of a program that is gone is ours to reap.
  void reap_adopted_keepers() {
    while (waitpid(-1, nullptr, 0) > 0) {
    }
  }
};

TEST_P(Death, OfTheKeeperIsReportedAndItsTreeKilled) {
  const auto tree = launched(hostile("foreground"));
  ASSERT_TRUE(eventually([&] { return is_ready("foreground") && processes().size() == 21; }));
  const ProcessIdentity identity = tree->identity();
  kill(identity.keeper_pid, SIGKILL);
  const auto died = wait_for<KeeperDied>(tree.get());
  EXPECT_EQ(died.how, "killed by signal 9");
  EXPECT_EQ(died.record.survivors, 0);
  EXPECT_EQ(died.record.tree, "foreground");
  EXPECT_TRUE(tree->emptied());
  EXPECT_THAT(processes(), testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(identity.cgroup));
  EXPECT_THAT(tree->take_reports(), testing::IsEmpty());
}

TEST_P(Death, OfOneKeeperLeavesTheOtherTreeAndOwnChildrenAlone) {
  const auto background = launched(hostile("background"));
  const auto tree = launched(hostile("foreground"));
  const auto own = spawn({.argv = {TEST_CHILD, "sleep"}});
  ASSERT_TRUE(own);
  ASSERT_TRUE(eventually([&] {
    return is_ready("background") && is_ready("foreground") && processes().size() == 42;
  }));
  kill(tree->identity().keeper_pid, SIGKILL);
  EXPECT_EQ(wait_for<KeeperDied>(tree.get()).record.survivors, 0);
  EXPECT_EQ(processes().size(), 21u);
  EXPECT_TRUE(read_process(own->pid));
  background->kill_now();
  wait_for<TreeEmptied>(background.get());
  kill(own->pid, SIGKILL);
  waitpid(own->pid, nullptr, 0);
  forget_own_child(own->pid);
}

TEST_P(Death, OfAKeeperThatDoesNotAnswerCanBeBroughtAbout) {
  const auto tree = launched(hostile("foreground"));
  ASSERT_TRUE(eventually([&] { return is_ready("foreground") && processes().size() == 21; }));
  kill(tree->identity().keeper_pid, SIGSTOP);
  tree->stop();
  EXPECT_EQ(tree->abandon().record.survivors, 0);
  EXPECT_TRUE(tree->emptied());
  EXPECT_THAT(processes(), testing::IsEmpty());
}

TEST_P(Death, OfTheKeeperIsNoticedByTheDestructor) {
  const auto tree = launched(hostile("foreground"));
  ASSERT_TRUE(eventually([&] { return is_ready("foreground"); }));
  kill(tree->identity().keeper_pid, SIGKILL);
}

TEST_P(Death, OfTheProgramEndsEverythingWithinTwoSeconds) {
  ASSERT_TRUE(become_subreaper());
  ASSERT_TRUE(write_file_durably(path("background.sh"), "#!/bin/sh\n"));
  TreeSpec background = hostile("background");
  background.loop = true;
  background.remove_on_death = path("background.sh");
  const pid_t program = fork();
  if (program == 0) {
    const auto first = Tree::launch(background);
    const auto second = Tree::launch(hostile("foreground"));
    if (!first || !second) _exit(1);
    const std::string groups = (*first)->identity().cgroup + "\n" + (*second)->identity().cgroup;
    if (!write_file_durably(path("groups"), groups)) _exit(1);
    while (true) pause();
  }
  ASSERT_TRUE(eventually([&] {
    return is_ready("background") && is_ready("foreground") && processes().size() == 42;
  }));
  kill(program, SIGKILL);
  EXPECT_TRUE(eventually([&] { return processes().empty(); }, Seconds(2)));
  reap_adopted_keepers();
  EXPECT_FALSE(std::filesystem::exists(path("background.sh")));
  const Result<std::string> groups = read_file(path("groups"));
  ASSERT_TRUE(groups);
  const size_t middle = groups->find('\n');
  EXPECT_FALSE(std::filesystem::exists(groups->substr(0, middle)));
  EXPECT_FALSE(std::filesystem::exists(groups->substr(middle + 1)));
}

TEST_P(Death, OfTheProgramDuringTheGraceSkipsTheRestOfIt) {
  ASSERT_TRUE(become_subreaper());
  const pid_t program = fork();
  if (program == 0) {
    const auto tree = Tree::launch(hostile("foreground"));
    if (!tree || !eventually([&] { return is_ready("foreground"); })) _exit(1);
    (*tree)->stop();
    // Those that do not ignore SIGTERM have gone.
    if (!eventually([&] { return processes().size() == 10; })) _exit(2);
    _exit(0);
  }
  int status = -1;
  waitpid(program, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(eventually([&] { return processes().empty(); }, Seconds(2)));
  reap_adopted_keepers();
}

INSTANTIATE_TEST_SUITE_P(EachMethod, Death,
                         testing::Values(TreeMethod::cgroup, TreeMethod::freezer,
                                         TreeMethod::pid_namespace, TreeMethod::sweep),
                         name_of);

}  // namespace
}  // namespace mutation
