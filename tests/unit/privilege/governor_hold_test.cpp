// The CPU governor between several sessions and over crashes.
#include "privilege/governor_hold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "fixtures.h"
#include "os/procfs.h"

namespace mutation {
namespace {

using testing::HasSubstr;

class GovernorHoldTest : public testing::Test {
 protected:
  GovernorHoldTest() {
    cpus_.add("cpu0", "powersave");
    cpus_.add("cpu1", "schedutil");
  }

  GovernorHold hold() const { return GovernorHold(CpuGovernors(cpus_.root()), cpus_.state()); }
  std::string file() const { return cpus_.state() + "/governor"; }
  bool is_kept() const { return std::filesystem::exists(file()); }
  void write_file(const std::string& text) const {
    std::filesystem::create_directories(cpus_.state());
    MUTATION_CHECK(write_file_durably(file(), text).ok());
  }

  static GovernorHolder alive() { return *governor_holder(getpid()); }
  // Another session: the process that started this one lives as well.
  static GovernorHolder other() { return *governor_holder(getppid()); }
  // A pid that was given out again since.
  static GovernorHolder gone() {
    GovernorHolder holder = alive();
    ++holder.start_ticks;
    return holder;
  }

  FakeCpus cpus_;
};

TEST_F(GovernorHoldTest, KeepsWhatThereWasWithItsHolder) {
  ASSERT_TRUE(
      hold().take("performance", {"0b3c4f10-93a1-4a77-8b05-3a1f1a0c6e11", 4711, 123456}).ok());
  EXPECT_EQ(*read_file(file()),
            "mutation-governor 1\n"
            "governor performance\n"
            "holder 0b3c4f10-93a1-4a77-8b05-3a1f1a0c6e11 4711 123456\n"
            "before cpu0 powersave\n"
            "before cpu1 schedutil\n");
  struct stat status {};
  ASSERT_EQ(stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0644u);
  ASSERT_EQ(stat(cpus_.state().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0711u);
}

TEST_F(GovernorHoldTest, IsPutBackAndForgottenByItsHolder) {
  ASSERT_TRUE(hold().take("performance", alive()).ok());
  ASSERT_TRUE(hold().take("ondemand", alive()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu1"), "ondemand");
  ASSERT_TRUE(hold().release(alive()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  EXPECT_EQ(cpus_.governor_of("cpu1"), "schedutil");
  EXPECT_FALSE(is_kept());
}

TEST_F(GovernorHoldTest, TheLastOfTwoSessionsPutsItBack) {
  ASSERT_TRUE(hold().take("performance", alive()).ok());
  ASSERT_TRUE(hold().take("performance", other()).ok());
  ASSERT_TRUE(hold().release(alive()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
  ASSERT_TRUE(hold().release(other()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  EXPECT_FALSE(is_kept());
}

TEST_F(GovernorHoldTest, IsNotSetToAnotherUnderALivingSession) {
  ASSERT_TRUE(hold().take("performance", other()).ok());
  const Status taken = hold().take("ondemand", alive());
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(
      taken.error().message,
      "the session of process " + std::to_string(getppid()) +
          " holds the CPU governor at performance; it was not set to ondemand under its feet");
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
}

TEST_F(GovernorHoldTest, OfACrashIsPutBackAtTheNextStart) {
  ASSERT_TRUE(hold().take("performance", gone()).ok());
  const auto restored = hold().restore_abandoned();
  ASSERT_TRUE(restored.ok());
  EXPECT_EQ(*restored,
            "the CPU governor, which a session that crashed had left at performance, was put back "
            "to powersave, schedutil");
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  EXPECT_EQ(cpus_.governor_of("cpu1"), "schedutil");
  EXPECT_FALSE(is_kept());
}

TEST_F(GovernorHoldTest, OfACrashIsNotTakenForWhatThereWas) {
  ASSERT_TRUE(hold().take("performance", gone()).ok());
  ASSERT_TRUE(hold().take("ondemand", alive()).ok());
  ASSERT_TRUE(hold().release(alive()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(GovernorHoldTest, OfALivingSessionIsLeftToIt) {
  ASSERT_TRUE(hold().take("performance", gone()).ok());
  ASSERT_TRUE(hold().take("performance", alive()).ok());
  const auto restored = hold().restore_abandoned();
  ASSERT_TRUE(restored.ok());
  EXPECT_FALSE(restored->has_value());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
}

TEST_F(GovernorHoldTest, OfAZombieIsAbandoned) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    char byte;
    (void)!read(ends[0], &byte, 1);
    _exit(0);
  }
  ASSERT_TRUE(hold().take("performance", *governor_holder(child)).ok());
  ASSERT_EQ(write(ends[1], "x", 1), 1);
  siginfo_t info{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE((*hold().restore_abandoned()).has_value());
  EXPECT_EQ(waitpid(child, nullptr, 0), child);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(GovernorHoldTest, OfAnEarlierBootIsOnlyForgotten) {
  GovernorHolder before_the_boot = alive();
  before_the_boot.boot_id = "0b3c4f10-93a1-4a77-8b05-3a1f1a0c6e11";
  ASSERT_TRUE(hold().take("performance", before_the_boot).ok());
  const auto restored = hold().restore_abandoned();
  ASSERT_TRUE(restored.ok());
  EXPECT_FALSE(restored->has_value());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "performance");
  EXPECT_FALSE(is_kept());
}

TEST_F(GovernorHoldTest, LeavesACpuAloneThatSomebodyElseHasSetSince) {
  ASSERT_TRUE(hold().take("performance", alive()).ok());
  cpus_.set("cpu1", "conservative");
  ASSERT_TRUE(hold().release(alive()).ok());
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  EXPECT_EQ(cpus_.governor_of("cpu1"), "conservative");
}

TEST_F(GovernorHoldTest, WithoutTheRightToKeepAnythingChangesNothing) {
  std::filesystem::create_directories(cpus_.state());
  for (const unsigned mode : {0777u, 0733u, 0720u}) {
    std::filesystem::permissions(cpus_.state(), std::filesystem::perms(mode));
    const Status taken = hold().take("performance", alive());
    ASSERT_FALSE(taken.ok());
    EXPECT_THAT(taken.error().message, HasSubstr("can be changed by others"));
    EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  }
}

TEST_F(GovernorHoldTest, FollowsNoLinkInPlaceOfItsFolder) {
  std::filesystem::create_directories(cpus_.root() + "/run");
  std::filesystem::create_directories(cpus_.root() + "/elsewhere");
  std::filesystem::create_symlink(cpus_.root() + "/elsewhere", cpus_.state());
  EXPECT_FALSE(hold().take("performance", alive()).ok());
  EXPECT_TRUE(std::filesystem::is_empty(cpus_.root() + "/elsewhere"));
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
}

TEST_F(GovernorHoldTest, WritesNothingThatAFileOfAnotherHandSays) {
  const std::string head = "mutation-governor 1\ngovernor performance\n";
  for (const std::string& bad :
       {std::string(), std::string("mutation-governor 2\n"), head, head + "before cpu0\n",
        head + "before cpu0/../../../../etc powersave\n", head + "before cpu powersave\n",
        head + "before cpu0 power/save\n", head + "before cpu0 aaaaaaaaaaaaaaaaaaaa\n",
        head + "before cpu0 powersave\nholder x 1 1\n",
        head + "before cpu0 powersave\nsomething else\n"}) {
    write_file(bad);
    EXPECT_FALSE(hold().restore_abandoned().ok()) << bad;
    EXPECT_FALSE(hold().take("ondemand", alive()).ok()) << bad;
    EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  }
}

TEST_F(GovernorHoldTest, WhereNothingIsHeldLooksAndMakesNothing) {
  const auto restored = hold().restore_abandoned();
  ASSERT_TRUE(restored.ok());
  EXPECT_FALSE(restored->has_value());
  EXPECT_TRUE(hold().release(alive()).ok());
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(GovernorHoldTest, ThatCouldNotBePutBackIsTriedAgainLater) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  std::filesystem::create_directories(cpus_.state());
  ASSERT_EQ(chown(cpus_.state().c_str(), 65534, 65534), 0);
  const std::string governor = cpus_.folder("cpu0") + "/cpufreq/scaling_governor";
  for (const char* const cpu : {"cpu0", "cpu1"}) {
    const std::string path = cpus_.folder(cpu) + "/cpufreq/scaling_governor";
    std::filesystem::permissions(path, std::filesystem::perms(0666));
  }
  EXPECT_EQ(in_a_child([&]() -> std::string {
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE(hold().take("performance", alive()).ok());
              return "";
            }),
            0);
  std::filesystem::permissions(governor, std::filesystem::perms(0444));
  EXPECT_EQ(in_a_child([&]() -> std::string {
              REQUIRE(drop_to(nobody()).ok());
              const auto restored = hold().restore_abandoned();
              REQUIRE(!restored.ok());
              REQUIRE(restored.error().message.find("cpu0/cpufreq") != std::string::npos);
              return "";
            }),
            0);
  EXPECT_TRUE(is_kept());
  EXPECT_EQ(cpus_.governor_of("cpu1"), "schedutil");
  std::filesystem::permissions(governor, std::filesystem::perms(0666));
  EXPECT_EQ(in_a_child([&]() -> std::string {
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE((*hold().restore_abandoned()).has_value());
              return "";
            }),
            0);
  EXPECT_EQ(cpus_.governor_of("cpu0"), "powersave");
  EXPECT_FALSE(is_kept());
}

}  // namespace
}  // namespace mutation
