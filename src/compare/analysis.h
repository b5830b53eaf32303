// What may be concluded from recorded runs together: means of configurations, parallel against
// sequential, effects of hyperparameters, drift, start temperature, Pareto fronts. Pure.
// docs/statistics.md has every formula and when it holds.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compare/comparison.h"
#include "compare/effects.h"
#include "compare/trends.h"
#include "export/audited_runs.h"
#include "export/selection.h"
#include "model/catalogue.h"
#include "model/figure.h"
#include "model/noise_floor.h"

namespace mutation {

// used: succeeded, and the audit does not say "do not use". all: every measured run that ended and
// did not fail, suspect ones too. Neither has warm-ups, calibrations, or a run twice.
enum class AnalysedRuns { used, all };

struct AnalyseOptions {
  AnalysedRuns which = AnalysedRuns::used;
  const Catalogue* catalogue = nullptr;  // absent: log axes by the values alone, no directions
  std::vector<NoiseFloor> noise_floors;  // compare/noise_floors.h finds them among the runs
  std::vector<std::string> figures;      // model/figure.h; none: those that the runs have
  std::size_t permutations = 1999;       // of a comparison that cannot try all divisions
};

struct AnalysedFigure {
  FigureSpec spec;
  std::string better;  // "lower", "higher", "": nobody says
};

// A run's place in AuditedRuns::runs().
using RunPosition = std::size_t;

struct AnalysedConfiguration {
  std::string label;  // "learning_rate=0.1 epochs=5", "defaults"
  std::string repo;
  std::string model;
  bool parallel = false;
  std::string background;  // "repo/model"; "" of sequential ones
  std::string device;
  std::string host;
  bool simulated = false;
  std::string session;
  int configuration = 0;  // its number in the session; 0: not said
  std::string figure;
  Interval mean;  // where the data chose the number of runs, corrected for that
  std::optional<double> relative_interval;   // half-width over the mean
  std::optional<double> relative_deviation;  // standard deviation over the mean
  std::vector<RunPosition> runs;             // that have the figure
};

struct ParetoFront {
  std::string repo;
  std::string model;
  bool parallel = false;
  std::string device;
  bool simulated = false;
  std::string metric;  // without "metric:"
  std::string better;  // "higher", "lower"
  std::string figure;  // less is better
  std::vector<RunPosition> runs;
  std::vector<RunPosition> front;  // by rising figure
};

struct Analysis {
  std::size_t runs = 0;  // that it rests on
  std::vector<LeftOut> left_out;
  std::vector<std::string> notes;
  std::vector<AnalysedFigure> figures;
  std::vector<AnalysedConfiguration> configurations;
  std::vector<Comparison> parallel;  // a: sequential, b: parallel; p adjusted over all of them
  std::vector<Effect> effects;       // q over all of them
  std::vector<TimeTrend> drift;      // p adjusted over all of them
  std::vector<TemperatureTrend> start_temperature;  // likewise
  std::vector<ParetoFront> pareto;
};

// 5,000 runs take well under a second, and what `permutations` cost.
Analysis analyse(const AuditedRuns& audited, const AnalyseOptions& options);

// The figures that some of the runs have, energies and duration before metrics; without the energy
// above the background alone, which is that above idle with another baseline.
std::vector<std::string> figures_in(const RunGroup& runs);

// What a reader of these runs' figures must know: where they are simulated, of several places or of
// an unknown one, or the GPU's energy is recorded only as the Python tool's plain sum, which is no
// energy.
std::vector<std::string> notes_on(const RunGroup& runs);

// The runs that an analysis of `which` rests on.
SelectedRuns runs_to_analyse(const AuditedRuns& audited, AnalysedRuns which);

}  // namespace mutation
