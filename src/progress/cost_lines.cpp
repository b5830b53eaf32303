#include "progress/cost_lines.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "progress/figures.h"

namespace mutation {
namespace {

std::string part(const char* name, const std::optional<Joules>& energy) {
  return std::string(name) + " " + (energy ? energy_text(*energy) : "not measured");
}

std::string energy_line(const Consumption& consumption) {
  const auto measured = measured_energy(consumption);
  if (!measured) return "none was measured";
  return fmt::format("{:.4g} kWh measured: {}, {}", kilowatt_hours(*measured),
                     part("GPU", consumption.gpu), part("CPU", consumption.cpu));
}

std::string cost_line(const Consumption& consumption, const Tariff& tariff) {
  std::vector<std::string> parts;
  if (const auto price = price_of(consumption, tariff)) {
    parts.push_back(fmt::format("{:.4g} {} at {:.4g} {}/kWh", *price, tariff.currency,
                                *tariff.price_per_kwh, tariff.currency));
  }
  if (const auto grams = grams_of(consumption, tariff)) {
    parts.push_back(
        fmt::format("{:.4g} g CO2e at {:.4g} g/kWh", *grams, *tariff.grid_grams_per_kwh));
  }
  return joined(parts, ", ") + (tariff.source.empty() ? "" : " (" + tariff.source + ")");
}

}  // namespace

Lines cost_lines(const Consumption& consumption, const Tariff& tariff) {
  if (!is_given(tariff)) return {};
  Lines lines = {labelled("Energy", energy_line(consumption))};
  if (measured_energy(consumption)) {
    lines.push_back(labelled("",
                             "of every attempt from its gate to its stop; nothing else that "
                             "the machine used is in it",
                             Tone::dim));
    lines.push_back(labelled("Cost", cost_line(consumption, tariff)));
  }
  if (consumption.simulated) {
    lines.push_back(labelled(
        "Simulated", energy_text(*consumption.simulated) + " of simulated GPUs, which cost nothing",
        Tone::doubtful));
  }
  if (consumption.incomplete > 0) {
    lines.push_back(labelled(
        "",
        fmt::format("{} of {} attempts lack a figure, or a part of one{}", consumption.incomplete,
                    consumption.attempts, measured_energy(consumption) ? ": it was more" : ""),
        Tone::doubtful));
  }
  return lines;
}

}  // namespace mutation
