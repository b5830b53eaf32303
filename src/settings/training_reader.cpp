#include "settings/training_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "settings/common_values.h"
#include "settings/wording.h"

namespace mutation {
namespace {

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

const RepoSpec* find_supported(const TrainingNames& names, SettingsContext& context) {
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

// Nothing when the name is not to be used; whatever there is to say has been said then.
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

// "all": at least one hyperparameter must be one that can be drawn.
void check_all(const JsonPlace& where, const RepoSpec& repo, SettingsContext& context) {
  std::vector<std::string> without;
  for (const HyperparameterSpec& spec : repo.hyperparameters) {
    if (!spec.range) without.push_back(in_quotes(spec.name));
  }
  if (without.size() == repo.hyperparameters.size()) {
    context.problems.add(where.node->line, where.path,
                         fmt::format("{} has no hyperparameter that can be mutated: the catalogue "
                                     "gives a range for none",
                                     in_quotes(repo.name)),
                         "write \"mode\": \"default\"");
    return;
  }
  for (const std::string& name : without) {
    context.notes.push_back(fmt::format(
        "{}: \"all\" leaves out {}: the catalogue gives no range for it", where.path, name));
  }
}

// The names that can be drawn, in the order of the file.
std::vector<std::string> check_mutate(const std::vector<JsonPlace>& items, const RepoSpec& repo,
                                      SettingsContext& context) {
  std::vector<std::string> mutate;
  for (const JsonPlace& item : items) {
    const std::string& name = item.node->text;
    if (name == "all") {
      context.problems.add(item.node->line, item.path,
                           "\"all\" stands for every hyperparameter and must stand alone",
                           "remove \"all\" or the others");
      continue;
    }
    const HyperparameterSpec* spec = find_supported(item, name, repo, context);
    if (!spec) continue;
    if (!spec->range) {
      context.problems.add(
          item.node->line, item.path,
          fmt::format("{} cannot be mutated: the catalogue gives no range for it", in_quotes(name)),
          "add a \"range\" to the catalogue");
      continue;
    }
    mutate.push_back(name);
  }
  return mutate;
}

std::optional<TrainingRequest> read_mutated(ObjectReader& block, const RepoSpec& repo,
                                            TrainingRequest request, SettingsContext& context) {
  const size_t problems_before = context.problems.size();
  const auto place = block.take("mutate");
  const auto items = place ? read_distinct_texts(*place, context.problems)
                           : std::optional<std::vector<JsonPlace>>();
  if (place && !items) return std::nullopt;
  if (place && place->node->children.empty()) {
    block.report("mutate", "must name at least one hyperparameter",
                 "[\"all\"] mutates every one; without mutations write \"mode\": \"default\"");
    return std::nullopt;
  }
  if (!place || (items->size() == 1 && items->front().node->text == "all")) {
    request.mutate = {"all"};
    check_all(place ? *place : block.place(), repo, context);
  } else {
    request.mutate = check_mutate(*items, repo, context);
  }
  if (context.problems.size() > problems_before) return std::nullopt;
  if (request.mutate.empty()) {
    context.notes.push_back(
        fmt::format("{}: nothing is left to mutate: the entry left out", place->path));
    return std::nullopt;
  }
  return request;
}

std::optional<TrainingRequest> read_fixed(ObjectReader& block, const RepoSpec& repo,
                                          TrainingRequest request, SettingsContext& context) {
  const size_t problems_before = context.problems.size();
  const auto place = block.object("hyperparameters");
  if (place) {
    for (const JsonPlace& member : named_members(*place)) {
      const auto* spec = find_supported(member, member.node->key, repo, context);
      if (!spec) continue;
      const auto value = read_value(member, spec->type, context.problems);
      if (value) request.hyperparameters.push_back({spec->name, *value});
    }
  }
  if (context.problems.size() > problems_before) return std::nullopt;
  return request;
}

}  // namespace

void refuse_other_mode(ObjectReader& block, Mode mode) {
  const std::string_view key = mode == Mode::mutation ? "hyperparameters" : "mutate";
  const auto place = block.take(key);
  if (!place || (place->node->children.empty() &&
                 (place->node->kind == JsonKind::array || place->node->kind == JsonKind::object))) {
    return;
  }
  block.report(key, fmt::format("{} has no effect in mode \"{}\"", in_quotes(key), to_text(mode)),
               mode == Mode::mutation ? "for training with these values write \"mode\": \"default\""
                                      : "for drawn values write \"mode\": \"mutation\"");
}

NamesReading read_names(ObjectReader& block) {
  NamesReading reading;
  const auto name = [&](std::string_view key) -> std::optional<JsonPlace> {
    auto place = block.take(key);
    if (!place || read_text(*place, block.problems())) return place;
    reading.wrong = true;
    return std::nullopt;
  };
  reading.names.repo = name("repo");
  reading.names.model = name("model");
  return reading;
}

std::optional<TrainingRequest> read_training(ObjectReader& block, const TrainingNames& names,
                                             Mode mode, SettingsContext& context) {
  MUTATION_CHECK(names.repo && names.model && mode != Mode::parallel);
  const size_t problems_before = context.problems.size();
  const RepoSpec* repo = find_supported(names, context);
  std::optional<TrainingRequest> read;
  if (repo) {
    TrainingRequest request{names.repo->node->text, names.model->node->text, mode, {}, {}};
    read = mode == Mode::mutation ? read_mutated(block, *repo, std::move(request), context)
                                  : read_fixed(block, *repo, std::move(request), context);
  } else {
    block.take(mode == Mode::mutation ? "mutate" : "hyperparameters");  // unchecked: no specs
  }
  if (context.problems.size() > problems_before) return std::nullopt;
  return read;
}

}  // namespace mutation
