// Tables that statistics can take as they are: numbers only, complete cases only, one table for
// each group of runs that share hyperparameters and metrics.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "export/long_table.h"
#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

enum class GroupBy { repo, model };

struct AnalysisOptions {
  GroupBy group_by = GroupBy::repo;
  bool standardise = false;
  // A hyperparameter's name and the one under which it is unified with others that mean the same;
  // they win over unified_names().
  std::vector<std::pair<std::string, std::string>> unify;
};

// The names that are unified unless told otherwise: epochs and max_iter are training_iterations,
// alpha and weight_decay l2_regularization.
const std::vector<std::pair<std::string, std::string>>& unified_names();

// A column of numbers that a group's analysis takes.
struct Variable {
  enum class Kind { indicator, hyperparameter, interaction, outcome };
  std::string name;
  Kind kind = Kind::outcome;
  std::string unit;
  std::string meaning;
  std::string better;                         // as Column::better
  std::vector<std::optional<double>> values;  // one for each run
  std::optional<double> mean;                 // subtracted; standardised variables only
  std::optional<double> standard_deviation;   // of the sample (n - 1); divided by
};

struct AnalysisGroup {
  std::string name;                      // REPO, or REPO_MODEL
  std::vector<const RecordedRun*> runs;  // complete cases
  std::vector<Variable> variables;       // in the order of columns; no value is absent
  std::size_t incomplete = 0;            // runs that were left out because they lack a value
  std::vector<std::string> notes;        // columns that were left out, and why
};

// In the order in which the groups occur. Columns: is_parallel; model_X for all models but the
// first by name; hyperparam_X; hyperparam_X_x_is_parallel where a group has both modes;
// duration_seconds, energy_* and perf_*. A column that more than half of a group's runs lack is
// left out, and then the runs that lack a value in one of the others. Standardised are all but
// indicators, over the runs that are left; interactions are made of standardised hyperparameters.
std::vector<AnalysisGroup> analysis_of(const std::vector<const RecordedRun*>& runs,
                                       const Catalogue& catalogue, const AnalysisOptions& options);

// The group as CSV: run_id, session, model, host, device, device_name and simulated, then the
// variables.
std::string analysis_csv(const AnalysisGroup& group);
std::vector<DictionaryEntry> dictionary_of(const AnalysisGroup& group, const std::string& file);
// The group's name as that of a file: "lab_small.csv".
std::string file_name_of(const AnalysisGroup& group);

}  // namespace mutation
