// Blocks of a submitted session to Slurm: the job scripts and their submission. What `submit` and
// `resume` share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/units.h"
#include "cluster/submitted_session.h"
#include "slurm/client.h"
#include "slurm/cluster_facts.h"
#include "slurm/job_script.h"
#include "slurm/submission_checks.h"

namespace mutation {

// What the cluster is, as its controller tells it.
struct ClusterView {
  ClusterFacts facts;
  std::vector<Partition> partitions;
};
Result<ClusterView> look_at_cluster(const SlurmClient& slurm);

// What speaks against asking for the session's nodes; errors and warnings were printed. False on an
// error.
bool nodes_can_be_had(const SubmittedSession& submitted, const ClusterView& cluster,
                      std::string& partition);

// The scripts that do these blocks (in order), each an array, for any number of tasks at a time.
// `nodes`: only these; none: any.
Result<std::vector<JobScript>> scripts_for(const std::string& session,
                                           const SubmittedSession& submitted,
                                           const std::vector<int>& blocks,
                                           const std::vector<std::string>& nodes,
                                           const ClusterFacts& facts);

// Bounds how many tasks run at a time, of all these scripts together with `active` tasks that run
// or wait already; 0: no bound. Slurm limits each array for itself, and each runs one at least: a
// warning where that is more than was asked for.
std::optional<Error> bound_tasks(int max_parallel, int active, std::vector<JobScript>& scripts);

// So many of the blocks, the first ones, as the cluster can hold; what is left is told.
std::vector<int> fitting(std::vector<int> blocks, const ClusterFacts& facts);

// The name of a submission's jobs: a job's number alone is not enough to know it again.
std::string job_name(const std::string& session, const SubmittedSession& submitted, int number);

// Submits them one after another. Each stands in cluster.json before Slurm is asked, and with its
// job when Slurm has taken it; one that Slurm refuses goes from there again, keeps no other
// from being submitted, and is the error in the end. Any other error ends it: what was submitted
// before stays. `flags`: further words for `work`.
Status submit_blocks(const std::string& session, SubmittedSession& submitted,
                     std::vector<JobScript> scripts, const std::vector<std::string>& flags,
                     const SlurmClient& slurm);

// How long after a submission whose answer is not known its job may still appear: a controller that
// is overloaded works off what it was asked minutes later.
inline constexpr Seconds kAnswerPatience{600};

// Submissions whose answer never came, or was not written (job_id 0): Slurm knows their jobs by
// their name, each of them a submission then; or has never taken them, and they go once the
// patience is over by `now`. An error when Slurm cannot be asked.
Status settle_submissions(const std::string& session, SubmittedSession& submitted,
                          const SlurmClient& slurm, UtcTime now);

// "Slurm was asked at …, and its answer is not known"
std::string unanswered_text(UtcTime at);

}  // namespace mutation
