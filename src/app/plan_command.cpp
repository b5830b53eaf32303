// `mutation plan`: every run that would be made, for people or as JSON.
#include <fmt/format.h>

#include <cstdio>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/compare_plans_command.h"
#include "app/fill_command.h"
#include "app/inputs.h"
#include "app/plan_summary.h"
#include "base/text.h"
#include "record/plan_json.h"

namespace mutation {
namespace {

void print_training(const char* label, const PlannedTraining& training) {
  fmt::print("    {} {} {}: {}\n", label, training.repo, training.model,
             training.effective_hyperparameters.empty()
                 ? "(no hyperparameters)"
                 : to_text(training.effective_hyperparameters));
  if (!training.mutated.empty()) fmt::print("      drawn: {}\n", joined(training.mutated, ", "));
  fmt::print("      {}\n", shell_quoted(training.command));
}

std::string waits(const PlannedRun& run, bool first) {
  std::string text =
      first ? "no idle time asked" : "at least " + human_duration(run.minimum_idle) + " idle";
  if (run.background) {
    text += ", background up at least " + human_duration(run.timings.background_startup_wait);
  }
  if (run.timings.timeout) text += ", timeout " + human_duration(*run.timings.timeout);
  return text;
}

void print_plan(const Plan& plan) {
  print_plan_head(plan);
  for (const PlannedRun& run : plan.runs) {
    fmt::print("\n  {}  {}  ({}; {}{})\n", run.index, run.experiment_id, to_text(run.mode),
               waits(run, &run == &plan.runs.front()),
               run.block > 0 ? fmt::format("; block {}", run.block) : "");
    print_training("foreground", run.foreground);
    if (run.background) print_training("background", *run.background);
  }
  fmt::print(
      "\nWaits known beforehand: {}; trainings, retries and waiting for evidence come on "
      "top.\n",
      known_waits_text(plan));
}

}  // namespace

int do_plan(const Options& options) {
  if (options.plan.compare) return do_compare_plans(options);
  if (options.plan.fill) return do_fill(options);
  const auto inputs = read_inputs(options);
  if (!inputs) return kExitUsage;
  const auto plan = plan_inputs(*inputs, options);
  if (!plan) return kExitUsage;
  if (options.plan.summary) {
    print_plan_summary(*plan, options.json);
  } else if (options.json) {
    write_plan_json(
        *plan, [](std::string_view part) { std::fwrite(part.data(), 1, part.size(), stdout); });
    fmt::print("\n");
  } else {
    print_plan(*plan);
  }
  return std::fflush(stdout) == 0 ? kExitSuccess : kExitNotAll;
}

}  // namespace mutation
