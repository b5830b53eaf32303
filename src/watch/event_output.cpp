#include "watch/event_output.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "os/file.h"
#include "record/event_line.h"

namespace mutation {
namespace {

// Days of an ordinary session's events.
constexpr std::size_t kMostWaiting = std::size_t{4} << 20;
constexpr std::string_view kDescriptors = "/dev/fd/";

std::optional<int> descriptor_of(const std::string& name) {
  if (!name.starts_with(kDescriptors)) return std::nullopt;
  int number = -1;
  const char* const end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + kDescriptors.size(), end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

Result<UniqueFd> open_output(const std::string& name) {
  if (const auto number = descriptor_of(name)) {
    UniqueFd fd(fcntl(*number, F_DUPFD_CLOEXEC, 3));
    if (!fd.valid()) return errno_error("use " + name, errno);
    return fd;
  }
  struct stat status {};
  if (stat(name.c_str(), &status) != 0 || !S_ISFIFO(status.st_mode)) return open_for_append(name);
  // For reading, too: opened for writing alone it would wait for a reader, and the end of one would
  // be the end of all. [fifo(7)]
  UniqueFd fd(open(name.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid()) return errno_error("open " + name, errno);
  return fd;
}

std::string left_out_line(std::size_t events) {
  return fmt::format("{{\"event\":\"events_left_out\",\"events\":{}}}\n", events);
}

}  // namespace

Result<std::unique_ptr<EventOutput>> EventOutput::open(const std::string& name) {
  Result<UniqueFd> fd = open_output(name);
  if (!fd) return with_context("write events to " + name, fd.error());
  return std::unique_ptr<EventOutput>(new EventOutput(std::move(*fd)));
}

EventOutput::EventOutput(UniqueFd fd)
    // A write that hangs is left behind, and its descriptor with it.
    : queue_(std::make_unique<OutputQueue>(fd.release(), kMostWaiting, left_out_line)),
      lines_(queue_.get()) {}

EventOutput::~EventOutput() = default;

void EventOutput::on_event(const Event& event) {
  lines_ << event_line(event);
  lines_.flush();
}

}  // namespace mutation
