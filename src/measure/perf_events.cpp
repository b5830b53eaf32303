// Reads /sys/bus/event_source/devices/power: type, cpumask, events with their scale and unit.
#include "measure/perf_events.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "measure/root.h"
#include "measure/sysfs_number.h"

namespace mutation {
namespace {

constexpr const char* kPmu = "/sys/bus/event_source/devices/power";
constexpr const char* kCpus = "/sys/devices/system/cpu/cpu";
constexpr int kMostCpus = 1 << 16;

// What RAPL calls the event's domain.
struct Domain {
  const char* event;
  const char* name;
};
constexpr Domain kDomains[] = {{"energy-pkg", "package"},
                               {"energy-cores", "core"},
                               {"energy-ram", "dram"},
                               {"energy-gpu", "uncore"},
                               {"energy-psys", "psys"}};

template <typename Number>
std::optional<Number> number_of(std::string_view text, int base) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::string> needed_line(const std::string& path) {
  if (const auto line = line_of_file(path)) return *line;
  return Error{"no power PMU: " + path + " cannot be read", {}};
}

Error not_understood(const std::string& path, const std::string& text) {
  return Error{"read " + path + ": \"" + text.substr(0, 40) + "\" is not understood", {}};
}

// "event=0x02"
Result<std::uint64_t> config_in(const std::string& path) {
  constexpr std::string_view kKey = "event=0x";
  const Result<std::string> line = needed_line(path);
  if (!line) return line.error();
  if (line->starts_with(kKey)) {
    const auto config = number_of<std::uint64_t>(std::string_view(*line).substr(kKey.size()), 16);
    if (config) return *config;
  }
  return not_understood(path, *line);
}

// J of one count.
Result<double> scale_in(const std::string& event) {
  const Result<std::string> unit = needed_line(event + ".unit");
  if (!unit) return unit.error();
  if (*unit != "Joules") return not_understood(event + ".unit", *unit);
  const Result<std::string> text = needed_line(event + ".scale");
  if (!text) return text.error();
  double scale = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), scale);
  if (error != std::errc() || end != text->data() + text->size() || !(scale > 0) || scale > 1)
    return not_understood(event + ".scale", *text);
  return scale;
}

int topology(const std::string& root, int cpu, const char* what, int otherwise) {
  const auto number =
      number_in_file(under(root, kCpus + std::to_string(cpu) + "/topology/" + what));
  return number && *number >= 0 ? static_cast<int>(*number) : otherwise;
}

// "0" or, where a package has several dies with a CPU each, "0-die-1": as RAPL names them.
std::map<int, std::string> places_of(const std::string& root, const std::vector<int>& cpus) {
  std::map<int, int> of_package;
  std::map<int, std::string> places;
  for (size_t i = 0; i < cpus.size(); ++i)
    ++of_package[topology(root, cpus[i], "physical_package_id", static_cast<int>(i))];
  for (size_t i = 0; i < cpus.size(); ++i) {
    const int package = topology(root, cpus[i], "physical_package_id", static_cast<int>(i));
    places[cpus[i]] = std::to_string(package);
    if (of_package[package] > 1)
      places[cpus[i]] +=
          "-die-" + std::to_string(topology(root, cpus[i], "die_id", static_cast<int>(i)));
  }
  return places;
}

}  // namespace

Result<std::vector<int>> cpu_list(std::string_view text, const std::string& path) {
  std::set<int> cpus;
  for (const std::string& part : split(trimmed(text), ',')) {
    const size_t dash = part.find('-');
    const auto first = number_of<int>(std::string_view(part).substr(0, dash), 10);
    const auto last = dash == std::string::npos
                          ? first
                          : number_of<int>(std::string_view(part).substr(dash + 1), 10);
    if (!first || !last || *first < 0 || *last < *first || *last > kMostCpus)
      return not_understood(path, std::string(trimmed(text)));
    for (int cpu = *first; cpu <= *last; ++cpu) cpus.insert(cpu);
  }
  return std::vector<int>(cpus.begin(), cpus.end());
}

Result<std::vector<PerfEnergyEvent>> perf_energy_events(const std::string& root) {
  const std::string pmu = under(root, kPmu);
  const Result<std::string> type_line = needed_line(pmu + "/type");
  if (!type_line) return type_line.error();
  const auto type = number_of<std::uint32_t>(*type_line, 10);
  if (!type) return not_understood(pmu + "/type", *type_line);
  const Result<std::string> mask = needed_line(pmu + "/cpumask");
  if (!mask) return mask.error();
  const Result<std::vector<int>> cpus = cpu_list(*mask, pmu + "/cpumask");
  if (!cpus) return cpus.error();
  std::map<int, std::string> places = places_of(root, *cpus);
  std::vector<PerfEnergyEvent> events;
  for (const Domain& domain : kDomains) {
    const std::string event = pmu + "/events/" + domain.event;
    std::error_code error;
    if (!std::filesystem::exists(event, error)) continue;
    const Result<std::uint64_t> config = config_in(event);
    if (!config) return config.error();
    const Result<double> joules = scale_in(event);
    if (!joules) return joules.error();
    const std::string name = domain.name;
    for (const int cpu : *cpus) {
      events.push_back(
          {.id = name == "psys" ? name : name + "-" + places[cpu],
           .source = std::string("perf power/") + domain.event + "/ on CPU " + std::to_string(cpu),
           .type = *type,
           .config = *config,
           .cpu = cpu,
           .joules = *joules});
      if (name == "psys") break;
    }
  }
  if (events.empty()) return Error{"no power PMU: " + pmu + "/events has no energy event", {}};
  return events;
}

}  // namespace mutation
