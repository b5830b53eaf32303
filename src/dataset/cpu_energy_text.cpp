// The two texts of a run's CPU energy that the Python tool left: perf's own and its summary of it.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "dataset/csv_cells.h"
#include "dataset/python_traces.h"
#include "os/file.h"

namespace mutation {
namespace {

// "28,836.31"
std::optional<double> grouped_number(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ',') plain += c;
  }
  return number_in(plain);
}

std::optional<int> clock_part(std::string_view text, std::size_t from) {
  return text.size() >= from + 2 ? count_in(text.substr(from, 2)) : std::nullopt;
}

// "Thu Dec  4 18:28:21 2025", as ctime(3) writes it, without its day of the week.
std::optional<double> ctime_seconds(const std::vector<std::string>& parts) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (parts.size() < 5) return std::nullopt;
  unsigned month = 0;
  while (month < kMonths.size() && kMonths[month] != parts[1]) ++month;
  const auto day = count_in(parts[2]), year = count_in(parts[4]);
  const auto hour = clock_part(parts[3], 0), minute = clock_part(parts[3], 3),
             second = clock_part(parts[3], 6);
  if (month == kMonths.size() || !day || !year || !hour || !minute || !second) return std::nullopt;
  if (*day < 1 || *year < 1970 || *year > 2261) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(month + 1),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const auto midnight = std::chrono::sys_seconds(std::chrono::sys_days(date)).time_since_epoch();
  return double(midnight.count()) + 3600.0 * *hour + 60.0 * *minute + *second;
}

}  // namespace

CpuEnergyText perf_text_of(std::string_view text) {
  CpuEnergyText perf;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> parts = words(line);
    if (parts.size() > 3 && parts[0] == "#" && parts[1] == "started" && parts[2] == "on") {
      parts.erase(parts.begin(), parts.begin() + 3);
      perf.started_local = ctime_seconds(parts);
    } else if (parts.size() >= 3 && parts[1] == "Joules") {
      if (parts[2].find("energy-pkg") != std::string::npos)
        perf.package_joules = grouped_number(parts[0]);
      if (parts[2].find("energy-ram") != std::string::npos)
        perf.ram_joules = grouped_number(parts[0]);
    } else if (parts.size() >= 4 && parts[1] == "seconds" && parts[2] == "time") {
      if (const auto seconds = grouped_number(parts[0])) perf.elapsed = Seconds(*seconds);
    }
  }
  return perf;
}

CpuEnergyText cpu_energy_text_of(std::string_view text) {
  CpuEnergyText figures;
  for (const std::string& line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const auto number = grouped_number(trimmed(std::string_view(line).substr(colon + 1)));
    if (line.starts_with("Package Energy")) figures.package_joules = number;
    if (line.starts_with("RAM Energy")) figures.ram_joules = number;
  }
  return figures;
}

CpuEnergyText cpu_energy_text_in(const std::string& directory) {
  CpuEnergyText text;
  constexpr std::size_t kMost = std::size_t{1} << 20;
  if (const auto perf = read_file(directory + "/energy/cpu_energy_raw.txt", kMost))
    text = perf_text_of(*perf);
  if (const auto summary = read_file(directory + "/energy/cpu_energy.txt", kMost)) {
    const CpuEnergyText figures = cpu_energy_text_of(*summary);
    if (figures.package_joules) text.package_joules = figures.package_joules;
    if (figures.ram_joules) text.ram_joules = figures.ram_joules;
  }
  return text;
}

void take_cpu_energy(const CpuEnergyText& text, RecordedRun& run) {
  EnergyMetrics& energy = run.energy;
  if (!energy.cpu_energy_pkg_joules) energy.cpu_energy_pkg_joules = text.package_joules;
  if (!energy.cpu_energy_ram_joules) energy.cpu_energy_ram_joules = text.ram_joules;
  if (!energy.cpu_energy_total_joules && energy.cpu_energy_pkg_joules &&
      energy.cpu_energy_ram_joules)
    energy.cpu_energy_total_joules = *energy.cpu_energy_pkg_joules + *energy.cpu_energy_ram_joules;
  const auto reported = run.reported.cpu_energy_pkg_joules;
  if (reported && text.package_joules && std::abs(*reported - *text.package_joules) > 0.02)
    energy.reasons.push_back(
        fmt::format("cpu_energy_pkg_joules: {:.2f} J are reported, {:.2f} J stand in energy/",
                    *reported, *text.package_joules));
}

}  // namespace mutation
