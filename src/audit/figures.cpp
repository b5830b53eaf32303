// Figures that are missing, impossible, constant, or low by the way they were summed.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "audit/checks.h"
#include "audit/thresholds.h"
#include "base/text.h"

namespace mutation {
namespace {

using Optional = std::optional<double>;

struct Bound {
  const char* name;
  Optional EnergyMetrics::*field;
  double most;  // beyond it no device goes
};

constexpr double kAny = 1e300;
constexpr Bound kBounds[] = {
    {"cpu_energy_pkg_joules", &EnergyMetrics::cpu_energy_pkg_joules, kAny},
    {"cpu_energy_ram_joules", &EnergyMetrics::cpu_energy_ram_joules, kAny},
    {"cpu_energy_total_joules", &EnergyMetrics::cpu_energy_total_joules, kAny},
    {"gpu_energy_total_joules", &EnergyMetrics::gpu_energy_total_joules, kAny},
    {"gpu_power_avg_watts", &EnergyMetrics::gpu_power_avg_watts, kAny},
    {"gpu_power_max_watts", &EnergyMetrics::gpu_power_max_watts, kAny},
    {"gpu_power_min_watts", &EnergyMetrics::gpu_power_min_watts, kAny},
    {"gpu_temp_max_celsius", &EnergyMetrics::gpu_temp_max_celsius, threshold::kMostTemperature},
    {"gpu_util_avg_percent", &EnergyMetrics::gpu_util_avg_percent, threshold::kMostUtilization},
    {"gpu_util_max_percent", &EnergyMetrics::gpu_util_max_percent, threshold::kMostUtilization}};

std::vector<std::string> impossible(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  std::vector<std::string> found;
  if (run.duration && (!std::isfinite(run.duration->count()) || *run.duration < Seconds(0)))
    found.push_back(fmt::format("duration_seconds is {}", run.duration->count()));
  for (const Bound& bound : kBounds) {
    const Optional value = energy.*bound.field;
    if (value && (!std::isfinite(*value) || *value < 0 || *value > bound.most))
      found.push_back(fmt::format("{} is {}", bound.name, *value));
  }
  const auto above = [&](const char* text, Optional low, Optional high) {
    if (low && high && *low > *high * 1.001 + 0.01)
      found.push_back(fmt::format("{} ({:.2f} above {:.2f})", text, *low, *high));
  };
  above("mean power above the maximum", energy.gpu_power_avg_watts, energy.gpu_power_max_watts);
  above("minimum power above the mean", energy.gpu_power_min_watts, energy.gpu_power_avg_watts);
  above("mean temperature above the maximum", energy.gpu_temp_avg_celsius,
        energy.gpu_temp_max_celsius);
  above("package energy above the total", energy.cpu_energy_pkg_joules,
        energy.cpu_energy_total_joules);
  return found;
}

// "dram-0: the counter failed" -> "dram-0"
std::string subject_of(const std::string& reason) {
  std::string subject = reason.substr(0, reason.find(": "));
  std::ranges::transform(subject, subject.begin(), [](unsigned char c) { return std::tolower(c); });
  return subject;
}

bool is_of_cpu(const std::string& reason, const RecordedRun&) {
  const std::string subject = subject_of(reason);
  return subject.starts_with("cpu") || subject.starts_with("package") ||
         subject.starts_with("dram");
}

// Net energies and shares need the gross energy: why they are absent is not why it is.
bool is_of_gpu(const std::string& reason, const RecordedRun& run) {
  const std::string subject = subject_of(reason);
  if (subject.starts_with("gpu_energy_above") || subject.starts_with("gpu_energy_foreground"))
    return false;
  const std::vector<std::string> devices = split(run.device, ' ');
  return subject.starts_with("gpu") || std::ranges::any_of(devices, [&](const std::string& device) {
           return !device.empty() && reason.starts_with(device + ": ");
         });
}

// ": why" of the first reason of that figure; "" where the record has none of it.
template <typename IsOf>
std::string why_absent(const RecordedRun& run, IsOf is_of) {
  const auto found = std::ranges::find_if(
      run.energy.reasons, [&](const std::string& reason) { return is_of(reason, run); });
  return found == run.energy.reasons.end() ? "" : ": " + *found;
}

void missing_findings(const RecordedRun& run, std::size_t i, std::vector<Finding>& findings) {
  const EnergyMetrics& energy = run.reported;
  const bool gpu = energy.gpu_energy_total_joules || run.energy.gpu_energy_total_joules;
  const bool cpu = energy.cpu_energy_total_joules || energy.cpu_energy_pkg_joules;
  if (!gpu && !cpu) {
    findings.push_back({.code = "energy_missing",
                        .severity = Gravity::do_not_use,
                        .run = i,
                        .evidence = "the record has no energy figure" + why_absent(run, is_of_gpu) +
                                    why_absent(run, is_of_cpu)});
  } else if (!gpu || !cpu) {
    // This program's own record says why: a machine without a sensor makes nothing doubtful. The
    // Python tool measured both always.
    findings.push_back(
        {.code = "energy_partial",
         .severity = run.kind == RecordKind::session ? Gravity::note : Gravity::doubtful,
         .run = i,
         .evidence = fmt::format("the record has no {} energy{}", gpu ? "CPU" : "GPU",
                                 gpu ? why_absent(run, is_of_cpu) : why_absent(run, is_of_gpu))});
  }
}

void constant_findings(const RecordedRun& run, const RunFacts& facts, std::size_t i,
                       std::vector<Finding>& findings) {
  const EnergyMetrics& energy = run.reported;
  std::vector<std::string> found;
  if (energy.gpu_power_min_watts && energy.gpu_power_max_watts &&
      *energy.gpu_power_min_watts == *energy.gpu_power_max_watts && facts.duration &&
      *facts.duration > threshold::kConstantSeconds)
    found.push_back(fmt::format("GPU power was {} W all the time", *energy.gpu_power_max_watts));
  if (energy.gpu_energy_total_joules == 0.0) found.emplace_back("GPU energy is 0");
  if (energy.cpu_energy_pkg_joules == 0.0) found.emplace_back("CPU energy is 0");
  if (run.duration == Seconds(0)) found.emplace_back("the duration is 0");
  if (found.empty()) return;
  findings.push_back({.code = "constant_figure",
                      .severity = Gravity::doubtful,
                      .run = i,
                      .evidence = joined(found, "; ") + ": a sensor that gave no readings"});
}

// Energy of a part of the training is too low by as much as the rest of it had.
bool covers_training(const RecordedRun& run) {
  return !run.traces || run.traces->energy_coverage.value_or(1) >= threshold::kCoverage;
}

void coverage_findings(const RecordedRun& run, std::size_t i, std::vector<Finding>& findings) {
  if (covers_training(run) || !run.energy.gpu_energy_total_joules) return;
  const double coverage = *run.traces->energy_coverage;
  findings.push_back(
      {.code = "energy_coverage_low",
       .severity = Gravity::doubtful,
       .run = i,
       .evidence = fmt::format("the {:.0f} J of its trace are of {:.0f} % of the training only: "
                               "for the rest there are no samples",
                               *run.energy.gpu_energy_total_joules, 100 * coverage),
       .figures = {{"coverage", coverage}}});
}

// How much the plain sum of samples is below (or above) the energy over the run's time.
void sum_findings(const RecordedRun& run, const RunFacts& facts, std::size_t i,
                  std::vector<Finding>& findings) {
  if (run.kind == RecordKind::session) return;
  const Optional sum = run.reported.gpu_energy_total_joules;
  const Optional integral = run.energy.gpu_energy_total_joules;
  double low = 0;
  std::string evidence;
  const bool put_right =
      sum && integral && *integral > 0 && *sum != *integral && covers_training(run);
  if (put_right) {
    low = 1 - *sum / *integral;
    evidence = fmt::format("the reported sum of {:.0f} J is {:.1f} % {} the {:.0f} J of its trace",
                           *sum, 100 * std::abs(low), low > 0 ? "below" : "above", *integral);
  } else if (facts.sample_share) {
    low = 1 - *facts.sample_share;
    evidence = fmt::format(
        "the reported sum has {:.0f} samples for {:.0f} s and is about {:.0f} % low; mean power "
        "x duration is {:.0f} J",
        *facts.sample_share * *facts.duration, *facts.duration, 100 * low,
        *run.reported.gpu_power_avg_watts * *facts.duration);
  }
  if (low < threshold::kSumBiasNote) return;
  const bool grave = !put_right && low >= threshold::kSumBiasDoubtful;
  findings.push_back({.code = "energy_sum_low",
                      .severity = grave ? Gravity::doubtful : Gravity::note,
                      .run = i,
                      .evidence = evidence,
                      .figures = {{"low_share", low}}});
}

void ceiling_findings(const RecordedRun& run, const RunFacts& facts, std::size_t i,
                      std::vector<Finding>& findings) {
  const Optional mean = run.reported.gpu_temp_avg_celsius;
  const Optional most = run.reported.gpu_temp_max_celsius;
  if (!mean || !most || !facts.duration || *facts.duration < threshold::kCeilingSeconds ||
      *most < threshold::kCeilingTemperature || *most - *mean > threshold::kCeilingWithin)
    return;
  findings.push_back(
      {.code = "temperature_ceiling",
       .run = i,
       .evidence = fmt::format("on average {:.1f} °C, at most {:.0f} °C: the GPU may have slowed "
                               "down to keep to its limit",
                               *mean, *most),
       .figures = {{"gpu_temp_avg_celsius", *mean}, {"gpu_temp_max_celsius", *most}}});
}

}  // namespace

void check_figures(const Material& material, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    const RunFacts& facts = material.facts[i];
    const std::vector<std::string> wrong = impossible(run);
    if (!wrong.empty())
      findings.push_back({.code = "impossible_figure",
                          .severity = Gravity::do_not_use,
                          .run = i,
                          .evidence = joined(wrong, "; ")});
    missing_findings(run, i, findings);
    constant_findings(run, facts, i, findings);
    coverage_findings(run, i, findings);
    sum_findings(run, facts, i, findings);
    ceiling_findings(run, facts, i, findings);
  }
}

}  // namespace mutation
