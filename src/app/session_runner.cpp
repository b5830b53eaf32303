#include "app/session_runner.h"

#include <malloc.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <filesystem>
#include <ostream>
#include <utility>

#include "app/command_line.h"
#include "app/messages.h"
#include "campaign/device_memory.h"
#include "campaign/leftovers.h"
#include "campaign/machine_lock.h"
#include "keeper/tree.h"
#include "measure/fitness.h"
#include "os/procfs.h"
#include "progress/output_queue.h"
#include "progress/terminal.h"
#include "record/session_lock.h"
#include "run/observations.h"

namespace mutation {
namespace {

// Tells each event to the store first, then to the others.
class AllSinks : public EventSink {
 public:
  explicit AllSinks(std::vector<EventSink*> sinks) : sinks_(std::move(sinks)) {}
  void on_event(const Event& event) override {
    for (EventSink* const sink : sinks_) sink->on_event(event);
  }

 private:
  const std::vector<EventSink*> sinks_;
};

// How long the session's last lines may take to be read.
constexpr Seconds kLastLines{1};

// As it is now: its window may be made larger or smaller at any time.
TerminalSize terminal_size() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return {};
  return {size.ws_col, size.ws_row};
}

TerminalStyle terminal_style(const std::string& progress, SessionStore& store) {
  TerminalStyle style;
  const char* const term = getenv("TERM");
  if (!isatty(STDERR_FILENO) || !term || std::string_view(term) == "dumb") return style;
  style.colour = getenv("NO_COLOR") == nullptr;
  style.live_line = progress != "plain";
  style.view = progress == "view";
  style.unicode = writes_utf8();
  style.size = terminal_size;
  style.next_run = [&store](int current) {
    const Result<std::string> next = store.next_behind(current);
    return next ? *next : std::string();
  };
  return style;
}

int exit_code(const SessionResult& result, const RunLoop& loop) {
  switch (result.end) {
    case SessionEnd::complete:
      return result.runs_not_succeeded == 0 ? kExitSuccess : kExitNotAll;
    case SessionEnd::interrupted:
    case SessionEnd::terminated:
    case SessionEnd::time_limit:
      return 128 + loop.stop_signal();
    case SessionEnd::stopped:
      return kExitTerminated;
    case SessionEnd::journal_failed:
    case SessionEnd::disk_full:
    case SessionEnd::failures_in_a_row:
    case SessionEnd::survivors:
      return kExitUnfit;
  }
  return kExitUnfit;
}

// A line for each fact that speaks against measuring here; the whole stands in the records.
void tell_unfit(RunLoop& loop, const std::vector<FitnessFact>& facts) {
  for (const FitnessFact& fact : facts) {
    if (!fact.warning) continue;
    const std::string& what_else = fact.advice.empty() ? fact.meaning : fact.advice;
    loop.tell(Notice{.severity = Severity::warning,
                     .text = fact.name + ": " + fact.value + " (" + what_else + ")",
                     .hint = {}});
  }
}

Error or_shared(const Error& held) {
  return {held.message, held.hint + "; --share-machine runs all the same and marks every run"};
}

}  // namespace

std::optional<World> settle_world(const Options& options) {
  // A write that cannot be done is an error where it is made, and no reason to end or to stop:
  // nobody reads any more, a limit on the size of files, a terminal that we are in the background
  // of.
  for (const int harmless : {SIGPIPE, SIGXFSZ, SIGTTOU, SIGTTIN}) signal(harmless, SIG_IGN);
  // Before any thread is started, ours or the GPU library's: they inherit the block.
  Result<SignalFd> signals = SignalFd::open({SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGUSR1, SIGUSR2});
  if (!signals) return print_error(signals.error()), std::nullopt;
  Result<std::unique_ptr<Elevation>> elevation = Elevation::settle(options.measure);
  if (!elevation) return print_error(elevation.error()), std::nullopt;
  return World{std::move(*signals), std::move(*elevation), {}, {}, {}, {}};
}

Status take_machine(World& world, const Options& options) {
  Result<UniqueFd> held = lock_machine();
  if (held) {
    world.machine = std::move(*held);
  } else if (options.share_machine) {
    world.notes.push_back(held.error().message + "; what it does is in these figures, too");
  } else {
    return or_shared(held.error());
  }
  return tree_method_allowed(options.tree_method);
}

Status take_devices(World& world, const Instrumentation& instrumentation,
                    const std::vector<int>& gpus, const Options& options) {
  for (const int index : gpus) {
    const Device& device = instrumentation.devices[static_cast<size_t>(index)];
    if (device.simulated || world.devices.contains(device.id)) continue;
    Result<std::vector<UniqueFd>> held = lock_devices({device.id});
    if (held) {
      world.devices[device.id] = std::move(held->front());
    } else if (options.share_machine) {
      world.notes.push_back(held.error().message + "; what it does is in these figures, too");
    } else {
      return or_shared(held.error());
    }
  }
  return {};
}

Status take_devices_of_runs(World& world, const Monitor& monitor, const std::vector<int>& own,
                            const std::set<std::vector<std::string>>& asked,
                            const Options& options) {
  const Instrumentation& all = monitor.instrumentation();
  std::set<int> gpus;
  for (const std::vector<std::string>& devices : asked) {
    for (const int gpu : own_gpus(all, devices, own)) gpus.insert(gpu);
  }
  return take_devices(world, all, {gpus.begin(), gpus.end()}, options);
}

Status open_watchers(World& world, const Options& options) {
  auto watchers = Watchers::open(options.watching);
  if (!watchers) return watchers.error();
  world.watchers = std::move(*watchers);
  return {};
}

Result<BeforeSession> clear_earlier_sessions(const std::string& results_directory,
                                             const Instant& now) {
  BeforeSession before;
  const Result<EarlierSessions> earlier = earlier_sessions(results_directory);
  if (!earlier) return before;
  if (earlier->last_training) {
    before.since_last_training = since(*earlier->last_training, now, boot_id());
  }
  for (const std::string& directory : earlier->with_unfinished_attempt) {
    if (has_writer(directory)) continue;
    const Result<CutOffRuns> cut_off = read_cut_off_runs(directory);
    if (!cut_off) continue;
    int killed = 0;
    for (const StoredRun& run : cut_off->runs) {
      const auto stops = clear_leftovers(run, {directory, cut_off->boot_id});
      if (Status cleared = no_survivors(stops); !cleared) return cleared.error();
      for (const StopRecord& stop : stops) killed += stop.killed;
    }
    if (killed == 0) continue;
    // They may have used the GPU until now.
    before.since_last_training = Seconds(0);
    before.notes.push_back(std::to_string(killed) + " processes that " +
                           std::filesystem::path(directory).filename().string() +
                           " had left were killed");
  }
  return before;
}

Status begin_in_world(SessionToRun& session, World& world) {
  std::vector<std::string>& notes = session.started.notes;
  Elevation& elevation = *world.elevation;
  notes.insert(notes.end(), elevation.notes().begin(), elevation.notes().end());
  notes.insert(notes.end(), world.notes.begin(), world.notes.end());
  if (!session.info.governor_asked.empty()) {
    elevation.set_governor(session.info.governor_asked, session.info, notes);
  }
  // Once the governor is what it will be. A session that goes on does not wait for a look at
  // others.
  session.info.fitness =
      machine_fitness("/", session.info.instrumentation, session.plan ? kLoadLook : Seconds(0));
  const Status begun = session.plan ? session.store.begin_session(session.info, *session.plan)
                                    : session.store.resume_session(session.info, session.changes);
  if (!begun) elevation.restore_governor();
  // From now on the store has it, and a long one would stay in memory for days.
  session.plan.reset();
  malloc_trim(0);
  return begun;
}

int run_in_world(SessionToRun session, World& world, Monitor& monitor,
                 const std::string& progress) {
  session.campaign.own_gpus = session.info.own_devices;
  const SystemClock clock;
  OutputQueue queue(STDERR_FILENO);
  std::ostream lines(&queue);
  const auto terminal = make_terminal(lines, terminal_style(progress, session.store));
  DeviceMemory devices;
  std::vector<EventSink*> told = {&session.store, terminal.get(), world.watchers.get(), &devices};
  told.insert(told.end(), session.listeners.begin(), session.listeners.end());
  AllSinks sinks(std::move(told));
  RunLoop loop(clock, monitor, world.signals, sinks);
  loop.tell(std::move(session.started));
  tell_unfit(loop, session.info.fitness);
  const SessionResult result = run_session(loop, session.store, session.campaign);
  world.elevation->restore_governor();
  queue.drain(kLastLines);
  const int code = exit_code(result, loop);
  world.watchers->session_has_ended(session.store, code, world.signals);
  // What a script wants to know; everything else is for people and goes to standard error.
  if (session.tells_directory) print_line(stdout, session.store.directory());
  return code;
}

}  // namespace mutation
