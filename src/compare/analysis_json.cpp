#include "compare/analysis_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace mutation {
namespace {

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json or_null(const std::optional<Interval>& interval) {
  return interval ? interval_json(*interval) : Json();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

std::string note_of(const std::vector<std::string>& notes) {
  return joined(notes, "; ");
}

Json side_json(const ComparedSide& side) {
  return {{"label", side.label}, {"n", side.runs}, {"mean", interval_json(side.mean)}};
}

Json numbers_of(const std::vector<RunPosition>& runs, const std::vector<std::size_t>& positions) {
  Json numbers = Json::array();
  for (const RunPosition run : runs) numbers.push_back(positions.empty() ? run : positions[run]);
  return numbers;
}

Json configuration_json(const AnalysedConfiguration& one,
                        const std::vector<std::size_t>& positions) {
  return {{"label", one.label},
          {"repo", one.repo},
          {"model", one.model},
          {"parallel", one.parallel},
          {"background", text_or_null(one.background)},
          {"device", one.device},
          {"host", one.host},
          {"simulated", one.simulated},
          {"session", one.session},
          {"configuration", one.configuration},
          {"figure", one.figure},
          {"n", one.runs.size()},
          {"mean", interval_json(one.mean)},
          {"relative_ci", or_null(one.relative_interval)},
          {"relative_deviation", or_null(one.relative_deviation)},
          {"runs", numbers_of(one.runs, positions)}};
}

Json trend_json(const TimeTrend& trend) {
  return {{"device", trend.device},
          {"host", trend.host},
          {"simulated", trend.simulated},
          {"session", trend.session},
          {"figure", trend.figure},
          {"percent_per_hour", interval_json(trend.percent_per_hour)},
          {"percent_in_all", interval_json(trend.percent_in_all)},
          {"seconds", trend.time.count()},
          {"p", or_null(trend.p)},
          {"p_adjusted", or_null(trend.p_adjusted)},
          {"n", trend.runs},
          {"note", trend.note}};
}

Json trend_json(const TemperatureTrend& trend) {
  return {{"device", trend.device},
          {"host", trend.host},
          {"simulated", trend.simulated},
          {"figure", trend.figure},
          {"percent_per_degree", interval_json(trend.percent_per_degree)},
          {"p", or_null(trend.p)},
          {"p_adjusted", or_null(trend.p_adjusted)},
          {"n", trend.runs},
          {"note", trend.note}};
}

Json pareto_json(const ParetoFront& one, const std::vector<std::size_t>& positions) {
  return {{"repo", one.repo},
          {"model", one.model},
          {"parallel", one.parallel},
          {"device", one.device},
          {"simulated", one.simulated},
          {"metric", one.metric},
          {"better", one.better},
          {"figure", one.figure},
          {"runs", numbers_of(one.runs, positions)},
          {"front", numbers_of(one.front, positions)}};
}

// Of sequential against parallel also which parallel runs, and of which configuration.
Json modes_json(const Comparison& comparison) {
  Json json = comparison_json(comparison);
  json["background"] = text_or_null(comparison.background);
  json["configuration"] = text_or_null(comparison.configuration);
  return json;
}

template <typename T, typename ToJson>
Json array_of(const std::vector<T>& values, ToJson to_json) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(to_json(value));
  return array;
}

}  // namespace

Json interval_json(const Interval& interval) {
  return {{"value", number(interval.value)},
          {"low", number(interval.low)},
          {"high", number(interval.high)}};
}

Json comparison_json(const Comparison& comparison) {
  const auto& permutation = comparison.permutation;
  return {{"a", side_json(comparison.a)},
          {"b", side_json(comparison.b)},
          {"repo", comparison.repo},
          {"model", comparison.model},
          {"device", comparison.device},
          {"host", comparison.host},
          {"simulated", comparison.simulated},
          {"figure", comparison.figure},
          {"difference", interval_json(comparison.difference)},
          {"ratio", or_null(comparison.ratio)},
          {"test", comparison.test},
          {"p_welch", or_null(comparison.p)},
          {"p_permutation", permutation ? Json(permutation->p) : Json()},
          {"permutations", permutation ? Json(permutation->divisions) : Json()},
          {"permutations_exact", permutation ? Json(permutation->exact) : Json()},
          {"p_adjusted", or_null(comparison.p_adjusted)},
          {"effect_size", or_null(comparison.effect_size)},
          {"paired", comparison.paired},
          {"pairs", comparison.paired ? Json(comparison.strata) : Json()},
          {"within", comparison.within},
          {"strata", comparison.strata},
          {"noise_floor", or_null(comparison.noise_floor)},
          {"below_noise", comparison.below_noise},
          {"runs_needed", or_null(comparison.runs_needed)},
          {"note", note_of(comparison.notes)}};
}

Json effect_json(const Effect& effect) {
  Json json = {{"repo", effect.repo},
               {"model", effect.model},
               {"parallel", or_null(effect.parallel)},
               {"device", effect.device},
               {"host", effect.host},
               {"simulated", effect.simulated},
               {"hyperparameter", effect.hyperparameter},
               {"level", effect.level.empty() ? Json() : Json(effect.level)},
               {"reference", effect.reference.empty() ? Json() : Json(effect.reference)},
               {"log", effect.log},
               {"figure", effect.figure},
               {"n", effect.runs},
               {"levels", effect.levels},
               {"effect", interval_json(effect.effect)},
               {"per", effect.per},
               {"over_range", interval_json(effect.over_range)},
               {"p", or_null(effect.p)},
               {"q", or_null(effect.q)},
               {"within", effect.within},
               {"noise_floor", or_null(effect.noise_floor)},
               {"below_noise", effect.below_noise},
               {"interaction", Json()},
               {"curve", Json()},
               {"note", effect.note}};
  if (effect.interaction)
    json["interaction"] = {{"effect", interval_json(effect.interaction->effect)},
                           {"p", or_null(effect.interaction->p)},
                           {"q", or_null(effect.interaction->q)}};
  if (effect.curve)
    json["curve"] = {{"x", effect.curve->x},
                     {"fit", effect.curve->fit},
                     {"low", effect.curve->low},
                     {"high", effect.curve->high}};
  return json;
}

Json analysis_json(const Analysis& analysis, const std::vector<std::size_t>& positions) {
  Json figures = Json::object();
  for (const AnalysedFigure& figure : analysis.figures)
    figures[figure.spec.name] = {
        {"label", figure.spec.label}, {"unit", figure.spec.unit}, {"better", figure.better}};
  return {
      {"runs", analysis.runs},
      {"left_out", array_of(analysis.left_out,
                            [](const LeftOut& left) {
                              return Json{{"why", left.why}, {"runs", left.runs}};
                            })},
      {"notes", analysis.notes},
      {"figures", figures},
      {"configurations", array_of(analysis.configurations,
                                  [&](const AnalysedConfiguration& one) {
                                    return configuration_json(one, positions);
                                  })},
      {"parallel", array_of(analysis.parallel, modes_json)},
      {"effects", array_of(analysis.effects, effect_json)},
      {"drift", array_of(analysis.drift, [](const TimeTrend& one) { return trend_json(one); })},
      {"start_temperature", array_of(analysis.start_temperature,
                                     [](const TemperatureTrend& one) { return trend_json(one); })},
      {"pareto", array_of(analysis.pareto,
                          [&](const ParetoFront& one) { return pareto_json(one, positions); })}};
}

}  // namespace mutation
