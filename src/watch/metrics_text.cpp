#include "watch/metrics_text.h"

#include <fmt/format.h>

#include <cmath>

#include "base/text.h"

namespace mutation {
namespace {

// [OpenMetrics 1.0, "escaped-string"] What is no UTF-8 may not stand there.
std::string escaped(std::string_view value) {
  std::string result;
  for (const char c : valid_utf8(value)) {
    if (c == '\n') {
      result += "\\n";
    } else {
      if (c == '\\' || c == '"') result += '\\';
      result += c;
    }
  }
  return result;
}

}  // namespace

void MetricsText::family(const std::string& name, std::string_view type, std::string_view unit,
                         std::string_view help) {
  head_ = fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  if (!unit.empty()) head_ += fmt::format("# UNIT {} {}\n", name, unit);
  sample_name_ = name;
}

void MetricsText::gauge(const std::string& name, std::string_view unit, std::string_view help) {
  family(name, "gauge", unit, help);
}

void MetricsText::counter(const std::string& name, std::string_view unit, std::string_view help) {
  family(name, "counter", unit, help);
  sample_name_ += "_total";
}

void MetricsText::sample(const MetricLabels& labels, double value) {
  if (!std::isfinite(value)) return;
  text_ += head_;
  head_.clear();
  std::string list;
  for (const auto& [name, text] : labels) {
    list += fmt::format("{}{}=\"{}\"", list.empty() ? "" : ",", name, escaped(text));
  }
  text_ += sample_name_ + (list.empty() ? "" : "{" + list + "}") + fmt::format(" {}\n", value);
}

std::string MetricsText::finish() {
  return text_ + "# EOF\n";
}

}  // namespace mutation
