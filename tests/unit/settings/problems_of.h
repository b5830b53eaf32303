// What tests of this folder share: a small catalogue, and problems as the lines a user sees.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings/read.h"

namespace mutation {

inline std::vector<std::string> to_lines(const std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const Problem& problem : problems) lines.push_back(to_text(problem));
  return lines;
}

inline constexpr std::string_view kTestCatalogue = R"({"models": {
  "resnet": {"path": "repos/resnet", "train_script": "./train.sh",
    "models": ["resnet20", "resnet56"], "model_flag": "-n",
    "supported_hyperparams": {
      "epochs": {"flag": "-e", "type": "int", "default": 10, "range": [5, 15]},
      "learning_rate": {"flag": "--lr", "type": "float", "default": 0.1, "range": [0.05, 0.15],
                        "distribution": "log_uniform"},
      "optimizer": {"flag": "--optimizer", "type": "str", "default": "sgd"}}},
  "VulBERTa": {"path": "repos/VulBERTa", "train_script": "./train.sh", "models": ["mlp"],
    "supported_hyperparams": {
      "epochs": {"flag": "--epochs", "type": "int", "range": [5, 20]}}},
  "choosy": {"path": "repos/choosy", "train_script": "./train.sh", "models": ["default"],
    "supported_hyperparams": {
      "optimizer": {"flag": "-o", "type": "choice", "choices": ["sgd", "adam"], "default": "adam"},
      "batch": {"flag": "-b", "type": "choice", "choices": [16, 32]},
      "warm": {"flag": "-w", "type": "int"}}},
  "plain": {"path": "repos/plain", "train_script": "./train.sh", "models": ["default"]}}})";

inline Catalogue test_catalogue() {
  auto outcome = read_catalogue(kTestCatalogue, "catalogue.json");
  return std::move(outcome.value).value_or(Catalogue{});
}

inline ReadOutcome<Settings> settings_of(std::string_view text, ReadOptions options = {}) {
  return read_settings(text, "a.json", test_catalogue(), options);
}

inline std::vector<std::string> problems_of(std::string_view text) {
  return to_lines(settings_of(text).problems);
}

// A settings file whose only entry is this, in line 1.
inline std::string with_entry(const std::string& entry) {
  return R"({"experiments": [)" + entry + "]}";
}

}  // namespace mutation
