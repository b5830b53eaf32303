// `mutation run`: reads and plans, makes a session, and runs it.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/new_session.h"

namespace mutation {

int do_run(const Options& options) {
  std::optional<World> world = settle_world(options);
  if (!world) return kExitUnfit;
  const auto inputs = read_inputs(options);
  if (!inputs) return kExitUsage;
  auto plan = plan_inputs(*inputs, options);
  if (!plan) return kExitUsage;
  if (plan->runs.empty()) {
    print_error({"there is no run: the Python tool would have made none",
                 "`mutation plan --compat reference` says why"});
    return kExitUsage;
  }
  if (Status taken = take_machine(*world, options); !taken) {
    return print_error(taken.error()), kExitUnfit;
  }
  if (Status watched = open_watchers(*world, options); !watched) {
    return print_error(watched.error()), kExitUsage;
  }
  const auto monitor = world->elevation->open_monitor(options.measure);
  if (!monitor) return print_error(monitor.error()), kExitUnfit;
  if (!is_fit(*plan, (*monitor)->instrumentation())) return kExitUsage;
  return run_new_session(*inputs, std::move(*plan), options, *world, **monitor).exit_code;
}

}  // namespace mutation
