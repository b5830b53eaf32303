// Measuring itself: `doctor`, `measure` and `integrate`.
#include <CLI/CLI.hpp>
#include <string>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/option_groups.h"

namespace mutation {
namespace {

constexpr const char* kIntegrateExamples =
    "Examples:\n"
    "  mutation integrate results/run_20251112_093000/examples_mnist_001/energy/trace.csv\n"
    "  mutation integrate gpu_power.csv --json";

constexpr const char* kMeasureExamples =
    "Usage: mutation measure [OPTIONS] -- COMMAND [ARGUMENTS...]\n\n"
    "Examples:\n"
    "  mutation measure -- python3 train.py --epochs 3\n"
    "  mutation measure --idle 10 --runs 5 -- ./train.sh\n"
    "  mutation measure --json -- sleep 10 > energy.json\n"
    "  mutation measure --json --output energy.json -- ./train.sh > train.log\n"
    "  sudo mutation measure --hertz 1 -- sleep 60\n"
    "The command has its own standard input, output and errors. The report goes to standard "
    "error;\n"
    "with --json it goes to standard output, and what the command prints there to standard error;\n"
    "with --output it goes to a file and the command keeps both. Exit code: the command's own, 128 "
    "+ N\n"
    "when signal N ended it; 124 timeout, 125 it could not be measured, 126 and 127 it could not "
    "be\n"
    "executed or found, 130 and 143 interrupted.";

void add_sampling(CLI::App& measure, CommandToMeasure& what) {
  const auto group = "Measuring";
  CLI::Option* const hertz =
      measure
          .add_option("--hertz", what.hertz,
                      "Reads of power and counters a second, 0.1 to 100 (default 10)")
          ->check(CLI::Validator(hertz_problem, ""))
          ->type_name("N")
          ->group(group);
  measure
      .add_flag("--no-sampling", what.no_sampling,
                "Read the counters only at the edges: before the idle time, before and after the "
                "command")
      ->excludes(hertz)
      ->group(group);
}

CLI::Validator seconds_from(double least) {
  return CLI::Validator([least](const std::string& text) { return seconds_problem(text, least); },
                        "");
}

}  // namespace

void add_measure(CLI::App& app, Options& options) {
  CommandToMeasure& what = options.to_measure;
  CLI::App* const measure =
      app.add_subcommand("measure", "Run one command and print the energy that it took");
  measure
      ->add_option("--idle", what.idle_seconds,
                   "Idle time before each run: what was drawn then is subtracted for net energy")
      ->check(seconds_from(0))
      ->type_name("SECONDS");
  measure->add_option("--runs", what.runs, "So many runs, with mean and standard deviation")
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N");
  measure
      ->add_option("--timeout", what.timeout_seconds,
                   "Stop the command after so long (exit code 124)")
      ->check(seconds_from(0.001))
      ->type_name("SECONDS");
  measure->add_flag("--json", options.json, "As JSON");
  measure->add_option("--output", what.output, "File for the report")->type_name("FILE");
  measure
      ->add_option("--devices", options.overrides.devices,
                   "The command's GPUs: indices in PCI order or UUIDs, a,b; it is told of them by "
                   "CUDA_VISIBLE_DEVICES (default: all, and it is told nothing)")
      ->delimiter(',')
      ->group("Measuring");
  add_measuring(*measure, options);
  add_sampling(*measure, what);
  add_tree_method(*measure, options);
  add_share_machine(*measure, options);
  measure->footer(kMeasureExamples);
  measure->callback([&options] { options.command = Command::measure; });
}

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
