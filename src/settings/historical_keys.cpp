#include "settings/historical_keys.h"

#include <algorithm>
#include <array>

namespace mutation {
namespace {

constexpr std::array<std::string_view, 22> kTopKeys = {
    "actual_experiments_to_run",
    "base_results_dir",
    "cleanup_between_experiments",
    "cleanup_gpu_memory",
    "completion_status",
    "created",
    "creation_date",
    "deduplication",
    "execution_summary",
    "merge_date",
    "merge_info",
    "mutation_strategy",
    "purpose",
    "rationale",
    "reusable_results_from_boundary_test_v2",
    "session_name",
    "strategy",
    "time_estimate",
    "total_experiments",
    "updated",
    "validation_criteria",
    "validation_note",
};
constexpr std::array<std::string_view, 9> kEntryKeys = {
    "bug_localization_experiments",
    "creation_date",
    "experiment_id",
    "merge_date",
    "mutation_note",
    "original_stage3_runs",
    "original_stage4_runs",
    "total_experiments",
    "vulberta_experiments",
};

bool among(std::span<const std::string_view> keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

}  // namespace

std::span<const std::string_view> historical_top_keys() {
  return kTopKeys;
}

std::span<const std::string_view> historical_entry_keys() {
  return kEntryKeys;
}

void pass_historical_keys(ObjectReader& reader, std::span<const std::string_view> keys,
                          SettingsContext& context) {
  for (const JsonNode& member : reader.place().node->children) {
    if (!among(keys, member.key)) continue;
    reader.pass_over(member.key);
    context.interpretations.without_effect(member.key);
  }
}

bool pass_prose_background(ObjectReader& top, SettingsContext& context) {
  const JsonNode* background = find_member(*top.place().node, "background");
  if (!background || background->kind != JsonKind::object || background->children.empty()) {
    return false;
  }
  for (const std::string_view key : {"repo", "repository", "model", "mode", "hyperparameters"}) {
    if (find_member(*background, key)) return false;
  }
  top.pass_over("background");
  context.interpretations.without_effect("background");
  return true;
}

void check_described_deduplication(ObjectReader& top, SettingsContext& context) {
  const JsonNode* described = find_member(*top.place().node, "deduplication");
  const JsonNode* enabled = described ? find_member(*described, "enabled") : nullptr;
  if (!enabled || enabled->kind != JsonKind::boolean) return;
  const JsonNode* asked = find_member(*top.place().node, "use_deduplication");
  if (asked && asked->kind == JsonKind::boolean && asked->boolean == enabled->boolean) return;
  context.problems.add(enabled->line, "deduplication.enabled", "has no effect here",
                       "write \"use_deduplication\" at the top level");
}

void check_described_strategy(ObjectReader& top, const std::vector<Entry>& entries) {
  const bool draws = std::ranges::any_of(
      entries, [](const Entry& entry) { return entry.foreground.mode == Mode::mutation; });
  if (!draws || !top.has("mutation_strategy")) return;
  top.report("mutation_strategy", "has no effect on draws",
             "say how a hyperparameter is drawn with \"draw\" in an entry");
}

bool has_nothing_to_run(const JsonNode& entry) {
  return std::ranges::all_of(entry.children, [](const JsonNode& member) {
    return is_prose_key(member.key) || among(kEntryKeys, member.key);
  });
}

}  // namespace mutation
