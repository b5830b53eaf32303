#include "plan/warm_up.h"

#include <fmt/format.h>

#include <string_view>

namespace mutation {
namespace {

// All of ASCII that is safe in a folder's name stays; any other character becomes one '_'.
std::string folder_name(const std::string& text) {
  constexpr std::string_view kSafe =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  std::string name;
  for (const char c : text) {
    const bool continues_utf8 = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!continues_utf8) name += kSafe.find(c) == std::string_view::npos ? '_' : c;
  }
  return name;
}

}  // namespace

std::string experiment_id(const PlannedRun& run) {
  return folder_name(fmt::format("{}_{}_{:03}{}{}", run.foreground.repo, run.foreground.model,
                                 run.index, run.mode == Mode::parallel ? "_parallel" : "",
                                 run.role == Role::warm_up ? "_warmup" : ""));
}

PlannedRun warm_up_for(const PlannedRun& run, int index) {
  PlannedRun warm_up = run;
  warm_up.role = Role::warm_up;
  warm_up.index = index;
  warm_up.experiment_id = experiment_id(warm_up);
  warm_up.minimum_idle = Seconds(0);
  warm_up.max_retries = 0;
  return warm_up;
}

bool learns_start_temperature(const PlannedRun& run) {
  return run.rules.cooling_policy == CoolingPolicy::match && !run.rules.start_temperature_celsius;
}

}  // namespace mutation
