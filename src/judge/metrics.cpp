#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.h"
#include "judge/judge.h"
#include "judge/log_scan.h"
#include "judge/pattern.h"

namespace mutation {
namespace {

void tell(std::vector<std::string>* problems, std::string_view of, const Error& error) {
  if (problems) problems->push_back(to_text(with_context(of, error)));
}

// Python's float() for what patterns capture; nothing for text that is no finite number.
std::optional<double> parse_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.starts_with('+')) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

// A metric's pattern and what its last match so far captured.
struct MetricSearch {
  const MetricSpec* spec = nullptr;
  Pattern pattern;
  std::optional<std::string_view> captured;
};

std::vector<MetricSearch> compile_all(const std::vector<MetricSpec>& specs,
                                      std::vector<std::string>* problems) {
  std::vector<MetricSearch> compiled;
  for (const MetricSpec& spec : specs) {
    auto pattern = Pattern::compile(spec.pattern);
    if (pattern) {
      compiled.push_back({&spec, std::move(*pattern), std::nullopt});
    } else {
      tell(problems, "metric \"" + spec.name + "\"", pattern.error());
    }
  }
  return compiled;
}

}  // namespace

Status check_pattern(const std::string& pattern) {
  const auto compiled = Pattern::compile(pattern);
  return compiled ? Status() : Status(compiled.error());
}

bool matches(const std::string& pattern, std::string_view text,
             std::vector<std::string>* problems) {
  const std::string name = "pattern \"" + pattern + "\"";
  const auto compiled = Pattern::compile(pattern);
  if (!compiled) {
    tell(problems, name, compiled.error());
    return false;
  }
  bool found = false;
  const LogSearch search{&*compiled, [&](const PatternMatch&) {
                           found = true;
                           return kStopScan;
                         }};
  const Status status = scan_log({search}, text, SystemClock()).front();
  if (!status) tell(problems, name, status.error());
  return found;
}

std::vector<Metric> extract_metrics(const std::vector<MetricSpec>& specs, std::string_view log,
                                    std::vector<std::string>* problems,
                                    const SearchedTo& searched_to) {
  std::vector<MetricSearch> metrics = compile_all(specs, problems);
  std::vector<LogSearch> searches;
  for (MetricSearch& metric : metrics) {
    searches.push_back({&metric.pattern, [&metric, log](const PatternMatch& match) {
                          metric.captured.reset();
                          if (match.group) {
                            metric.captured = log.substr(match.group->begin,
                                                         match.group->end - match.group->begin);
                          }
                          return match.end;
                        }});
  }
  const std::vector<Status> statuses =
      scan_log(searches, log, SystemClock(), {.searched_to = searched_to});

  std::vector<Metric> found;
  for (size_t i = 0; i < metrics.size(); ++i) {
    const MetricSearch& metric = metrics[i];
    if (!statuses[i]) {
      tell(problems, "metric \"" + metric.spec->name + "\"", statuses[i].error());
    } else if (const auto value = metric.captured ? parse_number(*metric.captured) : std::nullopt) {
      found.push_back({metric.spec->name, *value});
    }
  }
  return found;
}

}  // namespace mutation
