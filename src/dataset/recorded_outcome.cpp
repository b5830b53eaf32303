#include "dataset/recorded_outcome.h"

#include <algorithm>

#include "base/text.h"
#include "judge/suspicions.h"
#include "os/file.h"

namespace mutation {
namespace {

constexpr const char* kJudged =
    "outcome: from the record, its log and its metrics; no exit status is recorded";

// Of the whole log where it still lies beside the record.
std::vector<std::string> errors_in_log(const RecordedRun& run, const RepoSpec* repo,
                                       std::vector<std::string>& problems) {
  const std::vector<std::string> more =
      repo ? repo->log_patterns.error : std::vector<std::string>();
  for (const char* name : {"/training.log", "/terminal_output.txt"}) {
    if (run.directory.empty()) break;
    const auto log = MappedFile::open(run.directory + name);
    if (log && !log->text().empty()) return error_lines(log->text(), 3, &problems, {}, more);
  }
  return error_lines(run.log_tail, 3, &problems, {}, more);
}

bool has_metric(const RecordedRun& run, const MetricSpec& spec) {
  return std::ranges::find(run.metrics, spec.name, &Metric::name) != run.metrics.end();
}

void note_missing_metrics(const std::vector<MetricSpec>& specs, RecordedRun& run) {
  std::vector<std::string> required;
  bool some = specs.empty();
  for (const MetricSpec& spec : specs) {
    some = some || has_metric(run, spec);
    if (spec.required && !has_metric(run, spec)) required.push_back(spec.name);
  }
  if (!some)
    run.inferred.emplace_back("metrics: the record has none of the catalogue's");
  else if (!required.empty())
    run.inferred.push_back("metrics: the record does not have " + joined(required, ", "));
}

std::vector<Reason> suspicions(const RecordedRun& run, const RepoSpec* repo) {
  Evidence evidence;
  evidence.error_lines = errors_in_log(run, repo, evidence.scan_problems);
  AttemptRecord attempt;
  attempt.duration = run.duration.value_or(Seconds(0));
  attempt.metrics = run.metrics;
  if (repo) {
    std::ranges::copy_if(repo->metrics, std::back_inserter(evidence.metrics),
                         [&](const MetricSpec& spec) { return has_metric(run, spec); });
  }
  return reasons_to_suspect(attempt, evidence);
}

}  // namespace

void fill_outcome(const Catalogue* catalogue, RecordedRun& run) {
  if (run.outcome) return;
  const RepoSpec* repo = catalogue ? find_repo(*catalogue, run.repository) : nullptr;
  run.reasons = suspicions(run, repo);
  if (!run.success)
    run.reasons.insert(run.reasons.begin(), {"success_not_recorded",
                                             "the record does not say whether the run succeeded"});
  run.outcome = run.reasons.empty() ? Outcome::succeeded : Outcome::suspect;
  if (run.success == false) {
    run.outcome = Outcome::failed;
    run.reasons.insert(
        run.reasons.begin(),
        {"recorded_failure", run.error_message.empty() ? "the record says that it failed"
                                                       : "the record says: " + run.error_message});
  } else if (repo) {
    note_missing_metrics(repo->metrics, run);
  }
  run.inferred.emplace_back(kJudged);
}

bool has_recorded_outcome(const RecordedRun& run) {
  return run.outcome && std::ranges::find(run.inferred, kJudged) == run.inferred.end();
}

}  // namespace mutation
