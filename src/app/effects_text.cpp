#include "app/effects_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "app/statistics_text.h"
#include "compare/analysis_json.h"
#include "export/figures.h"
#include "model/figure.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

std::string heading_of(const Effect& effect) {
  const MeasuredOn place{effect.device, effect.host, effect.simulated};
  std::string text = effect.repo + "/" + effect.model + ", ";
  text += effect.parallel ? mode_text(*effect.parallel) : "both modes";
  text += ", " + to_text(place);
  if (!effect.host.empty() && !effect.device.empty()) text += " on " + effect.host;
  text += fmt::format(": {} runs", effect.runs);
  return effect.within.empty() ? text : text + ", within " + effect.within + "s";
}

std::string per_text(const Effect& effect) {
  if (effect.per == "level") return effect.level + " for " + effect.reference;
  return effect.per == "doubling" ? "each doubling" : "the whole range";
}

std::string verdict_of(const Effect& effect) {
  std::string text = "not seen";
  if (effect.q && *effect.q <= 0.05) text = effect.effect.value > 0 ? "rises" : "falls";
  return effect.below_noise ? text + ", below the noise floor" : text;
}

bool have_interactions(const std::vector<const Effect*>& effects) {
  return std::ranges::any_of(effects,
                             [](const Effect* one) { return one->interaction.has_value(); });
}

TextTable table_of(const std::vector<const Effect*>& effects) {
  std::vector<TableColumn> columns = {{"figure"},
                                      {"hyperparameter"},
                                      {"values", Align::right},
                                      {"% [95 %]", Align::right},
                                      {"per"},
                                      {"% over its range", Align::right},
                                      {"p", Align::right},
                                      {"q", Align::right},
                                      {""}};
  const bool interactions = have_interactions(effects);
  if (interactions) {
    columns.push_back({"more when parallel, % [95 %]", Align::right});
    columns.push_back({"q", Align::right});
  }
  TextTable table(columns);
  for (const Effect* one : effects) {
    const auto& interaction = one->interaction;
    std::vector<std::string> row = {one->figure,
                                    one->hyperparameter,
                                    std::to_string(one->levels),
                                    change_text(one->effect),
                                    per_text(*one),
                                    fmt::format("{:+.3g}", one->over_range.value),
                                    p_text(one->p),
                                    p_text(one->q),
                                    verdict_of(*one)};
    if (interactions) {
      row.push_back(interaction ? change_text(interaction->effect) : "-");
      row.push_back(interaction ? p_text(interaction->q) : "-");
    }
    table.add_row(row);
  }
  return table;
}

void add_notes(const std::vector<const Effect*>& effects, std::vector<std::string>& lines) {
  std::set<std::string> told;
  for (const Effect* one : effects) {
    std::string floor;
    if (one->noise_floor) {
      floor = fmt::format("  {}: noise floor {:.2g} %", one->figure, 100 * *one->noise_floor);
    } else if (!one->figure.starts_with("metric:")) {
      floor = "  noise floor not known: `mutation calibrate` measures it";
    }
    if (!floor.empty() && told.insert(floor).second) lines.push_back(floor);
    const std::string note = "  " + one->figure + ": " + one->note;
    if (!one->note.empty() && told.insert(note).second) lines.push_back(note);
  }
}

}  // namespace

std::vector<std::string> effects_lines(const EffectsToShow& shown) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("Effects of hyperparameters in {} run{}", shown.runs,
                              shown.runs == 1 ? "" : "s"));
  for (const LeftOut& left : shown.left_out)
    lines.push_back(
        fmt::format("   left out: {} run{}: {}", left.runs, left.runs == 1 ? "" : "s", left.why));
  std::map<std::string, std::vector<const Effect*>> groups;
  for (const Effect& one : shown.effects) groups[heading_of(one)].push_back(&one);
  for (const auto& [heading, effects] : groups) {
    lines.emplace_back("");
    lines.push_back(heading);
    for (const std::string& line : table_of(effects).lines()) lines.push_back("  " + line);
    add_notes(effects, lines);
  }
  lines.emplace_back("");
  const auto with_q = std::ranges::count_if(
      shown.effects, [](const Effect& effect) { return effect.q.has_value(); });
  lines.push_back(fmt::format(
      "Each group and figure is one regression on all hyperparameters that vary, with the mode as "
      "a "
      "factor. q: Benjamini and Hochberg's over {} effect{}: of those with q up to 0.05 one in "
      "twenty is false on average.",
      with_q, with_q == 1 ? "" : "s"));
  for (const std::string& note : shown.notes) lines.push_back("note: " + note);
  return lines;
}

Json effects_json(const EffectsToShow& shown) {
  Json left_out = Json::array(), effects = Json::array();
  for (const LeftOut& left : shown.left_out)
    left_out.push_back({{"why", left.why}, {"runs", left.runs}});
  for (const Effect& effect : shown.effects) effects.push_back(effect_json(effect));
  return {{"schema_version", 1},
          {"runs", shown.runs},
          {"left_out", left_out},
          {"effects", effects},
          {"notes", shown.notes}};
}

}  // namespace mutation
