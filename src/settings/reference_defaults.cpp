#include "settings/reference_defaults.h"

#include "settings/json_tree.h"

namespace mutation {
namespace {

bool is_odd(const JsonNode& hyperparameter) {
  const JsonNode* type = find_member(hyperparameter, "type");
  const JsonNode* value = find_member(hyperparameter, "default");
  if (!type || !value) return false;
  return (type->text == "float" && value->kind == JsonKind::integer) ||
         (type->text == "int" && value->kind == JsonKind::real);
}

}  // namespace

std::set<std::string> odd_defaults(std::string_view catalogue_text) {
  std::set<std::string> odd;
  const JsonDocument document = parse_json(catalogue_text, "");
  const JsonNode* models = document.complete ? find_member(document.root, "models") : nullptr;
  if (!models) return odd;
  for (const JsonNode& repo : models->children) {
    const JsonNode* hyperparameters = find_member(repo, "supported_hyperparams");
    if (!hyperparameters) continue;
    for (const JsonNode& hyperparameter : hyperparameters->children) {
      if (is_odd(hyperparameter)) odd.insert(repo.key + "/" + hyperparameter.key);
    }
  }
  return odd;
}

}  // namespace mutation
