// The model is advanced in the steps of the lines, so that each of them is exact.
#include "measure/simulated_truth.h"

#include <fmt/format.h>

#include <algorithm>

#include "os/file.h"

namespace mutation {
namespace {

constexpr Seconds kStep{0.01};
constexpr double kMostLines = 1e4;  // of one look: a machine that slept gives no more

}  // namespace

Result<SimulatedTruth> SimulatedTruth::open(const std::string& path) {
  Result<UniqueFd> file = open_for_append(path);
  if (!file) return with_context("write the simulated GPU's true energy", file.error());
  return SimulatedTruth(std::move(*file), path);
}

void SimulatedTruth::advance(SimulatedGpu& gpu, MonotonicTime from, Seconds time, double load) {
  std::string lines;
  const Seconds longest = std::max(kStep, time / kMostLines);
  for (Seconds passed{0}; passed < time;) {
    const Seconds step = std::min(longest, time - passed);
    gpu.advance(step, load);
    passed += step;
    const Seconds at = Seconds(from.time_since_epoch()) + passed;
    lines += fmt::format("{:.6f} 0 {:.6f}\n", at.count(), gpu.energy().value);
  }
  if (!file_.valid() || lines.empty()) return;
  if (!write_all(file_.get(), lines, path_)) file_.reset();
}

}  // namespace mutation
