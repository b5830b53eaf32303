#include "app/new_session.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/command_line.h"
#include "app/messages.h"
#include "app/preflight.h"
#include "app/session_facts.h"
#include "plan/plan_time.h"

namespace mutation {

bool is_fit(const Plan& plan, const Instrumentation& instrumentation) {
  const std::vector<Error> errors = preflight_errors(plan, instrumentation);
  for (const Error& error : errors) print_error(error);
  return errors.empty();
}

namespace {

bool may_repeat(const Plan& plan) {
  return std::ranges::any_of(plan.runs,
                             [](const PlannedRun& run) { return run.repeat_until.has_value(); });
}

}  // namespace

SessionMade run_new_session(const Inputs& inputs, Plan plan, const Options& options, World& world,
                            Monitor& monitor) {
  const std::vector<int> own = own_gpus(monitor.instrumentation(), options.overrides.devices);
  std::set<std::vector<std::string>> asked;
  for (const PlannedRun& run : plan.runs) asked.insert(run.devices);
  if (Status taken = take_devices_of_runs(world, monitor, own, asked, options); !taken) {
    return print_error(taken.error()), SessionMade{kExitUnfit, ""};
  }
  if (Status reading = monitor.start(); !reading) {
    return print_error(reading.error()), SessionMade{kExitUnfit, ""};
  }
  const Instant start = SystemClock().now();
  // Asked before the store of this session is made, which would be the newest.
  const Result<BeforeSession> before = clear_earlier_sessions(inputs.places.results, start);
  if (!before) return print_error(before.error()), SessionMade{kExitUnfit, ""};
  auto store = SessionStore::create(inputs.places.results, plan, inputs.catalogue,
                                    {inputs.settings_text, inputs.catalogue_text}, start);
  if (!store) return print_error(store.error()), SessionMade{kExitUsage, ""};

  const std::string directory = (*store)->directory();
  SessionInfo info = session_facts(sources_of(inputs, plan), world.elevation->description());
  info.name = (*store)->name();
  info.directory = directory;
  info.start = start;
  note_asked(options, info);
  info.instrumentation = monitor.instrumentation();
  info.own_devices = own;
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
                                 .may_repeat = may_repeat(plan),
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
    return print_error(begun.error()), SessionMade{kExitUnfit, directory};
  }
  session.tells_directory = options.command != Command::calibrate;
  return {run_in_world(std::move(session), world, monitor, options.watching.progress), directory};
}

}  // namespace mutation
