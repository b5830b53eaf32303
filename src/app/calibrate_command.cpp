// `mutation calibrate`: a control workload several times, as a session, and how far its runs lie
// apart: the noise floor of this machine.
#include <utility>

#include "app/calibration_figures.h"
#include "app/calibration_inputs.h"
#include "app/command_line.h"
#include "app/commands.h"
#include "app/messages.h"
#include "app/new_session.h"
#include "app/preflight.h"
#include "dataset/read_runs.h"
#include "record/read_session.h"

namespace mutation {
namespace {

int tell(const std::string& directory, bool as_json, int exit_code) {
  const Result<RunsRead> runs = read_runs(directory, nullptr);
  if (!runs) return print_error(runs.error()), kExitUnfit;
  const Result<SessionInfo> session = read_latest_info(directory);
  if (!session) return print_error(session.error()), kExitUnfit;
  const CalibrationResult result = calibration_result(runs->runs, *session);
  if (as_json) {
    print_line(stdout, calibration_json(result));
  } else {
    print_line(stdout, "");
    for (const std::string& line : calibration_lines(result)) print_line(stdout, line);
  }
  if (exit_code != kExitSuccess) return exit_code;
  return result.succeeded == result.runs ? kExitSuccess : kExitNotAll;
}

bool devices_are_there(const Instrumentation& instrumentation, const Options& options) {
  const std::vector<Error> errors = device_errors(instrumentation, options.overrides.devices);
  for (const Error& error : errors) print_error(error);
  return errors.empty();
}

}  // namespace

int do_calibrate(const Options& options) {
  std::optional<World> world = settle_world(options);
  if (!world) return kExitUnfit;
  if (Status taken = take_machine(*world, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  if (Status watched = open_watchers(*world, options); !watched) {
    return print_error(watched.error()), kExitUsage;
  }
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  const Instrumentation& instrumentation = (*monitor)->instrumentation();
  if (!devices_are_there(instrumentation, options)) return kExitUsage;
  const std::vector<int> own = own_gpus(instrumentation, options.overrides.devices);
  if (Status taken = take_devices(*world, instrumentation, own, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  print_line(stderr, "Trying the control workload out …");
  const Result<ControlAmounts> amounts = find_amounts(instrumentation, options);
  if (!amounts) return print_error(amounts.error()), kExitUnfit;
  const Result<Inputs> inputs = calibration_inputs(*amounts, options);
  if (!inputs) return print_error(inputs.error()), kExitUsage;
  Result<Plan> plan = calibration_plan(*inputs, options);
  if (!plan) return print_error(plan.error()), kExitUsage;
  if (!is_fit(*plan, instrumentation)) return kExitUsage;
  const SessionMade session =
      run_new_session(*inputs, std::move(*plan), options, *world, **monitor);
  if (session.directory.empty()) return session.exit_code;
  return tell(session.directory, options.json, session.exit_code);
}

}  // namespace mutation
