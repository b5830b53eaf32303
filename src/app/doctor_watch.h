// The doctor's watch over the sources: how often each sensor really updates itself, and what
// reading it costs, found by reading for a few seconds as a session does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "energy/trace.h"
#include "measure/monitor.h"
#include "model/sample.h"

namespace mutation {

struct ChannelSeen {
  int device = 0;  // index into the instrumentation's devices
  Channel channel;
  size_t readings = 0;
  size_t changes = 0;             // readings that differ from the one before
  Seconds spacing{0};             // between readings, on average; 0: fewer than two
  std::optional<Seconds> period;  // of the sensor's updates, where it could be seen
  bool about = false;             // the period is the median of a few changes only
  std::optional<double> last;     // the last value
  std::string failure;            // the last failure's reason; "" without any
};

struct SourcesSeen {
  Seconds watched{0};
  std::vector<ChannelSeen> channels;
  std::vector<ReaderStatistics> readers;
};

// What the readings of `seen.channel` show.
void note_readings(const Trace& readings, ChannelSeen& seen);

// Reads all sources for `time`. An error when a reader cannot be started. REQUIRES: `monitor` has
// not been started.
Result<SourcesSeen> watch_sources(Monitor& monitor, Seconds time);

// "every 0.10 s", "about every 0.10 s", "not seen in 3 s (value did not change)", "at least as
// often as it is read (every 0.10 s)", "4 times in 3 s", or why nothing was read.
std::string update_text(const ChannelSeen& seen, Seconds watched);

}  // namespace mutation
