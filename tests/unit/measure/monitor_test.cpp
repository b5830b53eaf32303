// Reader threads over scripted sources. Tests wait for what they expect, bounded by kPatience.
#include "measure/monitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "unit/measure/drained.h"
#include "unit/measure/scripted_source.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

template <typename... Source>
std::unique_ptr<Monitor> monitor_of(Source... source) {
  std::vector<std::unique_ptr<PowerSource>> sources;
  (sources.push_back(std::move(source)), ...);
  return std::make_unique<Monitor>(std::move(sources));
}

TEST(Monitor, PutsGpusFirstAndCountsOnThroughAllSources) {
  const auto monitor = monitor_of(scripted("cpu", DeviceKind::cpu, always(1)),
                                  scripted("gpu", DeviceKind::gpu, always(2)));
  const Instrumentation& all = monitor->instrumentation();
  ASSERT_THAT(all.devices, SizeIs(2));
  EXPECT_EQ(all.devices[0].id, "gpu-0");
  EXPECT_EQ(all.devices[1].id, "cpu-0");
  ASSERT_THAT(all.channels, SizeIs(2));
  EXPECT_EQ(all.channels[0].device, 0);
  EXPECT_EQ(all.channels[1].device, 1);
  EXPECT_EQ(all.channels[1].source, "cpu");
  EXPECT_THAT(all.absences, SizeIs(2));
}

TEST(Monitor, BringsReadingsUnderTheSessionsIndices) {
  const auto monitor = monitor_of(scripted("cpu", DeviceKind::cpu, always(1)),
                                  scripted("gpu", DeviceKind::gpu, always(2)));
  ASSERT_TRUE(monitor->start());
  const SampleBatch batch = drained(*monitor, [](const SampleBatch& all) {
    return all.readings.size() >= 4 && !all.processes.empty();
  });
  EXPECT_THAT(batch.readings, SizeIs(Ge(4)));
  bool both[2] = {};
  for (const Reading& reading : batch.readings) {
    EXPECT_EQ(reading.value, reading.channel == 0 ? 2 : 1);
    both[reading.channel] = true;
  }
  EXPECT_TRUE(both[0] && both[1]);
  ASSERT_FALSE(batch.processes.empty());
  EXPECT_EQ(batch.processes[0].device, 0);
}

TEST(Monitor, BringsNothingTwice) {
  std::atomic<int> given = 0;
  const auto monitor =
      monitor_of(scripted("cpu", DeviceKind::cpu, [&given](Rate, SampleBatch& into) {
        if (given < 3) into.readings.push_back({0, Monotonic::now(), static_cast<double>(given++)});
      }));
  ASSERT_TRUE(monitor->start());
  const SampleBatch batch =
      drained(*monitor, [](const SampleBatch& all) { return all.readings.size() >= 3; });
  std::vector<double> values;
  for (const Reading& reading : batch.readings) values.push_back(reading.value);
  EXPECT_THAT(values, ElementsAre(0, 1, 2));
  EXPECT_THAT(monitor->drain().readings, IsEmpty());
}

TEST(Monitor, CountsReadsAndTheirCost) {
  const auto monitor = monitor_of(scripted("gpu", DeviceKind::gpu, always(1)));
  ASSERT_TRUE(monitor->start());
  drained(*monitor, [](const SampleBatch& all) { return all.readings.size() >= 2; });
  const std::vector<ReaderStatistics> statistics = monitor->take_statistics();
  ASSERT_THAT(statistics, SizeIs(1));
  EXPECT_EQ(statistics[0].reader, "gpu");
  EXPECT_GE(statistics[0].reads, 2u);
  EXPECT_GT(statistics[0].cpu_time, 0s);
  EXPECT_LT(statistics[0].cpu_time, kPatience);
  EXPECT_LE(statistics[0].p99_lateness, statistics[0].worst_lateness);
}

TEST(Monitor, CountsAnewWhenItsStatisticsWereTaken) {
  const auto monitor = monitor_of(scripted("gpu", DeviceKind::gpu, always(1)));
  ASSERT_TRUE(monitor->start());
  drained(*monitor, [](const SampleBatch& all) { return all.readings.size() >= 3; });
  const auto before = monitor->take_statistics();
  EXPECT_GE(before[0].reads, 3u);
  EXPECT_LT(monitor->take_statistics()[0].reads, before[0].reads);
}

TEST(Monitor, ReadsOnRequestOnlyWhereThatIsItsPace) {
  std::atomic<int> reads = 0;
  const auto count = [&reads](Rate rate, SampleBatch& into) {
    EXPECT_EQ(rate, Rate::fast);
    into.readings.push_back({0, Monotonic::now(), static_cast<double>(++reads)});
  };
  std::vector<std::unique_ptr<PowerSource>> sources;
  sources.push_back(scripted("gpu", DeviceKind::gpu, count));
  Monitor monitor(std::move(sources), {}, {.on_request_only = true});
  ASSERT_TRUE(monitor.start());
  EXPECT_EQ(reads, 0);
  for (int asked = 1; asked <= 2; ++asked) {
    monitor.read_now();
    const SampleBatch batch =
        drained(monitor, [](const SampleBatch& all) { return !all.readings.empty(); });
    ASSERT_THAT(batch.readings, SizeIs(1));
    EXPECT_EQ(batch.readings[0].value, asked);
  }
  // Silence is what was asked for.
  EXPECT_THAT(monitor.drain().failures, IsEmpty());
}

TEST(Monitor, ASourceThatHangsBringsFailuresAndHindersNoOther) {
  const auto released = std::make_shared<Event>();
  const auto gone = std::make_shared<Event>();
  auto monitor = monitor_of(
      scripted(
          "hung", DeviceKind::gpu, [released](Rate, SampleBatch&) { released->wait(); }, gone),
      scripted("cpu", DeviceKind::cpu, always(1)));
  ASSERT_TRUE(monitor->start());
  const SampleBatch batch =
      drained(*monitor, [](const SampleBatch& all) { return !all.failures.empty(); });
  ASSERT_FALSE(batch.failures.empty());
  EXPECT_EQ(batch.failures[0].channel, 0);
  EXPECT_EQ(batch.failures[0].reason, "hung has not answered for 1.0 s");
  EXPECT_THAT(batch.readings, SizeIs(Ge(1)));
  for (const Reading& reading : batch.readings) EXPECT_EQ(reading.channel, 1);
  monitor.reset();  // does not wait for the source
  released->happen();
  EXPECT_TRUE(gone->wait());  // its state lived until its read came back
}

TEST(Monitor, EndsPromptlyBetweenTwoReads) {
  const auto gone = std::make_shared<Event>();
  const auto at_the_slow_rate = [](Rate, SampleBatch& into) {
    into.readings.push_back({0, Monotonic::now(), 1});
  };
  std::vector<std::unique_ptr<PowerSource>> sources;
  sources.push_back(
      std::make_unique<ScriptedSource>("cpu", DeviceKind::cpu, at_the_slow_rate, gone, Rate::slow));
  auto monitor = std::make_unique<Monitor>(std::move(sources));
  ASSERT_TRUE(monitor->start());
  drained(*monitor, [](const SampleBatch& all) { return !all.readings.empty(); });
  const auto before = std::chrono::steady_clock::now();
  monitor.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 350ms);  // the next read is 500 ms away
  EXPECT_TRUE(gone->wait());
}

// Closing is a call into the driver, too.
class HangsWhenClosed final : public PowerSource {
 public:
  explicit HangsWhenClosed(std::shared_ptr<Event> released, std::shared_ptr<Event> gone)
      : released_(std::move(released)), gone_(std::move(gone)) {
    instrumentation_.devices.push_back({.id = "gpu-0"});
    instrumentation_.channels.push_back({.device = 0, .source = "gpu"});
  }
  ~HangsWhenClosed() override {
    released_->wait();
    gone_->happen();
  }
  std::string name() const override { return "gpu"; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate, SampleBatch& into) override { into.readings.push_back({0, Monotonic::now(), 1}); }

 private:
  std::shared_ptr<Event> released_;
  std::shared_ptr<Event> gone_;
  Instrumentation instrumentation_;
};

TEST(Monitor, DoesNotWaitForASourceThatHangsWhenItIsClosed) {
  const auto released = std::make_shared<Event>();
  const auto gone = std::make_shared<Event>();
  std::vector<std::unique_ptr<PowerSource>> sources;
  sources.push_back(std::make_unique<HangsWhenClosed>(released, gone));
  auto monitor = std::make_unique<Monitor>(std::move(sources));
  ASSERT_TRUE(monitor->start());
  drained(*monitor, [](const SampleBatch& all) { return !all.readings.empty(); });
  const auto before = std::chrono::steady_clock::now();
  monitor.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - before, kPatience / 2);
  released->happen();
  EXPECT_TRUE(gone->wait());
}

TEST(Monitor, CanEndWithoutHavingBegun) {
  const auto gone = std::make_shared<Event>();
  auto monitor = monitor_of(scripted("gpu", DeviceKind::gpu, always(1), gone));
  EXPECT_THAT(monitor->drain().readings, IsEmpty());
  monitor.reset();
  EXPECT_TRUE(gone->wait());
}

TEST(Monitor, ReadsOnThreadsThatNoSignalReaches) {
  sigset_t seen;
  sigemptyset(&seen);
  const auto read = std::make_shared<Event>();
  const auto monitor = monitor_of(scripted("gpu", DeviceKind::gpu, [&](Rate rate, SampleBatch&) {
    if (rate != Rate::fast) return;
    pthread_sigmask(SIG_SETMASK, nullptr, &seen);
    read->happen();
  }));
  ASSERT_TRUE(monitor->start());
  ASSERT_TRUE(read->wait());
  sigset_t here;
  pthread_sigmask(SIG_SETMASK, nullptr, &here);
  EXPECT_FALSE(sigismember(&here, SIGTERM));
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGHUP, SIGUSR1})
    EXPECT_TRUE(sigismember(&seen, signal)) << signal;
}

}  // namespace
}  // namespace mutation
