// A settings file into Settings: the top level. Entries are read in entry_reader.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/common_values.h"
#include "settings/electricity.h"
#include "settings/entry_reader.h"
#include "settings/expected_runs.h"
#include "settings/historical_keys.h"
#include "settings/history_keys.h"
#include "settings/modes.h"
#include "settings/object_reader.h"
#include "settings/read.h"
#include "settings/repeat_keys.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"
#include "settings/top_shape.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr double kMostFreeDiskMb = 1e9;  // a thousand terabytes

std::optional<std::string> read_governor(ObjectReader& top) {
  const auto place = top.take("governor");
  if (!place || place->node->kind == JsonKind::null) return std::nullopt;
  const auto governor = read_text(*place, top.problems());
  if (!governor || std::ranges::find(known_governors(), *governor) != known_governors().end()) {
    return governor;
  }
  top.report("governor", fmt::format("unknown governor {}", in_quotes(*governor)),
             suggestion_or_list(*governor, known_governors()));
  return std::nullopt;
}

LimitOptions read_limits(ObjectReader& top) {
  return {.max_consecutive_failures = top.whole("max_consecutive_failures", 0, kMostRuns),
          .min_free_disk_mb = top.number("min_free_disk_mb", {.low = 0, .high = kMostFreeDiskMb})};
}

Order read_order(ObjectReader& top) {
  const auto word = top.text("order");
  if (!word) return Order::as_written;
  std::vector<std::string> known;
  for (const Order order : {Order::as_written, Order::shuffled, Order::interleaved}) {
    if (*word == to_text(order)) return order;
    known.push_back(to_text(order));
  }
  top.report("order", fmt::format("unknown order {}", in_quotes(*word)),
             suggestion_or_list(*word, known));
  return Order::as_written;
}

void read_entries(ObjectReader& top, const ModeReading& mode, SettingsContext& context,
                  Settings& settings) {
  const auto place = top.take("experiments");
  if (!place) {
    top.missing("experiments");
    return;
  }
  const auto items = read_items(*place, context.problems);
  if (!items) return;
  const size_t problems_before = context.problems.size();
  for (size_t i = 0; i < items->size(); ++i) {
    auto entry = read_entry((*items)[i], static_cast<int>(i), mode, context);
    if (!entry) continue;
    find_expected_runs(*(*items)[i].node, entry->index, settings.expected_runs);
    settings.entries.push_back(std::move(*entry));
  }
  if (settings.entries.empty() && context.problems.size() == problems_before) {
    top.report("experiments",
               items->empty() ? "must hold at least one entry" : "holds no entry that can be run");
  }
}

// Keys of an entry that somebody wrote at the top level.
void refuse_entry_keys(ObjectReader& top, SettingsContext& context) {
  std::vector<std::string_view> keys(kMutationKeys.begin(), kMutationKeys.end());
  keys.insert(keys.end(), {"repo", "repository", "model", "hyperparameters", "fixed_hyperparams",
                           "num_mutations", "baseline_runs", "search", "foreground"});
  if (!pass_prose_background(top, context)) keys.push_back("background");
  for (const std::string_view key : keys) {
    top.refuse(key, "is a key of an entry", "move it into an element of \"experiments\"");
  }
}

void read_top(ObjectReader& top, SettingsContext& context, Settings& settings) {
  settings.experiment_name = top.text("experiment_name").value_or(settings.experiment_name);
  settings.description = top.prose("description");
  const ModeReading mode = read_mode(top, context);
  if (mode.by_shape && !mode.mode) {
    context.interpretations.add(Interpretations::kWholeFile,
                                "\"batch\" and \"mixed\" leave its mode to each entry");
  }
  settings.mode = mode.mode.value_or(Mode::mutation);
  settings.governor = read_governor(top);
  settings.runs_per_config = top.whole("runs_per_config", 1, kMostRuns);
  const RepeatOptions repeat = read_repeat(top);
  settings.repeat = repeat.runs;
  settings.repeat_until = repeat.until;
  settings.order = read_order(top);
  settings.max_retries = top.whole("max_retries", 0, kMostRetries);
  settings.devices = read_devices(top);
  settings.environment = read_environment(top, "environment");
  settings.timings = read_timings(top);
  settings.rules = read_rules(top);
  settings.limits = read_limits(top);
  settings.tariff = read_electricity(top);
  settings.history = read_history_options(top, context);
  context.deduplicates = settings.history.use_deduplication.has_value();
  context.runs_per_config = settings.runs_per_config;
  context.repeats = repeat.runs || repeat.until;
  find_expected_runs(*top.place().node, std::nullopt, settings.expected_runs);
  read_entries(top, mode, context, settings);
  refuse_entry_keys(top, context);
  check_described_deduplication(top, context);
  check_described_strategy(top, settings.entries);
  pass_historical_keys(top, historical_top_keys(), context);
  context.finish(top, "top");
}

}  // namespace

const std::vector<std::string>& known_governors() {
  static const std::vector<std::string> kGovernors = {"performance",  "powersave", "ondemand",
                                                      "conservative", "schedutil", "userspace"};
  return kGovernors;
}

ReadOutcome<Settings> read_settings(std::string_view text, const std::string& file,
                                    const Catalogue& catalogue, const ReadOptions& options) {
  JsonDocument document = parse_json(text, file);
  ProblemList problems(file);
  problems.add(std::move(document.problems));
  Settings settings;
  settings.file = file;
  Interpretations interpretations;
  if (document.complete) {
    SettingsContext context{catalogue, options, problems, settings.notes, interpretations};
    const JsonNode root =
        with_global_settings(as_object(std::move(document.root), context), context);
    if (root.kind == JsonKind::object) {
      ObjectReader top({&root, ""}, problems);
      top.take("global_settings");
      read_top(top, context, settings);
    } else {
      report_wrong_type(problems, {&root, ""}, "an object { … }");
    }
  }
  if (std::string note = interpretations.note(); !note.empty()) {
    settings.notes.insert(settings.notes.begin(), std::move(note));
  }
  if (problems.empty()) return {std::move(settings), {}};
  return {std::nullopt, problems.take()};
}

}  // namespace mutation
