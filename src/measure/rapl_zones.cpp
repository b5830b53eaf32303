// Zones appear flat (the class folder links to all of them), nested in their package's folder, or
// both; a zone is known by its folder's name, "intel-rapl:0:1".
#include "measure/rapl_zones.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kControlType = "intel-rapl";
constexpr double kMicro = 1e-6;
constexpr const char* kNoRaplHint =
    "virtual machines and some CPUs have none; else load the kernel module intel_rapl_msr";

using Folders = std::map<std::vector<int>, std::string>;
using ZoneNames = std::map<std::vector<int>, std::string>;

// Adds the zones in `folder`, and those in their folders.
void collect(const std::string& folder, Folders& found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    const std::vector<int> numbers = rapl_zone_numbers(name);
    if (numbers.empty()) {
      if (name == kControlType) collect(entry.path(), found);
      continue;
    }
    if (found.emplace(numbers, entry.path()).second && numbers.size() == 1)
      collect(entry.path(), found);
  }
}

std::string zone_name(const std::string& folder) {
  const Result<std::string> name = read_file(folder + "/name");
  return name ? std::string(trimmed(*name)) : std::string();
}

// "0" of "package-0", "0-die-1" of "package-0-die-1"; else the zone's own number.
std::string package_number(const ZoneNames& names, int package) {
  const auto found = names.find({package});
  const std::string name = found == names.end() ? "" : found->second;
  constexpr std::string_view kPrefix = "package-";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : std::to_string(package);
}

std::string folder_name(const std::vector<int>& numbers) {
  std::string name = kControlType;
  for (const int number : numbers) name += ":" + std::to_string(number);
  return name;
}

std::string id_of(const ZoneNames& names, const std::vector<int>& numbers,
                  const std::string& name) {
  if (name.empty()) return "zone-" + folder_name(numbers);
  return numbers.size() == 1 ? name : name + "-" + package_number(names, numbers.front());
}

}  // namespace

std::vector<int> rapl_zone_numbers(std::string_view name) {
  const std::vector<std::string> parts = split(name, ':');
  if (parts.front() != kControlType || parts.size() < 2 || parts.size() > 3) return {};
  std::vector<int> numbers;
  for (size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].empty() || parts[i].size() > 6 ||
        parts[i].find_first_not_of("0123456789") != std::string::npos)
      return {};
    numbers.push_back(std::stoi(parts[i]));
  }
  return numbers;
}

std::vector<std::string> rapl_zone_ids(const std::map<std::vector<int>, std::string>& names) {
  std::vector<std::string> ids;
  for (const auto& [numbers, name] : names) {
    std::string id = id_of(names, numbers, name);
    // Two zones of one name are told apart by their numbers.
    while (std::ranges::find(ids, id) != ids.end()) id += "-" + std::to_string(numbers.back());
    ids.push_back(std::move(id));
  }
  return ids;
}

bool counts_in_cpu_total(std::string_view id) {
  return id.starts_with("package") || id.starts_with("dram");
}

Result<double> powercap_joules(std::string_view text, const std::string& path) {
  const std::string_view digits = trimmed(text);
  std::uint64_t energy_uj = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), energy_uj);
  if (error != std::errc() || end != digits.data() + digits.size())
    return Error{"read " + path + ": \"" + valid_utf8(digits.substr(0, 40)) + "\" is no number",
                 {}};
  return static_cast<double>(energy_uj) * kMicro;
}

Result<std::vector<RaplZone>> rapl_zones(const std::string& powercap) {
  std::error_code error;
  if (!fs::is_directory(powercap, error))
    return Error{"no RAPL: there is no " + powercap, kNoRaplHint};
  Folders folders;
  collect(powercap, folders);
  if (folders.empty())
    return Error{"no RAPL: " + powercap + " has no " + kControlType + " zone", kNoRaplHint};
  ZoneNames names;
  for (const auto& [numbers, folder] : folders) names.emplace(numbers, zone_name(folder));
  const std::vector<std::string> ids = rapl_zone_ids(names);
  std::vector<RaplZone> zones;
  for (const auto& [numbers, folder] : folders) zones.push_back({folder, ids[zones.size()]});
  return zones;
}

}  // namespace mutation
