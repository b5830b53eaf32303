#include "app/preflight.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "model/device_choice.h"

namespace mutation {
namespace {

std::optional<Error> script_error(const std::string& repo, const std::string& script) {
  struct stat status {};
  const std::string of = "train script of " + repo + ": " + script;
  if (stat(script.c_str(), &status) != 0) {
    return Error{of + " does not exist",
                 "check `path` and `train_script` in the catalogue, and --root"};
  }
  if (!S_ISREG(status.st_mode)) return Error{of + " is no file", {}};
  if (access(script.c_str(), X_OK) != 0) {
    return Error{of + " is not executable", "chmod +x " + script};
  }
  return std::nullopt;
}

std::optional<Error> device_error(const Instrumentation& instrumentation, const std::string& name) {
  std::string known;
  for (size_t i = 0; i < instrumentation.devices.size(); ++i) {
    const Device& device = instrumentation.devices[i];
    if (device.kind != DeviceKind::gpu) continue;
    if (is_gpu_named(instrumentation, static_cast<int>(i), name)) return std::nullopt;
    // An index alone means another vendor's where it is not among the first one's.
    const bool by_index =
        is_gpu_named(instrumentation, static_cast<int>(i), std::to_string(device.index));
    known += (known.empty() ? "" : ", ") + (by_index ? "" : device.vendor + ":") +
             std::to_string(device.index) + " (" + device.id + ")";
  }
  // Without any GPU to look at, the name goes to the trainings as it is.
  if (known.empty()) return std::nullopt;
  return Error{"there is no GPU \"" + name + "\"", "known: " + known};
}

}  // namespace

std::vector<Error> preflight_errors(const Plan& plan, const Instrumentation& instrumentation) {
  std::vector<Error> errors;
  std::set<std::string> looked_at;
  const auto check_script = [&](const PlannedTraining& training) {
    if (!looked_at.insert("script " + training.train_script).second) return;
    if (auto error = script_error(training.repo, training.train_script))
      errors.push_back(std::move(*error));
  };
  for (const PlannedRun& run : plan.runs) {
    check_script(run.foreground);
    if (run.background) check_script(*run.background);
    for (const std::string& device : run.devices) {
      if (!looked_at.insert("device " + device).second) continue;
      if (auto error = device_error(instrumentation, device)) errors.push_back(std::move(*error));
    }
  }
  return errors;
}

std::vector<Error> device_errors(const Instrumentation& instrumentation,
                                 const std::vector<std::string>& names) {
  std::vector<Error> errors;
  for (const std::string& name : names) {
    if (auto error = device_error(instrumentation, name)) errors.push_back(std::move(*error));
  }
  return errors;
}

std::vector<Error> preflight_errors(const std::vector<SessionInfo::Repo>& repos) {
  std::vector<Error> errors;
  for (const SessionInfo::Repo& repo : repos) {
    if (auto error = script_error(repo.name, repo.train_script))
      errors.push_back(std::move(*error));
  }
  return errors;
}

}  // namespace mutation
