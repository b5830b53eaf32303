// Background trainings that did not load the GPU: their runs look like sequential ones.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "audit/checks.h"
#include "audit/thresholds.h"

namespace mutation {
namespace {

constexpr const char* kCode = "background_no_load";

// This program's own record of the background.
void by_record(const RecordedRun& run, std::size_t i, std::vector<Finding>& findings) {
  if (run.loaded_fraction && *run.loaded_fraction < threshold::kLoadedFraction) {
    findings.push_back(
        {.code = kCode,
         .severity = Gravity::doubtful,
         .run = i,
         .evidence = fmt::format("the background loaded the GPU {:.0f} % of the time",
                                 100 * *run.loaded_fraction)});
  } else if (run.alive_fraction && *run.alive_fraction < threshold::kAliveFraction) {
    findings.push_back({.code = kCode,
                        .severity = Gravity::doubtful,
                        .run = i,
                        .evidence = fmt::format("the background ran {:.0f} % of the time",
                                                100 * *run.alive_fraction)});
  }
}

// Nothing tells this parallel run from the model's sequential ones.
bool like_sequential(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RecordedRun& run = (*material.runs)[i];
  const RunFacts& facts = material.facts[i];
  if (facts.sequential_group == kNone || !run.reported.gpu_power_avg_watts ||
      !run.reported.gpu_util_avg_percent)
    return false;
  const Group& alone = material.mode_groups[facts.sequential_group];
  const auto pace = seconds_per_work(facts, alone);
  if (!pace || alone.seconds_per_work.count < threshold::kPeers ||
      alone.gpu_watts.count < threshold::kPeers || alone.utilization.count < threshold::kPeers)
    return false;
  const double power = *run.reported.gpu_power_avg_watts / alone.gpu_watts.median - 1;
  const double used = *run.reported.gpu_util_avg_percent - alone.utilization.median;
  const double slower = *pace / alone.seconds_per_work.median - 1;
  if (!(std::abs(power) <= threshold::kSamePower) ||
      !(std::abs(used) <= threshold::kSameUtilization) ||
      !(std::abs(slower) <= threshold::kSameDuration))
    return false;
  findings.push_back({.code = kCode,
                      .severity = Gravity::doubtful,
                      .run = i,
                      .evidence = fmt::format(
                          "power {:+.1f} %, utilisation {:+.1f} points, time per epoch {:+.1f} "
                          "% against {} sequential runs: no load shows",
                          100 * power, used, 100 * slower, alone.gpu_watts.count),
                      .figures = {{"power_difference_share", power},
                                  {"utilization_difference_points", used},
                                  {"pace_difference_share", slower}}});
  return true;
}

// Of the background's own sequential runs, as far as there are any.
using ModelUse = std::map<std::string, const Typical*>;

ModelUse use_of_models(const Material& material) {
  ModelUse use;
  for (const Group& group : material.mode_groups) {
    const RecordedRun& first = (*material.runs)[group.members.front()];
    if (!first.parallel && group.utilization.count >= threshold::kPeers)
      use.emplace(model_key(first), &group.utilization);
  }
  return use;
}

void by_model(const Material& material, const ModelUse& use, std::size_t i,
              std::vector<Finding>& findings) {
  const RecordedRun& run = (*material.runs)[i];
  if (!run.background) return;
  const auto at = use.find(run.background->repository + "\n" + run.background->model);
  if (at == use.end() || at->second->median >= threshold::kNoGpuUtilization) return;
  findings.push_back({.code = kCode,
                      .severity = Gravity::doubtful,
                      .run = i,
                      .evidence = fmt::format(
                          "its background {}/{} uses the GPU {:.1f} % of the time in {} runs of "
                          "its own",
                          run.background->repository, run.background->model, at->second->median,
                          at->second->count)});
}

}  // namespace

void check_background(const Material& material, std::vector<Finding>& findings) {
  const ModelUse use = use_of_models(material);
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (!run.parallel || !material.facts[i].claims_success || material.facts[i].original != kNone)
      continue;
    if (run.loaded_fraction || run.alive_fraction) {
      by_record(run, i, findings);
    } else if (!like_sequential(material, i, findings)) {
      by_model(material, use, i, findings);
    }
  }
}

}  // namespace mutation
