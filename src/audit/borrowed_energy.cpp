// Energy that belongs to another run. Two things tell: the same figures stand in rows of different
// runs; or a row's sum of samples and its CPU energy both fit a run of another duration.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "audit/checks.h"
#include "audit/thresholds.h"
#include "base/text.h"

namespace mutation {
namespace {

constexpr const char* kCode = "energy_of_another_run";
constexpr std::size_t kMostRelated = 10;

std::string energy_key(const RecordedRun& run) {
  const EnergyMetrics& energy = run.reported;
  // Two figures at least, so that an energy of 0 in both is no likeness.
  if (!energy.cpu_energy_pkg_joules || *energy.cpu_energy_pkg_joules <= 0 ||
      !energy.gpu_energy_total_joules || *energy.gpu_energy_total_joules <= 0)
    return "";
  return shortest(*energy.cpu_energy_pkg_joules) + "|" + shortest(*energy.gpu_energy_total_joules);
}

// How badly the row's energy fits its duration; 0: perfectly.
double misfit(const Material& material, std::size_t i) {
  const RunFacts& facts = material.facts[i];
  const Group& group = material.mode_groups[facts.mode_group];
  double worst = 0;
  const auto against = [&](const std::optional<double>& value, const Typical& usual, double guess) {
    const double expected = usual.count >= threshold::kPeers ? usual.median : guess;
    if (value && *value > 0 && expected > 0)
      worst = std::max(worst, std::abs(std::log(*value / expected)));
  };
  against(facts.sample_share, group.sample_share, 0.97);
  against(facts.cpu_watts, group.cpu_watts, 0);
  return worst;
}

void same_energy(const Material& material, const std::vector<std::size_t>& members,
                 std::vector<Finding>& findings) {
  std::vector<std::pair<double, std::size_t>> by_fit;
  for (const std::size_t i : members) by_fit.emplace_back(misfit(material, i), i);
  std::ranges::sort(by_fit);
  // Whose energy it is, is known only when the second fits clearly worse.
  const bool owner_known = by_fit[0].first < 0.1 && by_fit[1].first > 0.1;
  for (std::size_t k = owner_known ? 1 : 0; k < by_fit.size(); ++k) {
    const std::size_t i = by_fit[k].second;
    const RecordedRun& run = (*material.runs)[i];
    Finding finding{
        .code = kCode,
        .severity = owner_known ? Gravity::do_not_use : Gravity::doubtful,
        .run = i,
        .evidence = fmt::format(
            "GPU {:.2f} J and CPU {:.2f} J stand in {} rows of different runs{}",
            *run.reported.gpu_energy_total_joules, *run.reported.cpu_energy_pkg_joules,
            members.size(),
            owner_known ? ", and fit another one's duration" : "; whose they are does not show")};
    for (std::size_t other = 0; other < by_fit.size() && finding.related.size() < kMostRelated;
         ++other) {
      if (other != k) finding.related.push_back(by_fit[other].second);
    }
    findings.push_back(std::move(finding));
  }
}

void shared_figures(const Material& material, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    if (material.facts[i].original != kNone) continue;
    std::string key = energy_key((*material.runs)[i]);
    if (!key.empty()) alike[std::move(key)].push_back(i);
  }
  for (const auto& [key, members] : alike) {
    if (members.size() > 1) same_energy(material, members, findings);
  }
}

// Two rows of one run that differ in energy: one of them has another run's.
void differs_from_original(const Material& material, std::size_t copy,
                           std::vector<Finding>& findings) {
  const std::size_t original = material.facts[copy].original;
  const std::string key = energy_key((*material.runs)[copy]);
  const std::string other_key = energy_key((*material.runs)[original]);
  if (key.empty() || other_key.empty() || key == other_key) return;
  const double fit = misfit(material, copy);
  const double other_fit = misfit(material, original);
  const bool owner_known = std::min(fit, other_fit) < 0.1 && std::max(fit, other_fit) > 0.1;
  const auto tell = [&](std::size_t i, std::size_t other) {
    findings.push_back(
        {.code = kCode,
         .severity = owner_known ? Gravity::do_not_use : Gravity::doubtful,
         .run = i,
         .evidence = fmt::format(
             "the same run stands in two rows with {:.2f} J (here) and {:.2f} J of the GPU{}",
             *(*material.runs)[i].reported.gpu_energy_total_joules,
             *(*material.runs)[other].reported.gpu_energy_total_joules,
             owner_known ? ", and the other fits its duration" : ""),
         .related = {other}});
  };
  if (!owner_known || fit > other_fit) tell(copy, original);
  if (!owner_known || fit < other_fit) tell(original, copy);
}

// More samples than seconds: the sum is that of a longer run.
void too_many_samples(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const double samples = *facts.sample_share * *facts.duration;
  if (samples <= *facts.duration * threshold::kMostSamples + threshold::kMostSamplesExtra) return;
  findings.push_back(
      {.code = kCode,
       .severity = Gravity::do_not_use,
       .run = i,
       .evidence =
           fmt::format("the GPU's {:.0f} J at {:.1f} W on average took {:.0f} s, the run {:.0f} s",
                       *(*material.runs)[i].reported.gpu_energy_total_joules,
                       *(*material.runs)[i].reported.gpu_power_avg_watts, samples, *facts.duration),
       .figures = {{"samples", samples}, {"duration_seconds", *facts.duration}}});
}

// Both figures off by the same factor: those of a run of another duration.
void other_duration(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const Group& group = material.mode_groups[facts.mode_group];
  if (!facts.cpu_watts || group.sample_share.count < threshold::kPeers ||
      group.cpu_watts.count < threshold::kPeers || group.cpu_watts.median <= 0)
    return;
  const double of_gpu = *facts.sample_share / group.sample_share.median;
  const double of_cpu = *facts.cpu_watts / group.cpu_watts.median;
  // A few samples more or less are much of a short run.
  const double rounding = 3 / *facts.duration;
  if (std::abs(of_gpu - 1) < threshold::kOtherDuration + rounding || of_cpu <= 0 ||
      std::abs(of_cpu / of_gpu - 1) > threshold::kSameFactor)
    return;
  findings.push_back(
      {.code = kCode,
       .severity = Gravity::do_not_use,
       .run = i,
       .evidence = fmt::format(
           "GPU samples and mean CPU power are {:.2f} and {:.2f} times those of {} peers: both fit "
           "a run of {:.0f} s, not of {:.0f} s",
           of_gpu, of_cpu, group.sample_share.count, *facts.duration * of_gpu, *facts.duration),
       .figures = {{"gpu_factor", of_gpu}, {"cpu_factor", of_cpu}}});
}

// The CPU's energy of a far shorter, or idle, stretch.
void low_cpu(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const Typical& usual = material.mode_groups[facts.mode_group].cpu_watts;
  if (!facts.cpu_watts || usual.count < threshold::kPeers || *facts.cpu_watts <= 0 ||
      *facts.cpu_watts > usual.median * threshold::kLowCpuPower ||
      usual.median - *facts.cpu_watts < 6 * usual.deviation)
    return;
  findings.push_back({.code = "cpu_energy_low",
                      .severity = Gravity::doubtful,
                      .run = i,
                      .evidence = fmt::format("{:.1f} W of CPU on average, {:.1f} W in {} peers",
                                              *facts.cpu_watts, usual.median, usual.count),
                      .figures = {{"cpu_power_watts", *facts.cpu_watts},
                                  {"peers_cpu_power_watts", usual.median}}});
}

// A trace longer than the run, or apart from it by the clock of its session's other traces.
void long_trace(const RecordedRun& run, const RunFacts& facts, std::size_t i,
                std::vector<Finding>& findings) {
  const double length = *run.traces->last_seconds - *run.traces->first_seconds;
  if (!facts.duration || length <= *facts.duration + threshold::kTraceOutside) return;
  findings.push_back(
      {.code = kCode,
       .severity = Gravity::do_not_use,
       .run = i,
       .evidence =
           fmt::format("its trace lasts {:.0f} s, the run {:.0f} s", length, *facts.duration),
       .figures = {{"trace_seconds", length}, {"duration_seconds", *facts.duration}}});
}

void shifted_traces(const Material& material, const std::vector<std::size_t>& members,
                    std::vector<Finding>& findings) {
  const auto shift = [&](std::size_t i) {
    return *material.facts[i].end - *(*material.runs)[i].traces->last_seconds;
  };
  std::vector<double> shifts;
  for (const std::size_t i : members) shifts.push_back(shift(i));
  const Typical usual = typical(shifts);
  if (usual.count < threshold::kPeers) return;
  for (const std::size_t i : members) {
    // Saving the record takes a while after the trace ends, and never less than none.
    const double off = shift(i) - usual.median;
    if (std::abs(off) <= threshold::kTraceShift) continue;
    findings.push_back({.code = kCode,
                        .severity = Gravity::do_not_use,
                        .run = i,
                        .evidence = fmt::format(
                            "its trace ends {:.0f} s {} the run, against {} others of the session",
                            std::abs(off), off > 0 ? "before" : "after", usual.count - 1),
                        .figures = {{"shift_seconds", off}}});
  }
}

void trace_times(const Material& material, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::size_t>> sessions;
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (!run.traces || !run.traces->first_seconds || !run.traces->last_seconds) continue;
    long_trace(run, material.facts[i], i, findings);
    if (material.facts[i].end && !run.session.empty()) sessions[run.session].push_back(i);
  }
  for (const auto& [name, members] : sessions) shifted_traces(material, members, findings);
}

}  // namespace

void check_borrowed_energy(const Material& material, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    if (!run.contradictions.empty())
      findings.push_back({.code = kCode,
                          .severity = Gravity::do_not_use,
                          .run = i,
                          .evidence = "the record holds the figures of two runs: " +
                                      joined(run.contradictions, "; ")});
    if (material.facts[i].original != kNone) {
      differs_from_original(material, i, findings);
      continue;
    }
    if (material.facts[i].sample_share) {
      const std::size_t before = findings.size();
      too_many_samples(material, i, findings);
      if (findings.size() == before) other_duration(material, i, findings);
    }
    low_cpu(material, i, findings);
  }
  shared_figures(material, findings);
  trace_times(material, findings);
}

}  // namespace mutation
