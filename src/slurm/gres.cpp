#include "slurm/gres.h"

#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.h"
#include "slurm/answer_text.h"

namespace mutation {
namespace {

// "name", "name:count", "name:type", "name:type:count"; the count may have a unit. [sbatch(1)]
struct GresWord {
  std::string name;
  std::string type;  // "" for any
  double count = 1;
};

std::optional<double> count_of(std::string_view text) {
  constexpr std::string_view kUnits = "kmgtp";
  double factor = 1;
  if (!text.empty()) {
    const char last = static_cast<char>(text.back() | 0x20);
    if (const size_t unit = kUnits.find(last); unit != std::string_view::npos) {
      for (size_t i = 0; i <= unit; ++i) factor *= 1024;
      text.remove_suffix(1);
    }
  }
  const std::optional<std::uint32_t> number = slurm_number(text);
  if (!number) return {};
  return *number * factor;
}

GresWord read_gres(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  GresWord word{.name = parts[0], .type = "", .count = 1};
  if (parts.size() == 1) return word;
  if (const std::optional<double> count = count_of(parts.back())) {
    word.count = *count;
    if (parts.size() > 2) word.type = parts[1];
  } else {
    word.type = parts[1];
  }
  return word;
}

}  // namespace

std::vector<std::string> gres_words(std::string_view list) {
  std::vector<std::string> all;
  std::string one;
  int depth = 0;
  for (const char c : list) {
    if (c == '(') ++depth;
    if (depth == 0 && c == ',') {
      if (!one.empty()) all.push_back(std::move(one));
      one.clear();
    } else if (depth == 0) {
      one += c;
    }
    if (c == ')') --depth;
  }
  if (!one.empty()) all.push_back(std::move(one));
  return all;
}

bool has_gres(const std::vector<std::string>& words, const std::string& asked) {
  const GresWord wanted = read_gres(asked);
  double count = 0;
  for (const std::string& text : words) {
    const GresWord had = read_gres(text);
    if (had.name == wanted.name && (wanted.type.empty() || wanted.type == had.type)) {
      count += had.count;
    }
  }
  return count > 0 && count >= wanted.count;
}

}  // namespace mutation
