// What many questions asked together leave standing.
#pragma once

#include <vector>

#include "stats/multiplicity.h"

namespace mutation {

// Fills `p_adjusted` of those that have a `p`, by Holm's correction over them.
template <typename Asked>
void fill_adjusted(std::vector<Asked>& asked) {
  std::vector<double> p;
  for (const Asked& one : asked) {
    if (one.p) p.push_back(*one.p);
  }
  const std::vector<double> adjusted = holm_adjusted(p);
  auto next = adjusted.begin();
  for (Asked& one : asked) {
    if (one.p) one.p_adjusted = *next++;
  }
}

}  // namespace mutation
