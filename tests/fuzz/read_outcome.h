// What holds for every reading of a file that a user wrote.
#pragma once

#include "base/check.h"
#include "settings/read.h"

namespace mutation {

template <typename T>
void check_outcome(const ReadOutcome<T>& outcome) {
  MUTATION_CHECK(outcome.value.has_value() == outcome.problems.empty());
  for (const Problem& problem : outcome.problems) {
    MUTATION_CHECK(!problem.text.empty() && problem.line >= 0);
    MUTATION_CHECK(!to_text(problem).empty());
  }
}

}  // namespace mutation
