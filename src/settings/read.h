// Settings files and catalogues into plain structs, or everything that is wrong with them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalogue.h"
#include "model/settings.h"
#include "settings/problem.h"

namespace mutation {

// Either `value` or at least one problem; never both.
template <typename T>
struct ReadOutcome {
  std::optional<T> value;
  std::vector<Problem> problems;
};

// The content of a file, at most 16 MiB; a problem where it is not there, is a directory or cannot
// be read. Blocks while reading a pipe.
ReadOutcome<std::string> load_text(const std::string& path);

// Keys that may stand in each kind of object: "top", "entry", "foreground", "background", "draw".
using KeysByKind = std::map<std::string, std::vector<std::string>>;

struct ReadOptions {
  // Leave out, with a note, hyperparameters that do not exist, and entries whose repo or model does
  // not exist or that have nothing left to mutate.
  bool skip_unsupported = false;
  // Where given, the keys that were asked for are added to it; a schema is held against them.
  KeysByKind* keys = nullptr;
};

// `text` is the file's content, `file` its name for messages. Strict JSON: see json_tree.h. Every
// key is checked; unknown ones are problems, except prose for people (comment, note, notes,
// description, version, _…, estimated_…, target_…, expected_…). Keys of the past that cannot change
// a run pass with a note (historical_keys.h); other spellings of what the keys mean are understood,
// and one note says which. All problems come together, in the order of lines. Pure; any thread.
//
// Timings: see timing_keys.h, also for maxima below their minima.
ReadOutcome<Catalogue> read_catalogue(std::string_view text, const std::string& file);
ReadOutcome<Settings> read_settings(std::string_view text, const std::string& file,
                                    const Catalogue& catalogue, const ReadOptions& options);

// Direct mode: what `-r -m -mt -n -g -mr` say, as the text of a one-entry settings file.
struct DirectRequest {
  std::string repo;
  std::string model;
  std::string mutate;  // "all" or "a,b"
  int runs = 1;
  std::optional<std::string> governor;
  std::optional<int> max_retries;
};
std::string settings_text(const DirectRequest& request);

// Values that governor may have: performance, powersave, ondemand, conservative, schedutil,
// userspace.
const std::vector<std::string>& known_governors();

}  // namespace mutation
