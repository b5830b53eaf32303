// Events as lines for people: plain lines when piped, with a live line on a terminal. Gets the time
// with each event, writes to a given stream, keeps no clock and asks nobody.
#pragma once

#include <memory>
#include <ostream>

#include "model/event.h"

namespace mutation {

struct TerminalStyle {
  bool live_line = false;  // a last line that is rewritten each second
  bool colour = false;
  int columns = 80;
};

// Flushes `out` after each event; a failing stream is ignored. Without a live line a phase that
// goes on tells of itself once a minute. Without `colour` and `live_line` no escape sequence is
// written. `out` must outlive it. Main thread.
std::unique_ptr<EventSink> make_terminal(std::ostream& out, TerminalStyle style);

}  // namespace mutation
