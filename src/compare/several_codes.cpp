#include "compare/several_codes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace mutation {
namespace {

constexpr std::size_t kShortHash = 10;

struct Code {
  std::string train_script_sha256;
  std::string git_commit;
  auto operator<=>(const Code&) const = default;
};
using RunsByCode = std::map<Code, std::size_t>;

std::string hash_text(const std::string& hash) {
  return hash.empty() ? "none" : hash.substr(0, kShortHash);
}

std::string difference(const Code& other, const Code& usual) {
  if (other.train_script_sha256 != usual.train_script_sha256)
    return fmt::format("train script {}, not {}", hash_text(other.train_script_sha256),
                       hash_text(usual.train_script_sha256));
  return fmt::format("commit {}, not {}", hash_text(other.git_commit), hash_text(usual.git_commit));
}

std::string note_on(const std::string& repository, const RunsByCode& codes, std::size_t all) {
  const auto usual = std::ranges::max_element(codes, {}, &RunsByCode::value_type::second);
  std::size_t known = 0;
  for (const auto& [code, runs] : codes) known += runs;
  const std::size_t others = known - usual->second;
  std::string how = fmt::format("{} versions", codes.size());
  if (codes.size() == 2) {
    const auto other = usual == codes.begin() ? std::next(usual) : codes.begin();
    how = difference(other->first, usual->first);
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
    const Code code{run->train_script_sha256, run->git_commit};
    if (code != Code{}) ++repositories[run->repository][code];
  }
  std::vector<std::string> notes;
  for (const auto& [repository, codes] : repositories) {
    if (codes.size() > 1) notes.push_back(note_on(repository, codes, counts[repository]));
  }
  return notes;
}

}  // namespace mutation
