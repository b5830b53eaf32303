// Reads recorded traces: this program's energy/trace.csv and the Python tool's three GPU files,
// which it recognises by their first line. Gives what they hold and says what is wrong with them or
// missing from them; computes nothing from it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "energy/trace.h"
#include "model/sample.h"
#include "record/trace_fields.h"

namespace mutation {

// Time in it is CLOCK_MONOTONIC in a trace, and counted from the first row in the Python tool's
// files, which have Unix time only.
struct RecordedTrace {
  TraceKind kind = TraceKind::trace;
  // Devices and channels that occur in the file, in that order. Of devices id, kind, in_total and
  // simulated are filled, of channels all but rate, resolution, duty and wraps_at: the file has no
  // more. What a channel averages over stands there where its source says it.
  Instrumentation instrumentation;
  std::vector<Trace> readings;  // one for each channel
  std::vector<ReadFailure> failures;
  std::vector<ComputeProcesses> processes;  // without their memory
  // From the first row to the last one.
  Stretch stretch;
  std::optional<UtcTime> utc_start;  // of the first row; absent without any
  size_t rows = 0;
  // What was left out and what the file cannot say, for people: a cut-off last line, rows out of
  // order, seconds only.
  std::vector<std::string> notes;
};

// The device of the Python tool's files: it knew one GPU and did not say which.
inline constexpr const char* kUnnamedGpu = "GPU";

// Errors name the line: none of the four kinds, another number of fields, no number where one must
// be. A file that is cut off is none: its last line is left out and noted.
Result<RecordedTrace> read_trace_text(std::string_view text);
Result<RecordedTrace> read_trace_file(const std::string& path);

}  // namespace mutation
