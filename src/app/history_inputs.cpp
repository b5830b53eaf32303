#include "app/history_inputs.h"

#include <filesystem>

#include "app/messages.h"
#include "dataset/read_runs.h"
#include "plan/known_configurations.h"

namespace mutation {

std::optional<History> read_history(const Inputs& inputs, bool skip_missing) {
  History history;
  bool complete = true;
  for (const std::string& file : history_files(inputs.settings)) {
    Result<PastFile> past =
        read_past((std::filesystem::path(inputs.places.root) / file).lexically_normal().string());
    if (past) {
      past->path = file;
      history.push_back(std::move(*past));
    } else if (skip_missing) {
      history.push_back({.path = file, .missing = past.error().message});
    } else {
      complete = false;
      print_error({"draws are to be compared with " + file +
                       ", which cannot be read: " + past.error().message,
                   "name files that are there in \"history\" or \"historical_csvs\", whichever "
                   "the settings have (relative to " +
                       inputs.places.root +
                       "), or write \"use_deduplication\": false; "
                       "--skip-unsupported does without them"});
    }
  }
  return complete ? std::optional(std::move(history)) : std::nullopt;
}

}  // namespace mutation
