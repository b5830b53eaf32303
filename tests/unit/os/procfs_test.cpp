#include "os/procfs.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace mutation {
namespace {

TEST(Procfs, ReadsTheOwnProcess) {
  const auto self = read_process(getpid());
  ASSERT_TRUE(self);
  EXPECT_EQ(self->pid, getpid());
  EXPECT_EQ(self->parent, getppid());
  EXPECT_EQ(self->session, getsid(0));
  EXPECT_EQ(self->name, "unit_os");
  EXPECT_GT(self->start_ticks, 0u);
}

TEST(Procfs, KnowsNoProcessThatIsNotThere) {
  EXPECT_FALSE(read_process(0));
  EXPECT_FALSE(read_process(1 << 30));
}

TEST(Procfs, CountsTheFieldsFromTheLastParenthesis) {
  const auto process = parse_process_stat(
      "42 (a) R 1 (b) S 7 42 41 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 987654 0 0\n");
  ASSERT_TRUE(process);
  EXPECT_EQ(process->pid, 42);
  EXPECT_EQ(process->name, "a) R 1 (b");
  EXPECT_EQ(process->state, 'S');
  EXPECT_EQ(process->parent, 7);
  EXPECT_EQ(process->session, 41);
  EXPECT_EQ(process->cpu_time, Seconds(200.0 / static_cast<double>(sysconf(_SC_CLK_TCK))));
  EXPECT_EQ(process->start_ticks, 987654u);
}

TEST(Procfs, TakesNoOtherTextForAProcess) {
  EXPECT_FALSE(parse_process_stat(""));
  EXPECT_FALSE(parse_process_stat("42 name S 7"));
  EXPECT_FALSE(parse_process_stat(")("));
  EXPECT_FALSE(parse_process_stat("42 (cut) S 7 42 41 0 -1"));
  EXPECT_FALSE(parse_process_stat("(no pid) S 7 42 41 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 9"));
}

TEST(Procfs, ListsProcessesAndNotTheirThreads) {
  std::atomic<pid_t> thread = 0;
  std::atomic<bool> done = false;
  std::thread other([&] {
    thread = gettid();
    while (!done) std::this_thread::yield();
  });
  while (thread == 0) std::this_thread::yield();
  int own = 0;
  for (const ProcessStat& process : all_processes()) {
    EXPECT_NE(process.pid, thread);
    own += process.pid == getpid() ? 1 : 0;
  }
  done = true;
  other.join();
  EXPECT_EQ(own, 1);
}

TEST(Procfs, NamesThePidThatWasGivenLast) {
  const auto before = newest_pid();
  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  const auto after = newest_pid();
  ASSERT_TRUE(before && after);
  EXPECT_NE(*before, *after);
}

TEST(Procfs, ReadsTheEnvironmentThatAProcessWasStartedWith) {
  const auto own = environment_of_process(getpid());
  ASSERT_TRUE(own);
  EXPECT_NE(("\0" + *own).find("PATH="), std::string::npos);
  EXPECT_FALSE(environment_of_process(1 << 30));
}

TEST(Procfs, WalksDownFromARootThroughEveryGeneration) {
  const std::vector<ProcessStat> processes = {{.pid = 10, .parent = 1},
                                              {.pid = 11, .parent = 10},
                                              {.pid = 12, .parent = 11},
                                              {.pid = 20, .parent = 1},
                                              {.pid = 13, .parent = 10}};
  std::vector<pid_t> found;
  for (const ProcessStat& process : descendants_of(10, processes)) found.push_back(process.pid);
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<pid_t>{11, 12, 13}));
}

}  // namespace
}  // namespace mutation
