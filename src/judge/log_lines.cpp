#include "judge/log_lines.h"

#include <algorithm>
#include <deque>
#include <iterator>

#include "base/text.h"
#include "judge/log_scan.h"

namespace mutation {
namespace {

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
  if (line.end - begin > kLongestLogLine && telling > begin + kBeforeMatch) {
    begin = telling - kBeforeMatch;
    while (begin < telling && is_continuation(log[begin])) ++begin;
  }
  // Mending may make it three times as long, so it is measured afterwards.
  std::string text = valid_utf8(trimmed(log.substr(begin, line.end - begin)));
  if (begin > line.begin) text.insert(0, kCut);
  if (text.size() <= kLongestLogLine) return text;
  size_t size = kLongestLogLine - kCut.size();
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

// What is shown of a match, and where the search goes on.
struct Found {
  LogLine line;
  size_t seen_to = 0;
};

Found line_of(std::string_view log, const PatternMatch& match, size_t seen_to,
              bool tells_tracebacks) {
  // A pattern may begin with the line end before.
  const std::string_view matched = log.substr(match.begin, match.end - match.begin);
  const size_t leading = matched.find_first_not_of(kLineEnds);
  size_t telling = match.begin + (leading == matched.npos ? 0 : leading);
  Line line = line_around(log, telling, telling, std::min(seen_to, telling));
  const size_t end = std::max(line.end, match.end);
  if (tells_tracebacks && match.group) {
    if (const auto exception = exception_line(log, line, match.begin)) {
      return {{exception->begin, excerpt(log, *exception, exception->begin)},
              std::max(end, exception->end)};
    }
  }
  return {{line.begin, excerpt(log, line, telling)}, end};
}

// Keeps the last ones, and one of several equal ones in a row.
class LastLines {
 public:
  explicit LastLines(size_t most) : most_(most) {}

  void add(LogLine line) {
    if (line.text.empty() || (!lines_.empty() && lines_.back().text == line.text)) return;
    lines_.push_back(std::move(line));
    if (lines_.size() > most_) lines_.pop_front();
  }

  std::vector<LogLine> take() {
    return {std::move_iterator(lines_.begin()), std::move_iterator(lines_.end())};
  }

 private:
  size_t most_;
  std::deque<LogLine> lines_;
};

}  // namespace

std::vector<LinesFound> find_lines(const std::vector<LineSearch>& searches, std::string_view log,
                                   size_t most, const SearchedTo& searched_to) {
  struct Walker {
    LastLines lines;
    size_t seen_to = 0;
    bool found = false;
  };
  std::vector<Walker> walkers(searches.size(), Walker{LastLines(most)});
  std::vector<LogSearch> scans;
  for (size_t i = 0; i < searches.size(); ++i) {
    scans.push_back({searches[i].pattern, [&, i](const PatternMatch& match) {
                       Walker& walker = walkers[i];
                       Found found =
                           line_of(log, match, walker.seen_to, searches[i].tells_tracebacks);
                       walker.lines.add(std::move(found.line));
                       walker.found = true;
                       return walker.seen_to = found.seen_to;
                     }});
  }
  const std::vector<Status> statuses =
      scan_log(scans, log, SystemClock(), {.searched_to = searched_to});
  std::vector<LinesFound> found;
  for (size_t i = 0; i < searches.size(); ++i) {
    found.push_back({statuses[i], walkers[i].found, walkers[i].lines.take()});
  }
  return found;
}

std::vector<std::string> last_of(const std::vector<LinesFound>& found, size_t most) {
  std::vector<LogLine> all;
  for (const LinesFound& one : found) all.insert(all.end(), one.lines.begin(), one.lines.end());
  std::ranges::stable_sort(all, {}, &LogLine::begin);
  std::vector<std::string> texts;
  for (size_t i = 0; i < all.size(); ++i) {
    const bool same_line = i > 0 && all[i].begin == all[i - 1].begin;
    if (same_line || (!texts.empty() && texts.back() == all[i].text)) continue;
    texts.push_back(std::move(all[i].text));
  }
  if (texts.size() > most) texts.erase(texts.begin(), texts.end() - std::ptrdiff_t(most));
  return texts;
}

}  // namespace mutation
