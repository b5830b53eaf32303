// libFuzzer target: any bytes as an experiment.json, of this program or the Python tool. Its corpus
// is corpus/experiment/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/check.h"
#include "record/experiment_reader.h"
#include "record/python_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mutation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string plain = without_python_words(text);
  MUTATION_CHECK(without_python_words(plain) == plain);
  const Result<ReadExperiment> experiment = experiment_of(text, "experiment.json");
  if (!experiment) {
    MUTATION_CHECK(!experiment.error().message.empty());
    return 0;
  }
  MUTATION_CHECK(!experiment->experiment_id.empty());
  for (const Metric& metric : experiment->metrics) MUTATION_CHECK(std::isfinite(metric.value));
  MUTATION_CHECK(nlohmann::json::accept(experiments_json("session", {{"run", *experiment}})));
  return 0;
}
