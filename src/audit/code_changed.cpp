// Runs of a repository whose code was not the same as that of its other runs.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/checks.h"
#include "audit/training_code.h"

namespace mutation {
namespace {

constexpr std::size_t kMostRelated = 3;
// A run of which nothing is known is compared with none.
using RunsByCode = std::map<TrainingCode, std::vector<std::size_t>>;

// Of several that have as many runs, the first.
const RunsByCode::value_type& most_common(const RunsByCode& versions) {
  return *std::ranges::max_element(versions, [](const auto& one, const auto& other) {
    return std::pair(one.second.size(), other.second.front()) <
           std::pair(other.second.size(), one.second.front());
  });
}

// Where they are runs of one session, a changed train script speaks against comparing them; runs of
// several may be meant to differ.
void compare(const RunsByCode& versions, bool one_session, const std::vector<RecordedRun>& runs,
             std::set<std::size_t>& told, std::vector<Finding>& findings) {
  if (versions.size() < 2) return;
  std::size_t total = 0;
  for (const auto& [code, members] : versions) total += members.size();
  const auto& [usual, others] = most_common(versions);
  for (const auto& [code, members] : versions) {
    if (code == usual) continue;
    const bool same_script = code.train_script_sha256 == usual.train_script_sha256;
    for (const std::size_t run : members) {
      if (!told.insert(run).second) continue;
      Finding finding{
          .code = "code_changed",
          .severity = one_session && !same_script ? Gravity::doubtful : Gravity::note,
          .run = run,
          .evidence = fmt::format("not the code of {} of the {} runs of {}{}: {}", others.size(),
                                  total, runs[run].repository, one_session ? " in its session" : "",
                                  difference_text(code, usual))};
      for (std::size_t i = 0; i < std::min(others.size(), kMostRelated); ++i)
        finding.related.push_back(others[i]);
      findings.push_back(std::move(finding));
    }
  }
}

}  // namespace

void check_code_changed(const Material& material, std::vector<Finding>& findings) {
  const std::vector<RecordedRun>& runs = *material.runs;
  std::map<std::string, RunsByCode> all;
  std::map<std::pair<std::string, std::string>, RunsByCode> in_sessions;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RecordedRun& run = runs[i];
    const TrainingCode code = training_code_of(run);
    if (!is_known(code) || material.facts[i].original != kNone) continue;
    all[run.repository][code].push_back(i);
    in_sessions[{run.session, run.repository}][code].push_back(i);
  }
  std::set<std::size_t> told;
  for (const auto& [session, versions] : in_sessions) compare(versions, true, runs, told, findings);
  for (const auto& [repository, versions] : all) compare(versions, false, runs, told, findings);
}

}  // namespace mutation
