#include "audit/training_code.h"

#include <fmt/format.h>

namespace mutation {
namespace {

constexpr std::size_t kShortHash = 10;

std::string hash_text(const std::string& hash) {
  return hash.empty() ? "none" : hash.substr(0, kShortHash);
}

}  // namespace

TrainingCode training_code_of(const RecordedRun& run) {
  return {run.train_script_sha256, run.git_commit};
}

bool is_known(const TrainingCode& code) {
  return code != TrainingCode{};
}

std::string difference_text(const TrainingCode& code, const TrainingCode& usual) {
  const bool same_script = code.train_script_sha256 == usual.train_script_sha256;
  const std::string& own = same_script ? code.git_commit : code.train_script_sha256;
  const std::string& theirs = same_script ? usual.git_commit : usual.train_script_sha256;
  return fmt::format("{} {}, not {}", same_script ? "commit" : "train script", hash_text(own),
                     hash_text(theirs));
}

}  // namespace mutation
