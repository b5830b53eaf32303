// Effects of hyperparameters in words, and as JSON. Pure.
#pragma once

#include <string>
#include <vector>

#include "compare/effects.h"
#include "export/selection.h"
#include "record/json.h"

namespace mutation {

struct EffectsToShow {
  std::size_t runs = 0;
  std::vector<LeftOut> left_out;
  std::vector<Effect> effects;
  std::vector<std::string> notes;
};

std::vector<std::string> effects_lines(const EffectsToShow& shown);
Json effects_json(const EffectsToShow& shown);

}  // namespace mutation
