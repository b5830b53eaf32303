// What each hyperparameter does to a figure: all that vary in one regression, mode as a factor.
// Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compare/comparison.h"
#include "model/catalogue.h"
#include "stats/mean_interval.h"

namespace mutation {

// How the effect differs beside a background: where the figure's logarithm was taken, by how many
// percent the figure changes there beyond its change alone (the ratio of both, less 1); else the
// difference of both effects, in percent of the figure's mean.
struct Interaction {
  Interval effect;
  std::optional<double> p;
  std::optional<double> q;
};

// The figure along the hyperparameter, the others at their means, with its 95 % band.
struct EffectCurve {
  std::vector<double> x;
  std::vector<double> fit;
  std::vector<double> low;
  std::vector<double> high;
};

struct Effect {
  std::string repo;
  std::string model;
  std::optional<bool> parallel;  // absent: runs of both modes, with the mode as a factor
  std::string device;
  std::string host;
  bool simulated = false;
  std::string hyperparameter;
  std::string level;  // of a text or boolean: the one compared with `reference`; else ""
  std::string reference;
  bool log = false;  // the hyperparameter's logarithm was taken
  std::string figure;
  std::size_t runs = 0;
  std::size_t levels = 0;  // distinct values
  Interval effect;         // % of the figure
  std::string per;         // "doubling", "range", "level"
  Interval over_range;     // %, from the least to the greatest value that occurs
  std::optional<double> p;
  std::optional<double>
      q;  // Benjamini and Hochberg's, over all effects that were computed together
  std::optional<double> noise_floor;
  bool below_noise = false;  // all of over_range's interval lies within +- the noise floor
  std::optional<Interaction> interaction;
  std::optional<EffectCurve> curve;
  std::string within;  // "block", "session": what else was a factor; ""
  std::string note;
};

struct EffectOptions {
  const Catalogue* catalogue = nullptr;
  std::vector<NoiseFloor> noise_floors;
};

// `notes` takes what could not be told apart or fitted, and why.
std::vector<Effect> effects_of(const RunGroup& runs, const std::vector<std::string>& figures,
                               const EffectOptions& options, std::vector<std::string>& notes);

}  // namespace mutation
