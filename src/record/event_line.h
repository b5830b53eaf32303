// An event as a line of events.jsonl.
#pragma once

#include <string>

#include "model/event.h"

namespace mutation {

// {"time", "monotonic_s", "event", …} and a line feed. docs/records.md has every event's fields.
std::string event_line(const Event& event);

}  // namespace mutation
