#include "run/attempt.h"

#include <algorithm>
#include <utility>

#include "judge/start_temperature.h"
#include "os/oom_kills.h"
#include "run/conclude.h"
#include "run/environment.h"
#include "run/figures.h"
#include "run/working_copy.h"

namespace mutation {
namespace {

// How much longer than they need to wait for the readings that close the last phase.
constexpr Seconds kLastReadings{0.3};

}  // namespace

bool warm_up_due(const AttemptRecord& attempt) {
  return attempt.cooling.verdict == GateVerdict::too_cold &&
         std::ranges::all_of(attempt.phases, [](const PhaseRecord& phase) {
           return phase.kind == PhaseKind::cooling || phase.kind == PhaseKind::stop;
         });
}

Attempt::Attempt(RunLoop& loop, RunJournal& journal, AttemptRequest request)
    : loop_(loop),
      journal_(journal),
      request_(std::move(request)),
      planned_(*request_.planned),
      gpus_(own_gpus(loop.observations().instrumentation(), planned_.devices, request_.own_gpus)),
      processes_(gpus_) {
  const Environment devices = common_environment();
  record_.number = request_.number;
  record_.start = loop_.now();
  oom_kills_before_ = oom_kills_on_machine();
  record_.argv = planned_.foreground.command;
  record_.working_directory = planned_.foreground.directory;
  record_.environment = merged(devices, planned_.foreground.environment);
  record_.copies = request_.copies;
  record_.start_error = copy_error(record_.copies);
  if (!planned_.background) return;
  record_.background_argv = planned_.background->command;
  background_ = std::make_unique<Background>(
      BackgroundOptions{.training = &*planned_.background,
                        .run_index = planned_.index,
                        .run_id = request_.run_id,
                        .script = request_.script,
                        .keep_script = request_.keep_script,
                        .tree_method = request_.tree_method,
                        .run_directory = request_.run_directory,
                        .environment = merged(devices, planned_.background->environment),
                        .timings = planned_.timings});
}

Environment Attempt::common_environment() const {
  const bool as_the_caller = request_.streams && planned_.devices.empty();
  Environment environment;
  if (!as_the_caller) {
    environment =
        device_environment(loop_.observations().instrumentation(), gpus_, planned_.devices);
  }
  environment.emplace_back("MUTATION_RUN_ID", request_.run_id);
  return environment;
}

AttemptRecord Attempt::run() {
  (void)loop_.take_reader_statistics();  // of before
  loop_.live().gpus = gpus_;
  loop_.observations().forget_before(record_.start.monotonic - std::chrono::seconds(10));
  const bool may_start = record_.start_error.empty();
  if (may_start && cool() && start_background() && wait_for_load()) train();
  stop();
  finish();
  return std::move(record_);
}

bool Attempt::cool() {
  GateOptions options{.minimum = request_.minimum_idle,
                      .maximum = planned_.timings.cooling_max,
                      .minimum_from = request_.minimum_from,
                      .gpus = gpus_,
                      .policy = planned_.role != Role::warm_up ? planned_.rules.cooling_policy
                                                               : CoolingPolicy::fixed,
                      .strangers = planned_.rules.strangers,
                      .wants_baseline = planned_.role != Role::warm_up,
                      .known = request_.cooling};
  const auto bound = std::max(options.minimum, options.maximum);
  begin_phase(PhaseKind::cooling, options.minimum,
              has_gpu_sensors(loop_.observations(), gpus_) ? std::optional(bound) : std::nullopt);
  if (request_.readings_at_edges && request_.minimum_idle > Seconds(0)) loop_.ask_for_readings();
  CoolingGate gate(std::move(options), record_.start);
  bool open = false;
  while (!loop_.stop_requested()) {
    const Instant now = loop_.now();
    open = gate.check(now, loop_.observations(), computing_on(loop_.observations(), gpus_));
    if (open) break;
    show_outlook(gate.outlook(now));
    const Seconds left = gate.minimum_left(now);
    turn(left > Seconds(0) ? left : kTick);
  }
  show_outlook({});
  record_.cooling = gate.record(loop_.now());
  record_.cooling.reason += simulated_note();
  end_phase(to_text(record_.cooling.verdict) + ": " + record_.cooling.reason);
  return open && gate.may_begin();
}

void Attempt::show_outlook(const GateOutlook& outlook) {
  loop_.live().settles_in = outlook.left;
  loop_.live().settles_at = outlook.temperature;
}

bool Attempt::hot_enough() const {
  if (!request_.warm_until) return false;
  const auto now = gpu_now(loop_.observations(), gpus_, loop_.now().monotonic).temperature;
  return now && *now >= *request_.warm_until;
}

OomKill Attempt::oom_kill() const {
  if (out_of_memory_in_tree_) return OomKill::in_tree;
  const auto now = oom_kills_on_machine();
  const bool killed = oom_kills_before_ && now && *now > *oom_kills_before_;
  return killed ? OomKill::on_machine : OomKill::none;
}

void Attempt::finish() {
  record_.end = loop_.now();
  if (!record_.phases.empty()) {
    const Seconds reach = readings_reach(loop_.observations().instrumentation());
    const MonotonicTime last = record_.phases.back().end.monotonic +
                               std::chrono::duration_cast<Monotonic::duration>(reach);
    const Instant start = loop_.now();
    while (!loop_.observations().all_read_since(last) &&
           elapsed(start, loop_.now()) < reach + kLastReadings) {
      turn(Seconds(0.05));
    }
  }
  if (background_) {
    if (!record_.load) record_.load.emplace();
    background_->fill(*record_.load);
  }
  record_.strangers = processes_.strangers();
  if (const int more = processes_.strangers_left_out(); more > 0) {
    record_.gaps.push_back("strangers: " + std::to_string(more) + " more were not recorded");
  }
  if (!loop_.sample_write_error().empty()) {
    unwritten_.push_back("traces: " + loop_.sample_write_error());
  }
  record_.readers = loop_.take_reader_statistics();
  const std::vector<std::string>& disturbances = loop_.disturbances();
  record_.gaps.insert(record_.gaps.end(), disturbances.begin(), disturbances.end());
  const std::string start_off = compare_start();
  conclude(
      {.planned = &planned_,
       .observations = &loop_.observations(),
       .gpus = gpus_,
       .log_file = foreground_ && !request_.streams ? request_.run_directory + "/training.log" : "",
       .legacy_power_sum = journal_.legacy_power_sum(),
       .background = background_.get(),
       .processes = &processes_.counts(),
       .earlier_durations = request_.earlier_durations,
       .keeper_died = foreground_keeper_died_,
       .interrupted = cut_short_,
       .oom_kill = oom_kill(),
       .unwritten = unwritten_,
       .ended_when_warm = warm_,
       .start_temperature_off = start_off},
      record_);
  if (warm_up_due(record_)) {
    record_.outcome = Outcome::interrupted;
    record_.reasons = {{"too_cold", "a warm-up comes first: " + record_.cooling.reason}};
  }
}

std::string Attempt::compare_start() {
  const auto& start = record_.cooling.end_temperature;
  const bool trained = record_.training_start.boot != BootTime{};
  if (planned_.role == Role::warm_up || !start || !trained) return {};
  std::vector<Celsius> starts = request_.cooling.starts;
  starts.push_back(*start);
  record_.cooling.session_median = median_start(std::move(starts));
  if (!record_.cooling.session_median) return {};
  return start_temperature_off(*start, *record_.cooling.session_median,
                               planned_.rules.start_temperature_band_celsius);
}

void Attempt::turn(Seconds at_most) {
  for (const TreeNews& news : loop_.turn(trees(), at_most)) take_report(*news.tree, news.report);
}

void Attempt::take_report(const Tree& tree, const TreeReport& report) {
  if (&tree == foreground_.get()) {
    note_foreground(report);
  } else {
    background_->note(report, loop_);
  }
}

std::vector<Tree*> Attempt::trees() {
  std::vector<Tree*> all;
  if (foreground_) all.push_back(foreground_.get());
  if (background_ && background_->started()) all.push_back(&background_->tree());
  std::erase_if(all, [](const Tree* tree) { return tree->emptied(); });
  return all;
}

std::string Attempt::simulated_note() const {
  const auto& devices = loop_.observations().instrumentation().devices;
  const bool simulated = std::ranges::any_of(
      gpus_, [&](int gpu) { return devices[static_cast<size_t>(gpu)].simulated; });
  return simulated ? " (simulated GPU)" : "";
}

bool Attempt::must_end() const {
  return loop_.stop_requested() || foreground_keeper_died_ ||
         (background_ && (background_->gave_up() || background_->keeper_died()));
}

void Attempt::keep_identity(const Tree& tree) {
  const Status kept = journal_.tree_started(request_.run_id, record_.number, tree.identity());
  if (!kept) {
    loop_.tell(Notice{Severity::error,
                      "the process tree could not be noted: " + kept.error().message,
                      kept.error().hint});
  }
}

void Attempt::begin_phase(PhaseKind kind, std::optional<Seconds> minimum,
                          std::optional<Seconds> maximum) {
  const Instant now = loop_.now();
  record_.phases.push_back({.kind = kind, .start = now});
  LiveContext& live = loop_.live();
  live.kind = kind;
  live.phase_start = now;
  live.minimum = minimum;
  loop_.tell(PhaseStarted{planned_.index, record_.number, kind, minimum, maximum});
}

void Attempt::end_phase(std::string verdict) {
  PhaseRecord& phase = record_.phases.back();
  phase.end = loop_.now();
  if (request_.readings_at_edges && phase.kind != PhaseKind::stop) loop_.ask_for_readings();
  loop_.take_samples();
  loop_.tell(PhaseEnded{planned_.index, record_.number, phase, std::move(verdict)});
}

}  // namespace mutation
