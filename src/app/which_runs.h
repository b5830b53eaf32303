// Which recorded runs a command works on: its options, and reading the runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/inputs.h"
#include "app/options.h"
#include "dataset/read_runs.h"
#include "export/selection.h"

namespace CLI {
class App;
}

namespace mutation {

// SOURCE…, --session, --model, --mode.
void add_which_runs(CLI::App& app, Options& options);
// --outcome.
void add_outcomes(CLI::App& app, Options& options);
// What --include may name.
inline const std::string kSimulated = "simulated";
inline const std::string kDuplicates = "duplicates";
inline const std::string kUnusable = "unusable";
// --include, of what the command leaves out unless it is asked for.
void add_include(CLI::App& app, Options& options, const std::vector<std::string>& what,
                 const std::string& group = "Which runs");

// What the options say; "all" among the outcomes, and none, leave none out.
RunSelection selection_of(const WhichRuns& which);
// Whether --include asks for it.
bool is_included(const WhichRuns& which, const std::string& what);

// The runs of the sources, or of the results folder where none is named; what was passed over is
// told on standard error. None after printing why not.
std::optional<RunsRead> read_recorded_runs(const CatalogueInput& input, const WhichRuns& which,
                                           const ReadRunsOptions& options);

// "mutation: 3 runs are left out: their outcome is failed", to standard error.
void tell_left_out(const std::vector<LeftOut>& left_out);

}  // namespace mutation
