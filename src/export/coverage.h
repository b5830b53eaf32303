// Which values of which hyperparameters were measured, of how many that are wanted, for each model
// and mode. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/recorded_run.h"
#include "record/json.h"

namespace mutation {

// Values are the same when they agree to 6 significant digits; whole numbers must agree in all. 10
// and 10.0 are the same.
std::string value_key(const Value& value);

// A value counts where a run passed it in place of the default (`mutated`, or what differs from the
// default where a record does not say what was mutated), whatever else that run changed.
struct ParameterCoverage {
  std::string name;
  // How many distinct values succeeded runs have measured with energy and with a metric (where the
  // catalogue has metrics); with each of the two; with both and nothing else changed.
  int values = 0;
  int with_energy = 0;
  int with_metric = 0;
  int alone = 0;
  int suspect = 0;  // further values, of suspect runs only
  // Values other than the default that can be drawn; absent: more than can be told apart in
  // practice, or the catalogue does not have the hyperparameter.
  std::optional<std::uint64_t> possible;
  int wanted = 0;                     // at most `possible`; 0: cannot be drawn
  std::vector<std::string> measured;  // value_key() of `values`, sorted
};

struct ReasonCount {
  std::string reason;  // a code, else the message that was recorded
  int runs = 0;
};

struct ModelCoverage {
  std::string repo;
  std::string model;
  bool parallel = false;
  bool in_catalogue = true;
  int runs = 0;
  int succeeded = 0;
  int suspect = 0;
  int failed = 0;
  int interrupted = 0;
  int unknown = 0;
  int default_runs = 0;              // succeeded, measured, with nothing but defaults
  int complete_runs = 0;             // succeeded, with energy and with a metric
  std::vector<ReasonCount> reasons;  // of runs that did not succeed, the most frequent first
  std::vector<ParameterCoverage> parameters;  // in the catalogue's order, then others
};

struct CoverageOptions {
  int wanted = 5;                   // distinct values of each hyperparameter
  std::vector<std::string> models;  // as RunSelection
  std::optional<bool> parallel;
};

// A row for each model of the catalogue in each mode, then for what only records have.
std::vector<ModelCoverage> coverage_of(const std::vector<const RecordedRun*>& runs,
                                       const Catalogue& catalogue, const CoverageOptions& options);

bool is_complete(const ParameterCoverage& parameter);
// How many values are still wanted.
int lacking(const ParameterCoverage& parameter);

// How many of the parameters that can be drawn are complete.
struct Completeness {
  int complete = 0;
  int of = 0;
};
Completeness completeness_of(const std::vector<ModelCoverage>& coverage);

Json coverage_json(const std::vector<ModelCoverage>& coverage, int wanted);

}  // namespace mutation
