#include "serve/event_log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace mutation {
namespace {

constexpr std::uint64_t kBlock = 256 * 1024;
constexpr std::uint64_t kLongestLine = 1024 * 1024;
constexpr std::string_view kRunStarted = "run_started";

}  // namespace

EventLog::EventLog(std::string path) : path_(std::move(path)) {
  open_anew();
}

EventLogNews EventLog::look() {
  struct stat now {};
  const bool there = stat(path_.c_str(), &now) == 0 && S_ISREG(now.st_mode);
  const auto size = there ? static_cast<std::uint64_t>(now.st_size) : 0;
  if (!there && file_ == 0) return {};
  if (!there || now.st_ino != file_ || now.st_dev != device_ || size < end_) {
    open_anew();
    return {.grown = end_ > 0, .replaced = true, .overview_changed = true};
  }
  return size > end_ ? take_growth(size) : EventLogNews{};
}

bool EventLog::is_place(const EventPlace& place) const {
  if (place.file != file_ || file_ == 0 || place.offset > end_) return false;
  return place.offset == 0 || bytes(place.offset - 1, place.offset) == "\n";
}

LoggedEvents EventLog::read(std::uint64_t from, std::size_t most) const {
  LoggedEvents found{{}, from};
  std::string piece = bytes(from, std::min(end_, from + most));
  if (piece.find('\n') == std::string::npos)
    piece = bytes(from, std::min(end_, from + kLongestLine));
  std::size_t start = 0;
  for (std::size_t at = piece.find('\n'); at != std::string::npos; at = piece.find('\n', start)) {
    found.next = from + at + 1;
    found.lines.push_back({piece.substr(start, at - start), found.next});
    start = at + 1;
  }
  if (found.lines.empty() && from < end_) found.next = behind_line(from);
  return found;
}

// Nothing opens a pipe that lies under the file's name: O_NONBLOCK.
void EventLog::open_anew() {
  fd_.reset();
  file_ = device_ = end_ = run_begin_ = 0;
  UniqueFd opened(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!opened.valid() || fstat(opened.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  fd_ = std::move(opened);
  file_ = status.st_ino;
  device_ = status.st_dev;
  end_ = last_line_end(static_cast<std::uint64_t>(status.st_size));
  run_begin_ = last_run_started();
}

EventLogNews EventLog::take_growth(std::uint64_t size) {
  EventLogNews news;
  const std::uint64_t until = last_line_end(size);
  const std::uint64_t from = end_;
  end_ = until;
  for (std::uint64_t at = from; at < until;) {
    const LoggedEvents events = read(at, kBlock);
    for (const LoggedEvent& event : events.lines) {
      const std::string_view name = event_name(event.text);
      if (name == kRunStarted) run_begin_ = event.ends_at - event.text.size() - 1;
      news.overview_changed = news.overview_changed || changes_overview(name);
    }
    if (events.next == at) break;  // the file has become shorter: the next look sees it
    at = events.next;
  }
  news.grown = until > from;
  return news;
}

// Fewer than asked for where the file has become shorter.
std::string EventLog::bytes(std::uint64_t from, std::uint64_t to) const {
  std::string read(to > from ? to - from : 0, '\0');
  std::size_t filled = 0;
  while (filled < read.size()) {
    const ssize_t got =
        pread(fd_.get(), read.data() + filled, read.size() - filled, off_t(from + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    filled += std::size_t(got);
  }
  read.resize(filled);
  return read;
}

// Not before the end that is known already.
std::uint64_t EventLog::last_line_end(std::uint64_t size) const {
  for (std::uint64_t to = size; to > end_;) {
    const std::uint64_t from = std::max(end_, to > kBlock ? to - kBlock : 0);
    const std::size_t found = bytes(from, to).rfind('\n');
    if (found != std::string::npos) return from + found + 1;
    to = from;
  }
  return end_;
}

// From the end on, for a log of days is long and its last run is not.
std::uint64_t EventLog::last_run_started() const {
  for (std::uint64_t to = end_; to > 0;) {
    const std::uint64_t from = to > kBlock ? to - kBlock : 0;
    const std::string block = bytes(from, std::min(end_, to + kEventNameWithin));
    std::size_t line = to - from;
    while (line > 0) {
      const std::size_t feed = block.rfind('\n', line - 1);
      if (feed == std::string::npos && from > 0) break;  // begins in the block before
      const std::size_t start = feed == std::string::npos ? 0 : feed + 1;
      if (event_name(std::string_view(block).substr(start)) == kRunStarted) return from + start;
      if (start == 0) break;
      line = feed;
    }
    to = from;
  }
  return 0;
}

// The start of the next line, wherever in this one `from` is; the end where there is none.
std::uint64_t EventLog::behind_line(std::uint64_t from) const {
  for (std::uint64_t at = from; at < end_; at += kBlock) {
    const std::size_t found = bytes(at, std::min(end_, at + kBlock)).find('\n');
    if (found != std::string::npos) return at + found + 1;
  }
  return end_;
}

}  // namespace mutation
