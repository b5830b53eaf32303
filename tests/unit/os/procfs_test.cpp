#include "os/procfs.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

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
