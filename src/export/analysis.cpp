// The steps: group, collect the variables, leave out what is mostly missing, keep complete cases,
// standardise, add the interactions.
#include "export/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "export/selection.h"
#include "export/variables.h"

namespace mutation {
namespace {

struct Group {
  std::string repo;
  AnalysisGroup group;
};

std::vector<Group> grouped(const std::vector<const RecordedRun*>& runs, GroupBy by) {
  std::vector<Group> groups;
  for (const RecordedRun* run : runs) {
    const std::string name =
        by == GroupBy::repo ? run->repository : run->repository + "_" + run->model;
    auto found =
        std::ranges::find_if(groups, [&](const Group& known) { return known.group.name == name; });
    if (found == groups.end()) {
      found = groups.insert(found, {.repo = run->repository, .group = {}});
      found->group.name = name;
    }
    found->group.runs.push_back(run);
  }
  return groups;
}

Column column(std::string name, std::string meaning, std::string (*give)(const RecordedRun&)) {
  return {.name = std::move(name),
          .unit = {},
          .meaning = std::move(meaning),
          .better = {},
          .write = [give](const RecordedRun& run, CsvLine& line) { line.add(give(run)); }};
}

std::size_t missing_in(const Variable& variable) {
  return static_cast<std::size_t>(
      std::ranges::count_if(variable.values, [](const auto& value) { return !value; }));
}

void leave_out_sparse(AnalysisGroup& group) {
  std::erase_if(group.variables, [&](const Variable& variable) {
    const std::size_t missing = missing_in(variable);
    if (2 * missing <= group.runs.size()) return false;
    // What no run has is no news.
    if (missing < group.runs.size())
      group.notes.push_back(fmt::format("{}: left out, {} of {} runs lack it", variable.name,
                                        missing, group.runs.size()));
    return true;
  });
}

void keep_complete_cases(AnalysisGroup& group) {
  std::vector<bool> complete(group.runs.size(), true);
  for (const Variable& variable : group.variables) {
    for (std::size_t i = 0; i < variable.values.size(); ++i) {
      if (!variable.values[i]) complete[i] = false;
    }
  }
  const auto keep = [&complete](auto& values) {
    std::size_t at = 0;
    std::erase_if(values, [&](const auto&) { return !complete[at++]; });
  };
  for (Variable& variable : group.variables) keep(variable.values);
  const std::size_t before = group.runs.size();
  keep(group.runs);
  group.incomplete = before - group.runs.size();
}

void standardise_all(AnalysisGroup& group) {
  std::erase_if(group.variables, [&](Variable& variable) {
    if (variable.kind == Variable::Kind::indicator || standardise(variable)) return false;
    group.notes.push_back(variable.name +
                          ": left out, it is the same in all runs and cannot be standardised");
    return true;
  });
}

void add_interactions(AnalysisGroup& group) {
  std::vector<Variable> interactions;
  const Variable* parallel = nullptr;
  for (const Variable& variable : group.variables) {
    if (variable.name == kParallelVariable) parallel = &variable;
  }
  if (!parallel || !varies(*parallel)) return;
  for (const Variable& variable : group.variables) {
    if (variable.kind == Variable::Kind::hyperparameter)
      interactions.push_back(interaction_of(variable, *parallel));
  }
  const auto behind = std::ranges::find(group.variables, Variable::Kind::outcome, &Variable::kind);
  group.variables.insert(behind, std::make_move_iterator(interactions.begin()),
                         std::make_move_iterator(interactions.end()));
}

// Indicators that say something of the runs that are left.
void renew_indicators(AnalysisGroup& group) {
  std::erase_if(group.variables, [](const Variable& variable) {
    const bool may_go =
        variable.kind == Variable::Kind::indicator && variable.name != kParallelVariable;
    return may_go && !varies(variable);
  });
  std::vector<Variable> models = model_indicators(group.runs);
  group.variables.insert(group.variables.begin() + 1, std::make_move_iterator(models.begin()),
                         std::make_move_iterator(models.end()));
}

// What the runs of a table must not be taken together over, unless whoever does knows.
void note_places(AnalysisGroup& group) {
  std::set<std::pair<std::string, std::string>> places;
  std::size_t simulated = 0;
  for (const RecordedRun* run : group.runs) {
    places.emplace(run->device, run->host);
    if (is_simulated(*run)) ++simulated;
  }
  if (places.size() > 1)
    group.notes.push_back(fmt::format(
        "device, host: the runs are of {} GPUs or machines; figures of different ones are not to "
        "be taken together",
        places.size()));
  if (simulated > 0 && simulated < group.runs.size())
    group.notes.push_back(fmt::format("simulated: of {} of {} runs the GPU is simulated", simulated,
                                      group.runs.size()));
}

void finish(Group& of, const Catalogue& catalogue, const AnalysisOptions& options) {
  AnalysisGroup& group = of.group;
  group.variables = variables_of(group.runs, of.repo, catalogue, options, group.notes);
  leave_out_sparse(group);
  keep_complete_cases(group);
  renew_indicators(group);
  if (options.standardise) standardise_all(group);
  add_interactions(group);
  note_places(group);
}

// Where a row comes from and where it was measured.
const std::vector<Column>& origin_columns() {
  static const std::vector<Column> columns = {
      column("run_id", "unique everywhere", [](const auto& run) { return run.run_id; }),
      column("session", "the session's name", [](const auto& run) { return run.session; }),
      column("model", "of the foreground training", [](const auto& run) { return run.model; }),
      column("host", "the machine that the run was made on; empty: not recorded",
             [](const auto& run) { return run.host; }),
      column("device", "ids of the run's own GPUs, apart by a space; empty: not recorded",
             [](const auto& run) { return run.device; }),
      column("device_name", "names of the run's own GPUs, each once, apart by ;",
             [](const auto& run) { return run.device_name; }),
      {.name = "simulated",
       .unit = "0/1",
       .meaning = "a GPU figure comes from the simulated GPU: not for papers",
       .better = {},
       .write = [](const RecordedRun& run, CsvLine& line) {
         line.add(is_simulated(run) ? 1.0 : 0.0);
       }}};
  return columns;
}

}  // namespace

std::vector<AnalysisGroup> analysis_of(const std::vector<const RecordedRun*>& runs,
                                       const Catalogue& catalogue, const AnalysisOptions& options) {
  std::vector<AnalysisGroup> groups;
  for (Group& group : grouped(runs, options.group_by)) {
    finish(group, catalogue, options);
    groups.push_back(std::move(group.group));
  }
  return groups;
}

std::string analysis_csv(const AnalysisGroup& group) {
  CsvLine line;
  for (const Column& column : origin_columns()) line.add(column.name);
  for (const Variable& variable : group.variables) line.add(variable.name);
  std::string text = line.take("\n");
  for (std::size_t i = 0; i < group.runs.size(); ++i) {
    for (const Column& column : origin_columns()) column.write(*group.runs[i], line);
    for (const Variable& variable : group.variables) line.add(variable.values[i]);
    text += line.take("\n");
  }
  return text;
}

std::vector<DictionaryEntry> dictionary_of(const AnalysisGroup& group, const std::string& file) {
  std::vector<DictionaryEntry> entries;
  const auto add = [&](const Variable& variable) {
    entries.push_back({.table = file,
                       .column = variable.name,
                       .unit = variable.unit,
                       .meaning = variable.meaning,
                       .better = variable.better,
                       .mean = variable.mean,
                       .standard_deviation = variable.standard_deviation});
  };
  for (const Column& column : origin_columns())
    add({.name = column.name, .unit = column.unit, .meaning = column.meaning});
  for (const Variable& variable : group.variables) add(variable);
  return entries;
}

std::string file_name_of(const AnalysisGroup& group) {
  std::string name = group.name.empty() ? "unnamed" : group.name;
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' ||
                       static_cast<unsigned char>(c) >= 0x80;
    if (!plain && (c != '.' || &c == name.data())) c = '_';
  }
  return name + ".csv";
}

}  // namespace mutation
