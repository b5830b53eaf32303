// All that is read in one attempt, thinned channel by channel while it comes: what a picture of the
// attempt needs. Fixed memory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "energy/thinning.h"
#include "model/sample.h"

namespace mutation {

// Passive; the names are those of trace.csv.
struct ThinnedChannel {
  std::string device;
  DeviceKind kind = DeviceKind::gpu;
  bool simulated = false;
  std::string quantity;
  std::string unit;
  std::string source;
  ThinnedTrace trace;  // its origin is the attempt's start
};

// As many as a picture has pixels across.
inline constexpr std::size_t kMostBuckets = 1024;

class TraceThinning {
 public:
  TraceThinning(const Instrumentation& instrumentation, MonotonicTime origin);

  // In order of time per channel.
  void add(const SampleBatch& batch);
  void add(const Reading& reading);
  void add(const ReadFailure& failure);

  // Those with a reading, until `end`. An energy counter stands as the power between its readings,
  // and only of devices whose power is not read.
  std::vector<ThinnedChannel> channels(MonotonicTime end) const;

 private:
  struct Counted {
    MonotonicTime at{};
    double joules = 0;
  };
  struct One {
    ThinnedChannel about;
    Thinning thinning;
    bool counter = false;
    double wraps_at = 0;
    std::optional<Counted> last;  // of a counter
  };
  void add_count(One& one, MonotonicTime at, double joules);

  std::vector<std::optional<One>> channels_;  // as the instrumentation's; empty: not drawn
};

}  // namespace mutation
