#include "settings/reference_mutate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "settings/reference_values.h"

namespace mutation {
namespace {

std::vector<std::string> letters(std::string_view text) {
  std::vector<std::string> found;
  while (!text.empty()) {
    const size_t length = std::max<size_t>(1, utf8_sequence_length(text));
    found.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return found;
}

void take_all(const RepoSpec& repo, ReferenceMutate& mutate) {
  for (const HyperparameterSpec& spec : repo.hyperparameters) mutate.names.push_back(spec.name);
  mutate.compared = mutate.names;
}

void take_names(std::vector<std::string> asked, const RepoSpec& repo, ReferenceMutate& mutate) {
  for (const std::string& name : asked)
    (find_hyperparameter(repo, name) ? mutate.names : mutate.dropped).push_back(name);
  mutate.compared = std::move(asked);
}

}  // namespace

ReferenceMutate read_reference_mutate(const JsonNode* mutate, const RepoSpec& repo) {
  ReferenceMutate result;
  if (!mutate) return take_all(repo, result), result;
  std::vector<std::string> asked;
  bool unhashable = false;
  switch (mutate->kind) {
    case JsonKind::array:
      for (const JsonNode& item : mutate->children) {
        if (item.kind == JsonKind::text) asked.push_back(item.text);
        unhashable = unhashable || !is_hashable(item);
        if (item.kind != JsonKind::text && is_hashable(item))
          result.dropped.push_back(python_str(item).value_or(""));
      }
      break;
    case JsonKind::object:
      for (const JsonNode& member : mutate->children) asked.push_back(member.key);
      break;
    case JsonKind::text:
      asked = letters(mutate->text);
      if (mutate->text.find("all") != std::string::npos) asked = {"all"};
      break;
    default:
      result.mistake = fmt::format("its \"mutate\" is {}", shown(*mutate));
      return result;
  }
  if (std::ranges::find(asked, "all") != asked.end()) {
    take_all(repo, result);
    result.dropped.clear();
  } else if (unhashable) {
    result.mistake = "its \"mutate\" holds a list or an object";
  } else {
    take_names(std::move(asked), repo, result);
  }
  return result;
}

}  // namespace mutation
