// The small catalogue that the corpus of settings files knows.
#pragma once

#include <string_view>

#include "settings/read.h"

namespace mutation {

inline constexpr std::string_view kCatalogue = R"({"models": {
  "examples": {"path": "p", "train_script": "./train.sh", "models": ["mnist", "siamese"],
    "supported_hyperparams": {
      "epochs": {"flag": "-e", "type": "int", "default": 10, "range": [5, 15]},
      "learning_rate": {"flag": "-l", "type": "float", "range": [0.005, 0.02],
                        "distribution": "log_uniform"},
      "optimizer": {"flag": "-o", "type": "str", "default": "sgd"}}}}})";

inline const Catalogue& known_catalogue() {
  static const Catalogue kKnown = *read_catalogue(kCatalogue, "catalogue").value;
  return kKnown;
}

}  // namespace mutation
