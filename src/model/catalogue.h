// The catalogue: which repos and models exist, how each is started, which hyperparameters it has.
// Filled by settings/, read by everybody.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/value.h"

namespace mutation {

enum class HyperparameterType { integer, real, text };
enum class Distribution { uniform, log_uniform };

// Both ends belong to it. Bounds draws only, never values that a settings file gives.
struct Range {
  double low = 0;
  double high = 0;
};

struct HyperparameterSpec {
  std::string name;
  std::string flag;  // "--lr"
  HyperparameterType type = HyperparameterType::text;
  std::optional<Value> default_value;  // absent: the train script's own, not known here
  std::optional<Range> range;          // absent: cannot be drawn
  Distribution distribution = Distribution::uniform;
  double zero_probability = 0;  // 0..1: chance that a draw is 0 instead
};

// A metric and the Python regular expression whose last match in the log is its value.
struct MetricSpec {
  std::string name;
  std::string pattern;
  bool required = false;        // a run that ends well without it is suspect
  std::optional<Range> bounds;  // a run whose value lies outside is suspect
};

// Python regular expressions that tell of a training's fate in its log, beside the built-in ones.
struct LogPatterns {
  std::vector<std::string> success;  // one of them at least must be found where some are given
  std::vector<std::string> error;    // any of them makes a run suspect
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
  std::string note;           // for people, shown by `list`
};

struct Catalogue {
  std::string file;  // as opened
  std::vector<RepoSpec> repos;
};

// None when there is no such repo / hyperparameter.
const RepoSpec* find_repo(const Catalogue& catalogue, const std::string& name);
const HyperparameterSpec* find_hyperparameter(const RepoSpec& repo, const std::string& name);

}  // namespace mutation
