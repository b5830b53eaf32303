#include "report/timeline.h"

#include <algorithm>
#include <string_view>

#include "report/numbers.h"

namespace mutation {
namespace {

struct Drawn {
  std::string_view quantity;
  int decimals;
  bool always;  // however little there is room for
};

constexpr Drawn kDrawn[] = {{"power", 1, true},
                            {"power_instant", 1, false},
                            {"temperature", 1, true},
                            {"memory_temperature", 1, false},
                            {"utilization", 0, true},
                            {"memory_utilization", 0, false},
                            {"sm_clock", 0, true},
                            {"memory_clock", 0, false},
                            {"throttle_reasons", 0, true}};

const Drawn* drawn(const ThinnedChannel& channel) {
  const auto* found = std::ranges::find(kDrawn, channel.quantity, &Drawn::quantity);
  return found == std::end(kDrawn) ? nullptr : found;
}

const Device* device_of(const std::string& id, const Instrumentation& instrumentation) {
  const auto found = std::ranges::find(instrumentation.devices, id, &Device::id);
  return found == instrumentation.devices.end() ? nullptr : &*found;
}

bool is_own(const std::string& id, const RunInstruments& instruments) {
  return std::ranges::any_of(instruments.own, [&](int index) {
    return instruments.instrumentation.devices[static_cast<std::size_t>(index)].id == id;
  });
}

bool is_wanted(const ThinnedChannel& channel, const RunInstruments& instruments,
               const PageDetail& detail) {
  const Drawn* known = drawn(channel);
  if (!known) return false;
  return detail.all_series || (known->always && is_own(channel.device, instruments));
}

Json series_json(const ThinnedChannel& channel, const ThinnedTrace& trace,
                 const RunInstruments& instruments) {
  const int decimals = drawn(channel)->decimals;
  // Of whole numbers a mean has more digits than a reading.
  const int mean_decimals = std::max(1, decimals);
  const double width = Seconds(trace.width).count();
  Json times = Json::array(), low = Json::array(), high = Json::array(), mean = Json::array();
  for (const ThinnedBucket& bucket : trace.buckets) {
    times.push_back(with_decimals((static_cast<double>(bucket.number) + 0.5) * width, 3));
    low.push_back(with_decimals(bucket.low, decimals));
    high.push_back(with_decimals(bucket.high, decimals));
    mean.push_back(with_decimals(bucket.mean, mean_decimals));
  }
  const Device* device = device_of(channel.device, instruments.instrumentation);
  return {
      {"device", channel.device},     {"label", device ? device_label(*device) : channel.device},
      {"quantity", channel.quantity}, {"unit", channel.unit == "C" ? "°C" : channel.unit},
      {"source", channel.source},     {"simulated", channel.simulated},
      {"t", std::move(times)},        {"low", std::move(low)},
      {"high", std::move(high)},      {"mean", std::move(mean)}};
}

// One device's sensors are mostly gone together: a gap within another one of its device tells
// nothing more.
class Gaps {
 public:
  void add(const ThinnedChannel& channel) {
    for (const ThinnedGap& gap : channel.trace.gaps) {
      const bool known = std::ranges::any_of(gaps_, [&](const Known& other) {
        constexpr Seconds kNear{2};
        return other.device == channel.device && other.from <= gap.from + kNear &&
               gap.to <= other.to + kNear;
      });
      if (known) continue;
      gaps_.push_back({channel.device, gap.from, gap.to});
      json_.push_back({with_decimals(gap.from.count(), 3), with_decimals(gap.to.count(), 3),
                       channel.device, gap.reason});
    }
  }
  Json take() { return std::move(json_); }

 private:
  struct Known {
    std::string device;
    Seconds from;
    Seconds to;
  };
  std::vector<Known> gaps_;
  Json json_ = Json::array();
};

}  // namespace

std::string device_label(const Device& device) {
  if (device.name.empty()) return device.id;
  return device.kind == DeviceKind::gpu
             ? device.name + " (GPU " + std::to_string(device.index) + ")"
             : device.name;
}

Json timeline_json(const ThinnedAttempt& attempt, const RunInstruments& instruments,
                   const PageDetail& detail) {
  Json series = Json::array();
  Gaps gaps;
  bool thinned = false;
  for (const ThinnedChannel& channel : attempt.channels) {
    if (!is_wanted(channel, instruments, detail)) continue;
    const ThinnedTrace trace = thinned_further(channel.trace, detail.points);
    thinned = thinned || std::ranges::any_of(trace.buckets, [](const ThinnedBucket& bucket) {
                return bucket.readings > 1;
              });
    series.push_back(series_json(channel, trace, instruments));
    gaps.add(channel);
  }
  if (series.empty()) return {};
  return {{"start", unix_seconds(attempt.start)},
          {"thinned", thinned},
          {"series", std::move(series)},
          {"gaps", gaps.take()}};
}

}  // namespace mutation
