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
constexpr const char* kGovernorFile = "cpufreq/scaling_governor";

// "cpu0", "cpu17"; not "cpufreq", "cpuidle".
bool names_a_cpu(const std::string& name) {
  return name.size() > 3 && name.starts_with("cpu") &&
         std::all_of(name.begin() + 3, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// An offline CPU keeps its folder, but its governor can be neither read nor written (EBUSY). The
// first CPU often has no such file.
bool is_offline(const std::filesystem::path& cpu) {
  const Result<std::string> online = read_file(cpu / "online");
  return online && trimmed(*online) == "0";
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

Result<std::map<std::string, std::string>> CpuGovernors::read() const {
  const std::string folder = root_ + kCpuFolder;
  std::map<std::string, std::string> values;
  std::error_code failure;
  for (std::filesystem::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    if (!names_a_cpu(entry->path().filename())) continue;
    const std::string file = entry->path() / kGovernorFile;
    std::error_code unseen;
    if (is_offline(entry->path()) || !std::filesystem::exists(file, unseen)) continue;
    const Result<std::string> text = read_file(file);
    if (!text) return text.error();
    values[file] = trimmed(*text);
  }
  if (failure) return errno_error("list " + folder, failure.value());
  if (values.empty()) {
    return Error{"this machine offers no CPU frequency governor (no " + folder + "/cpu*/" +
                     kGovernorFile + ")",
                 "leave \"governor\" out of the settings"};
  }
  return values;
}

Result<std::vector<std::string>> CpuGovernors::distinct() const {
  const auto values = read();
  if (!values) return values.error();
  std::set<std::string> found;
  for (const auto& [file, value] : *values) found.insert(value);
  return std::vector<std::string>(found.begin(), found.end());
}

Status CpuGovernors::set(std::string_view governor) {
  MUTATION_CHECK(std::ranges::find(kGovernors, governor) != kGovernors.end());
  const auto values = read();
  if (!values) return values.error();
  if (before_.empty()) before_ = *values;
  for (const auto& [file, value] : *values) {
    if (Status written = write_governor(file, governor); !written) {
      (void)restore();  // the first failure is the one to tell
      return written;
    }
  }
  return {};
}

Status CpuGovernors::restore() {
  Status first;
  for (const auto& [file, value] : before_) {
    if (Status written = write_governor(file, value); !written && first) first = written;
  }
  before_.clear();
  return first;
}

}  // namespace mutation
