// The catalogue: which repos and models exist, how each is started, which hyperparameters it has.
// Filled by settings/, read by everybody.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/units.h"
#include "model/value.h"

namespace mutation {

enum class HyperparameterType { integer, real, text, boolean };
enum class Distribution { uniform, log_uniform };

// Both ends belong to it. Bounds draws only, never values that a settings file gives.
struct Range {
  double low = 0;
  double high = 0;
};

// What differs for one model of the repo; absent: as for the others.
struct ModelOverride {
  std::string model;
  std::optional<Value> default_value;
  std::optional<Range> range;
};

// The hyperparameter counts only where another one counts and its effective value is one of these.
struct Condition {
  std::string name;
  std::vector<Value> values;
};

struct HyperparameterSpec {
  std::string name;
  std::string flag;  // "--lr"; of a boolean: stands alone where it is true
  HyperparameterType type = HyperparameterType::text;
  std::optional<Value> default_value;  // absent: the train script's own, not known here
  std::optional<Range> range;          // of a number
  Distribution distribution = Distribution::uniform;
  double zero_probability = 0;  // 0..1: chance that a draw is 0 instead
  std::vector<Value> choices;   // drawn from these instead; a boolean has both of its values
  std::string false_flag;       // of a boolean: stands where it is false; "": nothing does, and
                                // every default is false
  std::vector<ModelOverride> model_overrides;
  std::vector<Condition> conditions;  // all of them must hold
};

// Whether there is anything to draw it from: a range or choices.
bool can_be_drawn(const HyperparameterSpec& spec);

enum class Direction { higher, lower };
std::string to_text(Direction direction);

// A metric and the Python regular expression whose last match in the log is its value.
struct MetricSpec {
  std::string name;
  std::string pattern;
  bool required = false;            // a run that ends well without it is suspect
  std::optional<Range> bounds;      // a run whose value lies outside is suspect
  std::optional<Direction> better;  // absent: the catalogue does not say
};

// Python regular expressions that tell of a training's fate in its log, beside the built-in ones.
struct LogPatterns {
  std::vector<std::string> success;  // one of them at least must be found where some are given
  std::vector<std::string> error;    // any of them makes a run suspect
};

// How a repo's folder is copied. Paths relative to it, without "..": a file or a folder with all
// that it holds.
struct CopyRules {
  std::vector<std::string> linked;  // symbolic links to the original instead: large data
  std::vector<std::string> left_out;
};

struct RepoSpec {
  std::string name;
  std::string path;          // relative to the root
  std::string train_script;  // relative to `path`
  std::vector<std::string> models;
  std::string model_flag;                                          // "": the model is not passed
  std::vector<std::pair<std::string, std::string>> required_args;  // label, words; in file order
  std::vector<HyperparameterSpec> hyperparameters;  // in file order: the order of draws
  std::vector<MetricSpec> metrics;
  LogPatterns log_patterns;
  Environment environment;
  std::string ready_pattern;  // regular expression in the log that says "it loads the device now";
                              // may be ""
  std::optional<Seconds> timeout;  // of an attempt, where the settings file says nothing
  // Each attempt works in a copy of the repo's folder of its own, so that no two of them share
  // checkpoints.
  bool copy_directory = false;
  CopyRules copy_rules;
  std::string note;  // for people, shown by `list`
};

struct Catalogue {
  std::string file;  // as opened
  std::vector<RepoSpec> repos;
};

// None when there is no such repo / hyperparameter.
const RepoSpec* find_repo(const Catalogue& catalogue, const std::string& name);
const HyperparameterSpec* find_hyperparameter(const RepoSpec& repo, const std::string& name);

// The repo's hyperparameters as they are for this model: its own defaults and ranges in place.
std::vector<HyperparameterSpec> hyperparameters_for(const RepoSpec& repo, const std::string& model);

// The default for this model; none: the train script's own, not known here.
const std::optional<Value>& default_for(const HyperparameterSpec& spec, const std::string& model);

// Whether all conditions of `spec` hold where `given` is passed and the rest are the model's
// defaults. A hyperparameter whose own conditions do not hold meets nobody's condition.
bool counts(const RepoSpec& repo, const std::string& model, const HyperparameterSpec& spec,
            const Hyperparameters& given);

// What of `given` counts, in its order; a name that the repo does not have stays.
Hyperparameters only_counting(const RepoSpec& repo, const std::string& model,
                              const Hyperparameters& given);

}  // namespace mutation
