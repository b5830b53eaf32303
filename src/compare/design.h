// The hyperparameters of a group of runs as columns of a regression. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compare/circumstances.h"
#include "model/catalogue.h"
#include "stats/least_squares.h"

namespace mutation {

// One column: a number (or its logarithm), or whether a text or boolean has this level.
struct DesignColumn {
  std::string hyperparameter;
  std::string level;      // "": a number
  std::string reference;  // the level that is compared with
  bool log = false;
  std::size_t levels = 0;  // distinct values of the hyperparameter
  double low = 0;          // least and greatest value that occurs, not their logarithms
  double high = 0;
  std::vector<double> values;  // one for each run
};

struct Design {
  RunGroup runs;  // that have all hyperparameters
  std::vector<DesignColumn> columns;
  std::vector<std::size_t> modes;  // of each run, from 0: sequential, and each background
  bool both_modes = false;
  std::vector<std::string> notes;
};

// Of the hyperparameters whose effective values vary. REQUIRES: not empty; one repo and model.
Design design_of(const RunGroup& runs, const Catalogue* catalogue);

}  // namespace mutation
