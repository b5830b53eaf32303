#include "settings/catalogue_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/catalogue_hyperparameters.h"
#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

bool is_number(HyperparameterType type) {
  return type == HyperparameterType::integer || type == HyperparameterType::real;
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

void check_range(const JsonPlace& place, const Range& range, Distribution distribution,
                 ProblemList& problems) {
  if (range.low >= range.high) {
    problems.add(place.node->line, place.path, "the lower end must be less than the upper end");
  }
  if (distribution == Distribution::log_uniform && range.low <= 0) {
    problems.add(place.node->line, place.path, "a log_uniform range must lie above 0",
                 "raise the lower end, or use \"uniform\"");
  }
}

std::optional<Range> read_range(const JsonPlace& place, const HyperparameterSpec& spec,
                                ProblemList& problems) {
  if (!is_number(spec.type)) {
    problems.add(place.node->line, place.path,
                 spec.type == HyperparameterType::boolean
                     ? "a boolean cannot have a range: it is drawn from true and false"
                     : "a text hyperparameter cannot have a range",
                 spec.type == HyperparameterType::text ? "list its values in \"choices\"" : "");
    return std::nullopt;
  }
  if (place.node->kind != JsonKind::array || place.node->children.size() != 2) {
    report_wrong_type(problems, place, "[low, high]");
    return std::nullopt;
  }
  const JsonPlace low{&place.node->children[0], item_path(place.path, 0)};
  const JsonPlace high{&place.node->children[1], item_path(place.path, 1)};
  const auto low_end = read_range_end(low, spec.type, problems);
  const auto high_end = read_range_end(high, spec.type, problems);
  if (!low_end || !high_end) return std::nullopt;
  const Range range{*low_end, *high_end};
  check_range(place, range, spec.distribution, problems);
  return range;
}

std::vector<Value> read_choices(const JsonPlace& place, HyperparameterType type,
                                ProblemList& problems) {
  std::vector<Value> choices;
  const auto items = read_items(place, problems);
  if (!items) return choices;
  if (items->size() < 2) {
    problems.add(place.node->line, place.path, "must hold at least two values to draw from");
  }
  for (const JsonPlace& item : *items) {
    const auto value = read_value(item, type, problems);
    if (!value) continue;
    const bool is_new = std::ranges::none_of(
        choices, [&](const Value& known) { return same_value(known, *value); });
    if (is_new) {
      choices.push_back(*value);
    } else {
      problems.add(item.node->line, item.path, fmt::format("{} stands twice", to_text(*value)),
                   "keep one of them");
    }
  }
  return choices;
}

// What a draw from choices has no use for.
void refuse_range_keys(ObjectReader& reader, std::string_view why) {
  for (const std::string_view key : {"range", "distribution", "zero_probability"}) {
    if (reader.has(key)) {
      reader.report(key, fmt::format("has no effect: {}", why), "remove it");
    }
  }
}

// Else a false that passes nothing would be recorded where the train script takes true.
void check_default_of_boolean(ObjectReader& reader, const HyperparameterSpec& spec,
                              const std::optional<Value>& usual) {
  if (spec.type != HyperparameterType::boolean || !spec.false_flag.empty()) return;
  if (usual == Value(false)) return;
  reader.report("default",
                "without a \"false_flag\" false passes nothing, so the default must be false",
                "give it a \"false_flag\", or \"default\": false");
}

void read_model(const JsonPlace& place, HyperparameterSpec& spec, ProblemList& problems) {
  if (place.node->kind != JsonKind::object) {
    report_wrong_type(problems, place, R"({"default": …, "range": [low, high]})");
    return;
  }
  ObjectReader reader(place, problems);
  ModelOverride own{.model = place.node->key, .default_value = {}, .range = {}};
  if (const auto value = reader.take("default")) {
    own.default_value = read_value_of(*value, spec, problems);
    if (own.default_value) check_default_of_boolean(reader, spec, own.default_value);
  }
  if (const auto range = reader.take("range")) {
    if (spec.choices.empty()) {
      own.range = read_range(*range, spec, problems);
    } else {
      reader.report("range", "has no effect: it is drawn from \"choices\"", "remove it");
    }
  }
  reader.finish();
  spec.model_overrides.push_back(std::move(own));
}

void read_models(ObjectReader& reader, const std::vector<std::string>& models,
                 HyperparameterSpec& spec) {
  const auto place = reader.object("models");
  if (!place) return;
  for (const JsonPlace& member : named_members(*place)) {
    const std::string& model = member.node->key;
    if (std::ranges::find(models, model) == models.end()) {
      reader.problems().add(member.node->key_line, member.path,
                            fmt::format("the repo has no model {}", in_quotes(model)),
                            suggestion_or_list(model, models));
      continue;
    }
    read_model(member, spec, reader.problems());
  }
}

// Whether the key holds something else than null.
bool is_given(const std::optional<JsonPlace>& place) {
  return place && place->node->kind != JsonKind::null;
}

// The flag of a boolean that is false.
void read_false_flag(ObjectReader& reader, HyperparameterSpec& spec) {
  const auto flag = reader.take("false_flag");
  if (!flag) return;
  if (spec.type != HyperparameterType::boolean) {
    reader.report("false_flag", "only a boolean (\"type\": \"bool\") has it", "remove it");
    return;
  }
  spec.false_flag = read_text(*flag, reader.problems()).value_or("");
  if (flag->node->kind == JsonKind::text) check_flag(*flag, spec.false_flag, reader.problems());
}

// What it is drawn from.
void read_space(ObjectReader& reader, HyperparameterSpec& spec) {
  const auto range = reader.take("range");
  const auto choices = reader.take("choices");
  if (spec.type == HyperparameterType::boolean) {
    spec.choices = {false, true};
    refuse_range_keys(reader, "a boolean is drawn from true and false");
    if (choices) {
      reader.report("choices", "has no effect: a boolean is drawn from true and false",
                    "remove it");
    }
  } else if (choices) {
    spec.choices = read_choices(*choices, spec.type, reader.problems());
    refuse_range_keys(reader, "it is drawn from \"choices\"");
  } else if (range) {
    spec.range = read_range(*range, spec, reader.problems());
  }
}

}  // namespace

HyperparameterType type_of_choices(const std::vector<JsonPlace>& choices) {
  const auto all_are = [&](auto... kinds) {
    return std::ranges::all_of(
        choices, [&](const JsonPlace& item) { return ((item.node->kind == kinds) || ...); });
  };
  if (all_are(JsonKind::integer)) return HyperparameterType::integer;
  if (all_are(JsonKind::real)) return HyperparameterType::real;
  return HyperparameterType::text;
}

void read_values(ObjectReader& reader, bool type_known, const std::vector<std::string>& models,
                 HyperparameterSpec& spec) {
  const auto default_value = reader.take("default");
  if (!type_known) {
    for (const std::string_view key : {"range", "choices", "false_flag", "models"}) {
      reader.take(key);
    }
    return;
  }
  if (is_given(default_value)) {
    spec.default_value = read_value(*default_value, spec.type, reader.problems());
  }
  read_space(reader, spec);
  if (spec.default_value) {
    check_choice(*default_value, spec, *spec.default_value, reader.problems());
  }
  read_false_flag(reader, spec);
  const bool default_is_wrong = is_given(default_value) && !spec.default_value;
  if (!default_is_wrong && !reader.has("false_flag")) {
    check_default_of_boolean(reader, spec, spec.default_value);
  }
  read_models(reader, models, spec);
}

}  // namespace mutation
