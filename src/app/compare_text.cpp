#include "app/compare_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/statistics_text.h"
#include "base/text.h"
#include "compare/analysis_json.h"
#include "model/figure.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

constexpr double kLevel = 0.05;

std::string runs_text(std::size_t runs) {
  return fmt::format("{} run{}", runs, runs == 1 ? "" : "s");
}

void add_side(const char* name, const SideToShow& side, std::vector<std::string>& lines) {
  lines.push_back(fmt::format("{}: {}: {}", name, side.text, runs_text(side.runs)));
  for (const LeftOut& left : side.left_out)
    lines.push_back(fmt::format("   left out: {}: {}", runs_text(left.runs), left.why));
}

std::string figure_text(const std::string& figure) {
  const auto spec = figure_spec_of(figure);
  if (!spec) return figure;
  return spec->unit.empty() ? spec->label : spec->label + " (" + spec->unit + ")";
}

MeasuredOn place_of(const Comparison& comparison) {
  return {comparison.device, comparison.host, comparison.simulated};
}

std::string heading_of(const Comparison& comparison) {
  std::string text = to_text(place_of(comparison));
  if (!comparison.host.empty() && !comparison.device.empty()) text += " on " + comparison.host;
  if (!comparison.model.empty()) text += ", " + comparison.repo + "/" + comparison.model;
  return text;
}

std::string verdict_of(const Comparison& comparison) {
  if (!comparison.p)
    return comparison.difference.low == comparison.difference.high ? "no spread" : "too few runs";
  std::string text = "no difference seen";
  if (*comparison.p_adjusted <= kLevel) text = b_is_higher(comparison) ? "B higher" : "B lower";
  return comparison.below_noise ? text + ", below the noise floor" : text;
}

std::string test_of_text(const Comparison& comparison) {
  if (comparison.paired)
    return fmt::format("paired t, {} pairs by {}", comparison.strata, comparison.within);
  if (comparison.strata == 1) return comparison.test;
  return fmt::format("{}, {} strata by {}", comparison.test, comparison.strata, comparison.within);
}

std::string side_text(const ComparedSide& side) {
  return fmt::format("{} ({})", mean_text(side.mean), side.runs);
}

TextTable differences_of(const std::vector<const Comparison*>& comparisons) {
  TextTable table({{"figure"},
                   {"A (runs)", Align::right},
                   {"B (runs)", Align::right},
                   {"B - A [95 %]", Align::right},
                   {"% of A [95 %]", Align::right},
                   {"p adjusted", Align::right},
                   {""}});
  for (const Comparison* one : comparisons)
    table.add_row({figure_text(one->figure), side_text(one->a), side_text(one->b),
                   change_text(one->difference), ratio_text(one->ratio), p_text(one->p_adjusted),
                   verdict_of(*one)});
  return table;
}

TextTable tests_of(const std::vector<const Comparison*>& comparisons) {
  TextTable table({{"figure"},
                   {"test"},
                   {"p", Align::right},
                   {"p permuted", Align::right},
                   {"Hedges' g [95 %]", Align::right},
                   {"noise floor", Align::right},
                   {"more runs for 1 %", Align::right}});
  for (const Comparison* one : comparisons) {
    std::optional<double> permuted;
    if (one->permutation) permuted = one->permutation->p;
    table.add_row(
        {figure_text(one->figure), test_of_text(*one), p_text(one->p), p_text(permuted),
         one->effect_size ? change_text(*one->effect_size) : "-",
         one->noise_floor ? fmt::format("{:.2g} %", 100 * *one->noise_floor) : "not known",
         one->runs_needed ? std::to_string(*one->runs_needed) : "-"});
  }
  return table;
}

// Each note once, with the figures that it is of unless these are all.
void add_notes(const std::vector<const Comparison*>& comparisons, std::vector<std::string>& lines) {
  std::vector<std::pair<std::string, std::vector<std::string>>> notes;
  const auto add = [&](const std::string& note, const std::string& figure) {
    auto found = std::ranges::find(notes, note, [](const auto& known) { return known.first; });
    if (found == notes.end()) found = notes.insert(found, {note, {}});
    found->second.push_back(figure);
  };
  for (const Comparison* one : comparisons) {
    if (!one->noise_floor && !one->figure.starts_with("metric:"))
      add("noise floor not known: `mutation calibrate` measures it", one->figure);
    for (const std::string& note : one->notes) add(note, one->figure);
  }
  for (const auto& [note, figures] : notes) {
    const bool all = figures.size() == comparisons.size();
    lines.push_back("  " + (all ? "" : joined(figures, ", ") + ": ") + note);
  }
}

std::string permutations_text(const std::vector<Comparison>& comparisons) {
  bool exact = false;
  std::size_t most = 0;
  for (const Comparison& one : comparisons) {
    if (!one.permutation) continue;
    exact = exact || one.permutation->exact;
    if (!one.permutation->exact) most = std::max(most, one.permutation->divisions);
  }
  if (most == 0) return "of all divisions";
  return fmt::format("of {}{} random divisions", exact ? "all divisions, or of " : "", most);
}

}  // namespace

std::vector<std::string> compared_lines(const RunsCompared& shown) {
  std::vector<std::string> lines;
  add_side("A", shown.a, lines);
  add_side("B", shown.b, lines);
  std::map<std::string, std::vector<const Comparison*>> groups;
  for (const Comparison& one : shown.comparisons) groups[heading_of(one)].push_back(&one);
  for (const auto& [heading, comparisons] : groups) {
    lines.emplace_back("");
    lines.push_back(heading);
    for (const std::string& line : differences_of(comparisons).lines())
      lines.push_back("  " + line);
    lines.emplace_back("");
    for (const std::string& line : tests_of(comparisons).lines()) lines.push_back("  " + line);
    add_notes(comparisons, lines);
  }
  lines.emplace_back("");
  const auto tested = std::ranges::count_if(
      shown.comparisons, [](const auto& comparison) { return comparison.p_adjusted.has_value(); });
  lines.push_back(fmt::format("p permuted: {}; p adjusted: Holm's over {} comparison{}",
                              permutations_text(shown.comparisons), tested,
                              tested == 1 ? "" : "s"));
  lines.emplace_back(
      "Hedges' g: the difference in standard deviations of equal runs; more runs: a side, to see 1 "
      "% "
      "in 80 of 100 cases");
  for (const std::string& note : shown.notes) lines.push_back("note: " + note);
  return lines;
}

namespace {

Json side_json(const SideToShow& side) {
  Json left_out = Json::array();
  for (const LeftOut& left : side.left_out)
    left_out.push_back({{"why", left.why}, {"runs", left.runs}});
  return {{"named", side.text}, {"runs", side.runs}, {"left_out", left_out}};
}

}  // namespace

Json compared_json(const RunsCompared& shown) {
  Json comparisons = Json::array();
  for (const Comparison& one : shown.comparisons) comparisons.push_back(comparison_json(one));
  return {{"schema_version", 1},
          {"a", side_json(shown.a)},
          {"b", side_json(shown.b)},
          {"comparisons", comparisons},
          {"notes", shown.notes}};
}

}  // namespace mutation
