#include "settings/repeat_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/figure.h"
#include "settings/entry_reader.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// Narrower than any figure here can be known; at the upper end an interval says nothing more.
constexpr NumberBounds kRelativeWidths{0.0001, 0.5};
constexpr int kFewestRuns = 2;  // one value has no interval

std::string read_figure(ObjectReader& reader, const std::string& usual) {
  const auto word = reader.text("of");
  if (!word || figure_spec_of(*word)) return word.value_or(usual);
  std::vector<std::string> known;
  for (const FigureSpec& spec : figure_specs()) known.push_back(spec.name);
  known.emplace_back("metric:NAME");
  reader.report("of", fmt::format("unknown figure {}", in_quotes(*word)),
                suggestion_or_list(*word, known));
  return usual;
}

RepeatUntil read_until(const JsonPlace& place, ProblemList& problems) {
  ObjectReader reader(place, problems);
  RepeatUntil until;
  if (!reader.has("until_relative_ci")) {
    reader.missing("until_relative_ci",
                   "0.01 is an interval of ±1 % of the mean; a number in place of the object is a "
                   "number of runs");
  }
  until.relative_ci = reader.number("until_relative_ci", kRelativeWidths).value_or(0.01);
  const auto min = reader.whole("min", kFewestRuns, kMostRuns);
  const auto max = reader.whole("max", kFewestRuns, kMostRuns);
  const bool usual_min_fits = !max || *max >= until.min;
  until.min = min.value_or(usual_min_fits ? until.min : *max);
  until.max = max.value_or(std::max(until.max, until.min));
  if (until.max < until.min) {
    reader.report("max", fmt::format("is less than \"min\", which is {}", until.min),
                  "a configuration is run \"min\" to \"max\" times");
  }
  until.of = read_figure(reader, until.of);
  reader.finish();
  return until;
}

}  // namespace

RepeatOptions read_repeat(ObjectReader& reader) {
  const auto place = reader.take("repeat");
  if (!place) return {};
  if (place->node->kind == JsonKind::object) {
    const size_t problems_before = reader.problems().size();
    RepeatUntil until = read_until(*place, reader.problems());
    if (reader.problems().size() > problems_before) return {};
    return {.runs = {}, .until = std::move(until)};
  }
  const JsonKind kind = place->node->kind;
  if (kind != JsonKind::integer && kind != JsonKind::real) {
    report_wrong_type(reader.problems(), *place,
                      "a number of runs, or an object { \"until_relative_ci\": 0.01, … }");
    return {};
  }
  const auto runs = read_whole(*place, 1, kMostRuns, reader.problems());
  return {.runs = runs ? std::optional(static_cast<int>(*runs)) : std::nullopt, .until = {}};
}

}  // namespace mutation
