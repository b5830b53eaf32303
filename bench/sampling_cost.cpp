// What sampling costs and how late it is: 8 fake GPUs through NVML and the CPU's counters in a fake
// powercap tree at 10 Hz through the program's own readers, beside loops that only wait for the
// same deadlines and beside one that starts a process per sample; all at the same time, with the
// machine idle and under full load. Prints figures and judges nothing.
//   sampling_cost FAKE_NVML [--seconds N]     FAKE_NVML: tests/fakes/nvml/libnvidia-ml.so.1
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "deadline_loops.h"
#include "measure/monitor.h"
#include "measure/nvml_source.h"
#include "measure/rapl_source.h"

using namespace mutation;
using namespace std::chrono_literals;

namespace {

constexpr int kGpus = 8;

struct Setup {
  std::string library;
  std::string root;
  int seconds = 60;
};

// A source, and the CPU time that its calls took.
class Counted final : public PowerSource {
 public:
  explicit Counted(std::unique_ptr<PowerSource> source, std::atomic<double>* seconds)
      : source_(std::move(source)), seconds_(seconds) {}
  std::string name() const override { return source_->name(); }
  const Instrumentation& instrumentation() const override { return source_->instrumentation(); }
  void read(Rate rate, SampleBatch& into) override {
    const Seconds before = thread_cpu();
    source_->read(rate, into);
    *seconds_ += (thread_cpu() - before).count();
  }

 private:
  std::unique_ptr<PowerSource> source_;
  std::atomic<double>* seconds_;
};

// What the machine offers, made up.
void make_world(const Setup& setup) {
  std::ofstream script(setup.root + "/script");
  script << "driver 550.54.15\n";
  for (int i = 0; i < kGpus; ++i)
    script << fmt::format("device GPU-{} 0000:{:02x}:00 700 9.0 NVIDIA H200\n", i, i + 16);
  script << "at 0 all power 350\nat 0 all temperature 50\nat 0 all memory_temperature 60\n"
         << "at 0 all utilization 90 50\nat 0 all processes 1:512\n";
  setenv("FAKE_NVML_SCRIPT", (setup.root + "/script").c_str(), 1);
  for (const std::string zone : {"intel-rapl:0", "intel-rapl:0/intel-rapl:0:0"}) {
    const std::string folder = setup.root + "/sys/class/powercap/" + zone;
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/name") << (zone == "intel-rapl:0" ? "package-0\n" : "dram\n");
    std::ofstream(folder + "/max_energy_range_uj") << "262143328850\n";
    std::ofstream(folder + "/energy_uj") << "1234567890\n";
  }
}

// The program's own readers.
class Readers {
 public:
  // Null where one of the sources is not to be had; the reason is printed.
  static std::unique_ptr<Readers> open(const Setup& setup) {
    std::unique_ptr<Readers> readers(new Readers);
    auto nvml = NvmlSource::open(setup.library, "/");
    auto rapl = RaplSource::open(setup.root);
    for (auto* source : {&nvml, &rapl}) {
      if (!*source) return fmt::print("{}\n", to_text(source->error())), nullptr;
    }
    std::vector<std::unique_ptr<PowerSource>> sources;
    sources.push_back(std::make_unique<Counted>(std::move(*nvml), &readers->spent_[0]));
    sources.push_back(std::make_unique<Counted>(std::move(*rapl), &readers->spent_[1]));
    readers->monitor_ = std::make_unique<Monitor>(std::move(sources), std::vector<Absence>{},
                                                  Pace{.fast_period = kPeriod});
    return readers;
  }
  bool start() { return monitor_->start().ok(); }

  // What the main loop does: takes what was read, four times a second.
  void take() {
    for (const Reading& reading : monitor_->drain().readings) {
      const auto& channels = monitor_->instrumentation().channels;
      const auto& devices = monitor_->instrumentation().devices;
      const Channel& channel = channels[static_cast<size_t>(reading.channel)];
      if (channel.quantity != Quantity::energy) continue;
      const Device& device = devices[static_cast<size_t>(channel.device)];
      const int source = device.kind == DeviceKind::gpu ? 0 : 1;
      const bool first_device = source == 0 ? device.index == 0 : device.id == "package-0";
      if (!first_device) continue;
      drift_[source].add(reading.at);
      ++ticks_[source];
    }
  }
  std::vector<Cost> costs() {
    std::vector<Cost> costs;
    for (const ReaderStatistics& reader : monitor_->take_statistics()) {
      const size_t i = costs.size();
      costs.push_back({.name = "reader " + reader.reader,
                       .ticks = ticks_[i],
                       .cpu = reader.cpu_time,
                       .sources = Seconds(spent_[i]),
                       .p99 = reader.p99_lateness,
                       .worst = reader.worst_lateness,
                       .drift = drift_[i].value()});
    }
    return costs;
  }

 private:
  Readers() = default;

  std::atomic<double> spent_[2] = {0, 0};
  Drift drift_[2];
  std::uint64_t ticks_[2] = {0, 0};
  std::unique_ptr<Monitor> monitor_;
};

void print(const std::vector<Cost>& costs) {
  fmt::print("{:24} {:>6} {:>10} {:>12} {:>10} {:>10} {:>10} {:>9}\n", "", "ticks", "CPU us/tick",
             "sources us", "beside us", "p99 us", "worst us", "drift %");
  for (const Cost& cost : costs) {
    const double per_tick = 1e6 / std::max<double>(1, static_cast<double>(cost.ticks));
    fmt::print("{:24} {:6} {:11.1f} {:12.1f} {:10.1f} {:10.1f} {:10.1f} {:>9}\n", cost.name,
               cost.ticks, cost.cpu.count() * per_tick, cost.sources.count() * per_tick,
               (cost.cpu - cost.sources).count() * per_tick, cost.p99.count() * 1e6,
               cost.worst.count() * 1e6,
               cost.drift ? fmt::format("{:.2f}", std::round(1e4 * *cost.drift) / 100 + 0.0) : "-");
  }
}

bool measure(const Setup& setup) {
  const std::unique_ptr<Readers> readers = Readers::open(setup);
  if (!readers || !readers->start()) return false;
  std::atomic<bool> stop = false;
  // Between the readers' deadlines and each other's.
  const MonotonicTime start = Monotonic::now() + kPeriod;
  Cost empty[2];
  Cost processes;
  std::thread threads[] = {
      std::thread([&] { empty[0] = empty_loop("empty loop", start + 25ms, stop); }),
      std::thread([&] { empty[1] = empty_loop("empty loop, another", start + 50ms, stop); }),
      std::thread([&] { processes = process_loop(start + 75ms, stop); })};
  const MonotonicTime end = start + std::chrono::seconds(setup.seconds);
  while (Monotonic::now() < end) {
    std::this_thread::sleep_for(250ms);
    readers->take();
  }
  std::vector<Cost> costs = readers->costs();
  stop = true;
  for (std::thread& thread : threads) thread.join();
  costs.insert(costs.begin(), {empty[0], empty[1]});
  costs.push_back(processes);
  print(costs);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Setup setup;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--seconds" && i + 1 < argc) {
      setup.seconds = std::stoi(argv[++i]);
    } else {
      setup.library = std::filesystem::absolute(word);
    }
  }
  std::string folder = std::filesystem::temp_directory_path() / "mutation-sampling-XXXXXX";
  if (setup.library.empty() || setup.seconds < 1 || !mkdtemp(folder.data())) return 2;
  setup.root = folder;
  make_world(setup);
  fmt::print("\n{} fake GPUs and RAPL at 10 Hz for {} s; the machine otherwise idle\n", kGpus,
             setup.seconds);
  bool measured = measure(setup);
  {
    const FullLoad load;
    fmt::print("\nThe same under full load\n");
    measured = measured && measure(setup);
  }
  std::filesystem::remove_all(folder);
  return measured ? 0 : 1;
}
