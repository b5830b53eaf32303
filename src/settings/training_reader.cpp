#include "settings/training_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "settings/common_values.h"
#include "settings/mutate_reader.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr std::string_view kValues = "hyperparameters";
constexpr std::string_view kOldValues = "fixed_hyperparams";

template <typename Specs>
std::vector<std::string> names_of(const Specs& specs) {
  std::vector<std::string> names;
  for (const auto& spec : specs) names.push_back(spec.name);
  return names;
}

// Something that the catalogue does not have: a note where it may be dropped, else a problem.
void report_unsupported(const JsonPlace& place, const std::string& text, const std::string& dropped,
                        const std::string& suggestion, SettingsContext& context) {
  if (context.options.skip_unsupported) {
    context.notes.push_back(
        fmt::format("{}: {}: {} left out (--skip-unsupported)", place.path, text, dropped));
    return;
  }
  const std::string way_out = fmt::format("--skip-unsupported leaves {} out", dropped);
  context.problems.add(place.node->line, place.path, text,
                       suggestion.empty() ? way_out : fmt::format("{}; {}", suggestion, way_out));
}

const RepoSpec* find_training(const TrainingNames& names, SettingsContext& context) {
  const std::string& repo_name = names.repo->node->text;
  const RepoSpec* repo = find_repo(context.catalogue, repo_name);
  if (!repo) {
    report_unsupported(*names.repo, fmt::format("unknown repo {}", in_quotes(repo_name)),
                       "the entry",
                       suggestion_or_list(repo_name, names_of(context.catalogue.repos)), context);
    return nullptr;
  }
  const std::string& model = names.model->node->text;
  if (std::ranges::find(repo->models, model) != repo->models.end()) return repo;
  report_unsupported(*names.model,
                     fmt::format("{} has no model {}", in_quotes(repo_name), in_quotes(model)),
                     "the entry", suggestion_or_list(model, repo->models), context);
  return nullptr;
}

// One key's values onto those of the other.
void read_values(ObjectReader& block, std::string_view key, const RepoSpec& repo,
                 Hyperparameters& values, SettingsContext& context) {
  const auto place = block.object(key);
  if (!place || place->node->kind != JsonKind::object) return;
  for (const JsonPlace& member : named_members(*place)) {
    const auto* spec = find_supported(member, member.node->key, repo, context);
    if (!spec) continue;
    const auto value = read_value_of(member, *spec, context.problems);
    if (value && find(values, spec->name)) {
      context.problems.add(member.node->key_line, member.path,
                           fmt::format("stands in {} too", in_quotes(kValues)), "keep one of them");
    } else if (value) {
      values.push_back({spec->name, *value});
    }
  }
}

Hyperparameters read_given_values(ObjectReader& block, const RepoSpec& repo, Mode mode,
                                  SettingsContext& context) {
  if (block.has(kOldValues)) {
    context.interpretations.add(
        context.entry, fmt::format("{} stands for {}", in_quotes(kOldValues), in_quotes(kValues)));
  }
  Hyperparameters values;
  read_values(block, kValues, repo, values, context);
  read_values(block, kOldValues, repo, values, context);
  if (mode == Mode::mutation && !values.empty()) {
    context.interpretations.add(context.entry,
                                "given values are passed as they are beside what is drawn");
  }
  return values;
}

}  // namespace

void SettingsContext::finish(ObjectReader& reader, const std::string& kind) const {
  if (options.keys) {
    std::vector<std::string>& known = (*options.keys)[kind];
    for (const std::string& key : reader.asked()) {
      if (std::ranges::find(known, key) == known.end()) known.push_back(key);
    }
  }
  reader.finish();
}

const HyperparameterSpec* find_supported(const JsonPlace& place, const std::string& name,
                                         const RepoSpec& repo, SettingsContext& context) {
  const HyperparameterSpec* spec = find_hyperparameter(repo, name);
  if (!spec) {
    report_unsupported(
        place, fmt::format("{} has no hyperparameter {}", in_quotes(repo.name), in_quotes(name)),
        "the hyperparameter", suggestion_or_list(name, names_of(repo.hyperparameters)), context);
  }
  return spec;
}

void refuse_mutation_keys(ObjectReader& block) {
  for (const std::string_view key : kMutationKeys) {
    const auto place = block.take(key);
    const bool collection =
        place && (place->node->kind == JsonKind::array || place->node->kind == JsonKind::object);
    if (!place || (collection && place->node->children.empty())) continue;
    block.report(key, fmt::format("{} has no effect in mode \"default\"", in_quotes(key)),
                 "for drawn values write \"mode\": \"mutation\"");
  }
}

void pass_training_keys(ObjectReader& block) {
  for (const std::string_view key : kMutationKeys) block.take(key);
  block.take(kValues);
  block.take(kOldValues);
}

NamesReading read_names(ObjectReader& block, SettingsContext& context) {
  NamesReading reading;
  const auto check = [&](std::optional<JsonPlace> place) -> std::optional<JsonPlace> {
    if (!place || read_text(*place, block.problems())) return place;
    reading.wrong = true;
    return std::nullopt;
  };
  if (block.has("repository")) {
    context.interpretations.add(context.entry, "\"repository\" stands for \"repo\"");
  }
  reading.names.repo = check(take_either(block, "repo", "repository"));
  reading.names.model = check(block.take("model"));
  return reading;
}

std::optional<TrainingRequest> read_training(ObjectReader& block, const TrainingNames& names,
                                             Mode mode, SettingsContext& context) {
  MUTATION_CHECK(names.repo && names.model && mode != Mode::parallel);
  const size_t problems_before = context.problems.size();
  const RepoSpec* repo = find_training(names, context);
  std::optional<TrainingRequest> read;
  if (repo) {
    TrainingRequest request;
    request.repo = names.repo->node->text;
    request.model = names.model->node->text;
    request.mode = mode;
    request.hyperparameters = read_given_values(block, *repo, mode, context);
    read = mode == Mode::mutation ? read_mutated(block, *repo, std::move(request), context)
                                  : std::optional(std::move(request));
  } else {
    pass_training_keys(block);
  }
  if (context.problems.size() > problems_before) return std::nullopt;
  return read;
}

}  // namespace mutation
