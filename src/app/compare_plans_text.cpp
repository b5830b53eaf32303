#include "app/compare_plans_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/text.h"

namespace mutation {
namespace {

using Json = nlohmann::ordered_json;

std::string counted(int number, const std::string& what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

std::string text_of(const EntryReading& reading) {
  if (reading.runs == 0) return "no run";
  std::string text = fmt::format("{} of {}", counted(reading.runs, "run"), reading.training);
  if (!reading.mutated.empty()) text += ", drawn: " + joined(reading.mutated, ", ");
  if (!reading.given.empty()) text += ", given: " + to_text(reading.given);
  if (!reading.background.empty()) text += ", beside " + reading.background;
  return text;
}

std::string text_of(const EntryComparison& entry) {
  const int number = entry.entry + 1;
  if (entry.differs.empty())
    return fmt::format("  entry {}: both: {}\n", number, text_of(entry.own));
  std::string text =
      fmt::format("  entry {}: differs in {}\n    here:        {}\n    Python tool: {}\n", number,
                  joined(entry.differs, ", "), text_of(entry.own), text_of(entry.reference));
  for (const ReadingDifference& detail : entry.details)
    text += fmt::format("    {}:\n      here:        {}\n      Python tool: {}\n", detail.what,
                        detail.own, detail.reference);
  return text + fmt::format("    why: {}\n", entry.why);
}

Json json_of(const EntryReading& reading) {
  Json given = Json::object();
  for (const NamedValue& named : reading.given) {
    given[named.name] = std::visit([](const auto& held) { return Json(held); }, named.value);
  }
  return {{"runs", reading.runs},
          {"training", reading.training},
          {"mutated", reading.mutated},
          {"given", given},
          {"background", reading.background.empty() ? Json() : Json(reading.background)}};
}

}  // namespace

std::string comparison_text(const ComparisonToShow& shown) {
  const PlanComparison& comparison = shown.comparison;
  const size_t entries = comparison.entries.size();
  std::string text =
      fmt::format("{}: {} here, {} with the Python tool; {} of {} {} differ\n", shown.name,
                  counted(comparison.own_runs, "run"), counted(comparison.reference_runs, "run"),
                  comparison.entries_that_differ, entries, entries == 1 ? "entry" : "entries");
  constexpr size_t kMostShown = 10;
  for (size_t i = 0; i < std::min(shown.refused.size(), kMostShown); ++i)
    text += "refused here: " + shown.refused[i] + "\n";
  if (shown.refused.size() > kMostShown) {
    text +=
        fmt::format("refused here: and {} more, which `mutation plan` without --compare lists\n",
                    shown.refused.size() - kMostShown);
  }
  for (const std::string& note : shown.own_notes) text += "note, here: " + note + "\n";
  for (const std::string& note : shown.reference_notes) text += "note, Python tool: " + note + "\n";
  text += "\n";
  for (const EntryComparison& entry : comparison.entries) text += text_of(entry);
  return text;
}

std::string comparison_json(const ComparisonToShow& shown) {
  Json entries = Json::array();
  for (const EntryComparison& entry : shown.comparison.entries) {
    Json details = Json::object();
    for (const auto& [what, own, reference] : entry.details)
      details[what] = {{"default", own}, {"reference", reference}};
    entries.push_back({{"entry", entry.entry + 1},
                       {"default", json_of(entry.own)},
                       {"reference", json_of(entry.reference)},
                       {"differs", entry.differs},
                       {"details", details},
                       {"why", entry.why.empty() ? Json() : Json(entry.why)}});
  }
  const Json document = {{"experiment_name", shown.name},
                         {"default_runs", shown.comparison.own_runs},
                         {"reference_runs", shown.comparison.reference_runs},
                         {"entries_that_differ", shown.comparison.entries_that_differ},
                         {"refused", shown.refused},
                         {"default_notes", shown.own_notes},
                         {"reference_notes", shown.reference_notes},
                         {"entries", entries}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace mutation
