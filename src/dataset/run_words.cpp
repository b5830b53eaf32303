#include "dataset/run_words.h"

#include <algorithm>

#include "base/text.h"

namespace mutation {
namespace {

bool is_code(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

}  // namespace

std::optional<Outcome> outcome_of(std::string_view word) {
  for (const Outcome outcome :
       {Outcome::succeeded, Outcome::suspect, Outcome::failed, Outcome::interrupted}) {
    if (to_text(outcome) == word) return outcome;
  }
  return std::nullopt;
}

std::optional<Role> role_of(std::string_view word) {
  for (const Role role : {Role::measured, Role::warm_up, Role::calibration}) {
    if (to_text(role) == word) return role;
  }
  return std::nullopt;
}

std::vector<Reason> reasons_of(std::string_view text) {
  std::vector<Reason> reasons;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("; "), text.size());
    const std::string_view part = text.substr(0, end);
    text.remove_prefix(std::min(end + 2, text.size()));
    const std::size_t colon = part.find(": ");
    if (colon != std::string_view::npos && is_code(part.substr(0, colon))) {
      reasons.push_back({std::string(part.substr(0, colon)), std::string(part.substr(colon + 2))});
    } else if (!reasons.empty()) {
      reasons.back().text += "; " + std::string(part);
    } else {
      reasons.push_back({"", std::string(part)});
    }
  }
  return reasons;
}

std::string device_names(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (!name.empty() && std::ranges::find(once, name) == once.end()) once.push_back(name);
  }
  return joined(once, "; ");
}

EnergyMetrics without_python_sum(const EnergyMetrics& reported) {
  EnergyMetrics energy = reported;
  energy.gpu_energy_sum_legacy_joules = reported.gpu_energy_total_joules;
  energy.gpu_energy_total_joules.reset();
  if (reported.gpu_energy_total_joules)
    energy.reasons.emplace_back(
        "gpu_energy_total_joules: only the plain sum of samples is recorded, without their times");
  else
    energy.reasons.emplace_back("gpu_energy_total_joules: the record has no GPU energy");
  return energy;
}

}  // namespace mutation
