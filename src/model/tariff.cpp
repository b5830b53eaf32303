#include "model/tariff.h"

#include <algorithm>

namespace mutation {
namespace {

constexpr double kJoulesPerKilowattHour = 3.6e6;

std::optional<double> at_rate(const Consumption& consumption, const std::optional<double>& rate) {
  const auto energy = measured_energy(consumption);
  if (!energy || !rate) return std::nullopt;
  return kilowatt_hours(*energy) * *rate;
}

}  // namespace

bool is_given(const Tariff& tariff) {
  return tariff.price_per_kwh || tariff.grid_grams_per_kwh;
}

std::string currency_problem(const std::string& currency) {
  const bool code = currency.size() == 3 &&
                    std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (currency.empty() || code) return "";
  return "\"" + currency + "\" is no currency: three capital letters (EUR, USD, CNY)";
}

Status check_tariff(const Tariff& tariff) {
  if (!tariff.price_per_kwh || !tariff.currency.empty()) return {};
  return Error{"a price of electricity was given without its currency",
               "name it: --currency EUR, or \"currency\" in \"electricity\" of the settings file"};
}

void apply(const Tariff& over, Tariff& tariff) {
  const bool changes = is_given(over) || !over.currency.empty();
  if (over.price_per_kwh) tariff.price_per_kwh = over.price_per_kwh;
  if (!over.currency.empty()) tariff.currency = over.currency;
  if (over.grid_grams_per_kwh) tariff.grid_grams_per_kwh = over.grid_grams_per_kwh;
  if (!over.source.empty()) {
    tariff.source = over.source;
  } else if (changes) {
    tariff.source =
        tariff.source.empty() ? "command line" : "command line; of the rest: " + tariff.source;
  }
}

std::optional<Joules> measured_energy(const Consumption& consumption) {
  if (!consumption.gpu) return consumption.cpu;
  return *consumption.gpu + consumption.cpu.value_or(Joules{0});
}

double kilowatt_hours(Joules energy) {
  return energy.value / kJoulesPerKilowattHour;
}

std::optional<double> price_of(const Consumption& consumption, const Tariff& tariff) {
  return at_rate(consumption, tariff.price_per_kwh);
}

std::optional<double> grams_of(const Consumption& consumption, const Tariff& tariff) {
  return at_rate(consumption, tariff.grid_grams_per_kwh);
}

}  // namespace mutation
