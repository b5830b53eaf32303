#include "compare/several_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "audit/training_code.h"

namespace mutation {
namespace {

using RunsByCode = std::map<TrainingCode, std::size_t>;

std::string note_on(const std::string& repository, const RunsByCode& codes, std::size_t all) {
  const auto usual = std::ranges::max_element(codes, {}, &RunsByCode::value_type::second);
  std::size_t known = 0;
  for (const auto& [code, runs] : codes) known += runs;
  const std::size_t others = known - usual->second;
  std::string how = fmt::format("{} versions", codes.size());
  if (codes.size() == 2) {
    const auto other = usual == codes.begin() ? std::next(usual) : codes.begin();
    how = difference_text(other->first, usual->first);
  }
  return fmt::format(
      "{} of {} runs of {} {} of other code than the rest ({}): what the code changed is in the "
      "figures",
      others, all, repository, others == 1 ? "is" : "are", how);
}

}  // namespace

std::vector<std::string> notes_on_several_codes(const RunGroup& runs) {
  std::map<std::string, RunsByCode> repositories;
  std::map<std::string, std::size_t> counts;
  for (const RecordedRun* run : runs) {
    ++counts[run->repository];
    const TrainingCode code = training_code_of(*run);
    if (is_known(code)) ++repositories[run->repository][code];
  }
  std::vector<std::string> notes;
  for (const auto& [repository, codes] : repositories) {
    if (codes.size() > 1) notes.push_back(note_on(repository, codes, counts[repository]));
  }
  return notes;
}

}  // namespace mutation
