#include "settings/catalogue_hyperparameters.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "settings/catalogue_conditions.h"
#include "settings/catalogue_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// None: told by the choices.
constexpr std::array<std::pair<std::string_view, std::optional<HyperparameterType>>, 8> kTypes = {{
    {"int", HyperparameterType::integer},
    {"float", HyperparameterType::real},
    {"str", HyperparameterType::text},
    {"string", HyperparameterType::text},
    {"text", HyperparameterType::text},
    {"bool", HyperparameterType::boolean},
    {"boolean", HyperparameterType::boolean},
    {"choice", std::nullopt},
}};
constexpr std::array<std::pair<std::string_view, Distribution>, 2> kDistributions = {{
    {"uniform", Distribution::uniform},
    {"log_uniform", Distribution::log_uniform},
}};

// The meaning of a text key that has a fixed set of words; a problem for any other.
template <typename Meaning, size_t count>
std::optional<Meaning> read_word(
    ObjectReader& reader, std::string_view key,
    const std::array<std::pair<std::string_view, Meaning>, count>& table) {
  const auto word = reader.text(key);
  if (!word) return std::nullopt;
  std::vector<std::string> known;
  for (const auto& [name, meaning] : table) {
    if (*word == name) return meaning;
    known.emplace_back(name);
  }
  reader.report(key, fmt::format("unknown {} {}", key, in_quotes(*word)),
                suggestion_or_list(*word, known));
  return std::nullopt;
}

constexpr std::string_view kKnownTypes = "\"int\", \"float\", \"str\", \"bool\" or \"choice\"";

// By its word; of "choice" by what can be chosen. A problem where it cannot be told.
std::optional<HyperparameterType> read_type(ObjectReader& reader) {
  if (!reader.has("type")) reader.missing("type", std::string(kKnownTypes));
  const auto type = read_word(reader, "type", kTypes);
  if (!type || *type) return type ? *type : std::nullopt;
  const auto choices = reader.take("choices");
  if (!choices) {
    reader.missing("choices", "\"type\": \"choice\" is drawn from them");
    return std::nullopt;
  }
  const auto items = read_items(*choices, reader.problems());
  return items ? std::optional(type_of_choices(*items)) : std::nullopt;
}

HyperparameterSpec read_spec(ObjectReader& reader, const std::string& name, const RepoSpec& repo,
                             std::vector<ConditionPlace>& conditions) {
  HyperparameterSpec spec;
  spec.name = name;
  if (const auto flag = reader.take("flag")) {
    spec.flag = read_text(*flag, reader.problems()).value_or("");
    if (flag->node->kind == JsonKind::text) check_flag(*flag, spec.flag, reader.problems());
  } else {
    reader.missing("flag");
  }
  const auto type = read_type(reader);
  spec.type = type.value_or(HyperparameterType::text);
  if (const auto distribution = read_word(reader, "distribution", kDistributions)) {
    spec.distribution = *distribution;
  }
  spec.zero_probability = reader.number("zero_probability", {0, 1}).value_or(0);
  read_values(reader, type.has_value(), repo.models, spec);
  if (const auto when = reader.object("when")) conditions.push_back({name, *when});
  reader.finish();
  return spec;
}

// Every flag says what it stands for.
class FlagUsers {
 public:
  explicit FlagUsers(const std::string& model_flag) {
    if (!model_flag.empty()) users_[model_flag] = "model_flag";
  }

  // A problem where another one has it.
  void add(ObjectReader& reader, std::string_view key, const std::string& flag) {
    if (flag.empty()) return;
    const std::string user = reader.place().node->key;
    const auto [known, is_new] = users_.try_emplace(flag, user);
    if (is_new) return;
    reader.report(key,
                  fmt::format("{} has the flag {} too", in_quotes(known->second), in_quotes(flag)));
  }

 private:
  std::unordered_map<std::string, std::string> users_;  // flag -> who has it
};

// Whether it may have this name; a problem if not.
void check_name(const JsonPlace& member, ProblemList& problems) {
  const std::string& name = member.node->key;
  if (!name.empty() && name != "all") return;
  problems.add(member.node->key_line, member.path, "a hyperparameter cannot have this name",
               "\"all\" in mutate stands for every hyperparameter");
}

}  // namespace

bool check_flag(const JsonPlace& place, const std::string& flag, ProblemList& problems) {
  if (words(flag) == std::vector{flag}) return true;
  problems.add(place.node->line, place.path,
               fmt::format("must be one word such as \"--lr\", but is {}", in_quotes(flag)));
  return false;
}

std::vector<HyperparameterSpec> read_hyperparameter_specs(ObjectReader& reader,
                                                          const RepoSpec& repo) {
  std::vector<HyperparameterSpec> specs;
  const auto place = reader.object("supported_hyperparams");
  if (!place) return specs;
  FlagUsers users(repo.model_flag);
  std::vector<ConditionPlace> conditions;
  for (const JsonPlace& member : named_members(*place)) {
    check_name(member, reader.problems());
    if (member.node->kind != JsonKind::object) {
      report_wrong_type(reader.problems(), member, "an object");
      continue;
    }
    ObjectReader one(member, reader.problems());
    specs.push_back(read_spec(one, member.node->key, repo, conditions));
    users.add(one, "flag", specs.back().flag);
    users.add(one, "false_flag", specs.back().false_flag);
  }
  read_conditions(conditions, repo.models, specs, reader.problems());
  return specs;
}

}  // namespace mutation
