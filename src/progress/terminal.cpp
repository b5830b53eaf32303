#include "progress/terminal.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "progress/announcements.h"
#include "progress/display_width.h"
#include "progress/lines.h"
#include "progress/live_line.h"
#include "progress/run_summary.h"
#include "progress/session_table.h"

namespace mutation {
namespace {

constexpr int kUsualColumns = 80;

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
  Terminal(std::ostream& out, TerminalStyle style) : out_(out), style_(style) {
    if (style_.columns < 1) style_.columns = kUsualColumns;
  }
  ~Terminal() override {
    clear_live_line();
    out_.flush();
  }

  void on_event(const Event& event) override {
    std::visit([&](const auto& body) { tell(body, event.at.utc); }, event.body);
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
    write(session_summary(ended, rows_, style_.live_line ? style_.columns : 0));
  }

  void tell(const LiveSample& sample, UtcTime now) {
    if (sample.temperature) last_temperature_ = sample.temperature;
    if (style_.live_line) {
      // The last column stays free: writing there makes some terminals begin a new line.
      out_ << '\r' << live_line(sample, now, std::max(1, style_.columns - 1)) << "\x1b[K";
      live_line_stands_ = true;
    } else if (const auto minutes = static_cast<int>(sample.in_phase.count() / 60);
               minutes > minutes_told_) {
      // Once a minute, so that a log shows life.
      minutes_told_ = minutes;
      write({{"   ... " + live_line(sample, now, 0), Tone::dim}});
    }
  }

  void write(const Lines& lines) {
    if (lines.empty()) return;
    clear_live_line();
    for (const Line& line : lines) {
      const char* colour = style_.colour ? colour_of(line.tone) : "";
      out_ << colour << printable(line.text) << (*colour ? "\x1b[0m" : "") << '\n';
    }
  }

  void clear_live_line() {
    if (live_line_stands_) out_ << "\r\x1b[K";
    live_line_stands_ = false;
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
  bool live_line_stands_ = false;
};

}  // namespace

std::unique_ptr<EventSink> make_terminal(std::ostream& out, TerminalStyle style) {
  return std::make_unique<Terminal>(out, style);
}

}  // namespace mutation
