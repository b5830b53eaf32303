// What electricity costs and emits where a session runs, as the user gives it: never guessed.
// Passive.
#pragma once

#include <optional>
#include <string>

namespace mutation {

struct Tariff {
  std::optional<double> price_per_kwh;       // in `currency`
  std::string currency;                      // "EUR"; "" without a price
  std::optional<double> grid_grams_per_kwh;  // of CO2 equivalents
  std::string source;                        // of these figures, for people; may be ""
};

}  // namespace mutation
