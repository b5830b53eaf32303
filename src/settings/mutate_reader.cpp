#include "settings/mutate_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "settings/draw_reader.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// A hyperparameter that is to be mutated, and where the file says so.
struct Asked {
  std::string name;
  JsonPlace place;
};

// What a file asks to mutate.
struct MutateReading {
  JsonPlace place;
  bool all = false;
  std::vector<Asked> names;
};

const HyperparameterSpec* find_spec(const std::vector<HyperparameterSpec>& specs,
                                    const std::string& name) {
  const auto found = std::ranges::find(specs, name, &HyperparameterSpec::name);
  return found == specs.end() ? nullptr : &*found;
}

const DrawOverride* find_override(const TrainingRequest& request, const std::string& name) {
  const auto found = std::ranges::find(request.draw_overrides, name, &DrawOverride::name);
  return found == request.draw_overrides.end() ? nullptr : &*found;
}

bool is_drawable(const HyperparameterSpec& spec, const TrainingRequest& request) {
  const DrawOverride* own = find_override(request, spec.name);
  return can_be_drawn(spec) || spec.type == HyperparameterType::boolean ||
         (own && (own->range || !own->values.empty()));
}

// One hyperparameter's object into the request's overrides.
void add_override(const JsonPlace& member, const RepoSpec& repo, TrainingRequest& request,
                  SettingsContext& context) {
  const auto specs = hyperparameters_for(repo, request.model);
  const HyperparameterSpec* spec = find_spec(specs, member.node->key);
  if (!spec) return;
  if (member.node->kind != JsonKind::object) {
    report_wrong_type(context.problems, member, "an object");
    return;
  }
  auto draw = read_draw_override(member, *spec, context);
  if (!draw) return;
  if (draw->range || draw->distribution || !draw->values.empty() || draw->levels) {
    request.draw_overrides.push_back(std::move(*draw));
  }
}

// "mutate": ["epochs"] or "mutate_params": {"epochs": {"min": 5}}; nothing: wrong and reported.
std::optional<MutateReading> read_mutate(ObjectReader& block, const RepoSpec& repo,
                                         TrainingRequest& request, SettingsContext& context) {
  const bool old_name = block.has("mutate_params");
  const auto place = take_either(block, "mutate", "mutate_params");
  if (!place) return MutateReading{block.place(), true, {}};
  if (old_name) {
    context.interpretations.add(context.entry, "\"mutate_params\" stands for \"mutate\"");
  }
  MutateReading reading{*place, false, {}};
  if (place->node->kind == JsonKind::object) {
    for (const JsonPlace& member : named_members(*place)) {
      reading.names.push_back({member.node->key, member});
      add_override(member, repo, request, context);
    }
  } else {
    const auto items = read_distinct_texts(*place, context.problems);
    if (!items) return std::nullopt;
    for (const JsonPlace& item : *items) reading.names.push_back({item.node->text, item});
  }
  if (place->node->children.empty()) {
    context.problems.add(
        place->node->line, place->path, "must name at least one hyperparameter",
        "[\"all\"] mutates every one; without mutations write \"mode\": \"default\"");
    return std::nullopt;
  }
  reading.all = reading.names.size() == 1 && reading.names.front().name == "all";
  return reading;
}

// Consumes "draw": overrides for hyperparameters that are mutated.
void read_draw(ObjectReader& block, const MutateReading& mutate, const RepoSpec& repo,
               TrainingRequest& request, SettingsContext& context) {
  const auto place = block.object("draw");
  if (!place || place->node->kind != JsonKind::object) return;
  for (const JsonPlace& member : named_members(*place)) {
    const std::string& name = member.node->key;
    if (!find_supported(member, name, repo, context)) continue;
    if (!mutate.all && std::ranges::find(mutate.names, name, &Asked::name) == mutate.names.end()) {
      context.problems.add(member.node->key_line, member.path,
                           fmt::format("{} is not mutated", in_quotes(name)),
                           "name it in \"mutate\"");
    } else if (find_override(request, name)) {
      context.problems.add(
          member.node->key_line, member.path,
          fmt::format("\"mutate_params\" says how {} is drawn too", in_quotes(name)),
          "keep one of them");
    } else {
      add_override(member, repo, request, context);
    }
  }
}

// "all": at least one hyperparameter must be one that can be drawn. The names where what is pinned
// or drawn otherwise makes them differ from the catalogue's.
std::vector<std::string> names_of_all(const JsonPlace& where, const RepoSpec& repo,
                                      const TrainingRequest& request, SettingsContext& context) {
  std::vector<std::string> names;
  std::vector<std::string> without;
  bool as_catalogue = true;
  for (const HyperparameterSpec& spec : hyperparameters_for(repo, request.model)) {
    const bool pinned = find(request.hyperparameters, spec.name) != nullptr;
    const bool drawable = is_drawable(spec, request);
    as_catalogue &= !pinned && drawable == can_be_drawn(spec);
    if (pinned) continue;
    if (drawable) {
      names.push_back(spec.name);
    } else {
      without.push_back(in_quotes(spec.name));
    }
  }
  if (names.empty()) {
    context.problems.add(where.node->line, where.path,
                         fmt::format("{} has no hyperparameter that can be mutated: the catalogue "
                                     "gives a range for none",
                                     in_quotes(repo.name)),
                         "write \"mode\": \"default\"");
  } else {
    for (const std::string& name : without) {
      context.notes.push_back(fmt::format(
          "{}: \"all\" leaves out {}: the catalogue gives no range for it", where.path, name));
    }
  }
  return as_catalogue ? std::vector<std::string>{"all"} : names;
}

// Whether this name can be drawn; a problem or a note if not.
bool check_name(const Asked& asked, const RepoSpec& repo, const TrainingRequest& request,
                SettingsContext& context) {
  const JsonPlace& place = asked.place;
  if (asked.name == "all") {
    context.problems.add(place.node->line, place.path,
                         "\"all\" stands for every hyperparameter and must stand alone",
                         "remove \"all\" or the others");
    return false;
  }
  if (!find_supported(place, asked.name, repo, context)) return false;
  if (find(request.hyperparameters, asked.name)) {
    context.problems.add(place.node->line, place.path,
                         fmt::format("{} has a given value and is mutated", in_quotes(asked.name)),
                         "keep one of them");
    return false;
  }
  const auto specs = hyperparameters_for(repo, request.model);
  if (is_drawable(*find_spec(specs, asked.name), request)) return true;
  context.problems.add(place.node->line, place.path,
                       fmt::format("{} cannot be mutated: the catalogue gives no range for it",
                                   in_quotes(asked.name)),
                       "add a \"range\" to the catalogue");
  return false;
}

int number_mutated(const RepoSpec& repo, const TrainingRequest& request) {
  if (request.mutate != std::vector<std::string>{"all"}) {
    return static_cast<int>(request.mutate.size());
  }
  return static_cast<int>(std::ranges::count_if(
      hyperparameters_for(repo, request.model),
      [&](const HyperparameterSpec& spec) { return is_drawable(spec, request); }));
}

}  // namespace

std::optional<TrainingRequest> read_mutated(ObjectReader& block, const RepoSpec& repo,
                                            TrainingRequest request, SettingsContext& context) {
  const size_t problems_before = context.problems.size();
  const auto mutate = read_mutate(block, repo, request, context);
  read_draw(block, mutate.value_or(MutateReading{block.place(), true, {}}), repo, request, context);
  if (mutate && mutate->all) {
    request.mutate = names_of_all(mutate->place, repo, request, context);
  } else if (mutate) {
    for (const Asked& asked : mutate->names) {
      if (check_name(asked, repo, request, context)) request.mutate.push_back(asked.name);
    }
  }
  request.mutated_at_once = read_mutated_at_once(block, number_mutated(repo, request), context);
  if (context.problems.size() > problems_before) return std::nullopt;
  if (request.mutate.empty()) {
    context.notes.push_back(
        fmt::format("{}: nothing is left to mutate: the entry left out", mutate->place.path));
    return std::nullopt;
  }
  return request;
}

}  // namespace mutation
