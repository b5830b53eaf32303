#include "app/option_checks.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <system_error>

#include "base/text.h"
#include "model/tree_method.h"
#include "plan/float_format.h"
#include "settings/timing_keys.h"

namespace mutation {

// NaN passes every comparison with bounds, so it is asked for.
std::string seconds_problem(const std::string& text, double least) {
  double seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds)) {
    return "\"" + text + "\" is no number of seconds";
  }
  if (seconds >= least && seconds <= kLongestTiming) return "";
  return text + " s is not between " + shortest(least) + " and " + shortest(kLongestTiming) + " s";
}

std::string hertz_problem(const std::string& text) {
  double hertz = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), hertz);
  const bool number = failure == std::errc() && end == text.data() + text.size();
  return number && hertz >= 0.1 && hertz <= 100 ? ""
                                                : "\"" + text + "\" is no rate from 0.1 to 100";
}

std::string megabytes_problem(const std::string& text) {
  double megabytes = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), megabytes);
  const bool number = failure == std::errc() && end == text.data() + text.size();
  return number && megabytes >= 0 && megabytes <= 1e9
             ? ""
             : "\"" + text + "\" is no number of megabytes from 0 to 1000000000";
}

std::string take_seed(std::string& text) {
  if (text.size() > 1 && text.front() == '-') text.erase(0, 1);
  std::uint64_t seed = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seed);
  const bool whole = failure == std::errc() && end == text.data() + text.size();
  return whole ? "" : "\"" + text + "\" is no whole number from 0 to 18446744073709551615";
}

std::string gpu_problem(const std::string& name) {
  return gpu_choice_of(name) ? "" : "\"" + name + "\" is none of auto, none, simulated, nvml";
}

std::string simulated_gpu_problem(const std::string& text) {
  const auto options = parse_simulated_gpu(text);
  return options ? "" : to_text(options.error());
}

std::string measuring_problem(const MeasureOptions& options) {
  if (options.gpu == GpuChoice::simulated) return "";
  if (options.simulated != SimulatedGpuOptions{})
    return "--simulated-gpu describes a GPU that is not used";
  return options.simulated_truth.empty() ? "" : "--simulated-truth is of a GPU that is not used";
}

std::string tree_method_problem(const std::string& name) {
  return tree_method_of(name) ? "" : name + " is no method to hold trainings";
}

std::string outcome_problem(const std::string& word) {
  return word == "failed" || word == "suspect" ? "" : "\"" + word + "\" is none of failed, suspect";
}

std::string compat_problem(const std::string& name) {
  return name == "reference" ? "" : "\"" + name + "\" is not reference";
}

std::string float_format_problem(const std::string& format) {
  const Status usable = check_float_format(format);
  return usable ? "" : to_text(usable.error());
}

}  // namespace mutation
