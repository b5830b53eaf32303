#include "compare/design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <variant>

#include "base/text.h"
#include "export/coverage.h"
#include "export/figures.h"

namespace mutation {
namespace {

constexpr double kMostLacking = 0.1;  // share of the runs that a hyperparameter may cost
constexpr double kDecade = 10;

std::set<std::string> varying_hyperparameters(const RunGroup& runs) {
  std::map<std::string, std::string> first;
  std::set<std::string> varying;
  for (const RecordedRun* run : runs) {
    for (const auto& [name, value] : values_of(*run)) {
      if (first.try_emplace(name, value).first->second != value) varying.insert(name);
    }
  }
  return varying;
}

RunGroup without_lacking(const RunGroup& runs, const std::set<std::string>& names) {
  RunGroup complete;
  std::ranges::copy_if(runs, std::back_inserter(complete), [&](const RecordedRun* run) {
    return std::ranges::all_of(
        names, [&](const std::string& name) { return effective_value(*run, name) != nullptr; });
  });
  return complete;
}

// Hyperparameters that many runs do not say are left out, then the runs that lack another.
std::set<std::string> leave_out_lacking(const RunGroup& runs, std::vector<std::string>& notes) {
  std::set<std::string> names = varying_hyperparameters(runs);
  std::erase_if(names, [&](const std::string& name) {
    const auto lacking = std::ranges::count_if(
        runs, [&](const RecordedRun* run) { return !effective_value(*run, name); });
    if (double(lacking) <= kMostLacking * double(runs.size())) return false;
    notes.push_back(
        fmt::format("{} is left out: {} of {} runs do not say it", name, lacking, runs.size()));
    return true;
  });
  return names;
}

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return double(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

const HyperparameterSpec* spec_of(const Catalogue* catalogue, const RecordedRun& run,
                                  const std::string& name) {
  const RepoSpec* const repo = catalogue ? find_repo(*catalogue, run.repository) : nullptr;
  return repo ? find_hyperparameter(*repo, name) : nullptr;
}

bool takes_logarithm(const HyperparameterSpec* spec, double low, double high) {
  if (!(low > 0)) return false;
  return (spec && spec->distribution == Distribution::log_uniform) || high / low >= kDecade;
}

// Absent: a value is no number.
std::optional<DesignColumn> numeric_column(const RunGroup& runs, const std::string& name,
                                           const HyperparameterSpec* spec) {
  DesignColumn column{.hyperparameter = name};
  for (const RecordedRun* run : runs) {
    const std::optional<double> number = number_of(*effective_value(*run, name));
    if (!number || !std::isfinite(*number)) return std::nullopt;
    column.values.push_back(*number);
  }
  column.levels = std::set<double>(column.values.begin(), column.values.end()).size();
  const auto [low, high] = std::ranges::minmax(column.values);
  column.low = low;
  column.high = high;
  column.log = takes_logarithm(spec, low, high);
  if (column.log) {
    for (double& value : column.values) value = std::log(value);
  }
  return column;
}

// One for each level but the reference: the default, else the most frequent.
std::vector<DesignColumn> level_columns(const RunGroup& runs, const std::string& name,
                                        const HyperparameterSpec* spec) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> keys;
  for (const RecordedRun* run : runs) {
    keys.push_back(value_key(*effective_value(*run, name)));
    ++counts[keys.back()];
  }
  std::string reference =
      std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; })->first;
  if (spec) {
    const std::optional<Value>& usual = default_for(*spec, runs.front()->model);
    if (usual && counts.contains(value_key(*usual))) reference = value_key(*usual);
  }
  std::vector<DesignColumn> columns;
  for (const auto& [level, count] : counts) {
    if (level == reference) continue;
    DesignColumn column{.hyperparameter = name,
                        .level = level,
                        .reference = reference,
                        .levels = counts.size(),
                        .low = 0,
                        .high = 1};
    for (const std::string& key : keys) column.values.push_back(key == level ? 1 : 0);
    columns.push_back(std::move(column));
  }
  return columns;
}

void take_modes(Design& design) {
  std::map<std::string, std::size_t> modes;
  bool sequential = false, parallel = false;
  for (const RecordedRun* run : design.runs) {
    const std::size_t next = modes.size();
    design.modes.push_back(modes.try_emplace(background_of(*run), next).first->second);
    (run->parallel ? parallel : sequential) = true;
  }
  design.both_modes = sequential && parallel;
}

}  // namespace

Design design_of(const RunGroup& runs, const Catalogue* catalogue) {
  Design design;
  const std::set<std::string> names = leave_out_lacking(runs, design.notes);
  design.runs = without_lacking(runs, names);
  if (design.runs.size() < runs.size())
    design.notes.push_back(fmt::format("{} of {} runs are left out: they lack a hyperparameter",
                                       runs.size() - design.runs.size(), runs.size()));
  if (design.runs.empty()) return design;
  for (const std::string& name : names) {
    const HyperparameterSpec* const spec = spec_of(catalogue, *runs.front(), name);
    if (auto column = numeric_column(design.runs, name, spec)) {
      design.columns.push_back(std::move(*column));
    } else {
      for (DesignColumn& one : level_columns(design.runs, name, spec))
        design.columns.push_back(std::move(one));
    }
  }
  take_modes(design);
  return design;
}

}  // namespace mutation
