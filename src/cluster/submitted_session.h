// cluster.json: what was submitted and how, so that tasks find their work and `resume` can ask for
// the same again. Written by `submit` and `resume`, whole or not at all; tasks only read it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/units.h"
#include "model/session_info.h"

namespace mutation {

// How the batch system is asked for nodes.
struct NodeRequest {
  std::string partition;             // "": its default
  std::string gres;                  // "gpu:1"; "": none
  bool shared_nodes = false;         // else each task has its node for itself
  std::optional<Seconds> time;       // limit of a task; absent: the partition's
  int max_parallel = 0;              // tasks at a time; 0: any number
  Seconds warning{120};              // how long before its time limit a task is told to stop
  std::vector<std::string> options;  // further words for sbatch, as given
};

// What stands of a block in cluster.json; its runs are in its own plan.json.
struct SubmittedBlock {
  int number = 1;
  int runs = 0;
  int first_run = 0;  // the least index in the plan
  int entry = 0;      // of its first run
};

// One call of sbatch.
struct BatchSubmission {
  int number = 1;            // of the script: slurm/submission_<number>.sh
  std::uint32_t job_id = 0;  // the array's; 0: Slurm was asked, and its answer is not known
  std::uint32_t offset = 0;  // block = offset + array task
  std::vector<int> blocks;   // in order
  int max_parallel = 0;      // tasks at a time; 0: any number
  UtcTime at{};
};

struct SubmittedSession {
  std::string token;  // the session's own: a folder of the same path elsewhere has another
  std::string program_version;
  std::string program_sha256;
  bool pin_configurations = false;
  NodeRequest request;
  std::vector<std::string> work_flags;  // for `mutation work`
  SessionInfo info;                     // the session's, as submitted
  std::string experiment_name;
  std::string summary_head;  // first line of every summary.csv, line end included
  Seconds stopping{0};       // what a task needs at most to stop a run's trainings and to record it
  std::vector<SubmittedBlock> blocks;
  std::vector<BatchSubmission> submissions;
};

Result<SubmittedSession> read_submitted_session(const std::string& session);
Status write_submitted_session(const std::string& session, const SubmittedSession& submitted);

}  // namespace mutation
