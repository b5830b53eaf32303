#include "settings/catalogue_hyperparameters.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::array<std::pair<std::string_view, HyperparameterType>, 5> kTypes = {{
    {"int", HyperparameterType::integer},
    {"float", HyperparameterType::real},
    {"str", HyperparameterType::text},
    {"string", HyperparameterType::text},
    {"text", HyperparameterType::text},
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

std::optional<double> read_range_end(const JsonPlace& place, HyperparameterType type,
                                     ProblemList& problems) {
  const auto value = read_value(place, type, problems);
  if (!value) return std::nullopt;
  const auto* whole = std::get_if<std::int64_t>(&*value);
  if (!whole) return std::get<double>(*value);
  // Range ends are doubles; beyond 2^53 they would not be what the file says.
  const auto end = read_whole(place, -(std::int64_t{1} << 53), std::int64_t{1} << 53, problems);
  return end ? std::optional(static_cast<double>(*end)) : std::nullopt;
}

void check_range(const JsonPlace& place, const HyperparameterSpec& spec, ProblemList& problems) {
  const auto [low, high] = *spec.range;
  if (low >= high) {
    problems.add(place.node->line, place.path, "the lower end must be less than the upper end");
  }
  if (spec.distribution == Distribution::log_uniform && low <= 0) {
    problems.add(place.node->line, place.path, "a log_uniform range must lie above 0",
                 "raise the lower end, or use \"uniform\"");
  }
}

std::optional<Range> read_range(const JsonPlace& place, HyperparameterType type,
                                ProblemList& problems) {
  if (type == HyperparameterType::text) {
    problems.add(place.node->line, place.path, "a text hyperparameter cannot have a range");
    return std::nullopt;
  }
  if (place.node->kind != JsonKind::array || place.node->children.size() != 2) {
    report_wrong_type(problems, place, "[low, high]");
    return std::nullopt;
  }
  const JsonPlace low{&place.node->children[0], item_path(place.path, 0)};
  const JsonPlace high{&place.node->children[1], item_path(place.path, 1)};
  const auto low_end = read_range_end(low, type, problems);
  const auto high_end = read_range_end(high, type, problems);
  if (!low_end || !high_end) return std::nullopt;
  return Range{*low_end, *high_end};
}

// Without a type nothing can be said about default and range.
void read_typed_keys(ObjectReader& reader, bool type_known, HyperparameterSpec& spec) {
  const auto default_value = reader.take("default");
  const auto range = reader.take("range");
  if (!type_known) return;
  if (default_value && default_value->node->kind != JsonKind::null) {
    spec.default_value = read_value(*default_value, spec.type, reader.problems());
  }
  if (range) spec.range = read_range(*range, spec.type, reader.problems());
  if (spec.range) check_range(*range, spec, reader.problems());
}

HyperparameterSpec read_spec(ObjectReader& reader, const std::string& name) {
  HyperparameterSpec spec;
  spec.name = name;
  if (const auto flag = reader.take("flag")) {
    spec.flag = read_text(*flag, reader.problems()).value_or("");
    if (flag->node->kind == JsonKind::text) check_flag(*flag, spec.flag, reader.problems());
  } else {
    reader.missing("flag");
  }
  if (!reader.has("type")) reader.missing("type", "\"int\", \"float\" or \"str\"");
  const auto type = read_word(reader, "type", kTypes);
  spec.type = type.value_or(HyperparameterType::text);
  if (const auto distribution = read_word(reader, "distribution", kDistributions)) {
    spec.distribution = *distribution;
  }
  spec.zero_probability = reader.number("zero_probability", {0, 1}).value_or(0);
  read_typed_keys(reader, type.has_value(), spec);
  reader.finish();
  return spec;
}

}  // namespace

bool check_flag(const JsonPlace& place, const std::string& flag, ProblemList& problems) {
  if (words(flag) == std::vector{flag}) return true;
  problems.add(place.node->line, place.path,
               fmt::format("must be one word such as \"--lr\", but is {}", in_quotes(flag)));
  return false;
}

std::vector<HyperparameterSpec> read_hyperparameter_specs(ObjectReader& repo,
                                                          const std::string& model_flag) {
  std::vector<HyperparameterSpec> specs;
  const auto place = repo.object("supported_hyperparams");
  if (!place) return specs;
  std::unordered_map<std::string, std::string> users;  // flag -> who has it
  if (!model_flag.empty()) users[model_flag] = "model_flag";
  for (const JsonPlace& member : named_members(*place)) {
    const std::string& name = member.node->key;
    if (name.empty() || name == "all") {
      repo.problems().add(member.node->key_line, member.path,
                          "a hyperparameter cannot have this name",
                          "\"all\" in mutate stands for every hyperparameter");
    }
    if (member.node->kind != JsonKind::object) {
      report_wrong_type(repo.problems(), member, "an object");
      continue;
    }
    ObjectReader reader(member, repo.problems());
    specs.push_back(read_spec(reader, name));
    if (specs.back().flag.empty()) continue;
    const auto [user, is_new] = users.try_emplace(specs.back().flag, name);
    if (!is_new) {
      reader.report("flag", fmt::format("{} has the flag {} too", in_quotes(user->second),
                                        in_quotes(specs.back().flag)));
    }
  }
  return specs;
}

}  // namespace mutation
