#include "settings/interpretations.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr size_t kMostNamed = 3;  // entries listed one by one

// "experiments[0] and experiments[4]", "12 entries".
std::string places_text(const std::vector<int>& entries) {
  if (entries.size() > kMostNamed) return fmt::format("{} entries", entries.size());
  std::string text;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) text += i + 1 == entries.size() ? " and " : ", ";
    text += fmt::format("experiments[{}]", entries[i]);
  }
  return text;
}

}  // namespace

void Interpretations::add(int entry, const std::string& meaning) {
  auto found = std::ranges::find(meanings_, meaning, &decltype(meanings_)::value_type::first);
  if (found == meanings_.end()) found = meanings_.insert(found, {meaning, {}});
  std::vector<int>& entries = found->second;
  if (entry != kWholeFile && (entries.empty() || entries.back() != entry)) entries.push_back(entry);
}

void Interpretations::without_effect(const std::string& key) {
  if (std::ranges::find(without_effect_, key) == without_effect_.end()) {
    without_effect_.push_back(key);
  }
}

std::string Interpretations::note() const {
  std::vector<std::string> parts;
  for (const auto& [meaning, entries] : meanings_) {
    parts.push_back(entries.empty() ? meaning
                                    : fmt::format("in {}, {}", places_text(entries), meaning));
  }
  if (!without_effect_.empty()) {
    std::vector<std::string> keys;
    for (const std::string& key : without_effect_) keys.push_back(in_quotes(key));
    parts.push_back("without effect: " + joined(keys, ", "));
  }
  return parts.empty() ? "" : "read as: " + joined(parts, "; ");
}

}  // namespace mutation
