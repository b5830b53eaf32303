// The catalogue file (`config/models_config.json`) into a Catalogue. Whether the repos exist on
// disk is not its business.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "settings/catalogue_hyperparameters.h"
#include "settings/catalogue_metrics.h"
#include "settings/common_values.h"
#include "settings/object_reader.h"
#include "settings/read.h"
#include "settings/timing_keys.h"
#include "settings/wording.h"

namespace mutation {
namespace {

constexpr double kShortestTimeout = 0.001;  // seconds, as in settings files

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

// The path in its normal form, "" unless it leads into the folder that it is relative to.
std::string inner_path(const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(text).lexically_normal();
  const bool inside =
      !path.empty() && path.is_relative() && *path.begin() != "." && *path.begin() != "..";
  if (!inside) return "";
  return path.has_filename() ? path.string() : path.parent_path().string();
}

std::vector<std::string> read_inner_paths(ObjectReader& reader, std::string_view key) {
  std::vector<std::string> paths;
  const auto place = reader.take(key);
  const auto items = place ? read_distinct_texts(*place, reader.problems()) : std::nullopt;
  if (!items) return paths;
  for (const JsonPlace& item : *items) {
    if (std::string path = inner_path(item.node->text); !path.empty()) {
      paths.push_back(std::move(path));
    } else {
      reader.problems().add(item.node->line, item.path, "must be a path within the repo's folder",
                            "relative to it, without \"..\"");
    }
  }
  return paths;
}

void read_working_directory(ObjectReader& reader, RepoSpec& repo) {
  const auto word = reader.text("working_directory");
  repo.copy_directory = word == "copy";
  if (word && *word != "copy" && *word != "shared") {
    const std::vector<std::string> known = {"shared", "copy"};
    reader.report("working_directory",
                  fmt::format("unknown working_directory {}", in_quotes(*word)),
                  suggestion_or_list(*word, known));
  }
  repo.copy_rules = {read_inner_paths(reader, "copy_links"),
                     read_inner_paths(reader, "copy_excludes")};
  if (repo.copy_directory || (word && *word != "shared")) return;
  for (const std::string_view key : {"copy_links", "copy_excludes"}) {
    if (reader.has(key)) {
      reader.report(key, "has no effect: the repo's folder is not copied",
                    "write \"working_directory\": \"copy\"");
    }
  }
}

std::optional<Seconds> read_timeout(ObjectReader& reader) {
  const auto seconds = reader.number("timeout", {kShortestTimeout, kLongestTiming});
  return seconds ? std::optional(Seconds(*seconds)) : std::nullopt;
}

RepoSpec read_repo(ObjectReader& reader, const std::string& name) {
  RepoSpec repo;
  repo.name = name;
  repo.path = required_text(reader, "path");
  repo.train_script = required_text(reader, "train_script");
  repo.models = read_models(reader);
  repo.model_flag = read_model_flag(reader);
  repo.required_args = read_required_args(reader);
  repo.hyperparameters = read_hyperparameter_specs(reader, repo);
  repo.metrics = read_metrics(reader);
  repo.environment = read_environment(reader, "environment");
  repo.log_patterns = {read_patterns(reader, "success_patterns"),
                       read_patterns(reader, "error_patterns")};
  repo.ready_pattern = read_pattern(reader, "ready_pattern");
  repo.timeout = read_timeout(reader);
  read_working_directory(reader, repo);
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
