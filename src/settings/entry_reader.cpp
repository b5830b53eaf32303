#include "settings/entry_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/common_values.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// What people write at entry level to satisfy tools that want a repo there.
constexpr std::string_view kPlaceholder = "placeholder";
constexpr int kHighestGpuIndex = 1023;

// Without a usable "mode": what the entry looks like.
Mode mode_by_shape(const ObjectReader& entry) {
  if (entry.has("foreground") && entry.has("background")) return Mode::parallel;
  return entry.has("hyperparameters") && !entry.has("mutate") ? Mode::fixed : Mode::mutation;
}

Mode resolve_mode(ObjectReader& entry, const ModeReading& top_mode, SettingsContext& context) {
  const ModeReading own = read_mode(entry);
  if (own.mode) return *own.mode;
  if (own.given) return mode_by_shape(entry);
  if (top_mode.mode) return *top_mode.mode;
  if (top_mode.given) return mode_by_shape(entry);
  if (mode_by_shape(entry) != Mode::parallel) return Mode::mutation;
  context.notes.push_back(entry.path() +
                          ": no mode is given; with foreground and background it is parallel");
  return Mode::parallel;
}

// Keys of an outer level that somebody wrote too deep.
void refuse_outer_keys(ObjectReader& block, bool in_entry) {
  for (const std::string_view key :
       {"experiment_name", "governor", "use_deduplication", "historical_csvs", "experiments"}) {
    block.refuse(key, "is a key of the top level", "move it there");
  }
  if (in_entry) return;
  for (const std::string_view key : {"max_retries", "devices", "environment"}) {
    block.refuse(key, "is a key of the entry or the top level", "move it there");
  }
  for (const TimingKey& key : timing_keys()) {
    block.refuse(key.name, "is a key of the entry or the top level", "move it there");
  }
  for (const std::string_view key : rule_key_names()) {
    block.refuse(key, "is a key of the entry or the top level", "move it there");
  }
}

// The training under these names; without both of them the problems that this is.
std::optional<TrainingRequest> read_named_training(ObjectReader& block, const NamesReading& reading,
                                                   Mode mode, SettingsContext& context) {
  if (reading.names.repo && reading.names.model) {
    return read_training(block, reading.names, mode, context);
  }
  if (!reading.wrong && !reading.names.repo) block.missing("repo");
  if (!reading.wrong && !reading.names.model) block.missing("model");
  block.take("mutate");  // unchecked: nothing is known to check them against
  block.take("hyperparameters");
  return std::nullopt;
}

// What parallel entries say besides their blocks: repo and model that stand in for the
// foreground's where it lacks them, or say nothing.
void merge_entry_names(ObjectReader& entry, NamesReading& foreground, SettingsContext& context) {
  NamesReading outer = read_names(entry);
  foreground.wrong |= outer.wrong;
  const auto merge = [&](std::string_view key, std::optional<JsonPlace>& given,
                         std::optional<JsonPlace>& own) {
    if (!given) return;
    if (given->node->text == kPlaceholder) {
      context.notes.push_back(
          fmt::format("{}: \"{}\" is passed over: the blocks count", given->path, kPlaceholder));
    } else if (!own) {
      own = given;
    } else if (own->node->text != given->node->text) {
      entry.report(key,
                   fmt::format("{} differs from the foreground's {}", in_quotes(given->node->text),
                               in_quotes(own->node->text)),
                   "remove it: in a parallel entry the blocks count");
    }
  };
  merge("repo", outer.names.repo, foreground.names.repo);
  merge("model", outer.names.model, foreground.names.model);
}

// The mode of a foreground block; an unknown one is reported and guessed.
Mode foreground_mode(ObjectReader& block) {
  const ModeReading own = read_mode(block);
  if (own.mode == Mode::parallel) {
    block.report("mode", "a foreground is \"mutation\" or \"default\"",
                 "\"parallel\" is the mode of the entry");
  } else if (own.mode) {
    return *own.mode;
  }
  return own.given && block.has("hyperparameters") ? Mode::fixed : Mode::mutation;
}

std::optional<TrainingRequest> read_foreground(ObjectReader& entry, const JsonPlace& place,
                                               Entry& result, SettingsContext& context) {
  ObjectReader block(place, context.problems);
  NamesReading reading = read_names(block);
  merge_entry_names(entry, reading, context);
  const Mode mode = foreground_mode(block);
  result.foreground_runs_per_config = block.whole("runs_per_config", 1, kMostRuns);
  refuse_outer_keys(block, false);
  refuse_other_mode(block, mode);
  auto training = read_named_training(block, reading, mode, context);
  block.finish();
  return training;
}

std::optional<TrainingRequest> read_background(const JsonPlace& place, SettingsContext& context) {
  ObjectReader block(place, context.problems);
  const NamesReading reading = read_names(block);
  const ModeReading mode = read_mode(block);
  if (mode.mode && *mode.mode != Mode::fixed) {
    block.report("mode", "a background always has fixed hyperparameters",
                 "remove \"mode\", or write \"default\"");
  }
  block.refuse("mutate", "a background always has fixed hyperparameters",
               "remove it; fixed values stand in \"hyperparameters\"");
  block.refuse("runs_per_config", "a background runs for as long as its foreground", "remove it");
  refuse_outer_keys(block, false);
  const std::string ready_pattern = read_pattern(block, "ready_pattern");
  auto training = read_named_training(block, reading, Mode::fixed, context);
  if (training) training->ready_pattern = ready_pattern;
  block.finish();
  return training;
}

// Consumes what a parallel entry says of its trainings. False: not to be used.
bool read_parallel(ObjectReader& entry, Entry& result, SettingsContext& context) {
  for (const std::string_view key : {"mutate", "hyperparameters"}) {
    entry.refuse(
        key,
        fmt::format("{} has no effect beside \"foreground\" and \"background\"", in_quotes(key)),
        "move it into one of them");
  }
  for (const std::string_view key : {"foreground", "background"}) {
    if (!entry.has(key))
      entry.missing(key, "a parallel entry has \"foreground\" and \"background\"");
  }
  const auto foreground_place = entry.object("foreground");
  const auto background_place = entry.object("background");
  std::optional<TrainingRequest> foreground;
  std::optional<TrainingRequest> background;
  if (foreground_place) {
    foreground = read_foreground(entry, *foreground_place, result, context);
  } else {
    read_names(entry);
  }
  if (background_place) background = read_background(*background_place, context);
  if (!foreground || !background) return false;
  result.foreground = std::move(*foreground);
  result.background = std::move(background);
  return true;
}

// The same for an entry with one training.
bool read_single(ObjectReader& entry, Entry& result, SettingsContext& context) {
  const bool blocks = entry.has("foreground") || entry.has("background");
  for (const std::string_view key : {"foreground", "background"}) {
    entry.refuse(
        key, fmt::format("{} has no effect in mode \"{}\"", in_quotes(key), to_text(result.mode)),
        "write \"mode\": \"parallel\" in the entry");
  }
  refuse_other_mode(entry, result.mode);
  NamesReading reading = read_names(entry);
  reading.wrong |= blocks;  // then "repo" is not what is missing
  auto training = read_named_training(entry, reading, result.mode, context);
  if (!training) return false;
  result.foreground = std::move(*training);
  return true;
}

std::optional<std::string> read_device(const JsonPlace& item, ProblemList& problems) {
  const JsonNode& node = *item.node;
  if (node.kind == JsonKind::text && !node.text.empty()) return node.text;
  if (node.kind == JsonKind::integer && node.integer >= 0 && node.integer <= kHighestGpuIndex) {
    return std::to_string(node.integer);
  }
  report_wrong_type(problems, item, "a GPU's index from 0 or its UUID");
  return std::nullopt;
}

}  // namespace

std::vector<std::string> read_devices(ObjectReader& reader) {
  std::vector<std::string> devices;
  const auto place = reader.take("devices");
  const auto items = place ? read_items(*place, reader.problems()) : std::nullopt;
  if (!items) return devices;
  if (items->empty()) {
    reader.report("devices", "must name at least one GPU", "without the key it is the first GPU");
  }
  for (const JsonPlace& item : *items) {
    const auto device = read_device(item, reader.problems());
    if (!device) continue;
    if (std::ranges::find(devices, *device) != devices.end()) {
      reader.problems().add(item.node->line, item.path,
                            fmt::format("{} stands twice", in_quotes(*device)), "keep one of them");
      continue;
    }
    devices.push_back(*device);
  }
  return devices;
}

std::optional<Entry> read_entry(const JsonPlace& place, int index, const ModeReading& top_mode,
                                SettingsContext& context) {
  if (place.node->kind != JsonKind::object) {
    report_wrong_type(context.problems, place, "an object");
    return std::nullopt;
  }
  ObjectReader reader(place, context.problems);
  if (reader.only_prose()) {
    context.notes.push_back(place.path + ": nothing to run in it, passed over");
    return std::nullopt;
  }
  const size_t problems_before = context.problems.size();
  Entry entry;
  entry.index = index;
  entry.mode = resolve_mode(reader, top_mode, context);
  const bool usable = entry.mode == Mode::parallel ? read_parallel(reader, entry, context)
                                                   : read_single(reader, entry, context);
  entry.runs_per_config = reader.whole("runs_per_config", 1, kMostRuns);
  entry.max_retries = reader.whole("max_retries", 0, kMostRetries);
  entry.timings = read_timings(reader);
  entry.rules = read_rules(reader);
  entry.devices = read_devices(reader);
  entry.environment = read_environment(reader, "environment");
  refuse_outer_keys(reader, true);
  reader.finish();
  if (!usable || context.problems.size() > problems_before) return std::nullopt;
  return entry;
}

}  // namespace mutation
