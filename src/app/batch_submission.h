// Blocks of a submitted session to Slurm: the job scripts and their submission. What `submit` and
// `resume` share.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
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

// What speaks against asking for these nodes; errors and warnings were printed. False on an error.
bool nodes_can_be_had(const NodeRequest& request, std::size_t tasks, const ClusterView& cluster,
                      std::string& partition);

// The scripts that do these blocks (in order), each an array. `nodes`: only these; none: any.
Result<std::vector<JobScript>> scripts_for(const std::string& session,
                                           const SubmittedSession& submitted,
                                           const std::vector<int>& blocks,
                                           const std::vector<std::string>& nodes,
                                           const ClusterFacts& facts);

// The name of all jobs of the session: a job's number alone is not enough to know it again.
std::string job_name(const std::string& session, const SubmittedSession& submitted);

// Submits them one after another; each stands in cluster.json as soon as Slurm has taken it.
// `flags`: further words for `work`.
Status submit_blocks(const std::string& session, SubmittedSession& submitted,
                     std::vector<JobScript> scripts, const std::vector<std::string>& flags,
                     const SlurmClient& slurm);

}  // namespace mutation
