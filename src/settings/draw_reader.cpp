#include "settings/draw_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr int kMostLevels = 1'000'000;
constexpr int kMostHyperparameters = 1000;
constexpr std::string_view kStrategy = "random_multi_param";

bool is_number(const HyperparameterSpec& spec) {
  return spec.type == HyperparameterType::integer || spec.type == HyperparameterType::real;
}

std::optional<double> read_end(const JsonPlace& place, const HyperparameterSpec& spec,
                               ProblemList& problems) {
  constexpr std::int64_t kTwoTo53 = std::int64_t{1} << 53;  // to here every integer is a double
  const auto value = read_value(place, spec.type, problems);
  if (!value) return std::nullopt;
  const auto* whole = std::get_if<std::int64_t>(&*value);
  if (!whole) return std::get<double>(*value);
  const auto end = read_whole(place, -kTwoTo53, kTwoTo53, problems);
  return end ? std::optional(static_cast<double>(*end)) : std::nullopt;
}

struct Ends {
  std::optional<JsonPlace> low;
  std::optional<JsonPlace> high;
};

// Where the ends stand: in "range", or under "min" and "max".
Ends find_ends(ObjectReader& reader) {
  Ends ends{reader.take("min"), reader.take("max")};
  const auto range = reader.take("range");
  if (!range) return ends;
  if (ends.low || ends.high) {
    reader.report("range", "means the same as \"min\" and \"max\", which stand here too",
                  "keep one of them");
  }
  if (range->node->kind != JsonKind::array || range->node->children.size() != 2) {
    report_wrong_type(reader.problems(), *range, "[low, high]");
    return {};
  }
  return {JsonPlace{&range->node->children[0], item_path(range->path, 0)},
          JsonPlace{&range->node->children[1], item_path(range->path, 1)}};
}

void read_range(ObjectReader& reader, const HyperparameterSpec& spec, DrawOverride& draw) {
  const Ends ends = find_ends(reader);
  if (!ends.low && !ends.high) return;
  const JsonPlace& shown = ends.low ? *ends.low : *ends.high;
  if (!is_number(spec)) {
    reader.problems().add(
        shown.node->line, shown.path,
        fmt::format("{} is no number: it cannot have a range", in_quotes(spec.name)),
        "write \"values\"");
    return;
  }
  if ((!ends.low || !ends.high) && !spec.range) {
    reader.missing(ends.low ? "max" : "min", "the catalogue gives no range");
    return;
  }
  const auto low =
      ends.low ? read_end(*ends.low, spec, reader.problems()) : std::optional(spec.range->low);
  const auto high =
      ends.high ? read_end(*ends.high, spec, reader.problems()) : std::optional(spec.range->high);
  if (!low || !high) return;
  if (*low > *high) {
    reader.problems().add(shown.node->line, shown.path,
                          "the lower end must not be greater than the upper end");
    return;
  }
  draw.range = Range{*low, *high};
}

void read_distribution(ObjectReader& reader, const HyperparameterSpec& spec, DrawOverride& draw) {
  const auto word = reader.text("distribution");
  if (word && *word == "uniform") draw.distribution = Distribution::uniform;
  if (word && *word == "log_uniform") draw.distribution = Distribution::log_uniform;
  if (word && !draw.distribution) {
    reader.report("distribution", fmt::format("unknown distribution {}", in_quotes(*word)),
                  suggestion_or_list(*word, std::vector<std::string>{"uniform", "log_uniform"}));
  }
  const std::optional<Range> range = draw.range ? draw.range : spec.range;
  if (draw.distribution.value_or(spec.distribution) == Distribution::log_uniform && range &&
      range->low <= 0) {
    reader.report("distribution", "a log_uniform range must lie above 0",
                  "raise the lower end, or use \"uniform\"");
  }
}

void read_values(ObjectReader& reader, const HyperparameterSpec& spec, DrawOverride& draw) {
  const auto place = reader.take("values");
  const auto items = place ? read_items(*place, reader.problems()) : std::nullopt;
  if (!items) return;
  if (items->empty()) reader.report("values", "must hold at least one value");
  for (const JsonPlace& item : *items) {
    const auto value = read_value_of(item, spec, reader.problems());
    if (!value) continue;
    const bool known = std::ranges::any_of(
        draw.values, [&](const Value& other) { return same_value(other, *value); });
    if (known) {
      reader.problems().add(item.node->line, item.path,
                            fmt::format("{} stands twice", to_text(*value)), "keep one of them");
    } else {
      draw.values.push_back(*value);
    }
  }
}

// What says how a range is drawn from, where there is none.
void refuse_range_keys(ObjectReader& reader, const HyperparameterSpec& spec) {
  for (const std::string_view key : {"distribution", "levels"}) {
    reader.refuse(
        key, fmt::format("{} has no effect: {} has no range", in_quotes(key), in_quotes(spec.name)),
        is_number(spec) ? "give it a \"range\"" : "write \"values\"");
  }
}

}  // namespace

std::optional<DrawOverride> read_draw_override(const JsonPlace& place,
                                               const HyperparameterSpec& spec,
                                               SettingsContext& context) {
  const size_t problems_before = context.problems.size();
  ObjectReader reader(place, context.problems);
  DrawOverride draw;
  draw.name = spec.name;
  read_range(reader, spec, draw);
  read_distribution(reader, spec, draw);
  read_values(reader, spec, draw);
  draw.levels = reader.whole("levels", 1, kMostLevels);
  if (reader.has("values")) {
    for (const std::string_view key : {"range", "min", "max", "distribution", "levels"}) {
      reader.refuse(key, fmt::format("{} has no effect beside \"values\"", in_quotes(key)),
                    "keep one of them");
    }
  } else if (!draw.range && !spec.range && context.problems.size() == problems_before) {
    refuse_range_keys(reader, spec);
  }
  context.finish(reader, "draw");
  if (context.problems.size() > problems_before) return std::nullopt;
  return draw;
}

std::optional<CountRange> read_mutated_at_once(ObjectReader& block, int mutated,
                                               SettingsContext& context) {
  const auto strategy = block.text("mutate_strategy");
  if (strategy && *strategy != kStrategy) {
    block.report("mutate_strategy", fmt::format("unknown strategy {}", in_quotes(*strategy)),
                 fmt::format("known: {}", kStrategy));
  }
  const auto place = block.take("num_params_per_mutation");
  if (!place) {
    if (strategy) {
      context.interpretations.add(context.entry,
                                  "without \"num_params_per_mutation\" all are mutated at once");
    }
    return std::nullopt;
  }
  CountRange count;
  if (place->node->kind == JsonKind::array && place->node->children.size() == 2) {
    const JsonPlace low{&place->node->children[0], item_path(place->path, 0)};
    const JsonPlace high{&place->node->children[1], item_path(place->path, 1)};
    const auto least = read_whole(low, 1, kMostHyperparameters, block.problems());
    const auto most = read_whole(high, 1, kMostHyperparameters, block.problems());
    count = {static_cast<int>(least.value_or(1)), static_cast<int>(most.value_or(1))};
    if (least && most && count.low > count.high) {
      block.report("num_params_per_mutation",
                   "the lower end must not be greater than the upper end");
    }
  } else if (place->node->kind == JsonKind::integer) {
    const auto given = read_whole(*place, 1, kMostHyperparameters, block.problems());
    count.low = count.high = static_cast<int>(given.value_or(1));
  } else {
    report_wrong_type(block.problems(), *place, "a whole number or [low, high]");
  }
  if (mutated > 0 && count.low > mutated) {
    block.report("num_params_per_mutation",
                 fmt::format("only {} hyperparameters are mutated", mutated));
  }
  count.high = std::min(count.high, std::max(mutated, 1));
  return count;
}

}  // namespace mutation
