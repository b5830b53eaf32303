#include "app/plan_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "plan/plan_size.h"
#include "plan/plan_time.h"

namespace mutation {
namespace {

using Json = nlohmann::ordered_json;

struct EntrySummary {
  const PlannedRun* first = nullptr;
  PlanSize measured;
  std::size_t warm_ups = 0;
  std::unordered_set<int> configurations;
  std::vector<std::string> drawn;  // names, in the order in which they first occur
  std::optional<RepeatUntil> until;
  Seconds waits{0};
};

void add(const PlannedRun& run, EntrySummary& entry) {
  if (!entry.first) entry.first = &run;
  if (run.role == Role::warm_up) ++entry.warm_ups;
  if (run.repeat_until && !entry.until) entry.until = run.repeat_until;
  entry.configurations.insert(run.configuration);
  entry.waits += known_waits(run);
  for (const std::string& name : run.foreground.mutated) {
    if (std::ranges::find(entry.drawn, name) == entry.drawn.end()) entry.drawn.push_back(name);
  }
}

std::map<int, EntrySummary> entries_of(const Plan& plan) {
  std::map<int, EntrySummary> entries;
  for (const PlannedRun& run : plan.runs) add(run, entries[run.entry]);
  for (const auto& [index, size] : sizes_by_entry(plan.runs)) entries[index].measured = size;
  return entries;
}

std::string counted(std::size_t number, const std::string& thing) {
  return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

std::string counted(const PlanSize& size, const std::string& thing) {
  return fmt::format("{} {}{}", to_text(size), thing, size.most == 1 ? "" : "s");
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
  if (entry.until) text += "; " + to_text(*entry.until);
  fmt::print("{}; waits {}{}\n", text, entry.until ? "at least " : "", human_duration(entry.waits));
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
          {"runs", entry.measured.least},
          {"most_runs", entry.measured.most},
          {"warm_ups", entry.warm_ups},
          {"configurations", entry.configurations.size()},
          {"drawn", entry.drawn},
          {"known_waits_seconds", entry.waits.count()}};
}

// Warm-ups included.
PlanSize all_runs(const Plan& plan) {
  const PlanSize measured = plan_size(plan.runs);
  const std::size_t warm_ups = plan.runs.size() - measured.least;
  return {measured.least + warm_ups, measured.most + warm_ups};
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
                        {"most_runs", all_runs(plan).most},
                        {"known_waits_seconds", minimum_waits(plan).count()},
                        {"entries", std::move(entries)}};
  fmt::print("{}\n", summary.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void print_plan_head(const Plan& plan) {
  fmt::print("{}: {}, seed {}", plan.experiment_name, counted(all_runs(plan), "run"), plan.seed);
  if (plan.order != Order::as_written) fmt::print(", order {}", to_text(plan.order));
  fmt::print("\n");
  std::set<std::string> repeats;
  for (const PlannedRun& run : plan.runs) {
    if (run.repeat_until) repeats.insert(to_text(*run.repeat_until));
  }
  for (const std::string& repeat : repeats) fmt::print("{}\n", repeat);
  for (const std::string& note : plan.notes) fmt::print("note: {}\n", note);
}

std::string known_waits_text(const Plan& plan) {
  const PlanSize size = plan_size(plan.runs);
  return fmt::format("{}{} in all", size.most > size.least ? "at least " : "",
                     human_duration(minimum_waits(plan)));
}

void print_plan_summary(const Plan& plan, bool as_json) {
  if (as_json) return print_json(plan);
  print_plan_head(plan);
  fmt::print("\n");
  for (const auto& [index, entry] : entries_of(plan)) print_entry(index, entry);
  fmt::print("\nWaits known beforehand: {}.\n", known_waits_text(plan));
}

}  // namespace mutation
