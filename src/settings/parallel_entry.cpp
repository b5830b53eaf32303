#include "settings/parallel_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/common_values.h"
#include "settings/entry_reader.h"
#include "settings/repeat_keys.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// What people write at entry level to satisfy tools that want a repo there.
constexpr std::string_view kPlaceholder = "placeholder";

// What parallel entries say besides their blocks: repo and model that stand in for the
// foreground's where it lacks them, or say nothing.
void merge_entry_names(ObjectReader& entry, NamesReading& foreground, SettingsContext& context) {
  NamesReading outer = read_names(entry, context);
  foreground.wrong |= outer.wrong;
  const auto merge = [&](std::string_view key, std::optional<JsonPlace>& given,
                         std::optional<JsonPlace>& own) {
    if (!given) return;
    if (given->node->text == kPlaceholder) {
      context.interpretations.add(context.entry, "\"placeholder\" is passed over");
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

std::optional<TrainingRequest> read_foreground(ObjectReader& entry, const JsonPlace& place,
                                               std::optional<Mode> from_entry, Entry& result,
                                               SettingsContext& context) {
  ObjectReader block(place, context.problems);
  NamesReading reading = read_names(block, context);
  merge_entry_names(entry, reading, context);
  const Mode mode = foreground_mode(block, from_entry, context);
  result.foreground_runs_per_config = block.whole("runs_per_config", 1, kMostRuns);
  // Where the entry has its own, that wins when it is read.
  const RepeatOptions repeat = read_repeat(block);
  result.repeat = repeat.runs;
  result.repeat_until = repeat.until;
  refuse_outer_keys(block, false);
  if (mode == Mode::fixed) refuse_mutation_keys(block);
  auto training = read_named_training(block, reading, mode, context);
  context.finish(block, "foreground");
  return training;
}

std::optional<TrainingRequest> read_background(const JsonPlace& place, SettingsContext& context) {
  ObjectReader block(place, context.problems);
  const NamesReading reading = read_names(block, context);
  const ModeReading mode = read_mode(block, context);
  if (mode.mode && *mode.mode != Mode::fixed) {
    block.report("mode", "a background always has fixed hyperparameters",
                 "remove \"mode\", or write \"default\"");
  }
  for (const std::string_view key : kMutationKeys) {
    const JsonNode* member = find_member(*place.node, key);
    const bool empty = member && member->children.empty() &&
                       (member->kind == JsonKind::object || member->kind == JsonKind::array);
    if (empty) {
      block.pass_over(key);
    } else {
      block.refuse(key, "a background always has fixed hyperparameters",
                   "remove it; fixed values stand in \"hyperparameters\"");
    }
  }
  for (const std::string_view key : {"runs_per_config", "repeat"}) {
    block.refuse(key, "a background runs for as long as its foreground", "remove it");
  }
  refuse_outer_keys(block, false);
  const std::string ready_pattern = read_pattern(block, "ready_pattern");
  auto training = read_named_training(block, reading, Mode::fixed, context);
  if (training) training->ready_pattern = ready_pattern;
  context.finish(block, "background");
  return training;
}

void refuse_keys_of_blocks(ObjectReader& entry) {
  std::vector<std::string_view> keys(kMutationKeys.begin(), kMutationKeys.end());
  keys.insert(keys.end(), {"hyperparameters", "fixed_hyperparams"});
  for (const std::string_view key : keys) {
    entry.refuse(
        key,
        fmt::format("{} has no effect beside \"foreground\" and \"background\"", in_quotes(key)),
        "move it into one of them");
  }
}

}  // namespace

void refuse_outer_keys(ObjectReader& block, bool in_entry) {
  for (const std::string_view key :
       {"experiment_name", "governor", "order", "global_settings", "experiments"}) {
    block.refuse(key, "is a key of the top level", "move it there");
  }
  if (in_entry) return;
  std::vector<std::string_view> keys = rule_key_names();
  for (const TimingKey& key : timing_keys()) keys.push_back(key.name);
  keys.insert(keys.end(), {"max_retries", "devices", "environment", "use_deduplication", "history",
                           "historical_csvs"});
  for (const std::string_view key : keys) {
    block.refuse(key, "is a key of the entry or the top level", "move it there");
  }
  for (const std::string_view key : {"num_mutations", "baseline_runs", "search"}) {
    block.refuse(key, "is a key of the entry", "move it there");
  }
}

std::optional<TrainingRequest> read_named_training(ObjectReader& block, const NamesReading& reading,
                                                   Mode mode, SettingsContext& context) {
  if (reading.names.repo && reading.names.model) {
    return read_training(block, reading.names, mode, context);
  }
  if (!reading.wrong && !reading.names.repo) block.missing("repo");
  if (!reading.wrong && !reading.names.model) block.missing("model");
  pass_training_keys(block);  // unchecked: nothing is known to check them against
  return std::nullopt;
}

bool read_parallel(ObjectReader& entry, std::optional<Mode> from_entry, Entry& result,
                   SettingsContext& context) {
  refuse_keys_of_blocks(entry);
  for (const std::string_view key : {"foreground", "background"}) {
    if (!entry.has(key))
      entry.missing(key, "a parallel entry has \"foreground\" and \"background\"");
  }
  const auto foreground_place = entry.object("foreground");
  const auto background_place = entry.object("background");
  const auto is_object = [](const std::optional<JsonPlace>& place) {
    return place && place->node->kind == JsonKind::object;
  };
  std::optional<TrainingRequest> foreground;
  std::optional<TrainingRequest> background;
  if (is_object(foreground_place)) {
    foreground = read_foreground(entry, *foreground_place, from_entry, result, context);
  } else {
    read_names(entry, context);
  }
  if (is_object(background_place)) background = read_background(*background_place, context);
  if (!foreground || !background) return false;
  result.foreground = std::move(*foreground);
  result.background = std::move(background);
  return true;
}

}  // namespace mutation
