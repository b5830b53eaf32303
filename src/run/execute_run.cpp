#include "run/execute_run.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "run/attempt.h"

namespace mutation {
namespace {

bool left_survivors(const AttemptRecord& attempt) {
  return std::ranges::any_of(attempt.stops,
                             [](const StopRecord& stop) { return stop.survivors > 0; });
}

AttemptRequest attempt_request(const RunRequest& request, const std::string& directory, int number,
                               const Instant& now) {
  const bool retry = number > 1;
  const PlannedRun& planned = *request.planned;
  return {.planned = &planned,
          .run_id = request.run_id,
          .run_directory = directory,
          .number = number,
          .minimum_idle = retry ? planned.timings.retry_sleep : request.minimum_idle,
          .minimum_from = retry ? "retry_sleep_seconds" : request.minimum_from,
          .idle_reference = request.idle_reference,
          .script = request.scripts_directory + "/background_training_" + compact_local(now.utc) +
                    "_" + planned.experiment_id + ".sh",
          .keep_script = request.keep_scripts};
}

}  // namespace

Result<RunRecord> execute_run(RunLoop& loop, RunJournal& journal, const RunRequest& request) {
  const PlannedRun& planned = *request.planned;
  RunRecord record{.run_id = request.run_id, .planned = planned, .start = loop.now()};
  const Result<std::string> directory = journal.begin_run(request.run_id, planned, record.start);
  if (!directory) return directory.error();
  record.directory = std::filesystem::path(*directory).filename();
  loop.live().index = planned.index;
  loop.live().runs = request.runs;
  loop.tell(RunStarted{planned.index, request.runs, planned, request.run_id});
  if (request.announce_cooling) loop.tell(CoolingPeriod{request.minimum_idle});

  const int allowed = planned.max_retries + 1;
  for (int number = 1; number <= allowed; ++number) {
    const Instant now = loop.now();
    if (Status begun = journal.begin_attempt(request.run_id, number, now); !begun) {
      return begun.error();
    }
    loop.tell(AttemptStarted{planned.index, number, allowed});
    loop.write_samples_to(&journal);
    // Its trees, where they could not be emptied, are given up only after the record of it is
    // durable.
    Attempt running(loop, journal, attempt_request(request, *directory, number, now));
    record.attempts.push_back(running.run());
    loop.write_samples_to(nullptr);
    const AttemptRecord& attempt = record.attempts.back();
    if (Status ended = journal.end_attempt(request.run_id, attempt); !ended) return ended.error();
    loop.tell(AttemptEnded{planned.index, allowed, attempt});
    if (attempt.outcome != Outcome::failed || left_survivors(attempt) || loop.stop_requested())
      break;
  }
  record.end = loop.now();
  record.outcome = final_attempt(record).outcome;
  record.reasons = final_attempt(record).reasons;
  loop.live().index = 0;
  if (Status ended = journal.end_run(record); !ended) return ended.error();
  return record;
}

bool has_survivors(const RunRecord& run) {
  return std::ranges::any_of(run.attempts, left_survivors);
}

}  // namespace mutation
