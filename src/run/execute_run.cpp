#include "run/execute_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "run/attempt.h"
#include "run/working_copy.h"

namespace mutation {
namespace {

bool left_survivors(const AttemptRecord& attempt) {
  return std::ranges::any_of(attempt.stops,
                             [](const StopRecord& stop) { return stop.survivors > 0; });
}

bool has_failed(const AttemptRecord& attempt) {
  return attempt.outcome == Outcome::failed;
}

int failures_in(const RunRecord& run, int attempts_before) {
  return static_cast<int>(
      std::count_if(run.attempts.begin() + attempts_before, run.attempts.end(), has_failed));
}

// Who asks to refuse does not want to wait for the stranger's end, as a retry would.
bool was_refused(const AttemptRecord& attempt) {
  return attempt.cooling.verdict == GateVerdict::refused;
}

bool may_go_on(const AttemptRecord& last, const RunLoop& loop) {
  // What could not be copied now cannot be copied half a minute later.
  return has_failed(last) && !was_refused(last) && !left_survivors(last) &&
         copy_error(last.copies).empty() && !loop.stop_requested();
}

AttemptRequest attempt_request(const RunRequest& request, const std::string& directory, int number,
                               bool retry, const Instant& now) {
  const PlannedRun& planned = *request.planned;
  return {.planned = &planned,
          .run_id = request.run_id,
          .run_directory = directory,
          .number = number,
          .minimum_idle = retry ? planned.timings.retry_sleep : request.minimum_idle,
          .minimum_from = retry ? "retry_sleep_seconds" : request.minimum_from,
          .cooling = request.cooling,
          .warm_until = request.warm_until,
          .script = request.scripts_directory + "/background_training_" + compact_local(now.utc) +
                    "_" + planned.experiment_id + ".sh",
          .keep_script = request.keep_scripts,
          .tree_method = request.tree_method,
          .own_gpus = request.own_gpus,
          .earlier_durations = request.earlier_durations};
}

void tell_start(RunLoop& loop, const RunRequest& request) {
  const PlannedRun& planned = *request.planned;
  if (!request.after_warm_up) {
    loop.tell(RunStarted{planned.index, request.runs, planned, request.run_id});
    return;
  }
  loop.tell(Notice{
      Severity::info,
      fmt::format("run {} ({}) goes on after its warm-up", planned.index, planned.experiment_id),
      ""});
}

// One attempt, durable on return.
Result<AttemptRecord> execute_attempt(RunLoop& loop, RunJournal& journal, AttemptRequest request,
                                      int allowed, bool keep_copies) {
  const int index = request.planned->index;
  const std::string run_id = request.run_id;
  const std::string directory = request.run_directory;
  if (Status begun = journal.begin_attempt(run_id, request.number, loop.now()); !begun) {
    return begun.error();
  }
  loop.tell(AttemptStarted{index, request.number, allowed});
  PlannedRun placed = *request.planned;
  request.copies = make_working_copies(loop, directory, request.number, placed);
  request.planned = &placed;
  loop.write_samples_to(&journal);
  // Its trees, where they could not be emptied, are given up only after the record of it is
  // durable.
  Attempt running(loop, journal, std::move(request));
  AttemptRecord attempt = running.run();
  loop.write_samples_to(nullptr);
  const bool in_use = left_survivors(attempt);
  if (keep_copies || in_use) keep_working_copies(loop, directory, attempt.copies);
  if (Status ended = journal.end_attempt(run_id, attempt); !ended) return ended.error();
  remove_working_copies(loop, attempt.copies);
  loop.tell(AttemptEnded{index, allowed, attempt});
  return attempt;
}

Status execute_attempts(RunLoop& loop, RunJournal& journal, const RunRequest& request,
                        const std::string& directory, RunRecord& record) {
  const Continuation go_on = continuation_of(record, request.attempts_before);
  if (go_on == Continuation::over) return {};
  const auto done = static_cast<int>(record.attempts.size());
  const int retries_left =
      request.planned->max_retries - failures_in(record, request.attempts_before);
  // One that was interrupted is owed another attempt in any case.
  const int allowed = done + 1 + std::max(0, retries_left);
  for (int number = done + 1; number <= allowed; ++number) {
    const bool retry = number > done + 1 || go_on == Continuation::retry;
    Result<AttemptRecord> attempt = execute_attempt(
        loop, journal, attempt_request(request, directory, number, retry, loop.now()), allowed,
        request.keep_copies);
    if (!attempt) return attempt.error();
    record.attempts.push_back(std::move(*attempt));
    if (!may_go_on(record.attempts.back(), loop)) break;
  }
  return {};
}

}  // namespace

Continuation continuation_of(const RunRecord& so_far, int attempts_before) {
  if (static_cast<int>(so_far.attempts.size()) <= attempts_before) {
    return Continuation::first_attempt;
  }
  switch (so_far.attempts.back().outcome) {
    case Outcome::succeeded:
    case Outcome::suspect:
      return Continuation::over;
    case Outcome::interrupted:
      return Continuation::first_attempt;
    case Outcome::failed:
      if (was_refused(so_far.attempts.back())) return Continuation::over;
      break;
  }
  return failures_in(so_far, attempts_before) > so_far.planned.max_retries ? Continuation::over
                                                                           : Continuation::retry;
}

Result<RunRecord> execute_run(RunLoop& loop, RunJournal& journal, const RunRequest& request) {
  const PlannedRun& planned = *request.planned;
  RunRecord record;
  if (request.so_far) {
    record = *request.so_far;
  } else {
    record = {.run_id = request.run_id, .planned = planned, .start = loop.now()};
  }
  const Result<std::string> directory =
      request.so_far ? journal.continue_run(request.run_id)
                     : journal.begin_run(request.run_id, planned, record.start);
  if (!directory) return directory.error();
  record.directory = std::filesystem::path(*directory).filename();
  loop.live().index = planned.index;
  loop.live().runs = request.runs;
  tell_start(loop, request);
  if (request.announce_cooling) loop.tell(CoolingPeriod{request.minimum_idle});

  if (Status executed = execute_attempts(loop, journal, request, *directory, record); !executed) {
    return executed.error();
  }
  loop.live().index = 0;
  record.end = loop.now();
  record.outcome = final_attempt(record).outcome;
  record.reasons = final_attempt(record).reasons;
  if (waits_for_warm_up(record)) return record;
  if (Status ended = journal.end_run(record); !ended) return ended.error();
  return record;
}

std::string configuration_of(const PlannedRun& planned) {
  // What stands between the words occurs in none of them.
  std::string key = to_text(planned.role) + '\0' + to_text(planned.mode);
  const auto add = [&key](const PlannedTraining& training) {
    key += '\0' + training.repo + '\0' + training.model;
    for (const auto& [name, value] : training.effective_hyperparameters) {
      key += '\0' + name + '=' + to_text(value);
    }
  };
  add(planned.foreground);
  if (planned.background) add(*planned.background);
  return key + '\0' + circumstances_of(planned);
}

std::optional<Seconds> comparable_duration(const RunRecord& run) {
  if (run.attempts.empty()) return std::nullopt;
  const AttemptRecord& last = run.attempts.back();
  const bool ended_well = last.outcome == Outcome::succeeded || last.outcome == Outcome::suspect;
  const bool implausible = std::ranges::any_of(
      last.reasons, [](const Reason& reason) { return reason.code == "duration_implausible"; });
  return ended_well && !implausible ? training_duration(last) : std::nullopt;
}

bool waits_for_warm_up(const RunRecord& run) {
  return !run.attempts.empty() && warm_up_due(run.attempts.back());
}

bool has_survivors(const RunRecord& run, size_t first) {
  return std::any_of(run.attempts.begin() + static_cast<std::ptrdiff_t>(first), run.attempts.end(),
                     left_survivors);
}

}  // namespace mutation
