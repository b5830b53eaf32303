#include "privilege/privileges.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

#include "fixtures.h"
#include "os/namespaces.h"
#include "os/pidfd.h"

namespace mutation {
namespace {

TEST(InvokingUser, IsNobodyWithoutSudo) {
  const auto user = invoking_user({});
  ASSERT_TRUE(user.ok());
  EXPECT_FALSE(user->has_value());
}

TEST(InvokingUser, IsNobodyWhenRootItselfCalledSudo) {
  const auto user = invoking_user({.uid = "0", .gid = "0", .user = "root"});
  ASSERT_TRUE(user.ok());
  EXPECT_FALSE(user->has_value());
}

TEST(InvokingUser, HasNameAndHomeFromTheUserDatabase) {
  const auto user = invoking_user({.uid = "65534", .gid = "65534", .user = "somebody"});
  ASSERT_TRUE(user.ok());
  ASSERT_TRUE(user->has_value());
  EXPECT_EQ((*user)->uid, 65534u);
  EXPECT_EQ((*user)->name, "nobody");
  EXPECT_EQ((*user)->home, "/nonexistent");
}

TEST(InvokingUser, WithoutAnEntryKeepsSudosNameAndNeverRootsHome) {
  const auto user = invoking_user({.uid = "54321", .gid = "54321", .user = "guest"});
  ASSERT_TRUE(user.ok());
  EXPECT_EQ((*user)->name, "guest");
  EXPECT_EQ((*user)->home, "/");
}

TEST(InvokingUser, ThatIsNoIdIsAnErrorAndNotRoot) {
  for (const char* const uid : {"", "abc", "-1", "1000x", " 1000", "4294967295", "4294967296"}) {
    const auto user = invoking_user({.uid = uid, .gid = "1000", .user = "guest"});
    ASSERT_FALSE(user.ok()) << uid;
    EXPECT_EQ(user.error().message, std::string("SUDO_UID=") + uid + " is not an id");
  }
}

TEST(InvokingUser, NeedsAGroupThatIsNotRoots) {
  EXPECT_FALSE(invoking_user({.uid = "1000", .gid = {}, .user = {}}).ok());
  const auto user = invoking_user({.uid = "1000", .gid = "0", .user = {}});
  ASSERT_FALSE(user.ok());
  EXPECT_EQ(user.error().hint, "to run as root itself, unset SUDO_UID and SUDO_GID");
}

TEST(Privileges, ReadAsPeopleSayThem) {
  EXPECT_EQ(to_text(Privileges::user, 1000), "user 1000");
  EXPECT_EQ(to_text(Privileges::root, 0), "root");
  EXPECT_EQ(to_text(Privileges::dropped, 1000), "user 1000 (dropped from root)");
}

class Drop : public testing::Test {
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
  }
};

TEST_F(Drop, LeavesNoIdOfRootAndNoWayBack) {
  EXPECT_EQ(in_a_child([]() -> std::string {
              REQUIRE(drop_to(nobody()).ok());
              uid_t uids[3] = {};
              gid_t gids[3] = {};
              getresuid(&uids[0], &uids[1], &uids[2]);
              getresgid(&gids[0], &gids[1], &gids[2]);
              for (const uid_t uid : uids) REQUIRE(uid == 65534);
              for (const gid_t gid : gids) REQUIRE(gid == 65534);
              gid_t groups[8] = {};
              REQUIRE(getgroups(8, groups) == 1);
              REQUIRE(groups[0] == 65534);
              REQUIRE(seteuid(0) != 0);
              REQUIRE(setegid(0) != 0);
              return "";
            }),
            0);
}

TEST_F(Drop, GivesTheUsersHomeToWhatIsStartedLater) {
  EXPECT_EQ(in_a_child([]() -> std::string {
              setenv("HOME", "/root", 1);
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE(std::string(getenv("HOME")) == "/nonexistent");
              REQUIRE(std::string(getenv("USER")) == "nobody");
              REQUIRE(std::string(getenv("LOGNAME")) == "nobody");
              return "";
            }),
            0);
}

TEST_F(Drop, KeepsWhatWasOpenedBeforeAndOpensNoMore) {
  const Scratch scratch;
  const std::string counter = scratch.path() + "/energy_uj";
  ASSERT_TRUE(write_file_durably(counter, "12345\n", 0400).ok());
  EXPECT_EQ(in_a_child([&]() -> std::string {
              const UniqueFd kept(open(counter.c_str(), O_RDONLY | O_CLOEXEC));
              REQUIRE(drop_to(nobody()).ok());
              char text[6] = {};
              REQUIRE(pread(kept.get(), text, 5, 0) == 5);
              REQUIRE(std::string(text) == "12345");
              REQUIRE(!read_file(counter).ok());
              return "";
            }),
            0);
}

// What a training, which runs as the same user, could try on the program.
std::string try_to_take_hold_of(pid_t program, int fd) {
  REQUIRE(drop_to(nobody()).ok());
  prctl(PR_SET_DUMPABLE, 1);
  REQUIRE(ptrace(PTRACE_SEIZE, program, nullptr, nullptr) != 0 && errno == EPERM);
  const auto pidfd = open_pidfd(program);
  REQUIRE(pidfd.has_value());
  REQUIRE(syscall(SYS_pidfd_getfd, pidfd->get(), fd, 0) < 0 && errno == EPERM);
  const std::string folder = "/proc/" + std::to_string(program);
  REQUIRE(open((folder + "/fd/" + std::to_string(fd)).c_str(), O_RDONLY) < 0 && errno == EACCES);
  REQUIRE(open((folder + "/mem").c_str(), O_RDWR) < 0 && errno == EACCES);
  return "";
}

TEST_F(Drop, ClosesTheProgramToTheUsersOtherProcesses) {
  EXPECT_EQ(in_a_child([]() -> std::string {
              const UniqueFd kept(open("/dev/null", O_RDONLY | O_CLOEXEC));
              int go[2];
              REQUIRE(pipe(go) == 0);
              const pid_t program = getpid();
              const pid_t attacker = fork();
              if (attacker == 0) {
                char byte;
                (void)!read(go[0], &byte, 1);
                const std::string complaint = try_to_take_hold_of(program, kept.get());
                (void)write_all(2, complaint, "standard error");
                _exit(complaint.empty() ? 0 : 1);
              }
              REQUIRE(drop_to(nobody()).ok());
              REQUIRE(write_all(go[1], "x", "pipe").ok());
              int status = 0;
              REQUIRE(waitpid(attacker, &status, 0) == attacker);
              REQUIRE(status == 0);
              return "";
            }),
            0);
}

// Trees are held so where there is no cgroup; the files that say who the user is in there belong to
// whom the process does.
TEST_F(Drop, LeavesTheUserHisPidNamespaces) {
  if (!try_pid_namespace()) GTEST_SKIP() << "no PID namespace may be made here";
  EXPECT_EQ(in_a_child([]() -> std::string {
              REQUIRE(drop_to(nobody()).ok());
              const Status tried = try_pid_namespace();
              return tried ? "" : to_text(tried.error());
            }),
            0);
}

}  // namespace
}  // namespace mutation
