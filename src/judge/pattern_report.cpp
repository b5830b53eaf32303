#include "judge/pattern_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "judge/judge.h"
#include "judge/log_scan.h"
#include "judge/pattern.h"

namespace mutation {
namespace {

constexpr size_t kMostNear = 3;
constexpr std::array<std::string_view, 9> kShares = {
    "accuracy", "precision", "recall", "f1", "map", "rank", "top", "auc", "error"};

std::string shown(std::string_view line) {
  std::string text = valid_utf8(trimmed(line).substr(0, kLongestLogLine));
  return text;
}

NumberedLine line_at(std::string_view log, size_t offset) {
  const size_t before = offset == 0 ? std::string_view::npos : log.rfind('\n', offset - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  const size_t end = std::min(log.find('\n', offset), log.size());
  const auto lines_before = std::count(log.begin(), log.begin() + std::ptrdiff_t(begin), '\n');
  return {static_cast<size_t>(lines_before) + 1, shown(log.substr(begin, end - begin))};
}

PatternFinding try_pattern(const std::string& text, std::string_view log) {
  PatternFinding finding{.pattern = text, .matches = 0, .line = {}, .problem = {}};
  const auto pattern = Pattern::compile(text);
  if (!pattern) {
    finding.problem = to_text(pattern.error());
    return finding;
  }
  size_t last = 0;
  const LogSearch search{&*pattern, [&](const PatternMatch& match) {
                           ++finding.matches;
                           last = match.group ? match.group->begin : match.begin;
                           return match.end;
                         }};
  const Status searched = scan_log({search}, log, SystemClock()).front();
  if (!searched) finding.problem = to_text(searched.error());
  if (finding.matches > 0) finding.line = line_at(log, last);
  return finding;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

// Whether each word of the metric's name is there, and a number to take.
bool comes_near(const std::string& line, const std::vector<std::string>& words_of_name) {
  return line.find_first_of("0123456789") != std::string::npos &&
         std::ranges::all_of(words_of_name, [&](const std::string& word) {
           return line.find(word) != std::string::npos;
         });
}

std::vector<NumberedLine> lines_near(const std::string& name, std::string_view log) {
  const std::vector<std::string> wanted = split(lower(name), '_');
  std::vector<NumberedLine> near;
  size_t number = 0;
  for (size_t begin = 0; begin < log.size();) {
    const size_t end = std::min(log.find('\n', begin), log.size());
    const std::string_view line = log.substr(begin, end - begin);
    ++number;
    begin = end + 1;
    if (!comes_near(lower(line), wanted)) continue;
    near.push_back({number, shown(line)});
    if (near.size() > kMostNear) near.erase(near.begin());
  }
  return near;
}

}  // namespace

std::vector<MetricFinding> try_metrics(const std::vector<MetricSpec>& metrics,
                                       std::string_view log) {
  const std::vector<Metric> values = extract_metrics(metrics, log);
  std::vector<MetricFinding> findings;
  for (const MetricSpec& metric : metrics) {
    const PatternFinding found = try_pattern(metric.pattern, log);
    MetricFinding finding{.name = metric.name,
                          .matches = found.matches,
                          .value = {},
                          .line = found.line,
                          .near = {},
                          .problem = found.problem};
    const auto value = std::ranges::find(values, metric.name, &Metric::name);
    if (value != values.end()) finding.value = value->value;
    if (found.matches == 0) finding.near = lines_near(metric.name, log);
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<PatternFinding> try_patterns(const std::vector<std::string>& patterns,
                                         std::string_view log) {
  std::vector<PatternFinding> findings;
  for (const std::string& pattern : patterns) findings.push_back(try_pattern(pattern, log));
  return findings;
}

std::string implausible_scale(const std::string& name, double value) {
  const std::string text = lower(name);
  const bool is_share = std::ranges::any_of(
      kShares, [&](std::string_view word) { return text.find(word) != std::string::npos; });
  if (!is_share || (value >= 0 && value <= 100)) return "";
  return fmt::format(
      "{} is neither a fraction nor a percentage: the pattern may take another "
      "number of the line",
      shortest(value));
}

}  // namespace mutation
