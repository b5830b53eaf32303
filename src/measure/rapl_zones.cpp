// Zones appear flat (the class folder links to all of them), nested in their package's folder, or
// both; a zone is known by its folder's name, "intel-rapl:0:1".
#include "measure/rapl_zones.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/text.h"
#include "os/file.h"

namespace mutation {
namespace {

namespace fs = std::filesystem;

constexpr const char* kControlType = "intel-rapl";
constexpr const char* kNoRaplHint =
    "virtual machines and some CPUs have none; else load the kernel module intel_rapl_msr";

// {0, 1} for "intel-rapl:0:1"; empty for any other name.
std::vector<int> zone_numbers(const std::string& name) {
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

using Folders = std::map<std::vector<int>, std::string>;

// Adds the zones in `folder`, and those in their folders.
void collect(const std::string& folder, Folders& found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename();
    const std::vector<int> numbers = zone_numbers(name);
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
std::string package_number(const Folders& folders, int package) {
  const auto found = folders.find({package});
  const std::string name = found == folders.end() ? "" : zone_name(found->second);
  constexpr std::string_view kPrefix = "package-";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : std::to_string(package);
}

std::string id_of(const Folders& folders, const std::vector<int>& numbers,
                  const std::string& folder) {
  const std::string name = zone_name(folder);
  if (name.empty()) return "zone-" + fs::path(folder).filename().string();
  return numbers.size() == 1 ? name : name + "-" + package_number(folders, numbers.front());
}

}  // namespace

Result<std::vector<RaplZone>> rapl_zones(const std::string& powercap) {
  std::error_code error;
  if (!fs::is_directory(powercap, error))
    return Error{"no RAPL: there is no " + powercap, kNoRaplHint};
  Folders folders;
  collect(powercap, folders);
  if (folders.empty())
    return Error{"no RAPL: " + powercap + " has no " + kControlType + " zone", kNoRaplHint};
  std::vector<RaplZone> zones;
  for (const auto& [numbers, folder] : folders) {
    std::string id = id_of(folders, numbers, folder);
    const auto same = [&](const RaplZone& zone) { return zone.id == id; };
    if (std::any_of(zones.begin(), zones.end(), same)) id += "-" + std::to_string(numbers.back());
    zones.push_back({folder, id});
  }
  return zones;
}

}  // namespace mutation
