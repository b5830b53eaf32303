#include "compare/design.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <variant>

#include "base/text.h"
#include "compare/order_in_time.h"
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
  std::erase_if(names, is_seed);  // a number without an order: it has no doubling, nor a range
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
    keys.push_back(shown_value(*effective_value(*run, name)));
    ++counts[keys.back()];
  }
  std::string reference =
      std::ranges::max_element(counts, {}, [](const auto& count) { return count.second; })->first;
  if (spec) {
    const std::optional<Value>& usual = default_for(*spec, runs.front()->model);
    if (usual && counts.contains(shown_value(*usual))) reference = shown_value(*usual);
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
  std::set<std::string> backgrounds;
  bool sequential = false, parallel = false;
  for (const RecordedRun* run : design.runs) {
    backgrounds.insert(background_of(*run));
    (run->parallel ? parallel : sequential) = true;
  }
  design.both_modes = sequential && parallel;
  backgrounds.erase(backgrounds.begin());
  for (const std::string& background : backgrounds) {
    Regressor mode{"beside " + background, {}};
    for (const RecordedRun* run : design.runs)
      mode.values.push_back(background_of(*run) == background ? 1 : 0);
    design.modes.push_back(std::move(mode));
  }
}

template <typename Text>
std::vector<std::size_t> groups_by(const RunGroup& runs, Text text) {
  std::map<std::string, std::size_t> numbers;
  std::vector<std::size_t> groups;
  for (const RecordedRun* run : runs) {
    const std::size_t next = numbers.size();
    groups.push_back(numbers.try_emplace(text(*run), next).first->second);
  }
  return groups;
}

// Hyperparameters and modes that such groups leave to be told.
std::size_t told_apart(Design& design, std::vector<std::size_t> groups) {
  design.groups = std::move(groups);
  std::vector<const DesignColumn*> columns;
  for (const DesignColumn& column : design.columns) columns.push_back(&column);
  const auto fit =
      fit_least_squares(regression_of(design, std::vector<double>(design.runs.size()), columns));
  design.groups.clear();
  return fit ? fit->coefficients.size() : 0;
}

// The hyperparameters whose values one session had one after the other.
void tell_order(Design& design) {
  std::set<std::string> names;
  std::vector<std::string> after_each_other;
  for (const DesignColumn& column : design.columns) names.insert(column.hyperparameter);
  for (const std::string& name : names) {
    std::vector<std::string> values;
    for (const RecordedRun* run : design.runs)
      values.push_back(shown_value(*effective_value(*run, name)));
    if (follow_each_other(design.runs, values)) after_each_other.push_back(name);
  }
  if (after_each_other.empty()) return;
  design.notes.push_back(
      "the values of " + joined(after_each_other, ", ") +
      " were run one after the other: a drift of the machine is in the effects; \"order\": "
      "\"interleaved\" avoids that");
}

// Blocks, else sessions, where they explain none of the hyperparameters away.
void take_groups(Design& design) {
  const auto session = [](const RecordedRun& run) { return run.session; };
  const auto block = [](const RecordedRun& run) {
    return run.session + '\x1f' + std::to_string(run.block);
  };
  const std::size_t most = told_apart(design, {});
  std::vector<std::size_t> blocks = groups_by(design.runs, block);
  std::vector<std::size_t> sessions = groups_by(design.runs, session);
  const bool in_blocks =
      std::ranges::all_of(design.runs, [](const RecordedRun* run) { return run->block > 0; });
  const bool several = std::ranges::max(sessions) > 0;
  const bool some_blocks = in_blocks && std::ranges::max(blocks) > 0;
  if (in_blocks && most > 0 && told_apart(design, blocks) == most) {
    design.groups = std::move(blocks);
    design.within = "block";
  } else if (several && most > 0 && told_apart(design, sessions) == most) {
    design.groups = std::move(sessions);
    design.within = "session";
  } else if (several && most > 0) {
    design.notes.emplace_back(
        "hyperparameters change with the session: what differs between sessions is in their "
        "effects");
  } else if (some_blocks && most > 0) {
    design.notes.emplace_back(
        "blocks are no factor: there are too few runs beside them, or a hyperparameter changes "
        "with the block: a drift of the machine is in the effects");
  } else {
    tell_order(design);
  }
}

}  // namespace

std::string name_of(const DesignColumn& column) {
  return column.level.empty() ? column.hyperparameter : column.hyperparameter + "=" + column.level;
}

Regression regression_of(const Design& design, const std::vector<double>& response,
                         const std::vector<const DesignColumn*>& columns) {
  Regression regression{.response = response, .regressors = design.modes, .groups = design.groups};
  for (const DesignColumn* column : columns)
    regression.regressors.push_back({name_of(*column), column->values});
  return regression;
}

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
  take_groups(design);
  return design;
}

}  // namespace mutation
