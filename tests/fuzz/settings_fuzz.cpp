// libFuzzer target: any bytes as a settings file, held against a small catalogue that the corpus
// knows: never a crash, and always either a value or problems that can be printed. Its corpus is
// corpus/settings/.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/known_catalogue.h"
#include "fuzz/read_outcome.h"
#include "settings/read.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool skip : {false, true}) {
    check_outcome(read_settings(text, "settings", known_catalogue(), {skip}));
  }
  return 0;
}
