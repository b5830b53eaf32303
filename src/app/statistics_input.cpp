#include "app/statistics_input.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "app/messages.h"
#include "app/other_calibrations.h"
#include "app/uncollected.h"
#include "app/which_runs.h"
#include "base/text.h"
#include "compare/analysis.h"
#include "compare/noise_floors.h"
#include "export/figures.h"
#include "model/figure.h"
#include "progress/display_width.h"

namespace mutation {
namespace {

// The results folder may be missing where folders are named.
std::optional<std::vector<std::string>> sources_of(const Options& options,
                                                   const std::vector<std::string>& further) {
  std::vector<std::string> sources = options.which.sources;
  if (!sources.empty()) return sources;
  sources = further;
  const Result<FoundPlaces> places = find_places(options.places);
  if (!places && sources.empty()) {
    print_error(places.error());
    return std::nullopt;
  }
  std::error_code ignored;
  const std::string results = places ? places->results : options.places.results;
  if (sources.empty() || std::filesystem::is_directory(results, ignored))
    sources.push_back(results);
  return sources;
}

// Of what was read, and of the sessions beside it.
std::vector<NoiseFloor> floors_known(const Options& options, const std::vector<RecordedRun>& runs) {
  std::set<std::string> read;
  for (const RecordedRun& run : runs) read.insert(run.session);
  std::vector<RecordedRun> calibrations = OtherCalibrations(options).besides({});
  std::erase_if(calibrations, [&](const RecordedRun& run) { return read.contains(run.session); });
  std::ranges::copy_if(runs, std::back_inserter(calibrations),
                       [](const RecordedRun& run) { return run.role == Role::calibration; });
  return noise_floors_of(calibrations);
}

}  // namespace

std::unique_ptr<StatisticsInput> read_statistics_input(const Options& options,
                                                       const std::vector<std::string>& further) {
  const auto sources = sources_of(options, further);
  if (!sources) return nullptr;
  auto input = std::make_unique<StatisticsInput>();
  if (!options.places.catalogue.empty() || find_places(options.places)) {
    input->catalogue = read_catalogue_input(options);
    if (!input->catalogue) return nullptr;
  }
  // Traces make the GPU's energy of the Python tool's runs right.
  Result<RunsRead> read = read_all_runs(*sources, catalogue_of(*input), {.traces = true});
  if (!read) {
    print_error(read.error());
    return nullptr;
  }
  input->read = std::move(*read);
  for (const std::string& note : input->read.notes) print_line(stderr, "mutation: " + note);
  tell_uncollected(uncollected_notes(*sources));
  input->noise_floors = floors_known(options, input->read.runs);
  return input;
}

const Catalogue* catalogue_of(const StatisticsInput& input) {
  return input.catalogue ? &input.catalogue->catalogue : nullptr;
}

RunSelection statistics_selection(const WhichRuns& which) {
  RunSelection selection = selection_of(which);
  if (which.outcomes.empty()) selection.outcomes = {Outcome::succeeded};
  selection.duplicates = false;
  selection.unusable = is_included(which, kUnusable);
  return selection;
}

std::vector<std::string> figure_problems(const std::vector<std::string>& figures,
                                         const RunGroup& runs) {
  std::vector<std::string> known;
  for (const FigureSpec& spec : figure_specs()) known.push_back(spec.name);
  for (const std::string& figure : figures_in(runs)) {
    if (figure.starts_with("metric:")) known.push_back(figure);
  }
  std::vector<std::string> problems;
  for (const std::string& figure : figures) {
    if (std::ranges::find(known, figure) == known.end())
      problems.push_back("--figure " + figure +
                         ": no such figure; there are: " + joined(known, ", "));
  }
  return problems;
}

void print_lines(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) print_line(stdout, printable(line));
}

void print_statistics_problems(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) print_line(stderr, "mutation: " + printable(problem));
}

}  // namespace mutation
