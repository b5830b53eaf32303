#include "progress/terminal.h"

#include <stdlib.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "progress/announcements.h"
#include "progress/display_width.h"
#include "progress/lines.h"
#include "progress/live_line.h"
#include "progress/run_summary.h"
#include "progress/session_table.h"
#include "progress/view.h"

namespace mutation {
namespace {

constexpr int kUsualColumns = 80;
// For the view.
constexpr int kLeastColumns = 60;
constexpr int kLeastRows = 12;

// "" where a tone needs no colour. [ECMA-48, select graphic rendition]
const char* colour_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::good:
      return "\x1b[32m";
    case Tone::doubtful:
      return "\x1b[33m";
    case Tone::bad:
      return "\x1b[31m";
    case Tone::dim:
      return "\x1b[2m";
  }
  return "";
}

// Remembers of the session only what later lines need. A stream that fails (a closed pipe, a full
// disk) is left to itself: nothing that is shown may stop a training.
class Terminal final : public EventSink {
 public:
  Terminal(std::ostream& out, TerminalStyle style) : out_(out), style_(std::move(style)) {
    if (style_.columns < 1) style_.columns = kUsualColumns;
  }
  ~Terminal() override {
    clear_live_lines();
    out_.flush();
  }

  void on_event(const Event& event) override {
    view_.take(event);
    std::visit([&](const auto& body) { tell(body, event.at.utc); }, event.body);
    if (shows_view() && (wrote_ || std::holds_alternative<LiveSample>(event.body))) {
      draw(view_.lines(event.at, columns() - 1, style_.unicode));
    }
    wrote_ = false;
    out_.flush();
  }

 private:
  void tell(const SessionStarted& session, UtcTime) {
    instrumentation_ = session.instrumentation;
    directory_ = session.directory;
    rows_.clear();
    write(announcement(session));
  }
  void tell(const RunStarted& run, UtcTime now) {
    run_directories_[run.index] = directory_ + "/" + run.planned.experiment_id;
    write(announcement(run, now));
    if (style_.next_run) view_.set_next(style_.next_run(run.index));
  }
  void tell(const RunAdded& added, UtcTime) { write(announcement(added)); }
  void tell(const AttemptStarted& attempt, UtcTime) { write(announcement(attempt)); }
  void tell(const CoolingPeriod& cooling, UtcTime) { write(announcement(cooling)); }
  void tell(const PhaseStarted& phase, UtcTime) {
    minutes_told_ = 0;
    last_temperature_.reset();
    write(announcement(phase));
  }
  void tell(const PhaseEnded& ended, UtcTime) { write(announcement(ended, last_temperature_)); }
  // That it runs again is no news: it loops.
  void tell(const BackgroundRunStarted&, UtcTime) {}
  void tell(const BackgroundRunEnded& ended, UtcTime) {
    write(announcement(ended, run_directories_[ended.index]));
  }
  void tell(const Notice& notice, UtcTime) { write(announcement(notice)); }
  void tell(const AttemptEnded& ended, UtcTime) { write(announcement(ended)); }
  void tell(const RunEnded& ended, UtcTime now) {
    rows_.push_back(session_row(ended.run));
    run_directories_.erase(ended.run.planned.index);
    write(run_summary(ended, instrumentation_, now));
  }
  // Runs of earlier programs are not in the table.
  void tell(const RunJudgedAnew& judged, UtcTime) {
    const auto row = std::ranges::find(rows_, judged.run.planned.index, &SessionRow::index);
    if (row != rows_.end()) row->outcome = judged.run.outcome;
    write(announcement(judged));
  }
  void tell(const SessionEnded& ended, UtcTime) {
    write(session_summary(ended, rows_, style_.live_line ? columns() : 0));
  }

  void tell(const LiveSample& sample, UtcTime now) {
    if (sample.temperature) last_temperature_ = sample.temperature;
    if (style_.live_line) {
      if (!shows_view()) draw({{live_line(sample, now, std::max(1, columns() - 1))}});
    } else if (const auto minutes = static_cast<int>(sample.in_phase.count() / 60);
               minutes > minutes_told_) {
      // Once a minute, so that a log shows life.
      minutes_told_ = minutes;
      write({{"   ... " + live_line(sample, now, 0), Tone::dim}});
    }
  }

  TerminalSize size() const { return style_.size ? style_.size() : TerminalSize(); }
  int columns() const {
    const int now = size().columns;
    return now > 0 ? now : style_.columns;
  }
  bool shows_view() const {
    return style_.live_line && style_.view && view_.has_something_to_show() &&
           size().rows >= kLeastRows && columns() >= kLeastColumns;
  }

  void put(const Line& line) {
    const char* colour = style_.colour ? colour_of(line.tone) : "";
    out_ << colour << printable(line.text) << (*colour ? "\x1b[0m" : "");
  }

  void write(const Lines& lines) {
    if (lines.empty()) return;
    clear_live_lines();
    for (const Line& line : lines) {
      put(line);
      out_ << '\n';
    }
    wrote_ = true;
  }

  // Over what was drawn before. The last column stays free: writing there makes some terminals
  // begin a new line. The cursor goes back to the first line's begin: there it stays when a
  // terminal that is made narrower wraps the lines anew. [ECMA-48: EL, ED, CUU]
  void draw(const Lines& lines) {
    for (const Line& line : lines) {
      out_ << (&line == &lines.front() ? "\r" : "\n");
      put(line);
      out_ << "\x1b[K";
    }
    out_ << "\x1b[J\r";
    if (lines.size() > 1) out_ << "\x1b[" << lines.size() - 1 << 'A';
    live_lines_stand_ = true;
  }

  void clear_live_lines() {
    if (live_lines_stand_) out_ << "\r\x1b[J";
    live_lines_stand_ = false;
  }

  std::ostream& out_;
  TerminalStyle style_;
  Instrumentation instrumentation_;
  std::string directory_;  // of the session
  // By index, of runs that have started: one may go on after another, its warm-up.
  std::map<int, std::string> run_directories_;
  std::vector<SessionRow> rows_;
  std::optional<Celsius> last_temperature_;  // seen in this phase
  int minutes_told_ = 0;                     // of this phase
  bool live_lines_stand_ = false;
  bool wrote_ = false;  // lines, for this event
  SessionView view_;
};

}  // namespace

bool writes_utf8() {
  // The first that is set and not empty counts. [locale(7)]
  for (const char* const name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = getenv(name);
    if (!value || !*value) continue;
    const std::string_view locale = value;
    for (const std::string_view word : {"UTF-8", "utf-8", "UTF8", "utf8"}) {
      if (locale.find(word) != locale.npos) return true;
    }
    return false;
  }
  return false;
}

std::unique_ptr<EventSink> make_terminal(std::ostream& out, TerminalStyle style) {
  return std::make_unique<Terminal>(out, std::move(style));
}

}  // namespace mutation
