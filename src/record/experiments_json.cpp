#include "record/experiment_reader.h"
#include "record/json_of.h"
#include "record/json_parts.h"

namespace mutation {
namespace {

constexpr int kExperimentsSchemaVersion = 1;

Json training_json(const ReadTraining& training) {
  return {{"repository", training.repository},
          {"model", training.model},
          {"hyperparameters", json_of(training.hyperparameters)}};
}

Json experiment_json_of(const FoundExperiment& found) {
  Json json = {{"directory", found.folder}};
  if (!found.experiment) {
    json["error"] = found.experiment.error().message;
    return json;
  }
  const ReadExperiment& experiment = *found.experiment;
  json["written_by"] = to_text(experiment.shape);
  json["run_id"] = text_or_null(experiment.run_id);
  json["experiment_id"] = experiment.experiment_id;
  json["timestamp"] = text_or_null(experiment.timestamp);
  json["mode"] = text_or_null(experiment.mode);
  json.update(training_json(experiment.training));
  json["background"] = experiment.background ? training_json(*experiment.background) : Json();
  json["outcome"] = experiment.outcome ? Json(to_text(*experiment.outcome)) : Json();
  json["training_success"] = or_null(experiment.success);
  json["duration_seconds"] = or_null(experiment.duration);
  json["retries"] = or_null(experiment.retries);
  json["error_message"] = experiment.error_message;
  json["energy_metrics"] = json_of(experiment.energy);
  json["performance_metrics"] = json_of(experiment.metrics);
  return json;
}

}  // namespace

std::string experiments_json(const std::string& session_directory,
                             const std::vector<FoundExperiment>& experiments) {
  Json runs = Json::array();
  for (const FoundExperiment& found : experiments) runs.push_back(experiment_json_of(found));
  return to_document({{"schema_version", kExperimentsSchemaVersion},
                      {"session", {{"directory", session_directory}}},
                      {"runs", std::move(runs)}});
}

}  // namespace mutation
