#include "run/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "run/start_target.h"

namespace mutation {

CoolingGate::CoolingGate(GateOptions options, const Instant& start)
    : options_(std::move(options)), start_(start), thermal_(options_.gpus, options_.known) {
  options_.maximum = std::max(options_.maximum, options_.minimum);
  record_.minimum = options_.minimum;
  record_.maximum = options_.maximum;
  record_.minimum_from = options_.minimum_from;
  record_.policy = options_.policy;
  record_.idle_temperature = options_.known.idle_temperature;
  record_.idle_reference = options_.known.idle_power;
  if (options_.policy == CoolingPolicy::match) record_.target_temperature = options_.known.target;
}

bool CoolingGate::check(const Instant& now, const Observations& observations,
                        const std::string& busy) {
  const Seconds waited = elapsed(start_, now);
  note_curve(now, gpu_now(observations, options_.gpus, now.monotonic));
  thermal_.look(observations, now, start_);
  const GpuEvidence evidence =
      gpu_evidence(observations, options_.gpus, now.monotonic, start_.monotonic);
  // A fixed wait is over when it is over: fewer seconds right after a training are no baseline.
  const bool watched = waited >= kTrendWindow || options_.policy != CoolingPolicy::fixed;
  power_at_idle_ = watched && at_work(evidence, busy).empty() && power_not_idle(evidence).empty();
  if (!busy.empty() && options_.strangers == StrangerPolicy::refuse) {
    open(GateVerdict::refused, busy, evidence);
  } else if (waited < earliest(evidence, busy)) {
    return false;
  } else if (!evidence.has_sensors) {
    open(GateVerdict::not_verifiable, "no sensor shows the GPU's power or temperature", evidence);
  } else if (options_.policy == CoolingPolicy::match) {
    check_match(waited, evidence, busy);
  } else {
    check_settled(waited, evidence, busy);
  }
  return verdict_.has_value();
}

Seconds CoolingGate::earliest(const GpuEvidence& evidence, const std::string& busy) const {
  if (!busy.empty()) return options_.maximum;
  // Without them nothing would be known of the idle power; the other policies ask for more anyway.
  const bool baseline_due =
      options_.policy == CoolingPolicy::fixed && options_.wants_baseline && evidence.has_sensors;
  if (!baseline_due) return options_.minimum;
  return std::max(options_.minimum, std::min(kTrendWindow, options_.maximum));
}

bool CoolingGate::may_begin() const {
  MUTATION_CHECK(verdict_.has_value());
  return *verdict_ != GateVerdict::refused &&
         !(*verdict_ == GateVerdict::too_cold && options_.known.may_warm_up);
}

Seconds CoolingGate::minimum_left(const Instant& now) const {
  return std::max(Seconds(0), options_.minimum - elapsed(start_, now));
}

GateOutlook CoolingGate::outlook(const Instant& now) const {
  GateOutlook outlook;
  if (options_.policy == CoolingPolicy::fixed) return outlook;
  outlook.temperature =
      options_.policy == CoolingPolicy::match ? record_.target_temperature : thermal_.at_rest();
  if (!outlook.temperature) return outlook;
  outlook.left = options_.policy == CoolingPolicy::match
                     ? thermal_.time_to(*outlook.temperature + kMatchAbove)
                     : thermal_.time_to_rest();
  if (outlook.left) outlook.left = std::max(*outlook.left, minimum_left(now));
  return outlook;
}

CoolingRecord CoolingGate::record(const Instant& now) const {
  CoolingRecord record = record_;
  record.taken = elapsed(start_, now);
  record.verdict = verdict_.value_or(GateVerdict::interrupted);
  if (!verdict_) record.reason = "left before it opened";
  record.end_temperature = thermal_.temperature() ? thermal_.temperature() : last_temperature_;
  if (thermal_.fit()) record.fit = thermal_.fit()->fit;
  return record;
}

void CoolingGate::check_settled(Seconds waited, const GpuEvidence& evidence,
                                const std::string& busy) {
  const std::string reason = unsettled(evidence, busy);
  if (reason.empty()) {
    open(GateVerdict::settled, "temperature and power are steady at idle", evidence);
  } else if (waited >= options_.maximum || options_.policy == CoolingPolicy::fixed) {
    give_up(reason, evidence);
  }
}

void CoolingGate::check_match(Seconds waited, const GpuEvidence& evidence,
                              const std::string& busy) {
  learn_target(waited);
  if (too_cold(evidence)) return;
  const auto now = thermal_.temperature();
  const auto& target = record_.target_temperature;
  std::string reason = at_work(evidence, busy);
  if (reason.empty() && !now) {
    reason = "the GPU's temperature is not known";
  } else if (reason.empty() && !target) {
    reason = "the start temperature is not learned yet: the curve is " + thermal_.fit_refused();
  } else if (reason.empty() && *now > *target + kMatchAbove) {
    reason =
        fmt::format("temperature is {:.1f} C, to start with {:.1f} C", now->value, target->value);
  }
  if (reason.empty()) {
    const std::string power = power_not_idle(evidence);
    open(GateVerdict::settled,
         fmt::format("temperature is {:.1f} C, to start with {:.1f} C{}", now->value, target->value,
                     power.empty() ? "" : "; " + power),
         evidence);
  } else if (waited >= options_.maximum) {
    give_up(reason, evidence);
  }
}

bool CoolingGate::too_cold(const GpuEvidence& evidence) {
  const auto now = thermal_.temperature();
  const auto& target = record_.target_temperature;
  if (!now || !target || *now >= *target - kMatchBelow) return false;
  open(GateVerdict::too_cold,
       fmt::format("temperature is {:.1f} C, to start with {:.1f} C", now->value, target->value),
       evidence);
  return true;
}

void CoolingGate::learn_target(Seconds waited) {
  if (record_.target_temperature || !thermal_.temperature()) return;
  const Celsius now = *thermal_.temperature();
  const auto& fit = thermal_.fit();
  const Celsius hottest = record_.start_temperature.value_or(now);
  const Seconds latest =
      options_.minimum + (options_.maximum - options_.minimum) * kTargetTimeShare;
  const auto target = [&](Celsius rest, Celsius from, Seconds time_constant) {
    return start_target(rest, from, time_constant, options_.minimum, options_.maximum);
  };
  if (fit && fit->at_rest_error <= kRestBand) {
    record_.target_temperature =
        target(fit->fit.at_rest, std::max(hottest, fit->fit.start), fit->fit.time_constant);
  } else if ((waited >= kTrendWindow * 2 && thermal_.unrest().empty() &&
              (thermal_.time_constant() || thermal_.rests_by_long_look())) ||
             (waited >= latest && thermal_.moved() > Celsius{0} - kRestBand)) {
    const auto known = thermal_.time_constant();
    // What has come down that far and rests now is not slow.
    const bool came_down = hottest - now >= kTargetAboveRest;
    record_.target_temperature =
        known || came_down
            ? target(now, hottest, known.value_or(waited * kRestingTimeConstant))
            // A device that was at rest all the time shows nothing of how fast it cools:
            // provisional, so that a warm-up comes and the gate behind it can tell.
            : now + kTargetAboveRest;
  } else if (waited >= latest) {
    record_.target_temperature = now;
  }
}

std::string CoolingGate::at_work(const GpuEvidence& evidence, const std::string& busy) const {
  if (!busy.empty()) return "still computing on the GPU: " + busy;
  if (!evidence.power && !evidence.temperature) {
    return evidence.answers ? "the readings since the gate began are too few for a trend"
                            : "the GPU's sensors do not answer";
  }
  // Low utilisation is no proof of idleness, but high utilisation disproves it, whoever it is.
  if (evidence.utilization && evidence.utilization->mean >= kBusyUtilization) {
    return fmt::format("GPU utilisation is {:.0f} %", evidence.utilization->mean);
  }
  return {};
}

std::string CoolingGate::power_not_idle(const GpuEvidence& evidence) const {
  if (!evidence.power) return {};
  const Watts power{evidence.power->mean};
  const auto& reference = options_.known.idle_power;
  if (reference && power > idle_power_limit(*reference)) {
    return fmt::format("power is {:.1f} W, above the idle {:.1f} W seen before", power.value,
                       reference->value);
  }
  // Without a reference, power that still falls is power that is not yet at idle.
  const double change = evidence.power->slope_per_second * kTrendWindow.count();
  const double margin = (idle_power_limit(power) - power).value;
  return std::abs(change) > margin ? fmt::format("power still changes, {:.1f} W now", power.value)
                                   : "";
}

std::string CoolingGate::unsettled(const GpuEvidence& evidence, const std::string& busy) const {
  std::string reason = at_work(evidence, busy);
  if (reason.empty()) reason = thermal_.unrest();
  return reason.empty() ? power_not_idle(evidence) : reason;
}

void CoolingGate::give_up(std::string reason, const GpuEvidence& evidence) {
  const bool blind = options_.policy == CoolingPolicy::match
                         ? !thermal_.temperature()
                         : !evidence.power && !evidence.temperature;
  open(blind                                     ? GateVerdict::not_verifiable
       : options_.policy == CoolingPolicy::fixed ? GateVerdict::not_settled
                                                 : GateVerdict::timed_out,
       std::move(reason), evidence);
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
  if (evidence.power && power_at_idle_) {
    record_.idle_power = Watts{evidence.power->mean};
    record_.idle_power_over = evidence.power->covered;
  }
}

}  // namespace mutation
