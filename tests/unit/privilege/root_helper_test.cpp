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
  FakeCpus cpus_;
};

TEST_F(RootHelperTest, SetsTheGovernorForAProgramThatIsNoLongerRoot) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), cpus_.root());
              REQUIRE(helper.ok());
              REQUIRE(drop_to(nobody()).ok());
              Governor governor(cpus_.root(), helper->get());
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
              auto helper = RootHelper::start(nobody(), cpus_.root());
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
        auto helper = RootHelper::start(nobody(), cpus_.root() + "/empty");
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
              auto helper = RootHelper::start(nobody(), cpus_.root());
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

TEST_F(RootHelperTest, HoldsNoneOfTheProgramsDescriptorsAndIsDeafToTheTerminal) {
  EXPECT_EQ(in_a_child([&]() -> std::string {
              int pipe_ends[2];
              REQUIRE(pipe(pipe_ends) == 0);
              auto helper = RootHelper::start(nobody(), cpus_.root());
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
              auto helper = RootHelper::start(nobody(), cpus_.root());
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

TEST_F(RootHelperCgroup, OfAProgramThatDiedIsKilledAndRemoved) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  int report[2];
  ASSERT_EQ(pipe(report), 0);
  EXPECT_EQ(in_a_child([&]() -> std::string {
              auto helper = RootHelper::start(nobody(), cpus_.root());
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
