#include "record/read_session.h"

#include <algorithm>
#include <map>
#include <set>

#include "os/file.h"
#include "record/database.h"
#include "record/from_json.h"
#include "record/plan_json.h"
#include "record/schema.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

// How often a store that its writer has locked is read anew until it did not change meanwhile.
constexpr int kMostReadings = 50;

std::optional<Instant> instant_of(const Row& row, size_t first) {
  if (is_null(row[first])) return std::nullopt;
  return Instant{MonotonicTime(std::chrono::nanoseconds(whole_of(row[first + 1]))),
                 BootTime(std::chrono::nanoseconds(whole_of(row[first + 2]))),
                 utc_of(text_of(row[first])).value_or(UtcTime{})};
}

std::optional<Outcome> outcome_of(const Cell& cell) {
  if (is_null(cell)) return std::nullopt;
  for (const Outcome outcome : {Outcome::succeeded, Outcome::suspect, Outcome::interrupted}) {
    if (to_text(outcome) == text_of(cell)) return outcome;
  }
  return Outcome::failed;
}

Status read_head(Database& store, StoredSession& session) {
  const auto rows = store.query(
      "SELECT info, seed, experiment_name, runs_planned, ended_by, end, end_monotonic_ns,"
      " end_boot_ns FROM session");
  if (!rows) return rows.error();
  if (rows->empty()) return {};  // made, but not begun yet
  const Row& row = rows->front();
  auto info = session_info_of(text_of(row[0]), "the session's description");
  if (!info) return info.error();
  session.info = std::move(*info);
  session.seed = std::stoull(text_of(row[1]));
  session.experiment_name = text_of(row[2]);
  session.runs_planned = static_cast<int>(whole_of(row[3]));
  if (!is_null(row[4])) session.ended_by = text_of(row[4]);
  session.end = instant_of(row, 5);
  return {};
}

Result<StoredRun> begun_run_of(const Row& row) {
  StoredRun run;
  run.run_id = text_of(row[0]);
  run.directory = text_of(row[1]);
  run.state = text_of(row[2]) == "ended" ? RunState::ended : RunState::running;
  run.outcome = outcome_of(row[3]);
  auto planned = planned_run_of(text_of(row[4]), "planned run " + run.run_id);
  if (!planned) return planned.error();
  run.planned = std::move(*planned);
  run.start = instant_of(row, 5);
  run.end = instant_of(row, 8);
  return run;
}

Status read_runs(Database& store, std::map<std::string, StoredRun>& runs) {
  const auto rows = store.query(
      "SELECT run_id, directory, state, outcome, planned, start, start_monotonic_ns,"
      " start_boot_ns, end, end_monotonic_ns, end_boot_ns FROM run");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    Result<StoredRun> run = begun_run_of(row);
    if (!run) return run.error();
    runs.emplace(run->run_id, std::move(*run));
  }
  return {};
}

Status read_attempts(Database& store, std::map<std::string, StoredRun>& runs) {
  const auto rows = store.query(
      "SELECT run_id, attempt, record, start, start_monotonic_ns, start_boot_ns FROM attempt"
      " ORDER BY run_id, attempt");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const auto run = runs.find(text_of(row[0]));
    if (run == runs.end()) continue;
    StoredAttempt attempt;
    attempt.number = static_cast<int>(whole_of(row[1]));
    attempt.start = instant_of(row, 3).value_or(Instant{});
    if (!is_null(row[2])) {
      auto record = attempt_of(text_of(row[2]), "an attempt of run " + run->first);
      if (!record) return record.error();
      attempt.record = std::move(*record);
    }
    run->second.attempts.push_back(std::move(attempt));
  }
  return {};
}

Status read_trees(Database& store, std::map<std::string, StoredRun>& runs) {
  const auto rows = store.query(
      "SELECT run_id, attempt, tree, keeper_pid, keeper_start_ticks, boot_id, cgroup FROM tree");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const auto run = runs.find(text_of(row[0]));
    if (run == runs.end()) continue;
    for (StoredAttempt& attempt : run->second.attempts) {
      if (attempt.number != whole_of(row[1])) continue;
      attempt.trees.push_back({text_of(row[2]), static_cast<pid_t>(whole_of(row[3])),
                               static_cast<std::uint64_t>(whole_of(row[4])), text_of(row[5]),
                               text_of(row[6])});
    }
  }
  return {};
}

void add_pending(const Plan& plan, StoredSession& session) {
  std::set<int> begun;
  for (const StoredRun& run : session.runs) begun.insert(run.planned.index);
  for (const PlannedRun& planned : plan.runs) {
    if (begun.contains(planned.index)) continue;
    StoredRun run;
    run.planned = planned;
    session.runs.push_back(std::move(run));
  }
  std::stable_sort(
      session.runs.begin(), session.runs.end(),
      [](const StoredRun& a, const StoredRun& b) { return a.planned.index < b.planned.index; });
}

struct ReadOnce {
  StoredSession session;
  bool undisturbed = true;
};

Result<ReadOnce> read_once(const std::string& directory) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations());
  if (!store) return store.error();
  ReadOnce reading;
  std::map<std::string, StoredRun> runs;
  if (Status read = read_head(*store, reading.session); !read) return read.error();
  if (Status read = read_runs(*store, runs); !read) return read.error();
  if (Status read = read_attempts(*store, runs); !read) return read.error();
  if (Status read = read_trees(*store, runs); !read) return read.error();
  for (auto& [run_id, run] : runs) reading.session.runs.push_back(std::move(run));
  reading.undisturbed = store->undisturbed();
  return reading;
}

}  // namespace

Result<StoredSession> read_session(const std::string& directory) {
  Result<ReadOnce> reading = read_once(directory);
  for (int i = 1; i < kMostReadings && reading && !reading->undisturbed; ++i) {
    reading = read_once(directory);
  }
  if (!reading) return reading.error();
  StoredSession session = std::move(reading->session);
  session.info.directory = directory;
  const Result<std::string> plan_text = read_file(directory + "/plan.json");
  if (!plan_text) return plan_text.error();
  const Result<Plan> plan = plan_from_json(*plan_text);
  if (!plan) return with_context("in " + directory, plan.error());
  session.runs_planned = std::max(session.runs_planned, static_cast<int>(plan->runs.size()));
  add_pending(*plan, session);
  return session;
}

RunRecord run_record_of(const StoredRun& run) {
  MUTATION_CHECK(run.state != RunState::pending);
  RunRecord record;
  record.run_id = run.run_id;
  record.planned = run.planned;
  record.directory = run.directory;
  record.start = run.start.value_or(Instant{});
  record.end = run.end.value_or(Instant{});
  for (const StoredAttempt& attempt : run.attempts) {
    if (attempt.record) record.attempts.push_back(*attempt.record);
  }
  record.outcome = run.outcome.value_or(Outcome::interrupted);
  if (!record.attempts.empty()) record.reasons = final_attempt(record).reasons;
  return record;
}

}  // namespace mutation
