// Reads the facts from /proc/cpuinfo, cpufreq's files and uname(2).
#include "measure/fitness.h"

#include <sys/utsname.h>

#include <filesystem>
#include <set>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "measure/fitness_parts.h"
#include "measure/root.h"
#include "os/file.h"

namespace mutation {
namespace {

std::optional<std::string> cpu_model(const std::string& root) {
  const Result<std::string> text = read_file(under(root, "/proc/cpuinfo"));
  if (!text) return std::nullopt;
  for (const std::string& line : split(*text, '\n')) {
    if (!line.starts_with("model name")) continue;
    const size_t colon = line.find(':');
    if (colon != std::string::npos) return std::string(trimmed(line.substr(colon + 1)));
  }
  return std::nullopt;
}

bool is_cpu(const std::string& name) {
  return name.size() > 3 && name.starts_with("cpu") &&
         name.find_first_not_of("0123456789", 3) == std::string::npos;
}

void read_governors(const std::string& root, MachineFacts& facts) {
  const std::string folder = under(root, "/sys/devices/system/cpu");
  std::set<std::string> governors;
  std::string failure;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (!is_cpu(entry.path().filename())) continue;
    const std::string file = entry.path().string() + "/cpufreq/scaling_governor";
    if (!std::filesystem::exists(file, error)) continue;
    const Result<std::string> governor = read_file(file);
    if (governor)
      governors.emplace(trimmed(*governor));
    else
      failure = governor.error().message;
  }
  if (governors.empty()) {
    facts.governor_absent_reason =
        failure.empty() ? "no cpufreq: no CPU in " + folder + " has cpufreq/scaling_governor"
                        : failure;
    return;
  }
  const std::vector<std::string> names(governors.begin(), governors.end());
  facts.governor = names.size() == 1 ? names.front() : "mixed: " + joined(names, ", ");
}

}  // namespace

MachineFacts read_machine_facts(const std::string& root) {
  MachineFacts facts{.cpu_model = cpu_model(root)};
  read_governors(root, facts);
  utsname names{};
  if (uname(&names) == 0) {
    facts.kernel = names.release;
    facts.host = names.nodename;
  }
  return facts;
}

std::vector<FitnessFact> machine_fitness(const std::string& root,
                                         const Instrumentation& instrumentation,
                                         Seconds load_look) {
  FitnessFacts facts;
  add_cpu_fitness(root, facts);
  add_load_fitness(root, load_look, facts);
  add_gpu_fitness(root, instrumentation.devices, facts);
  return facts;
}

}  // namespace mutation
