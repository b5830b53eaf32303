// Reads the list into raw bytes and finds the size of its entries from what the library wrote: the
// same symbol has been seen with different layouts (16 bytes: pid and memory; 24: with two MIG ids;
// 32: some 535 drivers, with protected memory). A wrong guess would shuffle pids.
// [NVIDIA/go-nvml#75, XuehaiPan/nvitop#79]
#include "measure/nvml_processes.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace mutation {
namespace {

constexpr std::array<size_t, 3> kEntrySizes = {16, 24, 32};
constexpr size_t kPidOffset = 0;
constexpr size_t kMemoryOffset = 8;
constexpr std::uint64_t kMemoryNotAvailable = ~std::uint64_t{0};
constexpr std::byte kUntouched{0xA5};

constexpr unsigned kFirstCapacity = 32;
constexpr unsigned kMostListed = 1 << 16;  // whatever number comes with the error
constexpr int kMostTries = 5;  // a list that grows faster than we ask is no list to rely on
// Drivers ask for room for 100 samples whatever there is. [NVIDIA/go-nvml#11]
constexpr unsigned kFirstSamples = 128;
constexpr unsigned kMostSamples = 1 << 16;
constexpr unsigned kMostPercent = 100;

// REQUIRES: the library filled `count` entries of `buffer`, which held kUntouched everywhere.
size_t entry_size(std::span<const std::byte> buffer, size_t count) {
  size_t written = buffer.size();
  while (written > 0 && buffer[written - 1] == kUntouched) --written;
  for (const size_t size : kEntrySizes) {
    if (written <= count * size) return size;
  }
  return 0;
}

std::vector<ComputeProcess> decoded(std::span<const std::byte> buffer, size_t count, size_t size) {
  std::vector<ComputeProcess> processes;
  for (size_t i = 0; i < count; ++i) {
    const std::byte* const entry = buffer.data() + i * size;
    unsigned pid = 0;
    std::uint64_t memory = 0;
    std::memcpy(&pid, entry + kPidOffset, sizeof(pid));
    std::memcpy(&memory, entry + kMemoryOffset, sizeof(memory));
    if (pid == 0) continue;
    ComputeProcess process{.pid = static_cast<pid_t>(pid)};
    if (memory != kMemoryNotAvailable) process.memory_bytes = memory;
    processes.push_back(process);
  }
  return processes;
}

// The driver's time is that of the wall clock. One that is set back meanwhile is no garbage.
unsigned long long latest_believable_us() {
  constexpr std::chrono::minutes kMostAhead{1};
  const auto latest = std::chrono::system_clock::now().time_since_epoch() + kMostAhead;
  return static_cast<unsigned long long>(
      std::chrono::duration_cast<std::chrono::microseconds>(latest).count());
}

// The plausible samples since `last_seen_us`, which moves on to the newest of them. That there are
// none is no error. [NVML API reference, nvmlDeviceGetProcessUtilization; drivers have been seen to
// fill their list with entries of garbage: Syllo/nvtop#110]
NvmlReturn take_samples(const NvmlFunctions& functions, NvmlDeviceHandle device,
                        unsigned long long& last_seen_us, std::vector<NvmlProcessSample>& samples) {
  unsigned capacity = kFirstSamples;
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    samples.assign(capacity, {});
    unsigned count = capacity;
    const NvmlReturn code =
        functions.device_process_utilization(device, samples.data(), &count, last_seen_us);
    if (code == kNvmlInsufficientSize) {
      capacity = std::max(capacity, std::min(count, kMostSamples)) * 2;
      continue;
    }
    samples.resize(code == kNvmlSuccess ? std::min(count, capacity) : 0);
    const unsigned long long latest = latest_believable_us();
    std::erase_if(samples, [since = last_seen_us, latest](const NvmlProcessSample& sample) {
      return sample.pid == 0 || sample.sm > kMostPercent || sample.timestamp_us <= since ||
             sample.timestamp_us > latest;
    });
    for (const NvmlProcessSample& sample : samples)
      last_seen_us = std::max(last_seen_us, sample.timestamp_us);
    return code == kNvmlNotFound ? kNvmlSuccess : code;
  }
  samples.clear();
  return kNvmlInsufficientSize;
}

}  // namespace

NvmlProcesses nvml_compute_processes(const NvmlFunctions& functions, NvmlDeviceHandle device) {
  unsigned capacity = kFirstCapacity;
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    std::vector<std::byte> buffer(capacity * kEntrySizes.back(), kUntouched);
    unsigned count = capacity;
    const NvmlReturn code = functions.device_processes(device, &count, buffer.data());
    if (code == kNvmlInsufficientSize) {
      capacity = std::max(capacity, std::min(count, kMostListed)) * 2;
      continue;
    }
    if (code != kNvmlSuccess) return code;
    const size_t size = entry_size(buffer, count);
    if (count > capacity || size == 0) return kNvmlInsufficientSize;
    return decoded(buffer, count, size);
  }
  return kNvmlInsufficientSize;
}

NvmlReturn NvmlProcessUtilization::begin(const NvmlFunctions& functions, NvmlDeviceHandle device) {
  std::vector<NvmlProcessSample> samples;
  return take_samples(functions, device, last_seen_us_, samples);
}

void NvmlProcessUtilization::fill(const NvmlFunctions& functions, NvmlDeviceHandle device,
                                  std::vector<ComputeProcess>& processes) {
  std::vector<NvmlProcessSample> samples;
  if (take_samples(functions, device, last_seen_us_, samples) != kNvmlSuccess) return;
  for (ComputeProcess& process : processes) {
    unsigned long long newest = 0;
    for (const NvmlProcessSample& sample : samples) {
      if (static_cast<pid_t>(sample.pid) != process.pid || sample.timestamp_us < newest) continue;
      newest = sample.timestamp_us;
      process.utilization_percent = sample.sm;
    }
  }
}

}  // namespace mutation
