#include "record/read_session.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "os/file.h"
#include "record/database.h"
#include "record/json.h"
#include "record/plan_json.h"
#include "record/schema.h"
#include "record/session_directory.h"
#include "record/session_lock.h"
#include "record/stored_rows.h"

namespace mutation {
namespace {

// How often a store that its writer has locked is read anew until it did not change meanwhile.
constexpr int kMostReadings = 50;

void add_pending(std::vector<PlannedRun> pending, StoredSession& session) {
  for (PlannedRun& planned : pending) {
    StoredRun run;
    run.planned = std::move(planned);
    session.runs.push_back(std::move(run));
  }
  std::stable_sort(
      session.runs.begin(), session.runs.end(),
      [](const StoredRun& a, const StoredRun& b) { return a.planned.index < b.planned.index; });
}

// Stores of version 1 held no rows for runs that had not begun: their plan is in the file only.
Result<std::vector<PlannedRun>> pending_in_file(const StoredSession& session,
                                                const std::string& directory) {
  const Result<std::string> text = read_file(directory + "/plan.json");
  if (!text) return text.error();
  Result<Plan> plan = plan_from_json(*text);
  if (!plan) return with_context("in " + directory, plan.error());
  std::set<int> begun;
  for (const StoredRun& run : session.runs) begun.insert(run.planned.index);
  std::erase_if(plan->runs, [&](const PlannedRun& run) { return begun.contains(run.index); });
  return std::move(plan->runs);
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
  Result<StoredSession> session = read_head(*store);
  if (!session) return session.error();
  reading.session = std::move(*session);
  Result<std::vector<StoredRun>> runs = read_begun_runs(*store);
  if (!runs) return runs.error();
  reading.session.runs = std::move(*runs);
  Result<std::vector<PlannedRun>> pending = read_pending(*store);
  if (!pending) return pending.error();
  const bool whole =
      int(reading.session.runs.size() + pending->size()) >= reading.session.runs_planned;
  if (!whole || reading.session.runs_planned == 0) {
    pending = pending_in_file(reading.session, directory);
    if (!pending) return pending.error();
    reading.session.runs_planned = int(reading.session.runs.size() + pending->size());
  }
  add_pending(std::move(*pending), reading.session);
  reading.undisturbed = store->undisturbed();
  return reading;
}

}  // namespace

Result<StoredSession> read_session(const std::string& directory) {
  // Asked first: a writer that ends meanwhile has written all there is.
  const bool written = has_writer(directory);
  Result<ReadOnce> reading = read_once(directory);
  for (int i = 1; i < kMostReadings && reading && !reading->undisturbed; ++i) {
    reading = read_once(directory);
  }
  if (!reading) return reading.error();
  StoredSession session = std::move(reading->session);
  session.info.directory = directory;
  session.has_writer = written;
  session.submitted = is_submitted(directory);
  for (StoredRun& run : session.runs) run.state = state_of(run, session.has_writer);
  return session;
}

RunState state_of(const StoredRun& run, bool has_writer) {
  if (run.state != RunState::running) return run.state;
  const bool in_attempt = !run.attempts.empty() && !run.attempts.back().record;
  if (!in_attempt) return RunState::waiting;
  return has_writer ? RunState::running : RunState::cut_off;
}

const SessionInfo& latest_info(const StoredSession& session) {
  return session.resumptions.empty() ? session.info : session.resumptions.back().info;
}

const SessionInfo& info_of(const StoredSession& session, int program) {
  if (program == 0) return session.info;
  const auto part = session.parts.find(program);
  if (part != session.parts.end()) return part->second.info;
  for (const Resumption& resumption : session.resumptions) {
    if (resumption.number == program) return resumption.info;
  }
  return latest_info(session);
}

Result<SessionInfo> read_latest_info(const std::string& directory, Locks locks) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations(), locks);
  if (!store) return store.error();
  const Result<StoredSession> head = read_head(*store, Parts::left_out);
  if (!head) return head.error();
  if (head->info.name.empty())
    return Error{"the session " + directory + " had not begun",
                 "start it anew with `mutation run`, or `mutation submit`: its settings are " +
                     directory + "/settings.json"};
  return latest_info(*head);
}

Result<CutOffRuns> read_cut_off_runs(const std::string& directory, Locks locks) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations(), locks);
  if (!store) return store.error();
  const Result<StoredSession> head = read_head(*store, Parts::left_out);
  if (!head) return head.error();
  Result<std::vector<StoredRun>> runs = read_unfinished_attempts(*store);
  if (!runs) return runs.error();
  return CutOffRuns{latest_info(*head).boot_id, std::move(*runs)};
}

Result<std::set<std::vector<std::string>>> devices_asked(const std::string& directory) {
  Result<Database> store =
      Database::open_for_reading(directory + "/session.db", session_migrations());
  if (!store) return store.error();
  const auto rows = store->query(
      "SELECT DISTINCT json_extract(planned, '$.devices') FROM planned_run"
      " WHERE json_array_length(planned, '$.devices') > 0");
  if (!rows) return rows.error();
  std::set<std::vector<std::string>> asked = {{}};
  for (const Row& row : *rows) {
    const Result<Json> list = parse_stored_json(text_of(row[0]), "the devices that runs ask for");
    if (!list) return with_context("in " + directory, list.error());
    std::vector<std::string> devices;
    for (const Json& device : *list) {
      if (device.is_string()) devices.push_back(device.get<std::string>());
    }
    asked.insert(std::move(devices));
  }
  return asked;
}

RunRecord run_record_of(const StoredRun& run) {
  MUTATION_CHECK(run.state != RunState::pending);
  RunRecord record;
  record.run_id = run.run_id;
  record.planned = run.planned;
  record.directory = run.directory;
  record.start = run.start.value_or(Instant{});
  record.end = run.end.value_or(Instant{});
  record.provenance = run.provenance;
  record.program = run.program;
  for (const StoredAttempt& attempt : run.attempts) {
    if (attempt.record) record.attempts.push_back(*attempt.record);
  }
  record.outcome = run.outcome.value_or(Outcome::interrupted);
  if (!record.attempts.empty()) record.reasons = final_attempt(record).reasons;
  return record;
}

}  // namespace mutation
