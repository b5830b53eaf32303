// What `mutation compare` and `mutation effects` read: recorded runs, a catalogue where there is
// one, the figures that were asked for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/inputs.h"
#include "app/options.h"
#include "compare/circumstances.h"
#include "dataset/read_runs.h"
#include "export/selection.h"
#include "model/noise_floor.h"

namespace mutation {

struct StatisticsInput {
  std::optional<CatalogueInput> catalogue;
  RunsRead read;
  std::vector<NoiseFloor> noise_floors;
};

// The runs of the sources and of `further` folders, or of the results folder where no source is
// named. Null after printing why not.
std::unique_ptr<StatisticsInput> read_statistics_input(const Options& options,
                                                       const std::vector<std::string>& further);

const Catalogue* catalogue_of(const StatisticsInput& input);

// Succeeded runs unless outcomes are named, each once, without those that the audit says not to use
// unless they are asked for.
RunSelection statistics_selection(const WhichRuns& which);

// Without control characters, whatever the records hold.
void print_lines(const std::vector<std::string>& lines);

// What is wrong with the figures that were named, each with what there is.
std::vector<std::string> figure_problems(const std::vector<std::string>& figures,
                                         const RunGroup& runs);

// A line each on standard error.
void print_statistics_problems(const std::vector<std::string>& problems);

}  // namespace mutation
