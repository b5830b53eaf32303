// Whether the text of one option can be what it is to be: "" when it can, else what is wrong with
// it, for people. The form that CLI11's validators have.
#pragma once

#include <string>

#include "measure/monitor.h"

namespace mutation {

// A number of seconds that may be waited, from `least` to kLongestTiming.
std::string seconds_problem(const std::string& text, double least);
// From 0 to 1e9.
std::string megabytes_problem(const std::string& text);
// A rate to read at, from 0.1 to 100.
std::string hertz_problem(const std::string& text);
// A whole number from 0 to 2^64 - 1.
// Takes off the sign: CPython seeds with the absolute value, too.
std::string take_seed(std::string& text);
// A GpuChoice.
std::string gpu_problem(const std::string& name);
// What --simulated-gpu takes, see parse_simulated_gpu().
std::string simulated_gpu_problem(const std::string& text);
// Whether the flags of measuring fit together.
std::string measuring_problem(const MeasureOptions& options);
// A TreeMethod.
std::string tree_method_problem(const std::string& name);
// What `resume --retry` may name.
std::string outcome_problem(const std::string& word);

// What --compat may name.
std::string compat_problem(const std::string& name);
// See plan/float_format.h.
std::string float_format_problem(const std::string& format);

}  // namespace mutation
