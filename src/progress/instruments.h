// What a session measures, in words: the devices, their quantities, and what is absent and why.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/sample.h"
#include "progress/lines.h"

namespace mutation {

// "GPU 0 (NVIDIA H200)" when the device is known, else its id as it stands; CPU domains by their
// id.
std::string device_label(const Instrumentation& instrumentation, const std::string& id);

bool anything_simulated(const Instrumentation& instrumentation);

// A line for each device with what is read from it, then what is absent, each with its reason and
// hint.
Lines instrument_lines(const Instrumentation& instrumentation);

// Why the first absence whose name begins with `what` ("GPU") is one; none when there is no such.
std::optional<std::string> reason_of_absence(const Instrumentation& instrumentation,
                                             std::string_view what);

}  // namespace mutation
