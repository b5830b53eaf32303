#include "slurm/job_details.h"

#include <fmt/format.h>

#include "slurm/answer_text.h"

namespace mutation {
namespace {

// "NO": nobody else's jobs on its nodes; "OK" and "YES": they may be; "USER", "MCS": some may.
std::optional<bool> exclusive_of(std::string_view oversubscribe) {
  if (oversubscribe == "NO") return true;
  if (oversubscribe.empty()) return {};
  return false;
}

}  // namespace

std::vector<std::string> job_question(JobId job) {
  return {"--oneliner", "show", "job", std::to_string(job)};
}

Result<JobDetails> read_job(std::string_view text, JobId job) {
  for (const std::string_view line : lines_of(text)) {
    const SlurmFields fields = slurm_fields(line);
    if (slurm_number(slurm_value(fields, "JobId")) != job) continue;
    return JobDetails{exclusive_of(slurm_value(fields, "OverSubscribe"))};
  }
  return Error{fmt::format("read what scontrol said: job {} is not in it", job),
               "it may have ended long ago"};
}

}  // namespace mutation
