// `mutation audit`: which recorded runs to trust, and why others not.
#include <algorithm>
#include <filesystem>

#include "app/audit_text.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/uncollected.h"
#include "dataset/read_runs.h"

namespace mutation {
namespace {

// Where no results folder is named, that of the catalogue that is found.
std::optional<std::vector<std::string>> sources_of(const Options& options) {
  if (!options.which.sources.empty()) return options.which.sources;
  const Result<FoundPlaces> places = find_places(options.places);
  if (!places) {
    print_error(places.error());
    return std::nullopt;
  }
  return std::vector<std::string>{places->results};
}

bool is_of_session(const RecordedRun& run, const std::vector<std::string>& sessions) {
  return sessions.empty() || std::ranges::any_of(sessions, [&](const std::string& name) {
           return run.session == std::filesystem::path(name).filename().string();
         });
}

// A session that nobody knows is a mistake, not an empty answer.
bool sessions_exist(const RunsRead& read, const std::vector<std::string>& sessions) {
  bool all = true;
  for (const std::string& name : sessions) {
    if (std::ranges::any_of(read.runs,
                            [&](const RecordedRun& run) { return is_of_session(run, {name}); }))
      continue;
    print_error(
        {"no run of the session " + name + " was found", "name a folder like run_20251204_154953"});
    all = false;
  }
  return all;
}

}  // namespace

int do_audit(const Options& options) {
  const auto sources = sources_of(options);
  if (!sources) return kExitUsage;
  // The defaults of hyperparameters need a catalogue, the audit itself none.
  std::optional<CatalogueInput> catalogue;
  if (!options.places.catalogue.empty() || find_places(options.places)) {
    catalogue = read_catalogue_input(options);
    if (!catalogue) return kExitUsage;
  }
  const Result<RunsRead> read =
      read_all_runs(*sources, catalogue ? &catalogue->catalogue : nullptr, {.traces = true});
  if (!read) {
    print_error(read.error());
    return kExitUsage;
  }
  tell_uncollected(uncollected_notes(*sources));
  if (!sessions_exist(*read, options.which.sessions)) return kExitUsage;
  const Audit audit = audit_runs(read->runs);
  ShownAudit shown{.runs = &read->runs, .audit = &audit, .notes = read->notes};
  for (std::size_t i = 0; i < read->runs.size(); ++i) {
    if (is_of_session(read->runs[i], options.which.sessions)) shown.shown.push_back(i);
  }
  if (options.json) {
    print_line(stdout, audit_json(shown, options.audit.findings_only));
    return kExitSuccess;
  }
  for (const std::string& note : shown.notes) print_line(stderr, "note: " + note);
  for (const std::string& line : audit_lines(shown, options.audit.findings_only))
    print_line(stdout, line);
  return kExitSuccess;
}

}  // namespace mutation
