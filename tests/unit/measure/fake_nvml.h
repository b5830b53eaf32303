// The fake NVML library under a script and a clock that the test moves.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "measure/nvml_source.h"
#include "unit/measure/tree.h"

namespace mutation {

// One at a time: the script goes by the environment. Its root has a /proc of the first PID
// namespace that knows the pids 4711 and 4712.
class FakeNvml {
 public:
  explicit FakeNvml(const std::string& script) {
    tree_.write("/clock", "0");
    tree_.write("/script", "clock " + tree_.path("/clock") + "\n" + script);
    tree_.link("/proc/self/ns/pid", "pid:[4026531836]");
    tree_.write("/proc/4711/stat", "");
    tree_.write("/proc/4712/stat", "");
    setenv("FAKE_NVML_SCRIPT", tree_.path("/script").c_str(), 1);
  }
  ~FakeNvml() { unsetenv("FAKE_NVML_SCRIPT"); }

  const FileTree& tree() const { return tree_; }
  void set_time(const std::string& seconds) const { tree_.write("/clock", seconds); }
  Result<std::unique_ptr<PowerSource>> open(const std::string& library = FAKE_NVML) const {
    return NvmlSource::open(library, tree_.root());
  }

 private:
  FileTree tree_;
};

inline std::optional<int> channel_of(const PowerSource& source, int device, Quantity quantity) {
  const std::vector<Channel>& channels = source.instrumentation().channels;
  for (size_t i = 0; i < channels.size(); ++i) {
    if (channels[i].device == device && channels[i].quantity == quantity)
      return static_cast<int>(i);
  }
  return std::nullopt;
}

inline std::string source_of(const PowerSource& source, int device, Quantity quantity) {
  const std::optional<int> channel = channel_of(source, device, quantity);
  return channel ? source.instrumentation().channels[static_cast<size_t>(*channel)].source : "none";
}

// What one read of all channels brought for this one: the value or the failure as text.
inline std::string read_now(PowerSource& source, int device, Quantity quantity) {
  SampleBatch batch;
  source.read(Rate::fast, batch);
  source.read(Rate::slow, batch);
  source.read(Rate::processes, batch);
  const std::optional<int> channel = channel_of(source, device, quantity);
  if (!channel) return "no channel";
  std::string found;
  for (const Reading& reading : batch.readings) {
    if (reading.channel == *channel) found += std::to_string(reading.value);
  }
  for (const ReadFailure& failure : batch.failures) {
    if (failure.channel == *channel) found += failure.reason;
  }
  return found;
}

inline std::string absence(const PowerSource& source, const std::string& what) {
  for (const Absence& each : source.instrumentation().absences) {
    if (each.what == what) return each.reason;
  }
  return "not absent";
}

}  // namespace mutation
