#include "compare/effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "base/text.h"
#include "compare/circumstances.h"
#include "compare/design.h"
#include "compare/lack_of_fit.h"
#include "compare/stopped.h"
#include "model/figure.h"
#include "stats/least_squares.h"
#include "stats/multiplicity.h"

namespace mutation {
namespace {

constexpr std::size_t kCurvePoints = 25;

// The figure of a design's runs, and how coefficients become percent of it.
struct Response {
  std::vector<double> values;
  bool log = false;
  double mean = 0;  // of the figure itself
};

Response response_of(const RunGroup& runs, const std::string& figure) {
  Response response;
  for (const RecordedRun* run : runs) response.values.push_back(*figure_value(*run, figure));
  response.mean = mean_of(response.values);
  response.log = !figure.starts_with("metric:") &&
                 std::ranges::all_of(response.values, [](double value) { return value > 0; });
  if (response.log) {
    for (double& value : response.values) value = std::log(value);
  }
  return response;
}

double percent(double coefficient, const Response& response) {
  return response.log ? 100 * std::expm1(coefficient) : 100 * coefficient / std::abs(response.mean);
}

Interval percent(const Interval& coefficient, double times, const Response& response) {
  return {percent(coefficient.value * times, response), percent(coefficient.low * times, response),
          percent(coefficient.high * times, response)};
}

// Percent of what is no number or 0 are none.
bool has_percent(const Response& response) {
  return response.log ? std::isfinite(response.mean)
                      : std::isfinite(response.mean) && response.mean != 0 &&
                            std::isfinite(standard_deviation(response.values));
}

double range_of(const DesignColumn& column) {
  return column.log ? std::log(column.high / column.low) : column.high - column.low;
}

const Coefficient* coefficient_of(const LeastSquares& fit, const std::string& name) {
  const auto found = std::ranges::find(fit.coefficients, name, &Coefficient::name);
  return found == fit.coefficients.end() ? nullptr : &*found;
}

EffectCurve curve_of(const DesignColumn& column, const LeastSquares& fit,
                     const Response& response) {
  EffectCurve curve;
  std::vector<double> at = fit.centre;
  const auto place =
      static_cast<std::size_t>(coefficient_of(fit, name_of(column)) - fit.coefficients.data());
  const double start = column.log ? std::log(column.low) : column.low;
  for (std::size_t i = 0; i < kCurvePoints; ++i) {
    at[place] = start + range_of(column) * double(i) / double(kCurvePoints - 1);
    const Interval mean = mean_response(fit, at);
    const auto back = [&](double value) { return response.log ? std::exp(value) : value; };
    curve.x.push_back(column.log ? std::exp(at[place]) : at[place]);
    curve.fit.push_back(back(mean.value));
    curve.low.push_back(back(mean.low));
    curve.high.push_back(back(mean.high));
  }
  return curve;
}

double unit_of(const DesignColumn& column) {
  if (column.log) return std::numbers::ln2;
  return column.level.empty() ? range_of(column) : 1;
}

// Products with "beside a background", of the columns less their means.
Regressor interaction_column(const DesignColumn& column, const Design& design) {
  Regressor product{"x " + name_of(column), {}};
  const double mean = mean_of(column.values);
  for (std::size_t i = 0; i < design.runs.size(); ++i)
    product.values.push_back(design.runs[i]->parallel ? column.values[i] - mean : 0);
  return product;
}

std::optional<LeastSquares> with_interactions(const Design& design, const Response& response,
                                              const std::vector<const DesignColumn*>& columns,
                                              const std::vector<const DesignColumn*>& products,
                                              double confidence) {
  Regression regression = regression_of(design, response.values, columns);
  for (const DesignColumn* column : products)
    regression.regressors.push_back(interaction_column(*column, design));
  if (design.runs.size() <= regression.regressors.size() + 3) return std::nullopt;
  auto fit = fit_least_squares(regression, confidence);
  if (fit) allow_for_lack_of_fit(design, response.values, *fit);
  return fit;
}

// All hyperparameters of one group of runs on one figure.
class GroupEffects {
 public:
  GroupEffects(Design design, const std::string& figure, const EffectOptions& options)
      : design_(std::move(design)),
        figure_(figure),
        options_(options),
        response_(response_of(design_.runs, figure)),
        factor_(stopping_factor(design_.runs, figure)) {}

  std::vector<Effect> all(std::vector<std::string>& notes) {
    std::vector<const DesignColumn*> columns;
    for (const DesignColumn& column : design_.columns) columns.push_back(&column);
    if (columns.empty() || !tell_mean(notes)) return {};
    if (design_.runs.size() <= columns.size() + design_.modes.size() + 2) {
      notes.push_back(fmt::format(
          "{} of {}: {} runs are too few to tell {} hyperparameters' columns apart", figure_,
          training_of(*design_.runs.front()), design_.runs.size(), columns.size()));
      return {};
    }
    auto fit = fit_least_squares(regression_of(design_, response_.values, columns),
                                 confidence_for(factor_));
    if (!fit) return {};
    const auto lack = allow_for_lack_of_fit(design_, response_.values, *fit);
    tell_dropped(*fit, notes);
    std::erase_if(columns, [&](const DesignColumn* column) {
      return !coefficient_of(*fit, name_of(*column));
    });
    std::vector<Effect> effects;
    for (const DesignColumn* column : columns) effects.push_back(effect_of(*column, *fit));
    if (design_.both_modes) add_interactions(columns, effects);
    if (lack) {
      for (Effect& effect : effects) effect.note = lack_text(*lack);
    }
    return effects;
  }

 private:
  void tell_dropped(const LeastSquares& fit, std::vector<std::string>& notes) const {
    if (fit.dropped.empty()) return;
    notes.push_back(
        fmt::format("{} of {}: {} cannot be told apart from other hyperparameters or "
                    "the mode, and {} left out",
                    figure_, training_of(*design_.runs.front()), joined(fit.dropped, ", "),
                    fit.dropped.size() == 1 ? "is" : "are"));
  }

  // False: the figure is left out.
  bool tell_mean(std::vector<std::string>& notes) const {
    const std::string of = figure_ + " of " + training_of(*design_.runs.front());
    if (!has_percent(response_)) {
      notes.push_back(of +
                      " is left out: its mean is 0 or no finite number, so that effects in "
                      "percent of it say nothing");
      return false;
    }
    if (!response_.log && std::abs(response_.mean) < standard_deviation(response_.values))
      notes.push_back(of +
                      ": its mean is near 0 beside its spread, so that percent of it say "
                      "little");
    return true;
  }

  Effect effect_of(const DesignColumn& column, const LeastSquares& fit) const {
    const RecordedRun& run = *design_.runs.front();
    const Coefficient& coefficient = *coefficient_of(fit, name_of(column));
    Effect effect{.repo = run.repository, .model = run.model};
    if (!design_.both_modes) effect.parallel = run.parallel;
    effect.device = run.device;
    effect.host = run.host;
    effect.simulated = measured_on(run).simulated;
    effect.hyperparameter = column.hyperparameter;
    effect.level = column.level;
    effect.reference = column.reference;
    effect.log = column.log;
    effect.figure = figure_;
    effect.runs = design_.runs.size();
    effect.levels = column.levels;
    effect.within = design_.within;
    effect.per = column.log ? "doubling" : column.level.empty() ? "range" : "level";
    effect.effect = percent(coefficient.interval, unit_of(column), response_);
    effect.over_range = percent(coefficient.interval, range_of(column), response_);
    effect.p = corrected(coefficient.p);
    effect.noise_floor = noise_floor_for(options_.noise_floors, run, figure_);
    effect.below_noise = effect.noise_floor &&
                         effect.over_range.low >= -100 * *effect.noise_floor &&
                         effect.over_range.high <= 100 * *effect.noise_floor;
    if (column.level.empty()) effect.curve = curve_of(column, fit, response_);
    return effect;
  }

  std::optional<double> corrected(const std::optional<double>& p) const {
    if (!p) return p;
    return std::min(1.0, *p * factor_);
  }

  // All together where the runs allow it, else one at a time.
  void add_interactions(const std::vector<const DesignColumn*>& columns,
                        std::vector<Effect>& effects) const {
    const auto together =
        with_interactions(design_, response_, columns, columns, confidence_for(factor_));
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto fit = together ? together
                                : with_interactions(design_, response_, columns, {columns[i]},
                                                    confidence_for(factor_));
      const Coefficient* const coefficient =
          fit ? coefficient_of(*fit, "x " + name_of(*columns[i])) : nullptr;
      if (!coefficient) continue;
      effects[i].interaction = {
          .effect = percent(coefficient->interval, unit_of(*columns[i]), response_),
          .p = corrected(coefficient->p)};
    }
  }

  Design design_;
  std::string figure_;
  const EffectOptions& options_;
  Response response_;
  double factor_;
};

void take_q(std::vector<Effect>& effects) {
  std::vector<double> main, interactions;
  for (const Effect& effect : effects) {
    if (effect.p) main.push_back(*effect.p);
    if (effect.interaction && effect.interaction->p) interactions.push_back(*effect.interaction->p);
  }
  main = false_discovery_rates(main);
  interactions = false_discovery_rates(interactions);
  auto next = main.begin(), next_interaction = interactions.begin();
  for (Effect& effect : effects) {
    if (effect.p) effect.q = *next++;
    if (effect.interaction && effect.interaction->p) effect.interaction->q = *next_interaction++;
  }
}

}  // namespace

std::vector<Effect> effects_of(const RunGroup& runs, const std::vector<std::string>& figures,
                               const EffectOptions& options, std::vector<std::string>& notes) {
  std::map<std::pair<MeasuredOn, std::string>, RunGroup> groups;
  for (const RecordedRun* run : runs) groups[{measured_on(*run), training_of(*run)}].push_back(run);
  std::vector<Effect> effects;
  std::set<std::string> told;
  for (const auto& [key, group] : groups) {
    for (const std::string& figure : figures) {
      RunGroup having;
      std::ranges::copy_if(group, std::back_inserter(having), [&](const RecordedRun* run) {
        return figure_value(*run, figure).has_value();
      });
      if (having.size() < 3) continue;
      Design design = design_of(having, options.catalogue);
      for (const std::string& note : design.notes) {
        if (told.insert(key.second + note).second) notes.push_back(key.second + ": " + note);
      }
      if (design.runs.empty()) continue;
      std::vector<Effect> found = GroupEffects(std::move(design), figure, options).all(notes);
      std::ranges::move(found, std::back_inserter(effects));
    }
  }
  take_q(effects);
  return effects;
}

}  // namespace mutation
