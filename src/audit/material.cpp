#include "audit/material.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "audit/facts.h"

namespace mutation {
namespace {

// Groups by name, in the order in which their first run lies.
class Grouping {
 public:
  explicit Grouping(std::vector<Group>& groups) : groups_(&groups) {}

  std::size_t add(const std::string& key, std::size_t run) {
    const auto [at, is_new] = index_.emplace(key, groups_->size());
    if (is_new) groups_->emplace_back();
    (*groups_)[at->second].members.push_back(run);
    return at->second;
  }

  std::size_t find(const std::string& key) const {
    const auto at = index_.find(key);
    return at == index_.end() ? kNone : at->second;
  }

 private:
  std::vector<Group>* groups_;
  std::unordered_map<std::string, std::size_t> index_;
};

std::string key_of(const RecordedRun& run, bool parallel) {
  return model_key(run) + (parallel ? "|parallel|" : "|sequential|") + run.device;
}

// The figure of all members that count and have it.
template <typename Figure>
Typical typical_of(const Material& material, const Group& group, const Figure& figure) {
  std::vector<double> values;
  for (const std::size_t i : group.members) {
    if (!material.facts[i].counts) continue;
    const std::optional<double> value = figure((*material.runs)[i], material.facts[i]);
    if (value && std::isfinite(*value)) values.push_back(*value);
  }
  return typical(std::move(values));
}

std::optional<double> start_temperature(const RecordedRun& run) {
  if (run.start_temperature) return run.start_temperature->value;
  if (run.traces && run.traces->start_temperature) return run.traces->start_temperature->value;
  return std::nullopt;
}

void describe(const Material& material, Group& group) {
  using Run = RecordedRun;
  for (const std::size_t i : group.members) {
    group.counting += material.facts[i].counts ? 1 : 0;
    group.with_metric += material.facts[i].counts && material.facts[i].has_metric ? 1 : 0;
  }
  const auto of = [&](auto figure) { return typical_of(material, group, figure); };
  group.duration = of([](const Run&, const RunFacts& facts) { return facts.duration; });
  group.work = of([](const Run&, const RunFacts& facts) { return facts.work; });
  group.seconds_per_work =
      of([&](const Run&, const RunFacts& facts) { return seconds_per_work(facts, group); });
  group.sample_share = of([](const Run&, const RunFacts& facts) { return facts.sample_share; });
  group.cpu_watts = of([](const Run&, const RunFacts& facts) { return facts.cpu_watts; });
  group.gpu_watts =
      of([](const Run& run, const RunFacts&) { return run.reported.gpu_power_avg_watts; });
  group.gpu_minimum_watts =
      of([](const Run& run, const RunFacts&) { return run.reported.gpu_power_min_watts; });
  group.utilization =
      of([](const Run& run, const RunFacts&) { return run.reported.gpu_util_avg_percent; });
  group.start_temperature =
      of([](const Run& run, const RunFacts&) { return start_temperature(run); });
}

void group_runs(Material& material) {
  const std::vector<RecordedRun>& runs = *material.runs;
  Grouping modes(material.mode_groups);
  Grouping models(material.model_groups);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    material.facts[i].mode_group = modes.add(group_key(runs[i]), i);
    material.facts[i].model_group = models.add(model_key(runs[i]), i);
  }
  for (std::size_t i = 0; i < runs.size(); ++i)
    material.facts[i].sequential_group = modes.find(key_of(runs[i], false));
  for (auto* groups : {&material.mode_groups, &material.model_groups}) {
    for (Group& group : *groups) describe(material, group);
  }
}

}  // namespace

Typical typical(std::vector<double> values) {
  if (values.empty()) return {};
  const auto middle = [&values] {
    const auto half = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), half, values.end());
    if (values.size() % 2 == 1) return *half;
    return (*half + *std::max_element(values.begin(), half)) / 2;
  };
  Typical usual{.count = values.size(), .median = middle()};
  for (double& value : values) value = std::abs(value - usual.median);
  usual.deviation = middle();
  return usual;
}

std::string model_text(const RecordedRun& run) {
  return run.repository + "/" + run.model;
}

std::string model_key(const RecordedRun& run) {
  return run.repository + "\n" + run.model;
}

std::string group_key(const RecordedRun& run) {
  return key_of(run, run.parallel);
}

std::optional<double> seconds_per_work(const RunFacts& facts, const Group& group) {
  if (!facts.duration) return std::nullopt;
  if (facts.work) return *facts.duration / *facts.work;
  return group.work.count > 0 && group.work.median > 0 ? *facts.duration / group.work.median
                                                       : *facts.duration;
}

Material material_of(const std::vector<RecordedRun>& runs) {
  Material material{.runs = &runs};
  material.facts.reserve(runs.size());
  for (const RecordedRun& run : runs) material.facts.push_back(facts_of(run));
  const std::vector<std::size_t> originals = originals_of(runs);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    RunFacts& facts = material.facts[i];
    facts.original = originals[i];
    facts.counts = facts.claims_success && facts.original == kNone;
    if (facts.end && facts.original == kNone) material.by_time.push_back(i);
  }
  std::ranges::stable_sort(material.by_time, {},
                           [&](std::size_t i) { return *material.facts[i].end; });
  group_runs(material);
  return material;
}

}  // namespace mutation
