#include "judge/start_temperature.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace mutation {

std::optional<Celsius> median_start(std::vector<Celsius> starts) {
  if (starts.size() < kFewestStarts) return std::nullopt;
  const auto middle = starts.begin() + std::ptrdiff_t(starts.size() / 2);
  std::ranges::nth_element(starts, middle);
  if (starts.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(starts.begin(), middle)) * 0.5;
}

std::string start_temperature_off(Celsius start, Celsius median, double band) {
  const double off = (start - median).value;
  if (std::abs(off) <= band) return {};
  return fmt::format(
      "started at {:.1f} C, {:.1f} C {} the session's median of {:.1f} C ({:g} C are allowed)",
      start.value, std::abs(off), off > 0 ? "above" : "below", median.value, band);
}

bool judge_start_again(RunRecord& run, Celsius median) {
  MUTATION_CHECK(!run.attempts.empty() && run.attempts.back().cooling.end_temperature);
  AttemptRecord& attempt = run.attempts.back();
  const std::string off = start_temperature_off(*attempt.cooling.end_temperature, median,
                                                run.planned.rules.start_temperature_band_celsius);
  std::vector<Reason>& reasons = attempt.reasons;
  const auto known = std::ranges::find(reasons, kStartTemperatureReason, &Reason::code);
  if (off.empty() == (known == reasons.end())) return false;
  if (off.empty()) {
    reasons.erase(known);
  } else {
    reasons.push_back({kStartTemperatureReason, off});
  }
  if (attempt.outcome == Outcome::succeeded || attempt.outcome == Outcome::suspect) {
    attempt.outcome = reasons.empty() ? Outcome::succeeded : Outcome::suspect;
  }
  attempt.cooling.session_median = median;
  run.outcome = attempt.outcome;
  run.reasons = reasons;
  return true;
}

}  // namespace mutation
