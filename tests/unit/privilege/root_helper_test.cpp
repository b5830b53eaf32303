#include "privilege/root_helper.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "fixtures.h"
#include "os/cgroup.h"
#include "os/clone.h"
#include "privilege/governor.h"

namespace mutation {
namespace {

class RootHelperTest : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    cpus_.add("cpu0", "powersave");
  }
  RootPlaces places() const { return {cpus_.root(), cpus_.state()}; }
  FakeCpus cpus_;
};

TEST_F(RootHelperTest, SetsTheGovernorForAProgramThatIsNoLongerRoot) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              REQUIRE(drop_to(nobody()).ok());
              Governor governor(cpus_.root(), helper->get(), "");
              const auto change = governor.set("performance");
              REQUIRE(change.ok());
              REQUIRE(change->after == std::vector<std::string>{"performance"});
              REQUIRE(governor.restore().ok());
              REQUIRE(cpus_.governor_of("cpu0") == "powersave");
              return "";
            }),
            0);
}

TEST_F(RootHelperTest, IsGoneAfterFinish) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              const pid_t pid = (*helper)->pid();
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE((*helper)->finish().ok());
              REQUIRE(kill(pid, 0) != 0 && errno == ESRCH);
              REQUIRE(!(*helper)->set_governor("performance").ok());
              return "";
            }),
            0);
}

TEST_F(RootHelperTest, TellsWhyItCouldNot) {
  EXPECT_EQ(
      in_a_child([&]() -> std::string {
        auto helper = RootHelper::start(nobody(), {cpus_.root() + "/empty", cpus_.state()});
        REQUIRE(helper.ok());
        const Status set = (*helper)->set_governor("performance");
        REQUIRE(!set.ok());
        REQUIRE(set.error().message.find("/empty/sys/devices/system/cpu") != std::string::npos);
        return "";
      }),
      0);
}

// The orphaned helper becomes this process's child, so that its end can be waited for.
TEST_F(RootHelperTest, RestoresTheGovernorOfAProgramThatDied) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE((*helper)->set_governor("performance").ok());
              kill(getpid(), SIGKILL);
              return "";
            }),
            -1);
  EXPECT_GT(wait(nullptr), 0);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

// A training may inherit or be handed what it likes: the helper goes with the program.
TEST_F(RootHelperTest, DiesWithItsProgramAlthoughAnotherProcessHoldsTheSocket) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_t report[2] = {};
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              REQUIRE((*helper)->set_governor("performance").ok());
              report[0] = (*helper)->pid();
              report[1] = fork();
              if (report[1] == 0) {
                while (true) pause();
              }
              REQUIRE(write(ends[1], report, sizeof report) == sizeof report);
              kill(getpid(), SIGKILL);
              return "";
            }),
            -1);
  ASSERT_EQ(read(ends[0], report, sizeof report), static_cast<ssize_t>(sizeof report));
  EXPECT_EQ(waitpid(report[0], nullptr, 0), report[0]);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  kill(report[1], SIGKILL);
  EXPECT_EQ(waitpid(report[1], nullptr, 0), report[1]);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(RootHelperTest, KilledBeforeItsProgramLeavesWhatTheNextStartPutsBack) {
  GovernorHold next_start(CpuGovernors(cpus_.root()), cpus_.state());
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              REQUIRE((*helper)->set_governor("performance").ok());
              REQUIRE(kill((*helper)->pid(), SIGKILL) == 0);
              REQUIRE(waitpid((*helper)->pid(), nullptr, 0) == (*helper)->pid());
              REQUIRE(!(*helper)->restore_governor().ok());
              // Its program still runs: nobody else may put the governor back.
              const auto restored = next_start.restore_abandoned();
              REQUIRE(restored.ok() && !restored->has_value());
              REQUIRE(cpus_.governor_of("cpu0") == "performance");
              return "";
            }),
            0);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
  const auto restored = next_start.restore_abandoned();
  ASSERT_TRUE(restored.ok());
  EXPECT_TRUE(restored->has_value());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(RootHelperTest, HoldsNoneOfTheProgramsDescriptorsAndIsDeafToTheTerminal) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              int pipe_ends[2];
              REQUIRE(pipe(pipe_ends) == 0);
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              const pid_t pid = (*helper)->pid();
              // After an answer it has settled.
              REQUIRE((*helper)->restore_governor().ok());
              close(pipe_ends[1]);
              char byte;
              REQUIRE(read(pipe_ends[0], &byte, 1) == 0);
              REQUIRE(getsid(pid) == pid);
              for (const int number : {SIGINT, SIGTERM, SIGHUP}) REQUIRE(kill(pid, number) == 0);
              REQUIRE((*helper)->set_governor("performance").ok());
              return "";
            }),
            0);
}

class RootHelperCgroup : public RootHelperTest {
 protected:
  void SetUp() override {
    RootHelperTest::SetUp();
    if (IsSkipped()) return;
    const auto here = own_cgroup();
    if (!here) GTEST_SKIP() << to_text(here.error());
    here_ = *here;
    const auto probe = Cgroup::make(here_, "mutation-test-probe");
    if (!probe) GTEST_SKIP() << to_text(probe.error());
    ASSERT_TRUE(probe->remove().ok());
  }
  CgroupPlace here_;
};

// As a process tree is born: in a cgroup that the user himself makes.
std::string start_a_sleeper_in(const CgroupPlace& place, pid_t* sleeper) {
  const auto tree = Cgroup::make(place, "foreground");
  REQUIRE(tree.ok());
  int pidfd = -1;
  *sleeper = clone_process(0, tree->fd(), &pidfd);
  if (*sleeper == 0) {
    while (true) pause();
  }
  REQUIRE(*sleeper > 0);
  const UniqueFd held(pidfd);
  REQUIRE(tree->populated());
  return "";
}

TEST_F(RootHelperCgroup, IsTheUsersAndGoneAfterFinish) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              const auto directory = (*helper)->enter_cgroup();
              REQUIRE(directory.ok());
              REQUIRE(directory->starts_with(here_.directory + "/mutation-"));
              REQUIRE(drop_to(nobody()).ok());
              const auto inside = own_cgroup();
              REQUIRE(inside.ok() && inside->directory == *directory);
              pid_t sleeper = -1;
              if (auto complaint = start_a_sleeper_in(*inside, &sleeper); !complaint.empty()) {
                return complaint;
              }
              REQUIRE((*helper)->finish().ok());
              // The program is back where it was, what it left is killed, the subtree is gone.
              REQUIRE(own_cgroup()->directory == here_.directory);
              int status = 0;
              REQUIRE(waitpid(sleeper, &status, 0) == sleeper);
              REQUIRE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
              REQUIRE(access(directory->c_str(), F_OK) != 0);
              return "";
            }),
            0);
}

// Else root would have to walk through whatever a training has made there.
TEST_F(RootHelperCgroup, LetsTheUserMakeGroupsOnlySoDeep) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              const auto directory = (*helper)->enter_cgroup();
              REQUIRE(directory.ok());
              REQUIRE(drop_to(nobody()).ok());
              std::string deep = *directory;
              int made = 0;
              for (deep += "/d"; made < 100 && mkdir(deep.c_str(), 0755) == 0; deep += "/d") ++made;
              REQUIRE(made == 31);
              REQUIRE((*helper)->finish().ok());
              REQUIRE(access(directory->c_str(), F_OK) != 0);
              return "";
            }),
            0);
}

TEST_F(RootHelperCgroup, OfAnEarlierProgramIsRemovedOnceItIsGone) {
  const pid_t earlier = fork();
  if (earlier == 0) _exit(0);
  const auto subtree = Cgroup::make(here_, "mutation-" + std::to_string(earlier));
  ASSERT_TRUE(subtree.ok());
  ASSERT_TRUE(Cgroup::make(subtree->place(), "program").ok());
  const auto start = [&]() -> std::string {
    auto helper = RootHelper::start(nobody(), places());
    REQUIRE(helper.ok());
    REQUIRE((*helper)->enter_cgroup().ok());
    REQUIRE((*helper)->finish().ok());
    return "";
  };
  // Not reaped yet: its pid cannot be another's.
  EXPECT_EQ(in_a_child(start), 0);
  EXPECT_EQ(access(subtree->place().directory.c_str(), F_OK), 0);
  ASSERT_EQ(waitpid(earlier, nullptr, 0), earlier);
  EXPECT_EQ(in_a_child(start), 0);
  EXPECT_NE(access(subtree->place().directory.c_str(), F_OK), 0);
}

TEST_F(RootHelperCgroup, OfAProgramThatDiedIsKilledAndRemoved) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int report[2];
  ASSERT_EQ(pipe(report), 0);
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), places());
              REQUIRE(helper.ok());
              const auto directory = (*helper)->enter_cgroup();
              REQUIRE(directory.ok());
              REQUIRE(drop_to(nobody()).ok());
              pid_t sleeper = -1;
              if (auto complaint = start_a_sleeper_in(*own_cgroup(), &sleeper);
                  !complaint.empty()) {
                return complaint;
              }
              REQUIRE(write_all(report[1], *directory, "report").ok());
              kill(getpid(), SIGKILL);
              return "";
            }),
            -1);
  close(report[1]);
  char directory[4096] = {};
  EXPECT_GT(read(report[0], directory, sizeof directory - 1), 0);
  close(report[0]);
  // The helper and the sleeper: nothing else of it may be left.
  EXPECT_GT(wait(nullptr), 0);
  EXPECT_GT(wait(nullptr), 0);
  EXPECT_EQ(wait(nullptr), -1);
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_NE(access(directory, F_OK), 0);
  EXPECT_NE(access(std::filesystem::path(directory).parent_path().c_str(), F_OK), 0);
}

}  // namespace
}  // namespace mutation
