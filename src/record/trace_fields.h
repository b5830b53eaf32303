// The columns of recorded traces, and what may stand in them. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/sample.h"

namespace mutation {

enum class TraceKind { trace, gpu_power, gpu_temperature, gpu_utilization };
std::string to_text(TraceKind kind);  // "trace", "gpu_power", …: the files' names

// A kind of trace by its first line.
struct TraceHead {
  TraceKind kind;
  std::string_view line;
  size_t columns;
  std::vector<Quantity> quantities;  // of the columns behind the first; the Python tool's files
};
const std::vector<TraceHead>& trace_heads();

// By the name that trace.csv has for it.
std::optional<Quantity> quantity_named(std::string_view name);

// Seconds, to the microsecond; none for another text, below 0 and after the year 2261.
std::optional<std::chrono::nanoseconds> time_in(std::string_view text);

// A number that a sensor may have given; none for another text, infinity and beyond 1e18.
std::optional<double> reading_in(std::string_view text);

}  // namespace mutation
