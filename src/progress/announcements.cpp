#include "progress/announcements.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "progress/figures.h"
#include "progress/instruments.h"

namespace mutation {
namespace {

std::string training_name(const PlannedTraining& training) {
  return training.model.empty() ? training.repo : training.repo + " " + training.model;
}

// Those that were drawn, or those that were given.
Hyperparameters chosen(const PlannedTraining& training, bool drawn) {
  Hyperparameters some;
  for (const NamedValue& value : training.hyperparameters) {
    const bool is_drawn = std::ranges::find(training.mutated, value.name) != training.mutated.end();
    if (is_drawn == drawn) some.push_back(value);
  }
  return some;
}

Lines hyperparameter_lines(const PlannedTraining& training) {
  Lines lines;
  const Hyperparameters drawn = chosen(training, true);
  const Hyperparameters given = chosen(training, false);
  if (!drawn.empty()) lines.push_back(labelled("Mutated", to_text(drawn)));
  if (!given.empty()) lines.push_back(labelled("Given", to_text(given)));
  if (drawn.empty() && given.empty()) {
    lines.push_back(labelled("Hyperparameters", "the training's own defaults"));
  }
  return lines;
}

std::string background_text(const PlannedTraining& background) {
  const std::string values = to_text(background.hyperparameters);
  return training_name(background) + (values.empty() ? "" : ": " + values);
}

std::string bounds_text(const PhaseStarted& phase) {
  std::vector<std::string> bounds;
  if (phase.minimum && phase.minimum->count() > 0) {
    bounds.push_back("at least " + wait_text(*phase.minimum));
  }
  if (phase.maximum) bounds.push_back("at most " + wait_text(*phase.maximum));
  return bounds.empty() ? "" : ": " + joined(bounds, ", ");
}

std::string cooling_text(const PhaseStarted& phase) {
  if (phase.maximum) return "Waiting for the GPU to settle" + bounds_text(phase);
  return "Idle" + bounds_text(phase) + "; no sensor shows whether the GPU settles";
}

std::string background_startup_text(const PhaseStarted& phase) {
  if (!phase.maximum) {
    return "Background training starting" + bounds_text(phase) + "; nothing can show its load";
  }
  std::string text = "Background training starting: ";
  if (phase.minimum && phase.minimum->count() > 0) {
    text += "at least " + wait_text(*phase.minimum) + ", then ";
  }
  text += "until it loads the GPU";
  return phase.maximum ? text + ", at most " + wait_text(*phase.maximum) : text;
}

std::string what_comes_next(const AttemptEnded& ended) {
  const bool survivors = std::ranges::any_of(
      ended.attempt.reasons, [](const Reason& reason) { return reason.code == "survivors"; });
  if (survivors) return "Nothing further is started while processes of it live.";
  if (ended.attempt.number >= ended.attempts_allowed) return "No attempt is left.";
  return fmt::format("Next: attempt {} of {}, after a wait.", ended.attempt.number + 1,
                     ended.attempts_allowed);
}

bool ended_with_failure(const BackgroundRun& run) {
  return !run.stopped_by_us && run.status.code.value_or(-1) != 0;
}

std::string runs_text(const SessionStarted& session) {
  const std::string all = std::to_string(session.runs);
  return session.runs_left ? fmt::format("{}, {} of them left", all, *session.runs_left) : all;
}

}  // namespace

Lines announcement(const SessionStarted& session) {
  Lines lines = {{"Session " + session.session + ": " + session.experiment_name, Tone::strong},
                 labelled("Folder", session.directory),
                 labelled("Runs", runs_text(session))};
  if (session.minimum_waits) {
    lines.push_back(labelled("Waits", "at least " + human_duration(*session.minimum_waits) +
                                          " in all, beside the trainings"));
  }
  append(lines, instrument_lines(session.instrumentation));
  if (anything_simulated(session.instrumentation)) {
    lines.push_back(labelled("Simulated", "the GPU is a model: none of its figures were measured",
                             Tone::doubtful));
  }
  for (const std::string& note : session.notes) append(lines, prefixed("   Note: ", note));
  return lines;
}

Lines announcement(const RunStarted& run, UtcTime now) {
  const PlannedRun& planned = run.planned;
  const std::string role =
      planned.role == Role::measured ? "" : " (" + to_text(planned.role) + ", does not count)";
  Lines lines = {{""},
                 {fmt::format("Run {} of {}: {}{}, started {}", run.index, run.runs,
                              planned.experiment_id, role, time_of_day(now)),
                  Tone::strong},
                 labelled("Training", training_name(planned.foreground))};
  append(lines, hyperparameter_lines(planned.foreground));
  if (planned.background) {
    lines.push_back(labelled("Background", background_text(*planned.background)));
  }
  return lines;
}

Lines announcement(const RunAdded& added) {
  return {{"➕ " + added.experiment_id + " is added (run " + std::to_string(added.index) + ", " +
               std::to_string(added.runs) + " in all): " + added.why,
           Tone::dim}};
}

Lines announcement(const AttemptStarted& attempt) {
  if (attempt.attempt <= 1) return {};
  return {{fmt::format("   Attempt {} of {}", attempt.attempt, attempt.attempts_allowed),
           Tone::strong}};
}

Lines announcement(const CoolingPeriod& cooling) {
  const std::string seconds = bare_seconds(cooling.minimum);
  return {{""},
          {"❄️  GPU Cooling Period:"},
          {"   All training stopped. GPU will cool down during " + seconds + "s idle time."},
          {"⏳ Sleeping " + seconds + " seconds for GPU cooling..."}};
}

Lines announcement(const PhaseStarted& phase) {
  switch (phase.kind) {
    case PhaseKind::cooling:
      return {{"   " + cooling_text(phase)}};
    case PhaseKind::background_startup:
      return {{"   " + background_startup_text(phase)}};
    case PhaseKind::foreground:
      return {{"   Foreground training running" + bounds_text(phase)}};
    case PhaseKind::stop:
      return {{"   Stopping all trainings"}};
  }
  return {};
}

Lines announcement(const PhaseEnded& ended, std::optional<Celsius> temperature) {
  const std::string took = duration_text(elapsed(ended.phase.start, ended.phase.end));
  const std::string verdict = ended.verdict.empty() ? "" : ": " + ended.verdict;
  switch (ended.phase.kind) {
    case PhaseKind::cooling:
      return {{fmt::format("   Cooling ended after {}{}{}", took,
                           temperature ? " at " + temperature_text(*temperature) : "", verdict)}};
    case PhaseKind::background_startup:
      if (verdict.empty()) return {{"   Background start-up ended after " + took}};
      return {{"   Load after " + took + verdict}};
    case PhaseKind::foreground:
      return {{fmt::format("   Foreground training ended after {}{}", took, verdict)}};
    case PhaseKind::stop:
      return {};
  }
  return {};
}

Lines announcement(const BackgroundRunEnded& ended, const std::string& run_directory) {
  const BackgroundRun& run = ended.run;
  if (!run.end || !ended_with_failure(run)) return {};
  Lines lines = {{fmt::format("   Background training {} ended after {}: {}", run.number,
                              duration_text(elapsed(run.start, *run.end)), to_text(run.status)),
                  Tone::doubtful}};
  if (!run.log.empty()) {
    const std::string folder = run_directory.empty() ? "" : run_directory + "/";
    lines.push_back({"      see " + folder + run.log, Tone::dim});
  }
  return lines;
}

Lines announcement(const Notice& notice) {
  Lines lines;
  switch (notice.severity) {
    case Severity::info:
      lines = prefixed("   Note: ", notice.text);
      break;
    case Severity::warning:
      lines = prefixed("   Warning: ", notice.text, Tone::doubtful);
      break;
    case Severity::error:
      lines = prefixed("   Error: ", notice.text, Tone::bad);
      break;
  }
  append(lines, prefixed("      ", notice.hint, Tone::dim));
  return lines;
}

Lines announcement(const AttemptEnded& ended) {
  const AttemptRecord& attempt = ended.attempt;
  if (attempt.outcome != Outcome::failed) return {};
  Lines lines = {{fmt::format("   Attempt {} of {} failed", attempt.number, ended.attempts_allowed),
                  Tone::bad}};
  for (const Reason& reason : attempt.reasons) append(lines, prefixed("      ", reason.text));
  const Lines tail = prefixed("      | ", attempt.log_tail, Tone::dim);
  if (!tail.empty()) lines.push_back({"      The end of its log:"});
  append(lines, tail);
  lines.push_back({"      " + what_comes_next(ended)});
  return lines;
}

Lines announcement(const RunJudgedAnew& judged) {
  const RunRecord& run = judged.run;
  Lines lines = {
      {fmt::format("   Run {} ({}) is judged anew by the start temperatures of the whole "
                   "session; now: {}",
                   run.planned.index, run.planned.experiment_id, to_text(run.outcome)),
       run.outcome == Outcome::succeeded ? Tone::plain : tone_of(run.outcome)}};
  for (const Reason& reason : run.reasons) append(lines, prefixed("      ", reason.text));
  return lines;
}

}  // namespace mutation
