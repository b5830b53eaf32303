// What was run before, as draws must know it so as not to repeat it. Filled by dataset/, read by
// plan/.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/value.h"

namespace mutation {

struct PastConfiguration {
  std::string repo;  // "" where the record does not say
  std::string model;
  bool parallel = false;
  Hyperparameters hyperparameters;  // as recorded: those passed, or the effective ones
};

struct PastFile {
  std::string path;  // as the settings file names it
  std::vector<PastConfiguration> configurations;
  std::size_t failed = 0;          // runs left out because they failed: they measured nothing
  std::vector<std::string> notes;  // what else was left out, and why
  std::string missing;             // why nothing could be read and is done without; "" otherwise
};

using History = std::vector<PastFile>;

}  // namespace mutation
