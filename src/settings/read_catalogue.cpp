// The catalogue file (`config/models_config.json`) into a Catalogue. Whether the repos exist on
// disk is not its business.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "judge/judge.h"
#include "settings/catalogue_hyperparameters.h"
#include "settings/common_values.h"
#include "settings/object_reader.h"
#include "settings/read.h"
#include "settings/wording.h"

namespace mutation {
namespace {

// A text that must be there and not be empty.
std::string required_text(ObjectReader& reader, std::string_view key) {
  if (!reader.has(key)) reader.missing(key);
  const auto text = reader.text(key);
  if (text && text->empty()) reader.report(key, "must not be empty");
  return text.value_or("");
}

std::vector<std::string> read_models(ObjectReader& reader) {
  std::vector<std::string> models;
  const auto place = reader.take("models");
  if (!place) {
    reader.missing("models", "a repo with one model only has [\"default\"]");
    return models;
  }
  const auto items = read_distinct_texts(*place, reader.problems());
  if (!items) return models;
  if (place->node->children.empty()) {
    reader.report("models", "must name at least one model",
                  "a repo with one model only has [\"default\"]");
  }
  for (const JsonPlace& item : *items) models.push_back(item.node->text);
  return models;
}

std::string read_model_flag(ObjectReader& reader) {
  const auto place = reader.take("model_flag");
  if (!place) return "";
  const auto flag = read_text(*place, reader.problems());
  if (!flag || flag->empty()) return "";
  check_flag(*place, *flag, reader.problems());
  return *flag;
}

std::vector<std::pair<std::string, std::string>> read_required_args(ObjectReader& reader) {
  std::vector<std::pair<std::string, std::string>> args;
  const auto place = reader.object("required_args");
  if (!place) return args;
  for (const JsonPlace& member : named_members(*place)) {
    const auto text = read_text(member, reader.problems());
    if (text) args.emplace_back(member.node->key, *text);
  }
  return args;
}

// The metric of that name; a problem at the place where there is none.
MetricSpec* find_metric(const JsonPlace& place, const std::string& name,
                        std::vector<MetricSpec>& metrics, ProblemList& problems) {
  const auto found = std::ranges::find(metrics, name, &MetricSpec::name);
  if (found != metrics.end()) return &*found;
  std::vector<std::string> names;
  for (const MetricSpec& metric : metrics) names.push_back(metric.name);
  problems.add(place.node->line, place.path,
               fmt::format("\"log_patterns\" has no metric {}", in_quotes(name)),
               suggestion_or_list(name, names));
  return nullptr;
}

void read_required(ObjectReader& reader, std::vector<MetricSpec>& metrics) {
  const auto place = reader.take("required");
  const auto items = place ? read_distinct_texts(*place, reader.problems()) : std::nullopt;
  if (!items) return;
  for (const JsonPlace& item : *items) {
    MetricSpec* const metric = find_metric(item, item.node->text, metrics, reader.problems());
    if (metric) metric->required = true;
  }
}

void read_bounds(ObjectReader& reader, std::vector<MetricSpec>& metrics) {
  const auto place = reader.object("bounds");
  if (!place) return;
  constexpr NumberBounds kAny{-1e300, 1e300};
  for (const JsonPlace& member : named_members(*place)) {
    MetricSpec* const metric = find_metric(member, member.node->key, metrics, reader.problems());
    const auto ends = read_items(member, reader.problems());
    if (!metric || !ends) continue;
    if (ends->size() != 2) {
      reader.problems().add(member.node->line, member.path, "must be [lowest, highest]");
      continue;
    }
    const auto low = read_number((*ends)[0], kAny, reader.problems());
    const auto high = read_number((*ends)[1], kAny, reader.problems());
    if (!low || !high) continue;
    if (*low > *high) {
      reader.problems().add(member.node->line, member.path, "the lowest is above the highest");
      continue;
    }
    metric->bounds = Range{*low, *high};
  }
}

std::vector<MetricSpec> read_metrics(ObjectReader& repo) {
  std::vector<MetricSpec> metrics;
  const auto outer = repo.object("performance_metrics");
  if (!outer) return metrics;
  ObjectReader reader(*outer, repo.problems());
  if (const auto patterns = reader.object("log_patterns")) {
    for (const JsonPlace& member : named_members(*patterns)) {
      const auto pattern = read_text(member, repo.problems());
      if (!pattern) continue;
      if (pattern->empty()) {
        repo.problems().add(member.node->line, member.path, "must not be empty");
      } else if (check_pattern_at(member, *pattern, repo.problems())) {
        metrics.push_back({member.node->key, *pattern});
      }
    }
  }
  read_required(reader, metrics);
  read_bounds(reader, metrics);
  reader.finish();
  return metrics;
}

RepoSpec read_repo(ObjectReader& reader, const std::string& name) {
  RepoSpec repo;
  repo.name = name;
  repo.path = required_text(reader, "path");
  repo.train_script = required_text(reader, "train_script");
  repo.models = read_models(reader);
  repo.model_flag = read_model_flag(reader);
  repo.required_args = read_required_args(reader);
  repo.hyperparameters = read_hyperparameter_specs(reader, repo.model_flag);
  repo.metrics = read_metrics(reader);
  repo.environment = read_environment(reader, "environment");
  repo.log_patterns = {read_patterns(reader, "success_patterns"),
                       read_patterns(reader, "error_patterns")};
  repo.ready_pattern = read_pattern(reader, "ready_pattern");
  repo.note = reader.prose("note");
  reader.finish();
  return repo;
}

// Folders of runs are named after repos.
void check_repo_name(const JsonPlace& repo, ProblemList& problems) {
  const std::string& name = repo.node->key;
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
  if (name.empty() || name.starts_with('.') || name.find('/') != std::string::npos ||
      std::ranges::any_of(name, is_control)) {
    problems.add(repo.node->key_line, repo.path, "a repo cannot have this name",
                 "folders of runs are named after it: no /, no leading dot");
  }
}

std::vector<RepoSpec> read_repos(ObjectReader& top) {
  std::vector<RepoSpec> repos;
  if (!top.has("models")) top.missing("models");
  const auto models = top.object("models");
  if (!models) return repos;
  for (const JsonPlace& member : named_members(*models)) {
    check_repo_name(member, top.problems());
    if (member.node->kind != JsonKind::object) {
      report_wrong_type(top.problems(), member, "an object");
      continue;
    }
    ObjectReader reader(member, top.problems());
    repos.push_back(read_repo(reader, member.node->key));
  }
  if (repos.empty() && top.problems().empty()) top.report("models", "must hold at least one repo");
  return repos;
}

}  // namespace

ReadOutcome<Catalogue> read_catalogue(std::string_view text, const std::string& file) {
  JsonDocument document = parse_json(text, file);
  ProblemList problems(file);
  problems.add(std::move(document.problems));
  Catalogue catalogue;
  catalogue.file = file;
  if (document.complete && document.root.kind != JsonKind::object) {
    report_wrong_type(problems, {&document.root, ""}, "an object { … }");
  } else if (document.complete) {
    ObjectReader top({&document.root, ""}, problems);
    catalogue.repos = read_repos(top);
    top.finish();
  }
  if (problems.empty()) return {std::move(catalogue), {}};
  return {std::nullopt, problems.take()};
}

}  // namespace mutation
