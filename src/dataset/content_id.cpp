#include "dataset/content_id.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "record/hash.h"

namespace mutation {
namespace {

// To 9 digits: whoever writes a table anew may move the last of 17.
std::string rounded(double value) {
  return fmt::format("{:.9g}", value);
}

std::string number_text(const std::optional<double>& value) {
  return value ? rounded(*value) : "-";
}

// Whole numbers and floats alike: a CSV file has "10" or "10.0" for both.
std::string value_text(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return rounded(static_cast<double>(*whole));
  if (const auto* real = std::get_if<double>(&value)) return rounded(*real);
  return to_text(value);
}

std::string sorted_values(const Hyperparameters& hyperparameters) {
  std::vector<std::string> parts;
  for (const NamedValue& named : hyperparameters)
    parts.push_back(named.name + "=" + value_text(named.value));
  std::ranges::sort(parts);
  return joined(parts, ";");
}

// The figures that each of the Python tool's tables has of a run.
constexpr std::optional<double> EnergyMetrics::*kFigures[] = {
    &EnergyMetrics::cpu_energy_pkg_joules,   &EnergyMetrics::cpu_energy_ram_joules,
    &EnergyMetrics::cpu_energy_total_joules, &EnergyMetrics::gpu_power_avg_watts,
    &EnergyMetrics::gpu_power_max_watts,     &EnergyMetrics::gpu_power_min_watts,
    &EnergyMetrics::gpu_energy_total_joules, &EnergyMetrics::gpu_temp_avg_celsius,
    &EnergyMetrics::gpu_temp_max_celsius,    &EnergyMetrics::gpu_util_avg_percent,
    &EnergyMetrics::gpu_util_max_percent};

std::string figures_text(const EnergyMetrics& energy) {
  std::vector<std::string> parts;
  for (const auto figure : kFigures) parts.push_back(number_text(energy.*figure));
  return joined(parts, "\n");
}

// A duration with more digits is hardly any other run's.
constexpr std::size_t kFewDigits = 6;

bool has_few_digits(double value) {
  const std::string text = fmt::format("{:.8e}", value);  // "1.25000000e+01"
  const std::size_t digits = text.find_last_not_of('0', text.find('e') - 1);
  return digits <= kFewDigits;
}

std::string sorted_metrics(const std::vector<Metric>& metrics) {
  std::vector<std::string> parts;
  for (const Metric& metric : metrics) parts.push_back(metric.name + "=" + rounded(metric.value));
  std::ranges::sort(parts);
  return joined(parts, ";");
}

// A duration to many digits and an energy together are of one run only. Without them what it was
// given and what came of it must tell it from others, though a collection may have defaults filled
// in among the one and lack columns for some of the other.
std::string values_that_tell(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  const bool measured = energy.gpu_energy_total_joules || energy.cpu_energy_pkg_joules ||
                        energy.cpu_energy_total_joules;
  if (measured && run.duration && !has_few_digits(run.duration->count())) return "-";
  return sorted_values(run.hyperparameters) + "\n" + sorted_metrics(run.metrics);
}

}  // namespace

std::string content_id(const RecordedRun& run, int occurrence) {
  const std::string content = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n{}", run.repository, run.model,
      run.parallel ? "parallel" : "sequential", values_that_tell(run),
      run.duration ? rounded(run.duration->count()) : "-", figures_text(run.reported), occurrence);
  std::string digits = sha256_hex(content).substr(0, 32);
  digits[12] = '8';                               // version
  constexpr std::string_view kVariants = "89ab";  // the two highest bits are 10
  const auto nibble = static_cast<unsigned>(std::stoi(digits.substr(16, 1), nullptr, 16));
  digits[16] = kVariants[nibble & 3U];
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                     digits.substr(12, 4), digits.substr(16, 4), digits.substr(20));
}

bool is_content_id(const std::string& run_id) {
  constexpr std::size_t kLength = 36, kVersionAt = 14;
  return run_id.size() == kLength && run_id[kVersionAt] == '8';
}

}  // namespace mutation
