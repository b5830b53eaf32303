#include "report/run_page.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "base/text.h"
#include "record/experiment_json.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/session_reader.h"
#include "record/watched.h"
#include "report/numbers.h"
#include "report/timeline.h"

namespace mutation {
namespace {

// With the attempt that goes on, as far as anything is known of it.
RunRecord record_so_far(const StoredRun& run) {
  RunRecord record = run_record_of(run);
  if (run.state == RunState::ended || run.attempts.empty() || run.attempts.back().record)
    return record;
  AttemptRecord attempt;
  attempt.number = run.attempts.back().number;
  attempt.start = run.attempts.back().start;
  record.attempts.push_back(std::move(attempt));
  return record;
}

// The last `most` bytes, from a line's start where one is near.
std::string end_of(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::string_view end = std::string_view(text).substr(text.size() - most);
  const std::size_t line = end.find('\n');
  if (line != std::string_view::npos && line + 1 < end.size()) end.remove_prefix(line + 1);
  return "…\n" + valid_utf8(end);
}

Json attempt_short(const AttemptRecord& attempt) {
  return {{"number", attempt.number},
          {"outcome", to_text(attempt.outcome)},
          {"reasons", array_of(attempt.reasons)},
          {"duration_seconds", or_null(training_duration(attempt))},
          {"exit_code", or_null(attempt.status.code)},
          {"signal", or_null(attempt.status.signal)},
          {"start", unix_seconds(attempt.start.utc)},
          {"end", unix_seconds(attempt.end.utc)}};
}

double to_tenth(double value) {
  return std::round(value * 10) / 10;
}

// Evenly, with the first and the last, and no more digits than can be seen.
void thin_curve(CoolingRecord& cooling, std::size_t most) {
  std::vector<CurvePoint>& curve = cooling.curve;
  for (CurvePoint& point : curve) {
    point.since_start = Seconds(to_tenth(point.since_start.count()));
    if (point.power) point.power->value = to_tenth(point.power->value);
  }
  if (curve.size() <= most || most < 2) return;
  std::vector<CurvePoint> kept;
  for (std::size_t i = 0; i < most; ++i) kept.push_back(curve[i * (curve.size() - 1) / (most - 1)]);
  curve = std::move(kept);
}

RunRecord reduced(RunRecord record, const PageDetail& detail) {
  if (record.attempts.empty()) return record;
  AttemptRecord& attempt = record.attempts.back();
  thin_curve(attempt.cooling, detail.curve_points);
  attempt.log_tail = detail.log_bytes > 0 ? end_of(attempt.log_tail, detail.log_bytes) : "";
  if (detail.log_bytes == 0) attempt.success_lines.clear();
  if (detail.uncertainty_parts) return record;
  for (PhaseRecord& phase : attempt.phases) {
    for (DeviceEnergy& energy : phase.energy) energy.figure.uncertainty_parts.clear();
  }
  return record;
}

// Whose fields are named by a user.
constexpr std::string_view kNamedByUsers[] = {"hyperparameters", "effective_hyperparameters",
                                              "environment_set", "performance_metrics"};

// The clocks count from a boot that nobody sees any more; UTC stands beside them.
void drop_clocks(Json& json) {
  if (json.is_object()) {
    for (auto field = json.begin(); field != json.end();) {
      const std::string& name = field.key();
      const bool named_by_user = std::ranges::find(kNamedByUsers, name) != std::end(kNamedByUsers);
      if (field->is_structured() && !named_by_user) drop_clocks(*field);
      const bool clock = name.ends_with("_monotonic_seconds") || name.ends_with("_boot_seconds");
      field = clock ? json.erase(field) : std::next(field);
    }
  }
  if (json.is_array()) {
    for (Json& element : json) drop_clocks(element);
  }
}

// "None" only where somebody looked.
void leave_out_unwatched(const RunRecord& record, const SessionInfo& info, Json& page) {
  const auto leave_out = [&](const char* name, bool watched) {
    if (page[name].empty() && (!watched || record.provenance)) page[name] = nullptr;
  };
  leave_out("strangers", watches_strangers(record.planned, info));
  leave_out("throttling", watches_throttling(record.planned, info));
}

}  // namespace

Json run_page(const StoredRun& run, const StoredSession& session, const PageDetail& detail) {
  const RunRecord record = reduced(record_so_far(run), detail);
  const AttemptRecord* last = record.attempts.empty() ? nullptr : &record.attempts.back();
  SessionInfo info = info_of(session, run.program);
  info.directory = session.info.directory;
  Json page = experiment_without_attempts(record, {info, session.seed});
  if (run.state != RunState::ended) {
    page["outcome"] = to_text(run.state);
    page["timestamp"] = nullptr;  // it is the end's
  }
  leave_out_unwatched(record, info, page);
  drop_clocks(page);
  if (detail.digits < 17) round_all(page, detail.digits);
  const std::string energy = session.info.directory + "/" + record.directory + "/energy";
  const RunInstruments instruments{info.instrumentation, own_devices_of(record.planned, info)};
  page["timeline"] =
      last ? timeline_json(thinned_attempt(energy, last->start, detail.points), instruments, detail)
           : Json();
  // Its pictures say so though it came to no figure.
  for (const int own : instruments.own) {
    if (info.instrumentation.devices[static_cast<std::size_t>(own)].simulated)
      page["simulated"] = true;
  }
  page["log_tail"] = last ? last->log_tail : "";
  page["attempts_short"] = Json::array();
  for (const AttemptRecord& attempt : record.attempts)
    page["attempts_short"].push_back(attempt_short(attempt));
  page["run_directory"] = record.directory;
  return page;
}

Result<std::string> run_page_json(const std::string& directory, const std::string& run_id,
                                  const PageDetail& detail) {
  Result<SessionReader> session = SessionReader::open(directory);
  if (!session) return session.error();
  const Result<StoredRun> run = session->run(run_id);
  if (!run) return run.error();
  return to_line(run_page(*run, session->head(), detail));
}

}  // namespace mutation
