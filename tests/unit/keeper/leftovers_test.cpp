// Program and keeper killed together: what a later start finds of their trees, and what it leaves
// alone.
#include "keeper/leftovers.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.h"
#include "keeper/messages.h"
#include "keeper/method.h"
#include "os/environment.h"
#include "os/file.h"
#include "os/pidfd.h"
#include "os/procfs.h"
#include "os/spawn.h"
#include "os/subreaper.h"
#include "unit/keeper/tree_fixture.h"

namespace mutation {
namespace {

constexpr Seconds kBound{20};

class Leftovers : public TreeTest {
 protected:
  void SetUp() override {
    TreeTest::SetUp();
    ASSERT_TRUE(become_subreaper());
  }
  // A program of its own that launches the tree and waits; what it would have stored of it.
  LeftTree begun(const TreeSpec& spec) {
    program_ = fork();
    if (program_ == 0) {
      const auto tree = Tree::launch(spec);
      if (!tree) _exit(1);
      const ProcessIdentity& identity = (*tree)->identity();
      const std::string text = std::to_string(identity.keeper_pid) + "\n" +
                               std::to_string(identity.keeper_start_ticks) + "\n" + identity.cgroup;
      if (!write_file_durably(path("identity"), text)) _exit(1);
      while (true) pause();
    }
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(path("identity")); }));
    const std::vector<std::string> lines = split(*read_file(path("identity")), '\n');
    return {.run_id = spec.run_id,
            .identity = {.tree = spec.name,
                         .keeper_pid = std::stoi(lines.at(0)),
                         .keeper_start_ticks = std::stoull(lines.at(1)),
                         .boot_id = boot_id(),
                         .cgroup = lines.at(2)}};
  }
  LeftTree hostile() {
    LeftTree tree = begun(spec_of({"hostile", "40", "print", "ready", "sleep"}));
    EXPECT_TRUE(eventually([&] { return log_says("ready") && processes().size() == 41; }));
    return tree;
  }
  void kill_program() {
    kill(program_, SIGKILL);
    waitpid(program_, nullptr, 0);
  }
  // Both at once: the keeper has no time to do anything.
  void kill_both(const LeftTree& tree) {
    kill(tree.identity.keeper_pid, SIGSTOP);
    kill_program();
    kill(tree.identity.keeper_pid, SIGKILL);
    // A zombie of ours until it is reaped.
    EXPECT_TRUE(eventually([&] { return read_process(tree.identity.keeper_pid)->state == 'Z'; }));
  }
  StopRecord reaped(const LeftTree& tree, Seconds bound = kBound) {
    return reap_leftovers({tree}, bound).at(0);
  }
  // A sleeping process with these variables that this process adopted: not its own child.
  Spawned stranger(const std::vector<std::string>& variables) {
    auto process = spawn({.argv = {TEST_CHILD, "sleep"}, .environment = variables});
    EXPECT_TRUE(process);
    forget_own_child(process->pid);
    strangers_.push_back(process->pid);
    return std::move(*process);
  }
  static bool lives(pid_t pid) {
    const auto process = read_process(pid);
    return process && process->state != 'Z';
  }
  LeftTree nobodys() const {
    return {.run_id = run_id_, .identity = {.tree = "foreground", .boot_id = boot_id()}};
  }
  void TearDown() override {
    for (const pid_t pid : strangers_) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
    // What a keeper and its program left is ours by now, and dies of its own where a namespace ends
    // with its first process.
    EXPECT_TRUE(eventually([] {
      std::vector<Reaped> reaped;
      return reap_all(&reaped) == Children::none;
    }));
    TreeTest::TearDown();
  }

  pid_t program_ = 0;
  std::vector<pid_t> strangers_;
};

class LeftoversByEachMethod : public Leftovers {};

TEST_P(LeftoversByEachMethod, AreKilledToTheLast) {
  const LeftTree tree = hostile();
  kill_both(tree);
  const StopRecord record = reaped(tree);
  EXPECT_EQ(record.tree, "foreground");
  EXPECT_EQ(record.survivors, 0);
  if (GetParam() != TreeMethod::pid_namespace) {
    const bool is_swept = GetParam() == TreeMethod::sweep;
    EXPECT_EQ(record.method, is_swept ? "environment sweep" : method_name(GetParam()));
    // More where a daemon's parents are caught before they have ended.
    EXPECT_GE(record.killed, 41);
  }
  EXPECT_THAT(processes(), testing::IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(tree.identity.cgroup));
}

TEST_P(LeftoversByEachMethod, AreLeftToAKeeperThatIsAlreadyKilling) {
  const LeftTree tree = hostile();
  kill_program();
  const StopRecord record = reaped(tree);
  // It may be done already.
  EXPECT_THAT(record.method, testing::AnyOf("its keeper", "nothing was left"));
  EXPECT_EQ(record.killed, 0);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_THAT(processes(), testing::IsEmpty());
}

TEST_P(LeftoversByEachMethod, AreTakenFromAKeeperThatDoesNothing) {
  const LeftTree tree = hostile();
  kill(tree.identity.keeper_pid, SIGSTOP);
  kill_program();
  const StopRecord record = reaped(tree, Seconds(0.4));
  EXPECT_GE(record.killed, 41);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_FALSE(lives(tree.identity.keeper_pid));
  EXPECT_FALSE(std::filesystem::exists(tree.identity.cgroup));
}

INSTANTIATE_TEST_SUITE_P(EachMethod, LeftoversByEachMethod,
                         testing::Values(TreeMethod::cgroup, TreeMethod::freezer,
                                         TreeMethod::pid_namespace, TreeMethod::sweep),
                         name_of);

class LeftoversOfAPidNamespace : public Leftovers {};

TEST_P(LeftoversOfAPidNamespace, AreNone) {
  const LeftTree tree = hostile();
  kill_both(tree);
  EXPECT_TRUE(eventually([&] { return processes().empty(); }, Seconds(2)));
  EXPECT_EQ(reaped(tree).method, "nothing was left");
}

INSTANTIATE_TEST_SUITE_P(ThisMethod, LeftoversOfAPidNamespace,
                         testing::Values(TreeMethod::pid_namespace), name_of);

class LeftoversOfASweep : public Leftovers {
 protected:
  LeftTree shell(const std::string& script) {
    TreeSpec spec = spec_of({});
    spec.argv = {"sh", "-c", script};
    return begun(spec);
  }
};

TEST_P(LeftoversOfASweep, AreFoundWithoutTheirEnvironmentWhereTheirSessionBeganInTheTree) {
  const std::string child = TEST_CHILD;
  const LeftTree tree = shell(child + " sleep & env -i " + child + " print bare sleep & exit 0");
  ASSERT_TRUE(eventually([&] { return log_says("bare") && processes().size() == 1; }));
  kill_both(tree);
  EXPECT_EQ(reaped(tree).killed, 2);
}

TEST_P(LeftoversOfASweep, AreFoundWithoutTheirEnvironmentBelowOneThatHasIt) {
  const std::string child = TEST_CHILD;
  const LeftTree tree = shell("env -i setsid " + child + " print bare sleep & wait");
  ASSERT_TRUE(eventually([&] { return log_says("bare") && processes().size() == 1; }));
  kill_both(tree);
  EXPECT_EQ(reaped(tree).killed, 2);
}

TEST_P(LeftoversOfASweep, AreCaughtThoughTheyForkAway) {
  const LeftTree tree = begun(spec_of({"print", "ready", "storm", "20000"}));
  ASSERT_TRUE(eventually([&] { return log_says("ready"); }));
  kill_both(tree);
  const StopRecord record = reaped(tree);
  EXPECT_EQ(record.survivors, 0);
  EXPECT_GE(record.killed, 1);
}

TEST_P(LeftoversOfASweep, AreFoundByTheRunAloneWhereNoKeeperWasStored) {
  const LeftTree tree = hostile();
  kill_both(tree);
  EXPECT_GE(reaped(nobodys()).killed, 41);
}

TEST_P(LeftoversOfASweep, AreNotLookedForAfterARestartOfTheMachine) {
  LeftTree tree = nobodys();
  tree.identity.boot_id = "0b5e9d1c-0000-4000-8000-000000000000";
  const Spawned process = stranger({"MUTATION_RUN_ID=" + run_id_});
  EXPECT_EQ(reaped(tree).method, "machine restarted");
  EXPECT_TRUE(lives(process.pid));
}

TEST_P(LeftoversOfASweep, AreOnlyThoseWithTheWholeRunId) {
  const Spawned longer = stranger({"MUTATION_RUN_ID=" + run_id_ + "x"});
  const Spawned other = stranger({"OF_MUTATION_RUN_ID=" + run_id_, "A=MUTATION_RUN_ID=" + run_id_});
  EXPECT_EQ(reaped(nobodys()).method, "nothing was left");
  EXPECT_TRUE(lives(longer.pid));
  EXPECT_TRUE(lives(other.pid));
}

TEST_P(LeftoversOfASweep, AreNeverOlderThanTheirKeeper) {
  const Spawned process = stranger({"MUTATION_RUN_ID=" + run_id_});
  LeftTree tree = nobodys();
  tree.identity.keeper_start_ticks = read_process(process.pid)->start_ticks + 1;
  EXPECT_EQ(reaped(tree).method, "nothing was left");
  EXPECT_TRUE(lives(process.pid));
}

TEST_P(LeftoversOfASweep, DoNotIncludeAStrangerThatGotTheKeepersPid) {
  const Spawned process = stranger({});
  LeftTree tree = nobodys();
  tree.identity.keeper_pid = process.pid;
  tree.identity.keeper_start_ticks = read_process(process.pid)->start_ticks - 1;
  EXPECT_EQ(reaped(tree).method, "nothing was left");
  EXPECT_TRUE(lives(process.pid));
}

TEST_P(LeftoversOfASweep, DoNotIncludeWhoSharesASessionThatIsNotTheTrees) {
  // Both in this test's session, which began outside of any tree.
  const Spawned copied = stranger({"MUTATION_RUN_ID=" + run_id_});
  const Spawned neighbour = stranger({});
  LeftTree tree = nobodys();
  tree.identity.keeper_start_ticks = read_process(copied.pid)->start_ticks;
  EXPECT_EQ(reaped(tree).killed, 1);
  EXPECT_TRUE(lives(neighbour.pid));
}

TEST_P(LeftoversOfASweep, WithoutARunIdMatchNothing) {
  const Spawned process = stranger({"MUTATION_RUN_ID="});
  LeftTree tree = nobodys();
  tree.run_id = "";
  EXPECT_EQ(reaped(tree).method, "nothing was left");
  EXPECT_TRUE(lives(process.pid));
}

// Carried out by the next test, in a process that has the run's id itself.
TEST(LeftoversOfOwnRun, DISABLED_LeaveAncestorsAndOwnChildrenAlone) {
  const auto child = spawn({.argv = {TEST_CHILD, "sleep"}, .environment = current_environment()});
  ASSERT_TRUE(child);
  const LeftTree tree{.run_id = getenv("MUTATION_RUN_ID"), .identity = {.boot_id = boot_id()}};
  EXPECT_EQ(reap_leftovers({tree}, kBound).at(0).method, "nothing was left");
  EXPECT_EQ(send_signal(child->pidfd.get(), SIGKILL), 0);
  reap_blocking(child->pid);
}

TEST_P(LeftoversOfASweep, DoNotIncludeOurselvesNorAncestorsNorOwnChildren) {
  const std::string binary = std::filesystem::read_symlink("/proc/self/exe");
  const auto shell =
      spawn({.argv = {"sh", "-c",
                      "'" + binary + "' --gtest_also_run_disabled_tests --gtest_brief=1 " +
                          "--gtest_filter='*DISABLED_LeaveAncestors*'; exit $?"},
             .environment = with_variables(current_environment(), {{"MUTATION_RUN_ID", run_id_}})});
  ASSERT_TRUE(shell);
  int status = -1;
  waitpid(shell->pid, &status, 0);
  forget_own_child(shell->pid);
  EXPECT_EQ(status, 0);
}

INSTANTIATE_TEST_SUITE_P(ThisMethod, LeftoversOfASweep, testing::Values(TreeMethod::sweep),
                         name_of);

class LeftoversInACgroup : public Leftovers {
 protected:
  // A group as the kernel shows it to whoever made the tree, and a process in it.
  Cgroup group(const std::string& name) {
    auto made = Cgroup::make(*own_cgroup(), name);
    EXPECT_TRUE(made);
    auto process = spawn({.argv = {TEST_CHILD, "sleep"}, .cgroup_fd = made->fd()});
    EXPECT_TRUE(process && process->in_cgroup);
    forget_own_child(process->pid);
    member_ = process->pid;
    strangers_.push_back(member_);
    return std::move(*made);
  }
  void TearDown() override {
    Leftovers::TearDown();
    EXPECT_TRUE(!left_ || left_->remove());
  }
  std::optional<Cgroup> left_;
  pid_t member_ = 0;
};

TEST_P(LeftoversInACgroup, AreFoundThoughTheyHaveNoEnvironment) {
  const Cgroup cgroup = group(group_name(run_id_, "foreground"));
  LeftTree tree = nobodys();
  tree.identity.cgroup = cgroup.place().directory;
  const StopRecord record = reaped(tree);
  EXPECT_EQ(record.method, "cgroup.kill");
  EXPECT_EQ(record.killed, 1);
  EXPECT_FALSE(std::filesystem::exists(cgroup.place().directory));
}

TEST_P(LeftoversInACgroup, AreFoundByTheRunsNameWhereNoKeeperWasStored) {
  const Cgroup cgroup = group(group_name(run_id_, "background"));
  const Result<Cgroup> empty = Cgroup::make(*own_cgroup(), group_name(run_id_, "foreground"));
  ASSERT_TRUE(empty);
  EXPECT_EQ(reaped(nobodys()).killed, 1);
  EXPECT_FALSE(std::filesystem::exists(cgroup.place().directory));
  EXPECT_FALSE(std::filesystem::exists(empty->place().directory));
}

TEST_P(LeftoversInACgroup, AreNobodysWhereTheGroupIsNotNamedAfterTheRun) {
  left_ = group("mutation-other-run-" + std::to_string(getpid()));
  LeftTree tree = nobodys();
  tree.identity.cgroup = left_->place().directory;
  EXPECT_EQ(reaped(tree).method, "nothing was left");
  EXPECT_TRUE(lives(member_));
}

TEST_P(LeftoversInACgroup, AreNobodysWhereOneInItIsOlderThanTheKeeper) {
  left_ = group(group_name(run_id_, "foreground"));
  LeftTree tree = nobodys();
  tree.identity.cgroup = left_->place().directory;
  tree.identity.keeper_start_ticks = read_process(member_)->start_ticks + 1;
  EXPECT_EQ(reaped(tree).method, "nothing was left");
  EXPECT_TRUE(lives(member_));
}

INSTANTIATE_TEST_SUITE_P(ThisMethod, LeftoversInACgroup, testing::Values(TreeMethod::cgroup),
                         name_of);

}  // namespace
}  // namespace mutation
