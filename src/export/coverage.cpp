#include "export/coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "export/figures.h"
#include "export/possible_values.h"
#include "export/selection.h"

namespace mutation {
namespace {

struct Seen {
  std::set<std::string> both;
  std::set<std::string> energy;
  std::set<std::string> metric;
  std::set<std::string> alone;
  std::set<std::string> suspect;
};

struct Changed {
  std::string name;
  std::string key;
};

// One model in one mode while its runs are looked at.
class ModelCount {
 public:
  ModelCount(const RepoSpec* repo, const std::string& model, ModelCoverage about)
      : about_(std::move(about)), needs_metric_(!repo || !repo->metrics.empty()) {
    if (!repo) return;
    specs_ = hyperparameters_for(*repo, model);
    for (const HyperparameterSpec& spec : specs_) order_.push_back(spec.name);
  }

  void add(const RecordedRun& run);
  ModelCoverage finish(int wanted) &&;

 private:
  const HyperparameterSpec* spec_of(const std::string& name) const {
    const auto found = std::ranges::find(specs_, name, &HyperparameterSpec::name);
    return found == specs_.end() ? nullptr : &*found;
  }
  std::vector<Changed> changed_in(const RecordedRun& run) const;
  void count_outcome(const RecordedRun& run);
  void count_reasons(const RecordedRun& run);
  Seen& seen_of(const std::string& name);

  ModelCoverage about_;
  bool needs_metric_;
  std::vector<HyperparameterSpec> specs_;
  std::vector<std::string> order_;
  std::map<std::string, Seen> seen_;
  std::map<std::string, int> reasons_;
};

bool has_energy(const RecordedRun& run) {
  return figure_of(run, &EnergyMetrics::gpu_energy_total_joules) ||
         figure_of(run, &EnergyMetrics::cpu_energy_total_joules);
}

// What the run has in place of defaults.
std::vector<Changed> ModelCount::changed_in(const RecordedRun& run) const {
  std::vector<std::string> names = run.mutated;
  if (names.empty()) {
    for (const NamedValue& named : run.hyperparameters) names.push_back(named.name);
  }
  std::vector<Changed> changed;
  for (const std::string& name : names) {
    const Value* value = find(run.hyperparameters, name);
    if (!value) value = effective_value(run, name);
    if (!value) continue;
    std::string key = value_key(*value);
    const HyperparameterSpec* spec = spec_of(name);
    const bool is_default = spec && spec->default_value && value_key(*spec->default_value) == key;
    if (!is_default) changed.push_back({name, std::move(key)});
  }
  return changed;
}

void ModelCount::count_outcome(const RecordedRun& run) {
  ++about_.runs;
  const std::optional<Outcome> outcome = outcome_of(run);
  if (!outcome) {
    ++about_.unknown;
  } else if (*outcome == Outcome::succeeded) {
    ++about_.succeeded;
  } else if (*outcome == Outcome::suspect) {
    ++about_.suspect;
  } else if (*outcome == Outcome::failed) {
    ++about_.failed;
  } else {
    ++about_.interrupted;
  }
}

constexpr std::size_t kLongestMessage = 80;  // bytes

// Cut before the UTF-8 sequence that would not fit.
std::string shortened(const std::string& message) {
  if (message.size() <= kLongestMessage) return message;
  std::size_t end = kLongestMessage;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  return message.substr(0, end);
}

void ModelCount::count_reasons(const RecordedRun& run) {
  if (outcome_of(run) == Outcome::succeeded) return;
  std::set<std::string> codes;
  for (const Reason& reason : run.reasons) {
    // Only repeats the record's own words, which say more.
    if (reason.code != "recorded_failure") codes.insert(reason.code);
  }
  if (codes.empty()) codes.insert(shortened(run.error_message));
  for (const std::string& code : codes) ++reasons_[code.empty() ? "no reason recorded" : code];
}

Seen& ModelCount::seen_of(const std::string& name) {
  if (std::ranges::find(order_, name) == order_.end()) order_.push_back(name);
  return seen_[name];
}

void ModelCount::add(const RecordedRun& run) {
  count_outcome(run);
  count_reasons(run);
  const bool succeeded = outcome_of(run) == Outcome::succeeded;
  const bool suspect = outcome_of(run) == Outcome::suspect;
  if (!succeeded && !suspect) return;
  const bool energy = has_energy(run);
  const bool metric = !run.metrics.empty() || !needs_metric_;
  const std::vector<Changed> changed = changed_in(run);
  if (succeeded && energy && metric) {
    ++about_.complete_runs;
    if (changed.empty()) ++about_.default_runs;
  }
  for (const auto& [name, key] : changed) {
    Seen& seen = seen_of(name);
    if (suspect) {
      if (energy && metric) seen.suspect.insert(key);
      continue;
    }
    if (energy) seen.energy.insert(key);
    if (metric) seen.metric.insert(key);
    if (!energy || !metric) continue;
    seen.both.insert(key);
    if (changed.size() == 1) seen.alone.insert(key);
  }
}

ModelCoverage ModelCount::finish(int wanted) && {
  for (const std::string& name : order_) {
    Seen& seen = seen_[name];
    ParameterCoverage parameter{.name = name,
                                .values = static_cast<int>(seen.both.size()),
                                .with_energy = static_cast<int>(seen.energy.size()),
                                .with_metric = static_cast<int>(seen.metric.size()),
                                .alone = static_cast<int>(seen.alone.size())};
    for (const std::string& key : seen.suspect)
      parameter.suspect += seen.both.contains(key) ? 0 : 1;
    const HyperparameterSpec* spec = spec_of(name);
    if (spec) parameter.possible = possible_values(*spec);
    if (spec && can_be_drawn(*spec)) parameter.wanted = wanted;
    if (parameter.possible && *parameter.possible < static_cast<std::uint64_t>(parameter.wanted))
      parameter.wanted = static_cast<int>(*parameter.possible);
    parameter.measured.assign(seen.both.begin(), seen.both.end());
    about_.parameters.push_back(std::move(parameter));
  }
  for (const auto& [reason, runs] : reasons_) about_.reasons.push_back({reason, runs});
  std::ranges::stable_sort(about_.reasons, std::greater(), &ReasonCount::runs);
  return std::move(about_);
}

// All models and modes, in the order of the rows.
class Counts {
 public:
  Counts(const Catalogue& catalogue, const CoverageOptions& options)
      : catalogue_(catalogue), options_(options) {
    for (const RepoSpec& repo : catalogue.repos) {
      for (const std::string& model : repo.models) {
        for (const bool parallel : {false, true}) find_or_add(repo.name, model, parallel);
      }
    }
  }

  void add(const RecordedRun& run) {
    ModelCount* count = find_or_add(run.repository, run.model, run.parallel);
    if (count) count->add(run);
  }

  std::vector<ModelCoverage> finish() && {
    std::vector<ModelCoverage> all;
    for (ModelCount& count : counts_) all.push_back(std::move(count).finish(options_.wanted));
    return all;
  }

 private:
  bool is_asked(const std::string& repo, const std::string& model, bool parallel) const {
    if (options_.parallel && *options_.parallel != parallel) return false;
    return options_.models.empty() ||
           std::ranges::any_of(options_.models, [&](const std::string& named) {
             return names_model(named, repo, model);
           });
  }

  // None when it is not asked for.
  ModelCount* find_or_add(const std::string& repo, const std::string& model, bool parallel) {
    if (!is_asked(repo, model, parallel)) return nullptr;
    const auto [at, is_new] = index_.try_emplace({repo, model, parallel}, counts_.size());
    if (is_new) {
      const RepoSpec* spec = find_repo(catalogue_, repo);
      if (spec && std::ranges::find(spec->models, model) == spec->models.end()) spec = nullptr;
      counts_.emplace_back(
          spec, model,
          ModelCoverage{
              .repo = repo, .model = model, .parallel = parallel, .in_catalogue = spec != nullptr});
    }
    return &counts_[at->second];
  }

  const Catalogue& catalogue_;
  const CoverageOptions& options_;
  std::vector<ModelCount> counts_;
  std::map<std::tuple<std::string, std::string, bool>, std::size_t> index_;
};

}  // namespace

std::string value_key(const Value& value) {
  const auto* real = std::get_if<double>(&value);
  if (!real) {
    const auto* text = std::get_if<std::string>(&value);
    return text ? "\"" + *text + "\"" : to_text(value);
  }
  constexpr double kExact = 9007199254740992.0;  // 2^53
  const bool whole = std::abs(*real) < kExact && *real == std::floor(*real);
  return whole ? fmt::format("{}", static_cast<std::int64_t>(*real)) : fmt::format("{:.6g}", *real);
}

std::vector<ModelCoverage> coverage_of(const std::vector<const RecordedRun*>& runs,
                                       const Catalogue& catalogue, const CoverageOptions& options) {
  Counts counts(catalogue, options);
  for (const RecordedRun* run : runs) counts.add(*run);
  return std::move(counts).finish();
}

bool is_complete(const ParameterCoverage& parameter) {
  return parameter.values >= parameter.wanted;
}

int lacking(const ParameterCoverage& parameter) {
  return std::max(0, parameter.wanted - parameter.values);
}

Completeness completeness_of(const std::vector<ModelCoverage>& coverage) {
  Completeness sum;
  for (const ModelCoverage& model : coverage) {
    for (const ParameterCoverage& parameter : model.parameters) {
      if (parameter.wanted == 0) continue;
      ++sum.of;
      if (is_complete(parameter)) ++sum.complete;
    }
  }
  return sum;
}

}  // namespace mutation
