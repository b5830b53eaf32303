#include "model/run_record.h"

#include <string.h>

#include "base/check.h"

namespace mutation {

std::string to_text(const ExitStatus& status) {
  if (status.code) return "exit code " + std::to_string(*status.code);
  if (!status.signal) return "no exit status";
  const char* name = sigabbrev_np(*status.signal);
  return "signal " + std::to_string(*status.signal) +
         (name ? " (SIG" + std::string(name) + ")" : "");
}

std::string to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::succeeded:
      return "succeeded";
    case Outcome::suspect:
      return "suspect";
    case Outcome::failed:
      return "failed";
    case Outcome::interrupted:
      return "interrupted";
  }
  return "?";
}

std::string to_text(PhaseKind kind) {
  switch (kind) {
    case PhaseKind::cooling:
      return "cooling";
    case PhaseKind::background_startup:
      return "background_startup";
    case PhaseKind::foreground:
      return "foreground";
    case PhaseKind::stop:
      return "stop";
  }
  return "?";
}

std::string to_text(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::settled:
      return "settled";
    case GateVerdict::not_settled:
      return "not settled";
    case GateVerdict::too_cold:
      return "too cold";
    case GateVerdict::timed_out:
      return "timed out";
    case GateVerdict::refused:
      return "refused";
    case GateVerdict::not_verifiable:
      return "not verifiable";
    case GateVerdict::interrupted:
      return "interrupted";
  }
  return "?";
}

std::string to_text(LoadVerdict verdict) {
  switch (verdict) {
    case LoadVerdict::proved:
      return "proved";
    case LoadVerdict::not_proved:
      return "not proved";
    case LoadVerdict::not_verifiable:
      return "not verifiable";
  }
  return "?";
}

std::optional<Seconds> training_duration(const AttemptRecord& attempt) {
  if (attempt.training_start.boot == BootTime{} && attempt.duration == Seconds(0))
    return std::nullopt;
  return attempt.duration;
}

const AttemptRecord& final_attempt(const RunRecord& run) {
  MUTATION_CHECK(!run.attempts.empty());
  return run.attempts.back();
}

}  // namespace mutation
