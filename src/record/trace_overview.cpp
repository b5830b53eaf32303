#include "record/trace_overview.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "os/file.h"
#include "record/from_json_parts.h"
#include "record/trace_reader.h"

namespace mutation {
namespace {

constexpr int kVersion = 1;

// A reading as it was read; a mean to the thousandth.
Json number_of(double value) {
  if (std::abs(value) < 1e15 && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}
Json mean_of(double value) {
  return number_of(std::round(value * 1000) / 1000);
}

Json json_of(const ThinnedChannel& channel) {
  Json numbers = Json::array(), low = Json::array(), high = Json::array(), mean = Json::array(),
       readings = Json::array(), gaps = Json::array();
  for (const ThinnedBucket& bucket : channel.trace.buckets) {
    numbers.push_back(bucket.number);
    low.push_back(number_of(bucket.low));
    high.push_back(number_of(bucket.high));
    mean.push_back(mean_of(bucket.mean));
    readings.push_back(bucket.readings);
  }
  for (const ThinnedGap& gap : channel.trace.gaps)
    gaps.push_back({gap.from.count(), gap.to.count(), gap.reason});
  return {{"device", channel.device},
          {"kind", to_text(channel.kind)},
          {"simulated", channel.simulated},
          {"quantity", channel.quantity},
          {"unit", channel.unit},
          {"source", channel.source},
          {"width_nanoseconds", channel.trace.width.count()},
          {"bucket", std::move(numbers)},
          {"low", std::move(low)},
          {"high", std::move(high)},
          {"mean", std::move(mean)},
          {"readings", std::move(readings)},
          {"gaps", std::move(gaps)},
          {"gaps_left_out", channel.trace.gaps_left_out}};
}

// Nanoseconds, 30 years: no attempt goes on for so long.
constexpr double kLongest = 1e18;

std::vector<ThinnedBucket> buckets_of(const Json& json, double width) {
  const Json &numbers = json.at("bucket"), &low = json.at("low"), &high = json.at("high"),
             &mean = json.at("mean"), &readings = json.at("readings");
  for (const Json* column : {&numbers, &low, &high, &mean, &readings}) {
    if (!column->is_array() || column->size() != numbers.size())
      throw std::invalid_argument("columns of different lengths");
  }
  std::vector<ThinnedBucket> buckets(numbers.size());
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    buckets[i] = {.number = whole_number<std::int64_t>(numbers[i], "bucket"),
                  .low = low[i].get<double>(),
                  .high = high[i].get<double>(),
                  .mean = mean[i].get<double>(),
                  .readings = whole_number<std::uint64_t>(readings[i], "readings")};
    const ThinnedBucket& one = buckets[i];
    // So far from the origin that no time has such a number, more readings than anybody takes, or
    // out of order.
    if (std::abs(static_cast<double>(one.number)) * width > kLongest || one.readings == 0 ||
        one.readings > std::uint64_t{1} << 48 || one.low > one.high ||
        (i > 0 && buckets[i - 1].number >= one.number))
      throw std::invalid_argument("buckets that cannot be");
  }
  return buckets;
}

ThinnedChannel channel_of(const Json& json) {
  ThinnedChannel channel;
  take(json, "device", channel.device);
  take_word(json, "kind", {DeviceKind::gpu, DeviceKind::cpu, DeviceKind::meter}, channel.kind);
  take(json, "simulated", channel.simulated);
  take(json, "quantity", channel.quantity);
  take(json, "unit", channel.unit);
  take(json, "source", channel.source);
  const auto width = whole_number<std::int64_t>(json.at("width_nanoseconds"), "width_nanoseconds");
  if (width < kFirstWidth.count() || static_cast<double>(width) > kLongest)
    throw std::invalid_argument("a width that cannot be");
  channel.trace.bit_masks = channel.quantity == to_text(Quantity::throttle_reasons);
  channel.trace.width = std::chrono::nanoseconds(width);
  channel.trace.buckets = buckets_of(json, static_cast<double>(width));
  for (const Json& gap : json.at("gaps"))
    channel.trace.gaps.push_back({Seconds(gap.at(0).get<double>()),
                                  Seconds(gap.at(1).get<double>()), gap.at(2).get<std::string>()});
  take(json, "gaps_left_out", channel.trace.gaps_left_out);
  return channel;
}

// `finest`: of the lines that are there it is the last.
std::vector<ThinnedChannel> channels_of(const Json& json, std::size_t line, bool finest) {
  if (json.at("schema_version") != kVersion) throw std::invalid_argument("another version");
  const auto levels = json.find("levels");  // older files do not say
  if (finest && levels != json.end() && whole_number<std::size_t>(*levels, "levels") > line)
    throw std::invalid_argument("lines are missing at its end");
  return each(json.at("channels"), channel_of);
}

bool same_buckets(const std::vector<ThinnedChannel>& a, const std::vector<ThinnedChannel>& b) {
  return std::ranges::equal(
      a, b, {}, [](const ThinnedChannel& one) { return one.trace.width; },
      [](const ThinnedChannel& one) { return one.trace.width; });
}

// Readings of one recorded trace, in the order of their channels.
std::vector<ThinnedChannel> thinned(const RecordedTrace& trace, MonotonicTime origin) {
  TraceThinning thinning(trace.instrumentation, origin);
  for (int channel = 0; channel < static_cast<int>(trace.readings.size()); ++channel) {
    SampleBatch batch;
    for (const TracePoint& point : trace.readings[static_cast<std::size_t>(channel)])
      batch.readings.push_back({channel, point.at, point.value});
    for (const ReadFailure& failure : trace.failures) {
      if (failure.channel == channel) batch.failures.push_back(failure);
    }
    thinning.add(batch);
  }
  return thinning.channels(trace.stretch.end);
}

// The first reading of all files is the origin: nobody knows when the attempt began.
ThinnedAttempt from_python_files(const std::string& directory) {
  std::vector<RecordedTrace> traces;
  for (const char* name : {"gpu_power.csv", "gpu_temperature.csv", "gpu_utilization.csv"}) {
    Result<RecordedTrace> trace = read_trace_file(directory + "/" + name);
    if (trace && trace->utc_start) traces.push_back(std::move(*trace));
  }
  ThinnedAttempt attempt;
  for (const RecordedTrace& trace : traces)
    attempt.start =
        attempt.start == UtcTime{} ? *trace.utc_start : std::min(attempt.start, *trace.utc_start);
  for (const RecordedTrace& trace : traces) {
    const MonotonicTime origin = trace.stretch.start - (*trace.utc_start - attempt.start);
    std::ranges::move(thinned(trace, origin), std::back_inserter(attempt.channels));
  }
  return attempt;
}

}  // namespace

std::string overview_text(const std::vector<ThinnedChannel>& channels) {
  std::vector<std::vector<ThinnedChannel>> levels;
  for (const std::size_t most : kOverviewLevels) {
    std::vector<ThinnedChannel> level = channels;
    for (ThinnedChannel& channel : level)
      channel.trace = thinned_further(std::move(channel.trace), most);
    if (levels.empty() || !same_buckets(levels.back(), level)) levels.push_back(std::move(level));
  }
  std::string text;
  for (const std::vector<ThinnedChannel>& level : levels) {
    Json line = {
        {"schema_version", kVersion}, {"levels", levels.size()}, {"channels", Json::array()}};
    for (const ThinnedChannel& channel : level) line["channels"].push_back(json_of(channel));
    text += to_line(line) + "\n";
  }
  return text;
}

Result<std::vector<ThinnedChannel>> read_overview_text(std::string_view text,
                                                       std::size_t most_buckets) {
  std::optional<std::string_view> line;
  std::size_t lines = 0;
  bool enough = false;
  for (const std::size_t level : kOverviewLevels) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
    ++lines;
    enough = level >= most_buckets;
    if (enough) break;
  }
  if (!line) return Error{"there is no whole line in it", {}};
  return guarded(*line, "the overview of a trace",
                 [&](const Json& json) { return channels_of(json, lines, !enough); });
}

ThinnedAttempt thinned_attempt(const std::string& energy_directory, const Instant& start,
                               std::size_t most_buckets) {
  if (const auto file = MappedFile::open(energy_directory + "/" + kOverviewFile)) {
    auto channels = read_overview_text(file->text(), most_buckets);
    if (channels) return {start.utc, std::move(*channels)};
  }
  const std::string path = energy_directory + "/trace.csv";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return from_python_files(energy_directory);
  const Result<RecordedTrace> trace = read_trace_file(path);
  if (!trace) return {start.utc, {}};
  return {start.utc, thinned(*trace, start.monotonic)};
}

}  // namespace mutation
