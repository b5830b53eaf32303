// `mutation run`: reads and plans, makes a session, and runs it.
#include "app/command_line.h"
#include "app/commands.h"
#include "app/inputs.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/session_facts.h"
#include "app/session_runner.h"
#include "keeper/tree.h"
#include "plan/plan_time.h"

namespace mutation {
namespace {

bool is_fit(const Plan& plan, const Instrumentation& instrumentation) {
  const std::vector<Error> errors = preflight_errors(plan, instrumentation);
  for (const Error& error : errors) print_error(error);
  return errors.empty();
}

// From here on everything is there that a session needs.
int run_planned(const Inputs& inputs, Plan plan, const Options& options, World& world,
                Monitor& monitor) {
  if (Status reading = monitor.start(); !reading) {
    return print_error(reading.error()), kExitUnfit;
  }
  const Instant start = SystemClock().now();
  // Asked before the store of this session is made, which would be the newest.
  const Result<BeforeSession> before = clear_earlier_sessions(inputs.places.results, start);
  if (!before) return print_error(before.error()), kExitUnfit;
  auto store = SessionStore::create(inputs.places.results, plan, inputs.catalogue,
                                    {inputs.settings_text, inputs.catalogue_text}, start);
  if (!store) return print_error(store.error()), kExitUsage;

  SessionInfo info = session_facts(sources_of(inputs, plan), world.elevation->description());
  info.name = (*store)->name();
  info.directory = (*store)->directory();
  info.start = start;
  note_asked(options, info);
  info.instrumentation = monitor.instrumentation();
  info.own_devices = own_gpus(info.instrumentation, options.overrides.devices);
  SessionStarted started{.session = info.name,
                         .directory = info.directory,
                         .experiment_name = plan.experiment_name,
                         .runs = int(plan.runs.size()),
                         .minimum_waits = minimum_waits(plan),
                         .instrumentation = info.instrumentation,
                         .notes = plan.notes};
  started.notes.insert(started.notes.end(), before->notes.begin(), before->notes.end());
  const CampaignOptions campaign{.results_directory = inputs.places.results,
                                 .keep_scripts = options.keep_scripts,
                                 .keep_copies = options.keep_copies,
                                 .tree_method = options.tree_method,
                                 .runs_planned = int(plan.runs.size()),
                                 .order = plan.order,
                                 .seed = plan.seed,
                                 .limits = plan.limits,
                                 .tariff = plan.tariff,
                                 .since_last_training = before->since_last_training};
  SessionToRun session{.store = **store,
                       .info = std::move(info),
                       .started = std::move(started),
                       .campaign = campaign,
                       .changes = {},
                       .plan = std::move(plan)};
  if (Status begun = begin_in_world(session, world); !begun) {
    return print_error(begun.error()), kExitUnfit;
  }
  return run_in_world(std::move(session), world, monitor, options.watching.progress);
}

}  // namespace

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
  return run_planned(*inputs, std::move(*plan), options, *world, **monitor);
}

}  // namespace mutation
