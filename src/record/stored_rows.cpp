#include "record/stored_rows.h"

#include <map>

#include "record/from_json.h"
#include "record/utc_text.h"

namespace mutation {
namespace {

using Runs = std::map<std::string, StoredRun>;  // by run id

// Each question once for all runs and once for one.
struct Question {
  explicit Question(const std::string& select, const std::string& key, const std::string& order)
      : all(select + order), one(select + " WHERE " + key + " = ?" + order) {}
  Result<std::vector<Row>> ask(Database& store, const std::string* run_id) const {
    return run_id ? store.query(one.c_str(), {*run_id}) : store.query(all.c_str());
  }
  const std::string all;
  const std::string one;
};

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
  run.attempts_before = static_cast<int>(whole_of(row[11]));
  run.program = static_cast<int>(whole_of(row[13]));
  if (!is_null(row[12])) {
    auto provenance = provenance_of(text_of(row[12]), "the provenance of run " + run.run_id);
    if (!provenance) return provenance.error();
    run.provenance = std::move(*provenance);
  }
  return run;
}

Status read_runs(Database& store, const std::string* run_id, Runs& runs) {
  static const Question question(
      "SELECT run_id, directory, state, outcome, planned, start, start_monotonic_ns,"
      " start_boot_ns, end, end_monotonic_ns, end_boot_ns, attempts_before, provenance, program"
      " FROM run JOIN planned_run USING (plan_index)",
      "run_id", "");
  const auto rows = question.ask(store, run_id);
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    Result<StoredRun> run = begun_run_of(row);
    if (!run) return run.error();
    runs.emplace(run->run_id, std::move(*run));
  }
  return {};
}

Status read_attempts(Database& store, const std::string* run_id, Runs& runs) {
  static const Question question(
      "SELECT run_id, attempt, record, start, start_monotonic_ns, start_boot_ns FROM attempt",
      "run_id", " ORDER BY run_id, attempt");
  const auto rows = question.ask(store, run_id);
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

Status read_trees(Database& store, const std::string* run_id, Runs& runs) {
  static const Question question(
      "SELECT run_id, attempt, tree, keeper_pid, keeper_start_ticks, boot_id, cgroup FROM tree",
      "run_id", "");
  const auto rows = question.ask(store, run_id);
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

Result<Runs> read(Database& store, const std::string* run_id) {
  Runs runs;
  if (Status read = read_runs(store, run_id, runs); !read) return read.error();
  if (Status read = read_attempts(store, run_id, runs); !read) return read.error();
  if (Status read = read_trees(store, run_id, runs); !read) return read.error();
  return runs;
}

Status read_resumptions(Database& store, StoredSession& session) {
  const auto rows =
      store.query("SELECT number, info, changes FROM resumption WHERE part = '' ORDER BY number");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    auto info = session_info_of(text_of(row[1]), "the description of a resumption");
    if (!info) return info.error();
    auto changes = texts_of(text_of(row[2]), "the changes before a resumption");
    if (!changes) return changes.error();
    session.resumptions.push_back(
        {static_cast<int>(whole_of(row[0])), std::move(*info), std::move(*changes)});
  }
  return {};
}

Status read_parts(Database& store, StoredSession& session) {
  const auto rows = store.query("SELECT number, part, info FROM resumption WHERE part <> ''");
  if (!rows) return rows.error();
  for (const Row& row : *rows) {
    const std::string& part = text_of(row[1]);
    auto info = session_info_of(text_of(row[2]), "the description of " + part);
    if (!info) return info.error();
    session.parts[static_cast<int>(whole_of(row[0]))] = {part, std::move(*info)};
  }
  return {};
}

}  // namespace

Result<StoredSession> read_head(Database& store, Parts parts) {
  StoredSession session;
  const auto rows = store.query(
      "SELECT info, seed, experiment_name, runs_planned, ended_by, end, end_monotonic_ns,"
      " end_boot_ns FROM session");
  if (!rows) return rows.error();
  if (rows->empty()) return session;
  const Row& row = rows->front();
  auto info = session_info_of(text_of(row[0]), "the session's description");
  if (!info) return info.error();
  session.info = std::move(*info);
  session.seed = std::stoull(text_of(row[1]));
  session.experiment_name = text_of(row[2]);
  session.runs_planned = static_cast<int>(whole_of(row[3]));
  if (!is_null(row[4])) session.ended_by = text_of(row[4]);
  session.end = instant_of(row, 5);
  if (Status read = read_resumptions(store, session); !read) return read.error();
  if (parts == Parts::left_out) return session;
  if (Status read = read_parts(store, session); !read) return read.error();
  return session;
}

Result<std::vector<StoredRun>> read_begun_runs(Database& store) {
  Result<Runs> runs = read(store, nullptr);
  if (!runs) return runs.error();
  std::vector<StoredRun> all;
  for (auto& [run_id, run] : *runs) all.push_back(std::move(run));
  return all;
}

Result<StoredRun> read_begun_run(Database& store, const std::string& run_id) {
  Result<Runs> runs = read(store, &run_id);
  if (!runs) return runs.error();
  if (runs->empty()) return Error{"there is no run " + run_id + " in the store", {}};
  return std::move(runs->begin()->second);
}

namespace {

// `ids`: rows of one run id each.
Result<std::vector<StoredRun>> runs_of(Database& store, const Result<std::vector<Row>>& ids) {
  if (!ids) return ids.error();
  std::vector<StoredRun> runs;
  for (const Row& row : *ids) {
    Result<StoredRun> run = read_begun_run(store, text_of(row[0]));
    if (!run) return run.error();
    runs.push_back(std::move(*run));
  }
  return runs;
}

}  // namespace

Result<std::vector<StoredRun>> read_unfinished_attempts(Database& store) {
  return runs_of(store, store.query("SELECT DISTINCT run_id FROM attempt WHERE state = 'running'"));
}

Result<std::vector<StoredRun>> read_latest_ended_runs(Database& store, int most) {
  return runs_of(store, store.query("SELECT run_id FROM run WHERE state = 'ended'"
                                    " ORDER BY run_id DESC LIMIT ?",
                                    {std::int64_t{most}}));
}

Result<std::vector<PlannedRun>> read_pending(Database& store) {
  const auto rows = store.query(
      "SELECT planned FROM planned_run WHERE done = 0 AND plan_index NOT IN"
      " (SELECT plan_index FROM run) ORDER BY plan_index");
  if (!rows) return rows.error();
  std::vector<PlannedRun> pending;
  for (const Row& row : *rows) {
    auto planned = planned_run_of(text_of(row[0]), "a planned run");
    if (!planned) return planned.error();
    pending.push_back(std::move(*planned));
  }
  return pending;
}

}  // namespace mutation
