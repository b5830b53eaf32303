#include "plan/float_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "plan/command.h"

namespace mutation {
namespace {

constexpr int kMostDigits = 60;

// What fmt calls it: "{:.6f}" for "%.6f"; "" for what is no such format.
std::string fmt_format(std::string_view format) {
  std::string spec = "{:";
  if (!format.starts_with('%')) return "";
  format.remove_prefix(1);
  if (format.starts_with('+') || format.starts_with('#')) {
    spec += format.front();
    format.remove_prefix(1);
  }
  int digits = 6;
  if (format.starts_with('.')) {
    format.remove_prefix(1);
    const size_t end = std::min(format.find_first_not_of("0123456789"), format.size());
    if (end > 2) return "";
    digits = end == 0 ? 0 : std::atoi(std::string(format.substr(0, end)).c_str());
    format.remove_prefix(end);
  }
  constexpr std::string_view kConversions = "efgEFG";
  if (format.size() != 1 || kConversions.find(format.front()) == std::string_view::npos ||
      digits > kMostDigits)
    return "";
  return spec + fmt::format(".{}{}", digits, format.front()) + "}";
}

struct Effects {
  std::map<std::string, int> became_zero;                       // name -> runs
  std::map<int, std::unordered_set<std::string>> seen, before;  // entry -> configurations
  int now_the_same = 0;
};

// The words that are passed, and the hyperparameters changed to what they read back as.
Hyperparameters rounded(Hyperparameters& hyperparameters, const std::string& format) {
  Hyperparameters words = hyperparameters;
  for (size_t i = 0; i < words.size(); ++i) {
    double* const real = std::get_if<double>(&hyperparameters[i].value);
    if (!real) continue;
    const std::string word = formatted(*real, format);
    *real = std::strtod(word.c_str(), nullptr);
    words[i].value = word;
  }
  return words;
}

void apply(PlannedTraining& training, const Catalogue& catalogue, const std::string& format,
           std::map<std::string, int>& became_zero) {
  const RepoSpec* repo = find_repo(catalogue, training.repo);
  MUTATION_CHECK(repo != nullptr);
  Hyperparameters before = training.hyperparameters;
  const Hyperparameters words = rounded(training.hyperparameters, format);
  training.command = training_command(*repo, training.model, words);
  if (training.hyperparameters == before) return;
  for (size_t i = 0; i < before.size(); ++i) {
    const NamedValue& now = training.hyperparameters[i];
    if (now == before[i]) continue;
    const double* real = std::get_if<double>(&now.value);
    if (real && *real == 0) ++became_zero[now.name];
    const auto effective =
        std::ranges::find(training.effective_hyperparameters, now.name, &NamedValue::name);
    if (effective != training.effective_hyperparameters.end()) effective->value = now.value;
  }
  training.unrounded_hyperparameters = std::move(before);
}

// A run that repeats another only because of the format.
void look_for_repeats(const PlannedRun& run, Effects& effects) {
  const PlannedTraining& training = run.foreground;
  const bool changed = !training.unrounded_hyperparameters.empty();
  const auto& before = changed ? training.unrounded_hyperparameters : training.hyperparameters;
  const bool was_new = effects.before[run.entry].insert(to_text(before)).second;
  const bool is_new = effects.seen[run.entry].insert(to_text(training.hyperparameters)).second;
  if (was_new && !is_new) ++effects.now_the_same;
}

}  // namespace

Status check_float_format(const std::string& format) {
  if (!fmt_format(format).empty()) return {};
  return Error{fmt::format("\"{}\" is no format for one float", format),
               "as printf has them: %.6f, %e, %.10g"};
}

std::string formatted(double value, const std::string& format) {
  const std::string spec = fmt_format(format);
  MUTATION_CHECK(!spec.empty());
  return fmt::format(fmt::runtime(spec), value);
}

void apply_float_format(Plan& plan, const Catalogue& catalogue, const std::string& format) {
  plan.float_format = format;
  Effects effects;
  for (PlannedRun& run : plan.runs) {
    apply(run.foreground, catalogue, format, effects.became_zero);
    if (run.background) apply(*run.background, catalogue, format, effects.became_zero);
    if (run.role == Role::measured) look_for_repeats(run, effects);
  }
  for (const auto& [name, runs] : effects.became_zero) {
    plan.notes.push_back(fmt::format("{} is passed as {} in {} run{}: {} leaves nothing of it",
                                     name, formatted(0, format), runs, runs == 1 ? "" : "s",
                                     format));
  }
  if (effects.now_the_same > 0) {
    plan.notes.push_back(
        fmt::format("{} run{} the same as another of {} entry once floats are written as {}",
                    effects.now_the_same, effects.now_the_same == 1 ? " is" : "s are",
                    effects.now_the_same == 1 ? "its" : "their", format));
  }
}

}  // namespace mutation
