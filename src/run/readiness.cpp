#include "run/readiness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace mutation {
namespace {

bool steady(const Trend& power) {
  return std::abs(power.slope_per_second) * kTrendWindow.count() <=
         std::max(kLoadedPowerMargin.value, power.mean * kSteadyPowerFraction);
}

bool above_idle(const Trend& power, Watts idle) {
  return power.mean > (idle + std::max(kLoadedPowerMargin, idle * kLoadedPowerFraction)).value;
}

}  // namespace

LoadReadiness::LoadReadiness(ReadinessOptions options, const Instant& start)
    : options_(std::move(options)), start_(start) {
  options_.maximum = std::max(options_.maximum, options_.minimum);
}

bool LoadReadiness::check(const Instant& now, const Observations& observations,
                          const ReadinessEvidence& evidence) {
  const Seconds waited = elapsed(start_, now);
  if (waited < options_.minimum || verdict_) return verdict_.has_value();
  const GpuEvidence gpu = gpu_evidence(observations, options_.gpus, now.monotonic);
  if (std::string found = proof(gpu, evidence); !found.empty() && evidence.background_alive) {
    verdict_ = LoadVerdict::proved;
    reason_ = std::move(found);
  } else if (!gpu.has_sensors && !options_.has_ready_pattern) {
    verdict_ = LoadVerdict::not_verifiable;
    reason_ = "no sensor shows the GPU's load and the catalogue names no ready_pattern";
  } else if (waited >= options_.maximum) {
    verdict_ = LoadVerdict::not_proved;
    reason_ = evidence.background_alive
                  ? "the background runs, but nothing shows it on the GPU"
                  : "the background was not running when the time for its start-up was over";
  }
  return verdict_.has_value();
}

Seconds LoadReadiness::minimum_left(const Instant& now) const {
  return std::max(Seconds(0), options_.minimum - elapsed(start_, now));
}

LoadRecord LoadReadiness::record(const Instant& now, const Observations& observations) const {
  LoadRecord record;
  record.verdict = verdict_.value_or(LoadVerdict::not_verifiable);
  record.reason = verdict_ ? reason_ : "left before the load could be shown";
  record.waited = elapsed(start_, now);
  if (const auto power = gpu_evidence(observations, options_.gpus, now.monotonic).power) {
    record.alone_power = Watts{power->mean};
    record.alone_power_over = power->covered;
  }
  return record;
}

std::string LoadReadiness::proof(const GpuEvidence& gpu, const ReadinessEvidence& evidence) const {
  if (!evidence.own_compute_process.empty()) {
    return "a process of the background computes on the GPU: " + evidence.own_compute_process;
  }
  if (gpu.power && options_.idle_power && above_idle(*gpu.power, *options_.idle_power) &&
      steady(*gpu.power)) {
    return fmt::format("power is {:.1f} W, idle was {:.1f} W", gpu.power->mean,
                       options_.idle_power->value);
  }
  if (gpu.utilization && gpu.utilization->mean >= kLoadedUtilization) {
    return fmt::format("GPU utilisation is {:.0f} %", gpu.utilization->mean);
  }
  return evidence.pattern_seen ? "its log shows the catalogue's ready_pattern" : "";
}

}  // namespace mutation
