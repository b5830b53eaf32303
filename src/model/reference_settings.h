// What the Python tool takes from a settings file: its own keys, precedence and mistakes, so that
// its runs can be planned again. Filled by settings/, planned by plan/. See docs/compatibility.md.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/settings.h"
#include "model/value.h"

namespace mutation {

struct ReferenceTraining {
  std::string repo;  // both exist in the catalogue
  std::string model;
  Hyperparameters hyperparameters;  // those given and passed, converted to the catalogue's types
};

struct ReferenceEntry {
  int index = 0;  // position in the file, from 0
  Mode mode = Mode::mutation;
  ReferenceTraining foreground;
  std::optional<ReferenceTraining> background;
  bool draws = false;
  std::vector<std::string> drawn;     // in the order of the draws; a name may stand twice
  std::vector<std::string> compared;  // names by which its draws are compared with the history
  double runs = 0;  // drawn: until there are so many; given ones: whole; 0 or less: none

  // Where it failed, and why; "": it did not. Nothing drawn and no run; drawn but no run; one run
  // and no more.
  std::string skipped;
  std::string fails_at_first_run;
  std::string fails_after_first_run;

  // For people: keys that it does not read ("foreground.timeout"), and what else it leaves out.
  std::vector<std::string> ignored;
  std::vector<std::string> remarks;
};

struct ReferenceSettings {
  std::string experiment_name;
  std::optional<std::string> governor;
  int max_retries = 2;
  bool no_attempt = false;  // max_retries is negative: it draws and records, but trains nothing
  std::vector<std::string> historical_csvs;  // empty: no de-duplication
  std::vector<ReferenceEntry> entries;
  std::string ends;                  // why it ended before its entries were through; "": it did not
  std::vector<std::string> ignored;  // keys of the top level
  std::vector<std::string> notes;
};

}  // namespace mutation
