#include "os/foreign_zombies.h"

#include <errno.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/subreaper.h"

namespace mutation {
namespace {

// A child that has ended and is not reaped yet.
pid_t zombie() {
  const pid_t pid = fork();
  if (pid == 0) _exit(7);
  siginfo_t ended;
  waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT);
  return pid;
}

TEST(ForeignZombies, AreReaped) {
  const pid_t foreign = zombie();
  reap_foreign_zombies();
  EXPECT_EQ(waitpid(foreign, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(ForeignZombies, OurOwnChildrensEndsAreLeftToThoseWhoWaitForThem) {
  const pid_t own = zombie();
  note_own_child(own);
  const pid_t foreign = zombie();
  reap_foreign_zombies();
  EXPECT_EQ(waitpid(foreign, nullptr, WNOHANG), -1);
  int status = 0;
  EXPECT_EQ(waitpid(own, &status, WNOHANG), own);
  EXPECT_EQ(WEXITSTATUS(status), 7);
  forget_own_child(own);
}

TEST(ForeignZombies, WithoutAnyNothingHappens) {
  reap_foreign_zombies();
}

}  // namespace
}  // namespace mutation
