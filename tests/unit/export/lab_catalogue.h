// A small catalogue: repo lab with the models small and large.
#pragma once

#include "model/catalogue.h"

namespace mutation {

inline Catalogue lab_catalogue() {
  const auto whole = [](std::int64_t value) { return Value(value); };
  RepoSpec lab{.name = "lab", .models = {"small", "large"}};
  lab.hyperparameters = {{.name = "epochs",
                          .flag = "-e",
                          .type = HyperparameterType::integer,
                          .default_value = whole(10),
                          .range = Range{5, 15}},
                         {.name = "kfold",
                          .flag = "-k",
                          .type = HyperparameterType::integer,
                          .default_value = whole(4),
                          .range = Range{2, 5}},
                         {.name = "learning_rate",
                          .flag = "-l",
                          .type = HyperparameterType::real,
                          .default_value = Value(0.01),
                          .range = Range{0.005, 0.02},
                          .distribution = Distribution::log_uniform},
                         {.name = "note", .flag = "-n"}};
  lab.metrics = {{.name = "test_accuracy", .pattern = "accuracy: ([0-9.]+)"}};
  Catalogue catalogue;
  catalogue.repos = {lab};
  return catalogue;
}

}  // namespace mutation
