// What a cluster is, as Slurm's controller tells it: its configuration, partitions, nodes. Pure:
// reads the text that `scontrol show` writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"

namespace mutation {

// From `scontrol show config`. [slurm.conf(5), cgroup.conf(5)]
struct ClusterFacts {
  std::string version;  // "22.05.8"
  std::string name;     // ClusterName
  // Task ids of an array stay below this; 0: there are no arrays here.
  std::uint32_t max_array_size = 0;
  // How many tasks one array may have (SchedulerParameters' max_array_tasks), where it says so.
  std::optional<std::uint32_t> max_array_tasks;
  // Of all users together, tasks of arrays included; none where it was not told.
  std::optional<std::uint32_t> max_job_count;
  // How long Slurm remembers a job that has ended, at least; 0: for ever; none: it was not told.
  std::optional<Seconds> min_job_age;
  // What a job has left from its first signal to the last when it is preempted or cancelled; none:
  // it was not told.
  std::optional<Seconds> kill_wait;
  bool job_requeue = false;         // what a job may do that does not say (JobRequeue)
  bool has_accounting = false;      // whether sacct can know anything
  std::string tracks_processes_by;  // ProctrackType without "proctrack/": "cgroup", "linuxproc", …
  // Whether a job sees its own GPUs only; none where the controller does not tell.
  std::optional<bool> constrains_devices;
};

// A node, from `scontrol show node -o`.
struct SlurmNode {
  std::string name;
  std::string host;               // NodeHostName
  std::string state;              // Slurm's word: "IDLE", "MIXED+DRAIN", "DOWN*"
  std::string reason;             // why it is not available, in somebody's words; may be ""
  std::vector<std::string> gres;  // "gpu:h100:4", "gpu:1"; without sockets
  std::uint32_t cpus = 0;
  std::vector<std::string> partitions;
};

// From `scontrol show partition -o`, with its nodes.
struct Partition {
  std::string name;
  std::string state;  // "UP", "DOWN", "DRAIN", "INACTIVE"
  bool is_default = false;
  std::optional<Seconds> max_time;      // none: unlimited
  std::optional<Seconds> default_time;  // for jobs that ask for none; none: the maximum
  std::uint32_t node_count = 0;
  std::string preempt_mode;   // "OFF", "REQUEUE", "CANCEL", "SUSPEND", "GANG,SUSPEND"
  std::string oversubscribe;  // "NO", "YES:4", "FORCE:4", "EXCLUSIVE"
  std::vector<SlurmNode> nodes;
};

// Errors: the text is not that of `scontrol show config`.
Result<ClusterFacts> read_config(std::string_view text);
std::vector<SlurmNode> read_nodes(std::string_view text);
// A node is in each partition that it names. `text`: of `scontrol show partition -o`.
std::vector<Partition> read_partitions(std::string_view text, const std::vector<SlurmNode>& nodes);

// Whether jobs can start on a node in this state now or when those on it have ended: it is neither
// down nor drained nor reserved for maintenance nor silent.
bool is_available(const SlurmNode& node);

}  // namespace mutation
