#include "export/fill_background.h"

#include <algorithm>
#include <map>

namespace mutation {
namespace {

bool is_in(const Catalogue& catalogue, const RecordedBackground& background) {
  const RepoSpec* repo = find_repo(catalogue, background.repository);
  if (!repo || std::ranges::find(repo->models, background.model) == repo->models.end())
    return false;
  return std::ranges::all_of(background.hyperparameters, [&](const NamedValue& named) {
    return find_hyperparameter(*repo, named.name) != nullptr;
  });
}

// The first one of those that are the most frequent.
template <typename Counts>
std::optional<RecordedBackground> most_frequent(const std::vector<const RecordedRun*>& runs,
                                                const Catalogue& catalogue, Counts counts) {
  std::map<std::string, int> times;
  const RecordedBackground* most = nullptr;
  int most_times = 0;
  const auto key_of = [](const RecordedBackground& background) {
    return background.repository + "\n" + background.model + "\n" +
           to_text(background.hyperparameters);
  };
  for (const RecordedRun* run : runs) {
    if (run->background && counts(*run)) ++times[key_of(*run->background)];
  }
  for (const RecordedRun* run : runs) {
    if (!run->background || !counts(*run) || !is_in(catalogue, *run->background)) continue;
    const int of_this = times[key_of(*run->background)];
    if (of_this <= most_times) continue;
    most = &*run->background;
    most_times = of_this;
  }
  return most ? std::optional(*most) : std::nullopt;
}

// Another repo's where there is one: it is more unlike the foreground.
std::optional<RecordedBackground> first_other(const std::string& repo, const std::string& model,
                                              const Catalogue& catalogue) {
  std::optional<RecordedBackground> same_repo;
  std::optional<RecordedBackground> itself;
  for (const RepoSpec& spec : catalogue.repos) {
    for (const std::string& other : spec.models) {
      RecordedBackground background{.repository = spec.name, .model = other, .hyperparameters = {}};
      if (spec.name != repo) return background;
      if (other == model) {
        itself = background;
      } else if (!same_repo) {
        same_repo = background;
      }
    }
  }
  return same_repo ? same_repo : itself;
}

}  // namespace

std::optional<ChosenBackground> choose_background(const std::string& repo, const std::string& model,
                                                  const std::vector<const RecordedRun*>& runs,
                                                  const Catalogue& catalogue) {
  const auto own = [&](const RecordedRun& run) {
    return run.repository == repo && run.model == model;
  };
  if (auto found = most_frequent(runs, catalogue, own))
    return ChosenBackground{std::move(*found), "as most of its parallel runs had it"};
  const auto any = [](const RecordedRun&) { return true; };
  if (auto found = most_frequent(runs, catalogue, any))
    return ChosenBackground{std::move(*found), "as most parallel runs of all models had it"};
  if (auto found = first_other(repo, model, catalogue))
    return ChosenBackground{std::move(*found),
                            "the catalogue's first other model, for no parallel run is known"};
  return std::nullopt;
}

}  // namespace mutation
