#include "judge/suspicions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mutation {
namespace {

using Reasons = std::vector<Reason>;

// More than these are counted, not listed.
constexpr size_t kMostStrangersListed = 10;
constexpr double kPausesWorthTelling = 0.01;  // of the foreground

void add_all(Reasons& reasons, std::string_view code, std::string_view text,
             const std::vector<std::string>& details) {
  for (const std::string& detail : details) {
    reasons.push_back({std::string(code), std::string(text) + detail});
  }
}

void add_metrics(const AttemptRecord& attempt, const std::vector<MetricSpec>& specs,
                 bool ended_well, Reasons& reasons) {
  const bool some_required = std::ranges::any_of(specs, &MetricSpec::required);
  if (ended_well && !specs.empty() && !some_required && attempt.metrics.empty()) {
    reasons.push_back({"no_metrics", "the log has none of the catalogue's metrics"});
  }
  for (const MetricSpec& spec : specs) {
    const auto found = std::ranges::find(attempt.metrics, spec.name, &Metric::name);
    if (found == attempt.metrics.end()) {
      if (ended_well && spec.required) {
        reasons.push_back({"metric_missing", "the log does not have the metric " + spec.name});
      }
    } else if (spec.bounds &&
               (found->value < spec.bounds->low || found->value > spec.bounds->high)) {
      reasons.push_back({"metric_out_of_bounds",
                         fmt::format("the metric {} is {}; the catalogue bounds it by {} and {}",
                                     spec.name, shortest(found->value), shortest(spec.bounds->low),
                                     shortest(spec.bounds->high))});
    }
  }
}

void add_log(const AttemptRecord& attempt, const Evidence& evidence, Reasons& reasons) {
  for (const std::string& line : evidence.error_lines) {
    reasons.push_back({"error_pattern", "the log tells of an error: \"" + line + "\""});
  }
  add_all(reasons, "scan_problem", "the log could not be searched: ", evidence.scan_problems);
  const bool ended_well = attempt.status.code == 0 && !attempt.timed_out;
  if (ended_well && evidence.success_missing) {
    reasons.push_back({"no_success_pattern",
                       "the log has nothing that matches one of the catalogue's success_patterns"});
  }
  add_metrics(attempt, evidence.metrics, ended_well, reasons);
  if (!ended_well) return;
  if (std::string why = implausible(attempt.duration, evidence.earlier_durations); !why.empty()) {
    reasons.push_back({"duration_implausible", std::move(why)});
  }
}

// A pause that was asked for is a gap in the load like any other; the user can mend it.
std::string pauses(const LoadRecord& load) {
  const double paused = load.paused_fraction.value_or(0);
  if (paused < kPausesWorthTelling) return {};
  return fmt::format(
      "; {:.0f} % were the pauses of background_restart_delay_seconds between its runs: a shorter "
      "pause or a longer background training helps",
      100 * paused);
}

void add_load(const LoadRecord& load, double least, Reasons& reasons) {
  if (load.verdict == LoadVerdict::not_proved) {
    reasons.push_back({"load_not_proved", "the background was not shown to load the device" +
                                              (load.reason.empty() ? "" : ": " + load.reason)});
  }
  if (load.alive_fraction && *load.alive_fraction < least) {
    reasons.push_back({"load_interrupted",
                       fmt::format("the background was alive in only {:.0f} % of the "
                                   "foreground's time (minimum_load_fraction asks for {:.0f} %){}",
                                   100 * *load.alive_fraction, 100 * least, pauses(load))});
  }
  if (load.loaded_fraction && *load.loaded_fraction < least) {
    reasons.push_back(
        {"load_absent",
         fmt::format("the background loaded the device in only {:.0f} % of the "
                     "looks during the foreground (minimum_load_fraction asks for {:.0f} %)",
                     100 * *load.loaded_fraction, 100 * least)});
  }
}

std::string described(const StrangerRecord& stranger) {
  std::string text = fmt::format("pid {} ({})", stranger.pid,
                                 stranger.name.empty() ? "not in /proc" : stranger.name);
  if (stranger.memory_bytes) {
    text += fmt::format(", {:.0f} MiB", double(*stranger.memory_bytes) / (1 << 20));
  }
  return text;
}

void add_foreign(const AttemptRecord& attempt, const Evidence& evidence, Reasons& reasons) {
  const size_t listed = std::min(attempt.strangers.size(), kMostStrangersListed);
  for (size_t i = 0; i < listed; ++i) {
    reasons.push_back(
        {"stranger", "foreign work on the device: " + described(attempt.strangers[i])});
  }
  if (const size_t more = attempt.strangers.size() - listed; more > 0) {
    reasons.push_back({"stranger", fmt::format("foreign work on the device: {} more", more)});
  }
  const double most = evidence.rules.foreign_cpu_max_fraction;
  if (attempt.foreign_cpu_fraction && *attempt.foreign_cpu_fraction > most) {
    reasons.push_back(
        {"foreign_cpu_load", fmt::format("processes outside of this run used {:.1f} % of all CPUs "
                                         "(foreign_cpu_max_fraction allows {:.1f} %)",
                                         100 * *attempt.foreign_cpu_fraction, 100 * most)});
  }
}

void add_device(const AttemptRecord& attempt, const Evidence& evidence, Reasons& reasons) {
  if (evidence.energy_coverage) {
    reasons.push_back(
        {"energy_incomplete", fmt::format("the energy covers only {:.1f} % of the run",
                                          100 * *evidence.energy_coverage)});
  }
  const double most = evidence.rules.throttling_max_fraction;
  for (const ThrottlingRecord& throttled : attempt.throttling) {
    if (throttled.reason == kPowerCapThrottling || throttled.fraction <= most) continue;
    reasons.push_back(
        {"throttled", fmt::format("the device throttled: {} for {:.1f} s, {:.1f} % of the time "
                                  "(throttling_max_fraction allows {:.1f} %)",
                                  throttled.reason, throttled.total.count(),
                                  100 * throttled.fraction, 100 * most)});
  }
  reasons.insert(reasons.end(), evidence.device_errors.begin(), evidence.device_errors.end());
}

}  // namespace

std::vector<Reason> reasons_to_suspect(const AttemptRecord& attempt, const Evidence& evidence) {
  Reasons reasons;
  add_log(attempt, evidence, reasons);
  if (attempt.start_error.empty() && attempt.load) {
    add_load(*attempt.load, evidence.rules.minimum_load_fraction, reasons);
  }
  add_foreign(attempt, evidence, reasons);
  add_device(attempt, evidence, reasons);
  if (!evidence.start_temperature_off.empty()) {
    reasons.push_back({kStartTemperatureReason, evidence.start_temperature_off});
  }
  if (evidence.suspended > Seconds(0)) {
    reasons.push_back({"suspended", fmt::format("the machine was suspended for {:.1f} s",
                                                evidence.suspended.count())});
  }
  add_all(reasons, "files_incomplete",
          "not all of the run's files could be written: ", evidence.unwritten);
  return reasons;
}

}  // namespace mutation
