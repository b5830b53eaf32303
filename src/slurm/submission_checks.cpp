#include "slurm/submission_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"
#include "slurm/answer_text.h"
#include "slurm/gres.h"
#include "slurm/sbatch_options.h"

namespace mutation {
namespace {

std::string comma_list(const std::set<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

std::vector<std::string> names_of(const std::vector<Partition>& partitions) {
  std::vector<std::string> names;
  for (const Partition& partition : partitions) names.push_back(partition.name);
  return names;
}

// The one that is asked for, or the default one; none when there is none, with an error.
const Partition* find_partition(const std::string& asked, const std::vector<Partition>& partitions,
                                SubmissionChecks* checks) {
  for (const Partition& partition : partitions) {
    if (asked.empty() ? partition.is_default : partition.name == asked) return &partition;
  }
  const std::vector<std::string> names = names_of(partitions);
  const std::string there_are =
      names.empty() ? "there is none that you may see" : "there are: " + joined(names, ", ");
  if (asked.empty()) {
    checks->errors.push_back({"no partition is asked for and the cluster has no default one",
                              "choose one with --partition; " + there_are});
    return nullptr;
  }
  const std::optional<std::string> meant = did_you_mean(asked, names);
  checks->errors.push_back(
      {fmt::format("the cluster has no partition \"{}\"", asked),
       meant ? fmt::format("did you mean \"{}\"? {}", *meant, there_are) : there_are});
  return nullptr;
}

void check_partition_state(const Partition& partition, SubmissionChecks* checks) {
  if (partition.state == "UP") return;
  // DRAIN and INACTIVE take no jobs; DOWN takes them, and starts none. [slurm.conf(5), State]
  if (partition.state == "DOWN") {
    checks->warnings.push_back(
        {fmt::format("partition \"{}\" is down: nothing starts there until it is up again",
                     partition.name),
         "choose another with --partition, or ask who runs the cluster"});
    return;
  }
  checks->errors.push_back({fmt::format("partition \"{}\" takes no jobs: its state is {}",
                                        partition.name, partition.state),
                            "choose another with --partition, or ask who runs the cluster"});
}

// The time that a task gets; none: any.
std::optional<Seconds> limit_of(const SubmissionRequest& request, const Partition& partition) {
  if (request.time_limit) return request.time_limit;
  return partition.default_time ? partition.default_time : partition.max_time;
}

void check_time(const SubmissionRequest& request, const Partition& partition,
                SubmissionChecks* checks) {
  if (request.time_limit && partition.max_time && *request.time_limit > *partition.max_time) {
    checks->errors.push_back(
        {fmt::format("the time limit {} is above that of partition \"{}\", {}",
                     slurm_duration_text(*request.time_limit), partition.name,
                     slurm_duration_text(*partition.max_time)),
         "ask for less time or choose another partition; a block that does not end in time goes on "
         "in a further job"});
  }
  const std::optional<Seconds> given = limit_of(request, partition);
  if (!request.time_limit && given) {
    checks->warnings.push_back(
        {fmt::format("no time limit is asked for: each task gets {}, as partition \"{}\" has it",
                     slurm_duration_text(*given), partition.name),
         "ask for as much as a block takes with --time"});
  }
}

// A task must be told in time to stop its trainings and to record, and not from its start on.
void check_stopping(const SubmissionRequest& request, const ClusterFacts& facts,
                    const Partition& partition, SubmissionChecks* checks) {
  if (!request.warning) return;
  // "may be sent up to 60 seconds earlier than specified" [sbatch(1), --signal]
  constexpr Seconds kEarlier{60};
  const std::optional<Seconds> limit = limit_of(request, partition);
  if (limit && *request.warning + kEarlier >= *limit) {
    checks->errors.push_back(
        {fmt::format("a task would be told to stop {} s before its time limit of {}, and Slurm may "
                     "do so {} s early: as soon as it has begun",
                     shortest(request.warning->count()), slurm_duration_text(*limit),
                     shortest(kEarlier.count())),
         "ask for more time with --time, or for a later word with --warning-seconds"});
  }
  if (request.stopping > *request.warning) {
    checks->errors.push_back(
        {fmt::format("stopping a run's trainings may take {} s, and a task is told {} s before its "
                     "time limit: what it measured would be lost",
                     shortest(request.stopping.count()), shortest(request.warning->count())),
         "ask for an earlier word with --warning-seconds, or for a shorter "
         "termination_timeout_seconds"});
  }
  if (facts.kill_wait && request.stopping > *facts.kill_wait) {
    checks->warnings.push_back(
        {fmt::format(
             "stopping a run's trainings may take {} s, and the cluster ends a task that is "
             "preempted or cancelled after {} s (KillWait): the run that goes on then may "
             "not be recorded, and is done again as one that was cut off",
             shortest(request.stopping.count()), shortest(facts.kill_wait->count())),
         "a shorter termination_timeout_seconds fits in"});
  }
}

void check_sharing(const SubmissionRequest& request, const Partition& partition,
                   SubmissionChecks* checks) {
  // FORCE: "without any means for users to disable it". [slurm.conf(5), OverSubscribe]
  if (request.exclusive && partition.oversubscribe.starts_with("FORCE")) {
    checks->errors.push_back(
        {fmt::format("partition \"{}\" lets jobs share nodes whatever they ask (OverSubscribe={})",
                     partition.name, partition.oversubscribe),
         "choose another partition, or allow shared nodes and know that others' jobs are in the "
         "figures"});
  }
  if (partition.preempt_mode.find("SUSPEND") != std::string::npos) {
    checks->warnings.push_back(
        {fmt::format("partition \"{}\" suspends jobs that are preempted: a run may stand still in "
                     "its midst",
                     partition.name),
         "choose a partition whose jobs are not preempted"});
  } else if (partition.preempt_mode.find("CANCEL") != std::string::npos) {
    checks->warnings.push_back(
        {fmt::format("partition \"{}\" cancels jobs that are preempted: their blocks are not done "
                     "then",
                     partition.name),
         "submit again what is missing, or choose a partition whose jobs are not preempted"});
  }
}

std::vector<const SlurmNode*> nodes_asked(const SubmissionRequest& request,
                                          const Partition& partition, SubmissionChecks* checks) {
  std::vector<const SlurmNode*> nodes;
  std::set<std::string> missing(request.nodelist.begin(), request.nodelist.end());
  std::set<std::string> present;
  for (const SlurmNode& node : partition.nodes) {
    present.insert(node.name);
    missing.erase(node.name);
    if (request.nodelist.empty() || std::ranges::count(request.nodelist, node.name) > 0) {
      nodes.push_back(&node);
    }
  }
  if (!missing.empty()) {
    checks->errors.push_back(
        {fmt::format("partition \"{}\" has no node {}", partition.name, comma_list(missing)),
         "its nodes are: " + comma_list(present)});
  }
  if (nodes.empty() && missing.empty()) {
    checks->errors.push_back({fmt::format("partition \"{}\" has no nodes", partition.name),
                              "choose another with --partition"});
  }
  return nodes;
}

std::string states_of(const std::vector<const SlurmNode*>& nodes) {
  std::set<std::string> states;
  for (const SlurmNode* node : nodes) {
    states.insert(fmt::format("{}: {}{}{}", node->name, node->state,
                              node->reason.empty() ? "" : ", ", node->reason));
    if (states.size() == 5) break;
  }
  return comma_list(states);
}

// Which of the nodes can do a task at all, and which of them now.
void check_nodes(const SubmissionRequest& request, const Partition& partition,
                 SubmissionChecks* checks) {
  std::vector<const SlurmNode*> able = nodes_asked(request, partition, checks);
  if (able.empty()) return;
  std::set<std::string> offered;
  for (const SlurmNode* node : able) offered.insert(node->gres.begin(), node->gres.end());
  for (const std::string& gres : request.gres) {
    std::erase_if(able, [&](const SlurmNode* node) { return !has_gres(node->gres, gres); });
    if (!able.empty()) continue;
    checks->errors.push_back(
        {fmt::format("no node of partition \"{}\"{} has \"{}\"", partition.name,
                     request.nodelist.empty() ? "" : " that is asked for", gres),
         offered.empty() ? "its nodes have no generic resources that Slurm knows of"
                         : "its nodes have: " + comma_list(offered)});
    return;
  }
  std::vector<const SlurmNode*> away;
  for (const SlurmNode* node : able) {
    if (!is_available(*node)) away.push_back(node);
  }
  if (away.empty()) return;
  checks->warnings.push_back(
      {fmt::format("{} of the {} nodes that can do a task {} not available now ({})", away.size(),
                   able.size(), away.size() == 1 ? "is" : "are", states_of(away)),
       away.size() == able.size() ? "nothing starts until one of them is back" : ""});
}

void check_cluster(const ClusterFacts& facts, SubmissionChecks* checks) {
  if (facts.max_array_size == 0) {
    checks->errors.push_back({"the cluster allows no job arrays (MaxArraySize=0)",
                              "ask who runs the cluster to allow them"});
  }
  constexpr std::array<std::string_view, 2> kLoose = {"linuxproc", "pgid"};
  if (std::ranges::count(kLoose, facts.tracks_processes_by) > 0) {
    checks->warnings.push_back(
        {fmt::format("the cluster follows processes by {}: what a cancelled task leaves behind may "
                     "go on and load the node",
                     facts.tracks_processes_by),
         "ask who runs the cluster for ProctrackType=proctrack/cgroup"});
  }
  if (facts.min_job_age && facts.min_job_age->count() > 0 && facts.min_job_age->count() < 60 &&
      !facts.has_accounting) {
    checks->warnings.push_back(
        {fmt::format("the cluster forgets a job {} s after its end and keeps no accounts: how a "
                     "task ended may not be known afterwards",
                     shortest(facts.min_job_age->count())),
         ""});
  }
}

}  // namespace

SubmissionChecks check_submission(const SubmissionRequest& request, const ClusterFacts& facts,
                                  const std::vector<Partition>& partitions) {
  SubmissionChecks checks;
  check_cluster(facts, &checks);
  for (Error& error : option_errors(request.sbatch_options))
    checks.errors.push_back(std::move(error));
  const Partition* partition = find_partition(request.partition, partitions, &checks);
  if (!partition) return checks;
  checks.partition = partition->name;
  check_partition_state(*partition, &checks);
  check_time(request, *partition, &checks);
  check_stopping(request, facts, *partition, &checks);
  check_sharing(request, *partition, &checks);
  check_nodes(request, *partition, &checks);
  return checks;
}

}  // namespace mutation
