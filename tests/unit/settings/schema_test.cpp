// The published schemas say what the readers say: every key, and no other.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "problems_of.h"
#include "settings/historical_keys.h"

namespace mutation {
namespace {

using Json = nlohmann::json;
using Keys = std::set<std::string>;

Json schema(const std::string& name) {
  const auto text = load_text(std::string(MUTATION_SOURCE_DIR) + "/docs/" + name);
  return Json::parse(text.value.value_or("{}"));
}

Keys properties_of(const Json& object) {
  Keys keys;
  for (const auto& [key, value] : object.at("properties").items()) keys.insert(key);
  return keys;
}

// Every kind of object, so that the readers ask for all of their keys.
constexpr std::string_view kEveryKind = R"({"experiments": [
  {"repo": "resnet", "model": "resnet20", "mutate": ["epochs"], "draw": {"epochs": {"max": 9}}},
  {"repo": "resnet", "model": "resnet20", "mode": "default"},
  {"foreground": {"repo": "resnet", "model": "resnet20", "mutate": ["epochs"]},
   "background": {"repo": "resnet", "model": "resnet20"}}]})";

KeysByKind keys_of_readers() {
  KeysByKind keys;
  const auto outcome = settings_of(kEveryKind, {.keys = &keys});
  EXPECT_THAT(to_lines(outcome.problems), testing::IsEmpty());
  return keys;
}

Keys keys_of(const std::string& kind, std::span<const std::string_view> historical = {}) {
  const KeysByKind keys = keys_of_readers();
  Keys all(keys.at(kind).begin(), keys.at(kind).end());
  all.insert(historical.begin(), historical.end());
  return all;
}

TEST(Schema, OfTheTopLevel) {
  Keys expected = keys_of("top", historical_top_keys());
  expected.insert("background");  // prose
  EXPECT_EQ(properties_of(schema("settings.schema.json")["$defs"]["top"]), expected);
}

TEST(Schema, OfEntries) {
  EXPECT_EQ(properties_of(schema("settings.schema.json")["$defs"]["entry"]),
            keys_of("entry", historical_entry_keys()));
}

TEST(Schema, OfForegroundsBackgroundsAndDraws) {
  const Json settings = schema("settings.schema.json");
  EXPECT_EQ(properties_of(settings["$defs"]["foreground"]), keys_of("foreground"));
  EXPECT_EQ(properties_of(settings["$defs"]["draw"]), keys_of("draw"));
  Keys background = keys_of("background");
  for (const std::string_view key : kMutationKeys) background.erase(std::string(key));
  background.insert("mutate_params");  // empty only
  EXPECT_EQ(properties_of(settings["$defs"]["background"]), background);
}

// Whether the catalogue's reader knows the key where "?" stands.
bool is_known(std::string catalogue, const std::string& key) {
  catalogue.replace(catalogue.find('?'), 1, "\"" + key + "\": null");
  for (const Problem& problem : read_catalogue(catalogue, "c.json").problems) {
    const bool here = problem.path.ends_with("." + key) || problem.path == key;
    if (here && problem.text == "unknown key") return false;
  }
  return true;
}

TEST(Schema, OfTheCatalogueKnowsNoKeyThatTheReaderDoesNot) {
  const Json catalogue = schema("catalogue.schema.json");
  const std::string repo = R"({"models": {"r": {?}}})";
  const std::string hyperparameter =
      R"({"models": {"r": {"supported_hyperparams": {"h": {"type": "int", ?}}}}})";
  EXPECT_FALSE(is_known(repo, "nonsense"));
  EXPECT_FALSE(is_known(hyperparameter, "nonsense"));
  for (const std::string& key : properties_of(catalogue["$defs"]["repo"])) {
    EXPECT_TRUE(is_known(repo, key)) << key;
  }
  for (const std::string& key : properties_of(catalogue["$defs"]["hyperparameter"])) {
    if (key == "type") continue;  // stands there already
    EXPECT_TRUE(is_known(hyperparameter, key)) << key;
  }
}

TEST(Schema, OfTheCatalogueHasTheKeysOfTheDocumentation) {
  const Json repo = schema("catalogue.schema.json")["$defs"]["repo"];
  const Keys known = properties_of(repo);
  for (const std::string key :
       {"path", "train_script", "models", "model_flag", "required_args", "supported_hyperparams",
        "performance_metrics", "success_patterns", "error_patterns", "environment", "ready_pattern",
        "timeout", "working_directory", "copy_links", "copy_excludes"}) {
    EXPECT_TRUE(known.contains(key)) << key;
  }
  EXPECT_EQ(properties_of(repo["properties"]["performance_metrics"]),
            (Keys{"log_patterns", "required", "bounds", "directions"}));
}

}  // namespace
}  // namespace mutation
