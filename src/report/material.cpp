#include "report/material.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "dataset/session_runs.h"
#include "os/file.h"
#include "record/experiment_json.h"
#include "record/watched.h"

namespace mutation {
namespace {

std::optional<UtcTime> start_of(const StoredRun& run, const RecordedRun& recorded) {
  if (run.start && run.start->utc != UtcTime{}) return run.start->utc;
  return recorded.start;
}

std::optional<double> throttled_of(const RunRecord& record, const SessionInfo& info) {
  const std::vector<ThrottlingRecord>& seen = final_attempt(record).throttling;
  const bool watched = !record.provenance && watches_throttling(record.planned, info);
  if (seen.empty() && !watched) return std::nullopt;
  double most = 0;
  for (const ThrottlingRecord& throttling : seen) most = std::max(most, throttling.fraction);
  return most;
}

UnendedRun unended_of(const PlannedRun& planned, std::size_t session) {
  return {.session = session,
          .index = planned.index,
          .experiment_id = planned.experiment_id,
          .repo = planned.foreground.repo,
          .model = planned.foreground.model,
          .parallel = planned.background.has_value(),
          .role = planned.role,
          .state = RunState::pending,
          .run_id = {}};
}

bool has_simulated_gpu(const RunRecord& record, const SessionInfo& info) {
  return std::ranges::any_of(own_devices_of(record.planned, info), [&](int device) {
    return info.instrumentation.devices[static_cast<std::size_t>(device)].simulated;
  });
}

Status add_ended(const StoredRun& run, const TakeRun& take, ReportMaterial& material) {
  ReportedSession& session = material.sessions.back();
  const RunRecord record = run_record_of(run);
  if (record.attempts.empty()) {
    ++session.without_attempt;
    return {};
  }
  const SessionInfo& info = info_of(session.head, record.program);
  count_node_of(record, session.head, session.nodes);
  ReportedRun reported{.session = material.sessions.size() - 1,
                       .index = run.planned.index,
                       .start = {},
                       .attempts = static_cast<int>(run.attempts.size()),
                       .simulated = has_simulated_gpu(record, info),
                       .throttled = throttled_of(record, info),
                       .page = {}};
  if (take) {
    auto page = take(run, session.head);
    if (!page) return page.error();
    reported.page = *page;
  }
  RecordedRun recorded = recorded_run_of(record, session.head);
  reported.start = start_of(run, recorded);
  material.runs.push_back(std::move(recorded));
  material.reported.push_back(std::move(reported));
  return {};
}

template <typename Element>
void reorder(std::vector<Element>& elements, const std::vector<std::size_t>& order) {
  std::vector<Element> ordered;
  ordered.reserve(elements.size());
  for (const std::size_t place : order) ordered.push_back(std::move(elements[place]));
  elements = std::move(ordered);
}

}  // namespace

Status add_session(SessionReader& reader, ReportMaterial& material, const TakeRun& take) {
  // Where there are no settings, as in a session of direct mode, there is nothing to show.
  Result<std::string> settings = read_file(reader.head().info.directory + "/settings.json");
  const auto consumption = reader.consumption();
  if (!consumption) return consumption.error();
  material.sessions.push_back(
      {reader.head(), settings ? std::move(*settings) : std::string(), 0, *consumption, {}});
  const std::size_t session = material.sessions.size() - 1;
  // Asked before those that have begun: one that begins meanwhile is then in both, never in none.
  const auto pending = reader.pending();
  if (!pending) return pending.error();
  const auto ids = reader.begun();
  if (!ids) return ids.error();
  std::set<int> begun;
  for (const std::string& id : *ids) {
    Result<StoredRun> run = reader.run(id);
    if (!run) return run.error();
    begun.insert(run->planned.index);
    if (run->state == RunState::ended) {
      if (Status added = add_ended(*run, take, material); !added) return added;
      continue;
    }
    material.unended.push_back(unended_of(run->planned, session));
    material.unended.back().state = run->state;
    material.unended.back().run_id = run->run_id;
  }
  for (const PlannedRun& planned : *pending) {
    if (!begun.contains(planned.index)) material.unended.push_back(unended_of(planned, session));
  }
  return {};
}

void order_by_start(ReportMaterial& material) {
  std::vector<std::size_t> order(material.runs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::size_t place) { return material.reported[place].start; });
  reorder(material.runs, order);
  reorder(material.reported, order);
}

}  // namespace mutation
