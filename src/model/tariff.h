// What electricity costs and emits where a session runs, as the user gives it: never guessed; and
// what energy comes to by it. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "model/consumption.h"

namespace mutation {

struct Tariff {
  std::optional<double> price_per_kwh;       // in `currency`
  std::string currency;                      // ISO 4217: "EUR"; "" without a price
  std::optional<double> grid_grams_per_kwh;  // of CO2 equivalents
  std::string source;                        // of these figures, for people; may be ""
};

// Both ends belong to it. A price may be 0, never below: nobody is paid for training.
inline constexpr double kHighestPricePerKwh = 1e6;
inline constexpr double kHighestGramsPerKwh = 1e5;

bool is_given(const Tariff& tariff);  // a price or an intensity
// "\"euro\" is no currency: three capital letters …"; "" for one, and for "".
std::string currency_problem(const std::string& currency);
// An error where a price has no currency.
Status check_tariff(const Tariff& tariff);

// What `over` says wins; a source that `over` does not give stays only where nothing else changes,
// and says then that it is of the rest.
void apply(const Tariff& over, Tariff& tariff);

// What was measured of both kinds together; absent when nothing was. Simulated energy is not in it.
std::optional<Joules> measured_energy(const Consumption& consumption);

double kilowatt_hours(Joules energy);
// In the tariff's currency; grams. Absent without the figure of the tariff, or without energy.
std::optional<double> price_of(const Consumption& consumption, const Tariff& tariff);
std::optional<double> grams_of(const Consumption& consumption, const Tariff& tariff);

}  // namespace mutation
