// Which lines of a log tell of an error. Knows what errors of trainings look like, and only that.

#include <algorithm>
#include <deque>
#include <iterator>

#include "base/text.h"
#include "judge/judge.h"
#include "judge/log_scan.h"
#include "judge/pattern.h"

namespace mutation {
namespace {

// The first eight are the Python tool's (".*" bounded, so that a log without line ends stays
// cheap); then what else ends a training: Python's tracebacks, the C library, shells, CUDA and its
// libraries.
constexpr std::string_view kErrorPatterns =
    R"(CUDA out of memory)"
    R"(|RuntimeError:(?!.{0,1000}DeprecationWarning))"
    R"(|AssertionError)"
    R"(|FileNotFoundError)"
    R"(|KeyboardInterrupt)"
    R"(|Training.{0,1000}FAILED)"
    R"(|Fatal error:)"
    R"(|致命错误:)"
    R"(|(Traceback \(most recent call last\)))"
    R"(|OutOfMemoryError|MemoryError)"
    R"(|Segmentation fault|Bus error|Illegal instruction|\(core dumped\))"
    R"(|terminate called after throwing)"
    R"(|\bline [0-9]+:\s+[0-9]+ (?:Killed|Aborted|Terminated))"
    R"(|CUDA error:|CUDNN_STATUS_(?!SUCCESS)|CUBLAS_STATUS_(?!SUCCESS)|NCCL error)"
    R"(|uncorrectable ECC error)";

constexpr std::string_view kLineEnds = "\r\n";
constexpr std::string_view kCut = "…";
constexpr size_t kLongestLine = 4096;  // a longer one is taken as several
constexpr size_t kBeforeMatch = 100;   // shown of a long line before its match
constexpr int kTracebackLines = 400;

struct Line {
  size_t begin = 0;
  size_t end = 0;  // its line end, not included
};

size_t line_end(std::string_view log, size_t from) {
  const size_t end = log.substr(from, kLongestLine).find_first_of(kLineEnds);
  return end == log.npos ? std::min(from + kLongestLine, log.size()) : from + end;
}

// The line around [begin, end), not farther back than `earliest`.
Line line_around(std::string_view log, size_t begin, size_t end, size_t earliest) {
  const size_t farthest = std::max(earliest, begin - std::min(begin, kLongestLine));
  const size_t before = log.substr(farthest, begin - farthest).find_last_of(kLineEnds);
  return {before == log.npos ? farthest : farthest + before + 1, line_end(log, end)};
}

bool is_continuation(char c) {
  return (c & 0xC0) == 0x80;
}

// The line for people: trimmed, valid UTF-8, cut so that what matched at `telling` can be seen.
std::string excerpt(std::string_view log, Line line, size_t telling) {
  size_t begin = line.begin;
  if (line.end - begin > kLongestErrorLine && telling > begin + kBeforeMatch) {
    begin = telling - kBeforeMatch;
    while (begin < telling && is_continuation(log[begin])) ++begin;
  }
  // Mending may make it three times as long, so it is measured afterwards.
  std::string text = valid_utf8(trimmed(log.substr(begin, line.end - begin)));
  if (begin > line.begin) text.insert(0, kCut);
  if (text.size() <= kLongestErrorLine) return text;
  size_t size = kLongestErrorLine - kCut.size();
  while (size > 0 && is_continuation(text[size])) --size;
  return text.substr(0, size).append(kCut);
}

// The exception's line below a traceback's header, absent when it does not follow: the first that
// is not indented. Every line may carry what stands before "Traceback" in the header ("[rank0]: ").
std::optional<Line> exception_line(std::string_view log, Line header, size_t traceback) {
  const std::string_view prefix = log.substr(header.begin, traceback - header.begin);
  size_t at = header.end;
  for (int i = 0; i < kTracebackLines; ++i) {
    if (log.substr(at).starts_with("\r\n")) ++at;
    if (at < log.size()) ++at;
    if (!log.substr(at).starts_with(prefix)) return std::nullopt;
    const Line line{at + prefix.size(), line_end(log, at + prefix.size())};
    const std::string_view text = log.substr(line.begin, line.end - line.begin);
    if (!text.empty() && text[0] != ' ' && text[0] != '\t') return line;
    if (line.end == log.size()) return std::nullopt;
    at = line.end;
  }
  return std::nullopt;
}

// Keeps the last ones, and one of several equal ones in a row.
class LastLines {
 public:
  explicit LastLines(size_t most) : most_(most) {}

  void add(std::string line) {
    if (!lines_.empty() && lines_.back() == line) return;
    lines_.push_back(std::move(line));
    if (lines_.size() > most_) lines_.pop_front();
  }

  std::vector<std::string> take() {
    return {std::move_iterator(lines_.begin()), std::move_iterator(lines_.end())};
  }

 private:
  size_t most_;
  std::deque<std::string> lines_;
};

}  // namespace

std::vector<std::string> error_lines(std::string_view log, size_t most,
                                     std::vector<std::string>* problems,
                                     const SearchedTo& searched_to) {
  const auto pattern = Pattern::compile(kErrorPatterns);
  MUTATION_CHECK(pattern.ok());
  LastLines lines(most);
  size_t seen_to = 0;
  const auto on_match = [&](const PatternMatch& match) {
    Line line = line_around(log, match.begin, match.end, seen_to);
    size_t telling = match.begin;
    if (match.group) {
      if (const auto exception = exception_line(log, line, match.begin)) {
        line = *exception;
        telling = line.begin;
      }
    }
    lines.add(excerpt(log, line, telling));
    return seen_to = line.end;
  };
  const Status status =
      scan_log({{&*pattern, on_match}}, log, SystemClock(), {.searched_to = searched_to}).front();
  if (!status && problems) {
    problems->push_back(to_text(with_context("error patterns", status.error())));
  }
  return lines.take();
}

}  // namespace mutation
