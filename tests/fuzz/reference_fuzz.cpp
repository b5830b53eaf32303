// libFuzzer target: any bytes as a settings file read as the Python tool did, and as a CSV file of
// its history: never a crash, always either a value or problems, and entries that can be planned.
// Its corpus is corpus/reference/.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/known_catalogue.h"
#include "fuzz/read_outcome.h"
#include "settings/reference_history.h"
#include "settings/reference_settings.h"

namespace mutation {
namespace {

void check_entry(const ReferenceEntry& entry) {
  if (!entry.skipped.empty()) return;
  const RepoSpec* repo = find_repo(known_catalogue(), entry.foreground.repo);
  MUTATION_CHECK(repo != nullptr);
  for (const std::string& name : entry.drawn)
    MUTATION_CHECK(find_hyperparameter(*repo, name) != nullptr);
  for (const NamedValue& given : entry.foreground.hyperparameters)
    MUTATION_CHECK(find_hyperparameter(*repo, given.name) != nullptr);
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto outcome = read_reference_settings(text, "settings", known_catalogue());
  check_outcome(outcome);
  if (outcome.value) {
    for (const ReferenceEntry& entry : outcome.value->entries) check_entry(entry);
  }
  for (const PastConfiguration& past : reference_rows(text))
    MUTATION_CHECK(!past.hyperparameters.empty());
  return 0;
}
