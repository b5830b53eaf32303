#include "run/cpu_domains.h"

#include <optional>

namespace mutation {
namespace {

// "package-1" of "CPU energy (RAPL package-1)"; "" where no single domain is meant.
std::string domain_of(const Absence& absence) {
  constexpr std::string_view kBegin = "CPU energy (";
  if (!absence.what.starts_with(kBegin) || !absence.what.ends_with(')')) return "";
  const std::string inside =
      absence.what.substr(kBegin.size(), absence.what.size() - kBegin.size() - 1);
  const size_t space = inside.find(' ');
  return space == std::string::npos ? "" : inside.substr(space + 1);
}

}  // namespace

std::vector<std::string> unopened_cpu_domains(const Instrumentation& instrumentation,
                                              std::string_view name) {
  std::vector<std::string> unopened;
  for (const Absence& absence : instrumentation.absences) {
    const std::string domain = domain_of(absence);
    if (domain.starts_with(name)) unopened.push_back(domain + ": " + absence.reason);
  }
  return unopened;
}

void take_back_partial_sums(const Instrumentation& instrumentation, EnergyMetrics& metrics) {
  const auto take_back = [&](const char* name, const char* figure, std::optional<double>& sum) {
    for (const std::string& why : unopened_cpu_domains(instrumentation, name)) {
      sum = metrics.cpu_energy_total_joules = std::nullopt;
      metrics.reasons.push_back(std::string(figure) + ", cpu_energy_total_joules: no sum without " +
                                why);
    }
  };
  take_back("package", "cpu_energy_pkg_joules", metrics.cpu_energy_pkg_joules);
  take_back("dram", "cpu_energy_ram_joules", metrics.cpu_energy_ram_joules);
}

}  // namespace mutation
