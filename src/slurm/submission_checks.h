// What speaks against a submission, found before sbatch is asked, so that all of it is told at once
// and with what there is instead. Pure. Slurm has the last word: it knows of accounts, limits and
// reservations that are not looked at here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "slurm/cluster_facts.h"

namespace mutation {

struct SubmissionRequest {
  std::string partition;          // "" for the default one
  std::vector<std::string> gres;  // "gpu:1", "gpu:h100:2", "gpu"; of each task
  bool exclusive = true;
  std::optional<Seconds> time_limit;
  // How long before its time limit a task is told to stop; none: it is not.
  std::optional<Seconds> warning;
  // What a task needs at most from that to its end.
  Seconds stopping{0};
  std::vector<std::string> nodelist;  // the only nodes it may use; empty for any
  // The user's own words for sbatch.
  std::vector<std::string> sbatch_options;
};

struct SubmissionChecks {
  std::string partition;        // the one that it goes to; "" where that is not known
  std::vector<Error> errors;    // it would be refused, never start, or not measure what was asked
  std::vector<Error> warnings;  // worth knowing before it is submitted
};

SubmissionChecks check_submission(const SubmissionRequest& request, const ClusterFacts& facts,
                                  const std::vector<Partition>& partitions);

}  // namespace mutation
