#include "privilege/cpu_governors.h"

#include <errno.h>
#include <fcntl.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "base/unique_fd.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kCpuFolder = "/sys/devices/system/cpu";
constexpr const char* kGovernorFile = "scaling_governor";
constexpr const char* kOfferedFile = "scaling_available_governors";
constexpr size_t kLongestName = 15;

// An offline CPU keeps its folder, but its governor can be neither read nor written (EBUSY). The
// first CPU often has no such file.
bool is_offline(const std::filesystem::path& cpu) {
  const Result<std::string> online = read_file(cpu / "online");
  return online && trimmed(*online) == "0";
}

bool is_there(const std::string& file) {
  std::error_code unseen;
  return std::filesystem::exists(file, unseen);
}

Status write_governor(const std::string& file, std::string_view governor) {
  const UniqueFd fd(open(file.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (!fd.valid()) {
    const bool denied = errno == EACCES || errno == EPERM || errno == EROFS;
    return errno_error("open " + file, errno,
                       denied ? "the CPU governor needs root: start the program with sudo" : "");
  }
  return write_all(fd.get(), governor, std::string(governor) + " to " + file);
}

}  // namespace

bool names_a_cpu(std::string_view name) {
  return name.size() > 3 && name.size() < 10 && name.starts_with("cpu") &&
         std::all_of(name.begin() + 3, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool names_a_governor(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string CpuGovernors::file_of(const std::string& cpu) const {
  return root_ + kCpuFolder + "/" + cpu + "/cpufreq/" + kGovernorFile;
}

Result<GovernorsByCpu> CpuGovernors::read() const {
  const std::string folder = root_ + kCpuFolder;
  GovernorsByCpu values;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const std::string cpu = entry->path().filename();
    if (!names_a_cpu(cpu) || is_offline(entry->path()) || !is_there(file_of(cpu))) continue;
    const Result<std::string> text = read_file(file_of(cpu));
    if (!text) return text.error();
    values[cpu] = trimmed(*text);
  }
  if (failure) return errno_error("list " + folder, failure.value());
  if (values.empty()) {
    return Error{"this machine offers no CPU frequency governor (no " + folder + "/cpu*/cpufreq/" +
                     kGovernorFile + ")",
                 "leave \"governor\" out of the settings"};
  }
  return values;
}

Result<std::vector<std::string>> CpuGovernors::distinct() const {
  const auto values = read();
  if (!values) return values.error();
  std::set<std::string> found;
  for (const auto& [cpu, value] : *values) found.insert(value);
  return std::vector<std::string>(found.begin(), found.end());
}

Result<std::vector<std::string>> CpuGovernors::offered() const {
  const auto values = read();
  if (!values) return values.error();
  std::vector<std::string> by_all;
  bool first = true;
  for (const auto& [cpu, value] : *values) {
    const auto folder = std::filesystem::path(file_of(cpu)).parent_path();
    const Result<std::string> text = read_file(folder / kOfferedFile);
    if (!text) continue;
    const std::vector<std::string> here = words(*text);
    if (first) by_all = here;
    first = false;
    std::erase_if(by_all, [&](const std::string& name) {
      return std::ranges::find(here, name) == here.end();
    });
  }
  std::ranges::sort(by_all);
  return by_all;
}

Status CpuGovernors::write(std::string_view governor) const {
  MUTATION_CHECK(std::ranges::find(kGovernors, governor) != kGovernors.end());
  const auto known = offered();
  if (!known) return known.error();
  if (!known->empty() && std::ranges::find(*known, governor) == known->end()) {
    return Error{"the CPUs' driver does not offer the governor " + std::string(governor),
                 "it offers " + joined(*known, ", ")};
  }
  const auto values = read();
  if (!values) return values.error();
  for (const auto& [cpu, value] : *values) {
    if (Status written = write_governor(file_of(cpu), governor); !written) return written;
  }
  return {};
}

Status CpuGovernors::put_back(const GovernorsByCpu& before, std::string_view governor) const {
  Status first;
  for (const auto& [cpu, value] : before) {
    const std::string file = file_of(cpu);
    const Result<std::string> now = read_file(file);
    if (!now || trimmed(*now) != governor || value == governor) continue;
    if (Status written = write_governor(file, value); !written && first) first = written;
  }
  return first;
}

}  // namespace mutation
