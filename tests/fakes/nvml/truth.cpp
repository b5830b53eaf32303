// One line per device and moment.
#include "fakes/nvml/truth.h"

#include <algorithm>
#include <cmath>

namespace fake_nvml {
namespace {

constexpr double kStep = 0.01;      // s
constexpr double kMostSteps = 1e4;  // of one call: a clock that jumps gives no more lines

}  // namespace

TruthFile::TruthFile(const std::string& path, double started)
    : file_(path.empty() ? nullptr : std::fopen(path.c_str(), "ae")), started_(started) {
  if (!path.empty() && !file_) std::fprintf(stderr, "fake NVML: cannot write %s\n", path.c_str());
}

void TruthFile::write(const std::vector<const PowerHistory*>& devices, double now, bool at_end) {
  const bool first = written_ < 0;
  if (!file_ || (!first && !at_end && now - written_ < kStep / 2)) return;
  const double from = std::max(written_, 0.0);
  const double step = std::max(kStep, (now - from) / kMostSteps);
  for (size_t device = 0; device < devices.size(); ++device) {
    std::vector<double> moments = devices[device]->edges(from, now);
    if (first) moments.push_back(0);
    for (double at = from + step; at < now; at += step) moments.push_back(at);
    moments.push_back(now);
    std::ranges::sort(moments);
    for (const double at : moments)
      std::fprintf(file_.get(), "%.6f %zu %.6f\n", started_ + at, device,
                   devices[device]->joules(at));
  }
  std::fflush(file_.get());
  written_ = now;
}

}  // namespace fake_nvml
