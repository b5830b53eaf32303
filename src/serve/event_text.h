// A line of events.jsonl as bytes, and what of it is told to a browser as a server-sent event. The
// line is not parsed: the page does that. [html.spec.whatwg.org, server-sent events]
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mutation {

// Where a reader stands in an event log: which file (0: none) and how many bytes of it are read.
struct EventPlace {
  std::uint64_t file = 0;
  std::uint64_t offset = 0;
};

// The most bytes that a line may begin with before its event's name ends.
inline constexpr std::size_t kEventNameWithin = 160;

// The `event` of a line, of which its first kEventNameWithin bytes do; "" when it begins otherwise
// than record/event_line makes them.
std::string_view event_name(std::string_view line);

// Whether the table of runs is another after this event.
bool changes_overview(std::string_view event);

// Whether a line (without line feed) may be sent: an object, and no control character, which could
// end the line in the stream (a loss of power leaves such bytes).
bool is_sendable(std::string_view line);

// "FILE-OFFSET", as `id:` of a server-sent event, and back from a browser's Last-Event-ID.
std::string to_text(const EventPlace& place);
std::optional<EventPlace> event_place(std::string_view text);

// A line as a server-sent event that ends at `place`. REQUIRES: is_sendable(line).
std::string sent_line(std::string_view line, const EventPlace& place);

}  // namespace mutation
