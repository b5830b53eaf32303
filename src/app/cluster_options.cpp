// Campaigns on a cluster: `submit`, `work` and `collect`.
#include <CLI/CLI.hpp>
#include <string>

#include "app/option_checks.h"
#include "app/option_commands.h"
#include "app/option_groups.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

constexpr const char* kSubmitExamples =
    "Examples:\n"
    "  mutation submit settings/campaign.json --partition gpu --time 1-00:00:00\n"
    "  mutation submit settings/campaign.json --gres gpu:h100:1 --max-parallel 8 --dry-run\n"
    "  mutation submit settings/campaign.json -- --account=lab42 --mail-type=END";

constexpr const char* kNodes = "Nodes";

void add_nodes(CLI::App& submit, Options& options) {
  const auto group = kNodes;
  NodeRequest& request = options.submit.request;
  submit
      .add_option_function<std::string>(
          "--gres",
          [&options](const std::string& gres) {
            options.submit.request.gres = gres == "none" ? "" : gres;
            options.submit.gres_chosen = true;
          },
          "Devices of each task; none: no GPU (default: gpu:1, and none with --gpu none and "
          "--gpu simulated)")
      ->type_name("gpu[:TYPE]:N|none")
      ->group(group);
  submit
      .add_option_function<double>(
          "--warning-seconds",
          [&options](double seconds) { options.submit.request.warning = Seconds(seconds); },
          "How long before its time limit a task is told to stop (default 120)")
      ->check(CLI::Range(10.0, 65535.0).description(""))
      ->group(group);
  submit
      .add_flag("--shared-nodes", request.shared_nodes,
                "Tasks may share their nodes with other jobs, whose energy and heat are then in "
                "the figures; every run is marked")
      ->group(group);
  submit
      .add_flag("--pin-configuration", options.submit.pin_configurations,
                "All runs of a configuration on one node and one GPU")
      ->group(group);
  submit
      .add_flag("--assume-shared", options.submit.assume_shared,
                "The results folder is the same on all nodes, though its file system does not "
                "look so")
      ->group(group);
}

}  // namespace

void add_queue(CLI::App& submit, Options& options) {
  const auto group = kNodes;
  NodeRequest& request = options.submit.request;
  submit.add_option("-p,--partition", request.partition, "Partition (default: Slurm's)")
      ->type_name("NAME")
      ->group(group);
  submit
      .add_option_function<std::string>(
          "--time",
          [&options](const std::string& text) {
            options.submit.request.time = slurm_duration(text);
            if (!options.submit.request.time)
              throw CLI::ValidationError("--time: \"" + text + "\" is no time of Slurm's");
          },
          "Time limit of a task, as Slurm has it; near it the task stops, records, and is queued "
          "again (default: the partition's)")
      ->type_name("[DAYS-]HH:MM:SS")
      ->group(group);
  submit
      .add_option("--max-parallel", request.max_parallel,
                  "So many tasks at a time (default: as many as Slurm starts)")
      ->check(CLI::Range(1, 1000000).description(""))
      ->type_name("N")
      ->group(group);
}

void add_submit(CLI::App& app, Options& options) {
  CLI::App* const submit = app.add_subcommand(
      "submit", "Run a settings file on a Slurm cluster: a job array with a task for each block");
  add_what_to_run(*submit, options);
  add_settings_file(*submit, options);
  add_run_bounds(*submit, options);
  add_queue(*submit, options);
  add_nodes(*submit, options);
  submit->add_flag("--dry-run", options.submit.dry_run,
                   "Check everything and print the job scripts; nothing is written or submitted");
  submit->footer(std::string(kSubmitExamples) +
                 "\n\nWhat stands behind -- goes to sbatch as it is.");
  submit->callback([&options] { options.command = Command::submit; });
}

void add_work(CLI::App& app, Options& options) {
  CLI::App* const work = app.add_subcommand(
      "work", "Do one block of a submitted session; what each task of its job array executes");
  work->add_option("SESSION", options.session, "The session's folder")->required();
  work->add_option("--block", options.work.block, "Which block")
      ->required()
      ->check(CLI::Range(1, 1000000000).description(""))
      ->type_name("I");
  work->add_option("--token", options.work.token,
                   "The session's own: an error where the folder is another session's");
  work->add_option("--submission", options.work.submission,
                   "Which submission asks for it: what --retry names is done again once for each")
      ->check(CLI::Range(1, 1000000000).description(""))
      ->type_name("N");
  work->add_option("--devices", options.overrides.devices,
                   "Its GPUs: indices in PCI order or UUIDs, a,b (default: those that Slurm gave)")
      ->delimiter(',');
  add_retry(*work, options);
  add_run_bounds(*work, options);
  work->footer("Example:\n  mutation work results/run_20251112_093000 --block 3");
  work->callback([&options] { options.command = Command::work; });
}

void add_collect(CLI::App& app, Options& options) {
  CLI::App* const collect = app.add_subcommand(
      "collect", "Take what the tasks of a submitted session have recorded into its store");
  add_session(*collect, options);
  collect->add_flag("--json", options.json, "As JSON");
  collect->footer("Example:\n  mutation collect results/run_20251112_093000");
  collect->callback([&options] { options.command = Command::collect; });
}

}  // namespace mutation
