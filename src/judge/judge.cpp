#include "judge/judge.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/suspicions.h"

namespace mutation {
namespace {

using Reasons = std::vector<Reason>;

// The program itself sent the signals that ended the training.
bool ended_by_us(const AttemptRecord& attempt, const Evidence& evidence) {
  // A background that gave up takes the foreground with it, unless that ended by itself.
  const bool given_up = evidence.background_gave_up && !attempt.status.code;
  return evidence.interrupted || attempt.timed_out || given_up || evidence.ended_when_warm;
}

// A shell gives the signal that ended its command as 128 + its number.
bool was_killed(const ExitStatus& status) {
  constexpr int kKillSignal = 9;
  return status.signal == kKillSignal || status.code == 128 + kKillSignal;
}

void add_oom_kill(const AttemptRecord& attempt, const Evidence& evidence, Reasons& reasons) {
  if (evidence.oom_kill == OomKill::in_tree) {
    reasons.push_back(
        {"out_of_memory", "the kernel killed a process of the training for want of memory"});
  } else if (evidence.oom_kill == OomKill::on_machine && was_killed(attempt.status)) {
    reasons.push_back({"out_of_memory",
                       "the kernel killed a process for want of memory meanwhile: probably this "
                       "one (see dmesg)"});
  }
}

void add_exit(const AttemptRecord& attempt, const Evidence& evidence, Reasons& reasons) {
  if (!attempt.start_error.empty()) {
    reasons.push_back({"start_error", "could not be started: " + attempt.start_error});
    return;
  }
  // The run was over before anything was started.
  if (attempt.cooling.verdict == GateVerdict::refused) return;
  if (attempt.timed_out) {
    const std::string limit =
        evidence.timeout ? fmt::format(" within {:g} s", evidence.timeout->count()) : " in time";
    reasons.push_back({"timeout", "did not end" + limit + " (timeout)"});
  }
  if (ended_by_us(attempt, evidence)) return;
  if (attempt.status.signal) {
    reasons.push_back({"exit_status", "killed by " + to_text(attempt.status)});
  } else if (!attempt.status.code && !evidence.keeper_died) {
    reasons.push_back({"exit_status", "its end was not seen: no exit status"});
  } else if (attempt.status.code.value_or(0) != 0) {
    reasons.push_back({"exit_status", to_text(attempt.status)});
  }
  if (!reasons.empty()) add_oom_kill(attempt, evidence, reasons);
}

void add_survivors(const AttemptRecord& attempt, Reasons& reasons) {
  for (const StopRecord& stop : attempt.stops) {
    if (stop.survivors <= 0) continue;
    if (stop.tree == kGpuContexts) {
      reasons.push_back({"gpu_context_left", "dead processes still hold memory of the device: " +
                                                 joined(stop.survivor_processes, "; ")});
      continue;
    }
    std::string text = fmt::format("{} {} of the {} survived the stop", stop.survivors,
                                   stop.survivors == 1 ? "process" : "processes", stop.tree);
    if (!stop.survivor_processes.empty()) text += ": " + joined(stop.survivor_processes, "; ");
    reasons.push_back({"survivors", std::move(text)});
  }
}

bool ended_badly(const BackgroundRun& life) {
  return life.end && !life.stopped_by_us && life.status.code != 0;
}

std::string background_failure(const AttemptRecord& attempt) {
  std::string text = "the background training could not stay up";
  if (!attempt.load || attempt.load->runs.empty()) return text;
  const std::vector<BackgroundRun>& lives = attempt.load->runs;
  const auto last = std::find_if(lives.rbegin(), lives.rend(), ended_badly);
  if (last == lives.rend()) return text;
  const auto well = std::find_if_not(last, lives.rend(), ended_badly);
  return text + fmt::format(": it failed {} in a row (last, run {}: {})",
                            well - last == 1 ? "once" : fmt::format("{} times", well - last),
                            last->number, to_text(last->status));
}

Reasons reasons_to_fail(const AttemptRecord& attempt, const Evidence& evidence) {
  Reasons reasons;
  add_exit(attempt, evidence, reasons);
  if (evidence.background_gave_up) {
    reasons.push_back({"background_failed", background_failure(attempt)});
  }
  if (attempt.cooling.verdict == GateVerdict::refused) {
    reasons.push_back({"stranger_refused",
                       "not started beside foreign work on the device: " + attempt.cooling.reason});
  }
  if (evidence.keeper_died) {
    reasons.push_back(
        {"keeper_died", "the keeper process of a training died; what it watched over was killed"});
  }
  add_survivors(attempt, reasons);
  return reasons;
}

}  // namespace

Judgement judge(const AttemptRecord& attempt, const Evidence& evidence) {
  Reasons reasons = reasons_to_fail(attempt, evidence);
  const Reasons suspicions = reasons_to_suspect(attempt, evidence);
  const Outcome outcome = evidence.interrupted  ? Outcome::interrupted
                          : !reasons.empty()    ? Outcome::failed
                          : !suspicions.empty() ? Outcome::suspect
                                                : Outcome::succeeded;
  if (evidence.interrupted) {
    reasons.insert(reasons.begin(), {"interrupted", "stopped from outside before it had ended"});
  }
  reasons.insert(reasons.end(), suspicions.begin(), suspicions.end());
  return {outcome, std::move(reasons)};
}

}  // namespace mutation
