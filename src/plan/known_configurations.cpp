// Records to keys, file by file, once.
#include "plan/known_configurations.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "plan/precedence.h"

namespace mutation {
namespace {

// The keys of one model, alone and beside a background.
struct ModelKeys {
  std::string repo;
  std::string model;
  bool asked = false;  // the settings run it
  ConfigurationKeys alone;
  ConfigurationKeys parallel;
};

bool is_asked(const Settings& settings, const std::string& repo, const std::string& model) {
  return std::ranges::any_of(settings.entries, [&](const Entry& entry) {
    return entry.foreground.repo == repo && entry.foreground.model == model;
  });
}

// The models that occur in records: few, however many records there are.
class Models {
 public:
  Models(const Settings& settings, const Catalogue& catalogue)
      : settings_(settings), catalogue_(catalogue) {}

  // None where the catalogue has no such repo.
  const ModelKeys* find(const PastConfiguration& past) {
    const auto is_it = [&](const std::unique_ptr<ModelKeys>& keys) {
      return keys->model == past.model && keys->repo == past.repo;
    };
    if (const auto known = std::ranges::find_if(models_, is_it); known != models_.end())
      return known->get();
    const RepoSpec* repo = find_repo(catalogue_, past.repo);
    if (!repo) return nullptr;
    models_.push_back(std::make_unique<ModelKeys>(ModelKeys{
        past.repo, past.model, is_asked(settings_, past.repo, past.model),
        ConfigurationKeys(*repo, past.model, false), ConfigurationKeys(*repo, past.model, true)}));
    return models_.back().get();
  }

 private:
  const Settings& settings_;
  const Catalogue& catalogue_;
  std::vector<std::unique_ptr<ModelKeys>> models_;
};

struct FileNumbers {
  std::size_t asked = 0;
  std::size_t nameless = 0;  // records that name no repo
};

FileNumbers count_file(const PastFile& file, Models& models, ConfigurationCounts& counts) {
  FileNumbers numbers;
  counts.reserve(file.configurations.size());
  for (const PastConfiguration& past : file.configurations) {
    numbers.nameless += past.repo.empty() ? 1 : 0;
    const ModelKeys* keys = models.find(past);
    if (!keys || !keys->asked) continue;
    ++numbers.asked;
    ++counts[(past.parallel ? keys->parallel : keys->alone).of(past.hyperparameters)];
  }
  return numbers;
}

}  // namespace

std::vector<std::string> history_files(const Settings& settings) {
  std::vector<std::string> files;
  for (const Entry& entry : settings.entries) {
    for (const std::string& file : deduplication_of(entry, settings).files) {
      if (std::ranges::find(files, file) == files.end()) files.push_back(file);
    }
  }
  return files;
}

int times_known(const KnownConfigurations& known, const ConfigurationKey& key) {
  int times = 0;
  for (const ConfigurationCounts* counts : known) {
    if (const auto found = counts->find(key); found != counts->end()) times += found->second;
  }
  return times;
}

PastConfigurations::PastConfigurations(const Settings& settings, const Catalogue& catalogue,
                                       const History& history, std::vector<std::string>& notes) {
  Models models(settings, catalogue);
  const std::vector<std::string> wanted = history_files(settings);
  for (const PastFile& file : history) {
    if (std::ranges::find(wanted, file.path) == wanted.end() || files_.contains(file.path))
      continue;
    if (!file.missing.empty()) {
      files_[file.path];
      notes.push_back(fmt::format("draws are not compared with {}: {} (--skip-unsupported)",
                                  file.path, file.missing));
      continue;
    }
    const FileNumbers numbers = count_file(file, models, files_[file.path]);
    std::string note = fmt::format(
        "draws are compared with {}: {} runs, {} of them of models in "
        "these settings",
        file.path, file.configurations.size(), numbers.asked);
    if (numbers.nameless > 0) note += fmt::format(", {} that name no repo", numbers.nameless);
    if (file.failed > 0) note += fmt::format("; {} that failed do not count", file.failed);
    notes.push_back(std::move(note));
    notes.insert(notes.end(), file.notes.begin(), file.notes.end());
  }
}

KnownConfigurations PastConfigurations::of(const Entry& entry, const Settings& settings) const {
  KnownConfigurations known;
  for (const std::string& path : deduplication_of(entry, settings).files) {
    if (const auto file = files_.find(path); file != files_.end()) known.push_back(&file->second);
  }
  return known;
}

}  // namespace mutation
