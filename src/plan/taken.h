// What a search has found so far and what it may not find: the bookkeeping of configurations.h.
#pragma once

#include "plan/configurations.h"

namespace mutation {

class Taken {
 public:
  explicit Taken(const Wanted& wanted) : wanted_(wanted) {}

  // Room for so many, so that finding them needs no moving.
  void expect(std::size_t configurations) { own_.reserve(configurations); }
  // Never to be found, known or not.
  void leave_out(const ConfigurationKey& key) { own_.emplace(key, 1); }
  // Puts it behind the others unless it is known, found or left out.
  bool add(Hyperparameters drawn, std::vector<Configuration>& found);
  // Whether add() would.
  bool is_new(const ConfigurationKey& key) const;

 private:
  const Wanted& wanted_;
  ConfigurationCounts own_;
};

// What is left out by the default reading: the configuration that mutates nothing.
ConfigurationKey defaults_key(const Wanted& wanted);

// "4 runs", "1 run".
std::string runs_text(std::size_t runs);

}  // namespace mutation
