#include "settings/reference_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "base/text.h"

namespace mutation {
namespace {

constexpr std::array<std::string_view, 9> kNames = {"alpha",    "batch_size", "dropout",
                                                    "epochs",   "kfold",      "learning_rate",
                                                    "max_iter", "seed",       "weight_decay"};
constexpr std::string_view kParallel = "_parallel";

using Row = std::vector<std::string>;

// Rows as Python's csv module gives them: commas, double quotes doubled within quotes, any line
// end. Empty lines are no rows.
class CsvRows {
 public:
  explicit CsvRows(std::string_view text) : text_(text) {}

  // False at the end.
  bool next(Row& row) {
    do {
      row.clear();
      if (at_ >= text_.size()) return false;
      read_row(row);
    } while (row.size() == 1 && row.front().empty() && !quoted_);
    return true;
  }

 private:
  void read_row(Row& row) {
    quoted_ = false;
    row.emplace_back();
    bool in_quotes = false;
    bool field_begins = true;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_quotes) {
        take_quoted(row.back(), in_quotes);
      } else if (c == '"' && field_begins) {
        in_quotes = quoted_ = true;
      } else if (c == '\n' || c == '\r') {
        at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
        return;
      } else if (c == ',') {
        row.emplace_back();
        field_begins = true;
        continue;
      } else {
        row.back() += c;
      }
      field_begins = false;
    }
  }

  void take_quoted(std::string& field, bool& in_quotes) {
    if (text_[at_] != '"') {
      field += text_[at_];
    } else if (text_.substr(at_ + 1).starts_with('"')) {
      field += '"';
      ++at_;
    } else {
      in_quotes = false;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  bool quoted_ = false;  // the row has a field in quotes, so that it is no empty line
};

// float(text): white space around it, underscores between digits, inf and nan; no hexadecimal.
std::optional<double> python_float(std::string_view text) {
  text = trimmed(text);
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto digit_at = [&](size_t at) {
      return at < text.size() && text[at] >= '0' && text[at] <= '9';
    };
    if (text[i] == '_' && i > 0 && digit_at(i - 1) && digit_at(i + 1)) continue;
    if (text[i] == 'x' || text[i] == 'X' || text[i] == '_' || text[i] == '(') return std::nullopt;
    plain += text[i];
  }
  if (plain.empty()) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(plain.c_str(), &end);
  return end == plain.c_str() + plain.size() ? std::optional(value) : std::nullopt;
}

// Where the columns are; the last one of a name counts.
class Columns {
 public:
  explicit Columns(const Row& header) {
    for (size_t i = 0; i < header.size(); ++i) at_[header[i]] = i;
  }
  bool has(const std::string& name) const { return at_.contains(name); }
  // Empty: no such column, or the row is too short.
  std::optional<std::string_view> of(const Row& row, const std::string& name) const {
    const auto found = at_.find(name);
    if (found == at_.end() || found->second >= row.size()) return std::nullopt;
    return row[found->second];
  }

 private:
  std::map<std::string, size_t> at_;
};

PastConfiguration configuration_of(const Columns& columns, const Row& row) {
  PastConfiguration past;
  past.repo = columns.of(row, "repository").value_or("");
  past.model = columns.of(row, "model").value_or("");
  past.parallel = columns.of(row, "experiment_id").value_or("").ends_with(kParallel);
  for (const std::string_view name : kNames) {
    const auto text = columns.of(row, "hyperparam_" + std::string(name));
    const auto value = text ? python_float(*text) : std::nullopt;
    if (value) past.hyperparameters.push_back({std::string(name), *value});
  }
  return past;
}

std::optional<std::string> content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(file), {}};
  return file.bad() ? std::nullopt : std::optional(std::move(text));
}

}  // namespace

std::vector<PastConfiguration> reference_rows(std::string_view csv) {
  if (valid_utf8(csv) != csv) return {};
  std::vector<PastConfiguration> found;
  CsvRows rows(csv);
  Row row;
  if (!rows.next(row)) return {};
  const Columns columns(row);
  while (rows.next(row)) {
    // Python fails on the missing text of a row that is too short, and drops the whole file.
    if (columns.has("experiment_id") && !columns.of(row, "experiment_id")) return {};
    PastConfiguration past = configuration_of(columns, row);
    if (!past.hyperparameters.empty()) found.push_back(std::move(past));
  }
  return found;
}

ReferenceHistory read_reference_history(const std::vector<std::string>& paths,
                                        const std::string& root) {
  ReferenceHistory history;
  for (const std::string& path : paths) {
    const std::filesystem::path whole = std::filesystem::path(root) / path;
    std::error_code ignored;
    if (!std::filesystem::exists(whole, ignored)) {
      const std::string shown_root = root.ends_with('/') ? root : root + "/";
      if (path.starts_with('/') && !path.starts_with(shown_root)) {
        history.ends = fmt::format(
            "the Python tool ends with an error here: \"historical_csvs\" names {}, which is not "
            "there and lies outside the root",
            path);
      }
      history.notes.push_back(fmt::format("{} is not there: no history is read from it", path));
      continue;
    }
    const auto text = content(whole);
    if (!text) {
      history.notes.push_back(fmt::format("{} cannot be read: no history is read from it", path));
      continue;
    }
    std::vector<PastConfiguration> rows = reference_rows(*text);
    if (rows.empty())
      history.notes.push_back(fmt::format("{} holds nothing that the Python tool could use", path));
    std::ranges::move(rows, std::back_inserter(history.rows));
  }
  return history;
}

}  // namespace mutation
