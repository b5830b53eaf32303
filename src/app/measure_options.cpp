// Measuring itself: `doctor` and `integrate`.
#include <CLI/CLI.hpp>
#include <string>

#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr const char* kIntegrateExamples =
    "Examples:\n"
    "  mutation integrate results/run_20251112_093000/examples_mnist_001/energy/trace.csv\n"
    "  mutation integrate gpu_power.csv --json";

}  // namespace

void add_doctor(CLI::App& app, Options& options) {
  CLI::App* const doctor = app.add_subcommand(
      "doctor", "Print what this machine allows and what is missing, and how to grant it");
  add_measuring(*doctor, options);
  add_places(*doctor, options);
  add_results(*doctor, options);
  doctor->add_flag("--json", options.json, "As JSON");
  doctor->footer("Examples:\n  mutation doctor\n  sudo mutation doctor --json");
  doctor->callback([&options] { options.command = Command::doctor; });
}

void add_integrate(CLI::App& app, Options& options) {
  CLI::App* const integrate = app.add_subcommand(
      "integrate", "Integrate a recorded trace: energy, mean, maximum, coverage, gaps");
  integrate
      ->add_option("FILE", options.trace_file,
                   "A trace.csv, or a gpu_power.csv, gpu_temperature.csv or gpu_utilization.csv")
      ->required();
  integrate->add_flag("--json", options.json, "As JSON");
  integrate->footer(kIntegrateExamples);
  integrate->callback([&options] { options.command = Command::integrate; });
}

}  // namespace mutation
