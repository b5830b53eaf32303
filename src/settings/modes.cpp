#include "settings/modes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "settings/training_reader.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::array<std::pair<std::string_view, Mode>, 3> kModes = {{
    {"mutation", Mode::mutation},
    {"default", Mode::fixed},
    {"parallel", Mode::parallel},
}};
constexpr std::array<std::string_view, 3> kModeKeys = {"mode", "mutation_type", "experiment_type"};

// What one key says into the reading; a problem where it does not go with what another key says.
void take_word(ObjectReader& reader, std::string_view key, ModeReading& reading) {
  const auto word = reader.text(key);
  if (!word) return;
  if (*word == "nonparallel") {
    reading.sequential = true;
    return;
  }
  if (*word == "batch" || *word == "mixed") {
    reading.by_shape = true;
    return;
  }
  std::vector<std::string> known;
  for (const auto& [name, mode] : kModes) {
    known.emplace_back(name);
    if (*word != name) continue;
    if (!reading.mode || *reading.mode == mode) {
      reading.mode = mode;
    } else if (*reading.mode == Mode::parallel) {
      reading.foreground = mode;
    } else if (mode == Mode::parallel) {
      reading.foreground = std::exchange(reading.mode, mode);
    } else {
      reader.report(key, fmt::format("{} contradicts another key", in_quotes(*word)),
                    "keep \"mode\" alone");
    }
    return;
  }
  reader.report(key, fmt::format("unknown mode {}", in_quotes(*word)),
                suggestion_or_list(*word, known));
}

bool has_content(const ObjectReader& block, std::string_view key) {
  const JsonNode* member = find_member(*block.place().node, key);
  if (!member) return false;
  return !member->children.empty() ||
         (member->kind != JsonKind::object && member->kind != JsonKind::array);
}

bool mutates(const ObjectReader& block) {
  return std::ranges::any_of(kMutationKeys,
                             [&](std::string_view key) { return has_content(block, key); }) ||
         block.has("num_mutations") || block.has("search");
}

// An empty object where names of hyperparameters could stand.
bool mutates_nothing(const ObjectReader& block) {
  const JsonNode* params = find_member(*block.place().node, "mutate_params");
  return params && params->kind == JsonKind::object && params->children.empty() && !mutates(block);
}

bool has_given_values(const ObjectReader& block) {
  return (block.has("hyperparameters") || block.has("fixed_hyperparams")) && !mutates(block);
}

bool is_pair(const ObjectReader& entry) {
  return entry.has("foreground") && entry.has("background");
}

// Whether the entry's "mutation_type" or "experiment_type" is its foreground's: it is a pair, and
// nothing says that it is not parallel.
bool is_of_foreground(const ObjectReader& entry, const ModeReading& own, const ModeReading& top) {
  const bool may_be_parallel =
      !own.sequential && !top.sequential && top.mode.value_or(Mode::parallel) == Mode::parallel;
  return is_pair(entry) && may_be_parallel && !entry.has("mode") && own.mode != Mode::parallel;
}

// Without a usable mode: what the block looks like.
Mode mode_by_shape(const ObjectReader& block, SettingsContext& context) {
  const auto note = [&](std::string_view shape, std::string_view mode) {
    context.interpretations.add(context.entry,
                                fmt::format("no mode is given: {} it is \"{}\"", shape, mode));
  };
  if (is_pair(block)) {
    note("with foreground and background", "parallel");
    return Mode::parallel;
  }
  if (mutates_nothing(block)) {
    note("with an empty \"mutate_params\"", "default");
    return Mode::fixed;
  }
  if (has_given_values(block)) {
    note("with values and nothing to mutate", "default");
    return Mode::fixed;
  }
  return Mode::mutation;
}

}  // namespace

ModeReading read_mode(ObjectReader& reader, SettingsContext& context) {
  ModeReading reading;
  for (const std::string_view key : kModeKeys) {
    if (reader.has(key)) {
      reading.given = true;
      if (key != kModeKeys.front()) {
        context.interpretations.add(context.entry,
                                    fmt::format("{} stands for \"mode\"", in_quotes(key)));
      }
    }
    take_word(reader, key, reading);
  }
  if (reading.sequential && reading.mode == Mode::parallel) {
    reader.report("mode", "\"nonparallel\" contradicts \"parallel\"", "keep one of them");
  }
  return reading;
}

EntryMode entry_mode(const ObjectReader& entry, const ModeReading& own, const ModeReading& top,
                     SettingsContext& context) {
  const auto as = [](Mode mode) { return EntryMode{mode, to_text(mode), std::nullopt}; };
  if (own.mode) {
    if (is_of_foreground(entry, own, top)) {
      return {Mode::parallel, to_text(Mode::parallel), own.mode};
    }
    return {*own.mode, to_text(*own.mode), own.foreground};
  }
  if (own.sequential || (!own.given && top.sequential && !top.mode)) {
    const Mode mode = mutates(entry) ? Mode::mutation : Mode::fixed;
    context.interpretations.add(context.entry,
                                fmt::format("\"nonparallel\" is mode \"{}\"", to_text(mode)));
    return {mode, "nonparallel", std::nullopt};
  }
  if (!own.given && top.mode && !mutates_nothing(entry)) return as(*top.mode);
  return as(mode_by_shape(entry, context));
}

Mode foreground_mode(ObjectReader& block, std::optional<Mode> from_entry,
                     SettingsContext& context) {
  const ModeReading own = read_mode(block, context);
  if (own.mode == Mode::parallel) {
    block.report("mode", "a foreground is \"mutation\" or \"default\"",
                 "\"parallel\" is the mode of the entry");
    return Mode::mutation;
  }
  if (own.mode && from_entry && *own.mode != *from_entry) {
    block.report("mode", fmt::format("the entry says \"{}\"", to_text(*from_entry)),
                 "keep one of them");
  }
  if (own.mode) return *own.mode;
  if (from_entry) return *from_entry;
  return mode_by_shape(block, context);
}

}  // namespace mutation
