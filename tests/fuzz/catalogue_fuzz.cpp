// libFuzzer target: any bytes as a catalogue: never a crash, and always either a catalogue or
// problems that can be printed. Its corpus is corpus/catalogue/.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/read_outcome.h"
#include "settings/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ReadOutcome<Catalogue> outcome = read_catalogue(text, "catalogue");
  check_outcome(outcome);
  if (!outcome.value) return 0;
  for (const RepoSpec& repo : outcome.value->repos) {
    MUTATION_CHECK(!repo.name.empty() && !repo.models.empty());
    for (const HyperparameterSpec& spec : repo.hyperparameters) {
      MUTATION_CHECK(!spec.name.empty());
      MUTATION_CHECK(!spec.range || spec.choices.empty());
      hyperparameters_for(repo, repo.models.front());
      counts(repo, repo.models.front(), spec, {});  // ends: no condition leads back to itself
      if (spec.range) MUTATION_CHECK(spec.range->low <= spec.range->high);
    }
  }
  return 0;
}
