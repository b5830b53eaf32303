#include "app/doctor_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "energy/updates.h"

namespace mutation {
namespace {

// Of all readings: a sensor that changes between nearly all of them is not slower than they are.
constexpr double kNearlyAll = 0.8;

size_t changes_in(const Trace& trace) {
  size_t changes = 0;
  for (size_t i = 1; i < trace.size(); ++i) {
    if (trace[i].value != trace[i - 1].value) ++changes;
  }
  return changes;
}

SensorKind kind_of(const Channel& channel) {
  return channel.quantity == Quantity::energy ? SensorKind::counter : SensorKind::power;
}

// The median time between changes, where there are enough of them and readings between them. What
// is left where the watch is too short to see a period as energies need it.
std::optional<Seconds> median_between_changes(const Trace& trace) {
  constexpr size_t kEnough = 4;
  std::vector<Seconds> between;
  std::optional<MonotonicTime> last;
  for (size_t i = 1; i < trace.size(); ++i) {
    if (trace[i].value == trace[i - 1].value) continue;
    if (last) between.push_back(trace[i].at - *last);
    last = trace[i].at;
  }
  if (between.size() < kEnough ||
      static_cast<double>(between.size()) > kNearlyAll * static_cast<double>(trace.size()))
    return std::nullopt;
  std::ranges::nth_element(between, between.begin() + std::ptrdiff_t(between.size() / 2));
  return between[between.size() / 2];
}

void add_batch(const SampleBatch& batch, std::vector<Trace>& traces,
               std::vector<ChannelSeen>& channels) {
  for (const Reading& reading : batch.readings)
    traces[size_t(reading.channel)].push_back({reading.at, reading.value});
  for (const ReadFailure& failure : batch.failures)
    channels[size_t(failure.channel)].failure = failure.reason;
}

}  // namespace

void note_readings(const Trace& readings, ChannelSeen& seen) {
  seen.readings = readings.size();
  seen.changes = changes_in(readings);
  seen.period = observed_update_period(readings, kind_of(seen.channel));
  seen.about = !seen.period;
  if (seen.about) seen.period = median_between_changes(readings);
  if (readings.empty()) return;
  seen.last = readings.back().value;
  if (readings.size() > 1)
    seen.spacing = Seconds(readings.back().at - readings.front().at) / double(readings.size() - 1);
}

Result<SourcesSeen> watch_sources(Monitor& monitor, Seconds time) {
  const Instrumentation& all = monitor.instrumentation();
  SourcesSeen seen{.watched = time, .channels = {}, .readers = {}};
  if (all.channels.empty()) return seen;
  for (const Channel& channel : all.channels)
    seen.channels.push_back({.device = channel.device, .channel = channel, .failure = {}});
  std::vector<Trace> traces(all.channels.size());
  if (Status started = monitor.start(); !started) return started.error();
  std::this_thread::sleep_for(time);
  add_batch(monitor.drain(), traces, seen.channels);
  for (size_t i = 0; i < traces.size(); ++i) note_readings(traces[i], seen.channels[i]);
  seen.readers = monitor.take_statistics();
  return seen;
}

std::string update_text(const ChannelSeen& seen, Seconds watched) {
  if (seen.readings == 0) return seen.failure.empty() ? "no reading came" : seen.failure;
  if (seen.changes == 0)
    return fmt::format("not seen in {:.0f} s (value did not change)", watched.count());
  if (seen.period)
    return fmt::format("{}every {:.2f} s", seen.about ? "about " : "", seen.period->count());
  if (double(seen.changes) >= kNearlyAll * double(seen.readings - 1))
    return fmt::format("at least as often as it is read (every {:.2f} s)", seen.spacing.count());
  return fmt::format("{} times in {:.0f} s", seen.changes, watched.count());
}

}  // namespace mutation
