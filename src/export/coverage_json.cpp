#include <nlohmann/json.hpp>

#include "export/coverage.h"
#include "export/figures.h"

namespace mutation {
namespace {

Json json_of(const ParameterCoverage& parameter) {
  return {{"name", parameter.name},
          {"values", parameter.values},
          {"with_energy", parameter.with_energy},
          {"with_metric", parameter.with_metric},
          {"alone", parameter.alone},
          {"suspect", parameter.suspect},
          {"possible", parameter.possible ? Json(*parameter.possible) : Json(nullptr)},
          {"wanted", parameter.wanted},
          {"lacking", lacking(parameter)},
          {"complete", is_complete(parameter)}};
}

Json json_of(const ModelCoverage& model) {
  Json reasons = Json::array();
  for (const ReasonCount& count : model.reasons)
    reasons.push_back({{"reason", count.reason}, {"runs", count.runs}});
  Json parameters = Json::array();
  for (const ParameterCoverage& parameter : model.parameters)
    parameters.push_back(json_of(parameter));
  return {{"repository", model.repo},
          {"model", model.model},
          {"mode", mode_text(model.parallel)},
          {"in_catalogue", model.in_catalogue},
          {"runs", model.runs},
          {"succeeded", model.succeeded},
          {"suspect", model.suspect},
          {"failed", model.failed},
          {"interrupted", model.interrupted},
          {"unknown", model.unknown},
          {"complete_runs", model.complete_runs},
          {"default_runs", model.default_runs},
          {"reasons", std::move(reasons)},
          {"hyperparameters", std::move(parameters)}};
}

}  // namespace

Json coverage_json(const std::vector<ModelCoverage>& coverage, int wanted) {
  const Completeness completeness = completeness_of(coverage);
  Json models = Json::array();
  for (const ModelCoverage& model : coverage) models.push_back(json_of(model));
  return {{"schema_version", 1},
          {"wanted", wanted},
          {"complete", completeness.complete},
          {"of", completeness.of},
          {"models", std::move(models)}};
}

}  // namespace mutation
