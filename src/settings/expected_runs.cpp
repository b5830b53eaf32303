#include "settings/expected_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "settings/wording.h"

namespace mutation {
namespace {

bool says_number_of_runs(std::string_view key) {
  if (key.starts_with('_')) key.remove_prefix(1);
  constexpr std::array<std::string_view, 4> kWords = {"estimated_", "expected_", "target_",
                                                      "total_"};
  return std::ranges::any_of(kWords, [&](std::string_view word) {
    if (!key.starts_with(word)) return false;
    const std::string_view counted = key.substr(word.size());
    return counted == "experiments" || counted == "runs";
  });
}

}  // namespace

void find_expected_runs(const JsonNode& object, std::optional<int> entry,
                        std::vector<ExpectedRuns>& expected) {
  for (const JsonNode& member : object.children) {
    if (member.kind == JsonKind::integer && says_number_of_runs(member.key)) {
      expected.push_back({entry, member.key, member.integer});
    }
  }
}

std::vector<std::string> expected_runs_notes(const Settings& settings, const Plan& plan) {
  std::vector<std::string> notes;
  for (const ExpectedRuns& expected : settings.expected_runs) {
    const auto planned = std::ranges::count_if(plan.runs, [&](const PlannedRun& run) {
      return run.role == Role::measured && (!expected.entry || run.entry == *expected.entry);
    });
    if (planned == expected.runs) continue;
    const std::string who =
        expected.entry ? fmt::format("entry {}", *expected.entry + 1) : std::string("the file");
    notes.push_back(fmt::format("{} says {}: {}, but {} {} planned{}", who, in_quotes(expected.key),
                                expected.runs, planned, planned == 1 ? "run is" : "runs are",
                                planned < expected.runs
                                    ? ": \"runs_per_config\" counts runs of an entry, not of each "
                                      "hyperparameter"
                                    : ""));
  }
  return notes;
}

}  // namespace mutation
