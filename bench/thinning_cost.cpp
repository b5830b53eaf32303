// What thinning the readings costs while they are recorded, beside appending the same readings to
// trace.csv: an hour of 10 Hz and 2 Hz channels of one GPU and two CPU domains, batch by batch as
// the run's loop brings them. Prints figures and judges nothing.
#include <fcntl.h>
#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/unique_fd.h"
#include "os/file.h"
#include "record/trace_csv.h"
#include "record/trace_overview.h"

namespace mutation {
namespace {

constexpr int kBatches = 36'000;  // ten a second

Instrumentation instruments() {
  Instrumentation all;
  all.devices = {{.id = "GPU-0", .kind = DeviceKind::gpu, .name = "a GPU"},
                 {.id = "package-0", .kind = DeviceKind::cpu, .name = "a CPU"},
                 {.id = "dram-0", .kind = DeviceKind::cpu, .name = "its DRAM"}};
  for (const Quantity quantity :
       {Quantity::power, Quantity::energy, Quantity::temperature, Quantity::utilization,
        Quantity::sm_clock, Quantity::memory_clock})
    all.channels.push_back({.device = 0, .quantity = quantity, .source = "nvmlDeviceGet"});
  for (const int device : {1, 2})
    all.channels.push_back({.device = device, .quantity = Quantity::energy, .source = "energy_uj"});
  return all;
}

SampleBatch batch_of(int number) {
  SampleBatch batch;
  const MonotonicTime at(std::chrono::milliseconds(100) * number);
  for (const int channel : {0, 1, 6, 7})
    batch.readings.push_back({channel, at, 300.125 + number % 17 * 1.25 + number * (channel > 0)});
  if (number % 5 != 0) return batch;
  for (const int channel : {2, 3, 4, 5}) batch.readings.push_back({channel, at, 50.0 + number % 3});
  return batch;
}

template <typename Work>
double seconds_of(Work work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void measure() {
  const Instrumentation all = instruments();
  std::vector<SampleBatch> batches;
  for (int i = 0; i < kBatches; ++i) batches.push_back(batch_of(i));
  const UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  const double trace = seconds_of([&] {
    for (const SampleBatch& batch : batches)
      if (!write_all(nowhere.get(), trace_rows(batch, all, Instant{}), "/dev/null")) return;
  });
  TraceThinning thinning(all, MonotonicTime{});
  const double thin = seconds_of([&] {
    for (const SampleBatch& batch : batches) thinning.add(batch);
  });
  std::string text;
  const double end = seconds_of(
      [&] { text = overview_text(thinning.channels(MonotonicTime(std::chrono::hours(1)))); });
  fmt::print(
      "thinning: {:.1f} ms for an hour's readings, {:.4f} of appending them to trace.csv; at the "
      "attempt's end {:.1f} ms for {} kB\n",
      thin * 1000, thin / trace, end * 1000, text.size() / 1000);
}

}  // namespace
}  // namespace mutation

int main() {
  mutation::measure();
  return 0;
}
