#include "dataset/import_summary.h"

#include <algorithm>
#include <functional>

#include "dataset/recorded_outcome.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr int kImportSchemaVersion = 1;

struct Lack {
  const char* what;
  std::function<bool(const RecordedRun&)> lacks;
};

const std::vector<Lack>& lacks() {
  static const std::vector<Lack> all = {
      {"repository or model",
       [](const RecordedRun& run) { return run.repository.empty() || run.model.empty(); }},
      {"whether it succeeded",
       [](const RecordedRun& run) { return !run.success && !has_recorded_outcome(run); }},
      {"duration", [](const RecordedRun& run) { return !run.duration; }},
      {"start and end in UTC", [](const RecordedRun& run) { return !run.start; }},
      {"traces", [](const RecordedRun& run) { return !run.traces; }},
      {"GPU energy by real time steps",
       [](const RecordedRun& run) { return !run.energy.gpu_energy_total_joules; }},
      {"GPU energy of any kind",
       [](const RecordedRun& run) {
         return !run.energy.gpu_energy_total_joules && !run.energy.gpu_energy_sum_legacy_joules;
       }},
      {"CPU energy", [](const RecordedRun& run) { return !run.energy.cpu_energy_total_joules; }},
      {"metrics", [](const RecordedRun& run) { return run.metrics.empty(); }},
      {"hyperparameters", [](const RecordedRun& run) { return run.hyperparameters.empty(); }},
      {"effective hyperparameters",
       [](const RecordedRun& run) { return run.effective_hyperparameters.empty(); }},
      {"which background loaded the GPU",
       [](const RecordedRun& run) { return run.parallel && !run.background; }}};
  return all;
}

// This program's own figures are taken over as they are.
std::optional<double> difference_of(const RecordedRun& run) {
  if (run.kind == RecordKind::session) return std::nullopt;
  const auto& right = run.energy.gpu_energy_total_joules;
  const auto& reported = run.reported.gpu_energy_total_joules;
  if (!run.traces || !right || !reported || *reported <= 0) return std::nullopt;
  return *right / *reported - 1;
}

std::optional<EnergyDifference> difference_over(const std::vector<RecordedRun>& runs) {
  std::vector<Extreme> all;
  for (const RecordedRun& run : runs) {
    if (const auto share = difference_of(run))
      all.push_back({*share, run.experiment_id, run.source});
  }
  if (all.empty()) return std::nullopt;
  std::ranges::sort(all, {}, &Extreme::value);
  const std::size_t middle = all.size() / 2;
  const double median =
      all.size() % 2 == 1 ? all[middle].value : (all[middle - 1].value + all[middle].value) / 2;
  return EnergyDifference{all.size(), median, all.front(), all.back()};
}

Json json_of(const Extreme& extreme) {
  return {{"share", extreme.value},
          {"experiment_id", extreme.experiment_id},
          {"source", extreme.source}};
}

Json json_of(const std::optional<EnergyDifference>& difference) {
  if (!difference) return {};
  return {{"runs", difference->runs},
          {"median_share", difference->median},
          {"least", json_of(difference->least)},
          {"most", json_of(difference->most)}};
}

Json json_of(const std::vector<Error>& errors) {
  Json array = Json::array();
  for (const Error& error : errors)
    array.push_back({{"message", error.message}, {"hint", text_or_null(error.hint)}});
  return array;
}

Json json_of(const ImportedSource& source) {
  return {{"source", source.source},
          {"directory", text_or_null(source.directory)},
          {"runs", source.runs},
          {"already_there", source.already_there},
          {"notes", source.notes}};
}

}  // namespace

void summarize_runs(const std::vector<RecordedRun>& runs, ImportSummary& summary) {
  for (const RecordedRun& run : runs)
    ++(run.kind == RecordKind::csv_row ? summary.csv_rows : summary.experiments);
  summary.difference = difference_over(runs);
  for (const Lack& lack : lacks()) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(runs, lack.lacks));
    if (count > 0) summary.missing.emplace_back(lack.what, count);
  }
}

std::string import_json(const ImportSummary& summary, const std::string& results_directory,
                        ImportMode mode) {
  Json sources = Json::array();
  for (const ImportedSource& source : summary.sources) sources.push_back(json_of(source));
  Json missing = Json::object();
  for (const auto& [what, count] : summary.missing) missing[what] = count;
  return to_document({{"schema_version", kImportSchemaVersion},
                      {"results", results_directory},
                      {"dry_run", mode == ImportMode::only_tell},
                      {"runs", summary.experiments + summary.csv_rows},
                      {"experiments", summary.experiments},
                      {"csv_rows", summary.csv_rows},
                      {"unreadable", summary.unreadable},
                      {"own_sessions", summary.own_sessions},
                      {"gpu_energy_difference", json_of(summary.difference)},
                      {"missing", std::move(missing)},
                      {"sources", std::move(sources)},
                      {"unread_sessions", json_of(summary.unread_sessions)},
                      {"errors", json_of(summary.errors)}});
}

}  // namespace mutation
