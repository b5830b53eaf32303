#include "record/one_hertz.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace mutation {
namespace {

constexpr std::int64_t kSecondsHeldBack = 2;

// Readings of a quantity in one second, one a device: all of them, or none.
using Complete = std::optional<std::vector<double>>;

Complete complete(const std::map<Quantity, std::vector<std::optional<double>>>& readings,
                  Quantity quantity) {
  const auto found = readings.find(quantity);
  if (found == readings.end()) return std::nullopt;
  std::vector<double> values;
  for (const std::optional<double>& value : found->second) {
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

std::string highest(const Complete& values) {
  return values ? fmt::format("{:.0f}", *std::max_element(values->begin(), values->end())) : "N/A";
}

std::string mean(const Complete& values) {
  return values ? fmt::format("{:.0f}", sum(*values) / static_cast<double>(values->size())) : "N/A";
}

}  // namespace

OneHertz::OneHertz(const Instrumentation& instrumentation, std::vector<int> own)
    : instrumentation_(&instrumentation), own_(std::move(own)) {}

bool OneHertz::has_channel(Quantity quantity) const {
  const auto offered_on = [&](int device) {
    return std::any_of(instrumentation_->channels.begin(), instrumentation_->channels.end(),
                       [&](const Channel& channel) {
                         return channel.device == device && channel.quantity == quantity;
                       });
  };
  return !own_.empty() && std::all_of(own_.begin(), own_.end(), offered_on);
}

OneHertzRows OneHertz::heads() const {
  OneHertzRows heads;
  if (has_channel(Quantity::power)) heads.power = "timestamp,power_draw_w\n";
  if (has_channel(Quantity::temperature)) {
    heads.temperature = "timestamp,gpu_temp_c,memory_temp_c\n";
  }
  if (has_channel(Quantity::utilization)) {
    heads.utilization = "timestamp,gpu_util_percent,memory_util_percent\n";
  }
  return heads;
}

void OneHertz::start(const Instant& at) {
  start_ = at;
}

OneHertz::UnixSecond OneHertz::second_of(MonotonicTime at) const {
  const UtcTime utc = start_->utc + (at - start_->monotonic);
  return std::chrono::floor<std::chrono::seconds>(utc).time_since_epoch().count();
}

OneHertzRows OneHertz::add(const SampleBatch& batch) {
  if (!start_) return {};
  UnixSecond newest = given_until_;
  for (const Reading& reading : batch.readings) {
    const Channel& channel = instrumentation_->channels[static_cast<size_t>(reading.channel)];
    const auto device = std::find(own_.begin(), own_.end(), channel.device);
    if (device == own_.end() || reading.at < start_->monotonic) continue;
    const UnixSecond second = second_of(reading.at);
    newest = std::max(newest, second);
    if (second < given_until_) continue;  // its row is written already
    auto& readings = pending_[second][channel.quantity];
    readings.resize(own_.size());
    auto& first = readings[static_cast<size_t>(device - own_.begin())];
    if (!first) first = reading.value;
  }
  return rows_before(newest - kSecondsHeldBack);
}

OneHertzRows OneHertz::finish(const Instant& at) {
  if (!start_) return {};
  OneHertzRows rows = rows_before(second_of(at.monotonic) + 1);
  start_.reset();
  pending_.clear();
  return rows;
}

OneHertzRows OneHertz::rows_before(UnixSecond end) {
  OneHertzRows rows;
  while (!pending_.empty() && pending_.begin()->first < end) {
    add_rows(pending_.begin()->first, pending_.begin()->second, rows);
    pending_.erase(pending_.begin());
  }
  given_until_ = std::max(given_until_, end);
  return rows;
}

void OneHertz::add_rows(UnixSecond second, const Column& readings, OneHertzRows& rows) {
  if (const Complete power = complete(readings, Quantity::power)) {
    const std::string text = fmt::format("{:.2f}", sum(*power));
    rows.power += fmt::format("{},{}\n", second, text);
    power_sum_ = power_sum_.value_or(0) + std::strtod(text.c_str(), nullptr);
  }
  if (const Complete temperature = complete(readings, Quantity::temperature)) {
    rows.temperature += fmt::format("{},{},{}\n", second, highest(temperature),
                                    highest(complete(readings, Quantity::memory_temperature)));
  }
  if (const Complete utilization = complete(readings, Quantity::utilization)) {
    rows.utilization += fmt::format("{},{},{}\n", second, mean(utilization),
                                    mean(complete(readings, Quantity::memory_utilization)));
  }
}

}  // namespace mutation
