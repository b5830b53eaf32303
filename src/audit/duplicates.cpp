// The same run twice, and names that are used twice.
#include <fmt/format.h>

#include <unordered_map>

#include "audit/checks.h"

namespace mutation {
namespace {

constexpr std::size_t kMostRelated = 3;

std::string name_of(const RecordedRun& run) {
  return run.experiment_id.empty() ? run.run_id : run.experiment_id;
}

std::string place_of(const RecordedRun& run) {
  return run.line > 0 ? fmt::format("{} (line {})", name_of(run), run.line) : name_of(run);
}

std::string same_text(const RecordedRun& run, const RecordedRun& original) {
  if (!run.timestamp.empty() && run.timestamp == original.timestamp)
    return fmt::format("the same run as {}: both ended at {}", place_of(original), run.timestamp);
  return fmt::format("the same run as {}: both took {} s", place_of(original),
                     run.duration ? run.duration->count() : 0.0);
}

}  // namespace

void check_duplicates(const Material& material, std::vector<Finding>& findings) {
  const std::vector<RecordedRun>& runs = *material.runs;
  std::unordered_map<std::string, std::vector<std::size_t>> names;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::size_t original = material.facts[i].original;
    if (original != kNone) {
      findings.push_back({.code = "duplicate",
                          .severity = Gravity::do_not_use,
                          .run = i,
                          .evidence = same_text(runs[i], runs[original]),
                          .related = {original}});
    } else if (!runs[i].experiment_id.empty()) {
      names[runs[i].experiment_id].push_back(i);
    }
  }
  for (const auto& [name, members] : names) {
    if (members.size() < 2) continue;
    for (const std::size_t i : members) {
      Finding finding{
          .code = "repeated_id",
          .run = i,
          .evidence = fmt::format("{} runs are named {}: join by run_id", members.size(), name)};
      for (std::size_t k = 0; k < members.size() && finding.related.size() < kMostRelated; ++k) {
        if (members[k] != i) finding.related.push_back(members[k]);
      }
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace mutation
