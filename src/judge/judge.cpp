#include "judge/judge.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mutation {
namespace {

using Reasons = std::vector<Reason>;

void add_all(Reasons& reasons, std::string_view code, std::string_view text,
             const std::vector<std::string>& details) {
  for (const std::string& detail : details) {
    reasons.push_back({std::string(code), std::string(text) + detail});
  }
}

// The program itself sent the signals that ended the training.
bool ended_by_us(const AttemptRecord& attempt, const Evidence& evidence) {
  // A background that gave up takes the foreground with it, unless that ended by itself.
  const bool given_up = evidence.background_gave_up && !attempt.status.code;
  return evidence.interrupted || attempt.timed_out || given_up;
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

std::string background_failure(const AttemptRecord& attempt) {
  std::string text = "the background training failed again and again right after its start";
  if (attempt.load && !attempt.load->runs.empty()) {
    const BackgroundRun& last = attempt.load->runs.back();
    text += fmt::format(" (last, run {}: {})", last.number, to_text(last.status));
  }
  return text;
}

Reasons reasons_to_fail(const AttemptRecord& attempt, const Evidence& evidence) {
  Reasons reasons;
  add_exit(attempt, evidence, reasons);
  if (evidence.background_gave_up) {
    reasons.push_back({"background_failed", background_failure(attempt)});
  }
  if (evidence.keeper_died) {
    reasons.push_back(
        {"keeper_died", "the keeper process of a training died; what it watched over was killed"});
  }
  add_survivors(attempt, reasons);
  return reasons;
}

void add_load(const LoadRecord& load, Reasons& reasons) {
  if (load.verdict == LoadVerdict::not_proved) {
    reasons.push_back({"load_not_proved", "the background was not shown to load the device" +
                                              (load.reason.empty() ? "" : ": " + load.reason)});
  }
  if (!load.alive_fraction) return;
  const double as_asked = *load.alive_fraction + load.paused_fraction.value_or(0);
  if (as_asked < kLeastAliveFraction) {
    reasons.push_back(
        {"load_interrupted",
         fmt::format("the background was alive, or pausing as asked, in only {:.0f} % of "
                     "the foreground's time (at least {:.0f} % is asked)",
                     100 * as_asked, 100 * kLeastAliveFraction)});
  }
}

Reasons reasons_to_suspect(const AttemptRecord& attempt, const Evidence& evidence) {
  Reasons reasons;
  for (const std::string& line : evidence.error_lines) {
    reasons.push_back({"error_pattern", "the log tells of an error: \"" + line + "\""});
  }
  add_all(reasons, "scan_problem", "the log could not be searched: ", evidence.scan_problems);
  const bool ended_well = attempt.status.code == 0 && !attempt.timed_out;
  if (ended_well && evidence.metrics_expected && attempt.metrics.empty()) {
    reasons.push_back({"no_metrics", "the log has none of the catalogue's metrics"});
  }
  if (attempt.start_error.empty() && attempt.load) add_load(*attempt.load, reasons);
  add_all(reasons, "stranger", "foreign work on the device: ", evidence.strangers);
  if (evidence.energy_coverage) {
    reasons.push_back(
        {"energy_incomplete", fmt::format("the energy covers only {:.1f} % of the run",
                                          100 * *evidence.energy_coverage)});
  }
  add_all(reasons, "throttled", "the device throttled: ", evidence.throttling);
  if (attempt.cooling.verdict == GateVerdict::timed_out) {
    const std::string& why = attempt.cooling.reason;
    reasons.push_back({"cooling_timed_out",
                       fmt::format("the device had not settled after {:.0f} s "
                                   "of cooling{}{}",
                                   attempt.cooling.taken.count(), why.empty() ? "" : ": ", why)});
  }
  if (evidence.suspended > Seconds(0)) {
    reasons.push_back({"suspended", fmt::format("the machine was suspended for {:.1f} s",
                                                evidence.suspended.count())});
  }
  add_all(reasons, "files_incomplete",
          "not all of the run's files could be written: ", evidence.unwritten);
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
