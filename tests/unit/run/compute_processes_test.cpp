#include "run/compute_processes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::IsEmpty;
using testing::SizeIs;

// The pid of a process that has ended and been reaped.
pid_t dead_pid() {
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  waitpid(pid, nullptr, 0);
  return pid;
}

void list(Observations& observations, double at_seconds, std::vector<pid_t> pids) {
  ComputeProcesses listed{.device = 0, .at = mono(at_seconds)};
  for (const pid_t pid : pids) listed.processes.push_back({.pid = pid});
  observations.add({.processes = {listed}});
}

TEST(DeadContexts, WithoutListsThereIsNothingToWaitFor) {
  const Instrumentation instruments = gpus(1);
  const Observations seen(instruments);
  const DeadContexts dead = contexts_of_dead_processes(seen, {0}, mono(10));
  EXPECT_TRUE(dead.up_to_date);
  EXPECT_FALSE(dead.any_list);
}

TEST(DeadContexts, AListOfBeforeTheStopSaysNothing) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  list(seen, 9, {dead_pid()});
  const DeadContexts dead = contexts_of_dead_processes(seen, {0}, mono(10));
  EXPECT_FALSE(dead.up_to_date);
  EXPECT_THAT(dead.processes, IsEmpty());
}

TEST(DeadContexts, AreThoseOfProcessesThatAreNoMore) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  const pid_t dead_one = dead_pid();
  list(seen, 11, {getpid(), dead_one});
  const DeadContexts dead = contexts_of_dead_processes(seen, {0}, mono(10));
  EXPECT_TRUE(dead.up_to_date);
  ASSERT_THAT(dead.processes, SizeIs(1));
  EXPECT_EQ(dead.processes[0].pid, dead_one);
}

TEST(DeadContexts, AZombieIsDead) {
  const Instrumentation instruments = gpus(1);
  Observations seen(instruments);
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  siginfo_t ended;
  waitid(P_PID, id_t(pid), &ended, WEXITED | WNOWAIT);
  list(seen, 11, {pid});
  EXPECT_THAT(contexts_of_dead_processes(seen, {0}, mono(10)).processes, SizeIs(1));
  waitpid(pid, nullptr, 0);
}

TEST(DeadContexts, AreNotLookedForWhereListsMeanNothing) {
  Instrumentation instruments = gpus(1);
  instruments.processes_untrusted = "a container";
  Observations seen(instruments);
  list(seen, 11, {dead_pid()});
  EXPECT_FALSE(contexts_of_dead_processes(seen, {0}, mono(10)).any_list);
}

}  // namespace
}  // namespace mutation
