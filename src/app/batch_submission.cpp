#include "app/batch_submission.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/messages.h"
#include "base/text.h"
#include "cluster/layout.h"
#include "os/file.h"
#include "record/session_directory.h"

namespace mutation {
namespace {

constexpr size_t kTokenInName = 8;

std::vector<std::string> words_of_gres(const NodeRequest& request) {
  return request.gres.empty() ? std::vector<std::string>() : std::vector{request.gres};
}

int next_number(const SubmittedSession& submitted) {
  int last = 0;
  for (const BatchSubmission& one : submitted.submissions) last = std::max(last, one.number);
  return last + 1;
}

std::string script_file(const std::string& session, int number) {
  return fmt::format("{}/submission_{}.sh", slurm_folder(session), number);
}

// One whose name no job has had, nor a record of one that was refused.
int unused_number(const std::string& session, const SubmittedSession& submitted) {
  int number = next_number(submitted);
  while (access(script_file(session, number).c_str(), F_OK) == 0) ++number;
  return number;
}

std::vector<int> blocks_of(const BlockArray& array) {
  std::vector<int> blocks;
  for (const std::uint32_t task : array.tasks)
    blocks.push_back(static_cast<int>(array.offset + task));
  return blocks;
}

}  // namespace

Result<ClusterView> look_at_cluster(const SlurmClient& slurm) {
  Result<ClusterFacts> facts = slurm.cluster_facts();
  if (!facts) return facts.error();
  Result<std::vector<Partition>> partitions = slurm.partitions();
  if (!partitions) return partitions.error();
  return ClusterView{std::move(*facts), std::move(*partitions)};
}

bool nodes_can_be_had(const SubmittedSession& submitted, const ClusterView& cluster,
                      std::string& partition) {
  const NodeRequest& request = submitted.request;
  const SubmissionChecks checks = check_submission({.partition = request.partition,
                                                    .gres = words_of_gres(request),
                                                    .exclusive = !request.shared_nodes,
                                                    .time_limit = request.time,
                                                    .warning = request.warning,
                                                    .stopping = submitted.stopping,
                                                    .nodelist = {},
                                                    .sbatch_options = request.options},
                                                   cluster.facts, cluster.partitions);
  for (const Error& error : checks.errors) print_error(error);
  for (const Error& warning : checks.warnings) print_warning(warning);
  partition = checks.partition;
  return checks.errors.empty();
}

std::optional<Error> bound_tasks(int max_parallel, int active, std::vector<JobScript>& scripts) {
  if (max_parallel <= 0 || scripts.empty()) return {};
  const int arrays = static_cast<int>(scripts.size());
  const int left = std::max(0, max_parallel - active);
  for (int i = 0; i < arrays; ++i) {
    const int share = left / arrays + (i < left % arrays ? 1 : 0);
    scripts[static_cast<std::size_t>(i)].max_parallel =
        static_cast<std::uint32_t>(std::max(1, share));
  }
  if (arrays <= left) return {};
  return Error{fmt::format("up to {} tasks may be at work at a time in place of {}: {} that were "
                           "submitted before, and one at least of each of {} new job array{}",
                           active + arrays, max_parallel, active, arrays, arrays == 1 ? "" : "s"),
               active > 0 ? "resume later, when those are done, to stay below" : ""};
}

std::vector<int> fitting(std::vector<int> blocks, const ClusterFacts& facts) {
  if (!facts.max_job_count) return blocks;
  // Others have jobs, too.
  const std::size_t most = std::max<std::size_t>(1, std::size_t{*facts.max_job_count} * 9 / 10);
  if (blocks.size() <= most) return blocks;
  print_warning({fmt::format("the cluster holds {} jobs at most: {} of {} blocks are submitted now",
                             *facts.max_job_count, most, blocks.size()),
                 "`mutation resume` submits further ones when these are done"});
  blocks.resize(most);
  return blocks;
}

std::string job_name(const std::string& session, const SubmittedSession& submitted, int number) {
  return fmt::format("mutation-{}-{}-{}", name_of(session), submitted.token.substr(0, kTokenInName),
                     number);
}

Result<std::vector<JobScript>> scripts_for(const std::string& session,
                                           const SubmittedSession& submitted,
                                           const std::vector<int>& blocks,
                                           const std::vector<std::string>& nodes,
                                           const ClusterFacts& facts) {
  const std::vector<std::uint32_t> numbers(blocks.begin(), blocks.end());
  Result<std::vector<BlockArray>> arrays = arrays_of(
      numbers, {.max_array_size = facts.max_array_size, .max_tasks = facts.max_array_tasks});
  if (!arrays) return arrays.error();
  const NodeRequest& request = submitted.request;
  std::vector<JobScript> scripts;
  for (BlockArray& array : *arrays) {
    JobScript script{.name = job_name(session, submitted, next_number(submitted)),
                     .program = frozen_program(session),
                     .session = session,
                     .token = submitted.token,
                     .flags = submitted.work_flags,
                     .array = std::move(array),
                     .partition = request.partition,
                     .gres = words_of_gres(request),
                     .exclusive = !request.shared_nodes,
                     .time_limit = request.time,
                     .nodelist = nodes,
                     .signal_ahead = request.warning,
                     .output = pattern_of(slurm_folder(session)) + "/%A_%a.log"};
    scripts.push_back(std::move(script));
  }
  return scripts;
}

Status submit_blocks(const std::string& session, SubmittedSession& submitted,
                     std::vector<JobScript> scripts, const std::vector<std::string>& flags,
                     const SlurmClient& slurm) {
  Status done;
  for (JobScript& script : scripts) {
    script.flags.insert(script.flags.end(), flags.begin(), flags.end());
    const int number = unused_number(session, submitted);
    script.flags.insert(script.flags.end(), {"--submission", std::to_string(number)});
    script.name = job_name(session, submitted, number);
    const Result<std::string> text = to_text(script);
    if (!text) return text.error();
    const std::string file = script_file(session, number);
    if (Status written = write_file_durably(file, *text, 0755); !written) return written;
    const UtcTime now = SystemClock().now().utc;
    submitted.submissions.push_back(
        {.number = number,
         .job_id = 0,
         .offset = script.array.offset,
         .blocks = blocks_of(script.array),
         .max_parallel = static_cast<int>(script.max_parallel.value_or(0)),
         .at = now});
    if (Status written = write_submitted_session(session, submitted); !written) return written;
    const SubmissionAnswer answer = slurm.submit(file, submitted.request.options);
    if (answer.job) {
      submitted.submissions.back().job_id = answer.job->job;
      if (!answer.job->remarks.empty()) print_line(stderr, "sbatch: " + answer.job->remarks);
    } else if (answer.refused) {
      submitted.submissions.pop_back();
    } else if (Status settled = settle_submissions(session, submitted, slurm, now); !settled) {
      return answer.error;
    }
    if (Status written = write_submitted_session(session, submitted); !written) return written;
    if (!submitted.submissions.empty() && submitted.submissions.back().number == number &&
        submitted.submissions.back().job_id != 0) {
      continue;
    }
    if (!answer.refused) return answer.error;
    // The next may ask for other nodes.
    if (done) done = answer.error;
  }
  return done;
}

Status settle_submissions(const std::string& session, SubmittedSession& submitted,
                          const SlurmClient& slurm, UtcTime now) {
  std::vector<BatchSubmission> settled;
  for (const BatchSubmission& one : submitted.submissions) {
    if (one.job_id != 0) {
      settled.push_back(one);
      continue;
    }
    const auto jobs = slurm.array_jobs_named(job_name(session, submitted, one.number));
    if (!jobs) return jobs.error();
    for (const JobId job : *jobs) {
      settled.push_back(one);
      settled.back().job_id = job;
    }
    if (jobs->empty() && now - one.at < kAnswerPatience) settled.push_back(one);
  }
  submitted.submissions = std::move(settled);
  return {};
}

std::string unanswered_text(UtcTime at) {
  return fmt::format("Slurm was asked at {}, and its answer is not known",
                     iso_utc(std::chrono::floor<std::chrono::seconds>(at)));
}

}  // namespace mutation
