#include "run/attempt.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "os/oom_kills.h"
#include "run/conclude.h"
#include "run/environment.h"
#include "run/log_tail.h"

namespace mutation {
namespace {

// How long to wait for the readings that close the last phase.
constexpr Seconds kLastReadings{0.3};
// How long to wait for those that open the foreground, where they were asked for.
constexpr Seconds kEdgeReadings{1};
// How much of a log is searched for the ready pattern.
constexpr size_t kReadyLogBytes = size_t{1} << 20;

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

Attempt::Attempt(RunLoop& loop, RunJournal& journal, AttemptRequest request)
    : loop_(loop),
      journal_(journal),
      request_(std::move(request)),
      planned_(*request_.planned),
      gpus_(own_gpus(loop.observations().instrumentation(), planned_.devices)),
      strangers_(gpus_) {
  const Environment devices = common_environment();
  record_.number = request_.number;
  record_.start = loop_.now();
  oom_kills_before_ = oom_kills_on_machine();
  record_.argv = planned_.foreground.command;
  record_.working_directory = planned_.foreground.directory;
  record_.environment = merged(devices, planned_.foreground.environment);
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
  if (cool() && start_background() && wait_for_load()) train();
  stop();
  finish();
  return std::move(record_);
}

bool Attempt::cool() {
  GateOptions options{.minimum = request_.minimum_idle,
                      .maximum = planned_.timings.cooling_max,
                      .minimum_from = request_.minimum_from,
                      .gpus = gpus_,
                      .idle_reference = request_.idle_reference};
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
    const Seconds left = gate.minimum_left(now);
    turn(left > Seconds(0) ? left : kTick);
  }
  record_.cooling = gate.record(loop_.now());
  record_.cooling.reason += simulated_note();
  end_phase(to_text(record_.cooling.verdict) + ": " + record_.cooling.reason);
  return open;
}

bool Attempt::start_background() {
  if (!background_) return true;
  const auto bound =
      std::max(planned_.timings.background_startup_wait, planned_.timings.background_ready_max);
  const bool verifiable =
      has_gpu_sensors(loop_.observations(), gpus_) || !planned_.background->ready_pattern.empty();
  begin_phase(PhaseKind::background_startup, planned_.timings.background_startup_wait,
              verifiable ? std::optional(bound) : std::nullopt);
  const Status started = background_->start();
  if (!started) {
    record_.start_error = to_text(started.error());
    return false;
  }
  keep_identity(background_->tree());
  return true;
}

bool Attempt::wait_for_load() {
  if (!background_) return true;
  const Instant start = loop_.now();
  LoadReadiness readiness({.minimum = planned_.timings.background_startup_wait,
                           .maximum = planned_.timings.background_ready_max,
                           .gpus = gpus_,
                           .idle_power = record_.cooling.idle_power,
                           .has_ready_pattern = !planned_.background->ready_pattern.empty()},
                          start);
  bool ready = false;
  while (!ready && !must_end()) {
    const Instant now = loop_.now();
    const Seconds left = readiness.minimum_left(now);
    if (left > Seconds(0)) {
      turn(left);
      continue;
    }
    const std::string& pattern = planned_.background->ready_pattern;
    ready = readiness.check(
        now, loop_.observations(),
        {.background_alive = background_->alive(),
         .pattern_seen = !pattern.empty() && matches(pattern, readiness_log()),
         .own_compute_process = own_process_on(loop_.observations(), gpus_, background_->tree())});
    if (!ready) turn();
  }
  record_.load = readiness.record(loop_.now(), loop_.observations());
  record_.load->reason += simulated_note();
  end_phase(to_text(record_.load->verdict) + ": " + record_.load->reason);
  return ready && !must_end();
}

void Attempt::wait_for_edge_readings() {
  if (!request_.readings_at_edges) return;
  const Instant asked = record_.phases.back().end;
  while (!loop_.observations().all_read_since(asked.monotonic) && !must_end() &&
         elapsed(asked, loop_.now()) < kEdgeReadings) {
    turn(Seconds(0.01));
  }
}

void Attempt::train() {
  wait_for_edge_readings();
  begin_phase(PhaseKind::foreground, {}, planned_.timings.timeout);
  const Instant start = record_.phases.back().start;
  if (Status told = journal_.foreground_started(start); !told) {
    record_.start_error = to_text(told.error());
  } else if (launch_foreground()) {
    wait_for_training();
  }
  const bool started = record_.training_start.boot != BootTime{};
  end_phase();
  if (!foreground_ended_ && started) record_.training_end = record_.phases.back().end;
  if (started) record_.duration = elapsed(record_.training_start, record_.training_end);
  if (Status told = journal_.foreground_ended(record_.phases.back().end); !told) {
    unwritten_.push_back("files of the Python tool's form: " + told.error().message);
  }
}

bool Attempt::launch_foreground() {
  TreeSpec spec;
  spec.name = "foreground";
  spec.run_id = request_.run_id;
  spec.argv = record_.argv;
  spec.directory = record_.working_directory;
  spec.environment = record_.environment;
  spec.log_file = request_.run_directory + "/training.log";
  spec.streams = request_.streams;
  spec.grace = planned_.timings.termination_timeout;
  spec.method = request_.tree_method;
  Result<std::unique_ptr<Tree>> tree = Tree::launch(spec);
  if (!tree) {
    record_.start_error = to_text(tree.error());
    return false;
  }
  foreground_ = std::move(*tree);
  record_.training_start = loop_.now();
  keep_identity(*foreground_);
  return true;
}

void Attempt::wait_for_training() {
  while (!foreground_ended_ && !must_end()) {
    Seconds wait = kTick;
    if (planned_.timings.timeout) {
      const Seconds left = *planned_.timings.timeout - elapsed(record_.training_start, loop_.now());
      if (left <= Seconds(0)) {
        // Its end may have been reported while the loop was held up.
        turn(Seconds(0));
        record_.timed_out = !foreground_ended_;
        return;
      }
      wait = std::min(wait, left);
    }
    turn(wait);
    for (const std::string& stranger : strangers_.look(loop_.observations(), trees())) {
      loop_.tell(Notice{Severity::warning, "a stranger computes on the GPU: " + stranger,
                        "its load is in this run's figures; the run is suspect"});
    }
  }
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
    const MonotonicTime last = record_.phases.back().end.monotonic;
    const Instant start = loop_.now();
    while (!loop_.observations().all_read_since(last) &&
           elapsed(start, loop_.now()) < kLastReadings) {
      turn(Seconds(0.05));
    }
  }
  if (background_) {
    if (!record_.load) record_.load.emplace();
    background_->fill(*record_.load);
  }
  if (!loop_.sample_write_error().empty()) {
    unwritten_.push_back("traces: " + loop_.sample_write_error());
  }
  record_.readers = loop_.take_reader_statistics();
  const std::vector<std::string>& disturbances = loop_.disturbances();
  record_.gaps.insert(record_.gaps.end(), disturbances.begin(), disturbances.end());
  conclude(
      {.planned = &planned_,
       .observations = &loop_.observations(),
       .gpus = gpus_,
       .log_file = foreground_ && !request_.streams ? request_.run_directory + "/training.log" : "",
       .legacy_power_sum = journal_.legacy_power_sum(),
       .background = background_.get(),
       .strangers = strangers_.seen(),
       .keeper_died = foreground_keeper_died_,
       .interrupted = cut_short_,
       .oom_kill = oom_kill(),
       .unwritten = unwritten_},
      record_);
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

void Attempt::note_foreground(const TreeReport& report) {
  std::visit(
      Overloaded{[&](const TrainingStarted& started) { record_.training_start = started.at; },
                 [&](const TrainingEnded& ended) { note_training_end(ended); },
                 [](const LoopGaveUp&) {},
                 [&](const TreeEmptied& emptied) { record_.stops.push_back(emptied.record); },
                 [&](const KeeperDied& died) {
                   foreground_keeper_died_ = true;
                   record_.stops.push_back(died.record);
                 }},
      report);
}

void Attempt::note_training_end(const TrainingEnded& ended) {
  // An end that our own stop brings about comes after the phase has ended and is no part of it.
  const bool by_itself = record_.phases.back().kind == PhaseKind::foreground;
  if (by_itself) record_.training_end = ended.at;
  foreground_ended_ = true;
  out_of_memory_in_tree_ = ended.out_of_memory;
  record_.status = ended.status;
  record_.start_error = ended.start_error;
  if (!ended.start_error.empty()) record_.training_start = record_.training_end = {};
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

std::string Attempt::readiness_log() const {
  return log_tail(background_->current_log(), kReadyLogBytes, kReadyLogBytes);
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
