// Trainings that broke off or never began and were taken for successes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <map>

#include "audit/checks.h"
#include "audit/thresholds.h"
#include "base/text.h"

namespace mutation {
namespace {

// What a training's last lines say when it did not come to its end.
constexpr std::array<const char*, 5> kErrors = {"Traceback (most recent call last)",
                                                "CUDA out of memory", "Segmentation fault",
                                                "CUDA error:", "Training FAILED"};
constexpr std::array<const char*, 4> kNotImplemented = {"NotImplementedError", "not implemented",
                                                        "Not implemented", "not yet implemented"};

template <std::size_t count>
const char* found_in(const std::string& text, const std::array<const char*, count>& patterns) {
  const auto at = std::ranges::find_if(
      patterns, [&](const char* pattern) { return text.find(pattern) != std::string::npos; });
  return at == patterns.end() ? nullptr : *at;
}

constexpr std::array<const char*, 3> kSuccesses = {"exit code: 0", "successfully", "SUCCESS"};

bool is_number(std::string_view text) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end == text.data() + text.size();
}

// "ValueError: …", "torch.cuda.OutOfMemoryError: …": how Python ends with an exception.
bool is_exception(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, colon);
  const bool is_name = std::ranges::all_of(name, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '_' || letter == '.';
  });
  // "MeanSquaredError: 0.12" is a metric.
  if (is_number(trimmed(line.substr(colon + 1)))) return false;
  return is_name && name.size() > 5 && (name.ends_with("Error") || name.ends_with("Exception"));
}

// "… exit code: 1", as the Python tool's wrapper ends its output.
bool is_bad_exit(std::string_view line) {
  constexpr std::string_view kExit = "exit code: ";
  const std::size_t at = line.find(kExit);
  return at != std::string_view::npos && line.size() > at + kExit.size() &&
         line[at + kExit.size()] >= '1' && line[at + kExit.size()] <= '9';
}

// The line that tells that the training broke off; "" without one. An exception by its name alone
// tells nothing where success is stated after it: it was caught.
std::string telling_line(const std::string& tail) {
  std::string exception;
  for (const std::string& line : split(tail, '\n')) {
    std::string text = std::string(trimmed(line)).substr(0, 120);
    if (found_in(line, kErrors) || is_bad_exit(line)) return text;
    if (exception.empty() && is_exception(line)) exception = std::move(text);
    if (found_in(line, kSuccesses)) exception.clear();
  }
  return exception;
}

void log_findings(const RecordedRun& run, const RunFacts& facts, std::size_t i,
                  std::vector<Finding>& findings) {
  if (run.kind == RecordKind::session) return;  // judged when it ended, by its catalogue's patterns
  if (const char* const pattern = found_in(run.log_tail, kNotImplemented)) {
    findings.push_back({.code = "not_implemented",
                        .severity = Gravity::do_not_use,
                        .run = i,
                        .evidence = fmt::format("its log ends with \"{}\"", pattern)});
  } else if (const std::string error = telling_line(run.log_tail); !error.empty()) {
    findings.push_back({.code = "aborted_training",
                        .severity = facts.has_metric ? Gravity::doubtful : Gravity::do_not_use,
                        .run = i,
                        .evidence = "its log ends with: " + valid_utf8(error)});
  }
}

// Below which share of the peers' pace a run cannot have come to its end.
double aborted_share(const RunFacts& facts, const Group& group) {
  if (facts.has_metric) return threshold::kAbortedShareWithMetric;
  const bool work_known = facts.work && 2 * group.work.count >= group.counting;
  return work_known ? threshold::kAbortedShare : threshold::kAbortedShareUnsure;
}

void short_run(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const Group& group = material.mode_groups[facts.mode_group];
  const auto pace = seconds_per_work(facts, group);
  const Typical& usual = group.seconds_per_work;
  const double share = aborted_share(facts, group);
  if (!pace || usual.count <= threshold::kPeers || *pace >= usual.median * share) return;
  // Runs of unknown work are measured by the usual work; a short one of few epochs is no abort.
  if (*facts.duration >= group.duration.median * share) return;
  findings.push_back(
      {.code = "aborted_training",
       .severity = facts.has_metric ? Gravity::doubtful : Gravity::do_not_use,
       .run = i,
       .evidence = fmt::format("it ended after {:.0f} s{}; {} peers take {:.0f} s in the median",
                               *facts.duration, facts.has_metric ? "" : " without a metric",
                               usual.count - 1, group.duration.median),
       .figures = {{"duration_seconds", *facts.duration},
                   {"peers_duration_seconds", group.duration.median},
                   {"share_of_peers_pace", *pace / usual.median}}});
}

void missing_metric(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const RunFacts& facts = material.facts[i];
  const Group& group = material.model_groups[facts.model_group];
  if (facts.has_metric || group.counting <= threshold::kPeers) return;
  const double share =
      static_cast<double>(group.with_metric) / static_cast<double>(group.counting - 1);
  if (share < threshold::kMetricShare) return;
  findings.push_back(
      {.code = "no_metric",
       .severity = Gravity::doubtful,
       .run = i,
       .evidence = fmt::format("no metric; {} of {} other runs of {} have one", group.with_metric,
                               group.counting - 1, model_text((*material.runs)[i]))});
}

void unused_gpu(const Material& material, std::size_t i, std::vector<Finding>& findings) {
  const EnergyMetrics& energy = (*material.runs)[i].reported;
  const Typical& usual = material.mode_groups[material.facts[i].mode_group].utilization;
  if (!energy.gpu_util_avg_percent || usual.count <= threshold::kPeers ||
      *energy.gpu_util_avg_percent >= threshold::kNoGpuUtilization || usual.median < 30)
    return;
  findings.push_back(
      {.code = "gpu_not_used",
       .severity = Gravity::doubtful,
       .run = i,
       .evidence = fmt::format("the GPU was used {:.1f} % of the time, by {} peers {:.0f} %",
                               *energy.gpu_util_avg_percent, usual.count - 1, usual.median)});
}

bool shows_no_training(const RunFacts& facts) {
  return facts.duration && *facts.duration < threshold::kNoTrainingSeconds && !facts.has_metric;
}

// A model's runs of one session, or all that there are of it, that all end within seconds and tell
// nothing.
void no_training(const Material& material, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::size_t>> in_session;
  std::map<std::string, std::vector<std::size_t>> of_model;
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RecordedRun& run = (*material.runs)[i];
    // This program judges itself whether a run lacks the metrics of its catalogue.
    if (!material.facts[i].counts || run.kind == RecordKind::session) continue;
    const std::string when = run.session.empty() ? run.timestamp.substr(0, 10) : run.session;
    in_session[when + "\n" + model_key(run)].push_back(i);
    of_model[model_key(run)].push_back(i);
  }
  std::vector<bool> found(material.runs->size());
  const auto add = [&](const std::vector<std::size_t>& members, const char* where) {
    const bool all = std::ranges::all_of(
        members, [&](std::size_t i) { return shows_no_training(material.facts[i]); });
    if (!all || members.size() < threshold::kNoTrainingRuns) return;
    for (const std::size_t i : members) {
      if (found[i]) continue;
      found[i] = true;
      findings.push_back({.code = "no_training",
                          .severity = Gravity::doubtful,
                          .run = i,
                          .evidence = fmt::format("all {} runs of {} {} end within {:.0f} s, and "
                                                  "no metric shows that it trained",
                                                  members.size(), model_text((*material.runs)[i]),
                                                  where, threshold::kNoTrainingSeconds)});
    }
  };
  for (const auto& [model, members] : of_model) add(members, "that were given");
  for (const auto& [session, members] : in_session) add(members, "in this session");
}

}  // namespace

void check_aborted(const Material& material, std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < material.runs->size(); ++i) {
    const RunFacts& facts = material.facts[i];
    if (!facts.claims_success || facts.original != kNone) continue;
    log_findings((*material.runs)[i], facts, i, findings);
    short_run(material, i, findings);
    missing_metric(material, i, findings);
    unused_gpu(material, i, findings);
  }
  no_training(material, findings);
}

}  // namespace mutation
