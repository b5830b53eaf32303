#include "run/device_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace mutation {
namespace {

// The stretch's readings, with the last one before it.
std::span<const TracePoint> with_one_before(const Trace& readings, Stretch stretch) {
  auto first = std::ranges::lower_bound(readings, stretch.start, {}, &TracePoint::at);
  const auto last = std::ranges::upper_bound(readings, stretch.end, {}, &TracePoint::at);
  if (first != readings.begin()) --first;
  if (first >= last) return {};
  return {first, last};
}

// Each reading tells what came since the one before, so that the first one after the stretch
// counts.
void add_xids(const std::string& device, const Trace& readings, Stretch stretch,
              std::vector<Reason>& reasons) {
  auto reading = std::ranges::lower_bound(readings, stretch.start, {}, &TracePoint::at);
  for (bool within = true; within && reading != readings.end(); ++reading) {
    const double number = reading->value;
    within = reading->at < stretch.end;
    if (number <= 0) continue;
    reasons.push_back({"xid_error", fmt::format("the driver told of a critical error of {}: Xid "
                                                "{:.0f}",
                                                device, number)});
  }
}

void add_ecc(const std::string& device, std::span<const TracePoint> readings,
             std::vector<Reason>& reasons) {
  double risen = 0;
  for (size_t i = 1; i < readings.size(); ++i) {
    risen += std::max(0.0, readings[i].value - readings[i - 1].value);
  }
  if (risen <= 0) return;
  reasons.push_back(
      {"ecc_error",
       fmt::format("{} uncorrected memory {} of {}, {:.0f} since the driver was loaded", risen,
                   risen == 1 ? "error" : "errors", device, readings.back().value)});
}

}  // namespace

std::vector<Reason> device_errors_in(const Observations& observations, Stretch stretch,
                                     const std::vector<int>& gpus) {
  std::vector<Reason> reasons;
  for (const int gpu : gpus) {
    const std::string& device = observations.instrumentation().devices[static_cast<size_t>(gpu)].id;
    if (const Trace* const xids = observations.trace(gpu, Quantity::xid)) {
      add_xids(device, *xids, stretch, reasons);
    }
    if (const Trace* const ecc = observations.trace(gpu, Quantity::ecc_errors)) {
      add_ecc(device, with_one_before(*ecc, stretch), reasons);
    }
  }
  return reasons;
}

}  // namespace mutation
