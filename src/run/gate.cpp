#include "run/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mutation {
namespace {

Watts idle_limit(Watts reference) {
  return reference + std::max(kIdlePowerMargin, reference * kIdlePowerFraction);
}

}  // namespace

CoolingGate::CoolingGate(GateOptions options, const Instant& start)
    : options_(std::move(options)), start_(start) {
  options_.maximum = std::max(options_.maximum, options_.minimum);
  record_.minimum = options_.minimum;
  record_.maximum = options_.maximum;
  record_.minimum_from = options_.minimum_from;
}

bool CoolingGate::check(const Instant& now, const Observations& observations,
                        const std::string& busy) {
  const GpuNow values = gpu_now(observations, options_.gpus, now.monotonic);
  note_curve(now, values);
  const Seconds waited = elapsed(start_, now);
  if (waited < options_.minimum) return false;
  const GpuEvidence evidence = gpu_evidence(observations, options_.gpus, now.monotonic);
  if (!evidence.has_sensors) {
    open(GateVerdict::not_verifiable, "no sensor shows the GPU's power or temperature", evidence);
    return true;
  }
  const std::string reason = unsettled(evidence, busy);
  if (reason.empty()) {
    open(GateVerdict::settled, "temperature and power are steady at idle", evidence);
  } else if (waited >= options_.maximum) {
    const bool blind = !evidence.power && !evidence.temperature;
    open(blind ? GateVerdict::not_verifiable : GateVerdict::timed_out, reason, evidence);
  }
  return verdict_.has_value();
}

Seconds CoolingGate::minimum_left(const Instant& now) const {
  return std::max(Seconds(0), options_.minimum - elapsed(start_, now));
}

CoolingRecord CoolingGate::record(const Instant& now) const {
  CoolingRecord record = record_;
  record.taken = elapsed(start_, now);
  record.verdict = verdict_.value_or(GateVerdict::interrupted);
  if (!verdict_) record.reason = "left before it opened";
  record.end_temperature = last_temperature_;
  return record;
}

std::string CoolingGate::unsettled(const GpuEvidence& evidence, const std::string& busy) const {
  if (!busy.empty()) return "still computing on the GPU: " + busy;
  if (!evidence.power && !evidence.temperature) return "the GPU's sensors do not answer";
  // Low utilisation is no proof of idleness, but high utilisation disproves it, whoever it is.
  if (evidence.utilization && evidence.utilization->mean >= kBusyUtilization) {
    return fmt::format("GPU utilisation is {:.0f} %", evidence.utilization->mean);
  }
  if (evidence.temperature && std::abs(evidence.temperature->slope_per_second) > kSettledSlope) {
    return fmt::format("temperature still moves by {:+.2f} C/s at {:.0f} C",
                       evidence.temperature->slope_per_second, evidence.temperature->mean);
  }
  if (!evidence.power) return {};
  const Watts power{evidence.power->mean};
  if (options_.idle_reference && power > idle_limit(*options_.idle_reference)) {
    return fmt::format("power is {:.1f} W, above the idle {:.1f} W seen before", power.value,
                       options_.idle_reference->value);
  }
  // Without a reference, power that still falls is power that is not yet at idle.
  const double change = evidence.power->slope_per_second * kTrendWindow.count();
  const double margin = std::max(kIdlePowerMargin, power * kIdlePowerFraction).value;
  return std::abs(change) > margin ? fmt::format("power still changes, {:.1f} W now", power.value)
                                   : "";
}

void CoolingGate::note_curve(const Instant& now, const GpuNow& values) {
  if (values.temperature) last_temperature_ = values.temperature;
  if (!record_.start_temperature) record_.start_temperature = values.temperature;
  const Seconds since_start = elapsed(start_, now);
  if (!values.power && !values.temperature) return;
  if (!record_.curve.empty() && since_start - record_.curve.back().since_start < Seconds(1)) return;
  record_.curve.push_back({since_start, values.power, values.temperature});
}

void CoolingGate::open(GateVerdict verdict, std::string reason, const GpuEvidence& evidence) {
  verdict_ = verdict;
  record_.reason = std::move(reason);
  // Power that has not settled is no idle baseline.
  if (evidence.power && verdict == GateVerdict::settled) {
    record_.idle_power = Watts{evidence.power->mean};
    record_.idle_power_over = evidence.power->covered;
  }
}

}  // namespace mutation
