// libFuzzer target: any bytes as a recorded trace. What is read must be in order, and the figures
// made of it finite, within their bounds and fit for JSON. Its corpus is corpus/trace/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/check.h"
#include "record/trace_figures.h"

namespace mutation {
namespace {

void check_order(const RecordedTrace& trace) {
  MUTATION_CHECK(trace.readings.size() == trace.instrumentation.channels.size());
  for (const Trace& readings : trace.readings) {
    for (size_t i = 0; i < readings.size(); ++i) {
      MUTATION_CHECK(std::isfinite(readings[i].value));
      MUTATION_CHECK(i == 0 || readings[i - 1].at <= readings[i].at);
      MUTATION_CHECK(readings[i].at >= trace.stretch.start && readings[i].at <= trace.stretch.end);
    }
  }
}

void check_figures(const TraceFigures& figures) {
  for (const DeviceFigures& device : figures.devices) {
    const EnergyFigure& energy = device.energy;
    MUTATION_CHECK(energy.coverage >= 0 && energy.coverage <= 1);
    MUTATION_CHECK(energy.energy || !energy.reason.empty());
    MUTATION_CHECK(energy.energy.has_value() == energy.uncertainty.has_value());
    if (energy.energy) {
      MUTATION_CHECK(std::isfinite(energy.energy->value) && energy.energy->value >= 0);
      MUTATION_CHECK(std::isfinite(energy.uncertainty->value) && energy.uncertainty->value >= 0);
    }
    if (device.mean_power) MUTATION_CHECK(std::isfinite(device.mean_power->value));
    for (const ChannelFigures& channel : device.channels) {
      MUTATION_CHECK(channel.readings > 0);
      for (const TraceGap& gap : channel.gaps) MUTATION_CHECK(gap.length > kLongestGap);
    }
  }
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const auto trace = read_trace_text({reinterpret_cast<const char*>(data), size});
  if (!trace) {
    MUTATION_CHECK(!trace.error().message.empty());
    return 0;
  }
  check_order(*trace);
  const TraceFigures figures = figures_of(*trace);
  check_figures(figures);
  MUTATION_CHECK(nlohmann::json::accept(figures_json(*trace, figures, "trace.csv")));
  return 0;
}
