// `mutation run`: opens the real world (privileges, sources, store, signals, terminal), plugs the
// parts together and runs one session.
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/elevation.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/session_facts.h"
#include "campaign/campaign.h"
#include "measure/monitor.h"
#include "os/procfs.h"
#include "os/signals.h"
#include "plan/plan_time.h"
#include "progress/terminal.h"
#include "record/session_index.h"
#include "record/session_store.h"

namespace mutation {
namespace {

// Tells each event to the store first, then to the terminal.
class BothSinks : public EventSink {
 public:
  BothSinks(EventSink& store, EventSink& terminal) : store_(store), terminal_(terminal) {}
  void on_event(const Event& event) override {
    store_.on_event(event);
    terminal_.on_event(event);
  }

 private:
  EventSink& store_;
  EventSink& terminal_;
};

TerminalStyle terminal_style() {
  TerminalStyle style;
  const char* const term = getenv("TERM");
  if (!isatty(STDERR_FILENO) || !term || std::string_view(term) == "dumb") return style;
  style.live_line = true;
  style.colour = getenv("NO_COLOR") == nullptr;
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) style.columns = size.ws_col;
  return style;
}

int exit_code(const SessionResult& result, const RunLoop& loop) {
  switch (result.end) {
    case SessionEnd::complete:
      return result.runs_not_succeeded == 0 ? kExitSuccess : kExitNotAll;
    case SessionEnd::interrupted:
      return 128 + loop.stop_signal();
    case SessionEnd::journal_failed:
    case SessionEnd::survivors:
      return kExitUnfit;
  }
  return kExitUnfit;
}

// How long ago the last training recorded in `results` ended; none when there is none of this boot.
std::optional<Seconds> since_last_training(const std::string& results, const Instant& now) {
  const auto last = last_training(results);
  if (!last || !last->has_value() || (*last)->boot_id != boot_id()) return std::nullopt;
  return now.boot - (*last)->boot;
}

bool is_fit(const Plan& plan, const Instrumentation& instrumentation) {
  const std::vector<Error> errors = preflight_errors(plan, instrumentation);
  for (const Error& error : errors) print_error(error);
  return errors.empty();
}

// From here on everything is there that a session needs.
int run_planned(const Inputs& inputs, const Plan& plan, const Options& options,
                Elevation& elevation, Monitor& monitor, SignalFd& signals) {
  const SystemClock clock;
  const Instant start = clock.now();
  // Asked before the store of this session is made, which would be the newest.
  const auto since_last = since_last_training(inputs.places.results, start);
  auto store = SessionStore::create(inputs.places.results, plan, inputs.catalogue,
                                    {inputs.settings_text, inputs.catalogue_text}, start);
  if (!store) return print_error(store.error()), kExitUsage;

  SessionInfo info = session_facts(inputs, plan, elevation.description());
  info.name = (*store)->name();
  info.directory = (*store)->directory();
  info.start = start;
  info.instrumentation = monitor.instrumentation();
  info.own_devices = own_gpus(info.instrumentation, options.overrides.devices);
  SessionStarted started{.session = info.name,
                         .directory = info.directory,
                         .experiment_name = plan.experiment_name,
                         .runs = int(plan.runs.size()),
                         .minimum_waits = minimum_waits(plan),
                         .instrumentation = info.instrumentation,
                         .notes = plan.notes};
  started.notes.insert(started.notes.end(), elevation.notes().begin(), elevation.notes().end());
  if (plan.governor) elevation.set_governor(*plan.governor, info, started.notes);
  if (Status begun = (*store)->begin_session(info); !begun) {
    elevation.restore_governor();
    return print_error(begun.error()), kExitUnfit;
  }
  const auto terminal = make_terminal(std::cerr, terminal_style());
  BothSinks sinks(**store, *terminal);
  RunLoop loop(clock, monitor, signals, sinks);
  loop.tell(std::move(started));
  monitor.start();
  const SessionResult result = run_session(plan, loop, **store,
                                           {.results_directory = inputs.places.results,
                                            .keep_scripts = options.keep_scripts,
                                            .since_last_training = since_last});
  elevation.restore_governor();
  // What a script wants to know; everything else is for people and goes to standard error.
  print_line(stdout, (*store)->directory());
  return exit_code(result, loop);
}

}  // namespace

int do_run(const Options& options) {
  signal(SIGPIPE, SIG_IGN);
  // Before any thread is started, ours or the GPU library's: they inherit the block.
  Result<SignalFd> signals = SignalFd::open({SIGINT, SIGTERM, SIGHUP});
  if (!signals) return print_error(signals.error()), kExitUnfit;
  Result<std::unique_ptr<Elevation>> elevation = Elevation::settle(options.measure);
  if (!elevation) return print_error(elevation.error()), kExitUnfit;
  const auto inputs = read_inputs(options);
  if (!inputs) return kExitUsage;
  const auto plan = plan_inputs(*inputs, options);
  if (!plan) return kExitUsage;
  const auto monitor = (*elevation)->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  if (!is_fit(*plan, (*monitor)->instrumentation())) return kExitUsage;
  return run_planned(*inputs, *plan, options, **elevation, **monitor, *signals);
}

}  // namespace mutation
