// Work of others on the GPU or the CPU. A sequential run tells of it by itself: a training alone
// lets utilisation and power fall while it loads and saves. A parallel run has its own load and is
// judged by the sequential runs before and after it.
#include <fmt/format.h>

#include "audit/checks.h"
#include "audit/thresholds.h"

namespace mutation {
namespace {

using Optional = std::optional<double>;

Finding load_finding(std::size_t i, Gravity severity, std::string evidence) {
  return {
      .code = "foreign_gpu_load", .severity = severity, .run = i, .evidence = std::move(evidence)};
}

// By its trace: loaded before a training can have begun, and throughout.
std::optional<Finding> by_trace(const RecordedRun& run, std::size_t i) {
  if (!run.traces || !run.traces->start_utilization || !run.traces->p05_utilization)
    return std::nullopt;
  const double start = *run.traces->start_utilization;
  const double low = *run.traces->p05_utilization;
  if (start < 90 || low < 90) return std::nullopt;
  Finding finding = load_finding(
      i, Gravity::do_not_use,
      fmt::format("the GPU was used {:.0f} % in the first 5 s, before a training computes, and at "
                  "least {:.0f} % in 95 of 100 samples",
                  start, low));
  finding.figures = {{"start_utilization_percent", start}, {"p05_utilization_percent", low}};
  return finding;
}

std::optional<Finding> by_peers(const RecordedRun& run, const Group& group, std::size_t i) {
  const Optional used = run.reported.gpu_util_avg_percent;
  const Optional lowest = run.reported.gpu_power_min_watts;
  const Typical& usual = group.utilization;
  if (!used || *used < threshold::kLoadedUtilization || usual.count <= threshold::kPeers ||
      usual.median > threshold::kPeerUtilization)
    return std::nullopt;
  const bool lifted = lowest && group.gpu_minimum_watts.count > threshold::kPeers &&
                      *lowest >= threshold::kLiftedMinimumPower * group.gpu_minimum_watts.median;
  if (!lifted && *used - usual.median < threshold::kClearUtilizationGap) return std::nullopt;
  std::string evidence =
      fmt::format("the GPU was used {:.1f} % on average, by {} sequential peers {:.1f} %", *used,
                  usual.count - 1, usual.median);
  if (lifted)
    evidence += fmt::format(", and never drew less than {:.0f} W (peers {:.0f} W)", *lowest,
                            group.gpu_minimum_watts.median);
  Finding finding = load_finding(i, Gravity::do_not_use, std::move(evidence));
  finding.figures = {{"gpu_util_avg_percent", *used}, {"peers_gpu_util_avg_percent", usual.median}};
  return finding;
}

// A run that nothing else judges, between two sequential ones under foreign load.
void by_window(const Material& material, const std::vector<char>& loaded,
               std::vector<Finding>& findings) {
  const std::vector<std::size_t>& order = material.by_time;
  const auto is_clear_witness = [&](std::size_t i) {
    return !(*material.runs)[i].parallel && (*material.runs)[i].reported.gpu_util_avg_percent;
  };
  std::vector<std::size_t> next(order.size(), kNone);
  for (std::size_t k = order.size(), witness = kNone; k-- > 0;) {
    next[k] = witness;
    if (is_clear_witness(order[k])) witness = order[k];
  }
  std::size_t before = kNone;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t i = order[k];
    const std::size_t after = next[k];
    const Optional used = (*material.runs)[i].reported.gpu_util_avg_percent;
    const double now = *material.facts[i].end;
    if (loaded[i] == 0 && before != kNone && after != kNone && loaded[before] != 0 &&
        loaded[after] != 0 && used && *used >= threshold::kLoadedUtilization &&
        now - *material.facts[before].end < threshold::kWindowSeconds &&
        *material.facts[after].end - now < threshold::kWindowSeconds) {
      Finding finding = load_finding(
          i, Gravity::do_not_use,
          fmt::format("the GPU was used {:.1f} % on average, and the sequential runs before ({}) "
                      "and after ({}) were under foreign load",
                      *used, (*material.runs)[before].experiment_id,
                      (*material.runs)[after].experiment_id));
      finding.related = {before, after};
      findings.push_back(std::move(finding));
    }
    if (is_clear_witness(i)) before = i;
  }
}

void cpu_load(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const Typical& usual = material.mode_groups[facts.mode_group].cpu_watts;
  if (!facts.cpu_watts || usual.count <= threshold::kPeers ||
      *facts.cpu_watts < threshold::kLiftedCpuPower * usual.median ||
      *facts.cpu_watts - usual.median < 5 * usual.deviation)
    return;
  findings.push_back(
      {.code = "foreign_cpu_load",
       .severity = Gravity::doubtful,
       .run = i,
       .evidence = fmt::format("the CPU drew {:.0f} W on average, in {} peers {:.0f} W",
                               *facts.cpu_watts, usual.count - 1, usual.median),
       .figures = {{"cpu_power_watts", *facts.cpu_watts},
                   {"peers_cpu_power_watts", usual.median}}});
}

}  // namespace

void check_foreign_load(const Material& material, std::vector<Finding>& findings) {
  std::vector<char> loaded(material.runs->size(), 0);
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (material.facts[i].original != kNone) continue;
    cpu_load(material, i, findings);
    if (run.parallel) continue;
    const Group& group = material.mode_groups[material.facts[i].mode_group];
    auto finding = by_trace(run, i);
    if (!finding) finding = by_peers(run, group, i);
    if (!finding) continue;
    loaded[i] = 1;
    findings.push_back(std::move(*finding));
  }
  by_window(material, loaded, findings);
}

}  // namespace mutation
