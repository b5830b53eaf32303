#include "progress/run_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "progress/energy_lines.h"
#include "progress/figures.h"

namespace mutation {
namespace {

std::string because(const std::string& reason) {
  return reason.empty() ? "" : ": " + reason;
}

bool training_ran(const AttemptRecord& attempt) {
  return attempt.start_error.empty() && (attempt.status.code || attempt.status.signal ||
                                         attempt.timed_out || attempt.duration.count() > 0);
}

// What it took of the machine's time: not what passed until a session that was cut off went on.
Seconds all_attempts(const RunRecord& run) {
  Seconds all{0};
  for (const AttemptRecord& attempt : run.attempts) all += elapsed(attempt.start, attempt.end);
  return all;
}

Line duration_line(const RunRecord& run) {
  const AttemptRecord& last = final_attempt(run);
  std::string text;
  if (!training_ran(last)) {
    text = "the training did not run" + because(last.start_error);
  } else {
    text = duration_text(last.duration) + ", " + to_text(last.status) +
           (last.timed_out ? ", stopped at its timeout" : "");
  }
  const size_t attempts = run.attempts.size();
  return labelled("Training", fmt::format("{}{} ({} with all waits)", text,
                                          attempts > 1 ? fmt::format(", attempt {}", attempts) : "",
                                          duration_text(all_attempts(run))));
}

Line metrics_line(const RunRecord& run) {
  const AttemptRecord& last = final_attempt(run);
  std::vector<std::string> texts;
  for (const Metric& metric : last.metrics) {
    texts.push_back(metric.name + " " + metric_text(metric.value));
  }
  std::vector<std::string> missing;
  for (const MetricSpec& spec : run.planned.foreground.metrics) {
    if (std::ranges::find(last.metrics, spec.name, &Metric::name) == last.metrics.end()) {
      missing.push_back(spec.name);
    }
  }
  if (texts.empty() && missing.empty()) {
    return labelled("Metrics", "the catalogue names none", Tone::dim);
  }
  if (missing.empty()) return labelled("Metrics", joined(texts, ", "));
  if (texts.empty() && !training_ran(last)) {
    return labelled("Metrics", "none: there is no log of a training that did not run", Tone::dim);
  }
  texts.push_back("not found in the log: " + joined(missing, ", "));
  return labelled("Metrics", joined(texts, "; "), Tone::doubtful);
}

// The gate opened, or its time was over; else nothing started behind it.
bool was_passed(GateVerdict verdict) {
  return verdict != GateVerdict::interrupted && verdict != GateVerdict::refused;
}

std::string start_text(const CoolingRecord& cooling) {
  const bool passed = was_passed(cooling.verdict);
  if (!cooling.end_temperature)
    return passed ? "start temperature not measured" : "temperature not measured";
  return (passed ? "run started at " : "the GPU was at ") +
         temperature_text(*cooling.end_temperature);
}

Line cooling_line(const CoolingRecord& cooling) {
  const std::string asked =
      cooling.minimum.count() > 0 ? " of at least " + wait_text(cooling.minimum) : std::string();
  return labelled(
      "Cooling",
      fmt::format("{} after {}{}, {}{}", to_text(cooling.verdict), duration_text(cooling.taken),
                  asked, start_text(cooling), because(cooling.reason)),
      cooling.verdict == GateVerdict::settled ? Tone::plain : Tone::doubtful);
}

Lines load_lines(const std::optional<LoadRecord>& load) {
  if (!load || load->runs.empty())
    return {labelled("Load", "the background training was not started", Tone::doubtful)};
  const auto failures = std::ranges::count_if(load->runs, [](const BackgroundRun& run) {
    return run.end && !run.stopped_by_us && run.status.code.value_or(-1) != 0;
  });
  // Before the load was shown it is any power: idle's, or that between two of its runs.
  const std::string power = load->verdict != LoadVerdict::proved ? ""
                            : load->alone_power
                                ? "; alone it drew " + power_text(*load->alone_power)
                                : "; its power alone was not measured";
  return {labelled("Load",
                   fmt::format("{} after {}{}", to_text(load->verdict), duration_text(load->waited),
                               because(load->reason)),
                   load->verdict == LoadVerdict::proved ? Tone::plain : Tone::doubtful),
          labelled("", fmt::format("{}{} background run{}, {} failed{}",
                                   load->alive_fraction
                                       ? "alive in " + percent_text(*load->alive_fraction * 100) +
                                             " of the foreground, "
                                       : "",
                                   load->runs.size(), load->runs.size() == 1 ? "" : "s", failures,
                                   power))};
}

std::string stop_text(const StopRecord& stop) {
  const std::string plural = stop.seen == 1 ? "" : "es";
  if (stop.tree == kGpuContexts) {
    return fmt::format("{}: of {} dead process{}, {} not given back ({})", stop.tree, stop.seen,
                       plural, stop.survivors, duration_text(stop.took));
  }
  return fmt::format("{}: {} process{} seen, {} killed, {} left alive ({}, {})", stop.tree,
                     stop.seen, plural, stop.killed, stop.survivors, stop.method,
                     duration_text(stop.took));
}

Lines stop_lines(const std::vector<StopRecord>& stops) {
  Lines lines;
  std::string label = "Stopped";
  for (const StopRecord& stop : stops) {
    // As a rule the trees' ends are all there is to tell.
    if (stop.tree == kGpuContexts && stop.seen == 0) continue;
    lines.push_back(labelled(label, stop_text(stop), stop.survivors > 0 ? Tone::bad : Tone::plain));
    label.clear();
  }
  return lines;
}

Lines gap_lines(const std::vector<std::string>& gaps) {
  Lines lines;
  for (const std::string& gap : gaps) {
    lines.push_back(labelled(lines.empty() ? "Gaps" : "", gap, Tone::doubtful));
  }
  return lines;
}

Lines headline(const RunEnded& ended) {
  const RunRecord& run = ended.run;
  Lines lines = {{fmt::format("Run {} of {} {}: {}", run.planned.index, ended.runs,
                              to_text(run.outcome), run.planned.experiment_id),
                  tone_of(run.outcome)}};
  for (const Reason& reason : run.reasons) {
    lines.push_back(
        labelled(lines.size() == 1 ? "Because" : "", reason.text, tone_of(run.outcome)));
  }
  return lines;
}

}  // namespace

Lines run_summary(const RunEnded& ended, const Instrumentation& instrumentation, UtcTime now) {
  const RunRecord& run = ended.run;
  Lines lines = headline(ended);
  if (run.attempts.empty()) {
    lines.push_back(labelled("Training", "no attempt was made"));
  } else {
    const AttemptRecord& last = final_attempt(run);
    const auto background = run.planned.background ? WithBackground::yes : WithBackground::no;
    lines.push_back(duration_line(run));
    append(lines, energy_lines(last, background, instrumentation));
    lines.push_back(metrics_line(run));
    lines.push_back(cooling_line(last.cooling));
    if (run.planned.background) append(lines, load_lines(last.load));
    append(lines, stop_lines(last.stops));
    append(lines, gap_lines(last.gaps));
  }
  if (ended.session_left && ended.session_left->count() > 0)
    lines.push_back(labelled("Session", time_left_text(*ended.session_left, now)));
  return lines;
}

}  // namespace mutation
