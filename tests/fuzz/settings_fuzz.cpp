// Any bytes at all, read as a settings file and as a catalogue: never a crash, and always either a
// value or problems that can be printed. A settings file is held against a small catalogue that the
// corpus knows.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "settings/read.h"

namespace mutation {
namespace {

constexpr std::string_view kCatalogue = R"({"models": {
  "examples": {"path": "p", "train_script": "./train.sh", "models": ["mnist", "siamese"],
    "supported_hyperparams": {
      "epochs": {"flag": "-e", "type": "int", "default": 10, "range": [5, 15]},
      "learning_rate": {"flag": "-l", "type": "float", "range": [0.005, 0.02],
                        "distribution": "log_uniform"},
      "optimizer": {"flag": "-o", "type": "str", "default": "sgd"}}}}})";

const Catalogue& known_catalogue() {
  static const Catalogue kKnown = *read_catalogue(kCatalogue, "catalogue").value;
  return kKnown;
}

template <typename T>
void check_outcome(const ReadOutcome<T>& outcome) {
  MUTATION_CHECK(outcome.value.has_value() == outcome.problems.empty());
  for (const Problem& problem : outcome.problems) {
    MUTATION_CHECK(!problem.text.empty() && problem.line >= 0);
    MUTATION_CHECK(!to_text(problem).empty());
  }
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool skip : {false, true}) {
    check_outcome(read_settings(text, "settings", known_catalogue(), {skip}));
  }
  check_outcome(read_catalogue(text, "catalogue"));
  return 0;
}
