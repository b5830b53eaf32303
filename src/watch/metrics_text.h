// OpenMetrics text, as it is written: families with their samples. Also what Prometheus' older text
// format reads, which is what its node exporter takes from a textfile: gauges and counters only, no
// timestamps. Pure. [OpenMetrics 1.0; Prometheus, "Exposition formats"]
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mutation {

using MetricLabels = std::vector<std::pair<std::string, std::string>>;  // any texts as values

class MetricsText {
 public:
  // The family's samples follow. `unit` is the end of its name, or "". A family without a sample is
  // not written.
  void gauge(const std::string& name, std::string_view unit, std::string_view help);
  // Its samples are called NAME_total.
  void counter(const std::string& name, std::string_view unit, std::string_view help);
  // Of the last family; one that is no finite number is left out.
  void sample(const MetricLabels& labels, double value);

  // With "# EOF" at its end. Nothing may be added afterwards.
  std::string finish();

 private:
  void family(const std::string& name, std::string_view type, std::string_view unit,
              std::string_view help);

  std::string text_;
  std::string head_;         // of the last family, while it has no sample
  std::string sample_name_;  // of the last family
};

}  // namespace mutation
