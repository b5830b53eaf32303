#include "record/trace_thinning.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace mutation {
namespace {

bool has_power(const Instrumentation& instrumentation, int device) {
  return std::ranges::any_of(instrumentation.channels, [&](const Channel& channel) {
    return channel.device == device && channel.quantity == Quantity::power;
  });
}

ThinnedChannel about(const Channel& channel, const Device& device) {
  const bool counter = channel.quantity == Quantity::energy;
  const Quantity drawn = counter ? Quantity::power : channel.quantity;
  const bool said = channel.source.find("simulated") != std::string::npos;
  return {.device = device.id,
          .kind = device.kind,
          .simulated = device.simulated,
          .quantity = to_text(drawn),
          .unit = unit_of(drawn),
          .source = device.simulated && !said ? "simulated" : channel.source,
          .trace = {}};
}

}  // namespace

TraceThinning::TraceThinning(const Instrumentation& instrumentation, MonotonicTime origin) {
  for (const Channel& channel : instrumentation.channels) {
    const bool counter = channel.quantity == Quantity::energy;
    channels_.emplace_back();
    if (counter && has_power(instrumentation, channel.device)) continue;
    const Device& device = instrumentation.devices[static_cast<std::size_t>(channel.device)];
    channels_.back() = One{
        .about = about(channel, device),
        .thinning = Thinning(origin, kMostBuckets, channel.quantity == Quantity::throttle_reasons),
        .counter = counter,
        .wraps_at = channel.wraps_at,
        .last = {}};
  }
}

void TraceThinning::add(const SampleBatch& batch) {
  // Each failure before the reading that follows it, so that it is the gap's reason.
  auto failure = batch.failures.begin();
  for (const Reading& reading : batch.readings) {
    while (failure != batch.failures.end() && failure->at <= reading.at) add(*failure++);
    add(reading);
  }
  while (failure != batch.failures.end()) add(*failure++);
}

void TraceThinning::add(const Reading& reading) {
  std::optional<One>& one = channels_.at(static_cast<std::size_t>(reading.channel));
  if (!one) return;
  if (one->counter)
    add_count(*one, reading.at, reading.value);
  else
    one->thinning.add(reading.at, reading.value);
}

void TraceThinning::add(const ReadFailure& failure) {
  std::optional<One>& one = channels_.at(static_cast<std::size_t>(failure.channel));
  if (one) one->thinning.add_failure(failure.reason);
}

// A counter that fell was reset, or read wrongly, unless it is known to wrap: nothing is said then.
void TraceThinning::add_count(One& one, MonotonicTime at, double joules) {
  const std::optional<Counted> before = std::exchange(one.last, Counted{at, joules});
  if (!before || at <= before->at) return;
  const Seconds apart = at - before->at;
  double risen = joules - before->joules;
  if (risen < 0 && one.wraps_at > 0) risen += one.wraps_at;
  const double watts = risen / apart.count();
  if (apart <= kLongestGap && watts >= 0 && watts <= kMostPower.value) one.thinning.add(at, watts);
}

std::vector<ThinnedChannel> TraceThinning::channels(MonotonicTime end) const {
  std::vector<ThinnedChannel> thinned;
  for (const std::optional<One>& one : channels_) {
    if (!one || one->thinning.trace().buckets.empty()) continue;
    thinned.push_back(one->about);
    thinned.back().trace = one->thinning.trace_until(end);
  }
  return thinned;
}

}  // namespace mutation
