#include "slurm/cluster_facts.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "slurm/answer_text.h"
#include "slurm/gres.h"

namespace mutation {
namespace {

// "Key   = value" lines; the first of a key counts.
std::map<std::string, std::string, std::less<>> settings_of(std::string_view text) {
  std::map<std::string, std::string, std::less<>> settings;
  for (const std::string_view line : lines_of(text)) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view value = trimmed(line.substr(equals + 1));
    settings.emplace(trimmed(line.substr(0, equals)), says_nothing(value) ? "" : value);
  }
  return settings;
}

std::string after_slash(const std::string& plugin) {
  return plugin.substr(plugin.find('/') + 1);
}

std::vector<std::string> names_of(std::string_view text) {
  std::vector<std::string> names;
  for (std::string& name : split(text, ',')) {
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::optional<std::uint32_t> max_array_tasks_of(std::string_view scheduler_parameters) {
  constexpr std::string_view kName = "max_array_tasks=";
  for (const std::string& parameter : split(scheduler_parameters, ',')) {
    if (parameter.starts_with(kName)) return slurm_number(parameter.substr(kName.size()));
  }
  return {};
}

// "300 sec"
std::optional<Seconds> seconds_of(std::string_view text) {
  const std::optional<std::uint32_t> seconds = slurm_number(text.substr(0, text.find(' ')));
  if (!seconds) return {};
  return Seconds(*seconds);
}

Partition read_partition(const SlurmFields& fields) {
  Partition partition;
  partition.name = slurm_value(fields, "PartitionName");
  partition.state = slurm_value(fields, "State");
  partition.is_default = slurm_value(fields, "Default") == "YES";
  partition.max_time = slurm_duration(slurm_value(fields, "MaxTime"));
  partition.default_time = slurm_duration(slurm_value(fields, "DefaultTime"));
  partition.node_count = slurm_number(slurm_value(fields, "TotalNodes")).value_or(0);
  partition.preempt_mode = slurm_value(fields, "PreemptMode");
  partition.oversubscribe = slurm_value(fields, "OverSubscribe");
  return partition;
}

}  // namespace

Result<ClusterFacts> read_config(std::string_view text) {
  auto settings = settings_of(text);
  const std::optional<std::uint32_t> max_array_size = slurm_number(settings["MaxArraySize"]);
  if (settings["SLURM_VERSION"].empty() || !max_array_size) {
    return Error{
        "read what \"scontrol show config\" said: there is no SLURM_VERSION or no "
        "MaxArraySize in it",
        "look at what that command says"};
  }
  ClusterFacts facts;
  facts.version = settings["SLURM_VERSION"];
  facts.name = settings["ClusterName"];
  facts.max_array_size = *max_array_size;
  facts.max_array_tasks = max_array_tasks_of(settings["SchedulerParameters"]);
  facts.max_job_count = slurm_number(settings["MaxJobCount"]);
  facts.min_job_age = seconds_of(settings["MinJobAge"]);
  facts.kill_wait = seconds_of(settings["KillWait"]);
  facts.job_requeue = settings["JobRequeue"] == "1";
  const std::string accounting = after_slash(settings["AccountingStorageType"]);
  facts.has_accounting = !accounting.empty() && accounting != "none";
  facts.tracks_processes_by = after_slash(settings["ProctrackType"]);
  if (const auto constrain = settings.find("ConstrainDevices"); constrain != settings.end()) {
    // Without this plug-in nothing is constrained. [cgroup.conf(5)]
    const bool by_cgroup = settings["TaskPlugin"].find("cgroup") != std::string::npos;
    facts.constrains_devices = by_cgroup && constrain->second == "yes";
  }
  return facts;
}

std::vector<SlurmNode> read_nodes(std::string_view text) {
  std::vector<SlurmNode> nodes;
  for (const std::string_view line : lines_of(text)) {
    const SlurmFields fields = slurm_fields(line);
    SlurmNode node;
    node.name = slurm_value(fields, "NodeName");
    if (node.name.empty()) continue;  // "No nodes in the system"
    node.host = slurm_value(fields, "NodeHostName");
    node.state = slurm_value(fields, "State");
    node.reason = slurm_value(fields, "Reason");
    node.gres = gres_words(slurm_value(fields, "Gres"));
    node.cpus = slurm_number(slurm_value(fields, "CPUTot")).value_or(0);
    node.partitions = names_of(slurm_value(fields, "Partitions"));
    nodes.push_back(std::move(node));
  }
  return nodes;
}

std::vector<Partition> read_partitions(std::string_view text, const std::vector<SlurmNode>& nodes) {
  std::vector<Partition> partitions;
  std::unordered_map<std::string, size_t> place;
  for (const std::string_view line : lines_of(text)) {
    Partition partition = read_partition(slurm_fields(line));
    if (partition.name.empty()) continue;  // "No partitions in the system"
    place.emplace(partition.name, partitions.size());
    partitions.push_back(std::move(partition));
  }
  for (const SlurmNode& node : nodes) {
    for (const std::string& name : node.partitions) {
      if (const auto found = place.find(name); found != place.end()) {
        partitions[found->second].nodes.push_back(node);
      }
    }
  }
  return partitions;
}

bool is_available(const SlurmNode& node) {
  // '*': it does not answer. [sinfo(1), NODE STATE CODES]
  if (node.state.empty() || node.state.find('*') != std::string::npos) return false;
  constexpr std::array<std::string_view, 13> kAway = {
      "DOWN",   "DRAIN", "DRAINED",    "DRAINING",       "ERROR",         "FAIL",   "FAILING",
      "FUTURE", "MAINT", "NO_RESPOND", "NOT_RESPONDING", "REBOOT_ISSUED", "UNKNOWN"};
  return std::ranges::none_of(split(node.state, '+'), [&](const std::string& word) {
    return std::ranges::count(kAway, word) > 0;
  });
}

}  // namespace mutation
