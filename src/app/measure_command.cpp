// `mutation measure`: one command under the supervision of a training, and what it took. Keeps no
// record: the report is all that is left.
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "app/command_line.h"
#include "app/commands.h"
#include "app/find_program.h"
#include "app/measured_text.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/session_runner.h"
#include "app/unrecorded.h"
#include "base/text.h"
#include "measure/schedule.h"
#include "os/file.h"
#include "os/procfs.h"
#include "record/measured_json.h"
#include "record/run_id.h"
#include "run/attempt.h"
#include "run/measured.h"

namespace mutation {
namespace {

PlannedRun planned_run(const Options& options, const std::string& directory) {
  const CommandToMeasure& what = options.to_measure;
  PlannedRun run;
  run.index = 1;
  run.foreground.directory = directory;
  run.foreground.command = what.argv;
  run.timings.cooling_max = Seconds(what.idle_seconds);
  if (what.timeout_seconds) run.timings.timeout = Seconds(*what.timeout_seconds);
  // The idle time is a baseline and waits for nothing.
  run.rules.cooling_policy = CoolingPolicy::fixed;
  run.devices = options.overrides.devices;
  return run;
}

std::vector<int> chosen_gpus(const Instrumentation& all, const std::vector<std::string>& asked) {
  if (!asked.empty()) return own_gpus(all, asked);
  std::vector<int> gpus;
  for (size_t i = 0; i < all.devices.size(); ++i) {
    if (all.devices[i].kind == DeviceKind::gpu) gpus.push_back(static_cast<int>(i));
  }
  return gpus;
}

// Where the report goes, and what the command has as its output meanwhile.
class Output {
 public:
  static Result<Output> open(const Options& options) {
    Output output;
    output.json_ = options.json;
    if (options.to_measure.output.empty()) return output;
    Result<UniqueFd> file = open_anew(options.to_measure.output);
    if (!file) return file.error();
    output.file_ = std::move(*file);
    return output;
  }

  TreeStreams streams() const {
    const bool taken = json_ && !file_.valid();
    return {.output = taken ? STDERR_FILENO : STDOUT_FILENO};
  }
  Status write(const Measurement& measurement) const {
    const std::string text = json_ ? measurement_json(measurement) : measurement_text(measurement);
    const int fd = file_.valid() ? file_.get() : json_ ? STDOUT_FILENO : STDERR_FILENO;
    return write_all(fd, text, "the report");
  }

 private:
  bool json_ = false;
  UniqueFd file_;
};

MeasuredRun measure_once(const Options& options, const PlannedRun& planned, const HowMeasured& how,
                         const Output& output, RunLoop& loop) {
  NoJournal journal;
  Attempt attempt(loop, journal,
                  {.planned = &planned,
                   .run_id = new_run_id(loop.now().utc),
                   .minimum_idle = how.idle,
                   .minimum_from = "--idle",
                   .tree_method = options.tree_method,
                   .streams = output.streams(),
                   .readings_at_edges = true});
  return measured_run(loop.observations(), attempt.run(), how);
}

int exit_code(const MeasuredRun& run, const Options& options, const RunLoop& loop) {
  if (run.interrupted && loop.stop_requested()) return 128 + loop.stop_signal();
  if (!run.survivors.empty()) return kExitNotMeasured;
  if (run.timed_out) return kExitTimedOut;
  if (run.status.code) return *run.status.code;
  if (run.status.signal) return 128 + *run.status.signal;
  if (run.start_error.empty()) return kExitNotMeasured;
  return is_found(options.to_measure.argv.front()) ? kExitNotExecutable : kExitNotFound;
}

bool goes_on_after(const MeasuredRun& run, const RunLoop& loop) {
  return run.start_error.empty() && run.survivors.empty() && !loop.stop_requested();
}

// A sensor's updates next to the start are told by those before it.
void watch_before(RunLoop& loop) {
  constexpr Seconds kWatched{0.5};
  const Instant start = loop.now();
  if (loop.observations().instrumentation().channels.empty()) return;
  while (elapsed(start, loop.now()) < kWatched && !loop.stop_requested()) {
    loop.turn({}, kWatched - elapsed(start, loop.now()));
  }
}

// The first exit code of the runs that is not 0 is the program's.
Measurement measure_runs(const Options& options, const Output& output, RunLoop& loop) {
  const CommandToMeasure& what = options.to_measure;
  const Instrumentation& all = loop.observations().instrumentation();
  const Pace& pace = options.measure.pace;
  std::error_code failure;
  Measurement measurement{.command = what.argv,
                          .directory = std::filesystem::current_path(failure).string(),
                          .idle = Seconds(what.idle_seconds),
                          .absences = all.absences};
  if (!pace.on_request_only) measurement.hertz = 1 / Seconds(period_of(Rate::fast, pace)).count();
  const PlannedRun planned = planned_run(options, measurement.directory);
  const HowMeasured how{.own = chosen_gpus(all, planned.devices),
                        .idle = measurement.idle,
                        .rare = pace.on_request_only || period_of(Rate::fast, pace) >= kRarePeriod};
  if (!how.rare) watch_before(loop);
  do {
    measurement.runs.push_back(measure_once(options, planned, how, output, loop));
    const int code = exit_code(measurement.runs.back(), options, loop);
    if (measurement.exit_code == 0) measurement.exit_code = code;
  } while (static_cast<int>(measurement.runs.size()) < what.runs &&
           goes_on_after(measurement.runs.back(), loop));
  return measurement;
}

Options with_pace(Options options) {
  const CommandToMeasure& what = options.to_measure;
  options.measure.pace.on_request_only = what.no_sampling;
  if (what.hertz) {
    options.measure.pace.fast_period =
        std::chrono::duration_cast<MonotonicTime::duration>(Seconds(1 / *what.hertz));
  }
  return options;
}

// Prints why, where nothing can be measured.
std::unique_ptr<Monitor> reading_monitor(World& world, const Options& options) {
  if (Status taken = take_machine(world, options); !taken) {
    return print_error(taken.error()), nullptr;
  }
  auto monitor = world.elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), nullptr;
  const Instrumentation& all = (*monitor)->instrumentation();
  const auto errors = device_errors(all, options.overrides.devices);
  for (const Error& error : errors) print_error(error);
  if (!errors.empty()) return nullptr;
  const std::vector<int> own = chosen_gpus(all, options.overrides.devices);
  if (Status taken = take_devices(world, all, own, options); !taken) {
    return print_error(taken.error()), nullptr;
  }
  if (Status reading = (*monitor)->start(); !reading) {
    return print_error(reading.error()), nullptr;
  }
  return std::move(*monitor);
}

}  // namespace

int do_measure(const Options& given) {
  const Options options = with_pace(given);
  std::optional<World> world = settle_world(options);
  if (!world) return kExitNotMeasured;
  const Result<Output> output = Output::open(options);
  if (!output) return print_error(output.error()), kExitNotMeasured;
  const std::unique_ptr<Monitor> monitor = reading_monitor(*world, options);
  if (!monitor) return kExitNotMeasured;
  const SystemClock clock;
  Warnings warnings;
  RunLoop loop(clock, *monitor, world->signals, warnings);
  Measurement measurement = measure_runs(options, *output, loop);
  measurement.notes = world->elevation->notes();
  measurement.notes.insert(measurement.notes.end(), world->notes.begin(), world->notes.end());
  if (Status written = output->write(measurement); !written) {
    return print_error(written.error()), kExitNotMeasured;
  }
  return measurement.exit_code;
}

}  // namespace mutation
