#include "settings/reference_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "base/text.h"
#include "settings/reference_entry.h"
#include "settings/reference_json.h"
#include "settings/reference_values.h"

namespace mutation {
namespace {

constexpr std::array<std::string_view, 9> kTopKeys = {
    "experiment_name", "description",       "governor",
    "runs_per_config", "max_retries",       "mode",
    "experiments",     "use_deduplication", "historical_csvs"};
// It knew these and no others.
constexpr std::array<std::string_view, 5> kGovernors = {"performance", "powersave", "ondemand",
                                                        "conservative", "schedutil"};
constexpr int kMostRetries = 1'000'000;

std::string ended(std::string_view what) {
  return fmt::format("the Python tool ends with an error here: {}", what);
}

void read_name(const JsonNode& root, ReferenceSettings& settings) {
  const JsonNode* name = find_member(root, "experiment_name");
  settings.experiment_name = name ? python_str(*name).value_or("unnamed") : std::string("unnamed");
}

void read_governor(const JsonNode& root, ReferenceSettings& settings) {
  const JsonNode* governor = find_member(root, "governor");
  if (!governor || !is_truthy(*governor)) return;
  if (!is_hashable(*governor)) {
    settings.ends = ended(fmt::format("\"governor\" is {}", shown(*governor)));
  } else if (governor->kind == JsonKind::text &&
             std::ranges::find(kGovernors, governor->text) != kGovernors.end()) {
    settings.governor = governor->text;
  } else {
    settings.notes.push_back(
        fmt::format("the governor is left as it is: \"governor\" is {}", shown(*governor)));
  }
}

void read_max_retries(const JsonNode& root, ReferenceSettings& settings) {
  const JsonNode* retries = find_member(root, "max_retries");
  const auto number = retries ? python_number(*retries) : std::nullopt;
  if (!number) return;
  settings.no_attempt = !(*number >= 0);
  if (settings.no_attempt) {
    settings.notes.push_back(
        fmt::format("\"max_retries\" is {}: it draws, but starts no training", shown(*retries)));
  } else {
    settings.max_retries = static_cast<int>(std::min(std::floor(*number), 1.0 * kMostRetries));
  }
}

// The paths that Python's iteration gives; none where it cannot iterate.
std::optional<std::vector<const JsonNode*>> path_items(const JsonNode& csvs) {
  std::vector<const JsonNode*> items;
  if (csvs.kind != JsonKind::array) return std::nullopt;
  for (const JsonNode& item : csvs.children) items.push_back(&item);
  return items;
}

void read_history(const JsonNode& root, ReferenceSettings& settings) {
  const JsonNode* use = find_member(root, "use_deduplication");
  const JsonNode* csvs = find_member(root, "historical_csvs");
  if (!use || !is_truthy(*use)) return;
  if (!csvs) {
    settings.notes.emplace_back(
        "\"use_deduplication\" has no effect: \"historical_csvs\" names no file");
    return;
  }
  const auto items = path_items(*csvs);
  if (!items) {
    // A text or an object is looked through letter by letter or key by key: paths of no file.
    const bool iterable = csvs->kind == JsonKind::text || csvs->kind == JsonKind::object;
    const std::string what = fmt::format("\"historical_csvs\" is {}", shown(*csvs));
    if (iterable) {
      settings.notes.push_back("no history is read: " + what);
    } else {
      settings.ends = ended(what);
    }
    return;
  }
  for (const JsonNode* item : *items) {
    if (item->kind != JsonKind::text) {
      settings.ends = ended(fmt::format("\"historical_csvs\" holds {}", shown(*item)));
      return;
    }
    settings.historical_csvs.push_back(item->text);
  }
}

void read_entries(const JsonNode& root, const Catalogue& catalogue, ReferenceSettings& settings) {
  const JsonNode* experiments = find_member(root, "experiments");
  if (!experiments) {
    settings.notes.emplace_back("there is no \"experiments\": nothing runs");
    return;
  }
  const bool list = experiments->kind == JsonKind::array;
  const bool empty = experiments->children.empty() && experiments->text.empty();
  if (!list) {
    const bool nothing =
        empty && (experiments->kind == JsonKind::object || experiments->kind == JsonKind::text);
    if (!nothing) settings.ends = ended(fmt::format("\"experiments\" is {}", shown(*experiments)));
    return;
  }
  const ReferenceTop top{.catalogue = catalogue,
                         .mode = find_member(root, "mode"),
                         .runs_per_config = find_member(root, "runs_per_config"),
                         .max_retries = find_member(root, "max_retries")};
  int index = 0;
  for (const JsonNode& node : experiments->children) {
    if (node.kind != JsonKind::object) {
      settings.ends = ended(fmt::format("entry {} is {}", index + 1, shown(node)));
      return;
    }
    settings.entries.push_back(read_reference_entry(node, index++, top));
  }
}

void read_top(const JsonNode& root, const Catalogue& catalogue, ReferenceSettings& settings) {
  if (root.kind != JsonKind::object) {
    settings.ends = ended(fmt::format("the file is {}, and it takes an object only", shown(root)));
    return;
  }
  settings.ignored = unread_keys(root, kTopKeys);
  read_name(root, settings);
  read_max_retries(root, settings);
  read_history(root, settings);
  if (settings.ends.empty()) read_governor(root, settings);
  if (settings.ends.empty()) read_entries(root, catalogue, settings);
}

}  // namespace

ReadOutcome<ReferenceSettings> read_reference_settings(std::string_view text,
                                                       const std::string& file,
                                                       const Catalogue& catalogue) {
  ReferenceJson json = parse_reference_json(text, file);
  if (!json.root) return {std::nullopt, {*json.problem}};
  ReferenceSettings settings;
  settings.experiment_name = "unnamed";
  read_top(*json.root, catalogue, settings);
  return {std::move(settings), {}};
}

}  // namespace mutation
