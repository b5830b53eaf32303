#include "compare/side.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <sstream>

#include "base/text.h"
#include "export/coverage.h"
#include "export/figures.h"
#include "export/selection.h"

namespace mutation {
namespace {

constexpr std::size_t kMostNamed = 12;  // of what there is instead

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// As what the text may have been recorded: "1" also stands for 1.0 and for the text.
std::vector<std::string> keys_of(const std::string& text) {
  std::vector<std::string> keys = {value_key(Value(text))};
  if (const auto whole = number_in<std::int64_t>(text)) keys.push_back(value_key(Value(*whole)));
  if (const auto real = number_in<double>(text)) keys.push_back(value_key(Value(*real)));
  if (text == "true" || text == "false") keys.push_back(value_key(Value(text == "true")));
  return keys;
}

bool holds(const RecordedRun& run, const SideTerm& term) {
  switch (term.kind) {
    case SideTermKind::session:
      return names_session(term.value, run);
    case SideTermKind::entry:
      return run.entry && std::to_string(*run.entry + 1) == term.value;
    case SideTermKind::model:
      return names_model(term.value, run.repository, run.model);
    case SideTermKind::mode:
      return mode_text(run.parallel) == term.value;
    case SideTermKind::background:
      return run.parallel && run.background &&
             names_model(term.value, run.background->repository, run.background->model);
    case SideTermKind::hyperparameter:
      break;
  }
  const Value* const value = effective_value(run, term.name);
  if (!value) return false;
  const std::vector<std::string> keys = keys_of(term.value);
  return std::ranges::find(keys, value_key(*value)) != keys.end();
}

// What the runs have in place of what the term says.
std::set<std::string> what_there_is(const SideTerm& term, const RunGroup& runs) {
  std::set<std::string> there;
  for (const RecordedRun* run : runs) {
    switch (term.kind) {
      case SideTermKind::session:
        there.insert(run->session);
        break;
      case SideTermKind::entry:
        if (run->entry) there.insert(std::to_string(*run->entry + 1));
        break;
      case SideTermKind::model:
        there.insert(training_of(*run));
        break;
      case SideTermKind::mode:
        there.insert(mode_text(run->parallel));
        break;
      case SideTermKind::background:
        if (run->parallel && run->background)
          there.insert(run->background->repository + "/" + run->background->model);
        break;
      case SideTermKind::hyperparameter:
        if (const Value* const value = effective_value(*run, term.name))
          there.insert(value_key(*value));
        break;
    }
  }
  return there;
}

std::string list_of(const std::set<std::string>& texts) {
  std::vector<std::string> shown(texts.begin(), texts.end());
  const std::size_t more = shown.size() > kMostNamed ? shown.size() - kMostNamed : 0;
  shown.resize(shown.size() - more);
  return joined(shown, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

std::string hyperparameter_names(const RunGroup& runs) {
  std::set<std::string> names;
  for (const RecordedRun* run : runs) {
    for (const auto& [name, value] : values_of(*run)) names.insert(name);
  }
  return list_of(names);
}

std::string what_is_missing(const ComparedRuns& side, const SideTerm& term, const RunGroup& runs) {
  const std::set<std::string> there = what_there_is(term, runs);
  const std::string instead = there.empty() ? "none" : list_of(there);
  switch (term.kind) {
    case SideTermKind::session:
      return fmt::format("{}: no run of the session {}; there are: {}", side.text, term.value,
                         instead);
    case SideTermKind::entry:
      return fmt::format("{}: no run of entry {}; there are: {}", side.text, term.value, instead);
    case SideTermKind::model:
      return fmt::format("{}: no run of the model {}; there are: {}", side.text, term.value,
                         instead);
    case SideTermKind::mode:
      return fmt::format("{}: no run is {}", side.text, term.value);
    case SideTermKind::background:
      return fmt::format("{}: no run is beside {}; there are: {}", side.text, term.value, instead);
    case SideTermKind::hyperparameter:
      break;
  }
  if (there.empty())
    return fmt::format("{}: no run has the hyperparameter {}; there are: {}", side.text, term.name,
                       hyperparameter_names(runs));
  return fmt::format("{}: no run has {}={}; there are: {}", side.text, term.name, term.value,
                     instead);
}

void read_pair(const std::string& name, const std::string& value, ComparedRuns& side,
               std::vector<std::string>& problems) {
  if (name.empty() || value.empty()) {
    problems.push_back(
        fmt::format("{}: \"{}={}\" lacks a name or a value", side.text, name, value));
  } else if (name == "model") {
    side.terms.push_back({SideTermKind::model, "", value});
  } else if (name == "background") {
    side.terms.push_back({SideTermKind::background, "", value});
  } else if (name == "session") {
    side.terms.push_back({SideTermKind::session, "", value});
  } else if (name == "mode") {
    if (value != "parallel" && value != "sequential")
      problems.push_back(
          fmt::format("{}: the mode \"{}\" is neither parallel nor sequential", side.text, value));
    side.terms.push_back({SideTermKind::mode, "", value});
  } else if (name == "entry") {
    const auto number = number_in<int>(value);
    if (!number || *number < 1)
      problems.push_back(fmt::format("{}: the entry \"{}\" is no number from 1", side.text, value));
    side.terms.push_back({SideTermKind::entry, "", value});
  } else {
    side.terms.push_back({SideTermKind::hyperparameter, name, value});
  }
}

}  // namespace

ComparedRuns read_side(const std::string& text, std::vector<std::string>& problems) {
  ComparedRuns side{.text = text, .terms = {}};
  std::istringstream terms(text);
  for (std::string term; std::getline(terms, term, ',');) {
    const std::size_t entry = term.find(":entry=");
    if (entry != std::string::npos && entry > 0) {
      side.terms.push_back({SideTermKind::session, "", term.substr(0, entry)});
      term.erase(0, entry + 1);
    }
    const std::size_t sign = term.find('=');
    if (sign != std::string::npos) {
      read_pair(term.substr(0, sign), term.substr(sign + 1), side, problems);
    } else if (!term.empty()) {
      side.terms.push_back({SideTermKind::session, "", term});
    }
  }
  if (side.terms.empty()) problems.push_back(fmt::format("\"{}\" names no runs", text));
  return side;
}

bool belongs(const RecordedRun& run, const ComparedRuns& side) {
  return std::ranges::all_of(side.terms, [&](const SideTerm& term) { return holds(run, term); });
}

std::vector<std::string> not_found(const ComparedRuns& side, const RunGroup& runs) {
  std::vector<std::string> missing;
  for (const SideTerm& term : side.terms) {
    const bool found =
        std::ranges::any_of(runs, [&](const RecordedRun* run) { return holds(*run, term); });
    if (!found) missing.push_back(what_is_missing(side, term, runs));
  }
  return missing;
}

}  // namespace mutation
