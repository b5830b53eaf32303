// Follows the Python tool key by key. What it looked up in which order shows only in what it said
// before it failed; what counts is what had been drawn by then.
#include "settings/reference_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "settings/object_reader.h"
#include "settings/reference_mutate.h"
#include "settings/reference_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::array<std::string_view, 5> kMutationKeys = {"mode", "repo", "model", "mutate",
                                                           "runs_per_config"};
constexpr std::array<std::string_view, 5> kFixedKeys = {"mode", "repo", "model", "hyperparameters",
                                                        "runs_per_config"};
constexpr std::array<std::string_view, 4> kParallelKeys = {"mode", "foreground", "background",
                                                           "runs_per_config"};
constexpr std::array<std::string_view, 3> kBackgroundKeys = {"repo", "model", "hyperparameters"};

bool is_text(const JsonNode* node, std::string_view text) {
  return node && node->kind == JsonKind::text && node->text == text;
}

class EntryReader {
 public:
  EntryReader(const JsonNode& node, const ReferenceTop& top, ReferenceEntry& entry)
      : node_(node), top_(top), entry_(entry) {}

  void read();

 private:
  void read_single(bool fixed);
  void read_parallel();
  bool read_trainings(const JsonNode& foreground, const JsonNode& background);
  bool skip(std::string why);
  void fail_first_run(std::string why);
  bool has_names(const JsonNode& object, std::string_view whose);
  const RepoSpec* look_up(const JsonNode& object, ReferenceTraining& training);
  void read_given(const JsonNode& object, const RepoSpec& repo, ReferenceTraining& training);
  void read_given_value(const JsonNode& member, const RepoSpec& repo, ReferenceTraining& training);
  void read_drawn(const JsonNode& object, const RepoSpec& repo, const JsonNode* runs);
  void read_fixed_runs(const JsonNode* runs);
  void check_max_retries();
  void ignore(const JsonNode& object, std::span<const std::string_view> read,
              std::string_view prefix = {});

  const JsonNode& node_;
  const ReferenceTop& top_;
  ReferenceEntry& entry_;
};

bool EntryReader::skip(std::string why) {
  if (entry_.skipped.empty()) entry_.skipped = std::move(why);
  return false;
}

void EntryReader::fail_first_run(std::string why) {
  if (entry_.fails_at_first_run.empty()) entry_.fails_at_first_run = std::move(why);
}

void EntryReader::ignore(const JsonNode& object, std::span<const std::string_view> read,
                         std::string_view prefix) {
  const auto keys = unread_keys(object, read, prefix);
  entry_.ignored.insert(entry_.ignored.end(), keys.begin(), keys.end());
}

void EntryReader::read() {
  const JsonNode* own = find_member(node_, "mode");
  const JsonNode* mode = own ? own : top_.mode;
  if (is_text(mode, "parallel")) return read_parallel();
  const bool fixed = is_text(mode, "default");
  if (mode && !fixed && !is_text(mode, "mutation")) {
    entry_.remarks.push_back(
        fmt::format("its mode is {}, which is read as \"mutation\"", shown(*mode)));
  }
  read_single(fixed);
}

void EntryReader::read_single(bool fixed) {
  entry_.mode = fixed ? Mode::fixed : Mode::mutation;
  entry_.draws = !fixed;
  if (fixed) {
    ignore(node_, kFixedKeys);
  } else {
    ignore(node_, kMutationKeys);
  }
  if (!has_names(node_, "it")) return;
  const RepoSpec* repo = look_up(node_, entry_.foreground);
  if (!repo) return;
  const JsonNode* own = find_member(node_, "runs_per_config");
  const JsonNode* runs = own ? own : top_.runs_per_config;
  if (fixed) {
    read_given(node_, *repo, entry_.foreground);
    read_fixed_runs(runs);
  } else {
    read_drawn(node_, *repo, runs);
    // Its pause between runs was compared with the top level's number, also where the entry has
    // its own.
    if (top_.runs_per_config && !python_number(*top_.runs_per_config)) {
      entry_.fails_after_first_run =
          fmt::format("the top level's \"runs_per_config\" is {}", shown(*top_.runs_per_config));
    }
  }
  check_max_retries();
}

void EntryReader::read_parallel() {
  entry_.mode = Mode::parallel;
  ignore(node_, kParallelKeys);
  const JsonNode* foreground = find_member(node_, "foreground");
  const JsonNode* background = find_member(node_, "background");
  for (const auto& [part, name] :
       {std::pair{foreground, "foreground"}, std::pair{background, "background"}}) {
    if (!part || !is_truthy(*part)) {
      skip(fmt::format("it has no \"{}\"", name));
    } else if (part->kind != JsonKind::object) {
      skip(fmt::format("its \"{}\" is {}", name, shown(*part)));
    }
  }
  if (entry_.skipped.empty()) read_trainings(*foreground, *background);
}

bool EntryReader::read_trainings(const JsonNode& foreground, const JsonNode& background) {
  const JsonNode* mode = find_member(foreground, "mode");
  entry_.draws = !mode || is_text(mode, "mutation");
  ignore(foreground, entry_.draws ? kMutationKeys : kFixedKeys, "foreground.");
  ignore(background, kBackgroundKeys, "background.");
  if (!has_names(foreground, "its foreground") || !has_names(background, "its background"))
    return false;
  const RepoSpec* repo = look_up(foreground, entry_.foreground);
  if (!repo) return false;
  const RepoSpec* background_repo = look_up(background, entry_.background.emplace());
  if (!background_repo) return false;
  const JsonNode* runs = find_member(node_, "runs_per_config");
  if (!runs) runs = find_member(foreground, "runs_per_config");
  if (!runs) runs = top_.runs_per_config;
  if (entry_.draws) {
    read_drawn(foreground, *repo, runs);
  } else {
    read_fixed_runs(runs);
  }
  // The background is started first.
  read_given(background, *background_repo, *entry_.background);
  check_max_retries();
  if (!entry_.draws) read_given(foreground, *repo, entry_.foreground);
  return true;
}

bool EntryReader::has_names(const JsonNode& object, std::string_view whose) {
  for (const std::string_view key : {"repo", "model"}) {
    if (!find_member(object, key)) return skip(fmt::format("{} has no \"{}\"", whose, key));
  }
  return true;
}

// REQUIRES: has_names().
const RepoSpec* EntryReader::look_up(const JsonNode& object, ReferenceTraining& training) {
  const JsonNode& repo = *find_member(object, "repo");
  const JsonNode& model = *find_member(object, "model");
  const RepoSpec* spec =
      repo.kind == JsonKind::text ? find_repo(top_.catalogue, repo.text) : nullptr;
  if (!spec) {
    skip(fmt::format("the catalogue has no repo that is {}", shown(repo)));
    return nullptr;
  }
  if (model.kind != JsonKind::text ||
      std::ranges::find(spec->models, model.text) == spec->models.end()) {
    skip(fmt::format("{} has no model that is {}", spec->name, shown(model)));
    return nullptr;
  }
  training.repo = spec->name;
  training.model = model.text;
  return spec;
}

void EntryReader::read_given(const JsonNode& object, const RepoSpec& repo,
                             ReferenceTraining& training) {
  const JsonNode* given = find_member(object, "hyperparameters");
  if (!given) return;
  if (given->kind != JsonKind::object)
    return fail_first_run(fmt::format("its \"hyperparameters\" is {}", shown(*given)));
  for (const JsonNode& member : given->children) read_given_value(member, repo, training);
}

void EntryReader::read_given_value(const JsonNode& member, const RepoSpec& repo,
                                   ReferenceTraining& training) {
  const HyperparameterSpec* spec = find_hyperparameter(repo, member.key);
  if (!spec) {
    if (is_prose_name(member.key)) return;
    entry_.remarks.push_back(fmt::format("{} is not passed, because {} does not have it",
                                         in_quotes(member.key), repo.name));
    return;
  }
  auto value = passed_value(member, spec->type);
  if (!value)
    return fail_first_run(fmt::format("its {} is {}", in_quotes(member.key), shown(member)));
  training.hyperparameters.push_back({member.key, std::move(*value)});
}

void EntryReader::read_drawn(const JsonNode& object, const RepoSpec& repo, const JsonNode* runs) {
  ReferenceMutate mutate = read_reference_mutate(find_member(object, "mutate"), repo);
  if (!mutate.mistake.empty()) {
    skip(std::move(mutate.mistake));
    return;
  }
  for (const std::string& name : mutate.dropped) {
    entry_.remarks.push_back(fmt::format("\"mutate\" names {}, which {} does not have: dropped",
                                         in_quotes(name), repo.name));
  }
  if (mutate.names.empty()) {
    skip("\"mutate\" names nothing that can be mutated");
    return;
  }
  entry_.drawn = std::move(mutate.names);
  entry_.compared = std::move(mutate.compared);
  const auto number = runs ? python_number(*runs) : std::optional<double>(1);
  if (!number) {
    skip(fmt::format("its \"runs_per_config\" is {}", shown(*runs)));
    return;
  }
  entry_.runs = std::isnan(*number) ? 0 : *number;
}

void EntryReader::read_fixed_runs(const JsonNode* runs) {
  entry_.runs = 1;
  if (!runs) return;
  if (!is_python_int(*runs)) {
    skip(fmt::format("its \"runs_per_config\" is {}", shown(*runs)));
    return;
  }
  entry_.runs = *python_number(*runs);
}

void EntryReader::check_max_retries() {
  const JsonNode* retries = top_.max_retries;
  if (retries && !python_number(*retries))
    fail_first_run(fmt::format("\"max_retries\" is {}", shown(*retries)));
}

}  // namespace

ReferenceEntry read_reference_entry(const JsonNode& node, int index, const ReferenceTop& top) {
  ReferenceEntry entry;
  entry.index = index;
  EntryReader(node, top, entry).read();
  return entry;
}

std::vector<std::string> unread_keys(const JsonNode& object, std::span<const std::string_view> read,
                                     std::string_view prefix) {
  std::vector<std::string> keys;
  for (const JsonNode& member : object.children) {
    if (is_prose_key(member.key) || std::ranges::find(read, member.key) != read.end()) continue;
    keys.push_back(std::string(prefix) + member.key);
  }
  return keys;
}

}  // namespace mutation
