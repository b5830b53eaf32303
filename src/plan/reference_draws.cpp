#include "plan/reference_draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "base/check.h"
#include "plan/draw.h"

namespace mutation {
namespace {

constexpr int kAttempts = 1000;

// Names and values as texts, sorted, and the mode.
std::string key_of(const Hyperparameters& values, bool parallel) {
  std::vector<std::string> parts;
  for (const NamedValue& named : values) {
    const auto* real = std::get_if<double>(&named.value);
    parts.push_back(named.name + '\0' +
                    (real ? fmt::format("{:.6f}", *real) : to_text(named.value)));
  }
  std::ranges::sort(parts);
  std::string key = parallel ? "parallel" : "nonparallel";
  for (const std::string& part : parts) key += '\n' + part;
  return key;
}

// Unlike any draw.
Value as_other_kind(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return Value(fmt::format("{:.0f}", *real));
  if (const auto* whole = std::get_if<std::int64_t>(&value))
    return Value(static_cast<double>(*whole));
  return value;
}

// Those without a default are left out, so that the key then equals no draw's.
Hyperparameters defaults_of(const ReferenceEntry& entry, const RepoSpec& repo,
                            const OddDefaults& odd_defaults) {
  Hyperparameters defaults;
  for (const std::string& name : entry.drawn) {
    const HyperparameterSpec* spec = find_hyperparameter(repo, name);
    if (!spec->default_value || find(defaults, name)) continue;
    const bool odd = odd_defaults.contains(repo.name + "/" + name);
    defaults.push_back({name, odd ? as_other_kind(*spec->default_value) : *spec->default_value});
  }
  return defaults;
}

void add_history(const ReferenceEntry& entry, const std::vector<PastConfiguration>& history,
                 std::unordered_set<std::string>& seen) {
  for (const PastConfiguration& past : history) {
    if (past.repo != entry.foreground.repo || past.model != entry.foreground.model) continue;
    Hyperparameters compared;
    for (const NamedValue& named : past.hyperparameters) {
      if (std::ranges::find(entry.compared, named.name) != entry.compared.end())
        compared.push_back(named);
    }
    if (!compared.empty()) seen.insert(key_of(compared, past.parallel));
  }
}

// None: the repo's entry has no range, and what stood before it has been drawn in vain.
std::optional<Hyperparameters> draw_all(const ReferenceEntry& entry, const RepoSpec& repo,
                                        PythonRandom& random, std::string& failed) {
  Hyperparameters drawn;
  for (const std::string& name : entry.drawn) {
    const HyperparameterSpec* spec = find_hyperparameter(repo, name);
    MUTATION_CHECK(spec != nullptr);
    if (!spec->range) {
      failed = fmt::format("\"{}\" has no range in the catalogue", name);
      return std::nullopt;
    }
    // The tool knew ranges only, and the repo's for every model.
    HyperparameterSpec plain = *spec;
    plain.choices.clear();
    Value value = draw_value(plain, random);
    double* const real = std::get_if<double>(&value);
    // exp(log(x)) may miss an end by one rounding; a zero by chance stays.
    if (real && *real != 0 && spec->distribution == Distribution::log_uniform)
      *real = std::clamp(*real, spec->range->low, spec->range->high);
    const auto known = std::ranges::find(drawn, name, &NamedValue::name);
    if (known == drawn.end()) {
      drawn.push_back({name, std::move(value)});
    } else {
      known->value = std::move(value);
    }
  }
  return drawn;
}

}  // namespace

ReferenceDraws draw_as_reference(const ReferenceEntry& entry, const RepoSpec& repo,
                                 const OddDefaults& odd_defaults,
                                 const std::vector<PastConfiguration>& history,
                                 PythonRandom& random) {
  ReferenceDraws draws;
  const bool parallel = entry.mode == Mode::parallel;
  std::unordered_set<std::string> seen;
  add_history(entry, history, seen);
  const Hyperparameters defaults = defaults_of(entry, repo, odd_defaults);
  if (!defaults.empty()) seen.insert(key_of(defaults, parallel));
  while (static_cast<double>(draws.configurations.size()) < entry.runs &&
         draws.attempts < kAttempts) {
    ++draws.attempts;
    auto drawn = draw_all(entry, repo, random, draws.failed);
    if (!drawn) {
      draws.configurations.clear();
      break;
    }
    if (seen.insert(key_of(*drawn, parallel)).second)
      draws.configurations.push_back(std::move(*drawn));
  }
  return draws;
}

}  // namespace mutation
