// The thread that makes pages.
#include "serve/quiet_worker.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <future>
#include <vector>

namespace mutation {
namespace {

TEST(QuietWorker, DoesWhatItIsGivenInTurnAndGivesWay) {
  std::vector<int> done;
  std::promise<int> scheduling;
  QuietWorker worker(Quiet::idle);
  EXPECT_TRUE(worker.post([&] { done.push_back(1); }));
  EXPECT_TRUE(worker.post([&] {
    done.push_back(2);
    scheduling.set_value(sched_getscheduler(0));
  }));
  EXPECT_EQ(scheduling.get_future().get(), SCHED_IDLE);
  EXPECT_EQ(done, (std::vector<int>{1, 2}));
}

TEST(QuietWorker, RefusesWhatItCannotDoSoon) {
  std::promise<void> begun;
  std::promise<void> go_on;
  QuietWorker worker(Quiet::idle);
  EXPECT_FALSE(worker.is_busy());
  worker.post([&] {
    begun.set_value();
    go_on.get_future().wait();
  });
  begun.get_future().wait();
  EXPECT_TRUE(worker.is_busy());
  int taken = 0;
  while (taken < 1000 && worker.post([] {})) ++taken;
  EXPECT_EQ(taken, 64);
  go_on.set_value();
}

}  // namespace
}  // namespace mutation
