#include "settings/modes.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::array<std::pair<std::string_view, Mode>, 3> kModes = {{
    {"mutation", Mode::mutation},
    {"default", Mode::fixed},
    {"parallel", Mode::parallel},
}};

}  // namespace

ModeReading read_mode(ObjectReader& reader) {
  ModeReading reading;
  reading.given = reader.has("mode");
  const auto word = reader.text("mode");
  if (!word) return reading;
  std::vector<std::string> known;
  for (const auto& [name, mode] : kModes) {
    if (*word == name) reading.mode = mode;
    known.emplace_back(name);
  }
  if (!reading.mode) {
    reader.report("mode", fmt::format("unknown mode {}", in_quotes(*word)),
                  suggestion_or_list(*word, known));
  }
  return reading;
}

}  // namespace mutation
