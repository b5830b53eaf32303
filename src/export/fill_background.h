// Which background training a parallel run is to have when nobody says. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/catalogue.h"
#include "model/recorded_run.h"

namespace mutation {

struct ChosenBackground {
  RecordedBackground background;
  std::string why;  // "as most of its parallel runs had it", …
};

// As fill_settings.h says; only what the catalogue has. None where the catalogue has no model.
std::optional<ChosenBackground> choose_background(const std::string& repo, const std::string& model,
                                                  const std::vector<const RecordedRun*>& runs,
                                                  const Catalogue& catalogue);

}  // namespace mutation
