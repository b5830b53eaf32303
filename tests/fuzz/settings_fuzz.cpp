// libFuzzer target: any bytes as a settings file, held against a small catalogue that the corpus
// knows: never a crash, and always either a value or problems that can be printed. Its corpus is
// corpus/settings/.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/read_outcome.h"
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

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool skip : {false, true}) {
    check_outcome(read_settings(text, "settings", known_catalogue(), {skip}));
  }
  return 0;
}
