// Whether a run started as warm as the others of its session. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/run_record.h"

namespace mutation {

// With fewer starts than this there is no median to differ from.
inline constexpr size_t kFewestStarts = 3;

// The median of a session's start temperatures on the same device; absent: too few.
std::optional<Celsius> median_start(std::vector<Celsius> starts);

// "started at 45.0 C, 5.0 C above the session's median of 40.0 C (3 C are allowed)"; "" within the
// band, °C.
std::string start_temperature_off(Celsius start, Celsius median, double band);

// Judges the run's last attempt anew by `median` and nothing else: what was suspect only for its
// start may have succeeded, and the other way round. False when nothing changes. REQUIRES: it has
// an attempt with a start temperature.
bool judge_start_again(RunRecord& run, Celsius median);

}  // namespace mutation
