#include "app/calibration_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "app/places.h"
#include "base/text.h"
#include "control/control_role.h"
#include "os/command.h"
#include "plan/make_plan.h"
#include "run/environment.h"
#include "run/observations.h"
#include "settings/read.h"

namespace mutation {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRepo = "control";
constexpr const char* kModel = "default";
// The trial works so long on the CPUs, and as long on the GPUs.
constexpr double kTrialSeconds = 1;
constexpr Seconds kTrialPatience{60};

Result<std::string> own_path() {
  std::error_code failure;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure) return Error{"find the program's own file: " + failure.message(), {}};
  return path.string();
}

bool has_cuda_gpu(const Instrumentation& instrumentation, const std::vector<int>& gpus) {
  return std::ranges::any_of(gpus, [&](int gpu) {
    const Device& device = instrumentation.devices[size_t(gpu)];
    return !device.simulated && device.vendor == "nvidia";
  });
}

std::string results_folder(const Options& options) {
  std::error_code failure;
  const auto named = std::filesystem::absolute(options.places.results, failure);
  return failure ? options.places.results : named.lexically_normal().string();
}

std::string catalogue_of(const std::string& program) {
  const auto whole = [](const char* flag) { return Json{{"flag", flag}, {"type", "int"}}; };
  const Json repo = {{"path", "/"},
                     {"train_script", program},
                     {"models", {kModel}},
                     {"required_args", {{"role", kControlRole}}},
                     {"supported_hyperparams",
                      {{"cpu_rounds", whole("--cpu-rounds")},
                       {"gpu_launches", whole("--gpu-launches")},
                       {"cuda_library", {{"flag", "--cuda-library"}, {"type", "str"}}}}},
                     {"performance_metrics",
                      {{"log_patterns", {{"control_checksum", "Control checksum: ([0-9]+)"}}},
                       {"required", {"control_checksum"}}}},
                     {"success_patterns", {kControlDone}},
                     {"note", "the control workload of `mutation calibrate`"}};
  return Json{{"models", {{kRepo, repo}}}}.dump(2) + "\n";
}

std::string settings_of(const ControlAmounts& amounts, const Options& options) {
  Json given = {{"cpu_rounds", amounts.cpu_rounds}};
  if (amounts.gpu_launches > 0) {
    given["gpu_launches"] = amounts.gpu_launches;
    given["cuda_library"] = options.calibrate.cuda_library;
  }
  const Json settings = {
      {"experiment_name", "calibration"},
      {"mode", "default"},
      {"runs_per_config", options.calibrate.runs},
      {"experiments", {{{"repo", kRepo}, {"model", kModel}, {"hyperparameters", given}}}}};
  return settings.dump(2) + "\n";
}

// Nobody but this program has written them.
Error unreadable(const char* what, const std::vector<Problem>& problems) {
  return {std::string("the control workload's own ") + what +
              " cannot be read: " + (problems.empty() ? "" : to_text(problems.front())),
          {}};
}

}  // namespace

Result<std::uint64_t> amount_in(const std::string& output, const std::string& word,
                                double seconds) {
  std::istringstream lines(output);
  std::string name;
  double rate = 0;
  while (lines >> name >> rate) {
    if (name == word) return std::uint64_t(std::llround(std::max(1.0, rate * seconds)));
  }
  return Error{"try the control workload out: its output says nothing of " + word,
               "how much work fills a run is not known without it"};
}

Result<ControlAmounts> find_amounts(const Instrumentation& instrumentation,
                                    const Options& options) {
  const Result<std::string> program = own_path();
  if (!program) return program.error();
  const std::vector<std::string>& asked = options.overrides.devices;
  const std::vector<int> gpus = own_gpus(instrumentation, asked);
  const bool cuda = has_cuda_gpu(instrumentation, gpus);
  const auto trial = run_command(
      {*program, kControlRole, "--trial-seconds", fmt::format("{}", kTrialSeconds), "--trial-gpu",
       cuda ? "yes" : "no", "--cuda-library", options.calibrate.cuda_library},
      {.environment = device_environment(instrumentation, gpus, asked),
       .time_limit = kTrialPatience});
  if (!trial) return with_context("try the control workload out", trial.error());
  if (trial->end.code != 0) {
    return Error{"try the control workload out: " + std::string(trimmed(trial->errors)),
                 cuda ? "the GPU must be made to work through CUDA's driver library; --gpu none "
                        "calibrates the CPUs alone, --cuda-library FILE names another library"
                      : ""};
  }
  const double seconds = options.calibrate.seconds;
  const auto rounds = amount_in(trial->output, "cpu_rounds_per_second", seconds);
  if (!rounds) return rounds.error();
  if (!cuda) return ControlAmounts{*rounds, 0};
  const auto launches = amount_in(trial->output, "gpu_launches_per_second", seconds);
  if (!launches) return launches.error();
  return ControlAmounts{*rounds, *launches};
}

Result<Inputs> calibration_inputs(const ControlAmounts& amounts, const Options& options) {
  const Result<std::string> program = own_path();
  if (!program) return program.error();
  Inputs inputs;
  inputs.places.root = "/";
  if (options.places.results.empty()) {
    const Result<FoundPlaces> found = find_places(options.places);
    if (!found) return found.error();
    inputs.places.results = found->results;
  } else {
    inputs.places.results = results_folder(options);
  }
  inputs.catalogue_text = catalogue_of(*program);
  ReadOutcome<Catalogue> catalogue = read_catalogue(inputs.catalogue_text, "catalogue");
  if (!catalogue.value) return unreadable("catalogue", catalogue.problems);
  inputs.catalogue = std::move(*catalogue.value);
  inputs.settings_text = settings_of(amounts, options);
  ReadOutcome<Settings> settings =
      read_settings(inputs.settings_text, "settings", inputs.catalogue, {});
  if (!settings.value) return unreadable("settings", settings.problems);
  inputs.settings = std::move(*settings.value);
  return inputs;
}

Result<Plan> calibration_plan(const Inputs& inputs, const Options& options) {
  Result<Plan> plan =
      make_plan(inputs.settings, inputs.catalogue, options.overrides, inputs.places.root, 0, {});
  if (!plan) return plan;
  for (PlannedRun& run : plan->runs) {
    if (run.role == Role::measured) run.role = Role::calibration;
  }
  return plan;
}

}  // namespace mutation
