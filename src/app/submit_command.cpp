// `mutation submit`: everything that can be known to be wrong is told before anything is written;
// then plan, inputs and program are frozen into the session's folder, and Slurm is asked.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/batch_submission.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/freeze_session.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "cluster/divide.h"
#include "record/file_system.h"

namespace mutation {
namespace {

// What a plan asks for that a task cannot give.
std::vector<Error> plan_errors(const Plan& plan) {
  std::vector<Error> errors = preflight_errors(plan, Instrumentation{});
  const bool names_devices =
      std::ranges::any_of(plan.runs, [](const PlannedRun& run) { return !run.devices.empty(); });
  if (names_devices) {
    errors.push_back(
        {"the settings name GPUs (`devices`), but a task has the GPU that Slurm gives it",
         "leave `devices` out, or ask for a type with --gres gpu:TYPE:1"});
  }
  if (plan.governor) {
    errors.push_back({"the settings ask for a CPU governor, which a task may not set",
                      "leave `governor` out; the record has the one that is in force"});
  }
  return errors;
}

// The closest folder that is there.
std::string existing_folder(std::filesystem::path path) {
  std::error_code ignored;
  while (!path.empty() && !std::filesystem::exists(path, ignored)) path = path.parent_path();
  return path.string();
}

// The nodes of the partition that are other machines than this one.
std::vector<std::string> other_machines(const ClusterView& cluster, const std::string& partition) {
  char host[256] = "";
  gethostname(host, sizeof host - 1);
  std::vector<std::string> others;
  for (const Partition& candidate : cluster.partitions) {
    if (candidate.name != partition) continue;
    for (const SlurmNode& node : candidate.nodes) {
      if (node.host != host) others.push_back(node.name);
    }
  }
  return others;
}

Status check_sharing(const std::string& results, const std::vector<std::string>& others) {
  const std::string folder = existing_folder(results);
  if (others.empty() || !network_file_system(folder).empty()) return {};
  return Error{
      fmt::format("the results folder {} lies on a local file system of this machine, and {} "
                  "other machine{} would do the runs ({}{})",
                  results, others.size(), others.size() == 1 ? "" : "s", others.front(),
                  others.size() == 1 ? "" : ", …"),
      "name a folder on a shared file system with --results; --assume-shared where it is one"};
}

// What would be asked of Slurm, for a folder that is still to be made.
Result<std::vector<std::string>> script_texts(const SubmittedSession& submitted,
                                              const std::vector<int>& blocks,
                                              const std::string& results,
                                              const ClusterView& cluster) {
  std::error_code ignored;
  const std::string session = std::filesystem::absolute(results, ignored) / "run_<time>";
  auto scripts = scripts_for(session, submitted, blocks, {}, cluster.facts);
  if (!scripts) return scripts.error();
  if (const auto more = bound_tasks(submitted.request.max_parallel, 0, *scripts); more)
    print_warning(*more);
  std::vector<std::string> texts;
  for (const JobScript& script : *scripts) {
    Result<std::string> text = to_text(script);
    if (!text) return text.error();
    texts.push_back(std::move(*text));
  }
  return texts;
}

void tell_blocks(const Plan& plan, const std::vector<RunBlock>& blocks, const NodeRequest& request,
                 const std::string& partition) {
  const auto [least, most] =
      std::ranges::minmax(blocks, {}, [](const RunBlock& block) { return block.runs.size(); });
  print_line(stderr,
             fmt::format("{} runs in {} block{} of {} to {} runs, partition {}, {} node{} each{}",
                         plan.runs.size(), blocks.size(), blocks.size() == 1 ? "" : "s",
                         least.runs.size(), most.runs.size(), partition.empty() ? "?" : partition,
                         request.shared_nodes ? "part of a" : "a whole", "",
                         request.gres.empty() ? "" : ", " + request.gres));
  if (request.shared_nodes) {
    print_warning(
        {"nodes are shared (--shared-nodes): the energy and heat of other jobs there are in "
         "the figures",
         "every run is marked, and processes of others on its GPU count as strangers"});
  }
}

NodeRequest request_of(const Options& options) {
  NodeRequest request = options.submit.request;
  const GpuChoice gpu = options.measure.gpu;
  const bool real = gpu == GpuChoice::automatic || gpu == GpuChoice::nvml;
  if (!options.submit.gres_chosen && real) request.gres = "gpu:1";
  return request;
}

}  // namespace

int do_submit(const Options& options) {
  const auto inputs = read_inputs(options);
  if (!inputs) return kExitUsage;
  auto plan = plan_inputs(*inputs, options);
  if (!plan) return kExitUsage;
  if (plan->runs.empty()) return print_error({"the settings give no run", {}}), kExitUsage;
  const NodeRequest request = request_of(options);
  const std::vector<RunBlock> blocks = divide(*plan, options.submit.pin_configurations);

  const std::vector<Error> errors = plan_errors(*plan);
  for (const Error& error : errors) print_error(error);
  bool fit = errors.empty();
  const SlurmClient slurm{{}};
  const Result<ClusterView> cluster = look_at_cluster(slurm);
  if (!cluster) return print_error(cluster.error()), kExitUsage;
  Result<SubmittedSession> submitted = describe(*inputs, *plan, blocks, request, options);
  if (!submitted) return print_error(submitted.error()), kExitUnfit;
  std::string partition;
  fit &= nodes_can_be_had(*submitted, *cluster, partition);
  if (!options.submit.assume_shared) {
    const Status shared =
        check_sharing(inputs->places.results, other_machines(*cluster, partition));
    if (!shared) print_error(shared.error());
    fit &= bool(shared);
  }
  std::vector<int> numbers;
  for (const RunBlock& block : blocks) numbers.push_back(block.number);
  // All but the session's name in them is known: what cannot be written into a script is told now.
  const auto texts = script_texts(*submitted, numbers, inputs->places.results, *cluster);
  if (!texts) print_error(texts.error());
  fit &= bool(texts);
  if (!fit) return kExitUsage;
  tell_blocks(*plan, blocks, request, partition);
  if (options.submit.dry_run) {
    for (const std::string& text : *texts) fmt::print("{}\n", text);
    return kExitSuccess;
  }

  const Result<FrozenSession> frozen = freeze_session(*inputs, *plan, blocks, *submitted);
  if (!frozen) return print_error(frozen.error()), kExitUnfit;
  const std::string& session = frozen->directory;
  auto scripts =
      scripts_for(session, *submitted, fitting(numbers, cluster->facts), {}, cluster->facts);
  if (scripts) bound_tasks(request.max_parallel, 0, *scripts);
  Status done = scripts ? submit_blocks(session, *submitted, std::move(*scripts), {}, slurm)
                        : Status(scripts.error());
  if (!done) {
    print_error(done.error());
    print_line(stderr, "`mutation resume " + session + "` submits the blocks that are missing.");
    return kExitUnfit;
  }
  for (const BatchSubmission& one : submitted->submissions)
    print_line(stderr, fmt::format("job {}: {} blocks", one.job_id, one.blocks.size()));
  fmt::print("{}\n", session);
  return kExitSuccess;
}

}  // namespace mutation
