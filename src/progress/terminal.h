// Events as lines for people: plain lines when piped, with a live line on a terminal. Gets the time
// with each event, writes to a given stream, keeps no clock and asks nobody.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "model/event.h"

namespace mutation {

struct TerminalSize {
  int columns = 0;  // 0: not known
  int rows = 0;     // likewise
};

struct TerminalStyle {
  bool live_line = false;  // a last line that is rewritten each second
  bool colour = false;
  int columns = 80;  // where `size` is not given or does not know
  // A few last lines in place of the one, where the terminal has room: at least 12 rows and 60
  // columns.
  bool view = false;
  bool unicode = true;                             // for its curves
  std::function<TerminalSize()> size;              // asked each time that it is drawn
  std::function<std::string(int index)> next_run;  // experiment_id of what comes behind a run
};

// Whether the environment's locale (LC_ALL, LC_CTYPE, LANG) is one of UTF-8.
bool writes_utf8();

// Flushes `out` after each event; a failing stream is ignored. Without a live line a phase that
// goes on tells of itself once a minute. Without `colour` and `live_line` no escape sequence is
// written. `out` must outlive it. Main thread.
std::unique_ptr<EventSink> make_terminal(std::ostream& out, TerminalStyle style);

}  // namespace mutation
