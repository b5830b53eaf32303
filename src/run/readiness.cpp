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

// Over the whole window, by its trend.
bool loaded(const Trend& utilization) {
  const double change = std::abs(utilization.slope_per_second) * utilization.covered.count();
  return utilization.mean - change / 2 >= kLoadedUtilization;
}

bool above_idle(const Trend& power, Watts idle) {
  return power.mean > (idle + std::max(kLoadedPowerMargin, idle * kLoadedPowerFraction)).value;
}

bool has_utilization(const Observations& observations, const std::vector<int>& gpus) {
  return std::ranges::any_of(
      gpus, [&](int gpu) { return observations.channel(gpu, Quantity::utilization).has_value(); });
}

// Power is summed: one GPU without it leaves none.
bool has_power(const Observations& observations, const std::vector<int>& gpus) {
  return !gpus.empty() && std::ranges::all_of(gpus, [&](int gpu) {
    return observations.channel(gpu, Quantity::power).has_value();
  });
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
  const GpuEvidence gpu =
      gpu_evidence(observations, options_.gpus, now.monotonic, start_.monotonic);
  const bool may_tell_yet =
      waited < std::min(kTrendWindow, options_.maximum) && can_ever_tell(observations);
  if (std::string found = proof(gpu, evidence, may_tell_yet);
      !found.empty() && evidence.background_alive) {
    verdict_ = LoadVerdict::proved;
    reason_ = std::move(found);
  } else if (!gpu.has_sensors && !evidence.has_lists && !options_.has_ready_pattern) {
    verdict_ = LoadVerdict::not_verifiable;
    reason_ = "no sensor shows the GPU's load and no ready_pattern is given";
  } else if (waited >= options_.maximum && !evidence.background_alive) {
    verdict_ = LoadVerdict::not_proved;
    reason_ = "the background was not running when the time for its start-up was over";
  } else if (tells_nothing(gpu, evidence) &&
             (waited >= options_.maximum ||
              (waited >= kTrendWindow && !can_ever_tell(observations)))) {
    verdict_ = LoadVerdict::not_verifiable;
    reason_ = what_cannot_be_told(observations, now.monotonic);
  } else if (waited >= options_.maximum) {
    verdict_ = LoadVerdict::not_proved;
    reason_ = what_is_missing(gpu, evidence);
  }
  return verdict_.has_value();
}

Seconds LoadReadiness::minimum_left(const Instant& now) const {
  return std::max(Seconds(0), options_.minimum - elapsed(start_, now));
}

LoadRecord LoadReadiness::record(const Instant& now) const {
  LoadRecord record;
  record.verdict = verdict_.value_or(LoadVerdict::not_verifiable);
  record.reason = verdict_ ? reason_ : "left before the load could be shown";
  record.waited = elapsed(start_, now);
  return record;
}

bool LoadReadiness::can_tell_work(const GpuEvidence& gpu) const {
  return gpu.utilization || (gpu.power && options_.idle_power);
}

bool LoadReadiness::tells_nothing(const GpuEvidence& gpu, const ReadinessEvidence& evidence) const {
  return !evidence.has_lists && !options_.has_ready_pattern && !can_tell_work(gpu);
}

bool LoadReadiness::can_ever_tell(const Observations& observations) const {
  return has_utilization(observations, options_.gpus) ||
         (options_.idle_power && has_power(observations, options_.gpus));
}

std::string LoadReadiness::what_cannot_be_told(const Observations& observations,
                                               MonotonicTime now) const {
  const GpuNow read = gpu_now(observations, options_.gpus, now);
  const auto not_told = [](bool is_read) {
    return is_read ? " was read for too short a time" : " could not be read";
  };
  const std::string utilization =
      has_utilization(observations, options_.gpus)
          ? "its utilisation" + std::string(not_told(read.utilization_percent.has_value()))
          : "its utilisation is not measured";
  std::string power = "its power is not measured";
  if (has_power(observations, options_.gpus)) {
    power = options_.idle_power ? "its power" + std::string(not_told(read.power.has_value()))
                                : "what its power is when idle is not known (idle_power_watts)";
  }
  return "nothing can tell of the GPU's load: there is no list of its processes to be trusted, " +
         utilization + ", " + power + ", and no ready_pattern is given";
}

std::string LoadReadiness::work_of(const GpuEvidence& gpu) const {
  if (gpu.power && options_.idle_power && above_idle(*gpu.power, *options_.idle_power) &&
      steady(*gpu.power)) {
    return fmt::format("power is {:.1f} W, idle was {:.1f} W", gpu.power->mean,
                       options_.idle_power->value);
  }
  if (gpu.utilization && loaded(*gpu.utilization)) {
    return fmt::format("GPU utilisation is {:.0f} %", gpu.utilization->mean);
  }
  return {};
}

std::string LoadReadiness::proof(const GpuEvidence& gpu, const ReadinessEvidence& evidence,
                                 bool may_tell_yet) const {
  if (evidence.pattern_seen) return "its log shows the ready_pattern";
  const std::string work = work_of(gpu);
  if (!evidence.has_lists) return work;
  if (evidence.own_compute_process.empty()) return {};
  const std::string process =
      "a process of the background computes on the GPU: " + evidence.own_compute_process;
  if (!work.empty()) return process + "; " + work;
  return can_tell_work(gpu) || may_tell_yet
             ? ""
             : process + "; neither power nor utilisation can be told";
}

std::string LoadReadiness::what_is_missing(const GpuEvidence& gpu,
                                           const ReadinessEvidence& evidence) const {
  const std::string work = work_of(gpu);
  if (!evidence.has_lists || (work.empty() && evidence.own_compute_process.empty())) {
    return std::string("the background runs, but nothing shows it on the GPU") +
           (options_.has_ready_pattern ? ", and its log has not shown the ready_pattern" : "");
  }
  if (work.empty()) {
    return "a process of the background is on the GPU (" + evidence.own_compute_process +
           "), but neither utilisation nor power stood steadily above idle";
  }
  return work + ", but no process of the background is on the GPU";
}

}  // namespace mutation
