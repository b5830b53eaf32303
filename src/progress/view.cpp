#include "progress/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "progress/display_width.h"
#include "progress/figures.h"
#include "progress/live_line.h"

namespace mutation {
namespace {

constexpr int kLabelColumns = 6;
constexpr int kValueColumns = 50;  // beside a curve
constexpr int kLeastCurve = 10;
constexpr int kMostCurve = 60;
// A sensor's noise is no curve.
constexpr double kLeastTemperatureSpan = 10;  // °C

struct Curve {
  const char* label;
  const RecentValues* values;
  RecentValues::Range drawn;
  std::string value;
  std::string between;  // "62 to 251 W": what is drawn
};

std::string verdicts_text(const AttemptRecord& attempt) {
  std::string text = fmt::format("{} after {}", to_text(attempt.cooling.verdict),
                                 duration_text(attempt.cooling.taken));
  if (attempt.load) text += ", load " + to_text(attempt.load->verdict);
  return text;
}

Line line_of(const RunRecord& run) {
  std::string text = fmt::format("last  run {} {}", run.planned.index, to_text(run.outcome));
  if (!run.attempts.empty()) text += ": " + verdicts_text(final_attempt(run));
  if (!run.reasons.empty()) text += "; " + run.reasons.front().text;
  return {text, tone_of(run.outcome)};
}

}  // namespace

void SessionView::take(const Event& event) {
  std::visit([&](const auto& body) { take_body(body, event.at); }, event.body);
}

void SessionView::take_body(const SessionStarted& started, const Instant&) {
  earlier_ = started.runs_left ? started.runs - *started.runs_left : 0;
}

void SessionView::take_body(const RunStarted& started, const Instant&) {
  experiment_id_ = started.planned.experiment_id;
  attempt_ = 1;
  if (!sample_) return;
  sample_->index = started.index;
  sample_->runs = started.runs;
}

void SessionView::take_body(const RunAdded& added, const Instant&) {
  if (sample_) sample_->runs = added.runs;
}

void SessionView::take_body(const PhaseStarted& started, const Instant&) {
  if (!sample_) return;
  sample_->kind = started.kind;
  sample_->in_phase = Seconds(0);
  sample_->left = started.minimum;
  sample_->settles_in.reset();
  sample_->settles_at.reset();
}

void SessionView::take_body(const LiveSample& sample, const Instant& at) {
  sample_ = sample;
  power_.add(at.boot, sample.power ? std::optional(sample.power->value) : std::nullopt);
  temperature_.add(at.boot,
                   sample.temperature ? std::optional(sample.temperature->value) : std::nullopt);
}

void SessionView::take_body(const RunEnded& ended, const Instant&) {
  if (ended.run.planned.role == Role::measured) {
    ++outcomes_[ended.run.outcome];
  } else {
    ++uncounted_;
  }
  last_run_ = line_of(ended.run);
}

Line SessionView::present_line() const {
  return {fmt::format("[{}/{}] {}{}: {}", sample_->index, sample_->runs, experiment_id_,
                      attempt_ > 1 ? fmt::format(", attempt {}", attempt_) : "",
                      phase_progress(*sample_)),
          Tone::strong};
}

Line SessionView::done_line() const {
  std::vector<std::string> parts;
  int done = earlier_ + uncounted_;
  for (const auto& [outcome, count] : outcomes_) {
    done += count;
    parts.push_back(fmt::format("{} {}", count, to_text(outcome)));
  }
  if (uncounted_ > 0) parts.push_back(fmt::format("{} that do not count", uncounted_));
  if (earlier_ > 0) parts.push_back(fmt::format("{} earlier", earlier_));
  std::string text = fmt::format("done  {}", done);
  if (!parts.empty()) text += ": " + joined(parts, ", ");
  return {text + (next_.empty() ? " | no run behind this one" : " | next " + next_)};
}

Lines SessionView::curve_lines(const Instant& now, int columns, bool unicode) const {
  const std::string simulated = sample_->simulated ? " (simulated)" : "";
  std::vector<Curve> curves;
  if (const auto seen = power_.range()) {
    std::string value = sample_->power ? power_text(*sample_->power) : "not read now";
    if (sample_->utilization_percent) value += ", " + percent_text(*sample_->utilization_percent);
    curves.push_back({"power",
                      &power_,
                      {0, seen->high},
                      value + simulated,
                      fmt::format("{:.0f} to {:.0f} W", seen->low, seen->high)});
  }
  if (const auto seen = temperature_.range()) {
    const double high = std::max(seen->high, seen->low + kLeastTemperatureSpan);
    const std::string value =
        sample_->temperature ? temperature_text(*sample_->temperature) : "not read now";
    curves.push_back({"temp.",
                      &temperature_,
                      {seen->low, high},
                      value + cooling_outlook(*sample_) + simulated,
                      fmt::format("{:.0f} to {:.0f} °C", seen->low, seen->high)});
  }
  const int cells = std::clamp(columns - kLabelColumns - kValueColumns, kLeastCurve, kMostCurve);
  Lines lines;
  for (const Curve& it : curves) {
    lines.push_back({fmt::format("{} {} {} [{}]", it.label,
                                 curve(it.values->cells(now.boot, cells), it.drawn, unicode),
                                 it.value, it.between)});
  }
  return lines;
}

Lines SessionView::lines(const Instant& now, int columns, bool unicode) const {
  Lines lines = {present_line(), done_line()};
  append(lines, curve_lines(now, columns, unicode));
  if (!last_run_.text.empty()) lines.push_back(last_run_);
  if (sample_->session_left) {
    const auto left = std::chrono::duration_cast<UtcTime::duration>(*sample_->session_left);
    lines.push_back(
        {fmt::format("about {} left in all, until {}", human_duration(*sample_->session_left),
                     clock_text(now.utc + left, now.utc)),
         Tone::dim});
  }
  for (Line& line : lines) line.text = truncated(printable(line.text), columns);
  return lines;
}

}  // namespace mutation
