// The foreground's stage of an attempt: its start, the watch over it, its end.
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "run/attempt.h"
#include "run/compute_processes.h"

namespace mutation {
namespace {

// How long to wait for the readings that open the foreground, where they were asked for.
constexpr Seconds kEdgeReadings{1};

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};

}  // namespace

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
  processes_.count_from(start.monotonic);
  const CpuLook cpus_before = look_at_cpus_now();
  if (Status told = journal_.foreground_started(start); !told) {
    record_.start_error = to_text(told.error());
  } else if (launch_foreground()) {
    wait_for_training();
  }
  // While the trees are still there.
  note_foreign_cpu(cpus_before);
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
    if (hot_enough()) {
      warm_ = true;
      return;
    }
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
    look_at_processes();
  }
}

void Attempt::look_at_processes() {
  const OwnTrees own{foreground_.get(),
                     background_ && background_->started() ? &background_->tree() : nullptr};
  for (const StrangerRecord& stranger : processes_.look(loop_.now(), loop_.observations(), own)) {
    const ComputeProcess process{.pid = stranger.pid, .memory_bytes = stranger.memory_bytes};
    loop_.tell(Notice{Severity::warning,
                      "a stranger computes on the GPU: " + describe(process, stranger.name),
                      "its load is in this run's figures; the run is suspect"});
  }
}

CpuLook Attempt::look_at_cpus_now() {
  std::vector<CpuTree> own;
  for (const Tree* tree : trees()) {
    own.push_back({tree->identity().keeper_pid, tree->identity().cgroup});
  }
  return look_at_cpus("/", getpid(), own, loop_.now().monotonic);
}

void Attempt::note_foreign_cpu(const CpuLook& before) {
  if (foreground_keeper_died_) {
    record_.foreign_cpu_reason =
        "the foreground's keeper died, and what its tree used cannot be told from what others used";
    return;
  }
  const ForeignCpu found = foreign_cpu(before, look_at_cpus_now());
  record_.foreign_cpu_fraction = found.fraction;
  record_.foreign_cpu_reason = found.reason;
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

}  // namespace mutation
