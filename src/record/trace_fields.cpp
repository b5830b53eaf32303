#include "record/trace_fields.h"

#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>

#include "record/words.h"

namespace mutation {
namespace {

// Until the year 2261: nanoseconds hold no more.
constexpr double kMostSeconds = 9.2e9;

// Nothing that is measured comes near it in its unit, and sums of such values stay finite.
constexpr double kMostValue = 1e18;

std::optional<double> finite_number(std::string_view text) {
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string to_text(TraceKind kind) {
  switch (kind) {
    case TraceKind::trace:
      return "trace";
    case TraceKind::gpu_power:
      return "gpu_power";
    case TraceKind::gpu_temperature:
      return "gpu_temperature";
    case TraceKind::gpu_utilization:
      return "gpu_utilization";
  }
  return "?";
}

const std::vector<TraceHead>& trace_heads() {
  static const std::vector<TraceHead> kHeads = {
      {TraceKind::trace, "monotonic_s,utc,device,quantity,value,unit,source,note", 8, {}},
      {TraceKind::gpu_power, "timestamp,power_draw_w", 2, {Quantity::power}},
      {TraceKind::gpu_temperature,
       "timestamp,gpu_temp_c,memory_temp_c",
       3,
       {Quantity::temperature, Quantity::memory_temperature}},
      {TraceKind::gpu_utilization,
       "timestamp,gpu_util_percent,memory_util_percent",
       3,
       {Quantity::utilization, Quantity::memory_utilization}}};
  return kHeads;
}

std::optional<Quantity> quantity_named(std::string_view name) {
  static const std::map<std::string, Quantity, std::less<>> kByName = [] {
    std::map<std::string, Quantity, std::less<>> by_name;
    for (const Quantity quantity : kQuantities) by_name.emplace(to_text(quantity), quantity);
    return by_name;
  }();
  const auto found = kByName.find(name);
  return found == kByName.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::chrono::nanoseconds> time_in(std::string_view text) {
  const std::optional<double> seconds = finite_number(text);
  if (!seconds || *seconds < 0 || *seconds > kMostSeconds) return std::nullopt;
  return std::chrono::microseconds(std::llround(*seconds * 1e6));
}

std::optional<double> reading_in(std::string_view text) {
  const std::optional<double> value = finite_number(text);
  return value && std::abs(*value) <= kMostValue ? value : std::nullopt;
}

}  // namespace mutation
