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
  std::vector<Regressor> modes;  // whether a run is beside this background; not of the first mode
  bool both_modes = false;
  // What runs were made under together, of each run, from 0: block or session; empty: nothing, or
  // the hyperparameters could not be told apart from it.
  std::vector<std::size_t> groups;
  std::string within;  // "block", "session", ""
  std::vector<std::string> notes;
};

// All of it against the response, with the columns that are given.
Regression regression_of(const Design& design, const std::vector<double>& response,
                         const std::vector<const DesignColumn*>& columns);
// "epochs", "optimizer=adam".
std::string name_of(const DesignColumn& column);

// Of the hyperparameters whose effective values vary. REQUIRES: not empty; one repo and model.
Design design_of(const RunGroup& runs, const Catalogue* catalogue);

}  // namespace mutation
