#include "app/fill_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/command_line.h"
#include "app/messages.h"
#include "app/output_file.h"
#include "app/which_runs.h"
#include "export/fill_settings.h"

namespace mutation {
namespace {

// -r and -m, of direct mode, say which models.
std::vector<std::string> models_asked(const WhatToRun& what, const Catalogue& catalogue) {
  if (!what.model.empty()) return {what.repo.empty() ? what.model : what.repo + "/" + what.model};
  std::vector<std::string> models;
  const RepoSpec* repo = find_repo(catalogue, what.repo);
  if (!repo) return models;
  for (const std::string& model : repo->models) models.push_back(what.repo + "/" + model);
  return models;
}

std::optional<Error> error_in(const WhatToRun& what, const Catalogue& catalogue) {
  if (!what.settings_file.empty())
    return Error{"--fill writes a settings file and takes none: " + what.settings_file,
                 "name where to write it with -o"};
  for (const RepoSpec& repo : catalogue.repos) {
    if (!what.repo.empty() && repo.name != what.repo) continue;
    if (what.model.empty()) return std::nullopt;
    for (const std::string& model : repo.models) {
      if (names_model(what.model, repo.name, model)) return std::nullopt;
    }
  }
  return Error{
      fmt::format("the catalogue has no {}",
                  what.repo.empty() ? what.model : fmt::format("{} {}", what.repo, what.model)),
      "`mutation list` names the repos and models"};
}

bool holds_anything(const std::string& folder) {
  std::error_code ignored;
  const std::filesystem::directory_iterator entries(folder, ignored);
  if (ignored) return false;
  for (const auto& entry : entries) {
    if (entry.is_directory(ignored) && entry.path().filename().string().starts_with("run_"))
      return true;
  }
  return false;
}

// As a settings file names it: relative to the root where it lies below it.
std::string as_history(const std::string& source, const std::string& root) {
  std::error_code failure;
  const std::filesystem::path path = std::filesystem::absolute(source, failure).lexically_normal();
  const std::filesystem::path relative = path.lexically_relative(root);
  const bool below = !failure && !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : path.string();
}

Status write_whole(const std::string& path, const std::string& text) {
  Result<OutputFile> file = OutputFile::open(path);
  if (!file) return file.error();
  Status written = file->write(text);
  return written ? file->finish() : written;
}

void tell(const FilledSettings& filled, const std::string& output) {
  for (const std::string& note : filled.notes) print_line(stderr, "note: " + note);
  if (filled.entries == 0) {
    print_line(stderr, "mutation: nothing is missing; no settings file is written");
    return;
  }
  print_line(stderr, fmt::format("mutation: {} entries, {} runs{}", filled.entries, filled.runs,
                                 output.empty() ? ""
                                                : "; `mutation plan " + output +
                                                      "` shows "
                                                      "them"));
}

}  // namespace

int do_fill(const Options& options) {
  const auto input = read_catalogue_input(options);
  if (!input) return kExitUsage;
  if (const auto error = error_in(options.what, input->catalogue)) {
    print_error(*error);
    return kExitUsage;
  }
  WhichRuns which = options.which;
  if (which.sources.empty() && holds_anything(input->places.results))
    which.sources.push_back(input->places.results);
  RunsRead read;
  if (!which.sources.empty()) {
    auto recorded = read_recorded_runs(*input, which, {});
    if (!recorded) return kExitUsage;
    read = std::move(*recorded);
  }
  FillOptions fill{.wanted = *options.plan.fill, .history = {}};
  for (const std::string& source : which.sources)
    fill.history.push_back(as_history(source, input->places.root));
  RunSelection selection;
  selection.simulated = is_included(which, kSimulated);
  selection.duplicates = false;
  const SelectedRuns selected = select_runs(AuditedRuns(read.runs), selection);
  tell_left_out(selected.left_out);
  const auto coverage = coverage_of(selected.runs, input->catalogue,
                                    {.wanted = fill.wanted,
                                     .models = models_asked(options.what, input->catalogue),
                                     .parallel = selection_of(which).parallel});
  const FilledSettings filled = fill_settings(coverage, selected.runs, input->catalogue, fill);
  tell(filled, options.plan.output);
  if (filled.entries == 0) return kExitSuccess;
  const Status written = write_whole(options.plan.output, filled.text);
  if (written) return kExitSuccess;
  print_error(written.error());
  return kExitNotAll;
}

}  // namespace mutation
