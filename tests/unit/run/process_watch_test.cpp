#include "run/process_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "unit/run/made_up.h"

namespace mutation {
namespace {

using namespace made_up;
using testing::IsEmpty;
using testing::SizeIs;

// A tree that knows its pids and is asked how often.
class FakeTree final : public Tree {
 public:
  explicit FakeTree(std::set<pid_t> pids) : pids_(std::move(pids)) {}
  int report_fd() const override { return -1; }
  std::vector<TreeReport> take_reports() override { return {}; }
  void stop() override {}
  void kill_now() override {}
  KeeperDied abandon() override { return {}; }
  bool emptied() const override { return false; }
  const ProcessIdentity& identity() const override { return identity_; }
  bool contains(pid_t pid) const override {
    ++asked;
    return pids_.contains(pid);
  }
  mutable int asked = 0;

 private:
  std::set<pid_t> pids_;
  ProcessIdentity identity_;
};

constexpr pid_t kForeground = 4194301;
constexpr pid_t kBackground = 4194302;

class Watch : public testing::Test {
 protected:
  // Those of `processes` on the GPU, a second later than before.
  std::vector<StrangerRecord> look(std::vector<ComputeProcess> processes, int gpu = 0) {
    now_ += 1;
    seen_.add(
        {.processes = {{.device = gpu, .at = mono(now_), .processes = std::move(processes)}}});
    return watch_.look(at(now_), seen_, {&foreground_, &background_});
  }

  double now_ = 100;
  Instrumentation instruments_ = gpus(2);
  Observations seen_{instruments_};
  FakeTree foreground_{{kForeground}};
  FakeTree background_{{kBackground}};
  ProcessWatch watch_{{0, 1}};
};

TEST_F(Watch, TakesOurTreesForOursAndOthersForStrangers) {
  EXPECT_THAT(look({{.pid = kForeground}, {.pid = kBackground}}), IsEmpty());
  const auto strangers = look({{.pid = kForeground}, {.pid = getpid(), .memory_bytes = 512 << 20}});
  ASSERT_THAT(strangers, SizeIs(1));
  EXPECT_EQ(strangers[0].pid, getpid());
  EXPECT_EQ(strangers[0].name, "unit_run");
  EXPECT_TRUE(watch_.is_stranger(getpid()));
  EXPECT_FALSE(watch_.is_stranger(kForeground));
}

TEST_F(Watch, RecordsAStrangersMostMemoryAndWhenItWasSeen) {
  look({{.pid = getpid(), .memory_bytes = 100}});
  EXPECT_THAT(look({{.pid = getpid(), .memory_bytes = 900}}), IsEmpty()) << "it is known";
  look({});
  look({{.pid = getpid(), .memory_bytes = 300}});
  look({});
  ASSERT_THAT(watch_.strangers(), SizeIs(1)) << "one that comes again is the same";
  const StrangerRecord& stranger = watch_.strangers()[0];
  EXPECT_EQ(stranger.memory_bytes, 900u);
  EXPECT_EQ(stranger.first_seen.monotonic, mono(101));
  EXPECT_EQ(stranger.last_seen.monotonic, mono(104));
}

TEST_F(Watch, TakesAProcessThatIsNoMoreForNobody) {
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  waitpid(pid, nullptr, 0);
  EXPECT_THAT(look({{.pid = pid}}), IsEmpty());
  EXPECT_THAT(watch_.strangers(), IsEmpty());
}

TEST_F(Watch, AsksForAPidOnceAsLongAsItStaysListed) {
  for (int i = 0; i < 5; ++i) look({{.pid = kBackground}});
  EXPECT_EQ(background_.asked, 1);
  look({});
  look({{.pid = kBackground}});
  EXPECT_EQ(background_.asked, 2) << "the pid may be another process's by now";
}

TEST_F(Watch, DoesNotLookTwiceAtTheSameList) {
  watch_.count_from(mono(0));
  look({{.pid = kBackground}});
  watch_.look(at(now_ + 0.25), seen_, {&foreground_, &background_});
  EXPECT_EQ(watch_.counts().looks, 1);
}

TEST_F(Watch, CountsTheLooksInWhichTheBackgroundWasThere) {
  look({{.pid = kBackground}});
  watch_.count_from(mono(now_ + 0.5));
  look({{.pid = kBackground}});
  look({{.pid = kForeground}});
  look({});
  look({{.pid = kBackground}}, 1);
  EXPECT_EQ(watch_.counts().looks, 4) << "the one before the foreground is not counted";
  EXPECT_EQ(watch_.counts().background_loads, 2);
  EXPECT_EQ(watch_.background_process(), "pid 4194302 (not in /proc)");
}

TEST_F(Watch, OneThatIsIdleByItsUtilisationIsNoLoad) {
  watch_.count_from(mono(0));
  look({{.pid = kBackground}});
  EXPECT_EQ(watch_.counts().background_loads, 1) << "nobody tells utilisation yet";
  look({{.pid = kBackground, .utilization_percent = 30}});
  EXPECT_EQ(watch_.counts().background_loads, 2);
  look({{.pid = kBackground, .utilization_percent = 0}});
  look({{.pid = kBackground}, {.pid = kForeground, .utilization_percent = 90}});
  look({{.pid = kBackground}});
  EXPECT_EQ(watch_.counts().background_loads, 2) << "NVML leaves out those that were idle";
}

TEST_F(Watch, SumsUtilisationForTheForegroundAndForAll) {
  watch_.count_from(mono(0));
  look({{.pid = kForeground, .utilization_percent = 60},
        {.pid = kBackground, .utilization_percent = 20}});
  look({{.pid = kForeground, .utilization_percent = 70},
        {.pid = getpid(), .utilization_percent = 10}});
  look({{.pid = kForeground}});
  EXPECT_EQ(watch_.counts().looks_with_utilization, 2);
  EXPECT_DOUBLE_EQ(watch_.counts().foreground_utilization, 130);
  EXPECT_DOUBLE_EQ(watch_.counts().all_utilization, 160);
}

TEST_F(Watch, KnowsNothingWhereListsAreNotToBeTrusted) {
  instruments_.processes_untrusted = "a container";
  watch_.count_from(mono(0));
  EXPECT_THAT(look({{.pid = getpid()}, {.pid = kBackground}}), IsEmpty());
  EXPECT_FALSE(watch_.has_lists());
  EXPECT_EQ(watch_.counts().looks, 0);
  EXPECT_EQ(watch_.background_process(), "");
}

}  // namespace
}  // namespace mutation
