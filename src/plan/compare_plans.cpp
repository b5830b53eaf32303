#include "plan/compare_plans.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "base/text.h"

namespace mutation {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string background_text(const PlannedTraining& training) {
  const std::string values = to_text(training.hyperparameters);
  return training.repo + " " + training.model + (values.empty() ? "" : " " + values);
}

std::string environment_text(const PlannedRun& run) {
  const auto text_of = [](Environment environment) {
    std::ranges::sort(environment);
    std::vector<std::string> words;
    for (const auto& [name, value] : environment) words.push_back(name + "=" + value);
    return words.empty() ? std::string("none") : joined(words, " ");
  };
  const std::string text = text_of(run.foreground.environment);
  if (!run.background) return text;
  return text + ", of the background " + text_of(run.background->environment);
}

std::string waits_text(const PlannedRun& run) {
  const Timings& timings = run.timings;
  std::string text = fmt::format(
      "cooling {:g}-{:g} s, between entries {:g} s, before a retry {:g} s", timings.cooling.count(),
      timings.cooling_max.count(), timings.config_sleep.count(), timings.retry_sleep.count());
  if (run.background)
    text +=
        fmt::format(", background start {:g}-{:g} s, its restart {:g} s",
                    timings.background_startup_wait.count(), timings.background_ready_max.count(),
                    timings.background_restart_delay.count());
  return text + fmt::format(", SIGKILL after {:g} s", timings.termination_timeout.count());
}

std::string number_text(const std::optional<double>& number) {
  return number ? fmt::format("{:g}", *number) : "measured";
}

std::string rules_text(const RunRules& rules) {
  return fmt::format(
      "cooling_policy {}, start {} +-{:g} C, at rest {} C {} W, load {:g}, foreign CPU {:g}, "
      "throttling {:g}, {} warm-ups, strangers {}",
      to_text(rules.cooling_policy), number_text(rules.start_temperature_celsius),
      rules.start_temperature_band_celsius, number_text(rules.idle_temperature_celsius),
      number_text(rules.idle_power_watts), rules.minimum_load_fraction,
      rules.foreign_cpu_max_fraction, rules.throttling_max_fraction, rules.warmup_runs,
      to_text(rules.strangers));
}

std::vector<std::pair<std::string, std::string>> circumstances(const PlannedRun& run, Order order) {
  const std::optional<Seconds>& timeout = run.timings.timeout;
  return {{"environment", environment_text(run)},
          {"devices", run.devices.empty() ? "the first" : joined(run.devices, ", ")},
          {"timeout", timeout ? fmt::format("{:g} s", timeout->count()) : "none"},
          {"retries", std::to_string(run.max_retries)},
          {"waits", waits_text(run)},
          {"rules", rules_text(run.rules)},
          {"order", to_text(order)}};
}

void add_run(const PlannedRun& run, Order order, EntryReading& reading) {
  const PlannedTraining& training = run.foreground;
  if (reading.runs++ == 0) {
    reading.training = training.repo + " " + training.model;
    if (run.background) reading.background = background_text(*run.background);
    reading.circumstances = circumstances(run, order);
  }
  Hyperparameters drawn;
  for (const NamedValue& passed : training.hyperparameters) {
    if (contains(training.mutated, passed.name)) drawn.push_back(passed);
  }
  std::ranges::sort(drawn, {}, &NamedValue::name);
  reading.drawn.push_back(to_text(drawn));
  for (const NamedValue& passed : training.hyperparameters) {
    if (contains(training.mutated, passed.name)) {
      if (!contains(reading.mutated, passed.name)) reading.mutated.push_back(passed.name);
    } else if (!find(reading.given, passed.name)) {
      reading.given.push_back(passed);
    }
  }
}

std::vector<EntryReading> readings_of(const Plan& plan, size_t entries) {
  std::vector<EntryReading> readings(entries);
  for (const PlannedRun& run : plan.runs) {
    const auto entry = static_cast<size_t>(run.entry);
    if (entry >= readings.size()) readings.resize(entry + 1);
    if (run.role == Role::measured) add_run(run, plan.order, readings[entry]);
  }
  for (EntryReading& reading : readings) std::ranges::sort(reading.drawn);
  return readings;
}

bool same_values(const Hyperparameters& a, const Hyperparameters& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const NamedValue& one) {
           const Value* other = find(b, one.name);
           return other && same_value(one.value, *other);
         });
}

bool same_names(std::vector<std::string> a, std::vector<std::string> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

// Only the runs where one reading has none: all else follows from that.
std::vector<std::string> differences(const EntryReading& own, const EntryReading& reference) {
  std::vector<std::string> differs;
  if (own.runs != reference.runs) differs.emplace_back("runs");
  if (own.runs == 0 || reference.runs == 0) return differs;
  if (own.training != reference.training) differs.emplace_back("training");
  if (!same_names(own.mutated, reference.mutated)) differs.emplace_back("mutated");
  if (!same_values(own.given, reference.given)) differs.emplace_back("given");
  if (own.background != reference.background) differs.emplace_back("background");
  return differs;
}

// Those of one that the other has not.
std::string only_in(const std::vector<std::string>& these, const std::vector<std::string>& those) {
  std::vector<std::string> only;
  std::ranges::set_difference(these, those, std::back_inserter(only));
  constexpr std::size_t kMostShown = 3;
  if (only.size() <= kMostShown) return joined(only, "; ");
  const std::string some = joined(std::span(only).first(kMostShown), "; ");
  return fmt::format("{}; and {} more", some, only.size() - kMostShown);
}

// Values are compared where as many are drawn of the same.
std::vector<ReadingDifference> details(const EntryReading& own, const EntryReading& reference) {
  std::vector<ReadingDifference> found;
  if (own.runs == 0 || reference.runs == 0) return found;
  const bool comparable = own.runs == reference.runs && same_names(own.mutated, reference.mutated);
  if (comparable && own.drawn != reference.drawn)
    found.push_back(
        {"drawn", only_in(own.drawn, reference.drawn), only_in(reference.drawn, own.drawn)});
  for (std::size_t at = 0; at < own.circumstances.size(); ++at) {
    const auto& [what, ours] = own.circumstances[at];
    const std::string& theirs = reference.circumstances[at].second;
    if (ours != theirs) found.push_back({what, ours, theirs});
  }
  return found;
}

// What the plan itself says of the entry.
std::vector<std::string> own_notes(const std::optional<Plan>& own, int entry) {
  std::vector<std::string> notes;
  const std::string start = fmt::format("entry {}: ", entry + 1);
  for (const std::string& note : own ? own->notes : std::vector<std::string>()) {
    if (note.starts_with(start)) notes.push_back("here: " + note.substr(start.size()));
  }
  return notes;
}

bool differs_in_draws(const EntryComparison& comparison) {
  return contains(comparison.differs, "runs") || contains(comparison.differs, "mutated") ||
         contains(comparison.differs, "drawn");
}

// What is known of the readings as wholes.
struct Readings {
  const std::optional<Plan>& own;
  const ReferencePlan& reference;
  const std::vector<int>& deduplicated;
};

// Why other values, or another number of them, are drawn. `out_of_step`: an earlier entry drew
// otherwise.
std::vector<std::string> why_drawn(const EntryComparison& comparison, const Readings& readings,
                                   bool out_of_step) {
  if (!differs_in_draws(comparison)) return {};
  std::vector<std::string> reasons = own_notes(readings.own, comparison.entry);
  if (std::ranges::find(readings.deduplicated, comparison.entry) != readings.deduplicated.end())
    reasons.emplace_back(
        "here draws are compared by value with what was run or planned before; the Python tool "
        "compared texts, and CSV files only: a whole number (5.0 there, 5 drawn) is never the "
        "same");
  if (out_of_step)
    reasons.emplace_back(
        "an earlier entry draws otherwise, and all entries draw from one generator");
  return reasons;
}

std::string why(const EntryComparison& comparison, const Readings& readings, bool out_of_step) {
  if (comparison.differs.empty()) return "";
  if (!readings.own) return "this program refuses the file, which the Python tool took";
  const auto& entry_notes = readings.reference.entry_notes;
  const auto entry = static_cast<size_t>(comparison.entry);
  if (entry >= entry_notes.size()) return "the Python tool had ended before it";
  std::vector<std::string> reasons = why_drawn(comparison, readings, out_of_step);
  if (!entry_notes[entry].empty())
    reasons.push_back("the Python tool: " + joined(entry_notes[entry], "; "));
  if (reasons.empty())
    return "this program reads more of the top level and the catalogue than the Python tool did: "
           "see the notes";
  return joined(reasons, "; ");
}

}  // namespace

PlanComparison compare_plans(const std::optional<Plan>& own, const ReferencePlan& reference,
                             const std::vector<int>& deduplicated) {
  const size_t known = reference.entry_notes.size();
  std::vector<EntryReading> ours = readings_of(own ? *own : Plan(), known);
  std::vector<EntryReading> theirs = readings_of(reference.plan, ours.size());
  ours.resize(theirs.size());
  PlanComparison result;
  bool out_of_step = false;
  for (size_t i = 0; i < ours.size(); ++i) {
    EntryComparison comparison{.entry = static_cast<int>(i),
                               .own = std::move(ours[i]),
                               .reference = std::move(theirs[i]),
                               .differs = {},
                               .details = {},
                               .why = {}};
    comparison.differs = differences(comparison.own, comparison.reference);
    comparison.details = details(comparison.own, comparison.reference);
    for (const ReadingDifference& detail : comparison.details)
      comparison.differs.push_back(detail.what);
    comparison.why = why(comparison, {own, reference, deduplicated}, out_of_step);
    out_of_step = out_of_step || differs_in_draws(comparison);
    result.own_runs += comparison.own.runs;
    result.reference_runs += comparison.reference.runs;
    result.entries_that_differ += comparison.differs.empty() ? 0 : 1;
    result.entries.push_back(std::move(comparison));
  }
  return result;
}

}  // namespace mutation
