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

// Duration and energy together are of one run only. Without them its hyperparameters must tell it
// from others, though a collection may have defaults filled in among them.
std::string values_that_tell(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  const bool measured =
      run.duration && (energy.gpu_energy_total_joules || energy.cpu_energy_pkg_joules);
  return measured ? "-" : sorted_values(run.hyperparameters);
}

}  // namespace

std::string content_id(const RecordedRun& run, int occurrence) {
  const EnergyMetrics& energy = run.reported;
  const std::string content = fmt::format(
      "{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", run.repository, run.model,
      run.parallel ? "parallel" : "sequential", values_that_tell(run),
      run.duration ? rounded(run.duration->count()) : "-",
      number_text(energy.cpu_energy_pkg_joules), number_text(energy.cpu_energy_ram_joules),
      number_text(energy.gpu_energy_total_joules), number_text(energy.gpu_power_avg_watts),
      occurrence);
  std::string digits = sha256_hex(content).substr(0, 32);
  digits[12] = '8';                               // version
  constexpr std::string_view kVariants = "89ab";  // the two highest bits are 10
  const auto nibble = static_cast<unsigned>(std::stoi(digits.substr(16, 1), nullptr, 16));
  digits[16] = kVariants[nibble & 3U];
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4),
                     digits.substr(12, 4), digits.substr(16, 4), digits.substr(20));
}

}  // namespace mutation
