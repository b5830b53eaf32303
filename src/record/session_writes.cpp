#include "record/session_writes.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "record/json_of.h"
#include "record/json_parts.h"
#include "record/words.h"

namespace mutation {
namespace {

void add(Row& row, Row more) {
  row.insert(row.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

void add(std::vector<Write>& writes, std::vector<Write> more) {
  writes.insert(writes.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
}

// The three columns of a moment.
Row cells_of(const std::optional<Instant>& instant) {
  if (!instant) return Row(3);
  // Of an imported run the record may not say when it was.
  return {instant->utc == UtcTime{} ? "" : iso_utc(instant->utc),
          std::int64_t{instant->monotonic.time_since_epoch().count()},
          std::int64_t{instant->boot.time_since_epoch().count()}};
}

Cell cell_of(bool flag) {
  return std::int64_t{flag};
}

Cell cell_of(const Value* value) {
  if (!value) return {};
  if (const auto* flag = std::get_if<bool>(value)) return cell_of(*flag);
  if (const auto* whole = std::get_if<std::int64_t>(value)) return *whole;
  if (const auto* real = std::get_if<double>(value)) return *real;
  return std::get<std::string>(*value);
}

void add_hyperparameters(std::vector<Write>& writes, const std::string& run_id,
                         const char* training_name, const PlannedTraining& training) {
  std::set<std::string> names;
  for (const NamedValue& named : training.hyperparameters) names.insert(named.name);
  for (const NamedValue& named : training.effective_hyperparameters) names.insert(named.name);
  for (const std::string& name : names) {
    const bool mutated =
        std::find(training.mutated.begin(), training.mutated.end(), name) != training.mutated.end();
    writes.push_back({"INSERT INTO hyperparameter VALUES (?, ?, ?, ?, ?, ?)",
                      {run_id, training_name, name, cell_of(find(training.hyperparameters, name)),
                       cell_of(find(training.effective_hyperparameters, name)), cell_of(mutated)}});
  }
}

void add_phases(std::vector<Write>& writes, const std::string& run_id,
                const AttemptRecord& attempt) {
  std::int64_t position = 0;
  for (const PhaseRecord& phase : attempt.phases) {
    Row row = {run_id, std::int64_t{attempt.number}, ++position, to_text(phase.kind)};
    add(row, cells_of(phase.start));
    add(row, cells_of(phase.end));
    writes.push_back({"INSERT INTO phase VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", std::move(row)});
    for (const DeviceEnergy& energy : phase.energy) {
      const EnergyFigure& figure = energy.figure;
      writes.push_back(
          {"INSERT OR REPLACE INTO energy VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
           {run_id, std::int64_t{attempt.number}, position, energy.device, to_text(energy.kind),
            cell_of(energy.in_total), cell_of(energy.simulated), cell(figure.energy), figure.method,
            figure.source, figure.coverage, cell(figure.integral), figure.reason}});
    }
  }
}

void add_background_runs(std::vector<Write>& writes, const std::string& run_id,
                         const AttemptRecord& attempt) {
  if (!attempt.load) return;
  for (const BackgroundRun& run : attempt.load->runs) {
    Row row = {run_id, std::int64_t{attempt.number}, std::int64_t{run.number}};
    add(row, cells_of(run.start));
    add(row, cells_of(run.end));
    add(row, {cell(run.status.code), cell(run.status.signal), cell_of(run.stopped_by_us), run.log});
    writes.push_back(
        {"INSERT OR REPLACE INTO background_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         std::move(row)});
  }
}

void add_reasons(std::vector<Write>& writes, const std::string& run_id,
                 const AttemptRecord& attempt) {
  std::int64_t position = 0;
  for (const Reason& reason : attempt.reasons) {
    writes.push_back(
        {"INSERT INTO reason VALUES (?, ?, ?, ?, ?)",
         {run_id, std::int64_t{attempt.number}, ++position, reason.code, reason.text}});
  }
}

void add_verdicts(std::vector<Write>& writes, const std::string& run_id,
                  const AttemptRecord& attempt) {
  const std::int64_t number = attempt.number;
  for (const Metric& metric : attempt.metrics) {
    writes.push_back({"INSERT OR REPLACE INTO metric VALUES (?, ?, ?, ?)",
                      {run_id, number, metric.name, metric.value}});
  }
  add_reasons(writes, run_id, attempt);
  std::int64_t position = 0;
  for (const StopRecord& stop : attempt.stops) {
    writes.push_back({"INSERT INTO stop VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      {run_id, number, ++position, stop.tree, stop.method, std::int64_t{stop.seen},
                       std::int64_t{stop.terminated}, std::int64_t{stop.killed},
                       std::int64_t{stop.survivors}, stop.took.count()}});
  }
}

bool has_reason(const AttemptRecord& attempt, std::string_view code) {
  return std::ranges::any_of(attempt.reasons,
                             [&](const Reason& reason) { return reason.code == code; });
}

// Nothing of a run that does not count, never began to train, or whose temperature is not known.
void add_start(std::vector<Write>& writes, const RunRecord& run, const std::string& device) {
  if (run.planned.role == Role::warm_up || run.attempts.empty()) return;
  const AttemptRecord& attempt = run.attempts.back();
  const CoolingRecord& cooling = attempt.cooling;
  if (!cooling.end_temperature || attempt.training_start.utc == UtcTime{}) return;
  // One that the settings give is that entry's own.
  const bool learned = !run.planned.rules.start_temperature_celsius;
  writes.push_back({"INSERT OR REPLACE INTO run_start VALUES (?, ?, ?, ?, ?, ?)",
                    {run.run_id, device, cooling.end_temperature->value,
                     learned ? cell(cooling.target_temperature) : Cell(),
                     run.planned.rules.start_temperature_band_celsius,
                     cell_of(has_reason(attempt, kStartTemperatureReason))}});
}

// Nothing where it is planned already.
Write run_planned(const PlannedRun& planned) {
  return {"INSERT OR IGNORE INTO planned_run VALUES (?, ?, 0, ?)",
          {std::int64_t{planned.index}, known_waits(planned).count(), to_line(json_of(planned))}};
}

}  // namespace

std::vector<Write> session_begun(const SessionInfo& info, const Plan& plan,
                                 const std::string& summary_head) {
  Row row = {info.name, info.boot_id};
  add(row, cells_of(info.start));
  add(row, {std::int64_t(plan.runs.size()), plan.experiment_name, std::to_string(plan.seed),
            to_line(json_of(info)), summary_head});
  std::vector<Write> writes = {
      {"INSERT INTO session (only_one, name, boot_id, start, start_monotonic_ns, start_boot_ns,"
       " runs_planned, experiment_name, seed, info, summary_head)"
       " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       std::move(row)}};
  for (const PlannedRun& run : plan.runs) writes.push_back(run_planned(run));
  return writes;
}

std::vector<Write> session_resumed(const SessionInfo& info,
                                   const std::vector<std::string>& changes) {
  Row row = {info.boot_id};
  add(row, cells_of(info.start));
  add(row, {to_line(Json(changes)), to_line(json_of(info))});
  std::vector<Write> writes = session_goes_on();
  writes.push_back(
      {"INSERT INTO resumption (boot_id, start, start_monotonic_ns, start_boot_ns, changes,"
       " info) VALUES (?, ?, ?, ?, ?, ?)",
       std::move(row)});
  return writes;
}

std::vector<Write> session_goes_on() {
  return {
      {"UPDATE session SET end = NULL, end_monotonic_ns = NULL, end_boot_ns = NULL,"
       " ended_by = NULL",
       {}}};
}

std::vector<Write> run_reopened(const std::string& run_id, bool anew) {
  std::vector<Write> writes = {
      {"UPDATE run SET state = 'running', end = NULL, end_monotonic_ns = NULL,"
       " end_boot_ns = NULL, outcome = NULL, experiment = NULL, summary_line = NULL"
       " WHERE run_id = ?",
       {run_id}},
      {"UPDATE planned_run SET done = 0"
       " WHERE plan_index = (SELECT plan_index FROM run WHERE run_id = ?)",
       {run_id}},
      {"DELETE FROM run_start WHERE run_id = ?", {run_id}},
      // Until a run ends again, summary.csv may have lines too many.
      {"UPDATE session SET last_ended_run = NULL", {}}};
  if (anew) {
    writes.push_back(
        {"UPDATE run SET attempts_before ="
         " (SELECT count(*) FROM attempt WHERE attempt.run_id = run.run_id)"
         " WHERE run_id = ?",
         {run_id}});
  }
  return writes;
}

std::vector<Write> run_added(const AddedRun& added) {
  const std::int64_t index{added.planned.index};
  return {
      run_planned(added.planned),
      {"INSERT INTO added_run VALUES (?, ?)", {index, std::int64_t{added.before.value_or(index)}}},
      {"UPDATE session SET runs_planned = runs_planned + 1", {}}};
}

std::vector<Write> session_ended(const Instant& at, const std::string& ended_by) {
  Row row = cells_of(at);
  row.push_back(ended_by);
  return {{"UPDATE session SET end = ?, end_monotonic_ns = ?, end_boot_ns = ?, ended_by = ?",
           std::move(row)}};
}

std::vector<Write> run_begun(const std::string& run_id, const PlannedRun& planned,
                             const std::string& directory, const Instant& at, int program) {
  const auto& background = planned.background;
  Row row = {run_id,
             std::int64_t{planned.index},
             planned.experiment_id,
             to_text(planned.role),
             to_text(planned.mode),
             planned.foreground.repo,
             planned.foreground.model,
             background ? Cell(background->repo) : Cell(),
             background ? Cell(background->model) : Cell(),
             directory};
  add(row, cells_of(at));
  std::vector<Write> writes = {
      run_planned(planned),
      {"INSERT INTO run (run_id, plan_index, experiment_id, role, mode, repository, model,"
       " background_repository, background_model, directory, start, start_monotonic_ns,"
       " start_boot_ns, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')",
       std::move(row)}};
  add_hyperparameters(writes, run_id, "foreground", planned.foreground);
  if (background) add_hyperparameters(writes, run_id, "background", *background);
  add(writes, attempt_begun(run_id, 1, at, program));
  return writes;
}

std::vector<Write> attempt_begun(const std::string& run_id, int attempt, const Instant& at,
                                 int program) {
  Row row = {run_id, std::int64_t{attempt}};
  add(row, cells_of(at));
  return {{"INSERT INTO attempt (run_id, attempt, start, start_monotonic_ns, start_boot_ns, state)"
           " VALUES (?, ?, ?, ?, ?, 'running')",
           std::move(row)},
          {"UPDATE run SET program = ? WHERE run_id = ?", {std::int64_t{program}, run_id}},
          {"UPDATE session SET attempt_running = 1", {}}};
}

std::vector<Write> tree_begun(const std::string& run_id, int attempt,
                              const ProcessIdentity& identity) {
  return {{"INSERT OR REPLACE INTO tree VALUES (?, ?, ?, ?, ?, ?, ?)",
           {run_id, std::int64_t{attempt}, identity.tree, std::int64_t{identity.keeper_pid},
            static_cast<std::int64_t>(identity.keeper_start_ticks), identity.boot_id,
            identity.cgroup}}};
}

std::vector<Write> attempt_ended(const std::string& run_id, const AttemptRecord& attempt,
                                 const std::string& boot_id) {
  const bool trained = attempt.training_end.utc != UtcTime{};
  const Row training_end =
      cells_of(trained ? std::optional(attempt.training_end) : std::optional<Instant>());
  std::vector<Write> writes = {{"UPDATE session SET attempt_running = 0", {}}};
  if (trained || !attempt.stops.empty()) {
    const Row last = trained ? training_end : cells_of(attempt.end);
    writes.push_back(
        {"UPDATE session SET last_training_end = ?, last_training_end_boot_ns = ?,"
         " last_training_boot_id = ?",
         {last[0], last[2], boot_id}});
  }
  Row row = cells_of(attempt.start);
  add(row, cells_of(attempt.end));
  add(row, {training_end[0], training_end[2], cell(training_duration(attempt)),
            cell(attempt.status.code), cell(attempt.status.signal), to_text(attempt.outcome),
            to_line(json_of(attempt)), run_id, std::int64_t{attempt.number}});
  writes.push_back(
      {"UPDATE attempt SET state = 'ended', start = ?, start_monotonic_ns = ?, start_boot_ns = ?,"
       " end = ?, end_monotonic_ns = ?, end_boot_ns = ?, training_end = ?,"
       " training_end_boot_ns = ?, duration_seconds = ?, exit_code = ?, signal = ?, outcome = ?,"
       " record = ? WHERE run_id = ? AND attempt = ?",
       std::move(row)});
  add_phases(writes, run_id, attempt);
  add_background_runs(writes, run_id, attempt);
  add_verdicts(writes, run_id, attempt);
  return writes;
}

std::vector<Write> run_ended(const RunRecord& run, const std::string& experiment,
                             const std::string& summary_line, const std::string& device) {
  Row row = cells_of(run.end);
  add(row, {to_text(run.outcome), experiment, summary_line, run.run_id});
  std::vector<Write> writes = {
      {"UPDATE run SET state = 'ended', end = ?, end_monotonic_ns = ?, end_boot_ns = ?,"
       " outcome = ?, experiment = ?, summary_line = ? WHERE run_id = ?",
       std::move(row)},
      {"UPDATE planned_run SET done = 1 WHERE plan_index = ?", {std::int64_t{run.planned.index}}},
      {"UPDATE session SET last_ended_run = ?", {run.run_id}}};
  add_start(writes, run, device);
  return writes;
}

std::vector<Write> run_judged_anew(const RunRecord& run, const std::string& experiment,
                                   const std::string& summary_line) {
  const AttemptRecord& attempt = final_attempt(run);
  const std::int64_t number = attempt.number;
  std::vector<Write> writes = {
      {"UPDATE attempt SET outcome = ?, record = ? WHERE run_id = ? AND attempt = ?",
       {to_text(attempt.outcome), to_line(json_of(attempt)), run.run_id, number}},
      {"DELETE FROM reason WHERE run_id = ? AND attempt = ?", {run.run_id, number}},
      {"UPDATE run SET outcome = ?, experiment = ?, summary_line = ? WHERE run_id = ?",
       {to_text(run.outcome), experiment, summary_line, run.run_id}},
      {"UPDATE run_start SET off = ? WHERE run_id = ?",
       {cell_of(has_reason(attempt, kStartTemperatureReason)), run.run_id}},
      {"INSERT OR IGNORE INTO judged_anew VALUES (?)", {run.run_id}}};
  add_reasons(writes, run.run_id, attempt);
  return writes;
}

}  // namespace mutation
