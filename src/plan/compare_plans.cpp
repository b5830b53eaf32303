#include "plan/compare_plans.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mutation {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string background_text(const PlannedTraining& training) {
  const std::string values = to_text(training.hyperparameters);
  return training.repo + " " + training.model + (values.empty() ? "" : " " + values);
}

void add_run(const PlannedRun& run, EntryReading& reading) {
  const PlannedTraining& training = run.foreground;
  if (reading.runs++ == 0) {
    reading.training = training.repo + " " + training.model;
    if (run.background) reading.background = background_text(*run.background);
  }
  for (const NamedValue& passed : training.hyperparameters) {
    if (contains(training.mutated, passed.name)) {
      if (!contains(reading.mutated, passed.name)) reading.mutated.push_back(passed.name);
    } else if (!find(reading.given, passed.name)) {
      reading.given.push_back(passed);
    }
  }
}

std::vector<EntryReading> readings_of(const Plan& plan, size_t entries) {
  std::vector<EntryReading> readings(entries);
  for (const PlannedRun& run : plan.runs) {
    const auto entry = static_cast<size_t>(run.entry);
    if (entry >= readings.size()) readings.resize(entry + 1);
    if (run.role == Role::measured) add_run(run, readings[entry]);
  }
  return readings;
}

bool same_values(const Hyperparameters& a, const Hyperparameters& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const NamedValue& one) {
           const Value* other = find(b, one.name);
           return other && same_value(one.value, *other);
         });
}

bool same_names(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

// Only the runs where one reading has none: all else follows from that.
std::vector<std::string> differences(const EntryReading& own, const EntryReading& reference) {
  std::vector<std::string> differs;
  if (own.runs != reference.runs) differs.emplace_back("runs");
  if (own.runs == 0 || reference.runs == 0) return differs;
  if (own.training != reference.training) differs.emplace_back("training");
  if (!same_names(own.mutated, reference.mutated)) differs.emplace_back("mutated");
  if (!same_values(own.given, reference.given)) differs.emplace_back("given");
  if (own.background != reference.background) differs.emplace_back("background");
  return differs;
}

std::string why(const EntryComparison& comparison, const ReferencePlan& reference, bool refused) {
  if (comparison.differs.empty()) return "";
  if (refused) return "this program refuses the file, which the Python tool took";
  const auto entry = static_cast<size_t>(comparison.entry);
  if (entry < reference.entry_notes.size() && !reference.entry_notes[entry].empty())
    return "the Python tool: " + joined(reference.entry_notes[entry], "; ");
  if (entry >= reference.entry_notes.size()) return "the Python tool had ended before it";
  return "this program reads more of the top level than the Python tool did: see the notes";
}

}  // namespace

PlanComparison compare_plans(const std::optional<Plan>& own, const ReferencePlan& reference) {
  const size_t known = reference.entry_notes.size();
  std::vector<EntryReading> ours = readings_of(own ? *own : Plan(), known);
  std::vector<EntryReading> theirs = readings_of(reference.plan, ours.size());
  ours.resize(theirs.size());
  PlanComparison result;
  for (size_t i = 0; i < ours.size(); ++i) {
    EntryComparison comparison{.entry = static_cast<int>(i),
                               .own = std::move(ours[i]),
                               .reference = std::move(theirs[i]),
                               .differs = {},
                               .why = {}};
    comparison.differs = differences(comparison.own, comparison.reference);
    comparison.why = why(comparison, reference, !own);
    result.own_runs += comparison.own.runs;
    result.reference_runs += comparison.reference.runs;
    result.entries_that_differ += comparison.differs.empty() ? 0 : 1;
    result.entries.push_back(std::move(comparison));
  }
  return result;
}

}  // namespace mutation
