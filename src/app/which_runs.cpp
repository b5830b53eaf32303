#include "app/which_runs.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>

#include "app/messages.h"
#include "app/option_groups.h"
#include "app/uncollected.h"
#include "base/text.h"

namespace mutation {
namespace {

constexpr const char* kAllOutcomes = "all";

std::optional<Outcome> outcome_named(const std::string& word) {
  for (const Outcome outcome :
       {Outcome::succeeded, Outcome::suspect, Outcome::failed, Outcome::interrupted}) {
    if (to_text(outcome) == word) return outcome;
  }
  return std::nullopt;
}

}  // namespace

void add_which_runs(CLI::App& app, Options& options) {
  const auto group = "Which runs";
  WhichRuns& which = options.which;
  app.add_option("SOURCE", which.sources,
                 "Results folders, sessions, experiment.json and CSV files (default: the results "
                 "folder)");
  app.add_option("--session", which.sessions, "Only these sessions")
      ->delimiter(',')
      ->type_name("NAME,…")
      ->group(group);
  app.add_option("--model", which.models, "Only these models")
      ->delimiter(',')
      ->type_name("[REPO/]MODEL,…")
      ->group(group);
  app.add_option("--mode", which.modes, "Only runs of this mode")
      ->check(CLI::IsMember({"sequential", "parallel"}).description(""))
      ->expected(1)
      ->type_name("sequential|parallel")
      ->group(group);
  add_places(app, options);
  add_results(app, options);
}

void add_outcomes(CLI::App& app, Options& options) {
  app.add_option("--outcome", options.which.outcomes,
                 "Only runs of these outcomes: succeeded, suspect, failed, interrupted; or all")
      ->delimiter(',')
      ->check(CLI::IsMember({"succeeded", "suspect", "failed", "interrupted", kAllOutcomes})
                  .description(""))
      ->type_name("OUTCOME,…")
      ->group("Which runs");
}

void add_include(CLI::App& app, Options& options, const std::vector<std::string>& what,
                 const std::string& group) {
  app.add_option("--include", options.which.include,
                 "Also what is left out by default: " + joined(what, ", "))
      ->delimiter(',')
      ->check(CLI::IsMember(what).description(""))
      ->type_name("WHAT,…")
      ->group(group);
}

RunSelection selection_of(const WhichRuns& which) {
  RunSelection selection{
      .sessions = which.sessions, .outcomes = {}, .models = which.models, .parallel = {}};
  if (std::ranges::find(which.outcomes, kAllOutcomes) == which.outcomes.end()) {
    for (const std::string& word : which.outcomes) {
      if (const auto outcome = outcome_named(word)) selection.outcomes.push_back(*outcome);
    }
  }
  if (!which.modes.empty()) selection.parallel = which.modes.front() == "parallel";
  return selection;
}

bool is_included(const WhichRuns& which, const std::string& what) {
  return std::ranges::find(which.include, what) != which.include.end();
}

std::optional<RunsRead> read_recorded_runs(const CatalogueInput& input, const WhichRuns& which,
                                           const ReadRunsOptions& options) {
  std::vector<std::string> sources = which.sources;
  if (sources.empty()) sources.push_back(input.places.results);
  Result<RunsRead> read = read_all_runs(sources, &input.catalogue, options);
  if (!read) {
    print_error(read.error());
    return std::nullopt;
  }
  for (const std::string& note : read->notes) print_line(stderr, "mutation: " + note);
  tell_uncollected(uncollected_notes(sources));
  return std::move(*read);
}

void tell_left_out(const std::vector<LeftOut>& left_out) {
  for (const LeftOut& left : left_out) {
    print_line(stderr, fmt::format("mutation: {} run{} left out: {}", left.runs,
                                   left.runs == 1 ? " is" : "s are", left.why));
  }
}

}  // namespace mutation
