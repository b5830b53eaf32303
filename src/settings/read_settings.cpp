// A settings file into Settings: the top level. Entries are read in entry_reader.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/common_values.h"
#include "settings/entry_reader.h"
#include "settings/modes.h"
#include "settings/object_reader.h"
#include "settings/read.h"
#include "settings/rule_keys.h"
#include "settings/timing_keys.h"
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

// Draws that know of earlier sessions do not exist yet; asking for them must not pass silently.
void refuse_history(ObjectReader& top) {
  constexpr std::string_view kNotYet =
      "de-duplication against earlier results is not available yet";
  const bool given = top.has("use_deduplication");
  const bool wanted = top.boolean("use_deduplication").value_or(false);
  const auto files = top.take("historical_csvs");
  const auto items = files ? read_items(*files, top.problems()) : std::nullopt;
  if (wanted) {
    top.report("use_deduplication", std::string(kNotYet), "write false, or remove the key");
  } else if (items && !items->empty() && !given) {
    top.report("historical_csvs", std::string(kNotYet),
               "remove the key, or write \"use_deduplication\": false");
  }
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
    if (entry) settings.entries.push_back(std::move(*entry));
  }
  if (settings.entries.empty() && context.problems.size() == problems_before) {
    top.report("experiments",
               items->empty() ? "must hold at least one entry" : "holds no entry that can be run");
  }
}

void read_top(ObjectReader& top, SettingsContext& context, Settings& settings) {
  settings.experiment_name = top.text("experiment_name").value_or(settings.experiment_name);
  settings.description = top.prose("description");
  const ModeReading mode = read_mode(top);
  settings.mode = mode.mode.value_or(Mode::mutation);
  settings.governor = read_governor(top);
  settings.runs_per_config = top.whole("runs_per_config", 1, kMostRuns);
  settings.max_retries = top.whole("max_retries", 0, kMostRetries);
  settings.devices = read_devices(top);
  settings.environment = read_environment(top, "environment");
  settings.timings = read_timings(top);
  settings.rules = read_rules(top);
  settings.limits = read_limits(top);
  refuse_history(top);
  read_entries(top, mode, context, settings);
  for (const std::string_view key :
       {"repo", "model", "mutate", "hyperparameters", "foreground", "background"}) {
    top.refuse(key, "is a key of an entry", "move it into an element of \"experiments\"");
  }
  top.finish();
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
  if (document.complete && document.root.kind != JsonKind::object) {
    report_wrong_type(problems, {&document.root, ""}, "an object { … }");
  } else if (document.complete) {
    SettingsContext context{catalogue, options, problems, settings.notes};
    ObjectReader top({&document.root, ""}, problems);
    read_top(top, context, settings);
  }
  if (problems.empty()) return {std::move(settings), {}};
  return {std::nullopt, problems.take()};
}

}  // namespace mutation
