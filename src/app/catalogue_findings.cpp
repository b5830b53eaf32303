#include "app/catalogue_findings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/judge.h"
#include "judge/pattern_report.h"

namespace mutation {
namespace {

std::string numbered(const NumberedLine& line) {
  return fmt::format("line {}: {}", line.number, line.text);
}

std::string times(size_t matches) {
  return matches == 1 ? "1 match" : fmt::format("{} matches", matches);
}

CheckFinding missing_metric(const MetricSpec& metric, const MetricFinding& found) {
  CheckFinding finding{.what = "metric " + metric.name,
                       .verdict = metric.required ? CheckVerdict::failed : CheckVerdict::note,
                       .text = metric.required ? "required, and nothing matches"
                                               : "nothing matches; it is not required",
                       .lines = {}};
  if (found.near.empty()) return finding;
  finding.text += "; lines with its name:";
  for (const NumberedLine& line : found.near) finding.lines.push_back(numbered(line));
  return finding;
}

CheckFinding metric_finding(const MetricSpec& metric, const MetricFinding& found) {
  if (found.matches == 0 && found.problem.empty()) return missing_metric(metric, found);
  CheckFinding finding{.what = "metric " + metric.name,
                       .verdict = CheckVerdict::failed,
                       .text = found.problem,
                       .lines = {}};
  if (found.line) finding.lines.push_back(numbered(*found.line));
  if (!found.problem.empty()) return finding;
  if (!found.value) {
    finding.text =
        fmt::format("{}, and what the last one captures is no number", times(found.matches));
    return finding;
  }
  const double value = *found.value;
  finding.text = fmt::format("{} ({})", shortest(value), times(found.matches));
  const std::string scale = implausible_scale(metric.name, value);
  if (metric.bounds && (value < metric.bounds->low || value > metric.bounds->high)) {
    finding.text += fmt::format(": outside its bounds, {} to {}", shortest(metric.bounds->low),
                                shortest(metric.bounds->high));
  } else if (!metric.bounds && !scale.empty()) {
    finding.text = scale;
  } else {
    finding.verdict = CheckVerdict::ok;
  }
  return finding;
}

void add_success(const RepoSpec& repo, std::string_view log, std::vector<CheckFinding>& findings) {
  bool any = false;
  for (const PatternFinding& found : try_patterns(repo.log_patterns.success, log)) {
    any = any || found.matches > 0;
    CheckFinding finding{.what = "success pattern",
                         .verdict = found.matches > 0 ? CheckVerdict::ok : CheckVerdict::note,
                         .text = fmt::format("{} of {}", times(found.matches), found.pattern),
                         .lines = {}};
    if (found.line) finding.lines.push_back(numbered(*found.line));
    findings.push_back(std::move(finding));
  }
  if (any || repo.log_patterns.success.empty()) return;
  findings.push_back({.what = "success patterns",
                      .verdict = CheckVerdict::failed,
                      .text = "none of them is found: every run would be suspect",
                      .lines = {}});
}

void add_errors(const RepoSpec& repo, std::string_view log, std::vector<CheckFinding>& findings) {
  const std::vector<std::string> lines = error_lines(log, 3, nullptr, {}, repo.log_patterns.error);
  findings.push_back({.what = "error patterns",
                      .verdict = lines.empty() ? CheckVerdict::ok : CheckVerdict::failed,
                      .text = lines.empty() ? "nothing matches"
                                            : "the log tells of errors: every run like this one "
                                              "would be suspect",
                      .lines = lines});
}

}  // namespace

std::vector<CheckFinding> log_findings(const RepoSpec& repo, std::string_view log) {
  std::vector<CheckFinding> findings;
  const std::vector<MetricFinding> found = try_metrics(repo.metrics, log);
  bool any = false;
  for (size_t i = 0; i < found.size(); ++i) {
    findings.push_back(metric_finding(repo.metrics[i], found[i]));
    any = any || found[i].value.has_value();
  }
  if (repo.metrics.empty()) {
    findings.push_back({.what = "metrics",
                        .verdict = CheckVerdict::note,
                        .text = "the catalogue names none",
                        .lines = {}});
  } else if (!any) {
    findings.push_back({.what = "metrics",
                        .verdict = CheckVerdict::failed,
                        .text = "not one is found: every run would be suspect",
                        .lines = {}});
  }
  add_success(repo, log, findings);
  add_errors(repo, log, findings);
  return findings;
}

std::vector<CheckFinding> training_findings(const AttemptRecord& attempt) {
  std::vector<CheckFinding> findings;
  const auto add = [&](std::string what, CheckVerdict verdict, std::string text) {
    findings.push_back({std::move(what), verdict, std::move(text), {}});
  };
  if (!attempt.start_error.empty()) {
    add("start", CheckVerdict::failed, attempt.start_error);
    return findings;
  }
  const std::string took = human_duration(attempt.duration);
  if (attempt.timed_out) {
    add("end", CheckVerdict::failed, "stopped after " + took + ": raise --timeout");
  } else {
    const bool well = attempt.status.code == 0;
    add("end", well ? CheckVerdict::ok : CheckVerdict::failed,
        to_text(attempt.status) + " after " + took);
  }
  for (const CopyRecord& copy : attempt.copies) {
    add("copy", CheckVerdict::ok,
        fmt::format("{} files, {:.1f} MB, {:.1f} s", copy.files,
                    static_cast<double>(copy.bytes) / 1e6, copy.took.count()));
  }
  int left = 0;
  for (const StopRecord& stop : attempt.stops) left += stop.survivors;
  if (left > 0) add("stop", CheckVerdict::failed, fmt::format("{} processes survive", left));
  if (const auto most = attempt.energy.gpu_util_max_percent) {
    add("GPU", *most > 0 ? CheckVerdict::ok : CheckVerdict::note,
        fmt::format("at most {:.0f} % utilisation{}", *most,
                    *most > 0 ? "" : ": this training is no load"));
  } else {
    add("GPU", CheckVerdict::note, "not known: no GPU told its utilisation");
  }
  return findings;
}

std::vector<std::string> check_lines(const std::vector<CheckFinding>& findings) {
  std::vector<std::string> lines;
  size_t width = 0;
  for (const CheckFinding& finding : findings) width = std::max(width, finding.what.size());
  for (const CheckFinding& finding : findings) {
    const std::string_view verdict = finding.verdict == CheckVerdict::ok     ? "ok"
                                     : finding.verdict == CheckVerdict::note ? "-"
                                                                             : "FAILED";
    lines.push_back(fmt::format("  {:<{}}  {:<6}  {}", finding.what, width, verdict, finding.text));
    for (const std::string& line : finding.lines) {
      lines.push_back(fmt::format("  {:<{}}  {:<6}    {}", "", width, "", line));
    }
  }
  return lines;
}

int failed_checks(const std::vector<CheckFinding>& findings) {
  return static_cast<int>(
      std::ranges::count(findings, CheckVerdict::failed, &CheckFinding::verdict));
}

}  // namespace mutation
