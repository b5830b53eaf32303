// `mutation calibrate` on the command line.
#include <CLI/CLI.hpp>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr const char* kCalibrateExamples =
    "Examples:\n"
    "  mutation calibrate\n"
    "  mutation calibrate --runs 20 --seconds 60 -g performance\n"
    "  mutation calibrate --json > noise.json\n"
    "The control workload is a fixed amount of arithmetic on all CPUs and, where the GPU is "
    "NVIDIA's, on\n"
    "it. What is found stands in the session's records, where `compare` and `report` find it.";

}  // namespace

void add_calibrate(CLI::App& app, Options& options) {
  CLI::App* const command = app.add_subcommand(
      "calibrate", "Find how far equal runs of a control workload lie apart on this machine");
  const auto group = "What to run";
  command->add_option("--runs", options.calibrate.runs, "So many runs (default 10)")
      ->check(CLI::Range(3, 1000).description(""))
      ->group(group);
  command
      ->add_option("--seconds", options.calibrate.seconds,
                   "About so long is each, by a short trial (default 20)")
      ->check(CLI::Range(0.1, 3600.0).description(""))
      ->group(group);
  command
      ->add_option("--devices", options.overrides.devices,
                   "The runs' own GPUs: indices in PCI order or UUIDs, a,b (default: the first)")
      ->delimiter(',')
      ->group(group);
  command
      ->add_option("--cuda-library", options.calibrate.cuda_library,
                   "CUDA's driver library (default libcuda.so.1)")
      ->type_name("FILE")
      ->group(group);
  command->add_option("-g,--governor", options.overrides.governor, "CPU frequency governor to set")
      ->group(group);
  add_timings(*command, options);
  add_rules(*command, options);
  add_places(*command, options);
  add_results(*command, options);
  add_session_options(*command, options);
  command->add_flag("--json", options.json, "As JSON");
  command->footer(kCalibrateExamples);
  command->callback([&options] { options.command = Command::calibrate; });
}

}  // namespace mutation
