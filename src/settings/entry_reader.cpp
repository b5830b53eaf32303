#include "settings/entry_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "settings/common_values.h"
#include "settings/historical_keys.h"
#include "settings/history_keys.h"
#include "settings/parallel_entry.h"
#include "settings/repeat_keys.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr int kHighestGpuIndex = 1023;
constexpr std::array kSearches = {Search::random, Search::grid, Search::latin_hypercube,
                                  Search::sobol};

// Consumes what an entry with one training says of it. False: not to be used.
bool read_single(ObjectReader& entry, const std::string& mode, Entry& result,
                 SettingsContext& context) {
  const bool blocks = entry.has("foreground") || entry.has("background");
  for (const std::string_view key : {"foreground", "background"}) {
    entry.refuse(key, fmt::format("{} has no effect in mode \"{}\"", in_quotes(key), mode),
                 "write \"mode\": \"parallel\" in the entry");
  }
  if (result.mode == Mode::fixed) refuse_mutation_keys(entry);
  NamesReading reading = read_names(entry, context);
  reading.wrong |= blocks;  // then "repo" is not what is missing
  auto training = read_named_training(entry, reading, result.mode, context);
  if (!training) return false;
  result.foreground = std::move(*training);
  return true;
}

Search read_search(ObjectReader& entry) {
  const auto word = entry.text("search");
  if (!word) return Search::random;
  std::vector<std::string> known;
  for (const Search search : kSearches) {
    if (*word == to_text(search)) return search;
    known.push_back(to_text(search));
  }
  entry.report("search", fmt::format("unknown search {}", in_quotes(*word)),
               suggestion_or_list(*word, known));
  return Search::random;
}

// "num_mutations": so many configurations, each as often as "runs_per_config" says.
void apply_num_mutations(ObjectReader& reader, Entry& entry, SettingsContext& context) {
  const auto configurations = reader.whole("num_mutations", 1, kMostRuns);
  if (!configurations) return;
  const std::optional<int> own_runs =
      entry.runs_per_config ? entry.runs_per_config : entry.foreground_runs_per_config;
  const std::optional<int> runs = own_runs ? own_runs : context.runs_per_config;
  const bool said_here = entry.repeat || entry.repeat_until;
  const bool both_here = said_here && own_runs;
  if (both_here || (!said_here && context.repeats && runs)) {
    reader.report(
        "num_mutations",
        fmt::format("beside it \"runs_per_config\" means the same as \"repeat\", which stands {} "
                    "too",
                    both_here ? "here" : "at the top level"),
        "keep one of them");
  }
  if (!said_here) entry.repeat = runs;
  entry.runs_per_config = configurations;
  context.interpretations.add(context.entry,
                              "\"num_mutations\" is the number of configurations, "
                              "\"runs_per_config\" the runs of each");
}

// Consumes how many runs there are and how their configurations are found.
void read_runs(ObjectReader& reader, bool usable, Entry& entry, SettingsContext& context) {
  entry.runs_per_config = reader.whole("runs_per_config", 1, kMostRuns);
  // The foreground's own stand in the entry already.
  if (const RepeatOptions own = read_repeat(reader); own.runs || own.until) {
    entry.repeat = own.runs;
    entry.repeat_until = own.until;
  }
  entry.baseline_runs = reader.whole("baseline_runs", 0, kMostRuns).value_or(0);
  entry.search = read_search(reader);
  apply_num_mutations(reader, entry, context);
  if (!usable) return;
  if (entry.foreground.mode == Mode::fixed) {
    for (const std::string_view key : {"search", "num_mutations", "baseline_runs"}) {
      const bool is_none = key == "baseline_runs" && entry.baseline_runs == 0;
      if (reader.has(key) && !is_none) {
        reader.report(key, fmt::format("{} has no effect in mode \"default\"", in_quotes(key)),
                      "for drawn values write \"mode\": \"mutation\"");
      }
    }
  }
  const bool levels =
      std::ranges::any_of(entry.foreground.draw_overrides,
                          [](const DrawOverride& draw) { return draw.levels.has_value(); });
  if (levels && entry.search != Search::grid) {
    reader.report("search", "\"levels\" have an effect in a grid only",
                  "write \"search\": \"grid\"");
  }
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
  context.entry = index;
  if (place.node->kind != JsonKind::object) {
    report_wrong_type(context.problems, place, "an object");
    return std::nullopt;
  }
  if (has_nothing_to_run(*place.node)) {
    context.interpretations.add(index, "there is nothing to run");
    return std::nullopt;
  }
  ObjectReader reader(place, context.problems);
  const size_t problems_before = context.problems.size();
  Entry entry;
  entry.index = index;
  const ModeReading own = read_mode(reader, context);
  const EntryMode mode = entry_mode(reader, own, top_mode, context);
  entry.mode = mode.mode;
  const bool usable = entry.mode == Mode::parallel
                          ? read_parallel(reader, mode.foreground, entry, context)
                          : read_single(reader, mode.word, entry, context);
  read_runs(reader, usable, entry, context);
  entry.history = read_history_options(reader, context);
  entry.max_retries = reader.whole("max_retries", 0, kMostRetries);
  entry.timings = read_timings(reader);
  entry.rules = read_rules(reader);
  entry.devices = read_devices(reader);
  entry.environment = read_environment(reader, "environment");
  refuse_outer_keys(reader, true);
  pass_historical_keys(reader, historical_entry_keys(), context);
  context.finish(reader, "entry");
  if (!usable || context.problems.size() > problems_before) return std::nullopt;
  return entry;
}

}  // namespace mutation
