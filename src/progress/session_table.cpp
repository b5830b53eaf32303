#include "progress/session_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "progress/cost_lines.h"
#include "progress/figures.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

constexpr const char* kAbsent = "-";

std::string experiment_cell(const SessionRow& row) {
  return row.role == Role::measured ? row.experiment_id
                                    : row.experiment_id + " (" + to_text(row.role) + ")";
}

// The name of the metric when all rows that have one have the same; "" otherwise.
std::string common_metric(const std::vector<SessionRow>& rows) {
  std::string name;
  for (const SessionRow& row : rows) {
    if (!row.metric) continue;
    if (!name.empty() && row.metric->name != name) return "";
    name = row.metric->name;
  }
  return name;
}

std::string metric_cell(const SessionRow& row, const std::string& common) {
  if (!row.metric) return kAbsent;
  const std::string value = metric_text(row.metric->value);
  return common.empty() ? row.metric->name + " " + value : value;
}

// The scale that all energies of a column share.
EnergyScale column_scale(const std::vector<SessionRow>& rows,
                         std::optional<Joules> SessionRow::*energy) {
  Joules largest{0};
  for (const SessionRow& row : rows) {
    if (row.*energy) largest.value = std::max(largest.value, std::abs((row.*energy)->value));
  }
  return energy_scale(largest);
}

std::string energy_cell(const std::optional<Joules>& energy, const EnergyScale& scale) {
  return energy ? energy_number(*energy, scale) : kAbsent;
}

bool anything_absent(const SessionRow& row) {
  return !(row.duration && row.gpu_energy && row.cpu_energy && row.start_temperature &&
           row.cooling && row.metric);
}

// "2 succeeded, 1 failed, 4 not run". Only measured runs count.
std::string counts_text(const SessionEnded& ended, const std::vector<SessionRow>& rows) {
  std::vector<std::string> counts;
  for (const Outcome outcome :
       {Outcome::succeeded, Outcome::suspect, Outcome::failed, Outcome::interrupted}) {
    const auto count = std::ranges::count_if(rows, [outcome](const SessionRow& row) {
      return row.role == Role::measured && row.outcome == outcome;
    });
    if (count > 0) counts.push_back(fmt::format("{} {}", count, to_text(outcome)));
  }
  const auto uncounted =
      std::ranges::count_if(rows, [](const SessionRow& row) { return row.role != Role::measured; });
  if (uncounted > 0) counts.push_back(fmt::format("{} that do not count", uncounted));
  const int earlier = ended.runs_done - static_cast<int>(rows.size());
  if (earlier > 0) counts.push_back(fmt::format("{} done earlier", earlier));
  const int missing = ended.runs_planned - ended.runs_done;
  if (missing > 0) counts.push_back(fmt::format("{} not run", missing));
  return counts.empty() ? "none" : joined(counts, ", ");
}

Tone tone_of_counts(const SessionEnded& ended, const std::vector<SessionRow>& rows) {
  const auto has = [&rows](Outcome outcome) {
    return std::ranges::any_of(rows, [outcome](const SessionRow& row) {
      return row.role == Role::measured && row.outcome == outcome;
    });
  };
  if (has(Outcome::failed)) return Tone::bad;
  const bool complete = ended.runs_done >= ended.runs_planned;
  return complete && !has(Outcome::suspect) && !has(Outcome::interrupted) ? Tone::good
                                                                          : Tone::doubtful;
}

std::string status_command(const SessionEnded& ended) {
  std::vector<std::string> command = {"mutation", "status", ended.session};
  const size_t slash = ended.directory.find_last_of('/');
  if (slash != std::string::npos && slash > 0) {
    command.push_back("--results");
    command.push_back(ended.directory.substr(0, slash));
  }
  return shell_quoted(command);
}

}  // namespace

SessionRow session_row(const RunRecord& run) {
  SessionRow row;
  row.index = run.planned.index;
  row.experiment_id = run.planned.experiment_id;
  row.role = run.planned.role;
  row.outcome = run.outcome;
  if (run.attempts.empty()) return row;
  const AttemptRecord& last = final_attempt(run);
  if (last.duration.count() > 0) row.duration = last.duration;
  if (last.energy.gpu_energy_total_joules) {
    row.gpu_energy = Joules{*last.energy.gpu_energy_total_joules};
  }
  if (last.energy.cpu_energy_total_joules) {
    row.cpu_energy = Joules{*last.energy.cpu_energy_total_joules};
  }
  // The temperature at which a run was interrupted in its cooling is none at which it started.
  if (row.duration) row.start_temperature = last.cooling.end_temperature;
  row.cooling = last.cooling.taken;
  if (!last.metrics.empty()) row.metric = last.metrics.front();
  row.simulated = last.energy.simulated;
  return row;
}

Lines session_table(const std::vector<SessionRow>& rows, int most_columns) {
  const EnergyScale gpu = column_scale(rows, &SessionRow::gpu_energy);
  const EnergyScale cpu = column_scale(rows, &SessionRow::cpu_energy);
  const std::string metric = common_metric(rows);
  TextTable table({{"#", Align::right},
                   {"experiment", Align::left, true},
                   {"outcome"},
                   {"duration", Align::right},
                   {"GPU " + gpu.unit, Align::right},
                   {"CPU " + cpu.unit, Align::right},
                   {"start", Align::right},
                   {"cooling", Align::right},
                   {metric.empty() ? "metric" : metric, Align::right}});
  for (const SessionRow& row : rows) {
    table.add_row({std::to_string(row.index), experiment_cell(row), to_text(row.outcome),
                   row.duration ? duration_text(*row.duration) : kAbsent,
                   energy_cell(row.gpu_energy, gpu), energy_cell(row.cpu_energy, cpu),
                   row.start_temperature ? temperature_text(*row.start_temperature) : kAbsent,
                   row.cooling ? duration_text(*row.cooling) : kAbsent, metric_cell(row, metric)});
  }
  Lines lines;
  for (const std::string& text : table.lines(most_columns)) {
    // Only what deviates stands out; the first line has the titles.
    const bool succeeded = !lines.empty() && rows[lines.size() - 1].outcome == Outcome::succeeded;
    const Tone tone = lines.empty() ? Tone::strong
                      : succeeded   ? Tone::plain
                                    : tone_of(rows[lines.size() - 1].outcome);
    lines.push_back({text, tone});
  }
  if (std::ranges::any_of(rows, anything_absent)) {
    lines.push_back({"- was not measured; the run's record says why", Tone::dim});
  }
  if (std::ranges::any_of(rows, &SessionRow::simulated)) {
    lines.push_back({"GPU figures are simulated, not measured", Tone::doubtful});
  }
  return lines;
}

Lines session_summary(const SessionEnded& ended, const std::vector<SessionRow>& rows,
                      int most_columns) {
  Lines lines = {{""}, {"Session " + ended.session + " has ended", Tone::strong}};
  if (!rows.empty()) append(lines, session_table(rows, most_columns));
  lines.push_back(labelled("Runs", counts_text(ended, rows), tone_of_counts(ended, rows)));
  if (!ended.ended_by.empty()) {
    lines.push_back(labelled("Ended early", ended.ended_by, Tone::doubtful));
  }
  if (ended.consumption) append(lines, cost_lines(*ended.consumption, ended.tariff));
  lines.push_back(labelled("Folder", ended.directory));
  lines.push_back(labelled("Look closer", status_command(ended)));
  if (!ended.resume_hint.empty()) lines.push_back(labelled("To go on", ended.resume_hint));
  return lines;
}

}  // namespace mutation
