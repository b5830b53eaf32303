// libFuzzer target: any bytes as a log. The searches must end, keep their promises about what they
// return, and find the same however the log is cut into windows. Its corpus is corpus/log/.

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "judge/judge.h"
#include "judge/log_scan.h"

namespace mutation {
namespace {

const std::vector<MetricSpec>& metric_specs() {
  static const std::vector<MetricSpec> specs = {
      {"accuracy", R"((?:准确率|accuracy)\s*[:：]\s*([0-9.]+)(?!\s*/))"},
      {"loss", R"(loss[:=\s]+(\S+))"},
      {"any", R"(([^:\n]*):(.*))"},
      {"ratio", R"((?P<part>\d+)/(?P<all>\d+))"},
      {"quadratic", R"((?s)a.*b.*c)"},
      {"endless", R"((a+)+$)"}};
  return specs;
}

// Short matches only, so that the tiny windows below can hold them.
const std::vector<Pattern>& short_patterns() {
  static const std::vector<Pattern> patterns = [] {
    std::vector<Pattern> compiled;
    for (const char* text : {R"([a-z]{1,6})", R"((?<=准)[0-9.]{0,4})", R"((?m)^.{0,3})", R"(\b\d)",
                             R"(\A.)", R"(.\Z)", R"(x{,2}$)"}) {
      auto pattern = Pattern::compile(text);
      MUTATION_CHECK(pattern.ok());
      compiled.push_back(std::move(*pattern));
    }
    return compiled;
  }();
  return patterns;
}

using Spans = std::vector<std::pair<size_t, size_t>>;

Spans find_all(const Pattern& pattern, std::string_view log, const ScanLimits& limits) {
  Spans spans;
  const auto statuses = scan_log({{&pattern,
                                   [&](const PatternMatch& match) {
                                     spans.emplace_back(match.begin, match.end);
                                     return match.end;
                                   }}},
                                 log, SystemClock(), limits);
  MUTATION_CHECK(statuses.front().ok());
  return spans;
}

void check_searches(std::string_view log) {
  std::vector<std::string> problems;
  for (const Metric& metric : extract_metrics(metric_specs(), log, &problems)) {
    MUTATION_CHECK(std::isfinite(metric.value));
  }
  const auto lines = error_lines(log, 3, &problems);
  MUTATION_CHECK(lines.size() <= 3);
  for (const std::string& line : lines) {
    MUTATION_CHECK(line.size() <= kLongestLogLine);
    MUTATION_CHECK(valid_utf8(line) == line);
    MUTATION_CHECK(line.find('\n') == line.npos);
  }
}

void check_windows(std::string_view log) {
  const ScanLimits tiny{.longest_match = 40, .context = 8, .window = 8, .starts_at_once = 3};
  for (const Pattern& pattern : short_patterns()) {
    MUTATION_CHECK(find_all(pattern, log, tiny) == find_all(pattern, log, {}));
  }
}

}  // namespace
}  // namespace mutation

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view log(reinterpret_cast<const char*>(data), size);
  mutation::check_searches(log);
  mutation::check_windows(log);
  return 0;
}
