#include "audit/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <unordered_map>

#include "base/text.h"

namespace mutation {
namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  if (text.size() < from + count) return std::nullopt;
  int value = 0;
  const char* const first = text.data() + from;
  const auto [end, error] = std::from_chars(first, first + count, value);
  if (error != std::errc() || end != first + count) return std::nullopt;
  return value;
}

std::optional<double> number(const Hyperparameters& values, const std::string& name) {
  const Value* const value = find(values, name);
  if (value == nullptr) return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(value)) return *real;
  return std::nullopt;
}

// What a training's duration is proportional to.
std::optional<double> work_of(const RecordedRun& run) {
  for (const char* const name : {"epochs", "kfold"}) {
    for (const Hyperparameters* values : {&run.hyperparameters, &run.effective_hyperparameters}) {
      const auto value = number(*values, name);
      if (value && *value > 0) return value;
    }
  }
  return std::nullopt;
}

bool told_to_have_failed(const RecordedRun& run) {
  return run.success == false || run.outcome == Outcome::failed ||
         run.outcome == Outcome::interrupted;
}

// How much a record says, to choose among copies.
int fullness(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  return (energy.gpu_energy_total_joules ? 4 : 0) + (energy.cpu_energy_pkg_joules ? 4 : 0) +
         (run.traces ? 8 : 0) + (run.background ? 1 : 0) + (run.duration ? 2 : 0) +
         static_cast<int>(run.metrics.size() + run.hyperparameters.size());
}

// A duration with so many digits is one run's; a rounded one needs its energy beside it.
constexpr std::size_t kTellingDigits = 12;

// Compared to 9 digits: whoever writes a table anew may move the last of 17.
std::string content_key(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  if (!run.duration) return "";
  const double duration = run.duration->count();
  if (shortest(duration).size() >= kTellingDigits)
    return fmt::format("{}|{:.9g}", model_key(run), duration);
  if (!energy.gpu_energy_total_joules && !energy.cpu_energy_pkg_joules) return "";
  return fmt::format("{}|{:.9g}|{:.9g}|{:.9g}", group_key(run), duration,
                     energy.gpu_energy_total_joules.value_or(-1),
                     energy.cpu_energy_pkg_joules.value_or(-1));
}

std::string moment_key(const RecordedRun& run) {
  // Whole seconds are no fingerprint.
  return run.timestamp.find('.') == std::string::npos ? "" : model_key(run) + "|" + run.timestamp;
}

// What this program measured has a name of its own: two of them are two runs, though of thousands
// two take the same time to nine digits.
bool are_two(const RecordedRun& a, const RecordedRun& b) {
  return a.kind == RecordKind::session && b.kind == RecordKind::session && a.run_id != b.run_id;
}

using Key = std::string (*)(const RecordedRun&);

void join_copies(const std::vector<RecordedRun>& runs, Key key,
                 std::vector<std::size_t>& originals) {
  std::unordered_map<std::string, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::string name = key(runs[i]);
    if (!name.empty() && originals[i] == kNone) alike[std::move(name)].push_back(i);
  }
  for (const auto& [name, members] : alike) {
    const std::size_t best =
        *std::ranges::max_element(members, {}, [&](std::size_t i) { return fullness(runs[i]); });
    for (const std::size_t i : members) {
      if (i != best && !are_two(runs[i], runs[best])) originals[i] = best;
    }
  }
}

}  // namespace

std::optional<double> timestamp_seconds(const std::string& text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  double seconds = static_cast<double>(days) * 86400 + *hour * 3600 + *minute * 60 + *second;
  if (text.size() > 20 && text[19] == '.') {
    double scale = 0.1;
    for (std::size_t i = 20; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, scale /= 10)
      seconds += (text[i] - '0') * scale;
  }
  return seconds;
}

RunFacts facts_of(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  RunFacts facts;
  facts.claims_success = run.role == Role::measured && !told_to_have_failed(run);
  facts.end = timestamp_seconds(run.timestamp);
  if (!facts.end && run.end) facts.end = Seconds(run.end->time_since_epoch()).count();
  if (run.duration && run.duration->count() > 0) facts.duration = run.duration->count();
  facts.work = work_of(run);
  facts.has_metric = !run.metrics.empty();
  if (!facts.duration) return facts;
  // The Python tool's total is the sum of the samples, its mean their mean: their ratio counts
  // them.
  if (run.kind != RecordKind::session && energy.gpu_energy_total_joules &&
      energy.gpu_power_avg_watts && *energy.gpu_power_avg_watts > 0)
    facts.sample_share =
        *energy.gpu_energy_total_joules / *energy.gpu_power_avg_watts / *facts.duration;
  if (energy.cpu_energy_pkg_joules)
    facts.cpu_watts = *energy.cpu_energy_pkg_joules / *facts.duration;
  return facts;
}

std::vector<std::size_t> originals_of(const std::vector<RecordedRun>& runs) {
  std::vector<std::size_t> originals(runs.size(), kNone);
  join_copies(runs, moment_key, originals);
  join_copies(runs, content_key, originals);
  // A copy of a copy is a copy of the original.
  for (std::size_t& original : originals) {
    while (original != kNone && originals[original] != kNone) original = originals[original];
  }
  return originals;
}

}  // namespace mutation
