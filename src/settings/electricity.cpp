#include "settings/electricity.h"

namespace mutation {

Tariff read_electricity(ObjectReader& top) {
  Tariff tariff;
  const auto place = top.object("electricity");
  if (!place) return tariff;
  ObjectReader reader(*place, top.problems());
  tariff.price_per_kwh = reader.number("price_per_kwh", {.low = 0, .high = kHighestPricePerKwh});
  tariff.currency = reader.text("currency").value_or("");
  tariff.grid_grams_per_kwh =
      reader.number("grid_grams_per_kwh", {.low = 0, .high = kHighestGramsPerKwh});
  tariff.source = reader.text("source").value_or("");
  if (const std::string problem = currency_problem(tariff.currency); !problem.empty()) {
    reader.report("currency", problem);
  }
  if (reader.has("price_per_kwh") && !reader.has("currency")) {
    reader.missing("currency", "a price is in some currency: \"currency\": \"EUR\"");
  }
  if (reader.has("currency") && !reader.has("price_per_kwh")) {
    reader.missing("price_per_kwh", "or leave out \"currency\"");
  }
  reader.finish();
  return tariff;
}

}  // namespace mutation
