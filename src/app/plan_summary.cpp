#include "app/plan_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "plan/plan_time.h"

namespace mutation {
namespace {

using Json = nlohmann::ordered_json;

struct EntrySummary {
  const PlannedRun* first = nullptr;
  std::size_t measured = 0;
  std::size_t warm_ups = 0;
  std::unordered_set<int> configurations;
  std::vector<std::string> drawn;  // names, in the order in which they first occur
  Seconds waits{0};
};

void add(const PlannedRun& run, EntrySummary& entry) {
  if (!entry.first) entry.first = &run;
  ++(run.role == Role::measured ? entry.measured : entry.warm_ups);
  entry.configurations.insert(run.configuration);
  entry.waits += known_waits(run);
  for (const std::string& name : run.foreground.mutated) {
    if (std::ranges::find(entry.drawn, name) == entry.drawn.end()) entry.drawn.push_back(name);
  }
}

std::map<int, EntrySummary> entries_of(const Plan& plan) {
  std::map<int, EntrySummary> entries;
  for (const PlannedRun& run : plan.runs) add(run, entries[run.entry]);
  return entries;
}

std::string counted(std::size_t number, const std::string& thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

void print_entry(int index, const EntrySummary& entry) {
  const PlannedRun& run = *entry.first;
  std::string text =
      fmt::format("  entry {}: {} {}", index + 1, run.foreground.repo, run.foreground.model);
  if (run.background)
    text += fmt::format(" beside {} {}", run.background->repo, run.background->model);
  text += fmt::format(" ({}): {} of {}", to_text(run.mode), counted(entry.measured, "run"),
                      counted(entry.configurations.size(), "configuration"));
  if (entry.warm_ups > 0) text += ", " + counted(entry.warm_ups, "warm-up");
  text += entry.drawn.empty() ? "" : "; drawn: " + joined(entry.drawn, ", ");
  fmt::print("{}; waits {}\n", text, human_duration(entry.waits));
}

Json json_of_entry(int index, const EntrySummary& entry) {
  const PlannedRun& run = *entry.first;
  const auto name = [](const PlannedTraining& training) {
    return Json{{"repo", training.repo}, {"model", training.model}};
  };
  return {{"entry", index},
          {"mode", to_text(run.mode)},
          {"foreground", name(run.foreground)},
          {"background", run.background ? name(*run.background) : Json()},
          {"runs", entry.measured},
          {"warm_ups", entry.warm_ups},
          {"configurations", entry.configurations.size()},
          {"drawn", entry.drawn},
          {"known_waits_seconds", entry.waits.count()}};
}

void print_json(const Plan& plan) {
  Json entries = Json::array();
  for (const auto& [index, entry] : entries_of(plan))
    entries.push_back(json_of_entry(index, entry));
  const Json summary = {{"experiment_name", plan.experiment_name},
                        {"seed", plan.seed},
                        {"order", to_text(plan.order)},
                        {"notes", plan.notes},
                        {"runs", plan.runs.size()},
                        {"known_waits_seconds", minimum_waits(plan).count()},
                        {"entries", std::move(entries)}};
  fmt::print("{}\n", summary.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void print_plan_head(const Plan& plan) {
  fmt::print("{}: {}, seed {}", plan.experiment_name, counted(plan.runs.size(), "run"), plan.seed);
  if (plan.order != Order::as_written) fmt::print(", order {}", to_text(plan.order));
  fmt::print("\n");
  for (const std::string& note : plan.notes) fmt::print("note: {}\n", note);
}

void print_plan_summary(const Plan& plan, bool as_json) {
  if (as_json) return print_json(plan);
  print_plan_head(plan);
  fmt::print("\n");
  for (const auto& [index, entry] : entries_of(plan)) print_entry(index, entry);
  fmt::print("\nWaits known beforehand: {} in all.\n", human_duration(minimum_waits(plan)));
}

}  // namespace mutation
