// `mutation list`: the catalogue, and which of its repos are present.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "base/text.h"
#include "progress/text_table.h"

namespace mutation {
namespace {

std::string script_of(const CatalogueInput& input, const RepoSpec& repo) {
  return (std::filesystem::path(input.places.root) / repo.path / repo.train_script).string();
}

std::string presence(const CatalogueInput& input, const RepoSpec& repo) {
  const std::string script = script_of(input, repo);
  if (access(script.c_str(), F_OK) != 0) return "missing";
  std::error_code ignored;
  if (std::filesystem::is_directory(script, ignored)) return "a folder, no script";
  return access(script.c_str(), X_OK) == 0 ? "present" : "not executable";
}

std::string type_name(HyperparameterType type) {
  switch (type) {
    case HyperparameterType::integer:
      return "int";
    case HyperparameterType::real:
      return "float";
    case HyperparameterType::boolean:
      return "bool";
    case HyperparameterType::text:
      return "text";
  }
  return "?";
}

std::string bound(const HyperparameterSpec& spec, double value) {
  return spec.type == HyperparameterType::integer ? fmt::format("{:.0f}", value) : shortest(value);
}

std::string joined_values(const std::vector<Value>& values) {
  std::vector<std::string> texts;
  for (const Value& value : values) texts.push_back(to_text(value));
  return joined(texts, ", ");
}

std::string space_text(const HyperparameterSpec& spec) {
  if (!spec.choices.empty()) return joined_values(spec.choices);
  if (!spec.range) return "not drawn";
  std::string text =
      fmt::format("{}..{} {}", bound(spec, spec.range->low), bound(spec, spec.range->high),
                  spec.distribution == Distribution::uniform ? "uniform" : "log-uniform");
  if (spec.zero_probability > 0)
    text += fmt::format(", 0 with probability {}", spec.zero_probability);
  return text;
}

// "0.05, pcb: 0.02"
std::string defaults_text(const HyperparameterSpec& spec) {
  std::string text = spec.default_value ? to_text(*spec.default_value) : "the script's own";
  for (const ModelOverride& own : spec.model_overrides) {
    if (own.default_value) text += fmt::format(", {}: {}", own.model, to_text(*own.default_value));
  }
  return text;
}

std::string drawn_text(const HyperparameterSpec& spec) {
  std::string text = space_text(spec);
  for (const ModelOverride& own : spec.model_overrides) {
    if (!own.range) continue;
    text += fmt::format("; {}: {}..{}", own.model, bound(spec, own.range->low),
                        bound(spec, own.range->high));
  }
  for (const Condition& condition : spec.conditions) {
    text += fmt::format("; where {} is {}", condition.name, joined_values(condition.values));
  }
  return text;
}

void print_repo(const CatalogueInput& input, const RepoSpec& repo) {
  fmt::print("\n{}  [{}]  {}\n", repo.name, presence(input, repo), repo.path);
  if (!repo.note.empty()) fmt::print("  {}\n", repo.note);
  fmt::print("  models: {}\n", joined(repo.models, ", "));
  TextTable table({{"hyperparameter"}, {"flag"}, {"type"}, {"default"}, {"drawn from"}});
  for (const HyperparameterSpec& spec : repo.hyperparameters) {
    table.add_row(
        {spec.name, spec.flag, type_name(spec.type), defaults_text(spec), drawn_text(spec)});
  }
  if (repo.hyperparameters.empty()) return;
  for (const std::string& line : table.lines()) fmt::print("  {}\n", line);
}

nlohmann::ordered_json value_json(const Value& value) {
  return std::visit([](const auto& it) { return nlohmann::ordered_json(it); }, value);
}

nlohmann::ordered_json bound_json(const HyperparameterSpec& spec, double value) {
  if (spec.type != HyperparameterType::integer) return value;
  return static_cast<std::int64_t>(value);
}

// What differs by model, and when it counts.
void put_differences(const HyperparameterSpec& spec, nlohmann::ordered_json& parameter) {
  parameter["models"] = nlohmann::ordered_json::object();
  for (const ModelOverride& own : spec.model_overrides) {
    nlohmann::ordered_json& model = parameter["models"][own.model];
    model = nlohmann::ordered_json::object();
    if (own.default_value) model["default"] = value_json(*own.default_value);
    if (own.range) {
      model["range"] = {bound_json(spec, own.range->low), bound_json(spec, own.range->high)};
    }
  }
  parameter["when"] = nlohmann::ordered_json::object();
  for (const Condition& condition : spec.conditions) {
    nlohmann::ordered_json& values = parameter["when"][condition.name];
    values = nlohmann::ordered_json::array();
    for (const Value& value : condition.values) values.push_back(value_json(value));
  }
}

nlohmann::ordered_json repo_json(const CatalogueInput& input, const RepoSpec& repo) {
  auto parameters = nlohmann::ordered_json::array();
  for (const HyperparameterSpec& spec : repo.hyperparameters) {
    nlohmann::ordered_json parameter = {{"name", spec.name},
                                        {"flag", spec.flag},
                                        {"type", type_name(spec.type)},
                                        {"default", nullptr},
                                        {"range", nullptr},
                                        {"distribution", nullptr},
                                        {"zero_probability", spec.zero_probability}};
    if (spec.default_value) parameter["default"] = value_json(*spec.default_value);
    if (spec.range) {
      parameter["range"] = {bound_json(spec, spec.range->low), bound_json(spec, spec.range->high)};
      parameter["distribution"] =
          spec.distribution == Distribution::uniform ? "uniform" : "log_uniform";
    }
    parameter["choices"] = nlohmann::ordered_json::array();
    for (const Value& choice : spec.choices) parameter["choices"].push_back(value_json(choice));
    put_differences(spec, parameter);
    parameters.push_back(std::move(parameter));
  }
  return {{"name", repo.name},
          {"path", repo.path},
          {"present", presence(input, repo) == "present"},
          {"state", presence(input, repo)},
          {"models", repo.models},
          {"note", repo.note},
          {"hyperparameters", std::move(parameters)}};
}

}  // namespace

int do_list(const Options& options) {
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  if (options.json) {
    nlohmann::ordered_json all = {{"schema_version", 1},
                                  {"catalogue", input->places.catalogue},
                                  {"root", input->places.root},
                                  {"repos", nlohmann::ordered_json::array()}};
    for (const RepoSpec& repo : input->catalogue.repos)
      all["repos"].push_back(repo_json(*input, repo));
    fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return kExitSuccess;
  }
  fmt::print("Catalogue {}; repos below {}\n", input->places.catalogue, input->places.root);
  for (const RepoSpec& repo : input->catalogue.repos) print_repo(*input, repo);
  return kExitSuccess;
}

}  // namespace mutation
