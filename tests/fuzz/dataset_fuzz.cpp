// libFuzzer target: any bytes as a CSV file of runs and as the two texts of CPU energy. What is
// read are numbers, and its names by content are told apart. Its corpus is corpus/dataset/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "base/check.h"
#include "dataset/csv_runs.h"
#include "dataset/python_traces.h"
#include "dataset/run_ids.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const CpuEnergyText& energy : {perf_text_of(text), cpu_energy_text_of(text)}) {
    MUTATION_CHECK(!energy.package_joules || std::isfinite(*energy.package_joules));
    MUTATION_CHECK(!energy.elapsed || std::isfinite(energy.elapsed->count()));
  }
  Result<RunsRead> read = csv_runs_of(text, "runs.csv");
  if (!read) {
    MUTATION_CHECK(!read.error().message.empty());
    return 0;
  }
  for (const RecordedRun& run : read->runs) {
    MUTATION_CHECK(run.line > 1);
    MUTATION_CHECK(!run.duration || std::isfinite(run.duration->count()));
    for (const Metric& metric : run.metrics) MUTATION_CHECK(std::isfinite(metric.value));
  }
  for (RecordedRun& run : read->runs) run.run_id.clear();
  name_by_content(read->runs);
  std::set<std::string> ids;
  for (const RecordedRun& run : read->runs) MUTATION_CHECK(ids.insert(run.run_id).second);
  return 0;
}
