// Metrics on another scale than those of the model's other runs: a share beside percentages, a
// count in place of either.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "audit/checks.h"
#include "audit/thresholds.h"

namespace mutation {
namespace {

constexpr const char* kCode = "metric_scale";

// Metrics that are a share or a percentage by their name.
bool is_share(const std::string& name) {
  for (const char* const without : {"loss", "error", "per_second", "time"}) {
    if (name.find(without) != std::string::npos) return false;
  }
  for (const char* const part : {"accuracy", "precision", "recall", "f1", "rank", "auc", "top"}) {
    if (name.find(part) != std::string::npos) return true;
  }
  return name == "map" || name == "acc" || name == "iou" || name.starts_with("acc_");
}

struct MetricAt {
  std::size_t run;
  double value;
};

Finding scale_finding(const MetricAt& value, const std::string& name, std::string evidence) {
  return {.code = kCode,
          .severity = Gravity::doubtful,
          .run = value.run,
          .evidence = fmt::format("{} is {:.6g}: {}", name, value.value, evidence),
          .figures = {{name, value.value}}};
}

void shares(const std::string& name, const std::vector<MetricAt>& values,
            std::vector<Finding>& findings) {
  std::size_t of_one = 0;
  std::size_t of_hundred = 0;
  for (const MetricAt& value : values) {
    of_one += value.value > 0 && value.value <= 1 ? 1 : 0;
    of_hundred += value.value > 1 && value.value <= threshold::kMostPercent ? 1 : 0;
  }
  // A percentage may be below 1, a share never above: with few below, they are just poor.
  const bool shares_usual = of_one >= of_hundred;
  for (const MetricAt& value : values) {
    if (value.value > threshold::kMostPercent) {
      findings.push_back(scale_finding(value, name, "neither a share nor a percentage"));
    } else if (value.value > 1 && shares_usual && of_one >= threshold::kPeers) {
      findings.push_back(
          scale_finding(value, name, fmt::format("{} other runs have shares up to 1", of_one)));
    } else if (value.value > 0 && value.value <= 1 && !shares_usual &&
               of_hundred > threshold::kPeers * std::max<std::size_t>(of_one, 1)) {
      findings.push_back(
          scale_finding(value, name, fmt::format("{} other runs have percentages", of_hundred)));
    } else if (value.value < 0) {
      findings.push_back(scale_finding(value, name, "below 0"));
    }
  }
}

void magnitudes(const std::string& name, const std::vector<MetricAt>& values,
                std::vector<Finding>& findings) {
  std::vector<double> sizes;
  for (const MetricAt& value : values) {
    if (value.value != 0) sizes.push_back(std::abs(value.value));
  }
  const Typical usual = typical(std::move(sizes));
  if (usual.count <= threshold::kPeers) return;
  for (const MetricAt& value : values) {
    if (std::abs(value.value) <= usual.median * threshold::kOutlierFactor) continue;
    Finding finding = scale_finding(
        value, name, fmt::format("the median of {} runs is {:.6g}", usual.count, usual.median));
    finding.severity = Gravity::note;
    findings.push_back(std::move(finding));
  }
}

}  // namespace

void check_metric_scale(const Material& material, std::vector<Finding>& findings) {
  std::map<std::pair<std::string, std::string>, std::vector<MetricAt>> metrics;
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (material.facts[i].original != kNone || !material.facts[i].claims_success) continue;
    for (const Metric& metric : run.metrics) {
      if (std::isfinite(metric.value)) {
        metrics[{model_key(run), metric.name}].push_back({i, metric.value});
      } else {
        findings.push_back(
            scale_finding({i, metric.value}, metric.name, "not a number that can be used"));
      }
    }
  }
  for (const auto& [key, values] : metrics) {
    if (is_share(key.second)) {
      shares(key.second, values, findings);
    } else {
      magnitudes(key.second, values, findings);
    }
  }
}

}  // namespace mutation
