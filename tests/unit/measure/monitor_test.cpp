// Reader threads over scripted sources. Tests wait for what they expect, bounded by kPatience.
#include "measure/monitor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "measure/open_within.h"
#include "unit/measure/fake_nvml.h"
#include "unit/measure/hwmon_trees.h"

namespace mutation {
namespace {

using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

// Something that happens once, on whatever thread.
class Event {
 public:
  void happen() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [this] { return happened_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool happened_ = false;
};

// One device with one channel; what a read does is the test's.
class ScriptedSource final : public PowerSource {
 public:
  using Read = std::function<void(Rate, SampleBatch&)>;
  ScriptedSource(std::string name, DeviceKind kind, Read read, std::shared_ptr<Event> gone = {},
                 Rate rate = Rate::fast)
      : name_(std::move(name)), read_(std::move(read)), gone_(std::move(gone)) {
    instrumentation_.devices.push_back({.id = name_ + "-0", .kind = kind});
    instrumentation_.channels.push_back({.device = 0, .source = name_, .rate = rate});
    instrumentation_.absences.push_back({name_ + " humidity", "no such sensor"});
  }
  ~ScriptedSource() override {
    if (gone_) gone_->happen();
  }
  std::string name() const override { return name_; }
  const Instrumentation& instrumentation() const override { return instrumentation_; }
  void read(Rate rate, SampleBatch& into) override { read_(rate, into); }

 private:
  std::string name_;
  Read read_;
  std::shared_ptr<Event> gone_;
  Instrumentation instrumentation_;
};

ScriptedSource::Read always(double value) {
  return [value](Rate rate, SampleBatch& into) {
    if (rate == Rate::fast) into.readings.push_back({0, Monotonic::now(), value});
    if (rate == Rate::processes) into.processes.push_back({0, Monotonic::now(), {{.pid = 7}}});
  };
}

template <typename... Source>
std::unique_ptr<Monitor> monitor_of(Source... source) {
  std::vector<std::unique_ptr<PowerSource>> sources;
  (sources.push_back(std::move(source)), ...);
  return std::make_unique<Monitor>(std::move(sources));
}

std::unique_ptr<PowerSource> scripted(std::string name, DeviceKind kind, ScriptedSource::Read read,
                                      std::shared_ptr<Event> gone = {}) {
  return std::make_unique<ScriptedSource>(std::move(name), kind, std::move(read), std::move(gone));
}

// Drains until `enough`, and gives all that came.
template <typename Enough>
SampleBatch drained(Monitor& monitor, Enough enough) {
  SampleBatch all;
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (!enough(all) && std::chrono::steady_clock::now() < give_up) {
    SampleBatch batch = monitor.drain();
    all.readings.insert(all.readings.end(), batch.readings.begin(), batch.readings.end());
    all.failures.insert(all.failures.end(), batch.failures.begin(), batch.failures.end());
    all.processes.insert(all.processes.end(), batch.processes.begin(), batch.processes.end());
    std::this_thread::yield();
  }
  return all;
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

TEST(OpenWithin, GivesWhatWasOpenedOrItsError) {
  const auto opened = open_within(
      kPatience, "gpu", [] { return Result(scripted("gpu", DeviceKind::gpu, always(1))); });
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->name(), "gpu");
  const auto failed = open_within(kPatience, "gpu", []() -> Result<std::unique_ptr<PowerSource>> {
    return Error{"no driver", {}};
  });
  EXPECT_EQ(failed.error().message, "no driver");
}

TEST(OpenWithin, GivesUpOnWhatHangs) {
  const auto released = std::make_shared<Event>();
  const auto gone = std::make_shared<Event>();
  const auto opened = open_within(10ms, "NVML", [released, gone] {
    released->wait();
    return Result(scripted("gpu", DeviceKind::gpu, always(1), gone));
  });
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().message, "NVML did not answer within 0 s");
  released->happen();
  EXPECT_TRUE(gone->wait());
}

TEST(DoneWithin, GivesUpOnAListThatHangs) {
  const auto released = std::make_shared<Event>();
  const auto found = done_within<std::vector<int>>(10ms, "the list of power meters", [released] {
    released->wait();
    return std::vector<int>{1};
  });
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().message, "the list of power meters did not answer within 0 s");
  released->happen();
}

MeasureOptions options(const FileTree& tree, GpuChoice gpu, const std::string& library) {
  return {.gpu = gpu, .nvml_library = library, .root = tree.root()};
}

std::vector<std::string> absent(const Monitor& monitor) {
  std::vector<std::string> found;
  for (const Absence& absence : monitor.instrumentation().absences)
    found.push_back(absence.what + ": " + absence.reason);
  return found;
}

TEST(MonitorOpen, SaysWhyThereIsNoGpuAndNeverSimulatesUnasked) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(monitor.ok());
  EXPECT_THAT((*monitor)->instrumentation().devices, IsEmpty());
  EXPECT_THAT(absent(**monitor),
              ElementsAre(HasSubstr("GPU: no NVIDIA driver library: load not-here.so"),
                          HasSubstr("CPU energy (RAPL): no RAPL")));
}

TEST(MonitorOpen, FailsWhenNvmlWasAskedForAndIsNotThere) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::nvml, "not-here.so"));
  ASSERT_FALSE(monitor.ok());
  EXPECT_THAT(monitor.error().message,
              HasSubstr("measure with NVML, as asked for: no NVIDIA driver library"));
}

TEST(MonitorOpen, MeasuresNoGpuWhenToldNotTo) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::none, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  EXPECT_EQ(absent(**monitor).at(0), "GPU: GPU measuring switched off (--gpu none)");
}

TEST(MonitorOpen, SimulatesWhenAskedTo) {
  FileTree tree;
  const auto monitor = Monitor::open(options(tree, GpuChoice::simulated, "not-here.so"));
  ASSERT_TRUE(monitor.ok());
  ASSERT_THAT((*monitor)->instrumentation().devices, SizeIs(1));
  EXPECT_TRUE((*monitor)->instrumentation().devices[0].simulated);
}

TEST(MonitorOpen, ReadsNvmlAndRaplSideBySide) {
  const FakeNvml fake("device GPU-a 0:1:0 300 8.0 A\nat 0 0 power 123\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/energy_uj", "77000000\n");
  const auto monitor = Monitor::open(options(fake.tree(), GpuChoice::automatic, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  const std::vector<Channel>& channels = (*monitor)->instrumentation().channels;
  ASSERT_EQ((*monitor)->instrumentation().devices.at(1).id, "package-0");
  ASSERT_TRUE((*monitor)->start());
  bool gpu = false;
  bool cpu = false;
  drained(**monitor, [&](const SampleBatch& all) {
    for (const Reading& reading : all.readings) {
      const Channel& channel = channels[static_cast<size_t>(reading.channel)];
      gpu = gpu || (channel.quantity == Quantity::power && reading.value == 123);
      cpu = cpu || (channel.device == 1 && reading.value == 77);
    }
    return gpu && cpu;
  });
  EXPECT_TRUE(gpu);
  EXPECT_TRUE(cpu);
}

TEST(MonitorOpen, PutsNvidiasGpusBeforeAmdsAndMetersLast) {
  const FakeNvml fake("device GPU-a 0:81:0 300 8.0 A\nat 0 0 power 123\n");
  write_pci_chip(fake.tree(), 0, "0000:00:1c.0", {{"name", "ina226"}, {"power1_input", "9000000"}},
                 {});
  write_pci_chip(fake.tree(), 4, "0000:03:00.0", radeon_chip(), radeon_device());
  fake.tree().write("/sys/class/powercap/intel-rapl:0/name", "package-0\n");
  fake.tree().write("/sys/class/powercap/intel-rapl:0/energy_uj", "77000000\n");
  const auto monitor = Monitor::open(options(fake.tree(), GpuChoice::automatic, FAKE_NVML));
  ASSERT_TRUE(monitor.ok()) << to_text(monitor.error());
  std::vector<std::string> devices;
  for (const Device& device : (*monitor)->instrumentation().devices) devices.push_back(device.id);
  EXPECT_THAT(devices, ElementsAre("GPU-a", "AMD-8a1b2c3d4e5f6071", "package-0", "meter-0"));
}

TEST(MonitorOpen, MissesNoNvidiaDriverBesideAnotherVendorsGpu) {
  FileTree tree;
  write_pci_chip(tree, 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto amd = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(amd.ok());
  EXPECT_THAT(absent(**amd), Not(testing::Contains(HasSubstr("NVIDIA"))));

  tree.write("/sys/bus/pci/devices/0000:81:00.0/vendor", "0x10de\n");
  tree.write("/sys/bus/pci/devices/0000:81:00.0/class", "0x030200\n");
  const auto both = Monitor::open(options(tree, GpuChoice::automatic, "not-here.so"));
  ASSERT_TRUE(both.ok());
  EXPECT_THAT(absent(**both), testing::Contains(HasSubstr("GPU: no NVIDIA driver library")));
}

TEST(MonitorOpen, MeasuresNoAmdGpuWhenToldToMeasureNoneOrOnlyNvidias) {
  const FakeNvml fake("device GPU-a 0:81:0 300 8.0 A\nat 0 0 power 123\n");
  write_pci_chip(fake.tree(), 4, "0000:03:00.0", radeon_chip(), radeon_device());
  const auto none = Monitor::open(options(fake.tree(), GpuChoice::none, FAKE_NVML));
  EXPECT_THAT((*none)->instrumentation().devices, IsEmpty());
  const auto nvml = Monitor::open(options(fake.tree(), GpuChoice::nvml, FAKE_NVML));
  EXPECT_THAT((*nvml)->instrumentation().devices, SizeIs(1));
}

TEST(MonitorOpen, ListsAMeterThatDoesNotAnswer) {
  FileTree tree;
  write_pci_chip(tree, 0, "0000:00:1c.0", {{"name", "ina226"}, {"power1_input", "?"}}, {});
  const auto monitor = Monitor::open(options(tree, GpuChoice::none, "not-here.so"));
  EXPECT_THAT(absent(**monitor), testing::Contains(HasSubstr("power meter ina226: read ")));
}

TEST(MonitorOpen, CopesWithAnNvmlCallThatDoesNotComeBack) {
  const FakeNvml fake(
      "device GPU-a 0:1:0 300 8.0 A\n"
      "at 1 0 hang nvmlDeviceGetPowerUsage\nat 2 0 continue nvmlDeviceGetPowerUsage\n");
  auto monitor = Monitor::open(options(fake.tree(), GpuChoice::nvml, FAKE_NVML));
  ASSERT_TRUE(monitor.ok());
  ASSERT_TRUE((*monitor)->start());
  fake.set_time("1");
  const SampleBatch batch =
      drained(**monitor, [](const SampleBatch& all) { return !all.failures.empty(); });
  ASSERT_FALSE(batch.failures.empty());
  EXPECT_THAT(batch.failures[0].reason, HasSubstr("nvml has not answered for"));
  fake.set_time("2");
  const SampleBatch later =
      drained(**monitor, [](const SampleBatch& all) { return !all.readings.empty(); });
  EXPECT_FALSE(later.readings.empty());
}

}  // namespace
}  // namespace mutation
